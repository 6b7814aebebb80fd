"""What is agreed and what is not: the status of border lines by date.

Facts and their public sources are in ``data/border_status.csv``. A pair that
is not in the table is "not recorded", which is no claim that it is agreed.
"""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gazetteer.borders_text import data_text
from gazetteer.errors import GazetteerDataError

__all__ = ["BorderStatus", "LineStatus", "sorted_pair", "status", "statuses", "today"]

LineStatus = Literal[
    "agreed", "not recorded", "claimed", "undelimited", "disputed", "line of control"
]
CONTEST: tuple[LineStatus, ...] = (
    "agreed",
    "not recorded",
    "claimed",
    "undelimited",
    "disputed",
    "line of control",
)
"""From the least to the most contested."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BorderStatus:
    """What two states hold of their line, or of a part of it.

    Parameters
    ----------
    pair : tuple of str
        ISO 3166-1 alpha-3, sorted.
    status : str
        One of :data:`LineStatus`.
    label : str
        Neutral words for a reader of the map.
    source : str
        Treaty, judgment or UN document.
    part : str
        ``""`` for the whole line, else the units on both sides of the part.
    valid_from, valid_to : str
        ISO dates, ``""`` where open.
    """

    pair: tuple[str, str]
    status: LineStatus
    label: str
    source: str = ""
    part: str = ""
    valid_from: str = ""
    valid_to: str = ""

    @property
    def dashed(self) -> bool:
        """Whether a map must draw the line dashed."""
        return self.status not in ("agreed", "not recorded")

    def holds_on(self, day: str) -> bool:
        """Whether this was so on an ISO day."""
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_to or day <= self.valid_to
        )


def sorted_pair(a: str, b: str) -> tuple[str, str]:
    """Sort two country codes into a pair.

    Raises
    ------
    GazetteerDataError
        Where they are the same, or no ISO 3166-1 alpha-3 codes.
    """
    for code in (a, b):
        if not (len(code) == 3 and code.isascii() and code.isupper()):
            raise GazetteerDataError(
                f"{code!r} is no country code; give ISO 3166-1 alpha-3, such as 'KGZ'"
            )
    if a == b:
        raise GazetteerDataError(f"a border needs two countries, not {a!r} twice")
    return (a, b) if a < b else (b, a)


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], tuple[BorderStatus, ...]]:
    table: dict[tuple[str, str], list[BorderStatus]] = {}
    for number, row in enumerate(csv.DictReader(data_text("border_status.csv").splitlines()), 2):
        pair = sorted_pair(row["a"], row["b"])
        kind = next((k for k in CONTEST if k == row["status"]), None)
        if kind is None:
            raise GazetteerDataError(
                f"border_status.csv:{number} status {row['status']!r} is none of {CONTEST}"
            )
        table.setdefault(pair, []).append(
            BorderStatus(
                pair=pair,
                status=kind,
                label=row["label"],
                source=row["source"],
                part=row["part"],
                valid_from=row["from"],
                valid_to=row["to"],
            )
        )
    return {pair: tuple(rows) for pair, rows in table.items()}


def today(on_date: str | None) -> str:
    """Return a given ISO day, or this one.

    Raises
    ------
    GazetteerDataError
        It is no such day.
    """
    if on_date is None:
        return datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    try:
        return datetime.date.fromisoformat(on_date).isoformat()
    except ValueError as error:
        raise GazetteerDataError(
            f"on_date must be an ISO date such as '2022-01-27', not {on_date!r}"
        ) from error


def statuses(a: str, b: str, on_date: str | None = None) -> tuple[BorderStatus, ...]:
    """List what is known of a pair's line on a day, the whole line before its parts.

    Parameters
    ----------
    a, b : str
        ISO 3166-1 alpha-3.
    on_date : str or None
        ISO date; today where None.

    Examples
    --------
    >>> [s.status for s in statuses("KGZ", "TJK", "2022-01-27")]
    ['undelimited']
    >>> statuses("FRA", "ESP")
    ()
    """
    day = today(on_date)
    found = [s for s in _table().get(sorted_pair(a, b), ()) if s.holds_on(day)]
    return tuple(sorted(found, key=lambda s: s.part))


def status(a: str, b: str, on_date: str | None = None, part: str = "") -> BorderStatus:
    """Give the status of a pair's line: its most contested part, or one part.

    Parameters
    ----------
    a, b : str
        ISO 3166-1 alpha-3.
    on_date : str or None
        ISO date; today where None.
    part : str
        A part's name as :class:`BorderLine` gives it; ``""`` for the pair.

    Examples
    --------
    >>> status("TJK", "KGZ", "2022-01-27").dashed
    True
    >>> status("TJK", "KGZ", "2025-06-01").status
    'agreed'
    >>> status("FRA", "ESP").label
    'ESP–FRA: no dispute recorded in this table'
    """
    pair = sorted_pair(a, b)
    known = statuses(a, b, on_date)
    if part:
        own = [s for s in known if s.part == part]
        known = tuple(own or [s for s in known if not s.part])
    if known:
        return max(known, key=lambda s: CONTEST.index(s.status))
    label = f"{pair[0]}–{pair[1]}: no dispute recorded in this table"
    return BorderStatus(pair=pair, status="not recorded", label=label)
