"""GDELT 2 events (61 columns, no header) and ICEWS: coded by machines, in CAMEO's terms.

Neither counts casualties, and neither keeps the sentence: the type, the sides
and the place are all that a row says.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from geomap.incident import Actor
from geomap.tables.coded import Coded, Source, Spot
from geomap.tables.codes import cameo_type, country, country_by_code, table
from geomap.tables.sheet import Row
from geomap.tables.values import BadCellError, position_of, when_of

__all__ = ["GDELT", "ICEWS"]

GDELT_FIELDS = {
    "id": ("GLOBALEVENTID",),
    "date": ("SQLDATE",),
    "type": ("EventCode",),
    "place": ("ActionGeo_FullName",),
    "where_prec": ("ActionGeo_Type",),
    "lat": ("ActionGeo_Lat",),
    "lon": ("ActionGeo_Long",),
    "country": ("ActionGeo_CountryCode",),
    "actor1": ("Actor1Name",),
    "actor1_code": ("Actor1CountryCode",),
    "actor1_type": ("Actor1Type1Code",),
    "actor2": ("Actor2Name",),
    "actor2_code": ("Actor2CountryCode",),
    "actor2_type": ("Actor2Type1Code",),
    "url": ("SOURCEURL",),
}
ICEWS_FIELDS = {
    "id": ("Event ID",),
    "date": ("Event Date",),
    "type": ("CAMEO Code",),
    "words": ("Event Text",),
    "city": ("City",),
    "admin2": ("District",),
    "admin1": ("Province",),
    "country": ("Country",),
    "lat": ("Latitude",),
    "lon": ("Longitude",),
    "actor1": ("Source Name",),
    "actor1_code": ("Source Country",),
    "actor1_type": ("Source Sectors",),
    "actor2": ("Target Name",),
    "actor2_code": ("Target Country",),
    "actor2_type": ("Target Sectors",),
    "source": ("Publisher",),
}
CITES = {
    "type": ("type", "words"),
    "date_start": ("date",),
    "places": ("place", "city", "admin2", "admin1", "lat", "lon", "where_prec"),
    "countries": ("country",),
    "actors": ("actor1", "actor1_code", "actor2", "actor2_code"),
}


@lru_cache(maxsize=65536)
def _gdelt_actor(name: str, code: str, kind: str) -> Actor | None:
    iso3 = country_by_code(code, "cameo") if code else None
    if not name:
        return None
    known: Any = table("cameo")["actor"].get(kind, "unknown")
    if iso3 and not kind:  # the country itself
        known = "government"
    return Actor(
        name=name,
        type=known,
        side=iso3,
        iso3=iso3,
        start=0,
        end=len(name),
    )


@lru_cache(maxsize=65536)
def _icews_actor(name: str, where: str, sectors: str) -> Actor | None:
    if not name:
        return None
    said = {s.strip() for s in sectors.split(",")}
    iso3 = country(where)
    whole: Any = "government" if iso3 and country(name) == iso3 else "unknown"
    sectors_known: dict[str, Any] = table("cameo")["sector"]
    kind = next((k for s, k in sectors_known.items() if s in said), whole)
    return Actor(name=name, type=kind, side=iso3, iso3=iso3, start=0, end=len(name))


def _gdelt_spot(row: Row) -> Spot:
    position = position_of(row.text("lon"), row.text("lat"))
    code, name = row.text("where_prec").removesuffix(".0"), row.text("place")
    precs: dict[str, int] = table("precision")["gdelt"]
    if code not in {"", "0", *precs}:
        raise BadCellError("where_prec", f"{code!r} is no ActionGeo_Type (0..5)")
    units = [u.strip() for u in name.split(",")]
    prec = precs.get(code)
    return Spot(
        name=name,
        lon=position[0] if position else None,
        lat=position[1] if position else None,
        prec=prec,
        code=f"ActionGeo_Type {code}" if prec else "",
        admin1=units[-2] if len(units) > 1 and prec != 6 else "",
        iso3=country_by_code(row.text("country"), "fips"),
    )


def read_gdelt(row: Row) -> Coded:
    """Read a row of GDELT 2."""
    code = row.text("type")
    url = row.text("url")
    made: tuple[dict[str, Any], ...] = ({"url": url, "publisher": "", "cited_by": "GDELT"},)
    actors = (
        _gdelt_actor(row.text(n), row.text(f"{n}_code"), row.text(f"{n}_type"))
        for n in ("actor1", "actor2")
    )
    return Coded(
        ident=row.text("id"),
        type=cameo_type(code),
        words=table("cameo")["root"].get(code[:2], ""),
        when=when_of(row.text("date"), "date"),
        spot=_gdelt_spot(row),
        actors=tuple(a for a in actors if a),
        made_from=made if url else (),
        problems=(f"no CAMEO event code: {code!r}",) if not code.isdecimal() else (),
    )


def _icews_spot(row: Row) -> Spot:
    """Take the smallest unit that the row names: its point is that unit's."""
    position = position_of(row.text("lon"), row.text("lat"))
    named = {
        "city": row.text("city"),
        "district": row.text("admin2"),
        "province": row.text("admin1"),
        "country": row.text("country"),
    }
    level = next((k for k, v in named.items() if v), None)
    return Spot(
        name=named[level] if level else "",
        lon=position[0] if position else None,
        lat=position[1] if position else None,
        prec=table("precision")["icews"][level] if level else None,
        code=f"the smallest unit named is a {level}" if level else "",
        admin1=named["province"],
        admin2=named["district"],
        iso3=country(named["country"]),
    )


def read_icews(row: Row) -> Coded:
    """Read a row of ICEWS."""
    actors = (
        _icews_actor(row.text(n), row.text(f"{n}_code"), row.text(f"{n}_type"))
        for n in ("actor1", "actor2")
    )
    publisher = row.text("source")
    return Coded(
        ident=row.text("id"),
        type=cameo_type(row.text("type")),
        words=row.text("words"),
        when=when_of(row.text("date"), "date"),
        spot=_icews_spot(row),
        actors=tuple(a for a in actors if a),
        made_from=({"publisher": publisher, "title": "", "cited_by": "ICEWS"},)
        if publisher
        else (),
    )


GDELT = Source(
    kind="gdelt",
    coder="GDELT",
    fields=GDELT_FIELDS,
    signature=frozenset({"globaleventid", "sqldate", "actiongeo_type"}),
    cites=CITES,
    read=read_gdelt,
)
ICEWS = Source(
    kind="icews",
    coder="ICEWS",
    fields=ICEWS_FIELDS,
    signature=frozenset({"event id", "cameo code", "source name", "target name"}),
    cites=CITES,
    read=read_icews,
)
