"""What is round the incidents: border lines near them, towns for orientation, units to count in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["UNITS_ACCURACY_M", "border_lines", "cities", "units"]

MARGIN_DEG = 0.4  # of border lines round the incidents, about 40 km
MAX_CITIES = 14  # names for orientation; more would hide the incidents
BIG_RADIUS_M = 400_000.0  # a wider area does not set which border lines are drawn
KM_DEG = 1 / 111.195  # degrees of a kilometre on a great circle, mean Earth radius
UNITS_ACCURACY_M = 4700.0  # Natural Earth's lines (docs/methods.md)
_STEPS = 10  # of a degree: boxes are rounded outward to these
# Of the sides of a box, in degrees: beyond there are no lines, and a box has an inside.
_LIMITS = ((-180.0, 179.9), (-89.0, 88.9), (-179.9, 180.0), (-88.9, 89.0))

Box = tuple[float, float, float, float]


def _drawn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the incidents that are on the map, vague areas aside where there are better."""
    import numpy as np
    import shapely

    geometry = np.asarray(frame.geometry.values, dtype=object)
    nowhere = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    placed: gpd.GeoDataFrame = frame[~nowhere & ~frame["background"].astype(bool)]
    near = placed[placed["radius_m"].fillna(0).astype(float) <= BIG_RADIUS_M]
    return near if len(near) else placed


def _boxes(drawn: gpd.GeoDataFrame) -> tuple[list[Box], NDArray[np.intp]]:
    """Give boxes round the incidents with a margin, none over another, and the box of each."""
    import numpy as np
    import shapely

    west, south, east, north = drawn.geometry.bounds.to_numpy().T
    low = [np.floor((side - MARGIN_DEG) * _STEPS) / _STEPS for side in (west, south)]
    high = [np.ceil((side + MARGIN_DEG) * _STEPS) / _STEPS for side in (east, north)]
    # Of very many incidents there are few boxes that differ.
    distinct, row = np.unique(np.column_stack([*low, *high]), axis=0, return_inverse=True)
    around = [np.clip(side, *limits) for side, limits in zip(distinct.T, _LIMITS, strict=True)]
    boxes = np.asarray(shapely.box(*around), dtype=object)
    parts = boxes
    while True:
        merged = shapely.get_parts(shapely.union_all(parts))
        # The bounds of two parts may lap over each other where the parts do not.
        bounding = np.asarray(shapely.box(*shapely.bounds(merged).T), dtype=object)
        if len(bounding) == len(parts):
            break
        parts = bounding
    inside, box = shapely.STRtree(parts).query(shapely.centroid(boxes), predicate="intersects")
    of = np.zeros(len(boxes), np.intp)
    of[inside] = box
    return [tuple(b) for b in shapely.bounds(parts).tolist()], of[row]


def _first_days(drawn: gpd.GeoDataFrame, box: NDArray[np.intp], count: int) -> list[str | None]:
    """Give the first day that is in the calendar of the incidents in each box."""
    import pandas as pd

    days = pd.Series(drawn["date_start"].to_numpy(dtype=object), dtype=object)
    known = {d for d in days.unique() if isinstance(d, str) and _in_calendar(d)}
    first = days[days.isin(known)].groupby(box[days.isin(known)]).min()
    return [first.get(n) for n in range(count)]


def _in_calendar(day: str) -> bool:
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        return False
    return True


def border_lines(frame: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """List the border lines near the incidents, as they stood on the first day there.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).

    Returns
    -------
    list of dict
        GeoJSON features with ``pair``, ``label``, ``status``, ``dashed``, ``source``.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> border_lines(to_frame([]))
    []
    """
    from gazetteer import borders

    drawn = _drawn(frame)
    boxes, box = _boxes(drawn)
    days = _first_days(drawn, box, len(boxes))
    return [f for b, day in zip(boxes, days, strict=True) for f in borders.lines_in(b, on_date=day)]


def cities(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """List the largest towns near the incidents, for orientation.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).

    Returns
    -------
    list of dict
        ``name``, ``lon``, ``lat`` and ``rank``, the largest first.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> cities(to_frame([]))
    []
    """
    from gazetteer.countries import find_country
    from geomap.world import open_gazetteer

    towns: dict[str, Any] = {}
    for west, south, east, north in _boxes(_drawn(frame))[0]:
        found = open_gazetteer().nearest((west + east) / 2, (south + north) / 2, limit=400)
        inside = [
            c.place
            for c in found
            if c.place.lon is not None
            and c.place.lat is not None
            and west <= c.place.lon <= east
            and south <= c.place.lat <= north
            and c.place.population
            and find_country(c.place.name) is None  # a town named as a country misleads
        ]
        inside.sort(key=lambda p: -p.population)
        towns |= {p.place_id: p for p in inside[:MAX_CITIES]}
    ranked = sorted(towns.values(), key=lambda p: -p.population)
    return [{"name": p.name, "lon": p.lon, "lat": p.lat, "rank": n} for n, p in enumerate(ranked)]


def units(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the packaged first-level units in which incidents are or may be, to count them in.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).

    Returns
    -------
    geopandas.GeoDataFrame
        ``name`` (with all countries that claim it, where they are several) and
        ``geometry``, EPSG:4326. Outlines are Natural Earth's, off by
        :data:`UNITS_ACCURACY_M`.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> len(units(to_frame([])))
    0
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    from gazetteer.bulk_units import admin1

    drawn = _drawn(frame)
    if not len(drawn):
        return gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
    table = admin1()
    west, south, east, north = np.unique(drawn.geometry.bounds.to_numpy(), axis=0).T
    off = UNITS_ACCURACY_M / 1000 * KM_DEG
    x = off / np.cos(np.radians(np.clip(np.abs([south, north]).max(axis=0), 0, 85)))
    around = shapely.box(west - x, south - off, east + x, north + off)
    chosen = np.unique(shapely.STRtree(around).query(table.areas, "intersects")[0])
    names = [_claimed(table.names[n], table.countries[n]) for n in chosen.tolist()]
    return gpd.GeoDataFrame({"name": names}, geometry=table.areas[chosen], crs=4326)


def _claimed(name: str, states: Iterable[str]) -> str:
    from gazetteer.countries import name as country

    claimants = sorted(country(iso3) for iso3 in states)
    return f"{name} ({' / '.join(claimants)})" if len(claimants) > 1 else name
