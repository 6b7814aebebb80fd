"""GeoParquet that geomap wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import ReadError
from geomap.export.parquet import need_pyarrow
from geomap.reread.collecting import Collector
from geomap.reread.related import take_related

__all__ = ["read_parquet"]

_NOT_READ = frozenset({"geometry", "bbox"})


def _rows(file: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    names = [n for n in file.schema_arrow.names if n not in _NOT_READ]
    number = 0
    for batch in file.iter_batches(columns=names):
        for row in batch.to_pylist():
            number += 1
            yield (
                number,
                {n: v.isoformat() if isinstance(v, dt.date) else v for n, v in row.items()},
            )


def read_parquet(path: Path, into: Collector) -> None:
    """Read the incidents of a GeoParquet file.

    Raises
    ------
    ReadError
        It is no Parquet file, or not geomap's.
    UsageError
        pyarrow is not installed.
    """
    need_pyarrow(path)
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        with pq.ParquetFile(path) as file:
            head = msgspec.json.decode((file.schema_arrow.metadata or {})[b"geomap"])
            into.take_head(head)
            take_related(_rows(file), {}, into)
    except (pa.ArrowException, OSError) as error:
        raise ReadError(f"{path}: not Parquet that can be read ({error})") from error
    except (KeyError, AttributeError, msgspec.DecodeError) as error:
        raise ReadError(f"{path}: not a file that geomap wrote (no metadata of it)") from error
