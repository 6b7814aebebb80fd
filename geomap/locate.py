"""Put places on incidents: toponyms of the report, resolved in its own context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from gazetteer import Candidate, Context, Gazetteer, Resolution, Toponym
from geomap.clocks import clocks_at, zone_for
from geomap.extract.assemble import EventText, Reading
from geomap.extract.sides import Side
from geomap.incident import SOURCE_FIELDS, Incident, PlaceMention
from geomap.pairs import adjoin, distance_km
from geomap.passing import in_passing
from geomap.roles import Placed, assign_roles
from geomap.sides_by_place import with_sides
from geomap.world import open_gazetteer

__all__ = ["locate"]

MAX_CANDIDATES = 5  # other places of the name that a reader is shown
SLACK_M = 25_000.0  # beyond both radii a place may still belong to the unit named round it
NEAR_BORDER_KM = 100.0  # farther from its border an incident is not a border incident


def _candidate(resolution: Resolution) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "name": c.place.name,
            "place_id": c.place.place_id,
            "feature_class": c.place.feature_class,
            "countries": list(c.place.countries),
            "parents": list(c.place.parents),
            "lon": c.place.lon,
            "lat": c.place.lat,
            "why": list(c.reasons),
        }
        for c in resolution.candidates[:MAX_CANDIDATES]
    )


def _reasons(resolution: Resolution) -> tuple[str, ...]:
    """Give the reasons without the place's note, which stands beside them."""
    note = resolution.place.note if resolution.place else ""
    if not note:
        return resolution.reasons
    return tuple(
        head.rstrip(" :") + "; see the note."
        if note in r and (head := r.split(note)[0]).strip()
        else r
        for r in resolution.reasons
    )


