"""Filters and scores of a look-up: which hits are wanted, and which is the likeliest."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from gazetteer.country_data import find_country
from gazetteer.errors import GazetteerDataError
from gazetteer.generic import split_class
from gazetteer.index import Core, Index, distance_km
from gazetteer.index_format import CLASSES, FLAG_CAPITAL
from gazetteer.matching import Hit
from gazetteer.names import fold

__all__ = ["Scored", "Wanted", "country_code", "prominence", "scored"]

NEAR_KM = 300.0
NEAR_FLOOR = 0.3
"""With ``near``, a score falls to a third of the way in so many km, and never below this share."""

REPEATED = 0.75
"""Of the score of a guessed spelling's second and further places: ten spellings
of a misspelt name tell more than ten namesakes of one of them."""


def scored(
    hits: Iterable[Hit],
    index: Index,
    wanted: Wanted,
    near: tuple[float, float] | None,
    most: int,
) -> list[Scored]:
    """Return the best hit of each place that passes the filters, the best first, so many."""
    best: dict[int, Hit] = {}
    for hit in hits:
        old = best.get(hit.ordinal)
        if old is None or old.quality < hit.quality:
            best[hit.ordinal] = hit
    found = [
        Scored(
            hit.quality * (0.5 + 0.5 * _prominence(*size)), hit.ordinal, (hit.reason,), hit.guess
        )
        for hit, size in zip(best.values(), index.sizes(best), strict=True)
    ]
    if near is not None or wanted != ANY:
        cores = ((each, index.core(each.ordinal)) for each in found)
        found = [_nearer(s, core, near) for s, core in cores if wanted.accepts(core, index)]
    found.sort(key=_by_score)
    if found and any(each.guess for each in found):
        found = sorted(_less_repeated(found), key=_by_score)
    return found[:most]


class Scored(NamedTuple):
    """A place that passed the filters, with its score and why."""

    score: float
    ordinal: int
    reasons: tuple[str, ...]
    guess: str


def _by_score(each: Scored) -> float:
    return -each.score


def _less_repeated(found: list[Scored]) -> Iterator[Scored]:
    guessed: set[str] = set()
    for each in found:
        again = each.guess and each.guess in guessed
        yield each._replace(score=each.score * REPEATED) if again else each
        guessed.add(each.guess)


def _nearer(each: Scored, core: Core, near: tuple[float, float] | None) -> Scored:
    """Weigh a place by its distance to a given point."""
    if near is None or core.lon is None or core.lat is None:
        return each
    away = distance_km(near[0], near[1], core.lon, core.lat)
    score = each.score * (NEAR_FLOOR + (1 - NEAR_FLOOR) * math.exp(-away / NEAR_KM))
    reasons = (*each.reasons, f"{away:.0f} km from the given point")
    return Scored(score, each.ordinal, reasons, each.guess)


class Wanted(NamedTuple):
    """The filters of one look-up."""

    iso3: str | None
    feature_class: str | None
    parent_keys: frozenset[str] | None
    bbox: tuple[float, float, float, float] | None

    def accepts(self, core: Core, index: Index) -> bool:
        """Return whether a place passes the filters."""
        if self.iso3 and self.iso3 not in core.countries:
            return False
        if self.feature_class and self.feature_class != core.feature_class:
            return False
        if self.bbox and not _inside(core, self.bbox):
            return False
        return self.parent_keys is None or self._has_parent(core, index)

    def _has_parent(self, core: Core, index: Index) -> bool:
        assert self.parent_keys is not None  # noqa: S101 - accepts() has looked
        keys = [fold(p) for p in index.group(core.group).parents]
        short = (split.key for key in keys for split in split_class(key))
        return not self.parent_keys.isdisjoint([*keys, *short])


ANY: Final = Wanted(None, None, None, None)
"""No filter."""


def _inside(core: Core, bbox: tuple[float, float, float, float]) -> bool:
    if core.lon is None or core.lat is None:
        return False
    west, south, east, north = bbox
    across = west <= core.lon <= east if west <= east else core.lon >= west or core.lon <= east
    return across and south <= core.lat <= north


def country_code(country: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-3 code of a country given by code or name.

    Raises
    ------
    GazetteerDataError
        There is no such country.
    """
    if country is None:
        return None
    iso3 = find_country(country)
    if iso3 is None:
        raise GazetteerDataError(
            f"no country {country!r}; give an ISO 3166-1 code (KG, KGZ) or a name (Kyrgyzstan)"
        )
    return iso3


_CLASS_PRIOR = {"country": 1.0, "adm1": 0.45, "adm2": 0.35, "exclave": 0.3, "adm3": 0.25}
_UNCOUNTED = 0.25
"""Of a settlement whose people nobody counted: as one of 100 people."""


@lru_cache(maxsize=65536)
def _prominence(population: int, flags: int) -> float:
    return prominence(CLASSES[flags & 15], population, bool(flags & FLAG_CAPITAL))


def prominence(feature_class: str, population: int, capital: bool) -> float:
    """Return 0 to 1: how likely a name without context means this place."""
    people = math.log10(population + 1) / 8 if population else _UNCOUNTED
    prior = _CLASS_PRIOR.get(feature_class, 0.0)
    return min(1.0, max(people + 0.1 * capital, prior))
