"""Geometries as files want them: cut at the 180th meridian, wound, no finer than known.

Arrays of shapely geometries go in and come out, in WGS 84 degrees, longitude
first, without height.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["bbox_of", "bboxes", "decimals_of", "fit", "rounded", "total_bbox"]

COARSE_M = 100.0  # a place known no better needs no more than 4 decimals (11 m)
COARSE, FINE = 4, 6
_TURN = 360.0
Shapes = "NDArray[Any]"


def fit(shapes: NDArray[Any]) -> NDArray[Any]:
    """Drop what is empty, take off heights, wind rings, cut at the 180th meridian.

    Parameters
    ----------
    shapes : array of shapely geometry or None

    Returns
    -------
    array
        None where there is nothing. Outer rings run counter-clockwise, as
        RFC 7946 asks.

    Examples
    --------
    >>> import shapely
    >>> both = np.array([shapely.box(179, 0, 181, 1), shapely.Point()], dtype=object)
    >>> [g and g.geom_type for g in fit(both)]
    ['MultiPolygon', None]
    """
    import shapely

    out = np.array(shapes, dtype=object)
    out[shapely.is_missing(out) | shapely.is_empty(out)] = None
    out = _without_empty_parts(shapely.force_2d(out))
    for place in np.flatnonzero(_crossing(out)):
        out[place] = _cut(out[place])
    wound: NDArray[Any] = shapely.orient_polygons(out)
    return wound


def _without_empty_parts(shapes: NDArray[Any]) -> NDArray[Any]:
    """Drop parts without coordinates, which other readers refuse."""
    import shapely

    parts, index = shapely.get_parts(shapes, return_index=True)
    for place in np.unique(index[shapely.is_empty(parts)]):
        full = [p for p in shapes[place].geoms if not p.is_empty]
        shapes[place] = type(shapes[place])(full)
    return shapes


def _crossing(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which geometries leave the globe or jump from one side of it to the other.

    An edge from -180 to 180 itself is the rim of a cut, or of the whole world.
    """
    import shapely

    west, _, east, _ = shapely.bounds(shapes).T
    out: NDArray[np.bool_] = (west < -180) | (east > 180)
    for place in np.flatnonzero(~out & (east - west > _TURN / 2)):
        xy, part = shapely.get_coordinates(shapely.get_rings(shapes[place]), return_index=True)
        if not len(xy):
            xy, part = shapely.get_coordinates(_lines(shapes[place]), return_index=True)
        step = np.abs(np.diff(xy[:, 0])) * (np.diff(part) == 0)
        out[place] = bool(((step > _TURN / 2) & (step < _TURN)).any())
    return out


def _lines(shape: Any) -> NDArray[Any]:
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shape))
    lines: NDArray[Any] = parts[shapely.get_dimensions(parts) == 1]
    return lines


