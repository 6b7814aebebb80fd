"""Incidents from related tables: claims, places and sources back into their lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geomap.export.tables import DERIVED, OWN_TABLE
from geomap.incident import SOURCE_FIELDS, Claim, Incident, PlaceMention, Record
from geomap.reread.cells import BadCell, record_of
from geomap.reread.collecting import Collector

__all__ = ["take_related"]

_RECORDS: dict[str, type[Record]] = {"claims": Claim, "places": PlaceMention}
Row = Mapping[str, Any]


def _child(table: str, row: Row) -> dict[str, Any]:
    """Read one claim, place or source."""
    if table == "sources":
        more = record_of({"extra": row.get("more")}, Incident).get("extra", {})
        told = {n: row[n] for n in SOURCE_FIELDS if row.get(n) is not None}
        return {**told, **more}
    record = _RECORDS[table]
    cells = {n: row[n] for n in record.__struct_fields__ if n in row}
    return record_of(cells, record)


def _children(
    tables: Mapping[str, Iterable[Row]], into: Collector
) -> dict[str, dict[str, list[Any]]]:
    """Gather what belongs to each incident, in order."""
    out: dict[str, dict[str, list[Any]]] = {}
    for table in OWN_TABLE:
        listed = sorted(tables.get(table, ()), key=lambda r: r.get("nr") or 0)
        for number, row in enumerate(listed, start=1):
            try:
                child = _child(table, row)
            except BadCell as error:
                into.reject(f"{table}: {error}", number, error.column, dict(row))
                continue
            mine = out.setdefault(str(row.get("incident_id")), {})
            mine.setdefault(table, []).append(child)
    return out


def take_related(
    incidents: Iterable[tuple[int, Row]],
    tables: Mapping[str, Iterable[Row]],
    into: Collector,
    *,
    ignored: frozenset[str] = frozenset(),
    strict: bool = True,
) -> None:
    """Put incidents together and take them up in their first order.

    Parameters
    ----------
    incidents : iterable of (int, mapping)
        Number of the row in the file, and its cells. An incident that stands
        in two layers is taken once.
    tables : mapping
        ``claims``, ``places`` and ``sources``.
    into : Collector
    ignored : frozenset of str
        Columns that only this kind of file has.
    strict : bool
        False where texts may stand for numbers.
    """
    children = _children(tables, into)
    known: set[str] = set()
    passed = DERIVED | ignored
    for number, row in sorted(incidents, key=lambda pair: pair[1].get("nr") or 0):
        ident = str(row.get("incident_id"))
        if row.get("also_in") and ident in known:
            continue
        known.add(ident)
        cells = {c: v for c, v in row.items() if c not in passed}
        try:
            own = record_of(cells, Incident)
        except BadCell as error:
            into.reject(str(error), number, error.column, dict(row))
            continue
        into.take({**own, **children.get(ident, {})}, number, strict=strict)
