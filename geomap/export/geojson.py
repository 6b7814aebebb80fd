"""GeoJSON (RFC 7946), one feature a line, and its newline-delimited forms (RFC 8142).

Claims and evidence are real objects. Features are encoded a few at a time, so
a large frame is never in memory a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from geomap.export.rows import Rows
from geomap.export.shapes import bboxes, rounded, total_bbox
from geomap.export.streams import open_out
from geomap.export.values import plain

__all__ = ["put", "put_lines", "put_sequence"]

STEP = 2000  # features at a time
_ENCODER = msgspec.json.Encoder(enc_hook=plain)
Boxes = list[list[float] | None]


def _texts(rows: Rows, start: int) -> tuple[list[str | None], Boxes]:
    """Give geometries as JSON, with their boxes."""
    import shapely

    stop = start + STEP
    shapes = rounded(rows.shapes[start:stop], rows.decimals[start:stop])
    return shapely.to_geojson(shapes).tolist(), bboxes(shapes)


def _boxes(rows: Rows) -> Boxes:
    out: Boxes = []
    for start in range(0, len(rows), STEP):
        out += bboxes(
            rounded(rows.shapes[start : start + STEP], rows.decimals[start : start + STEP])
        )
    return out


def _features(rows: Rows) -> Iterator[dict[str, Any]]:
    texts: list[str | None] = []
    boxes: Boxes = []
    for number, (ident, record) in enumerate(rows.records()):
        place = number % STEP
        if place == 0:
            texts, boxes = _texts(rows, number)
        text, box = texts[place], boxes[place]
        feature: dict[str, Any] = {"type": "Feature", "id": ident}
        if box is not None:
            feature["bbox"] = box
        feature["geometry"] = None if text is None else msgspec.Raw(text.encode())
        feature["properties"] = {"incident_id": ident, **record}
        yield feature


def put(rows: Rows, path: Path) -> None:
    """Write a FeatureCollection with its ``bbox`` and a member ``geomap``."""
    box = total_bbox(_boxes(rows))
    opening = {"type": "FeatureCollection", **({"bbox": box} if box else {}), "geomap": rows.head}
    with open_out(path) as out:
        out.write(_ENCODER.encode(opening)[:-1] + b',\n"features":[')
        before = b"\n"
        for feature in _features(rows):
            out.write(before + _ENCODER.encode(feature))
            before = b",\n"
        out.write(b"\n]}\n")


def _lines(rows: Rows) -> Iterator[bytes]:
    """Encode the features; the first one carries what the file says of itself."""
    if not len(rows):
        empty = {"type": "FeatureCollection", "features": [], "geomap": rows.head}
        yield _ENCODER.encode(empty)
    for number, feature in enumerate(_features(rows)):
        if number == 0:
            feature["geomap"] = rows.head
        yield _ENCODER.encode(feature)


def put_lines(rows: Rows, path: Path) -> None:
    """Write one feature a line, as GDAL's GeoJSONSeq, jq and tippecanoe read it."""
    with open_out(path) as out:
        for line in _lines(rows):
            out.write(line + b"\n")


def put_sequence(rows: Rows, path: Path) -> None:
    """Write a GeoJSON text sequence: a record separator before each feature (RFC 8142)."""
    with open_out(path) as out:
        for line in _lines(rows):
            out.write(b"\x1e" + line + b"\n")
