"""Places and candidates: the values that a look-up answers with.

Coordinates are WGS 84 (EPSG:4326) in degrees, always named ``lon`` and
``lat``. Countries are ISO 3166-1 alpha-3 codes. Nothing here imports numpy or
shapely, and what a text says of places is in :mod:`gazetteer.toponym`: a single
look-up must answer at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Candidate",
    "FeatureClass",
    "Name",
    "Place",
    "Tenure",
]

FeatureClass = Literal[
    "country",
    "adm1",
    "adm2",
    "adm3",
    "populated place",
    "exclave",
    "locality",
    "border",
    "border post",
    "water",
    "terrain",
    "road",
    "structure",
    "area",
]
"""Closed vocabulary. ``terrain`` is a pass, peak, valley or gorge; ``area`` a
region without a government (Fergana Valley, Golan Heights)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """One written form of a place's name.

    Parameters
    ----------
    text : str
        The form as its source writes it.
    lang : str
        BCP 47 code, or ``"und"`` where the source does not say.
    valid_from, valid_to : str or None
        EDTF dates between which this form was official, where known.
    """

    text: str
    lang: str = "und"
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tenure:
    """The time during which a state held a place.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3.
    valid_from, valid_to : str or None
        EDTF dates, where known. None is open: since ever, or until today.
    """

    iso3: str
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One place of the gazetteer.

    Parameters
    ----------
    place_id : str
        ``"<source>:<id>"``, stable between builds (``"geonames:1528735"``).
    name : str
        The preferred Latin form.
    names : tuple of Name
        Every other form, with its language. May be empty until asked for
        with :meth:`gazetteer.Gazetteer.names_of`.
    feature_class : str
        One of :data:`FeatureClass`.
    countries : tuple of str
        ISO 3166-1 alpha-3. Two where the place is claimed by, or lies
        across the line between, two states.
    parents : tuple of str
        Names of the enclosing units, the smallest first.
    lon, lat : float or None
        Degrees, WGS 84. ``None`` where nobody has published a position.
    radius_km : float or None
        Radius of the disc round the point that holds the place: the extent
        of a unit or settlement together with the error of its point.
    population : int
        0 where unknown.
    valid_from, valid_to : str or None
        EDTF dates of the place itself (a unit founded, ceded, renamed).
    derived : bool
        True where the coordinate was worked out, not published.
    source, licence, note : str
        Where the row comes from, under which licence, and what a reader of
        a map must be told (how a derived point was derived, for one).
    tenures : tuple of Tenure
        Which state held the place when, for places that changed hands;
        empty for all others.
    dataset : str
        The user's data set and its version (``"cod-kg@2"``); ``""`` for the
        packaged data.
    """

    place_id: str
    name: str
    feature_class: FeatureClass
    names: tuple[Name, ...] = ()
    countries: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None
    population: int = 0
    valid_from: str | None = None
    valid_to: str | None = None
    derived: bool = False
    source: str = ""
    licence: str = ""
    note: str = ""
    tenures: tuple[Tenure, ...] = ()
    dataset: str = ""

    def countries_on(self, day: str | None) -> tuple[str, ...]:
        """Return the states that held the place on a day.

        Parameters
        ----------
        day : str or None
            ISO 8601 date. None returns ``countries``: all of them. So does a
            day in a year in which the place changed hands and only the year
            is known: both states had it.

        Examples
        --------
        >>> held = (Tenure(iso3="KGZ", valid_to="2025"), Tenure(iso3="TJK", valid_from="2025"))
        >>> place = Place(
        ...     place_id="x:1", name="Dostuk", feature_class="populated place",
        ...     countries=("TJK", "KGZ"), tenures=held,
        ... )
        >>> place.countries_on("2022-09-16"), place.countries_on("2026-01-01")
        (('KGZ',), ('TJK',))
        >>> place.countries_on("2025-03-01"), place.countries_on(None)
        (('KGZ', 'TJK'), ('TJK', 'KGZ'))
        """
        if day is None or not self.tenures:
            return self.countries
        return tuple(t.iso3 for t in self.tenures if _covers(t, day)) or self.countries


def _covers(tenure: Tenure, day: str) -> bool:
    """Compare as far as the shorter date goes: "2025" covers all of 2025."""
    begun, ended = tenure.valid_from, tenure.valid_to
    return (begun is None or day[: len(begun)] >= begun) and (
        ended is None or day[: len(ended)] <= ended
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A place that a toponym may mean, with its score and why."""

    place: Place
    score: float
    reasons: tuple[str, ...] = ()
