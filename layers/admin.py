"""Admin: incidents by unit, those that are surely in it apart from those that may be.

An incident is surely in a unit where all of its area lies in it; where only a
part does, it is perhaps there. Both numbers are shown, never their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import geopandas as gpd
import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.classes import OUTLINE, SEQUENTIAL
from layers.columns import column, require
from layers.drawn import FIXED
from layers.element import DataLayer
from layers.payload import coded, gather
from layers.records import Records
from layers.shapes import METRES_PER_DEGREE, VAGUE, geojson, read_shapes
from layers.steps import scale_of, stepped
from layers.ui import read_ui

__all__ = ["AdminLayer", "count_in_units"]

REQUIRES = ("where_prec", "radius_m", "lon", "lat", "geometry")
# Two sources of one outline differ by slivers: this part of an area may lie outside.
_SLIVER = 0.002
_NONE = "#c9ced3"
_PLAIN = 100_000  # bytes of outlines up to which they can be read as they are


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
    shapes = read_shapes(frame)
    drawn = (shapes.mode != 0) & ~np.array(column(frame, "background", False), dtype=bool)
    geometry = np.asarray(frame.geometry.values, dtype=object)
    held = _hold(geometry, shapes.where, shapes.mode, drawn, units, accuracy_m)
    incidents = np.bincount(shapes.where[drawn], minlength=held.most)[held.where]
    counted = units.copy()
    for name, rows in (("sure", held.sure), ("perhaps", ~held.sure)):
        numbers = np.bincount(held.unit[rows], incidents[rows], minlength=len(units))
        counted[name] = numbers.astype("i8")
    inside = np.isin(shapes.where[drawn], held.where)
    counted.attrs["outside"] = int(len(inside) - inside.sum())
    return counted


class AdminLayer(DataLayer):
    """Units by the number of incidents that are surely in them.

    Given the records of an :class:`layers.IncidentMap` the numbers follow its
    filters; given a frame they are those of all its incidents.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame or Records
        Incidents as in docs/schema.md, EPSG:4326, or the ``records`` of the map.
    units : geopandas.GeoDataFrame
        Outlines of units, EPSG:4326.
    names : str
        Column of ``units`` with their names.
    accuracy_m : float
        How far the outlines may be off, in metres.
    lang : str
        Language of the interface, where ``incidents`` is a frame.
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
        incidents: gpd.GeoDataFrame | Records,
        units: gpd.GeoDataFrame,
        *,
        names: str = "name",
        accuracy_m: float = 0.0,
        lang: str = "en",
        show: bool = True,
    ):
        require(units, (names, "geometry"), type(self).__name__)
        records = None
        if isinstance(incidents, Records):
            records, told = incidents, _related(incidents, units, accuracy_m)
        else:
            told = _counted(count_in_units(incidents, units, accuracy_m=accuracy_m))
        ui = records.ui if records else read_ui(lang)
        outlines = geojson(_drawn(units, accuracy_m))
        tree = {
            "names": [str(name) for name in column(units, names, "")],
            "outlines": outlines,
            "colours": list(SEQUENTIAL),
            "none": _NONE,
            "edge": OUTLINE,
            **told,
        }
        plain = sum(len(bytes(outline)) for outline in outlines) <= _PLAIN
        if not plain:
            tree |= _stepped(outlines)
        block_id, blocks = gather("units", tree, [], plain=plain)
        super().__init__(
            name=ui.text("layers.admin"),
            starter="units",
            options={"block": block_id, "incidents": records.block_id if records else None},
            ui=ui,
            show=show,
        )
        self.group = "layers.themes" if records else FIXED
        self.add_blocks(blocks | (records.blocks if records else {}))


def _stepped(outlines: Sequence[msgspec.Raw]) -> dict[str, Any]:
    read = [msgspec.json.decode(outline) for outline in outlines]
    scale = scale_of(read)
    return {"outlines": [stepped(outline, scale) for outline in read], "scale": scale}


@dataclass(frozen=True, kw_only=True, eq=False)
class _Held:
    """Places and the units that they touch: one entry for each pair.

    ``where`` is the number of the place (:attr:`layers.shapes.Shapes.where`),
    ``most`` is above all of them; ``sure`` where all of the place is in the unit.
    """

    where: NDArray[np.intp]
    unit: NDArray[np.intp]
    sure: NDArray[np.bool_]
    most: int


def _counted(units: gpd.GeoDataFrame) -> dict[str, Any]:
    outside = units.attrs["outside"]
    return {name: units[name].tolist() for name in ("sure", "perhaps")} | {"outside": outside}


def _related(records: Records, units: gpd.GeoDataFrame, accuracy_m: float) -> dict[str, Any]:
    """Give what the browser counts anew from: the units of each place, not of each incident."""
    shapes = records.shapes
    held = _hold(records.geometry, shapes.where, shapes.mode, records.drawn, units, accuracy_m)
    return {
        "where": held.where.astype("u4"),
        "unit": coded(held.unit),
        "surely": held.sure.astype("u1"),
    }


