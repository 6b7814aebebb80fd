"""Themes: layers that the browser works out of what the filters let through.

They change with the filters and the time window. The layers of
:mod:`layers.density`, :mod:`layers.casualties` and :mod:`layers.distance` are
worked out once, in Python, for any folium map.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import geopandas as gpd

from layers.element import DataLayer
from layers.incidents import as_records
from layers.records import REQUIRES, Records

__all__ = ["THEMES", "Theme", "ThemeLayer"]

Theme = Literal["density", "killed", "wounded", "distance"]
THEMES: tuple[Theme, ...] = ("density", "killed", "wounded", "distance")


class ThemeLayer(DataLayer):
    """One theme of the incidents that are shown.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame or Records
        Incidents as in docs/schema.md, EPSG:4326.
    what : str
        ``density``: incidents a hexagon, each spread over the area where it
        may have been; ``killed`` or ``wounded``: figures by claimant, beside
        each other; ``distance``: kilometres to the border.
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
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in ThemeLayer.requires if name != "geometry"}
    >>> ThemeLayer(gpd.GeoDataFrame(columns, geometry=[], crs=4326), "density").layer_name
    'Density'
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(
        self,
        incidents: gpd.GeoDataFrame | Records,
        what: Theme,
        *,
        lang: str = "en",
        show: bool = False,
    ):
        records = as_records(incidents, lang, type(self).__name__)
        super().__init__(
            name=records.ui.text(f"theme.{what}"),
            starter="theme",
            options={"block": records.block_id, "what": what},
            ui=records.ui,
            show=show,
        )
        self.group = "layers.themes"
        self.add_blocks(records.blocks)
