"""Map: incidents on a folium map that is one safe file and needs no network."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely

from layers.admin import AdminLayer
from layers.basemap import Basemap, Box
from layers.borders import border_layers
from layers.columns import numbers
from layers.element import Verbatim, figure_of, put_runtime
from layers.escape import encode_json, escape_text
from layers.incidents import incident_layers
from layers.page import MapFigure
from layers.panel import EvidencePanel
from layers.places import MentionedPlacesLayer
from layers.plain import plain_list
from layers.records import Records, read_records
from layers.saving import save_whole
from layers.themes import THEMES, ThemeLayer
from layers.tiles import TilesLayer
from layers.ui import own_credits
from layers.uncertainty import UncertaintyLayer

__all__ = ["IncidentMap"]

_LEAFLET = "1.9.4"
_WORLD: Box = (-150.0, -50.0, 170.0, 70.0)
_MERCATOR = 85.0  # degrees: the projection ends
_MARGIN = 0.3  # degrees round the incidents for which the base map has detail
_VAGUE_PREC = 6  # UCDP where_prec: countries and wider do not set the first view
_MAX_ZOOM = 11
_CONTEXT = 0.35  # share of the view's size that is added on each side
_MOST_CONTEXT = 6.0  # degrees: a view of continents needs no more of its surroundings


class IncidentMap(folium.Map):
    r"""A map of incidents that other folium layers can join.

    It shows itself in a notebook and saves one file. Leaflet, the base map
    and the data are inside; a Content-Security-Policy lets nothing run or
    load that is not.

    Layers of folium that are drawn by Leaflet alone work beside it
    (``GeoJson``, ``Marker`` without ``folium.Icon``, ``Circle``, ``PolyLine``,
    ``FeatureGroup``, tooltips, popups without scripts). Those that load
    scripts, tiles or pictures from a network do not: ``TileLayer``,
    ``folium.Icon``, most of ``folium.plugins``. folium renders its own layers
    as templates: text of data that is given to *them* may be run as a
    template while the page is made, and should be trusted.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326. It is not changed.
    borders : iterable of dict
        Border lines, as :class:`layers.BorderLayer` takes them; one layer a
        source.
    cities : iterable of dict
        Towns for orientation, as :class:`layers.Basemap` takes them.
    credits : sequence of str
        Data credits beside the base map's own.
    notes : sequence of str
        What a reader must be told of the selection (drafts left out, positions
        coarsened): under the title.
    units : geopandas.GeoDataFrame or None
        Outlines of administrative units, EPSG:4326, with ``name``: a layer
        counts what the filters let through in each (:class:`layers.AdminLayer`).
    units_accuracy_m : float
        How far these outlines may be off, in metres.
    tiles : str or xyzservices.TileProvider or None
        A background of tiles, as :class:`layers.TilesLayer` takes it.
    title : str or None
        Title of the page.
    generated_at : str or None
        When the map was made, as it is to be shown. With the same value the
        same frame gives the same bytes.
    tool_version : str
        Name and version of the tool that made it.
    lang : str
        Language of the interface, one of :func:`layers.languages`.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns that a layer requires.
    FrameError
        The frame is not in EPSG:4326, or a border feature cannot be drawn.
    LanguageError
        There is no interface text in that language.
    AssetError
        The browser scripts have not been fetched.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in EvidencePanel.requires if name != "geometry"}
    >>> empty = gpd.GeoDataFrame({**columns, "places": []}, geometry=[], crs=4326)
    >>> page = IncidentMap(empty, title="Nothing yet").get_root().render()
    >>> "Content-Security-Policy" in page, "<script src" in page
    (True, False)
    """

    def __init__(  # noqa: PLR0913 - keyword-only, each something that the page shows
        self,
        frame: gpd.GeoDataFrame,
        *,
        borders: Iterable[Mapping[str, Any]] = (),
        cities: Iterable[Mapping[str, Any]] = (),
        credits: Sequence[str] = (),
        notes: Sequence[str] = (),
        units: gpd.GeoDataFrame | None = None,
        units_accuracy_m: float = 0.0,
        tiles: str | Mapping[str, Any] | None = None,
        title: str | None = None,
        generated_at: str | None = None,
        tool_version: str = "",
        lang: str = "en",
    ):
        super().__init__(tiles=None)
        self.records = read_records(frame, lang=lang)
        ui = self.records.ui
        self.title = title or ui.text("map.title")
        self.notes = list(notes)
        MapFigure(title=self.title, ui=ui).add_child(self)
        extents = _extents(self.records, frame)
        self.view = _view(extents)
        Basemap(
            around=_around(extents), view=self.view if extents else None, cities=cities, lang=lang
        ).add_to(self)
        if tiles is not None:
            TilesLayer(tiles, lang=lang).add_to(self)
        UncertaintyLayer(self.records).add_to(self)
        for layer in border_layers(borders, lang=lang):
            layer.add_to(self)
        if "places" in frame.columns:
            MentionedPlacesLayer(frame, lang=lang).add_to(self)
        for incidents in incident_layers(self.records):
            incidents.add_to(self)
        for what in THEMES if self.records.drawn.any() else ():
            ThemeLayer(self.records, what).add_to(self)
        if units is not None and len(units) and self.records.drawn.any():
            AdminLayer(self.records, units, accuracy_m=units_accuracy_m, show=False).add_to(self)
        self.panel = EvidencePanel(
            self.records,
            credits=[*credits, *own_credits(ui)],
            software=[ui.text("about.leaflet", version=_LEAFLET)],
            generated_at=generated_at,
            tool=tool_version,
        )

    def render(self, **kwargs: Any) -> str:
        """Put the map, its layers and its panel into the figure; return nothing."""
        figure = figure_of(self)
        put_runtime(figure, self.records.ui)
        name = self.get_name()
        figure.html.add_child(Verbatim(self._body()), name=name)
        options = {"id": name, "bounds": self.view, "maxZoom": _MAX_ZOOM}
        figure.script.add_child(
            Verbatim(f"var {name} = geomapLayers.map({encode_json(options)});"), name=name
        )
        # The panel lists the layers of the map, so it comes after all of them.
        self._children.pop(self.panel.get_name(), None)
        self.add_child(self.panel)
        for child in self._children.values():
            child.render(**kwargs)
        return ""

    def save(  # type: ignore[override]
        self, outfile: str | os.PathLike[str], **kwargs: Any
    ) -> None:
        """Save the map as one file, whole or not at all.

        Parameters
        ----------
        outfile : str or path
            The file. It is written beside its place and then put there.

        Raises
        ------
        MapWriteError
            The file cannot be written.
        """
        save_whole(outfile, self.get_root().render(**kwargs).encode("utf-8"))

    def _body(self) -> str:
        ui = self.records.ui
        name = self.get_name()
        label = escape_text(ui.text("panel.label"))
        notes = "".join(
            f'<p class="gm-told" dir="auto">{escape_text(note)}</p>' for note in self.notes
        )
        return (
            '<div class="gm-page"><header class="gm-head">'
            f'<h1 dir="auto">{escape_text(self.title)}</h1>{notes}</header>'
            f'<main class="gm-main"><div id="{name}" class="folium-map gm-map" role="region" '
            f'aria-label="{escape_text(ui.text("map.label"))}"></div>'
            f'<aside id="{name}-side" class="gm-side" aria-label="{label}"></aside></main>'
            f"{plain_list(self.records)}</div>"
        )


def _extents(records: Records, frame: gpd.GeoDataFrame) -> list[Box]:
    """Return the distinct extents of what is drawn, whole countries left out where they can be."""
    geometry = np.asarray(frame.geometry.values, dtype=object)[records.drawn]
    wide = numbers(frame, "where_prec")[records.drawn] >= _VAGUE_PREC
    chosen = geometry if wide.all() else geometry[~wide]
    bounds = np.unique(shapely.bounds(chosen), axis=0)
    return [tuple(box) for box in bounds.tolist()]


def _view(extents: list[Box]) -> Box:
    """Return the box of the first view: all extents with something of their surroundings."""
    if not extents:
        return _WORLD
    west, south = (min(box[side] for box in extents) for side in (0, 1))
    east, north = (max(box[side] for box in extents) for side in (2, 3))
    x, y = (min(span * _CONTEXT, _MOST_CONTEXT) for span in (east - west, north - south))
    return west - x, max(south - y, -_MERCATOR), east + x, min(north + y, _MERCATOR)


def _around(extents: list[Box]) -> list[Box]:
    """Return the boxes for which the base map is to have detail."""
    return [
        (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
        for west, south, east, north in extents
    ]
