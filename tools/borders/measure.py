"""Measure how far Natural Earth's lines lie from the OpenStreetMap lines."""

from __future__ import annotations

import numpy as np
import shapely

from gazetteer.borders_lines import lines, nearest


def main() -> None:
    """Print the quantiles for each pair that has both lines."""
    everything = []
    for a, b in (("KGZ", "TJK"), ("KGZ", "UZB"), ("TJK", "UZB")):
        exact, coarse = lines(a, b)
        points = shapely.get_coordinates(shapely.segmentize(exact.geometry, 0.01))[::5]
        off = np.array([nearest(x, y, coarse)[2] for x, y in points])
        everything.append(off)
        print(a, b, len(off), np.percentile(off, [50, 90, 95, 99]).round())
    print("all", np.percentile(np.concatenate(everything), [50, 90, 95, 99]).round())


if __name__ == "__main__":
    main()
