"""Turn reports of border incidents into maps that can be defended.

>>> import geomap
>>> sorted(geomap.__all__)[:3]
['GeomapError', 'Incident', 'NoInputError']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.api import draw, read
    from geomap.corrections import apply_corrections
    from geomap.errors import (
        GeomapError,
        NoInputError,
        ReadError,
        SchemaError,
        UsageError,
        WriteError,
    )
    from geomap.export import write
    from geomap.frame import to_frame, to_incidents, validate
    from geomap.incident import Incident, Report
    from geomap.merges import merge, unmerge
    from geomap.reread import read_back

__version__ = "0.1.0"
__all__ = [
    "GeomapError",
    "Incident",
    "NoInputError",
    "ReadError",
    "Report",
    "SchemaError",
    "UsageError",
    "WriteError",
    "apply_corrections",
    "draw",
    "merge",
    "read",
    "read_back",
    "to_frame",
    "to_incidents",
    "unmerge",
    "validate",
    "write",
]

_HOME = {
    **dict.fromkeys(("draw", "read"), "geomap.api"),
    "apply_corrections": "geomap.corrections",
    **dict.fromkeys(("merge", "unmerge"), "geomap.merges"),
    "read_back": "geomap.reread",
    "write": "geomap.export",
    **dict.fromkeys(("to_frame", "to_incidents", "validate"), "geomap.frame"),
    **dict.fromkeys(("Incident", "Report"), "geomap.incident"),
    **dict.fromkeys(
        (
            "GeomapError",
            "NoInputError",
            "ReadError",
            "SchemaError",
            "UsageError",
            "WriteError",
        ),
        "geomap.errors",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
