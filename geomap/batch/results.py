"""Read the folder of a batch back: into incidents, or as a frame that holds a million of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from geomap.batch.manifest import NAME, Counts, Manifest, hash_of, read_manifest
from geomap.errors import ReadError
from geomap.export.fields import kinds_of
from geomap.frame import COLUMNS
from geomap.incident import SCHEMA_VERSION, Incident, Rejected
from geomap.nested import items_of
from geomap.reread import ReadBack, is_output, read_back
from geomap.reread.collecting import together

if TYPE_CHECKING:
    import geopandas as gpd
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["counts_of", "frame_of_result", "is_result", "read_result", "some_records"]

PARTS = "part-*.parquet"
INCIDENTS = ("incidents", "unplaced")
NOT_DRAWN = ("extra",)
"""A coded row's own columns: a fifth of the file, and no map shows them."""


def is_result(path: str | Path) -> bool:
    """Tell the folder of a batch, or a folder of GeoParquet out of one.

    Parameters
    ----------
    path : str or Path

    Examples
    --------
    >>> is_result("report.txt")
    False
    """
    folder = Path(path)
    if not folder.is_dir():
        return False
    if (folder / NAME).is_file():
        return _manifest_of(folder) is not None
    files = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    return bool(files) and all(p.match(PARTS) for p in files) and is_output(files[0])


def _manifest_of(folder: Path) -> Manifest | None:
    """Read a batch's manifest; others' tools write files of that name too."""
    try:
        return read_manifest(folder)
    except ReadError:
        return None


def read_result(path: str | Path) -> ReadBack:
    """Read all incidents of a batch, those without a place too.

    Parameters
    ----------
    path : str or Path
        What ``geomap batch -o`` named, or ``incidents`` in it.

    Returns
    -------
    ReadBack
        With its reports, and what it had set aside.

    Raises
    ------
    ReadError
        The batch is not finished, or a file of it is missing or damaged.
    UsageError
        pyarrow is not installed.
    """
    folder = Path(path)
    if not (folder / NAME).is_file():
        return together(map(read_back, sorted(folder.glob(PARTS))))
    files = _files(folder, _complete(folder))
    found = [read_back(f) for kind in INCIDENTS for f in _of(files, kind)]
    told = tuple(str(row["doc_id"]) for f in _of(files, "reports") for row in _rows(f))
    aside = tuple(msgspec.convert(r, Rejected) for f in _of(files, "rejects") for r in _rows(f))
    reports = ReadBack(incidents=(), doc_ids=told, rejected=())
    return together([reports, *found, ReadBack(incidents=(), doc_ids=(), rejected=aside)])


