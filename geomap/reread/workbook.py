"""Excel workbooks that geomap wrote."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import ReadError
from geomap.export.hxl import tags
from geomap.export.tables import OWN_TABLE
from geomap.export.workbook import WHOLE, shown_as
from geomap.reread.collecting import Collector
from geomap.reread.related import take_related
from geomap.workbooks import check_workbook

__all__ = ["read_workbook"]

Row = dict[str, Any]
Whole = Mapping[tuple[str, str, int, str], Any]
_NONE = object()


def _value(cell: Any) -> Any:
    """Give a cell's value; an empty cell is unknown, a whole number no float."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else cell


def _rows(book: Any, name: str) -> list[tuple[int, list[Any]]]:
    """Give the rows of a sheet with their numbers; the first is the header."""
    sheet = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [(n, row) for n, row in enumerate(sheet, start=1) if any(c != "" for c in row)]


def _table(book: Any, name: str, whole: Whole) -> list[tuple[int, Row]]:
    listed = _rows(book, name)
    header = [str(c) for c in listed[0][1]] if listed else []
    skipped = tags(header)
    out = []
    for number, cells in listed[1:]:
        if cells != skipped:
            row = dict(zip(header, cells, strict=False))
            key = (name, str(row.get("incident_id")), _number(row.get("nr")))
            out.append(
                (number, {c: _exact(v, whole.get((*key, c), _NONE)) for c, v in row.items()})
            )
    return out


def _number(cell: Any) -> int:
    return int(cell) if isinstance(cell, float) else 0


def _exact(cell: Any, kept: Any) -> Any:
    """Take what was kept whole, unless somebody has changed the cell since."""
    if isinstance(kept, str) and cell == shown_as(kept):
        return kept
    if isinstance(kept, int | float) and isinstance(cell, float) and math.isclose(cell, kept):
        return kept
    return _value(cell)


def _whole(book: Any, into: Collector) -> Whole:
    """Put the pieces of long values together."""
    pieces: dict[tuple[str, str, int, str], list[str]] = {}
    for _, (sheet, ident, nr, column, _, text) in _rows(book, WHOLE)[1:]:
        pieces.setdefault((str(sheet), str(ident), _number(nr), str(column)), []).append(str(text))
    out = {}
    for key, parts in pieces.items():
        try:
            out[key] = msgspec.json.decode("".join(parts))
        except msgspec.DecodeError as error:
            into.reject(f"{WHOLE}: not JSON: {error}", key[2], key[3], "".join(parts))
    return out


def _head(book: Any, path: Path) -> Row:
    told: dict[str, str] = {}
    for _, row in _rows(book, "about"):
        told[str(row[0])] = told.get(str(row[0]), "") + str(row[1])
    try:
        return {k: msgspec.json.decode(told[k]) for k in ("schema_version", "doc_ids", "rejected")}
    except (KeyError, msgspec.DecodeError) as error:
        raise ReadError(f"{path}: its sheet 'about' is not geomap's ({error})") from error


def read_workbook(path: Path, into: Collector) -> None:
    """Read the incidents with their claims, places and sources.

    Raises
    ------
    ReadError
        It is no workbook, or not geomap's.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    check_workbook(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        missing = {"incidents", *OWN_TABLE, WHOLE, "about"} - set(book.sheet_names)
        if missing:
            raise ReadError(
                f"{path}: not a workbook that geomap wrote (it has no sheet "
                f"{', '.join(sorted(missing))})"
            )
        into.take_head(_head(book, path))
        whole = _whole(book, into)
        tables = {n: [row for _, row in _table(book, n, whole)] for n in OWN_TABLE}
        take_related(_table(book, "incidents", whole), tables, into)
    except CalamineError as error:
        raise ReadError(f"{path}: not a workbook that can be read ({error})") from error
