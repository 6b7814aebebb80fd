"""Drawn: shapes and signs with words, for layers that show what was worked out of a frame.

Python works out shapes, styles and words; the browser code draws them and puts
every word into the page as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from layers.element import DataLayer
from layers.escape import encode_json
from layers.shapes import geojson
from layers.ui import Ui

__all__ = ["FIXED", "DrawnLayer", "Row", "Shape", "Sign"]

FIXED = "layers.fixed"
"""Group of layers that were worked out once, and do not follow the filters of a page."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One area, line or point.

    Parameters
    ----------
    geometry : shapely geometry
        Degrees, WGS 84; a point is drawn as a small circle.
    style : dict
        Leaflet's path options (``fillColor``, ``color``, ``weight``, ``dashArray`` …).
    words : tuple of str
        The first is a heading; any text of a report or a table.
    """

    geometry: Any
    style: dict[str, Any]
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One circle of a row of signs.

    Parameters
    ----------
    size : float
        Radius in pixels.
    colour : str
        Hexadecimal sRGB.
    text : str
        Written in it.
    hollow : bool
        Only its outline is drawn, dashed: the number is not known.
    bound : bool
        The number is a bound: a ring is round it.
    """

    size: float
    colour: str
    text: str
    hollow: bool = False
    bound: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """Signs side by side at one place.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS 84.
    signs : tuple of Sign
    words : tuple of str
        As of :class:`Shape`.
    exact : bool
        Whether the place is exact; else a dashed line is under the signs.
    """

    lon: float
    lat: float
    signs: tuple[Sign, ...]
    words: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True, kw_only=True)
class _Legend:
    """What the signs mean, in a corner of the map."""

    title: str
    rows: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class DrawnLayer(DataLayer):
    """Shapes and rows of signs with a legend, on any folium map.

    Parameters
    ----------
    name : str
        Name in a layer control, and title of the legend.
    shapes : sequence of Shape
    rows : sequence of Row
    legend : sequence of (dict, str)
        A style of a shape and what it means.
    notes : sequence of str
        Further lines of the legend.
    ui : Ui
        Interface text.
    show : bool
        Whether the layer is shown at the start.
    """

    def __init__(
        self,
        *,
        name: str,
        ui: Ui,
        shapes: Sequence[Shape] = (),
        rows: Sequence[Row] = (),
        legend: Sequence[tuple[dict[str, Any], str]] = (),
        notes: Sequence[str] = (),
        show: bool = True,
    ):
        told = _Legend(title=name, rows=list(legend), notes=list(notes))
        outlines = geojson(np.array([s.geometry for s in shapes], dtype=object))
        payload = encode_json(
            {
                "shapes": [
                    {"geometry": outline, "style": s.style, "words": list(s.words)}
                    for s, outline in zip(shapes, outlines, strict=True)
                ],
                "rows": [asdict(row) for row in rows],
                "legend": asdict(told),
            }
        )
        block_id = "drawn-" + hashlib.sha256(payload.encode()).hexdigest()[:16]
        super().__init__(name=name, starter="drawn", options={"block": block_id}, ui=ui, show=show)
        self.group = FIXED
        self.add_block(block_id, payload)
