"""The layout of a compiled index: one file, mapped into memory, never changed.

::

    magic (8 bytes) | version u32 | header length u32 | header CRC-32 u32 | header (JSON)
    sections, each on a 64-byte boundary; offset, length and CRC-32 are in the header

Sections:

``keys``
    Finite-state transducer (``ducer``) from key to posting:
    ``ordinal << 4 | kind << 1 | 1`` for one place, ``offset << 1`` into
    ``postings`` for several.
``ids``
    The same from place id to ordinal.
``postings``
    At each offset: count u32, then count times ``ordinal << 3 | kind``.
``begun``, ``completions``
    See :mod:`gazetteer.completions`.
``core``
    ``CORE`` records of one size, one a place, by ordinal.
``groups``
    What many places share: countries, source, licence, parents, note. Offsets u32,
    then the texts.
``details``, ``names``, ``name_blocks``
    Identifiers and labels; other names, ``NAMES_PER_BLOCK`` places to a
    deflated block.
``grid``, ``grid_cells``
    Ordinals sorted by one-degree cell; first position of each cell, deflated.
``outlines``, ``outline_index``
    Deflated encoded areas; (ordinal, offset, length) triples of u32.
``fuzzy``
    See :mod:`gazetteer.fuzzy`.

All numbers are little-endian.
"""

from __future__ import annotations

import json
import math
import mmap
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_args

from gazetteer.errors import IndexUnusableError
from gazetteer.place import FeatureClass

__all__ = [
    "CELLS",
    "CELL_DEGREES",
    "CLASSES",
    "CORE",
    "DETAIL_AT",
    "DETAIL_OFFSET",
    "FORMAT_VERSION",
    "KINDS",
    "MAGIC",
    "NAMES_PER_BLOCK",
    "SIZE",
    "IndexFile",
    "cell_of",
    "pack_radius",
    "unpack_radius",
    "write_index_file",
]

MAGIC: Final = b"GEOMAPGZ"
FORMAT_VERSION: Final = 12
NAMES_PER_BLOCK: Final = 128
NO_DEGREE: Final = -(2**31)
CELL_DEGREES: Final = 1.0
CELLS: Final = (360, 180)

CORE: Final = struct.Struct("<iiIIIHB")
"""lon and lat in 1e-5 degrees, population, offset in ``details`` (a detail ends
where the next one begins), group, packed radius, class and flags."""

SIZE: Final = struct.Struct("<8xI10xB")
"""Population, class and flags of a ``CORE`` record: what ranking needs."""

DETAIL_OFFSET: Final = struct.Struct("<I")
DETAIL_AT: Final = 12
"""Where the offset in ``details`` stands in a ``CORE`` record."""

FLAG_CAPITAL: Final = 16
FLAG_DETAILED: Final = 32
FLAG_CURATED: Final = 64

CLASSES: Final[tuple[str, ...]] = get_args(FeatureClass)
KINDS: Final = ("name", "other name", "short name", "former name", "code")
"""How a key relates to its place; the position is the posting's kind."""

_PREFIX = struct.Struct("<8sIII")


RADIUS_STEPS: Final = 4500
"""Steps of a packed radius for each factor e: 10 m to 20,000 km within 0.012 %."""


def pack_radius(radius_km: float | None) -> int:
    """Return a radius as 16 bits of its logarithm; 0 is no radius."""
    if radius_km is None:
        return 0
    return 1 + max(0, min(65534, round(math.log(max(radius_km, 0.01) / 0.01) * RADIUS_STEPS)))


@lru_cache(maxsize=8192)
def unpack_radius(packed: int) -> float | None:
    """Return a radius in km, to three digits, of 100 km and more to four.

    Examples
    --------
    >>> [unpack_radius(pack_radius(km)) for km in (None, 0.6, 1.0, 19.4, 144.0, 4987.0)]
    [None, 0.6, 1.0, 19.4, 144.0, 4987.0]
    """
    if packed == 0:
        return None
    radius_km = 0.01 * math.exp((packed - 1) / RADIUS_STEPS)
    return float(f"{radius_km:.3g}" if radius_km < 100 else f"{radius_km:.4g}")


