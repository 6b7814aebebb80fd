"""A place set by an analyst: a gazetteer's id, a point with its radius, or a name."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from gazetteer import Context, Gazetteer, GazetteerError, Resolution, Toponym
from geomap.corrections_record import Correction
from geomap.errors import GeomapError
from geomap.incident import Incident, PlaceMention
from geomap.merge_record import title_of
from geomap.pairs import adjoin, distance_km

__all__ = ["CorrectionRefusedError", "check_place", "place_changes"]

_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,12})?"
_POINT = re.compile(
    rf"\s*({_NUMBER})\s*[,;]\s*({_NUMBER})\s*[,;]\s*(\d{{1,8}}(?:\.\d{{1,6}})?)\s*(km|m)\s*"
)
_LIKE_POINT = re.compile(r"\s*[-+]?\d[\d.]*\s*[,;]")
_ID = re.compile(r"[a-z][\w-]*:\S+")
EXACT_M, NEAR_M = 1_000.0, 25_000.0  # UCDP GED where_prec 1 and 2, for a point with a radius


class CorrectionRefusedError(GeomapError, ValueError):
    """A correction cannot be applied; the message says why and what would do."""


def _point(value: str) -> tuple[float, float, float] | None:
    """Read ``lon, lat, radius``; the radius in metres, None where it is no point."""
    match = _POINT.fullmatch(value)
    if match is None:
        if _LIKE_POINT.match(value):
            message = (
                f"{value!r}: write a point as lon, lat, radius with unit: 70.516, 39.955, 1 km"
            )
            raise CorrectionRefusedError(message)
        return None
    lon, lat = float(match[1]), float(match[2])
    radius_m = float(match[3]) * (1000 if match[4] == "km" else 1)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and radius_m > 0):
        message = f"{value!r}: lon is -180..180, lat -90..90 (in this order), the radius above 0"
        raise CorrectionRefusedError(message)
    return lon, lat, radius_m


def check_place(value: str) -> None:
    """Check the form of a place; whether the gazetteer knows it shows when it is applied.

    Raises
    ------
    CorrectionRefusedError
        Not a place.

    Examples
    --------
    >>> check_place("70.516, 39.955, 1 km"), check_place("geonames:1528735")
    (None, None)
    >>> check_place("39.955, 70.516")
    Traceback (most recent call last):
    geomap.corrections_places.CorrectionRefusedError: '39.955, 70.516': write a point as lon, \
lat, radius with unit: 70.516, 39.955, 1 km
    """
    if not value.strip():
        raise CorrectionRefusedError("a place without words; to take the incident out use drop")
    _point(value)


def _from_point(value: str, lon: float, lat: float, radius_m: float) -> PlaceMention:
    precision = 1 if radius_m <= EXACT_M else 2 if radius_m <= NEAR_M else 5
    return PlaceMention(
        as_written=value.strip(),
        status="resolved",
        lon=lon,
        lat=lat,
        radius_m=radius_m,
        where_prec=precision,
        confidence=1.0,
    )


def _resolved(value: str, incident: Incident, gazetteer: Gazetteer) -> Resolution:
    """Resolve a name as a report of this incident would mean it, or an id."""
    from gazetteer.resolve import resolve
    from gazetteer.resolve_shape import placed
    from gazetteer.spot import spot

    bare = Toponym(text=value, start=0, end=len(value), name=value)
    if _ID.fullmatch(value):
        try:
            return placed(bare, gazetteer.place(value), gazetteer, 1.0, ())
        except GazetteerError as error:
            raise CorrectionRefusedError(str(error)) from error
    pair = incident.border_pair.split("-") if incident.border_pair else []
    countries = tuple(dict.fromkeys([*pair, *incident.countries]))
    read = [t for t in spot(value, gazetteer) if t.text == value] or [bare]
    return resolve(read, Context(countries=countries, on_date=incident.date_start), gazetteer)[0]


def _refusal(value: str, found: Resolution) -> str:
    if found.status == "ambiguous":
        names = "; ".join(
            f"{p.place_id} {p.name} ({', '.join([*p.parents[:1], *p.countries])})"
            for p in (c.place for c in found.candidates[:5])
        )
        return f"{value!r} may mean several places, give the id of one: {names}"
    known = "has no published position" if found.place else "is not in the gazetteer"
    return f"{value!r} {known}: give lon, lat, radius instead"


def _from_gazetteer(value: str, incident: Incident, gazetteer: Gazetteer) -> PlaceMention:
    found = _resolved(value, incident, gazetteer)
    place = found.place
    if place is None or found.lon is None:
        raise CorrectionRefusedError(_refusal(value, found))
    return PlaceMention(
        as_written=value,
        status="resolved",
        name=place.name,
        place_id=place.place_id,
        feature_class=place.feature_class,
        countries=place.countries_on(incident.date_start),
        parents=place.parents,
        lon=found.lon,
        lat=found.lat,
        radius_m=found.radius_m,
        where_prec=found.where_prec,
        confidence=found.confidence,
        derived=place.derived,
        geojson=found.geojson,
        source=place.source,
        licence=place.licence,
        note=place.note,
    )


def _mention(incident: Incident, c: Correction, gazetteer: Gazetteer | None) -> PlaceMention:
    value = c.value.strip()
    point = _point(value)
    if point is not None:
        found = _from_point(value, *point)
    else:
        from geomap.world import open_gazetteer

        found = _from_gazetteer(value, incident, gazetteer or open_gazetteer())
    when = f" on {c.when}" if c.when else ""
    why = f": {c.note}" if c.note else ""
    return msgspec.structs.replace(found, reasons=(f"Set by {c.who}{when}{why}",))


def _distance(incident: Incident, place: PlaceMention) -> float | None:
    """Measure how far a place that is known well is from the incident's border."""
    if incident.border_pair is None or place.lon is None or place.lat is None:
        return None
    one, other = incident.border_pair.split("-")
    if (place.where_prec or 9) > 2 or not adjoin(one, other, incident.date_start):
        return None
    return distance_km(place.lon, place.lat, one, other, incident.date_start)


def _is_about_place(problem: str, incident: Incident) -> bool:
    told = [f"“{p.as_written}” " for p in incident.places if p.role == "where"]
    return "no place is told" in problem or any(t in problem for t in told)


def place_changes(
    incident: Incident, correction: Correction, gazetteer: Gazetteer | None
) -> dict[str, Any]:
    """Work out what changes where an analyst sets the place.

    The report's own places stay, as mentioned; what could not be placed is no
    longer a problem.

    Parameters
    ----------
    incident : Incident
    correction : Correction
    gazetteer : Gazetteer or None
        Default: the packaged world.

    Returns
    -------
    dict
        Fields of the record.

    Raises
    ------
    CorrectionRefusedError
        The gazetteer does not know the place, knows several, or has no
        position for it.
    """
    place = _mention(incident, correction, gazetteer)
    earlier = [
        msgspec.structs.replace(p, role="mentioned") if p.role == "where" else p
        for p in incident.places
    ]
    return {
        "places": (place, *earlier),
        "countries": place.countries or incident.countries,
        "distance_to_border_km": _distance(incident, place),
        "problems": tuple(p for p in incident.problems if not _is_about_place(p, incident)),
        "title": title_of(incident.type, place, incident.date_edtf),
    }
