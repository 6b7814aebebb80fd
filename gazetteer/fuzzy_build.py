"""Write the section that :mod:`gazetteer.fuzzy` reads."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from gazetteer.fuzzy import BLOCK, WIDE, file_strings
from gazetteer.names import loosen

__all__ = ["is_filed", "write_fuzzy"]

ENTRIES_PER_BUCKET: Final = 12
LONGEST_FILED: Final = 120
"""Letters of a key; its length is one byte."""
PASS_SIZE: Final = 16_000_000
"""Entries sorted at a time: 128 MB, twice."""

_SCRIPTS: Final = ((0x0621, 0x064A), (0x066E, 0x06D5), (0x05D0, 0x05EA))
"""Arabic and Hebrew letters: alphabets that are filed besides ASCII."""


class _Section:
    """A file that remembers where its parts begin; each on an 8-byte boundary."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.size = out, 0

    def write(self, data: bytes | bytearray) -> tuple[int, int]:
        start, length = self.size, len(data)
        self.out.write(data)
        self.out.write(bytes(-length % 8))
        self.size += length + -length % 8
        return start, length


def is_filed(key: str) -> bool:
    """Return whether loose keys and edits are looked for in a key's script."""
    return all(letter.isascii() or _is_filed_letter(letter) for letter in key)


def _is_filed_letter(letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in _SCRIPTS)


def write_fuzzy(keys: Iterable[str], path: Path) -> dict[str, Any]:
    """Write the section and return its header.

    Parameters
    ----------
    keys : iterable of str
        Distinct folded names; read once.
    path : Path
        File to write.
    """
    alphabet: dict[str, int] = {}
    by_length: dict[int, _Keys] = {}
    for key in keys:
        data = _encoded(key, alphabet)
        if data is not None:
            by_length.setdefault(len(loosen(key)), _Keys()).add(data)
    letters = {code: letter for letter, code in alphabet.items()}
    with path.open("wb") as out:
        section = _Section(out)
        tables = {
            length: _write_table(section, by_length.pop(length), letters)
            for length in sorted(by_length)
        }
    return {"alphabet": "".join(alphabet), "tables": tables}


class _Keys:
    """Keys of one length, as they stand in the file: each after a byte with its length."""

    def __init__(self) -> None:
        self.data, self.starts = bytearray(), array("I")

    def add(self, key: bytes) -> None:
        self.starts.append(len(self.data))
        self.data.append(len(key))
        self.data += key

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[bytes]:
        data = self.data
        for start in self.starts:
            yield bytes(data[start + 1 : start + 1 + data[start]])


def _encoded(key: str, alphabet: dict[str, int]) -> bytes | None:
    if len(key) > LONGEST_FILED:
        return None
    if key.isascii():
        return key.encode()
    codes = []
    for letter in key:
        if not letter.isascii() and letter not in alphabet:
            if not _is_filed_letter(letter) or len(alphabet) == 128:
                return None
            alphabet[letter] = 128 + len(alphabet)
        codes.append(ord(letter) if letter.isascii() else alphabet[letter])
    return bytes(codes)


def _write_table(section: _Section, keys: _Keys, letters: dict[int, str]) -> dict[str, Any]:
    first, wide = _loose(next(iter(keys)), letters), len(keys) >= WIDE
    per_key = sum(1 for _ in file_strings(first, wide=wide))
    buckets = 1 << max(4, (len(keys) * per_key // ENTRIES_PER_BUCKET).bit_length() - 1)
    high = 0 if wide else max(0, (len(keys) - 1).bit_length() - 16)
    filed = _Filed(buckets, high, wide=wide)
    passes = -(-len(keys) * per_key // PASS_SIZE)
    for turn in range(passes):
        low, end = turn * buckets // passes, (turn + 1) * buckets // passes
        filed.add(array("Q", _entries(keys, letters, (buckets - 1, low, end), wide=wide)))
    bases, offsets = _places(keys.starts)
    return {
        "mask": buckets - 1,
        "high": high,
        "starts": section.write(filed.starts()),
        "checks": section.write(filed.checks),
        "ids": section.write(filed.ids),
        **({"highs": section.write(filed.highs)} if wide else {}),
        "bases": section.write(bases.tobytes()),
        "offsets": section.write(offsets.tobytes()),
        "keys": section.write(keys.data),
    }


class _Filed:
    """The entries of one table, by bucket; those of a bucket are added together."""

    def __init__(self, buckets: int, high: int, *, wide: bool) -> None:
        import numpy as np

        self.high, self.wide = high, wide
        self.counts = np.zeros(buckets + 1, np.uint32)
        self.checks, self.ids, self.highs = bytearray(), bytearray(), bytearray()

    def add(self, entries: array[int]) -> None:
        """Add entries ``bucket << 40 | check << 32 | number``."""
        import numpy as np

        packed = np.frombuffer(entries, np.uint64) if entries else np.empty(0, np.uint64)
        packed = np.sort(packed)
        buckets, numbers = (packed >> 40).astype(np.int64), packed.astype(np.uint32)
        self.counts[1:] += np.bincount(buckets, minlength=len(self.counts) - 1).astype(np.uint32)
        checks, above = (packed >> 32).astype(np.uint8), (numbers >> 16).astype(np.uint8)
        self.ids += numbers.astype("<u2").tobytes()
        if self.wide:
            self.checks += checks.tobytes()
            self.highs += above.tobytes()
        else:
            self.checks += (checks >> self.high << self.high | above).tobytes()

    def starts(self) -> bytes:
        """Return where each bucket begins, and the last one ends."""
        return self.counts.cumsum(dtype="<u4").tobytes()


def _places(starts: array[int]) -> tuple[array[int], array[int]]:
    """Return where blocks of keys begin, and each key in its block."""
    bases = starts[::BLOCK]
    offsets = array("H", (start - bases[at // BLOCK] for at, start in enumerate(starts)))
    return bases, offsets


def _loose(key: bytes, letters: dict[int, str]) -> bytes:
    """Return the loose key in the same one-byte alphabet."""
    if key.isascii():
        return loosen(key.decode()).encode()
    text = loosen("".join(letters.get(code, chr(code)) for code in key))
    codes = {letter: code for code, letter in letters.items()}
    return bytes(codes.get(letter) or ord(letter) for letter in text)


def _entries(
    keys: _Keys, letters: dict[int, str], range_: tuple[int, int, int], *, wide: bool
) -> Iterator[int]:
    mask, low, high = range_
    for number, key in enumerate(keys):
        for seed, string in file_strings(_loose(key, letters), wide=wide):
            value = zlib.crc32(string, seed)
            bucket = value & mask
            if low <= bucket < high:
                yield bucket << 40 | value >> 24 << 32 | number
