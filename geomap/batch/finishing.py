"""Turn the parts that were read into the files of the result.

The incidents on the map are sorted along a Hilbert curve, so that a file
holds what lies together and a reader skips those that it does not need; Dask
moves the rows. Incidents are written in the exports' own GeoParquet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from geomap.batch.engines import Engine, untyped
from geomap.batch.work import Done, encode_rows
from geomap.files import write_whole
from geomap.incident import Incident

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["KINDS", "make_ids_distinct", "write_results"]

KINDS = ("incidents", "unplaced", "reports", "rejects")
"""Folders of the result."""
ROWS = 10_000
"""Incidents a file; up to twice as many where the next ones share one place on the curve. A
worker holds one file's while it writes, some 100 kB each."""
FEW_ROWS, FILES = 1_000, 8
"""A short result is cut into so many files, each of so many incidents at least, for all workers."""
DIRECT = 4_000
"""Up to so many reads (files times parts) each file is picked out of the parts, of which
only the rows on its stretch are read; Dask's shuffle costs more to start."""


def write_results(home: Path, target: Path, done: Iterable[Done], engine: Engine) -> None:
    """Write the files of the result into a folder of their own.

    Parameters
    ----------
    home : Path
        Folder of the parts.
    target : Path
        Folder of the result, which is made with a folder for each kind.
    done : iterable of Done
        What came of the parts, in order.
    engine : Engine

    Raises
    ------
    WriteError
        The disk is full.
    """
    for kind in KINDS:
        (target / kind).mkdir(parents=True, exist_ok=True)
    parts = list(done)
    placed, unplaced = (_files(home / kind, parts) for kind in ("placed", "unplaced"))
    engine.compute(
        [*_placed(placed, target / "incidents"), *_unplaced(unplaced, target / "unplaced")]
    )
    _write_records(target / "reports", [t for part in parts for t in part.told])
    _write_records(target / "rejects", [r for part in parts for r in part.rejected])


def _files(folder: Path, parts: Sequence[Done]) -> list[str]:
    """List the files of these parts, and of no others that a stopped run has left."""
    files = (folder / f"{part.name}.parquet" for part in parts)
    return [str(f) for f in files if f.exists()]


def _placed(files: Sequence[str], target: Path) -> list[Any]:
    """Give the tasks that write the incidents on the map, in order along the curve."""
    if not files:
        return []
    cuts = _divisions(files)
    stretches = list(pairwise(cuts))
    names = [str(target / f"part-{number:05d}.parquet") for number in range(len(stretches))]
    delayed = untyped("dask").delayed
    if len(stretches) * len(files) <= DIRECT:
        write = delayed(write_stretch, pure=False)
        return [write(files, *s, name) for s, name in zip(stretches, names, strict=True)]
    frame = untyped("dask.dataframe").read_parquet(files, engine="pyarrow", split_row_groups=False)
    moved = frame.set_index("hilbert", divisions=cuts).to_delayed()
    write = delayed(write_incidents, pure=False)
    return [write(stretch, name) for stretch, name in zip(moved, names, strict=True)]


