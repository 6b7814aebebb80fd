"""Incidents as a GeoDataFrame and back; the columns are in ``docs/schema.md``.

EPSG:4326. The geometry is what is known of the place: a point only where it
is exact, else its disc, area, line or corridor, else nothing.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from geomap.collector import collector_paused
from geomap.errors import SchemaError
from geomap.frame_shapes import Shapes, Shown, geometry_of, together
from geomap.incident import SCHEMA_VERSION, Incident, PlaceMention, Rejected

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["COLUMNS", "PLACE_COLUMNS", "geometry_of", "to_frame", "to_incidents", "validate"]

PLACE_COLUMNS: tuple[str, ...] = (  # derived from the places of an incident
    "place_as_written",
    "place_name",
    "place_status",
    "place_derived",
    "place_note",
    "where_prec",
    "radius_m",
    "lon",
    "lat",
    "confidence",
)
COLUMNS: tuple[str, ...] = (
    "type",
    "title",
    "status",
    "scale",
    "background",
    "date_start",
    "date_end",
    "date_edtf",
    "date_prec",
    "date_basis",
    "year_basis",
    "time_local",
    "time_zone",
    "datetime_utc",
    "clocks",
    *PLACE_COLUMNS,
    "places",
    "countries",
    "border_pair",
    "distance_to_border_km",
    "actors",
    "claims",
    "evidence",
    "sentence",
    "sentence_start",
    "sentence_end",
    "sources",
    "doc_ids",
    "problems",
    "extra",
)


def _place_fields(incident: Incident, found: Sequence[Shown], geometry: Any) -> dict[str, Any]:
    told = incident.place
    shown = [f.place for f in found]
    if told is None:
        return {"place_status": "none", "confidence": 0.0, "place_derived": False, "place_note": ""}
    place = shown[0] if shown else told
    status = told.status if place is told else "enclosing"
    single = len(shown) == 1
    return {
        "place_as_written": " / ".join(
            dict.fromkeys(p.as_written for p in incident.places if p.role == "where")
        ),
        "place_name": " / ".join(dict.fromkeys(p.name for p in shown)) or None,
        "place_status": status,
        "place_derived": any(p.derived for p in shown),
        "place_note": _note(told, place, shown),
        "where_prec": max((p.where_prec or 7 for p in shown), default=None),
        "radius_m": place.radius_m if single else _covering(geometry, place),
        "lon": place.lon,
        "lat": place.lat,
        "confidence": min((p.confidence for p in shown), default=0.0),
    }


def _note(told: PlaceMention, place: PlaceMention, shown: Sequence[PlaceMention]) -> str:
    notes = [p.note for p in shown if p.note]
    if shown and place is not told:
        notes.insert(0, f"“{told.as_written}” itself has no known position; shown is {place.name}")
    if len(shown) > 1:
        who = "; ".join(f"{p.as_written} ({p.claimant or p.doc_id or 'the report'})" for p in shown)
        notes.insert(0, f"Several places are told: {who}")
    return " ".join(notes)


def _covering(geometry: Any, place: PlaceMention) -> float | None:
    """Give the radius round the first place that holds all places told, in metres."""
    from gazetteer.shapes import reach_m

    if geometry is None or place.lon is None or place.lat is None:
        return None
    return round(reach_m(place.lon, place.lat, geometry), 0)


def _record_of(incident: Incident, shapes: Shapes) -> dict[str, Any]:
    try:
        record: dict[str, Any] = _plain(incident, shapes)
    except UnicodeEncodeError as error:
        around = error.object[max(0, error.start - 20) : error.end + 20]
        raise SchemaError(
            f"{incident.incident_id!r}: a text holds half a character, {around!r}; it was "
            "decoded wrongly when it was read"
        ) from error
    return record


_AS_THEY_ARE = frozenset({int, bool, type(None)})


def _plain(value: Any, shapes: Shapes) -> Any:
    """Write a value as JSON has it; texts and outlines are shared, not copied.

    As fast as encoding and decoding it, in half of the memory.
    """
    kind = type(value)
    if kind is str or kind in _AS_THEY_ARE:
        return _plain_items({"": value}, shapes)[""]
    if kind is tuple or kind is list:
        return [_plain(v, shapes) for v in value]
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is PlaceMention and value.geojson:
        bare = msgspec.structs.replace(value, geojson=None)
        return _plain(bare, shapes) | {"geojson": shapes.plain(value.geojson)}
    if isinstance(value, msgspec.Struct):
        return _plain_items(msgspec.structs.asdict(value), shapes)
    if kind is dict and all(type(k) is str for k in value):
        return _plain_items(dict(value), shapes)
    return msgspec.json.decode(msgspec.json.encode(value))


def _plain_items(items: dict[str, Any], shapes: Shapes) -> dict[str, Any]:
    for name, value in items.items():
        kind = type(value)
        if kind is str:
            if not value.isascii():
                value.encode()  # half a character has no encoding
        elif kind not in _AS_THEY_ARE:
            items[name] = _plain(value, shapes)
    return items


def _row(incident: Incident, shapes: Shapes) -> tuple[dict[str, Any], Any]:
    """Give the columns of an incident, and its geometry."""
    shown = shapes.shown(incident)
    geometry = together(shown)
    record = _record_of(incident, shapes)
    place = _place_fields(incident, shown, geometry)
    return {c: place.get(c) if c in PLACE_COLUMNS else record[c] for c in COLUMNS}, geometry


def to_frame(incidents: Iterable[Incident], rejected: Sequence[Rejected] = ()) -> gpd.GeoDataFrame:
    """Turn incidents into a GeoDataFrame.

    Parameters
    ----------
    incidents : iterable of Incident
    rejected : sequence of Rejected
        Inputs that could not be read; kept in ``frame.attrs["rejected"]``.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, index ``incident_id``, columns as :data:`COLUMNS`; an empty
        frame has them too.

    Raises
    ------
    SchemaError
        Two incidents of one id, or a text that is no Unicode.

    Examples
    --------
    >>> frame = to_frame([Incident(incident_id="a", type="talks", doc_ids=("r",))])
    >>> frame.index.name, frame.crs.to_epsg(), frame.loc["a", "place_status"]
    ('incident_id', 4326, 'none')
    >>> len(to_frame([]))
    0
    """
    import geopandas as gpd
    import pandas as pd

    listed = list(incidents)
    index = pd.Index([i.incident_id for i in listed], name="incident_id", dtype=object)
    if not index.is_unique:
        twice = index[index.duplicated()][0]
        raise SchemaError(f"two incidents have the id {twice!r}; ids must be unique")
    kinds = {"background": bool}  # so that frame[~frame["background"]] is what it says
    shapes = Shapes(listed)
    with collector_paused():
        rows = [_row(i, shapes) for i in listed]
        data = {
            c: pd.Series([row[c] for row, _ in rows], dtype=kinds.get(c, object)) for c in COLUMNS
        }
    where = gpd.GeoSeries([geometry for _, geometry in rows], crs="EPSG:4326")
    frame = gpd.GeoDataFrame(data, geometry=where, crs="EPSG:4326").set_index(index)
    frame.attrs["schema_version"] = SCHEMA_VERSION
    frame.attrs["rejected"] = [msgspec.to_builtins(r) for r in rejected]
    import_module("geomap.accessor")  # registers frame.geomap; by name, for it rests on this module
    return frame


def validate(frame: gpd.GeoDataFrame) -> None:
    """Check that a frame follows the schema.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame

    Raises
    ------
    SchemaError
        With every fault found: column, row and what is wrong.

    Examples
    --------
    >>> validate(to_frame([]))
    """
    faults = _faults(frame)
    if not faults:
        with collector_paused():
            deque(_converted(frame, faults), maxlen=0)
    _refuse(faults)


def _converted(frame: gpd.GeoDataFrame, faults: list[str]) -> Iterator[Incident]:
    """Give the rows as records; what breaks the schema joins the faults."""
    for incident_id, record in _records(frame):
        try:
            yield msgspec.convert({"incident_id": incident_id, **record}, Incident)
        except msgspec.ValidationError as error:
            faults.append(f"row {incident_id!r}: {error}")


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise SchemaError("not a frame of incidents: " + "; ".join(faults[:10]))


def _faults(frame: gpd.GeoDataFrame) -> list[str]:
    """List what is wrong with the frame as a whole, each with what to do."""
    faults = [f"column {c!r} is missing" for c in COLUMNS if c not in frame.columns]
    twice = frame.columns[frame.columns.duplicated()]
    faults += [f"there are two columns {str(c)!r}; rename one" for c in twice]
    crs = getattr(frame, "crs", None)
    if getattr(frame, "_geometry_column_name", None) not in frame.columns:
        faults.append("it has no geometry; use frame.set_geometry or geomap.to_frame")
    elif crs is None:
        faults.append("it has no CRS; if it is in degrees, use frame.set_crs(4326)")
    elif crs.to_epsg() != 4326:
        faults.append(f"the CRS must be EPSG:4326, not {crs}; use frame.to_crs(4326)")
    if not frame.index.is_unique:
        again = str(frame.index[frame.index.duplicated()][0])
        faults.append(f"the index holds the incident_id {again!r} twice; ids must be unique")
    if "incident_id" in frame.columns and frame.index.name != "incident_id":
        faults.append('incident_id must be the index; use frame.set_index("incident_id")')
    return faults


def _records(frame: gpd.GeoDataFrame) -> Iterable[tuple[str, dict[str, Any]]]:
    names = [c for c in COLUMNS if c not in PLACE_COLUMNS]
    for incident_id, values in zip(
        frame.index, frame[names].itertuples(index=False, name=None), strict=True
    ):
        yield str(incident_id), dict(zip(names, values, strict=True))


def to_incidents(frame: gpd.GeoDataFrame) -> list[Incident]:
    """Turn a frame back into incidents.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        As :func:`to_frame` makes it.

    Returns
    -------
    list of Incident

    Raises
    ------
    SchemaError
        The frame does not follow the schema.

    Examples
    --------
    >>> one = Incident(incident_id="a", type="talks", doc_ids=("r",))
    >>> to_incidents(to_frame([one])) == [one]
    True
    """
    faults = _faults(frame)
    _refuse(faults)
    with collector_paused():
        found = list(_converted(frame, faults))
    _refuse(faults)
    return found
