"""Nested columns of a frame (claims, actors, places) as rows of a typed table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geomap.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Row", "ids_of", "items_of", "nested", "typed_table"]

Row = dict[str, Any]


def nested(cell: object) -> list[Row]:
    """Read a nested cell as a list of records; an empty cell is an empty list.

    Parameters
    ----------
    cell : object
        Records, an array of them, or their JSON, as Parquet and CSV hold it.

    Raises
    ------
    SchemaError
        A text that is no JSON list.

    Examples
    --------
    >>> nested(({"a": 1},)), nested('[{"a": 1}]'), nested(None), nested(float("nan"))
    ([{'a': 1}], [{'a': 1}], [], [])
    """
    found = items_of(cell)
    if isinstance(cell, str) and not all(isinstance(c, dict) for c in found):
        raise SchemaError(_odd(cell, "its items are no records"))
    return [dict(c) for c in found]


def items_of(cell: object) -> list[Any]:
    """Read a cell that holds a list, of records or of texts; an empty cell is an empty list.

    Parameters
    ----------
    cell : object
        The list, an array, or its JSON, as Parquet and CSV hold it.

    Raises
    ------
    SchemaError
        A text that is no JSON list.

    Examples
    --------
    >>> items_of(("KGZ", "TJK")), items_of('["KGZ"]'), items_of(None)
    (['KGZ', 'TJK'], ['KGZ'], [])
    """
    found = cell.tolist() if hasattr(cell, "tolist") else cell
    if isinstance(found, str):
        found = _decoded(found)
    return list(found) if isinstance(found, list | tuple) else []


def _odd(text: str, why: object) -> str:
    return (
        f"a cell of nested records holds {text[:40]!r}, which is no JSON list ({why}); "
        "read the file with geomap.read_back"
    )


def _decoded(text: str) -> list[Any]:
    import msgspec

    try:
        return msgspec.json.decode(text or "[]", type=list[Any])
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise SchemaError(_odd(text, error)) from error


def ids_of(frame: pd.DataFrame) -> list[str]:
    """Give the ids of incidents: the index, or a column where a file was read without one.

    Examples
    --------
    >>> import pandas as pd
    >>> ids_of(pd.DataFrame({"incident_id": ["a"]})), ids_of(pd.DataFrame(index=["b"]))
    (['a'], ['b'])
    """
    ids = frame["incident_id"] if "incident_id" in frame.columns else frame.index
    return [str(i) for i in ids]


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
