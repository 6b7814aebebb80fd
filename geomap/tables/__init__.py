"""Tables of coded events: ACLED, UCDP GED, GDELT 2, ICEWS, and any other by a mapping.

>>> from geomap.tables import is_table
>>> is_table("report.txt")
False
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.tables.detection import is_table
    from geomap.tables.loading import TableOutcome, distinct_ids, read_table

__all__ = ["TableOutcome", "distinct_ids", "is_table", "read_table"]

_HOME = {
    "is_table": "geomap.tables.detection",
    **dict.fromkeys(("TableOutcome", "distinct_ids", "read_table"), "geomap.tables.loading"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'geomap.tables' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
