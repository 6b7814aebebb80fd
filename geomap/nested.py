"""Nested columns of a frame (claims, actors, places) as rows of a typed table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geomap.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Row", "ids_of", "nested", "typed_table"]

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
    listed = cell.tolist() if hasattr(cell, "tolist") else cell
    if isinstance(listed, str):
        listed = _decoded(listed)
    return [dict(c) for c in listed] if isinstance(listed, list | tuple) else []


def _decoded(text: str) -> list[Row]:
    import msgspec

    try:
        return msgspec.json.decode(text or "[]", type=list[Row])
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise SchemaError(
            f"a cell of nested records holds {text[:40]!r}, which is no JSON list ({error}); "
            "read the file with geomap.read_back"
        ) from error


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
