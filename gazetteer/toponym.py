"""Toponyms and resolutions: what a text says of places, and what was made of it.

Coordinates are WGS 84 (EPSG:4326) in degrees, always named ``lon`` and
``lat``. Countries are ISO 3166-1 alpha-3 codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gazetteer.place import Candidate, FeatureClass, Place

__all__ = ["Context", "Relation", "Resolution", "Status", "Toponym"]

Status = Literal["resolved", "ambiguous", "unresolved"]


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
