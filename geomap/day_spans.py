"""The days on which an incident may have been: an exact day is one, a month is thirty.

Counts over time and clusters in time must not take a vague date for a day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

from geomap.needs import need_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Span", "day_span", "day_spans"]

Span = tuple[dt.date, dt.date]

SLACK_DAYS = {2: 5, 3: 6}
"""UCDP GED codebook 23.1, date_prec: 2 is known to two to six days, 3 to a week. Where
a coder gives one day all the same, the day may be any of those round it."""
_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-XX)?[~?%]?$")


def _month(year: int, month: int) -> Span:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _year(year: int) -> Span:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _partial(edtf: str) -> Span | None:
    found = _PARTIAL.match(edtf)
    if not found or found[1] == "0000":
        return None
    year, month = int(found[1]), int(found[2] or 0)
    if month > 12:
        return None
    return _month(year, month) if month else _year(year)


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.date) and _is_number(getattr(value, "year", None)):  # NaT has NaN
        return dt.date(value.year, value.month, value.day)
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and value == value  # noqa: PLR0124 - NaN is not itself


def day_span(start: object, end: object, edtf: object, prec: object) -> Span | None:
    """Give the first and the last day on which an incident may have been.

    Parameters
    ----------
    start, end : str or None
        ``date_start`` and ``date_end``, ISO local days.
    edtf : str
        ``date_edtf``, used where there is no start.
    prec : int or None
        ``date_prec``. With 4 (month) or 5 (longer) a single day stands for
        its month or its year; with 2 and 3 it may be off by 5 and 6 days.

    Returns
    -------
    tuple of datetime.date or None
        None where not even the year is known.

    Examples
    --------
    >>> [str(d) for d in day_span("2022-01-27", "2022-01-27", "2022-01-27", 1)]
    ['2022-01-27', '2022-01-27']
    >>> [str(d) for d in day_span("2022-01-28", "2022-01-28", "2022-01-28~", 3)]
    ['2022-01-22', '2022-02-03']
    >>> [str(d) for d in day_span(None, None, "2022-02", 4)]
    ['2022-02-01', '2022-02-28']
    >>> day_span(None, None, "XXXX-01-27", 1) is None
    True
    """
    first = _day(start)
    if first is None:
        return _partial(edtf) if isinstance(edtf, str) else None
    last = max(first, _day(end) or first)
    code = int(prec) if _is_number(prec) else 1  # type: ignore[call-overload]
    if last > first or code == 1:
        return first, last
    if code in SLACK_DAYS:
        slack = dt.timedelta(days=SLACK_DAYS[code])
        return first - slack, last + slack
    return _month(first.year, first.month) if code == 4 else _year(first.year)


def day_spans(frame: pd.DataFrame) -> list[Span | None]:
    """Give the span of days of each incident of a frame, in its order.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents.

    Raises
    ------
    SchemaError
        The columns of the dates are not there.
    """
    columns = ("date_start", "date_end", "date_edtf", "date_prec")
    need_columns(frame, columns, "counting over time")
    rows = frame[list(columns)].itertuples(index=False, name=None)
    return [day_span(*row) for row in rows]
