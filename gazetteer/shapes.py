"""Geodesic shapes: discs, sectors and corridors of true size.

All arithmetic is on the WGS 84 ellipsoid (pyproj). Coordinates are degrees,
``lon`` before ``lat``; results are GeoJSON geometries. A shape over the 180th
meridian is cut there, as RFC 7946 asks.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from gazetteer.errors import GazetteerDataError

__all__ = [
    "bearing_deg",
    "corridor",
    "covering_radius_m",
    "destination",
    "disc",
    "distance_m",
    "reach_m",
    "sector",
]

VERTICES = 64
_TO_RIM = 1 / math.cos(math.pi / VERTICES)
MAX_LINE_M = 2_000_000.0


@lru_cache(maxsize=1)
def _geod() -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def _check(lon: float, lat: float) -> None:
    if not (math.isfinite(lon) and -180 <= lon <= 180):
        raise GazetteerDataError(f"lon must be between -180 and 180 degrees, not {lon!r}")
    if not (math.isfinite(lat) and -90 <= lat <= 90):
        raise GazetteerDataError(f"lat must be between -90 and 90 degrees, not {lat!r}")


def _check_size(name: str, metres: float) -> None:
    if not (math.isfinite(metres) and metres > 0):
        raise GazetteerDataError(f"{name} must be a positive number of metres, not {metres!r}")


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Measure the geodesic between two points, in metres.

    Examples
    --------
    >>> round(distance_m(70.8193, 40.0604, 70.6253, 40.1265))  # Batken to Isfara
    18099
    """
    return float(_geod().inv(lon, lat, other_lon, other_lat)[2])


