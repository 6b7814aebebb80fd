"""Places: those that a report names and that are not where the incident was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

import geopandas as gpd

from layers.columns import column, is_missing, require, told
from layers.element import DataLayer
from layers.escape import encode_json
from layers.ui import read_ui

__all__ = ["MentionedPlacesLayer"]

_BESIDE = ("mentioned", "within")
_WIDEST_M = 500_000.0
"""Metres: a wider place (a country) is told in the panel, not drawn."""


class MentionedPlacesLayer(DataLayer):
    """Places of the gazetteer that reports name beside the incident's place.

    Each is drawn once, with its name and, where it is more than a point, the
    circle that holds it; never as a marker of an incident.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame
        Incidents as in docs/schema.md.
    lang : str
        Language of the interface.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    MissingColumnsError
        The frame lacks the column ``places``.

    Examples
    --------
    >>> import geopandas as gpd
    >>> frame = gpd.GeoDataFrame({"places": []}, geometry=[], crs=4326)
    >>> MentionedPlacesLayer(frame).count
    0
    """

    requires: ClassVar[tuple[str, ...]] = ("places",)

    def __init__(self, incidents: gpd.GeoDataFrame, *, lang: str = "en", show: bool = False):
        require(incidents, self.requires, type(self).__name__)
        ui = read_ui(lang)
        places = _mentioned(incidents)
        payload = encode_json(places)
        block_id = "places-" + hashlib.sha256(payload.encode()).hexdigest()[:16]
        super().__init__(
            name=ui.text("layers.places"),
            starter="places",
            options={"block": block_id},
            ui=ui,
            show=show,
        )
        self.group = "layers.shown"
        self.count = len(places)
        self.add_block(block_id, payload)


def _mentioned(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    titles = column(frame, "title", "")
    for cell, title, index in zip(column(frame, "places"), titles, frame.index, strict=True):
        for place in _beside(cell):
            if place.get("role") not in _BESIDE or not _is_local(place):
                continue
            key = (place.get("place_id") or place.get("name"), place["lon"], place["lat"])
            entry = found.setdefault(key, _entry(place))
            entry["by"].append(str(title or index))
    for entry in found.values():
        entry["by"] = list(dict.fromkeys(entry["by"]))
    return list(found.values())


def _beside(cell: object) -> Iterable[dict[str, Any]]:
    """Read the places of an incident; most of a table's are where it was, and none beside it."""
    if isinstance(cell, str) and not any(f'"{role}"' in cell for role in _BESIDE):
        return ()
    places = told(cell)
    return places if isinstance(places, Iterable) else ()


def _is_local(place: dict[str, Any]) -> bool:
    if is_missing(place.get("lon")) or is_missing(place.get("lat")):
        return False
    radius = place.get("radius_m")
    return is_missing(radius) or float(str(radius)) <= _WIDEST_M


def _entry(place: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": str(place.get("name") or place.get("as_written") or ""),
        "lon": place["lon"],
        "lat": place["lat"],
        "radius_m": place.get("radius_m"),
        "derived": bool(place.get("derived")),
        "by": [],
    }
