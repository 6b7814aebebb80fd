"""The verbs of geomap for Python: read, draw (and :func:`geomap.write`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import NoInputError, ReadError
from geomap.pipeline import Outcome
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
    frame.attrs["doc_ids"] = list(dict.fromkeys(r.doc_id for r in outcome.reports))
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
    from geomap.gathering import gather

    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    outcome = gather(listed, published=published, lang=lang, mapping=mapping, track=track)
    if not outcome.read:
        reasons = "; ".join(r.reason for r in outcome.rejected) or "no report was given"
        missing = all("no such file" in r.reason for r in outcome.rejected)
        raise (NoInputError if missing else ReadError)(reasons)
    return frame_of(outcome)


def draw(
    frame: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    lang: str = "en",
    generated_at: str | None = None,
    borders: Iterable[dict[str, object]] | None = None,
    tiles: str | Mapping[str, Any] | None = None,
    check: bool = True,
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
    check : bool
        False for a frame that is known to follow the schema, such as
        :func:`geomap.batch.results.frame_of_result` gives: a million rows are not
        checked in no time.

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
    from geomap.setting import setting
    from geomap.surroundings import UNITS_ACCURACY_M, units
    from layers import IncidentMap

    about = setting(frame, borders, generated_at, check=check)
    around: dict[str, Any] = {"units": units(frame), "units_accuracy_m": UNITS_ACCURACY_M}
    return IncidentMap(frame, **about, **around, tiles=tiles, title=title, lang=lang)
