"""Compile rows of the sources into an index file.

Streaming: rows are read once, keys are spooled to sorted runs on disk, so that
a dump of ten million names builds in bounded memory.
"""

from __future__ import annotations

import heapq
import json
import mmap
import struct
import tempfile
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import ducer  # type: ignore[import-untyped]  # ships stubs without py.typed

from gazetteer.completions import KEPT, Completions, walked
from gazetteer.fuzzy_build import is_filed, write_fuzzy
from gazetteer.generic import split_class, split_unit
from gazetteer.index_format import (
    CELLS,
    CLASSES,
    CORE,
    FLAG_CAPITAL,
    FLAG_CURATED,
    FLAG_DETAILED,
    NAMES_PER_BLOCK,
    NO_DEGREE,
    cell_of,
    pack_radius,
    write_index_file,
)
from gazetteer.matching import KIND_FACTORS
from gazetteer.names import MAX_NAME_LENGTH, fold
from gazetteer.place import Name
from gazetteer.ranking import prominence
from gazetteer.sources import CODE, Row

__all__ = ["build_index"]

CODE_KIND: Final = 4
RUN_LENGTH: Final = 2_000_000
"""Keys sorted in memory at a time: about 300 MB of Python objects."""

NO_CELL: Final = 2**32 - 1

_SPLIT_CLASSES = frozenset(CLASSES) - {"populated place", "country"}
EXTRAS: Final = ("valid_from", "valid_to")
"""Fields that few places have: kept as JSON beside their label."""


class _KeySpool:
    """Sorted (key, posting) pairs, in memory up to ``RUN_LENGTH``, then in files."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.pairs: list[tuple[bytes, int]] = []
        self.runs: list[Path] = []

    def add(self, key: bytes, posting: int) -> None:
        self.pairs.append((key, posting))
        if len(self.pairs) >= RUN_LENGTH:
            self._flush()

    def _flush(self) -> None:
        self.pairs.sort()
        run = self.folder / f"{self.name}.run{len(self.runs)}"
        with run.open("wb") as out:
            for key, posting in self.pairs:
                out.write(b"%d\t%s\n" % (posting, key))
        self.runs.append(run)
        self.pairs = []

    def merged(self) -> Iterator[tuple[bytes, int]]:
        self.pairs.sort()
        return heapq.merge(self.pairs, *(self._read(run) for run in self.runs))

    @staticmethod
    def _read(run: Path) -> Iterator[tuple[bytes, int]]:
        with run.open("rb") as lines:
            for line in lines:
                posting, _, key = line[:-1].partition(b"\t")
                yield key, int(posting)


class _Table:
    """Distinct values numbered in order of appearance."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, value: Any) -> int:
        return self.numbers.setdefault(value, len(self.numbers))


