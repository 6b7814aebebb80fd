"""Look-up: names to ranked candidates, points to the places round them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal, NamedTuple

from gazetteer.country_data import find_country
from gazetteer.errors import GazetteerDataError
from gazetteer.generic import split_class
from gazetteer.index import Core, Index, distance_km
from gazetteer.matching import Hit, exact_hits, near_hits, prefix_hits
from gazetteer.names import MAX_NAME_LENGTH, fold
from gazetteer.outlines import decode_area
from gazetteer.place import Candidate, Name, Place

__all__ = ["Gazetteer", "KeyMatch"]

Mode = Literal["exact", "prefix", "fuzzy"]

NEAR_KM = 300.0
NEAR_FLOOR = 0.3
"""With ``near``, a score falls to a third of the way in so many km, and never below this share."""

REPEATED = 0.75
"""Of the score of a guessed spelling's second and further places: ten spellings
of a misspelt name tell more than ten namesakes of one of them."""

LONGEST_NAME = 6
"""Words of the longest name that the token walk looks for."""


class KeyMatch(NamedTuple):
    """A run of tokens that is a key: tokens ``start`` to ``end`` (half open)."""

    start: int
    end: int
    key: str


class Gazetteer:
    """The world's places by name and by position.

    Open one with :meth:`open`; it is read-only, cheap to open, and shares its
    memory with other processes.

    Examples
    --------
    >>> g = Gazetteer.open()
    >>> [c.place.feature_class for c in g.find("Batken", country="KG")][:2]
    ['populated place', 'adm1']
    >>> g.find("")
    []
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    @classmethod
    def open(cls, path: str | Path | None = None) -> Gazetteer:
        """Open an index; without a path the packaged world, compiled where needed.

        Raises
        ------
        IndexUnusableError
            The given file cannot be used, or the world cannot be compiled.
        """
        from gazetteer.store import open_index, open_world

        return cls(open_index(Path(path)) if path is not None else open_world())

    def __len__(self) -> int:
        return len(self._index)

    def find(  # noqa: PLR0913 - one look-up, its filters by name
        self,
        name: str,
        *,
        country: str | None = None,
        feature_class: str | None = None,
        parent: str | None = None,
        bbox: tuple[float, float, float, float] | None = None,
        near: tuple[float, float] | None = None,
        limit: int = 10,
        mode: Mode = "exact",
    ) -> list[Candidate]:
        """Return the places that a name may mean, the likeliest first.

        Parameters
        ----------
        name : str
            In any script; class words ("jamoat", "область") are understood.
        country : str, optional
            ISO code or name; only places of (or claimed by) that country.
        feature_class : str, optional
            One of :data:`gazetteer.place.FeatureClass`.
        parent : str, optional
            Name of an enclosing unit.
        bbox : tuple, optional
            ``(west, south, east, north)`` in degrees, WGS 84. ``west`` may be
            greater than ``east`` across the antimeridian.
        near : tuple, optional
            ``(lon, lat)`` in degrees: nearer places rank higher.
        limit : int
            At most so many candidates.
        mode : str
            ``exact`` (keys, spelling variants), ``prefix`` or ``fuzzy`` (one
            or two edits).

        Returns
        -------
        list of Candidate
            Empty where nothing is known; unknown is not an error.

        Raises
        ------
        GazetteerDataError
            ``country`` is none, or ``mode`` is not one of the three.
        """
        iso3, stages = _country(country), _stages(mode)
        if len(name) > MAX_NAME_LENGTH or not fold(name):
            return []
        wanted = _Wanted(iso3, feature_class, self._parent_keys(parent), bbox)
        found: dict[int, _Scored] = {}
        for stage in stages:
            for each in self._scored(stage(self._index, name), wanted, near):
                found.setdefault(each.core.ordinal, each)
            if len(found) >= limit:
                break
        ranked = sorted(found.values(), key=lambda s: (-s.score, s.core.ordinal))[:limit]
        return [
            Candidate(
                place=self._index.place(each.core.ordinal),
                score=round(each.score, 4),
                reasons=each.reasons,
            )
            for each in ranked
        ]

    def _scored(
        self, hits: Iterable[Hit], wanted: _Wanted, near: tuple[float, float] | None
    ) -> list[_Scored]:
        """Return the best hit of each place that passes the filters, the best first."""
        best: dict[int, Hit] = {}
        for hit in hits:
            if hit.ordinal not in best or best[hit.ordinal].quality < hit.quality:
                best[hit.ordinal] = hit
        cores = ((hit, self._index.core(hit.ordinal)) for hit in best.values())
        scored = [_score(h, core, near) for h, core in cores if wanted.accepts(core, self._index)]
        scored.sort(key=lambda s: -s.score)
        guessed: set[str] = set()
        for at, each in enumerate(scored):
            if each.guess and each.guess in guessed:
                scored[at] = each._replace(score=each.score * REPEATED)
            guessed.add(each.guess)
        return scored

    def _parent_keys(self, parent: str | None) -> frozenset[str] | None:
        if not parent:
            return None
        key = fold(parent)
        keys = {key, *(split.key for split in split_class(key))}
        for hit in exact_hits(self._index, parent):
            if self._index.core(hit.ordinal).feature_class != "populated place":
                label = fold(self._index.label(self._index.core(hit.ordinal)))
                keys |= {label, *(split.key for split in split_class(label))}
        return frozenset(keys)

    def place(self, place_id: str) -> Place:
        """Return a place by its id.

        Raises
        ------
        GazetteerDataError
            No place has that id.
        """
        return self._index.place(self._ordinal(place_id), with_names=True)

    def names_of(self, place_id: str) -> tuple[Name, ...]:
        """Return every other name of a place, with languages and dates."""
        return self._index.names(self._ordinal(place_id))

    def outline(self, place_id: str) -> dict[str, object] | None:
        """Return a place's area as a GeoJSON geometry, None where only a disc is known."""
        encoded = self._index.outline(self._ordinal(place_id))
        return decode_area(encoded) if encoded else None

    def _ordinal(self, place_id: str) -> int:
        ordinal = self._index.ordinal(place_id)
        if ordinal is None:
            raise GazetteerDataError(
                f"no place has the id {place_id!r}; ids look like geonames:1528735"
            )
        return ordinal

    def nearest(self, lon: float, lat: float, limit: int = 5) -> list[Candidate]:
        """Return the places nearest to a point, the nearest first.

        Countries and admin-1 units count by their centre.

        Raises
        ------
        GazetteerDataError
            The point is not on Earth.
        """
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise GazetteerDataError(f"lon {lon}, lat {lat} is outside -180..180, -90..90 degrees")
        return [
            Candidate(
                place=self._index.place(ordinal),
                score=round(1 / (1 + away), 4),
                reasons=(f"{away:.1f} km away",),
            )
            for away, ordinal in self._index.nearest(lon, lat, limit)
        ]

    def has_key(self, key: str) -> bool:
        """Return whether a folded name (:func:`gazetteer.names.fold`) is known."""
        return self._index.has_key(key)

    def longest_matches(self, keys: Sequence[str]) -> list[KeyMatch]:
        """Walk over folded tokens and return, at each, the longest run that is a key.

        Parameters
        ----------
        keys : sequence of str
            Folded tokens of a text (:func:`gazetteer.names.tokens`), in order.

        Returns
        -------
        list of KeyMatch
            In order, not overlapping: the walk goes on after a match. A run
            has at most :data:`LONGEST_NAME` tokens.
        """
        matches: list[KeyMatch] = []
        position, total = 0, len(keys)
        while position < total:
            match = self._longest_at(keys, position, total)
            if match is None:
                position += 1
            else:
                matches.append(match)
                position = match.end
        return matches

    def _longest_at(self, keys: Sequence[str], start: int, total: int) -> KeyMatch | None:
        known, begins = self._word(keys[start])
        best = KeyMatch(start, start + 1, keys[start]) if known else None
        if not begins:
            return best
        run = keys[start]
        for end in range(start + 1, min(start + LONGEST_NAME, total)):
            run = f"{run} {keys[end]}"
            if self._index.has_key(run):
                best = KeyMatch(start, end + 1, run)
            elif not self._index.starts_key(run + " "):
                break
        return best

    @lru_cache(maxsize=65536)  # noqa: B019 - a gazetteer lives as long as its process
    def _word(self, key: str) -> tuple[bool, bool]:
        """Return whether a word is a key, and whether longer keys begin with it."""
        return self._index.has_key(key), self._index.starts_key(key + " ")


