"""Incidents along borders: counts a border or section, and distances to the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomap.needs import need_columns, need_degrees
from geomap.nested import Row, typed_table
from geomap.stats.bounds import bounds
from geomap.stats.draws import DRAWS, draw_points
from geomap.stats.period import Period, events_in, years_of
from geomap.stats.sections import Section, nearest_section, sections_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["WITHIN_KM", "by_border", "distance_to_border"]

WITHIN_KM = 25.0
"""An incident is counted at a border up to so far from it: the radius of UCDP GED's
where_prec 2. Ours to choose, and a parameter."""
_FAR_KM = 2_000.0

_AT = "near the line"
_REST = ("further away", "without a position")
_TOLD = {
    "border_pair": "string",
    "section": "Int64",
    "near": "string",
    "where": "string",
    "length_km": "Float64",
}

Cut = dict[str, tuple[Section, ...]]
Floats = npt.NDArray[np.float64]


def _assigned(
    frame: gpd.GeoDataFrame, cut: Cut, within_km: float, draws: int, seed: int
) -> npt.NDArray[np.int64]:
    """Give each draw the number of its unit: a section of its pair, or a row after those."""
    first, start = {}, 0
    for pair, sections in cut.items():
        first[pair] = start
        start += len(sections) + len(_REST)
    points = draw_points(frame, draws=draws, seed=seed)
    out = np.empty(points.shape[:2], dtype=np.int64)
    for n, pair in enumerate(_pairs(frame)):
        last = len(cut[pair])
        where = np.full(draws, last + 1)
        if not np.isnan(points[n]).any():
            where, _ = nearest_section(points[n], cut[pair], within_km)
        out[n] = first[pair] + np.where(where < 0, last, where)
    return out


def _pairs(frame: pd.DataFrame) -> list[str]:
    return [p if isinstance(p, str) else "" for p in frame["border_pair"]]


def _near(section: Section) -> str:
    """Name the place nearest to the middle of a section, for orientation."""
    from geomap.world import open_gazetteer

    middle = section.geometry.interpolate(0.5, normalized=True)
    found = open_gazetteer().nearest(middle.x, middle.y, limit=1)
    return found[0].place.name if found else ""


def _units(cut: Cut) -> list[Row]:
    rows: list[Row] = []
    for pair, sections in cut.items():
        for s in sections:
            of_several = {"section": s.number, "near": _near(s)} if len(sections) > 1 else {}
            rows.append(
                {
                    "border_pair": pair,
                    "where": _AT,
                    "length_km": round(s.length_km, 1),
                    "geometry": s.geometry,
                    **of_several,
                }
            )
        away, unplaced = _REST
        away = away if pair else "no border is told"
        rows += [{"border_pair": pair or None, "where": where} for where in (away, unplaced)]
    return rows


def by_border(
    frame: gpd.GeoDataFrame,
    *,
    section_km: float | None = None,
    within_km: float = WITHIN_KM,
    period: Period | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> gpd.GeoDataFrame:
    """Count incidents at each border, or at each section of it, with what is unsure.

    An incident belongs to the border that its column ``border_pair`` names. Where
    along that line it was, or whether near it at all, is drawn within its extent.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents, EPSG:4326. See :func:`geomap.stats.period.events_in` for those
        that do not count.
    section_km : float or None
        Length of a section; None counts whole borders.
    within_km : float
        What is further from the line is counted as elsewhere.
    period : (str, str) or None
        First and last ISO day of what was watched. Without it there are no rates a
        year: how long somebody watched is not in the data.
    draws, seed : int
        As in :func:`geomap.stats.draws.draw_points`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a section, then those of each border that are further away and those
        without a position: ``border_pair``, ``section``, ``near`` (the nearest place,
        for orientation), ``where``, the columns of :func:`geomap.stats.bounds.bounds`,
        ``length_km``, ``per_100km`` and ``per_100km_year`` (of ``expected``), ``geometry``.
        The sum of ``expected`` is the number of incidents that count;
        ``attrs["left_out"]`` tells the others, ``attrs["vague_share"]`` the share of
        incidents that are not surely at one line or section.

    Raises
    ------
    SchemaError
        Columns are missing.
    UsageError
        The period or the length of a section makes no sense.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> by_border(to_frame([])).empty
    True
    """
    need_columns(frame, ["border_pair"], "by_border")
    years = years_of(period)
    events, left_out = events_in(frame, period)
    cut = {p: sections_of(p, section_km) if p else () for p in sorted(set(_pairs(events)))}
    rows = _units(cut)
    units = _assigned(events, cut, within_km, draws, seed)
    out = _counted(rows, bounds(units, len(rows)), years)
    at_line = int(out["sure"][out["where"] == _AT].sum())
    vague = 1 - at_line / len(events) if len(events) else None
    out = out[(out["where"] == _AT) | (out["expected"] > 0)].reset_index(drop=True)
    out.attrs.update(left_out=left_out, vague_share=vague)
    return out


def _counted(rows: list[Row], found: pd.DataFrame, years: float | None) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    told = typed_table(rows, _TOLD)
    table = told.drop(columns="length_km").join(found).assign(length_km=told["length_km"])
    table["per_100km"] = table["expected"] / table["length_km"] * 100
    rate = table["per_100km"] / years if years else pd.NA
    table["per_100km_year"] = pd.Series(rate, index=table.index, dtype="Float64")
    lines: list[Any] = [r.get("geometry") for r in rows]
    shapes = gpd.GeoSeries(lines, crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def distance_to_border(
    frame: gpd.GeoDataFrame, *, draws: int = DRAWS, seed: int = 0
) -> pd.DataFrame:
    """Measure how far from its border each incident may have been.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents with ``border_pair``, EPSG:4326.
    draws, seed : int
        As in :func:`geomap.stats.draws.draw_points`.

    Returns
    -------
    pandas.DataFrame
        The frame's index; ``border_pair``, and in kilometres ``least`` (0 where the line
        runs through the extent), ``median`` and ``most`` over the extent, and
        ``line_accuracy``: how far the line itself may be off. Missing where no
        border is told or no position is known.

    Raises
    ------
    SchemaError
        Columns are missing.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> distance_to_border(to_frame([])).columns.tolist()
    ['border_pair', 'least', 'median', 'most', 'line_accuracy']
    """
    need_columns(frame, ["border_pair"], "distance_to_border")
    need_degrees(frame, "distance_to_border")
    points = draw_points(frame, draws=draws, seed=seed)
    rows = [
        _distances(pair, points[n], geometry)
        for n, (pair, geometry) in enumerate(zip(_pairs(frame), frame.geometry, strict=True))
    ]
    names = ("border_pair", "least", "median", "most", "line_accuracy")
    types = ("string", *("Float64",) * 4)
    table = typed_table(
        (dict(zip(names, row, strict=True)) for row in rows),
        dict(zip(names, types, strict=True)),
    )
    return table.set_index(frame.index)


def _distances(pair: str, points: Floats, geometry: Any) -> tuple[Any, ...]:
    import shapely

    from gazetteer import borders

    line = sections_of(pair) if pair else ()
    if not line or np.isnan(points).any():
        return (pair or None, *(None,) * 4)
    corners = np.vstack([points, shapely.get_coordinates(geometry)])
    _, away = nearest_section(corners, line, _FAR_KM)
    if np.isnan(away).any():
        return (pair, *(None,) * 4)
    crosses = bool(shapely.intersects(geometry, line[0].geometry))
    least = 0.0 if crosses else float(away.min())
    accuracy = borders.line(*pair.split("-")).accuracy_m / 1000
    middle = float(np.median(away[: len(points)]))
    return pair, round(least, 3), round(middle, 3), round(float(away.max()), 3), accuracy
