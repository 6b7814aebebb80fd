"""Encoded areas to GeoJSON.

An area is text: rings in Google's polyline format with three decimals (111 m),
parted by a space, polygons by two spaces; the first ring of a polygon is its
shell. A digit before it all is another number of decimals (no letter of the
format is a digit).
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["decode_area"]

_DIGITS = 3


def decode_area(encoded: str) -> dict[str, object]:
    """Return a GeoJSON Polygon or MultiPolygon, lon/lat in degrees, WGS 84.

    Examples
    --------
    >>> decode_area("??o}@?n}@o}@?n}@")["type"]
    'Polygon'
    """
    digits = int(encoded[0]) if encoded[:1].isdecimal() else 0
    scale, rings = 10 ** (digits or _DIGITS), encoded[1:] if digits else encoded
    polygons = [
        [list(_ring(ring, scale)) for ring in polygon.split(" ")] for polygon in rings.split("  ")
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(encoded: str, scale: int) -> Iterator[list[float]]:
    lat = lon = 0
    deltas = _deltas(encoded)
    for step in deltas:
        lat += step
        lon += next(deltas)
        yield [lon / scale, lat / scale]


def _deltas(encoded: str) -> Iterator[int]:
    value = shift = 0
    for character in encoded:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        if bits & 0x20:
            shift += 5
            continue
        yield ~(value >> 1) if value & 1 else value >> 1
        value = shift = 0