def cell_of(lon: float, lat: float) -> int:
    """Return the number of the one-degree cell that holds a point."""
    column = min(int((lon + 180) / CELL_DEGREES), CELLS[0] - 1)
    row = min(int((lat + 90) / CELL_DEGREES), CELLS[1] - 1)
    return row * CELLS[0] + column


def write_index_file(path: Path, header: dict[str, Any], parts: dict[str, Path]) -> None:
    """Write header and sections beside ``path`` and rename: never half an index."""
    sections, position = {}, 0
    for name, part in parts.items():
        size = part.stat().st_size
        sections[name] = [position, size, _crc_of(part)]
        position += -(-size // 64) * 64
    whole = {**header, "sections": sections, "length": position}
    body = json.dumps(whole, ensure_ascii=False).encode()
    start = -(-(_PREFIX.size + len(body)) // 64) * 64
    with path.open("wb") as out:
        out.write(_PREFIX.pack(MAGIC, FORMAT_VERSION, len(body), zlib.crc32(body)))
        out.write(body)
        for name, part in parts.items():
            out.seek(start + sections[name][0])
            _copy(part, out)
        out.truncate(start + position)


def _crc_of(path: Path) -> int:
    crc = 0
    with path.open("rb") as part:
        while chunk := part.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
    return crc


def _copy(path: Path, out: Any) -> None:
    with path.open("rb") as part:
        while chunk := part.read(1 << 20):
            out.write(chunk)


@dataclass(frozen=True, kw_only=True)
class IndexFile:
    """An open index: its header and a view of each section."""

    path: Path
    header: dict[str, Any]
    sections: dict[str, memoryview]

    @classmethod
    def open(cls, path: Path) -> IndexFile:
        """Map an index into memory after checking its frame.

        Raises
        ------
        IndexUnusableError
            The file is missing, empty, foreign, of another version, or cut short.
        """
        view = memoryview(_map(path))
        header, start = _read_header(path, view)
        if len(view) != start + header["length"]:
            raise IndexUnusableError(
                f"{path} is cut short or grown: it should have {start + header['length']} bytes "
                f"and has {len(view)}; build it again with: geomap gazetteer build"
            )
        sections = {
            name: view[start + offset : start + offset + length]
            for name, (offset, length, _) in header["sections"].items()
        }
        return cls(path=path, header=header, sections=sections)

    def damage(self) -> str | None:
        """Read every byte and return what is wrong, or None."""
        for name, (_, _, crc) in self.header["sections"].items():
            if zlib.crc32(self.sections[name]) != crc:
                return f"section {name!r} of {self.path} does not match its checksum"
        return None


def _map(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as err:  # ValueError: an empty file cannot be mapped
        raise IndexUnusableError(f"cannot open the index {path}: {err}") from err


def _read_header(path: Path, view: memoryview) -> tuple[dict[str, Any], int]:
    if len(view) < _PREFIX.size or bytes(view[:8]) != MAGIC:
        raise IndexUnusableError(f"{path} is not a gazetteer index (its first bytes differ)")
    _, version, length, crc = _PREFIX.unpack_from(view)
    if version != FORMAT_VERSION:
        raise IndexUnusableError(
            f"{path} has index format {version}, this program reads {FORMAT_VERSION}; "
            "build it again with: geomap gazetteer build"
        )
    body = bytes(view[_PREFIX.size : _PREFIX.size + length])
    if len(body) != length or zlib.crc32(body) != crc:
        raise IndexUnusableError(f"the header of {path} is damaged")
    return json.loads(body), -(-(_PREFIX.size + length) // 64) * 64
