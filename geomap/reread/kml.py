"""KML and KMZ that geomap wrote."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import ReadError
from geomap.export.kml import NAMESPACE, RECORD
from geomap.reread.collecting import Collector

__all__ = ["read_kml"]

_DATA = f".//{{{NAMESPACE}}}Data"
_MARK = f".//{{{NAMESPACE}}}Placemark"
MAX_BYTES = 2_000_000_000  # unpacked; a longer one is a bomb


def _bytes_of(path: Path) -> bytes:
    if path.suffix.lower() != ".kmz":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        inside = [i for i in packed.infolist() if i.filename.lower().endswith(".kml")]
        if not inside or inside[0].file_size > MAX_BYTES:
            raise ReadError(f"{path}: holds no KML, or one too large")
        return packed.read(inside[0])


def _root(path: Path) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(_bytes_of(path), parser)
    except (etree.XMLSyntaxError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise ReadError(f"{path}: not KML that can be read ({error})") from error


def _data(element: Any, name: str) -> str | None:
    for data in element.iterfind(_DATA):
        if data.get("name") == name:
            return data.findtext(f"{{{NAMESPACE}}}value") or ""
    return None


def _place_in_list(numbered: tuple[int, Any]) -> tuple[int, int]:
    """Give the place that the incident had before it was put in a folder."""
    number, mark = numbered
    told = _data(mark, "nr") or ""
    return (int(told) if told.isdecimal() else 0), number


def read_kml(path: Path, into: Collector) -> None:
    """Read the incidents that the placemarks carry.

    Raises
    ------
    ReadError
        It is no KML, or not geomap's.
    """
    root = _root(path)
    try:
        into.take_head(msgspec.json.decode(_data(root, "geomap") or ""))
    except (msgspec.DecodeError, AttributeError) as error:
        raise ReadError(f"{path}: not a KML that geomap wrote (no data of it)") from error
    marks = sorted(enumerate(root.iterfind(_MARK), start=1), key=_place_in_list)
    for number, mark in marks:
        text = _data(mark, RECORD)
        try:
            into.take(msgspec.json.decode(text or ""), number)
        except msgspec.DecodeError as error:
            reason = f"the placemark's {RECORD} is not JSON: {error}"
            into.reject(reason, number, RECORD, text or "")
