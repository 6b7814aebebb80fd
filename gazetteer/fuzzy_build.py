"""Write the section that :mod:`gazetteer.fuzzy` reads."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from gazetteer.fuzzy import LONGEST, file_strings

__all__ = ["is_filed", "write_fuzzy"]

ENTRIES_PER_BUCKET: Final = 12
PASS_SIZE: Final = 4_000_000
"""Entries sorted at a time: 300 MB of Python integers."""

_SCRIPTS: Final = ((0x0621, 0x064A), (0x066E, 0x06D5), (0x05D0, 0x05EA))
"""Arabic and Hebrew letters: alphabets that are filed besides ASCII."""


class _Section:
    """A file that remembers where its parts begin; each on an 8-byte boundary."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.size = out, 0

    def write(self, data: bytes | memoryview) -> tuple[int, int]:
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


def write_fuzzy(loose_keys: Iterable[str], path: Path) -> dict[str, Any]:
    """Write the section and return its header.

    Parameters
    ----------
    loose_keys : iterable of str
        Distinct; read once.
    path : Path
        File to write.
    """
    alphabet: dict[str, int] = {}
    by_length: dict[int, bytearray] = {}
    for key in loose_keys:
        data = _encoded(key, alphabet)
        if data is not None:
            by_length.setdefault(len(data), bytearray()).extend(data)
    with path.open("wb") as out:
        section = _Section(out)
        tables = {
            length: _write_table(section, length, by_length.pop(length))
            for length in sorted(by_length)
        }
    return {"alphabet": "".join(alphabet), "tables": tables}


def _encoded(key: str, alphabet: dict[str, int]) -> bytes | None:
    if not 3 <= len(key) <= LONGEST:
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


def _write_table(section: _Section, length: int, keys: bytearray) -> dict[str, Any]:
    count = len(keys) // length
    per_key = sum(1 for _ in file_strings(bytes(keys[:length])))
    buckets = 1 << max(4, (count * per_key // ENTRIES_PER_BUCKET).bit_length() - 1)
    passes = -(-count * per_key // PASS_SIZE)
    starts, checks = array("I", bytes(4 * (buckets + 1))), bytearray()
    ids = array("H" if count <= 1 << 16 else "I")
    for number in range(passes):
        low, high = number * buckets // passes, (number + 1) * buckets // passes
        for packed in sorted(_entries(keys, length, buckets - 1, low, high)):
            starts[(packed >> 40) + 1] += 1
            checks.append(packed >> 32 & 0xFF)
            ids.append(packed & 0xFFFFFFFF)
    total = 0
    for bucket, found in enumerate(starts):
        total += found
        starts[bucket] = total
    return {
        "mask": buckets - 1,
        "id_type": ids.typecode,
        "starts": section.write(starts.tobytes()),
        "checks": section.write(bytes(checks)),
        "ids": section.write(ids.tobytes()),
        "keys": section.write(bytes(keys)),
    }


def _entries(keys: bytearray, length: int, mask: int, low: int, high: int) -> Iterator[int]:
    for number in range(len(keys) // length):
        key = bytes(keys[number * length : (number + 1) * length])
        for seed, string in file_strings(key):
            value = zlib.crc32(string, seed)
            bucket = value & mask
            if low <= bucket < high:
                yield bucket << 40 | value >> 24 << 32 | number
