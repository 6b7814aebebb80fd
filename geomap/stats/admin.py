"""Incidents a country or first-level unit, with what is unsure near their edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from geomap.errors import UsageError
from geomap.nested import Row, typed_table
from geomap.stats.bounds import bounds
from geomap.stats.draws import DRAWS, draw_points
from geomap.stats.period import Period, events_in, years_of

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Level", "by_admin"]

Level = Literal["adm1", "country"]

GAP_DEG = 0.05
"""Outlines of neighbours that come from different sources leave gaps of up to some
kilometres; a point in one counts with the unit that is nearest."""
_TOLD = {"unit": "string", "countries": "string", "place_id": "string", "area_km2": "Float64"}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class _Unit:
    name: str
    countries: tuple[str, ...]
    place_id: str
    area: Any


def _countries() -> list[_Unit]:
    """List the land of the world; disputed ground is a unit of its own, with all who claim it."""
    import shapely

    from gazetteer.borders_data import ground, units
    from gazetteer.countries import name as country_name

    land, special = ground(), units()
    parts: dict[str, list[Any]] = {}
    for code, polygon in zip(land.codes, land.polygons, strict=True):
        parts.setdefault(code, []).append(polygon)
    out = []
    for code, polygons in parts.items():
        disputed = special.get(code)
        out.append(
            _Unit(
                name=disputed.name if disputed else country_name(code),
                countries=disputed.countries if disputed else (code,),
                place_id="",
                area=shapely.MultiPolygon(polygons),
            )
        )
    return out


def _provinces(frame: gpd.GeoDataFrame) -> list[_Unit]:
    """List the first-level units that incidents may lie in."""
    import shapely

    from geomap.tables.units import provinces_near
    from geomap.world import open_gazetteer

    found: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    boxes = {
        b for b in frame.geometry.bounds.itertuples(index=False, name=None) if not np.isnan(b[0])
    }
    for west, south, east, north in sorted(boxes):
        reach = 111.0 * float(np.hypot(east - west, north - south)) / 2 + 20
        for unit in provinces_near((west + east) / 2, (south + north) / 2, reach):
            found[unit.place_id], names[unit.place_id] = unit.outline, unit.name
    world = open_gazetteer()
    return [
        _Unit(
            name=names[place_id],
            countries=world.place(place_id).countries,
            place_id=place_id,
            area=shapely.make_valid(shapely.geometry.shape(outline)),
        )
        for place_id, outline in found.items()
    ]


def _holding(points: Floats, areas: list[Any]) -> npt.NDArray[np.int64]:
    """Give the number of the area that holds each point, -1 at sea."""
    import shapely

    out = np.full(len(points), -1)
    if not areas or not len(points):
        return out
    tree = shapely.STRtree(areas)
    at: Any = shapely.points(points)
    which, area = tree.query(at, predicate="intersects")
    out[which[::-1]] = area[::-1]
    missed = np.flatnonzero(out < 0)
    near, area = tree.query_nearest(at[missed], max_distance=GAP_DEG, all_matches=False)
    out[missed[near]] = area
    return out


def _assigned(
    frame: gpd.GeoDataFrame, units: list[_Unit], draws: int, seed: int
) -> npt.NDArray[np.int64]:
    points = draw_points(frame, draws=draws, seed=seed)
    flat = points.reshape(-1, 2)
    known = ~np.isnan(flat).any(axis=1)
    out = np.full(len(flat), len(units) + 1)
    held = _holding(flat[known], [u.area for u in units])
    out[known] = np.where(held < 0, len(units), held)
    return out.reshape(points.shape[:2])


def by_admin(
    frame: gpd.GeoDataFrame,
    level: Level = "adm1",
    *,
    period: Period | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> gpd.GeoDataFrame:
    """Count incidents in each first-level unit or country, with what is unsure.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents, EPSG:4326. See :func:`geomap.stats.period.events_in` for those
        that do not count.
    level : str
        ``adm1`` (outlines of the gazetteer) or ``country`` (land by
        :mod:`gazetteer.borders`; disputed ground is a row of its own).
    period : (str, str) or None
        First and last ISO day of what was watched; rates a year need it.
    draws, seed : int
        As in :func:`geomap.stats.draws.draw_points`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a unit in which an incident may have been, the most incidents first,
        then those at sea and those without a position: ``unit``, ``countries``, ``place_id``,
        the columns of :func:`geomap.stats.bounds.bounds`, ``area_km2``, ``per_10000km2`` and
        ``per_10000km2_year`` (of ``expected``), ``geometry``. The sum of ``expected`` is the
        number of incidents that count; ``attrs["left_out"]`` tells the others,
        ``attrs["vague_share"]`` the share of incidents that are not surely in one unit.

    Raises
    ------
    SchemaError
        Columns are missing.
    UsageError
        No such level, or the period makes no sense.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> len(by_admin(to_frame([])))
    0
    """
    import geopandas as gpd

    if level not in ("adm1", "country"):
        raise UsageError(f"level={level!r}: there are outlines of 'adm1' and of 'country'")
    years = years_of(period)
    events, left_out = events_in(frame, period)
    units = _provinces(events) if level == "adm1" else _countries()
    assigned = _assigned(events, units, draws, seed)
    found = bounds(assigned, len(units) + 2)
    kept = np.flatnonzero(found["expected"].to_numpy() > 0)
    rows = [_row(int(n), units) for n in kept]
    told = typed_table(rows, _TOLD)
    table = told.drop(columns="area_km2").join(found.iloc[kept].reset_index(drop=True))
    table["area_km2"] = told["area_km2"]
    table["per_10000km2"] = table["expected"] / table["area_km2"] * 10_000
    table["per_10000km2_year"] = table["per_10000km2"] / years if years else None
    table["per_10000km2_year"] = table["per_10000km2_year"].astype("Float64")
    areas: list[Any] = [units[n].area if n < len(units) else None for n in kept]
    out = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(areas, crs="EPSG:4326"))
    placed = out["area_km2"].notna()
    sure = int(out.loc[placed, "sure"].sum())
    out = out.assign(_last=~placed).sort_values(["_last", "expected"], ascending=[True, False])
    out = out.drop(columns="_last").reset_index(drop=True)
    out.attrs.update(left_out=left_out, vague_share=1 - sure / len(events) if len(events) else None)
    return out


def _row(number: int, units: list[_Unit]) -> Row:
    if number >= len(units):
        return {"unit": ("off every outline", "without a position")[number - len(units)]}
    unit = units[number]
    from pyproj import Geod

    area = abs(float(Geod(ellps="WGS84").geometry_area_perimeter(unit.area)[0])) / 1e6
    return {
        "unit": unit.name,
        "countries": ", ".join(unit.countries),
        "place_id": unit.place_id or None,
        "area_km2": round(area, 1),
    }
