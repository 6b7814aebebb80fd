"""What a run of capitalised words holds, whatever stands round it.

Each word gets a kind, known names are found by the token walk of the index,
and the words left over may be names that nobody has in a gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from gazetteer.index import Core
from gazetteer.index_format import KINDS
from gazetteer.lookup import Gazetteer, KeyMatch, Meaning
from gazetteer.names import fold
from gazetteer.resolve_prior import prior
from gazetteer.spot_countries import LONGEST, CountryKey, CountryKeys
from gazetteer.spot_inside import HYPHENS, Known, Piece, RunWords, judge, known_as
from gazetteer.spot_lexicon import Lexicon
from gazetteer.spot_runs import Word, words_of
from gazetteer.spot_words import word_tables

__all__ = ["Parser", "RunParse"]


WEIGHED = 64
"""Places of a name that are looked at for its likeliest meaning."""
OWN_NAME, CODE = KINDS.index("name"), KINDS.index("code")
RIVAL_PEOPLE = 10_000
"""A town of this size rivals a country of its name."""
LONGEST_NAMED = 6
"""Words of the longest name of a line or area, and one more."""
LARGE_PEOPLE = 100_000
"""Two towns this large may be joined by a hyphen ("Paris-Berlin")."""
PARTICLE = 3
"""Letters of what may stand between two hyphens inside a name ("i", "al", "sur")."""
COUNTRY_PEOPLE = 50_000_000


class RunParse(NamedTuple):
    """Words of a run, the kind of each, and its pieces.

    Kinds: ``F`` function word, ``M`` time, ``T`` title, ``O`` organisation,
    ``D`` direction, ``S`` street, ``N`` nationality, ``C`` class word, ``G``
    given name, ``I`` initial, ``-`` any other. ``nations`` are the last words
    of nationalities with their country.
    """

    run: RunWords
    pieces: tuple[Piece, ...]
    nations: tuple[tuple[int, str], ...]


class _Span(NamedTuple):
    first: int
    last: int
    known: Known | None


class Parser:
    """Parses runs of one language against one gazetteer, and remembers them."""

    def __init__(self, index: Gazetteer, lexicon: Lexicon) -> None:
        self._index = index
        self.lexicon = lexicon
        self._kinds = _kind_table(lexicon)
        self._countries = CountryKeys(lexicon.lang)
        self._named: dict[str, list[str]] = word_tables(lexicon.lang)["named"]
        self._named_heads = {key.split(" ")[0] for key in self._named}
        self.parse = lru_cache(maxsize=65536)(self._parse)
        self.known = lru_cache(maxsize=65536)(self._known)

    def country(self, key: str) -> CountryKey | None:
        """Return the country that a folded word names, or whose people or adjective it is."""
        return self._countries.get(key)

    def _known(self, key: str) -> Known | None:
        if key in self._named:
            feature_class, iso3 = self._named[key]
            return known_as(feature_class, 0, iso3)
        meanings = self._meanings(key, OWN_NAME) or self._meanings(key, None)
        if not meanings:
            return None
        kind, core = meanings[0]
        if len(meanings) > 1:
            kind, core = max(meanings, key=_prior)
        iso3 = core.countries[0] if core.countries else ""
        return known_as(core.feature_class, core.population, iso3, main=kind == OWN_NAME)

    def _meanings(self, key: str, kind: int | None) -> list[Meaning]:
        """Give the places of a key with how it names them; codes name nothing in a text."""
        found = self._index.meanings(key, WEIGHED, kind)
        land = key in self._countries
        return [m for m in found if m.kind != CODE and (land or m.core.feature_class != "country")]

    def _parse(self, text: str) -> RunParse:
        words = words_of(text)
        if len(words) == 1 and not self.lexicon.inflected:
            return self._parse_one(text, words)
        keys = [word.key for word in words]
        kinds = [self._kinds.get(key) or ("I" if len(key) == 1 else "-") for key in keys]
        hyphens = HYPHENS[0] in text or HYPHENS[1] in text
        groups = _hyphened(text, words) if hyphens else []
        if hyphens:
            self._mark_tails(text, words, kinds, groups)
        spans: list[_Span] = []
        taken = [False] * len(words)
        matches = self._walk(keys)
        countries: list[tuple[int, int, CountryKey]] = []
        if not self._countries.heads.isdisjoint(keys):
            countries = list(self._country_spans(text, words, matches))
        if hyphens:
            matches = self._uncut(matches, countries, groups, kinds)
        nations = self._take_countries(words, countries, spans, kinds, taken)
        spans += self._name_spans(matches, words, kinds, taken)
        cuts: frozenset[int] = frozenset()
        if self.lexicon.inflected:
            forms = list(self._inflected(words, text, taken))
            if hyphens:
                forms = self._uncut(forms, countries, groups, kinds)
            spans += self._name_spans(forms, words, kinds, taken)
            cuts = frozenset(m.end for m in forms) if self.lexicon.suffixes else cuts
        spans += _unknown(kinds, taken)  # a hyphenated word that is cut by nothing is one name
        run = RunWords(text, words, "".join(kinds), self.lexicon, cuts)
        pieces = tuple(self._piece(run, span) for span in sorted(spans))
        return RunParse(run, pieces, tuple(nations))

    def _take_countries(
        self,
        words: tuple[Word, ...],
        countries: list[tuple[int, int, CountryKey]],
        spans: list[_Span],
        kinds: list[str],
        taken: list[bool],
    ) -> list[tuple[int, str]]:
        """Take the words of countries: names become spans, nationalities are returned."""
        nations: list[tuple[int, str]] = []
        for first, last, country in countries:
            taken[first:last] = [True] * (last - first)
            if country.is_name:
                spans.append(_Span(first, last, self._country(words, first, last, country)))
            else:
                kinds[first:last] = "N" * (last - first)
                nations.append((last - 1, country.iso3))
        return nations

    def _parse_one(self, text: str, words: tuple[Word, ...]) -> RunParse:
        """Parse a run of one word, as two of five are, without what joins words."""
        key = words[0].key
        kind = self._kinds.get(key) or ("I" if len(key) == 1 else "-")
        country = self._country_at(text, words, 0) if key in self._countries.heads else None
        nations: tuple[tuple[int, str], ...] = ()
        spans: list[_Span] = []
        if country is not None and country[1].iso3:
            if country[1].is_name:
                spans.append(_Span(0, 1, self._country(words, 0, 1, country[1])))
            else:
                kind, nations = "N", ((0, country[1].iso3),)
        elif self._is_name(key):
            if kind in "-GC":
                spans.append(_Span(0, 1, self.known(key)))
        elif kind in "-G":
            spans.append(_Span(0, 1, None))
        run = RunWords(text, words, kind, self.lexicon)
        return RunParse(run, tuple(self._piece(run, span) for span in spans), nations)

    def _piece(self, run: RunWords, span: _Span) -> Piece:
        first, last, known = span
        text = run.text[run.words[first].start : run.words[last - 1].end]
        name = self.lexicon.aliases.get(text, "")
        if name:
            known = self.known(fold(name))
        elif self.lexicon.suffixes:
            name = self._base_name(text, known)
        return judge(run, (first, last), known, name)

    def _base_name(self, text: str, known: Known | None) -> str:
        """Give a name without its ending ("Ош" of "Ошто"), "" where it has none."""
        if known is not None and self._is_name(fold(text)):
            return ""
        bases = self.lexicon.bases(text)
        return next((b for b in bases if known is None or self._is_name(fold(b))), "")

    def _is_name(self, key: str) -> bool:
        return key in self._named or self._index.has_key(key)

    def _mark_tails(
        self, text: str, words: tuple[Word, ...], kinds: list[str], groups: list[int]
    ) -> None:
        """Mark what is no name: "based" of "Denver-based", "R" of "R-Berkeley".

        But not "suu" of "Kara-suu" or "i" of "Qal'a-i-Zal".
        """
        if words[0].key in self.lexicon.parties and len(words) > 1 and groups[1] == groups[0]:
            kinds[0] = "F"
        for i in range(1, len(words)):
            lower = text[words[i].start].islower()
            if groups[i] != groups[i - 1] or not lower:
                continue
            inside = i + 1 < len(words) and groups[i + 1] == groups[i]
            if inside and len(words[i].key) <= PARTICLE:
                kinds[i] = "-"
            elif self.lexicon.common[words[i].key]:
                kinds[i] = "F"

    def _uncut(
        self,
        matches: list[KeyMatch],
        countries: list[tuple[int, int, CountryKey]],
        groups: list[int],
        kinds: list[str],
    ) -> list[KeyMatch]:
        """Drop names cut out of a hyphenated word ("Spin" of "Chaman-Spin").

        They stay where the rest of the word is large places too
        ("Paris-Berlin") or no part of a name ("Denver-based").
        """
        if len(set(groups)) == len(groups):
            return matches
        whole = {i for first, last, _ in countries for i in range(first, last)}
        whole |= {i for i, kind in enumerate(kinds) if kind == "F"}
        for match in matches:
            known = self.known(match.key)
            large = known and known.main and known.population >= LARGE_PEOPLE
            if known is not None and (large or known.is_large):
                whole |= set(range(match.start, match.end))
        cut = {group for i, group in enumerate(groups) if i not in whole}
        return [m for m in matches if not _rest(m, groups) or not cut & _groups(m, groups)]

    # Countries

    def _country_spans(
        self, text: str, words: tuple[Word, ...], matches: list[KeyMatch]
    ) -> Iterator[tuple[int, int, CountryKey]]:
        longer = {i: m for m in matches for i in range(m.start, m.end)}
        first = 0
        while first < len(words):
            known_head = words[first].key in self._countries.heads
            found = self._country_at(text, words, first) if known_head else None
            if found is None:
                first += 1
                continue
            last, country = found
            match = longer.get(first)
            if country.iso3 and (match is None or match.end - match.start <= last - first):
                yield first, last, country
            first = last

    def _country_at(
        self, text: str, words: tuple[Word, ...], first: int
    ) -> tuple[int, CountryKey] | None:
        for last in range(min(len(words), first + LONGEST), first, -1):
            found = self._countries.get(" ".join(w.key for w in words[first:last]))
            if found is None:
                continue
            if not found.code or text[words[first].start : words[last - 1].end].isupper():
                return last, found
        return None

    def _country(
        self, words: tuple[Word, ...], first: int, last: int, country: CountryKey
    ) -> Known:
        key = " ".join(w.key for w in words[first:last])
        sole = country.code or not any(_rivals(m.core) for m in self._meanings(key, OWN_NAME))
        return known_as("country", COUNTRY_PEOPLE, country.iso3, sole=sole)

    # Names

    def _name_spans(
        self,
        matches: Sequence[KeyMatch] | Iterator[KeyMatch],
        words: tuple[Word, ...],
        kinds: list[str],
        taken: list[bool],
    ) -> Iterator[_Span]:
        for match in matches:
            if any(taken[match.start : match.end]):
                continue
            taken[match.start : match.end] = [True] * (match.end - match.start)
            if _may_be_name(kinds[match.start : match.end]):
                yield _Span(match.start, match.end, self.known(match.key))

    def _walk(self, keys: list[str]) -> list[KeyMatch]:
        """Find the longest names, those of named lines and areas among them."""
        if len(keys) == 1:
            known = keys[0] in self._named or self._index.has_key(keys[0])
            return [KeyMatch(0, 1, keys[0])] if known else []
        found = self._index.longest_matches(keys)
        for i, key in enumerate(keys):
            if key in self._named_heads:
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
            for base in self.lexicon.bases(text[word.start : word.end]):
                key = " ".join([*head, fold(base)])
                if self._is_name(key):
                    return KeyMatch(first, last, key)
        return None


def _hyphened(text: str, words: tuple[Word, ...]) -> list[int]:
    """Give words that a hyphen joins one number."""
    groups: list[int] = []
    for i, word in enumerate(words):
        joined = i > 0 and text[words[i - 1].end : word.start] in HYPHENS
        groups.append(groups[-1] if joined else i)
    return groups


def _groups(match: KeyMatch, groups: list[int]) -> set[int]:
    return {groups[match.start], groups[match.end - 1]}


def _rest(match: KeyMatch, groups: list[int]) -> set[int]:
    """Give the words that are joined to a match by a hyphen and no part of it."""
    ends = _groups(match, groups)
    outside = (*range(match.start), *range(match.end, len(groups)))
    return {i for i in outside if groups[i] in ends}


def _kind_table(lexicon: Lexicon) -> dict[str, str]:
    """Give the kind of each word; of several kinds the first listed."""
    ordered = (
        ("F", lexicon.function),
        ("M", lexicon.time),
        ("N", lexicon.other),
        ("T", lexicon.title),
        ("O", lexicon.organisation),
        ("D", lexicon.direction),
        ("C", lexicon.classes),
        ("S", lexicon.street),
        ("G", lexicon.given),
    )
    table: dict[str, str] = {}
    for kind, words in reversed(ordered):
        table.update(dict.fromkeys(words, kind))
    return {key: kind for key, kind in table.items() if len(key) > 1 or kind == "F"}


def _prior(meaning: Meaning) -> float:
    return prior(meaning.core)


def _rivals(core: Core) -> bool:
    """Tell whether a region or a town of some size bears a country's name."""
    large = core.feature_class == "adm1" or core.population >= RIVAL_PEOPLE
    return large and core.feature_class != "country"


def _with_named(found: list[KeyMatch], named: KeyMatch) -> list[KeyMatch]:
    """Put in the name of a line or area unless it is part of a longer name."""
    length = named.end - named.start
    met = [m for m in found if m.start < named.end and named.start < m.end]
    if any(m.end - m.start > length for m in met):
        return found
    return sorted([*(m for m in found if m not in met), named])


def _may_be_name(kinds: list[str]) -> bool:
    """Tell whether words may be a name: never "The City", "Friday", "Army"."""
    if len(kinds) > 1:
        return any(k in "-GDN" for k in kinds)
    return kinds[0] in "-GC"


def _unknown(kinds: list[str], taken: list[bool]) -> list[_Span]:
    spans, first = [], None
    for i in range(len(kinds) + 1):
        free = i < len(kinds) and not taken[i] and kinds[i] in "-G"
        if free and first is None:
            first = i
        elif not free and first is not None:
            spans.append(_Span(first, i, None))
            first = None
    return spans
