"""Read a user's own border lines, with what the file says of disputes.

A file holds lines, each with the two countries that it parts, or countries as
areas, whose common edges are then their lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gazetteer.borders_status import CONTEST, LineStatus, sorted_pair
from gazetteer.country_data import find_country
from gazetteer.errors import GazetteerDataError
from gazetteer.user_read import Asked
from gazetteer.user_rows import Reject, parse_degrees

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.user_archive import Share
    from gazetteer.user_features import Feature

__all__ = ["LINES", "FoundLine", "as_feature", "read_borders", "status_of", "valid_dates"]

LINES: Final = "lines.geojson"
COLUMNS: Final = {
    "a": ("a", "iso3_a", "country_a", "adm0_a3_l", "iso_a3_l", "adm0_left", "country1", "cc1",
          "left"),
    "b": ("b", "iso3_b", "country_b", "adm0_a3_r", "iso_a3_r", "adm0_right", "country2", "cc2",
          "right"),
    "pair": ("pair", "border", "boundary", "countries"),
    "country": ("iso3", "shapegroup", "iso_a3", "adm0_a3", "adm0_pcode", "country", "adm0_en"),
    "status": ("status", "disputed", "dispute", "featurecla", "type"),
    "label": ("label", "name", "title"),
    "part": ("part", "section"),
    "source": ("source",),
    "note": ("note", "notes", "comment", "remarks"),
}  # fmt: skip
"""What a line may tell, and the columns that are taken to tell it."""

_WORDS: Final[tuple[tuple[str, LineStatus], ...]] = (
    ("line of control", "line of control"), ("ceasefire", "line of control"),
    ("undelimited", "undelimited"), ("indefinite", "undelimited"), ("undetermined", "undelimited"),
    ("claim", "claimed"), ("breakaway", "disputed"), ("not disputed", "not recorded"),
    ("undisputed", "not recorded"), ("disput", "disputed"), ("contested", "disputed"),
    ("agreed", "agreed"), ("treaty", "agreed"), ("delimited", "agreed"),
)  # fmt: skip
_YES: Final = frozenset({"1", "true", "yes", "y", "t"})
_YES_COLUMNS: Final = frozenset({"disputed", "dispute"})
"""Columns whose plain "yes" says that there is a dispute; a "type" of 1 says nothing."""
_NOT_YET: Final = re.compile(
    r"\b(?:not|never|no|without|un|non)[ -]?(?:yet |been |fully |finally |formally |a )*"
    r"(?:agreed|agreement|treaty|delimited|demarcated|settled|ratified)"
)


class FoundLine(NamedTuple):
    """A line of a user's file."""

    where: str
    pair: tuple[str, str]
    geometry: BaseGeometry
    told: dict[str, str]


def status_of(text: str) -> LineStatus | None:
    """Return the status that an attribute means, None where it says none that we know.

    Examples
    --------
    >>> status_of("Disputed (please verify)"), status_of("agreed"), status_of("not yet agreed")
    ('disputed', 'agreed', 'undelimited')
    >>> status_of("Indefinite (please verify)"), status_of("International boundary")
    ('undelimited', None)
    """
    plain = text.strip().lower()
    exact = next((status for status in CONTEST if status == plain), None)
    if exact:
        return exact
    if _NOT_YET.search(plain):
        return "undelimited"
    return next((status for word, status in _WORDS if word in plain), None)


def valid_dates(date: str) -> tuple[str, str]:
    """Return the days from which and to which a line holds, ``""`` where open.

    Parameters
    ----------
    date : str
        A day, from which on it holds, or two parted by a slash; ``..`` is open.

    Raises
    ------
    GazetteerDataError
        It is no such date.

    Examples
    --------
    >>> valid_dates("2025-03-31"), valid_dates("../2025-03-30")
    (('2025-03-31', ''), ('', '2025-03-30'))
    """
    import datetime

    begun, slash, ended = date.partition("/")
    days = ["" if day in ("..", "") else day for day in (begun, ended)]
    try:
        for day in filter(None, days):
            datetime.date.fromisoformat(day)
    except ValueError:
        days = []
    if not days or not any(days) or (slash and not ended):
        raise GazetteerDataError(
            f"--date {date!r} is no day and no interval; write 2025-03-31, or ../2025-03-30 for "
            "a line that held until then"
        )
    return days[0], days[1]


def read_borders(path: Path, asked: Asked, share: Share | None) -> Iterator[FoundLine | Reject]:
    """Yield the lines of a file, and the features that cannot be used.

    Raises
    ------
    GazetteerDataError
        The file cannot be read, or no column tells the countries.
    """
    features, move = _features(path, asked, share)
    columns: dict[str, str] = {}
    areas: list[tuple[str, BaseGeometry]] = []
    for feature in features:
        if feature.properties is None:
            yield Reject(feature.where, feature.fault)
            continue
        columns = columns or _columns(path, feature.properties, asked.given)
        geometry = _geometry(feature.geometry, move)
        told = {f: _text(feature.properties.get(c)) for f, c in columns.items()}
        if _says_yes(columns.get("status", ""), told.get("status", "")):
            told["status"] = "disputed"
        if isinstance(geometry, str):
            yield Reject(feature.where, geometry, " | ".join(told.values()))
        elif geometry.geom_type in ("Polygon", "MultiPolygon"):
            country = find_country(told.get("country", ""))
            if country is None:
                yield Reject(feature.where, f"no country {told.get('country', '')!r} is known")
            else:
                areas.append((country, geometry))
        else:
            yield _line(feature.where, geometry, told)
    yield from _common_edges(areas)


