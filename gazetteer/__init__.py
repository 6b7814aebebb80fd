"""Names of places to places, offline: any script, ranked, honest about the unknown.

>>> from gazetteer import Gazetteer
>>> Gazetteer.open().find("Баткен", country="KG")[0].place.name
'Batken'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gazetteer.errors import (
        GazetteerDataError,
        GazetteerError,
        GeocoderError,
        IndexUnusableError,
    )
    from gazetteer.lookup import Gazetteer, KeyMatch
    from gazetteer.place import Candidate, Name, Place, Tenure
    from gazetteer.toponym import Context, Relation, Resolution, Toponym

__all__ = [
    "Candidate",
    "Context",
    "Gazetteer",
    "GazetteerDataError",
    "GazetteerError",
    "GeocoderError",
    "IndexUnusableError",
    "KeyMatch",
    "Name",
    "Place",
    "Relation",
    "Resolution",
    "Tenure",
    "Toponym",
]

_HOME = {
    **dict.fromkeys(("Gazetteer", "KeyMatch"), "gazetteer.lookup"),
    **dict.fromkeys(("Candidate", "Name", "Place", "Tenure"), "gazetteer.place"),
    **dict.fromkeys(("Context", "Relation", "Resolution", "Toponym"), "gazetteer.toponym"),
    **dict.fromkeys(
        ("GazetteerDataError", "GazetteerError", "GeocoderError", "IndexUnusableError"),
        "gazetteer.errors",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'gazetteer' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
