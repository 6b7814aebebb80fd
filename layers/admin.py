"""Admin: incidents by unit, those that are surely in it apart from those that may be.

An incident is surely in a unit where all of its area lies in it; where only a
part does, it is perhaps there. Both numbers are shown, never their sum.
"""

from __future__ import annotations

from typing import Any, ClassVar

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.classes import OUTLINE, breaks_up_to, colour_of
from layers.columns import column, require
from layers.drawn import DrawnLayer, Shape
from layers.shapes import read_shapes
from layers.ui import read_ui

__all__ = ["AdminLayer", "count_in_units"]

REQUIRES = ("where_prec", "radius_m", "lon", "lat", "geometry")
# Two sources of one outline differ by slivers: this part of an area may lie outside.
_SLIVER = 0.002
_NONE = "#c9ced3"


def count_in_units(
    frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame, *, accuracy_m: float = 0.0
) -> gpd.GeoDataFrame:
    """Count the incidents that are surely, and those that are perhaps, in each unit.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326. It is not changed.
    units : geopandas.GeoDataFrame
        Outlines of units, EPSG:4326. It is not changed.
    accuracy_m : float
        How far the outlines may be off, in metres: what is nearer to an edge
        is perhaps on the other side of it. Natural Earth's are off by
        kilometres.

    Returns
    -------
    geopandas.GeoDataFrame
        The units with ``sure`` and ``perhaps``; ``attrs["outside"]`` counts
        the drawn incidents that touch none of them.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns.
    FrameError
        A frame is not in EPSG:4326.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import Point, box
    >>> told = gpd.GeoDataFrame(
    ...     {"where_prec": [1, 2], "radius_m": [10.0, 9000.0], "lon": 0.9, "lat": 0.5},
    ...     geometry=[Point(0.9, 0.5), Point(1, 0.5).buffer(0.1)], crs=4326)
    >>> units = gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
    ...                          crs=4326)
    >>> count_in_units(told, units)[["name", "sure", "perhaps"]].values.tolist()
    [['A', 1, 1], ['B', 0, 1]]
    """
    require(frame, REQUIRES, "count_in_units")
    require(units, ("geometry",), "count_in_units")
    shapes, loose = _known(frame)
    inner, outer = (_moved(units.geometry.values, by) for by in (-accuracy_m, accuracy_m))
    place, unit = shapely.STRtree(outer).query(shapes, predicate="intersects")
    inside, _ = _overlap(shapes[place], inner[unit])
    _, touches = _overlap(shapes[place], outer[unit])
    sure = inside & ~loose[place]
    touches |= sure
    counted = units.copy()
    counted["sure"] = np.bincount(unit[sure], minlength=len(units))
    counted["perhaps"] = np.bincount(unit[touches & ~sure], minlength=len(units))
    counted.attrs["outside"] = len(shapes) - len(np.unique(place[touches]))
    return counted