class _Writer:
    """Writes the sections of one index into a working folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spool, self.ids = _KeySpool(folder, "keys"), _KeySpool(folder, "ids")
        self.groups = _Table()
        self.files: dict[str, BinaryIO] = {}
        self.count = self.details_size = self.outlines_size = self.names_size = 0
        self.block: list[str] = []
        self.block_starts = array("I")
        self.cells = array("I")
        self.weights = array("B")
        self.outline_index = array("I")
        self.fuzzy: dict[str, Any] = {}

    def file(self, name: str) -> BinaryIO:
        if name not in self.files:
            self.files[name] = (self.folder / name).open("wb")
        return self.files[name]

    def add(self, row: Row) -> None:
        ordinal = self.count
        self.count += 1
        self._write_core(row)
        self._write_names(row)
        self._write_outline(row, ordinal)
        self.cells.append(
            NO_CELL if row.lon is None or row.lat is None else cell_of(row.lon, row.lat)
        )
        self.weights.append(round(255 * prominence(row.feature_class, row.population, row.capital)))
        for key, kind in row_keys(row).items():
            self.spool.add(key.encode(), ordinal << 3 | kind)
        self.ids.add(row.place_id.encode(), ordinal)

    def _write_core(self, row: Row) -> None:
        extras = {name: getattr(row, name) for name in EXTRAS if getattr(row, name)}
        if row.tenures:
            extras["tenures"] = [(t.iso3, t.valid_from, t.valid_to) for t in row.tenures]
        flags = CLASSES.index(row.feature_class)
        flags |= FLAG_CAPITAL * row.capital | FLAG_DETAILED * bool(extras)
        flags |= FLAG_CURATED * row.place_id.startswith("borderland:")
        prefix, _, number = row.place_id.rpartition(":")
        text = f"{number}\0{row.name}\0"
        if extras:
            text += json.dumps(extras, ensure_ascii=False)
        detail = text.encode()
        self.file("core").write(
            CORE.pack(
                NO_DEGREE if row.lon is None else round(row.lon * 1e5),
                NO_DEGREE if row.lat is None else round(row.lat * 1e5),
                min(row.population, 2**32 - 1),
                self.details_size,
                self.groups.number(_group_text(row, prefix)),
                pack_radius(row.radius_km),
                flags,
            )
        )
        self.file("details").write(detail)
        self.details_size += len(detail)

    def _write_names(self, row: Row) -> None:
        self.block.append("\x1e".join(_name_text(name) for name in row.names))
        if len(self.block) == NAMES_PER_BLOCK:
            self.flush_names()

    def flush_names(self) -> None:
        data = zlib.compress("\n".join(self.block).encode(), 9)
        self.file("names").write(data)
        self.block_starts.append(self.names_size)
        self.names_size += len(data)
        self.block = []

    def _write_outline(self, row: Row, ordinal: int) -> None:
        if row.outline:
            data = zlib.compress(row.outline.encode(), 9)
            self.outline_index.extend((ordinal, self.outlines_size, len(data)))
            self.file("outlines").write(data)
            self.outlines_size += len(data)

    def finish(self) -> dict[str, Path]:
        if self.block:
            self.flush_names()
        self.block_starts.append(self.names_size)
        for name in ("core", "details", "names", "outlines"):
            self.file(name)  # an index without places has them empty
        self._finish_grid()
        self._write_strings("groups", list(self.groups.numbers))
        _dump(self.file("name_blocks"), self.block_starts)
        _dump(self.file("outline_index"), self.outline_index)
        self._finish_keys()
        self.close()
        names = (
            "keys ids postings begun completions core details names name_blocks grid grid_cells "
            "outlines fuzzy outline_index groups"
        )
        return {n: self.folder / n for n in names.split()}

    def close(self) -> None:
        """Close the files; a build that failed is cleaned up as well as one that did not."""
        for file in self.files.values():
            file.close()

    def _finish_grid(self) -> None:
        starts = array("I", bytes(4 * (CELLS[0] * CELLS[1] + 1)))
        for cell in self.cells:
            if cell != NO_CELL:
                starts[cell + 1] += 1
        total = 0
        for cell, count in enumerate(starts):
            total += count
            starts[cell] = total
        ordered, free = array("I", bytes(4 * total)), array("I", starts)
        for ordinal, cell in enumerate(self.cells):
            if cell != NO_CELL:
                ordered[free[cell]] = ordinal
                free[cell] += 1
        _dump(self.file("grid"), ordered)
        self.file("grid_cells").write(zlib.compress(starts.tobytes(), 9))  # most are of the sea

    def _write_strings(self, name: str, strings: list[str]) -> None:
        encoded = [s.encode() for s in strings]
        offsets = array("I", [4 * (len(encoded) + 1)])
        for data in encoded:
            offsets.append(offsets[-1] + len(data))
        out = self.file(name)
        _dump(out, offsets)
        out.write(b"".join(encoded))

    def _finish_keys(self) -> None:
        with (self.folder / "postings").open("wb") as postings:
            completions = Completions(self.file("completions"), walked(self.count))
            items = _grouped(self.spool.merged(), postings, self.weights, completions)
            ducer.Map.build(str(self.folder / "keys"), items)
            completions.finish(self.folder / "begun")
        ducer.Map.build(str(self.folder / "ids"), _distinct(self.ids.merged()))
        self.fuzzy = write_fuzzy(_filed_keys(self.folder / "keys"), self.folder / "fuzzy")


def _distinct(pairs: Iterator[tuple[bytes, int]]) -> Iterator[tuple[bytes, int]]:
    """Yield the first pair of each key: of two rows with one id, the first is it."""
    last = b""
    for key, value in pairs:
        if key != last:
            yield key, value
        last = key


def _filed_keys(path: Path) -> Iterator[str]:
    """Yield the keys of scripts in which spellings and edits are looked for.

    Keys with the class word of a unit are left out: what is left without it is
    a key too, and is looked for as such.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        keys = ducer.Map(view)
        for data in keys:
            if is_filed(key := data.decode()) and not split_unit(key):
                yield key
        del keys


