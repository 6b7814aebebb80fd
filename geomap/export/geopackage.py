"""GeoPackage: incidents as points, lines and areas, related tables, styles that QGIS opens.

An incident whose two sides name a point and an area is in both layers
(``also_in``). One without a known place is in the table
``incidents_unplaced``.
"""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import WriteError
from geomap.export.gdal import put_layer, unsynced
from geomap.export.parts import KINDS, of_dimension, single_or_multi
from geomap.export.rows import Rows
from geomap.export.tables import Table, child_tables, incident_table
from geomap.export.values import json_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["RESERVED", "STYLE_COLUMNS", "put"]

RESERVED = ("fid", "geom")
STYLE_COLUMNS = {"shade_here": "bool", "spot_nr": "int", "spot_count": "int"}
"""What the style needs: whether this row shades its area (one of those that share it does), and
which of the incidents at one spot this is."""
_DRIVER = "GPKG"
_BORDER = {
    "pair": "text",
    "label": "text",
    "status": "text",
    "dashed": "bool",
    "preferred": "bool",
    "basis": "text",
    "source": "text",
    "licence": "text",
    "as_of": "text",
    "accuracy_m": "float",
}


def put(rows: Rows, path: Path) -> None:
    """Write layers and tables, then styles and contents' descriptions."""
    with unsynced():
        _put_layers(rows, path)
    _finish(path)


def _put_layers(rows: Rows, path: Path) -> None:
    whole = incident_table(rows)
    metadata = {
        "geomap": json_text(rows.head),
        "DISCLAIMER": rows.head["disclaimer"],
        "LICENCES": "; ".join(rows.head["credits"]),
        "TOOL": rows.head["tool"],
    }
    split = {f"incidents_{name}": of_dimension(rows.shapes, d) for name, d, _ in KINDS}
    _put_incidents(path, rows, whole, split, metadata)
    nowhere = [i for i, s in enumerate(rows.shapes) if s is None]
    put_layer(
        path,
        whole.take(nowhere, "incidents_unplaced"),
        _DRIVER,
        reserved=RESERVED,
        append=True,
    )
    for table in child_tables(rows):
        put_layer(path, table, _DRIVER, reserved=RESERVED, append=True)
    _put_borders(path, rows)


def _put_incidents(
    path: Path,
    rows: Rows,
    whole: Table,
    split: dict[str, NDArray[Any]],
    metadata: dict[str, str],
) -> None:
    for number, ((layer, shapes), (_, _, single)) in enumerate(
        zip(split.items(), KINDS, strict=True)
    ):
        places = [i for i, s in enumerate(shapes) if s is not None]
        table = whole.take(places, layer)
        columns = {**table.columns, "also_in": _also_in(split, layer, places)}
        columns |= _style_columns(rows, shapes[places], places)
        kinds = {**table.kinds, "also_in": "text", **STYLE_COLUMNS}
        kind = single_or_multi(shapes[places], single)
        put_layer(
            path,
            Table(name=layer, kinds=kinds, columns=columns),
            _DRIVER,
            shapes=shapes[places],
            geometry_type=kind,
            reserved=RESERVED,
            promote_to_multi=kind.startswith("Multi"),
            append=number > 0,
            dataset_options={"VERSION": "1.3"} if number == 0 else None,  # what older GIS know
            layer_metadata=metadata,  # of the whole file it would make GDAL leave .aux.xml behind
        )


def _also_in(split: dict[str, NDArray[Any]], layer: str, places: list[int]) -> list[str | None]:
    others = {name: shapes for name, shapes in split.items() if name != layer}
    return [
        ", ".join(name for name, shapes in others.items() if shapes[i] is not None) or None
        for i in places
    ]


def _style_columns(rows: Rows, shapes: NDArray[Any], places: list[int]) -> dict[str, list[Any]]:
    """Give each row its number at its spot, and whether it shades its area."""
    import shapely

    spots = [(rows.columns["lon"][i], rows.columns["lat"][i]) for i in places]
    seen: set[bytes] = set()
    shade = []
    for wkb in shapely.to_wkb(shapes):
        shade.append(wkb not in seen)
        seen.add(wkb)
    counts: dict[Any, int] = {}
    numbers = []
    for spot in spots:
        numbers.append(counts.get(spot, 0))
        counts[spot] = numbers[-1] + 1
    return {
        "shade_here": shade,
        "spot_nr": numbers,
        "spot_count": [counts[s] for s in spots],
    }


def _put_borders(path: Path, rows: Rows) -> None:
    """Write the border lines near the incidents, as they stood on the first day there."""
    import shapely
    from shapely.geometry import shape

    from geomap.surroundings import border_lines

    features: list[dict[str, Any]] = border_lines(rows.frame)
    told = [f["properties"] for f in features]
    columns = {n: [_known(t.get(n)) for t in told] for n in _BORDER}
    shapes = np.array([shape(f["geometry"]) for f in features] or [], dtype=object)
    lines = of_dimension(shapes, 1) if len(shapes) else shapes
    put_layer(
        path,
        Table(name="borders", kinds=_BORDER, columns=columns),
        _DRIVER,
        shapes=shapely.force_2d(lines),
        geometry_type="MultiLineString",
        promote_to_multi=True,
        append=True,
    )


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


DESCRIPTIONS = {
    "incidents_points": "Incidents whose place is known to within 50 m",
    "incidents_lines": "Incidents somewhere along a line",
    "incidents_areas": "Incidents somewhere in an area: the area, never a point, is the place",
    "incidents_unplaced": "Incidents without a known place; the column problems says why",
    "claims": "What each claimant says, one row a claim; incident_id relates it",
    "figures": "Every figure of every claim; empty is unknown, never zero",
    "places": "Every place as written, and what it was taken to mean",
    "sources": "The reports of each incident",
    "borders": "Border lines near the incidents, disputed ones marked; see source and licence",
}


def _finish(path: Path) -> None:
    """Put in the styles and what each layer is."""
    import sqlite3

    from geomap.export.qgis import layer_styles

    try:
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("PRAGMA synchronous = OFF")  # see gdal.unsynced
            for layer, words in DESCRIPTIONS.items():
                base.execute(
                    "UPDATE gpkg_contents SET description = ? WHERE table_name = ?", (words, layer)
                )
            base.execute(_STYLE_TABLE)
            base.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
                "VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles for QGIS')"
            )
            for layer, qml in layer_styles().items():
                base.execute(_STYLE_ROW, (layer, layer, qml, DESCRIPTIONS[layer]))
    except sqlite3.Error as error:
        reason = f"{path.name}: cannot be written ({error}); nothing was changed"
        raise WriteError(reason) from error


_STYLE_TABLE = """CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT(256), owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
"""As QGIS makes it (QgsOgrProvider, saveStyle)."""
_STYLE_ROW = """INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,
    f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, ui)
    VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, 'geomap', '')"""
