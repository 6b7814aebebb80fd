"""Write incidents to files: GeoJSON (RFC 7946), JSON lines, CSV.

GeoJSON and JSON lines keep claims and evidence as real objects. CSV holds
nested values as JSON text, and cells that a spreadsheet would run as formulas
are made harmless.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from geomap.errors import UsageError
from geomap.files import write_whole
from geomap.frame import COLUMNS, to_incidents, validate
from geomap.incident import SCHEMA_VERSION

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CREDITS", "DISCLAIMER", "FORMATS", "dumps", "write"]

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
FORMATS = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COARSE_M = 100.0  # a place known no better needs no more than 4 decimals (11 m)


def _decimals(radius_m: float | None) -> int:
    return 4 if radius_m and radius_m >= _COARSE_M else 6


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, list | tuple):
        return [_rounded(v, decimals) for v in value]
    return round(value, decimals)


def _geometry(shape: Any, radius_m: float | None) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    import shapely

    wound = shapely.orient_polygons(shape)
    plain: Mapping[str, Any] = wound.__geo_interface__
    decimals = _decimals(radius_m)
    if "geometries" in plain:
        parts = [_geometry(g, radius_m) for g in wound.geoms]
        return {"type": plain["type"], "geometries": parts}
    return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"], decimals)}


def _features(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    for (incident_id, row), shape in zip(
        frame[list(COLUMNS)].iterrows(), frame.geometry, strict=True
    ):
        geometry = _geometry(shape, row["radius_m"])
        feature: dict[str, Any] = {"type": "Feature", "id": str(incident_id)}
        if geometry is not None:
            feature["bbox"] = [round(float(v), 6) for v in shape.bounds]
        feature["geometry"] = geometry
        feature["properties"] = {"incident_id": str(incident_id), **row.to_dict()}
        yield feature


def _geojson(frame: gpd.GeoDataFrame) -> bytes:
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if len(frame) and not frame.geometry.isna().all():
        collection["bbox"] = [round(float(v), 6) for v in frame.total_bounds]
    collection["geomap"] = {
        "schema_version": SCHEMA_VERSION,
        "disclaimer": DISCLAIMER,
        "credits": list(CREDITS),
        "rejected": list(frame.attrs.get("rejected", ())),
    }
    collection["features"] = list(_features(frame))
    return msgspec.json.format(msgspec.json.encode(collection), indent=1)


def _jsonl(frame: gpd.GeoDataFrame) -> bytes:
    """One line a report, in the reports' order, also for one without incidents."""
    lines: dict[str, list[dict[str, Any]]] = {d: [] for d in frame.attrs.get("doc_ids", ())}
    for incident in to_incidents(frame):
        record = msgspec.to_builtins(incident)
        lines.setdefault(incident.doc_ids[0], []).append(record)
    encoded = [
        msgspec.json.encode({"doc_id": doc, "schema_version": SCHEMA_VERSION, "incidents": found})
        for doc, found in lines.items()
    ]
    return b"".join(line + b"\n" for line in encoded)


def _cell(value: Any) -> Any:
    """Make a value a harmless cell: nested as JSON, no formula, no bare NUL."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | dict):
        value = msgspec.json.encode(value).decode()
    text = str(value).replace("\x00", "\ufffd")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _csv(frame: gpd.GeoDataFrame) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["incident_id", *COLUMNS, "wkt"])
    for (incident_id, row), shape in zip(
        frame[list(COLUMNS)].iterrows(), frame.geometry, strict=True
    ):
        wkt = "" if shape is None else shape.wkt
        writer.writerow([_cell(str(incident_id)), *(_cell(v) for v in row), wkt])
    return out.getvalue().encode("utf-8")


_WRITERS = {"geojson": _geojson, "jsonl": _jsonl, "csv": _csv}


def dumps(frame: gpd.GeoDataFrame, kind: str) -> bytes:
    """Encode incidents as ``geojson``, ``jsonl`` or ``csv``.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).
    kind : str
        The format.

    Returns
    -------
    bytes
        UTF-8.

    Raises
    ------
    UsageError
        No such format.
    SchemaError
        The frame does not follow the schema.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> dumps(to_frame([]), "jsonl")
    b''
    """
    if kind not in _WRITERS:
        raise UsageError(f"no format {kind!r}; there are: {', '.join(_WRITERS)}")
    validate(frame)
    return _WRITERS[kind](frame)


def write(frame: gpd.GeoDataFrame, path: str | Path, format: str | None = None) -> Path:
    """Write incidents to a file, whole or not at all.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).
    path : str or Path
        The target.
    format : str or None
        ``geojson``, ``jsonl`` or ``csv``; default: by the suffix.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    UsageError
        No such format.
    SchemaError
        The frame does not follow the schema.
    WriteError
        The file cannot be written; what stood there still stands.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from geomap.frame import to_frame
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write(to_frame([]), folder / "none.geojson").name
    'none.geojson'
    """
    kind = format or FORMATS.get(Path(path).suffix.lower())
    if kind is None:
        known = ", ".join(FORMATS)
        raise UsageError(
            f"{path}: no format for this suffix; use one of {known} or name the format"
        )
    return write_whole(path, dumps(frame, kind))
