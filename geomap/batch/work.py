"""What a worker does: read one part, and write what came of it.

A part's files are the proof that it is done: the summary is written last,
each file whole or not at all, so a task may be run twice or killed at any
moment. The gazetteer is opened once a process and mapped into memory, which
the processes of a machine share.
"""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from geomap.batch.manifest import Counts
from geomap.batch.parts import Part
from geomap.errors import NoInputError, ReadError, UsageError
from geomap.files import write_whole
from geomap.incident import Incident, Rejected, Report

__all__ = ["Done", "Told", "done_part", "read_part", "read_part_on_worker", "set_part_aside"]

WORLD = (-180.0, -90.0, 180.0, 90.0)
"""Bounds that Hilbert distances are counted in: fixed, so that they can be compared."""
LEVEL = 16
GROUP = 1000
"""Rows of a part that are encoded, and read, at a time; a coded table is one part."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A report, or a table, and how many incidents it told."""

    doc_id: str
    path: str
    sha256: str
    lang: str
    published_on: str | None
    incidents: int


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a part.

    Parameters
    ----------
    name, key : str
        Of the part.
    counts : Counts
    told : tuple of Told
    rejected : tuple of Rejected
    notices : tuple of str
    ids : tuple of str
        Of a table's incidents, in order: another table may have them too.
    """

    name: str
    key: str
    counts: Counts
    told: tuple[Told, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notices: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def read_part(payload: bytes, key: str, home: str) -> Counts:
    """Read a part and write its files; the task that Dask runs.

    Parameters
    ----------
    payload : bytes
        A :class:`~geomap.batch.parts.Part` as MessagePack.
    key : str
        Of the part.
    home : str
        Folder of the parts.

    Returns
    -------
    Counts

    Raises
    ------
    UsageError
        The worker's geomap is another than the one that made the part.
    WriteError
        The disk is full, or the folder cannot be written.
    """
    from geomap import __version__

    part = msgspec.msgpack.decode(payload, type=Part)
    if part.version != __version__:
        raise UsageError(
            f"a worker has geomap {__version__} and this run is of geomap {part.version}; "
            "install the same version on all machines"
        )
    incidents, done = _of_table(part, key) if part.table else _of_reports(part, key)
    placed = _write_incidents(incidents, part.name, Path(home))
    counts = _counted(done.counts, incidents, placed)
    done = msgspec.structs.replace(done, counts=counts)
    write_whole(_summary(Path(home), part.name), msgspec.json.encode(done))
    return counts


def read_part_on_worker(payload: bytes, key: str, home: str) -> Counts:
    """Read a part in a process that does nothing else; as :func:`read_part`.

    Parameters
    ----------
    payload, key, home
        As for :func:`read_part`.
    """
    counts = read_part(payload, key, home)
    _settle()
    return counts


@cache
def _settle() -> None:
    """Keep what a worker now holds for good out of the collector's way: Dask's and our modules.

    It would search some 100,000 objects again and again, a twelfth of a worker's time.
    """
    gc.collect()
    gc.freeze()


def set_part_aside(part: Part, key: str, home: Path, reason: str) -> Counts:
    """Put a part aside that cannot be read, with the reason; nothing of it is lost.

    Parameters
    ----------
    part : Part
    key : str
    home : Path
        Folder of the parts.
    reason : str
    """
    aside = [_aside(r, reason) for r in part.reports]
    if part.table:
        aside.append(Rejected(source=part.table, reason=f"{part.table}: {reason}"))
    rejected = (*aside, *part.rejected)
    counts = Counts(set_aside=len(rejected))
    done = Done(name=part.name, key=key, counts=counts, rejected=rejected)
    write_whole(_summary(home, part.name), msgspec.json.encode(done))
    return counts


def _aside(report: Report, reason: str) -> Rejected:
    where = report.path or report.doc_id
    return Rejected(source=where, reason=f"{report.doc_id}: {reason}", raw=report.text[:200])


def done_part(home: Path, name: str) -> Done | None:
    """Give what came of a part, None where it is not done."""
    try:
        return msgspec.json.decode(_summary(home, name).read_bytes(), type=Done)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _summary(home: Path, name: str) -> Path:
    return home / f"{name}.json"


def _of_reports(part: Part, key: str) -> tuple[list[Incident], Done]:
    from geomap.pipeline import read_one

    incidents: list[Incident] = []
    told: list[Told] = []
    rejected: list[Rejected] = []
    for report in part.reports:
        found = read_one(report)
        incidents += found.incidents
        rejected += found.rejected
        if not found.rejected:
            told.append(_told(report, len(found.incidents)))
    rejected += part.rejected
    silent = sum(not t.incidents for t in told)
    counts = Counts(reports=len(told), reports_without_incidents=silent, set_aside=len(rejected))
    done = Done(name=part.name, key=key, counts=counts, told=tuple(told), rejected=tuple(rejected))
    return incidents, done


def _told(report: Report, incidents: int) -> Told:
    return Told(
        doc_id=report.doc_id,
        path=report.path,
        sha256=report.sha256,
        lang=report.lang,
        published_on=report.published_on,
        incidents=incidents,
    )


def _of_table(part: Part, key: str) -> tuple[list[Incident], Done]:
    from geomap.tables import read_table

    try:
        found = read_table(part.table, mapping=part.mapping)
    except (ReadError, NoInputError) as error:
        rejected = (Rejected(source=part.table, reason=str(error)),)
        return [], Done(name=part.name, key=key, counts=Counts(set_aside=1), rejected=rejected)
    table = Told(
        doc_id=found.doc_id,
        path=part.table,
        sha256=found.sha256,
        lang="",
        published_on=None,
        incidents=len(found.incidents),
    )
    counts = Counts(rows=len(found.incidents), set_aside=len(found.rejected))
    notices = tuple(f"{part.table}: {w}" for w in (f"read as {found.kind}", *found.warnings))
    done = Done(
        name=part.name,
        key=key,
        counts=counts,
        told=(table,),
        rejected=found.rejected,
        notices=notices,
        ids=tuple(i.incident_id for i in found.incidents),
    )
    return list(found.incidents), done


def _counted(counts: Counts, incidents: Sequence[Incident], placed: int) -> Counts:
    return msgspec.structs.replace(
        counts,
        incidents=len(incidents),
        placed=placed,
        unplaced=len(incidents) - placed,
        background=sum(i.background for i in incidents),
    )


def _write_incidents(incidents: Sequence[Incident], name: str, home: Path) -> int:
    """Write the incidents, each whole as JSON, those on the map apart and along the curve."""
    from geomap.frame_shapes import Shapes, together

    drawn = Shapes(incidents)
    pairs = [(i, together(drawn.shown(i))) for i in incidents]
    placed = [(i, shape) for i, shape in pairs if shape is not None and not shape.is_empty]
    unplaced = [i for i, shape in pairs if shape is None or shape.is_empty]
    along = zip(_hilbert([shape for _, shape in placed]), (i for i, _ in placed), strict=True)
    ordered = sorted(along, key=lambda at: (at[0], at[1].incident_id))
    told = {
        "placed": ((at, *_as_row(i)) for at, i in ordered),
        "unplaced": ((0, *_as_row(i)) for i in unplaced),
    }
    for kind, rows in told.items():
        target = home / kind / f"{name}.parquet"
        content = encode_rows(rows)
        if content:
            write_whole(target, content)
        else:
            target.unlink(missing_ok=True)
    return len(placed)


def _as_row(incident: Incident) -> tuple[str, str]:
    return incident.incident_id, msgspec.json.encode(incident).decode()


def _hilbert(shapes: Sequence[Any]) -> list[int]:
    """Give the distance of each shape's middle along a Hilbert curve over the world."""
    import geopandas as gpd

    series = gpd.GeoSeries(list(shapes), crs="EPSG:4326")
    return (
        [int(d) for d in series.hilbert_distance(total_bounds=WORLD, level=LEVEL)] if shapes else []
    )


def encode_rows(rows: Iterable[tuple[int, str, str]]) -> bytes:
    """Encode incidents of a part as Parquet, some at a time.

    Parameters
    ----------
    rows : iterable of (int, str, str)
        Place on the curve, id, and the whole as JSON.

    Returns
    -------
    bytes
        Nothing for no rows.
    """
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    kinds = {"hilbert": pa.int64(), "incident_id": pa.string(), "record": pa.large_string()}
    schema, left, out = pa.schema(kinds.items()), iter(rows), io.BytesIO()
    written = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as file:
        while some := list(islice(left, GROUP)):
            columns = zip(zip(*some, strict=True), kinds.values(), strict=True)
            arrays = [pa.array(column, kind) for column, kind in columns]
            file.write_batch(pa.record_batch(arrays, schema=schema))
            written += len(some)
    return out.getvalue() if written else b""