def _cut(shape: Any) -> Any:
    """Cut one geometry with straight edges in degrees, as RFC 7946 3.1.9 has it."""
    import warnings

    import antimeridian
    import shapely
    from shapely.geometry import shape as shapely_shape

    if shape.geom_type == "Point":
        return shapely.Point((shape.x + 180) % _TURN - 180, shape.y)
    if shape.geom_type in {"MultiPoint", "GeometryCollection"}:
        parts = [_cut(p) if _crossing(np.array([p]))[0] else p for p in shape.geoms]
        return shapely.unary_union(parts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", antimeridian.FixWindingWarning)
        fixed = antimeridian.fix_shape(shapely.orient_polygons(shape), great_circle=False)
    return shapely_shape(fixed)


def decimals_of(radius_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """Tell how many decimals of a degree a place known to ``radius_m`` metres needs.

    Examples
    --------
    >>> decimals_of(np.array([10.0, 1000.0, np.nan])).tolist()
    [6, 4, 6]
    """
    return np.where(radius_m >= COARSE_M, COARSE, FINE)


def rounded(shapes: NDArray[Any], decimals: NDArray[np.int64]) -> NDArray[Any]:
    """Round coordinates; a polygon that would break by it stays as it is.

    Parameters
    ----------
    shapes : array of shapely geometry or None
    decimals : array of int
        One a geometry.

    Examples
    --------
    >>> import shapely
    >>> shapes = np.array([shapely.Point(1.23456789, 2)], dtype=object)
    >>> rounded(shapes, np.array([4]))[0].wkt
    'POINT (1.2346 2)'
    """
    import shapely

    out = np.array(shapes, dtype=object)
    for places in np.unique(decimals):
        chosen = decimals == places
        coarse = shapely.transform(out[chosen], _rounder(int(places)))
        broken = ~shapely.is_valid(coarse) & shapely.is_valid(out[chosen])
        out[chosen] = np.where(broken, out[chosen], coarse)
    return out


def _rounder(decimals: int) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda xy: np.round(xy, decimals)


def bboxes(shapes: NDArray[Any]) -> list[list[float] | None]:
    """Give the bounding box of each geometry (RFC 7946, section 5).

    Across the 180th meridian the western bound is the greater number.

    Examples
    --------
    >>> import shapely
    >>> cut = fit(np.array([shapely.box(179, 0, 181, 1), None], dtype=object))
    >>> bboxes(cut)
    [[179.0, 0.0, -179.0, 1.0], None]
    """
    import shapely

    bounds = shapely.bounds(shapes)
    touching = (bounds[:, 0] == -180) & (bounds[:, 2] == 180)
    out: list[list[float] | None] = [None if b[0] != b[0] else b for b in bounds.tolist()]
    for place in np.flatnonzero(touching):
        out[place] = bbox_of(shapely.bounds(shapely.get_parts(shapes[place])).tolist())
    return out


def total_bbox(boxes: list[list[float] | None]) -> list[float] | None:
    """Give the bounding box that holds all boxes, the short way round where one crosses.

    Examples
    --------
    >>> total_bbox([[179.0, 0.0, -179.0, 1.0], [170.0, -5.0, 171.0, 0.0], None])
    [170.0, -5.0, -179.0, 1.0]
    >>> total_bbox([[-170.0, 0.0, -160.0, 1.0], [170.0, 0.0, 171.0, 1.0]])
    [-170.0, 0.0, 171.0, 1.0]
    >>> total_bbox([None]) is None
    True
    """
    there = [b for b in boxes if b is not None]
    if not there:
        return None
    if any(b[0] > b[2] for b in there):
        halves = [h for b in there for h in _halves(b)]
        return bbox_of(halves)
    west, south, east, north = zip(*there, strict=True)
    return [min(west), min(south), max(east), max(north)]


def _halves(box: list[float]) -> list[list[float]]:
    west, south, east, north = box
    if west <= east:
        return [box]
    return [[west, south, 180.0, north], [-180.0, south, east, north]]


def bbox_of(parts: list[list[float]]) -> list[float]:
    """Give the narrowest box round parts that are cut at the 180th meridian.

    Examples
    --------
    >>> bbox_of([[179.0, 0.0, 180.0, 1.0], [-180.0, 0.0, -179.0, 2.0]])
    [179.0, 0.0, -179.0, 2.0]
    >>> bbox_of([[-180.0, 0.0, 180.0, 1.0]])
    [-180.0, 0.0, 180.0, 1.0]
    """
    spans = sorted((p[0], p[2]) for p in parts)
    south, north = min(p[1] for p in parts), max(p[3] for p in parts)
    reach, gap, around = spans[0][1], 0.0, (-180.0, 180.0)
    for west, east in spans[1:]:
        if west - reach > gap:
            gap, around = west - reach, (west, reach)
        reach = max(reach, east)
    outer = spans[0][0] + _TURN - reach
    if outer >= gap and outer > 0:
        around = (spans[0][0], reach)
    return [around[0], south, around[1], north]
