"""Columns: what a layer needs of a frame, checked before anything is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import FrameError, MissingColumnsError

__all__ = [
    "cells",
    "column",
    "distinct",
    "each_told",
    "filled",
    "is_missing",
    "numbers",
    "require",
    "rows_of",
    "told",
]

_CRS = "EPSG:4326"


def require(frame: gpd.GeoDataFrame, columns: Sequence[str], layer: str) -> None:
    """Check that a frame has the columns and the CRS that a layer needs.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents, CRS EPSG:4326.
    columns : sequence of str
        Names of the columns, ``geometry`` included where it is drawn.
    layer : str
        Name of the layer, for the message.

    Raises
    ------
    MissingColumnsError
        Columns are missing; the message names all of them.
    FrameError
        The CRS is not EPSG:4326.

    Examples
    --------
    >>> import geopandas as gpd
    >>> require(gpd.GeoDataFrame({"type": []}, geometry=[], crs=4326), ["type"], "IncidentLayer")
    """
    present = tuple(str(name) for name in frame.columns)
    missing = tuple(name for name in columns if name not in present)
    if missing:
        raise MissingColumnsError(layer, missing, present)
    if "geometry" in columns and frame.crs is not None and frame.crs.to_epsg() != 4326:
        raise FrameError(
            f"{layer} draws longitudes and latitudes ({_CRS}), but the frame is in "
            f"{frame.crs.to_string()}; call frame.to_crs(4326) first"
        )


def is_missing(value: object) -> bool:
    """Tell whether a cell is empty: None, NaN or NA, never an empty list.

    Examples
    --------
    >>> is_missing(float("nan")), is_missing(None), is_missing([]), is_missing(0)
    (True, True, False, False)
    """
    missing = value is None or value is pd.NA or value is pd.NaT
    return missing or (isinstance(value, float) and math.isnan(value))


def column(frame: pd.DataFrame, name: str, default: Any = None) -> list[Any]:
    """Read a column as a list in which every empty cell is ``default``.

    Examples
    --------
    >>> column(pd.DataFrame({"a": [1.5, float("nan")]}), "a")
    [1.5, None]
    >>> column(pd.DataFrame({"a": [1]}), "b", "")
    ['']
    """
    return [default if value is None else value for value in cells(frame, name).tolist()]


def cells(frame: pd.DataFrame, name: str) -> NDArray[Any]:
    """Read a column as an array of objects in which every empty cell is None.

    Examples
    --------
    >>> cells(pd.DataFrame({"a": [1.5, float("nan")]}), "a")
    array([1.5, None], dtype=object)
    >>> cells(pd.DataFrame({"a": [[], None]}), "b")
    array([None, None], dtype=object)
    """
    if name not in frame.columns:
        return np.full(len(frame), None, dtype=object)
    return filled(frame[name])


def filled(column: pd.Series) -> NDArray[Any]:
    """Give the cells of a column as objects, every empty one as None."""
    values: NDArray[Any] = column.to_numpy(object, copy=True, na_value=None)  # type: ignore[call-overload]
    return values


def distinct(frame: pd.DataFrame, name: str) -> tuple[NDArray[np.intp], list[Any]]:
    """Read a column as the numbers of its distinct values; an empty cell is -1.

    Examples
    --------
    >>> codes, known = distinct(pd.DataFrame({"a": ["x", None, "x"]}), "a")
    >>> codes.tolist(), known
    ([0, -1, 0], ['x'])
    """
    if name not in frame.columns:
        return np.full(len(frame), -1), []
    codes, known = pd.factorize(frame[name])
    return codes, list(known)


def numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Read a column of numbers; an empty cell is NaN.

    Examples
    --------
    >>> numbers(pd.DataFrame({"a": [1, None]}, dtype=object), "a").tolist()
    [1.0, nan]
    """
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return np.asarray(pd.to_numeric(frame[name]), dtype=float)


def told(cell: Any) -> Any:
    """Give a nested cell as records, where it holds their JSON, as GeoParquet has it.

    Raises
    ------
    FrameError
        A text that is no JSON.

    Examples
    --------
    >>> told('[{"a": 1}]'), told([{"a": 1}]), told(None)
    ([{'a': 1}], [{'a': 1}], None)
    """
    if not isinstance(cell, str):
        return cell
    try:
        return msgspec.json.decode(cell or "[]")
    except (msgspec.DecodeError, UnicodeError) as error:
        raise FrameError(
            f"a cell of nested records holds {cell[:40]!r}, which is no JSON ({error}); "
            "read the file with geomap.read"
        ) from error


def each_told(cells: list[Any]) -> Iterable[Any]:
    """Give nested cells as records, one at a time where some hold their JSON.

    Examples
    --------
    >>> list(each_told(['[{"a": 1}]', None]))
    [[{'a': 1}], None]
    """
    return map(told, cells) if str in set(map(type, cells)) else cells


def rows_of(cell: object) -> list[dict[str, Any]]:
    """Read a nested cell as a list of dicts; an empty cell is an empty list.

    Examples
    --------
    >>> rows_of(None), rows_of(({"a": 1},)), rows_of('[{"a": 1}]')
    ([], [{'a': 1}], [{'a': 1}])
    """
    cell = told(cell)
    if is_missing(cell) or not isinstance(cell, Iterable) or isinstance(cell, str | bytes | dict):
        return []
    return [dict(item) for item in cell if isinstance(item, dict)]
