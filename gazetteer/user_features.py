"""Read GeoJSON, lines of GeoJSON, and the vector files that GDAL knows."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from gazetteer.errors import GazetteerDataError
from gazetteer.user_archive import Share, open_packed
from gazetteer.user_fields import Origin, RowMaker, Shape, recognise
from gazetteer.user_rows import Found, Reject
from gazetteer.user_shapes import Mover, from_geojson, made, mover

__all__ = ["Feature", "geojson_features", "read_features", "read_vector", "vector_features"]

SUFFIXES: Final = (".geojson", ".json", ".geojsonl", ".ndjson", ".geojsons")
BATCH: Final = 2000
_HEAD: Final = 1 << 20
_FEATURES: Final = re.compile(r'"features"\s*:\s*\[')
_CRS: Final = re.compile(r'"crs"\s*:\s*\{.{0,300}?"name"\s*:\s*"([^"]+)"', re.S)
_SPACE: Final = re.compile(r"[\s,]*")


class Feature(NamedTuple):
    """A feature as its file has it; ``properties`` is None where it could not be read."""

    where: str
    number: int
    properties: dict[str, Any] | None
    geometry: Any
    fault: str = ""


def geojson_features(path: Path, share: Share | None = None) -> Iterator[Feature]:
    """Yield the features of a GeoJSON file or of lines of GeoJSON, one after another.

    Raises
    ------
    GazetteerDataError
        The file is no GeoJSON, or not well formed.
    """
    with open_packed(path, SUFFIXES, share) as chunks:
        texts = _texts(path, chunks)
        head = ""
        while len(head) < _HEAD and (more := next(texts, "")):
            head += more
        start = _FEATURES.search(head)
        if start:
            objects = _array(path, head[start.end() :], texts)
        elif _one_object(head):
            objects = iter([json.loads(head)])
        else:
            objects = _lines(head, texts)
        for number, found in enumerate(objects, start=1):
            yield _feature(found, number)


def _texts(path: Path, chunks: Iterable[bytes]) -> Iterator[str]:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as err:
        raise GazetteerDataError(f"{path}: is not UTF-8, as GeoJSON must be ({err})") from err


def _one_object(head: str) -> bool:
    try:
        return isinstance(json.loads(head), dict)
    except ValueError:
        return False


def _array(path: Path, buffer: str, texts: Iterator[str]) -> Iterator[Any]:
    """Yield the members of a JSON array that begins in ``buffer``."""
    decoder, position, done = json.JSONDecoder(), 0, 0
    while True:
        space = _SPACE.match(buffer, position)
        position = space.end() if space else position
        if buffer[position : position + 1] == "]":
            return
        try:
            found, position = decoder.raw_decode(buffer, position)
        except ValueError as err:
            more = next(texts, "")
            if not more:
                raise GazetteerDataError(
                    f"{path}: after feature {done} the JSON is damaged or cut short ({err})"
                ) from err
            while len(more) < len(buffer) - position and (next_one := next(texts, "")):
                more += next_one  # doubling: a feature of many chunks is parsed few times
            buffer, position = buffer[position:] + more, 0
            continue
        done += 1
        yield found


def _lines(head: str, texts: Iterator[str]) -> Iterator[Any]:
    rest = ""
    for text in (head, *[], *texts):
        *lines, rest = (rest + text).split("\n")
        yield from (_line(line) for line in lines if line.strip())
    if rest.strip():
        yield _line(rest)


def _line(line: str) -> Any:
    try:
        return json.loads(line.lstrip("\x1e"))
    except (ValueError, RecursionError) as err:
        return f"the line is no JSON ({err})"


def _feature(found: Any, number: int) -> Feature:
    where = f"feature {number}"
    if isinstance(found, str):
        return Feature(where, number, None, None, found)
    if not isinstance(found, dict) or not isinstance(found.get("properties"), dict):
        return Feature(where, number, None, None, "it is no GeoJSON feature with properties")
    properties = dict(found["properties"])
    if "id" in found:
        properties.setdefault("id", found["id"])
    return Feature(where, number, properties, found.get("geometry"))


def stated_crs(path: Path) -> str:
    """Return the CRS that an old GeoJSON file names, ``""`` where it names none."""
    with open_packed(path, SUFFIXES) as chunks:
        found = _CRS.search(next(chunks, b"").decode(errors="replace"))
    return found[1] if found else ""


def _text(value: Any) -> str:
    """Return a property as text; of several values, parted by bars."""
    if value is None:
        return ""
    if hasattr(value, "tolist"):  # numpy's: GDAL gives fields of several values as arrays
        value = value.tolist()
    if isinstance(value, list):
        return "|".join(_text(each) for each in value)
    if value != value:  # noqa: PLR0124 - NaN and NaT are no values
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.date):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)


def read_features(
    path: Path,
    origin: Origin,
    *,
    given: dict[str, str],
    crs: str = "",
    share: Share | None = None,
) -> Iterator[Found | Reject]:
    """Yield the places of a GeoJSON file, and the features that cannot be read."""
    crs = crs or stated_crs(path)
    move = mover(crs) if crs else None

    def shape(geometry: Any) -> Shape | str:
        return from_geojson(geometry, move)

    yield from _places(path, geojson_features(path, share), origin, given, shape)


def _places(
    path: Path,
    features: Iterator[Feature],
    origin: Origin,
    given: dict[str, str],
    shape: Any,
) -> Iterator[Found | Reject]:
    makers: dict[tuple[str, ...], RowMaker | str] = {}
    for feature in features:
        if feature.properties is None:
            yield Reject(feature.where, feature.fault)
            continue
        columns = tuple(feature.properties)
        maker = makers.get(columns)
        if maker is None:
            maker = makers[columns] = _maker(columns, origin, given, first=not makers)
        values = {column: _text(value) for column, value in feature.properties.items()}
        found = shape(feature.geometry)
        if isinstance(maker, str) or isinstance(found, str):
            fault = maker if isinstance(maker, str) else str(found)
            yield Reject(feature.where, fault, " | ".join(values.values()))
        else:
            yield from maker.make(feature.where, feature.number, values, found)
    if not makers:
        raise GazetteerDataError(f"{path}: there are no features with properties in it")


def _maker(
    columns: tuple[str, ...], origin: Origin, given: dict[str, str], *, first: bool
) -> RowMaker | str:
    """Return what makes places of features with such properties: in GeoJSON each may have others.

    Raises
    ------
    GazetteerDataError
        The first feature of the file has no names; of a later one the reason is returned.
    """
    lacking = () if first else [column for column in given.values() if column not in columns]
    try:
        return RowMaker(recognise([*columns, *lacking], given), origin)
    except GazetteerDataError as err:
        if first:
            raise
        return str(err)


def vector_features(path: Path, layer: str = "", share: Share | None = None) -> Iterator[Feature]:
    """Yield the features of a vector file through GDAL, two thousand at a time.

    Raises
    ------
    GazetteerDataError
        GDAL cannot read the file, or it has several layers and none was chosen.
    """
    import shapely
    from pyogrio import read_dataframe, read_info  # type: ignore[import-untyped]
    from pyogrio.errors import (  # type: ignore[import-untyped]
        DataLayerError,
        DataSourceError,
    )

    chosen = _layer(path, layer)
    try:
        total = int(read_info(path, layer=chosen, force_feature_count=True)["features"])
        for start in range(0, max(total, 0), BATCH):
            frame = read_dataframe(path, layer=chosen, skip_features=start, max_features=BATCH)
            columns = [c for c in frame.columns if c != "geometry"]
            shapes = frame["geometry"].array if "geometry" in frame.columns else [None] * len(frame)
            for at, values in enumerate(frame[columns].itertuples(index=False, name=None)):
                number = start + at + 1
                flat = None if shapes[at] is None else shapely.force_2d(shapes[at])
                yield Feature(
                    f"feature {number}", number, dict(zip(columns, values, strict=True)), flat
                )
            if share:
                share(min(1.0, (start + BATCH) / max(1, total)))
    except (DataSourceError, DataLayerError) as err:
        raise GazetteerDataError(f"{path}: cannot be read ({err})") from err


def _layer(path: Path, layer: str) -> str:
    from pyogrio import list_layers
    from pyogrio.errors import DataSourceError

    try:
        layers = [str(name) for name, _ in list_layers(path)]
    except DataSourceError as err:
        raise GazetteerDataError(f"{path}: cannot be read ({err})") from err
    if layer in layers:
        return layer
    if layer or len(layers) != 1:
        raise GazetteerDataError(
            f"{path}: has {len(layers)} layers: {', '.join(layers)}. "
            "Say which one is meant: --layer NAME"
        )
    return layers[0]


def vector_crs(path: Path, layer: str, crs: str) -> Mover | None:
    """Return what moves a vector file's shapes to WGS 84.

    Raises
    ------
    GazetteerDataError
        The file does not say its CRS and none was given.
    """
    from pyogrio import read_info

    stated = crs or read_info(path, layer=_layer(path, layer))["crs"]
    if not stated:
        raise GazetteerDataError(
            f"{path}: does not say in which CRS its coordinates are; give it with --crs EPSG:…"
        )
    return mover(stated)


def read_vector(
    path: Path,
    origin: Origin,
    *,
    given: dict[str, str],
    crs: str = "",
    layer: str = "",
    share: Share | None = None,
) -> Iterator[Found | Reject]:
    """Yield the places of a GeoPackage, Shapefile or other vector file."""
    move = vector_crs(path, layer, crs)

    def shape(geometry: Any) -> Shape | str:
        return made(geometry, move)

    yield from _places(path, vector_features(path, layer, share), origin, given, shape)