_Stage = Callable[[Index, str], Iterator[Hit]]


def _stages(mode: Mode) -> tuple[_Stage, ...]:
    """Return what is looked up in turn until there are places enough."""
    stages: dict[str, tuple[_Stage, ...]] = {
        "exact": (exact_hits,),
        "prefix": (prefix_hits,),
        "fuzzy": (exact_hits, partial(near_hits, edits=1), partial(near_hits, edits=2)),
    }
    if mode not in stages:
        raise GazetteerDataError(f"mode {mode!r} is not one of {', '.join(stages)}")
    return stages[mode]


class _Scored(NamedTuple):
    """A place that passed the filters, with its score and why."""

    score: float
    core: Core
    reasons: tuple[str, ...]
    guess: str


def _score(hit: Hit, core: Core, near: tuple[float, float] | None) -> _Scored:
    score = hit.quality * (0.5 + 0.5 * _prominence(core))
    if near is None or core.lon is None or core.lat is None:
        return _Scored(score, core, (hit.reason,), hit.guess)
    away = distance_km(near[0], near[1], core.lon, core.lat)
    score *= NEAR_FLOOR + (1 - NEAR_FLOOR) * math.exp(-away / NEAR_KM)
    reasons = (hit.reason, f"{away:.0f} km from the given point")
    return _Scored(score, core, reasons, hit.guess)


class _Wanted(NamedTuple):
    """The filters of one look-up."""

    iso3: str | None
    feature_class: str | None
    parent_keys: frozenset[str] | None
    bbox: tuple[float, float, float, float] | None

    def accepts(self, core: Core, index: Index) -> bool:
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


def _inside(core: Core, bbox: tuple[float, float, float, float]) -> bool:
    if core.lon is None or core.lat is None:
        return False
    west, south, east, north = bbox
    across = west <= core.lon <= east if west <= east else core.lon >= west or core.lon <= east
    return across and south <= core.lat <= north


def _country(country: str | None) -> str | None:
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


def _prominence(core: Core) -> float:
    """Return 0 to 1: how likely a name without context means this place."""
    people = math.log10(core.population + 1) / 8 if core.population else _UNCOUNTED
    prior = _CLASS_PRIOR.get(core.feature_class, 0.0)
    return min(1.0, max(people + 0.1 * core.capital, prior))
