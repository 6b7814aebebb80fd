"""Measure bulk geometry beside its peers, interleaved in one run.

Run: ``python benchmarks/bench_bulk.py [--points 200000] [--rounds 3]``

Times are processor seconds of this process, medians of rounds in which the
ways take turns: other work on the machine does not count. Targets: distance
at least 2.5 times ``geopandas.sjoin_nearest`` and 20 times a geopy loop, error
p99 at most 10 m; country at least 2 times a ``sjoin`` on whole polygons with
every disagreement explained.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from geopy.distance import geodesic
from pyproj import Geod

from gazetteer import borders, bulk
from gazetteer.borders_data import ground, units

Floats = npt.NDArray[np.float64]
Points = tuple[Floats, Floats]
Ways = dict[str, Callable[[], object]]

METRIC = 4087  # World Equidistant Cylindrical, what a global sjoin_nearest is given
GEOPY = 2000
TRUTH = 400
SAMPLE_M = 10.0
GEOD = Geod(ellps="WGS84")


def cpu_medians(ways: Ways, rounds: int) -> dict[str, float]:
    """Return the median processor seconds of each way, the ways taking turns."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            way()
            spent[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in spent.items()}


def verdict(ratio: float, target: float) -> str:
    return f"{ratio:6.1f} x  (target {target:g}: {'met' if ratio >= target else 'MISSED'})"


def points_of(kind: str, count: int, rng: np.random.Generator) -> Points:
    """Draw points: over the globe, on land, or within tens of kilometres of a border."""
    if kind == "near borders":
        vertices = shapely.get_coordinates([borders.line(*p).geometry for p in borders.all_pairs()])
        chosen = vertices[rng.integers(0, len(vertices), count)]
        chosen = chosen + rng.normal(0, 0.3, (count, 2))
        return np.clip(chosen[:, 0], -180, 180), np.clip(chosen[:, 1], -90, 90)
    wanted = count * (5 if kind == "land" else 1)
    lon, lat = rng.uniform(-180, 180, wanted), np.degrees(np.arcsin(rng.uniform(-1, 1, wanted)))
    if kind == "land":
        held = np.array([bool(c) for c in bulk.countries_of_points(lon, lat)])
        lon, lat = lon[held][:count], lat[held][:count]
    return lon, lat


def line_frames() -> dict[str, gpd.GeoDataFrame]:
    """Give the lines as they are, and cut into runs of eight edges: the peer at its best."""
    pairs = borders.all_pairs()
    whole = [borders.line(*pair).geometry for pair in pairs]
    cut, owner = [], []
    for number, geometry in enumerate(whole):
        for part in geometry.geoms:
            xy = shapely.get_coordinates(part)
            for at in range(0, len(xy) - 1, 8):
                cut.append(shapely.LineString(xy[at : at + 9]))
                owner.append(number)
    return {
        "sjoin_nearest, lines as they are": gpd.GeoDataFrame(
            {"pair": range(len(pairs))}, geometry=whole, crs=4326
        ).to_crs(METRIC),
        "sjoin_nearest, lines cut by hand": gpd.GeoDataFrame(
            {"pair": owner}, geometry=cut, crs=4326
        ).to_crs(METRIC),
    }


def nearest_of(frame: gpd.GeoDataFrame, points: Points) -> gpd.GeoDataFrame:
    flat = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points), crs=4326).to_crs(METRIC)
    return gpd.sjoin_nearest(flat, frame, distance_col="metres")


def distances(kind: str, points: Points, rounds: int) -> None:
    found = bulk.distance_to_border(*points)
    feet = list(zip(found["border_lat"][:GEOPY], found["border_lon"][:GEOPY], strict=True))
    some = list(zip(points[1][:GEOPY], points[0][:GEOPY], strict=True))
    ways: Ways = {"distance_to_border": lambda: bulk.distance_to_border(*points)}
    for name, frame in line_frames().items():
        ways[name] = lambda frame=frame: nearest_of(frame, points)
    ways["geopy loop"] = lambda: [geodesic(a, b).m for a, b in zip(some, feet, strict=True)]
    spent = cpu_medians(ways, rounds)
    spent["geopy loop"] *= len(points[0]) / GEOPY
    ours = spent["distance_to_border"]
    print(f"\nDistance to the nearest border, {len(points[0]):,} points {kind}")
    for name, seconds in spent.items():
        target = {"distance_to_border": 0.0, "geopy loop": 20.0}.get(name, 2.5)
        ratio = verdict(seconds / ours, target) if target else ""
        print(f"  {name:34} {len(points[0]) / seconds:12,.0f}/s {ratio}")
    print("  (geopy is given the nearest point: it only measures)")


def densely_sampled(lon: float, lat: float, edges: tuple[Floats, Floats]) -> float:
    """Measure to the lines sampled every 10 m, in metres: geodesics to all that may be nearest."""
    start, end = edges
    phi, phi2 = np.radians(lat), np.radians(start[:, 1])
    lam = np.radians(start[:, 0] - lon)
    half = np.sin((phi2 - phi) / 2) ** 2 + np.cos(phi) * np.cos(phi2) * np.sin(lam / 2) ** 2
    away = 2 * 6_371_000 * np.arcsin(np.sqrt(half))
    near = np.flatnonzero(away <= away.min() * 1.012 + 5_000)  # a sphere is 0.6 % off at most
    steps = np.linspace(0, 1, int(2_300 / SAMPLE_M))[:, None, None]
    samples = (start[near] + steps * (end[near] - start[near])).reshape(-1, 2)
    here = np.full(len(samples), lon), np.full(len(samples), lat)
    return float(GEOD.inv(*here, samples[:, 0], samples[:, 1])[2].min())


