"""Tables of every file form as sheets: delimited text, spreadsheets, Parquet, JSON, GeoJSON.

Spreadsheets are read by python-calamine (MIT, Rust): it gives typed cells and
sheet rows, reads xlsx, xls, xlsb and ods, and never runs a formula; openpyxl
reads xlsx only and is several times as slow.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import NoInputError, ReadError
from geomap.incident import Rejected
from geomap.tables.delimited import decode, parse
from geomap.tables.sheet import Line, Sheet, as_text, unique_columns
from geomap.workbooks import check_workbook

__all__ = ["PARQUET", "SUFFIXES", "open_sheet", "parquet_columns", "read_bytes"]

MAX_BYTES = 2_000_000_000
RAW_CHARS = 500
PARQUET = (".parquet", ".geoparquet", ".pq")
SNIFF = 4096
BINARY_SHARE = 0.05  # of NULs at the start: above it the file is no text, below it a slip in a cell


def read_bytes(path: Path) -> bytes:
    """Read a file whole.

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        A folder, too large, not permitted.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"{path}: larger than {MAX_BYTES // 10**9} GB; split it")
        return path.read_bytes()
    except FileNotFoundError:
        raise NoInputError(f"{path}: no such file or folder") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error


def _text(path: Path, data: bytes) -> Sheet:
    text, warnings = decode(data, str(path))
    if text[:SNIFF].count("\x00") > len(text[:SNIFF]) * BINARY_SHARE:
        raise ReadError(f"{path}: this is a binary file, or text in UTF-16 without its mark")
    sheet = parse(text.removeprefix("\ufeff"), str(path))
    sheet.warnings[:0] = warnings
    return sheet


