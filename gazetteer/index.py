"""The compiled index: opened at once, read-only, shared between processes."""

from __future__ import annotations

import json
import math
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import ducer  # type: ignore[import-untyped]  # ships stubs without py.typed

from gazetteer.completions import KEPT, Completion, completions_at
from gazetteer.errors import IndexUnusableError
from gazetteer.fuzzy import FuzzyIndex
from gazetteer.index_format import (
    CELL_DEGREES,
    CELLS,
    CLASSES,
    CORE,
    DETAIL_AT,
    DETAIL_OFFSET,
    FLAG_CAPITAL,
    FLAG_CURATED,
    FLAG_DETAILED,
    NAMES_PER_BLOCK,
    NO_DEGREE,
    SIZE,
    IndexFile,
    cell_of,
    unpack_radius,
)
from gazetteer.place import FeatureClass, Name, Place, Tenure

__all__ = ["ALL", "Core", "Group", "Index"]

ALL: Final = 2**32

EARTH_RADIUS_KM: Final = 6371.0088
"""IUGG mean radius: great-circle distances within 0.5 % of the ellipsoid's."""


class Core(NamedTuple):
    """The part of a place that filters and ranking need."""

    ordinal: int
    lon: float | None
    lat: float | None
    population: int
    radius_km: float | None
    detail: int
    countries: tuple[str, ...]
    feature_class: str
    capital: bool
    detailed: bool
    curated: bool
    group: int


class Group(NamedTuple):
    """What many places share."""

    countries: tuple[str, ...]
    prefix: str
    source: str
    licence: str
    parents: tuple[str, ...]
    note: str
    derived: bool