def _features(path: Path, asked: Asked, share: Share | None) -> tuple[Iterator[Feature], Any]:
    from gazetteer import user_features as files
    from gazetteer.user_shapes import mover

    if any(suffix in files.SUFFIXES for suffix in path.suffixes):
        crs = asked.crs or files.stated_crs(path)
        return files.geojson_features(path, share), mover(crs) if crs else None
    found = files.vector_features(path, asked.layer, share)
    return found, files.vector_crs(path, asked.layer, asked.crs)


def _columns(path: Path, properties: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    for field, column in given.items():
        if field not in COLUMNS or column not in properties:
            raise GazetteerDataError(
                f"--map {field}={column}: the fields of borders are {', '.join(COLUMNS)}; "
                f"the columns of {path.name} are {', '.join(properties)}"
            )
    by_name = {column.lower(): column for column in properties}
    found = {
        field: by_name[guess]
        for field, guesses in COLUMNS.items()
        if (guess := next((g for g in guesses if g in by_name), None))
    }
    found.update(given)
    if not ({"a", "b"} <= set(found) or "pair" in found or "country" in found):
        raise GazetteerDataError(
            f"{path}: no column tells which countries a line parts; there are "
            f"{', '.join(properties)}. Say which do: --map a=COLUMN --map b=COLUMN"
        )
    return found


def _says_yes(column: str, value: str) -> bool:
    return column.lower() in _YES_COLUMNS and value.strip().lower() in _YES


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def _geometry(given: Any, move: Any) -> BaseGeometry | str:
    import shapely

    try:
        shape = shapely.from_geojson(json.dumps(given)) if isinstance(given, dict) else given
    except (shapely.errors.GEOSException, ValueError):
        return "the geometry cannot be read"
    if shape is None or shape.is_empty:
        return "there is no geometry"
    shape = shapely.force_2d(shape)
    shape = move(shape) if move else shape
    if shape.geom_type in ("Polygon", "MultiPolygon") and not shapely.is_valid(shape):
        shape = shapely.make_valid(shape, method="structure")  # areas alone, as they were meant
    if shape.geom_type not in ("LineString", "MultiLineString", "Polygon", "MultiPolygon"):
        return f"a {shape.geom_type} is no border line"
    west, south, east, north = shape.bounds
    for lon, lat in ((west, south), (east, north)):
        point = parse_degrees(f"{lon:.15g}", f"{lat:.15g}")
        if isinstance(point, str):
            return point
    return shape


def _line(where: str, geometry: BaseGeometry, told: dict[str, str]) -> FoundLine | Reject:
    words = [told.get("a", ""), told.get("b", "")]
    if not all(words):
        words = re.split(r"\s*[-–—/|,]\s*", told.get("pair", ""))[:2]
    codes = [find_country(word) for word in words if word]
    known = [code for code in codes if code]
    if len(known) != 2 or known[0] == known[1]:
        return Reject(where, f"{' and '.join(map(repr, words))} are not two countries")
    return FoundLine(where, sorted_pair(known[0], known[1]), geometry, told)


def _common_edges(areas: list[tuple[str, BaseGeometry]]) -> Iterator[FoundLine | Reject]:
    import shapely

    whole = {code: shapely.union_all([s for c, s in areas if c == code]) for code, _ in areas}
    for a, b in combinations(sorted(whole), 2):
        if whole[a].intersects(whole[b]):
            common = shapely.intersection(whole[a].boundary, whole[b].boundary)
            lines = [p for p in shapely.get_parts(common) if p.geom_type == "LineString"]
            if lines:
                merged = shapely.line_merge(shapely.MultiLineString(lines))
                yield FoundLine(f"{a}-{b}", sorted_pair(a, b), merged, {})
    if areas and len(whole) < 2:
        yield Reject("areas", "one country alone has no common edge with another")


def as_feature(line: FoundLine) -> dict[str, Any]:
    """Return a line as the GeoJSON feature that is kept of it."""
    import shapely

    told, pair = line.told, "-".join(line.pair)
    pieces = [
        [[round(x, 6), round(y, 6)] for x, y in shapely.get_coordinates(part).tolist()]
        for part in shapely.get_parts(line.geometry)
    ]
    status = status_of(told.get("status", ""))
    kept = {field: told.get(field, "") for field in ("label", "note", "source")}
    return {
        "type": "Feature",
        "properties": {"pair": pair, "part": told.get("part") or pair, "status": status,
                       "said": told.get("status", ""), **kept},
        "geometry": {"type": "MultiLineString", "coordinates": pieces},
    }  # fmt: skip
