"""CSV that geomap wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from geomap.errors import ReadError
from geomap.export.hxl import tags
from geomap.export.values import unquote_controls
from geomap.frame import COLUMNS
from geomap.incident import SCHEMA_VERSION, Incident
from geomap.reread.cells import BadCell, record_of
from geomap.reread.collecting import Collector, check_version

__all__ = ["is_ours", "read_csv"]

MAX_CELL = 64_000_000
_NOT_READ = frozenset({"wkt", "schema_version", "disclaimer"})  # told by the places, or ours


def is_ours(columns: Sequence[str]) -> bool:
    """Tell by its header whether a table is one that geomap wrote.

    Examples
    --------
    >>> is_ours(["event_id_cnty", "event_date"])
    False
    """
    return {"incident_id", "schema_version", *COLUMNS} <= set(columns)


def _text(cell: str) -> str | None:
    """Undo what was done to a cell: empty is unknown, one apostrophe comes off."""
    if not cell:
        return None
    return unquote_controls(cell.removeprefix("'"))


def _rows(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    old = csv.field_size_limit(MAX_CELL)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1)
    except csv.Error as error:
        raise ReadError(f"{source}: not a CSV: {error}") from error
    finally:
        csv.field_size_limit(old)


def read_csv(text: str, into: Collector) -> None:
    """Read a CSV of incidents; a row of HXL tags is passed over.

    Raises
    ------
    ReadError
        It is no CSV, not geomap's, or of another schema version.
    """
    rows = _rows(text, into.source)
    header = [_text(c) or "" for c in next(rows, (0, []))[1]]
    if not is_ours(header):
        raise ReadError(
            f"{into.source}: not a CSV that geomap wrote (its columns are not those of "
            "docs/exports.md); a table of coded events is read with geomap extract"
        )
    skipped = tags(header)
    for number, row in rows:
        if row and row != skipped:
            _take(dict(zip(header, map(_text, row), strict=False)), len(row), number, into)


def _take(cells: dict[str, str | None], width: int, number: int, into: Collector) -> None:
    if width != len(cells):
        reason = f"the row has {width} cells, the header {len(cells)}"
        into.reject(reason, number, None, cells)
        return
    found = cells.get("schema_version")
    check_version(SCHEMA_VERSION if found == str(SCHEMA_VERSION) else found, into.source)
    own = {k: v for k, v in cells.items() if k not in _NOT_READ}
    try:
        into.take(record_of(own, Incident), number, strict=False)
    except BadCell as error:
        into.reject(str(error), number, error.column, cells)
