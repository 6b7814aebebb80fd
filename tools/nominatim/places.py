"""Make a small OSM file out of the curated borderland, for a Nominatim to import.

Each node is a settlement or pass of ``gazetteer/data/borderland.csv`` (sources and
licences stand in its rows) whose position is published; none is made up.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

ROWS = Path(__file__).parents[2] / "gazetteer" / "data" / "borderland.csv"
CITY, TOWN = 100_000, 10_000
SPOKEN = re.compile(r"(ru|ky|tg|uz|fa)=([^|@]+)")


def _tags(row: dict[str, str]) -> dict[str, str]:
    people = int(row["population"] or 0)
    kind = "city" if people >= CITY else "town" if people >= TOWN else "village"
    tags = {"name": row["name"], "name:en": row["name"], "place": kind}
    for lang, name in SPOKEN.findall(row["names"]):
        tags.setdefault(f"name:{lang}", name)
    if people:
        tags["population"] = str(people)
    return tags


def _node(number: int, row: dict[str, str]) -> str:
    tags = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in _tags(row).items())
    lat, lon = quoteattr(row["lat"]), quoteattr(row["lon"])
    stamp = 'version="1" timestamp="2022-01-27T00:00:00Z"'
    return f'<node id="{number}" {stamp} lat={lat} lon={lon}>{tags}</node>'


def osm() -> str:
    """Give the file's text."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["feature_class"] == "populated place" and row["lat"] and not row["derived"]
        ]
    nodes = "\n".join(_node(number, row) for number, row in enumerate(rows, start=1))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n{nodes}\n</osm>\n'
