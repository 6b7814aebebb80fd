"""The incidents that count, within the period that is looked at."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geomap.claims_totals import counted
from geomap.day_spans import Span, day_spans
from geomap.errors import UsageError
from geomap.needs import need_columns

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Period", "events_in", "years_of"]

Period = tuple[str, str]


def _days(period: Period) -> Span:
    try:
        first, last = (dt.date.fromisoformat(day) for day in period)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"period={period!r}: give the first and the last ISO day, "
            'as in ("2022-01-01", "2022-12-31")'
        ) from error
    if last < first:
        raise UsageError(f"period={period!r}: the last day is before the first")
    return first, last


def years_of(period: Period | None) -> float | None:
    """Give the length of a period in years of 365.25 days, None without one.

    Raises
    ------
    UsageError
        It is no pair of days.

    Examples
    --------
    >>> round(years_of(("2020-01-01", "2023-12-31")), 3), years_of(None)
    (4.0, None)
    """
    if period is None:
        return None
    first, last = _days(period)
    return ((last - first).days + 1) / 365.25


def _touches(span: Span | None, first: dt.date, last: dt.date) -> bool:
    return span is not None and span[0] <= last and span[1] >= first


def events_in(
    frame: gpd.GeoDataFrame, period: Period | None
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Take the incidents that count, and say how many were left out and why.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents. History told in passing, totals told as incidents and what was
        retracted do not count.
    period : (str, str) or None
        First and last ISO day; incidents that cannot have been in it, or of which
        not even the year is known, do not count.

    Returns
    -------
    tuple
        The incidents, and numbers by reason.

    Raises
    ------
    SchemaError
        Columns are missing.
    UsageError
        The period is none.
    """
    need_columns(frame, ["background", "scale", "status"], "counting incidents")
    kept, left_out = counted(frame)
    if period is None:
        return kept, left_out  # type: ignore[return-value]
    first, last = _days(period)
    inside = [n for n, span in enumerate(day_spans(kept)) if _touches(span, first, last)]
    outside = len(kept) - len(inside)
    return kept.iloc[inside], left_out | (
        {"undated or outside the period": outside} if outside else {}
    )  # type: ignore[return-value]
