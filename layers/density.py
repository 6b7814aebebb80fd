"""Density: incidents a hexagon, each spread over the whole area in which it may have been.

Hexagons are cells of H3, which cover the globe without a seam. An exact place
counts whole in its cell; a disc, area or line is shared out among the cells
that it touches by the part of it in each. So a district does not become a
heap on its centre, and all shares together are the number of incidents.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

import geopandas as gpd
import numpy as np

from layers.classes import breaks_up_to, colour_of
from layers.columns import column, numbers, require
from layers.discs import GEOD, is_disc
from layers.drawn import DrawnLayer, Shape
from layers.hexagons import COARSEST, FINEST, Area, cell_area_km2, hexagon
from layers.shapes import read_shapes
from layers.ui import read_ui

__all__ = ["DensityLayer", "spread_density"]

REQUIRES = ("where_prec", "radius_m", "lon", "lat", "geometry")
_CELLS = 600.0  # about as many as the extent of the incidents is to have


def spread_density(frame: gpd.GeoDataFrame, *, resolution: int | None = None) -> gpd.GeoDataFrame:
    """Share incidents out among hexagons by where each may have been.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326. It is not changed.
    resolution : int or None
        Of H3, 1 (600,000 km² a cell) to 9 (0.1 km²); default: about 600 cells
        over the extent of the incidents.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``cell`` (H3); ``incidents`` the expected number, ``sure`` those
        that lie wholly within the cell, ``perhaps`` those that lie partly in
        it; geometry the hexagon, longitudes beyond 180 where it crosses that
        meridian. ``attrs["left_out"]`` counts incidents at a point of which
        it is not known how far it may be off: they cannot be shared out.
        ``incidents`` sum up to the number of those that are drawn, less these.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns.
    ValueError
        No such resolution, or one so fine that an area has more than 20,000 cells.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import Point
    >>> one = gpd.GeoDataFrame(
    ...     {"where_prec": [2], "radius_m": [5000.0], "lon": [70.5], "lat": [39.9]},
    ...     geometry=[Point(70.5, 39.9)], crs=4326)
    >>> cells = spread_density(one, resolution=6)
    >>> len(cells) > 1, float(cells["incidents"].sum().round(9)), int(cells["sure"].sum())
    (True, 1.0, 0)
    >>> len(spread_density(one.iloc[:0]))
    0
    """
    require(frame, REQUIRES, "spread_density")
    areas, left_out = _areas(frame)
    level = _resolution(areas) if resolution is None else resolution
    if not COARSEST <= level <= FINEST:
        raise ValueError(f"resolution {level}: choose from {COARSEST} to {FINEST}")
    found: dict[str, list[float]] = {}
    for area, count in areas.items():
        shares = area.shares(level)
        for cell, share in shares.items():
            sums = found.setdefault(cell, [0.0, 0, 0])
            sums[0] += share * count
            sums[1 if len(shares) == 1 else 2] += count
    cells = sorted(found)
    made = gpd.GeoDataFrame(
        {
            "incidents": [found[c][0] for c in cells],
            "sure": [int(found[c][1]) for c in cells],
            "perhaps": [int(found[c][2]) for c in cells],
        },
        geometry=[hexagon(c) for c in cells],
        index=cells,
        crs=4326,
    ).rename_axis("cell")
    made.attrs.update({"left_out": left_out, "resolution": level})
    return made


class DensityLayer(DrawnLayer):
    """Hexagons by the number of incidents, uncertain places spread over their area.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326.
    resolution : int or None
        As of :func:`spread_density`.
    lang : str
        Language of the interface.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns of ``requires``.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in DensityLayer.requires if name != "geometry"}
    >>> DensityLayer(gpd.GeoDataFrame(columns, geometry=[], crs=4326)).layer_name
    'Density (uncertain places spread over their area)'
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(
        self,
        incidents: gpd.GeoDataFrame,
        *,
        resolution: int | None = None,
        lang: str = "en",
        show: bool = True,
    ):
        require(incidents, self.requires, type(self).__name__)
        ui = read_ui(lang)
        self.cells = spread_density(incidents, resolution=resolution)
        breaks = breaks_up_to(max(self.cells["incidents"], default=0.0))
        names = ("incidents", "sure", "perhaps")
        values = zip(*(self.cells[n].tolist() for n in names), self.cells.geometry, strict=True)
        shapes = [
            Shape(
                geometry=outline,
                style=_style(number, breaks),
                words=(
                    ui.text("density.number", n=_number(number)),
                    ui.text("density.sure", n=sure),
                    ui.text("density.perhaps", n=perhaps),
                ),
            )
            for number, sure, perhaps, outline in values
        ]
        edges = [0.0, *breaks]
        legend = [
            (_style(high, breaks), f"{_number(low)} – {_number(high)}")
            for low, high in zip(edges, breaks, strict=False)
        ]
        left = self.cells.attrs["left_out"]
        notes = [ui.text("density.left_out", n=left)] if left else []
        super().__init__(
            name=ui.text("layers.density"),
            ui=ui,
            shapes=shapes,
            legend=legend,
            notes=notes,
            show=show,
        )


def _areas(frame: gpd.GeoDataFrame) -> tuple[dict[Area, int], int]:
    """Count the incidents of each distinct area, and those that cannot be shared out."""
    radius, background = numbers(frame, "radius_m"), column(frame, "background", False)
    shapes = read_shapes(frame)
    found: dict[Area, int] = {}
    left_out = 0
    for n, (mode, geometry) in enumerate(zip(shapes.modes, frame.geometry, strict=True)):
        if mode == "none" or background[n]:
            continue
        if mode == "vague":
            left_out += 1
            continue
        known = None if np.isnan(radius[n]) else float(radius[n])
        at = (float(shapes.lon[n]), float(shapes.lat[n]))
        round_ = mode == "disc" or is_disc(geometry, known)
        area = Area(geometry, (*at, known) if round_ and known else None)
        found[area] = found.get(area, 0) + 1
    return found, left_out


def _resolution(areas: Iterable[Area]) -> int:
    """Choose cells so that the extent of the incidents has some hundreds of them."""
    boxes = [a.geometry.bounds for a in areas]
    if not boxes:
        return FINEST
    west, south, east, north = np.array(boxes).T
    x = GEOD.inv(west.min(), south.min(), min(east.max(), west.min() + 179), south.min())[2]
    y = GEOD.inv(west.min(), south.min(), west.min(), north.max())[2]
    cell_km2 = max(x / 1000, 5.0) * max(y / 1000, 5.0) / _CELLS
    levels = range(COARSEST, FINEST + 1)
    return min(levels, key=lambda level: abs(math.log(cell_area_km2(level) / cell_km2)))


def _style(value: float, breaks: list[float]) -> dict[str, Any]:
    colour = colour_of(value, breaks)
    return {"fillColor": colour, "fillOpacity": 0.65, "color": colour, "weight": 0.5}


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"
