"""Places of coded rows: a coder's point with its true extent, or a name for the gazetteer.

No coordinate is changed. What a point stands for (a town, a province) follows
from the coder's own code of exactness (``data/tables/precision.toml``).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from geomap.incident import PlaceMention
from geomap.tables.coded import Spot
from geomap.tables.codes import table
from geomap.tables.values import BadCellError

__all__ = ["mention_of", "outside_note", "radius_of"]

NEAR_LINE_DEG = 0.5  # some 50 km: a coder's point for a border lies on it, or near its middle
MAX_NAME = 200
MARGIN_DEG = 1.0  # coasts, and borders that move
_FEATURE = {3: "adm2", 4: "adm1", 5: "area", 6: "country"}
_STANDS_FOR = {
    1: "the coder gives this point as the exact place",
    2: "the coder's point stands for a place within 25 km of it",
    3: "the coder's point stands for a district, whose outline is not known",
    4: "the coder's point stands for a province, whose outline is not known",
    5: "the coder's point stands for a line or an area without fixed limits",
    6: "the coder's point stands for the whole country",
    7: "the coder places this in international waters or airspace",
}


def radius_of(where_prec: int) -> float | None:
    """Give the metres within which a place of this exactness lies where no outline is known.

    Examples
    --------
    >>> radius_of(2), radius_of(7)
    (25000.0, None)
    """
    found: float | None = table("precision")["radius_m"].get(str(where_prec))
    return found


def mention_of(spot: Spot, doc_id: str, coder: str, day: str | None) -> PlaceMention | None:
    """Make the place of a row.

    Parameters
    ----------
    spot : Spot
        What the row says.
    doc_id : str
        The table.
    coder : str
        Who placed it.
    day : str or None
        ISO day of the event: names are looked up as of its year.

    Returns
    -------
    PlaceMention or None
        None where the row says nothing of a place.

    Examples
    --------
    >>> spot = Spot(name="Vorukh", lon=70.58, lat=39.85, prec=1, iso3="TJK")
    >>> place = mention_of(spot, "a.csv", "UCDP GED", None)
    >>> place.lon, place.where_prec, place.radius_m
    (70.58, 1, 5000.0)
    >>> mention_of(Spot(), "a.csv", "UCDP GED", None) is None
    True
    """
    if spot.lon is None or spot.lat is None:
        return _named(spot, doc_id, day)
    written = spot.name or spot.admin2 or spot.admin1 or f"{spot.lat:g}, {spot.lon:g}"
    return PlaceMention(
        as_written=written,
        start=0,
        end=len(written),
        doc_id=doc_id,
        claimant="",
        status="resolved",
        name=written,
        countries=(spot.iso3,) if spot.iso3 else _countries_at(spot.lon, spot.lat),
        parents=tuple(dict.fromkeys(u for u in (spot.admin2, spot.admin1) if u and u != written)),
        lon=spot.lon,
        lat=spot.lat,
        confidence=1.0,
        reasons=("The position is the table's own: nothing was looked up.",),
        source=coder,
        **_extent(spot),
    )


def _extent(spot: Spot) -> dict[str, Any]:
    """Give where_prec, radius, outline and the note that says why."""
    prec = spot.prec
    if spot.shape is not None:
        return _drawn(spot, spot.shape)
    if prec is None:
        return _unstated(spot)
    said = f" (coded {spot.code})" if spot.code else ""
    fields: dict[str, Any] = {
        "where_prec": prec,
        "feature_class": _FEATURE.get(prec, ""),
        "radius_m": spot.radius_m or radius_of(prec),
        "note": f"{_STANDS_FOR[prec]}{said}",
    }
    if prec == 4:
        fields |= _province(spot, said)
    elif prec == 5:
        fields |= _line(spot, said)
    elif prec == 6 and spot.iso3:
        fields["radius_m"] = _country_radius_m(spot.iso3) or fields["radius_m"]
    return fields


def _drawn(spot: Spot, shape: dict[str, Any]) -> dict[str, Any]:
    from gazetteer.shapes import covering_radius_m

    assert spot.lon is not None  # noqa: S101 - mention_of has looked
    assert spot.lat is not None  # noqa: S101
    radius = round(covering_radius_m(spot.lon, spot.lat, shape), 0)
    note = "the geometry is the table's; the point is one inside it"
    return {"where_prec": spot.prec or 5, "radius_m": radius, "geojson": shape, "note": note}


def _unstated(spot: Spot) -> dict[str, Any]:
    """Treat a point of unknown exactness as near the place, never as exact."""
    radius = spot.radius_m or radius_of(2)
    how = (
        "the table gives the radius" if spot.radius_m else "the table does not say how exact it is"
    )
    return {"where_prec": 2, "radius_m": radius, "note": f"the point is the table's; {how}"}


def _province(spot: Spot, said: str) -> dict[str, Any]:
    from geomap.tables.units import province_of

    assert spot.lon is not None  # noqa: S101 - mention_of has looked
    assert spot.lat is not None  # noqa: S101
    asked = spot.admin1 or spot.name
    found = province_of(spot.lon, spot.lat, asked, spot.iso3)
    found = found or province_of(spot.lon, spot.lat, asked)  # the country may have split since
    if found is None:
        return {}
    whose = "shown is its outline" if found.named else _other_name(asked, found.name)
    return {
        "geojson": found.outline,
        "radius_m": found.radius_m,
        "place_id": found.place_id,
        "note": f"the coder's point stands for a province{said}; {whose} (Natural Earth)",
    }


def _line(spot: Spot, said: str) -> dict[str, Any]:
    """Draw the border or road that the name tells, where the coder's point is near it."""
    assert spot.lon is not None  # noqa: S101 - mention_of has looked
    assert spot.lat is not None  # noqa: S101
    found = _along_near(spot.name, spot.iso3, spot.lon, spot.lat)
    if found is None:
        return {}
    note = f"the coder's point stands for a line or area{said}; shown is “{spot.name[:80]}”"
    return {"geojson": found[0], "radius_m": found[1], "note": note}