def bearing_deg(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Give the direction from one point to another, in degrees clockwise from north.

    Examples
    --------
    >>> round(bearing_deg(70.0, 40.0, 70.0, 41.0))
    0
    """
    return float(_geod().inv(lon, lat, other_lon, other_lat)[0]) % 360


def destination(lon: float, lat: float, bearing_deg: float, metres: float) -> tuple[float, float]:
    """Go a distance along a bearing and give the ``(lon, lat)`` reached.

    Examples
    --------
    >>> [round(v, 4) for v in destination(70.8193, 40.0604, 0, 20_000)]
    [70.8193, 40.2405]
    """
    _check(lon, lat)
    to_lon, to_lat, _ = _geod().fwd(lon, lat, bearing_deg, metres)
    return float(to_lon), float(to_lat)


def disc(lon: float, lat: float, radius_m: float) -> dict[str, object]:
    """Draw the disc round a point, big enough to hold the whole circle.

    Parameters
    ----------
    lon, lat : float
        Centre in degrees, WGS 84.
    radius_m : float
        Metres on the ground.

    Returns
    -------
    dict
        GeoJSON Polygon, or MultiPolygon where it crosses the 180th meridian.

    Raises
    ------
    GazetteerDataError
        Where the centre is not on the globe or the radius not positive.

    Examples
    --------
    >>> ring = disc(70.516, 39.9554, 1000)["coordinates"][0]
    >>> len(ring), ring[0] == ring[-1]
    (65, True)
    >>> disc(70.516, 39.9554, 0)
    Traceback (most recent call last):
    ...
    gazetteer.errors.GazetteerDataError: radius_m must be a positive number of metres, not 0
    """
    _check(lon, lat)
    _check_size("radius_m", radius_m)
    bearings = [360 * i / VERTICES for i in range(VERTICES)]
    return _polygon(_fan(lon, lat, bearings, radius_m * _TO_RIM), lon, lat)


def sector(
    lon: float,
    lat: float,
    bearing_deg: float,
    *,
    half_angle_deg: float,
    inner_m: float,
    outer_m: float,
) -> dict[str, object]:
    """Draw the part of a ring between two distances and within an angle.

    Parameters
    ----------
    lon, lat : float
        Point that distances and bearings are taken from.
    bearing_deg, half_angle_deg : float
        Middle direction, and how far it may be off to each side.
    inner_m, outer_m : float
        Least and greatest distance in metres; ``inner_m`` may be 0.

    Examples
    --------
    >>> sector(70.8193, 40.0604, 0, half_angle_deg=22.5, inner_m=15e3, outer_m=25e3)["type"]
    'Polygon'
    """
    _check(lon, lat)
    _check_size("outer_m", outer_m)
    if half_angle_deg >= 180:
        return disc(lon, lat, outer_m)
    steps = max(8, round(half_angle_deg))
    bearings = [
        bearing_deg - half_angle_deg + 2 * half_angle_deg * i / steps for i in range(steps + 1)
    ]
    ring = _fan(lon, lat, bearings, outer_m)
    ring += _fan(lon, lat, bearings[::-1], inner_m) if inner_m > 0 else [(lon, lat)]
    return _polygon(ring, lon, lat)


def corridor(points: Sequence[tuple[float, float]], half_width_m: float) -> dict[str, object]:
    """Draw the strip along a line, rounded at its ends.

    Parameters
    ----------
    points : sequence of (lon, lat)
        Two or more points in degrees; joined by geodesics.
    half_width_m : float
        Metres to each side.

    Raises
    ------
    GazetteerDataError
        With fewer than two points, or a line longer than 2,000 km.

    Examples
    --------
    >>> corridor([(70.6253, 40.1265), (70.5801, 39.8513)], 2000)["type"]
    'Polygon'
    """
    import shapely
    from pyproj import Proj

    _check_size("half_width_m", half_width_m)
    if len(points) < 2:
        raise GazetteerDataError(f"a corridor needs two points or more, not {len(points)}")
    for lon, lat in points:
        _check(lon, lat)
    line = _dense(points)
    middle_lon, middle_lat = line[len(line) // 2]
    flat = Proj(proj="aeqd", lon_0=middle_lon, lat_0=middle_lat, ellps="WGS84")
    xs, ys = flat([p[0] for p in line], [p[1] for p in line])
    strip = shapely.LineString(list(zip(xs, ys, strict=True))).buffer(half_width_m, quad_segs=8)
    ring = shapely.get_coordinates(strip.exterior)[:-1]
    lons, lats = flat(ring[:, 0], ring[:, 1], inverse=True)
    return _polygon(
        list(zip(map(float, lons), map(float, lats), strict=True)), middle_lon, middle_lat
    )


def covering_radius_m(lon: float, lat: float, geometry: dict[str, object]) -> float:
    """Measure how far a GeoJSON geometry reaches from a point, in metres.

    Examples
    --------
    >>> round(covering_radius_m(0, 0, {"type": "Point", "coordinates": [0, 1]}))
    110574
    """
    import shapely

    return reach_m(lon, lat, shapely.from_geojson(shapely_text(geometry)))


def reach_m(lon: float, lat: float, shape: Any) -> float:
    """Measure from a point to the furthest corner of a shapely geometry, in metres.

    Examples
    --------
    >>> import shapely
    >>> round(reach_m(0, 0, shapely.Point(0, 1)))
    110574
    """
    import numpy as np
    import shapely

    xy = shapely.get_coordinates(shape)
    if not len(xy):
        return 0.0
    starts = np.full_like(xy, (lon, lat))
    return float(np.max(_geod().inv(*starts.T, *xy.T)[2]))


def shapely_text(geometry: dict[str, object]) -> str:
    """Write a GeoJSON geometry as the text that shapely reads."""
    import json

    return json.dumps(geometry)


def _fan(lon: float, lat: float, bearings: list[float], metres: float) -> list[tuple[float, float]]:
    n = len(bearings)
    lons, lats, _ = _geod().fwd([lon] * n, [lat] * n, bearings, [metres] * n)
    return [(float(x), float(y)) for x, y in zip(lons, lats, strict=True)]


def _dense(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    line = [points[0]]
    for start, end in itertools.pairwise(points):
        length = distance_m(*start, *end)
        if length > MAX_LINE_M:
            raise GazetteerDataError(
                f"a corridor of {length / 1000:.0f} km is no place: give points nearer together"
            )
        steps = int(length // 20_000)
        line += (
            [(float(x), float(y)) for x, y in _geod().npts(*start, *end, steps)] if steps else []
        )
        line.append(end)
    return line


def _polygon(ring: list[tuple[float, float]], lon: float, lat: float) -> dict[str, object]:
    """Close a ring round (lon, lat), cut at the 180th meridian and at a pole."""
    near = [(lon + (x - lon + 540) % 360 - 180, y) for x, y in ring]
    if _holds_pole(ring):
        return _cap(ring, 90.0 if lat > 0 else -90.0)
    near.append(near[0])
    if all(-180 <= x <= 180 for x, _ in near):
        return {"type": "Polygon", "coordinates": [[list(p) for p in near]]}
    return _cut(near)


def _holds_pole(ring: list[tuple[float, float]]) -> bool:
    turn = 0.0
    for (x, _), (x2, _) in zip(ring, [*ring[1:], ring[0]], strict=True):
        turn += (x2 - x + 540) % 360 - 180
    return abs(turn) > 180


def _cap(ring: list[tuple[float, float]], pole: float) -> dict[str, object]:
    rim = sorted((((x + 540) % 360 - 180), y) for x, y in ring)
    edge = (rim[0][1] + rim[-1][1]) / 2
    outline = [(-180.0, edge), *rim, (180.0, edge), (180.0, pole), (-180.0, pole), (-180.0, edge)]
    if pole < 0:
        outline.reverse()
    return {"type": "Polygon", "coordinates": [[list(p) for p in outline]]}


def _cut(ring: list[tuple[float, float]]) -> dict[str, object]:
    import shapely
    from shapely.affinity import translate

    whole = shapely.Polygon(ring)
    parts: list[Any] = []
    for shift in (-360, 0, 360):
        piece = translate(whole, xoff=shift).intersection(shapely.box(-180, -90, 180, 90))
        parts += [
            p for p in shapely.get_parts(piece) if p.geom_type == "Polygon" and not p.is_empty
        ]
    coordinates = [[[list(map(float, xy)) for xy in p.exterior.coords]] for p in parts]
    return {"type": "MultiPolygon", "coordinates": coordinates}
