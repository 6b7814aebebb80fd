"""Which column of a user's table says what, and a place out of a row.

Column names are recognised whatever their case: plain ones (``name``, ``lat``,
``lon`` …), those of geoBoundaries (``shapeName``), of OCHA's administrative
boundaries (``ADM2_EN`` and ``ADM2_PCODE``, or ``adm2_name`` and
``adm2_pcode``) and of GADM (``NAME_2``). What is recognised can be overruled
column by column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast, get_args

from gazetteer.country_data import country_rows, find_country
from gazetteer.errors import GazetteerDataError
from gazetteer.generic import class_word
from gazetteer.place import FeatureClass, Name
from gazetteer.sources import Row
from gazetteer.sources.packaged import POINT_ERROR_KM, settlement_radius_km
from gazetteer.user_rows import Found, Reject

__all__ = [
    "FIELDS",
    "NO_EXTENT",
    "UNSTATED",
    "Origin",
    "RowMaker",
    "Schema",
    "Shape",
    "extent",
    "recognise",
]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "place_id", "shapeid", "pcode", "code", "osm_id", "fid_", "uuid"),
    "name": (
        "name", "name_en", "name:en", "title", "place", "place_name", "placename", "toponym",
        "settlement", "village", "shapename", "label", "название", "наименование",
    ),
    "names": ("names", "alternatenames", "alternate_names", "alt_names", "alt_name", "variants",
              "aliases", "other_names"),
    "lat": ("lat", "latitude", "y", "lat_dd", "широта"),
    "lon": ("lon", "lng", "long", "longitude", "x", "lon_dd", "долгота"),
    "wkt": ("wkt", "geometry_wkt", "the_geom", "geom_wkt"),
    "country": (
        "country", "countries", "iso3", "iso_a3", "iso", "iso2", "iso_3166", "country_code",
        "countrycode", "cc", "shapegroup", "adm0_pcode", "adm0_name", "adm0_en", "страна",
    ),
    "class": ("feature_class", "class", "type", "kind", "fclass", "shapetype"),
    "population": ("population", "pop", "pop_est", "население"),
    "parents": ("parents", "parent", "admin", "adm", "region", "district"),
    "radius_km": ("radius_km",),
    "radius_m": ("radius_m", "accuracy_m", "uncertainty_m", "coordinate_uncertainty_m"),
    "valid_from": ("valid_from",),
    "valid_to": ("valid_to",),
    "note": ("note", "notes", "comment", "remarks"),
    "source": ("source",),
    "licence": ("licence", "license"),
}  # fmt: skip
"""What a row may tell, and the column names that are taken to tell it."""

UNSTATED: Final = (
    f"the source does not say how exact its point is; {POINT_ERROR_KM:g} km is assumed"
)
NO_EXTENT: Final = "the source gives a point and no extent"
FARTHEST_KM: Final = 20_040.0
"""Half of the way round the Earth: no disc reaches farther."""
LEVELS: Final = ("country", "adm1", "adm2", "adm3")
LEVEL_WORDS: Final = re.compile(r"adm(\d)(?:_boundary)?", re.I)

_NAME_IN: Final = re.compile(r"(?:name|alt_name|old_name)[:_]([a-z]{2,3}(?:[-_][a-z]{4})?)", re.I)
_OCHA: Final = re.compile(r"adm(\d)_?(name\d?|altname\w*|ref_?name|[a-z]{2}|alt\d?[a-z]{2})", re.I)
_OCHA_CODE: Final = re.compile(r"adm(\d)_?pcode", re.I)
_GADM: Final = re.compile(r"(name|gid|varname|nl_name)_(\d)", re.I)
_SEPARATORS: Final = re.compile(r"\s*[|;]\s*")


class Schema(NamedTuple):
    """Which columns tell what: single fields, names by language, parents, the class of all rows."""

    columns: dict[str, str]
    names: tuple[tuple[str, str], ...] = ()
    parents: tuple[str, ...] = ()
    feature_class: str = ""


class Shape(NamedTuple):
    """Where a row's place is: its centre, the disc that covers it, its encoded area."""

    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None
    outline: str = ""


class Origin(NamedTuple):
    """What holds for all rows of a file where they do not say otherwise."""

    prefix: str
    source: str
    licence: str
    country: str = ""
    feature_class: str = ""


