"""Excel: sheets of incidents, claims, figures, places and sources, and one that explains them.

Nothing is a formula. A value that a cell cannot hold exactly (more than 32,767
characters, a number of 17 digits, an empty text where unknown ones are empty)
stands whole in the sheet ``whole_values``, and a cell that is cut says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from geomap.errors import WriteError
from geomap.export.fields import nullable_texts
from geomap.export.hxl import tags
from geomap.export.rows import Rows
from geomap.export.tables import Table, child_tables, incident_table
from geomap.export.values import json_text
from geomap.incident import SOURCE_FIELDS, Claim, Incident, PlaceMention

__all__ = ["CUT", "MAX_CELL", "WHOLE", "put", "shown_as"]

MAX_CELL = 32_767  # characters of a cell, Excel's limit
MAX_ROWS = 1_048_576  # of a sheet, Excel's limit
PIECE = 16_000  # characters, at most twice as many in UTF-16, which is what Excel counts
CUT = " … [cut: the whole text is in the sheet whole_values]"
WHOLE = "whole_values"
_NOT_XML = re.compile("[\ufffe\uffff]")
_FORMULA = frozenset("=+-@")
_FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel counts a day that never was
_UNKNOWN = {
    "incidents": nullable_texts(Incident),
    "claims": nullable_texts(Claim),
    "places": nullable_texts(PlaceMention),
    "sources": frozenset(SOURCE_FIELDS),
}
_HEADER = {"bold": True, "bg_color": "#e8e4da", "text_wrap": True, "valign": "top"}


class _Place(NamedTuple):
    """Which value it is: the number of its row would change when a sheet is sorted."""

    sheet: str
    incident_id: str
    nr: int
    column: str


class _Book:
    """A workbook in the making, with what its cells could not hold."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self.book = xlsxwriter.Workbook(str(path), options)
        self.header = self.book.add_format(_HEADER)
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = self.book.add_format({"quote_prefix": True})
        self.whole: list[tuple[str, str, int, str, int, str]] = []

    def close(self) -> None:
        """Write the file.

        Raises
        ------
        WriteError
            The disk is full, say.
        """
        from xlsxwriter.exceptions import XlsxFileError  # type: ignore[import-untyped]

        try:
            self.book.close()
        except XlsxFileError as error:
            raise WriteError(f"the workbook cannot be written: {error}") from error

    def discard(self) -> None:
        """Close what XlsxWriter keeps aside for each sheet, also where it was stopped."""
        for sheet in self.book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()

    def keep_whole(self, where: _Place, value: Any) -> None:
        """Keep a value as JSON, in pieces that cells hold."""
        text = json_text(value)
        for part, start in enumerate(range(0, len(text), PIECE), start=1):
            self.whole.append((*where, part, text[start : start + PIECE]))

    def sheet(self, table: Table, *, hxl: bool = False) -> None:
        """Write a table as a sheet whose header stays in view."""
        first = 2 if hxl else 1
        if first + len(table) > MAX_ROWS:
            raise WriteError(
                f"a sheet holds {MAX_ROWS:,} rows, {table.name} has {len(table):,}; "
                "write CSV, Parquet or GeoPackage"
            )
        sheet = self.book.add_worksheet(table.name)
        sheet.freeze_panes(first, 2)
        self.header_row(sheet, list(table.columns))
        if hxl:
            sheet.write_row(1, 0, tags(table.columns))
        numbers = table.columns.get("nr", [0] * len(table))
        keys = list(zip(table.columns["incident_id"], numbers, strict=True))
        for row, values in enumerate(zip(*table.columns.values(), strict=True)):
            self.row(sheet, first + row, table, keys[row], values)

    def header_row(self, sheet: Any, names: Sequence[str]) -> None:
        """Write a header."""
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, self.header)
        sheet.set_column(0, len(names) - 1, 16)

    def row(
        self, sheet: Any, number: int, table: Table, key: tuple[str, int], values: Sequence[Any]
    ) -> None:
        """Write one row; what is unknown stays empty."""
        for column, (name, kind) in enumerate(table.kinds.items()):
            value = values[column]
            if value is None:
                continue
            where = _Place(table.name, *key, name)
            if isinstance(value, str):
                self.text_cell(sheet, (number, column), value, kind, where)
            else:
                self.number_cell(sheet, (number, column), value, where)

    def number_cell(self, sheet: Any, at: tuple[int, int], value: Any, where: _Place) -> None:
        """Write a number or truth value, whole besides where XlsxWriter's 16 digits are too few."""
        if isinstance(value, bool):
            sheet.write_boolean(*at, value)
            return
        sheet.write_number(*at, value)
        if float(f"{value:.16G}") != value or abs(value) >= 2**53:
            self.keep_whole(where, value)

    def text_cell(
        self, sheet: Any, at: tuple[int, int], text: str, kind: str, where: _Place
    ) -> None:
        """Write a day as a day, a text as a text, never a formula."""
        day = _day(text) if kind == "date" else None
        if day:
            sheet.write_datetime(*at, day, self.day)
            return
        shown = shown_as(text)
        if shown != text or (not text and where.column in _UNKNOWN.get(where.sheet, ())):
            self.keep_whole(where, text)
        if text:
            risky = text.lstrip()[:1] in _FORMULA  # stays a text when it is edited
            sheet.write_string(*at, shown, self.text if risky else None)


def shown_as(text: str) -> str:
    """Give a text as a cell can show it: without what XML has not, cut where it is too long.

    Examples
    --------
    >>> shown_as("plain"), len(shown_as("x" * 40_000))
    ('plain', 32767)
    """
    shown = _NOT_XML.sub("\ufffd", text)
    if len(shown) <= MAX_CELL // 2 or _width(shown) <= MAX_CELL:
        return shown
    room = MAX_CELL - len(CUT)
    while _width(shown[:room]) > MAX_CELL - len(CUT):
        room -= 500
    return shown[:room] + CUT


def _width(text: str) -> int:
    """Count as Excel does: in UTF-16."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def _about(rows: Rows) -> Iterator[tuple[str, str]]:
    head = rows.head
    yield "About", "Incidents as reported. One row an incident; incident_id relates the sheets."
    yield "Disclaimer", head["disclaimer"]
    for credit in head["credits"]:
        yield "Credit", credit
    for note in head["notes"]:
        yield "Note", note
    yield "Made with", head["tool"]
    yield "Empty cells", "Unknown. Unknown is not zero."
    yield "figures", "Every figure of every claim. Figures of two claimants are never added."
    yield "whole_values", "Values that a cell cannot hold exactly, as JSON in pieces."
    for key in ("schema_version", "doc_ids", "rejected"):
        text = json_text(head[key])
        for start in range(0, len(text), PIECE):
            yield key, text[start : start + PIECE]


def put(rows: Rows, path: Path, *, hxl: bool = False) -> None:
    """Write the workbook.

    Raises
    ------
    WriteError
        A sheet would have more rows than Excel takes.
    """
    book = _Book(path)
    try:
        book.sheet(incident_table(rows), hxl=hxl)
        for table in child_tables(rows):
            book.sheet(table)
        _put_texts(book, WHOLE, (*_Place._fields, "part", "json"), book.whole)
        _put_texts(book, "about", ("what", "text"), _about(rows))
        book.book.set_properties({"title": "Incidents", "comments": rows.head["disclaimer"]})
        book.close()
    finally:
        book.discard()


def _put_texts(book: _Book, name: str, header: Sequence[str], rows: Any) -> None:
    sheet = book.book.add_worksheet(name)
    book.header_row(sheet, header)
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, shown_as(value))
