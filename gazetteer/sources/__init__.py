"""Sources of places: each yields :class:`Row` values, one a place."""

from __future__ import annotations

from typing import NamedTuple

from gazetteer.place import Name, Tenure

__all__ = ["CODE", "Row"]

CODE = "zxx"
"""Language of names that are codes, not words (ISO 639: no linguistic content)."""


class Row(NamedTuple):
    """A place as a source gives it; the index is compiled from these.

    A tuple and not a dataclass because ten million of them are made in one
    build. Fields as in :class:`gazetteer.Place`; besides, ``outline`` is an
    encoded area (:mod:`gazetteer.outlines`), ``replaces`` names the ids of
    other sources' rows that this one stands for, ``outline_of`` the row whose
    outline it takes over, ``capital`` is True for a
    seat of government.
    """

    place_id: str
    name: str
    feature_class: str
    countries: tuple[str, ...]
    lon: float | None
    lat: float | None
    radius_km: float | None = None
    population: int = 0
    parents: tuple[str, ...] = ()
    names: tuple[Name | str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    derived: bool = False
    source: str = ""
    licence: str = ""
    note: str = ""
    outline: str = ""
    replaces: tuple[str, ...] = ()
    outline_of: str = ""
    tenures: tuple[Tenure, ...] = ()
    capital: bool = False
