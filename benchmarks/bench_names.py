"""Measure how names in Cyrillic meet the Latin names of the same place.

Run: ``python benchmarks/bench_names.py``

For each populated place of GeoNames cities500 with both: the share whose
Cyrillic name folds to one of its Latin names, exactly and within one edit, by
our letters over anyascii, by anyascii alone and by Unidecode (if installed),
and the share that meet by our loose key. No letter of the tables was chosen
by looking at these places.
"""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Callable

from anyascii import anyascii
from rapidfuzz.distance import OSA

from gazetteer.data_files import read_table
from gazetteer.names import fold, loosen

COUNTRIES = ("KG", "TJ", "UZ", "KZ", "RU", "UA", "AZ", "AM", "GE")
CYRILLIC, LATIN = re.compile("[\u0400-\u04ff]"), re.compile("[A-Za-z\u00c0-\u024f]")


def plain(romanise: Callable[[str], str]) -> Callable[[str], str]:
    return lambda name: re.sub(r"\W+", " ", romanise(name).lower().replace("'", "")).strip()


def methods() -> dict[str, Callable[[str], str]]:
    found: dict[str, Callable[[str], str]] = {"ours": fold, "anyascii": plain(anyascii)}
    if importlib.util.find_spec("unidecode"):
        from unidecode import unidecode

        found["unidecode"] = plain(unidecode)
    return found


def pairs(country: str) -> list[tuple[str, list[str]]]:
    """Return each Cyrillic name with the Latin names of its place."""
    found = []
    for row in read_table("geonames_cities500.tsv.xz"):
        if row[2] == country:
            names = [row[1], *row[7].split("|")]
            latin = [name for name in names if LATIN.match(name)]
            found += [(name, latin) for name in names if CYRILLIC.match(name) and latin]
    return found


def share(asked: list[tuple[str, list[str]]], method: Callable[[str], str]) -> tuple[float, float]:
    exact = near = 0
    for name, latin in asked:
        key, others = method(name), {method(other) for other in latin}
        exact += key in others
        near += any(OSA.distance(key, other, score_cutoff=1) <= 1 for other in others)
    return exact / len(asked), near / len(asked)


def main() -> None:
    print("exact / within one edit; loose: one loose key")
    for country in COUNTRIES:
        asked = pairs(country)
        if not asked:
            continue
        shares = {name: share(asked, method) for name, method in methods().items()}
        loose = share(asked, lambda name: loosen(fold(name)))[0]
        told = "  ".join(f"{name} {a:.0%}/{b:.0%}" for name, (a, b) in shares.items())
        print(f"{country} {len(asked):6,} names  {told}  loose {loose:.0%}")
    names = [name for country in COUNTRIES for name, _ in pairs(country)]
    for name, method in methods().items():
        start = time.perf_counter()
        for text in names:
            method(text)
        print(f"{name:10} {len(names) / (time.perf_counter() - start):10,.0f} names/s")


if __name__ == "__main__":
    main()
