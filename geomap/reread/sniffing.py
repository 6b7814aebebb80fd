"""Whether a file is one of geomap's own, by what stands in it."""

from __future__ import annotations

import csv
import gzip
import re
import sqlite3
import sys
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from geomap.errors import ReadError
from geomap.export.formats import format_of
from geomap.export.workbook import WHOLE
from geomap.reread.delimited import is_ours
from geomap.reread.gis import layers_of
from geomap.reread.shapefile import files_of

__all__ = ["kind_on_stdin", "written_by_geomap"]

PEEKED = 8192  # bytes that a pipe shows before they are read
HEAD_BYTES = 300_000  # what a file says of itself stands before its incidents
_MEMBER = re.compile(rb'"geomap"\s*:\s*\{[^{}]{0,20000}?"schema_version"')
_FEATURE = re.compile(rb'[\s\x1e]{0,100}\{\s{0,100}"type"\s{0,9}:\s{0,9}"Feature(Collection)?"')
_KML = re.compile(rb"<kml\b[^>]{0,500}opengis\.net/kml")
_PARQUET_KEY = b"\x18\x06geomap\x18"  # thrift: a text of 6 bytes, then another text, its value
_LINE = re.compile(rb'^\s*\{.{0,5000}?"schema_version"\s*:\s*\d+\s*,\s*"incidents"\s*:', re.DOTALL)


def _head(path: Path) -> bytes:
    if path.suffix.lower() == ".gz":
        with gzip.open(path) as packed:
            return packed.read(HEAD_BYTES)
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _in_head(mark: bytes) -> Callable[[Path], bool]:
    return lambda path: mark in _head(path)


def _member(path: Path) -> bool:
    return _MEMBER.search(_head(path)) is not None


def _lines(path: Path) -> bool:
    return _LINE.match(_head(path)) is not None


def _csv(path: Path) -> bool:
    first = _head(path).decode("utf-8-sig", errors="replace").split("\n", 1)[0]
    return is_ours(next(csv.reader([first.rstrip("\r")]), []))


def _geopackage(path: Path) -> bool:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        query = "SELECT count(*) FROM gpkg_contents WHERE table_name = 'incidents_unplaced'"
        return bool(base.execute(query).fetchone()[0])


def _workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        return f'"{WHOLE}"'.encode() in packed.read("xl/workbook.xml")


def _kmz(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed, packed.open("doc.kml") as file:
        return b'name="geomap"' in file.read(HEAD_BYTES)


def _parquet(path: Path) -> bool:
    """Look for the key of the metadata in the footer, at the end of the file."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 8))
        length = int.from_bytes(file.read(4), "little")
        file.seek(max(0, size - 8 - length))
        return _PARQUET_KEY in file.read(min(length, HEAD_BYTES * 100))


def _shapefile(path: Path) -> bool:
    import pyogrio  # type: ignore[import-untyped]

    info = pyogrio.read_info(path, layer=layers_of(path)[0])
    return {"backgrnd", "place_told", "cut"} <= set(info["fields"])


_BY_KIND: dict[str, Callable[[Path], bool]] = {
    "geojson": _member,
    "geojsonl": _member,
    "geojsonseq": _member,
    "jsonl": _lines,
    "csv": _csv,
    "gpkg": _geopackage,
    "xlsx": _workbook,
    "kml": _in_head(b'name="geomap"'),
    "kmz": _kmz,
    "parquet": _parquet,
    "fgb": _in_head(b"schema_version"),
    "shp": _shapefile,
}


def kind_on_stdin() -> str | None:
    """Name the format that waits on standard input, if it is one of geomap's and no report.

    Nothing of it is read: only the first few thousand bytes tell. GeoJSON and KML of others are
    named too, for they are no reports either.
    """
    peek = getattr(getattr(sys.stdin, "buffer", None), "peek", None)
    head = peek(PEEKED) if peek is not None else b""
    first = head.split(b"\n", 1)[0].rstrip(b"\r")
    if _LINE.match(head):
        return "jsonl"
    if found := _FEATURE.match(head):
        return "geojson" if found[1] else "geojsonl"
    if _KML.search(head):
        return "kml"
    header = next(csv.reader([first.decode("utf-8-sig", errors="replace")]), [])
    return "csv" if is_ours(header) else None


def written_by_geomap(path: str | Path) -> bool:
    """Tell whether a file is one that geomap wrote and reads back.

    The contents tell, since tables of others' events have the same suffixes.

    Parameters
    ----------
    path : str or Path

    Examples
    --------
    >>> written_by_geomap("report.txt"), written_by_geomap("no such file.csv")
    (False, False)
    """
    file = Path(path)
    kind = format_of(file)
    if kind is None or kind.name not in _BY_KIND or not file.is_file():
        parts = files_of(file) if kind is not None and kind.name == "shp" else []
        return any(map(written_by_geomap, parts))  # a Shapefile goes by the name that they share
    state = file.stat()
    return _is_ours(file, kind.name, (state.st_ino, state.st_size, state.st_mtime_ns))


@lru_cache(maxsize=1024)
def _is_ours(file: Path, kind: str, state: tuple[int, ...]) -> bool:
    """Look into a file once for as long as it, its size and time of change (``state``) stay."""
    try:
        return _BY_KIND[kind](file)
    except (
        OSError,
        EOFError,
        KeyError,
        ReadError,
        RuntimeError,
        csv.Error,
        sqlite3.Error,
        zipfile.BadZipFile,
        zlib.error,
    ):
        return False
