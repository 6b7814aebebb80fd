"""Shapefiles that geomap wrote: what is left of the incidents in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import NoInputError, ReadError
from geomap.export.parts import KINDS
from geomap.export.shapefile import COLUMNS, JOINED, UNPLACED
from geomap.incident import Incident
from geomap.reread.cells import record_of
from geomap.reread.collecting import Collector
from geomap.reread.gis import rows_of_layer

__all__ = ["LEFT_OUT", "files_of", "read_shapefile"]

LEFT_OUT = "read from a Shapefile, which holds no claims, evidence, sources or actors"
_FULL = {short: name for name, short in COLUMNS.items()}
_DROPPED = frozenset({"nr", "claims_in_words"})
Row = dict[str, Any]


def files_of(path: Path) -> list[Path]:
    """Find the files of one name, whichever of them is given."""
    parts = [*(kind for kind, _, _ in KINDS), UNPLACED]
    stem = path.stem
    for part in parts:
        stem = stem.removesuffix(f"_{part}")
    names = [f"{stem}_{part}.{'dbf' if part == UNPLACED else 'shp'}" for part in parts]
    return [p for p in (path.with_name(n) for n in names) if p.is_file()]


def _shapes(path: Path) -> dict[int, Any]:
    """Give the geometries by feature; a table has none."""
    import shapely
    from pyogrio.raw import read  # type: ignore[import-untyped]

    if path.suffix == ".dbf":
        return {}
    _, fids, wkb, _ = read(str(path), columns=[], return_fids=True)
    return dict(zip(fids.tolist(), shapely.from_wkb(wkb), strict=True))


def _rows(files: list[Path]) -> Iterator[tuple[Row, list[Any]]]:
    """Give each incident once, with its geometries of all files."""
    found: dict[Any, tuple[Row, list[Any]]] = {}
    for file in files:
        shapes = _shapes(file)
        for fid, row in rows_of_layer(file, file.stem):
            _, mine = found.setdefault(row.get("nr"), (row, []))
            if shapes.get(fid) is not None:
                mine.append(shapes[fid])
    yield from (found[nr] for nr in sorted(found, key=lambda n: n or 0))


def _geojson(shape: Any) -> Any:
    """Give a geometry as GeoJSON where it is more than a point."""
    import shapely

    if shape is None or shape.geom_type == "Point":
        return None
    return msgspec.json.decode(shapely.to_geojson(shape))


def _place(row: Row, shapes: list[Any]) -> list[Row]:
    """Make the place anew, and the unit shown for it where its own position is unknown."""
    import shapely

    status = row["place_status"] or "none"
    if status == "none":
        return []
    whole = shapely.unary_union(shapes) if shapes else None
    told = {"as_written": row["place_as_written"] or ""}
    found = {
        "name": row["place_name"] or "",
        "note": row["place_note"] or "",
        **{n: row[n] for n in ("lon", "lat", "radius_m", "where_prec")},
        "confidence": row["confidence"] or 0.0,
        "derived": bool(row["place_derived"]),
        "geojson": _geojson(whole),
    }
    if status != "enclosing":
        return [{**told, **found, "status": status}]
    unit = {"as_written": found["name"], "role": "within", "status": "resolved"}
    return [{**told, "status": "unresolved"}, {**unit, **found}]


def _record(row: Row, shapes: list[Any]) -> Row:
    full: Row = {_FULL.get(n, n): v for n, v in row.items()}
    for name, between in JOINED.items():
        full[name] = full[name].split(between) if full.get(name) else []
    places = _place(full, shapes)
    full["problems"] = [*full["problems"], LEFT_OUT]
    full["background"] = full["background"] in {True, "T"}
    own = {n: v for n, v in full.items() if n in Incident.__struct_fields__ and n not in _DROPPED}
    return {**record_of(own, Incident), "places": places}


def read_shapefile(path: Path, into: Collector) -> None:
    """Read what is left of the incidents; each says what is not.

    Raises
    ------
    NoInputError
        No such files.
    ReadError
        They are not geomap's.
    """
    files = files_of(path)
    if not files:
        raise NoInputError(f"{path}: no such file, and none of its parts (…_areas.shp)")
    for number, (row, shapes) in enumerate(_rows(files), start=1):
        if not _FULL.keys() <= row.keys():
            raise ReadError(f"{path}: not a Shapefile that geomap wrote (other columns)")
        into.take(_record(row, shapes), number)
