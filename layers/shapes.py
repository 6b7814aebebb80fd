"""Shapes: what a geometry says of a place, and so how it may be drawn.

A point marker is for a place that is exactly known. Everything else is the
area in which the place lies, with a hollow handle at its centre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.columns import numbers

__all__ = [
    "DISC",
    "EXACT_RADIUS_M",
    "METRES_PER_DEGREE",
    "MODES",
    "VAGUE",
    "Shapes",
    "geojson",
    "read_shapes",
]

MODES = ("none", "point", "disc", "area", "vague")
"""``none`` without a geometry, ``point`` exact, ``disc`` a circle of ``radius_m``
round its centre, ``area`` any other geometry, ``vague`` a point of which it is not
known how far it may be off."""
_NONE, _POINT, DISC, _AREA, VAGUE = range(len(MODES))

EXACT_RADIUS_M = 50.0
"""Metres: a place whose error is larger is no point (docs/schema.md, ``geometry``)."""

METRES_PER_DEGREE = math.pi * 6371008.8 / 180.0  # mean Earth radius, IUGG 1980
_DISC_TOLERANCE = 0.04  # a disc of 16 vertices or more is within 4 % of its circle
_DECIMALS = 5  # a metre
_MICRO = 1_000_000  # millionths of a degree: a tenth of a metre
_RADIUS_STEPS = 1 << 32  # more than any radius has decimetres

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Shapes:
    """How each incident is drawn, in the frame's order.

    Parameters
    ----------
    mode : numpy.ndarray
        Number in :data:`MODES`.
    lon, lat : numpy.ndarray
        Degrees, WGS 84: where the marker or handle stands; NaN where nowhere.
    radius_m : numpy.ndarray
        Metres; NaN where it is not known.
    spot : numpy.ndarray
        The same number for incidents that stand at the same spot and are
        alike exact or vague; -1 where there is none.
    spots : tuple of numpy.ndarray
        Of each spot longitude and latitude in millionths of a degree.
    area : numpy.ndarray
        Number of the disc, or of the outline after all discs; or -1.
    discs : tuple of numpy.ndarray
        Of each distinct disc its spot and its radius in metres.
    outlines : list of msgspec.Raw
        The other distinct areas, as GeoJSON.
    """

    mode: NDArray[np.uint8]
    lon: Floats
    lat: Floats
    radius_m: Floats
    spot: NDArray[np.int32]
    spots: tuple[NDArray[np.int32], NDArray[np.int32]]
    area: NDArray[np.int32]
    discs: tuple[NDArray[np.int32], NDArray[np.float32]]
    outlines: list[msgspec.Raw]

    @property
    def where(self) -> NDArray[np.int32]:
        """The same number for incidents of one place: their spot, or after all spots their area."""
        place = np.where(self.area < 0, self.spot, self.area + len(self.spots[0]))
        return place.astype("i4")

    @property
    def modes(self) -> list[str]:
        """Names of the modes, one an incident."""
        return [MODES[mode] for mode in self.mode]


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
    nothing = np.asarray(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    kinds = np.asarray(shapely.get_type_id(geometry))
    lon, lat = _centres(geometry, kinds, nothing, lon, lat)
    points = kinds == 0
    discs = _is_disc(geometry, kinds, lon, lat, radius) | (points & (radius > 0))
    mode = np.select(
        [nothing, points & exact, discs, points], [_NONE, _POINT, DISC, VAGUE], _AREA
    ).astype("u1")
    spot, spots = _spots(mode, lon, lat)
    area, drawn_discs, outlines = _areas(geometry, mode, spot, radius)
    return Shapes(
        mode=mode, lon=lon, lat=lat, radius_m=np.round(radius, 1), spot=spot, spots=spots,
        area=area, discs=drawn_discs, outlines=outlines,
    )  # fmt: skip


def _centres(
    geometry: NDArray[Any],
    kinds: NDArray[Any],
    nothing: NDArray[np.bool_],
    lon: Floats,
    lat: Floats,
) -> tuple[Floats, Floats]:
    """Take a point's own place, and where no centre is given one inside the geometry."""
    lon, lat = lon.copy(), lat.copy()
    points = (kinds == 0) & ~nothing
    lon[points], lat[points] = shapely.get_x(geometry[points]), shapely.get_y(geometry[points])
    unknown = (np.isnan(lon) | np.isnan(lat)) & ~nothing
    if unknown.any():
        inside = shapely.point_on_surface(geometry[unknown])
        lon[unknown], lat[unknown] = shapely.get_x(inside), shapely.get_y(inside)
    return lon, lat


