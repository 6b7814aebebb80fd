"""GeoPackage and FlatGeobuf that geomap wrote, through GDAL."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import ReadError
from geomap.export.geopackage import STYLE_COLUMNS
from geomap.export.tables import OWN_TABLE
from geomap.export.values import unquote_controls
from geomap.reread.collecting import Collector
from geomap.reread.related import take_related

__all__ = ["layers_of", "read_flatgeobuf", "read_geopackage", "rows_of_layer"]

_LAYERS = ("incidents_points", "incidents_lines", "incidents_areas", "incidents_unplaced")


def layers_of(path: Path) -> list[str]:
    """List the layers of a file.

    Raises
    ------
    ReadError
        GDAL cannot open it, or finds no layer.
    """
    import pyogrio  # type: ignore[import-untyped]

    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    except RuntimeError as error:
        raise ReadError(f"{path}: cannot be opened ({error})") from error
    if not layers:
        raise ReadError(f"{path}: holds no layer; the file is damaged")
    return layers


def rows_of_layer(path: Path, layer: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the features of a layer: their number in the file and their attributes.

    Raises
    ------
    ReadError
        GDAL cannot read it.
    """
    from pyogrio.raw import read  # type: ignore[import-untyped]

    try:
        meta, fids, _, data = read(str(path), layer=layer, read_geometry=False, return_fids=True)
    except RuntimeError as error:
        raise ReadError(f"{path}, layer {layer}: cannot be read ({error})") from error
    names = [str(n) for n in meta["fields"]]
    columns = [_values(c, t) for c, t in zip(data, meta["ogr_types"], strict=True)]
    for number, fid in enumerate(fids.tolist()):
        yield int(fid), {n: c[number] for n, c in zip(names, columns, strict=True)}


def _values(column: Any, ogr_type: str) -> list[Any]:
    """Give a column's values; GDAL's whole numbers with gaps come as floats."""
    if column.dtype.kind == "M":
        texts = column.astype("datetime64[D]").astype(str).tolist()
        return [None if t == "NaT" else t for t in texts]
    values = column.tolist()
    if column.dtype.kind == "f":
        whole = ogr_type.startswith("OFTInteger")
        return [None if math.isnan(v) else int(v) if whole else v for v in values]
    return [unquote_controls(v) if isinstance(v, str) else v for v in values]


def _head(path: Path, layer: str, of: str, key: str) -> Any:
    """Read what the file says of itself from GDAL's metadata."""
    import pyogrio

    try:
        metadata = pyogrio.read_info(path, layer=layer).get(of) or {}
        head = msgspec.json.decode(metadata[key])
    except (KeyError, RuntimeError, msgspec.DecodeError) as error:
        raise ReadError(f"{path}: not a file that geomap wrote (no metadata of it)") from error
    if not isinstance(head, dict):
        raise ReadError(f"{path}: not a file that geomap wrote (other metadata)")
    return head


def read_flatgeobuf(path: Path, into: Collector) -> None:
    """Read the incidents of a FlatGeobuf.

    Raises
    ------
    ReadError
        It is no FlatGeobuf, or not geomap's.
    """
    layer = layers_of(path)[0]
    into.take_head(_head(path, layer, "layer_metadata", "DESCRIPTION"))
    take_related(rows_of_layer(path, layer), {}, into)


def read_geopackage(path: Path, into: Collector) -> None:
    """Read the incidents with their claims, places and sources.

    Raises
    ------
    ReadError
        It is no GeoPackage, or not geomap's.
    """
    layers = layers_of(path)
    missing = [n for n in (*_LAYERS, *OWN_TABLE) if n not in layers]
    if missing:
        raise ReadError(
            f"{path}: not a GeoPackage that geomap wrote (it has no {', '.join(missing)})"
        )
    into.take_head(_head(path, _LAYERS[0], "layer_metadata", "geomap"))
    found = [pair for layer in _LAYERS for pair in rows_of_layer(path, layer)]
    tables = {name: [row for _, row in rows_of_layer(path, name)] for name in OWN_TABLE}
    take_related(found, tables, into, ignored=frozenset(STYLE_COLUMNS))
