"""Time the map: ours against folium's own ways, in the same run.

Usage: python benchmarks/bench_map.py [incidents ...]  (default: 1000 10000)
       python benchmarks/bench_map.py 100000   what the targets are for; some minutes
       python benchmarks/bench_map.py million  ours alone: the others do not open

Each map is made from the same incidents (15 attributes, claims of two sides, a
sentence, sources), saved, and opened in headless Chromium with the network
off; scripts that folium would fetch are not there, so its files are made with
the map code alone and Leaflet put in, as a reader with a network would have
them. FastMarkerCluster has the points alone: it is there for its first paint
(its script: npm install in layers/). A million incidents have what a coded
table has: a claim, a place, a source each.
"""

from __future__ import annotations

import math
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
from folium.plugins import FastMarkerCluster
from playwright.sync_api import Browser, Error, Page, TimeoutError, sync_playwright
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
READY_AT = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    while (document.readyState !== "complete") await frame();
    while (window.geomapLayers && !document.documentElement.dataset.geomap) await frame();
    await frame();
    await frame();
    return performance.now() / 1000;
}"""
PAN = """() => new Promise((done) => {
    const map = Object.entries(window).find(([k, v]) => v instanceof L.Map)[1];
    let frames = 0; const start = performance.now();
    const step = () => { map.panBy([4, 2], { animate: false }); frames += 1;
        if (performance.now() - start < 1000) requestAnimationFrame(step); else done(frames); };
    requestAnimationFrame(step); })"""
MOVE = """async () => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const timed = async (act) => { const start = performance.now(); act(); await painted();
        return performance.now() - start; };
    const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
    const bars = document.querySelector(".gm-bars");
    const key = (name, shiftKey) => () =>
        bars.dispatchEvent(new KeyboardEvent("keydown", { key: name, shiftKey }));
    document.querySelector(".gm-filters details").open = true;
    const kind = document.querySelector(".gm-filters fieldset input");
    const brush = [];
    for (let n = 0; n < 9; n++) brush.push(await timed(key("ArrowRight", n % 3 === 2)));
    await timed(key("Escape"));
    const filter = [];
    for (let n = 0; n < 8; n++) filter.push(await timed(() => kind.click()));
    return [middle(brush), middle(filter)];
}"""
SEARCH = """async (words) => {
    const box = document.querySelector("input[type=search]");
    const busy = box.closest(".gm-filters").querySelector("[aria-live]");
    const count = document.querySelector(".gm-counts");
    const before = count.textContent;
    const start = performance.now();
    box.value = words;
    box.dispatchEvent(new Event("input"));
    const soon = () => new Promise((done) => setTimeout(done, 5));
    while (count.textContent === before || busy.textContent) await soon();
    return performance.now() - start;
}"""
CLUSTER = (
    Path(__file__).resolve().parents[1]
    / "layers/node_modules/leaflet.markercluster/dist/leaflet.markercluster.js"
)
SAMPLE = Path(__file__).resolve().parents[2] / "shared/data/coded/ucdp_ged_sample1000.csv"
LONGEST = 150  # seconds that a reader is given to wait
OPENED = 5  # times that a page is opened; the median counts
SLOW = 5  # seconds; what takes longer is opened once
CALLBACK = "function (row) { return L.marker(new L.LatLng(row[0], row[1])); }"


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


def table(count: int) -> gpd.GeoDataFrame:
    """Incidents as a coded table gives them, a claim, a place and a source each."""
    rng = np.random.default_rng(11)
    spots = 40_000
    x, y = rng.uniform(60, 90, spots).round(5), rng.uniform(30, 50, spots).round(5)
    radii = np.where(np.arange(spots) % 3, rng.choice([1000.0, 9000.0, 25000.0], spots), 20.0)
    precs = np.select([radii < 50, radii < 9000], [1, 2], 3)
    shapes = np.array(
        [Point(*at) if r < 50 else disc(*at, r, 24) for *at, r in zip(x, y, radii, strict=True)]
    )
    at = rng.integers(spots, size=count)
    days = np.datetime64("2000-01-01") + rng.integers(9000, size=count)
    iso = days.astype(str)
    killed = rng.integers(0, 30, count).tolist()
    table_source = [{"doc_id": "t", "path": "table.csv", "title": "A coded table", "sha256": "0"}]
    kinds = rng.integers(len(KINDS), size=count)
    names = np.array([f"Place {n % 9973}" for n in range(spots)])
    places = [
        [{"as_written": n, "name": n, "status": "resolved", "where_prec": p, "countries": ["KGZ"]}]
        for n, p in zip(names.tolist(), precs.tolist(), strict=True)
    ]
    claims = [
        [{"claim_id": str(n), "claimant": "the coders", "about": "casualties", "text": str(k),
          "casualties": [{"kind": "killed", "min": k, "max": k}]}]
        for n, k in enumerate(killed)
    ]  # fmt: skip
    columns = {
        "type": np.array(KINDS)[kinds], "title": [f"Event {n}" for n in range(count)],
        "status": "draft", "scale": "event", "background": False, "date_start": iso,
        "date_end": iso, "date_edtf": iso, "date_prec": 1, "date_basis": "stated",
        "place_as_written": names[at], "place_name": names[at], "place_status": "resolved",
        "where_prec": precs[at], "radius_m": radii[at], "lon": x[at], "lat": y[at],
        "places": [places[n] for n in at], "claims": claims, "sources": [table_source] * count,
        "border_pair": np.array(["KGZ-TJK", "KGZ-UZB"])[at % 2],
    }  # fmt: skip
    index = [f"t{n}" for n in range(count)]
    return gpd.GeoDataFrame(columns, index=index, geometry=shapes[at], crs=4326)


def flat(given: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What folium's ways can carry: points with 15 plain attributes."""
    points = given.copy()
    points["geometry"] = gpd.points_from_xy(points.lon, points.lat, crs=4326)
    for name in ("claims", "sources", "places"):
        points[name] = points[name].astype(str)
    return points[[*ATTRIBUTES, "geometry"]].reset_index()


