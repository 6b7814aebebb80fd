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
    from gazetteer.place import (
        Candidate,
        Context,
        Name,
        Place,
        Relation,
        Resolution,
        Tenure,
        Toponym,
    )

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
    **dict.fromkeys(
        ("Candidate", "Context", "Name", "Place", "Relation", "Resolution", "Tenure", "Toponym"),
        "gazetteer.place",
    ),
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
