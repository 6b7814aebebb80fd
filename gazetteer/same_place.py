"""Which candidates of several data sets are one place, and which of them stands for it.

Two candidates of different sets are one place if their ids are the same, or if
they share a name (class words aside), have a class that fits, no country that
contradicts, and lie within the greater of their two radii.

Of one place a curated row stands, whatever else there is; else one whose
outline is known; else the one of a user's set. The others are named in its
``source``, so that none is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from gazetteer.generic import split_class
from gazetteer.index import distance_km
from gazetteer.names import fold
from gazetteer.place import Place

__all__ = ["is_same", "joined", "may_be_same"]

_SETTLED = frozenset({"populated place", "locality"})
_UNITS = frozenset({"adm1", "adm2", "adm3"})


_KM_PER_DEGREE = 111.19

Names = Callable[[], Iterable[str]]


def may_be_same(one: Place, other: Place) -> bool:
    """Tell quickly whether two places may be one: their ids are the same, or they lie near."""
    if one.place_id == other.place_id:
        return True
    if one.lat is None or other.lat is None:
        return False
    north_south = abs(one.lat - other.lat) * _KM_PER_DEGREE
    return north_south <= (one.radius_km or 0.0) or north_south <= (other.radius_km or 0.0)


def is_same(one: Place, other: Place, further: tuple[Names, Names] = (tuple, tuple)) -> bool:
    """Return whether places of two data sets are one place.

    ``further`` give their other names, which are read only where all else fits.

    Examples
    --------
    >>> packaged = Place(place_id="a:1", name="Batken District", feature_class="adm2",
    ...                  countries=("KGZ",), lon=70.8, lat=40.0, radius_km=60)
    >>> own = Place(place_id="b:1", name="Batken", feature_class="adm2",
    ...             countries=("KGZ",), lon=70.9, lat=39.9, radius_km=70)
    >>> is_same(packaged, own), is_same(packaged, replace(own, feature_class="populated place"))
    (True, False)
    """
    if one.place_id == other.place_id:
        return True
    if not _fits(one.feature_class, other.feature_class):
        return False
    if one.countries and other.countries and set(one.countries).isdisjoint(other.countries):
        return False
    if not _is_near(one, other):
        return False
    mine, its = _keys(one, (one.name,)), _keys(other, (other.name,))
    if not mine.isdisjoint(its):
        return True
    mine |= _keys(one, further[0]())
    return not mine.isdisjoint(its) or not mine.isdisjoint(_keys(other, further[1]()))


def _fits(one: str, other: str) -> bool:
    return one == other or {one, other} <= _SETTLED


def _is_near(one: Place, other: Place) -> bool:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return False
    away = distance_km(one.lon, one.lat, other.lon, other.lat)
    return away <= max(one.radius_km or 0.0, other.radius_km or 0.0)


def _keys(place: Place, names: Iterable[str]) -> set[str]:
    keys = {fold(name) for name in names}
    if place.feature_class in _UNITS:
        keys |= {split.key for key in keys for split in split_class(key)}
    return keys - {""}


def joined(shown: Place, others: list[Place]) -> Place:
    """Name the other sources of a place that is shown once.

    Examples
    --------
    >>> one = Place(place_id="a:1", name="X", feature_class="adm2", source="A")
    >>> joined(one, [replace(one, source="B"), replace(one, source="A")]).source
    'A; also B'
    """
    sources = dict.fromkeys(other.source for other in others if other.source != shown.source)
    if not sources:
        return shown
    return replace(shown, source="; also ".join((shown.source, *sources)))
