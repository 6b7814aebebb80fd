"""Read a GeoNames dump: ``allCountries.txt``, ``KG.txt`` or the like, plain or zipped.

The file is read twice as a stream: once for the names and extents of its
units, once for its places. Columns and codes: GeoNames' ``readme.txt``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from gazetteer.country_data import country_rows, iso3_of_iso2
from gazetteer.index import distance_km
from gazetteer.place import FeatureClass, Name
from gazetteer.sources import CODE, Row
from gazetteer.sources.packaged import POINT_ERROR_KM, settlement_radius_km
from gazetteer.user_archive import Share, open_packed
from gazetteer.user_fields import NO_EXTENT, UNSTATED, Origin
from gazetteer.user_rows import Found, Reject, parse_degrees

__all__ = ["COLUMNS", "feature_class", "read_geonames"]

COLUMNS: Final = 19
SUFFIXES: Final = (".txt",)
LONGEST_ID: Final = 18
"""Digits: SQLite's integers have 63 bits."""
FIRST_SHARE: Final = 0.25
"""Of the progress shown: the first reading."""

_UNITS: Final = {"ADM1": 2, "ADM2": 3}
_EXTENT_NOTE: Final = "radius derived: the disc covers the unit's populated places in this file"
_CLASSES: Final[dict[str, FeatureClass]] = {
    "A": "area", "H": "water", "L": "area", "P": "populated place", "R": "road",
    "S": "structure", "T": "terrain", "U": "water", "V": "terrain",
}  # fmt: skip
_CODES: Final[dict[str, FeatureClass]] = {
    "ADM1": "adm1", "ADM1H": "adm1", "ADM2": "adm2", "ADM2H": "adm2", "ADM3": "adm3",
    "ADM3H": "adm3", "ADM4": "adm3", "ADM4H": "adm3", "ADM5": "adm3", "ADM5H": "adm3",
    "PRSH": "adm3", "PCL": "country", "PCLD": "country", "PCLF": "country", "PCLI": "country",
    "PCLS": "country", "TERR": "country", "PPLX": "locality", "PSTB": "border post",
    "CSTM": "border post", "INSM": "structure", "MILB": "structure", "RSTN": "structure",
    "ISL": "area", "ISLS": "area", "PEN": "area",
}  # fmt: skip
_SMALL: Final = frozenset("S") | frozenset({"PASS", "PK", "HLL", "LCTY", "PPLX", "SPNG"})
"""Classes and codes of things that a disc of the point's error holds."""

_GONE: Final = {"PPLH": "abandoned", "PPLQ": "abandoned", "PPLW": "destroyed"}
_NO_NAMES: Final = frozenset({"link", "post", "wkdt", "phon"})
_CODE_LANGS: Final = frozenset({"iata", "icao", "faac", "unlc", "tcid", "abbr"})


def feature_class(letter: str, code: str) -> FeatureClass:
    """Return our class of a GeoNames feature.

    Examples
    --------
    >>> feature_class("P", "PPL"), feature_class("A", "ADM3"), feature_class("S", "PSTB")
    ('populated place', 'adm3', 'border post')
    >>> feature_class("", "")
    'locality'
    """
    return _CODES.get(code) or _CLASSES.get(letter, "locality")


