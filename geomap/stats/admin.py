"""Incidents a country or first-level unit, with what is unsure near their edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from geomap.errors import UsageError
from geomap.needs import need_packages
from geomap.nested import Row, typed_table
from geomap.stats.bounds import bounds
from geomap.stats.draws import DRAWS, draw_points
from geomap.stats.period import Period, events_in, years_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Level", "by_admin"]

Level = Literal["adm1", "country"]

_TOLD = {"unit": "string", "countries": "string", "place_id": "string", "area_km2": "Float64"}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class _Unit:
    name: str
    countries: tuple[str, ...] = ()
    place_id: str | None = None
    area: Any = None


SEA, UNPLACED = _Unit(name="off every outline"), _Unit(name="without a position")


def _countries(lon: Floats, lat: Floats) -> list[str]:
    """Name the country of each point; disputed ground is a unit of its own."""
    from gazetteer.bulk import countries_of_points, locate_points
    from gazetteer.countries import name

    states = countries_of_points(lon, lat)
    out = ["" if len(s) != 1 else name(s[0]) for s in states]
    several = [n for n, s in enumerate(states) if len(s) > 1]
    if several:
        disputed = locate_points(lon[several], lat[several])["disputed"]
        for n, ground in zip(several, disputed, strict=True):
            out[n] = ground or " / ".join(name(s) for s in states[n])
    return out


def _land() -> dict[str, _Unit]:
    """Give the land of each country, and the disputed grounds with all who claim them."""
    import shapely

    from gazetteer.borders_data import ground, units
    from gazetteer.countries import name

    land, special = ground(), units()
    parts: dict[str, list[Any]] = {}
    for code, polygon in zip(land.codes, land.polygons, strict=True):
        parts.setdefault(code, []).append(polygon)
    out = {}
    for code, polygons in parts.items():
        disputed = special.get(code)
        label = disputed.name if disputed else name(code)
        states = disputed.countries if disputed else (code,)
        out[label] = _Unit(name=label, countries=states, area=shapely.MultiPolygon(polygons))
    return out


def _province(place_id: str) -> _Unit:
    import shapely

    from geomap.world import open_gazetteer

    place, outline = open_gazetteer().place(place_id), open_gazetteer().outline(place_id)
    area = shapely.make_valid(shapely.geometry.shape(outline)) if outline else None
    return _Unit(name=place.name, countries=place.countries, place_id=place_id, area=area)


def _found(lon: Floats, lat: Floats, level: Level) -> tuple[list[_Unit], npt.NDArray[np.int64]]:
    """Give the units that hold points, and the number of the unit of each point; -1 is none."""
    from gazetteer.bulk import admin1_of_points

    keys = _countries(lon, lat) if level == "country" else admin1_of_points(lon, lat)["admin1_id"]
    names, numbers = np.unique(np.array([*keys, ""], dtype=str), return_inverse=True)
    land = _land() if level == "country" else {}
    known = [str(n) for n in names[1:]]
    units = [land.get(n, _Unit(name=n)) if level == "country" else _province(n) for n in known]
    return units, numbers[:-1].astype(np.int64) - 1


def _assigned(
    frame: gpd.GeoDataFrame, level: Level, draws: int, seed: int
) -> tuple[list[_Unit], npt.NDArray[np.int64]]:
    """Give all units, sea and no position last, and the number of the unit of each draw."""
    points = draw_points(frame, draws=draws, seed=seed)
    flat = points.reshape(-1, 2)
    known = ~np.isnan(flat).any(axis=1)
    units, held = _found(flat[known, 0], flat[known, 1], level)
    out = np.full(len(flat), len(units) + 1)
    out[known] = np.where(held < 0, len(units), held)
    return [*units, SEA, UNPLACED], out.reshape(points.shape[:2])


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
        ``adm1`` (:func:`gazetteer.bulk.admin1_of_points`) or ``country``
        (:func:`gazetteer.bulk.countries_of_points`; disputed ground is a row of its own).
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
        No such level, the period makes no sense, or scipy is not installed.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> len(by_admin(to_frame([])))
    0
    """
    if level not in ("adm1", "country"):
        raise UsageError(f"level={level!r}: there are outlines of 'adm1' and of 'country'")
    need_packages(["scipy"], "stats", "by_admin")
    years = years_of(period)
    events, left_out = events_in(frame, period)
    units, assigned = _assigned(events, level, draws, seed)
    out = _table(units, bounds(assigned, len(units)), years)
    sure = int(out.loc[out["area_km2"].notna(), "sure"].sum())
    vague = 1 - sure / len(events) if len(events) else None
    out.attrs.update(left_out=left_out, vague_share=vague)
    return out


def _table(units: list[_Unit], found: pd.DataFrame, years: float | None) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    told = typed_table(map(_row, units), _TOLD)
    table = told.drop(columns="area_km2").join(found).assign(area_km2=told["area_km2"])
    table["per_10000km2"] = table["expected"] / table["area_km2"] * 10_000
    rate = table["per_10000km2"] / years if years else pd.NA
    table["per_10000km2_year"] = pd.Series(rate, index=table.index, dtype="Float64")
    areas: list[Any] = [u.area for u in units]
    out = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(areas, crs="EPSG:4326"))
    out = out[out["expected"] > 0]
    order = pd.DataFrame({"rest": out["area_km2"].isna(), "most": -out["expected"]})
    return out.loc[order.sort_values(["rest", "most"], kind="stable").index].reset_index(drop=True)


def _row(unit: _Unit) -> Row:
    from pyproj import Geod

    area = None
    if unit.area is not None:
        area = abs(float(Geod(ellps="WGS84").geometry_area_perimeter(unit.area)[0])) / 1e6
    return {
        "unit": unit.name,
        "countries": ", ".join(unit.countries) or None,
        "place_id": unit.place_id,
        "area_km2": area,
    }
