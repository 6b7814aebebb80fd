"""How fast incidents are written, beside what geopandas and openpyxl write in the same run.

Usage: python benchmarks/bench_export.py [incidents]  (default: 5000)

The peers turn nested columns to JSON texts first, since they cannot write them
otherwise (GeoJSON gets texts where ours has objects), and make one table: no
related tables, styles, border lines, checking or quoting. The ratio is the
price of those; the peer of Excel makes the same sheets. Rounds are interleaved and in
CPU time of this process, since machines are shared. Memory is the peak that
Python allocates while writing.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from geomap.export import write
from geomap.export.rows import rows_of
from geomap.export.tables import child_tables, incident_table
from geomap.frame import to_frame, to_incidents, validate
from geomap.incident import INCIDENT_TYPES, Casualties, Claim, Incident, PlaceMention
from geomap.reread import read_back

Ways = tuple[Callable[[Path], Any], Callable[[Path], Any]]
ROUNDS = 3
TARGETS = {"geojson": 1.5, "gpkg": 3.0, "parquet": 2.0, "xlsx": 1.25}
"""At most this many times the peer's time."""
MEMORY_TARGET = 0.5
"""GeoJSON is streamed: at most this share of the peer's peak."""


def incidents(count: int) -> list[Incident]:
    """Incidents that share places as real ones do, with claims of two sides."""
    rng = np.random.default_rng(7)
    spots = np.column_stack(
        [rng.uniform(69, 75, count // 3 + 1), rng.uniform(38, 41, count // 3 + 1)]
    )
    out = []
    for n in range(count):
        lon, lat = (round(float(v), 5) for v in spots[rng.integers(len(spots))])
        text = f"Report {n}: two were killed and at least ten wounded near the crossing."
        where = PlaceMention(
            as_written="the crossing",
            name=f"Place {n % 997}",
            status="resolved",
            lon=lon,
            lat=lat,
            radius_m=20.0 if n % 3 == 0 else 5000.0,
            where_prec=1 if n % 3 == 0 else 2,
            countries=("KGZ",),
            confidence=0.9,
        )
        said = tuple(
            Claim(
                claim_id=f"{n}{who}",
                claimant=who,
                claimant_side=side,
                about="casualties",
                doc_id=f"d{n // 5}",
                start=0,
                end=len(text),
                text=text,
                casualties=(Casualties(kind="killed", min=2, max=2, side="TJK"),),
            )
            for who, side in (("press centre", "TJK"), ("border service", "KGZ"))
        )
        day = f"20{10 + n % 15}-{1 + n % 12:02}-{1 + n % 28:02}"
        out.append(
            Incident(
                incident_id=f"i{n}",
                type=INCIDENT_TYPES[n % len(INCIDENT_TYPES)],  # type: ignore[arg-type]
                doc_ids=(f"d{n // 5}",),
                title=f"Incident {n}",
                date_start=day,
                date_end=day,
                date_edtf=day,
                date_prec=1,
                places=(where,),
                claims=said,
                sentence=text,
                sources=({"doc_id": f"d{n // 5}", "title": "A report"},),
            )
        )
    return out


def flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn nested columns to JSON texts, so that others can write the frame."""
    out = frame.copy()
    out.attrs = {}
    for name in out.columns.drop("geometry"):
        if any(isinstance(v, list | dict) for v in out[name].head(20)):
            out[name] = [json.dumps(v, ensure_ascii=False) for v in out[name]]
    return out.infer_objects().reset_index()


def openpyxl_book(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write the same sheets with openpyxl in its fastest mode."""
    from openpyxl import Workbook

    rows = rows_of(frame)
    book = Workbook(write_only=True)
    for table in (incident_table(rows), *child_tables(rows)):
        sheet = book.create_sheet(table.name)
        sheet.append(list(table.columns))
        for values in zip(*table.columns.values(), strict=True):
            sheet.append(values)
    book.save(path)


def pairs(
    frame: gpd.GeoDataFrame,
) -> dict[str, Ways]:
    """Give ours and the peer's way to each format."""
    ways: dict[str, Ways] = {
        "geojson": (
            lambda p: write(frame, p, "geojson"),
            lambda p: p.write_text(flat(frame).to_json(drop_id=True), encoding="utf-8"),
        ),
        "gpkg": (
            lambda p: write(frame, p, "gpkg"),
            lambda p: flat(frame).to_file(p, driver="GPKG"),
        ),
        "parquet": (
            lambda p: write(frame, p, "parquet"),
            lambda p: flat(frame).to_parquet(p, write_covering_bbox=True),
        ),
    }
    if find_spec("openpyxl"):
        ways["xlsx"] = (lambda p: write(frame, p, "xlsx"), lambda p: openpyxl_book(frame, p))
    return ways


def timed(way: Callable[[Path], Any], path: Path) -> float:
    path.unlink(missing_ok=True)
    start = time.process_time()
    way(path)
    return time.process_time() - start


def peak_mb(way: Callable[[Path], Any], path: Path) -> float:
    tracemalloc.start()
    way(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def measure(kind: str, ways: Ways, frame: gpd.GeoDataFrame, folder: Path) -> None:
    """Write by turns, read ours back, print the ratio."""
    ours, peer = ways
    path, other = folder / f"a.{kind}", folder / f"b.{kind}"
    rounds = [(timed(ours, path), timed(peer, other)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in rounds)
    mine, theirs = (statistics.median(t) for t in zip(*rounds, strict=True))
    start = time.process_time()
    back = {i.incident_id: i for i in read_back(path).incidents}
    again = time.process_time() - start
    same = back == {i.incident_id: i for i in to_incidents(frame)}
    sizes = [p.stat().st_size / 1e6 for p in (path, other)]
    print(
        f"{kind:8} ours {mine:6.2f} s {sizes[0]:6.1f} MB   "
        f"peer {theirs:6.2f} s {sizes[1]:6.1f} MB   "
        f"ratio {ratio:5.2f} (target <= {TARGETS[kind]}: {said(ratio, TARGETS[kind])})   "
        f"read back {again:5.2f} s, {'equal' if same else 'NOT EQUAL'}"
    )


def said(ratio: float, target: float) -> str:
    return "met" if ratio <= target else "NOT met"


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    listed = incidents(count)
    start = time.process_time()
    frame = to_frame(listed)
    made = time.process_time()
    validate(frame)
    checked = time.process_time() - made
    print(f"{count:,} incidents: to_frame {made - start:.2f} s, validate {checked:.2f} s (CPU)")
    ways = pairs(frame)
    with tempfile.TemporaryDirectory() as folder:
        for kind, both in ways.items():
            measure(kind, both, frame, Path(folder))
        mine, theirs = (peak_mb(way, Path(folder) / "m") for way in ways["geojson"])
    share = mine / theirs
    print(
        f"geojson, peak memory: ours {mine:.1f} MB, peer {theirs:.1f} MB, ratio {share:.2f} "
        f"(target <= {MEMORY_TARGET}: {said(share, MEMORY_TARGET)})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
