"""Uncertainty: every distinct area in which some incident lies, shaded once.

However many incidents share a district, it is shaded once, so shade does not
pile up where the source's centroid happens to be. Finer knowledge is darker.
"""

from __future__ import annotations

from typing import ClassVar

import geopandas as gpd

from layers.element import DataLayer
from layers.incidents import as_records
from layers.records import REQUIRES, Records

__all__ = ["UncertaintyLayer"]


class UncertaintyLayer(DataLayer):
    """The areas in which the incidents may have been.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame or Records
        Incidents as in docs/schema.md, EPSG:4326.
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
    >>> columns = {name: [] for name in UncertaintyLayer.requires if name != "geometry"}
    >>> UncertaintyLayer(gpd.GeoDataFrame(columns, geometry=[], crs=4326)).show
    True
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(
        self, incidents: gpd.GeoDataFrame | Records, *, lang: str = "en", show: bool = True
    ):
        records = as_records(incidents, lang, type(self).__name__)
        super().__init__(
            name=records.ui.text("layers.uncertainty"),
            starter="uncertainty",
            options={"block": records.block_id},
            ui=records.ui,
            show=show,
        )
        self.group = "layers.shown"
        self.add_blocks(records.blocks)