def _spreadsheet(path: Path, data: bytes) -> Sheet:
    import io

    from python_calamine import CalamineError, CalamineWorkbook

    check_workbook(path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        filled = [
            (name, rows)
            for name in book.sheet_names
            if (rows := book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise ReadError(f"{path}: cannot be read as a spreadsheet ({error})") from error
    if not filled:
        raise ReadError(f"{path}: no sheet holds anything")
    sheet = _of_rows(path, filled[0][1])
    if len(filled) > 1:
        others = ", ".join(repr(name) for name, _ in filled[1:])
        sheet.warnings.append(f"only the sheet {filled[0][0]!r} is read, not {others}")
    return sheet


def _of_rows(path: Path, rows: list[list[Any]]) -> Sheet:
    """Take the first row that holds anything as the header; number as the spreadsheet does."""
    first = next((n for n, row in enumerate(rows) if any(as_text(c) for c in row)), None)
    if first is None:
        raise ReadError(f"{path}: the file is empty")
    header = rows[first]
    while header and not as_text(header[-1]):
        header = header[:-1]
    columns, warnings = unique_columns(header)
    width, sheet = len(header), Sheet(columns=columns, lines=[], warnings=warnings)
    for number, row in enumerate(rows[first + 1 :], start=first + 2):
        if not any(as_text(c) for c in row):
            continue
        if any(as_text(c) for c in row[width:]):
            reason = f"has more cells than the header's {width}"
            raw = "\t".join(map(as_text, row))[:RAW_CHARS]
            sheet.rejected.append(Rejected(source=str(path), reason=reason, row=number, raw=raw))
            continue
        sheet.lines.append(Line(number, [_plain(c) for c in row[:width]]))
    return sheet


def _plain(cell: Any) -> Any:
    """Make a typed cell one that JSON can hold, with nothing lost but its type."""
    if isinstance(cell, float):
        return _plain_number(cell)
    if isinstance(cell, Mapping):
        return {str(k): _plain(v) for k, v in cell.items()}
    if isinstance(cell, list | tuple):
        return [_plain(v) for v in cell]
    if cell is None or isinstance(cell, str | int):
        return cell
    return cell.hex() if isinstance(cell, bytes) else as_text(cell)


def _plain_number(cell: float) -> int | float | str:
    if not math.isfinite(cell):
        return str(cell)
    return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell


@contextmanager
def _arrow(path: Path) -> Iterator[Any]:
    """Give pyarrow's Parquet; what it cannot read is said with the file's name."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # ships no types
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError as error:
        raise ReadError(f"{path}: Parquet needs pyarrow; pip install pyarrow") from error
    try:
        yield pq
    except (pa.ArrowException, OSError) as error:
        raise ReadError(f"{path}: cannot be read as Parquet ({error})") from error


def parquet_columns(path: Path) -> tuple[str, ...]:
    """Name the columns of a Parquet file, whose rows are not read for that.

    Raises
    ------
    ReadError
        It is damaged, or pyarrow is not installed.
    """
    with _arrow(path) as parquet:
        return tuple(map(str, parquet.read_schema(path).names))


def _parquet(path: Path, data: bytes) -> Sheet:
    import io

    with _arrow(path) as parquet:
        arrow = parquet.read_table(io.BytesIO(data))
    columns, warnings = unique_columns(arrow.column_names)
    cells = [
        _geometries(c.to_pylist()) if name == "geometry" else [_plain(v) for v in c.to_pylist()]
        for name, c in zip(arrow.column_names, arrow.columns, strict=True)
    ]
    lines = [Line(n, list(row)) for n, row in enumerate(zip(*cells, strict=True), start=1)]
    return Sheet(columns=columns, lines=lines, warnings=warnings)


def _geometries(values: list[Any]) -> list[Any]:
    """Turn GeoParquet's WKB into GeoJSON geometries."""
    import shapely

    return [
        _plain(shapely.geometry.mapping(shapely.from_wkb(v)) if isinstance(v, bytes) else v)
        for v in values
    ]


def _json(path: Path, data: bytes) -> Sheet:
    try:
        whole = _decoded(data)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{path}: no JSON ({error})") from error
    if isinstance(whole, dict) and isinstance(whole.get("features"), list):
        return _of_records(
            path, [(n, _feature(f)) for n, f in enumerate(whole["features"], start=1)]
        )
    if isinstance(whole, dict):  # ACLED's and UCDP's interfaces wrap their rows
        lists = [v for v in whole.values() if isinstance(v, list)]
        rows = [v for v in lists if any(isinstance(row, dict) for row in v)] or lists
        whole = max(rows, key=len, default=whole)  # beside them may be lists of messages
    if not isinstance(whole, list):
        raise ReadError(f"{path}: this JSON is no list of rows")
    return _of_records(path, list(enumerate(whole, start=1)))


def _decoded(data: bytes) -> Any:
    """Decode JSON; Python and pandas also write NaN and Infinity, which it does not have."""
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError:
        if b"NaN" not in data and b"Infinity" not in data:
            raise
        return json.loads(data, parse_constant=str)


def _feature(feature: Any) -> Any:
    if not isinstance(feature, dict):
        return feature
    record = dict(feature.get("properties") or {})
    if "id" in feature:
        record.setdefault("id", feature["id"])
    return {**record, "geometry": feature.get("geometry")}


def _jsonl(path: Path, data: bytes) -> Sheet:
    text, warnings = decode(data, str(path))
    records: list[tuple[int, Any]] = []
    bad: list[Rejected] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                records.append((number, _decoded(line.encode("utf-8", "surrogateescape"))))
            except (ValueError, RecursionError) as error:
                raw = line.encode("utf-8", "replace").decode()[:RAW_CHARS]
                reason = f"no JSON ({error})"
                bad.append(Rejected(source=str(path), reason=reason, row=number, raw=raw))
    sheet = _of_records(path, records)
    sheet.rejected += bad
    sheet.warnings += warnings
    return sheet


def _of_records(path: Path, records: list[tuple[int, Any]]) -> Sheet:
    """Lay objects out as rows; the columns are all keys, in order of appearance."""
    keys: dict[str, None] = {}
    for _, record in records:
        if isinstance(record, dict):
            keys.update(dict.fromkeys(record))
    if not keys:
        raise ReadError(f"{path}: holds no rows")
    sheet = Sheet(columns=tuple(keys), lines=[])
    for number, record in records:
        if isinstance(record, dict):
            sheet.lines.append(Line(number, [record.get(k) for k in keys]))
        else:
            reason = "is no object with named values"
            raw = as_text(record)[:RAW_CHARS]
            sheet.rejected.append(Rejected(source=str(path), reason=reason, row=number, raw=raw))
    return sheet


_READERS: dict[str, Callable[[Path, bytes], Sheet]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), _text),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), _spreadsheet),
    **dict.fromkeys(PARQUET, _parquet),
    **dict.fromkeys((".json", ".geojson"), _json),
    **dict.fromkeys((".jsonl", ".ndjson", ".geojsonl"), _jsonl),
}
SUFFIXES = tuple(_READERS)


def open_sheet(path: Path, data: bytes) -> Sheet:
    """Read a file as a sheet, by its suffix; an unknown suffix is taken for delimited text.

    Raises
    ------
    ReadError
        The file is empty or not what its suffix says.
    """
    if not data:
        raise ReadError(f"{path}: the file is empty")
    return _READERS.get(path.suffix.lower(), _text)(path, data)
