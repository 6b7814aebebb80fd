"""Dates that are counted: "two days ago", "a week later", «через три дня»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from geomap.extract.lexicon import Pattern, compile_words, load_lexicon
from geomap.extract.numbers import word_value

__all__ = ["find_counted"]

Counted = tuple[int, int, Literal["relative", "from_anchor"], int]
MOST = 60  # days; what lies further off is told by its month or year
_DAYS = {"day": 1, "week": 7}
_WORDS = re.compile(r"[\w-]+")


@cache
def _units(lang: str) -> tuple[tuple[Pattern, int], ...]:
    units = load_lexicon(lang).raw["dates"]["terms"]["units"]
    return tuple((compile_words(units[name]), days) for name, days in _DAYS.items())


def _number(lang: str, word: str) -> int | None:
    if word.isdecimal() and len(word) < 3:
        return int(word)
    if load_lexicon(lang).word("numbers.one").fullmatch(word):
        return 1
    return word_value(lang, word)


def _behind(lang: str, text: str, end: int) -> tuple[str, int] | None:
    """Find "ago", "earlier" or "later" right behind the unit."""
    gap = re.compile(r"\s{1,3}").match(text, end)
    if gap is None:
        return None
    for name in ("ago", "earlier", "later"):
        found = load_lexicon(lang).word(f"dates.counted.{name}").match(text, gap.end())
        if found:
            return name, found.end()
    return None


def _before(lang: str, text: str, start: int) -> tuple[str, int] | None:
    """Find «через», «спустя» or «за» right before the number."""
    left = text[max(0, start - 12) : start].rstrip()
    m = load_lexicon(lang).word("dates.counted.lead").ending(left)
    return (m[0], max(0, start - 12) + m.start()) if m else None


def find_counted(text: str, lang: str) -> Iterator[Counted]:
    """Find days counted from the publication or from the day spoken of.

    Parameters
    ----------
    text : str
        A sentence.
    lang : str
        ISO 639-1 code of a reading table.

    Yields
    ------
    tuple
        ``(start, end, kind, offset)``: ``relative`` counts from the
        publication, ``from_anchor`` from the day spoken of; the offset is in days.

    Examples
    --------
    >>> [(k, n) for _, _, k, n in find_counted("He died two days later, a week ago.", "en")]
    [('from_anchor', 2), ('relative', -7)]
    >>> [(k, n) for _, _, k, n in find_counted("Через три дня его нашли.", "ru")]
    [('from_anchor', 3)]
    >>> list(find_counted("It lasted two days.", "en"))
    []
    """
    for unit, days in _units(lang):
        for m in unit.finditer(text):
            words = list(_WORDS.finditer(text, max(0, m.start() - 24), m.start()))
            count = _number(lang, words[-1][0].lower()) if words else None
            start = words[-1].start() if words and count is not None else m.start()
            if count is None and lang == "en":
                continue
            offset = (count or 1) * days
            lead, behind = _before(lang, text, start), _behind(lang, text, m.end())
            if offset > MOST or not (lead or behind):
                continue
            yield from _dated(start, m.end(), offset, lead, behind)


def _dated(
    start: int, end: int, offset: int, lead: tuple[str, int] | None, behind: tuple[str, int] | None
) -> Iterator[Counted]:
    first = lead[1] if lead else start
    if behind is None:
        if lead and not lead[0].startswith("за"):
            yield first, end, "from_anchor", offset
        return
    name, last = behind
    if name == "ago":
        yield first, last, "relative", -offset
    else:
        yield first, last, "from_anchor", offset if name == "later" else -offset
