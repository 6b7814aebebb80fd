"""Details: what is read of an incident, in chunks that are unpacked when asked for.

A chunk holds some thousand incidents, column by column. Fields of nested
records that say nothing (empty, None, false) are left out: the browser code
takes a missing field as empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
import pandas as pd
from msgspec import Struct
from numpy.typing import NDArray

from layers.columns import each_told, filled
from layers.escape import json_bytes

__all__ = ["CHUNK", "DETAILS", "detail_chunks"]

CHUNK = 2000
"""Incidents in a chunk: one is unpacked and read in some 30 ms."""


class _Figure(Struct, omit_defaults=True, gc=False):
    kind: Any = None
    side: Any = None
    group: Any = None
    min: Any = None
    max: Any = None
    hedge: Any = None
    side_basis: Any = ""
    parts: list[_Figure] = []
    derived: Any = False


class _Claim(Struct, omit_defaults=True, gc=False):
    claim_id: Any = ""
    claimant: Any = ""
    claimant_side: Any = None
    via: Any = ""
    about: Any = ""
    blames: Any = None
    casualties: list[_Figure] = []
    hedge: Any = None
    attribution: Any = ""
    denies: Any = False
    supersedes: Any = None
    said_on: Any = None
    text: Any = ""


class _Outline(Struct):
    """Of a place's own geometry only that there is one: it is drawn from the frame's."""

    type: Any = ""


class _Candidate(Struct, omit_defaults=True, gc=False):
    name: Any = ""
    countries: list[Any] = []
    parents: list[Any] = []
    why: Any = ""


class _Place(Struct, omit_defaults=True, gc=False):
    as_written: Any = ""
    role: Any = ""
    claimant: Any = ""
    status: Any = ""
    name: Any = ""
    countries: list[Any] = []
    parents: list[Any] = []
    lon: Any = None
    lat: Any = None
    radius_m: Any = None
    where_prec: Any = None
    derived: Any = False
    geojson: _Outline | None = None
    candidates: list[_Candidate] = []
    reasons: list[Any] = []
    source: Any = ""
    licence: Any = ""
    note: Any = ""


class _Actor(Struct, omit_defaults=True, gc=False):
    name: Any = ""
    iso3: Any = None
    side: Any = None


class _Evidence(Struct, omit_defaults=True, gc=False):
    field: Any = ""
    doc_id: Any = ""
    start: Any = 0
    end: Any = 0
    text: Any = ""


_NESTED: dict[str, type[Struct]] = {
    "claims": _Claim,
    "places": _Place,
    "actors": _Actor,
    "evidence": _Evidence,
}
_LISTS = ("clocks", "countries", "problems", "sources", "doc_ids")
DETAILS = (
    "title",
    "date_edtf",
    "date_prec",
    "date_basis",
    "year_basis",
    "datetime_utc",
    "clocks",
    "place_as_written",
    "place_name",
    "place_note",
    "countries",
    "scale",
    "problems",
    "sentence",
    "sentence_start",
    "sources",
    "doc_ids",
    *_NESTED,
)
"""Columns that are read one incident at a time; the others are columns of the payload."""


def detail_chunks(frame: pd.DataFrame, order: NDArray[np.intp]) -> Iterator[bytes]:
    """Encode the details of incidents, :data:`CHUNK` at a time.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents as in docs/schema.md.
    order : numpy.ndarray
        Positions in the frame, in the order of the payload.

    Yields
    ------
    bytes
        JSON, column to list of cells.

    Examples
    --------
    >>> frame = pd.DataFrame({"title": ["a", "b"], "problems": [[], ["?"]]})
    >>> b"".join(detail_chunks(frame, np.array([1, 0])))
    b'{"title":["b","a"],"problems":[["?"],[]]}'
    """
    columns = {name: _rows_of(frame[name]) for name in DETAILS if name in frame.columns}
    for first in range(0, len(order), CHUNK):
        rows = order[first : first + CHUNK]
        yield json_bytes({name: _lean(name, take(rows)) for name, take in columns.items()})


def _rows_of(column: pd.Series) -> Callable[[NDArray[np.intp]], list[Any]]:
    """Make what reads rows of a column, every empty cell as None.

    Out of the frame all of it would be copied for each chunk; a column of
    texts as a whole would be as many texts at once.
    """
    if column.dtype != object:
        return lambda rows: filled(column.iloc[rows]).tolist()
    values = filled(column)
    return lambda rows: values[rows].tolist()


def _lean(name: str, values: list[Any]) -> list[Any]:
    """Leave empty fields out where the records are what the schema says, else keep all."""
    if name not in _NESTED and name not in _LISTS:
        return values
    record = _NESTED.get(name, Any)
    shape: Any = list[record] | None  # type: ignore[valid-type]
    if str in set(map(type, values)):
        return _decoded(values, shape)
    if name in _LISTS:
        return values
    try:
        lean: list[Any] = msgspec.convert(values, list[shape])
    except msgspec.ValidationError:
        return values
    return lean


def _decoded(values: list[Any], shape: Any) -> list[Any]:
    """Read cells of JSON, without the fields that the browser does not ask for."""
    decode = msgspec.json.Decoder(shape).decode
    try:
        return [decode(value or "[]") if isinstance(value, str) else value for value in values]
    except (msgspec.MsgspecError, UnicodeError):
        return list(each_told(values))
