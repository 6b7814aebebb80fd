"""The accessor ``.geomap``: the verbs of geomap on a frame, for ``.pipe`` and tab completion.

Frames that geomap makes have it; for a frame from elsewhere, ``import geomap.accessor``
first. It works on any rows of a frame, and says which columns are missing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

    from geomap.claims_totals import By
    from geomap.incident import Incident
    from layers import IncidentMap

__all__ = ["IncidentAccessor"]


@pd.api.extensions.register_dataframe_accessor("geomap")
class IncidentAccessor:
    """What can be asked of a frame of incidents.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``). It is never changed.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> from geomap.incident import Incident
    >>> frame = to_frame([Incident(incident_id="a", type="talks", doc_ids=("r",))])
    >>> frame.geomap
    <geomap: 1 incident, 0 with a position>
    >>> len(frame.geomap.claims())
    0
    """

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self._frame = frame

    def __repr__(self) -> str:
        n = len(self._frame)
        placed = int(self._frame["geometry"].notna().sum()) if "geometry" in self._frame else 0
        return f"<geomap: {n} incident{'' if n == 1 else 's'}, {placed} with a position>"

    def _repr_html_(self) -> str | None:
        from geomap.notebook import html_table, is_shown

        return html_table(self._frame) if is_shown(self._frame) else None

    def draw(self, **options: Any) -> IncidentMap:
        """Draw the incidents on a map; options as of :func:`geomap.draw`."""
        from geomap.api import draw

        return draw(self._frame, **options)

    def write(self, path: str | Path, format: str | None = None, **options: Any) -> Path:
        """Write the incidents to a file; options as of :func:`geomap.write`."""
        import geomap

        return geomap.write(self._frame, path, format, **options)

    def to_incidents(self) -> list[Incident]:
        """Turn the rows back into records; see :func:`geomap.to_incidents`."""
        from geomap.frame import to_incidents

        return to_incidents(self._frame)

    def claims(self, *, parts: bool = False) -> pd.DataFrame:
        """List the claims, one row a claim and figure; see :func:`geomap.claims_table`."""
        from geomap.claims_table import claims_table

        return claims_table(self._frame, parts=parts)

    def casualties(self, by: By = "claimant") -> pd.DataFrame:
        """Total the casualties of each claimant, never across; see :mod:`geomap.claims_totals`."""
        from geomap.claims_totals import totals

        return totals(self._frame, by=by)

    def actors(self) -> pd.DataFrame:
        """List who takes part; see :func:`geomap.facets.actors`."""
        from geomap.facets import actors

        return actors(self._frame)

    def sources(self) -> pd.DataFrame:
        """List the reports; see :func:`geomap.facets.sources`."""
        from geomap.facets import sources

        return sources(self._frame)

    def evidence(self) -> pd.DataFrame:
        """List the words that values were read from; see :func:`geomap.facets.evidence`."""
        from geomap.facets import evidence

        return evidence(self._frame)

    def places(self) -> gpd.GeoDataFrame:
        """List every place written, with its extent; see :func:`geomap.facets.places`."""
        from geomap.facets import places

        return places(self._frame)


def _shown_in_notebooks() -> None:
    ipython = sys.modules.get("IPython")  # it is there already, or nobody looks
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        from geomap.notebook import show_frames_in

        show_frames_in(shell)


_shown_in_notebooks()
