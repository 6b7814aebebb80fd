"""Countries, units and borders of many points at once.

The answers are those of :mod:`gazetteer.borders` for each point alone; only
the way is another: a grid over the areas, a KD-tree over the lines. Points
are WGS 84 degrees, longitude first; a point of NaN is a row without a
position, and gets empty answers. Needs scipy (extra ``bulk``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from gazetteer.borders import COAST_M, NEAR_LINE_M, all_pairs, line
from gazetteer.borders_data import ground, units
from gazetteer.borders_lines import BorderLine
from gazetteer.borders_status import sorted_pair, status
from gazetteer.bulk_cells import Cells, Hits
from gazetteer.bulk_edges import Edges, geodesics_m, need_tree
from gazetteer.bulk_units import Admin1, admin1, outlines_in
from gazetteer.errors import GazetteerDataError

__all__ = [
    "admin1_of_points",
    "countries_of_points",
    "distance_to_border",
    "distances_to_pairs",
    "locate_points",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Objects = npt.NDArray[np.object_]
Columns = dict[str, npt.NDArray[Any]]
Numbers = Sequence[float] | Floats


def _points(lon: Numbers, lat: Numbers) -> tuple[Floats, Floats, Ints]:
    """Check points and give those that have a position, with their rows."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise GazetteerDataError(
            f"lon and lat must be two lists of one length, not {x.shape} and {y.shape}"
        )
    blank = np.isnan(x) | np.isnan(y)
    off = np.flatnonzero(~blank & ~((np.abs(x) <= 180) & (np.abs(y) <= 90)))
    if len(off):
        row = int(off[0])
        raise GazetteerDataError(
            f"no such point: lon={x[row]}, lat={y[row]} in row {row} (counted from 0), and "
            f"{len(off) - 1} more; give degrees, longitude first, and NaN where there is none"
        )
    rows = np.flatnonzero(~blank)
    return x[rows], y[rows], rows


def _spread(values: Any, rows: Ints, length: int, blank: Any) -> npt.NDArray[Any]:
    """Put the answers of some rows among all rows."""
    kind = np.float64 if isinstance(blank, float) else object
    out = np.empty(length, dtype=kind)
    if len(rows) < length:
        out[:] = blank if kind is np.float64 else _repeated(blank, length)
    out[rows] = values
    return out


def _repeated(value: Any, length: int) -> Objects:
    out = np.empty(1, dtype=object)
    out[0] = value
    return np.repeat(out, length)


@lru_cache(maxsize=1)
def _land() -> Cells:
    return Cells(ground().polygons)


@lru_cache(maxsize=1)
def _shores() -> Edges:
    polygons = ground().polygons
    return Edges(shapely.boundary(polygons), range(len(polygons)))


def _ground_of(lon: Floats, lat: Floats) -> Hits:
    """Find the polygons of land that hold points, or whose coast they lie off."""
    held = _land().holding(lon, lat)
    dry = np.zeros(len(lon), dtype=bool)
    dry[held.point] = True
    wet = np.flatnonzero(~dry)
    wet = wet[_land().near_outline(lon[wet], lat[wet])]
    feet = _shores().nearest(lon[wet], lat[wet])
    near = geodesics_m(lon[wet], lat[wet], feet.lon, feet.lat) <= COAST_M
    point = np.append(held.point, wet[near])
    area = np.append(held.area, _shores().owner[feet.edge[near]])
    order = np.lexsort([area, point])
    return Hits(point[order], area[order])


@lru_cache(maxsize=1)
def _owners() -> tuple[tuple[str, ...], ...]:
    """Give the states of each polygon of land."""
    known = units()
    return tuple(known[c].countries if c in known else (c,) for c in ground().codes)


@lru_cache(maxsize=4096)
def _joined(areas: tuple[int, ...]) -> tuple[str, ...]:
    """Give the states of several polygons, each once."""
    return tuple(dict.fromkeys(iso3 for area in areas for iso3 in _owners()[area]))


def _states(lon: Floats, lat: Floats) -> Objects:
    hits = _ground_of(lon, lat)
    table = np.empty(len(_owners()) + 1, dtype=object)
    table[:] = [*_owners(), ()]
    area = np.full(len(lon), len(_owners()))
    area[hits.point] = hits.area
    out: Objects = table[area]
    twice = np.unique(hits.point[1:][hits.point[1:] == hits.point[:-1]])
    for point in twice.tolist():
        out[point] = _joined(tuple(hits.area[hits.point == point].tolist()))
    return out


