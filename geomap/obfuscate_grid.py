"""The grid that ``--obfuscate`` snaps places to: cells at least so many kilometres wide and high.

Rows of one height in degrees; in each row, columns of one width in degrees,
chosen so that a cell is as wide as asked where the row is narrowest. Cells
meet at the 180th meridian and never cross it. Corners have five decimals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gazetteer.shapes import distance_m
from geomap.errors import UsageError

if TYPE_CHECKING:
    import shapely

__all__ = ["MAX_KM", "MIN_KM", "Cell", "Grid"]

MIN_KM, MAX_KM = 0.1, 1000.0
# WGS 84 (NIMA TR8350.2): equatorial radius in metres, first eccentricity squared.
_A, _E2 = 6378137.0, 6.69437999014e-3
_DECIMALS = 5
_UNIT = 10.0**-_DECIMALS
_MOST_ROWS = 1000  # of an outline; a larger one is covered with cells twice as large, or more
_SLIVER = 1e-7  # degrees, a centimetre: two shapes that share an edge do not overlap


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell: its edges in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle, in degrees."""
        return round((self.west + self.east) / 2, 6), round((self.south + self.north) / 2, 6)

    @property
    def reach_m(self) -> float:
        """Metres from the middle to the farthest corner, rounded up to 10 m."""
        lon, lat = self.centre
        corners = (distance_m(lon, lat, self.west, y) for y in (self.south, self.north))
        return math.ceil(max(corners) / 10 + 0.01) * 10.0


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Cells at least ``km`` kilometres wide and high, over the whole globe.

    Parameters
    ----------
    km : float
        Kilometres on the ground, 0.1 to 1000.

    Raises
    ------
    UsageError
        ``km`` is out of that range.

    Examples
    --------
    >>> grid = Grid(km=10)
    >>> cell = grid.cell(70.51599, 39.95542)
    >>> cell.west <= 70.51599 <= cell.east and cell.south <= 39.95542 <= cell.north
    True
    >>> grid.cell(*cell.centre) == cell
    True
    """

    km: float

    def __post_init__(self) -> None:
        if not MIN_KM <= self.km <= MAX_KM:
            raise UsageError(
                f"a grid of {self.km:g} km: choose from {MIN_KM:g} to {MAX_KM:g} kilometres"
            )

    def cell(self, lon: float, lat: float) -> Cell:
        """Give the cell that holds a point."""
        row = self._row(lat)
        return self._cell(row, _column(lon, *self._columns(row)))

    def cover(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Give the union of the cells that a shape touches, without holes between them in a row.

        Parameters
        ----------
        shape : shapely geometry
            Degrees, longitude -180 to 180.

        Returns
        -------
        shapely geometry
            Polygon or MultiPolygon that holds the shape; its corners are the grid's.

        Examples
        --------
        >>> import shapely
        >>> grid = Grid(km=10)
        >>> outline = grid.cover(shapely.Point(70.5, 40).buffer(0.2))
        >>> grid.cover(outline).equals(outline)
        True
        """
        import shapely

        _, south, _, north = shapely.bounds(shape).tolist()
        rows = range(self._row(south), self._row(north) + 1)
        if len(rows) > _MOST_ROWS:
            return Grid(km=self.km * 2).cover(shape)
        runs = [run for row in rows for run in self._runs(row, shape)]
        inside = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
        return shapely.union_all([*runs, self._box(self.cell(*inside))])

    def _runs(self, row: int, shape: Any) -> Iterator[shapely.Polygon]:
        """Boxes of whole cells over each part of the shape in a row."""
        import shapely

        south, north = self._edges(row)
        flat = not shapely.area(shape)
        columns = self._columns(row)
        for part in shapely.get_parts(shapely.clip_by_rect(shape, -180.0, south, 180.0, north)):
            if part.is_empty:
                continue
            west, low, east, high = part.bounds
            if not flat and min(east - west, high - low) < _SLIVER:
                continue
            first = self._cell(row, _column(west + _SLIVER, *columns))
            last = self._cell(row, _column(max(west, east - _SLIVER), *columns))
            yield shapely.box(first.west, south, last.east, north)

    def _box(self, cell: Cell) -> shapely.Polygon:
        import shapely

        return shapely.box(cell.west, cell.south, cell.east, cell.north)

    def _row(self, lat: float) -> int:
        height, count = _rows(self.km)
        return min(max(math.floor((lat + 90) / height + 1e-9), 0), count - 1)

    def _edges(self, row: int) -> tuple[float, float]:
        """South and north of a row; the last takes what is left to the pole."""
        height, count = _rows(self.km)
        south = round(-90 + row * height, _DECIMALS)
        return south, 90.0 if row == count - 1 else round(south + height, _DECIMALS)

    def _columns(self, row: int) -> tuple[float, int]:
        return _columns(self.km, *self._edges(row))

    def _cell(self, row: int, column: int) -> Cell:
        south, north = self._edges(row)
        width, count = self._columns(row)
        west = round(-180 + column * width, _DECIMALS)
        east = 180.0 if column == count - 1 else round(west + width, _DECIMALS)
        return Cell(west=west, south=south, east=east, north=north)


def _column(lon: float, width: float, count: int) -> int:
    return min(max(math.floor((lon + 180) / width + 1e-9), 0), count - 1)


@lru_cache(maxsize=64)
def _rows(km: float) -> tuple[float, int]:
    """Height of a row in degrees and how many there are."""
    shortest = math.pi / 180 * _A * (1 - _E2) / 1000  # a degree of latitude at the equator
    height = math.ceil(km / shortest / _UNIT) * _UNIT
    return height, max(1, math.floor(180 / height))


@lru_cache(maxsize=4096)
def _columns(km: float, south: float, north: float) -> tuple[float, int]:
    """Width of a cell in degrees, as wide as asked where the row is narrowest."""
    latitude = math.radians(max(abs(south), abs(north)))
    degree = math.pi / 180 * _A * math.cos(latitude)
    degree /= 1000 * math.sqrt(1 - _E2 * math.sin(latitude) ** 2)
    if km >= 360 * degree:
        return 360.0, 1
    width = math.ceil(km / degree / _UNIT) * _UNIT
    return width, max(1, math.floor(360 / width))
