"""Time the map: ours against folium's own ways, in the same run.

Usage: python benchmarks/bench_map.py [incidents ...]  (default: 1000 10000)

Each map is made from the same incidents (claims of two sides, a sentence,
sources), saved, and opened in headless Chromium with the network off; scripts
that folium would fetch are not there, so its files are made with the map code
alone and Leaflet put in, as a reader with a network would have them.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
from playwright.sync_api import Browser, sync_playwright
from shapely.geometry import Point

from layers import IncidentMap
from layers.assets import foreign_script, leaflet_script, leaflet_style
from tests.layers_frames import claim, day, disc, figure, frame, incident, place

KINDS = ("armed_clash", "shelling", "road_blockade", "talks", "statement", "arson_looting")
ATTRIBUTES = [
    "type",
    "title",
    "date_start",
    "place_name",
    "where_prec",
    "radius_m",
    "status",
    "lon",
    "lat",
    "sentence",
    "claims",
    "sources",
    "places",
    "place_status",
    "scale",
]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PAINTED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => done(performance.now()))))"""
PAN = """() => new Promise((done) => {
    const map = Object.entries(window).find(([k, v]) => v instanceof L.Map)[1];
    let frames = 0; const start = performance.now();
    const step = () => { map.panBy([4, 2], { animate: false }); frames += 1;
        if (performance.now() - start < 1000) requestAnimationFrame(step); else done(frames); };
    requestAnimationFrame(step); })"""
FILTER = """async () => {
    const box = document.querySelector("input[type=search]");
    const count = document.querySelector(".gm-counts");
    const search = async (words) => {
        const before = count.textContent;
        const start = performance.now();
        box.value = words;
        box.dispatchEvent(new Event("input"));
        while (count.textContent === before) await new Promise((done) => setTimeout(done));
        return performance.now() - start;
    };
    const first = await search("shelling");
    const kind = document.querySelector(".gm-filters fieldset input");
    await search("");
    const start = performance.now();
    kind.click();
    return [first, performance.now() - start];
}"""


def incidents(count: int) -> gpd.GeoDataFrame:
    """Incidents along a border, a third exact, many sharing a place as real ones do."""
    rng = np.random.default_rng(7)
    places = np.column_stack(
        [rng.uniform(69, 75, count // 3 + 1), rng.uniform(38.5, 41, count // 3 + 1)]
    )
    rows = []
    for n in range(count):
        lon, lat = (float(v) for v in places[rng.integers(len(places))].round(5))
        exact = n % 3 == 0
        radius = 20.0 if exact else float(rng.choice([1000, 3000, 9000, 25000]))
        prec = 1 if exact else 2 if radius < 9000 else 3
        text = (
            f"Report {n}: two people were killed and at least ten were wounded near the crossing."
        )
        where = place(
            f"Place {n % 997}", lon, lat, where_prec=prec, radius_m=radius, countries=("KGZ",)
        )
        said = [
            claim(f"{n}a", "TJK", text, about="casualties", claimant="press centre",
                  casualties=[figure("killed", 2, 2, side="TJK"), figure("wounded", 10, None)]),
            claim(f"{n}b", "KGZ", text, about="blame", blames="TJK", claimant="border service"),
        ]  # fmt: skip
        rows.append(
            incident(
                f"i{n}",
                KINDS[n % len(KINDS)],
                title=f"Incident {n}",
                **day(f"20{10 + n % 15}-{1 + n % 12:02}-{1 + n % 28:02}"),
                place_as_written=where["as_written"],
                place_name=where["name"],
                place_status="resolved",
                where_prec=prec,
                radius_m=radius,
                lon=lon,
                lat=lat,
                places=[where],
                claims=said,
                sentence=text,
                sentence_start=0,
                sentence_end=len(text),
                geometry=Point(lon, lat) if exact else disc(lon, lat, radius, 32),
            )
        )
    return frame(*rows)


def flat(given: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What folium's ways can carry: points with 15 plain attributes."""
    points = given.copy()
    points["geometry"] = gpd.points_from_xy(points.lon, points.lat, crs=4326)
    for name in ("claims", "sources", "places"):
        points[name] = points[name].astype(str)
    return points[[*ATTRIBUTES, "geometry"]].reset_index()


def ours(given: gpd.GeoDataFrame, path: Path) -> None:
    IncidentMap(given, title="Benchmark", generated_at="-").save(path)


def save_plain(shown: folium.Map, path: Path) -> None:
    """Save folium's page with Leaflet inside instead of its links to a network."""
    shown.default_js, shown.default_css = [], []
    page = shown.get_root().render()
    inside = (
        f"<style>{leaflet_style()}</style><script>{leaflet_script()}{foreign_script()}</script>"
    )
    path.write_text(page.replace("<head>", f"<head>{inside}", 1), encoding="utf-8")


def folium_geojson(given: gpd.GeoDataFrame, path: Path) -> None:
    points = flat(given)
    shown = folium.Map([40, 72], zoom_start=7, tiles=None, prefer_canvas=True)
    popup = folium.GeoJsonPopup([c for c in points.columns if c != "geometry"])
    folium.GeoJson(points, marker=folium.CircleMarker(radius=5), popup=popup).add_to(shown)
    save_plain(shown, path)


def explore(given: gpd.GeoDataFrame, path: Path) -> None:
    shown = flat(given).explore(
        tiles=None, column="type", legend=False, popup=True, prefer_canvas=True
    )
    save_plain(shown, path)


def opened(browser: Browser, path: Path) -> dict[str, float]:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(180_000)
    start = time.perf_counter()
    page.goto(path.as_uri(), timeout=180_000)
    if "geomapLayers.ready" in path.read_text(encoding="utf-8"):
        page.wait_for_selector("html[data-geomap=ready]")
    page.evaluate(PAINTED)
    found = {"ready s": time.perf_counter() - start, "pan fps": page.evaluate(PAN)}
    if page.locator("input[type=search]").count():
        first, again = page.evaluate(FILTER)
        found |= {"first search ms": first, "filter ms": again}
    context.close()
    return found


def measure(name: str, make: Callable[[Any, Path], None], given: Any, browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        times = []
        for _ in range(3 if len(given) <= 10_000 else 1):
            start = time.perf_counter()
            make(given, path)
            times.append(time.perf_counter() - start)
        found = {"build s": statistics.median(times), "MB": path.stat().st_size / 1e6}
        found |= opened(browser, path)
        cells = "  ".join(f"{key} {value:8.2f}" for key, value in found.items())
        print(f"{len(given):>8,}  {name:<22}{cells}", flush=True)


def main() -> int:
    counts = [int(a) for a in sys.argv[1:]] or [1000, 10_000]
    ways = {"IncidentMap": ours, "folium.GeoJson popup": folium_geojson}
    if find_spec("mapclassify") and find_spec("matplotlib"):
        ways["explore"] = explore
    else:
        print("GeoDataFrame.explore is left out: pip install mapclassify matplotlib")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        for count in counts:
            given = incidents(count)
            for name, make in ways.items():
                measure(name, make, given, browser)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
