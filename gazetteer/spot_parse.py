"""What a run of capitalised words holds, whatever stands round it.

Each word gets a kind, known names are found by the token walk of the index,
and the words left over may be names that nobody has in a gazetteer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from gazetteer.borders_named import named_keys
from gazetteer.country_mentions import find_mentions
from gazetteer.lookup import KeyMatch
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


class Known(NamedTuple):
    """The likeliest meaning of a key: what evidence needs of it."""

    feature_class: FeatureClass
    population: int
    iso3: str


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
        for mention in find_mentions(text, self._lexicon.lang):
            inside = [
                i for i, w in enumerate(words) if w.start >= mention.start and w.end <= mention.end
            ] or [i for i, w in enumerate(words) if w.start <= mention.start < w.end]
            if not inside:
                continue
            is_name = mention.kind in ("name", "code")
            known = Known("country", 50_000_000, mention.iso3) if is_name else None
            found.append((inside[0], inside[-1] + 1, known, mention.iso3))
        return found

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
        for i, key in enumerate(keys):
            if key in self._named_heads:
                for j in range(min(len(keys), i + 5), i, -1):
                    run = " ".join(keys[i:j])
                    if run in self._named:
                        return [
                            *self._walk(keys[:i]),
                            KeyMatch(i, j, run),
                            *(
                                KeyMatch(m.start + j, m.end + j, m.key)
                                for m in self._walk(keys[j:])
                            ),
                        ]
        found = self._index.longest_matches(keys)
        return found or self._inflected(keys)

    def _inflected(self, keys: list[str]) -> list[KeyMatch]:
        """Try the base forms of a whole Russian run ("Баткене" for "Баткен")."""
        return []

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


_ = base_forms
