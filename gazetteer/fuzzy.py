"""Keys within one or two edits of a name, from a memory-mapped index.

The loose keys are parted by length. A key of five letters is filed
under each string that two deletions leave of it (of three or four letters:
one deletion). A longer key is cut into four parts, and filed under each of
the six pairs of parts: two edits cannot touch three parts, unless one swaps
letters across a cut, for which the query's own letters are swapped back. The
query looks up what it must share with any key within reach, and the few keys
found are measured with ``rapidfuzz`` (optimal string alignment: insertion,
deletion, substitution, swap of neighbours).

A file entry is a bucket of a hash, with one byte of the hash as a check.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, NamedTuple

__all__ = ["LONGEST", "FuzzyIndex", "file_strings", "reach"]

PARTS: Final = 4
LONGEST: Final = 40
"""Letters. Longer keys are not filed: two edits are not what parts such names."""

_PAIRS: Final = tuple(combinations(range(PARTS), 2))


def reach(length: int) -> int:
    """Return how many edits a name of that many letters may be away."""
    return 0 if length < 3 else 1 if length < 5 else 2


@lru_cache(maxsize=LONGEST)
def _cuts(length: int) -> tuple[tuple[int, int], ...]:
    """Return start and end of each part; the later ones take the odd letters."""
    size, rest = divmod(length, PARTS)
    sizes = [size + (part >= PARTS - rest) for part in range(PARTS)]
    starts = [sum(sizes[:part]) for part in range(PARTS)]
    return tuple((start, start + size) for start, size in zip(starts, sizes, strict=True))


def _deletions(length: int) -> int:
    """Return how many deletions keys of that length are filed under; 0: parts."""
    return {3: 1, 4: 1, 5: 2}.get(length, 0)


def file_strings(key: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield ``(seed, string)`` under which a key is filed."""
    deletions = _deletions(len(key))
    if deletions:
        yield from ((0, bytes(s)) for s in set(combinations(key, len(key) - deletions)))
        return
    cuts = _cuts(len(key))
    for seed, (a, b) in enumerate(_PAIRS, start=1):
        yield seed, key[slice(*cuts[a])] + key[slice(*cuts[b])]


@lru_cache(maxsize=512)
def _probes(length: int, target: int, edits: int) -> tuple[tuple[int, int, int, int, int], ...]:
    """Return ``(seed, start, end, start, end)`` of the slices of a query to look up.

    A part may stand shifted by the insertions and deletions before it; the
    shifts of two parts and the difference of lengths must be within ``edits``.
    """
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


class _Table(NamedTuple):
    """The keys of one length."""

    mask: int
    starts: memoryview
    checks: memoryview
    ids: memoryview
    keys: memoryview


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
        self._tables = {
            int(length): _open_table(section, entry) for length, entry in header["tables"].items()
        }

    def near(self, key: str, edits: int | None = None) -> dict[str, int]:
        """Return the loose keys within reach of a loose key, with their distances.

        Parameters
        ----------
        key : str
            What :func:`gazetteer.names.loosen` returned.
        edits : int, optional
            At most so many edits, 1 or 2; by default what :func:`reach` allows.
        """
        query = self.encode(key)
        limit = reach(len(key)) if edits is None else min(edits, reach(len(key)))
        if query is None or limit == 0:
            return {}
        found = self._measured(query, self._candidates(query, limit), limit)
        if limit > 1 and min(found.values(), default=2) > 1:
            found |= self._measured(query, self._swapped(query), limit)
        return {self._text(candidate): distance for candidate, distance in found.items()}

    def encode(self, key: str) -> bytes | None:
        """Return a key as one byte a letter, None where a letter is not in the alphabet."""
        if key.isascii():
            return key.encode()
        codes = [ord(c) if c.isascii() else self._encode.get(ord(c), 0) for c in key]
        return bytes(codes) if all(codes) else None

    def _text(self, key: bytes) -> str:
        return key.decode() if key.isascii() else "".join(self._decode.get(c, chr(c)) for c in key)

    def _candidates(self, query: bytes, limit: int) -> set[bytes]:
        found: set[bytes] = set()
        length = len(query)
        for target in range(length - limit, length + limit + 1):
            table = self._tables.get(target)
            if table is None:
                continue
            deletions = _deletions(target)
            if deletions == 0:
                probes = (
                    zlib.crc32(query[a:b] + query[c:d], seed)
                    for seed, a, b, c, d in _probes(length, target, limit)
                )
            else:
                if deletions < limit and target < 5:
                    deletions = 1
                rest = target - deletions
                probes = (zlib.crc32(bytes(s)) for s in set(combinations(query, rest)))
            _collect(table, probes, target, found)
        return found

    def _swapped(self, query: bytes) -> set[bytes]:
        """Find keys one edit from the query with two neighbours swapped back."""
        found: set[bytes] = set()
        length = len(query)
        for target in range(max(6, length - 1), length + 2):
            table = self._tables.get(target)
            if table is None:
                continue
            cuts = {start + s for start, _ in _cuts(target)[1:] for s in (-1, 0, 1)}
            probes = _probes(length, target, 1)
            for cut in cuts:
                if 0 < cut < length and query[cut - 1] != query[cut]:
                    swapped = bytearray(query)
                    swapped[cut - 1 : cut + 1] = swapped[cut - 1 : cut + 1][::-1]
                    hashes = (
                        zlib.crc32(swapped[a:b] + swapped[c:d], seed) for seed, a, b, c, d in probes
                    )
                    _collect(table, hashes, target, found)
        return found

    @staticmethod
    def _measured(query: bytes, candidates: set[bytes], limit: int) -> dict[bytes, int]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        near = extract(query, list(candidates), scorer=OSA.distance, score_cutoff=limit, limit=None)
        return {choice: int(distance) for choice, distance, _ in near}


def _collect(table: _Table, hashes: Iterator[int], length: int, found: set[bytes]) -> None:
    mask, starts, checks, ids, keys = table
    for value in hashes:
        bucket = value & mask
        start, end = starts[bucket], starts[bucket + 1]
        if start == end:
            continue
        check, slots = value >> 24, checks[start:end].tobytes()
        slot = slots.find(check)
        while slot >= 0:
            at = ids[start + slot] * length
            found.add(keys[at : at + length].tobytes())
            slot = slots.find(check, slot + 1)


def _open_table(section: memoryview, entry: dict[str, Any]) -> _Table:
    def part(name: str) -> memoryview:
        offset, size = entry[name]
        return section[offset : offset + size]

    return _Table(
        mask=entry["mask"],
        starts=part("starts").cast("I"),
        checks=part("checks"),
        ids=part("ids").cast(entry["id_type"]),
        keys=part("keys"),
    )
