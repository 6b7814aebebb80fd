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
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes

    from geomap.claims_totals import By
    from geomap.incident import Incident
    from geomap.stats.admin import Level
    from geomap.timeline import Every
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

    def table(self) -> gpd.GeoDataFrame:
        """Give plain columns with types, to filter by; see :func:`geomap.facets.table`."""
        from geomap.facets import table

        return table(self._frame)

    def claims(self, *, parts: bool = False) -> pd.DataFrame:
        """List claims and figures; see :func:`geomap.claims_table.claims_table`."""
        from geomap.claims_table import claims_table

        return claims_table(self._frame, parts=parts)

    def casualties(self, by: By = "claimant") -> pd.DataFrame:
        """Total what each claimant says; see :func:`geomap.claims_totals.totals`."""
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

    def timeline(self, every: Every = "month") -> pd.DataFrame:
        """Count incidents over time; see :func:`geomap.timeline.timeline`."""
        from geomap.timeline import timeline

        return timeline(self._frame, every)

    def plot_timeline(self, every: Every = "month", *, ax: Axes | None = None) -> Axes:
        """Draw incidents over time; see :func:`geomap.plots.plot_timeline`."""
        from geomap.plots import plot_timeline

        return plot_timeline(self._frame, every, ax=ax)

    def plot_claims(
        self, kind: str = "killed", *, by: By = "claimant", ax: Axes | None = None
    ) -> Axes:
        """Draw what each claimant says; see :func:`geomap.plots.plot_claims`."""
        from geomap.plots import plot_claims

        return plot_claims(self._frame, kind, by=by, ax=ax)

    def plot_claims_over_time(
        self, kind: str = "killed", *, every: Every = "month", by: By = "claimant_side"
    ) -> Sequence[Axes]:
        """Draw claims over time; see :func:`geomap.plots.plot_claims_over_time`."""
        from geomap.plots import plot_claims_over_time

        return plot_claims_over_time(self._frame, kind, every=every, by=by)

    def by_border(self, **options: Any) -> gpd.GeoDataFrame:
        """Count incidents a border or section; see :func:`geomap.stats.borders.by_border`."""
        from geomap.stats.borders import by_border

        return by_border(self._frame, **options)

    def by_admin(self, level: Level = "adm1", **options: Any) -> gpd.GeoDataFrame:
        """Count incidents a unit or country; see :func:`geomap.stats.admin.by_admin`."""
        from geomap.stats.admin import by_admin

        return by_admin(self._frame, level, **options)

    def distance_to_border(self, **options: Any) -> pd.DataFrame:
        """Bound distances; see :func:`geomap.stats.borders.distance_to_border`."""
        from geomap.stats.borders import distance_to_border

        return distance_to_border(self._frame, **options)

    def clusters(self, **options: Any) -> pd.DataFrame:
        """Find clusters in space and time; see :func:`geomap.stats.clusters.clusters`."""
        from geomap.stats.clusters import clusters

        return clusters(self._frame, **options)

    def hot_spots(self, **options: Any) -> gpd.GeoDataFrame:
        """Find hot spots; see :func:`geomap.stats.hotspots.hot_spots`."""
        from geomap.stats.hotspots import hot_spots

        return hot_spots(self._frame, **options)


def _shown_in_notebooks() -> None:
    ipython = sys.modules.get("IPython")  # it is there already, or nobody looks
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        from geomap.notebook import show_frames_in

        show_frames_in(shell)


_shown_in_notebooks()
