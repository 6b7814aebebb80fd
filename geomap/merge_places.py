"""Whether two reports may speak of one place: discs against discs, names against names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from gazetteer.shapes import distance_m
from geomap.incident import PlaceMention
from geomap.merge_facts import FINE_KM, Facts, Spot
from geomap.merge_names import Words, is_named_in, same_name, words_of

__all__ = ["APART_KM", "PlaceVerdict", "compare_places"]

APART_KM = 10.0  # between the edges of two discs: farther, the two are two places
DOUBT_KM = 3.0  # between the edges: nearer, two villages may be named for one place
UNITS = frozenset({"adm1", "adm2", "adm3"})
CUES = {"adm1": 0.3, "adm2": 0.6, "adm3": 0.8, "area": 0.7, "border": 0.0}  # by class alone
OTHER_NAMES = -0.5  # two names may still be one place, so clocks or figures may outweigh it
FINE_WORTH = 0.7  # from here a name is that of a place, not of a district that may hold it
COARSE = ((FINE_KM, 1.0), (30.0, 0.8), (80.0, 0.5), (200.0, 0.25))  # radius: what overlap is worth


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceVerdict:
    """What the places of two incidents say.

    Parameters
    ----------
    share : float
        -1 (neighbouring, not the same) to 1 (the same village or point); 0
        where nothing can be said.
    bar : str
        Why it cannot be one place; ``""`` if it can.
    words : str
        The evidence.
    numbers : dict
        ``distance_km`` of the centres, ``gap_km`` between the discs' edges.
    """

    share: float = 0.0
    bar: str = ""
    words: str = ""
    numbers: dict[str, float] = field(default_factory=dict)


@lru_cache(maxsize=65536)
def _distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    return distance_m(lon, lat, other_lon, other_lat) / 1000


def _worth(radius_km: float) -> float:
    """Say how much it tells that two places overlap, by the wider one."""
    return next((worth for limit, worth in COARSE if radius_km <= limit), 0.0)


def _other_units(a: Spot, b: Spot) -> bool:
    """Tell two districts of one country, whose discs overlap though the districts do not."""
    same_kind = a.feature_class == b.feature_class and a.feature_class in UNITS
    return same_kind and bool(a.countries & b.countries) and a.place_id != b.place_id


def _compare_spots(a: Spot, b: Spot) -> PlaceVerdict:
    apart = _distance_km(a.lon, a.lat, b.lon, b.lat)
    gap = max(0.0, apart - a.radius_km - b.radius_km)
    numbers = {"distance_km": round(apart, 1), "gap_km": round(gap, 1)}
    names = f"{a.as_written} and {b.as_written}"
    if a.place_id and a.place_id == b.place_id:
        share, words = max(_worth(a.radius_km), 0.1), f"{names} are the same place"
    elif gap > APART_KM:
        bar = f"{names} are {apart:.0f} km apart, {gap:.0f} km more than their radii"
        return PlaceVerdict(share=-1.0, bar=bar, numbers=numbers)
    elif _other_units(a, b):
        share, words = -0.5, f"{names} are two units of one country"
    elif gap > 0:
        share = max(-1.0, 1.0 - gap / DOUBT_KM)
        words = f"{names} are {apart:.1f} km apart, {gap:.1f} km more than their radii"
    else:
        share = _worth(max(a.radius_km, b.radius_km))
        words = f"{names} are {apart:.1f} km apart, within their radii"
    return PlaceVerdict(share=share, words=words, numbers=numbers)


def _best(first: Iterable[Spot], second: Iterable[Spot], worth: float = 1.0) -> PlaceVerdict | None:
    found = [_compare_spots(a, b) for a, b in product(first, second)]
    if not found:
        return None
    best = max(found, key=lambda v: (not v.bar, v.share, v.words))
    scaled = best.share * worth if best.share > 0 else best.share
    return PlaceVerdict(share=scaled, bar=best.bar, words=best.words, numbers=best.numbers)


def _fine(spots: Iterable[Spot]) -> list[Spot]:
    return [s for s in spots if s.is_fine]


def _named_by_other(a: Facts, b: Facts) -> list[PlaceVerdict]:
    """Find where one report's place is named, or closely held, by the other's places."""
    found: list[PlaceVerdict | None] = []
    for one, other in ((a, b), (b, a)):
        where = _fine(one.where)
        found.append(_best(where, _fine(other.within), 0.8))
        named = [s for s in other.named if any(s.place_id == w.place_id for w in where)]
        found.append(_best([w for w in where if w.place_id], named, 0.7))
        if other.is_open and other.names:
            found.append(_best(where, other.named, 0.6))
    return [f for f in found if f is not None and f.share > 0]


def _held(a: Facts, b: Facts) -> PlaceVerdict | None:
    """Compare by the units that hold the places, where one has no place of its own."""
    if a.where and b.where:
        return None
    return _best(a.where or a.within, b.where or b.within, 0.9)


def _name_worth(place: PlaceMention) -> float:
    """Say how much it tells that two reports name a place: a village more than a province."""
    if place.lon is not None:
        return _worth((place.radius_m or 0.0) / 1000)
    return CUES.get(place.feature_class, 1.0)


def _are_fine(f: Facts) -> bool:
    """Tell whether all own places of an incident are villages and the like, by their words."""
    return bool(f.names) and all(_name_worth(p) >= FINE_WORTH for p in f.names)


def _text_words(f: Facts) -> Words:
    told = [f.incident.sentence, *(c.text for c in f.incident.claims)]
    return tuple(w for text in dict.fromkeys(told) for w in words_of(text))


def _by_name(a: Facts, b: Facts) -> list[PlaceVerdict]:
    """Compare by names where a position is missing: with the other's places, then its sentences."""
    if not (a.is_open or b.is_open):
        return []
    found = []
    for p, q in product(a.names, b.names):
        if same_name(words_of(p.as_written), words_of(q.as_written)):
            worth = min(_name_worth(p), _name_worth(q))
            words = f"{p.as_written} and {q.as_written} are one name"
            found.append(PlaceVerdict(share=0.9 * worth, words=words))
    for one, other in ((a, b), (b, a)):
        for p in one.names:
            if is_named_in(words_of(p.as_written), _text_words(other)):
                words = f"{p.as_written} is named in both reports"
                found.append(PlaceVerdict(share=0.8 * _name_worth(p), words=words))
    return found


