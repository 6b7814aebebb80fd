"""What a map and a picture show besides incidents: lines, towns, credits, when and by what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["setting"]


def setting(
    frame: gpd.GeoDataFrame,
    borders: Iterable[dict[str, object]] | None = None,
    generated_at: str | None = None,
    *,
    check: bool = True,
) -> dict[str, Any]:
    """Check a frame and give what map and picture show besides its incidents.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).
    borders : iterable of dict or None
        Border lines as GeoJSON features; default: the packaged ones round
        the incidents.
    generated_at : str or None
        When it is made, as shown; default: now, to the minute, in UTC.
    check : bool
        False for a frame that is known to follow the schema.

    Returns
    -------
    dict
        Keywords of ``layers.IncidentMap`` and ``layers.picture.StaticMap``.

    Raises
    ------
    SchemaError
        The frame does not follow the schema.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> setting(to_frame([]), generated_at="-")["borders"]
    []
    """
    from geomap import __version__
    from geomap.export import CREDITS
    from geomap.frame import validate
    from geomap.surroundings import border_lines, cities

    if check:
        validate(frame)
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {
        "borders": border_lines(frame) if borders is None else borders,
        "cities": cities(frame),
        "credits": CREDITS,
        "notes": frame.attrs.get("notes", ()),
        "generated_at": generated_at or now,
        "tool_version": f"geomap {__version__}",
    }