class _Units:
    """Names and extents of the units of the first two levels, by their codes."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, ...], str] = {}
        self.boxes: dict[tuple[str, ...], list[float]] = {}

    def learn(self, cells: list[str]) -> None:
        if cells[6] == "A":
            level = _UNITS.get(cells[7])
            if level:
                self.names.setdefault(_key(cells, level), cells[1])
        elif cells[6] == "P" and cells[10]:
            found = parse_degrees(cells[5], cells[4])
            if not isinstance(found, str):
                for level in (2, 3) if cells[11] else (2,):
                    self._widen(_key(cells, level), *found)

    def _widen(self, key: tuple[str, ...], lon: float, lat: float) -> None:
        turned = lon % 360  # a unit on both sides of the 180th meridian is narrow so
        box = self.boxes.get(key)
        if box is None:
            self.boxes[key] = [lon, lat, lon, lat, turned, turned, 1]
            return
        box[0], box[1] = min(box[0], lon), min(box[1], lat)
        box[2], box[3] = max(box[2], lon), max(box[3], lat)
        box[4], box[5] = min(box[4], turned), max(box[5], turned)
        box[6] += 1

    def parents(self, cells: list[str], level: int) -> Iterator[str]:
        """Yield the names of the units above a place, the smallest first."""
        for upper in (3, 2):
            if level > upper and (name := self.names.get(_key(cells, upper))):
                yield name

    def radius_km(self, cells: list[str], level: int, lon: float, lat: float) -> float | None:
        """Return the radius of the disc that covers a unit's towns, where there are two."""
        box = self.boxes.get(_key(cells, level))
        if box is None or box[6] < 2:
            return None
        west, south, east, north, turned_west, turned_east, _ = box
        if turned_east - turned_west < east - west:
            west, east = turned_west, turned_east
        corners = ((west, south), (west, north), (east, south), (east, north))
        return max(distance_km(lon, lat, *corner) for corner in corners) + POINT_ERROR_KM


def _key(cells: list[str], level: int) -> tuple[str, ...]:
    return (cells[8], cells[10]) if level == 2 else (cells[8], cells[10], cells[11])


def _lines(path: Path, share: Share | None) -> Iterator[tuple[int, list[str] | None]]:
    """Yield number and cells of each line, None where it is not UTF-8."""
    number, rest = 0, b""
    with open_packed(path, SUFFIXES, share) as chunks:
        for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                number += 1
                yield number, _cells(line)
    if rest:
        yield number + 1, _cells(rest)


def _cells(line: bytes) -> list[str] | None:
    try:
        return line.decode().rstrip("\r").split("\t")
    except UnicodeDecodeError:
        return None


def read_geonames(
    path: Path, origin: Origin, *, alternates: Path | None = None, share: Share | None = None
) -> Iterator[Found | Reject]:
    """Yield the places of a dump, and the lines that cannot be read.

    Parameters
    ----------
    path : Path
        Tab-separated, 19 columns, UTF-8.
    origin : Origin
        Source and licence.
    alternates : Path, optional
        ``alternateNamesV2.txt``: names with their languages and dates, which
        then stand for the dump's own list.
    share : callable, optional
        Told how much was read.
    """
    units = _Units()

    def first(part: float) -> None:
        if share:
            share(part * FIRST_SHARE)

    def second(part: float) -> None:
        if share:
            share(FIRST_SHARE + part * (1 - FIRST_SHARE))

    for _, cells in _lines(path, first):
        if cells and len(cells) == COLUMNS:
            units.learn(cells)
    with closing(_Alternates(alternates)) as names:
        yield from names.faults
        for number, cells in _lines(path, second):
            if cells != [""]:
                yield _read(number, cells, units, names, origin)


def _read(
    number: int, cells: list[str] | None, units: _Units, names: _Alternates, origin: Origin
) -> Found | Reject:
    where = f"line {number}"
    if cells is None:
        return Reject(where, "the line is not UTF-8")
    if len(cells) != COLUMNS:
        return Reject(
            where, f"the line has {len(cells)} cells, a GeoNames line {COLUMNS}", "\t".join(cells)
        )
    point = parse_degrees(cells[5], cells[4])
    if isinstance(point, str):
        return Reject(where, point, cells[1])
    people, geonameid = cells[14] or "0", cells[0]
    if not _is_id(geonameid):
        return Reject(where, f"the id {geonameid!r} is no number", cells[1])
    if not (people.isascii() and people.isdecimal()):
        return Reject(where, f"the population {people!r} is no number", cells[1])
    return Found(where, _row(cells, point, int(people), units, names, origin))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID


