"""Look-up: names to ranked candidates, points to the places round them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal, NamedTuple

from gazetteer.errors import GazetteerDataError
from gazetteer.generic import split_class
from gazetteer.index import ALL, Core, Index
from gazetteer.matching import Hit, exact_hits, near_hits, prefix_hits
from gazetteer.names import MAX_NAME_LENGTH, fold
from gazetteer.outlines import decode_area
from gazetteer.place import Candidate, Name, Place
from gazetteer.ranking import Scored, Wanted, country_code, scored
from gazetteer.stack import At, Stack
from gazetteer.user_sets import UserSet, sets_in_use

__all__ = ["Gazetteer", "KeyMatch", "Meaning"]

Mode = Literal["exact", "prefix", "fuzzy"]

SPARE = 2
"""Times the limit: places of one name that are ranked where nothing narrows the look-up.
They are the likeliest; the spare ones stand in for those that are one place in several sets."""

LONGEST_NAME = 6
"""Words of the longest name that the token walk looks for."""


class KeyMatch(NamedTuple):
    """A run of tokens that is a key: tokens ``start`` to ``end`` (half open)."""

    start: int
    end: int
    key: str


class Meaning(NamedTuple):
    """A place that a key names: how it names it, and the fixed part of the place.

    ``kind`` is a position in :data:`gazetteer.index_format.KINDS`.
    """

    kind: int
    core: Core


class Gazetteer:
    """The world's places by name and by position, and the user's own.

    Open one with :meth:`open`; it is read-only, cheap to open, and shares its
    memory with other processes. The user's data sets are opened at the first
    look-up. Their places are ranked by the same score as all others; what is one
    place in several sets is shown once (:mod:`gazetteer.same_place`).

    Examples
    --------
    >>> g = Gazetteer.open()
    >>> [c.place.feature_class for c in g.find("Batken", country="KG")][:2]
    ['populated place', 'adm1']
    >>> g.find("")
    []
    """

    def __init__(self, index: Index, own: tuple[UserSet, ...] = ()) -> None:
        self._index, self._stack = index, Stack(index, own)

    @classmethod
    def open(cls, path: str | Path | None = None, *, own: bool = True) -> Gazetteer:
        """Open an index; without a path the packaged world, compiled where needed.

        Parameters
        ----------
        path : str or Path, optional
            An index file, to be used alone.
        own : bool
            Without a path: whether to see the user's data sets too.

        Raises
        ------
        IndexUnusableError
            The given file cannot be used, or the world cannot be compiled.
        GazetteerDataError
            A user's data set cannot be read.
        """
        from gazetteer.store import open_index, open_world

        if path is not None:
            return cls(open_index(Path(path)))
        return cls(open_world(), sets_in_use() if own else ())

    @property
    def datasets(self) -> tuple[str, ...]:
        """The user's data sets that are looked into, with their versions."""
        return tuple(chosen.label for chosen in self._stack.sets)

    def __len__(self) -> int:
        return sum(len(layer.places) for layer in self._stack.layers)

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
        iso3, stages = country_code(country), _stages(mode)
        if len(name) > MAX_NAME_LENGTH or not fold(name):
            return []
        wanted = Wanted(iso3, feature_class, self._parent_keys(parent), bbox)
        found: dict[At, Scored] = {}
        narrowed = any(given is not None for given in (*wanted, near))
        most = ALL if narrowed else SPARE * max(limit, 10)
        for stage in stages:
            for number, (index, _) in enumerate(self._stack.layers):
                hits = stage(index.first(most), name)
                for each in scored(hits, index, wanted, near, most):
                    found.setdefault(At(number, each.ordinal), each)
            if len(found) >= limit:
                break
        ranked = sorted(found.items(), key=lambda s: (-s[1].score, s[0]))
        return self._stack.once(((at, s.score, s.reasons) for at, s in ranked), limit)

    def _parent_keys(self, parent: str | None) -> frozenset[str] | None:
        if not parent:
            return None
        key = fold(parent)
        keys = {key, *(split.key for split in split_class(key))}
        for index, _ in self._stack.layers:
            for hit in exact_hits(index, parent):
                core = index.core(hit.ordinal)
                if core.feature_class != "populated place":
                    label = fold(index.label(core))
                    keys |= {label, *(split.key for split in split_class(label))}
        return frozenset(keys)

    def place(self, place_id: str) -> Place:
        """Return a place by its id.

        Raises
        ------
        GazetteerDataError
            No place has that id.
        """
        places = self._stack.with_id(place_id)
        return replace(self._stack.joined_place(places), names=self.names_of(place_id))

    def names_of(self, place_id: str) -> tuple[Name, ...]:
        """Return every other name of a place, with languages and dates."""
        layers = self._stack.layers
        found = (layers[layer].places.names(o) for layer, o in self._stack.with_id(place_id))
        return tuple(dict.fromkeys(name for names in found for name in names))

    def outline(self, place_id: str) -> dict[str, object] | None:
        """Return a place's area as a GeoJSON geometry, None where only a disc is known."""
        encoded = self._stack.outline(self._stack.with_id(place_id))
        return decode_area(encoded) if encoded else None

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
        found = sorted(
            (away, At(number, ordinal))
            for number, (index, _) in enumerate(self._stack.layers)
            for away, ordinal in index.nearest(lon, lat, limit)
        )
        reasons = ((at, 1 / (1 + away), (f"{away:.1f} km away",)) for away, at in found)
        return self._stack.once(reasons, limit)

    def has_key(self, key: str) -> bool:
        """Return whether a folded name (:func:`gazetteer.names.fold`) is known."""
        return self._index.has_key(key) or (
            bool(self._stack.own) and any(index.has_key(key) for index, _ in self._stack.own)
        )

    def meanings(self, key: str, limit: int = 60, kind: int | None = None) -> list[Meaning]:
        """Return what a folded name may mean, unranked and without making whole places.

        Parameters
        ----------
        key : str
            What :func:`gazetteer.names.fold` returned.
        limit : int
            At most so many of the packaged data, and of each of the user's sets.
        kind : int, optional
            Only places that the key names so (:data:`gazetteer.index_format.KINDS`).

        Examples
        --------
        >>> sorted({m.core.feature_class for m in Gazetteer.open().meanings("batken")})
        ['adm1', 'adm2', 'populated place']
        """
        return [
            Meaning(how, index.core(ordinal))
            for index, _ in self._stack.layers
            for ordinal, how in index.postings(key)[:limit]
            if kind is None or how == kind
        ]

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
        """Ask for each run in turn: to ask first whether longer keys begin so costs ten times."""
        run = keys[start]
        best = KeyMatch(start, start + 1, run) if self._is_key(run) else None
        for end in range(start + 1, min(start + LONGEST_NAME, total)):
            run = f"{run} {keys[end]}"
            if self.has_key(run):
                best = KeyMatch(start, end + 1, run)
        return best

    @lru_cache(maxsize=65536)  # noqa: B019 - a gazetteer lives as long as its process
    def _is_key(self, word: str) -> bool:
        return self.has_key(word)


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
