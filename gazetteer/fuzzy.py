"""Keys that sound like a name, or lie one or two edits from it.

A memory-mapped file of keys, each filed under strings of its loose key
(:func:`gazetteer.names.loosen`):

* the whole of it, so that spellings of one sound are found at once;
* for three and four letters, each string that one deletion leaves of it; for
  up to nine where there are many names of that length (:data:`WIDE`);
* for five letters and more, cut into parts (:func:`parts_of`), each choice of
  all parts but two: two edits cannot touch three parts, unless one swaps letters
  across a cut, for which the query's own letters are swapped back. There are
  more parts where names of that length are short, or many: the more letters
  must be shared, the fewer names share them by chance.

A query looks up what it must share with any key within reach. An edit belongs
to the part whose letters it takes away or changes, and a letter put in to the
part before it; so a part that no edit touches stands in the query where the
edits of the parts before it have moved it, the first part at the start and the
last at the end. The few keys found are measured with ``rapidfuzz`` (optimal
string alignment: insertion, deletion, substitution, swap of neighbours). The
keys are parted by the length of their loose key. A file entry is a bucket of a
hash, with one byte of the hash as a check.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import Any, Final, NamedTuple

from gazetteer.names import loosen

__all__ = [
    "BLOCK",
    "LONGEST",
    "WIDE",
    "FuzzyIndex",
    "file_strings",
    "reach",
]

WIDE: Final = 1 << 17
"""Keys of one length from which they are cut into more parts, and have numbers of three bytes."""

_LONGER: Final = {5: (4, 2, 0, 1), 4: (3, 1, 2), 3: (0, 2)}
"""Which parts of so many are longer where the letters do not divide."""

LONGEST: Final = 40
"""Letters. Of longer keys only the whole is filed: two edits are not what parts them."""

BLOCK: Final = 32
"""Keys whose places are given relative to one base."""

MOST_WHOLE: Final = 66
"""Strings tried, each as a whole, where a query is a key and all its edits are letters too many."""

WHOLE: Final = 0
DELETED: Final = 99
"""Seeds of hashes; the choices of parts have the numbers from 1."""

LOOSE_STEP: Final = 0.5
"""What a spelling of other letters for the same sounds adds to a distance."""

ENOUGH: Final = 40
"""Keys two edits away after which no further readings of a query are tried."""

SPELLINGS: Final = 2
"""How many edits of the letters themselves may lie in such a spelling, besides."""

_ONE_LETTER_TEXT: Final = str.maketrans("xqwy", "hkvi")
_ONE_LETTER: Final = bytes.maketrans(b"xqwy", b"hkvi")
"""What loosening does to single letters; the rest of it needs two."""


def reach(length: int, other: int) -> int:
    """Return how many edits may part two names of so many letters."""
    if min(length, other) < 3:
        return 0
    return 1 if max(length, other) < 5 else 2


def parts_of(length: int, *, wide: bool) -> int:
    """Return into how many parts loose keys of so many letters are cut; 0 for none.

    Examples
    --------
    >>> [parts_of(length, wide=False) for length in (4, 5, 6, 7, 14, 15, 40, 41)]
    [0, 5, 5, 4, 4, 3, 3, 0]
    """
    if not 5 <= length <= LONGEST:
        return 0
    return 5 if wide or length < 7 else 4 if length < 15 else 3


def is_filed_deleted(length: int, *, wide: bool) -> bool:
    """Return whether loose keys of so many letters are filed under what one deletion leaves."""
    return 3 <= length <= (9 if wide else 4)


@lru_cache(maxsize=4 * LONGEST)
def _cuts(length: int, parts: int) -> tuple[tuple[int, int], ...]:
    """Return start and end of each part; both halves take of the odd letters."""
    size, rest = divmod(length, parts)
    sizes = [size + (part in _LONGER[parts][:rest]) for part in range(parts)]
    starts = [sum(sizes[:part]) for part in range(parts)]
    return tuple((start, start + size) for start, size in zip(starts, sizes, strict=True))


@lru_cache(maxsize=8)
def _kept(parts: int) -> tuple[tuple[int, ...], ...]:
    """Return the choices of parts that two edits leave whole."""
    return tuple(combinations(range(parts), parts - 2))


@lru_cache(maxsize=8)
def _kept_by_one(parts: int) -> frozenset[tuple[int, ...]]:
    """Return choices of which one edit leaves at least one whole."""
    starts = {*range(0, parts - 1, 2), parts - 2}
    return frozenset(
        tuple(part for part in range(parts) if part not in (start, start + 1)) for start in starts
    )


def file_strings(loose: bytes, *, wide: bool) -> Iterator[tuple[int, bytes]]:
    """Yield ``(seed, string)`` under which a loose key is filed."""
    yield WHOLE, loose
    if is_filed_deleted(len(loose), wide=wide):
        yield from ((DELETED, string) for string in _deletions(loose))
    if parts := parts_of(len(loose), wide=wide):
        cuts = _cuts(len(loose), parts)
        for seed, kept in enumerate(_kept(parts), start=1):
            yield seed, b"".join(loose[slice(*cuts[part])] for part in kept)


def _deletions(loose: bytes) -> set[bytes]:
    return {loose[:at] + loose[at + 1 :] for at in range(len(loose))}


_Probe = tuple[int, tuple[tuple[int, int], ...]]
"""A seed, and the slices of a query whose letters are looked up."""


@lru_cache(maxsize=1024)
def _probes(length: int, target: int, edits: int, parts: int, *, still: bool) -> tuple[_Probe, ...]:
    """Return what of a query of so many letters is looked up among keys of ``target`` letters.

    ``still`` leaves out the choices in which parts have moved.
    """
    cuts, found = _cuts(target, parts), dict[_Probe, None]()
    for seed, kept in enumerate(_kept(parts), start=1):
        if edits == 1 and kept not in _kept_by_one(parts):
            continue
        first, last = (part for part in range(parts) if part not in kept)
        for moved in (0,) if still else range(-edits, edits + 1):
            if abs(moved) + abs(length - target - moved) > edits:
                continue
            by = [0 if p < first else moved if p < last else length - target for p in range(parts)]
            slices = _joined([(cuts[p][0] + by[p], cuts[p][1] + by[p]) for p in kept])
            if slices[0][0] >= 0 and slices[-1][1] <= length:
                found[seed, slices] = None
    return tuple(found)


def _joined(slices: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return slices with those that touch made one."""
    whole = slices[:1]
    for start, end in slices[1:]:
        if start == whole[-1][1]:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return tuple(whole)


