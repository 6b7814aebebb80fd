"""Write the section that :mod:`gazetteer.fuzzy` reads."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from gazetteer.fuzzy import BLOCK, check_byte, file_strings
from gazetteer.names import loosen

__all__ = ["is_filed", "write_fuzzy"]

ENTRIES_PER_BUCKET: Final = 12
LONGEST_FILED: Final = 120
"""Letters of a key; its length is one byte."""
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
    by_length: dict[int, list[bytes]] = {}
    for key in keys:
        data = _encoded(key, alphabet)
        if data is not None:
            by_length.setdefault(len(loosen(key)), []).append(data)
    letters = {code: letter for letter, code in alphabet.items()}
    with path.open("wb") as out:
        section = _Section(out)
        tables = {
            length: _write_table(section, by_length.pop(length), letters)
            for length in sorted(by_length)
        }
    return {"alphabet": "".join(alphabet), "tables": tables}


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


def _write_table(section: _Section, keys: list[bytes], letters: dict[int, str]) -> dict[str, Any]:
    per_key = sum(1 for _ in file_strings(_loose(keys[0], letters)))
    buckets = 1 << max(4, (len(keys) * per_key // ENTRIES_PER_BUCKET).bit_length() - 1)
    passes = -(-len(keys) * per_key // PASS_SIZE)
    starts, checks = array("I", bytes(4 * (buckets + 1))), bytearray()
    ids, high = array("H"), max(0, (len(keys) - 1).bit_length() - 16)
    for turn in range(passes):
        low, end = turn * buckets // passes, (turn + 1) * buckets // passes
        for packed in sorted(_entries(keys, letters, buckets - 1, low, end)):
            starts[(packed >> 40) + 1] += 1
            check, number = packed >> 32 & 0xFF, packed & 0xFFFFFFFF
            checks.append(check_byte(check << 24, high) | number >> 16)
            ids.append(number & 0xFFFF)
    total = 0
    for bucket, found in enumerate(starts):
        total += found
        starts[bucket] = total
    bases, offsets = _places(keys)
    return {
        "mask": buckets - 1,
        "high": high,
        "starts": section.write(starts.tobytes()),
        "checks": section.write(bytes(checks)),
        "ids": section.write(ids.tobytes()),
        "bases": section.write(bases.tobytes()),
        "offsets": section.write(offsets.tobytes()),
        "keys": section.write(b"".join(bytes((len(key),)) + key for key in keys)),
    }


def _places(keys: list[bytes]) -> tuple[array[int], array[int]]:
    """Return where blocks of keys begin, and each key in its block."""
    bases, offsets, position = array("I"), array("H"), 0
    for number, key in enumerate(keys):
        if number % BLOCK == 0:
            bases.append(position)
        offsets.append(position - bases[-1])
        position += len(key) + 1
    return bases, offsets


def _loose(key: bytes, letters: dict[int, str]) -> bytes:
    """Return the loose key in the same one-byte alphabet."""
    if key.isascii():
        return loosen(key.decode()).encode()
    text = loosen("".join(letters.get(code, chr(code)) for code in key))
    codes = {letter: code for code, letter in letters.items()}
    return bytes(codes.get(letter) or ord(letter) for letter in text)


def _entries(
    keys: list[bytes], letters: dict[int, str], mask: int, low: int, high: int
) -> Iterator[int]:
    for number, key in enumerate(keys):
        for seed, string in file_strings(_loose(key, letters)):
            value = zlib.crc32(string, seed)
            bucket = value & mask
            if low <= bucket < high:
                yield bucket << 40 | value >> 24 << 32 | number
