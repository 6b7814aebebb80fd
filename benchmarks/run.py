"""Run the benchmarks, each beside its peers, and write benchmarks/RESULTS.md.

usage: python benchmarks/run.py [NAME ...] [--all]

Without names: all but the long ones (million, ten_million). A benchmark prints its own ratios and
targets; this only runs them one after another, says on which machine and with which versions, and
lists the targets that were missed. One that fails, or whose peers are not installed, is named.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONG = {"million", "ten_million"}
PACKAGES = (
    "geomap-incidents",
    "dask",
    "ducer",
    "folium",
    "geopandas",
    "numpy",
    "pandas",
    "pyogrio",
    "shapely",
    "spacy",
    "symspellpy",
    "tantivy",
)


def versions() -> str:
    out = []
    for name in PACKAGES:
        try:
            out.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            out.append(f"{name} not installed")
    return ", ".join(out)


def machine() -> str:
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, load when begun {load}"
    )


def ran(name: str) -> tuple[str, float, int]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, HERE / f"bench_{name}.py"], capture_output=True, text=True, check=False
    )
    said = done.stdout if done.returncode == 0 else done.stdout + done.stderr[-2000:]
    return said.strip(), time.perf_counter() - began, done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="lookup, map, extract …")
    parser.add_argument("--all", action="store_true", help="the long ones too")
    args = parser.parse_args()
    known = sorted(p.stem.removeprefix("bench_") for p in HERE.glob("bench_*.py"))
    names = args.names or [n for n in known if args.all or n not in LONG]
    if unknown := set(names) - set(known):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    today = dt.datetime.now(dt.UTC).date()
    head = ["# Results", "", f"{today}. {machine()}.", "", f"{versions()}.", ""]
    body: list[str] = []
    missed: list[str] = []
    status = 0
    for name in names:
        print(f"== {name}", flush=True)
        said, took, code = ran(name)
        status = status or code
        missed += [
            f"- {name}: {' '.join(line.split())}"
            for line in said.splitlines()
            if "MISSED" in line or "NOT MET" in line
        ]
        failed = "" if code == 0 else f", ended with {code}"
        body += [f"## {name}", "", f"{took:.0f} s{failed}", "", "```text", said, "```", ""]
    left = [n for n in known if n not in names]
    body += [f"Not run: {', '.join(left)}.", ""] if left else []
    told = ["Targets missed:", "", *missed, ""] if missed else ["No target was missed.", ""]
    (HERE / "RESULTS.md").write_text("\n".join([*head, *told, *body]), "utf-8")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
