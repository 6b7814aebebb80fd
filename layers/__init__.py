"""Layers: incidents on an honest, safe map that needs no network.

Every layer declares in ``requires`` the columns that it draws from
(docs/schema.md) and can join any folium map; :class:`IncidentMap` puts them
all into one file.
"""

from layers.basemap import Basemap
from layers.borders import BorderLayer, border_layers
from layers.errors import (
    AssetError,
    FrameError,
    LanguageError,
    LayerError,
    MapWriteError,
    MissingColumnsError,
)
from layers.incidents import IncidentLayer, incident_layers
from layers.map import IncidentMap
from layers.panel import EvidencePanel
from layers.places import MentionedPlacesLayer
from layers.ui import languages
from layers.uncertainty import UncertaintyLayer

__all__ = [
    "AssetError",
    "Basemap",
    "BorderLayer",
    "EvidencePanel",
    "FrameError",
    "IncidentLayer",
    "IncidentMap",
    "LanguageError",
    "LayerError",
    "MapWriteError",
    "MentionedPlacesLayer",
    "MissingColumnsError",
    "UncertaintyLayer",
    "border_layers",
    "incident_layers",
    "languages",
]
