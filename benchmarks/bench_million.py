"""A million coded events: read by two workers, and opened as one map.

Run: ``python benchmarks/bench_million.py [--rows 1000000] [--files 10]``

The tables are made up in ACLED's 31 columns: places are towns of the packaged
gazetteer round borders, three in ten exact, three near, four a region's centre, as coded data have
them. ``geomap batch`` reads them into GeoParquet, ``geomap map`` draws the folder, and
headless Chromium opens the page with the network off: from a cell of many
incidents down to one with its claims. Targets (issues 4 and 6): every row is
an incident, the page is under 60 MB, opens, pans and filters.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_map import ARGUMENTS, judge, opened
from playwright.sync_api import sync_playwright

from geomap.export.acled import COLUMNS

KINDS = (
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("Violence against civilians", "Attack"),
    ("Protests", "Peaceful protest"),
    ("Strategic developments", "Agreement"),
)
COUNTRIES = ("Kyrgyzstan", "Tajikistan", "Sudan", "South Sudan", "Pakistan", "Afghanistan")
CODES = ("KGZ", "TJK", "SDN", "SSD", "PAK", "AFG")
TARGET_MB = 60.0


Town = tuple[str, str, str, float, float]


def towns() -> list[Town]:
    """List the packaged towns of some countries: country, unit, name, latitude, longitude."""
    from gazetteer.sources.packaged import read_world

    names = dict(zip(CODES, COUNTRIES, strict=True))
    return [
        (names[row.countries[0]], row.parents[0], row.name, row.lat, row.lon)
        for row in read_world()
        if row.countries and row.countries[0] in names
        and row.lat is not None and row.lon is not None and len(row.parents) > 1
    ]  # fmt: skip


def row(number: int, some: list[Town], rng: random.Random) -> list[object]:
    country, unit, name, lat, lon = rng.choice(some)
    kind, sub = rng.choice(KINDS)
    exact = rng.choices((1, 2, 3), (3, 3, 4))[0]
    at = dt.date(2010, 1, 1) + dt.timedelta(rng.randrange(5400))
    dead = 0 if rng.random() < 0.6 else rng.randrange(30)
    armed, other = f"Military Forces of {country}", f"Unidentified Armed Group ({country})"
    return [
        f"TST{number}", at.strftime("%d %B %Y"), at.year, 1, "Political violence", kind, sub,
        armed, "", "State forces", other, "", "Political militia", "State forces-Political militia",
        "", "", "", country, unit, "", "", name if exact < 3 else unit, lat, lon, exact,
        "Made up", "National", f"Test data, invented: {sub.lower()} near {name}.", dead, "", "1",
    ]  # fmt: skip


def tables(folder: Path, rows: int, files: int) -> Path:
    rng, some = random.Random(27), towns()  # noqa: S311 - test data
    folder.mkdir()
    for number in range(files):
        with (folder / f"{number:02}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(COLUMNS)
            part = range(number * rows // files, (number + 1) * rows // files)
            out.writerows(row(n, some, rng) for n in part)
    return folder


def timed(*words: object) -> tuple[float, float, float]:
    """Run a command; give wall and processor seconds, and the peak of one process in GB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "geomap", *map(str, words)], stdout=subprocess.DEVNULL, check=False
    )
    assert done.returncode in {0, 1}, words
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu, after.ru_maxrss / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--keep", metavar="FOLDER", help="leave the result there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(options.keep or folder)
        home.mkdir(exist_ok=True)
        source = tables(home / "tables", options.rows, options.files)
        wall, cpu, peak = timed("batch", source, "-o", home / "out", "--workers", 2)
        counts = json.loads((home / "out/manifest.json").read_bytes())["counts"]
        told = ", ".join(f"{k} {v:,}" for k, v in counts.items() if v)
        print(f"geomap batch, two workers: {wall:.0f} s wall, {cpu:.0f} s processor, {peak:.1f} GB")
        print(f"  {told}")
        judge("rows that became an incident", counts["incidents"], options.rows, more=True)
        page = home / "map.html"
        wall, cpu, peak = timed("map", home / "out", "-o", page)
        print(f"geomap map of the folder: {wall:.0f} s wall, {cpu:.0f} s processor, {peak:.1f} GB")
        judge("page, MB", page.stat().st_size / 1e6, TARGET_MB)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS
            )
            found = opened(browser, page, 1)
            browser.close()
        print("  " + "  ".join(f"{k} {v:.1f}" for k, v in found.items()))
        judge("ready, s", found["ready s"], 60)
        judge("filter, ms", found["filter ms"], 100)
        judge("brush, ms", found["brush ms"], 100)


if __name__ == "__main__":
    main()