def _in_lists(geojson: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give a geometry as JSON has it; outlines come so, shapes that were made have tuples."""
    if geojson is None or isinstance(geojson.get("coordinates"), list):
        return geojson
    plain: dict[str, Any] = msgspec.to_builtins(geojson)
    return plain


def _mention(placed: Placed, doc_id: str) -> PlaceMention:
    r = placed.resolution
    place = r.place
    return PlaceMention(
        as_written=r.toponym.text,
        start=r.toponym.start,
        end=r.toponym.end,
        doc_id=doc_id,
        role=placed.role,  # type: ignore[arg-type]  # roles.py speaks the record's words
        claimant=placed.claimant,
        status=r.status,
        name=place.name if place else "",
        place_id=place.place_id if place else "",
        feature_class=place.feature_class if place else (r.toponym.cue or ""),
        countries=place.countries if place else (),
        parents=place.parents if place else r.toponym.parents,
        lon=r.lon,
        lat=r.lat,
        radius_m=r.radius_m,
        where_prec=r.where_prec,
        confidence=r.confidence,
        derived=place.derived if place else False,
        geojson=_in_lists(r.geojson),
        candidates=_candidate(r),
        reasons=_reasons(r),
        source=place.source if place else "",
        licence=place.licence if place else "",
        note=place.note if place else "",
    )


def _countries_of(reading: Reading) -> tuple[str, ...]:
    """List the report's countries, the two sides first, then by how often they are named."""
    counts = Counter(n.iso3 for e in reading.events for note in e.notes for n in note.nations)
    pair = reading.pair or ()
    return tuple(dict.fromkeys([*pair, *(iso3 for iso3, _ in counts.most_common())]))


def _context(reading: Reading, toponyms: Sequence[Toponym]) -> Context:
    units = [t.text for t in toponyms if t.cue in {"adm1", "adm2", "adm3"}]
    days = [e.incident.date_start for e in reading.events if e.incident.date_start]
    told = [
        e.incident.date_start
        for e in reading.events
        if e.incident.date_start and not e.incident.background
    ]
    return Context(
        countries=_countries_of(reading),
        parents=tuple(dict.fromkeys(units)),
        on_date=next(iter([*told, *days]), None),
    )


def _border_fields(
    pair: tuple[str, str] | None, event: EventText, places: Sequence[PlaceMention]
) -> dict[str, Any]:
    """Name the border of an incident and how far from the line its centre is."""
    day = event.incident.date_start
    if pair is None or not adjoin(*pair, day):
        return {}
    named = {n.iso3 for note in event.notes for n in note.nations}
    where = next((p for p in places if p.role in {"where", "within"} and p.lon is not None), None)
    distance = None
    if where is not None and where.lon is not None and where.lat is not None:
        distance = distance_km(where.lon, where.lat, *pair, day)
        if distance > NEAR_BORDER_KM:
            return {}
    if not set(pair) & named and where is None:
        return {}
    precise = where is not None and (where.where_prec or 9) <= 2
    return {
        "border_pair": "-".join(pair),
        "distance_to_border_km": distance if precise else None,
    }


def _clock_fields(
    incident: Incident, event: EventText, places: Sequence[PlaceMention], pair: Iterable[str]
) -> dict[str, Any]:
    time = incident.time_local
    if time is None or ":" not in time:
        return {}
    where = next(
        (p for p in places if p.role in {"where", "within"} and p.status == "resolved"), None
    )
    lon, lat = (where.lon, where.lat) if where else (None, None)
    zone = zone_for(event.clock_side, where.countries if where else (), lon, lat)
    if zone is None:
        remark = "the report does not say on whose clock the time was read: no UTC is given"
        return {"problems": (*incident.problems, remark)}
    if incident.date_start is None:
        return {"time_zone": zone}
    utc, clocks = clocks_at(incident.date_start, time, zone, pair, lon, lat)
    return {"time_zone": zone, "datetime_utc": utc, "clocks": clocks}


def _countries(
    event: EventText, places: Sequence[PlaceMention], pair: Sequence[str]
) -> tuple[str, ...]:
    found = [c for p in places if p.role == "where" for c in p.countries]
    if not found and event.family == "violence":
        named = [n.iso3 for note in event.notes for n in note.nations]
        found = [iso3 for iso3 in pair if iso3 in named] or named[:1]
    return tuple(dict.fromkeys(found))


def _place_problems(places: Sequence[PlaceMention]) -> tuple[str, ...]:
    where = [p for p in places if p.role == "where"]
    if not where:
        return ("no place is told for this event: it is kept unplaced",)
    out = []
    for p in where:
        if p.status == "ambiguous":
            names = "; ".join(
                f"{c['name']} ({', '.join([*c['parents'][:1], *c['countries']])})"
                for c in p.candidates[:3]
            )
            out.append(f"“{p.as_written}” may mean several places: {names}")
        elif p.lon is None:
            out.append(
                f"“{p.as_written}” is not placed: {p.reasons[-1] if p.reasons else 'not found'}"
            )
    return tuple(out)


def _place_event(
    reading: Reading,
    event: EventText,
    found: Sequence[Resolution],
    sides: dict[str, Side],
    passing: Sequence[Placed],
) -> Incident:
    report = reading.report
    placed = [*assign_roles(event, found, report.lang), *passing]
    places = tuple(_mention(p, report.doc_id) for p in placed)
    pair = reading.pair
    fields = {
        "places": places,
        "countries": _countries(event, places, pair or ()),
        "problems": (*event.incident.problems, *_place_problems(places)),
        "sources": (_source(reading),),
        **_border_fields(pair, event, places),
    }
    incident = msgspec.structs.replace(event.incident, **fields)
    incident = with_sides(incident, event, places, found, report.lang, sides)
    clocks = _clock_fields(incident, event, places, pair or ())
    return msgspec.structs.replace(incident, **clocks, title=_title(incident))


def _source(reading: Reading) -> dict[str, Any]:
    return {k: getattr(reading.report, k) for k in SOURCE_FIELDS}


def _title(incident: Incident) -> str:
    """Make a line for lists: what, where as written, when."""
    what = incident.type.replace("_", " ").capitalize()
    place = incident.place
    where = f" – {place.as_written}" if place else ""
    day = incident.date_edtf or "undated"
    return f"{what}{where}, {day}"


def _in_their_parents(found: Sequence[Resolution]) -> list[Resolution]:
    """Doubt a place that lies far from the unit that the wording puts it in.

    "The Nowshera sector of Rajouri district" is not the Nowshera that the
    gazetteer knows 220 km away: better no place than a wrong one.
    """
    named = {
        key.casefold(): r
        for r in found
        if r.status == "resolved" and r.lon is not None
        for key in (r.toponym.text, r.toponym.name)
    }
    return [_unless_far(r, [named.get(p.casefold()) for p in r.toponym.parents]) for r in found]


def _unless_far(r: Resolution, parents: Sequence[Resolution | None]) -> Resolution:
    from gazetteer.shapes import distance_m

    for parent in parents:
        if parent is None or r.lon is None or r.lat is None or parent is r:
            continue
        if parent.lon is None or parent.lat is None or r.place is None:
            continue
        away = distance_m(r.lon, r.lat, parent.lon, parent.lat)
        if away <= (parent.radius_m or 0) + (r.radius_m or 0) + SLACK_M:
            continue
        why = (
            f"The wording puts it in {parent.toponym.text}, but {r.place.name} lies "
            f"{away / 1000:.0f} km from there."
        )
        known = Candidate(place=r.place, score=0.0, reasons=(why,))
        return Resolution(
            toponym=r.toponym,
            status="unresolved",
            candidates=(known, *r.candidates),
            reasons=(*r.reasons, why),
        )
    return r


def locate(reading: Reading, gazetteer: Gazetteer | None = None) -> list[Incident]:
    """Resolve the places of a report and put them on its incidents.

    Parameters
    ----------
    reading : Reading
        The report's events (:func:`geomap.extract.assemble.read_events`).
    gazetteer : Gazetteer or None
        Default: the packaged world.

    Returns
    -------
    list of Incident
        All of them: one without a place keeps the reason in ``problems``.
    """
    from gazetteer.resolve import resolve
    from gazetteer.spot import spot

    if not reading.events:
        return []
    gaz = gazetteer or open_gazetteer()
    text = reading.report.text
    toponyms = spot(text, gaz, lang=reading.report.lang)
    found = _in_their_parents(resolve(toponyms, _context(reading, toponyms), gaz))
    sides: dict[str, Side] = {}
    passing = in_passing(text, reading.report.lang, reading.events, found)
    return [
        _place_event(reading, event, found, sides, also)
        for event, also in zip(reading.events, passing, strict=True)
    ]