def countries_of_points(lon: Numbers, lat: Numbers) -> Objects:
    """Tell which states hold or claim the ground at each point.

    Parameters
    ----------
    lon, lat : sequence of float
        Degrees, WGS 84; NaN where a row has no position.

    Returns
    -------
    ndarray of tuple of str
        For each point what :func:`gazetteer.borders.countries_at` gives: ISO
        3166-1 alpha-3, several on disputed ground, none at sea.

    Raises
    ------
    GazetteerDataError
        A point is not on the globe, or scipy is not installed.

    Examples
    --------
    >>> list(countries_of_points([70.5801, 34.1, -30.0], [39.8513, 44.95, 0.0]))
    [('TJK',), ('RUS', 'UKR'), ()]
    """
    need_tree()
    x, y, rows = _points(lon, lat)
    return _spread(_states(x, y), rows, len(lon), ())


@lru_cache(maxsize=1)
def _lines() -> Edges:
    return Edges([line(*pair).geometry for pair in all_pairs()], range(len(all_pairs())))


def distance_to_border(lon: Numbers, lat: Numbers) -> Columns:
    """Measure from each point to the nearest border line between two countries.

    Parameters
    ----------
    lon, lat : sequence of float
        Degrees, WGS 84; NaN where a row has no position.

    Returns
    -------
    dict of ndarray
        ``border_pair`` (``"KGZ-TJK"``; of several that share the stretch the
        first by name), ``border_distance_m`` (geodesic metres) and
        ``border_lon``, ``border_lat``, the nearest point of the line. The
        line is the most accurate one at hand; its own error
        (``BorderLine.accuracy_m``) is not in the figure.

    Raises
    ------
    GazetteerDataError
        A point is not on the globe, or scipy is not installed.

    Examples
    --------
    >>> found = distance_to_border([70.8193, float("nan")], [40.0604, 40.0])
    >>> list(found["border_pair"]), found["border_distance_m"].round(-2)
    (['KGZ-TJK', ''], array([7400.,   nan]))
    """
    need_tree()
    x, y, rows = _points(lon, lat)
    feet = _lines().nearest(x, y)
    pairs = np.array(["-".join(pair) for pair in all_pairs()], dtype=object)
    size = len(lon)
    return {
        "border_pair": _spread(pairs[_lines().owner[feet.edge]], rows, size, ""),
        "border_distance_m": _spread(
            geodesics_m(x, y, feet.lon, feet.lat), rows, size, float("nan")
        ),
        "border_lon": _spread(feet.lon, rows, size, float("nan")),
        "border_lat": _spread(feet.lat, rows, size, float("nan")),
    }


def distances_to_pairs(
    lon: Numbers, lat: Numbers, pairs: Sequence[tuple[str, str] | None]
) -> Floats:
    """Measure from each point to the line between the two countries of its row.

    Parameters
    ----------
    lon, lat : sequence of float
        Degrees, WGS 84; NaN where a row has no position.
    pairs : sequence of (str, str) or None
        ISO 3166-1 alpha-3; None where a row has no pair.

    Returns
    -------
    ndarray of float
        Geodesic metres, NaN where a row has no position or no pair. Few
        points of a pair need no scipy.

    Raises
    ------
    GazetteerDataError
        A point is not on the globe, or two countries share no line on land.

    Examples
    --------
    >>> distances_to_pairs([70.8193, 0.0], [40.0604, 0.0], [("TJK", "KGZ"), None]).round(-2)
    array([7400.,   nan])
    """
    x, y, rows = _points(lon, lat)
    out = np.full(len(lon), np.nan)
    groups: dict[tuple[str, str], list[int]] = {}
    for at, row in enumerate(rows.tolist()):
        pair = pairs[row]
        if pair is not None:
            groups.setdefault(sorted_pair(*pair), []).append(at)
    for pair, members in groups.items():
        out[rows[members]] = _to_line(x[members], y[members], line(*pair))
    return out


def _to_line(lon: Floats, lat: Floats, border: BorderLine) -> Floats:
    feet = border.edges.nearest(lon, lat)
    return geodesics_m(lon, lat, feet.lon, feet.lat)


def _disputed(lon: Floats, lat: Floats, states: Objects) -> Objects:
    """Name the ground that more than one state, or none, calls its own."""
    hits, known, codes = _ground_of(lon, lat), units(), ground().codes
    names = np.array([known[c].name if c in known else "" for c in codes], dtype=object)
    out = _repeated("", len(lon))
    named = names[hits.area] != ""
    out[hits.point[named]] = names[hits.area[named]]
    return out


def admin1_of_points(lon: Numbers, lat: Numbers) -> Columns:
    """Name the unit of the first level that each point lies in.

    Parameters
    ----------
    lon, lat : sequence of float
        Degrees, WGS 84; NaN where a row has no position.

    Returns
    -------
    dict of ndarray
        ``admin1_id`` and ``admin1``, ``""`` where no unit holds the point.
        Outlines are Natural Earth's to 111 m; where two overlap, or a point
        lies in a gap, on the coast or, by the finer line, across the border,
        it is the unit of the point's own country with the nearest centre or
        outline (within 10 km).

    Raises
    ------
    GazetteerDataError
        A point is not on the globe, or scipy is not installed.

    Examples
    --------
    >>> list(admin1_of_points([70.8193, -30.0], [40.0604, 0.0])["admin1"])
    ['Batken Region', '']
    """
    need_tree()
    x, y, rows = _points(lon, lat)
    return _admin1(x, y, _states(x, y), rows, len(lon))