def _hold(
    geometry: NDArray[Any],
    where: NDArray[np.int32],
    mode: NDArray[np.uint8],
    drawn: NDArray[np.bool_],
    units: gpd.GeoDataFrame,
    accuracy_m: float,
) -> _Held:
    """Relate each distinct place of incidents to the units that it touches."""
    numbers, first = np.unique(where[drawn], return_index=True)
    areas = geometry[drawn][first]
    broken = ~shapely.is_valid(areas)
    areas[broken] = shapely.make_valid(areas[broken])
    # A point that may be off by an unknown way is in no unit for sure.
    loose = mode[drawn][first] == VAGUE
    outlines = shapely.make_valid(np.asarray(units.geometry.values, dtype=object))
    outer = _moved(outlines, accuracy_m)
    unit, place = shapely.STRtree(areas).query(outer, predicate="intersects")
    by_place = np.argsort(place, kind="stable")
    unit, place = unit[by_place], place[by_place]
    if accuracy_m:
        inside, touches = _overlap_roughly(areas, outlines, accuracy_m, place, unit)
    else:
        inside, touches = _overlap(areas, outlines, place, unit)
    sure = inside & ~loose[place]
    kept = sure | touches
    most = int(numbers[-1]) + 1 if len(numbers) else 0
    return _Held(where=numbers[place][kept], unit=unit[kept], sure=sure[kept], most=most)


def _moved(outlines: Any, metres: float) -> Any:
    """Grow outlines, or shrink them where ``metres`` is below 0, on a plane of their own."""
    if not metres:
        return outlines
    return np.array([_buffered(outline, metres) for outline in outlines], dtype=object)


def _buffered(outline: Any, metres: float) -> Any:
    from pyproj import Proj

    if outline is None or outline.is_empty:
        return outline
    middle = outline.representative_point()
    flat = Proj(proj="laea", lon_0=middle.x, lat_0=middle.y, ellps="WGS84")
    there = shapely.transform(outline, lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1])))
    # Within a tenth of ``metres``: with rounder corners every cut takes many times as long.
    moved = shapely.simplify(shapely.buffer(there, metres, quad_segs=3), abs(metres) / 20)
    return shapely.transform(
        moved, lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1], inverse=True))
    )


def _overlap(
    areas: Any, outlines: Any, place: NDArray[np.intp], unit: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of pairs whether the area lies in the unit, but for a sliver, and whether it may.

    Most areas lie wholly inside: only the others are cut, which takes long.
    """
    inside = _holds(outlines, areas, unit, place)
    # A point has no size: it lies in the unit, or on its edge and so perhaps in the next.
    touches = inside | (shapely.get_dimensions(areas[place]) == 0)
    cut = np.flatnonzero(~touches)
    own, whole = _sizes(areas[place[cut]]), _sizes(outlines[unit[cut]])
    common = _sizes(shapely.intersection(areas[place[cut]], outlines[unit[cut]]))
    inside[cut] = (own > 0) & (common >= own * (1 - _SLIVER))
    touches[cut] = (common > own * _SLIVER) | (common > whole * _SLIVER)
    return inside, touches


def _overlap_roughly(
    areas: Any, outlines: Any, accuracy_m: float, place: NDArray[np.intp], unit: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell the same of units whose outlines may be off by so much.

    An area that is one of the units, as told by its outline, is in no other.
    """
    inside = _holds(_moved(outlines, -accuracy_m), areas, unit, place)
    same = _same(areas, outlines, place, unit)
    elsewhere = np.isin(place, place[same]) & ~same
    return (inside | same) & ~elsewhere, ~elsewhere


def _same(
    areas: Any, outlines: Any, place: NDArray[np.intp], unit: NDArray[np.intp]
) -> NDArray[np.bool_]:
    own, whole = shapely.area(areas[place]), shapely.area(outlines[unit])
    same = (own > 0) & (np.abs(own - whole) <= whole * _SLIVER)
    like = np.flatnonzero(same)
    common = shapely.area(shapely.intersection(areas[place[like]], outlines[unit[like]]))
    same[like] = common >= own[like] * (1 - _SLIVER)
    return np.asarray(same, dtype=bool)


def _holds(
    outlines: Any, areas: Any, unit: NDArray[np.intp], place: NDArray[np.intp]
) -> NDArray[np.bool_]:
    shapely.prepare(outlines)
    return np.array(shapely.contains(outlines[unit], areas[place]))


def _sizes(geometry: Any) -> NDArray[np.float64]:
    """Areas, and of what has none its length."""
    area = np.asarray(shapely.area(geometry))
    return np.where(area > 0, area, shapely.length(geometry))


def _drawn(units: gpd.GeoDataFrame, accuracy_m: float) -> NDArray[Any]:
    """Give outlines as they are drawn: no finer than they are known, edges still shared."""
    outlines: NDArray[Any] = np.array(units.geometry.values, dtype=object)
    outlines[shapely.is_missing(outlines)] = shapely.Polygon()
    if not accuracy_m or not np.isin(shapely.get_type_id(outlines), (3, 6)).all():
        return outlines
    least = accuracy_m / METRES_PER_DEGREE
    return np.asarray(shapely.coverage_simplify(outlines, least), dtype=object)