def all_edges() -> tuple[Floats, Floats]:
    lines = [shapely.segmentize(borders.line(*p).geometry, 0.02) for p in borders.all_pairs()]
    xy, part = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    inside = part[1:] == part[:-1]
    return xy[:-1][inside], xy[1:][inside]


def errors(kind: str, points: Points) -> None:
    some = points[0][:TRUTH], points[1][:TRUTH]
    edges = all_edges()
    truth = np.array([densely_sampled(x, y, edges) for x, y in zip(*some, strict=True)])
    peer = nearest_of(line_frames()["sjoin_nearest, lines cut by hand"], some)
    flat = peer[~peer.index.duplicated()].sort_index()["metres"].to_numpy()
    print(f"\nError against lines sampled every {SAMPLE_M:g} m, {TRUTH} points {kind} (metres)")
    for name, found in {
        "distance_to_border": bulk.distance_to_border(*some)["border_distance_m"],
        "sjoin_nearest": flat,
    }.items():
        off = np.abs(found - truth)
        p50, p99 = np.percentile(off, [50, 99])
        met = f"  (target p99 <= 10: {'met' if p99 <= 10 else 'MISSED'})" if "dist" in name else ""
        print(f"  {name:20} p50 {p50:10.3f}  p99 {p99:12.3f}  max {off.max():12.3f}{met}")


def sjoined(points: Points) -> gpd.GeoDataFrame:
    land = gpd.GeoDataFrame({"unit": ground().codes}, geometry=ground().polygons, crs=4326)
    flat = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points), crs=4326)
    return gpd.sjoin(flat, land, predicate="within", how="left")


def countries(kind: str, points: Points, rounds: int) -> None:
    spent = cpu_medians(
        {
            "countries_of_points": lambda: bulk.countries_of_points(*points),
            "sjoin, whole polygons": lambda: sjoined(points),
        },
        rounds,
    )
    ours = spent["countries_of_points"]
    print(f"\nCountry, {len(points[0]):,} points {kind}")
    for name, seconds in spent.items():
        ratio = verdict(seconds / ours, 2.0) if "sjoin" in name else ""
        print(f"  {name:34} {len(points[0]) / seconds:12,.0f}/s {ratio}")
    print("  where the two differ:")
    for why, count in sorted(disagreements(points).items()):
        print(f"    {count:9,} ({count / len(points[0]):.4%}) {why}")


def disagreements(points: Points) -> Counter[str]:
    """Sort every point on which sjoin and we differ into a class with its reason."""
    joined = sjoined(points).groupby(level=0)["unit"].agg(list)
    found = bulk.countries_of_points(*points)
    edges = bulk._shores()
    classes: Counter[str] = Counter()
    for row, (held, ours) in enumerate(zip(joined, found, strict=True)):
        theirs = tuple(u for u in held if isinstance(u, str))
        if theirs == ours:
            continue
        classes[reason(row, theirs, ours, points, edges)] += 1
    return classes


def reason(row: int, theirs: tuple[str, ...], ours: object, points: Points, edges: object) -> str:
    if any(code in units() for code in theirs):
        return "disputed or neutral ground: sjoin gives its code, we give the states"
    if not theirs and ours:
        feet = edges.nearest(points[0][row : row + 1], points[1][row : row + 1])  # type: ignore[attr-defined]
        away = GEOD.inv(points[0][row], points[1][row], feet.lon[0], feet.lat[0])[2]
        if away < 1e-6:
            return "on an outline: within nothing, held by both sides"
        if away <= borders.COAST_M:
            return "up to 5 km off the coast: we give the country of the coast"
    return "UNEXPLAINED"


def singles(points: Points) -> None:
    count = 2000
    some = points[0][:count], points[1][:count]
    alone = [borders.countries_at(x, y) for x, y in zip(*some, strict=True)]
    together = bulk.countries_of_points(*some)
    found = bulk.distance_to_border(*some)
    pairs = zip(*some, found["border_pair"], found["border_distance_m"], strict=True)
    off = [abs(borders.distance_km(x, y, *p.split("-")) * 1000 - m) for x, y, p, m in pairs]
    differ = sum(a != b for a, b in zip(alone, together, strict=True))
    print(f"\nOne at a time and at once, {count:,} points near borders")
    print(f"  countries differ at {differ} points; distances differ by at most {max(off):.1e} m")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # peers warn of measuring in degrees; they are asked in metres
    rng = np.random.default_rng(20220127)
    start = time.process_time()
    bulk.locate_points([70.5] * 100, [39.9] * 100)
    print(f"First answer of this process: {time.process_time() - start:.2f} s of processor time")
    for kind in ("land", "near borders", "globe"):
        points = points_of(kind, options.points, rng)
        distances(kind, points, options.rounds)
        if kind != "globe":
            errors(kind, points)
        countries(kind, points, options.rounds)
        if kind == "near borders":
            singles(points)


if __name__ == "__main__":
    main()
