"""Vector tiles of a finished batch, out of its files and not out of memory-heavy records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from geomap.batch.manifest import read_manifest
from geomap.errors import ReadError
from geomap.export.tiles import NUMBERS, TEXTS, Shown, source_in_words, write_tiles
from geomap.files import folder_beside

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from numpy.typing import NDArray

__all__ = ["write_batch_tiles"]

WORDS = {"claims": "claims_in_words", "how_sure": "place_in_words"}


def write_batch_tiles(folder: str | Path, path: str | Path) -> tuple[str, ...]:
    """Write the incidents of a batch as PMTiles (:mod:`geomap.export.tiles`).

    Parameters
    ----------
    folder : str or Path
        The batch's folder.
    path : str or Path
        The file, written whole or not at all.

    Returns
    -------
    tuple of str
        What is not in the file.

    Raises
    ------
    ReadError
        The folder holds no finished batch.
    UsageError
        The package pmtiles is not installed.
    WriteError
        The file cannot be written.
    """
    manifest = read_manifest(Path(folder))
    if manifest is None or manifest.state != "complete":
        raise ReadError(f"{folder}: holds no finished batch; run geomap batch there first")
    head = {
        "schema_version": manifest.schema_version,
        "tool": f"geomap {manifest.versions['geomap']}",
        "disclaimer": manifest.disclaimer,
        "credits": list(manifest.credits),
        "notes": [f"{manifest.counts.unplaced} incidents without a known place are not in it."],
    }
    shown = _shown(sorted((Path(folder) / "incidents").glob("*.parquet")), head)
    target = Path(path)
    with folder_beside(target) as beside:
        return write_tiles(shown, beside / target.name)


def _shown(files: list[Path], head: dict[str, Any]) -> Shown:
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-untyped]
    import shapely

    wanted = ["incident_id", *TEXTS, *NUMBERS, *WORDS.values()]
    wanted += ["countries", "sources", "background", "geometry"]
    if not files:
        empty: dict[str, NDArray[Any]] = {}
        shapes = np.empty(0, dtype=object)
        return Shown(shapes=shapes, columns=empty, background=np.empty(0, dtype=bool), head=head)
    table = pa.concat_tables(pq.read_table(f, columns=wanted) for f in files)
    return Shown(
        shapes=np.asarray(shapely.from_wkb(table["geometry"].to_numpy()), dtype=object),
        columns=_columns(table),
        background=np.asarray(table["background"].to_numpy(), dtype=bool),
        head=head,
    )


def _columns(table: pa.Table) -> dict[str, NDArray[Any]]:
    columns = {name: _objects(table[name].to_pylist()) for name in ("incident_id", *TEXTS)}
    lists = {
        name: [msgspec.json.decode(cell) for cell in table[name].to_pylist()]
        for name in ("countries", "sources")
    }
    columns["countries"] = _objects([" ".join(c) for c in lists["countries"]])
    for name, column in WORDS.items():
        columns[name] = _objects(table[column].to_pylist())
    columns["sources"] = _objects(["; ".join(map(source_in_words, s)) for s in lists["sources"]])
    for name in NUMBERS:
        columns[name] = np.array(
            [np.nan if v is None else v for v in table[name].to_pylist()], dtype=float
        )
    return columns


def _objects(values: list[Any]) -> NDArray[Any]:
    return np.array(values, dtype=object)
