"""Steps: lines and outlines as whole-number steps from point to point, which pack well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["scale_of", "stepped"]

_DECIMALS = (3, 4, 5)
"""Of a degree: 5 are a metre."""


def stepped(geometry: Mapping[str, Any], scale: float) -> dict[str, Any]:
    """Write the points of a GeoJSON geometry as steps; ``static/data.js`` reads them.

    Parameters
    ----------
    geometry : dict
        GeoJSON lines or areas, degrees. A third coordinate is left out.
    scale : float
        Degrees of one unit of a step.

    Returns
    -------
    dict
        GeoJSON in which each line or ring is a flat list ``[x, y, dx, dy, …]``.

    Examples
    --------
    >>> line = {"type": "LineString", "coordinates": [[70.5, 40], [70.501, 39.998]]}
    >>> stepped(line, 0.001)
    {'type': 'LineString', 'coordinates': [70500, 40000, 1, -2]}
    """
    if "geometries" in geometry:
        parts = [stepped(part, scale) for part in geometry["geometries"]]
        return {"type": geometry["type"], "geometries": parts}
    return {"type": geometry["type"], "coordinates": _steps(geometry["coordinates"], scale)}


def scale_of(geometries: Iterable[Mapping[str, Any]]) -> float:
    """Give the degrees of a step that keep all points as they are, or else to a metre.

    Examples
    --------
    >>> line = {"type": "LineString", "coordinates": [[70.5, 40], [70.501, 39.998]]}
    >>> scale_of([line])
    0.001
    """
    lines = [points for geometry in geometries for points in _lines(geometry)]
    flat = np.concatenate([line.ravel() for line in lines]) if lines else np.zeros(0)
    for decimals in _DECIMALS[:-1]:
        if np.allclose(flat, np.round(flat, decimals), rtol=0, atol=1e-9):
            return float(10**-decimals)
    return float(10 ** -_DECIMALS[-1])


def _lines(geometry: Mapping[str, Any]) -> Iterator[NDArray[np.float64]]:
    for part in geometry.get("geometries", ()):
        yield from _lines(part)
    yield from _points(geometry.get("coordinates", ()))


def _points(part: Sequence[Any]) -> Iterator[NDArray[np.float64]]:
    if _is_line(part):
        yield _places(part)
    else:
        for inner in part:
            yield from _points(inner)


def _steps(part: Sequence[Any], scale: float) -> list[Any]:
    if not _is_line(part):
        return [_steps(inner, scale) for inner in part]
    places = np.rint(_places(part) / scale).astype(np.int64)
    steps: list[Any] = np.diff(places, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()
    return steps


def _places(line: Sequence[Any]) -> NDArray[np.float64]:
    return np.array([point[:2] for point in line], float)


def _is_line(part: Sequence[Any]) -> bool:
    """Tell a line of points from a list of lines; of neither is an empty list."""
    return len(part) > 0 and len(part[0]) > 0 and np.ndim(part[0][0]) == 0
