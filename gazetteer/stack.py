"""Several indexes as one: the packaged data, and the user's sets opened when needed.

What is one place in several of them (:mod:`gazetteer.same_place`) is shown once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import NamedTuple

from gazetteer.errors import GazetteerDataError
from gazetteer.generic import split_class
from gazetteer.index import Index
from gazetteer.names import fold
from gazetteer.place import Candidate, Place
from gazetteer.same_place import is_same, joined, may_be_same
from gazetteer.user_sets import UserSet

__all__ = ["At", "Layer", "Ranked", "Stack"]

UNITS = frozenset({"adm1", "adm2", "adm3", "exclave"})


class Layer(NamedTuple):
    """An open index, and the user's data set that it is of (``""``: the packaged data)."""

    places: Index
    label: str


class At(NamedTuple):
    """A place of one of the layers."""

    layer: int
    ordinal: int


Ranked = tuple[At, float, tuple[str, ...]]
"""A place, its score, and why."""


class Stack:
    """The layers of a gazetteer.

    Parameters
    ----------
    index : Index
        The packaged data, or one index used alone.
    own : tuple of UserSet
        The user's sets in use.
    """

    def __init__(self, index: Index, own: tuple[UserSet, ...]) -> None:
        self.index, self.sets = index, own

    @cached_property
    def own(self) -> tuple[Layer, ...]:
        """The user's layers."""
        if not self.sets:
            return ()
        from gazetteer.user_open import open_set

        return tuple(Layer(open_set(chosen), chosen.label) for chosen in self.sets)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The packaged data, then the user's layers."""
        return (Layer(self.index, ""), *self.own)

    def once(self, ranked: Iterable[Ranked], limit: int) -> list[Candidate]:
        """Return the first candidates; what is one place in several sets once."""
        if not self.own:
            return [
                Candidate(place=self.place(at), score=round(score, 4), reasons=reasons)
                for at, score, reasons in islice(ranked, limit)
            ]
        shown: list[tuple[float, tuple[str, ...], list[At]]] = []
        by_layers: dict[int, list[list[At]]] = {}  # a bit a layer: two of one layer are two
        for at, score, reasons in ranked:
            mask, places = self._known(by_layers, at)
            if not mask and len(shown) == limit:
                break
            if mask:
                by_layers[mask].remove(places)
            else:
                shown.append((score, reasons, places))
            places.append(at)
            by_layers.setdefault(mask | 1 << at.layer, []).append(places)
        return [
            Candidate(place=self.joined_place(places), score=round(score, 4), reasons=reasons)
            for score, reasons, places in shown
        ]

    def _known(self, by_layers: dict[int, list[list[At]]], at: At) -> tuple[int, list[At]]:
        """Return the places that a place is one with, and their layers; 0 and an empty list."""
        for mask, shown in by_layers.items():
            if not mask >> at.layer & 1:
                for places in shown:
                    if self._holds(places, at):
                        return mask, places
        return 0, []

    def _holds(self, known: list[At], new: At) -> bool:
        """Return whether a place is one of those that are known to be one."""
        layer = new.layer
        for at in known:
            if at.layer == layer:
                return False
        place = self.place(new)
        for at in known:
            other = self.place(at)
            if may_be_same(other, place) and is_same(
                other, place, (partial(self.names, at), partial(self.names, new))
            ):
                return True
        return False

    def names(self, at: At) -> Iterator[str]:
        """Yield the other names of a place."""
        return (name.text for name in self.layers[at.layer].places.names(at.ordinal))

    @lru_cache(maxsize=4096)  # noqa: B019 - a gazetteer lives as long as its process
    def place(self, at: At) -> Place:
        """Return a place, which says of which data set of the user's it is."""
        index, label = self.layers[at.layer]
        return index.place(at.ordinal, dataset=label)

    def joined_place(self, places: list[At]) -> Place:
        """Return the one of several that stands for them, with the sources of all."""
        if len(places) == 1:
            return self.place(places[0])
        first, *others = sorted(places, key=self._standing)
        return joined(self.place(first), [self.place(at) for at in others])

    def _standing(self, at: At) -> tuple[bool, bool, bool, int]:
        """Return what orders the places of several sets: curated, with an outline, the user's."""
        index = self.layers[at.layer].places
        curated = at.layer == 0 and index.core(at.ordinal).curated
        return not curated, not index.has_outline(at.ordinal), at.layer == 0, at.layer

    def outline(self, places: list[At]) -> str:
        """Return the encoded area of one place, ``""`` where no set has one."""
        return next(filter(None, map(self._outline, (*places, *self._elsewhere(places[0])))), "")

    def _outline(self, at: At) -> str:
        return self.layers[at.layer].places.outline(at.ordinal)

    def _elsewhere(self, at: At) -> Iterator[At]:
        """Yield the same unit in the user's sets."""
        place = self.place(at)
        if place.feature_class not in UNITS:
            return
        for number, (index, _) in enumerate(self.own, start=1):
            key = fold(place.name)
            for each in (key, *(split.key for split in split_class(key))):
                for ordinal, _ in index.postings(each):
                    if self._holds([at], other := At(number, ordinal)):
                        yield other

    def with_id(self, place_id: str) -> list[At]:
        """Return the places with an id, the one that stands for them first."""
        ordinals = ((n, layer.places.ordinal(place_id)) for n, layer in enumerate(self.layers))
        found = [At(number, ordinal) for number, ordinal in ordinals if ordinal is not None]
        if not found:
            raise GazetteerDataError(
                f"no place has the id {place_id!r}; ids look like geonames:1528735"
            )
        return sorted(found, key=self._standing) if len(found) > 1 else found
