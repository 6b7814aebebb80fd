"""Read files that geomap itself wrote back into incidents.

What a file derives from the places (``lon``, ``place_name``, the geometry) is
worked out anew: to set a place, correct it (``docs/corrections.md``).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from geomap.collector import collector_paused
from geomap.errors import NoInputError, ReadError
from geomap.export.formats import FORMATS, format_of
from geomap.reread.collecting import Collector, ReadBack
from geomap.reread.delimited import read_csv
from geomap.reread.gis import read_flatgeobuf, read_geopackage
from geomap.reread.json_files import read_collection, read_features, read_lines
from geomap.reread.kml import read_kml
from geomap.reread.parquet import read_parquet
from geomap.reread.shapefile import read_shapefile
from geomap.reread.sniffing import written_by_geomap as is_output
from geomap.reread.workbook import read_workbook

__all__ = ["OUTPUT_SUFFIXES", "ReadBack", "is_output", "read_back"]

_TEXTS: dict[str, Callable[[str, Collector], None]] = {
    "geojson": read_collection,
    "geojsonl": read_features,
    "geojsonseq": read_features,
    "jsonl": read_lines,
    "csv": read_csv,
}
_FILES: dict[str, Callable[[Path, Collector], None]] = {
    "gpkg": read_geopackage,
    "fgb": read_flatgeobuf,
    "kml": read_kml,
    "kmz": read_kml,
    "parquet": read_parquet,
    "shp": read_shapefile,
    "xlsx": read_workbook,
}
OUTPUT_SUFFIXES = tuple(s for s, kind in FORMATS.items() if kind in {*_TEXTS, *_FILES})


def _text_of(source: Path) -> str:
    try:
        data = source.read_bytes()
        if source.suffix.lower() == ".gz":
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        raise NoInputError(f"{source}: no such file") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ReadError(f"{source}: cannot be read as UTF-8 ({error})") from error


def read_back(path: str | Path) -> ReadBack:
    """Read incidents that geomap wrote.

    Parameters
    ----------
    path : str or Path
        In any format of ``docs/exports.md`` but the tables that are shaped
        for others' tools, which ``geomap extract`` reads.

    Returns
    -------
    ReadBack
        Equal to what was written. Records that break the schema are in
        ``rejected`` with file, row (line, or number of the feature) and column.

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        The file is not geomap's, not UTF-8, or of another schema version.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from geomap import Incident, to_frame, write
    >>> one = Incident(incident_id="a", type="talks", doc_ids=("r",))
    >>> file = write(to_frame([one]), pathlib.Path(tempfile.mkdtemp()) / "a.geojson")
    >>> read_back(file).incidents == (one,)
    True
    """
    with collector_paused():
        return _read_back(Path(path))


def _read_back(source: Path) -> ReadBack:
    kind = format_of(source)
    into = Collector(str(source))
    if kind is not None and kind.name in _TEXTS:
        _TEXTS[kind.name](_text_of(source), into)
        return into.outcome()
    if kind is not None and kind.name in _FILES:
        if not source.is_file() and kind.name != "shp":
            raise NoInputError(f"{source}: no such file")
        _FILES[kind.name](source, into)
        return into.outcome()
    raise ReadError(f"{source}: geomap reads back {', '.join(OUTPUT_SUFFIXES)}")