def recognise(columns: Sequence[str], given: Mapping[str, str]) -> Schema:
    """Tell which column holds what.

    Parameters
    ----------
    columns : sequence of str
        As the file has them.
    given : mapping
        Fields of :data:`FIELDS` to columns, by the user; they win.

    Raises
    ------
    GazetteerDataError
        No column holds names, or a given field or column does not exist.

    Examples
    --------
    >>> recognise(["Name", "lat", "lon", "name_ru"], {})
    Schema(columns={'name': 'Name', 'lat': 'lat', 'lon': 'lon'}, names=(('ru', 'name_ru'),), \
parents=(), feature_class='')
    >>> found = recognise(["ADM2_EN", "ADM2_RU", "ADM2_PCODE", "ADM1_EN", "ADM0_EN"], {})
    >>> found.columns, found.names
    ({'name': 'ADM2_EN', 'id': 'ADM2_PCODE', 'country': 'ADM0_EN'}, (('ru', 'ADM2_RU'),))
    >>> found.parents, found.feature_class
    (('ADM1_EN',), 'adm2')
    """
    _check_given(columns, given)
    schema = _ocha(columns) or _gadm(columns) or _plain(columns)
    schema = schema._replace(columns={**schema.columns, **given})
    if "parents" in given:
        schema = schema._replace(parents=())
    if "name" not in schema.columns:
        raise GazetteerDataError(
            f"no column seems to hold the names; there are: {', '.join(columns) or 'none'}. "
            "Say which one does: --map name=COLUMN"
        )
    return schema


def _check_given(columns: Sequence[str], given: Mapping[str, str]) -> None:
    for field, column in given.items():
        if field not in FIELDS:
            raise GazetteerDataError(
                f"--map {field}=…: no such field; there are {', '.join(FIELDS)}"
            )
        if column not in columns:
            raise GazetteerDataError(
                f"--map {field}={column}: no such column; there are {', '.join(columns) or 'none'}"
            )


def _plain(columns: Sequence[str]) -> Schema:
    by_name = {c.strip().lower(): c for c in reversed(columns)}
    found: dict[str, str] = {}
    for field, guesses in FIELDS.items():
        column = next((by_name[g] for g in guesses if g in by_name), None)
        if column is not None:
            found[field] = column
    tagged = tuple(
        (m[1].lower(), c)
        for c in columns
        if (m := _NAME_IN.fullmatch(c)) and c != found.get("name")
    )
    return Schema(found, names=tagged)


def _ocha(columns: Sequence[str]) -> Schema | None:
    codes = {int(m[1]): c for c in columns if (m := _OCHA_CODE.fullmatch(c))}
    names: dict[int, list[tuple[str, str]]] = {}
    for column in columns:
        if m := _OCHA.fullmatch(column):
            names.setdefault(int(m[1]), []).append((_language(m[2]), column))
    level = max(set(codes) & set(names), default=None)
    if level is None:
        return None
    found = {"name": names[level][0][1], "id": codes[level]}
    country = names.get(0, [("", codes.get(0, ""))])[0][1]
    if country:
        found["country"] = country
    parents = tuple(names[n][0][1] for n in range(level - 1, 0, -1) if n in names)
    return Schema(found, tuple(names[level][1:]), parents, LEVELS[min(level, 3)])


def _language(suffix: str) -> str:
    return suffix.lower() if len(suffix) == 2 else "und"


def _gadm(columns: Sequence[str]) -> Schema | None:
    parts: dict[tuple[str, int], str] = {
        (m[1].lower(), int(m[2])): c for c in columns if (m := _GADM.fullmatch(c))
    }
    level = max((n for kind, n in parts if kind == "gid" and ("name", n) in parts), default=None)
    if level is None:
        return None
    found = {"name": parts["name", level], "id": parts["gid", level]}
    if ("gid", 0) in parts:
        found["country"] = parts["gid", 0]
    if ("varname", level) in parts:
        found["names"] = parts["varname", level]
    local = ("nl_name", level)
    names = (("und", parts[local]),) if local in parts else ()
    parents = tuple(parts["name", n] for n in range(level - 1, 0, -1) if ("name", n) in parts)
    return Schema(found, names, parents, LEVELS[min(level, 3)])