def _dump(out: BinaryIO, numbers: array[int]) -> None:
    out.write(numbers.tobytes())


def _grouped(
    pairs: Iterator[tuple[bytes, int]],
    postings: BinaryIO,
    weights: array[int],
    completions: Completions,
) -> Iterator[tuple[bytes, int]]:
    """Yield one (key, value) for each key, writing postings of several places.

    The likeliest place of a key comes first, as look-up would rank it.
    """

    def ranked(posting: int) -> tuple[float, int]:
        return -KIND_FACTORS[posting & 7] * (0.5 + weights[posting >> 3] / 510), posting

    position = 0
    for key, group in _by_key(pairs):
        places = sorted(map(ranked, group)) if len(group) > 1 else [ranked(group[0])]
        completions.add(key, places[:KEPT])
        value, size = _post([posting for _, posting in places], position, postings)
        yield key, value
        position += size


def _by_key(pairs: Iterator[tuple[bytes, int]]) -> Iterator[tuple[bytes, list[int]]]:
    """Yield each key with its postings, one a place."""
    current, group = b"", list[int]()
    for key, posting in pairs:
        if key != current and group:
            yield current, group
            group = []
        current = key
        # Pairs are sorted, so the best kind of a place comes first.
        if not group or group[-1] >> 3 != posting >> 3:
            group.append(posting)
    if group:
        yield current, group


def _post(group: list[int], position: int, postings: BinaryIO) -> tuple[int, int]:
    if len(group) == 1:
        return group[0] << 1 | 1, 0
    postings.write(struct.pack(f"<{len(group) + 1}I", len(group), *group))
    return position << 1, 4 * (len(group) + 1)


def _group_text(row: Row, prefix: str) -> str:
    countries, parents = "\x1f".join(row.countries), "\x1f".join(row.parents)
    derived = "derived" if row.derived else ""
    return "\x1e".join((countries, prefix, row.source, row.licence, parents, row.note, derived))


def _name_text(name: Name | str) -> str:
    if isinstance(name, str):
        return name
    fields = (name.text, name.lang, name.valid_from or "", name.valid_to or "")
    return "\x1f".join(fields).rstrip("\x1f")


def row_keys(row: Row) -> dict[str, int]:
    """Return the keys of a row's names, each with the best kind of its names."""
    keys: dict[str, int] = {}
    for position, name in enumerate((row.name, *row.names)):
        text = name if isinstance(name, str) else name.text
        kind = _kind(name, position)
        key = fold(text[:MAX_NAME_LENGTH])
        if not key:
            continue
        keys[key] = min(kind, keys.get(key, kind))
        if row.feature_class in _SPLIT_CLASSES and kind != CODE_KIND:
            for split in split_class(key):
                keys.setdefault(split.key, max(2, kind))
    return keys


def _kind(name: Name | str, position: int) -> int:
    """Return the position in ``KINDS``. Capitals alone are an airport's or a post's code."""
    if isinstance(name, str):
        short = len(name) <= 4 and name.isascii() and name.isalpha() and name.isupper()
        return 0 if position == 0 else CODE_KIND if short else 1
    if name.lang == CODE:
        return CODE_KIND
    return 3 if name.valid_to else 1


def build_index(
    rows: Iterable[Row],
    path: Path,
    *,
    stamp: str = "",
    progress: Callable[[int], None] | None = None,
) -> None:
    """Compile ``rows`` into the index file ``path``.

    Parameters
    ----------
    rows : iterable of Row
        Read once. A row that ``replaces`` others must come before them.
    path : Path
        Written beside and renamed when complete.
    stamp : str
        Hash of the sources, kept in the header.
    progress : callable, optional
        Called with the number of rows done, every 1,000 rows.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=path.parent) as work:
        writer, replaced = _Writer(Path(work)), set[str]()
        try:
            for row in rows:
                replaced.update(row.replaces)
                if row.place_id in replaced:
                    continue
                writer.add(row)
                if progress and writer.count % 1000 == 0:
                    progress(writer.count)
            parts = writer.finish()
        finally:
            writer.close()
        header = {
            "stamp": stamp,
            "places": writer.count,
            "fuzzy": writer.fuzzy,
        }
        finished = Path(work) / "index"
        write_index_file(finished, header, parts)
        finished.replace(path)
