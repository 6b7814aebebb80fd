"""Incidents as a GeoDataFrame and back; the columns are in ``docs/schema.md``.

EPSG:4326. The geometry is what is known of the place: a point only where it
is exact, else its disc, area, line or corridor, else nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from geomap.errors import SchemaError
from geomap.incident import SCHEMA_VERSION, Incident, PlaceMention, Rejected

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["COLUMNS", "PLACE_COLUMNS", "geometry_of", "to_frame", "to_incidents", "validate"]

POINT_RADIUS_M = 50.0  # a place known better than this is drawn as a point
DRAWN = frozenset({1, 2, 3, 4, 5})  # a whole country or the world is no place to draw
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


def _shape(place: PlaceMention) -> Any:
    """Give the geometry of one place, or None."""
    import shapely

    if place.where_prec not in DRAWN:
        return None
    if place.geojson:
        return _read_shape(msgspec.json.encode(place.geojson).decode())
    if place.lon is None or place.lat is None:
        return None
    if place.where_prec == 1 and (place.radius_m or POINT_RADIUS_M) < POINT_RADIUS_M:
        return shapely.Point(place.lon, place.lat)
    return _disc(place.lon, place.lat, place.radius_m) if place.radius_m else None


@lru_cache(maxsize=1024)
def _read_shape(geojson: str) -> Any:
    """Read an outline once for all incidents of a unit; geometries cannot be changed."""
    from shapely.geometry import shape

    return shape(msgspec.json.decode(geojson))


@lru_cache(maxsize=65536)
def _disc(lon: float, lat: float, radius_m: float) -> Any:
    """Draw a disc once for all incidents at a spot, which are many in real data."""
    from shapely.geometry import shape

    from gazetteer.shapes import disc

    return shape(disc(lon, lat, radius_m))


class _Shown(NamedTuple):
    """A place that an incident is drawn at, with its geometry."""

    place: PlaceMention
    shape: Any


def _shown(incident: Incident) -> list[_Shown]:
    """Choose the places that an incident is drawn at.

    Each of its places that is found; for one that is not, the smallest unit
    that its teller names round it.
    """
    within: list[_Shown] | None = None
    out: list[_Shown] = []
    for place in incident.places:
        if place.role != "where":
            continue
        shape = _shape(place)
        if shape is not None:
            if all(place.place_id != o.place.place_id or not place.place_id for o in out):
                out.append(_Shown(place, shape))
            continue
        within = _within(incident) if within is None else within
        same = [w for w in within if w.place.claimant == place.claimant] or within
        out += [w for w in same[:1] if all(w.place != o.place for o in out)]
    return out


def _within(incident: Incident) -> list[_Shown]:
    units = (_Shown(p, _shape(p)) for p in incident.places if p.role == "within")
    return [u for u in units if u.shape is not None]


def _together(shown: Sequence[_Shown]) -> Any:
    """Give one geometry of all places shown, or None."""
    import shapely

    if len(shown) < 2:
        return shown[0].shape if shown else None
    return shapely.unary_union([s.shape for s in shown])


def geometry_of(incident: Incident) -> Any:
    """Give the geometry that is known of an incident's place.

    Parameters
    ----------
    incident : Incident

    Returns
    -------
    shapely geometry or None
        WGS 84, longitude first. Where two sides name two places it is both.

    Examples
    --------
    >>> place = PlaceMention(as_written="X", lon=70.5, lat=40.0, radius_m=1000.0, where_prec=2)
    >>> told = Incident(incident_id="a", type="talks", doc_ids=("r",), places=(place,))
    >>> geometry_of(told).geom_type
    'Polygon'
    >>> geometry_of(Incident(incident_id="a", type="talks", doc_ids=("r",))) is None
    True
    """
    return _together(_shown(incident))


def _place_fields(incident: Incident, found: Sequence[_Shown], geometry: Any) -> dict[str, Any]:
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
    from gazetteer.shapes import covering_radius_m

    if geometry is None or place.lon is None or place.lat is None:
        return None
    return round(covering_radius_m(place.lon, place.lat, geometry.__geo_interface__), 0)


def _record_of(incident: Incident) -> dict[str, Any]:
    try:
        record: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(incident))
    except UnicodeEncodeError as error:
        around = error.object[max(0, error.start - 20) : error.end + 20]
        raise SchemaError(
            f"{incident.incident_id!r}: a text holds half a character, {around!r}; it was "
            "decoded wrongly when it was read"
        ) from error
    return record


def _row(incident: Incident) -> tuple[dict[str, Any], Any]:
    """Give the columns of an incident, and its geometry."""
    shown = _shown(incident)
    geometry = _together(shown)
    record = _record_of(incident)
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
    rows = [_row(i) for i in listed]
    kinds = {"background": bool}  # so that frame[~frame["background"]] is what it says
    data = {c: pd.Series([row[c] for row, _ in rows], dtype=kinds.get(c, object)) for c in COLUMNS}
    shapes = gpd.GeoSeries([geometry for _, geometry in rows], crs="EPSG:4326")
    frame = gpd.GeoDataFrame(data, geometry=shapes, crs="EPSG:4326").set_index(index)
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
    faults = _faults(frame) or [f for f in (_fault(i, row) for i, row in _records(frame)) if f]
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


def _fault(incident_id: str, record: dict[str, Any]) -> str | None:
    try:
        msgspec.convert({"incident_id": incident_id, **record}, Incident)
    except msgspec.ValidationError as error:
        return f"row {incident_id!r}: {error}"
    return None


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
    validate(frame)
    return [msgspec.convert({"incident_id": i, **row}, Incident) for i, row in _records(frame)]
