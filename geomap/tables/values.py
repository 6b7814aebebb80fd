"""Cells to values: numbers, days with their precision, coordinates."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["BadCellError", "When", "amount_of", "count_of", "number_of", "position_of", "when_of"]

YEARS = range(1800, 2101)  # a year outside is a slip of the coder's or of the mapping
MAX_DATE_CHARS = 60  # a date is short; anything else is prose
EPOCH_FROM = 100_000_000  # seconds: March 1973; smaller numbers are years or YYYYMMDD
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{1,2}:.*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_EPOCH = re.compile(r"-?\d{9,10}(?:\.0+)?$")
_WORDED = re.compile(r"(\d{1,2})[ \-]([A-Za-z]{3,9})\.?[ \-,]+(\d{4})$")
_SLASHED = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})(?: \d{1,2}:.*)?$")
_NUMBERS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([,'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*$")
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+$")
_MONTHS = {m.lower(): n for n, m in enumerate(calendar.month_name) if m} | {
    m.lower(): n for n, m in enumerate(calendar.month_abbr) if m
}


class BadCellError(ValueError):
    """A cell that makes its row unreadable: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A day or range as a table codes it; ``prec`` is UCDP's date_prec, 1 to 5."""

    start: str | None
    end: str | None
    edtf: str
    prec: int | None
    note: str = ""


def number_of(text: str, field: str) -> float | None:
    """Read a number; ``""`` is unknown.

    Raises
    ------
    BadCellError
        Not a finite number; a formula is named as one.

    Examples
    --------
    >>> number_of("70,516", "lon"), number_of("", "lon")
    (70.516, None)
    >>> number_of("=1+1", "lon")
    Traceback (most recent call last):
    geomap.tables.values.BadCellError: '=1+1' is a formula, not a number
    """
    if not text:
        return None
    try:
        value = float(text if "," not in text or "." in text else text.replace(",", "."))
    except ValueError:
        what = "is a formula, not a number" if text.startswith("=") else "is no number"
        raise BadCellError(field, f"{_short(text)} {what}") from None
    if not math.isfinite(value):
        raise BadCellError(field, f"{_short(text)} is no number")
    return value


def amount_of(text: str, field: str) -> float | None:
    """Read a number that may be written with marks between its thousands.

    A comma before three digits is such a mark: "2,000" metres or people are two thousand.

    Examples
    --------
    >>> amount_of("2,000", "radius_m"), amount_of("1 234 567", "killed"), amount_of("2,5", "killed")
    (2000.0, 1234567.0, 2.5)
    """
    if _THOUSANDS.match(text):
        return float("".join(_NUMBERS.findall(text)))
    return number_of(text, field)


def count_of(text: str, field: str) -> int | None:
    """Read a whole number that is not negative; ``""`` is unknown, never zero.

    Examples
    --------
    >>> count_of("2.0", "killed"), count_of("0", "killed"), count_of("", "killed")
    (2, 0, None)
    >>> count_of("2,000", "killed")
    2000
    >>> count_of("2.000", "killed")
    Traceback (most recent call last):
    geomap.tables.values.BadCellError: '2.000' may be 2 or 2000; write it without a point
    """
    value = amount_of(text, field)
    if value is None:
        return None
    if value < 0 or not value.is_integer():
        raise BadCellError(field, f"{_short(text)} is no count of people")
    if _DOTTED.match(text):
        whole = text.replace(".", "")
        words = f"{_short(text)} may be {int(value)} or {whole}; write it without a point"
        raise BadCellError(field, words)
    return int(value)


def position_of(lon_text: str, lat_text: str) -> tuple[float, float] | None:
    """Read a position in degrees, longitude first; None where the row has none.

    0, 0 is none: programs write it for an empty cell, and no land is there.

    Raises
    ------
    BadCellError
        One of the two is missing, no number or off the globe; two that would
        fit the other way round are named, never turned.

    Examples
    --------
    >>> position_of("70.516", "39.955"), position_of("", "")
    ((70.516, 39.955), None)
    >>> position_of("39.9", "170.5")
    Traceback (most recent call last):
    geomap.tables.values.BadCellError: latitude 170.5 is outside -90..90; it looks swapped with 39.9
    """
    lon, lat = number_of(lon_text, "lon"), number_of(lat_text, "lat")
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        lacking = "lon" if lon is None else "lat"
        raise BadCellError(lacking, "half of the position is missing")
    if abs(lat) > 90:
        swapped = f"; it looks swapped with {lon:g}" if _fits(lat, lon) else ""
        raise BadCellError("lat", f"latitude {lat:g} is outside -90..90{swapped}")
    if abs(lon) > 180:
        raise BadCellError("lon", f"longitude {lon:g} is outside -180..180")
    return (lon, lat) if lon or lat else None


def _fits(lon: float, lat: float) -> bool:
    return abs(lon) <= 180 and abs(lat) <= 90


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