def _row(
    cells: list[str],
    point: tuple[float, float],
    people: int,
    units: _Units,
    names: _Alternates,
    origin: Origin,
) -> Row:
    kind = feature_class(cells[6], cells[7])
    radius, note = _radius(cells, kind, point, people, units)
    level = _UNITS.get(cells[7], 1 if kind == "country" else 4)
    iso3 = _countries(cells[8], cells[9])
    states = (country_rows()[c].name for c in iso3) if level > 1 else ()
    return Row(
        place_id=f"geonames:{cells[0]}",
        name=cells[1],
        feature_class=kind,
        countries=iso3,
        lon=point[0],
        lat=point[1],
        radius_km=radius,
        population=people,
        parents=(*units.parents(cells, level), *states),
        names=names.of(cells),
        source=origin.source,
        licence=origin.licence,
        note=note,
        capital=cells[7] == "PPLC",
    )


@cache
def _countries(iso2: str, further: str) -> tuple[str, ...]:
    codes = dict.fromkeys((iso2, *further.split(",")))
    known = iso3_of_iso2()
    return tuple(known[code] for code in codes if code in known)


def _radius(
    cells: list[str], kind: FeatureClass, point: tuple[float, float], people: int, units: _Units
) -> tuple[float | None, str]:
    letter, code = cells[6], cells[7]
    gone = _GONE.get(code, "historical" if letter == "A" and code.endswith("H") else "")
    if kind == "populated place":
        return settlement_radius_km(people), gone
    if kind == "country":
        country = country_rows().get(next(iter(_countries(cells[8], "")), ""))
        return (country.radius_km if country else None), gone
    if code in _UNITS:
        radius = units.radius_km(cells, _UNITS[code], *point)
        return radius, _EXTENT_NOTE if radius else NO_EXTENT
    if letter in _SMALL or code in _SMALL:
        return POINT_ERROR_KM, gone or UNSTATED
    return None, "; ".join(filter(None, (gone, NO_EXTENT)))


def _own_names(cells: list[str]) -> tuple[str, ...]:
    """Return the dump's further names, without machine romanisations in lower case."""
    if not cells[3] and cells[2] == cells[1]:
        return ()
    found = dict.fromkeys((cells[2], *cells[3].split(",")))
    return tuple(n for n in found if n and n != cells[1] and not _is_machine_made(n))


def _is_machine_made(name: str) -> bool:
    """Return whether Latin letters have no capital: no map prints "ba te ken"."""
    return name == name.lower() and any("a" <= letter <= "z" for letter in name)


class _Alternates:
    """The names of ``alternateNamesV2.txt`` by place, in a table on disk."""

    def __init__(self, path: Path | None) -> None:
        self.faults: list[Reject] = []
        self._base = sqlite3.connect("") if path else None  # "": a temporary file of SQLite's own
        if path and self._base:
            self._base.execute("CREATE TABLE n (id INTEGER, lang TEXT, name TEXT, f TEXT, t TEXT)")
            self._base.executemany("INSERT INTO n VALUES (?, ?, ?, ?, ?)", self._rows(path))
            self._base.execute("CREATE INDEX by_id ON n (id)")

    def _rows(self, path: Path) -> Iterator[tuple[int, str, str, str, str]]:
        """Yield id, language, name and dates of each name."""
        for number, cells in _lines(path, None):
            if cells == [""]:
                continue
            if cells is None or len(cells) < 4 or not _is_id(cells[1]):
                reason = "the line of alternate names cannot be read"
                self.faults.append(Reject(f"{path.name} line {number}", reason, mended=True))
            elif cells[2] not in _NO_NAMES and not _is_machine_made(cells[3]):
                former, begun, ended = [*cells[7:10], "", "", ""][:3]
                yield int(cells[1]), cells[2], cells[3], begun, ended or "XXXX" * (former == "1")

    def of(self, cells: list[str]) -> tuple[Name | str, ...]:
        """Return the further names of the place of a line."""
        if self._base is None:
            return _own_names(cells)
        asked = "SELECT name, lang, f, t FROM n WHERE id = ?"
        found = (
            Name(
                text=text,
                lang=CODE if lang in _CODE_LANGS else lang or "und",
                valid_from=begun or None,
                valid_to=ended or None,
            )
            for text, lang, begun, ended in self._base.execute(asked, (int(cells[0]),))
        )
        ascii_form = (cells[2],) if cells[2] and cells[2] != cells[1] else ()
        return (*found, *ascii_form)

    def close(self) -> None:
        if self._base is not None:
            self._base.close()