def _admin1(lon: Floats, lat: Floats, states: Objects, rows: Ints, size: int) -> Columns:
    table, unit = admin1(), np.full(len(lon), -1)
    hits = _own(table, table.cells.holding(lon, lat), states)
    away = geodesics_m(lon[hits.point], lat[hits.point], table.lon[hits.area], table.lat[hits.area])
    order = np.lexsort([away, hits.point])[::-1]
    unit[hits.point[order]] = hits.area[order]  # of several the last one stays: the nearest
    _fill_gaps(unit, lon, lat, states)
    ids, names = (np.append(part, "") for part in (table.ids, table.names))
    return {
        "admin1_id": _spread(ids[unit], rows, size, ""),
        "admin1": _spread(names[unit], rows, size, ""),
    }


def _own(table: Admin1, hits: Hits, states: Objects) -> Hits:
    """Drop units of other states than those that the point lies in."""
    own = np.array(
        [
            not states[point] or not table.countries[area].isdisjoint(states[point])
            for point, area in zip(hits.point.tolist(), hits.area.tolist(), strict=True)
        ],
        dtype=bool,
    )
    return Hits(hits.point[own], hits.area[own])


def _fill_gaps(unit: Ints, lon: Floats, lat: Floats, states: Objects) -> None:
    """Give points on land that no unit holds the nearest unit of their own state."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for point in np.flatnonzero(unit < 0).tolist():
        if states[point]:
            groups.setdefault(states[point], []).append(point)
    for owners, points in groups.items():
        outlines = outlines_in(owners)
        if outlines is None:
            continue
        feet = outlines.nearest(lon[points], lat[points])
        near = geodesics_m(lon[points], lat[points], feet.lon, feet.lat) <= NEAR_LINE_M
        unit[np.array(points)[near]] = outlines.owner[feet.edge[near]]


def locate_points(
    lon: Numbers, lat: Numbers, on_date: str | Sequence[str | None] | None = None
) -> Columns:
    """Tell country, unit and nearest border of each point.

    Parameters
    ----------
    lon, lat : sequence of float
        Degrees, WGS 84; NaN where a row has no position.
    on_date : str, sequence of str or None
        ISO day, one for all or one a row, for the status of the line; today
        where None. Lines and areas themselves are of one date (docs/batch.md).

    Returns
    -------
    dict of ndarray
        ``countries`` (:func:`countries_of_points`), ``disputed`` (name of the
        disputed ground, or ``""``), the columns of :func:`admin1_of_points`
        and :func:`distance_to_border`, and ``border_status``
        (:func:`gazetteer.borders.status`). ``pandas.DataFrame`` takes it.

    Raises
    ------
    GazetteerDataError
        A point is not on the globe, a day is none, or scipy is not installed.

    Examples
    --------
    >>> found = locate_points([70.58, 34.1], [39.85, 44.95], "2022-01-27")
    >>> list(found["countries"]), list(found["disputed"])
    ([('TJK',), ('RUS', 'UKR')], ['', 'Crimea'])
    >>> list(found["border_pair"]), list(found["border_status"])
    (['KGZ-TJK', 'RUS-UKR'], ['undelimited', 'disputed'])
    """
    need_tree()
    x, y, rows = _points(lon, lat)
    size = len(lon)
    states = _states(x, y)
    border = distance_to_border(lon, lat)
    return {
        "countries": _spread(states, rows, size, ()),
        "disputed": _spread(_disputed(x, y, states), rows, size, ""),
        **_admin1(x, y, states, rows, size),
        **border,
        "border_status": _statuses(border["border_pair"], on_date),
    }


def _statuses(pairs: Objects, on_date: str | Sequence[str | None] | None) -> Objects:
    days = [on_date] * len(pairs) if on_date is None or isinstance(on_date, str) else [*on_date]
    if len(days) != len(pairs):
        raise GazetteerDataError(f"{len(days)} days are given for {len(pairs)} points")
    known: dict[tuple[str, str | None], str] = {}
    for pair, day in set(zip(pairs.tolist(), days, strict=True)):
        a, _, b = pair.partition("-")
        known[pair, day] = status(a, b, day).status if pair else ""
    found = (known[key] for key in zip(pairs.tolist(), days, strict=True))
    return np.fromiter(found, dtype=object, count=len(pairs))
