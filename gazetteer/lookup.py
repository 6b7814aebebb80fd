"""Look-up: names to ranked candidates, points to the places round them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from gazetteer.country_data import find_country
from gazetteer.errors import GazetteerDataError
from gazetteer.generic import split_class
from gazetteer.index import Core, Index, distance_km
from gazetteer.matching import Hit, exact_hits, fuzzy_hits, prefix_hits
from gazetteer.names import MAX_NAME_LENGTH, fold
from gazetteer.outlines import decode_area
from gazetteer.place import Candidate, Name, Place

__all__ = ["Gazetteer", "KeyMatch"]

Mode = Literal["exact", "prefix", "fuzzy"]

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
        iso3 = _country(country)
        if len(name) > MAX_NAME_LENGTH or not fold(name):
            return []
        hits = _finder(mode)(self._index, name)
        wanted = _Wanted(iso3, feature_class, self._parent_keys(parent), bbox)
        kept = (c for c in self._scored(hits, near) if wanted.accepts(c[1], self._index))
        ranked = sorted(kept, key=lambda c: (-c[0], c[1].ordinal))[:limit]
        return [
            Candidate(place=self._index.place(core.ordinal), score=round(score, 4), reasons=why)
            for score, core, why in ranked
        ]

    def _scored(
        self, hits: Iterable[Hit], near: tuple[float, float] | None
    ) -> Iterable[tuple[float, Core, tuple[str, ...]]]:
        best: dict[int, Hit] = {}
        for hit in hits:
            if hit.ordinal not in best or best[hit.ordinal].quality < hit.quality:
                best[hit.ordinal] = hit
        for hit in best.values():
            core = self._index.core(hit.ordinal)
            score = hit.quality * (0.5 + 0.5 * _prominence(core))
            reasons = [hit.reason]
            if near and core.lon is not None and core.lat is not None:
                away = distance_km(near[0], near[1], core.lon, core.lat)
                score *= 0.3 + 0.7 * math.exp(-away / 300)
                reasons.append(f"{away:.0f} km from the given point")
            yield score, core, tuple(reasons)

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


def _finder(mode: Mode) -> Callable[[Index, str], Iterator[Hit]]:
    finders = {"exact": exact_hits, "prefix": prefix_hits, "fuzzy": fuzzy_hits}
    if mode not in finders:
        raise GazetteerDataError(f"mode {mode!r} is not one of {', '.join(finders)}")
    return finders[mode]


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


_CLASS_PRIOR = {"country": 1.0, "adm1": 0.6, "adm2": 0.4, "exclave": 0.3, "adm3": 0.25}
_UNCOUNTED = 0.25
"""Of a settlement whose people nobody counted: as one of 100 people."""


def _prominence(core: Core) -> float:
    """Return 0 to 1: how likely a name without context means this place."""
    people = math.log10(core.population + 1) / 8 if core.population else _UNCOUNTED
    prior = _CLASS_PRIOR.get(core.feature_class, 0.0)
    return min(1.0, max(people + 0.1 * core.capital, prior))
