"""Which fields of an incident are nested and which may be unknown, from its definition."""

from __future__ import annotations

import types
from functools import cache
from typing import Any, Union, get_args, get_origin

import msgspec

from geomap.incident import Record

__all__ = ["kind_of_field", "kinds_of", "nullable_fields", "nullable_texts"]


def _members(annotation: Any) -> list[Any]:
    """List what a type may be, without what ``Annotated`` says of it."""
    origin = get_origin(annotation)
    if origin in {Union, types.UnionType}:
        return [m for part in get_args(annotation) for m in _members(part)]
    if hasattr(annotation, "__metadata__"):
        return _members(annotation.__origin__)
    return [annotation]


def kind_of_field(annotation: Any) -> str:
    """Tell what a column of a table must hold: text, int, float, bool or json.

    Examples
    --------
    >>> kind_of_field(int | None), kind_of_field(str), kind_of_field(tuple[str, ...])
    ('int', 'text', 'json')
    """
    for member in _members(annotation):
        if member in {int, float, bool}:
            return str(member.__name__)
        if get_origin(member) in {tuple, dict} or isinstance(member, type(Record)):
            return "json"
    return "text"


@cache
def kinds_of(record: type[Record]) -> dict[str, str]:
    """Tell what the column of each field of a record must hold.

    Parameters
    ----------
    record : type
        ``Incident``, ``Claim``, ``PlaceMention``.

    Examples
    --------
    >>> from geomap.incident import Incident
    >>> kinds_of(Incident)["claims"], kinds_of(Incident)["date_prec"]
    ('json', 'int')
    """
    return {f.name: kind_of_field(f.type) for f in msgspec.structs.fields(record)}


@cache
def nullable_fields(record: type[Record]) -> frozenset[str]:
    """Name the fields that may be unknown.

    Examples
    --------
    >>> from geomap.incident import Incident
    >>> "date_prec" in nullable_fields(Incident), "title" in nullable_fields(Incident)
    (True, False)
    """
    fields = msgspec.structs.fields(record)
    return frozenset(f.name for f in fields if type(None) in _members(f.type))


@cache
def nullable_texts(record: type[Record]) -> frozenset[str]:
    """Name the texts that may be unknown: there an empty text is not the same as none.

    Examples
    --------
    >>> from geomap.incident import Incident
    >>> "time_local" in nullable_texts(Incident), "date_prec" in nullable_texts(Incident)
    (True, False)
    """
    kinds = kinds_of(record)
    return frozenset(n for n in nullable_fields(record) if kinds[n] == "text")
