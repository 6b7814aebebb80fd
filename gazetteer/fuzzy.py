"""Keys that sound like a name, or lie one or two edits from it.

A memory-mapped file of keys, each filed under strings of its loose key
(:func:`gazetteer.names.loosen`):

* the whole of it, so that spellings of one sound are found at once;
* for three to five letters, each string that one deletion (or two, of five
  letters) leaves of it;
* for six letters and more, cut into four parts, each of the six pairs of
  parts: two edits cannot touch three parts, unless one swaps letters across a
  cut, for which the query's own letters are swapped back;
* for fifteen letters and more, cut into three, each part.

A query looks up what it must share with any key within reach; the few keys
found are measured with ``rapidfuzz`` (optimal string alignment: insertion,
deletion, substitution, swap of neighbours). The keys are parted by the length
of their loose key. A file entry is a bucket of a hash, with one byte of the
hash as a check.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, NamedTuple

from gazetteer.names import loosen

__all__ = ["BLOCK", "LONGEST", "FuzzyIndex", "check_byte", "file_strings", "reach"]

PARTS: Final = 4
THIRDS: Final = 15
"""Letters from which one part of three is rare enough to be filed alone."""

_LONGER: Final = {4: (3, 1, 2), 3: (0, 2)}
LONGEST: Final = 40
"""Letters. Of longer keys only the whole is filed: two edits are not what parts them."""

BLOCK: Final = 32
"""Keys whose places are given relative to one base."""

WHOLE: Final = 0
DELETED: Final = 7
LOOSE_STEP: Final = 0.5
"""What a spelling of other letters for the same sounds adds to a distance."""

ENOUGH: Final = 10
"""Keys two edits away after which no further readings of a query are tried."""

SPELLINGS: Final = 2
"""How many edits of the letters themselves may lie in such a spelling, besides."""

_ONE_LETTER_TEXT: Final = str.maketrans("xqwy", "hkvi")
_ONE_LETTER: Final = bytes.maketrans(b"xqwy", b"hkvi")
"""What loosening does to single letters; the rest of it needs two."""

_PAIRS: Final = tuple(combinations(range(PARTS), 2))
_SINGLES: Final = tuple(combinations(range(3), 1))


def reach(length: int, other: int) -> int:
    """Return how many edits may part two names of so many letters."""
    if min(length, other) < 3:
        return 0
    return 1 if max(length, other) < 5 else 2


@lru_cache(maxsize=LONGEST)
def _cuts(length: int) -> tuple[tuple[int, int], ...]:
    """Return start and end of each part; both halves take of the odd letters."""
    parts = PARTS if length < THIRDS else 3
    size, rest = divmod(length, parts)
    sizes = [size + (part in _LONGER[parts][:rest]) for part in range(parts)]
    starts = [sum(sizes[:part]) for part in range(parts)]
    return tuple((start, start + size) for start, size in zip(starts, sizes, strict=True))


_DELETIONS: Final = {3: (1,), 4: (1,), 5: (1, 2)}
"""How many deletions short keys are filed under, by the length of their loose key."""


def file_strings(loose: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield ``(seed, string)`` under which a loose key is filed."""
    yield WHOLE, loose
    for deletions in _DELETIONS.get(len(loose), ()):
        rest = len(loose) - deletions
        yield from ((DELETED, bytes(s)) for s in set(combinations(loose, rest)))
    if 5 < len(loose) <= LONGEST:
        cuts = _cuts(len(loose))
        for seed, parts in enumerate(_PAIRS if len(cuts) == PARTS else _SINGLES, start=1):
            yield seed, b"".join(loose[slice(*cuts[part])] for part in parts)


@lru_cache(maxsize=512)
def _probes(length: int, target: int, edits: int) -> tuple[tuple[int, int, int, int, int], ...]:
    """Return ``(seed, start, end, start, end)`` of the slices of a query to look up.

    A part may stand shifted by the insertions and deletions before it; the
    shifts of two parts and the difference of lengths must be within ``edits``.
    """
    if target >= THIRDS:
        return tuple(_third_probes(length, target, edits))
    shifts = range(-edits, edits + 1)
    found = []
    for seed, (a, b) in enumerate(_PAIRS, start=1):
        if edits == 1 and (a, b) not in ((0, 1), (2, 3)):
            continue  # one edit leaves one of these two pairs whole
        (a0, a1), (b0, b1) = _cuts(target)[a], _cuts(target)[b]
        for s in shifts:
            for t in shifts:
                if abs(s) + abs(t - s) + abs(length - target - t) > edits:
                    continue
                if a0 + s >= 0 and b1 + t <= length:
                    found.append((seed, a0 + s, a1 + s, b0 + t, b1 + t))
    return tuple(found)


