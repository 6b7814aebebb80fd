"""Centre, covering radius and encoded outline of a shape, on the sphere."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

__all__ = ["WGS84", "centre_and_radius", "encode_area", "reach_km", "to_unit"]

Floats = NDArray[np.float64]
WGS84 = Geod(ellps="WGS84")


def to_unit(lon: Floats, lat: Floats) -> Floats:
    """Return unit vectors of points in degrees."""
    lam, phi = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def centre_and_radius(shape: shapely.Geometry) -> tuple[float, float, float]:
    """Return lon, lat of the centre and the radius in km of the disc that covers ``shape``.

    The centre is the mean of the parts' centroids, weighted by size, taken on
    the sphere, so that shapes across the antimeridian keep a true centre.

    Examples
    --------
    >>> lon, lat, radius_km = centre_and_radius(shapely.box(70, 40, 70.2, 40.2))
    >>> round(lon, 6), round(lat, 6), round(radius_km)
    (70.1, 40.1, 14)
    """
    parts = shapely.get_parts(shape)
    centroids = shapely.centroid(parts)
    lats = shapely.get_y(centroids)
    weights = _sizes(parts) * np.cos(np.radians(lats))
    vectors = to_unit(shapely.get_x(centroids), lats)
    x, y, z = (vectors * weights[:, None]).sum(axis=0)
    lon, lat = math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
    return lon, lat, reach_km(shape, lon, lat)


def _sizes(parts: NDArray[np.object_]) -> Floats:
    """Return areas; of lines lengths; of points one each."""
    for sizes in (shapely.area(parts), shapely.length(parts)):
        if sizes.any():
            return np.asarray(sizes)
    return np.ones(len(parts))


def reach_km(shape: shapely.Geometry, lon: float, lat: float) -> float:
    """Return the distance from a point to the farthest corner of ``shape``."""
    edge = shapely.get_coordinates(shape)
    count = len(edge)
    _, _, metres = WGS84.inv(np.full(count, lon), np.full(count, lat), edge[:, 0], edge[:, 1])
    return float(metres.max()) / 1000


def _polyline(coords: Floats, digits: int) -> str:
    """Encode a ring in Google's polyline format (lat, lon; ``digits`` decimals)."""
    steps = np.rint(coords[:, ::-1] * 10**digits).astype(int)
    deltas = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=int)).ravel()
    out: list[str] = []
    for delta in deltas.tolist():
        value = ~(delta << 1) if delta < 0 else delta << 1
        while value >= 0x20:
            out.append(chr((0x20 | (value & 0x1F)) + 63))
            value >>= 5
        out.append(chr(value + 63))
    return "".join(out)


def encode_area(shape: shapely.Geometry, digits: int = 3) -> str:
    """Encode a polygon or multipolygon as :mod:`gazetteer.outlines` reads it.

    Examples
    --------
    >>> from gazetteer.outlines import decode_area
    >>> decode_area(encode_area(shapely.box(0, 0, 1.00001, 1), 5))["coordinates"][0][0]
    [1.00001, 0.0]
    """
    polygons = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors]
        polygons.append(" ".join(_polyline(shapely.get_coordinates(r), digits) for r in rings))
    return ("" if digits == 3 else str(digits)) + "  ".join(polygons)
