"""JSON lines: one report a line with its incidents, also for one that tells none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from geomap.export.rows import Rows
from geomap.export.streams import open_out
from geomap.export.values import plain
from geomap.frame import PLACE_COLUMNS
from geomap.incident import SCHEMA_VERSION

__all__ = ["put"]

_ENCODER = msgspec.json.Encoder(enc_hook=plain)


def _by_report(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = {d: [] for d in rows.head["doc_ids"]}
    derived = {*PLACE_COLUMNS, *rows.added}
    for ident, record in rows.records():
        own = {k: v for k, v in record.items() if k not in derived}
        if rows.added:
            own["extra"] = {**{c: record[c] for c in rows.added}, **own["extra"]}
        lines.setdefault(record["doc_ids"][0], []).append({"incident_id": ident, **own})
    return lines


def put(rows: Rows, path: Path) -> None:
    """Write the reports in their order, then what was set aside, an input a line."""
    with open_out(path) as out:
        for doc, found in _by_report(rows).items():
            out.write(_line(doc, found))
        for bad in rows.head["rejected"]:
            name = f"{bad['source']}#{bad['row']}" if bad.get("row") else bad["source"]
            out.write(_line(name, [], rejected=[bad]))


def _line(doc_id: str, incidents: list[dict[str, Any]], **more: Any) -> bytes:
    body = {"doc_id": doc_id, "schema_version": SCHEMA_VERSION, "incidents": incidents, **more}
    return _ENCODER.encode(body) + b"\n"
