"""Build ``borderland.csv``: the reviewed places of the Kyrgyz-Tajik-Uzbek borderland.

Sources: ``sources/fergana_places.csv`` (facts collected with method, source
and uncertainty per row) and ``borderland_review.toml``, the review, each
change with its reason. GeoNames alternate names come from our own
``geonames_cities500.tsv.xz``.

Run: ``python -m tools.gazetteer.build_borderland``
"""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

from gazetteer.data_files import read_table
from tools.gazetteer.common import DATA, sha256

HERE = Path(__file__).parent
ISO3 = {"KG": "KGZ", "TJ": "TJK", "UZ": "UZB", "AF": "AFG", "RU": "RUS"}
COUNTRY = {
    "KGZ": "Kyrgyzstan", "TJK": "Tajikistan", "UZB": "Uzbekistan", "AFG": "Afghanistan",
    "RUS": "Russia",
}  # fmt: skip
CYRILLIC, LATIN = re.compile("[Ѐ-ӿ]"), re.compile("[A-Za-z]")
FIELDS = [
    "id", "name", "feature_class", "countries", "tenures", "parents", "lon", "lat",
    "radius_km", "population", "valid_from", "valid_to", "derived", "method", "replaces",
    "names", "source", "licence", "note",
]  # fmt: skip
NOT_A_NAME = re.compile("[،,()]")  # remarks and slips of wikis
UNSOURCED = "collected for geomap 2026, no source named (fergana_places.csv)"
# Parts of a "parent" cell that are remarks, not units.
REMARK = re.compile(r" \(.*\)| since \d.*| until \d.*")


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


def retag(lang: str, text: str) -> str:
    if lang in ("ru", "ky", "tg") and LATIN.search(text) and not CYRILLIC.search(text):
        return f"{lang}-Latn"
    if lang == "uz" and CYRILLIC.search(text):
        return "uz-Cyrl"
    return "und" if lang == "en" and CYRILLIC.search(text) else lang


def method_of(note: str) -> str:
    text = note.partition("method=")[2]
    for word in ("source point", "polygon centroid", "polygon point", "derived", "anchor", "none"):
        if text.startswith(word):
            return word.replace("source point", "point").replace(" ", "-")
    return "median" if text.startswith("median") else "unknown"


def licence_of(source: str) -> str:
    if "ODbL" in source:
        return "ODbL 1.0"
    if source.startswith(("GeoNames", "anchor: GeoNames")):
        return "CC BY 4.0"
    return "CC BY 4.0 (geoBoundaries)" if "geoBoundaries" in source else "facts, source cited"


def geonames_rows() -> dict[str, list[str]]:
    table = read_table("geonames_cities500.tsv.xz")
    return {f"geonames:{row[0]}": row for row in table if row[2] in ISO3}


