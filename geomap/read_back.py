"""Read the GeoJSON and JSON lines that geomap itself writes back into incidents.

What a file derives from the places (``lon``, ``place_name``, the geometry) is
worked out anew: to set a place, correct it (``docs/corrections.md``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import NoInputError, ReadError
from geomap.frame import PLACE_COLUMNS
from geomap.incident import SCHEMA_VERSION, Incident, Rejected

__all__ = ["OUTPUT_SUFFIXES", "ReadBack", "is_output", "read_back"]

OUTPUT_SUFFIXES = (".geojson", ".json", ".jsonl", ".ndjson")
_LINES = (".jsonl", ".ndjson")
_FIELDS = frozenset(Incident.__struct_fields__)
_KNOWN = _FIELDS | set(PLACE_COLUMNS)
_PATH = re.compile(r"`\$\.?(.*?)`")


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """What a file of incidents holds.

    Parameters
    ----------
    incidents : tuple of Incident
    doc_ids : tuple of str
        Its reports, also those without incidents where the file lists them.
    rejected : tuple of Rejected
        Records that break the schema, and what the file itself says was
        rejected when it was made.
    """

    incidents: tuple[Incident, ...]
    doc_ids: tuple[str, ...]
    rejected: tuple[Rejected, ...]


def is_output(path: str | Path) -> bool:
    """Tell by the suffix whether a file may be one of geomap's own outputs.

    Examples
    --------
    >>> is_output("map.geojson"), is_output("report.txt")
    (True, False)
    """
    return Path(path).suffix.lower() in OUTPUT_SUFFIXES


class _Reader:
    """Collects what one file gives, good and bad."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.incidents: list[Incident] = []
        self.doc_ids: list[str] = []
        self.rejected: list[Rejected] = []
        self._ids: set[str] = set()

    def reject(self, reason: str, row: int, column: str | None, raw: Any) -> None:
        text = raw if isinstance(raw, str) else msgspec.json.encode(raw).decode()
        where = f"{self.source}:{row}{f' {column}' if column else ''}"
        self.rejected.append(
            Rejected(
                source=self.source,
                reason=f"{reason} @ {where}",
                row=row,
                column=column,
                raw=text[:2000],
            )
        )

    def take(self, record: Any, row: int) -> None:
        """Validate one incident; a bad one is kept aside with the reason."""
        try:
            incident = msgspec.convert(record, Incident)
        except msgspec.ValidationError as error:
            found = _PATH.search(str(error))
            column = found[1].split(".")[0].split("[")[0] if found else None
            self.reject(str(error), row, column or None, record)
            return
        if incident.incident_id in self._ids:
            reason = f"the incident_id {incident.incident_id!r} is in this file twice"
            self.reject(reason, row, "incident_id", record)
            return
        self._ids.add(incident.incident_id)
        self.incidents.append(incident)
        self.doc_ids += [d for d in incident.doc_ids if d not in self.doc_ids]

    def outcome(self) -> ReadBack:
        return ReadBack(
            incidents=tuple(self.incidents),
            doc_ids=tuple(dict.fromkeys(self.doc_ids)),
            rejected=tuple(self.rejected),
        )


def _check_version(found: Any, source: str) -> None:
    if found != SCHEMA_VERSION:
        raise ReadError(
            f"{source}: schema version {found!r}, this geomap reads version {SCHEMA_VERSION}; "
            "write the file again with this geomap"
        )


def _record(properties: dict[str, Any]) -> dict[str, Any]:
    """Take the incident out of a feature; columns that are not ours go to ``extra``."""
    own = {k: v for k, v in properties.items() if k in _FIELDS}
    foreign = {k: v for k, v in properties.items() if k not in _KNOWN}
    if foreign and isinstance(own.get("extra", {}), dict):
        own["extra"] = {**foreign, **own.get("extra", {})}
    return own


def _read_collection(body: Any, reader: _Reader) -> None:
    head = body.get("geomap") if isinstance(body, dict) else None
    features = body.get("features") if isinstance(body, dict) else None
    if not isinstance(head, dict) or not isinstance(features, list):
        raise ReadError(
            f"{reader.source}: not a GeoJSON that geomap wrote (no 'geomap' member with a "
            "schema_version); a table of your own is read with a mapping"
        )
    _check_version(head.get("schema_version"), reader.source)
    for row, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            reader.take(_record(properties), row)
        else:
            reader.reject("the feature has no properties", row, None, feature)
    for row, old in enumerate(head.get("rejected") or (), start=1):
        try:
            reader.rejected.append(msgspec.convert(old, Rejected))
        except msgspec.ValidationError as error:
            reader.reject(f"a rejected input is not readable: {error}", row, "rejected", old)


def _decoded_lines(text: str, reader: _Reader) -> Iterator[tuple[int, dict[str, Any]]]:
    for row, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            body = msgspec.json.decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            reader.reject(f"not JSON: {error}", row, None, line)
            continue
        if isinstance(body, dict) and isinstance(body.get("incidents"), list):
            yield row, body
        else:
            reader.reject("not a line of geomap: it has no list of incidents", row, None, line)


def _read_lines(text: str, reader: _Reader) -> None:
    good = 0
    for row, body in _decoded_lines(text, reader):
        good += 1
        _check_version(body.get("schema_version"), f"{reader.source}:{row}")
        if isinstance(body.get("doc_id"), str):
            reader.doc_ids.append(body["doc_id"])
        for record in body["incidents"]:
            reader.take(record, row)
    if not good and reader.rejected:
        raise ReadError(f"{reader.rejected[0].reason}; not JSON lines that geomap wrote")


def read_back(path: str | Path) -> ReadBack:
    """Read incidents that geomap wrote as GeoJSON or JSON lines.

    Parameters
    ----------
    path : str or Path
        ``.geojson``, ``.json``, ``.jsonl`` or ``.ndjson``.

    Returns
    -------
    ReadBack
        Equal to what was written. Records that break the schema are in
        ``rejected`` with file, row (line, or number of the feature) and column.

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        The file is not geomap's, not UTF-8, or of another schema version.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from geomap import to_frame, write
    >>> one = Incident(incident_id="a", type="talks", doc_ids=("r",))
    >>> file = write(to_frame([one]), pathlib.Path(tempfile.mkdtemp()) / "a.geojson")
    >>> read_back(file).incidents == (one,)
    True
    """
    source = Path(path)
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NoInputError(f"{source}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{source}: cannot be read as UTF-8 ({error})") from error
    reader = _Reader(str(source))
    if source.suffix.lower() in _LINES:
        _read_lines(text, reader)
        return reader.outcome()
    try:
        body = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReadError(f"{source}: not JSON: {error}") from error
    _read_collection(body, reader)
    return reader.outcome()
