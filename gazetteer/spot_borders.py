"""Borders that a text names by their two countries: "the Kyrgyz–Tajik border".

Apart from the other relations, and imported where a text names a border: most
do not, and a spotter must be ready at once.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from gazetteer.country_mentions import CountryMention, find_mentions
from gazetteer.toponym import Relation, Toponym

__all__ = ["find_borders"]

AROUND = 80
"""Characters round the word border in which the two countries are looked for."""


def find_borders(text: str, pattern: re.Pattern[str], lang: str) -> list[Toponym]:
    """Find the borders between two countries that a text names.

    Parameters
    ----------
    text : str
        The text.
    pattern : re.Pattern
        The language's word for a border.
    lang : str
        BCP 47 code.

    Examples
    --------
    >>> found = find_borders("on the Kyrgyz-Tajik border", re.compile("border"), "en")
    >>> found[0].text, found[0].relation.pair
    ('Kyrgyz-Tajik border', ('KGZ', 'TJK'))
    """
    found: list[Toponym] = []
    for match in pattern.finditer(text):
        window = max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)
        nations = [_moved(m, window[0]) for m in _mentions(text[slice(*window)], lang)]
        border = _border(text, match, nations)
        if border is not None and (not found or border.start >= found[-1].end):
            found.append(border)
    return found


@lru_cache(maxsize=1024)
def _mentions(window: str, lang: str) -> tuple[CountryMention, ...]:
    return tuple(find_mentions(window, lang))


def _moved(mention: CountryMention, by: int) -> CountryMention:
    return replace(mention, start=mention.start + by, end=mention.end + by)


_BESIDE = re.compile(r"[ \u00a0]?(?:-|–|—|/|and|и)[ \u00a0]?")
_LINE_WORDS = re.compile(
    r"[ \u00a0](?:common[ ]|shared[ ]|mutual[ ]|state[ ]|disputed[ ]|государственн\w+[ ])?"
)
_BETWEEN = re.compile(r"[ \u00a0](?:between|of|с|между)?[ \u00a0]?(?:the[ ])?")
_AND = re.compile(r"[ \u00a0](?:and|with|и|с|со)[ \u00a0](?:the[ ])?")
_WITH = re.compile(r"[ \u00a0](?:with|с|со)[ \u00a0](?:the[ ])?")
_OWN = re.compile(r"(?:['’ʼ]s?)?[ \u00a0](?:[a-z]{1,12}[ ])?")


def _border(text: str, match: re.Match[str], nations: list[CountryMention]) -> Toponym | None:
    before = [n for n in nations if n.end <= match.start()]
    after = [n for n in nations if n.start >= match.end()]
    if len(before) > 1:
        one, two = before[-2:]
        gap, rest = text[one.end : two.start], text[two.end : match.start()]
        if _BESIDE.fullmatch(gap) and _LINE_WORDS.fullmatch(rest) and one.iso3 != two.iso3:
            return _made(text, one.start, match.end(), one.iso3, two.iso3)
    if len(after) > 1:
        one, two = after[:2]
        gap, rest = text[one.end : two.start], text[match.end() : one.start]
        if _AND.fullmatch(gap) and _BETWEEN.fullmatch(rest) and one.iso3 != two.iso3:
            return _made(text, match.start(), two.end, one.iso3, two.iso3)
    if before and after:
        one, two = before[-1], after[0]
        owns = _OWN.fullmatch(text[one.end : match.start()])
        if owns and _WITH.fullmatch(text[match.end() : two.start]) and one.iso3 != two.iso3:
            return _made(text, one.start, two.end, one.iso3, two.iso3)
    return None


def _made(text: str, start: int, end: int, one: str, two: str) -> Toponym:
    pair = (one, two) if one < two else (two, one)
    return Toponym(
        text=text[start:end],
        start=start,
        end=end,
        name=text[start:end],
        cue="border",
        countries=pair,
        relation=Relation(kind="border", pair=pair),
    )
