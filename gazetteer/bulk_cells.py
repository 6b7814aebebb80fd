"""Which of many areas hold each of many points, exactly, by way of a grid.

Each cell of the grid knows the areas that reach into it. A cell that no
outline crosses answers at once; in the others each area is asked by the same
predicate as for a single point (``shapely.intersects``), so that both ways
give one answer.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["Cells", "Hits"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Objects = npt.NDArray[np.object_]

SIZE_DEG = 0.5
COLUMNS, ROWS = round(360 / SIZE_DEG), round(180 / SIZE_DEG)
SLACK_DEG = 1e-9
"""An edge is counted in a cell that it comes this near to: sums of floats are not exact."""
BLOCK = 65_536


class Hits(NamedTuple):
    """Areas that hold points, in order of point and area: numbers of both."""

    point: Ints
    area: Ints


def _column(lon: Floats) -> Ints:
    return np.clip(((lon + 180) / SIZE_DEG).astype(np.intp), 0, COLUMNS - 1)


def _row(lat: Floats) -> Ints:
    return np.clip(((lat + 90) / SIZE_DEG).astype(np.intp), 0, ROWS - 1)


def cell_of(lon: Floats, lat: Floats) -> Ints:
    """Give the numbers of the points' cells, counted from the south-west corner, row by row."""
    return _row(lat) * COLUMNS + _column(lon)


class Cells:
    """Areas over a grid of the world.

    Parameters
    ----------
    areas : ndarray of shapely polygons or multipolygons
        WGS 84 degrees. They may overlap.

    Examples
    --------
    >>> cells = Cells(np.array([shapely.box(0, 0, 10, 10), shapely.box(5, 5, 6, 6)]))
    >>> cells.holding(np.array([5.5, 9.0, 20.0]), np.array([5.5, 9.0, 0.0]))
    Hits(point=array([0, 0, 1]), area=array([0, 1, 0]))
    """

    def __init__(self, areas: Objects) -> None:
        shapely.prepare(areas)
        self.areas = areas
        cell, area = _crossed(areas)
        self.crossed = np.zeros(COLUMNS * ROWS, dtype=bool)
        self.crossed[cell] = True
        inner_cell, inner_area = _covered(areas, cell, area)
        cell, area = np.append(cell, inner_cell), np.append(area, inner_area)
        sure = np.zeros(len(cell), dtype=bool)
        sure[len(cell) - len(inner_cell) :] = True
        order = np.lexsort([area, cell])
        self._area, self._sure = area[order], sure[order]
        self._start = np.searchsorted(cell[order], np.arange(COLUMNS * ROWS + 1))

    def holding(self, lon: Floats, lat: Floats) -> Hits:
        """Find the areas that hold each point; one on an outline is held by both sides.

        Parameters
        ----------
        lon, lat : ndarray
            Degrees, WGS 84, all finite and on the globe.
        """
        blocks = [
            self._block(lon, lat, at, min(at + BLOCK, len(lon))) for at in range(0, len(lon), BLOCK)
        ]
        if not blocks:
            return Hits(np.empty(0, np.intp), np.empty(0, np.intp))
        return Hits(*(np.concatenate(part) for part in zip(*blocks, strict=True)))

    def near_outline(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Tell which points may lie within 5 km of an outline: all that do, and others."""
        return self._near[cell_of(lon, lat)]

    @cached_property
    def _near(self) -> npt.NDArray[np.bool_]:
        """Crossed cells and those round them; beyond 84 degrees all, where cells are narrow."""
        grid = self.crossed.reshape(ROWS, COLUMNS)
        near = grid | np.roll(grid, 1, axis=1) | np.roll(grid, -1, axis=1)
        near[1:] |= near[:-1].copy()
        near[:-1] |= near[1:].copy()
        polar = round(6 / SIZE_DEG)
        near[:polar] = near[-polar:] = True
        return near.ravel()

    def _block(self, lon: Floats, lat: Floats, start: int, end: int) -> Hits:
        cell = cell_of(lon[start:end], lat[start:end])
        first, count = self._start[cell], np.diff(self._start)[cell]
        point = np.repeat(np.arange(end - start), count)
        entry = np.repeat(first - np.append(0, count.cumsum()[:-1]), count) + np.arange(len(point))
        area, held = self._area[entry], self._sure[entry]
        ask = np.flatnonzero(~held)
        ask = ask[np.argsort(area[ask], kind="stable")]
        at = start + point[ask]
        held[ask] = shapely.intersects_xy(self.areas[area[ask]], lon[at], lat[at])
        return Hits(start + point[held], area[held])


def _edge_boxes(areas: Objects) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Give the area of each edge and its first and last column and row."""
    parts, of_part = shapely.get_parts(shapely.segmentize(areas, SIZE_DEG), return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    low = np.minimum(xy[edge], xy[edge + 1]) - SLACK_DEG
    high = np.maximum(xy[edge], xy[edge + 1]) + SLACK_DEG
    area = of_part[of_ring[ring[edge]]]
    west, east = _column(low[:, 0]), _column(high[:, 0])
    return area, west, east, _row(low[:, 1]), _row(high[:, 1])


def _crossed(areas: Objects) -> tuple[Ints, Ints]:
    """Find the cells that each area's outline crosses, or comes near enough to cross.

    An edge is no longer than a cell, so its box has three cells a side at most.
    """
    area, west, east, south, north = _edge_boxes(areas)
    keys = []
    for right in range(3):
        for up in range(3):
            some = (west + right <= east) & (south + up <= north)
            cell = (south[some] + up) * COLUMNS + west[some] + right
            keys.append(np.unique(area[some] * (COLUMNS * ROWS) + cell))
    area, cell = np.divmod(np.unique(np.concatenate(keys)), COLUMNS * ROWS)
    return cell, area


def _covered(areas: Objects, cell: Ints, area: Ints) -> tuple[Ints, Ints]:
    """Find the cells that lie wholly in an area; ``area`` is in order."""
    row, column = np.divmod(cell, COLUMNS)
    found_cell, found_area = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    for part in np.split(np.arange(len(area)), np.flatnonzero(np.diff(area)) + 1):
        if len(part) < 8:  # no fewer cells can enclose one
            continue
        number = area[part[0]]
        inside = _inside(areas[number], row[part], column[part])
        found_cell.append(inside)
        found_area.append(np.full(len(inside), number))
    return np.concatenate(found_cell), np.concatenate(found_area)


def _inside(shape: shapely.Geometry, row: Ints, column: Ints) -> Ints:
    """Walk along each row from one crossed cell to the next: a run is wholly in or wholly out."""
    south, west = row.min(), column.min()
    crossed = np.zeros((row.max() - south + 1, column.max() - west + 1), dtype=bool)
    crossed[row - south, column - west] = True
    begins = ~crossed
    begins[:, 1:] &= crossed[:, :-1]
    at_row, at_column = np.nonzero(begins)
    held = np.zeros(crossed.shape, dtype=bool)
    held[at_row, at_column] = shapely.intersects_xy(
        shape,
        (at_column + west + 0.5) * SIZE_DEG - 180,
        (at_row + south + 0.5) * SIZE_DEG - 90,
    )
    position = np.arange(crossed.shape[1])[None, :]
    run = np.maximum.accumulate(np.where(begins, position, 0), axis=1)
    held = np.take_along_axis(held, run, axis=1) & ~crossed
    in_row, in_column = np.nonzero(held)
    cells: Ints = (in_row + south) * COLUMNS + in_column + west
    return cells