def source_rows() -> list[dict[str, str]]:
    with (HERE / "sources" / "fergana_places.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def variants(row: dict[str, str]) -> list[tuple[str, str]]:
    pairs = (entry.partition(":") for entry in row["name_variants"].split("|") if entry)
    found = [(retag(lang, text), text) for lang, _, text in pairs]
    return [(lang, text) for lang, text in found if not NOT_A_NAME.search(text)]


def replaced(row: dict[str, str], review: dict[str, Any]) -> list[str]:
    if "replaces" in review:
        return list(review["replaces"])
    found = re.match(r"GeoNames (\d+)", row["source"])
    return [f"geonames:{found[1]}"] if found and row["feature_class"] == "populated place" else []


def named(
    row: dict[str, str], review: dict[str, Any], label: str, alternates: list[str]
) -> list[str]:
    """Return ``lang=text@from/to`` entries, reviewed."""
    pairs = variants(row) + [tuple(entry.split("=", 1)) for entry in review.get("add", [])]
    known = {text for _, text in pairs}
    others = (text for text in alternates if text and not NOT_A_NAME.search(text))
    pairs += [("und", text) for text in others if text not in known]
    former = review.get("former", {})
    dropped = {*review.get("drop", []), label}
    entries = dict.fromkeys(
        f"{lang}={text}" + (f"@{former[text]}" if text in former else "")
        for lang, text in pairs
        if text not in dropped
        and not (lang == "und" and (text in former) and ("en", text) in pairs)
    )
    for entry, dates in review.get("former_names", {}).items():
        entries[f"{entry}@{dates}"] = None
    return sorted(entries)


class Parents:
    """Completes a chain of enclosing units up to the country."""

    def __init__(self, rows: list[dict[str, str]], review: dict[str, Any]) -> None:
        self.of = {
            "Fergana Region": "Uzbekistan",
            "Districts of Republican Subordination": "Tajikistan",
        }
        self.of |= {"Vorukh jamoat": "Isfara District", "Batken city": "Batken District"}
        for row in rows:
            label = review.get(row["name"], {}).get("rename", row["name"])
            self.of.setdefault(label, self.first(row["parent"]))
            self.of.setdefault(row["name"], self.of[label])
        for name, change in review.items():
            if change.get("new"):
                self.of[name] = change["parents"][0] if change.get("parents") else ""

    @staticmethod
    def split(cell: str) -> list[str]:
        """Return the units that a "parent" cell names, without its remarks."""
        return [REMARK.sub("", part) for part in cell.split(", ") if part not in ("", "country")]

    def first(self, cell: str) -> str:
        """Return the smallest of them."""
        return next(iter(self.split(cell)), "")

    def chain(self, start: list[str], countries: list[str]) -> list[str]:
        """Return ``start`` completed by the units that enclose its last one."""
        chain = list(start)
        while chain and self.of.get(chain[-1]):
            chain.append(self.of[chain[-1]])
        if len(countries) == 1 and COUNTRY[countries[0]] not in chain:
            chain.append(COUNTRY[countries[0]])
        return chain


def countries_of(row: dict[str, str], review: dict[str, Any]) -> list[str]:
    if "countries" in review:
        return list(review["countries"])
    if "tenure" in review:
        return sorted(review["tenure"], key=lambda iso3: not review["tenure"][iso3].endswith("/"))
    return [ISO3[code] for code in row["country"].split("/")]


def build_row(
    row: dict[str, str],
    review: dict[str, Any],
    parents: Parents,
    geonames: dict[str, list[str]],
) -> dict[str, str]:
    label = review.get("rename", row["name"])
    who, ids = countries_of(row, review), replaced(row, review)
    twins = [geonames[i] for i in ids if i in geonames]
    others = [name for twin in twins for name in (twin[1], *twin[7].split("|"))]
    method = review.get("method") or method_of(row["note"])
    note = "; ".join(n for n in (review.get("note", ""), row["note"]) if n)
    start = review.get("parents") or parents.split(row["parent"])
    return {
        "id": f"borderland:{slug(row['name'])}",
        "name": label,
        "feature_class": review.get("class", row["feature_class"]),
        "countries": ",".join(who),
        "tenures": ",".join(f"{c}:{dates}" for c, dates in review.get("tenure", {}).items()),
        "parents": "|".join(parents.chain(start, who)),
        "lon": row["lon"],
        "lat": row["lat"],
        "radius_km": row["uncertainty_km"],
        "population": str(max((int(twin[6]) for twin in twins), default=0)),
        "valid_from": review.get("valid_from", ""),
        "valid_to": review.get("valid_to", ""),
        "derived": "yes" if method in ("derived", "anchor", "median") else "",
        "method": method,
        "replaces": " ".join(ids),
        "names": "|".join(named(row, review, label, others)),
        "source": row["source"] or UNSOURCED,
        "licence": licence_of(row["source"]),
        "note": note.rstrip("; "),
    }


def new_row(name: str, review: dict[str, Any]) -> dict[str, str]:
    return {
        "name": name,
        "name_variants": "",
        "feature_class": review["class"],
        "country": "",
        "parent": ", ".join(review.get("parents", [])),
        "lat": str(review.get("lat", "")),
        "lon": str(review.get("lon", "")),
        "uncertainty_km": str(review.get("radius_km", "")),
        "source": review["source"],
        "note": review.pop("note"),
    }


def main() -> None:
    review = tomllib.loads((HERE / "borderland_review.toml").read_text(encoding="utf-8"))
    rows = source_rows()
    unknown = set(review) - {r["name"] for r in rows} - {n for n in review if review[n].get("new")}
    if unknown:
        raise SystemExit(f"borderland_review.toml names rows that do not exist: {sorted(unknown)}")
    parents = Parents(rows, review)
    rows += [new_row(name, change) for name, change in review.items() if change.get("new")]
    geonames = geonames_rows()
    built = [build_row(r, review.get(r["name"], {}), parents, geonames) for r in rows]
    path = DATA / "borderland.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(built)
    print(f"{path.name}: {len(built)} rows, sha256 {sha256(path)}")


if __name__ == "__main__":
    main()
