"""Let the places of one text speak for each other: same country, near by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from gazetteer.place import Place
from gazetteer.resolve_score import WEIGHTS, Scored

__all__ = ["chances", "settle"]

ROUNDS = 3
REACH_KM = 120.0
"""Places of one story: e-folding distance of their support."""
MOVED = 15
"""Candidates of a name that are weighed again; the others stay where they are."""
SPEAKING = 3
"""Candidates of a name that speak for others."""
NEIGHBOURS = 40
"""Names that speak for a name: those nearest to it in the text."""
UNIT_VOICE = 0.6
"""A unit speaks for all places in it, so for each of them less."""
_KM_PER_DEGREE = 111.195


def chances(scored: Sequence[Scored]) -> list[float]:
    """Turn scores into probabilities.

    Examples
    --------
    >>> place = Place(place_id="a:1", name="A", feature_class="adm1")
    >>> chances([Scored(place, 1.0, ()), Scored(place, 1.0, ())]), chances([])
    ([0.5, 0.5], [])
    """
    if not scored:
        return []
    top = max(s.score for s in scored)
    raw = [math.exp(s.score - top) for s in scored]
    total = sum(raw)
    return [r / total for r in raw]


def settle(
    names: list[list[Scored]], mentions: dict[str, float], near: Sequence[tuple[float, float]]
) -> list[list[Scored]]:
    """Weigh each name's candidates again by what the other names may mean.

    Parameters
    ----------
    names : list of list of Scored
        Candidates of each name, in the order of the text, the best first.
    mentions : dict
        How often the text itself names each country.
    near : sequence of (lon, lat)
        Places that the caller knows.
    """
    settled = names
    for _ in range(ROUNDS):
        weights = [chances(n) for n in settled]
        voices = [_voices(n, w) for n, w in zip(settled, weights, strict=True)]
        states = _states(settled, weights, mentions)
        settled = [
            _again(i, names[i], settled[i], weights[i], voices, states, near)
            for i in range(len(names))
        ]
    return settled


def _voices(scored: list[Scored], weights: list[float]) -> list[tuple[Place, float]]:
    pairs = [(s.place, w) for s, w in zip(scored, weights, strict=True) if s.place.lon is not None]
    spoken = [p for p in pairs if p[0].feature_class != "country"]
    return sorted(spoken, key=lambda p: -p[1])[:SPEAKING]


def _states(
    names: list[list[Scored]], weights: list[list[float]], mentions: dict[str, float]
) -> dict[str, float]:
    mass = dict(mentions)
    for scored, chance in zip(names, weights, strict=True):
        for iso3, share in _own(scored, chance).items():
            mass[iso3] = mass.get(iso3, 0.0) + share
    return mass


def _own(scored: list[Scored], chance: list[float]) -> dict[str, float]:
    own: dict[str, float] = {}
    for each, share in zip(scored, chance, strict=True):
        for iso3 in each.place.countries:
            own[iso3] = own.get(iso3, 0.0) + share
    return own


def _again(
    i: int,
    alone: list[Scored],
    now: list[Scored],
    chance: list[float],
    voices: list[list[tuple[Place, float]]],
    states: dict[str, float],
    near: Sequence[tuple[float, float]],
) -> list[Scored]:
    if len(alone) < 2:
        return alone
    own = _own(now, chance)
    others = {c: mass - own.get(c, 0.0) for c, mass in states.items()}
    total = sum(others.values())
    first = max(0, i - NEIGHBOURS // 2)
    heard = [
        v for j in range(first, min(len(voices), first + NEIGHBOURS)) if j != i for v in voices[j]
    ]
    order = {id(s): k for k, s in enumerate(alone)}
    return [
        _with_support(each, others, total, heard, near) if order[id(each)] < MOVED else each
        for each in alone
    ]


def _with_support(
    each: Scored,
    states: dict[str, float],
    total: float,
    heard: list[tuple[Place, float]],
    near: Sequence[tuple[float, float]],
) -> Scored:
    place, score, reasons = each.place, each.score, list(each.reasons)
    if total > 0.3 and place.countries:
        share = max(states.get(c, 0.0) for c in place.countries) / total
        score += WEIGHTS["country of a neighbour"] * share
        if share > 0.3:
            reasons.append(f"Other places of the text are in {'/'.join(place.countries)}.")
    if place.lon is None or place.lat is None or place.feature_class == "country":
        return replace(each, score=score, reasons=tuple(reasons))
    support, nearest = 0.0, (math.inf, "")
    for other, weight in heard:
        if other.place_id == place.place_id:
            continue
        off = _gap_km(place, other)
        voice = weight * math.exp(-off / REACH_KM)
        support += voice * (UNIT_VOICE if other.feature_class == "adm1" else 1.0)
        if weight > 0.4 and off < nearest[0]:
            nearest = (off, other.name)
    for lon, lat in near:
        support += math.exp(-_km(place.lon, place.lat, lon, lat) / REACH_KM)
    score += WEIGHTS["near the others"] * (1 - math.exp(-support))
    if nearest[0] < 100:
        reasons.append(f"{nearest[1]}, also named, is {nearest[0]:.0f} km away.")
    return replace(each, score=score, reasons=tuple(reasons))


def _gap_km(place: Place, other: Place) -> float:
    """Distance from a place to another's edge."""
    if place.lon is None or place.lat is None or other.lon is None or other.lat is None:
        return math.inf
    return max(0.0, _km(place.lon, place.lat, other.lon, other.lat) - (other.radius_km or 0.0))


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Distance on a sphere, flat within a few hundred kilometres: enough for support."""
    across = abs(lon - other_lon)
    across = min(across, 360 - across) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(across, lat - other_lat) * _KM_PER_DEGREE
