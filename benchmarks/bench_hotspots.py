"""Measure how often hot spots are found where there are none.

Run: ``python benchmarks/bench_hotspots.py`` (needs the extra ``stats``)

Points are strewn evenly over a grid, so every hot cell is a false alarm. Compared are
the usual test of G* (its z against the normal distribution) and ours (the incidents of a
cell and its neighbours against the binomial distribution), both at a false discovery
rate of 5 percent, on the same maps.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import false_discovery_control, norm

from geomap.stats.hotspots import LEVEL, _Grid, _scores

MAPS = 100
CASES = ((10, 13, 40), (10, 13, 100), (14, 17, 55), (25, 23, 135), (30, 30, 60))
TARGET = 0.06  # 5 percent, and what 100 maps leave to chance


def alarms(rows: int, columns: int, incidents: int) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    grid = _Grid(lon=0, lat=0, left=0, bottom=0, columns=columns, rows=rows, size_m=1)
    z, hot = _scores(rng.integers(0, grid.count, (incidents, MAPS)), grid)
    usual = [(false_discovery_control(norm.sf(scores)) <= LEVEL).any() for scores in z]
    return float(np.mean(usual)), float(hot.any(axis=1).mean())


def main() -> None:
    print(f"{'cells':>8} {'incidents':>10} {'G* normal':>10} {'ours':>6}   maps with a false alarm")
    for rows, columns, incidents in CASES:
        usual, ours = alarms(rows, columns, incidents)
        met = "met" if ours <= TARGET else "MISSED"
        print(
            f"{rows * columns:>8} {incidents:>10} {usual:>10.2f} {ours:>6.2f}"
            f"   target at most {TARGET}: {met}"
        )


if __name__ == "__main__":
    main()
