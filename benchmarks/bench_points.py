"""How near our coordinates are to points that others found for the same names.

usage: python benchmarks/bench_points.py [--misses 10]

Kept set: the places of real coded events in ``../shared/data/coded`` (UCDP GED 23.1 and UCDP
on HDX, rows that their coders call exactly placed; ICEWS, rows with a city), each name of a
country once. Their coders found the points, from sources of their own; nothing of geomap was
made with them. Many used GeoNames, as we do: those whose point is the very same to 100 metres
say nothing of ours, so the figures without them stand beside. Each name is resolved with the
country and the units that its row names, as a report would name them. Printed for each file:
the share that is resolved, and of those the median distance and the shares within 5 and 25 km
of the coder's point (UCDP's "near"); and in how many the country of our place is another. A
distance of more than 25 km is a namesake, or somebody's error: ``--misses`` names the farthest.

The curated borderland is compared with GeoNames' points of the same places
(``geonames_cities500.tsv.xz``, which they replace): how many lie within the radius that the
curated row states, and the rows that do not.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gazetteer import Context, Gazetteer, Toponym
from gazetteer.country_data import find_country
from gazetteer.generic import split_class
from gazetteer.names import fold
from gazetteer.resolve import resolve
from gazetteer.shapes import distance_m

CODED = Path(__file__).resolve().parents[2] / "shared" / "data" / "coded"
UCDP = ("ucdp_ged_sample1000.csv", "hdx_ucdp_conflict_data_BGD.csv")
ICEWS = "icews_2018_sample.tab"
NEAR_KM, CLOSE_KM, SAME_KM = 25.0, 5.0, 0.1


class Kept(NamedTuple):
    """A name, the country and units that its row names, and the coder's point."""

    name: str
    iso3: str
    units: tuple[str, ...]
    lon: float
    lat: float


class Compared(NamedTuple):
    """A kept place beside ours: kilometres between both, and what ours is."""

    kept: Kept
    km: float
    found: str
    same_country: bool


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (CODED / name).open(encoding="utf-8", newline="") as file:
        if name.endswith(".tab"):
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(file)


def kept_places(name: str) -> list[Kept]:
    """Return the places of a file whose coders placed them exactly, each name of a country once."""
    found: dict[tuple[str, str], Kept] = {}
    for row in _rows(name):
        place = _of_icews(row) if name == ICEWS else _of_ucdp(row)
        if place is not None:
            found.setdefault((fold(place.name), place.iso3), place)
    return list(found.values())


def _of_ucdp(row: dict[str, str]) -> Kept | None:
    iso3 = find_country(row["country"].partition(" (")[0])
    if row["where_prec"] not in ("1", "1.0") or iso3 is None:
        return None
    units = tuple(unit for unit in (row["adm_2"], row["adm_1"]) if unit)
    name = row["where_coordinates"].partition(",")[0].strip()
    return Kept(name, iso3, units, float(row["longitude"]), float(row["latitude"]))


def _of_icews(row: dict[str, str]) -> Kept | None:
    iso3 = find_country(row["Country"])
    if row["City"] in ("", "NA") or iso3 is None:
        return None
    units = tuple(unit for unit in (row["Province"],) if unit not in ("", "NA"))
    return Kept(row["City"], iso3, units, float(row["Longitude"]), float(row["Latitude"]))


def compared(kept: list[Kept], gazetteer: Gazetteer) -> list[Compared]:
    """Resolve each name, and measure where it is resolved."""
    found = []
    for each in kept:
        split = next((s for s in split_class(fold(each.name))), None)
        count = len(split.key.split(" ")) if split else 0
        name = " ".join(each.name.split()[:count]) if split else each.name
        asked = Toponym(
            text=each.name, start=0, end=len(each.name), name=name or each.name,
            cue=split.cue if split and split.cue == "populated place" else None,
            countries=(each.iso3,), parents=each.units,
        )  # fmt: skip
        (answer,) = resolve([asked], Context(countries=(each.iso3,)), gazetteer)
        if answer.status == "resolved" and answer.lon is not None and answer.lat is not None:
            assert answer.place is not None
            km = distance_m(each.lon, each.lat, answer.lon, answer.lat) / 1000
            ours = answer.place.countries
            found.append(Compared(each, km, answer.place.name, each.iso3 in ours))
    return found


class Shares(NamedTuple):
    """What a file's places come to."""

    asked: int
    resolved: float
    median_km: float
    close: float
    near: float
    same_point: int
    close_of_others: float
    near_of_others: float
    other_country: int


def shares(kept: list[Kept], found: list[Compared]) -> Shares:
    """Sum up a file."""
    kms = [each.km for each in found]
    others = [km for km in kms if km > SAME_KM]
    return Shares(
        asked=len(kept),
        resolved=len(found) / len(kept),
        median_km=statistics.median(kms),
        close=sum(km <= CLOSE_KM for km in kms) / len(kms),
        near=sum(km <= NEAR_KM for km in kms) / len(kms),
        same_point=len(kms) - len(others),
        close_of_others=sum(km <= CLOSE_KM for km in others) / len(others),
        near_of_others=sum(km <= NEAR_KM for km in others) / len(others),
        other_country=sum(not each.same_country for each in found),
    )


def borderland_apart() -> tuple[int, list[tuple[str, float, float]]]:
    """Return how many curated rows GeoNames has, and those whose point lies outside their disc.

    Each with the kilometres between both points and the radius that the row states.
    """
    from gazetteer.sources.borderland import read_borderland
    from gazetteer.sources.packaged import read_cities

    cities = {row.place_id: row for row in read_cities()}
    count, apart = 0, list[tuple[str, float, float]]()
    for row in read_borderland():
        for other in (cities[i] for i in row.replaces if i in cities):
            if row.lon is None or row.lat is None or other.lon is None or other.lat is None:
                continue
            count += 1
            km = distance_m(row.lon, row.lat, other.lon, other.lat) / 1000
            if km > (row.radius_km or 0.0):
                apart.append((row.name, km, row.radius_km or 0.0))
    return count, apart


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0, help="name so many of the farthest")
    options = parser.parse_args()
    gazetteer = Gazetteer.open(own=False)
    for name in (*UCDP, ICEWS):
        kept = kept_places(name)
        found = compared(kept, gazetteer)
        told = shares(kept, found)
        print(
            f"{name}: {told.asked} places, {told.resolved:.0%} resolved; median "
            f"{told.median_km:.1f} km, within 5 km {told.close:.0%}, within 25 km "
            f"{told.near:.0%}; without {told.same_point} whose point is the same "
            f"{told.close_of_others:.0%} and {told.near_of_others:.0%}; "
            f"{told.other_country} in another country"
        )
        for each in sorted(found, key=lambda c: -c.km)[: options.misses]:
            print(f"  {each.kept.name} ({each.kept.iso3}): {each.found}, {each.km:.0f} km away")
    count, apart = borderland_apart()
    print(f"borderland: {count} rows that GeoNames has, {count - len(apart)} within their radius")
    for name, km, radius in sorted(apart, key=lambda a: -a[1]):
        print(f"  {name}: {km:.1f} km from GeoNames' point, radius {radius:g} km")


if __name__ == "__main__":
    main()
