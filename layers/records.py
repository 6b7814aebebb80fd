"""Records: a frame of incidents made ready for the browser, once for all layers.

The payload has columns for what is drawn, sorted and filtered, and a list of
details for what is read. Several layers of one map share one data block.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from layers.columns import column, require
from layers.dates import date_words, sort_key
from layers.escape import encode_json, pack
from layers.evidence import describe
from layers.shapes import Shapes, read_shapes
from layers.style import kind_of, kinds_payload
from layers.ui import Ui, read_ui

__all__ = ["REQUIRES", "Records", "read_records"]

REQUIRES = (
    "type",
    "date_start",
    "date_edtf",
    "where_prec",
    "radius_m",
    "lon",
    "lat",
    "claims",
    "geometry",
)
"""Columns without which an incident cannot be drawn and explained; the others
of ``docs/schema.md`` are shown where they are there."""

_LABEL_LENGTH = 160
_PLAIN = 300  # incidents up to which a page can be read as it is
_CHUNK = 500  # details unpacked at once


@dataclass(frozen=True, kw_only=True, eq=False)
class Records:
    """Incidents made ready for the browser.

    Parameters
    ----------
    block_id : str
        Id of the data block, the same for the same incidents and language.
    blocks : dict of str to (str, str)
        Data blocks by id: what they hold and its encoding. The first is the
        incidents; where they are many, their details follow, packed, to be
        unpacked when a reader asks for one.
    count : int
        Number of incidents.
    kinds : tuple of str
        Types of the incidents that are drawn, in the palette's order.
    columns : dict of str to list
        What is drawn, sorted and filtered, in the frame's order.
    details : list of dict
        The evidence of each, as :func:`layers.evidence.describe` puts it.
    drawn : tuple of int
        Positions of the incidents that are drawn.
    ui : Ui
        Interface text that the details are written with.
    """

    block_id: str
    blocks: dict[str, tuple[str, str]]
    count: int
    kinds: tuple[str, ...]
    columns: dict[str, list[Any]]
    details: list[dict[str, Any]]
    drawn: tuple[int, ...]
    ui: Ui


def read_records(
    frame: gpd.GeoDataFrame, *, lang: str = "en", layer: str = "IncidentMap"
) -> Records:
    """Make a frame of incidents ready for the browser.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326. It is not changed.
    lang : str
        Language of the interface.
    layer : str
        Who asks, for messages.

    Returns
    -------
    Records
        What the layers draw from.

    Raises
    ------
    MissingColumnsError
        Columns of :data:`REQUIRES` are missing.
    FrameError
        The CRS is not EPSG:4326.
    LanguageError
        There is no interface text in that language.
    """
    require(frame, REQUIRES, layer)
    ui = read_ui(lang)
    shapes = read_shapes(frame)
    columns = _columns(frame, shapes, ui)
    rows = _rows(frame)
    details = [
        describe(row, "none" if columns["background"][i] else shapes.modes[i], ui)
        for i, row in enumerate(rows)
    ]
    block_id, blocks = _blocks({**columns, "areas": shapes.areas}, details)
    drawn = [
        i for i, mode in enumerate(shapes.modes) if mode != "none" and not columns["background"][i]
    ]
    present = {kind_of(columns["type"][i]).name for i in drawn}
    return Records(
        block_id=block_id,
        blocks=blocks,
        count=len(frame),
        kinds=tuple(kind for kind in kinds_payload() if kind in present),
        columns=columns,
        details=details,
        drawn=tuple(drawn),
        ui=ui,
    )


def _blocks(
    columns: dict[str, Any], details: list[dict[str, Any]]
) -> tuple[str, dict[str, tuple[str, str]]]:
    """Put incidents into data blocks; a small map stays plain, a large one packs its details."""
    if len(details) <= _PLAIN:
        payload = encode_json({**columns, "chunk": 0, "details": details})
        block_id = _block_id(payload)
        return block_id, {block_id: (payload, "")}
    packed = [
        pack(encode_json(details[first : first + _CHUNK]))
        for first in range(0, len(details), _CHUNK)
    ]
    payload = encode_json({**columns, "chunk": _CHUNK})
    block_id = _block_id(payload + "".join(packed))
    parts = {f"{block_id}-{n}": (part, "gzip") for n, part in enumerate(packed)}
    return block_id, {block_id: (payload, "")} | parts


def _block_id(content: str) -> str:
    return "incidents-" + hashlib.sha256(content.encode()).hexdigest()[:16]


def _rows(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns if name != "geometry"]
    cells = [column(frame, name) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _columns(frame: gpd.GeoDataFrame, shapes: Shapes, ui: Ui) -> dict[str, list[Any]]:
    starts, ends = column(frame, "date_start"), column(frame, "date_end")
    edtf, times = column(frame, "date_edtf", ""), column(frame, "time_local")
    dates = list(zip(starts, ends, edtf, times, strict=True))
    days = [date_words(*date, ui) for date in dates]
    types = [str(name) for name in column(frame, "type", "unknown")]
    places = _place_labels(frame)
    return {
        "id": [str(item) for item in frame.index],
        "type": types,
        "kind": [kind_of(name).name for name in types],
        "title": _titles(frame, types, places, ui),
        "place": places,
        "start": [start or None for start in starts],
        "end": [end or start or None for start, end in zip(starts, ends, strict=True)],
        "day": days,
        "sort": [sort_key(start, e, time) for start, _, e, time in dates],
        "background": [bool(flag) for flag in column(frame, "background", False)],
        "status": [str(status) for status in column(frame, "status", "")],
        "place_status": [str(status) for status in column(frame, "place_status", "")],
        "derived": [bool(flag) for flag in column(frame, "place_derived", False)],
        "prec": column(frame, "where_prec"),
        "mode": list(shapes.modes),
        "lon": shapes.lon,
        "lat": shapes.lat,
        "radius_m": shapes.radius_m,
        "spot": shapes.spot,
        "area": shapes.area,
    }


def _place_labels(frame: gpd.GeoDataFrame) -> list[str]:
    names, written = column(frame, "place_name"), column(frame, "place_as_written")
    return [_short(str(n or w or "")) for n, w in zip(names, written, strict=True)]


def _titles(frame: gpd.GeoDataFrame, types: list[str], places: list[str], ui: Ui) -> list[str]:
    given = column(frame, "title", "")
    made = (
        " · ".join(filter(None, [ui.texts.get(f"type.{kind}", kind), place]))
        for kind, place in zip(types, places, strict=True)
    )
    return [
        _short(str(title)) if title else label for title, label in zip(given, made, strict=True)
    ]


def _short(text: str) -> str:
    """Cut a label for lists; the whole text stays in the details."""
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"