class _Table(NamedTuple):
    """The keys whose loose keys have one length.

    A key's number is 16 bits in ``ids``, and 8 more in ``highs`` where the
    table is wide or, in others of more keys than that, ``high`` bits at the low
    end of its check byte.
    """

    length: int
    parts: int
    deleted: bool
    mask: int
    high: int
    starts: memoryview
    checks: memoryview
    ids: memoryview
    highs: memoryview
    bases: memoryview
    offsets: memoryview
    keys: memoryview

    def filed(self, hashes: Iterable[int]) -> set[int]:
        """Return the numbers of keys filed under hashes, and some that only share a check."""
        _, _, _, mask, high, starts, checks, ids, highs, *_ = self
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
                    at = start + slot
                    found.add(ids[at] | (highs[at] if highs else upper) << 16)
                    slot = slots.find(check | upper, slot + 1)
        return found

    def read(self, numbers: Iterable[int]) -> list[bytes]:
        """Return keys by their numbers."""
        bases, offsets, keys, found = self.bases, self.offsets, self.keys, []
        for number in numbers:
            start = bases[number // BLOCK] + offsets[number] + 1
            found.append(keys[start : start + keys[start - 1]].tobytes())
        return found


def check_byte(value: int, high: int) -> int:
    """Return the check of a hash, its low bits left free for a number's high bits."""
    return value >> (24 + high) << high


class _Asked(NamedTuple):
    """A query: its key, its loose key, the edits allowed, the letters that loosening took.

    ``seen`` are the numbers of the keys measured, by table.
    """

    key: bytes
    loose: str
    edits: int
    slack: int
    seen: dict[int, set[int]]


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
        keys = map(self._text, table.read(table.filed((zlib.crc32(query, WHOLE),))))
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
        asked = _Asked(query, loose, edits, len(key) - len(loose), {})
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
            self._measure(asked, table, _hashes(sound, table, limit), found)

    def _search_swapped(self, asked: _Asked, found: dict[str, float]) -> None:
        sound = self.encode(asked.loose)
        if sound is None:
            return
        for table, _ in self._within_reach(len(sound), 1):
            if table.parts and not (table.deleted and asked.edits == 1):
                self._measure(asked, table, _swapped_hashes(sound, table, asked.edits), found)

    def _within_reach(self, length: int, edits: int) -> Iterator[tuple[_Table, int]]:
        """Yield the tables of keys within reach, with the edits allowed."""
        for target in range(max(3, length - edits), min(LONGEST, length + edits) + 1):
            limit = min(edits, reach(length, target))
            table = self._table(target) if abs(target - length) <= limit else None
            if table is not None:
                yield table, limit

    def _measure(
        self, asked: _Asked, table: _Table, hashes: Iterable[int], found: dict[str, float]
    ) -> None:
        """Add the keys filed under hashes and within reach to ``found``, with their distances."""
        seen = asked.seen.setdefault(table.length, set())
        fresh = table.filed(hashes) - seen
        if not fresh:
            return
        seen |= fresh
        candidates = table.read(fresh)
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


def _hashes(query: bytes, table: _Table, edits: int) -> Iterator[int]:
    """Yield the hashes of what a query shares with keys of a length within reach."""
    target, extra = table.length, len(query) - table.length
    if edits == 0:
        yield zlib.crc32(query, WHOLE)
        return
    if extra == edits and comb(len(query), edits) <= MOST_WHOLE:
        yield from (zlib.crc32(bytes(s), WHOLE) for s in set(combinations(query, target)))
        return
    by_deletion = not table.parts or (table.deleted and (edits == 1 or extra in (0, 1)))
    if by_deletion:
        yield from (zlib.crc32(bytes(s), DELETED) for s in set(combinations(query, target - 1)))
        if not table.parts or edits == 1 or extra == 1:
            return
    # A letter too many with one too few elsewhere was found by deletion: only changed letters stay.
    for seed, slices in _probes(len(query), target, edits, table.parts, still=by_deletion):
        yield zlib.crc32(b"".join([query[a:b] for a, b in slices]), seed)


def _swapped_hashes(query: bytes, table: _Table, edits: int) -> Iterator[int]:
    """Yield the hashes of a query with two neighbours at a cut swapped back.

    The swap is an edit; the pairs of parts looked up allow for the others.
    """
    starts = [start for start, _ in _cuts(table.length, table.parts)[1:]]
    cuts = {start + shift for start in starts for shift in (-1, 0, 1)}
    for cut in cuts:
        if 0 < cut < len(query) and query[cut - 1] != query[cut]:
            swapped = bytearray(query)
            swapped[cut - 1 : cut + 1] = swapped[cut - 1 : cut + 1][::-1]
            if edits == 1:
                yield zlib.crc32(swapped, WHOLE)
            else:
                yield from _hashes(bytes(swapped), table, 1)


def _open_table(section: memoryview, length: int, entry: dict[str, Any]) -> _Table:
    def part(name: str) -> memoryview:
        offset, size = entry[name]
        return section[offset : offset + size]

    return _Table(
        length=length,
        parts=parts_of(length, wide="highs" in entry),
        deleted=is_filed_deleted(length, wide="highs" in entry),
        mask=entry["mask"],
        high=entry["high"],
        starts=part("starts").cast("I"),
        checks=part("checks"),
        ids=part("ids").cast("H"),
        highs=part("highs") if "highs" in entry else section[:0],
        bases=part("bases").cast("I"),
        offsets=part("offsets").cast("H"),
        keys=part("keys"),
    )
