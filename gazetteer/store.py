"""Where the compiled world lives, when it is trusted, and when it is compiled again."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from gazetteer.data_files import DATA
from gazetteer.errors import IndexUnusableError
from gazetteer.index import Index
from gazetteer.index_format import FORMAT_VERSION

__all__ = [
    "build_world",
    "key_stamp",
    "open_index",
    "open_world",
    "packaged_index",
    "progress_bar",
    "source_stamp",
    "user_index",
]

KEY_SOURCES: Final = (
    "data/letters.tsv",
    "data/class_words.tsv",
    "names.py",
    "generic.py",
    "fuzzy.py",
    "fuzzy_build.py",
    "completions.py",
    "index_build.py",
)
"""What the keys of any index are made with."""

SOURCES: Final = (
    *KEY_SOURCES,
    "data/countries.tsv",
    "data/country_words.tsv",
    "data/admin1.tsv.xz",
    "data/admin1_outlines.tsv.xz",
    "data/us_counties.tsv.xz",
    "data/adm2.tsv.xz",
    "data/borderland.csv",
    "data/geonames_cities500.tsv.xz",
    "sources/packaged.py",
    "sources/borderland.py",
)
"""What the compiled world is made from: data, and the code that makes keys."""

TAIL: Final = 4096
"""Bytes at the end of an xz file that hold its index, and checksums of its blocks."""

PLACES: Final = 260_000
"""Places of the world, for the progress shown; the true number is counted."""


def packaged_index() -> Path:
    """Return where ``make`` puts the index inside the package."""
    return DATA / "compiled" / "world.gzt"


def user_index() -> Path:
    """Return where an index compiled at first use goes: the user's cache folder."""
    return _cache() / f"world-{FORMAT_VERSION}.gzt"


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("geomap")


def source_stamp() -> str:
    """Return the format's version and a checksum of the sources.

    Of compressed tables the last bytes are read, where xz keeps their
    checksums: reading all 10 MB at every start would cost more than a look-up.
    """
    return _stamp(SOURCES)


def key_stamp() -> str:
    """Return the same of what makes keys alone: the stamp of a user's data set."""
    return _stamp(KEY_SOURCES)


def _stamp(names: tuple[str, ...]) -> str:
    crc = 0
    for name in names:
        with (DATA.parent / name).open("rb") as source:
            if name.endswith(".xz"):
                source.seek(-TAIL, os.SEEK_END)
            crc = zlib.crc32(source.read(), crc)
    return f"{FORMAT_VERSION}-{crc:08x}"


def open_world() -> Index:
    """Open the packaged world, or compile it where no usable index is found.

    Raises
    ------
    IndexUnusableError
        No index can be used and none can be written.
    """
    stamp = source_stamp()
    for place in (packaged_index, user_index):
        path = place()
        index = _usable(path) if path.exists() else None
        if index is not None and index.file.header["stamp"] == stamp:
            return index
    return build_world(user_index())


def _usable(path: Path) -> Index | None:
    try:
        return open_index(path)
    except IndexUnusableError as err:
        import logging

        logging.getLogger(__name__).info("%s; compiling it again from its sources", err)
        return None


def open_index(path: Path) -> Index:
    """Open an index after making sure, once for each state of the file, that it is whole.

    Raises
    ------
    IndexUnusableError
        The file is missing, foreign, of another version, cut short or damaged.
    """
    index = Index(path)
    state = _state(path)
    if any(_read(marker) == state for marker in _markers(path)):
        return index
    damage = index.file.damage()
    if damage:
        raise IndexUnusableError(damage)
    for marker in _markers(path):
        with suppress(OSError):
            marker.parent.mkdir(parents=True, exist_ok=True)
            marker.write_text(state)
            break
    return index


def _markers(path: Path) -> Iterator[Path]:
    """Yield where it is noted that an index was found whole: beside it, or in the cache.

    Where neither can be written, each process reads the whole index once.
    """
    yield path.with_name(f"{path.name}.whole")
    yield _cache() / f"{path.name}-{zlib.crc32(str(path).encode()):08x}.whole"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _state(path: Path) -> str:
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"


def build_world(path: Path) -> Index:
    """Compile the packaged sources into ``path`` and open it.

    On a terminal the progress is shown; in a pipe nothing is.

    Raises
    ------
    IndexUnusableError
        The file cannot be written (disk full, folder not writable).
    """
    from gazetteer.index_build import build_index
    from gazetteer.sources.packaged import read_world

    try:
        with progress_bar("compiling the gazetteer") as share:
            shown = (lambda count: share(count / PLACES)) if share else None
            build_index(read_world(), path, stamp=source_stamp(), progress=shown)
    except OSError as err:
        raise IndexUnusableError(
            f"cannot write the gazetteer's index {path}: {err}; free 300 MB there, or let "
            "XDG_CACHE_HOME name another folder"
        ) from err
    return open_index(path)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float], None] | None]:
    """Give what draws a bar, told the share that is done; None where no terminal is.

    The bar is gone at the end.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return

    def show(share: float) -> None:
        share = min(1.0, share)
        bar = "#" * round(24 * share)
        sys.stderr.write(f"\r{label} [{bar:24}] {share:4.0%}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