def _complete(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest is None or manifest.state != "complete":
        raise ReadError(
            f"{folder}: the batch is not finished; run the same geomap batch again, it goes on"
        )
    return manifest


def _files(folder: Path, manifest: Manifest) -> dict[str, Path]:
    """Give the files of a finished batch by their names in the manifest."""
    files = {o.path: folder / o.path for o in manifest.outputs}
    if missing := [str(f) for f in files.values() if not f.is_file()]:
        raise ReadError(
            f"{missing[0]}: is named in {folder / NAME} and is not there; run the batch again"
        )
    return files


def counts_of(path: str | Path) -> Counts:
    """Give what the folder of a finished batch holds; zeros where it is no such folder.

    Examples
    --------
    >>> counts_of("report.txt").incidents
    0
    """
    manifest = _manifest_of(Path(path)) if Path(path).is_dir() else None
    return manifest.counts if manifest and manifest.state == "complete" else Counts()


def frame_of_result(path: str | Path, *, without: Sequence[str] = NOT_DRAWN) -> gpd.GeoDataFrame:
    """Read the folder of a batch as a frame to draw, some 4 kB an incident.

    Nested columns stay JSON texts, as Parquet holds them, and a geometry that
    many incidents share is there once. Nothing is checked but that the files are
    those that were written, by their SHA-256.

    Parameters
    ----------
    path : str or Path
        What ``geomap batch -o`` named.
    without : sequence of str
        Columns that are not read.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, index ``incident_id``, the columns of ``docs/schema.md``
        but for those.

    Raises
    ------
    ReadError
        The batch is not finished, or a file of it is missing or has been changed.
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    folder = Path(path)
    manifest = _complete(folder)
    files = _files(folder, manifest)
    wanted = [f for kind in INCIDENTS for f in _of(files, kind)]
    _check_hashes(folder, manifest, wanted)
    tables, shapes = zip(*(_slim(f, without) for f in wanted), strict=True)
    whole = pa.concat_tables(tables)
    del tables
    frame = pd.DataFrame({name: _compact(whole[name]) for name in whole.column_names})
    frame = frame.set_index("incident_id")
    geometry = gpd.GeoSeries(np.concatenate(shapes), index=frame.index, crs="EPSG:4326")
    drawn = gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326")
    drawn.attrs["schema_version"] = SCHEMA_VERSION
    return drawn


def _compact(column: pa.ChunkedArray) -> Any:
    """Give a column in one piece, which rows are quickly taken out of; texts that repeat once."""
    import pandas as pd
    import pyarrow as pa

    if not pa.types.is_string(column.type):
        return column.combine_chunks().to_pandas().array
    sample = column.slice(0, 10_000)
    if len(sample.unique()) > len(sample) / 2:
        return pd.array(column.cast(pa.large_string()).combine_chunks(), dtype="str")
    coded = column.dictionary_encode().combine_chunks()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return pd.Categorical.from_codes(codes, coded.dictionary.to_pandas())


def some_records(frame: gpd.GeoDataFrame, count: int = 50) -> gpd.GeoDataFrame:
    """Give the first incidents of a frame of :func:`frame_of_result` with nested cells as records.

    Examples
    --------
    >>> import geopandas as gpd
    >>> frame = gpd.GeoDataFrame({"claims": ['[{"text": "two"}]']}, geometry=[None], crs=4326)
    >>> some_records(frame)["claims"].tolist()
    [[{'text': 'two'}]]
    """
    import pandas as pd

    some, kinds = frame.head(count).copy(), kinds_of(Incident)
    for name in some.columns.drop("geometry"):
        cells: list[Any] = [None if pd.isna(cell) else cell for cell in some[name]]
        if kinds.get(name) == "json":
            cells = [items_of(cell) for cell in cells]
        some[name] = pd.Series(cells, index=some.index, dtype=object)
    return some


def _check_hashes(folder: Path, manifest: Manifest, files: list[Path]) -> None:
    written = {folder / o.path: o.sha256 for o in manifest.outputs}
    if changed := [str(f) for f in files if hash_of(f) != written[f]]:
        raise ReadError(
            f"{changed[0]}: is not the file that the batch wrote (its SHA-256 differs from "
            f"{folder / NAME}); run the batch again into another folder"
        )


def _slim(file: Path, without: Sequence[str]) -> tuple[pa.Table, Any]:
    """Give the columns of a file that are drawn, days as texts, and its geometries."""
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-untyped]
    import shapely

    names = ["incident_id", *(c for c in COLUMNS if c not in without)]
    table = pq.read_table(file, columns=[*names, "geometry"])
    known = table["geometry"].combine_chunks().dictionary_encode()
    distinct = shapely.from_wkb(known.dictionary.to_numpy(zero_copy_only=False))
    codes = known.indices.fill_null(len(distinct)).to_numpy(zero_copy_only=False)
    days = [f.with_type(pa.string()) if pa.types.is_date(f.type) else f for f in table.schema]
    plain = table.cast(pa.schema(days)).drop_columns("geometry").replace_schema_metadata(None)
    return plain, _append_none(distinct)[codes]


def _append_none(shapes: Any) -> Any:
    """Give the shapes and a None after them, which rows without a place point at."""
    import numpy as np

    out = np.empty(len(shapes) + 1, dtype=object)
    out[: len(shapes)] = shapes
    return out


def _of(files: dict[str, Path], kind: str) -> list[Path]:
    return [f for name, f in files.items() if name.startswith(f"{kind}/")]


def _rows(file: Path) -> list[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise ReadError(f"{file}: not Parquet that can be read ({error})") from error
    return rows
