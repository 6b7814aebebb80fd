"""Corpora too large for one process: read by Dask's workers into partitioned GeoParquet.

``docs/batch.md`` says what is written and how a stopped run goes on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.batch.manifest import Manifest
    from geomap.batch.running import run_batch

__all__ = ["PART_SIZE", "Manifest", "run_batch"]

PART_SIZE = 200
"""Reports a part: some two seconds of work (``benchmarks/bench_batch.py --part-sizes``)."""

_HOME = {"Manifest": "geomap.batch.manifest", "run_batch": "geomap.batch.running"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'geomap.batch' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
