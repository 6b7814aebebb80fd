"""ACLED: 31 columns (since March 2023), and the form before it with data_id and iso3."""

from __future__ import annotations

import calendar
import re
from functools import lru_cache
from typing import Any

from geomap.incident import Actor, Casualties, IncidentType
from geomap.tables.coded import Coded, Source, Spot
from geomap.tables.codes import country, country_of_actor, table, type_named
from geomap.tables.sheet import Row
from geomap.tables.values import BadCellError, When, count_of, number_of, position_of, when_of

__all__ = ["SOURCE"]

FIELDS = {
    "id": ("event_id_cnty", "data_id"),
    "date": ("event_date",),
    "date_prec": ("time_precision",),
    "event_type": ("event_type",),
    "type": ("sub_event_type",),
    "civilians": ("civilian_targeting",),
    "place": ("location",),
    "where_prec": ("geo_precision",),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "country": ("country",),
    "country_code": ("iso3", "iso"),
    "admin1": ("admin1",),
    "admin2": ("admin2",),
    "actor1": ("actor1",),
    "actor2": ("actor2",),
    "actor1_code": ("inter1",),
    "actor2_code": ("inter2",),
    "killed": ("fatalities",),
    "notes": ("notes",),
    "source": ("source",),
}
CITES = {
    "type": ("event_type", "type", "civilians"),
    "date_start": ("date", "date_prec"),
    "places": ("place", "lat", "lon", "where_prec", "admin1"),
    "countries": ("country",),
    "actors": ("actor1", "actor1_code", "actor2", "actor2_code"),
    "claims": ("killed",),
}
_POLICE = re.compile(r"\bpolice\b", re.IGNORECASE)
_GUARDS = re.compile(r"\bborder (?:guards?|service|troops|security)\b", re.IGNORECASE)


def _precision(row: Row, field: str) -> int | None:
    value = number_of(row.text(field), field)
    if value is not None and value not in (1, 2, 3):
        raise BadCellError(field, f"{row.text(field)!r} is none of 1, 2, 3")
    return int(value) if value is not None else None


def _when(row: Row) -> When:
    """Widen the coded day to what its precision says: a week round it, or its month."""
    when, prec = when_of(row.text("date"), "date", day_first=True), _precision(row, "date_prec")
    if when.start is None or prec in (None, 1) or when.prec != 1:
        return when
    if prec == 2:
        return When(start=when.start, end=when.end, edtf=f"{when.start}~", prec=3)
    month = when.start[:7]
    last = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
    return When(start=f"{month}-01", end=f"{month}-{last}", edtf=month, prec=4)


def _type(row: Row) -> IncidentType:
    """Take the sub-event's type; an explosion that targets civilians is an attack on them."""
    sub, event = row.text("type").casefold(), row.text("event_type").casefold()
    types, wider = table("acled")["sub_event_type"], table("acled")["event_type"]
    found = types.get(sub, wider.get(event, ""))
    if not found and row.text("civilians") and "explosion" in event:
        found = "attack_on_civilians"
    return type_named(found)


@lru_cache(maxsize=32768)
def _actor(name: str, inter: str) -> Actor | None:
    if not name:
        return None
    kind = table("acled")["inter"].get(inter.casefold().removesuffix(".0"), "unknown")
    if kind == "armed_forces" and _GUARDS.search(name):
        kind = "border_guards"
    elif kind == "armed_forces" and _POLICE.search(name):
        kind = "police"
    iso3 = country_of_actor(name)
    side = iso3 if kind in {"armed_forces", "border_guards", "police"} else None
    return Actor(name=name, type=kind, side=side, iso3=iso3, start=0, end=len(name))


def _figures(row: Row) -> tuple[Casualties, ...]:
    """Read ``fatalities``: ACLED writes 0 where its sources report none."""
    count = count_of(row.text("killed"), "killed")
    if count is None:
        return ()
    hedge = "no fatalities reported" if count == 0 else None
    return (
        Casualties(
            kind="killed", min=count, max=count, hedge=hedge, side_basis="column fatalities"
        ),
    )


def _made_from(row: Row) -> tuple[dict[str, Any], ...]:
    names = [s.strip() for s in row.text("source").split(";") if s.strip()]
    return tuple({"publisher": n, "title": "", "cited_by": "ACLED"} for n in names[:20])


def read(row: Row) -> Coded:
    """Read a row of ACLED."""
    position = position_of(row.text("lon"), row.text("lat"))
    code = _precision(row, "where_prec")
    sub = row.text("type") or row.text("event_type")
    return Coded(
        ident=row.text("id").removesuffix(".0"),
        type=_type(row),
        words=sub,
        when=_when(row),
        spot=Spot(
            name=row.text("place"),
            lon=position[0] if position else None,
            lat=position[1] if position else None,
            prec=table("precision")["acled"].get(str(code)),
            code=f"geo_precision {code}" if code else "",
            admin1=row.text("admin1"),
            admin2=row.text("admin2"),
            iso3=country(row.text("country_code")) or country(row.text("country")),
        ),
        actors=tuple(
            a
            for n in ("actor1", "actor2")
            if (a := _actor(row.text(n), row.text(f"{n}_code"))) is not None
        ),
        figures=_figures(row),
        figures_field="killed",
        via=row.text("source"),
        made_from=_made_from(row),
    )


SOURCE = Source(
    kind="acled",
    coder="ACLED",
    fields=FIELDS,
    signature=frozenset({"event_date", "event_type", "sub_event_type", "actor1", "geo_precision"}),
    cites=CITES,
    read=read,
)
