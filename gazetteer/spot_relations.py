"""Relative wording round toponyms: "20 km north of X", "between X and Y", roads, borders.

Only short windows before and after each toponym are read, so that the work is
linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from gazetteer.names import fold
from gazetteer.spot_lexicon import Lexicon, lexicon
from gazetteer.toponym import Relation, Toponym

__all__ = ["relate"]

BEFORE = 90
SHORT = 40
"""Characters before a name that hold the longest wording of nearness."""
LONGEST_GAP = 24
LONGEST_WORD = 24


_DIGITS = (
    r"(?<![\d.,])(?:\d{{1,3}}(?:[{gaps}]\d{{3}})+|\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,3}})?|"
    r"\d{{1,4}}(?:[.,]\d{{1,3}})?)"
)
_GAPS = r"\u00a0\u202f"
"""Spaces that part thousands; in English the common one does not ("on 27 100 km")."""
_JOINT = r"[ \u00a0-]"
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,3})?")
"""Thousands as English parts them; elsewhere a comma parts decimals."""


class _Patterns:
    """The regular expressions of one language, each compiled when it is first needed."""

    def __init__(self, lex: Lexicon) -> None:
        self.lexicon = lex
        wording = lex.wording
        words = _either(wording["numbers"])
        digits = _DIGITS.format(gaps=_GAPS if lex.lang == "en" else f" {_GAPS}")
        number = rf"(?P<number>{digits}|(?:(?:{words}){_JOINT})?(?:{words}))"
        self._parts = {
            "{number}": number,
            "{unit}": f"(?P<unit>{_either(lex.units)})",
            "{dir}": f"(?P<dir>{_either(lex.directions)})",
        }

    def __getattr__(self, name: str) -> re.Pattern[str]:
        source = self._source(name)
        for part, pattern in self._parts.items():
            source = source.replace(part, pattern)
        compiled = re.compile(source, re.IGNORECASE)
        setattr(self, name, compiled)
        return compiled

    def _source(self, name: str) -> str:
        if name in ("near", "vague"):
            phrases = self.lexicon.near if name == "near" else self.lexicon.vague_before
            return rf"(?<!\w)(?:{_either(phrases)})[ \u00a0](?:the[ ])?$"
        wording: dict[str, str] = self.lexicon.wording
        if name.startswith("_") or name not in wording:
            raise AttributeError(name)
        return wording[name]


def _either(phrases: Iterable[str]) -> str:
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ ", r"[ \u00a0-]") for p in ordered)


@cache
def _patterns(lang: str) -> _Patterns:
    return _Patterns(lexicon(lang))


def relate(text: str, toponyms: list[Toponym], lang: str = "en") -> list[Toponym]:
    """Put relations on toponyms, and add the borders that the text names.

    Parameters
    ----------
    text : str
        The text.
    toponyms : list of Toponym
        As found, in order.
    lang : str
        BCP 47 code.

    Examples
    --------
    >>> text = "a post 20 km north of Batken"
    >>> batken = Toponym(text="Batken", start=22, end=28, name="Batken")
    >>> found = relate(text, [batken])[0]
    >>> found.text, found.relation.distance_km, found.relation.bearing_deg
    ('20 km north of Batken', 20.0, 0)
    """
    patterns = _patterns(lexicon(lang).lang)
    found = _pairs(text, toponyms, patterns)
    found = [t if t.relation else _single(text, t, patterns, lang) for t in found]
    return _with_borders(text, found, patterns, lang)


# One place


def _single(text: str, toponym: Toponym, patterns: _Patterns, lang: str) -> Toponym:
    nearest = text[max(0, toponym.start - 2 * LONGEST_WORD) : toponym.start].rsplit(None, 2)
    if not nearest:
        return _own_road(toponym) if toponym.cue == "road" else toponym
    tail = nearest[-1].lower()
    lex = patterns.lexicon
    before = text[max(0, toponym.start - BEFORE) : toponym.start]
    if tail.rpartition("-")[2] in lex.measures or (
        tail in lex.tails["offset"] and _measured(nearest, lex)
    ):
        if match := patterns.offset.search(before):
            return _widened(text, toponym, len(before) - match.start(), _offset(match, lang))
        if patterns.part.search(before):
            return replace(toponym, vague=True)
        if match := patterns.bearing.search(before):
            relation = Relation(kind="offset", bearing_deg=_bearing(match["dir"], lang))
            return _widened(text, toponym, len(before) - match.start("dir"), relation)
    return _where_it_stands(toponym, before, tail, patterns)


def _measured(nearest: list[str], lex: Lexicon) -> bool:
    """Tell whether the word before the last may end a distance or a direction."""
    word = nearest[-2].lower() if len(nearest) > 1 else ""
    return word.rpartition("-")[2] in lex.measures or word in lex.tails["offset"]


def _where_it_stands(toponym: Toponym, before: str, tail: str, patterns: _Patterns) -> Toponym:
    tails = patterns.lexicon.tails
    stems = patterns.lexicon.wording["border_stems"]
    if (
        tail in tails["section"]
        and any(stem in before for stem in stems)
        and patterns.section.search(before)
    ):
        return replace(toponym, relation=Relation(kind="border_in"))
    short = before[-SHORT:]
    if tail in tails["near"] and patterns.near.search(short):
        return replace(toponym, relation=Relation(kind="near"))
    if tail in tails["vague"] and patterns.vague.search(short):
        return replace(toponym, vague=True)
    return _own_road(toponym) if toponym.cue == "road" else toponym


def _widened(text: str, toponym: Toponym, back: int, relation: Relation) -> Toponym:
    start = toponym.start - back
    return replace(toponym, start=start, text=text[start : toponym.end], relation=relation)


def _offset(match: re.Match[str], lang: str) -> Relation:
    lex = lexicon(lang)
    unit = lex.units[_one(match["unit"])]
    direction = match.groupdict().get("dir")
    bearing = _bearing(direction, lang) if direction else None
    distance = round(_amount(match["number"], lex) * unit, 3)
    if bearing is None:
        return Relation(kind="near", distance_km=distance)
    return Relation(kind="offset", distance_km=distance, bearing_deg=bearing)


def _amount(number: str, lex: Lexicon) -> float:
    """Read a number in digits or words: "1,200", "1 200", "1,5", "twenty-five".

    Examples
    --------
    >>> [_amount(n, lexicon("en")) for n in ("1,200", "2.5", "twenty-five", "a hundred")]
    [1200.0, 2.5, 25, 100]
    >>> [_amount(n, lexicon("ru")) for n in ("1,5", "1 200", "двадцати пяти")]
    [1.5, 1200.0, 25]
    """
    if not number[0].isdigit():
        return _in_words(_one(number), lex.wording["numbers"])
    digits = re.sub(r"[ \u00a0\u202f]", "", number)
    if lex.lang == "en" and _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    return float(digits.replace(",", "."))


def _in_words(words: str, known: dict[str, float]) -> float:
    """Add tens and units: "twenty five"; of two that do not belong together the last counts."""
    if words in known:
        return known[words]
    parts = words.split(" ")
    halves = ((" ".join(parts[:i]), " ".join(parts[i:])) for i in range(1, len(parts)))
    tens, units = next((known[a], known[b]) for a, b in halves if a in known and b in known)
    return tens + units if tens > units else units


def _one(words: str) -> str:
    return re.sub(r"[ \u00a0-]+", " ", words.lower())


def _bearing(words: str, lang: str) -> float:
    return lexicon(lang).directions[_one(words)]


def _own_road(toponym: Toponym) -> Toponym:
    """Part the two ends of a road that is a name of its own ("Isfara-Vorukh road")."""
    ends = re.split(r"[ \u00a0]?[–—-][ \u00a0]?|[ ]to[ ]", toponym.name)
    halves = [e for e in ends if len(fold(e)) > 3]
    if len(halves) != 2:
        return toponym
    at = toponym.text.find(halves[1])
    start = toponym.start + at
    other = Toponym(text=halves[1], start=start, end=start + len(halves[1]), name=halves[1])
    return replace(toponym, relation=Relation(kind="road", other=other))


# Two places


def _pairs(text: str, toponyms: list[Toponym], patterns: _Patterns) -> list[Toponym]:
    found: list[Toponym] = []
    i = 0
    while i < len(toponyms):
        joined = _joined(text, toponyms, i, patterns) if i + 1 < len(toponyms) else None
        found.append(joined or toponyms[i])
        i += 2 if joined else 1
    return found


def _joined(text: str, toponyms: list[Toponym], i: int, patterns: _Patterns) -> Toponym | None:
    one, two = toponyms[i], toponyms[i + 1]
    gap = text[one.end : two.start]
    if len(gap) > LONGEST_GAP or "country" in (one.cue, two.cue):
        return None
    dashed, joined = patterns.road_gap.fullmatch(gap), patterns.joined.fullmatch(gap)
    if not dashed and not joined:
        return None
    before = text[max(0, one.start - BEFORE) : one.start]
    after = patterns.road_after.match(text, two.end)
    road = patterns.road_before.search(before) is not None
    if dashed and (road or after or "road" in (one.cue, two.cue)):
        end = after.end() if after else two.end
        return replace(
            one,
            text=text[one.start : end],
            end=end,
            cue="road",
            relation=Relation(kind="road", other=two),
        )
    if joined and patterns.between.search(before):
        return replace(
            one,
            text=text[one.start : two.end],
            end=two.end,
            cue="road" if road else one.cue,
            relation=Relation(kind="road" if road else "between", other=two),
        )
    return None


# Borders


def _with_borders(
    text: str, toponyms: list[Toponym], patterns: _Patterns, lang: str
) -> list[Toponym]:
    if not any(stem in text for stem in patterns.lexicon.wording["border_stems"]):
        return toponyms
    from gazetteer.spot_borders import find_borders

    borders = find_borders(text, patterns.border, lang)
    if not borders:
        return toponyms
    kept = [
        t
        for t in toponyms
        if not any(b.start < t.end and t.start < b.end for b in borders) or t.cue == "border"
    ]
    named = [t for t in kept if t.cue == "border"]
    free = [b for b in borders if not any(n.start < b.end and b.start < n.end for n in named)]
    return sorted([*kept, *free], key=lambda t: t.start)
