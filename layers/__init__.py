"""Layers: incidents on an honest, safe map that needs no network.

Every layer declares in ``requires`` the columns that it draws from
(docs/schema.md) and can join any folium map; :class:`IncidentMap` puts them
all into one file.
"""

from layers.admin import AdminLayer, count_in_units
from layers.basemap import Basemap
from layers.borders import BorderLayer, border_layers
from layers.casualties import CasualtiesLayer
from layers.density import DensityLayer, spread_density
from layers.distance import DistanceLayer, distance_classes
from layers.errors import (
    AssetError,
    FrameError,
    LanguageError,
    LayerError,
    MapWriteError,
    MissingColumnsError,
    MissingLibraryError,
    TilesError,
)
from layers.incidents import IncidentLayer, incident_layers
from layers.map import IncidentMap
from layers.panel import EvidencePanel
from layers.places import MentionedPlacesLayer
from layers.tiles import TilesLayer
from layers.ui import languages
from layers.uncertainty import UncertaintyLayer

__all__ = [
    "AdminLayer",
    "AssetError",
    "Basemap",
    "BorderLayer",
    "CasualtiesLayer",
    "DensityLayer",
    "DistanceLayer",
    "EvidencePanel",
    "FrameError",
    "IncidentLayer",
    "IncidentMap",
    "LanguageError",
    "LayerError",
    "MapWriteError",
    "MentionedPlacesLayer",
    "MissingColumnsError",
    "MissingLibraryError",
    "TilesError",
    "TilesLayer",
    "UncertaintyLayer",
    "border_layers",
    "count_in_units",
    "distance_classes",
    "incident_layers",
    "languages",
    "spread_density",
]