@lru_cache(maxsize=65536)
def when_of(text: str, field: str, day_first: bool | None = None) -> When:
    """Read a date as precisely as it is written.

    Parameters
    ----------
    text : str
        ISO 8601, ``YYYYMMDD``, seconds since 1970 (as statistics programs
        write days), ``27 January 2022``, ``27.01.2022``, ``01/27/2022``, or
        words in a language that dateparser reads.
    field : str
        For the message.
    day_first : bool or None
        Order of the numbers in ``03/04/2022``; None where the column does not
        tell: then both days are kept and none is chosen.

    Raises
    ------
    BadCellError
        No date, or one that the calendar does not have.

    Examples
    --------
    >>> when_of("27 January 2022", "date").start, when_of("1357171200.0", "date").start
    ('2022-01-27', '2013-01-03')
    >>> when_of("2022-01", "date").edtf, when_of("03/04/2022", "date").edtf
    ('2022-01', '[2022-03-04,2022-04-03]')
    >>> when_of("", "date").start is None
    True
    """
    if not text:
        return When(start=None, end=None, edtf="", prec=None)
    numbers = _numeric(text, field) or _named_month(text, field) or _slashed(text, field, day_first)
    return numbers or _worded(text, field)


def _numeric(text: str, field: str) -> When | None:
    if m := _ISO.match(text):
        return _partial(int(m[1]), m[2], m[3], field, text)
    if m := _COMPACT.match(text):
        return _day(int(m[1]), int(m[2]), int(m[3]), field, text)
    if _EPOCH.match(text) and abs(float(text)) >= EPOCH_FROM:
        day = str(dt.date(1970, 1, 1) + dt.timedelta(seconds=float(text)))
        note = "seconds since 1970-01-01, as statistics programs write days"
        return When(start=day, end=day, edtf=day, prec=1, note=note)
    return None


def _named_month(text: str, field: str) -> When | None:
    m = _WORDED.match(text)
    month = _MONTHS.get(m[2].lower()) if m else None
    return _day(int(m[3]), month, int(m[1]), field, text) if m and month else None


def _day(year: int, month: int, day: int, field: str, text: str) -> When:
    try:
        found = dt.date(year, month, day).isoformat()
    except ValueError:
        raise BadCellError(field, f"{_short(text)} is no day of the calendar") from None
    if year not in YEARS:
        raise BadCellError(field, f"the year of {_short(text)} is outside {YEARS[0]}..{YEARS[-1]}")
    return When(start=found, end=found, edtf=found, prec=1)


def _partial(year: int, month: str | None, day: str | None, field: str, text: str) -> When:
    if day is not None and month is not None:
        return _day(year, int(month), int(day), field, text)
    first = _day(year, int(month or 1), 1, field, text)
    if month is None:
        return When(start=first.start, end=f"{year}-12-31", edtf=f"{year}", prec=5)
    last = calendar.monthrange(year, int(month))[1]
    edtf = f"{year}-{int(month):02d}"
    return When(start=first.start, end=f"{edtf}-{last}", edtf=edtf, prec=4)


def _slashed(text: str, field: str, day_first: bool | None) -> When | None:
    m = _SLASHED.match(text)
    if m is None:
        return None
    a, b, year = int(m[1]), int(m[3]), int(m[4])
    if m[2] == "." or a > 12:  # dots are written day first everywhere
        return _day(year, b, a, field, text)
    if b > 12 or a == b:
        return _day(year, a, b, field, text)
    if day_first is None:
        days = sorted((_day(year, a, b, field, text).edtf, _day(year, b, a, field, text).edtf))
        note = f"{text} may be the one or the other day; the column does not tell"
        return When(start=None, end=None, edtf=f"[{days[0]},{days[1]}]", prec=None, note=note)
    return _day(year, b, a, field, text) if day_first else _day(year, a, b, field, text)


def _worded(text: str, field: str) -> When:
    """Let dateparser read words; every number of its answer must stand in the text.

    Left to itself it makes "32 May" a day in 2032 and takes what is missing from today.
    """
    numbers = _NUMBERS.findall(text) if len(text) <= MAX_DATE_CHARS else []
    years = [n for n in numbers if len(n) == 4]
    days = [int(n) for n in numbers if len(n) <= 2]
    if len(years) == 1 and len(days) <= 1 and (month := _month_of(text, bool(days))):
        found_year, found_month, found_day = month
        if found_year == int(years[0]) and found_day == (days or [found_day])[0]:
            day = str(found_day) if days else None
            return _partial(found_year, str(found_month), day, field, text)
    raise BadCellError(field, f"{_short(text)} is no date that geomap can read; write 2022-01-27")


def _month_of(text: str, has_day: bool) -> tuple[int, int, int] | None:
    import dateparser

    parts = ["day", "month", "year"] if has_day else ["month", "year"]
    found = dateparser.parse(text, settings={"REQUIRE_PARTS": parts})
    return (found.year, found.month, found.day) if found else None
