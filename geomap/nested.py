"""Nested columns of a frame (claims, actors, places) as rows of a typed table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Row", "nested", "typed_table"]

Row = dict[str, Any]


def nested(cell: object) -> list[Row]:
    """Read a nested cell as a list of records; an empty cell is an empty list.

    Examples
    --------
    >>> nested(({"a": 1},)), nested(None), nested(float("nan"))
    ([{'a': 1}], [], [])
    """
    listed = cell.tolist() if hasattr(cell, "tolist") else cell  # an array, as Parquet gives it
    return [dict(c) for c in listed] if isinstance(listed, list | tuple) else []


def typed_table(rows: Iterable[Row], columns: Mapping[str, str]) -> pd.DataFrame:
    """Make a table whose columns keep their types also where they are empty.

    Parameters
    ----------
    rows : iterable of dict
        What a row lacks is ``<NA>``.
    columns : mapping of str to str
        Names to nullable pandas types, in order.

    Examples
    --------
    >>> table = typed_table([{"n": 1}, {}], {"n": "Int64", "who": "string"})
    >>> table["n"].tolist(), typed_table([], {"n": "Int64"})["n"].dtype
    ([1, <NA>], Int64Dtype())
    """
    import pandas as pd

    listed = list(rows)
    return pd.DataFrame(
        {
            name: pd.array([r.get(name) for r in listed], dtype=dtype)  # type: ignore[call-overload]
            for name, dtype in columns.items()
        }
    )
