"""Toponyms in scripts without capitals: Arabic, Persian and Dari, Urdu, Pashto.

Nothing marks a name there, so a name of the index is a place only where
something says so: a class word before it ("قرية", "ولسوالی"), a preposition
of place before or a postposition after it, or that it is a country or a
large city or unit. A name that nobody has in a gazetteer is one only behind a
class word or a word of nearness. Arabic sticks "and", "in", "to" to the word: they are taken off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gazetteer.generic import ClassWord, meets_cue
from gazetteer.names import tokens
from gazetteer.spot_evidence import THRESHOLD
from gazetteer.spot_inside import Known
from gazetteer.spot_links import Draft
from gazetteer.spot_parse import Parser

__all__ = ["caseless_drafts"]

LONGEST = 4
"""Words of the longest name that is tried."""
LARGE_PEOPLE = 500_000
"""A place this large is named without any cue."""
SOME_PEOPLE = 500
"""A settlement smaller than this needs a class word: its name may be any word."""
SHORTEST = 3
ARTICLE = "ال"
_AND = frozenset({"و", "او", "اور"})
"""Arabic and Persian, Pashto, Urdu."""


class _Reading(NamedTuple):
    """A word with what was stuck to it taken off; ``placed`` where that was "in", "to"."""

    key: str
    start: int
    placed: bool


class _Word(NamedTuple):
    end: int
    readings: tuple[_Reading, ...]


class _Found(NamedTuple):
    key: str
    start: int
    last: int
    known: Known | None
    placed: bool


def caseless_drafts(text: str, parser: Parser) -> list[Draft]:
    """Find the places of a text in a script without capitals.

    Parameters
    ----------
    text : str
        The text.
    parser : Parser
        Of its language.
    """
    reader = _Reader(text, parser)
    drafts: list[Draft] = []
    at = 0
    while at < len(reader.words):
        draft, at = reader.draft(at)
        if draft is not None:
            drafts.append(draft)
            reader.placed_till = at
    return drafts


class _Reader:
    def __init__(self, text: str, parser: Parser) -> None:
        self.text, self.parser, self.lexicon = text, parser, parser.lexicon
        self.placed_till = -1
        self.words = [
            _Word(t.end, tuple(self._readings(t.key, t.start, t.end))) for t in tokens(text)
        ]

    def _readings(self, key: str, start: int, end: int) -> Iterator[_Reading]:
        """Yield a word as it is, then without what may be stuck to it."""
        yield _Reading(key, start, placed=False)
        written = self.text[start:end]
        seen = {key}
        for prefix, placed in self.lexicon.prefixes.items():
            if not written.startswith(prefix) or len(written) - len(prefix) < SHORTEST:
                continue
            rest = key[len(prefix) :]
            if prefix.endswith("لل"):  # "to the" swallows the article's first letter
                rest = ARTICLE + rest
            if rest not in seen:
                seen.add(rest)
                yield _Reading(rest, start + len(prefix), placed=placed)

    def draft(self, at: int) -> tuple[Draft | None, int]:
        """Read the place that begins with a word, and say where to read on."""
        classed = self._class_at(at)
        if classed is not None:
            word, start, name_at = classed
            whole = self._name_with_class(at, word, name_at)
            if whole is not None:
                return self._made(whole, whole.start, None), whole.last
            found = self._name_at(name_at) or self._unknown_at(name_at)
            if found is not None and self._joined(at, name_at):
                found = self._whole(found)
                return self._made(found, start, word), found.last
        found = self._plain_at(at)
        return (self._made(found, found.start, None), found.last) if found else (None, at + 1)

    def _name_with_class(self, at: int, word: ClassWord, name_at: int) -> _Found | None:
        """Read a name that a class word is part of: "Bandar Abbas" is a city and no port."""
        found = self._name_at(at)
        if found is None or found.known is None or found.last <= name_at:
            return None
        said = meets_cue(found.known.feature_class, word.feature_class)
        return None if said else found

    def _plain_at(self, at: int) -> _Found | None:
        """Read a name without a class word."""
        found = self._name_at(at)
        if found is not None:
            return found if self._is_place(found, at) else None
        new = self._unknown_at(at)
        if new is None or len(new.key) <= SHORTEST:
            return None
        near = self._before(new, at, self.lexicon.near_tails)
        return self._whole(new) if near else None

    def _class_at(self, at: int) -> tuple[ClassWord, int, int] | None:
        """Find the class word that begins here: itself, its start, and where its name begins."""
        for last in range(min(len(self.words), at + 3), at, -1):
            rest = [w.readings[0].key for w in self.words[at + 1 : last]]
            for reading in self.words[at].readings:
                word = self.lexicon.classes.get(" ".join([reading.key, *rest]))
                if word is not None and word.before and last < len(self.words):
                    return word, reading.start, last
        return None

    def _joined(self, first: int, last: int) -> bool:
        """Tell whether only spaces stand between words."""
        ends = [w.end for w in self.words[first:last]]
        starts = [w.readings[0].start for w in self.words[first + 1 : last + 1]]
        return all(self.text[a:b].isspace() for a, b in zip(ends, starts, strict=True))

    def _name_at(self, at: int) -> _Found | None:
        """Find the longest name of the index that begins with a word."""
        for reading in self.words[at].readings:
            for last in range(min(len(self.words), at + LONGEST), at, -1):
                if last > at + 1 and not self._joined(at, last - 1):
                    continue
                rest = [w.readings[0].key for w in self.words[at + 1 : last]]
                key = " ".join([reading.key, *rest])
                known = self.parser.known(key) if len(key) >= SHORTEST else None
                if known is not None and key not in self.lexicon.function:
                    return _Found(key, reading.start, last, known, reading.placed)
        return None

    def _unknown_at(self, at: int) -> _Found | None:
        reading = self.words[at].readings[0]
        plain = reading.key in self.lexicon.function or reading.key in self.lexicon.prepositions
        if plain or reading.key in self.lexicon.classes or len(reading.key) < SHORTEST:
            return None
        return _Found(reading.key, reading.start, at + 1, None, placed=False)

    def _whole(self, found: _Found) -> _Found:
        """Take in the word behind one that never stands alone in a name: "Kafr Hamra"."""
        first, more = self.words[found.last - 1], found.last
        if first.readings[0].key not in self.lexicon.heads or more >= len(self.words):
            return found
        if " " in found.key or not self._joined(more - 1, more):
            return found
        key = f"{found.key} {self.words[more].readings[0].key}"
        return found._replace(key=key, last=more + 1, known=self.parser.known(key))

    def _is_place(self, found: _Found, at: int) -> bool:
        """Tell whether something says that a name of the index is meant."""
        known = found.known
        if known is None or found.key in self.lexicon.classes:
            return False
        if known.is_country and known.sole:
            return True
        strong = found.placed or self._cued(found, at) or self._listed(found, at)
        told = strong or self._before(found, at, self.lexicon.prep_weak)
        if found.key in self.lexicon.time:
            return told
        if known.population >= LARGE_PEOPLE and len(found.key) > SHORTEST:
            return True
        if known.is_large or known.population >= LARGE_PEOPLE:
            return told
        some = known.population >= SOME_PEOPLE or known.feature_class != "populated place"
        some = some or (" " in found.key and not known.population)  # nobody counted them
        return some and strong

    def _cued(self, found: _Found, at: int) -> bool:
        if self._before(found, at, self.lexicon.prep_strong):
            return True
        after = self.words[found.last] if found.last < len(self.words) else None
        return after is not None and after.readings[0].key in self.lexicon.postpositions

    def _listed(self, found: _Found, at: int) -> bool:
        """Tell whether a name is joined to the place before it by "and"."""
        if at == self.placed_till:
            return found.start > self.words[at].readings[0].start  # stuck to it
        and_ = self.words[at - 1].readings[0].key if at else ""
        return at - 1 == self.placed_till and and_ in _AND

    def _before(self, found: _Found, at: int, words: frozenset[str]) -> bool:
        """Tell whether one of some words stands right before a name."""
        before = self.words[at - 1] if at else None
        if before is None or not self.text[before.end : found.start].isspace():
            return False
        return any(r.key in words for r in before.readings)

    def _made(self, found: _Found, start: int, word: ClassWord | None) -> Draft:
        end = self.words[found.last - 1].end
        return Draft(
            start,
            end,
            found.start,
            end,
            found.key,
            found.known,
            THRESHOLD,
            cue=word.feature_class if word else None,
        )
