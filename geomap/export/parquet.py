"""GeoParquet 1.1 with a bounding box for each row, which readers skip rows by.

Needs pyarrow (the extra ``parquet``). Nested values are JSON texts; what the
file says of itself is in its key-value metadata under ``geomap``.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import UsageError
from geomap.export.rows import Rows
from geomap.export.tables import Table, incident_table
from geomap.export.values import json_text

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["need_pyarrow", "put"]

_VERSION = "1.1.0"


def need_pyarrow(path: Path) -> None:
    """Say what to install where pyarrow is not.

    Raises
    ------
    UsageError
        With the command.
    """
    try:
        import pyarrow  # noqa: F401 - is it there?
    except ImportError as error:
        raise UsageError(
            f"{path.name}: Parquet needs pyarrow: pip install 'geomap-incidents[parquet]'"
        ) from error


def _days(values: list[Any]) -> list[Any] | None:
    """Give days as days, or None where one is not in the calendar."""
    try:
        return [None if v is None else dt.date.fromisoformat(v) for v in values]
    except ValueError:
        return None


def _array(values: list[Any], kind: str) -> pa.Array:
    import pyarrow as pa

    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}
    days = _days(values) if kind == "date" else None
    if kind == "date" and days is None:
        return pa.array(values, type=pa.string())
    return pa.array(days if days is not None else values, type=types.get(kind, pa.string()))


def _box_array(rows: Rows) -> pa.Array:
    """Give the box of each row; across the 180th meridian it is the whole way round."""
    import pyarrow as pa
    import shapely

    bounds = shapely.bounds(rows.shapes)
    none = pa.array([s is None for s in rows.shapes], type=pa.bool_())
    fields = [pa.array(bounds[:, i], type=pa.float64()) for i in range(4)]
    return pa.StructArray.from_arrays(fields, names=["xmin", "ymin", "xmax", "ymax"], mask=none)


def _geo(rows: Rows) -> dict[str, Any]:
    """Describe the geometry column, as GeoParquet 1.1.0 asks."""
    import shapely
    from pyproj import CRS

    known = [s for s in rows.shapes if s is not None]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({s.geom_type for s in known}),
        "crs": CRS.from_epsg(4326).to_json_dict(),
        "edges": "planar",
        "orientation": "counterclockwise",
        "covering": {"bbox": {c: ["bbox", c] for c in ("xmin", "ymin", "xmax", "ymax")}},
    }
    if known:
        column["bbox"] = shapely.total_bounds(rows.shapes).tolist()
    return {"version": _VERSION, "primary_column": "geometry", "columns": {"geometry": column}}


def _table(table: Table, rows: Rows) -> pa.Table:
    import pyarrow as pa
    import shapely

    arrays = {n: _array(values, table.kinds[n]) for n, values in table.columns.items()}
    arrays["geometry"] = pa.array(shapely.to_wkb(rows.shapes).tolist(), type=pa.binary())
    arrays["bbox"] = _box_array(rows)
    metadata = {"geo": json_text(_geo(rows)), "geomap": json_text(rows.head)}
    return pa.table(arrays).replace_schema_metadata(metadata)


def put(rows: Rows, path: Path) -> None:
    """Write the incidents, every column, with the geometry as WKB.

    Raises
    ------
    UsageError
        pyarrow is not installed.
    """
    need_pyarrow(path)
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    table = _table(incident_table(rows, without=()), rows)
    pq.write_table(table, path, compression="zstd", row_group_size=50_000)
