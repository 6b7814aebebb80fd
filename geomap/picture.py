"""Draw incidents as a static picture for print: PNG, PDF or SVG, without a browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geomap.needs import need_packages

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.picture import StaticMap

__all__ = ["picture"]


def picture(
    frame: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    lang: str = "en",
    generated_at: str | None = None,
    borders: Iterable[dict[str, object]] | None = None,
) -> StaticMap:
    """Draw incidents on one page, as honest as the map that :func:`geomap.draw` makes.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).
    title : str or None
        Title of the page.
    lang : str
        Language of the page's own words.
    generated_at : str or None
        When it was made, as shown; default: now, to the minute, in UTC.
    borders : iterable of dict or None
        Border lines as GeoJSON features; default: the packaged ones round
        the incidents, as they stood on the first incident's day.

    Returns
    -------
    layers.picture.StaticMap
        ``.save("map.pdf")`` writes it, ``.render("png")`` gives its bytes.

    Raises
    ------
    SchemaError
        The frame does not follow the schema.
    UsageError
        matplotlib is not installed.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> picture(to_frame([]), generated_at="-").render("svg")[:5]
    b'<?xml'
    """
    from geomap.setting import setting

    need_packages(["matplotlib"], "plot", "a picture")
    from layers.picture import StaticMap

    return StaticMap(frame, **setting(frame, borders, generated_at), title=title, lang=lang)
