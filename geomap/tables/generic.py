"""Any table of events, by a mapping of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from geomap.incident import INCIDENT_TYPES, Actor, Casualties, IncidentType
from geomap.tables.coded import Coded, Source, Spot
from geomap.tables.codes import country, country_of_actor, table, type_named
from geomap.tables.headers import fields
from geomap.tables.sheet import Row, Sheet, as_text
from geomap.tables.values import BadCellError, When, amount_of, count_of, position_of, when_of

__all__ = ["generic_source"]

CITES = {
    "type": ("type",),
    "date_start": ("date", "date_start"),
    "date_end": ("date_end",),
    "places": ("place", "lat", "lon", "coordinates", "admin1", "admin2", "where_prec", "radius_m"),
    "countries": ("country",),
    "actors": ("actor1", "actor2"),
    "claims": ("killed", "wounded"),
}
_RANGE = re.compile(r"(\d{1,7})\s*[-–—]\s*(\d{1,7})$")
_AT_LEAST = re.compile(r"(?:>=|≥)\s*(\d{1,7})$|(\d{1,7})\s*\+$")
_TWO_NUMBERS = re.compile(r"\s*\(?\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*\)?\s*$")
_NUMERIC_DAY = re.compile(r"(\d{1,2})[/\-](\d{1,2})[/\-]\d{4}")
SAMPLE_CHARS = 40


def generic_source(coder: str, sheet: Sheet, mapping: Mapping[str, str]) -> Source:
    """Make the source of a table from its mapping.

    Parameters
    ----------
    coder : str
        Whose claim its figures are: the file, as the table names nobody.
    sheet : Sheet
        The dates of all rows together tell whether ``03/04/2022`` is in April.
    mapping : mapping
        Field to column.

    Returns
    -------
    Source
    """
    orders = {f: _day_first(sheet, mapping.get(f)) for f in ("date", "date_start", "date_end")}
    return Source(
        kind="table",
        coder=coder,
        fields=dict.fromkeys(fields(), ()),
        signature=frozenset(),
        cites=CITES,
        read=partial(_read, orders=orders),
    )


def _day_first(sheet: Sheet, column: str | None) -> bool | None:
    """Tell the order of day and month from the numbers above twelve; None where none tells."""
    if column is None:
        return None
    position = sheet.columns.index(column)
    firsts = seconds = False
    for line in sheet.lines:
        m = _NUMERIC_DAY.match(as_text(line.cells[position])[:SAMPLE_CHARS])
        if m:
            firsts |= int(m[1]) > 12
            seconds |= int(m[2]) > 12
    return firsts if firsts != seconds else None


def _when(row: Row, orders: Mapping[str, bool | None]) -> When:
    one = "date" if row.text("date") else "date_start"
    start, end = (when_of(row.text(f), f, orders[f]) for f in (one, "date_end"))
    if start.start is None or end.end is None:
        return start if start.edtf else end
    if end.end < start.start:
        raise BadCellError("date_end", f"the end {end.end} is before the start {start.start}")
    same = start.edtf == end.edtf
    edtf = start.edtf if same else f"{start.edtf}/{end.edtf}"
    return When(start=start.start, end=end.end, edtf=edtf, prec=_prec(start, end))


def _prec(start: When, end: When) -> int:
    """Give UCDP's date_prec of a range: 1 a day, 2 to six days, 3 a week, 4 a month, 5 longer."""
    import datetime as dt

    assert start.start is not None  # noqa: S101 - the caller has looked
    assert end.end is not None  # noqa: S101
    days = (dt.date.fromisoformat(end.end) - dt.date.fromisoformat(start.start)).days + 1
    return next((p for p, most in ((1, 1), (2, 6), (3, 7), (4, 31)) if days <= most), 5)


def _type(text: str) -> IncidentType:
    key = " ".join(text.casefold().replace("ё", "е").split())
    if key.replace(" ", "_") in INCIDENT_TYPES:
        return type_named(key.replace(" ", "_"))
    known = table("headers")["words"].get(key) or table("acled")["sub_event_type"].get(key)
    return type_named(known or table("acled")["event_type"].get(key, ""))


