"""PMTiles: vector tiles in one file for a web server, an area kept as an area.

GDAL cuts and encodes the tiles; the package pmtiles (extra ``tiles``) puts
them into one file. Layers ``points``, ``areas`` and ``lines`` hold incidents;
at zooms where a tile would hold too many of them the layer ``cells`` holds
squares with the number of incidents whose middle lies there. At the last zoom
every incident with a geometry is there. Nothing is dropped to save space: what
is smaller than a pixel is drawn a pixel wide.
"""

from __future__ import annotations

import gzip
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import WriteError
from geomap.export.gdal import unsynced
from geomap.export.rows import Rows
from geomap.needs import need_packages
from geomap.summary import claims_in_words, place_in_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LAST_ZOOM", "NUMBERS", "TEXTS", "Shown", "put", "source_in_words", "write_tiles"]

LAST_ZOOM = 9
"""A tile's grid is then 19 m at the equator; viewers enlarge it beyond."""
CROWDED = 5_000
"""Incidents of one tile above which it holds cells: more no browser draws at once."""
CELLS_A_SIDE = 32
PIXELS = 256
MERCATOR_LAT = 85.0511287798066  # where the square of Web Mercator ends
NO_LIMIT = 1_000_000_000
_COLLECTION = 7  # shapely.GeometryType.GEOMETRYCOLLECTION
LAYERS = {0: "points", 1: "lines", 2: "areas"}
TEXTS = (
    "type",
    "title",
    "status",
    "date_edtf",
    "place_as_written",
    "place_name",
    "place_status",
    "place_note",
    "border_pair",
    "sentence",
)
NUMBERS = ("where_prec", "radius_m", "confidence", "distance_to_border_km")
SMALL_NOTE = "what is smaller than a pixel is drawn a pixel wide"
CELLS_NOTE = "cells count each incident once, in the square that holds the middle of its place"


