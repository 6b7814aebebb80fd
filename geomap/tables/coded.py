"""The protocol of the package: what a source gives for a row, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geomap.incident import Actor, Casualties, IncidentType
from geomap.tables.sheet import Row
from geomap.tables.values import When

__all__ = ["Coded", "Source", "Spot", "columns_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place as a row gives it.

    Parameters
    ----------
    name : str
        As written; ``""`` where the row names none.
    lon, lat : float or None
        Degrees, WGS 84, exactly as in the row.
    prec : int or None
        UCDP's where_prec; None where the table does not say how exact it is.
    code : str
        The coder's own code of exactness, for the note.
    admin1, admin2 : str
        Names of the enclosing units.
    iso3 : str or None
        Country of the place.
    radius_m : float or None
        Metres, where the table gives them itself.
    shape : dict or None
        GeoJSON geometry of the row, where it is more than a point.
    """

    name: str = ""
    lon: float | None = None
    lat: float | None = None
    prec: int | None = None
    code: str = ""
    admin1: str = ""
    admin2: str = ""
    iso3: str | None = None
    radius_m: float | None = None
    shape: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Coded:
    """One row in geomap's terms, before ids, places and evidence.

    ``figures`` are the coder's counts, read from the column of ``figures_field``;
    ``words`` are the coder's own for the type; ``made_from`` the coder's sources.
    """

    ident: str
    type: IncidentType
    when: When
    spot: Spot
    words: str = ""
    actors: tuple[Actor, ...] = ()
    figures: tuple[Casualties, ...] = ()
    figures_field: str = ""
    via: str = ""
    made_from: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of table: how it is known, which column is which field, how a row is read.

    Parameters
    ----------
    kind : str
        ``acled``, ``ucdp``, ``gdelt``, ``icews`` or ``table``.
    coder : str
        Who claims the figures: ``"UCDP GED"``.
    fields : mapping
        geomap's field to the headers that it may have, the newest form first.
    signature : frozenset of str
        Headers, case-folded, that together are found in this kind only.
    cites : mapping
        Field of the incident to the fields that it is read from, for evidence.
    read : callable
        Row to :class:`Coded`.
    """

    kind: str
    coder: str
    fields: Mapping[str, tuple[str, ...]]
    signature: frozenset[str]
    cites: Mapping[str, tuple[str, ...]]
    read: Callable[[Row], Coded]


def columns_of(source: Source, columns: tuple[str, ...]) -> dict[str, str]:
    """Find a source's fields among the columns of a file.

    Returns
    -------
    dict
        Field to column, for the fields that the file has.
    """
    named = {c.casefold(): c for c in columns}
    return {
        field: named[header.casefold()]
        for field, headers in source.fields.items()
        for header in headers[::-1]
        if header.casefold() in named
    }
