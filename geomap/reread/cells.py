"""From the cells of a table to a record: nested values from JSON, empty cells by the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from geomap.export.fields import kinds_of, nullable_fields
from geomap.incident import Record

__all__ = ["BadCell", "record_of"]


class BadCell(ValueError):  # noqa: N818 - it is caught where the row is set aside
    """A cell that is not what its column must hold.

    Parameters
    ----------
    column : str
    reason : str
    """

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def record_of(cells: Mapping[str, Any], record: type[Record]) -> dict[str, Any]:
    """Decode the cells that are fields of a record; others stay as they are.

    Parameters
    ----------
    cells : mapping
        Column to text, number or None.
    record : type
        Whose fields the columns are.

    Raises
    ------
    BadCell
        A nested value is not JSON.

    Examples
    --------
    >>> from geomap.incident import Incident
    >>> record_of({"doc_ids": '["r"]', "title": None, "date_prec": None, "mine": "x"}, Incident)
    {'doc_ids': ['r'], 'title': '', 'date_prec': None, 'mine': 'x'}
    """
    kinds, nullable = kinds_of(record), nullable_fields(record)
    out = {}
    for name, value in cells.items():
        kind = kinds.get(name)
        if kind == "json" and isinstance(value, str):
            out[name] = _nested(name, value)
        elif value is not None or kind is None or name in nullable:
            out[name] = value
        elif kind == "text":
            out[name] = ""
    return out


def _nested(column: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadCell(column, f"the cell is not JSON: {error}") from error