@dataclass(frozen=True, kw_only=True)
class _Pieces:
    """Geometries of one dimension each, with the row of the incident, in order."""

    shapes: NDArray[Any]
    dimension: NDArray[np.intp]
    row: NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Incidents as tiles show them.

    Parameters
    ----------
    shapes : array of shapely geometry or None
        WGS 84 degrees, cut at the 180th meridian.
    columns : dict of array
        Attributes of the features: texts, and numbers as floats (NaN: unknown).
    background : array of bool
        History told in passing, which no map draws.
    head : dict
        What the file says of itself (:func:`geomap.export.words.head`).
    """

    shapes: NDArray[Any]
    columns: dict[str, NDArray[Any]]
    background: NDArray[np.bool_]
    head: dict[str, Any]


def put(rows: Rows, path: Path) -> tuple[str, ...]:
    """Write the tiles of incidents.

    Parameters
    ----------
    rows : Rows
    path : Path
        The file.

    Returns
    -------
    tuple of str
        What is not in the file.

    Raises
    ------
    UsageError
        The package pmtiles is not installed.
    """
    background = np.array(rows.columns["background"], dtype=bool)
    columns = _attributes(rows)
    shown = Shown(shapes=rows.shapes, columns=columns, background=background, head=rows.head)
    return write_tiles(shown, path)


def write_tiles(shown: Shown, path: Path, last_zoom: int = LAST_ZOOM) -> tuple[str, ...]:
    """Write tiles of all zooms into one file.

    Parameters
    ----------
    shown : Shown
    path : Path
        The file.
    last_zoom : int
        Zoom at which every incident is there.

    Returns
    -------
    tuple of str
        What is not in the file.

    Raises
    ------
    UsageError
        The package pmtiles is not installed.
    """
    need_packages(("pmtiles",), "tiles", path.name)
    pieces, number = _pieces(shown), _pmtiles("tile").zxy_to_tileid
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, path.open("wb") as file:
        writer = _pmtiles("writer").Writer(file)
        for zoom in range(last_zoom + 1):
            tiles = _tiles_of(pieces, shown.columns, zoom, zoom == last_zoom, Path(folder))
            for place in sorted(tiles, key=lambda place: number(*place)):
                writer.write_tile(number(*place), gzip.compress(tiles[place], mtime=0))
        if not len(pieces.shapes):
            writer.write_tile(0, gzip.compress(b"", mtime=0))  # the format knows no empty file
        writer.finalize(*_described(shown, pieces, last_zoom))
    return _left_out(shown)


def _left_out(shown: Shown) -> tuple[str, ...]:
    """Say what is not on the map, as on our own map."""
    without = sum(s is None for s in shown.shapes[~shown.background])
    said = []
    if without:
        said.append(f"{without} incidents without a known place are not in it.")
    if shown.background.any():
        said.append(f"{shown.background.sum()} told as history in passing are not in it.")
    return tuple(said)


def _pmtiles(module: str) -> Any:
    """Import a module of pmtiles, which has no types."""
    return import_module(f"pmtiles.{module}")


def _pieces(shown: Shown) -> _Pieces:
    """Give the places; where two sides tell two places each is a feature of its own."""
    import shapely

    row = np.flatnonzero(~shown.background)
    parts = shown.shapes[row]
    while (mixed := shapely.get_type_id(parts) == _COLLECTION).any():
        inner, of = shapely.get_parts(parts[mixed], return_index=True)
        parts = np.concatenate([parts[~mixed], inner])
        row = np.concatenate([row[~mixed], row[mixed][of]])
    kept = np.flatnonzero(~(shapely.is_missing(parts) | shapely.is_empty(parts)))
    kept = kept[np.argsort(row[kept], kind="stable")]
    dimension = shapely.get_dimensions(parts[kept]).astype(np.intp)
    return _Pieces(shapes=parts[kept], dimension=dimension, row=row[kept])


def _attributes(rows: Rows) -> dict[str, NDArray[Any]]:
    """Give what a reader of the map needs, as words and numbers."""
    records = [record for _, record in rows.records()]
    columns: dict[str, list[Any]] = {"incident_id": rows.ids}
    columns |= {name: rows.columns[name] for name in TEXTS}
    columns["countries"] = [" ".join(c) for c in rows.columns["countries"]]
    columns["claims"] = ["\n".join(claims_in_words(c)) for c in rows.columns["claims"]]
    columns["how_sure"] = [place_in_words(r) for r in records]
    columns["sources"] = [
        "; ".join(map(source_in_words, sources)) for sources in rows.columns["sources"]
    ]
    out = {name: np.array(values, dtype=object) for name, values in columns.items()}
    for name in NUMBERS:
        known = [np.nan if v is None else v for v in rows.columns[name]]
        out[name] = np.array(known, dtype=float)
    return out


def source_in_words(source: Mapping[str, Any]) -> str:
    """Name a source: by its address, its title, or the report's name.

    Examples
    --------
    >>> source_in_words({"doc_id": "a", "url": "", "title": "On the border"})
    'On the border'
    """
    return str(source.get("url") or source.get("title") or source.get("doc_id") or "")


def _tiles_of(
    pieces: _Pieces, columns: dict[str, NDArray[Any]], zoom: int, last: bool, folder: Path
) -> dict[tuple[int, int, int], bytes]:
    """Encode one zoom: tiles of several layers are their layers one after another."""
    tiles: dict[tuple[int, int, int], bytes] = {}
    if not len(pieces.shapes):
        return tiles
    if not last and _fullest(pieces, zoom) > CROWDED:
        layers = [("cells", *_cells(pieces, zoom))]
    else:
        layers = [
            (name, _widened(pieces.shapes[some], zoom), _of_rows(columns, pieces.row[some]))
            for dimension, name in LAYERS.items()
            if (some := pieces.dimension == dimension).any()
        ]
    for name, shapes, values in layers:
        for place, data in _encoded(name, shapes, values, zoom, folder):
            tiles[place] = tiles.get(place, b"") + data
    return tiles


def _of_rows(columns: dict[str, NDArray[Any]], row: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
    return {name: values[row] for name, values in columns.items()}


def _middles(pieces: _Pieces) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the middle of each incident's place, from 0 to 1 in Web Mercator, north first."""
    import shapely

    first = np.unique(pieces.row, return_index=True)[1]
    west, south, east, north = shapely.bounds(pieces.shapes[first]).T
    lat = np.radians(np.clip((south + north) / 2, -MERCATOR_LAT, MERCATOR_LAT))
    x = ((west + east) / 2 + 180) / 360
    y = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2
    return np.clip(x, 0, 1 - 1e-12), np.clip(y, 0, 1 - 1e-12)


def _fullest(pieces: _Pieces, zoom: int) -> int:
    """Count the incidents of the fullest tile."""
    x, y = (np.floor(v * 2**zoom) for v in _middles(pieces))
    return int(np.unique(x * 2**zoom + y, return_counts=True)[1].max())


