"""What the data builders share: inputs by folder, deterministic output, extents on the sphere."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import shapely

from gazetteer.extents import WGS84, centre_and_radius, encode_area, reach_km, to_unit

__all__ = [
    "DATA",
    "ROOT",
    "WGS84",
    "centre_and_radius",
    "clean",
    "encode_area",
    "largest_part",
    "reach_km",
    "sha256",
    "to_unit",
    "write_table",
]

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "gazetteer" / "data"


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


def largest_part(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    lats = shapely.get_y(shapely.centroid(parts))
    return parts[int(np.argmax(shapely.area(parts) * np.cos(np.radians(lats))))]
