"""Which incidents are shown: only those of some status, with a word on the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.errors import UsageError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["STATUSES", "only_status", "read_statuses"]

STATUSES = ("draft", "reviewed", "published", "retracted")  # geomap.incident.Incident.status


def read_statuses(text: str) -> tuple[str, ...]:
    """Read a list of statuses, with commas between.

    Parameters
    ----------
    text : str
        ``"published,reviewed"``.

    Returns
    -------
    tuple of str
        Each once, in the order of :data:`STATUSES`.

    Raises
    ------
    UsageError
        One of them is none.

    Examples
    --------
    >>> read_statuses("published, reviewed")
    ('reviewed', 'published')
    >>> read_statuses("final")
    Traceback (most recent call last):
    ...
    geomap.errors.UsageError: --status 'final': no such status; there are: draft, reviewed, \
published, retracted (with commas between)
    """
    told = [part.strip() for part in text.split(",")]
    unknown = [t for t in told if t not in STATUSES]
    if unknown:
        raise UsageError(
            f"--status {unknown[0]!r}: no such status; there are: {', '.join(STATUSES)} "
            "(with commas between)"
        )
    return tuple(s for s in STATUSES if s in told)


def only_status(frame: gpd.GeoDataFrame, statuses: Sequence[str]) -> gpd.GeoDataFrame:
    """Leave out the incidents of other statuses, and say how many.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``). It is not changed.
    statuses : sequence of str
        Those that stay.

    Returns
    -------
    geopandas.GeoDataFrame
        ``attrs["notes"]`` has a sentence more where some are left out.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> from geomap.incident import Incident
    >>> told = to_frame([Incident(incident_id="a", type="talks", doc_ids=("r",))])
    >>> only_status(told, ["published"]).attrs["notes"]
    ['Left out by status: 1 draft. Shown: published.']
    """
    stays = frame["status"].isin(list(statuses))
    kept = frame[stays].copy()
    left = frame["status"][~stays].value_counts()
    kept.attrs = {**frame.attrs}
    if len(left):
        counted = ", ".join(f"{left[s]} {s}" for s in STATUSES if s in left)
        said = f"Left out by status: {counted}. Shown: {', '.join(statuses)}."
        kept.attrs["notes"] = [*frame.attrs.get("notes", ()), said]
    return kept
