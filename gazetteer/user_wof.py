"""Read Who's On First: records, bundles of records, and SQLite distributions.

A record is a GeoJSON feature with ``wof:`` properties. Parents are named where
the file holds them; else only the country is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from gazetteer.country_data import country_rows, find_country
from gazetteer.errors import GazetteerDataError
from gazetteer.place import FeatureClass, Name
from gazetteer.sources import Row
from gazetteer.user_archive import Share, members
from gazetteer.user_features import Feature, geojson_features
from gazetteer.user_fields import Origin, Shape, extent
from gazetteer.user_rows import Found, Reject, parse_degrees
from gazetteer.user_shapes import from_geojson

__all__ = ["is_wof_table", "read_wof"]

SUFFIXES: Final = (".geojson", ".json")
_TABLES: Final = (".db", ".sqlite", ".sqlite3")
_CLASSES: Final[dict[str, FeatureClass]] = {
    "country": "country", "dependency": "country", "disputed": "area", "macroregion": "area",
    "region": "adm1", "macrocounty": "adm2", "county": "adm2", "localadmin": "adm3",
    "borough": "adm3", "locality": "populated place", "macrohood": "locality",
    "neighbourhood": "locality", "microhood": "locality", "campus": "structure",
    "building": "structure", "venue": "structure", "address": "structure",
    "marinearea": "water", "ocean": "water", "marketarea": "area", "metroarea": "area",
    "postalcode": "area", "timezone": "area", "continent": "area", "empire": "area",
}  # fmt: skip
_UNITS: Final = ("region", "county", "localadmin")
_ABOVE: Final = ("localadmin_id", "county_id", "region_id")
_KINDS: Final = ("preferred", "variant", "colloquial", "abbreviation")
_OPEN: Final = frozenset({"", "u", "uuuu", "..", "open", "-1"})
"""How Who's On First writes a date that is not known or not come."""


def is_wof_table(path: Path) -> bool:
    """Return whether a file is a Who's On First SQLite distribution."""
    if path.suffix.lower() not in _TABLES:
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as base:
            found = base.execute("SELECT name FROM sqlite_master WHERE name = 'geojson'")
            return found.fetchone() is not None
    except sqlite3.Error:
        return False


def read_wof(path: Path, origin: Origin, *, share: Share | None = None) -> Iterator[Found | Reject]:
    """Yield the places of Who's On First data, and the records that cannot be read.

    Raises
    ------
    GazetteerDataError
        The file is none of the forms that Who's On First comes in, or damaged.
    """
    if path.suffix.lower() in _TABLES:
        yield from _from_table(path, origin, share)
        return
    if path.suffix.lower() in SUFFIXES:
        features = list(geojson_features(path, share))
        named = {f.properties["wof:id"]: _name_of(f.properties) for f in features
                 if f.properties and isinstance(f.properties.get("wof:id"), int)}  # fmt: skip
        for feature in features:
            yield _record(feature, named, origin)
        return
    named = _names(path)
    for number, (name, content) in enumerate(members(path, SUFFIXES, share), start=1):
        if "-alt-" not in name:
            yield _record(_parsed(name, content, number), named, origin)


def _names(path: Path) -> dict[Any, str]:
    """Read the names of the units of a bundle: a first pass."""
    found: dict[Any, str] = {}
    for name, content in members(path, SUFFIXES):
        properties = _parsed(name, content, 0).properties or {}
        wof_id = properties.get("wof:id")
        if properties.get("wof:placetype") in _UNITS and isinstance(wof_id, int):
            found[wof_id] = _name_of(properties)
    return found


