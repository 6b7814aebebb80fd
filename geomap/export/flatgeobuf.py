"""FlatGeobuf: one layer with every column, nested values as JSON.

The format's spatial index holds no feature without geometry: where an incident
has no known place, the file has no index and keeps the incident.
"""

from __future__ import annotations

import io
from pathlib import Path

from geomap.export.gdal import put_layer
from geomap.export.rows import Rows
from geomap.export.tables import incident_table
from geomap.export.values import json_text

__all__ = ["put"]


def put(rows: Rows, path: Path) -> None:
    """Write the layer; its description holds what the file says of itself.

    GDAL does not notice a full disk while it writes this format, so it writes
    into memory.
    """
    made = io.BytesIO()
    indexed = len(rows) > 0 and all(s is not None for s in rows.shapes)
    put_layer(
        made,
        incident_table(rows, without=()),
        "FlatGeobuf",
        shapes=rows.shapes,
        geometry_type="Unknown",
        layer_options={
            "SPATIAL_INDEX": "YES" if indexed else "NO",
            "TITLE": "Incidents",
            "DESCRIPTION": json_text(rows.head),
        },
    )
    path.write_bytes(made.getvalue())
