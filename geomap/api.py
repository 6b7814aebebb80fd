"""The verbs of geomap for Python: read, draw (and :func:`geomap.write`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import NoInputError, ReadError
from geomap.pipeline import Outcome, run
from geomap.progress import track

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import IncidentMap

__all__ = ["draw", "frame_of", "read"]


def frame_of(outcome: Outcome) -> gpd.GeoDataFrame:
    """Turn the outcome of a run into a frame that remembers its reports.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    geopandas.GeoDataFrame
        ``attrs["doc_ids"]`` lists the reports, ``attrs["rejected"]`` what
        could not be read.
    """
    from geomap.frame import to_frame

    frame = to_frame(outcome.incidents, outcome.rejected)
    frame.attrs["doc_ids"] = [r.doc_id for r in outcome.reports]
    return frame


def read(
    paths: str | Path | Sequence[str | Path],
    *,
    published: str | None = None,
    lang: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Read reports, tables of coded events or geomap's own files into a GeoDataFrame of incidents.

    Parameters
    ----------
    paths : str, Path or sequence of them
        Report files, folders, tables (ACLED, UCDP GED, GDELT 2, ICEWS, any CSV), or files
        that :func:`geomap.write` wrote, which are read back as they were.
    published : str or None
        ISO day of publication, where the texts do not say.
    lang : str or None
        ISO 639-1 code; default: found from the words.
    mapping : mapping or None
        geomap's field to a table's column, where its headers do not tell.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, columns as in ``docs/schema.md``. What could not be read is
        in ``attrs["rejected"]``, each with the reason.

    Raises
    ------
    NoInputError
        No such file, or a folder without reports.
    ReadError
        None of the files could be read.
    UsageError
        ``published`` is no day, or no reading table for ``lang``.
    """
    from geomap.frame import to_frame
    from geomap.reread import is_output, read_back

    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    own = {str(p): read_back(p) for p in listed if is_output(p)}
    rest = [p for p in listed if str(p) not in own]
    outcome = run(rest, published=published, lang=lang, mapping=mapping, track=track)
    if not outcome.read and not own:
        reasons = "; ".join(r.reason for r in outcome.rejected) or "no report was given"
        missing = all("no such file" in r.reason for r in outcome.rejected)
        raise (NoInputError if missing else ReadError)(reasons)
    incidents = [i for found in own.values() for i in found.incidents]
    rejected = [r for found in own.values() for r in found.rejected]
    frame = to_frame([*incidents, *outcome.incidents], [*rejected, *outcome.rejected])
    doc_ids = [d for found in own.values() for d in found.doc_ids]
    frame.attrs["doc_ids"] = [*doc_ids, *(r.doc_id for r in outcome.reports)]
    return frame


def draw(
    frame: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    lang: str = "en",
    generated_at: str | None = None,
    borders: Iterable[dict[str, object]] | None = None,
    tiles: str | Mapping[str, Any] | None = None,
) -> IncidentMap:
    """Draw incidents on a folium map that is one file and needs no network.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).
    title : str or None
        Title of the page.
    lang : str
        Language of the map's own words.
    generated_at : str or None
        When the map was made, as shown; default: now, to the minute, in UTC.
    borders : iterable of dict or None
        Border lines as GeoJSON features; default: the packaged ones round
        the incidents, as they stood on the first incident's day.
    tiles : str or xyzservices.TileProvider or None
        A background of tiles, by its name (``"OpenTopoMap"``); without
        a network the packaged base map is shown.

    Returns
    -------
    layers.IncidentMap
        Shows itself in Jupyter; ``.save("map.html")`` writes the file.

    Raises
    ------
    SchemaError
        The frame does not follow the schema.
    layers.LayerError
        The map cannot be made (its scripts are missing, say).
    """
    import datetime as dt

    from geomap import __version__
    from geomap.export import CREDITS
    from geomap.frame import validate
    from geomap.surroundings import border_lines, cities
    from layers import IncidentMap

    validate(frame)
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    return IncidentMap(
        frame,
        borders=border_lines(frame) if borders is None else borders,
        cities=cities(frame),
        credits=CREDITS,
        notes=frame.attrs.get("notes", ()),
        tiles=tiles,
        title=title,
        generated_at=generated_at or now,
        tool_version=f"geomap {__version__}",
        lang=lang,
    )
