"""One record of the records that tell one incident: everything kept, nothing averaged."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from geomap.incident import Actor, Claim, Incident, PlaceMention

__all__ = ["compose", "id_key", "members_of", "parts_of", "plain", "title_of"]

PREFIX = "merged:"
_NESTED = (tuple, msgspec.Struct)
STATUSES = ("retracted", "draft", "reviewed", "published")  # the weakest stands for all
T = TypeVar("T")


def id_key(incident_id: str) -> tuple[tuple[int, int | str], ...]:
    """Give the order of ids as people count: ``r#2`` before ``r#10``."""
    parts = re.split(r"(\d{1,18})", incident_id)
    return tuple((0, int(p)) if n % 2 else (1, p) for n, p in enumerate(parts))


def parts_of(incident: Incident) -> list[Incident]:
    """Give the incidents that a merged one was made of; none for any other.

    Examples
    --------
    >>> parts_of(Incident(incident_id="a", type="talks", doc_ids=("r",)))
    []
    """
    merged = incident.extra.get("merged")
    return [msgspec.convert(p, Incident) for p in merged["parts"]] if merged else []


def members_of(incident: Incident) -> tuple[str, ...]:
    """Give the ids that an incident stands for: its parts', or its own.

    Examples
    --------
    >>> members_of(Incident(incident_id="a", type="talks", doc_ids=("r",)))
    ('a',)
    """
    merged = incident.extra.get("merged")
    return tuple(merged["members"]) if merged else (incident.incident_id,)


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    """Give each value once, in order; records hold lists and dicts, which have no hash."""
    out: dict[str, T] = {}
    for v in values:
        out.setdefault(repr(v), v)
    return tuple(out.values())


def _lead_rank(incident: Incident) -> tuple[Any, ...]:
    """Order the reports: who tells it as news, places it finely, claims most."""
    place = incident.place
    radius = place.radius_m if place and place.radius_m and place.lon is not None else 1e9
    return (incident.background, radius, -len(incident.claims), id_key(incident.incident_id))


def _type(parts: Sequence[Incident]) -> str:
    """Take the type that most reports tell, the leading report's where they are even."""
    told: list[str] = [p.type for p in parts if p.type != "unknown"] or [parts[0].type]
    counts = Counter(told)
    return max(told, key=lambda t: (counts[t], -told.index(t)))


def _prec(first: dt.date, last: dt.date) -> int:
    days = (last - first).days + 1
    return 1 if days == 1 else 2 if days < 7 else 3  # UCDP GED codebook, date_prec


def _dates(parts: Sequence[Incident]) -> tuple[dict[str, Any], list[str]]:
    """Intersect the reports' days where they agree, else span them."""
    spans = {p.incident_id: (p.date_start, p.date_end or p.date_start) for p in parts}
    dated = [p for p in parts if p.date_start is not None]
    if not dated:
        return {}, []
    starts = [s for s, _ in spans.values() if s]
    ends = [e for _, e in spans.values() if e]
    agree = max(starts) <= min(ends)
    first, last = (max(starts), min(ends)) if agree else (min(starts), max(ends))
    same = next((p for p in dated if spans[p.incident_id] == (first, last)), None)
    teller = same or dated[0]
    bases = _unique(p.year_basis for p in dated if p.year_basis)
    fields: dict[str, Any] = {
        "date_start": first,
        "date_end": last,
        "date_edtf": same.date_edtf if same else (first if first == last else f"{first}/{last}"),
        "date_prec": _prec(dt.date.fromisoformat(first), dt.date.fromisoformat(last)),
        "date_basis": teller.date_basis,
        "year_basis": " · ".join(bases),
    }
    told = ", ".join(
        f"{s if s == e else f'{s} to {e}'} ({i})" for i, (s, e) in spans.items() if s is not None
    )
    return fields, [] if len(set(spans.values())) == 1 else [
        f"the reports give different days: {told}"
    ]


def _times(parts: Sequence[Incident]) -> tuple[dict[str, Any], list[str]]:
    """Take one report's clock whole, the leading one's if it is in UTC; say what others have."""
    timed = [p for p in parts if p.time_local]
    if not timed:
        return {}, []
    best = min(timed, key=lambda p: (p.datetime_utc is None, ":" not in (p.time_local or "")))
    fields = {k: getattr(best, k) for k in ("time_local", "time_zone", "datetime_utc", "clocks")}
    moments = {(p.time_local, p.datetime_utc) for p in timed}
    if len(moments) == 1:
        return fields, []
    told = ", ".join(
        f"{p.time_local}{f' = {p.datetime_utc}' if p.datetime_utc else ''} ({p.incident_id})"
        for p in timed
    )
    return fields, [f"the reports give different times: {told}"]


def _actors(parts: Sequence[Incident]) -> tuple[Actor, ...]:
    """List who took part once each. A span would not say in which report: the parts do."""
    bare = (msgspec.structs.replace(a, start=None, end=None) for p in parts for a in p.actors)
    return _unique(bare)


def _is_finer_inside(outer: PlaceMention, places: Sequence[PlaceMention]) -> bool:
    from gazetteer.shapes import distance_m

    if outer.lon is None or outer.lat is None:
        return False
    wide = outer.radius_m or 0.0
    return any(
        p.lon is not None
        and p.lat is not None
        and wide > 2 * (p.radius_m or 0.0)
        and distance_m(outer.lon, outer.lat, p.lon, p.lat) <= wide
        for p in places
        if p.role == "where"
    )


