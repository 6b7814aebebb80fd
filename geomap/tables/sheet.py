"""A table as it came out of its file: cells as they stand, rows as an editor numbers them."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from geomap.incident import Rejected

__all__ = ["MISSING", "Line", "Row", "Sheet", "as_text", "unique_columns"]

MISSING = frozenset(
    {"", "na", "n/a", "nan", "null", "none", "nil", "\\n", "-", "–", "—", "#n/a", "nat"}
)
"""What programs and people write into a cell that has no value, case-folded."""


LONGEST_MISSING = max(map(len, MISSING))


class Line(NamedTuple):
    """A row's number, counted from 1 as an editor or spreadsheet counts, and its cells."""

    number: int
    cells: Sequence[Any]


@dataclass(kw_only=True)
class Sheet:
    """Columns and rows of one table, with what could not be read and what must be said."""

    columns: tuple[str, ...]
    lines: list[Line]
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def as_text(cell: Any) -> str:
    """Write a typed cell (Excel, Parquet, JSON) as the text that a reader of it would type.

    Examples
    --------
    >>> as_text(5.0), as_text(None), as_text(float("nan")), as_text(" x ")
    ('5', '', '', 'x')
    >>> as_text(dt.datetime(2022, 1, 27)), as_text(True)
    ('2022-01-27', 'true')
    """
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return _number_text(cell) if isinstance(cell, float) else _other_text(cell)


def _other_text(cell: Any) -> str:
    if isinstance(cell, dt.datetime) and cell.time() == dt.time() and cell.tzinfo is None:
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, Mapping | list | tuple):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


class Row:
    """One row, asked for its values by geomap's fields.

    Parameters
    ----------
    line : Line
        Number and cells.
    index : mapping
        geomap's field to the cell's position.
    """

    __slots__ = ("_cells", "_index", "number")

    def __init__(self, line: Line, index: Mapping[str, int]) -> None:
        self.number, self._cells = line
        self._index = index

    def raw(self, name: str) -> Any:
        """Return the cell of a field as it stands, None where the table has no such column."""
        position = self._index.get(name)
        return None if position is None else self._cells[position]

    def text(self, name: str) -> str:
        """Return the cell of a field without space round it, ``""`` where it has no value.

        Examples
        --------
        >>> row = Row(Line(2, ["NaN", " Batken "]), {"lat": 0, "place": 1})
        >>> row.text("lat"), row.text("place"), row.text("type")
        ('', 'Batken', '')
        """
        position = self._index.get(name)
        if position is None:
            return ""
        cell = self._cells[position]
        text = cell.strip() if type(cell) is str else as_text(cell)
        if len(text) <= LONGEST_MISSING and text.casefold() in MISSING:
            return ""
        return text


def unique_columns(names: Sequence[Any]) -> tuple[tuple[str, ...], list[str]]:
    """Name every column once: no cell may hide behind another of the same header.

    Returns
    -------
    columns : tuple of str
    warnings : list of str
        Which columns had to be named anew.

    Examples
    --------
    >>> unique_columns(["id", "", "id"])[0]
    ('id', 'column 2', 'id (2)')
    """
    columns: list[str] = []
    counts: dict[str, int] = {}
    warnings: list[str] = []
    for number, name in enumerate(map(as_text, names), start=1):
        base = fresh = name or f"column {number}"
        while fresh in counts:
            counts[base] += 1
            fresh = f"{base} ({counts[base]})"
        if fresh != name:
            why = "has no header" if not name else f"repeats the header {name!r}"
            warnings.append(f"column {number} {why}; it is kept as {fresh!r}")
        counts[fresh] = counts.get(fresh, 1)
        columns.append(fresh)
    return tuple(columns), warnings
