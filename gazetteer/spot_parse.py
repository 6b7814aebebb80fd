"""What a run of capitalised words holds, whatever stands round it.

Each word gets a kind, known names are found by the token walk of the index,
and the words left over may be names that nobody has in a gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from gazetteer.borders_named import named_keys
from gazetteer.country_mentions import CountryMention, find_mentions
from gazetteer.lookup import KeyMatch
from gazetteer.names import fold
from gazetteer.place import Candidate, FeatureClass
from gazetteer.russian import base_forms
from gazetteer.spot_lexicon import Lexicon
from gazetteer.spot_runs import Word, words_of

__all__ = ["Index", "Known", "Parser", "Piece", "RunParse"]


class Index(Protocol):
    """What spotting needs of a gazetteer."""

    def __hash__(self) -> int:
        """Tell gazetteers apart: what was parsed is remembered for each."""
        ...

    def find(self, name: str, *, limit: int = 10) -> list[Candidate]:
        """Return candidates of a name, the likeliest first."""
        ...

    def has_key(self, key: str) -> bool:
        """Return whether a folded name is known."""
        ...

    def longest_matches(self, keys: list[str]) -> list[KeyMatch]:
        """Return the longest runs of tokens that are names."""
        ...


UNIT_MARGIN = 0.25
"""A region whose look-up score is this little below the best one's counts as meant."""


INFLECTED = frozenset({"ru"})
"""Languages whose names change their endings; ``gazetteer.russian`` has the rules."""
RIVAL_PEOPLE = 10_000
LONGEST_NAMED = 6
"""Words of the longest name of a line or area, and one more."""


class Known(NamedTuple):
    """The likeliest meaning of a key: what evidence needs of it.

    ``sole`` is False for a country whose name a region or town bears too
    ("Georgia"): context must tell.
    """

    feature_class: FeatureClass
    population: int
    iso3: str
    sole: bool = True


class Piece(NamedTuple):
    """Words ``first`` to ``last`` (half open) of a run that may be a name."""

    first: int
    last: int
    known: Known | None


@dataclass(frozen=True, slots=True)
class RunParse:
    """Words of a run, the kind of each, and its pieces.

    Kinds: ``F`` function word, ``M`` time, ``T`` title, ``O`` organisation,
    ``D`` direction, ``S`` street, ``N`` nationality, ``C`` class word, ``G``
    given name, ``I`` initial, ``-`` any other.
    """

    words: tuple[Word, ...]
    kinds: str
    pieces: tuple[Piece, ...]
    nations: tuple[tuple[int, str], ...]


def _rivals(found: Candidate) -> bool:
    """Tell whether a region or a town of some size bears a country's name."""
    place = found.place
    large = place.feature_class == "adm1" or place.population >= RIVAL_PEOPLE
    return large and place.feature_class != "country" and found.reasons[0].startswith("name ")


def _inside_longer(inside: list[int], matches: list[KeyMatch]) -> bool:
    """Tell whether a country's name is part of a longer name ("Mexico City")."""
    return any(
        m.start <= inside[0] and inside[-1] < m.end and m.end - m.start > len(inside)
        for m in matches
    )


def _with_named(found: list[KeyMatch], named: KeyMatch) -> list[KeyMatch]:
    """Put in the name of a line or area unless it is part of a longer name."""
    length = named.end - named.start
    met = [m for m in found if m.start < named.end and named.start < m.end]
    if any(m.end - m.start > length for m in met):
        return found
    return sorted([*(m for m in found if m not in met), named])