def compare_places(a: Facts, b: Facts) -> PlaceVerdict:
    """Compare where two incidents are said to be.

    Parameters
    ----------
    a, b : Facts

    Returns
    -------
    PlaceVerdict

    Examples
    --------
    >>> from geomap.incident import Incident, PlaceMention
    >>> from geomap.merge_facts import facts_of
    >>> def at(lon):
    ...     place = PlaceMention(as_written="X", lon=lon, lat=40.0, radius_m=1000.0, where_prec=1)
    ...     return facts_of(
    ...         Incident(incident_id="a", type="talks", doc_ids=("r",), places=(place,))
    ...     )
    >>> compare_places(at(70.0), at(70.01)).words
    'X and X are 0.9 km apart, within their radii'
    >>> compare_places(at(70.0), at(70.5)).bar
    'X and X are 43 km apart, 41 km more than their radii'
    """
    own = _best(a.where, b.where) or _held(a, b)
    found = [v for v in (own, *_named_by_other(a, b), *_by_name(a, b)) if v and not v.bar]
    if found:
        return max(found, key=lambda v: (v.share, v.words))
    if own is not None and own.bar and not (a.is_open or b.is_open):
        return own
    if _are_fine(a) and _are_fine(b):
        names = f"{a.names[0].as_written} and {b.names[0].as_written}"
        return PlaceVerdict(
            share=OTHER_NAMES, words=f"{names} are other names, one without position"
        )
    return PlaceVerdict(words="no place can be compared")
