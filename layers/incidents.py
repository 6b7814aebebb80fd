"""Incidents: one layer a kind, each incident drawn as what is known of its place.

A point marker is drawn only for an exactly known place. A disc, an area or a
line is drawn to its true size, with a hollow diamond in a dashed ring as the
handle at its centre. Incidents at one place are fanned out; nothing is moved.
"""

from __future__ import annotations

from typing import ClassVar

import geopandas as gpd

from layers.element import DataLayer
from layers.records import REQUIRES, Records, read_records
from layers.style import KINDS

__all__ = ["IncidentLayer", "incident_layers"]


class IncidentLayer(DataLayer):
    """The incidents of one kind.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame or Records
        Incidents as in docs/schema.md, EPSG:4326.
    kind : str
        One of the incident types of docs/schema.md.
    lang : str
        Language of the interface, where ``incidents`` is a frame.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns of ``requires``.

    Examples
    --------
    >>> import folium
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in IncidentLayer.requires if name != "geometry"}
    >>> frame = gpd.GeoDataFrame(columns, geometry=[], crs=4326)
    >>> layer = IncidentLayer(frame, "armed_clash").add_to(folium.Map(tiles=None))
    >>> layer.layer_name
    'Armed clash'
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(
        self,
        incidents: gpd.GeoDataFrame | Records,
        kind: str,
        *,
        lang: str = "en",
        show: bool = True,
    ):
        records = as_records(incidents, lang, type(self).__name__)
        super().__init__(
            name=records.ui.text(f"type.{kind}"),
            starter="incidents",
            options={"block": records.block_id, "kind": kind},
            ui=records.ui,
            show=show,
        )
        self.group = "layers.incidents"
        self.kind = kind
        self.add_blocks(records.blocks)


def incident_layers(
    incidents: gpd.GeoDataFrame | Records, *, lang: str = "en"
) -> list[IncidentLayer]:
    """Make one layer for each kind of incident that is drawn.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame or Records
        Incidents as in docs/schema.md, EPSG:4326.
    lang : str
        Language of the interface, where ``incidents`` is a frame.

    Returns
    -------
    list of IncidentLayer
        In the palette's order; empty where no incident has a place.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in IncidentLayer.requires if name != "geometry"}
    >>> incident_layers(gpd.GeoDataFrame(columns, geometry=[], crs=4326))
    []
    """
    records = as_records(incidents, lang, IncidentLayer.__name__)
    return [IncidentLayer(records, kind.name) for kind in KINDS if kind.name in records.kinds]


def as_records(incidents: gpd.GeoDataFrame | Records, lang: str, layer: str) -> Records:
    """Return records as they are, and read a frame."""
    if isinstance(incidents, Records):
        return incidents
    return read_records(incidents, lang=lang, layer=layer)