class Parser:
    """Parses runs of one language against one gazetteer, and remembers them."""

    def __init__(self, index: Index, lexicon: Lexicon) -> None:
        self._index = index
        self.lexicon = self._lexicon = lexicon
        self._named = named_keys()
        self._named_heads = {key.split(" ")[0] for key in self._named}
        self.parse = lru_cache(maxsize=65536)(self._parse)
        self.known = lru_cache(maxsize=65536)(self._known)

    def _known(self, key: str) -> Known | None:
        if key in self._named:
            entry = self._named[key]
            return Known(entry.feature_class, 0, (*entry.countries, "")[0])
        found = self._index.find(key, limit=4)
        if not found:
            return None
        place = found[0].place
        for each in found:
            if each.place.feature_class == "adm1" and each.score > found[0].score - UNIT_MARGIN:
                place = each.place
        return Known(place.feature_class, place.population, (*place.countries, "")[0])

    def _parse(self, text: str) -> RunParse:
        words = words_of(text)
        kinds = [self._kind(word, text) for word in words]
        pieces: list[Piece] = []
        nations: list[tuple[int, str]] = []
        taken = [False] * len(words)
        for first, last, known, nation in self._countries(text, words):
            taken[first:last] = [True] * (last - first)
            if known:
                pieces.append(Piece(first, last, known))
            else:
                kinds[first:last] = "N" * (last - first)
                nations.append((last - 1, nation))
        for match in self._matches(words, taken):
            taken[match.start : match.end] = [True] * (match.end - match.start)
            if self._may_be_name(kinds[match.start : match.end]):  # never "The City"
                pieces.append(Piece(match.start, match.end, self.known(match.key)))
        if self._lexicon.lang in INFLECTED:
            for match in self._inflected(words, text, taken):
                if self._may_be_name(kinds[match.start : match.end]):
                    taken[match.start : match.end] = [True] * (match.end - match.start)
                    pieces.append(Piece(match.start, match.end, self.known(match.key)))
        pieces += self._unknown(kinds, taken)
        return RunParse(words, "".join(kinds), tuple(sorted(pieces)), tuple(nations))

    def _kind(self, word: Word, text: str) -> str:  # noqa: PLR0911 - a table in words
        key, lexicon = word.key, self._lexicon
        if key in lexicon.function:
            return "F"
        if key in lexicon.time:
            return "M"
        if key in lexicon.other:
            return "N"
        if key in lexicon.title:
            return "T"
        if key in lexicon.organisation:
            return "O"
        if key in lexicon.direction:
            return "D"
        if key in lexicon.classes:
            return "C"
        if key in lexicon.street:
            return "S"
        if len(key) == 1:
            return "I"
        return "G" if key in lexicon.given else "-"

    def _countries(
        self, text: str, words: tuple[Word, ...]
    ) -> list[tuple[int, int, Known | None, str]]:
        found = []
        longer = self._walk([w.key for w in words]) if len(words) > 1 else []
        for mention in find_mentions(text, self._lexicon.lang):
            inside = [
                i for i, w in enumerate(words) if w.start >= mention.start and w.end <= mention.end
            ] or [i for i, w in enumerate(words) if w.start <= mention.start < w.end]
            if not inside or _inside_longer(inside, longer):
                continue
            is_name = mention.kind in ("name", "code")
            known = self._country(mention) if is_name else None
            found.append((inside[0], inside[-1] + 1, known, mention.iso3))
        return found

    def _country(self, mention: CountryMention) -> Known:
        sole = mention.kind == "code" or not any(
            _rivals(c) for c in self._index.find(mention.text, limit=4)
        )
        return Known("country", 50_000_000, mention.iso3, sole)

    def _matches(self, words: tuple[Word, ...], taken: list[bool]) -> list[KeyMatch]:
        """Names in the stretches between countries, those of longer stretches first."""
        matches: list[KeyMatch] = []
        start = 0
        while start < len(words):
            if taken[start]:
                start += 1
                continue
            stop = start
            while stop < len(words) and not taken[stop]:
                stop += 1
            keys = [w.key for w in words[start:stop]]
            matches += (KeyMatch(m.start + start, m.end + start, m.key) for m in self._walk(keys))
            start = stop
        return matches

    def _walk(self, keys: list[str]) -> list[KeyMatch]:
        """Find the longest names, those of named lines and areas among them."""
        found = self._index.longest_matches(keys)
        heads = [i for i, key in enumerate(keys) if key in self._named_heads]
        for i in heads:
            for j in range(min(len(keys), i + LONGEST_NAMED), i, -1):
                run = " ".join(keys[i:j])
                if run in self._named:
                    found = _with_named(found, KeyMatch(i, j, run))
                    break
        return found

    def _inflected(
        self, words: tuple[Word, ...], text: str, taken: list[bool]
    ) -> Iterator[KeyMatch]:
        """Try the base forms of the last word of each free stretch ("Баткене" for "Баткен")."""
        position = 0
        while position < len(words):
            match = None if taken[position] else self._base_at(words, text, taken, position)
            if match is not None:
                yield match
            position = match.end if match else position + 1

    def _base_at(
        self, words: tuple[Word, ...], text: str, taken: list[bool], first: int
    ) -> KeyMatch | None:
        for last in range(min(len(words), first + 3), first, -1):
            if any(taken[first:last]):
                continue
            word = words[last - 1]
            head = [w.key for w in words[first : last - 1]]
            for base in base_forms(text[word.start : word.end]):
                key = " ".join([*head, fold(base)])
                if self._index.has_key(key) or key in self._named:
                    return KeyMatch(first, last, key)
        return None

    @staticmethod
    def _may_be_name(kinds: list[str]) -> bool:
        if len(kinds) > 1:
            return any(k in "-GDN" for k in kinds)
        return kinds[0] in "-GC"

    @staticmethod
    def _unknown(kinds: list[str], taken: list[bool]) -> list[Piece]:
        pieces, first = [], None
        for i in range(len(kinds) + 1):
            free = i < len(kinds) and not taken[i] and kinds[i] in "-G"
            if free and first is None:
                first = i
            elif not free and first is not None:
                pieces.append(Piece(first, i, None))
                first = None
        return pieces