@lru_cache(maxsize=20_000)
def _along_near(
    name: str, iso3: str | None, lon: float, lat: float
) -> tuple[dict[str, object], float] | None:
    import shapely

    from gazetteer.shapes import covering_radius_m

    found = _along(name, iso3)
    if found is None:
        return None
    if shapely.distance(shapely.geometry.shape(found), shapely.Point(lon, lat)) > NEAR_LINE_DEG:
        return None
    return found, round(covering_radius_m(lon, lat, found), 0)


@lru_cache(maxsize=5000)
def _along(name: str, iso3: str | None) -> dict[str, object] | None:
    """Give the geometry of a name that is itself relative: a border, a road between two places."""
    from gazetteer import Context
    from gazetteer.resolve import resolve
    from gazetteer.spot import spot
    from geomap.world import open_gazetteer

    world = open_gazetteer()
    toponyms = [t for t in spot(name[:MAX_NAME], world, lang="en") if t.relation]
    if len(toponyms) != 1:
        return None
    found = resolve(toponyms, Context(countries=(iso3,) if iso3 else ()), world)[0].geojson
    plain: dict[str, object] | None = msgspec.json.decode(msgspec.json.encode(found))  # no tuples
    return plain


def _other_name(asked: str, name: str) -> str:
    wanted = f"no outline is known by the name “{asked[:80]}”; " if asked else ""
    return f"{wanted}shown is the unit that holds the point today, {name}"


@lru_cache(maxsize=512)
def _country_radius_m(iso3: str) -> float | None:
    from gazetteer.countries import row

    found = row(iso3)
    return found.radius_km * 1000 if found and found.radius_km else None


@lru_cache(maxsize=100_000)
def _countries_at(lon: float, lat: float) -> tuple[str, ...]:
    from gazetteer.borders import countries_at

    return countries_at(lon, lat)


def outside_note(spot: Spot) -> str | None:
    """Say where a point lies far off the country that its row names.

    Raises
    ------
    BadCellError
        The point would lie in the country if latitude and longitude were
        turned: they are not turned, and the row is set aside.

    Examples
    --------
    >>> outside_note(Spot(lon=2.35, lat=48.86, iso3="TJK"))
    'the point 48.86, 2.35 lies outside TJK'
    >>> outside_note(Spot(lon=70.58, lat=39.85, iso3="TJK")) is None
    True
    """
    if spot.lon is None or spot.lat is None or spot.iso3 is None:
        return None
    if _in_box(spot.lon, spot.lat, spot.iso3):
        return None
    said = f"the point {spot.lat:g}, {spot.lon:g} lies outside {spot.iso3}"
    if _in_box(spot.lat, spot.lon, spot.iso3):
        raise BadCellError("lat", f"{said}; latitude and longitude look swapped")
    return said


def _in_box(lon: float, lat: float, iso3: str) -> bool:
    from gazetteer.countries import row

    found = row(iso3)
    if found is None or len(found.bbox) != 4:
        return True
    west, south, east, north = found.bbox
    inside = west - MARGIN_DEG <= lon <= east + MARGIN_DEG
    if west > east:
        inside = lon >= west - MARGIN_DEG or lon <= east + MARGIN_DEG
    return inside and south - MARGIN_DEG <= lat <= north + MARGIN_DEG


def _named(spot: Spot, doc_id: str, day: str | None) -> PlaceMention | None:
    """Look a name up; all rows of one year share the answer."""
    name = spot.name or spot.admin2 or spot.admin1
    if not name:
        return None
    found = _resolved(name, spot.admin1, spot.admin2, spot.iso3, (day or "")[:4])
    return msgspec.structs.replace(found, doc_id=doc_id)


@lru_cache(maxsize=50_000)
def _resolved(name: str, admin1: str, admin2: str, iso3: str | None, year: str) -> PlaceMention:
    from gazetteer import Context, Toponym
    from gazetteer.resolve import resolve
    from geomap.locate import _mention
    from geomap.roles import Placed
    from geomap.world import open_gazetteer

    units = tuple(dict.fromkeys(u for u in (admin2, admin1) if u and u != name))
    countries = (iso3,) if iso3 else ()
    toponym = Toponym(
        text=name, start=0, end=len(name), name=name, countries=countries, parents=units
    )
    context = Context(countries=countries, parents=units, on_date=f"{year}-07-01" if year else None)
    found = resolve([toponym], context, open_gazetteer())[0]
    return _mention(Placed(resolution=found, role="where", claimant=""), "")
