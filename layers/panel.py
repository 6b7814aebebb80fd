"""Panel: the list of incidents, the evidence of one, layers, legend and credits.

Incidents without a place and incidents told as background are in the list
under headings of their own, so that none is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import geopandas as gpd
from branca.element import MacroElement
from folium.map import Layer

from layers.assets import licences
from layers.borders import BorderLayer
from layers.element import DataLayer, Verbatim, figure_of, put_block, put_runtime
from layers.escape import encode_json, json_block
from layers.incidents import as_records
from layers.places import MentionedPlacesLayer
from layers.records import REQUIRES, Records

__all__ = ["EvidencePanel"]


class EvidencePanel(MacroElement):
    """The panel beside a map; on another folium map, a control at its right.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame or Records
        Incidents as in docs/schema.md, EPSG:4326.
    credits : sequence of str
        Data credits, one a line.
    software : sequence of str
        Software credits, one a line.
    generated_at : str or None
        When the map was made, as it is to be shown.
    tool : str
        Name and version of what made it.
    lang : str
        Language of the interface, where ``incidents`` is a frame.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns of ``requires``.

    Examples
    --------
    >>> import folium
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in EvidencePanel.requires if name != "geometry"}
    >>> frame = gpd.GeoDataFrame(columns, geometry=[], crs=4326)
    >>> panel = EvidencePanel(frame).add_to(folium.Map(tiles=None))
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(
        self,
        incidents: gpd.GeoDataFrame | Records,
        *,
        credits: Sequence[str] = (),
        software: Sequence[str] = (),
        generated_at: str | None = None,
        tool: str = "",
        lang: str = "en",
    ):
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "EvidencePanel"
        self.records = as_records(incidents, lang, type(self).__name__)
        self.options: dict[str, Any] = {
            "block": self.records.block_id,
            "kinds": list(self.records.kinds),
            "credits": list(credits),
            "software": list(software),
            "licences": list(licences()),
            "generated": generated_at,
            "tool": tool,
        }

    def render(self, **kwargs: Any) -> str:
        """Put the panel's data and the call that builds it into the figure; return nothing."""
        figure = figure_of(self)
        put_runtime(figure, self.records.ui)
        for block_id, held in self.records.blocks.items():
            put_block(figure, block_id, held)
        options_id = f"{self.get_name()}-options"
        # The options name the layers by folium's ids, so they are no Block.
        options = Verbatim(json_block(options_id, encode_json(self._with_layers())))
        figure.html.add_child(options, name=options_id)
        parent = self._parent.get_name() if self._parent is not None else ""
        call = f'geomapLayers.panel({parent}, "{parent}", "{options_id}");'
        figure.script.add_child(Verbatim(call), name=self.get_name())
        return ""

    def _with_layers(self) -> dict[str, Any]:
        siblings = self._parent._children.values() if self._parent is not None else ()
        shown = [child for child in siblings if isinstance(child, Layer) and child.control]
        return {
            **self.options,
            "layers": [_entry(layer) for layer in shown],
            "places": any(isinstance(layer, MentionedPlacesLayer) for layer in shown),
        }


def _entry(layer: Layer) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": layer.layer_name,
        "variable": layer.get_name(),
        "group": "layers.others",
    }
    if isinstance(layer, DataLayer):
        entry |= {"group": layer.group, "kind": layer.kind}
    if isinstance(layer, BorderLayer):
        entry["tone"] = layer.tone
    return entry