def _figure(row: Row, field: str, kind: Any) -> Casualties | None:
    """Read a count; words that are no number stay as words, unknown and not zero."""
    text = row.text(field)
    if not text:
        return None
    if m := _RANGE.match(text):
        low, high = sorted((int(m[1]), int(m[2])))
        return Casualties(kind=kind, min=low, max=high, side_basis=f"column {field}")
    if m := _AT_LEAST.match(text):
        least = int(m[1] or m[2])
        return Casualties(kind=kind, min=least, hedge=text, side_basis=f"column {field}")
    try:
        count = count_of(text, field)
    except BadCellError:
        if text.startswith("="):
            raise
        return Casualties(kind=kind, hedge=text[:100], side_basis=f"column {field}")
    return Casualties(kind=kind, min=count, max=count, side_basis=f"column {field}")


def _position(row: Row) -> tuple[tuple[float, float] | None, dict[str, Any] | None]:
    """Read the position and, for GeoJSON, the geometry that is more than a point."""
    shape = row.raw("geometry")
    if isinstance(shape, dict) and shape.get("type") == "Point":
        lon, lat = [*(shape.get("coordinates") or ()), None, None][:2]
        return position_of(as_text(lon), as_text(lat)), None
    if isinstance(shape, dict) and shape.get("type"):
        return _middle(shape), shape
    both = row.text("coordinates")
    if not both:
        return position_of(row.text("lon"), row.text("lat")), None
    m = _TWO_NUMBERS.match(both[:SAMPLE_CHARS])
    if m is None:
        raise BadCellError("coordinates", f"{both[:SAMPLE_CHARS]!r} is not latitude, longitude")
    return position_of(m[2], m[1]), None


def _middle(shape: dict[str, Any]) -> tuple[float, float] | None:
    import shapely

    try:
        geometry = shapely.geometry.shape(shape)
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
        raise BadCellError("geometry", f"no GeoJSON geometry ({error})") from None
    if geometry.is_empty:
        return None
    west, south, east, north = geometry.bounds
    position_of(str(west), str(south))
    position_of(str(east), str(north))
    point = geometry.representative_point()
    return float(point.x), float(point.y)


def _spot(row: Row) -> Spot:
    position, shape = _position(row)
    prec = count_of(row.text("where_prec"), "where_prec")
    if prec is not None and prec not in range(1, 8):
        raise BadCellError("where_prec", f"{prec} is none of UCDP's 1..7")
    radius = amount_of(row.text("radius_m"), "radius_m")
    if radius is not None and radius <= 0:
        raise BadCellError("radius_m", f"{radius:g} is no radius in metres")
    return Spot(
        name=row.text("place"),
        lon=position[0] if position else None,
        lat=position[1] if position else None,
        prec=prec,
        code=f"where_prec {prec}" if prec else "",
        admin1=row.text("admin1"),
        admin2=row.text("admin2"),
        iso3=country(row.text("country")),
        radius_m=radius,
        shape=shape,
    )


def _actor(name: str) -> Actor | None:
    if not name:
        return None
    iso3 = country_of_actor(name) or country(name)
    return Actor(name=name, side=iso3, iso3=iso3, start=0, end=len(name))


def _read(row: Row, orders: Mapping[str, bool | None]) -> Coded:
    killed, wounded = _figure(row, "killed", "killed"), _figure(row, "wounded", "wounded")
    source, url = row.text("source"), row.text("url")
    made = {"publisher": source, "url": url, "title": ""}
    where = row.text("country")
    odd = (
        f"“{where[:60]}” is no country that geomap knows"
        if where and country(where) is None
        else ""
    )
    return Coded(
        ident=row.text("id"),
        type=_type(row.text("type")),
        words=row.text("type"),
        when=_when(row, orders),
        spot=_spot(row),
        actors=tuple(a for n in ("actor1", "actor2") if (a := _actor(row.text(n)))),
        figures=tuple(f for f in (killed, wounded) if f),
        figures_field="killed" if killed else "wounded",
        via=source,
        made_from=(made,) if source or url else (),
        problems=(odd,) if odd else (),
    )
