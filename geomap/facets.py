"""Incidents as tables to reckon with: plain columns, actors, sources, evidence, places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.needs import need_columns
from geomap.nested import Row, ids_of, items_of, nested, typed_table

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["actors", "evidence", "places", "sources", "table"]

_ACTOR = {
    "name": "string",
    "type": "string",
    "side": "string",
    "iso3": "string",
    "doc_id": "string",
    "start": "Int64",
    "end": "Int64",
}
_SOURCE = {
    "doc_id": "string",
    "publisher": "string",
    "title": "string",
    "published_on": "string",
    "published_basis": "string",
    "url": "string",
    "path": "string",
    "lang": "string",
    "sha256": "string",
}
_EVIDENCE = {
    "field": "string",
    "doc_id": "string",
    "start": "Int64",
    "end": "Int64",
    "text": "string",
    "note": "string",
}
_PLACE = {
    "role": "string",
    "as_written": "string",
    "name": "string",
    "status": "string",
    "claimant": "string",
    "where_prec": "Int64",
    "radius_m": "Float64",
    "confidence": "Float64",
    "derived": "boolean",
    "feature_class": "string",
    "countries": "object",
    "parents": "object",
    "candidates": "object",
    "reasons": "object",
    "place_id": "string",
    "source": "string",
    "licence": "string",
    "note": "string",
    "doc_id": "string",
    "start": "Int64",
    "end": "Int64",
    "lon": "Float64",
    "lat": "Float64",
}
_PLAIN = {
    **dict.fromkeys(("type", "title", "status", "scale"), "string"),
    "background": "bool",
    **dict.fromkeys(("date_start", "date_end"), "datetime64[s]"),
    "date_edtf": "string",
    "date_prec": "Int64",
    **dict.fromkeys(("date_basis", "year_basis", "time_local", "time_zone"), "string"),
    **dict.fromkeys(("place_as_written", "place_name", "place_status"), "string"),
    "place_derived": "bool",
    "place_note": "string",
    "where_prec": "Int64",
    **dict.fromkeys(("radius_m", "lon", "lat", "confidence"), "Float64"),
    "border_pair": "string",
    "distance_to_border_km": "Float64",
    "sentence": "string",
}
_COUNTED = ("actors", "claims", "places", "sources", "problems")


def _rows(frame: pd.DataFrame, column: str) -> Iterator[Row]:
    need_columns(frame, [column], column)
    for incident_id, cell in zip(ids_of(frame), frame[column], strict=True):
        for row in nested(cell):
            yield {"incident_id": incident_id, **row}


def _listed(frame: pd.DataFrame, column: str, columns: Mapping[str, str]) -> pd.DataFrame:
    return typed_table(_rows(frame, column), {"incident_id": "string", **columns})


def actors(frame: pd.DataFrame) -> pd.DataFrame:
    """List who takes part, one row an incident and actor.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"actors": [[{"name": "border guards", "iso3": "TJK"}]]}, index=["a"])
    >>> actors(frame)[["incident_id", "name", "iso3"]].values.tolist()
    [['a', 'border guards', 'TJK']]
    """
    return _listed(frame, "actors", _ACTOR)


def sources(frame: pd.DataFrame) -> pd.DataFrame:
    """List the reports that tell of incidents, one row an incident and report.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"sources": [[{"doc_id": "r", "publisher": "24.kg"}]]}, index=["a"])
    >>> sources(frame)["publisher"].tolist()
    ['24.kg']
    """
    return _listed(frame, "sources", _SOURCE)


def evidence(frame: pd.DataFrame) -> pd.DataFrame:
    """List the characters that values were read from, one row a value and span.

    Examples
    --------
    >>> import pandas as pd
    >>> span = {"field": "type", "doc_id": "r", "start": 0, "end": 4, "text": "fire", "note": ""}
    >>> frame = pd.DataFrame({"evidence": [[span]]}, index=["a"])
    >>> evidence(frame)[["field", "start", "end", "text"]].values.tolist()
    [['type', 0, 4, 'fire']]
    """
    return _listed(frame, "evidence", _EVIDENCE)


def places(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """List every place that reports write, with what it was taken to mean.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, one row an incident and place. The geometry is the place's true extent
        (disc, area, line), and nothing where it has no known position or is a whole country.

    Raises
    ------
    SchemaError
        The frame has no column ``places``.

    Examples
    --------
    >>> import pandas as pd
    >>> written = {"as_written": "X", "lon": 70.5, "lat": 40.0, "radius_m": 1000.0, "where_prec": 2}
    >>> found = places(pd.DataFrame({"places": [[written]]}, index=["a"]))
    >>> found.loc[0, "as_written"], found.geometry.geom_type.tolist()
    ('X', ['Polygon'])
    """
    import geopandas as gpd

    rows = list(_rows(frame, "places"))
    table = typed_table(rows, {"incident_id": "string", **_PLACE})
    shapes = gpd.GeoSeries(_shapes(rows), index=table.index, crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=shapes)


def _shapes(rows: Sequence[Row]) -> list[Any]:
    """Draw the extents of places, all at once."""
    import msgspec

    from geomap.frame_shapes import Shapes
    from geomap.incident import Incident, PlaceMention

    told = tuple(msgspec.convert({**row, "role": "where"}, PlaceMention) for row in rows)
    drawn = Shapes([Incident(incident_id="", type="unknown", doc_ids=(), places=told)])
    return [drawn.of(place) for place in told]


def table(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give incidents as plain columns with types, to sort, filter and group by.

    The frame itself holds records as they are, empty ones as None; comparing and
    negating such columns is awkward.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents; columns that are not there are left out.

    Returns
    -------
    geopandas.GeoDataFrame
        The same index and geometry. Numbers are nullable (``<NA>`` is unknown, never
        0), local days are ``datetime64[s]``, ``countries`` is one text ("KGZ, TJK"),
        ``n_claims`` and its like count nested records. To draw or write some rows, take them
        by their index from the frame: ``frame.loc[found.index].geomap.draw()``.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> from geomap.incident import Incident
    >>> told = Incident(incident_id="a", type="talks", doc_ids=("r",), date_start="2022-01-28")
    >>> table(to_frame([told])).query("date_start >= '2022-01-01'").index.tolist()
    ['a']
    """
    import geopandas as gpd
    import pandas as pd

    columns: dict[str, Any] = {
        name: _typed(frame[name], dtype) for name, dtype in _PLAIN.items() if name in frame.columns
    }
    if "countries" in frame.columns:
        columns["countries"] = frame["countries"].map(_joined).astype("string")
    for name in _COUNTED:
        if name in frame.columns:
            columns[f"n_{name}"] = frame[name].map(_count).astype("int64")
    return gpd.GeoDataFrame(
        pd.DataFrame(columns, index=frame.index), geometry=frame.geometry, crs=frame.crs
    )


def _joined(cell: object) -> str:
    return ", ".join(map(str, items_of(cell)))


def _count(cell: object) -> int:
    return len(items_of(cell))


def _typed(column: pd.Series[Any], dtype: str) -> Any:
    import numpy as np

    if dtype == "datetime64[s]":
        days = np.array([_day(d) for d in column], dtype="datetime64[s]")
        return type(column)(days, index=column.index)
    return column.astype(dtype)  # type: ignore[call-overload]


def _day(text: object) -> str:
    """Give a day as numpy reads it; one that no calendar has is none."""
    try:
        return dt.date.fromisoformat(text).isoformat() if isinstance(text, str) else "NaT"
    except ValueError:
        return "NaT"
