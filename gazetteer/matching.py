"""From a written name to hits: the places whose keys it meets, and how well.

The factors say how far a kind of match is believed, 1 being the preferred
name letter by letter. They only order candidates; resolving weighs evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Final, NamedTuple

from gazetteer.generic import NameSplit, meets_cue, split_class, split_unit
from gazetteer.index import Index
from gazetteer.index_format import KINDS
from gazetteer.names import Token, fold, loosen, tokens

__all__ = ["Hit", "exact_hits", "near_hits", "prefix_hits"]

KIND_FACTORS: Final = (1.0, 0.95, 0.9, 0.9, 0.6)
"""By kind of name, in the order of :data:`gazetteer.index_format.KINDS`."""

SPLIT_FACTOR: Final = 0.95
"""The name met without its class word, by a place of the class asked for."""

KIN_FACTOR: Final = 0.85
KIN_FACTORS: Final = {"area": 0.6}
"""... by a place of a class that is often called so (an adm1 district), or of
any class, for the area round it."""

FORM_FACTOR: Final = 0.9
"""The nominative that a Russian form was led back to met."""

LOOSE_FACTOR: Final = 0.8
"""Only the loose key met: another spelling of the same sounds."""

EDIT_BASE: Final = 0.3
"""To the power of the edits between the keys, times ``LOOSE_FACTOR``."""

ARTICLE_FACTOR: Final = 0.75
"""The name met with the Arabic article that it lacks, or without it."""

ARABIC: Final = frozenset(
    {
        "ARE", "BHR", "DJI", "DZA", "EGY", "ERI", "ESH", "IRQ", "ISR", "JOR", "KWT", "LBN",
        "LBY", "MAR", "MRT", "OMN", "PSE", "QAT", "SAU", "SDN", "SOM", "SSD", "SYR", "TCD",
        "TUN", "YEM",
    }
)  # fmt: skip
"""Countries with Arabic among their official or usual languages (CLDR territory data)."""

SUN_LETTERS: Final = ("dh", "sh", "th", "d", "n", "r", "s", "t", "z")

PREFIX_FACTOR: Final = 0.9
PREFIX_KEYS: Final = 2000
"""Keys that a narrowed prefix look-up reads before it ranks: 4 ms."""

MOST_FORMS: Final = 64
"""Combinations of nominatives tried for one name of several words."""


class Hit(NamedTuple):
    """A place that a name met: its number, how well, and by what.

    ``guess`` is the key where the name was not it but some edits away.
    """

    ordinal: int
    quality: float
    reason: str
    guess: str = ""


class _Asked(NamedTuple):
    """What is looked up for a name: worked out once, and asked of each index."""

    key: str
    splits: tuple[NameSplit, ...]
    forms: tuple[tuple[str, NameSplit | None], ...]
    articles: tuple[str, ...]


@lru_cache(maxsize=512)
def _asked(name: str) -> _Asked:
    key = fold(name)
    splits = tuple(split_class(key))
    russian = key.isascii() and not name.isascii()
    forms = tuple(_forms(list(tokens(name)), key, splits)) if russian else ()
    return _Asked(key, splits, forms, _with_articles(key))


def exact_hits(index: Index, name: str) -> Iterator[Hit]:
    """Yield the hits of a name: its key, its parts, its forms, its sounds."""
    key, splits, forms, articles = _asked(name)
    yield from _by_key(index, key, 1.0)
    for split in splits:
        yield from _with_cue(index, split, _by_key(index, split.key, SPLIT_FACTOR))
    for form, within in forms:
        if within is None:
            yield from _form_hits(index, form, key)
        else:
            yield from _with_cue(index, within, _form_hits(index, form, within.key))
    yield from _by_loose(index, key)
    yield from _by_article(index, articles)
    for split in splits:
        yield from _with_cue(index, split, _by_loose(index, split.key))


def prefix_hits(index: Index, name: str) -> Iterator[Hit]:
    """Yield the hits of keys that begin with a name's key: all, or the likeliest of many.

    Where a look-up is narrowed to a country and the like, the first keys are read.
    """
    key = fold(name)
    kept = index.completions(key)
    if kept is None:
        for found, places in islice(index.prefixed(key), PREFIX_KEYS):
            yield from _named(places, 1.0 if found == key else PREFIX_FACTOR, f"matches {found!r}")
        return
    yield from _by_key(index, key, 1.0)
    for ordinal, kind, found in kept:
        yield from _named([(ordinal, kind)], PREFIX_FACTOR, f"matches {found!r}")


def near_hits(index: Index, name: str, edits: int) -> Iterator[Hit]:
    """Yield the hits one or two edits away, the best of each key before the others."""
    key = fold(name)
    splits = split_unit(key)
    if not splits:
        yield from _by_edits(index, key, edits)
    for split in splits:
        yield from _with_cue(index, split, _by_edits(index, split.key, edits))


def _by_edits(index: Index, key: str, edits: int) -> Iterator[Hit]:
    for other, distance in index.near_keys(key, edits).items():
        factor = EDIT_BASE**distance * LOOSE_FACTOR
        reason = f"{key!r} is {distance:g} edits from {other!r}"
        for ordinal, kind in index.postings(other):
            yield Hit(ordinal, factor * KIND_FACTORS[kind], reason, other)


def _by_key(index: Index, key: str, factor: float) -> Iterator[Hit]:
    yield from _named(index.postings(key), factor, f"matches {key!r}")


def _named(
    places: list[tuple[int, int]], factor: float, how: str, before: str = ""
) -> Iterator[Hit]:
    """Yield the hits of the places of one key."""
    reasons: dict[int, str] = {}
    for ordinal, kind in places:
        reason = reasons.get(kind)
        if reason is None:
            reason = reasons[kind] = f"{before}{KINDS[kind]} {how}"
        yield Hit(ordinal, factor * KIND_FACTORS[kind], reason)


_loosened = lru_cache(maxsize=512)(loosen)


def _by_loose(index: Index, key: str) -> Iterator[Hit]:
    for other in index.sounding_keys(_loosened(key)):
        if other != key:
            said = f"{key!r} sounds like "
            yield from _named(index.postings(other), LOOSE_FACTOR, repr(other), said)


def _by_article(index: Index, others: tuple[str, ...]) -> Iterator[Hit]:
    for other in others:
        for hit in _by_key(index, other, ARTICLE_FACTOR):
            if not ARABIC.isdisjoint(index.core(hit.ordinal).countries):
                yield hit


def _with_articles(key: str) -> tuple[str, ...]:
    """Return the name with the Arabic article that it lacks, or without the one that it has.

    Letter by letter: with another spelling besides, the guess would be too wide.
    """
    article, _, rest = key.partition(" ")
    if rest and article in _articles(rest):
        return (rest,)
    return tuple(f"{word} {key}" for word in _articles(key))


def _articles(key: str) -> tuple[str, ...]:
    """Return how the article is written before a name: as al, el, or as its first sound."""
    sound = next((sound for sound in SUN_LETTERS if key.startswith(sound)), "")
    return ("al", "el", f"a{sound}", f"e{sound}") if sound else ("al", "el")


def _with_cue(index: Index, split: NameSplit, hits: Iterator[Hit]) -> Iterator[Hit]:
    for hit in hits:
        feature_class = index.core(hit.ordinal).feature_class
        if meets_cue(feature_class, split.cue):
            factor = 1.0 if feature_class == split.cue else KIN_FACTORS.get(split.cue, KIN_FACTOR)
            reason = f"{hit.reason}; {split.word!r} asks for {split.cue}"
            yield Hit(hit.ordinal, hit.quality * factor, reason, hit.guess)


def _forms(
    words: list[Token], key: str, splits: tuple[NameSplit, ...]
) -> Iterator[tuple[str, NameSplit | None]]:
    """Yield the nominatives of a Russian form, with and without class words."""
    if " ".join(word.key for word in words) != key:
        return
    yield from ((form, None) for form in _nominatives(words))
    for split in splits:
        first = 0 if key.startswith(split.key + " ") else len(split.word.split(" "))
        rest = words[first : first + len(split.key.split(" "))]
        yield from ((form, split) for form in _nominatives(rest))


def _form_hits(index: Index, form: str, key: str) -> Iterator[Hit]:
    for hit in _by_key(index, form, FORM_FACTOR):
        yield hit._replace(reason=f"{hit.reason}, of which {key!r} is a form")


def _nominatives(words: list[Token]) -> Iterator[str]:
    """Yield the keys that the words may be forms of, their own key left out."""
    own = " ".join(word.key for word in words)
    choices = [(word.key, *(base for base, _ in word.bases)) for word in reversed(words)]
    for combination in islice(product(*choices), MOST_FORMS):
        form = " ".join(reversed(combination))
        if form != own:
            yield form
