"""What an online geocoder found, as candidates of ours."""

from __future__ import annotations

import json
import math
from typing import Any, Final

from gazetteer.country_data import iso3_of_iso2
from gazetteer.place import Candidate, FeatureClass, Place

__all__ = ["candidates", "packed"]

METRES_PER_DEGREE = 111_320.0
OSM = "ODbL 1.0, © OpenStreetMap contributors"
LICENCES: Final = {"nominatim": OSM, "photon": OSM, "geonames": "CC BY 4.0, © GeoNames"}
"""What each service says of its own data; others must be asked."""
CHECK = "answered by an online service; check it before you rely on it"
BOX_OF_A_POINT = "the service gives every point of its kind the same extent"

LONGEST_TEXT = 500

_SETTLED = ("city", "town", "village", "hamlet", "isolated_dwelling", "municipality", "suburb")
_KINDS: Final[dict[str, FeatureClass]] = {
    **dict.fromkeys(_SETTLED, "populated place"),
    **dict.fromkeys(("quarter", "neighbourhood", "farm", "borough"), "populated place"),
    **dict.fromkeys(("country",), "country"),
    **dict.fromkeys(("state", "region", "province", "macroregion"), "adm1"),
    **dict.fromkeys(("county", "district", "state_district", "macrocounty"), "adm2"),
    **dict.fromkeys(("river", "lake", "reservoir", "canal", "stream", "water", "spring"), "water"),
    **dict.fromkeys(("peak", "saddle", "mountain_pass", "valley", "ridge", "glacier"), "terrain"),
    **dict.fromkeys(("border_control", "checkpoint"), "border post"),
    **dict.fromkeys(("road", "street", "highway", "motorway", "trunk", "primary"), "road"),
    **dict.fromkeys(("building", "bridge", "dam", "house", "venue", "address"), "structure"),
}
"""Kinds of Nominatim (addresstype, type), Photon (type, osm_value) and Pelias (layer)."""
_GEONAMES: Final[dict[str, FeatureClass]] = {
    "P": "populated place",
    "H": "water",
    "T": "terrain",
    "R": "road",
    "S": "structure",
    "L": "area",
}
_KIND_FIELDS = ("addresstype", "layer", "type", "osm_value")


def packed(found: list[Any]) -> str:
    """Put what geopy found into text for the cache.

    Raises
    ------
    ValueError, TypeError, AttributeError
        It has no position on Earth, or cannot be written down.
    """
    rows = [
        {
            "address": _shown(place.address),
            "lon": _degrees(place.longitude, 180.0),
            "lat": _degrees(place.latitude, 90.0),
            "raw": place.raw if isinstance(place.raw, dict) else {},
        }
        for place in found
    ]
    text = json.dumps(rows, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def _shown(text: Any) -> str:
    """Give a stranger's text without what steers a terminal, and not without end."""
    return "".join(c if c.isprintable() else " " for c in str(text)[:LONGEST_TEXT]).strip()


def _degrees(value: Any, most: float) -> float:
    degrees = float(value)
    if not -most <= degrees <= most:
        raise ValueError(f"{value!r} is no position on Earth")
    return degrees


def candidates(service: str, text: str, limit: int) -> tuple[Candidate, ...]:
    """Read packed answers as candidates, the service's first one first."""
    rows = json.loads(text)[:limit]
    return tuple(_candidate(service, row, number) for number, row in enumerate(rows, start=1))


def _candidate(service: str, row: dict[str, Any], number: int) -> Candidate:
    fields = _fields(row["raw"])
    parts = [part.strip() for part in row["address"].split(",")]
    place = Place(
        place_id=f"{service}:{_identity(fields, number)}",
        name=_shown(fields.get("name") or parts[0]),
        feature_class=_kind(fields),
        countries=_countries(fields),
        parents=tuple(part for part in parts[1:] if part),
        lon=row["lon"],
        lat=row["lat"],
        radius_km=_radius_km(row["raw"], row["lat"]),
        source=_source(service, fields),
        licence=_licence(service, fields),
        note=f"{CHECK}; {BOX_OF_A_POINT}" if fields.get("osm_type") == "node" else CHECK,
    )
    return Candidate(place=place, score=1 / number, reasons=(f"answer {number} of {service}",))


def _fields(raw: dict[str, Any]) -> dict[str, Any]:
    """Give the facts of an answer, which GeoJSON services keep in ``properties``."""
    inner = raw.get("properties")
    fields = {**raw, **inner} if isinstance(inner, dict) else raw
    return {key: value for key, value in fields.items() if isinstance(key, str)}


def _identity(fields: dict[str, Any], number: int) -> str:
    if "osm_id" in fields:
        return _shown(f"{fields.get('osm_type', '')}/{fields['osm_id']}")
    for key in ("gid", "geonameId", "place_id", "id"):
        if isinstance(fields.get(key), str | int):
            return _shown(fields[key])
    return f"answer/{number}"


def _kind(fields: dict[str, Any]) -> FeatureClass:
    code = str(fields.get("fcode", ""))
    if code in ("ADM1", "ADM2", "ADM3"):
        return "adm1" if code == "ADM1" else "adm2" if code == "ADM2" else "adm3"
    if code.startswith("PCL"):
        return "country"
    if (letter := str(fields.get("fcl", ""))) in _GEONAMES:
        return _GEONAMES[letter]
    for field in _KIND_FIELDS:
        if (kind := str(fields.get(field, ""))) in _KINDS:
            return _KINDS[kind]
    return "locality"


def _countries(fields: dict[str, Any]) -> tuple[str, ...]:
    address = fields.get("address")
    told = address if isinstance(address, dict) else fields
    for key in ("country_code", "countrycode", "countryCode", "country_a"):
        code = str(told.get(key, "")).upper()
        if code in iso3_of_iso2():
            return (iso3_of_iso2()[code],)
        if code in iso3_of_iso2().values():
            return (code,)
    return ()


def _radius_km(raw: dict[str, Any], lat: float) -> float | None:
    """Give half the diagonal of the answer's bounding box, where it has one with an inside."""
    box = raw.get("boundingbox")
    try:
        south, north, west, east = (float(value) for value in box or ())
    except (TypeError, ValueError):
        return None
    across = (east - west) % 360.0 * math.cos(math.radians(lat))
    half = math.hypot(north - south, across) * METRES_PER_DEGREE / 2000
    return round(half, 3) if 0 < half < math.inf else None


def _source(service: str, fields: dict[str, Any]) -> str:
    named = fields.get("source")
    inside = f" ({_shown(named)})" if isinstance(named, str) and named else ""
    return f"{service}, an online geocoder{inside}"


def _licence(service: str, fields: dict[str, Any]) -> str:
    said = fields.get("licence") or LICENCES.get(service)
    return _shown(said or f"as the terms of {service} say; the answer does not tell")
