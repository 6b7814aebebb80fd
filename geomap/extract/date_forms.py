"""The forms in which a language writes dates and times of day, compiled from its table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from geomap.extract.heads import glance
from geomap.extract.lexicon import SPACE, Pattern, compile_words, load_lexicon

__all__ = ["DateForms", "Kind", "Role", "Which", "claim", "date_forms"]

Kind = Literal[
    "day", "month", "year", "weekday", "relative", "from_anchor", "weekend", "week", "monthday"
]
Which = Literal["", "last", "previous", "following", "that", "week_before", "year_before"]
Role = Literal["event", "since", "deadline", "document"]
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_DASH = r"\s?[-–—]\s?"


@dataclass(frozen=True, kw_only=True)
class DateForms:
    """The patterns of one language: spans of dates and clock times, and the words beside them.

    ``dates`` are pairs of kind and pattern, each with the part (``month``,
    ``weekday``, ``year``) that every date of it has; ``months`` and
    ``weekdays`` give the number of a name, from 0.
    """

    dates: tuple[tuple[Kind, re.Pattern[str], str], ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    parts: dict[str, re.Pattern[str]]
    relative: tuple[tuple[Pattern, int], ...]
    any_relative: re.Pattern[str]
    from_anchor: tuple[tuple[Pattern, int], ...]
    day_parts: tuple[tuple[Pattern, str], ...]
    any_part: Pattern
    eve: Pattern
    when: Pattern
    since: Pattern
    deadline: Pattern
    future: Pattern
    document: Pattern
    clocks: tuple[re.Pattern[str], ...]
    clock_until: Pattern
    which: tuple[tuple[Pattern, Which], ...]
    bare: re.Pattern[str]
    week_before: Pattern
    year_before: Pattern


def _names(groups: list[list[str]]) -> dict[str, int]:
    return {name: n for n, names in enumerate(groups) for name in names}


def _alternatives(names: dict[str, int], *, capital: bool) -> str:
    forms = sorted((n.capitalize() if capital else n for n in names), key=len, reverse=True)
    extra = [n.upper() for n in forms] if capital else [n.capitalize() for n in forms]
    short = [re.escape(n) + r"\." for n in forms + extra if len(n) <= 4]
    return "(?:" + "|".join(short + forms + extra) + ")"


def _date_patterns(month: str, weekday: str) -> tuple[tuple[Kind, re.Pattern[str], str], ...]:
    """Compile the forms of dates, each with the part that every date of it has."""
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    ordinal = r"(?:st|nd|rd|th|-?го|-?е)?"
    link = rf"(?:{_DASH}|{SPACE}(?:to|and|и|по|на){SPACE})"
    weekdays = rf"(?:{_DASH}|{SPACE}(?:to|into|на|по){SPACE})"
    year = rf"(?:,?{SPACE}(?:of{SPACE})?(?P<year>{_YEAR})(?!\d)(?:{SPACE}?(?:года|год|г\.))?)?"
    mdy = (
        rf"(?P<month>{month}){SPACE}(?P<day>{day}){ordinal}(?!\d|:\d|\.\d)"
        rf"(?:{link}(?:(?P<end_month>{month}){SPACE})?(?P<end_day>{day}){ordinal}(?!\d|:\d|\.\d))?{year}"
    )
    dmy = (
        rf"(?P<day>{day}){ordinal}"
        rf"(?:{link}(?P<end_day>{day}){ordinal})?{SPACE}(?:of{SPACE})?(?P<month>{month}){year}"
    )
    dmy2 = (
        rf"(?P<day>{day}){ordinal}{SPACE}(?P<month>{month}){link}"
        rf"(?P<end_day>{day}){ordinal}{SPACE}(?P<end_month>{month}){year}"
    )
    named = rf"(?:(?P<weekday>{weekday})(?:,?{SPACE}\(?|{SPACE}?\())?"
    tail = rf"(?:\)?,?{SPACE}?\(?(?P<weekday>{weekday})\)?)?"
    forms: list[tuple[Kind, str, str]] = [
        ("day", rf"(?P<year>{_YEAR})-(?P<month>0\d|1[0-2])-(?P<day>{day})(?!\d)", "year"),
        ("day", rf"(?P<day>{day})[./](?P<month>0?[1-9]|1[0-2])[./](?P<year>{_YEAR})(?!\d)", "year"),
        ("day", named + dmy2, "month"),
        ("day", named + mdy + r"\)?", "month"),
        ("day", named + dmy + r"\)?", "month"),
        ("day", dmy + tail, "month"),
        ("month", rf"(?P<month>{month})(?:,?{SPACE}(?:of{SPACE})?(?P<year>{_YEAR}))", "month"),
        (
            "month",
            rf"(?i:in|since|during|в|во|с){SPACE}(?:early |late |mid-)?(?P<month>{month})",
            "month",
        ),
        ("weekday", rf"(?P<weekday>{weekday}){weekdays}(?P<end_weekday>{weekday})", "weekday"),
        ("weekday", rf"(?P<weekday>{weekday})", "weekday"),
        ("year", rf"(?i:in|since|of|в|с){SPACE}(?P<year>{_YEAR})", "year"),
    ]
    return tuple((kind, re.compile(rf"(?<![\w.]){body}(?!\w)"), part) for kind, body, part in forms)


def _keyed(words: dict[str, int]) -> tuple[tuple[Pattern, int], ...]:
    ordered = sorted(words.items(), key=lambda item: len(item[0]), reverse=True)
    return tuple((compile_words([entry]), value) for entry, value in ordered)


@cache
def date_forms(lang: str) -> DateForms:
    """Compile the forms of a language, once a process.

    Parameters
    ----------
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    DateForms

    Examples
    --------
    >>> date_forms("en").months["may"], date_forms("ru").weekdays["среда"]
    (4, 2)
    """
    lexicon = load_lexicon(lang)
    table = lexicon.raw["dates"]
    capital = bool(table.get("capitalised", True))
    months, weekdays = _names(table["months"]), _names(table["weekdays"])
    month = _alternatives(months, capital=capital)
    weekday = _alternatives(weekdays, capital=capital)
    return DateForms(
        dates=_date_patterns(month, weekday),
        months=months,
        weekdays=weekdays,
        parts={
            "month": re.compile(month),
            "weekday": re.compile(weekday),
            "year": re.compile(_YEAR),
        },
        relative=_keyed(table["relative"]),
        any_relative=glance(
            [*table["relative"], *table["from_anchor"], *table["weekend"], *table["last_week"]]
        ),
        from_anchor=_keyed(table["from_anchor"]),
        day_parts=tuple((compile_words([k]), v) for k, v in table["day_parts"].items()),
        any_part=compile_words(list(table["day_parts"])),
        eve=lexicon.word("dates.eve"),
        when=lexicon.word("dates.when"),
        since=lexicon.word("dates.since"),
        deadline=lexicon.word("dates.deadline"),
        future=lexicon.word("dates.future"),
        document=lexicon.word("dates.document"),
        clocks=tuple(re.compile(rf"(?<![\w.:]){c}(?![:\d])") for c in table["clock"]),
        clock_until=lexicon.word("dates.clock_until"),
        which=(
            (lexicon.word("dates.counted.previous"), "previous"),
            (lexicon.word("dates.counted.following"), "following"),
            (lexicon.word("dates.counted.last"), "last"),
            (lexicon.word("dates.counted.that"), "that"),
        ),
        bare=re.compile(rf"(?<!\w){table['counted']['bare']}", re.IGNORECASE),
        week_before=lexicon.word("dates.week_before"),
        year_before=lexicon.word("dates.year_before"),
    )


def claim(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Take a span, unless another find has it, in whole or in part.

    Parameters
    ----------
    taken : list of (int, int)
        Spans taken so far; the new one is added.
    start, end : int
        The span.

    Returns
    -------
    bool
        False where it overlaps one that is taken.

    Examples
    --------
    >>> taken = [(0, 4)]
    >>> claim(taken, 3, 6), claim(taken, 4, 6), taken
    (False, True, [(0, 4), (4, 6)])
    """
    if any(start < b and a < end for a, b in taken):
        return False
    taken.append((start, end))
    return True