def _parsed(where: str, content: bytes, number: int) -> Feature:
    try:
        found = json.loads(content)
        return Feature(where, number, dict(found["properties"]), found.get("geometry"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        return Feature(where, number, None, None, f"the record cannot be read ({err})")


def _from_table(path: Path, origin: Origin, share: Share | None) -> Iterator[Found | Reject]:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as base:
            columns = {row[1] for row in base.execute("PRAGMA table_info(geojson)")}
            wanted = "WHERE is_alt = 0" if "is_alt" in columns else ""
            (total,) = base.execute(f"SELECT count(*) FROM geojson {wanted}").fetchone()  # noqa: S608
            asked = f"SELECT id, body FROM geojson {wanted}"  # noqa: S608 - no text from outside
            named = dict(
                base.execute(
                    "SELECT id, name FROM spr WHERE placetype IN ('region', 'county', 'localadmin')"
                )
            )
            for number, (wof_id, body) in enumerate(base.execute(asked), start=1):
                content = body.encode() if isinstance(body, str) else bytes(body or b"")
                yield _record(_parsed(f"record {wof_id}", content, number), named, origin)
                if share and number % 1000 == 0:
                    share(number / max(1, total))
    except sqlite3.Error as err:
        raise GazetteerDataError(
            f"{path}: is no Who's On First SQLite distribution, or damaged ({err})"
        ) from err


def _name_of(properties: dict[str, Any]) -> str:
    return str(properties.get("wof:name") or "")


def _record(feature: Feature, named: dict[Any, str], origin: Origin) -> Found | Reject:
    properties = feature.properties
    if properties is None:
        return Reject(feature.where, feature.fault)
    wof_id, placetype = properties.get("wof:id"), str(properties.get("wof:placetype") or "")
    where, name = f"{feature.where}, wof:id {wof_id}", _name_of(properties)
    if not isinstance(wof_id, int):
        return Reject(where, "it has no wof:id, so it is no Who's On First record", name)
    fault = _gone(properties)
    shape = _shape(feature.geometry, properties)
    if fault or isinstance(shape, str):
        return Reject(where, fault or str(shape), name)
    row = _row(properties, _CLASSES.get(placetype, "locality"), shape, origin)
    above = dict.fromkeys([*_parents(properties, named), *row.parents])
    return Found(where, row._replace(parents=tuple(above)))


def _gone(properties: dict[str, Any]) -> str:
    if str(properties.get("edtf:deprecated", "")) not in _OPEN:
        return f"its source deprecated it ({properties['edtf:deprecated']})"
    replaced = properties.get("wof:superseded_by")
    if replaced:
        return f"its source put {replaced} in its place"
    return ""


def _shape(geometry: Any, properties: dict[str, Any]) -> Shape | str:
    """Return the record's shape; without one, the point that it states."""
    shape = from_geojson(geometry if isinstance(geometry, dict) else None, None)
    if isinstance(shape, str) or shape.lon is not None:
        return shape
    lon, lat = properties.get("geom:longitude"), properties.get("geom:latitude")
    if lon is None or lat is None:
        return shape
    found = parse_degrees(str(lon), str(lat))
    return found if isinstance(found, str) else Shape(*found)


def _parents(properties: dict[str, Any], named: dict[Any, str]) -> list[str]:
    hierarchy = properties.get("wof:hierarchy")
    first = hierarchy[0] if isinstance(hierarchy, list) and hierarchy else {}
    own = properties.get("wof:id")
    ids = (first.get(level) for level in _ABOVE) if isinstance(first, dict) else ()
    return [named[i] for i in ids if isinstance(i, int) and i != own and named.get(i)]


def _row(properties: dict[str, Any], kind: FeatureClass, shape: Shape, origin: Origin) -> Row:
    iso3 = find_country(str(properties.get("iso:country") or properties.get("wof:country") or ""))
    countries = (iso3,) if iso3 else ()
    people = properties.get("wof:population") or properties.get("gn:population") or 0
    population = int(people) if isinstance(people, int | float) and 0 < people < 2**32 else 0
    radius, note = extent(shape, kind, population)
    above = [country_rows()[iso3].name] if iso3 and kind != "country" else []
    return Row(
        place_id=f"wof:{properties['wof:id']}",
        name=_name_of(properties),
        feature_class=kind,
        countries=countries,
        lon=shape.lon,
        lat=shape.lat,
        radius_km=radius,
        population=population,
        parents=tuple(above),
        names=tuple(dict.fromkeys(_further(properties))),
        valid_from=_date(properties.get("edtf:inception")),
        valid_to=_date(properties.get("edtf:cessation")),
        source=origin.source,
        licence=origin.licence,
        note=note,
        outline=shape.outline,
    )


def _further(properties: dict[str, Any]) -> Iterator[Name]:
    """Yield the names in ``name:eng_x_preferred`` and its like, with two-letter codes."""
    for key, texts in properties.items():
        lang, _, kind = key.removeprefix("name:").partition("_x_")
        if key.startswith("name:") and kind in _KINDS and isinstance(texts, list):
            for text in texts:
                if isinstance(text, str) and text and text != _name_of(properties):
                    yield Name(text=text, lang=_TWO_LETTERS.get(lang, lang))


_TWO_LETTERS: Final = {
    "eng": "en", "rus": "ru", "kir": "ky", "tgk": "tg", "uzb": "uz", "kaz": "kk", "tur": "tr",
    "ara": "ar", "fas": "fa", "zho": "zh", "fra": "fr", "deu": "de", "spa": "es", "ukr": "uk",
    "hye": "hy", "kat": "ka", "aze": "az", "hin": "hi", "urd": "ur", "heb": "he", "por": "pt",
}  # fmt: skip


def _date(value: Any) -> str | None:
    text = str(value or "")
    return None if text in _OPEN else text
