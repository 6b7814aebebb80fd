"""Hot spots: cells round which incidents gather, over draws of vague places.

The measure is Getis and Ord's local G* (1992, "The analysis of spatial association by use
of distance statistics", Geographical Analysis 24; Ord and Getis 1995, Geographical Analysis
27), by esda, on a grid of equal areas. Its usual test rests on the normal distribution, which
sparse counts do not follow: for 40 to 135 points strewn evenly over 130 to 900 cells it
called something hot in 15 to 89 of 100 maps (benchmarks/bench_hotspots.py). So the
verdict is of an exact test instead: the incidents of a cell and its neighbours against the
binomial distribution that they follow if every cell is as likely, which did so in 0 to 5 of
100. Many cells are tested at once; the false discovery rate is held (Benjamini and Hochberg
1995; for local statistics Caldas de Castro and Singer 2006, Geographical Analysis 38).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomap.errors import UsageError
from geomap.needs import need_packages
from geomap.progress import counter
from geomap.stats.bounds import SURE, bounds
from geomap.stats.draws import draw_points
from geomap.stats.period import Period, events_in

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["hot_spots"]

LEVEL = 0.05
"""The false discovery rate that is held."""
MAX_CELLS = 40_000
MIN_CELLS = 30  # of fewer, a cell and its eight neighbours are a third of the map

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """Square cells in Lambert's azimuthal equal-area projection round the incidents."""

    lon: float
    lat: float
    left: float
    bottom: float
    columns: int
    rows: int
    size_m: float

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def _flat(self) -> Any:
        from pyproj import Proj

        return Proj(proj="laea", lon_0=self.lon, lat_0=self.lat, ellps="WGS84")

    def cells(self, lonlat: Floats) -> Ints:
        x, y = self._flat()(lonlat[..., 0], lonlat[..., 1])
        column = ((x - self.left) // self.size_m).astype(np.int64)
        row = ((y - self.bottom) // self.size_m).astype(np.int64)
        numbers: Ints = row * self.columns + column
        return numbers

    def polygon(self, cell: int) -> Any:
        import shapely

        row, column = divmod(cell, self.columns)
        x, y = self.left + column * self.size_m, self.bottom + row * self.size_m
        ring = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * self.size_m + (x, y)
        lon, lat = self._flat()(ring[:, 0], ring[:, 1], inverse=True)
        return shapely.Polygon(np.column_stack([lon, lat]))


def _grid(points: Floats, cell_km: float) -> _Grid:
    from pyproj import Proj

    size = cell_km * 1000
    around = np.exp(1j * np.radians(points[..., 0])).mean()
    lon, lat = float(np.degrees(np.angle(around))), float(points[..., 1].mean())
    x, y = Proj(proj="laea", lon_0=lon, lat_0=lat, ellps="WGS84")(points[..., 0], points[..., 1])
    left, bottom = (np.floor(v.min() / size) * size for v in (x, y))
    columns, rows = (int((v.max() - start) // size) + 1 for v, start in ((x, left), (y, bottom)))
    if not MIN_CELLS <= columns * rows <= MAX_CELLS:
        raise UsageError(
            f"cell_km={cell_km}: that makes a grid of {columns * rows:,} cells; choose a size that "
            f"makes {MIN_CELLS} to {MAX_CELLS:,}, or incidents that lie nearer together"
        )
    return _Grid(
        lon=lon, lat=lat, left=left, bottom=bottom, columns=columns, rows=rows, size_m=size
    )


def _weights(grid: _Grid) -> Any:
    """Give the queen's neighbours of each cell, itself included."""
    from libpysal.weights import (  # type: ignore[import-untyped]  # ships no types
        fill_diagonal,
        lat2W,
    )

    return fill_diagonal(lat2W(grid.rows, grid.columns, rook=False), 1.0)


def _scores(cells: Ints, grid: _Grid) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Give z of G* and whether it is hot, for each draw and cell."""
    from esda import G_Local  # type: ignore[import-untyped]  # ships no types
    from scipy.stats import (  # type: ignore[import-untyped]  # nor this
        binom,
        false_discovery_control,
    )

    weights = _weights(grid)
    share = np.asarray(weights.sparse.sum(axis=1)).ravel() / grid.count
    z = np.zeros((cells.shape[1], grid.count))
    hot = np.zeros(z.shape, dtype=bool)
    say = counter()
    for n in range(len(z)):
        say(f"draws searched: {n} of {len(z)}")
        counts = np.bincount(cells[:, n], minlength=grid.count).astype(float)
        if counts.std() > 0:  # all cells alike have no G*
            z[n] = G_Local(counts, weights, transform="B", permutations=0, star=True).Zs
        chance = binom.sf(weights.sparse @ counts - 1, len(cells), share)
        hot[n] = false_discovery_control(chance) <= LEVEL
    return z, hot


def hot_spots(
    frame: gpd.GeoDataFrame,
    *,
    cell_km: float = 25.0,
    period: Period | None = None,
    draws: int = 100,
    seed: int = 0,
) -> gpd.GeoDataFrame:
    """Find cells round which incidents gather more than chance would have it.

    Each cell is judged with its eight neighbours; "chance" is every cell of the
    box round the incidents as likely as another. Reported incidents are not a sample:
    where nobody reports, nothing is hot.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents, EPSG:4326.
    cell_km : float
        Side of a cell. Results change with it (the modifiable areal unit
        problem): try several.
    period : (str, str) or None
        First and last ISO day.
    draws, seed : int
        As in :func:`geomap.stats.draws.draw_points`.

    Returns
    -------
    geopandas.GeoDataFrame
        The cells that incidents may lie in or that are hot in any draw: the columns of
        :func:`geomap.stats.bounds.bounds`, ``z`` of G* (median of the draws), ``z_low``,
        ``z_high`` (5 and 95 percent), ``share`` of the draws in which the cell is
        hot at a false discovery rate of 5 percent, ``verdict`` (``hot`` from a share of 0.95,
        ``perhaps`` from 0.5, else empty), ``geometry``; the hottest first. ``attrs`` has
        ``left_out`` and the ``cells`` of the grid.

    Raises
    ------
    SchemaError
        Columns are missing.
    UsageError
        A package of the extra ``stats`` is missing, or the size of the cells does not fit.
    """
    import geopandas as gpd

    need_packages(["esda", "libpysal", "scipy"], "stats", "hot spots")
    if not cell_km > 0 or draws < 1:
        raise UsageError("hot spots need cell_km > 0 and draws > 0")
    events, left_out = events_in(frame, period)
    points = draw_points(events, draws=draws, seed=seed)
    known = ~np.isnan(points).any(axis=(1, 2))
    unplaced = int((~known).sum())
    left_out |= {"without a position": unplaced} if unplaced else {}
    if not known.any():
        raise UsageError("hot spots need incidents with a position; this frame has none that count")
    grid = _grid(points[known], cell_km)
    cells = grid.cells(points[known])
    z, hot = _scores(cells, grid)
    table = bounds(cells, grid.count)
    low, middle, high = np.quantile(z, [0.05, 0.5, 0.95], axis=0)
    table = table.assign(z=middle, z_low=low, z_high=high, share=hot.mean(axis=0))
    table["verdict"] = np.select(
        [table["share"] >= SURE, table["share"] >= 0.5], ["hot", "perhaps"], ""
    )
    kept = table[(table["expected"].to_numpy() > 0) | hot.any(axis=0)]
    shapes: list[Any] = [grid.polygon(int(c)) for c in kept.index]
    out = gpd.GeoDataFrame(kept, geometry=shapes, crs="EPSG:4326")
    out = out.sort_values(["share", "z"], ascending=False).reset_index(drop=True)
    out.attrs.update(left_out=left_out, cells=grid.count)
    return out
