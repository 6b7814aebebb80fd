"""Dates: EDTF and ISO moments put into words of the interface language.

Days are local days of the place. Nothing here completes a date: an unknown
year stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.ui import Ui

__all__ = ["NO_DAY", "date_words", "day_numbers", "day_words", "sort_key", "time_order"]

NO_DAY = -(2**31)
"""Stands for a day that is not known, among numbers of days since 1970-01-01."""

Distinct = tuple[NDArray[np.intp], Sequence[Any]]

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


def sort_key(start: str | None, edtf: str, time_local: str | None) -> str:
    """Return a text that sorts incidents by local day and time, undated ones last.

    Examples
    --------
    >>> sorted(["2022-01-28", "", "2022-01"], key=lambda day: sort_key(day or None, day, None))
    ['2022-01', '2022-01-28', '']
    """
    day = str(start or edtf)
    if not day[:4].isdigit():
        return "~" + day
    return f"{day[:10]:<10}{time_local if time_local and time_local[:1].isdigit() else ''}"


def day_numbers(codes: NDArray[np.intp], known: Sequence[Any]) -> NDArray[np.int32]:
    """Count the days from 1970-01-01 to ISO days; :data:`NO_DAY` for what is none.

    Parameters
    ----------
    codes, known
        A column as :func:`layers.columns.distinct` reads it.

    Returns
    -------
    numpy.ndarray
        One number a row.

    Examples
    --------
    >>> day_numbers(np.array([0, -1, 1, 2]), ["1970-01-02", "soon", "2022-02-30"]).tolist()
    [1, -2147483648, -2147483648, -2147483648]
    """
    numbers = np.array([*(_day_number(str(day)) for day in known), NO_DAY], "i4")
    return numbers[codes]


def time_order(starts: Distinct, edtf: Distinct, times: Distinct) -> NDArray[np.intp]:
    """Order incidents by local day and time, undated ones last, else as they come.

    Parameters
    ----------
    starts, edtf, times
        Columns as :func:`layers.columns.distinct` reads them.

    Returns
    -------
    numpy.ndarray
        Positions, the first in time first.

    Examples
    --------
    >>> none = (np.array([-1] * 3), [])
    >>> time_order((np.array([0, -1, 1]), ["2022-01-28", "2022-01-27"]), none, none).tolist()
    [2, 0, 1]
    """
    told = (starts, edtf, times)
    # A missing cell has the code -1: from 1 on, so that one number holds all three.
    sizes = [len(known) + 1 for _, known in told]
    whole = np.ravel_multi_index([codes + 1 for codes, _ in told], sizes)
    moments, row = np.unique(whole, return_inverse=True)
    parts = np.unravel_index(moments, sizes)
    cells = [[None, *known] for _, known in told]
    keys = [
        sort_key(cells[0][s], str(cells[1][e] or ""), cells[2][t])
        for s, e, t in zip(*parts, strict=True)
    ]
    place = {key: n for n, key in enumerate(sorted(set(keys)))}
    rank = np.array([place[key] for key in keys], "i8")
    return np.argsort(rank[row], kind="stable")


def _day_number(day: str) -> int:
    try:
        found = date.fromisoformat(day[:10])
    except ValueError:
        return NO_DAY
    return found.toordinal() - date(1970, 1, 1).toordinal()


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
