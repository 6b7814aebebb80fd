"""Read the folder of a batch back into incidents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from geomap.batch.manifest import NAME, read_manifest
from geomap.errors import ReadError
from geomap.incident import Incident, Rejected
from geomap.reread import ReadBack, is_output, read_back

__all__ = ["is_result", "read_result"]

PARTS = "part-*.parquet"
INCIDENTS = ("incidents", "unplaced")


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
        return _manifest_here(folder)
    files = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    return bool(files) and all(p.match(PARTS) for p in files) and is_output(files[0])


def _manifest_here(folder: Path) -> bool:
    """Whether a manifest.json is a batch's: others' tools write files of that name too."""
    try:
        return read_manifest(folder) is not None
    except ReadError:
        return False


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
        return _together([read_back(p) for p in sorted(folder.glob(PARTS))], [], [])
    manifest = read_manifest(folder)
    if manifest is None or manifest.state != "complete":
        raise ReadError(
            f"{folder}: the batch is not finished; run the same geomap batch again, it goes on"
        )
    files = {o.path: folder / o.path for o in manifest.outputs}
    if missing := [str(f) for f in files.values() if not f.is_file()]:
        raise ReadError(
            f"{missing[0]}: is named in {folder / NAME} and is not there; run the batch again"
        )
    found = [read_back(f) for kind in INCIDENTS for f in _of(files, kind)]
    told = [str(row["doc_id"]) for f in _of(files, "reports") for row in _rows(f)]
    aside = [msgspec.convert(r, Rejected) for f in _of(files, "rejects") for r in _rows(f)]
    return _together(found, told, aside)


def _of(files: dict[str, Path], kind: str) -> list[Path]:
    return [f for name, f in files.items() if name.startswith(f"{kind}/")]


def _rows(file: Path) -> list[dict[str, Any]]:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise ReadError(f"{file}: not Parquet that can be read ({error})") from error
    return rows


def _together(found: list[ReadBack], told: list[str], aside: list[Rejected]) -> ReadBack:
    incidents: list[Incident] = [i for one in found for i in one.incidents]
    doc_ids = [*told, *(d for one in found for d in one.doc_ids)]
    return ReadBack(
        incidents=tuple(incidents),
        doc_ids=tuple(dict.fromkeys(doc_ids)),
        rejected=(*(r for one in found for r in one.rejected), *aside),
    )
