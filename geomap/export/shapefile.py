"""Shapefile: points, lines and areas apart, unplaced incidents as a table; much is lost.

The format holds neither lists nor texts of more than 254 bytes nor names of
more than ten letters. What was cut is named in the column ``cut``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import WriteError
from geomap.export.gdal import put_layer
from geomap.export.parts import KINDS, of_dimension, single_or_multi
from geomap.export.rows import Rows
from geomap.export.tables import Table, incident_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COLUMNS", "JOINED", "MAX_BYTES", "UNPLACED", "put", "shortened"]

_DRIVER = "ESRI Shapefile"
MAX_BYTES = 254  # of a text in dBASE
COLUMNS = {
    "nr": "nr",
    "incident_id": "id",
    "type": "type",
    "title": "title",
    "status": "status",
    "scale": "scale",
    "background": "backgrnd",
    "date_start": "date_start",
    "date_end": "date_end",
    "date_edtf": "date_edtf",
    "date_prec": "date_prec",
    "date_basis": "date_basis",
    "year_basis": "year_basis",
    "time_local": "time_local",
    "time_zone": "time_zone",
    "datetime_utc": "utc",
    "place_as_written": "place_told",
    "place_name": "place_name",
    "place_status": "place_stat",
    "place_derived": "derived",
    "place_note": "place_note",
    "where_prec": "where_prec",
    "radius_m": "radius_m",
    "lon": "lon",
    "lat": "lat",
    "confidence": "confidence",
    "border_pair": "border",
    "distance_to_border_km": "border_km",
    "countries": "countries",
    "doc_ids": "doc_ids",
    "sentence": "sentence",
    "problems": "problems",
    "claims_in_words": "claims",
}
"""Columns of an incident and their names in the file."""
JOINED = {"countries": " ", "doc_ids": "\n", "problems": "\n"}
"""Lists that are one text here, and what stands between their items."""
UNPLACED = "unplaced"


def shortened(text: str) -> str:
    """Cut a text to what dBASE holds, with a mark where it was cut.

    Examples
    --------
    >>> shortened("short"), len(shortened("é" * 200).encode()) <= MAX_BYTES
    ('short', True)
    """
    data = text.encode()
    if len(data) <= MAX_BYTES:
        return text
    return data[: MAX_BYTES - 3].decode(errors="ignore") + "…"


def _names(added: Sequence[str]) -> dict[str, str]:
    """Give the user's own columns names of ten letters that no other has."""
    out: dict[str, str] = {}
    taken = {*COLUMNS.values(), "cut", "also_in"}
    for name in added:
        short = name[:10] or "column"
        for number in range(1, 1000):
            if short.casefold() not in taken:
                break
            short = f"{name[:7]}{number}"
        taken.add(short.casefold())
        out[name] = short
    return out


def _table(rows: Rows) -> Table:
    whole = incident_table(rows, without=())
    names = COLUMNS | _names([a for a in rows.added if whole.kinds[a] != "json"])
    columns: dict[str, list[Any]] = {}
    kinds: dict[str, str] = {}
    cuts: list[list[str]] = [[] for _ in range(len(rows))]
    for name, short in names.items():
        kind = "text" if name in JOINED else whole.kinds[name]
        values = (
            [JOINED[name].join(v) for v in rows.columns[name]]
            if name in JOINED
            else whole.columns[name]
        )
        kinds[short] = kind
        columns[short] = list(_fitting(values, short, cuts)) if kind == "text" else values
    columns["cut"] = [" ".join(c) or None for c in cuts]
    return Table(name="incidents", kinds={**kinds, "cut": "text"}, columns=columns)


def _fitting(values: Sequence[str | None], name: str, cuts: list[list[str]]) -> Iterator[Any]:
    for value, cut in zip(values, cuts, strict=True):
        fits = None if value is None else shortened(value)
        if fits != value:
            cut.append(name)
        yield fits


def put(rows: Rows, path: Path) -> tuple[str, ...]:
    """Write the files of one name, empty ones too, so that none of an older run is left.

    Returns
    -------
    tuple of str
        What a user must be told.
    """
    table = _table(rows)
    for kind, dimension, single in KINDS:
        shapes = of_dimension(rows.shapes, dimension)
        places = [i for i, s in enumerate(shapes) if s is not None]
        several = single == "Point" and single_or_multi(shapes[places], single) != single
        _put(path, table.take(places, f"{path.stem}_{kind}"), shapes[places], several, single)
    nowhere = [i for i, s in enumerate(rows.shapes) if s is None]
    unplaced = table.take(nowhere, f"{path.stem}_{UNPLACED}")
    put_layer(path.with_name(f"{unplaced.name}.dbf"), unplaced, _DRIVER, encoding="UTF-8")
    _check_whole(path.with_name(f"{unplaced.name}.dbf"), unplaced)
    told = path.with_name(f"{path.stem}_README.txt")
    lines = (
        rows.head["disclaimer"],
        *rows.head["notes"],
        *rows.head["credits"],
        rows.head["tool"],
    )
    told.write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = ", ".join(f"{path.stem}_{kind}" for kind, _, _ in KINDS)
    return (f"Written are {names}, {unplaced.name}.dbf and {told.name}.",)


def _put(path: Path, table: Table, shapes: NDArray[Any], several: bool, single: str) -> None:
    put_layer(
        path.with_name(f"{table.name}.shp"),
        table,
        _DRIVER,
        shapes=shapes,
        geometry_type="MultiPoint" if several else single,
        encoding="UTF-8",
    )
    _check_whole(path.with_name(f"{table.name}.shp"), table)


def _check_whole(path: Path, table: Table) -> None:
    """See that all rows are there: GDAL does not notice a disk that is full as it closes a file.

    Raises
    ------
    WriteError
        They are not.
    """
    from pyogrio.raw import read  # type: ignore[import-untyped]

    try:
        _, _, shapes, (numbers, cuts) = read(str(path), columns=["nr", "cut"])
        there = list(zip(numbers.tolist(), cuts.tolist(), strict=True))
        whole = shapes is None or all(s is not None for s in shapes)
    except RuntimeError:
        there, whole = [], False
    if not whole or there != list(zip(table.columns["nr"], table.columns["cut"], strict=True)):
        raise WriteError(
            f"{path.name}: the file did not come out whole (is the disk full?); nothing was changed"
        )
