"""Hexagons: the part of an area that lies in each cell of H3.

Cells cover the globe without a seam; areas are measured on an equal-area
plane of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import numpy as np
import shapely

from layers.discs import GEOD
from layers.errors import MissingLibraryError

__all__ = ["COARSEST", "FINEST", "Area", "cell_area_km2", "hexagon"]

FINEST, COARSEST = 9, 1  # resolutions of H3: cells of about 0.1 and 600,000 km²
_MOST = 20_000  # cells of one area: more take minutes, and say nothing
_STEPS = 12.0  # points along a line in each cell that it crosses


@cache
def _h3() -> Any:
    try:
        import h3  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingLibraryError(
            "hexagons are cells of h3, which is not installed; "
            "run: pip install 'geomap-incidents[plot]'"
        ) from error
    return h3


def cell_area_km2(level: int) -> float:
    """Give the mean area of a cell, in square kilometres.

    Examples
    --------
    >>> round(cell_area_km2(5))
    253
    """
    return float(_h3().average_hexagon_area(level, unit="km^2"))


class Area:
    """Where an incident may have been.

    Parameters
    ----------
    geometry : shapely geometry
        Degrees, WGS 84.
    disc : tuple of float or None
        Longitude, latitude and radius in metres, where it is a true circle.
    """

    def __init__(self, geometry: Any, disc: tuple[float, float, float] | None):
        self.geometry, self.disc = geometry, disc
        self.key = disc or shapely.to_wkb(geometry)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Area) and self.key == other.key

    def shares(self, level: int) -> dict[str, float]:
        """Give the part of it in each cell; the parts sum up to one.

        Parameters
        ----------
        level : int
            Resolution of H3.

        Returns
        -------
        dict of str to float

        Raises
        ------
        ValueError
            It has more cells at that resolution than can be worked out.
        """
        weights = self._weights(level)
        total = math.fsum(weights.values())
        return {cell: weight / total for cell, weight in weights.items() if weight > 0}

    def _weights(self, level: int) -> dict[str, float]:
        if self.disc:
            return _disc_weights(*self.disc, level)
        solid = [p for p in _leaves(self.geometry) if shapely.get_dimensions(p) == 2]
        if solid:
            return _summed(_polygon_weights(p, level) for p in solid)
        lines = [p for p in _leaves(self.geometry) if shapely.get_dimensions(p) == 1]
        if lines:
            return _summed(_line_weights(p, level) for p in lines)
        return _summed({_cell(p.x, p.y, level): 1.0} for p in _leaves(self.geometry))


def _cell(lon: float, lat: float, level: int) -> str:
    return str(_h3().latlng_to_cell(lat, lon, level))


def _check_size(km2: float, level: int) -> None:
    cells = km2 / cell_area_km2(level)
    if cells > _MOST:
        raise ValueError(
            f"an area of {km2:,.0f} km² has about {cells:,.0f} cells at resolution {level}, more "
            f"than {_MOST:,}: choose a coarser resolution, or none"
        )


def _disc_weights(lon: float, lat: float, radius_m: float, level: int) -> dict[str, float]:
    edge_m = _h3().average_hexagon_edge_length(level, unit="m")
    rings = math.ceil(radius_m / edge_m) + 1  # the smallest cells are 1.2 edges apart
    _check_size(math.pi * radius_m**2 / 1e6, level)
    azimuths = np.linspace(0, 360, 96, endpoint=False)
    ones = np.ones_like(azimuths)
    x, y, _ = GEOD.fwd(lon * ones, lat * ones, azimuths, radius_m * ones)
    flat = _plane(lon, lat)
    circle = shapely.Polygon(np.column_stack(flat(np.asarray(x), np.asarray(y))))
    return _overlaps(circle, _h3().grid_disk(_cell(lon, lat, level), rings), flat)


def _polygon_weights(polygon: Any, level: int) -> dict[str, float]:
    _check_size(abs(GEOD.geometry_area_perimeter(polygon)[0]) / 1e6, level)
    cells = _h3().h3shape_to_cells_experimental(
        _h3().geo_to_h3shape(polygon), level, contain="overlap"
    )
    x, y = shapely.get_coordinates(shapely.point_on_surface(polygon))[0].tolist()
    flat = _plane(x, y)
    outline = shapely.transform(
        shapely.segmentize(polygon, 0.2), lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1]))
    )
    return _overlaps(outline, cells or [_cell(x, y, level)], flat)


def _overlaps(outline: Any, cells: Iterable[str], flat: Any) -> dict[str, float]:
    """Measure how much of an area lies in each cell, on an equal-area plane."""
    names = sorted(cells)
    hexagons = shapely.transform(
        np.array([hexagon(c) for c in names], dtype=object),
        lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1])),
    )
    whole = shapely.make_valid(outline)
    parts = shapely.area(shapely.intersection(hexagons, whole))
    if not parts.sum():
        return dict.fromkeys(names, 1.0)
    return {name: float(part) for name, part in zip(names, parts, strict=True) if part > 0}


def _line_weights(line: Any, level: int) -> dict[str, float]:
    step = _h3().average_hexagon_edge_length(level, unit="m") / _STEPS / 111_195
    count = min(max(2, math.ceil(line.length / step)), 20_000)
    found: dict[str, float] = {}
    for share in (np.arange(count) + 0.5) / count:
        point = shapely.line_interpolate_point(line, share, normalized=True)
        cell = _cell(point.x, point.y, level)
        found[cell] = found.get(cell, 0.0) + 1.0
    return found


def _summed(parts: Iterable[dict[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in parts:
        for cell, weight in part.items():
            found[cell] = found.get(cell, 0.0) + weight
    return found


@lru_cache(maxsize=256)
def _plane(lon: float, lat: float) -> Any:
    from pyproj import Proj

    return Proj(proj="laea", lon_0=lon, lat_0=lat, ellps="WGS84")


@lru_cache(maxsize=65_536)
def hexagon(cell: str) -> Any:
    """Give the outline of a cell in degrees, in one piece: beyond 180 where it crosses that.

    Examples
    --------
    >>> hexagon("85318233fffffff").geom_type
    'Polygon'
    """
    ring = np.array([(lon, lat) for lat, lon in _h3().cell_to_boundary(cell)])
    if np.ptp(ring[:, 0]) > 180:
        ring[:, 0] = np.where(ring[:, 0] < 0, ring[:, 0] + 360, ring[:, 0])
    return shapely.Polygon(ring)


def _leaves(geometry: Any) -> list[Any]:
    if hasattr(geometry, "geoms"):
        return [leaf for part in geometry.geoms for leaf in _leaves(part)]
    return [geometry]