def ours(given: gpd.GeoDataFrame, path: Path) -> None:
    IncidentMap(given, title="Benchmark", generated_at="-").save(path)


def save_plain(shown: folium.Map, path: Path, *more: str) -> None:
    """Save folium's page with Leaflet inside instead of its links to a network."""
    shown.default_js, shown.default_css = [], []
    for child in shown._children.values():
        child.default_js, child.default_css = [], []
    page = shown.get_root().render()
    scripts = "".join(
        f"<script>{text}</script>" for text in (leaflet_script(), foreign_script(), *more)
    )
    inside = f"<style>{leaflet_style()}</style>{scripts}"
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


def fast_cluster(given: gpd.GeoDataFrame, path: Path) -> None:
    shown = folium.Map([40, 72], zoom_start=7, tiles=None)
    points = given[["lat", "lon"]].to_numpy().tolist()
    FastMarkerCluster(points, callback=CALLBACK).add_to(shown)
    save_plain(shown, path, CLUSTER.read_text(encoding="utf-8"))


WAYS = {
    "IncidentMap": ours,
    "folium.GeoJson popup": folium_geojson,
    "explore": explore,
    "FastMarkerCluster": fast_cluster,
}


def ready(page: Page, path: Path) -> float:
    """Seconds from asking for a file to its first picture that answers, by the page's clock."""
    page.goto(path.as_uri(), wait_until="commit")
    return float(page.evaluate(READY_AT))


def new_page(browser: Browser) -> Page:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(LONGEST * 1000)
    return page