def _places(parts: Sequence[Incident]) -> tuple[PlaceMention, ...]:
    """Keep every place as each report wrote it, the finest first.

    A district where another report names the village in it is what holds the
    place, not a second place.
    """
    every = [
        p if p.doc_id else msgspec.structs.replace(p, doc_id=i.doc_ids[0])
        for i in parts
        for p in i.places
    ]
    roled = [
        msgspec.structs.replace(p, role="within")
        if p.role == "where" and _is_finer_inside(p, every)
        else p
        for p in every
    ]
    order = {"where": 0, "within": 1, "mentioned": 2}
    return tuple(sorted(roled, key=lambda p: order[p.role]))


def _claims(parts: Sequence[Incident]) -> tuple[Claim, ...]:
    published = {s.get("doc_id"): s.get("published_on") or "" for p in parts for s in p.sources}
    every = [c for p in parts for c in p.claims]
    return tuple(sorted(every, key=lambda c: (published.get(c.doc_id, ""), id_key(c.doc_id))))


def title_of(kind: str, place: PlaceMention | None, edtf: str) -> str:
    """Make a line for lists: what, where as written, when.

    Examples
    --------
    >>> title_of("armed_clash", None, "2022-01-27")
    'Armed clash, 2022-01-27'
    """
    what = kind.replace("_", " ").capitalize()
    return f"{what}{f' – {place.as_written}' if place else ''}, {edtf or 'undated'}"


def _type_problem(parts: Sequence[Incident]) -> list[str]:
    types = _unique(p.type for p in parts)
    if len(types) == 1:
        return []
    told = ", ".join(f"{p.type} ({p.incident_id})" for p in parts)
    return [f"the reports give different types: {told}"]


def _status(parts: Sequence[Incident]) -> str:
    return min((p.status for p in parts), key=STATUSES.index)


def plain(value: Any) -> Any:
    """Write a record as a file gives it back; what is free-form in it stays as it is.

    Examples
    --------
    >>> plain(Incident(incident_id="a", type="talks", doc_ids=("r",)))["doc_ids"]
    ['r']
    """
    if isinstance(value, msgspec.Struct):
        items = msgspec.structs.asdict(value)
        items.update({k: plain(v) for k, v in items.items() if isinstance(v, _NESTED)})
        return items
    return [plain(v) for v in value] if isinstance(value, tuple) else value


def _extra(parts: Sequence[Incident], joins: Sequence[dict[str, Any]]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    for part in parts:
        for key, value in part.extra.items():
            extra.setdefault(key, value)
    if "corrected" in extra:
        extra["corrected"] = [c for p in parts for c in p.extra.get("corrected", ())]
    ordered = sorted(parts, key=lambda p: id_key(p.incident_id))
    extra["merged"] = {
        "members": [p.incident_id for p in ordered],
        "joins": list(joins),
        "parts": [plain(p) for p in ordered],
    }
    return extra


def compose(members: Sequence[Incident], joins: Sequence[dict[str, Any]]) -> Incident:
    """Make one incident of the reports of it.

    Parameters
    ----------
    members : sequence of Incident
        Two or more, of different reports.
    joins : sequence of dict
        The evidence, kept in ``extra["merged"]["joins"]``.

    Returns
    -------
    Incident
        ``doc_ids[0]`` is the report whose sentence it carries. Its id is that
        of the first member in the order of ids, with ``merged:`` before it.

    Examples
    --------
    >>> one = Incident(incident_id="a#1", type="talks", doc_ids=("a",), date_start="2022-01-28")
    >>> two = Incident(incident_id="b#1", type="talks", doc_ids=("b",), date_start="2022-01-28")
    >>> both = compose([two, one], [])
    >>> both.incident_id, both.doc_ids, parts_of(both) == [one, two]
    ('merged:a#1', ('a', 'b'), True)
    """
    parts = sorted(members, key=_lead_rank)
    lead = parts[0]
    first = min((m for p in parts for m in members_of(p)), key=id_key)
    dates, days_differ = _dates(parts)
    times, times_differ = _times(parts)
    places, kind = _places(parts), _type(parts)
    distances = [p.distance_to_border_km for p in parts if p.distance_to_border_km is not None]
    where = next((p for p in places if p.role == "where"), None)
    problems = [f"{p.incident_id}: {text}" for p in parts for text in p.problems]
    return msgspec.structs.replace(
        lead,
        incident_id=f"{PREFIX}{first}",
        type=kind,
        doc_ids=_unique(d for p in parts for d in p.doc_ids),
        title=title_of(kind, where, dates.get("date_edtf", "")),
        status=_status(parts),
        background=all(p.background for p in parts),
        actors=_actors(parts),
        places=places,
        countries=_unique(c for p in parts for c in p.countries),
        border_pair=next((p.border_pair for p in parts if p.border_pair), None),
        distance_to_border_km=distances[0] if distances else None,
        claims=_claims(parts),
        evidence=_unique(e for p in parts for e in p.evidence),
        sources=_unique(s for p in parts for s in p.sources),
        problems=_unique([*_type_problem(parts), *days_differ, *times_differ, *problems]),
        extra=_extra(parts, joins),
        **dates,
        **times,
    )
