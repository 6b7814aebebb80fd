"""CSV: one row an incident, nested values as JSON, the place as WKT and as lon, lat.

Cells that a spreadsheet would run as formulas are made harmless; characters
that text files cannot hold are quoted. Both are undone on reading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from geomap.errors import SchemaError
from geomap.export.fields import nullable_texts
from geomap.export.hxl import tags
from geomap.export.rows import Rows
from geomap.export.shapes import rounded
from geomap.export.streams import open_out
from geomap.export.values import cell_of, json_text, quote_controls
from geomap.incident import Incident

__all__ = ["cell", "put", "put_table"]

UNKNOWN = nullable_texts(Incident)
EMPTY = "'"  # an empty text where an empty cell is an unknown one
FIRST, LAST = ("incident_id",), ("wkt", "schema_version", "disclaimer")


def cell(value: Any, *, undone: bool = True) -> Any:
    """Give a value as a harmless cell; what is unknown is empty.

    Parameters
    ----------
    value : object
    undone : bool
        False where no reader takes the apostrophe off again: a text that has one stays.

    Examples
    --------
    >>> cell(None), cell(True), cell(2.5), cell("=1+1"), cell(["a"])
    (None, 'true', 2.5, "'=1+1", '["a"]')
    """
    if value is None or isinstance(value, int | float):
        return value if not isinstance(value, bool) else str(value).lower()
    text = value if isinstance(value, str) else json_text(value)
    quoted = quote_controls(text)
    return quoted if quoted.startswith("'") and not undone else cell_of(quoted)


def _rows(rows: Rows) -> Iterator[list[Any]]:
    import shapely

    wkt = shapely.to_wkt(rounded(rows.shapes, rows.decimals), rounding_precision=-1)
    last = (rows.head["schema_version"], rows.head["disclaimer"])
    for (ident, record), where in zip(rows.records(), wkt, strict=True):
        cells = {name: cell(value) for name, value in record.items()}
        cells |= {name: EMPTY for name in UNKNOWN if record[name] == ""}
        yield [cell(ident), *cells.values(), where, *last]


def put(rows: Rows, path: Path, *, hxl: bool = False) -> None:
    """Write a header, HXL's tags where they are asked for, and the incidents.

    Raises
    ------
    SchemaError
        A column of the user's own is named like one of the file's.
    """
    taken = [a for a in rows.added if a in LAST]
    if taken:
        raise SchemaError(f"the file has a column {taken[0]!r} of its own; rename yours")
    names = [*FIRST, *(cell_of(quote_controls(c)) for c in rows.columns), *LAST]
    put_table(path, names, _rows(rows), hxl=hxl)


def put_table(
    path: Path, names: list[str], rows: Iterable[Iterable[Any]], *, hxl: bool = False
) -> None:
    """Write a CSV (RFC 4180, UTF-8) a few rows at a time."""
    with open_out(path) as out, _text(out) as text:
        writer = csv.writer(text)
        writer.writerow(names)
        if hxl:
            writer.writerow(tags(names))
        writer.writerows(rows)


def _text(out: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