def rows_a_file(incidents: int) -> int:
    """Give how many incidents a file holds.

    Examples
    --------
    >>> [rows_a_file(n) for n in (300, 16_000, 1_000_000)]
    [1000, 2000, 10000]
    """
    return min(ROWS, max(FEW_ROWS, -(-incidents // FILES)))


def _divisions(files: Sequence[str]) -> list[int]:
    """Cut the curve where a file is full; both ends belong to the files beside them."""
    import numpy as np
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    columns = [pq.read_table(f, columns=["hilbert"])["hilbert"].to_numpy() for f in files]
    along = np.sort(np.concatenate(columns))
    cuts = np.unique(along[:: rows_a_file(len(along))]).tolist()
    return [int(c) for c in (*cuts, along[-1] + 1)]


def _unplaced(files: Sequence[str], target: Path) -> list[Any]:
    """Give the tasks that write the incidents without a place, parts in order."""
    import pyarrow.parquet as pq

    groups: list[list[str]] = []
    counts = [pq.read_metadata(file).num_rows for file in files]
    most = rows = rows_a_file(sum(counts))
    for file, count in zip(files, counts, strict=True):
        if rows + count > most:
            groups.append([])
            rows = 0
        groups[-1].append(file)
        rows += count
    write = untyped("dask").delayed(write_unplaced, pure=False)
    return [
        write(group, str(target / f"part-{number:05d}.parquet"))
        for number, group in enumerate(groups)
    ]


def write_incidents(part: pd.DataFrame, path: str) -> int:
    """Write rows of one stretch of the curve; the task that Dask runs.

    Parameters
    ----------
    part : pandas.DataFrame
        Columns ``incident_id`` and ``record``, index ``hilbert``.
    path : str
        As for :func:`write_stretch`.
    """
    import pyarrow as pa

    return _write_pieces(pa.Table.from_pandas(part.reset_index(), preserve_index=False), path)


def write_stretch(files: Sequence[str], begin: int, end: int, path: str) -> int:
    """Write the incidents of some parts that lie on one stretch of the curve; a task.

    Parameters
    ----------
    files : sequence of str
        The parts.
    begin, end : int
        The stretch; the end is not in it.
    path : str
        The file; none is written for no rows. Where more incidents than a file holds
        share one place, it is several, ``-000``, ``-001`` … before its suffix.
    """
    import pyarrow as pa

    groups = [rows for file in files for rows in _groups(file, begin, end)]
    return _write_pieces(pa.concat_tables(groups), path) if groups else 0


def _groups(file: str, begin: int, end: int) -> Iterator[pa.Table]:
    """Read what a part has on a stretch: of its row groups only those that reach into it."""
    import pyarrow.compute as pc  # type: ignore[import-untyped]
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as part:
        for number in range(part.num_row_groups):
            on = part.metadata.row_group(number).column(0).statistics
            if on.max < begin or on.min >= end:
                continue
            rows = part.read_row_group(number)
            along = rows["hilbert"]
            yield rows.filter(pc.and_(pc.greater_equal(along, begin), pc.less(along, end)))


def _write_pieces(rows: pa.Table, path: str) -> int:
    """Write rows along the curve, in as many files as they fill."""
    ordered = rows.sort_by([("hilbert", "ascending"), ("incident_id", "ascending")])
    target = Path(path)
    pieces = max(1, -(-rows.num_rows // (2 * ROWS)))
    size = -(-rows.num_rows // pieces)
    for number in range(pieces):
        name = path if pieces == 1 else f"{target.with_suffix('')}-{number:03d}.parquet"
        _write(ordered["record"].slice(number * size, size).to_pylist(), name)
    return int(rows.num_rows)


def write_unplaced(files: Sequence[str], path: str) -> int:
    """Write the incidents without a place of some parts; the task that Dask runs."""
    import pyarrow.parquet as pq

    records = [r for f in files for r in pq.read_table(f)["record"].to_pylist()]
    return _write(records, path)


def _write(records: Sequence[str], path: str) -> int:
    from geomap.export import write
    from geomap.frame import to_frame

    if records:
        incidents = [msgspec.json.decode(r, type=Incident) for r in records]
        write(to_frame(incidents), path, "parquet")
    return len(records)


def _write_records(target: Path, records: Sequence[msgspec.Struct]) -> None:
    """Write plain records as Parquet; without any, no file."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    if not records:
        return
    rows = [msgspec.to_builtins(record) for record in records]
    numbers = {"incidents", "row"}
    arrays = {
        name: pa.array([row[name] for row in rows], pa.int64() if name in numbers else pa.string())
        for name in rows[0]
    }
    out = io.BytesIO()
    pq.write_table(pa.table(arrays), out, compression="zstd")
    write_whole(target / "part-00000.parquet", out.getvalue())


def make_ids_distinct(home: Path, tables: Sequence[Done]) -> list[str]:
    """Give every incident of the tables an id of its own, as one process would.

    Parameters
    ----------
    home : Path
        Folder of the parts.
    tables : sequence of Done
        Parts that are tables, in order.

    Returns
    -------
    list of str
        What a reader must know of it.
    """
    from geomap.tables import distinct_ids

    bare = [
        Incident(incident_id=ident, type="unknown", doc_ids=(part.name,))
        for part in tables
        for ident in part.ids
    ]
    distinct, notices = distinct_ids(bare)
    renamed: dict[str, dict[str, str]] = {}
    for old, new in zip(bare, distinct, strict=True):
        if old.incident_id != new.incident_id:
            renamed.setdefault(old.doc_ids[0], {})[old.incident_id] = new.incident_id
    for name, names in renamed.items():
        for kind in ("placed", "unplaced"):
            _rename(home / kind / f"{name}.parquet", names)
    return list(notices)


def _rename(file: Path, names: dict[str, str]) -> None:
    import pyarrow.parquet as pq

    if not file.exists():
        return
    table = pq.read_table(file).to_pydict()
    rows = []
    for along, ident, record in zip(*table.values(), strict=True):
        if ident not in names:
            rows.append((along, ident, record))
            continue
        incident = msgspec.json.decode(record, type=Incident)
        fresh = msgspec.structs.replace(incident, incident_id=names[ident])
        rows.append((along, fresh.incident_id, msgspec.json.encode(fresh).decode()))
    write_whole(file, encode_rows(rows))
