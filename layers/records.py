"""Records: a frame of incidents made ready for the browser, once for all layers.

The payload has columns for what is drawn, sorted and filtered, in order of
time, and chunks of details for what is read. A small map holds both as JSON
that can be read as it is; a large one packs them (:mod:`layers.payload`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.columns import cells, distinct, numbers, require
from layers.dates import NO_DAY, day_numbers, time_order
from layers.details import CHUNK, DETAILS, detail_chunks
from layers.facts import read_facts
from layers.payload import Blocks, coded, gather, uncollected
from layers.shapes import DISC, MODES, Shapes, read_shapes
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
_PLAIN = 300  # incidents up to which a page can be read as it is, with and without scripts
_WORDS = ("status", "place_status", "border_pair", "time_local")
_READ = (*DETAILS, "type", "background", "date_start", "date_end", "time_local", "radius_m")


@dataclass(frozen=True, kw_only=True, eq=False)
class Records:
    """Incidents made ready for the browser.

    Parameters
    ----------
    block_id : str
        Id of the data block, the same for the same incidents.
    blocks : dict of str to (str, str)
        Data blocks by id: what they hold and its encoding.
    count : int
        Number of incidents.
    kinds : tuple of str
        Types of the incidents that are drawn, in the palette's order.
    drawn : numpy.ndarray of bool
        Which incidents are drawn, in the frame's order.
    first : list of dict
        The first incidents in order of time, for a reader without scripts:
        column to value, and ``mode``.
    shapes : Shapes
        How each is drawn, in the frame's order.
    geometry : numpy.ndarray of shapely geometry
        In the frame's order.
    ui : Ui
        Interface text.
    """

    block_id: str
    blocks: Blocks
    count: int
    kinds: tuple[str, ...]
    drawn: NDArray[np.bool_]
    first: list[dict[str, Any]]
    shapes: Shapes
    geometry: NDArray[Any]
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
    with uncollected():
        return _read(frame, read_ui(lang))


def _read(frame: gpd.GeoDataFrame, ui: Ui) -> Records:
    shapes = read_shapes(frame)
    order = time_order(
        *(distinct(frame, name) for name in ("date_start", "date_edtf", "time_local"))
    )
    background = cells(frame, "background").astype(bool)
    drawn = (shapes.mode != 0) & ~background
    types = _texts(frame, "type", "unknown")
    columns = _columns(frame, order, types, background) | _shape_columns(shapes, order)
    block_id, blocks = gather(
        "incidents",
        {**columns, **read_facts(frame, order), "chunk": CHUNK},
        detail_chunks(frame, order),
        plain=len(frame) <= _PLAIN,
    )
    present = {kind_of(str(name)).name for name in pd.unique(types[drawn])}
    return Records(
        block_id=block_id,
        blocks=blocks,
        count=len(frame),
        kinds=tuple(kind for kind in kinds_payload() if kind in present),
        drawn=drawn,
        first=_first(frame, order[:_PLAIN], shapes),
        shapes=shapes,
        geometry=np.asarray(frame.geometry.values, dtype=object),
        ui=ui,
    )


def _columns(
    frame: gpd.GeoDataFrame,
    order: NDArray[np.intp],
    types: NDArray[Any],
    background: NDArray[np.bool_],
) -> dict[str, Any]:
    start, end = (day_numbers(*distinct(frame, name)) for name in ("date_start", "date_end"))
    words = {name: _word_column(frame, name, order) for name in _WORDS}
    return words | {
        "id": [str(item) for item in frame.index[order]],
        "type": _words(types[order]),
        "place": _words(_places(frame)[order]),
        "start": start[order],
        "end": np.where(end == NO_DAY, start, end)[order],
        "edtf": _words(_told_days(frame, start)[order]),
        "background": background[order].astype("u1"),
        "derived": cells(frame, "place_derived")[order].astype(bool).astype("u1"),
        "prec": np.nan_to_num(numbers(frame, "where_prec"))[order].astype("u1"),
        "distance_km": np.round(numbers(frame, "distance_to_border_km"), 3)[order].astype("f4"),
    }


def _shape_columns(shapes: Shapes, order: NDArray[np.intp]) -> dict[str, Any]:
    return {
        "modes": list(MODES),
        "mode": shapes.mode[order],
        # The spot of a disc is told once, with the disc.
        "spot": np.where(shapes.mode == DISC, 0, shapes.spot)[order].astype("i4"),
        "spots": {"lon": shapes.spots[0], "lat": shapes.spots[1]},
        "radius_m": shapes.radius_m[order].astype("f4"),
        "area": shapes.area[order],
        "discs": {"spot": shapes.discs[0], "radius_m": shapes.discs[1]},
        "outlines": shapes.outlines,
    }


def _told_days(frame: gpd.GeoDataFrame, start: NDArray[np.int32]) -> NDArray[Any]:
    """Keep the date as told where the local days do not say it: unknown, partial, doubtful."""
    codes, known = distinct(frame, "date_edtf")
    days = np.array([*(str(day) for day in known), ""], dtype=object)
    doubtful = np.array(["~" in day or "?" in day for day in days])[codes]
    kept: NDArray[Any] = np.where((start == NO_DAY) | doubtful, days[codes], "")
    unread = (start == NO_DAY) & (kept == "")
    if unread.any():
        kept[unread] = _texts(frame, "date_start", "")[unread]
    return kept


def _texts(frame: gpd.GeoDataFrame, name: str, missing: str) -> NDArray[Any]:
    codes, known = distinct(frame, name)  # the same text many times over: make each once
    texts = np.array([*(str(text) for text in known), missing], dtype=object)
    return texts[codes]


def _word_column(frame: gpd.GeoDataFrame, name: str, order: NDArray[np.intp]) -> dict[str, Any]:
    """Code a column of texts; an empty cell is an empty text."""
    codes, known = distinct(frame, name)
    seen: dict[str, int] = {}
    empty = [""] if len(codes) and codes.min() < 0 else []  # not a choice where no cell is empty
    numbers_ = np.array([seen.setdefault(str(w), len(seen)) for w in [*known, *empty]], "i8")
    return {"words": list(seen), "codes": coded(numbers_[codes][order])}


def _words(texts: NDArray[Any]) -> dict[str, Any]:
    codes, words = pd.factorize(texts)
    return {"words": list(words), "codes": coded(codes)}


def _places(frame: gpd.GeoDataFrame) -> NDArray[Any]:
    name, written = _texts(frame, "place_name", ""), _texts(frame, "place_as_written", "")
    codes, labels = pd.factorize(np.where(name == "", written, name))
    return np.array([_short(label) for label in labels], dtype=object)[codes]


def _short(text: str) -> str:
    """Cut a label for lists; the whole text stays in the details."""
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"


def _first(frame: gpd.GeoDataFrame, rows: NDArray[np.intp], shapes: Shapes) -> list[dict[str, Any]]:
    names = [name for name in _READ if name in frame.columns]
    some = frame.iloc[rows]
    columns = {name: cells(some, name).tolist() for name in names}
    columns["mode"] = [MODES[mode] for mode in shapes.mode[rows]]
    made = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in made]
