"""Draws: points within the extents of incidents, for reckoning with uncertainty only.

Each incident is drawn uniformly over its area (or along its line) on the ground, from a
generator seeded with the incident's own id: its draws are the same whatever the other
rows are. A drawn point is no place and is never shown.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomap.errors import UsageError
from geomap.needs import need_degrees
from geomap.nested import ids_of

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["DRAWS", "draw_days", "draw_points", "generator"]

DRAWS = 200
"""At 200 draws a share of one half has a standard error of 3.5 percent points."""

Floats = npt.NDArray[np.float64]
MOST_AT_ONCE, MOST_TRIED = 100_000, 2_000_000
_BATCH = 2  # candidates a point still needed; a disc fills 0.785 of its box


def generator(seed: int, incident_id: object) -> np.random.Generator:
    """Make the random generator of one incident.

    Examples
    --------
    >>> generator(0, "a").random() == generator(0, "a").random()
    True
    >>> generator(0, "a").random() == generator(0, "b").random()
    False
    """
    return np.random.default_rng([seed, zlib.crc32(str(incident_id).encode())])


def _in_polygon(polygon: Any, count: int, rng: np.random.Generator) -> Floats:
    """Draw points of a polygon; sines of latitude make the box's area even on the globe."""
    import shapely

    west, south, east, north = polygon.bounds
    low, high = np.sin(np.radians([south, north]))
    shapely.prepare(polygon)
    found = np.empty((0, 2))
    tried = 0
    while len(found) < count and tried < MOST_TRIED:
        # As many as will do if it goes on as so far.
        batch = min(
            MOST_AT_ONCE, 8 + _BATCH * (count - len(found)) * max(1, tried) // (1 + len(found))
        )
        lon = rng.uniform(west, east, batch)
        lat = np.degrees(np.arcsin(rng.uniform(low, high, batch)))
        inside = shapely.intersects_xy(polygon, lon, lat)
        found = np.vstack([found, np.column_stack([lon[inside], lat[inside]])])
        tried += batch
    if len(found) < count:  # a sliver, as good as its outline
        found = np.vstack([found, _on_line(polygon.exterior, count - len(found), rng)])
    return found[:count]


def _on_line(line: Any, count: int, rng: np.random.Generator) -> Floats:
    import shapely

    xy = shapely.get_coordinates(line)
    lengths = _edge_lengths(xy)
    at = rng.uniform(0, lengths.sum(), count)
    ends = lengths.cumsum()
    edge = np.minimum(np.searchsorted(ends, at), len(lengths) - 1)
    share = 1 - (ends[edge] - at) / np.maximum(lengths[edge], 1e-9)
    drawn: Floats = xy[edge] + share[:, None] * (xy[edge + 1] - xy[edge])
    return drawn


def _edge_lengths(xy: Floats) -> Floats:
    from pyproj import Geod

    metres = Geod(ellps="WGS84").inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])[2]
    return np.asarray(metres, dtype=float)


def _size(part: Any) -> float:
    """Weigh a part: square metres of an area, metres of a line, 1 for a point."""
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    if part.geom_type == "Polygon":
        return abs(float(geod.geometry_area_perimeter(part)[0]))
    return float(geod.geometry_length(part)) if part.geom_type == "LineString" else 1.0


def _parts(geometry: Any) -> list[Any]:
    """Take the parts of the highest dimension: a point beside an area weighs nothing."""
    import shapely

    parts = [p for p in shapely.get_parts(shapely.get_parts(geometry)) if not p.is_empty]
    top = max((shapely.get_dimensions(p) for p in parts), default=-1)
    return [p for p in parts if shapely.get_dimensions(p) == top]


def _drawn(geometry: Any, count: int, rng: np.random.Generator) -> Floats:
    parts = _parts(geometry)
    if not parts:
        return np.full((count, 2), np.nan)
    sizes = np.array([_size(p) for p in parts])
    shares = sizes / sizes.sum() if sizes.sum() > 0 else None
    chosen = np.sort(rng.choice(len(parts), size=count, p=shares))
    drawn = [_in_part(part, int((chosen == n).sum()), rng) for n, part in enumerate(parts)]
    return rng.permutation(np.vstack(drawn))


def _in_part(part: Any, count: int, rng: np.random.Generator) -> Floats:
    if count == 0:
        return np.empty((0, 2))
    if part.geom_type == "Polygon" and part.area > 0:
        return _in_polygon(part, count, rng)
    if part.geom_type in ("LineString", "LinearRing") and part.length > 0:
        return _on_line(part, count, rng)
    return np.tile(np.asarray(part.centroid.coords[0][:2], dtype=float), (count, 1))


def _check(draws: int) -> None:
    if draws < 1:
        raise UsageError(f"draws={draws}: an incident is drawn once or more often")


def draw_points(frame: gpd.GeoDataFrame, *, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Draw points within the extent of each incident.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents, EPSG:4326.
    draws : int
        Points an incident.
    seed : int
        The same seed gives the same points.

    Returns
    -------
    numpy.ndarray
        Shape (incidents, draws, 2): longitude and latitude in degrees; NaN where
        the incident has no position. Where two places are told, both are drawn, by
        their areas.

    Raises
    ------
    SchemaError
        There is no column ``geometry``, or it is not in EPSG:4326.
    UsageError
        ``draws`` is less than 1.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> frame = gpd.GeoDataFrame(geometry=[shapely.Point(70, 40), None], crs=4326)
    >>> draw_points(frame, draws=2)[0].tolist()
    [[70.0, 40.0], [70.0, 40.0]]
    >>> bool(np.isnan(draw_points(frame, draws=2)[1]).all())
    True
    """
    need_degrees(frame, "statistics in space")
    _check(draws)
    out = np.full((len(frame), draws, 2), np.nan)
    for n, (incident_id, geometry) in enumerate(zip(ids_of(frame), frame.geometry, strict=True)):
        if geometry is not None and not geometry.is_empty:
            out[n] = _drawn(geometry, draws, generator(seed, incident_id))
    return out


def draw_days(frame: gpd.GeoDataFrame, *, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Draw days on which each incident may have been, as day numbers.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents.
    draws, seed : int
        As in :func:`draw_points`.

    Returns
    -------
    numpy.ndarray
        Shape (incidents, draws): proleptic ordinals; NaN where the year is unknown.
    """
    from geomap.day_spans import day_spans

    _check(draws)
    out = np.full((len(frame), draws), np.nan)
    for n, (incident_id, span) in enumerate(zip(ids_of(frame), day_spans(frame), strict=True)):
        if span is not None:
            first, last = (d.toordinal() for d in span)
            rng = generator(seed + 1, incident_id)
            out[n] = rng.integers(first, last + 1, draws)
    return out
