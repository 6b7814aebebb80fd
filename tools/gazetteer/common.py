"""What the data builders share: inputs by folder, deterministic output, extents on the sphere."""

from __future__ import annotations

import hashlib
import lzma
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "gazetteer" / "data"
WGS84 = Geod(ellps="WGS84")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def clean(text: str) -> str:
    """Return ``text`` without the characters that separate our columns."""
    return " ".join(text.replace("|", "/").split())


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a tab-separated table, xz-compressed where the name ends in ``.xz``."""
    lines = ["\t".join(header), *("\t".join(row) for row in rows)]
    data = ("\n".join(lines) + "\n").encode()
    if path.suffix == ".xz":
        data = lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)
    path.write_bytes(data)
    print(f"{path.name}: {len(lines) - 1} rows, {len(data):,} bytes, sha256 {sha256(path)}")


def to_unit(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    lam, phi = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def centre_and_radius(shape: shapely.Geometry) -> tuple[float, float, float]:
    """Return lon, lat of the centre and the radius in km of the disc that covers ``shape``.

    The centre is the mean of the parts' centroids, weighted by area, taken on
    the sphere, so that shapes across the antimeridian keep a true centre.
    """
    parts = shapely.get_parts(shape)
    lats = np.array([p.centroid.y for p in parts])
    weights = shapely.area(parts) * np.cos(np.radians(lats))
    vectors = to_unit(np.array([p.centroid.x for p in parts]), lats)
    x, y, z = (vectors * weights[:, None]).sum(axis=0)
    lon, lat = math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
    return lon, lat, reach_km(shape, lon, lat)


def largest_part(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    lats = shapely.get_y(shapely.centroid(parts))
    return parts[int(np.argmax(shapely.area(parts) * np.cos(np.radians(lats))))]


def reach_km(shape: shapely.Geometry, lon: float, lat: float) -> float:
    """Return the distance from a point to the farthest corner of ``shape``."""
    edge = shapely.get_coordinates(shape)
    count = len(edge)
    _, _, metres = WGS84.inv(np.full(count, lon), np.full(count, lat), edge[:, 0], edge[:, 1])
    return float(metres.max()) / 1000


def polyline(coords: NDArray[np.float64], digits: int = 3) -> str:
    """Encode a ring in Google's polyline format (lat, lon; ``digits`` decimals)."""
    steps = np.rint(coords[:, ::-1] * 10**digits).astype(int)
    deltas = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=int)).ravel()
    out: list[str] = []
    for delta in deltas.tolist():
        value = ~(delta << 1) if delta < 0 else delta << 1
        while value >= 0x20:
            out.append(chr((0x20 | (value & 0x1F)) + 63))
            value >>= 5
        out.append(chr(value + 63))
    return "".join(out)


def encode_area(shape: shapely.Geometry) -> str:
    """Encode a polygon or multipolygon: rings parted by spaces, polygons by two spaces."""
    polygons = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors]
        polygons.append(" ".join(polyline(shapely.get_coordinates(r)) for r in rings))
    return "  ".join(polygons)
