"""Base map: land, faint boundary lines and names, from Natural Earth, offline.

The world is coarse; round the incidents finer cells are put over it. Its
boundary lines are hairlines for orientation: the lines that are meant to be
read come from :mod:`layers.borders`.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, ClassVar

import msgspec

from layers.element import DataLayer
from layers.escape import encode_json, pack
from layers.ui import Ui, read_ui

__all__ = ["Basemap", "Box"]

_CELL = 5  # degrees, as tools/layers/build_basemap.py cuts them
_MOST_CELLS = 24  # about 0.3 MB in a page
_SCALE = 0.001  # degrees of one unit of a cell

Box = tuple[float, float, float, float]
Corner = tuple[int, int]


class Basemap(DataLayer):
    """Land, lines and names that need no network.

    Parameters
    ----------
    around : sequence of tuple of float
        ``(west, south, east, north)`` in degrees: where detail is wanted.
    view : tuple of float or None
        What is seen first: it has detail as a whole where it is not too large.
    cities : iterable of dict
        Towns for orientation: ``name``, ``lon``, ``lat`` in degrees and
        ``rank``, 0 for those shown at zoom 4, 5 for those at zoom 9.
    lang : str
        Language of the countries' names.

    Examples
    --------
    >>> Basemap(around=[(70.4, 39.9, 70.6, 40.0)]).layer_name
    'Base map'
    """

    requires: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *,
        around: Sequence[Box] = (),
        view: Box | None = None,
        cities: Iterable[Mapping[str, Any]] = (),
        lang: str = "en",
        show: bool = True,
    ):
        ui = read_ui(lang)
        cells = (_cells_around([view]) if view else []) or _cells_around(around)
        packed = _pack(cells, cities, ui)
        block_id = "basemap-" + hashlib.sha256(packed.encode()).hexdigest()[:16]
        super().__init__(
            name=ui.text("layers.basemap"),
            starter="basemap",
            options={"block": block_id},
            ui=ui,
            show=show,
        )
        self.group = "layers.shown"
        self.add_block(block_id, packed, "gzip")


def _pack(corners: Sequence[Corner], cities: Iterable[Mapping[str, Any]], ui: Ui) -> str:
    world = _world()
    names = _country_names(world["labels"], ui)
    cells, named = _read_cells(corners)
    content = {
        "world": {key: world[key] for key in ("scale", "land", "borders")},
        "scale": _SCALE,
        "cells": cells,
        "labels": [
            [names[item["iso3"]], *reversed(item["at"]), item["radius"]] for item in world["labels"]
        ],
        "near": [
            [names.get(iso3, iso3), lat, lon, radius]
            for cell in named
            for iso3, lon, lat, radius in cell
        ],
        "cities": _towns(cities),
    }
    return pack(encode_json(content))


@cache
def _world() -> dict[str, Any]:
    content = (files("layers") / "data" / "basemap" / "world.json.gz").read_bytes()
    world = msgspec.json.decode(gzip.decompress(content), type=dict[str, msgspec.Raw])
    return {**world, "labels": msgspec.json.decode(world["labels"])}


def _cells_around(around: Sequence[Box]) -> list[Corner]:
    """South-west corners of the cells that the boxes touch, none if they are too many."""
    cells: dict[Corner, None] = {}
    for west, south, east, north in around:
        for x in range(math.floor(west / _CELL), math.floor(east / _CELL) + 1):
            for y in range(math.floor(south / _CELL), math.floor(north / _CELL) + 1):
                cells[x * _CELL, y * _CELL] = None
        if len(cells) > _MOST_CELLS:
            return []
    return sorted(cells)


def _read_cells(
    corners: Sequence[Corner],
) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Read cells as they are, and apart from them the countries' names in them."""
    cells: list[dict[str, Any]] = []
    named: list[list[Any]] = []
    packed = files("layers") / "data" / "basemap" / "cells.zip"
    with as_file(packed) as path, zipfile.ZipFile(path) as archive:
        known = set(archive.namelist())
        for west, south in corners:
            name = f"{west}_{south}.json"
            if name in known:
                cell = msgspec.json.decode(archive.read(name), type=dict[str, msgspec.Raw])
                named.append(msgspec.json.decode(cell.pop("names")))
                cells.append({**cell, "box": [west, south, _CELL]})
    return cells, named


def _country_names(labels: list[dict[str, Any]], ui: Ui) -> dict[str, str]:
    """Names in the interface's language; Natural Earth's where it has none, and in English."""
    english = {item["iso3"]: item["name"] for item in labels}
    return english if ui.lang == "en" else english | dict(ui.countries)


def _towns(cities: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    towns = [
        [str(c["name"]), float(c["lat"]), float(c["lon"]), int(c.get("rank") or 0)] for c in cities
    ]
    return sorted(towns, key=lambda town: (town[3], town[0]))
