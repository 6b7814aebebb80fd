"""Let the places of one text speak for each other: same country, near by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

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
FEW = 0.3
"""Fewer places than this say nothing of the text's countries."""
TOLD = 0.3
"""A share or chance that is worth a reason in words."""
TOO_LARGE_KM = 700.0
"""A country or region larger than this speaks for nothing in particular."""
OWN_GROUND = 0.4
"""Share of a unit's covering radius within which places may be taken to lie in it."""
UNIT_VOICE = 0.6
"""A unit speaks for all places in it, so for each of them less."""
_VOICES = {"country": UNIT_VOICE / 2, "adm1": UNIT_VOICE}
_KM_PER_DEGREE = 111.195


def chances(scored: Sequence[Scored], doubt: float | None = None) -> list[float]:
    """Turn scores into probabilities.

    Parameters
    ----------
    scored : sequence of Scored
        Candidates of one name.
    doubt : float or None
        Score of "none of these"; its probability is left out of the list.

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
    total = sum(raw) + (0.0 if doubt is None else math.exp(doubt - top))
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
    gaps: dict[tuple[str, str], float] = {}
    for number in range(ROUNDS):
        weights = [chances(n) for n in settled]
        told = _Round(
            voices=[_voices(n, w) for n, w in zip(settled, weights, strict=True)],
            own=[_own(n, w) for n, w in zip(settled, weights, strict=True)],
            mentions=mentions,
            near=near,
            gaps=gaps,
            last=number == ROUNDS - 1,
        )
        settled = [_again(i, alone, told) for i, alone in enumerate(names)]
    return settled


@dataclass(frozen=True, kw_only=True)
class _Round:
    """What every name says in one round: where it may be, and in which countries.

    ``gaps`` keeps the distances that a round before has measured; the reasons
    in words are those of the ``last`` round.
    """

    voices: list[list[tuple[Place, float]]]
    own: list[dict[str, float]]
    mentions: dict[str, float]
    near: Sequence[tuple[float, float]]
    gaps: dict[tuple[str, str], float]
    last: bool

    @cached_property
    def states(self) -> dict[str, float]:
        mass = dict(self.mentions)
        for own in self.own:
            for iso3, share in own.items():
                mass[iso3] = mass.get(iso3, 0.0) + share
        return mass

    def shares_for(self, i: int) -> dict[str, float]:
        """Give each country's share of what all names but one say."""
        others = {c: mass - self.own[i].get(c, 0.0) for c, mass in self.states.items()}
        total = sum(others.values())
        return {c: mass / total for c, mass in others.items()} if total > FEW else {}

    def heard_by(self, i: int) -> list[tuple[Place, float]]:
        """Give the places that speak for a name: those of its neighbours in the text."""
        first = max(0, i - NEIGHBOURS // 2)
        last = min(len(self.voices), first + NEIGHBOURS)
        return [voice for j in range(first, last) if j != i for voice in self.voices[j]]


def _voices(scored: list[Scored], weights: list[float]) -> list[tuple[Place, float]]:
    pairs = [(s.place, w) for s, w in zip(scored, weights, strict=True) if s.place.lon is not None]
    spoken = [p for p in pairs if (p[0].radius_km or 0.0) < TOO_LARGE_KM]
    return sorted(spoken, key=lambda p: -p[1])[:SPEAKING]


def _own(scored: list[Scored], chance: list[float]) -> dict[str, float]:
    own: dict[str, float] = {}
    for each, share in zip(scored, chance, strict=True):
        for iso3 in each.place.countries:
            own[iso3] = own.get(iso3, 0.0) + share
    return own


def _again(i: int, alone: list[Scored], told: _Round) -> list[Scored]:
    if len(alone) < 2:
        return alone
    shares, heard = told.shares_for(i), told.heard_by(i)
    moved = [_with_near(_with_states(s, shares), heard, told) for s in alone[:MOVED]]
    return [*moved, *alone[MOVED:]]


def _with_states(each: Scored, shares: dict[str, float]) -> Scored:
    share = max((shares.get(c, 0.0) for c in each.place.countries), default=0.0)
    reasons = each.reasons
    if share > TOLD:
        reasons += (f"Other places of the text are in {'/'.join(each.place.countries)}.",)
    score = each.score + WEIGHTS["country of a neighbour"] * share
    return Scored(each.place, score, reasons)


def _with_near(each: Scored, heard: list[tuple[Place, float]], told: _Round) -> Scored:
    place, gaps = each.place, told.gaps
    if place.lon is None or place.lat is None:
        return each
    support, nearest, name = 0.0, math.inf, ""
    for other, weight in heard:
        if other.place_id == place.place_id:
            continue
        key = (place.place_id, other.place_id)
        off = gaps.get(key)
        if off is None:
            off = gaps[key] = _gap_km(place, other)
        support += weight * math.exp(-off / REACH_KM) * _VOICES.get(other.feature_class, 1.0)
        if weight > TOLD and off < nearest:
            nearest, name = off, other.name
    for lon, lat in told.near:
        support += math.exp(-_km(place.lon, place.lat, lon, lat) / REACH_KM)
    score = each.score + WEIGHTS["near the others"] * (1 - math.exp(-support))
    if told.last and nearest < REACH_KM:
        said = f"{name}, also named, is {nearest:.0f} km away."
        return Scored(place, score, (*each.reasons, said))
    return Scored(place, score, each.reasons)


def _gap_km(place: Place, other: Place) -> float:
    """Give the distance between the edges of two places; half a unit's disc is its own."""
    if place.lon is None or place.lat is None or other.lon is None or other.lat is None:
        return math.inf
    reach = (other.radius_km or 0.0) + OWN_GROUND * (place.radius_km or 0.0)
    return max(0.0, _km(place.lon, place.lat, other.lon, other.lat) - reach)


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Distance on a sphere, flat within a few hundred kilometres: enough for support."""
    across = abs(lon - other_lon)
    across = min(across, 360 - across) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(across, lat - other_lat) * _KM_PER_DEGREE
