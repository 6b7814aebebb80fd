"""Shapes: what a geometry says of a place, and so how it may be drawn.

A point marker is for a place that is exactly known. Everything else is the
area in which the place lies, with a hollow handle at its centre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.columns import numbers

__all__ = ["EXACT_RADIUS_M", "Mode", "Shapes", "read_shapes"]

Mode = Literal["none", "point", "disc", "area", "vague"]

EXACT_RADIUS_M = 50.0
"""Metres: a place whose error is larger is no point (docs/schema.md, ``geometry``)."""

_METRES_PER_DEGREE = math.pi * 6371008.8 / 180.0  # mean Earth radius, IUGG 1980
_DISC_TOLERANCE = 0.04  # a disc of 16 vertices or more is within 4 % of its circle
_DECIMALS = 5  # a metre


@dataclass(frozen=True, kw_only=True, slots=True)
class Shapes:
    """How each incident is drawn, in the frame's order.

    Parameters
    ----------
    modes : list of str
        ``none`` without a geometry, ``point`` exact, ``disc`` a circle of
        ``radius_m`` round (``lon``, ``lat``), ``area`` any other geometry,
        ``vague`` a point of which it is not known how far it may be off.
    lon, lat : list of float or None
        Degrees, WGS 84: where the marker or handle stands.
    radius_m : list of float or None
        Metres.
    spot : list of int
        The same number for incidents that stand at the same spot and are
        alike exact or vague; -1 where there is none.
    area : list of int
        Index in ``areas``, or -1.
    areas : list
        Distinct areas: ``[lon, lat, radius_m]`` for a disc, else GeoJSON.
    """

    modes: list[Mode]
    lon: list[float | None]
    lat: list[float | None]
    radius_m: list[float | None]
    spot: list[int]
    area: list[int]
    areas: list[Any]


def read_shapes(frame: gpd.GeoDataFrame) -> Shapes:
    """Decide how each incident of a frame is drawn.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents, EPSG:4326, with ``geometry``, ``lon``, ``lat``,
        ``radius_m`` and ``where_prec``.

    Returns
    -------
    Shapes
        One entry a row.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import Point
    >>> frame = gpd.GeoDataFrame(
    ...     {"lon": 70.5, "lat": 39.9, "radius_m": [10.0, None], "where_prec": [1, 3]},
    ...     geometry=[Point(70.5, 39.9)] * 2, crs=4326)
    >>> read_shapes(frame).modes
    ['point', 'vague']
    """
    geometry: NDArray[Any] = np.asarray(frame.geometry.values, dtype=object)
    lon, lat, radius = (numbers(frame, name) for name in ("lon", "lat", "radius_m"))
    exact = (numbers(frame, "where_prec") == 1) & ~(radius >= EXACT_RADIUS_M)
    lon, lat = _centres(geometry, lon, lat)
    modes = _modes(geometry, lon, lat, radius, exact)
    index, areas = _areas(geometry, modes, lon, lat, radius)
    x, y = _rounded(lon, 6), _rounded(lat, 6)
    return Shapes(
        modes=modes,
        lon=x,
        lat=y,
        spot=_spots(modes, x, y),
        radius_m=_rounded(radius, 1),
        area=index,
        areas=areas,
    )


def _rounded(values: NDArray[np.float64], decimals: int) -> list[float | None]:
    return [None if math.isnan(v) else v for v in np.round(values, decimals).tolist()]


def _centres(
    geometry: NDArray[Any], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Take a point's own place, and where no centre is given one inside the geometry."""
    nothing = _nothing(geometry)
    lon, lat = lon.copy(), lat.copy()
    points = (shapely.get_type_id(geometry) == 0) & ~nothing
    lon[points], lat[points] = shapely.get_x(geometry[points]), shapely.get_y(geometry[points])
    unknown = (np.isnan(lon) | np.isnan(lat)) & ~nothing
    if unknown.any():
        inside = shapely.point_on_surface(geometry[unknown])
        lon[unknown], lat[unknown] = shapely.get_x(inside), shapely.get_y(inside)
    return lon, lat


def _nothing(geometry: NDArray[Any]) -> NDArray[np.bool_]:
    empty: NDArray[np.bool_] = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    return empty


def _modes(
    geometry: NDArray[Any],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    radius: NDArray[np.float64],
    exact: NDArray[np.bool_],
) -> list[Mode]:
    nothing = _nothing(geometry)
    points = shapely.get_type_id(geometry) == 0
    discs = _is_disc(geometry, lon, lat, radius) | (points & (radius > 0))
    modes = np.select(
        [nothing, points & exact, discs, points], ["none", "point", "disc", "vague"], "area"
    )
    return list(modes.tolist())


def _is_disc(
    geometry: NDArray[Any],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    radius: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Tell which polygons are the circle of ``radius`` round the centre.

    By its bounding box (a circle's is 2 r wide and high, round the centre) and
    its area (π/4 of the box): no other outline of use has both.
    """
    west, south, east, north = shapely.bounds(geometry).T
    with np.errstate(invalid="ignore", divide="ignore"):
        x_scale = _METRES_PER_DEGREE * np.cos(np.radians(lat))
        measures = (
            (east - lon) * x_scale / radius,
            (lon - west) * x_scale / radius,
            (north - lat) * _METRES_PER_DEGREE / radius,
            (lat - south) * _METRES_PER_DEGREE / radius,
            shapely.area(geometry) / ((east - west) * (north - south)) / (math.pi / 4),
        )
        like = np.all([np.abs(m - 1) < _DISC_TOLERANCE for m in measures], axis=0)
    result: NDArray[np.bool_] = like & (shapely.get_type_id(geometry) == 3)
    return result


def _spots(modes: list[Mode], lon: list[float | None], lat: list[float | None]) -> list[int]:
    seen: dict[tuple[bool, float | None, float | None], int] = {}
    return [
        -1 if mode == "none" else seen.setdefault((mode == "point", x, y), len(seen))
        for mode, x, y in zip(modes, lon, lat, strict=True)
    ]


def _areas(
    geometry: NDArray[Any],
    modes: list[Mode],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    radius: NDArray[np.float64],
) -> tuple[list[int], list[Any]]:
    """Collect the distinct areas, so that one shared by many is held once."""
    seen: dict[object, int] = {}
    areas: list[Any] = []
    index: list[int] = []
    for position, mode in enumerate(modes):
        if mode not in ("disc", "area"):
            index.append(-1)
            continue
        if mode == "disc":
            area: Any = [
                round(float(lon[position]), 6),
                round(float(lat[position]), 6),
                round(float(radius[position]), 1),
            ]
            key: object = tuple(area)
        else:
            key = area = _geojson(geometry[position])
        if key not in seen:
            seen[key] = len(areas)
            areas.append(area if mode == "disc" else msgspec.Raw(str(area).encode()))
        index.append(seen[key])
    return index, areas


def _geojson(geometry: shapely.Geometry) -> str:
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, _DECIMALS))
    return str(shapely.to_geojson(rounded))
