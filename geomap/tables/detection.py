"""Which kind of table a file is, by its header."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from geomap.errors import GeomapError
from geomap.tables.acled import SOURCE as ACLED
from geomap.tables.cameo import GDELT, ICEWS
from geomap.tables.coded import Source
from geomap.tables.files import PARQUET, SUFFIXES, open_sheet, parquet_columns, read_bytes
from geomap.tables.headers import guess
from geomap.tables.sheet import Sheet
from geomap.tables.ucdp import SOURCE as UCDP

__all__ = ["SOURCES", "is_table", "known_kind"]

SOURCES: dict[str, Source] = {s.kind: s for s in (ACLED, UCDP, GDELT, ICEWS)}
SNIFF_BYTES = 200_000
_TEXTUAL = frozenset({".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".geojsonl"})
_BY_SUFFIX = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".tab", ".geojson", ".geojsonl"})


def known_kind(columns: Iterable[str]) -> str | None:
    """Name the kind of table that has these columns.

    Examples
    --------
    >>> known_kind(["id", "type_of_violence", "dyad_name", "where_prec", "date_prec"])
    'ucdp'
    >>> known_kind(["date", "place"]) is None
    True
    """
    have = {c.strip().casefold() for c in columns}
    return next((kind for kind, s in SOURCES.items() if s.signature <= have), None)


def is_table(path: str | Path) -> bool:
    """Tell whether a file is a table of events, by its suffix and its header.

    A CSV, JSON or Parquet file without a column for a place or position is
    none: it may be a corpus of reports.

    Parameters
    ----------
    path : str or Path
        A file; a folder or a missing file is no table.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_table("no such file.csv")
    False
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES or not file.is_file():
        return False
    if suffix in _BY_SUFFIX:
        return True
    state = file.stat()
    return _is_table(file, suffix, (state.st_ino, state.st_size, state.st_mtime_ns))


@lru_cache(maxsize=1024)
def _is_table(file: Path, suffix: str, state: tuple[int, ...]) -> bool:
    """Look into a file once for as long as it, its size and time of change (``state``) stay."""
    try:
        return _tells_places(_head(file, suffix), suffix)
    except GeomapError:
        return suffix in {".csv", ".tsv", ".parquet", ".geoparquet"}


def _head(file: Path, suffix: str) -> Sheet:
    if suffix in PARQUET:
        return Sheet(columns=parquet_columns(file), lines=[])
    if suffix not in _TEXTUAL:
        return open_sheet(file, read_bytes(file))
    with file.open("rb") as opened:
        data = opened.read(SNIFF_BYTES)
    whole = len(data) < SNIFF_BYTES
    return open_sheet(file, data if whole else data[: data.rfind(b"\n") + 1] or data)


def _tells_places(sheet: Sheet, suffix: str) -> bool:
    if known_kind(sheet.columns):
        return True
    if suffix == ".txt":
        return False
    fields = guess(sheet.columns)
    return bool(
        {"place", "coordinates", "geometry"} & fields.keys() or {"lat", "lon"} <= fields.keys()
    )
