"""Days of publication as files give them, and which of them can be believed."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_tz
from functools import lru_cache

__all__ = ["EARLIEST", "read_day", "usable_day"]

EARLIEST = dt.date(1900, 1, 1)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|T\d)")
_DOTTED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_WORDED = re.compile(r"(?=.{0,40}[^\W\d_]{3})(?=.{0,40}\b\d{4}\b)(?=.{0,40}\b\d{1,2}\b)")
LONGEST = 60  # characters of a date with weekday, time and zone


def _day(year: int | str, month: int | str, day: int | str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _dotted(first: str, mark: str, second: str, year: str) -> dt.date | None:
    """Read 28.01.2022 and 28/1/2022; 1/2/2022 can be read two ways and is not read."""
    if mark == "." or int(first) > 12:
        return _day(year, second, first)
    if int(second) > 12 or first == second:
        return _day(year, first, second)
    return None


@lru_cache(maxsize=4096)
def _worded(text: str) -> dt.date | None:
    import dateparser

    found = dateparser.parse(
        text,
        languages=["en", "ru", "fr", "es", "uk"],
        settings={"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False},
    )
    return found.date() if found else None


def read_day(value: object) -> dt.date | None:
    """Read the local day out of a date as files write it.

    Parameters
    ----------
    value : object
        A string, a date or a datetime. The day is the one that is written:
        it is never moved to another time zone.

    Returns
    -------
    datetime.date or None
        None where it is no full date, or could be read two ways.

    Examples
    --------
    >>> read_day("2022-01-28T23:30:00-05:00").isoformat()
    '2022-01-28'
    >>> read_day("Fri, 28 Jan 2022 01:10:00 +0600").isoformat()
    '2022-01-28'
    >>> read_day("28.01.2022 10:00").isoformat(), read_day("01/02/2022") is None
    ('2022-01-28', True)
    >>> read_day("soon") is None
    True
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = value.strip()[:LONGEST] if isinstance(value, str) else ""
    for pattern in (_ISO, _COMPACT):
        if match := pattern.match(text):
            return _day(*match.groups())
    if match := _DOTTED.match(text):
        return _dotted(*match.groups())
    if not _WORDED.match(text):
        return None
    mail = parsedate_tz(text)
    return _day(*mail[:3]) if mail else _worded(text)


def usable_day(value: object, what: str) -> tuple[str | None, str]:
    """Check a day of publication that a file gives.

    Parameters
    ----------
    value : object
        As the file has it.
    what : str
        Where it stands, for the basis: ``"the mail's Date header"``.

    Returns
    -------
    day : str or None
        ISO day; None where it is unreadable, before 1900 or in the future.
    basis : str
        ``what``, or why the day is not used.

    Examples
    --------
    >>> usable_day("2022-01-28", "the page's metadata")
    ('2022-01-28', "the page's metadata")
    >>> usable_day("1492-10-12", "the page's metadata")
    (None, "the page's metadata: 1492-10-12 is before 1900 and not used")
    >>> usable_day("", "the page's metadata")
    (None, '')
    """
    if value is None or not str(value).strip():
        return None, ""
    day = read_day(value)
    if day is None:
        return None, f"{what}: {str(value).strip()[:40]!r} is not a day that can be read one way"
    if day < EARLIEST:
        return None, f"{what}: {day} is before 1900 and not used"
    # A day ahead: the reporter's clock may be east of ours.
    if day > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
        return None, f"{what}: {day} is in the future and not used"
    return day.isoformat(), what
