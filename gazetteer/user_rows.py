"""Rows of a user's file: checked one by one, the bad set aside with their place and reason.

A reader yields :class:`Found` and :class:`Reject` values; :class:`Intake` lets
the good ones through to the index and writes the others down. Nothing that
was given is dropped in silence: what is not loaded, or not as it was written,
stands in ``rejects.jsonl``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple, TextIO

from gazetteer.country_data import country_rows
from gazetteer.names import MAX_NAME_LENGTH
from gazetteer.place import Name
from gazetteer.sources import Row

__all__ = [
    "Found",
    "Intake",
    "Reject",
    "clean",
    "parse_degrees",
]

NAMED: Final = 20
"""Rows set aside that are named one by one on the terminal."""

SHOWN: Final = 200
"""Characters of a row's own text that are kept beside a reason."""

LONGEST_ID: Final = 200
SWAP_MARGIN_DEG: Final = 3.0
"""A point farther than this from its country's box, whose mirror lies inside, was swapped."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BITS: Final = 1 << 28
"""Numeric ids below this are remembered in a bit each: ten million in 2 MB."""


class Reject(NamedTuple):
    """A row that was set aside, or loaded in another form than it was written in."""

    where: str
    reason: str
    text: str = ""
    mended: bool = False


class Found(NamedTuple):
    """A row that its reader could make a place of, and where it stands in the file."""

    where: str
    row: Row


def clean(text: str) -> str:
    r"""Return a text without control characters and marks of writing direction.

    Examples
    --------
    >>> clean("\u202eБаткен\u202c\n"), clean("Ak-Sai")
    ('Баткен', 'Ak-Sai')
    """
    if text.isprintable():
        return text.strip()
    return " ".join(_CONTROLS.sub(" ", _BIDI.sub("", text)).split(" ")).strip()


def parse_degrees(lon: str, lat: str) -> tuple[float, float] | str:
    """Read a pair of degrees, or say what is wrong with it.

    Examples
    --------
    >>> parse_degrees("70.82", "40,06"), parse_degrees("39.9", "134.5")
    ((70.82, 40.06), 'lat 134.5 is outside -90..90: are lat and lon swapped?')
    >>> parse_degrees("512345", "4412345")
    'lon 512345, lat 4412345 are no degrees: is the file in another CRS? give it with --crs'
    """
    try:
        x, y = _number(lon), _number(lat)
    except ValueError:
        return f"lon {lon!r}, lat {lat!r} are no decimal degrees"
    if not (math.isfinite(x) and math.isfinite(y)):
        return f"lon {lon!r}, lat {lat!r} is no point"
    return _on_earth(x, y)


def _on_earth(x: float, y: float) -> tuple[float, float] | str:
    if abs(x) <= 180 and abs(y) <= 90:
        return x, y
    if abs(x) <= 90 and abs(y) <= 180:
        return f"lat {y:g} is outside -90..90: are lat and lon swapped?"
    if max(abs(x), abs(y)) > 360:
        return (
            f"lon {x:.15g}, lat {y:.15g} are no degrees: "
            "is the file in another CRS? give it with --crs"
        )
    return f"lon {x:g}, lat {y:g} is outside -180..180, -90..90 degrees"


def _number(text: str) -> float:
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    if "_" in text:  # Python would read 7_0 as 70
        raise ValueError(text)
    return float(text)


@cache
def _boxes() -> dict[str, tuple[float, ...]]:
    return {iso3: row.bbox for iso3, row in country_rows().items() if len(row.bbox) == 4}


def _swapped(row: Row) -> bool:
    """Return whether a point lies in its country only with lon and lat exchanged."""
    if row.lon is None or row.lat is None or len(row.countries) != 1:
        return False
    box = _boxes().get(row.countries[0])
    if box is None or box[0] > box[2]:
        return False
    margin = SWAP_MARGIN_DEG
    return not _in_box(row.lon, row.lat, box, margin) and _in_box(row.lat, row.lon, box, margin)


def _in_box(lon: float, lat: float, box: tuple[float, ...], margin: float) -> bool:
    west, south, east, north = box
    return west - margin <= lon <= east + margin and south - margin <= lat <= north + margin


class _Ids:
    """Ids that were seen: numbers in a bit each, others in a set."""

    def __init__(self) -> None:
        self._bits: dict[str, bytearray] = {}
        self._others: set[str] = set()

    def is_new(self, place_id: str) -> bool:
        prefix, _, number = place_id.rpartition(":")
        if number.isascii() and number.isdecimal() and number[0] != "0" and len(number) < 10:
            value = int(number)
            if value < _BITS:
                return self._is_new_bit(self._bits.setdefault(prefix, bytearray()), value)
        if place_id in self._others:
            return False
        self._others.add(place_id)
        return True

    @staticmethod
    def _is_new_bit(bits: bytearray, value: int) -> bool:
        at, bit = value >> 3, 1 << (value & 7)
        if at >= len(bits):
            bits.extend(bytes(at - len(bits) + 4096))
        if bits[at] & bit:
            return False
        bits[at] |= bit
        return True


class Intake:
    """Checks rows on their way into the index, and keeps the accounts.

    Parameters
    ----------
    rejects : text file
        Gets a JSON object a line for each row set aside or mended.

    Attributes
    ----------
    read, loaded, set_aside, mended : int
        ``read == loaded + set_aside``; mended rows are loaded too.
    first : list of Reject
        The first 20 that were set aside.
    """

    def __init__(self, rejects: TextIO) -> None:
        self._out, self._ids = rejects, _Ids()
        self.read = self.loaded = self.set_aside = self.mended = 0
        self.first: list[Reject] = []

    def rows(self, items: Iterable[Found | Reject]) -> Iterator[Row]:
        """Yield the rows that can be loaded."""
        for item in items:
            if isinstance(item, Reject):
                self.take(item)
                continue
            row, faults = _checked(item.row)
            reason = faults[-1] if row is None else ""
            if row is not None and not self._ids.is_new(row.place_id):
                reason = f"the id {row.place_id!r} was given before"
            if reason or row is None:
                self.take(Reject(item.where, reason, item.row.name))
                continue
            for fault in faults:
                self.take(Reject(item.where, fault, item.row.name, mended=True))
            self.count_loaded()
            yield row

    def count_loaded(self) -> None:
        """Count a row that was loaded."""
        self.read += 1
        self.loaded += 1

    def take(self, reject: Reject) -> None:
        """Write down a row that was set aside or mended, and count it."""
        self.read += not reject.mended
        self._note(reject)

    def _note(self, reject: Reject) -> None:
        if reject.mended:
            self.mended += 1
        else:
            self.set_aside += 1
            if len(self.first) < NAMED:
                self.first.append(reject)
        entry = {
            "where": reject.where,
            "what": "mended" if reject.mended else "set aside",
            "reason": reject.reason,
            "text": _SURROGATES.sub("\ufffd", reject.text[:SHOWN]),
        }
        self._out.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _checked(row: Row) -> tuple[Row | None, list[str]]:
    """Return a row fit for the index with what was mended, or None with the reason."""
    name = row.name if row.name.isprintable() else clean(row.name)
    reason = _unfit(row, name)
    if reason:
        return None, [reason]
    faults = [] if name == row.name else ["control characters or marks of direction in the name"]
    names = row.names
    if not all(_plain(n if isinstance(n, str) else n.text) for n in names):
        names, more = _mend_names(names)
        faults += more
    texts = (row.place_id, row.source, row.licence, row.note, *row.parents)
    if not all(text.isprintable() for text in texts):
        row = row._replace(
            place_id=clean(row.place_id),
            source=clean(row.source),
            licence=clean(row.licence),
            note=clean(row.note),
            parents=tuple(filter(None, map(clean, row.parents))),
        )
    if names is not row.names or name is not row.name:
        row = row._replace(name=name, names=names)
    return row, faults


def _unfit(row: Row, name: str) -> str:
    """Return why a row cannot be loaded, ``""`` where it can."""
    if not any(map(str.isalnum, name)):
        return "the name is empty" if not name.strip() else "the name has no letter or digit"
    if len(name) > MAX_NAME_LENGTH:
        return f"the name has {len(name):,} characters; at most {MAX_NAME_LENGTH} are read"
    if _SURROGATES.search(name) or _SURROGATES.search(row.place_id):
        return "the name is no valid Unicode"
    if len(row.place_id) > LONGEST_ID:
        return f"the id has {len(row.place_id):,} characters; at most {LONGEST_ID} are read"
    if not 0 <= row.population < 2**32:
        return f"the population {row.population} is no count of people"
    if _swapped(row):
        return (
            f"lon {row.lon:g}, lat {row.lat:g} is far outside {row.countries[0]}, "
            "and inside with lat and lon exchanged: they were swapped"
        )
    return ""


def _plain(text: str) -> bool:
    return text.isprintable() and len(text) <= MAX_NAME_LENGTH


def _mend_names(names: tuple[Name | str, ...]) -> tuple[tuple[Name | str, ...], list[str]]:
    kept: list[Name | str] = []
    faults: list[str] = []
    for name in names:
        text = name if isinstance(name, str) else name.text
        plain = clean(text)
        if not plain or len(plain) > MAX_NAME_LENGTH or _SURROGATES.search(plain):
            faults.append(f"left out the further name {text[:40]!r} ({len(text):,} characters)")
        elif isinstance(name, str):
            kept.append(plain)
        else:
            kept.append(replace(name, text=plain))
    return tuple(kept), faults