def opened(browser: Browser, path: Path, rounds: int) -> dict[str, float]:
    """Open a page as a reader does who has not opened it before, each time anew."""
    page = new_page(browser)
    try:
        times = [ready(page, path)]
        for _ in range(rounds - 1 if times[0] < SLOW else 0):
            page.context.close()
            page = new_page(browser)
            times.append(ready(page, path))
    except (TimeoutError, Error):
        return {"ready s": math.inf}  # not in LONGEST seconds, or the page crashed
    found = {"ready s": statistics.median(times)}
    found["pan fps"] = page.evaluate(PAN)
    if page.locator(".gm-bars").count():
        brush, kind = page.evaluate(MOVE)
        found |= {"brush ms": brush, "filter ms": kind, "search ms": page.evaluate(SEARCH, "shell")}
    page.context.close()
    return found


def measure(name: str, given: gpd.GeoDataFrame, browser: Browser) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        times = []
        rounds = 3 if len(given) <= 10_000 or name == "IncidentMap" else 1
        for _ in range(rounds):
            start = time.process_time()  # of all threads: other work on the machine counts less
            WAYS[name](given, path)
            times.append(time.process_time() - start)
        found = {"build CPU s": statistics.median(times), "MB": path.stat().st_size / 1e6}
        found |= opened(browser, path, OPENED)
    cells = "  ".join(f"{key} {value:8.2f}" for key, value in found.items())
    print(f"{len(given):>9,}  {name:<22}{cells}", flush=True)
    return found


def judge(what: str, value: float, target: float, *, more: bool = False) -> None:
    met = value >= target if more else value <= target
    sign = ">=" if more else "<="
    print(f"           {what:<44}{value:9.2f} {sign} {target:g}  {'met' if met else 'NOT MET'}")


def compare(found: dict[str, dict[str, float]]) -> None:
    """Say which targets of the map are met, against each of folium's ways."""
    own = found["IncidentMap"]
    for name in ("folium.GeoJson popup", "explore"):
        if name in found:
            other = found[name]
            judge(
                f"build, times sooner than {name}",
                other["build CPU s"] / own["build CPU s"],
                10,
                more=True,
            )
            judge(f"size, as a share of {name}", own["MB"] / other["MB"], 0.1)
            judge(
                f"ready, times sooner than {name}", other["ready s"] / own["ready s"], 10, more=True
            )
    if "FastMarkerCluster" in found:
        judge(
            "ready, to FastMarkerCluster", own["ready s"] / found["FastMarkerCluster"]["ready s"], 1
        )
    judge("brush, ms", own["brush ms"], 100)
    judge("filter, ms", own["filter ms"], 100)


def absolute(own: dict[str, float], count: int) -> None:
    if count == 1000:
        judge("1,000 incidents, MB", own["MB"], 1.5)
        judge("1,000 incidents, ready s", own["ready s"], 1)
    if count == 1_000_000:
        judge("1,000,000 incidents, MB", own["MB"], 60)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        judge("peak memory of Python, the frame with it, GB", peak, 8)


def as_made(browser: Browser) -> None:
    """Time the whole page that `geomap map` makes of real rows: lines, units, towns and all."""
    if not SAMPLE.is_file():
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        command = [sys.executable, "-m", "geomap", "map", str(SAMPLE), "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        found = opened(browser, path, OPENED)
        print(f"    1,000  geomap map of {SAMPLE.name}")
        judge("1,000 rows worldwide, MB", path.stat().st_size / 1e6, 1.5)
        judge("1,000 rows worldwide, ready s", found["ready s"], 1)


def main() -> int:
    asked = sys.argv[1:] or ["1000", "10000"]
    left_out = {
        "explore": not (find_spec("mapclassify") and find_spec("matplotlib")),
        "FastMarkerCluster": not CLUSTER.is_file(),
    }
    for name in (name for name, out in left_out.items() if out):
        print(f"{name} is left out: pip install mapclassify matplotlib, npm ci in layers/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        for word in asked:
            if word == "million":
                absolute(measure("IncidentMap", table(1_000_000), browser), 1_000_000)
                continue
            if word == "1000":
                as_made(browser)
            given = incidents(int(word))
            names = [name for name in WAYS if not left_out.get(name)]
            found = {name: measure(name, given, browser) for name in names}
            absolute(found["IncidentMap"], len(given))
            if len(given) > 1000:
                compare(found)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
