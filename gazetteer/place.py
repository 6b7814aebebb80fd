"""Places, toponyms and resolutions: the values that the gazetteer speaks in.

Coordinates are WGS 84 (EPSG:4326) in degrees, always named ``lon`` and
``lat``. Countries are ISO 3166-1 alpha-3 codes. Nothing here imports numpy or
shapely: a single look-up must answer at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Candidate",
    "Context",
    "FeatureClass",
    "Name",
    "Place",
    "Relation",
    "Resolution",
    "Status",
    "Tenure",
    "Toponym",
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

Status = Literal["resolved", "ambiguous", "unresolved"]


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
class Relation:
    """How a text places something relative to one or two toponyms.

    Parameters
    ----------
    kind : str
        ``near``, ``offset`` (distance and bearing), ``between``, ``road``
        (between two places along a road), ``border`` (along a border),
        ``border_in`` (the stretch of a border inside a unit).
    distance_km : float or None
        For ``offset``, and for ``near`` where a distance is given.
    bearing_deg : float or None
        Degrees clockwise from north, for ``offset``.
    other : Toponym or None
        The second toponym of ``between`` and ``road``.
    pair : tuple of str or None
        The two countries of ``border``, ISO 3166-1 alpha-3, sorted.
    """

    kind: Literal["near", "offset", "between", "road", "border", "border_in"]
    distance_km: float | None = None
    bearing_deg: float | None = None
    other: Toponym | None = None
    pair: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Toponym:
    """A place name as found in a text.

    Parameters
    ----------
    text : str
        The characters as written, class word included ("Surkh jamoat").
    start, end : int
        Half-open span in the text: ``source[start:end] == text``.
    name : str
        The name alone, without class words ("Surkh").
    cue : str or None
        Feature class that the wording asks for ("jamoat" -> ``adm3``).
    vague : bool
        True for "the X area", "around X": the place is not exactly X.
    countries : tuple of str
        Countries that the wording itself attaches ("Tajikistan's Surkh
        jamoat" -> ``("TJK",)``), ISO 3166-1 alpha-3.
    parents : tuple of str
        Names of enclosing units that the wording attaches ("Kok-Tash in
        Batken district" -> ``("Batken district",)``).
    relation : Relation or None
        For relative places ("20 km north of Batken").
    """

    text: str
    start: int
    end: int
    name: str
    cue: FeatureClass | None = None
    vague: bool = False
    countries: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    relation: Relation | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What a resolver may know of the text round a toponym.

    Parameters
    ----------
    countries : tuple of str
        ISO 3166-1 alpha-3, the most telling first.
    parents : tuple of str
        Units named in the text, as written.
    near : tuple of tuple of float
        ``(lon, lat)`` pairs in degrees of places already known.
    on_date : str or None
        ISO date of the event: names and sides valid on that day win.
    """

    countries: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    near: tuple[tuple[float, float], ...] = ()
    on_date: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A place that a toponym may mean, with its score and why."""

    place: Place
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """What a toponym was taken to mean, how surely, and why.

    Parameters
    ----------
    toponym : Toponym
        The place as written.
    status : str
        ``resolved``, ``ambiguous`` (namesakes that the context does not
        tell apart; ``place`` is None) or ``unresolved``.
    place : Place or None
        The chosen place.
    lon, lat : float or None
        Degrees, WGS 84: centre of what is known.
    radius_m : float or None
        Metres: the disc round the centre that holds the place.
    where_prec : int or None
        UCDP GED codebook (Hoegbladh 2023): 1 exact, 2 within 25 km, 3 ADM2,
        4 ADM1, 5 linear or fuzzy, 6 country, 7 international.
    confidence : float
        0 to 1.
    geojson : dict or None
        GeoJSON geometry where the place is more than a disc (a stretch of
        border, a unit's outline, a corridor); None means the disc of
        ``radius_m`` round (``lon``, ``lat``).
    candidates : tuple of Candidate
        The other places of that name, the best first.
    reasons : tuple of str
        Plain sentences for the reader.
    """

    toponym: Toponym
    status: Status
    place: Place | None = None
    lon: float | None = None
    lat: float | None = None
    radius_m: float | None = None
    where_prec: int | None = None
    confidence: float = 0.0
    geojson: dict[str, object] | None = None
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()