class Index:
    """Postings, places and outlines of one index file.

    Parameters
    ----------
    path : Path
        A file that :func:`gazetteer.index_build.build_index` wrote.

    Raises
    ------
    IndexUnusableError
        The file is missing, foreign, of another version or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.file = IndexFile.open(path)
        self._part = self.file.sections
        self._keys, self._ids = ducer.Map(self._part["keys"]), ducer.Map(self._part["ids"])
        self._begun = ducer.Map(self._part["begun"])
        self._most = ALL
        self._fuzzy = FuzzyIndex(self._part["fuzzy"], self.file.header["fuzzy"])

    def __len__(self) -> int:
        return int(self.file.header["places"])

    def has_key(self, key: str) -> bool:
        """Return whether a folded name is a key of some place."""
        return key.encode() in self._keys

    @lru_cache(maxsize=8)  # noqa: B019 - an index lives as long as its process
    def first(self, most: int) -> Index:
        """Return this index as one whose keys name no more than their likeliest places."""
        few = copy(self)
        few._most = most
        return few

    def postings(self, key: str) -> list[tuple[int, int]]:
        """Return ``(ordinal, kind)`` of the places that a key names, the likeliest first."""
        return self._read_postings(self._keys.get(key.encode()))

    def sounding_keys(self, loose: str) -> list[str]:
        """Return the keys with a loose key (:func:`gazetteer.names.loosen`)."""
        return self._fuzzy.sounding(loose)

    def near_keys(self, key: str, edits: int) -> dict[str, float]:
        """Return the other keys within so many edits of a key, with their distances."""
        return self._fuzzy.near(key, edits)

    def prefixed(self, prefix: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """Yield the keys that begin with ``prefix``, in order, each with its places."""
        for key, value in self._keys.starts_with(prefix.encode()):
            yield key.decode(), self._read_postings(value)

    def completions(self, prefix: str) -> list[Completion] | None:
        """Return the likeliest places whose keys begin with ``prefix``.

        None where few keys begin so, or more places are wanted than are kept.
        """
        at = self._begun.get(prefix.encode()) if self._most <= KEPT else None
        return None if at is None else completions_at(self._part["completions"], at)

    def sizes(self, ordinals: Iterable[int]) -> list[tuple[int, int]]:
        """Return population, and class and flags, of places: all that ranking needs."""
        part, unpack, step = self._part["core"], SIZE.unpack_from, CORE.size
        return [cast(tuple[int, int], unpack(part, ordinal * step)) for ordinal in ordinals]

    def ordinal(self, place_id: str) -> int | None:
        """Return the number of a place, or None."""
        value: int | None = self._ids.get(place_id.encode(errors="replace"))
        return value

    def _read_postings(self, value: int | None) -> list[tuple[int, int]]:
        if value is None:
            return []
        if value & 1:
            return [(value >> 4, value >> 1 & 7)]
        offset = value >> 1
        part = self._part["postings"]
        count = min(self._most, struct.unpack_from("<I", part, offset)[0])
        return [(p >> 3, p & 7) for p in struct.unpack_from(f"<{count}I", part, offset + 4)]

    def core(self, ordinal: int) -> Core:
        """Return the fixed part of a place."""
        lon, lat, population, detail, group, radius, flags = CORE.unpack_from(
            self._part["core"], ordinal * CORE.size
        )
        return Core(
            ordinal,
            None if lon == NO_DEGREE else lon / 1e5,
            None if lat == NO_DEGREE else lat / 1e5,
            population,
            unpack_radius(radius),
            detail,
            self.group(group).countries,
            CLASSES[flags & 15],
            bool(flags & FLAG_CAPITAL),
            bool(flags & FLAG_DETAILED),
            bool(flags & FLAG_CURATED),
            group,
        )

    def _detail(self, ordinal: int, start: int) -> list[str]:
        """Return number, name and further fields in JSON."""
        part, record = self._part["details"], (ordinal + 1) * CORE.size
        last = record >= len(self._part["core"])
        (end,) = (len(part),) if last else _next_detail(self._part["core"], record)
        return str(part[start:end], "utf-8").split("\0")

    def label(self, core: Core) -> str:
        """Return the preferred name of a place."""
        return self._detail(core.ordinal, core.detail)[1]

    def place(self, ordinal: int, *, dataset: str = "") -> Place:
        """Return a place without its other names, said to be of a user's data set."""
        lon, lat, population, detail, group_number, radius, flags = CORE.unpack_from(
            self._part["core"], ordinal * CORE.size
        )
        number, name, extras = self._detail(ordinal, detail)
        countries, prefix, source, licence, parents, note, derived = self.group(group_number)
        return Place(
            place_id=f"{prefix}:{number}",
            name=name,
            feature_class=cast(FeatureClass, CLASSES[flags & 15]),
            countries=countries,
            parents=parents,
            lon=None if lon == NO_DEGREE else lon / 1e5,
            lat=None if lat == NO_DEGREE else lat / 1e5,
            radius_km=unpack_radius(radius),
            population=population,
            source=f"{source} (your data set {dataset})" if dataset else source,
            dataset=dataset,
            licence=licence,
            note=note,
            derived=derived,
            **(_further(extras) if extras else {}),
        )

    @lru_cache(maxsize=16384)  # noqa: B019 - an index lives as long as its process
    def group(self, number: int) -> Group:
        """Return what the places of a group share."""
        part = self._part["groups"]
        start, end = struct.unpack_from("<2I", part, 4 * number)
        countries, prefix, source, licence, parents, note, derived = str(
            part[start:end], "utf-8"
        ).split("\x1e")
        named = _tuple(countries), prefix, source, licence, _tuple(parents)
        return Group(*named, note=note, derived=bool(derived))

    def names(self, ordinal: int) -> tuple[Name, ...]:
        """Return the other names of a place."""
        block, line = divmod(ordinal, NAMES_PER_BLOCK)
        start, end = struct.unpack_from("<2I", self._part["name_blocks"], 4 * block)
        try:
            data = zlib.decompress(self._part["names"][start:end])
        except zlib.error as err:
            raise IndexUnusableError(f"names of {self.file.path} are damaged: {err}") from err
        entries = data.decode().split("\n")[line]
        return tuple(_parse_name(text) for text in entries.split("\x1e") if text)

    def has_outline(self, ordinal: int) -> bool:
        """Return whether the area of a place is known."""
        return self._outline_at(ordinal) is not None

    def outline(self, ordinal: int) -> str:
        """Return the encoded area of a place, ``""`` where it has none."""
        found = self._outline_at(ordinal)
        if found is None:
            return ""
        start, length = found
        return zlib.decompress(self._part["outlines"][start : start + length]).decode()

    def _outline_at(self, ordinal: int) -> tuple[int, int] | None:
        part = self._part["outline_index"].cast("I")
        row = bisect_left(range(len(part) // 3), ordinal, key=lambda at: part[3 * at])
        if 3 * row >= len(part) or part[3 * row] != ordinal:
            return None
        return part[3 * row + 1], part[3 * row + 2]

    def nearest(self, lon: float, lat: float, limit: int) -> list[tuple[float, int]]:
        """Return ``(distance_km, ordinal)`` of the nearest places with a position."""
        column, row = cell_of(lon, lat) % CELLS[0], cell_of(lon, lat) // CELLS[0]
        found: list[tuple[float, int]] = []
        for ring in range(CELLS[1]):
            for cell in _ring(column, row, ring):
                found += (
                    (distance_km(lon, lat, c.lon, c.lat), o)
                    for o in self._in_cell(cell)
                    if (c := self.core(o)).lon is not None and c.lat is not None
                )
            found = sorted(found)[:limit]
            if len(found) == limit and found[-1][0] <= _ring_reach_km(lat, ring):
                break
        return found

    @cached_property
    def _cells(self) -> memoryview:
        return memoryview(zlib.decompress(self._part["grid_cells"])).cast("I")

    def _in_cell(self, cell: int) -> tuple[int, ...]:
        start, end = self._cells[cell], self._cells[cell + 1]
        return struct.unpack_from(f"<{end - start}I", self._part["grid"], 4 * start)


def _further(extras: str) -> dict[str, Any]:
    """Read the fields that few places have."""
    fields: dict[str, Any] = json.loads(extras)
    if "tenures" in fields:
        fields["tenures"] = tuple(
            Tenure(iso3=iso3, valid_from=begun, valid_to=ended)
            for iso3, begun, ended in fields["tenures"]
        )
    return fields


def _next_detail(cores: memoryview, record: int) -> tuple[int]:
    return cast(tuple[int], DETAIL_OFFSET.unpack_from(cores, record + DETAIL_AT))


def _tuple(text: str) -> tuple[str, ...]:
    return tuple(text.split("\x1f")) if text else ()


def _parse_name(text: str) -> Name:
    fields = text.split("\x1f")
    fields += [""] * (4 - len(fields))
    return Name(
        text=fields[0],
        lang=fields[1] or "und",
        valid_from=fields[2] or None,
        valid_to=fields[3] or None,
    )


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the great-circle distance of two points."""
    phi, psi = math.radians(lat), math.radians(other_lat)
    half = math.sin((psi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(psi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def _ring(column: int, row: int, ring: int) -> Iterator[int]:
    rows = range(max(0, row - ring), min(CELLS[1] - 1, row + ring) + 1)
    for y in rows:
        edge = y in (row - ring, row + ring)
        wide = min(ring, CELLS[0] // 2)
        columns = range(-wide, wide + 1) if edge else {-wide, wide}
        yield from ({(column + x) % CELLS[0] + y * CELLS[0] for x in columns})


def _ring_reach_km(lat: float, ring: int) -> float:
    """Return the distance within which everything lies inside the searched rings."""
    degrees = ring * CELL_DEGREES
    north_south = math.radians(degrees) * EARTH_RADIUS_KM
    furthest = min(89.9, abs(lat) + degrees)
    return north_south * min(1.0, math.cos(math.radians(furthest)))
