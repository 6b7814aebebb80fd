"""Dates: EDTF and ISO moments put into words of the interface language.

Days are local days of the place. Nothing here completes a date: an unknown
year stays unknown.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from layers.ui import Ui

__all__ = ["clock_words", "date_words", "day_words", "sort_key", "utc_words"]

_DAY = re.compile(r"^(\d{4}|XXXX)-(\d{2})-(\d{2})$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})(?:-XX)?$")
_YEAR = re.compile(r"^\d{4}$")


def day_words(edtf: str, ui: Ui) -> str:
    """Put one EDTF date into words, or return it as it is.

    Parameters
    ----------
    edtf : str
        ``"2022-01-28"``, ``"XXXX-01-27"``, ``"2022-01~"``, ``"2021-04-28/2021-05-01"`` …
    ui : Ui
        Interface text.

    Returns
    -------
    str
        The date in words; what cannot be read is returned unchanged.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> day_words("2022-01-28", read_ui("en")), day_words("XXXX-01-27", read_ui("en"))
    ('28 January 2022', '27 January, year unknown')
    >>> day_words("2021-04-28/2021-05-01", read_ui("en"))
    '28 April 2021 – 1 May 2021'
    >>> day_words("", read_ui("en"))
    'date unknown'
    """
    if not edtf:
        return ui.text("date.unknown")
    if edtf.count("/") == 1:
        first, last = edtf.split("/")
        if first and last and ".." not in (first, last):
            return ui.text("date.range", a=day_words(first, ui), b=day_words(last, ui))
    qualifier = {"~": "date.approximate", "?": "date.uncertain"}.get(edtf[-1])
    words = _plain(edtf.rstrip("~?%"), ui)
    return ui.text(qualifier, date=words) if qualifier and words else words or edtf


def date_words(
    start: str | None, end: str | None, edtf: str, time_local: str | None, ui: Ui
) -> str:
    """Put an incident's local date into words.

    Parameters
    ----------
    start, end : str or None
        ISO local days.
    edtf : str
        The date as EDTF, used where ``start`` is not known.
    time_local : str or None
        ``"01:00"`` or a part of the day in the report's words.
    ui : Ui
        Interface text.

    Returns
    -------
    str
        The date, a range of days, or that it is unknown, with the time.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> date_words("2022-01-28", "2022-01-28", "2022-01-28", "01:00", read_ui("en"))
    '28 January 2022, 01:00'
    >>> date_words(None, None, "", None, read_ui("en"))
    'date unknown'
    """
    day = start or ""
    if edtf and (not start or "~" in edtf or "?" in edtf):
        day = edtf
    elif start and end and end != start:
        day = f"{start}/{end}"
    words = day_words(day, ui)
    return ui.text("date.time", date=words, time=time_local) if time_local else words


def clock_words(local: str, ui: Ui) -> tuple[str, str]:
    """Split a moment with offset into its local date and time, and the offset.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> clock_words("2022-01-28T01:00+05:00", read_ui("en"))
    ('28 January 2022, 01:00', 'UTC+05:00')
    >>> clock_words("soon", read_ui("en"))
    ('soon', '')
    """
    try:
        moment = datetime.fromisoformat(local)
    except ValueError:
        return local, ""
    words = ui.text("date.time", date=day_words(f"{moment:%Y-%m-%d}", ui), time=f"{moment:%H:%M}")
    return words, moment.tzname() or ""


def utc_words(moment: str, ui: Ui) -> str:
    """Put a UTC moment into words.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> utc_words("2022-01-27T20:00:00Z", read_ui("en"))
    '27 January 2022, 20:00 UTC'
    """
    try:
        utc = datetime.fromisoformat(moment).astimezone(UTC)
    except ValueError:
        return moment
    words, _ = clock_words(utc.isoformat(), ui)
    return ui.text("date.utc", date=words)


def sort_key(start: str | None, edtf: str, time_local: str | None) -> str:
    """Return a text that sorts incidents by local day and time, undated ones last.

    Examples
    --------
    >>> sorted(["2022-01-28", "", "2022-01"], key=lambda day: sort_key(day or None, day, None))
    ['2022-01', '2022-01-28', '']
    """
    day = start or edtf
    if not day[:4].isdigit():
        return "~" + day
    return f"{day[:10]:<10}{time_local if time_local and time_local[:1].isdigit() else ''}"


def _plain(day: str, ui: Ui) -> str:
    found = _DAY.match(day) or _MONTH.match(day)
    if not found:
        return day if _YEAR.match(day) else ""
    year, month, *rest = found.groups()
    months = ui.text("months" if rest else "months_alone").split(",")
    if not 1 <= int(month) <= len(months):
        return ""
    name = months[int(month) - 1]
    if not rest:
        return ui.text("date.month", month=name, y=year)
    pattern = "date.day_no_year" if year == "XXXX" else "date.day"
    return ui.text(pattern, d=int(rest[0]), month=name, y=year)