def _third_probes(length: int, target: int, edits: int) -> Iterator[tuple[int, int, int, int, int]]:
    for seed, (start, end) in enumerate(_cuts(target), start=1):
        if edits == 1 and seed == 2:
            continue  # one edit leaves the first or the last part whole
        for s in range(-edits, edits + 1):
            near = abs(s) + abs(length - target - s) <= edits
            if near and start + s >= 0 and end + s <= length:
                yield seed, start + s, end + s, 0, 0


class _Table(NamedTuple):
    """The keys whose loose keys have one length.

    A key's number is 16 bits in ``ids`` and, where there are more keys than
    that, ``high`` bits at the low end of its check byte.
    """

    length: int
    mask: int
    high: int
    starts: memoryview
    checks: memoryview
    ids: memoryview
    bases: memoryview
    offsets: memoryview
    keys: memoryview

    def filed(self, hashes: Iterable[int]) -> list[bytes]:
        """Return the keys filed under hashes, and some that only share a check."""
        _, mask, high, starts, checks, ids, *_ = self
        found: set[int] = set()
        for value in hashes:
            bucket = value & mask
            start, end = starts[bucket], starts[bucket + 1]
            if start == end:
                continue
            slots, check = checks[start:end].tobytes(), check_byte(value, high)
            for upper in range(1 << high):
                slot = slots.find(check | upper)
                while slot >= 0:
                    found.add(ids[start + slot] | upper << 16)
                    slot = slots.find(check | upper, slot + 1)
        return list(self._read(found))

    def _read(self, numbers: Iterable[int]) -> Iterator[bytes]:
        bases, offsets, keys = self.bases, self.offsets, self.keys
        for number in numbers:
            start = bases[number // BLOCK] + offsets[number] + 1
            yield keys[start : start + keys[start - 1]].tobytes()


def check_byte(value: int, high: int) -> int:
    """Return the check of a hash, its low bits left free for a number's high bits."""
    return value >> (24 + high) << high


class _Asked(NamedTuple):
    """A query: its key, its loose key, the edits allowed, the letters that loosening took."""

    key: bytes
    loose: str
    edits: int
    slack: int


class FuzzyIndex:
    """Finds filed keys near a query.

    Parameters
    ----------
    section : memoryview
        What :func:`gazetteer.fuzzy_build.write_fuzzy` wrote.
    header : dict
        What it returned: tables by length, and the alphabet beyond ASCII.
    """

    def __init__(self, section: memoryview, header: dict[str, Any]) -> None:
        self._encode = {ord(c): 128 + i for i, c in enumerate(header["alphabet"])}
        self._decode = {code: chr(letter) for letter, code in self._encode.items()}
        self._section, self._entries = section, header["tables"]
        self._open: dict[int, _Table] = {}

    def sounding(self, loose: str) -> list[str]:
        """Return the keys with that loose key.

        Examples
        --------
        >>> from gazetteer.store import open_world
        >>> sorted(k for k in open_world().sounding_keys("voruh") if k.startswith("voru"))
        ['vorukh', 'vorux']
        """
        query, table = self.encode(loose), self._table(len(loose))
        if query is None or table is None:
            return []
        keys = map(self._text, table.filed((zlib.crc32(query, WHOLE),)))
        return [key for key in keys if loosen(key) == loose]

    def near(self, key: str, edits: int) -> dict[str, float]:
        """Return the keys within reach of a key, with their distances.

        Parameters
        ----------
        key : str
            What :func:`gazetteer.names.fold` returned.
        edits : int
            1 or 2; of short names fewer are allowed (:func:`reach`).

        Returns
        -------
        dict of str to float
            Edits between the keys, or half an edit more than between their
            loose keys where that is less. The key itself is left out.
        """
        loose = loosen(key)
        query, found = self.encode(key), dict[str, float]()
        if query is None:
            return found
        asked = _Asked(query, loose, edits, len(key) - len(loose))
        for reading, allowed in _readings(key, loose, edits):
            if edits == 1 or len(found) < ENOUGH:
                self._search(asked, reading, allowed, found)
        if edits == 1 or min(found.values(), default=2.0) > 1:
            self._search_swapped(asked, found)
        found.pop(key, None)
        return found

    def _search(self, asked: _Asked, reading: str, allowed: int, found: dict[str, float]) -> None:
        sound = self.encode(reading)
        if sound is None:
            return
        for table, limit in self._within_reach(len(sound), allowed):
            self._measure(asked, table, table.filed(_hashes(sound, table.length, limit)), found)

    def _search_swapped(self, asked: _Asked, found: dict[str, float]) -> None:
        sound = self.encode(asked.loose)
        if sound is None:
            return
        for table, _ in self._within_reach(len(sound), 1):
            if table.length > 5:
                hashes = _swapped_hashes(sound, table.length, asked.edits)
                self._measure(asked, table, table.filed(hashes), found)

    def _within_reach(self, length: int, edits: int) -> Iterator[tuple[_Table, int]]:
        """Yield the tables of keys within reach, with the edits allowed."""
        for target in range(max(3, length - edits), min(LONGEST, length + edits) + 1):
            limit = min(edits, reach(length, target))
            table = self._table(target) if abs(target - length) <= limit else None
            if table is not None:
                yield table, limit

    def _measure(
        self, asked: _Asked, table: _Table, candidates: list[bytes], found: dict[str, float]
    ) -> None:
        """Add the candidates within reach to ``found``, with their distances."""
        limit = min(asked.edits, reach(len(asked.loose), table.length))
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        spelled = [data.translate(_ONE_LETTER) for data in candidates]
        near = extract(
            asked.key.translate(_ONE_LETTER),
            spelled,
            scorer=OSA.distance,
            score_cutoff=limit + SPELLINGS,
            limit=None,
        )
        for _, edits, at in near:
            data = candidates[at]
            slack = len(data) - table.length + asked.slack
            if edits > limit + slack:
                continue
            key, distance = self._text(data), float(edits)
            if edits > limit:
                distance = OSA.distance(loosen(key), asked.loose, score_cutoff=limit) + LOOSE_STEP
            elif data != asked.key:
                distance = min(OSA.distance(data, asked.key), edits + LOOSE_STEP)
            if distance <= limit + LOOSE_STEP:
                found[key] = distance

    def encode(self, key: str) -> bytes | None:
        """Return a key as one byte a letter, None where a letter is not in the alphabet."""
        if key.isascii():
            return key.encode()
        codes = [ord(c) if c.isascii() else self._encode.get(ord(c), 0) for c in key]
        return bytes(codes) if all(codes) else None

    def _text(self, key: bytes) -> str:
        return key.decode() if key.isascii() else "".join(self._decode.get(c, chr(c)) for c in key)

    def _table(self, length: int) -> _Table | None:
        if length not in self._open and str(length) in self._entries:
            self._open[length] = _open_table(self._section, length, self._entries[str(length)])
        return self._open.get(length)


def _readings(key: str, loose: str, edits: int) -> Iterator[tuple[str, int]]:
    """Yield the strings to look a key up by, with the edits that they leave.

    Besides its loose key: its letters as they are, and without one of them
    where that parts or joins letters of one sound; an edit there makes several
    of the loose key.
    """
    yield loose, edits
    seen, plain = {loose}, key.replace(" ", "").translate(_ONE_LETTER_TEXT)
    if plain not in seen:
        yield plain, edits
        seen.add(plain)
    for at in range(len(key)):
        variant = loosen(key[:at] + key[at + 1 :])
        if variant not in seen and len(variant) != len(loose) - 1:
            yield variant, edits - 1
            seen.add(variant)


def _hashes(query: bytes, target: int, edits: int) -> Iterator[int]:
    """Yield the hashes of what a query shares with keys of a length within reach."""
    if edits == 0:
        return iter((zlib.crc32(query, WHOLE),))
    if target in _DELETIONS:
        rest = target - (edits if edits in _DELETIONS[target] else 1)
        return (zlib.crc32(bytes(s), DELETED) for s in set(combinations(query, rest)))
    probes = _probes(len(query), target, edits)
    return (zlib.crc32(query[a:b] + query[c:d], seed) for seed, a, b, c, d in probes)


def _swapped_hashes(query: bytes, target: int, edits: int) -> Iterator[int]:
    """Yield the hashes of a query with two neighbours at a cut swapped back.

    The swap is an edit; the pairs of parts looked up allow for the others.
    """
    cuts = {start + shift for start, _ in _cuts(target)[1:] for shift in (-1, 0, 1)}
    for cut in cuts:
        if 0 < cut < len(query) and query[cut - 1] != query[cut]:
            swapped = bytearray(query)
            swapped[cut - 1 : cut + 1] = swapped[cut - 1 : cut + 1][::-1]
            if edits == 1:
                yield zlib.crc32(swapped, WHOLE)
            else:
                yield from _hashes(bytes(swapped), target, 1)


def _open_table(section: memoryview, length: int, entry: dict[str, Any]) -> _Table:
    def part(name: str) -> memoryview:
        offset, size = entry[name]
        return section[offset : offset + size]

    return _Table(
        length=length,
        mask=entry["mask"],
        high=entry["high"],
        starts=part("starts").cast("I"),
        checks=part("checks"),
        ids=part("ids").cast("H"),
        bases=part("bases").cast("I"),
        offsets=part("offsets").cast("H"),
        keys=part("keys"),
    )