def _is_disc(
    geometry: NDArray[Any], kinds: NDArray[Any], lon: Floats, lat: Floats, radius: Floats
) -> NDArray[np.bool_]:
    """Tell which polygons are the circle of ``radius`` round the centre.

    By its bounding box (a circle's is 2 r wide and high, round the centre) and
    its area (π/4 of the box): no other outline of use has both.
    """
    west, south, east, north = shapely.bounds(geometry).T
    with np.errstate(invalid="ignore", divide="ignore"):
        x_scale = METRES_PER_DEGREE * np.cos(np.radians(lat))
        measures = (
            (east - lon) * x_scale / radius,
            (lon - west) * x_scale / radius,
            (north - lat) * METRES_PER_DEGREE / radius,
            (lat - south) * METRES_PER_DEGREE / radius,
            shapely.area(geometry) / ((east - west) * (north - south)) / (math.pi / 4),
        )
        like = np.all([np.abs(m - 1) < _DISC_TOLERANCE for m in measures], axis=0)
    result: NDArray[np.bool_] = like & (kinds == 3)
    return result


def _spots(
    mode: NDArray[np.uint8], lon: Floats, lat: Floats
) -> tuple[NDArray[np.int32], tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Count off the distinct spots, those of exact places apart from the others."""
    spot = np.full(len(mode), -1, "i4")
    placed = mode != _NONE
    x, y = (np.rint(values[placed] * _MICRO).astype("i8") for values in (lon, lat))
    exact = (mode[placed] == _POINT).astype("i8")
    # Half a turn is 180 million: 29 bits hold a longitude, 28 a latitude.
    key = (x + 180 * _MICRO) << 29 | (y + 90 * _MICRO) << 1 | exact
    found, spot[placed] = np.unique(key, return_inverse=True)
    return spot, (
        ((found >> 29) - 180 * _MICRO).astype("i4"),
        ((found >> 1 & (1 << 28) - 1) - 90 * _MICRO).astype("i4"),
    )


def _areas(
    geometry: NDArray[Any],
    mode: NDArray[np.uint8],
    spot: NDArray[np.int32],
    radius: Floats,
) -> tuple[NDArray[np.int32], tuple[NDArray[np.int32], NDArray[np.float32]], list[msgspec.Raw]]:
    """Count off the distinct areas, so that one shared by many is held and drawn once."""
    area = np.full(len(mode), -1, "i4")
    disc, outlined = mode == DISC, mode == _AREA
    decimetres = np.rint(radius[disc] * 10).astype("i8")
    keys, area[disc] = np.unique(
        spot[disc].astype("i8") * _RADIUS_STEPS + decimetres, return_inverse=True
    )
    found: dict[bytes, int] = {}
    shapes = geometry[outlined]
    numbers_ = [found.setdefault(wkb, len(found)) for wkb in shapely.to_wkb(shapes)]
    area[outlined] = np.array(numbers_, "i4") + len(keys)
    _, first = np.unique(np.array(numbers_, "i4"), return_index=True)
    discs = ((keys // _RADIUS_STEPS).astype("i4"), (keys % _RADIUS_STEPS / 10).astype("f4"))
    return area, discs, geojson(shapes[first])


def geojson(geometry: NDArray[Any]) -> list[msgspec.Raw]:
    """Encode geometries as GeoJSON, to a metre.

    Examples
    --------
    >>> bytes(geojson(shapely.points([[70.123456, 40.0]]))[0])
    b'{"type":"Point","coordinates":[70.12346,40.0]}'
    """
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, _DECIMALS))
    return [msgspec.Raw(text.encode()) for text in shapely.to_geojson(rounded)]
