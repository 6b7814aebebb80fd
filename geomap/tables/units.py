"""The province round a point: its outline stands for a point that only stands for the province."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Province", "province_of"]

REACH = 1.5  # a province's capital, or a centroid in a hook, may lie off the unit's own disc
EARTH_KM = 6371.0


class _Table(NamedTuple):
    rows: list[list[str]]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    radius_km: npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Province:
    """An admin-1 unit of the gazetteer with its outline.

    ``radius_m`` reaches from the asked point to its furthest corner; ``named`` tells
    whether the unit bears the name that was asked for.
    """

    place_id: str
    name: str
    outline: dict[str, object]
    radius_m: float
    named: bool


@cache
def _table() -> _Table:
    from gazetteer.data_files import read_table

    rows = list(read_table("admin1.tsv.xz"))
    numbers = np.array([[float(v) for v in row[5:8]] for row in rows])
    return _Table(rows, numbers[:, 0], numbers[:, 1], numbers[:, 2])


class _Unit(NamedTuple):
    place_id: str
    name: str
    outline: dict[str, object]
    area: Any
    corners: npt.NDArray[np.float64]

    def reach_m(self, lon: float, lat: float) -> float:
        """Measure to the furthest corner, in whole metres."""
        from gazetteer.bulk_edges import furthest_m

        return round(furthest_m(lon, lat, self.corners), 0)


@lru_cache(maxsize=5000)
def _unit(number: int) -> _Unit | None:
    """Give a unit with its outline, ready to be asked whether it holds a point."""
    import shapely

    place = _current(_table().rows[number])
    if place is None:
        return None
    place_id, name, outline = place
    drawn = shapely.geometry.shape(outline)
    area = shapely.make_valid(drawn)
    shapely.prepare(area)
    return _Unit(place_id, name, outline, area, shapely.get_coordinates(drawn))


def _current(row: list[str]) -> tuple[str, str, dict[str, object]] | None:
    """Find a unit's outline under its own id, or under that of the curated unit in its stead."""
    from gazetteer import GazetteerDataError
    from geomap.world import open_gazetteer

    world, place_id = open_gazetteer(), f"naturalearth:{row[0]}"
    try:
        outline = world.outline(place_id)
        return (place_id, row[3], outline) if outline else None
    except GazetteerDataError:
        return _curated(row)


def _curated(row: list[str]) -> tuple[str, str, dict[str, object]] | None:
    """Find the curated unit that stands in a unit's stead, by any of its names."""
    from geomap.world import open_gazetteer

    world, country = open_gazetteer(), row[2].split(",")[0]
    for name in (row[3], *(entry.partition("=")[2] for entry in row[9].split("|"))):
        for found in world.find(name, country=country, feature_class="adm1", limit=1):
            outline = world.outline(found.place.place_id)
            if outline:
                return found.place.place_id, found.place.name, outline
    return None


@lru_cache(maxsize=5000)
def _keys(number: int) -> frozenset[str]:
    """Give the folded names of a unit, class words dropped."""
    row = _table().rows[number]
    return _bare([row[3], *(entry.partition("=")[2] for entry in row[9].split("|"))])


def _bare(names: list[str]) -> frozenset[str]:
    from gazetteer.generic import split_class
    from gazetteer.names import fold

    keys = {fold(n) for n in names if n}
    return frozenset(keys | {split.key for key in keys for split in split_class(key)})


def _near(lon: float, lat: float) -> npt.NDArray[np.intp]:
    """Give the units whose disc may hold a point, the nearest centre first."""
    units = _table()
    reach = units.radius_km * REACH + 20
    north = EARTH_KM * np.radians(units.lat - lat)
    band = np.flatnonzero(np.abs(north) <= reach)
    turn = np.radians((units.lon[band] - lon + 540) % 360 - 180)
    away = np.hypot(EARTH_KM * turn * np.cos(np.radians(lat)), north[band])
    near = away <= reach[band]
    nearest_first: npt.NDArray[np.intp] = band[near][np.argsort(away[near])]
    return nearest_first


@lru_cache(maxsize=100_000)
def province_of(lon: float, lat: float, name: str = "", iso3: str | None = None) -> Province | None:
    """Find the admin-1 unit that a point stands for.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS 84: a centroid or a capital.
    name : str
        The unit as the table writes it; one of that name near the point wins.
    iso3 : str or None
        Its country, ISO 3166-1 alpha-3; other countries' units are left out.

    Returns
    -------
    Province or None
        The unit of that name, else the one that holds the point; None where
        the gazetteer has neither.

    Examples
    --------
    >>> batken = province_of(70.8, 40.06, "Batken oblast", "KGZ")
    >>> batken.name, batken.named, batken.outline["type"]
    ('Batken Region', True, 'Polygon')
    >>> province_of(-30.0, 0.0) is None
    True
    """
    wanted = _bare([name]) if name else frozenset()
    near = [
        int(n)
        for n in _near(lon, lat)
        if iso3 is None or iso3 in _table().rows[int(n)][2].split(",")
    ]
    for number in near:
        if wanted & _keys(number) and (found := _province(number, lon, lat, named=True)):
            return found
    holding = (p for n in near if (p := _holding(n, lon, lat)) is not None)
    return next(holding, None)


def _holding(number: int, lon: float, lat: float) -> Province | None:
    import shapely

    unit = _unit(number)
    if unit is None or not shapely.contains_xy(unit.area, lon, lat):
        return None
    return _province(number, lon, lat, named=False)


def _province(number: int, lon: float, lat: float, *, named: bool) -> Province | None:
    unit = _unit(number)
    if unit is None:
        return None
    return Province(
        place_id=unit.place_id,
        name=unit.name,
        outline=unit.outline,
        radius_m=unit.reach_m(lon, lat),
        named=named,
    )