class RowMaker:
    """Makes places of the rows of one table.

    Parameters
    ----------
    schema : Schema
        Which column tells what.
    origin : Origin
        What holds for all rows.
    """

    def __init__(self, schema: Schema, origin: Origin) -> None:
        self.schema, self.origin = schema, origin

    def make(
        self, where: str, number: int, values: Mapping[str, str], shape: Shape
    ) -> Iterator[Found | Reject]:
        """Yield a row's place, and what was not taken as it was written."""
        name = self._text(values, "name")
        feature_class, unknown = self._class(values)
        if unknown:
            yield Reject(where, f"the class {unknown!r} is not known: taken as a locality", name,
                         mended=True)  # fmt: skip
        countries, stranger = self._countries(values)
        if stranger:
            yield Reject(where, f"no country {stranger!r} is known: left out", name, mended=True)
        population = self._text(values, "population")
        people = _count(population)
        if people is None:
            yield Reject(where, f"the population {population!r} is no number: left out", name,
                         mended=True)  # fmt: skip
        radius, note = self._radius(values, shape, feature_class, people or 0)
        if isinstance(radius, str):
            yield Reject(where, radius, name)
            return
        if not countries and (countries := _country_at(shape)):
            note = "; ".join(filter(None, (note, "its country was worked out from its position")))
        yield Found(
            where,
            Row(
                place_id=f"{self.origin.prefix}:{self._text(values, 'id') or number}",
                name=name,
                feature_class=feature_class,
                countries=countries,
                lon=shape.lon,
                lat=shape.lat,
                radius_km=radius,
                population=people or 0,
                parents=self._parents(values, countries),
                names=self._names(values),
                valid_from=self._text(values, "valid_from") or None,
                valid_to=self._text(values, "valid_to") or None,
                source=self._source(values),
                licence=self._text(values, "licence") or self.origin.licence,
                note="; ".join(filter(None, (self._text(values, "note"), note))),
                outline=shape.outline,
            ),
        )

    def _text(self, values: Mapping[str, str], field: str) -> str:
        column = self.schema.columns.get(field)
        return values.get(column, "").strip() if column is not None else ""

    def _class(self, values: Mapping[str, str]) -> tuple[FeatureClass, str]:
        written = self._text(values, "class")
        known = self.origin.feature_class or _known_class(written) or self.schema.feature_class
        return cast(FeatureClass, known or "locality"), "" if known or not written else written

    def _countries(self, values: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
        written = self._text(values, "country")
        if not written:
            return ((self.origin.country,) if self.origin.country else ()), ""
        whole = find_country(written) or find_country(re.sub(r"\d+$", "", written))
        if whole:
            return (whole,), ""
        found = [find_country(part) for part in re.split(r"[,;|/]", written)]
        known = tuple(dict.fromkeys(iso3 for iso3 in found if iso3))
        return known, "" if known and all(found) else written

    def _parents(self, values: Mapping[str, str], countries: tuple[str, ...]) -> tuple[str, ...]:
        told = [values.get(column, "").strip() for column in self.schema.parents]
        told += _SEPARATORS.split(self._text(values, "parents"))
        states = (country_rows()[iso3].name for iso3 in countries)
        return tuple(dict.fromkeys(filter(None, (*told, *states))))

    def _names(self, values: Mapping[str, str]) -> tuple[Name | str, ...]:
        tagged = (
            Name(text=text, lang=lang)
            for lang, column in self.schema.names
            if (text := values.get(column, "").strip())
        )
        written = self._text(values, "names")
        plain = _SEPARATORS.split(written)
        if len(plain) == 1 and "," in written:
            plain = written.split(",")
        return (*tagged, *dict.fromkeys(t for text in plain if (t := text.strip())))

    def _source(self, values: Mapping[str, str]) -> str:
        own = self._text(values, "source")
        return f"{own} ({self.origin.source})" if own else self.origin.source

    def _radius(
        self, values: Mapping[str, str], shape: Shape, feature_class: str, people: int
    ) -> tuple[float | str | None, str]:
        """Return the radius in km with a note on it, or what is wrong with the one given."""
        for field, unit in (("radius_km", 1.0), ("radius_m", 0.001)):
            written = self._text(values, field)
            if written:
                radius = _positive(written, FARTHEST_KM / unit)
                fault = f"the {field} {written!r} is no positive number of that unit on Earth"
                return (fault if radius is None else max(radius * unit, shape.radius_km or 0)), ""
        return extent(shape, feature_class, people)


def extent(shape: Shape, feature_class: str, people: int) -> tuple[float | None, str]:
    """Return the radius in km of the disc that holds a place, and a note where it is assumed.

    Examples
    --------
    >>> extent(Shape(70.8, 40.1), "populated place", 0), extent(Shape(70.8, 40.1), "adm2", 0)
    ((1.0, ''), (None, 'the source gives a point and no extent'))
    >>> extent(Shape(), "populated place", 0)
    (None, '')
    """
    if shape.lon is None or shape.radius_km is not None:
        return shape.radius_km, ""
    if feature_class == "populated place":
        return settlement_radius_km(people), ""
    if feature_class in LEVELS:
        return None, NO_EXTENT
    return POINT_ERROR_KM, UNSTATED


def _known_class(written: str) -> str:
    """Return the class that a word of a table means, ``""`` for an unknown word."""
    if written in get_args(FeatureClass):
        return written
    if level := LEVEL_WORDS.fullmatch(written):
        return LEVELS[min(int(level[1]), 3)]
    word = class_word(written)
    return word.feature_class if word else ""


def _count(written: str) -> int | None:
    plain = re.sub(r"[\s,\u00a0'’]", "", written)
    if not plain:
        return 0
    try:
        people = float(plain)
    except ValueError:
        return None
    return int(people) if 0 <= people < 2**32 else None


def _positive(written: str, most: float) -> float | None:
    try:
        value = float(written)
    except ValueError:
        return None
    return value if 0 < value <= most else None


def _country_at(shape: Shape) -> tuple[str, ...]:
    """Return the states that hold or claim the ground at a place's centre."""
    if shape.lon is None or shape.lat is None:
        return ()
    import shapely

    from gazetteer.borders_data import ground, units

    land = ground()
    hits = land.tree.query(shapely.Point(shape.lon, shape.lat), predicate="intersects")
    codes = [land.codes[hit] for hit in hits]
    held = [units()[code].countries if code in units() else (code,) for code in codes]
    return tuple(dict.fromkeys(iso3 for countries in held for iso3 in countries))
