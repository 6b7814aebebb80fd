"""What every file says of itself: disclaimer, credits, schema, what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CREDITS", "DISCLAIMER", "head"]

DISCLAIMER = (
    "The borders, names and designations shown do not imply any opinion on the legal status of a "
    "territory or the course of its boundaries. Incidents are as reported by the sources named, "
    "each claim by its claimant; places are as exact as the reports allow."
)
CREDITS = (
    "Place names: GeoNames (CC BY 4.0)",
    "Borders of the Fergana Valley: © OpenStreetMap contributors (ODbL 1.0)",
    "Other borders, admin areas, land: Natural Earth (public domain)",
)


def head(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Say what a file of these incidents must say of itself.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        ``attrs["rejected"]``, ``attrs["doc_ids"]`` and ``attrs["notes"]`` go into it.

    Returns
    -------
    dict
        ``schema_version``, ``tool``, ``disclaimer``, ``credits``,
        ``doc_ids`` (the reports, also those without incidents), ``notes``
        (what was left out or coarsened), ``rejected``.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> head(to_frame([]))["schema_version"]
    1
    """
    from geomap import __version__
    from geomap.incident import SCHEMA_VERSION  # msgspec is a third of the time to a first answer

    return {
        "schema_version": SCHEMA_VERSION,
        "tool": f"geomap {__version__}",
        "disclaimer": DISCLAIMER,
        "credits": list(CREDITS),
        "doc_ids": [str(d) for d in frame.attrs.get("doc_ids", ())],
        "notes": [str(n) for n in frame.attrs.get("notes", ())],
        "rejected": list(frame.attrs.get("rejected", ())),
    }