class AdminLayer(DrawnLayer):
    """Units by the number of incidents that are surely in them.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326.
    units : geopandas.GeoDataFrame
        Outlines of units, EPSG:4326.
    names : str
        Column of ``units`` with their names.
    accuracy_m : float
        How far the outlines may be off, in metres.
    lang : str
        Language of the interface.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    MissingColumnsError
        A frame lacks columns.
    FrameError
        A frame is not in EPSG:4326.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in AdminLayer.requires if name != "geometry"}
    >>> nothing = gpd.GeoDataFrame(columns, geometry=[], crs=4326)
    >>> AdminLayer(nothing, gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)).layer_name
    'Incidents by unit'
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(
        self,
        incidents: gpd.GeoDataFrame,
        units: gpd.GeoDataFrame,
        *,
        names: str = "name",
        accuracy_m: float = 0.0,
        lang: str = "en",
        show: bool = True,
    ):
        require(units, (names, "geometry"), type(self).__name__)
        ui = read_ui(lang)
        self.units = count_in_units(incidents, units, accuracy_m=accuracy_m)
        edges = breaks_up_to(max(self.units["sure"], default=0), whole=True)
        rows = zip(
            column(self.units, names, ""),
            self.units["sure"],
            self.units["perhaps"],
            self.units.geometry,
            strict=True,
        )
        shapes = [
            Shape(
                geometry=outline,
                style=_style(int(sure), int(perhaps), edges),
                words=(
                    str(name),
                    ui.text("admin.sure", n=sure),
                    ui.text("admin.perhaps", n=perhaps),
                ),
            )
            for name, sure, perhaps, outline in rows
            if outline is not None and not outline.is_empty
        ]
        legend = [(_style(0, 0, edges), ui.text("admin.none"))]
        lows = [1.0, *(edge + 1 for edge in edges)]
        legend += [
            (_style(int(high), 0, edges), f"{low:g}" if low == high else f"{low:g} – {high:g}")
            for low, high in zip(lows, edges, strict=False)
        ]
        legend.append(
            ({"color": OUTLINE, "dashArray": "5 4", "weight": 2}, ui.text("admin.dashed"))
        )
        outside = self.units.attrs["outside"]
        notes = [ui.text("admin.outside", n=outside)] if outside else []
        super().__init__(
            name=ui.text("layers.admin"),
            ui=ui,
            shapes=shapes,
            legend=legend,
            notes=notes,
            show=show,
        )


def _known(frame: gpd.GeoDataFrame) -> tuple[Any, NDArray[np.bool_]]:
    """Give the areas of the incidents that are drawn, and which may be off by an unknown way.

    Such a point is in no unit for sure.
    """
    modes, background = np.array(read_shapes(frame).modes), column(frame, "background", False)
    drawn = (modes != "none") & ~np.array(background, dtype=bool)
    return np.asarray(frame.geometry.values, dtype=object)[drawn], modes[drawn] == "vague"


def _moved(outlines: Any, metres: float) -> Any:
    """Grow outlines, or shrink them where ``metres`` is below 0, on a plane of their own."""
    plain = np.asarray(outlines, dtype=object)
    if not metres:
        return plain
    return np.array([_buffered(outline, metres) for outline in plain], dtype=object)


def _buffered(outline: Any, metres: float) -> Any:
    from pyproj import Proj

    if outline is None or outline.is_empty:
        return outline
    middle = outline.representative_point()
    flat = Proj(proj="laea", lon_0=middle.x, lat_0=middle.y, ellps="WGS84")
    there = shapely.transform(outline, lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1])))
    moved = shapely.buffer(there, metres)
    return shapely.transform(
        moved, lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1], inverse=True))
    )


def _overlap(areas: Any, outlines: Any) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which areas lie in an outline, but for a sliver, and which share more than a sliver."""
    common = shapely.intersection(shapely.make_valid(areas), shapely.make_valid(outlines))
    sizes = [
        (_size(c), _size(a), _size(o)) for c, a, o in zip(common, areas, outlines, strict=True)
    ]
    inside = np.array(
        [own > 0 and part >= own * (1 - _SLIVER) for part, own, _ in sizes], dtype=bool
    )
    more = [part > own * _SLIVER or part > unit * _SLIVER for part, own, unit in sizes]
    # A point has no size: it lies in the unit, or on its edge and so perhaps in the next.
    points = shapely.get_dimensions(areas) == 0
    inside[points] = shapely.contains(outlines[points], areas[points])
    return inside, np.array(more, dtype=bool) | points


def _size(geometry: Any) -> float:
    return float(geometry.area or geometry.length)


def _style(sure: int, perhaps: int, edges: list[float]) -> dict[str, Any]:
    fill: dict[str, Any] = {"fillColor": colour_of(sure, edges) if sure else _NONE}
    fill["fillOpacity"] = 0.6 if sure else 0.25
    if perhaps:
        return {**fill, "dashArray": "5 4", "weight": 2, "color": OUTLINE}
    return {**fill, "weight": 1, "color": OUTLINE}