def _cells(pieces: _Pieces, zoom: int) -> tuple[NDArray[Any], dict[str, NDArray[Any]]]:
    """Count the incidents in squares."""
    import shapely

    side = 2**zoom * CELLS_A_SIDE
    x, y = (np.floor(v * side).astype(np.int64) for v in _middles(pieces))
    cell, counts = np.unique(x * side + y, return_counts=True)
    column, row = np.divmod(cell, side)
    north, south = (_latitude((row + add) / side) for add in (0, 1))
    west, east = (360 * (column + add) / side - 180 for add in (0, 1))
    return shapely.box(west, south, east, north), {"incidents": counts}


def _latitude(y: NDArray[np.float64]) -> NDArray[np.float64]:
    degrees: NDArray[np.float64] = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))
    return degrees


def _widened(shapes: NDArray[Any], zoom: int) -> NDArray[Any]:
    """Draw what is smaller than a pixel a pixel wide: else it would not be in the tile."""
    import shapely

    west, south, east, north = shapely.bounds(shapes).T
    lon, lat = (west + east) / 2, (south + north) / 2
    half = 180 / PIXELS / 2**zoom
    tall = half * np.cos(np.radians(np.clip(lat, -MERCATOR_LAT, MERCATOR_LAT)))
    small = (east - west < 2 * half) & (north - south < 2 * tall)
    dimension = shapely.get_dimensions(shapes)
    out = shapes.copy()
    areas, lines = small & (dimension == 2), small & (dimension == 1)
    out[areas] = shapely.box(lon - half, lat - tall, lon + half, lat + tall)[areas]
    ends = np.stack([np.column_stack([lon - half, lat]), np.column_stack([lon + half, lat])], 1)
    out[lines] = shapely.linestrings(ends[lines])
    return out


def _encoded(
    name: str, shapes: NDArray[Any], columns: dict[str, NDArray[Any]], zoom: int, folder: Path
) -> Iterator[tuple[tuple[int, int, int], bytes]]:
    """Let GDAL cut and encode one layer at one zoom."""
    import geopandas as gpd
    import pyogrio  # type: ignore[import-untyped]

    reader = _pmtiles("reader")
    file = folder / f"{name}-{zoom}.pmtiles"
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    limits = {"MAX_SIZE": NO_LIMIT, "MAX_FEATURES": NO_LIMIT, "MINZOOM": zoom, "MAXZOOM": zoom}
    if name == "cells":
        limits["BUFFER"] = 0  # a square lies in one tile alone, so that its number counts once
    with warnings.catch_warnings(), unsynced():
        warnings.simplefilter("ignore", RuntimeWarning)  # GDAL tells of points at the poles
        try:
            pyogrio.write_dataframe(frame, file, driver="PMTiles", layer=name, **limits)
        except RuntimeError as error:  # the root of pyogrio's errors
            file.unlink(missing_ok=True)
            raise WriteError(
                f"{name}: GDAL cannot write its tiles of zoom {zoom} ({error}); nothing was changed"
            ) from error
    with file.open("rb") as source:
        for place, data in reader.all_tiles(reader.MmapSource(source)):
            yield tuple(place), gzip.decompress(data)
    file.unlink()


def _described(
    shown: Shown, pieces: _Pieces, last_zoom: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give header and metadata of the file."""
    import shapely

    tile = _pmtiles("tile")
    box = shapely.total_bounds(pieces.shapes) if len(pieces.shapes) else np.zeros(4)
    west, south, east, north = (round(float(v) * 1e7) for v in box)
    header = {
        "tile_type": tile.TileType.MVT,
        "tile_compression": tile.Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 0,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }
    fields = {n: "Number" if n in NUMBERS else "String" for n in shown.columns}
    layers = [{"id": name, "fields": fields} for name in LAYERS.values()]
    layers.append({"id": "cells", "fields": {"incidents": "Number"}})
    zooms = {"minzoom": 0, "maxzoom": last_zoom}
    return header, {
        "name": "Incidents",
        "description": shown.head["disclaimer"],
        "attribution": "; ".join(shown.head["credits"]),
        "vector_layers": [{**layer, **zooms} for layer in layers],
        "geomap": {
            **shown.head,
            "notes": [*shown.head["notes"], SMALL_NOTE, CELLS_NOTE, *_left_out(shown)],
        },
    }
