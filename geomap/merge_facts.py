"""What two incidents are compared by, taken out of the record once.

Days are proleptic ordinals of local days, moments are minutes of UTC,
distances are kilometres.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from gazetteer import countries
from gazetteer.names import fold
from geomap.incident import Casualties, Incident, PlaceMention

__all__ = ["FINE_KM", "Facts", "Spot", "facts_of"]

FINE_KM = 10.0  # a place known better than this is a place, not a district
DRAWN_PREC = 5  # UCDP 6 and 7 (a country, the world) tell nothing of where
LONGEST_DAYS = 6  # UCDP date_prec 2; a longer span names no day to compare
LATE = frozenset({"evening", "night", "midnight"})
EARLY = frozenset({"night", "midnight", "early hours", "early", "dawn"})
EVENING_MIN, MORNING_MIN = 18 * 60, 8 * 60  # clock times that may belong to one night


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A located place of an incident: centre, radius and what the gazetteer calls it."""

    as_written: str
    place_id: str
    lon: float
    lat: float
    radius_km: float
    feature_class: str
    countries: frozenset[str]

    @property
    def is_fine(self) -> bool:
        """Whether the place is known to a village or better."""
        return self.radius_km <= FINE_KM


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """One incident as the comparison sees it.

    Parameters
    ----------
    first_day, last_day : int or None
        Ordinals of the local days; None where the report gives no day.
    moments : tuple of int
        Minutes of UTC at which it may have begun: one where the clock is
        known, else one for each side's clock.
    where, within, named : tuple of Spot
        Located places by their role; ``named`` are those just mentioned.
    names : tuple of PlaceMention
        The incident's own places, located or not.
    is_open : bool
        An own place of the incident has no position, or none is told.
    figures : frozenset
        (kind, side, number) of every figure claimed.
    speakers : frozenset of str
        Folded words of those who speak, for statements.
    speaker_sides : frozenset of str
        Their countries.
    """

    incident: Incident
    family: str
    docs: frozenset[str]
    first_day: int | None
    last_day: int | None
    is_late: bool
    is_early: bool
    moments: tuple[int, ...]
    where: tuple[Spot, ...]
    within: tuple[Spot, ...]
    named: tuple[Spot, ...]
    names: tuple[PlaceMention, ...]
    is_open: bool
    sides: frozenset[str]
    figures: frozenset[tuple[str, str | None, int]]
    speakers: frozenset[str]
    speaker_sides: frozenset[str]


@cache
def _families() -> dict[str, str]:
    table = files("geomap").joinpath("data/events.toml").read_text("utf-8")
    return {k: v["family"] for k, v in tomllib.loads(table).items() if "family" in v}


def _spot(place: PlaceMention) -> Spot | None:
    if place.lon is None or place.lat is None or (place.where_prec or 7) > DRAWN_PREC:
        return None
    return Spot(
        as_written=place.as_written,
        place_id=place.place_id,
        lon=place.lon,
        lat=place.lat,
        radius_km=(place.radius_m or 0.0) / 1000,
        feature_class=place.feature_class,
        countries=frozenset(place.countries),
    )


def _spots(incident: Incident, role: str) -> tuple[Spot, ...]:
    found = (_spot(p) for p in incident.places if p.role == role)
    return tuple(s for s in found if s is not None)


def _days(incident: Incident) -> tuple[int | None, int | None]:
    if incident.date_start is None:
        return None, None
    first = dt.date.fromisoformat(incident.date_start).toordinal()
    last = dt.date.fromisoformat(incident.date_end or incident.date_start).toordinal()
    return (first, last) if 0 <= last - first < LONGEST_DAYS else (None, None)


def _clock(incident: Incident) -> int | None:
    time = incident.time_local or ""
    try:
        read = dt.time.fromisoformat(time)
    except ValueError:
        return None
    return read.hour * 60 + read.minute


@cache
def _offset(zone: str, day: str) -> int:
    """Minutes by which a zone was ahead of UTC at noon of a day."""
    noon = dt.datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(zone))
    offset = noon.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def _moments(incident: Incident, sides: frozenset[str]) -> tuple[int, ...]:
    """Give the moment in UTC, or one for each clock that it may have been read from."""
    if incident.datetime_utc:
        moment = dt.datetime.fromisoformat(incident.datetime_utc)
        return (int(moment.timestamp() // 60),)
    clock, day = _clock(incident), incident.date_start
    if clock is None or day is None:
        return ()
    one = [incident.time_zone] if incident.time_zone else []
    zones = one or [z for iso3 in sorted(sides) for z in countries.zones(iso3)[:1]]
    midnight = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    base = int(midnight.timestamp() // 60) + clock
    return tuple(sorted({base - _offset(z, day) for z in zones}))


def _sides(incident: Incident) -> frozenset[str]:
    """List the countries that take part; those who only speak of it are not meant."""
    pair = incident.border_pair.split("-") if incident.border_pair else []
    acting = [a.iso3 for a in incident.actors if a.iso3]
    blamed = [c.blames for c in incident.claims if c.blames]
    hurt = [f.side for c in incident.claims for f in c.casualties if f.side]
    return frozenset([*pair, *incident.countries, *acting, *blamed, *hurt])


def _figures(figure: Casualties) -> Iterator[tuple[str, str | None, int]]:
    bounds = {figure.min, figure.max} - {None}
    for number in bounds:
        yield figure.kind, figure.side, number or 0


def _words(incident: Incident) -> frozenset[str]:
    names = [c.claimant for c in incident.claims] + [a.name for a in incident.actors]
    return frozenset(w for n in names for w in fold(n).split() if len(w) > 2)


def _speaker_sides(incident: Incident) -> frozenset[str]:
    said = [c.claimant_side for c in incident.claims if c.claimant_side]
    return frozenset([*said, *(a.iso3 for a in incident.actors if a.iso3)])


def facts_of(incident: Incident) -> Facts:
    """Take out of a record what it is compared by.

    Parameters
    ----------
    incident : Incident

    Returns
    -------
    Facts

    Examples
    --------
    >>> one = Incident(incident_id="a", type="shelling", doc_ids=("r",), border_pair="KGZ-TJK",
    ...                date_start="2022-01-27", date_end="2022-01-27", time_local="19:30")
    >>> facts = facts_of(one)
    >>> facts.family, sorted(facts.sides), len(facts.moments), facts.is_late
    ('violence', ['KGZ', 'TJK'], 2, True)
    """
    sides = _sides(incident)
    first, last = _days(incident)
    clock, part = _clock(incident), incident.time_local or ""
    own = tuple(p for p in incident.places if p.role == "where")
    figures = (n for c in incident.claims for f in c.casualties for n in _figures(f))
    return Facts(
        incident=incident,
        family=_families().get(incident.type, ""),
        docs=frozenset(incident.doc_ids),
        first_day=first,
        last_day=last,
        is_late=part in LATE if clock is None else clock >= EVENING_MIN,
        is_early=part in EARLY if clock is None else clock < MORNING_MIN,
        moments=_moments(incident, sides),
        where=_spots(incident, "where"),
        within=_spots(incident, "within"),
        named=tuple(s for s in _spots(incident, "mentioned") if s.is_fine),
        names=own,
        is_open=not own or any(p.lon is None for p in own),
        sides=sides,
        figures=frozenset(figures),
        speakers=_words(incident),
        speaker_sides=_speaker_sides(incident),
    )
