"""The likeliest places whose names begin with a few letters.

Where few keys begin so they are read one by one. Where many do, reading them all
would take long, and reading the first of them would find what the alphabet puts
first: of such beginnings the likeliest places are kept, worked out while the index
is compiled. They are laid out as

``begun``
    Finite-state transducer from the beginning of a key to an offset in
    ``completions``.
``completions``
    At each offset: count of places and length of the text, u16 each; postings
    (``ordinal << 3 | kind``), u32 each, the likeliest first; their keys, parted by
    new lines.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import ducer  # type: ignore[import-untyped]  # ships stubs without py.typed

__all__ = ["KEPT", "Completion", "Completions", "completions_at", "walked"]

KEPT: Final = 20
"""Places of a beginning: twice what a look-up shows, so that some may be one place."""

WALKED: Final = 512
WALKED_OF_MANY: Final = 64
MANY_PLACES: Final = 1_000_000
"""So many keys of one beginning are read one by one: half a millisecond. A large index
keeps places of shorter walks too: they are a hundredth of it."""

_HEAD: Final = struct.Struct("<2H")


def walked(places: int) -> int:
    """Return how many keys of one beginning are read one by one in an index of so many places.

    Examples
    --------
    >>> walked(260_000), walked(12_000_000)
    (512, 64)
    """
    return WALKED_OF_MANY if places > MANY_PLACES else WALKED


class Completion(NamedTuple):
    """A place, how a key names it, and the key."""

    ordinal: int
    kind: int
    key: str


_Entry = tuple[float, int, bytes]
"""Minus the rank, the posting, the key: the likeliest sorts first."""


class _Beginning:
    """The keys that share their first ``depth`` bytes: how many, and the likeliest places."""

    __slots__ = ("count", "depth", "entries")

    def __init__(self, depth: int, count: int, entries: list[_Entry]) -> None:
        self.depth, self.count, self.entries = depth, count, entries

    def take(self, other: _Beginning) -> None:
        self.count += other.count
        self.entries += other.entries
        if len(self.entries) > 4 * KEPT:
            self.entries = _likeliest(self.entries)


def _shared(one: bytes, other: bytes) -> int:
    """Return how many bytes two keys have in common at their start."""
    for at, (mine, its) in enumerate(zip(one, other, strict=False)):
        if mine != its:
            return at
    return min(len(one), len(other))


def _likeliest(entries: list[_Entry]) -> list[_Entry]:
    """Return the first entry of each of the likeliest places."""
    kept: dict[int, _Entry] = {}
    for entry in sorted(entries):
        kept.setdefault(entry[1] >> 3, entry)
        if len(kept) == KEPT:
            break
    return list(kept.values())


class Completions:
    """Writes both sections while keys come in order.

    Parameters
    ----------
    lists : binary file
        The section ``completions``.
    most : int
        Beginnings of no more keys are left out.
    """

    def __init__(self, lists: BinaryIO, most: int) -> None:
        self._lists, self._most, self._size = lists, most, 0
        self._open: list[_Beginning] = []
        self._last = b""
        self._begun: list[tuple[bytes, int]] = []

    def add(self, key: bytes, ranked: list[tuple[float, int]]) -> None:
        """Take the next key with minus the rank, and the posting, of its likeliest places."""
        self._close(_shared(self._last, key))
        entries = [(rank, posting, key) for rank, posting in ranked[:KEPT]]
        self._open.append(_Beginning(len(key), 1, entries))
        self._last = key

    def _close(self, depth: int) -> None:
        """Close the beginnings longer than what the next key shares with the last."""
        while self._open and self._open[-1].depth > depth:
            done = self._open.pop()
            above = max(depth, self._open[-1].depth if self._open else 0)
            if done.count > self._most:
                self._write(done, above)
            if self._open and self._open[-1].depth == above:
                self._open[-1].take(done)
            elif above:
                self._open.append(_Beginning(above, done.count, done.entries))

    def _write(self, done: _Beginning, above: int) -> None:
        entries = _likeliest(done.entries)
        text = b"\n".join(key for _, _, key in entries)
        postings = struct.pack(f"<{len(entries)}I", *(posting for _, posting, _ in entries))
        data = _HEAD.pack(len(entries), len(text)) + postings + text
        self._lists.write(data)
        for length in range(above + 1, done.depth + 1):
            if self._last[length : length + 1] < b"\x80" or self._last[length] >= 0xC0:
                self._begun.append((self._last[:length], self._size))
        self._size += len(data)

    def finish(self, begun: Path) -> None:
        """Write the section ``begun``."""
        self._close(0)
        ducer.Map.build(str(begun), sorted(self._begun))


def completions_at(part: memoryview, offset: int) -> list[Completion]:
    """Return the likeliest places of a beginning, the likeliest first."""
    count, length = _HEAD.unpack_from(part, offset)
    start = offset + _HEAD.size
    postings = struct.unpack_from(f"<{count}I", part, start)
    start += 4 * count
    keys = str(part[start : start + length], "utf-8").split("\n")
    return [Completion(p >> 3, p & 7, key) for p, key in zip(postings, keys, strict=True)]
