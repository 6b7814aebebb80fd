"""Where the compiled world lives, and when it is compiled again."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from gazetteer.errors import IndexUnusableError
from gazetteer.index import Index
from gazetteer.index_format import FORMAT_VERSION

__all__ = ["build_world", "open_world", "packaged_index", "user_index"]


def packaged_index() -> Path:
    """Return where ``make build`` puts the index inside the package."""
    return Path(str(files("gazetteer"))) / "data" / "compiled" / "world.gzt"


def user_index() -> Path:
    """Return where an index compiled at first use goes: the user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("geomap") / f"world-{FORMAT_VERSION}.gzt"


def _source_names() -> list[str]:
    return [
        "countries.tsv", "admin1.tsv.xz", "admin1_outlines.tsv.xz", "geonames_cities500.tsv.xz",
        "borderland.csv", "country_words.tsv", "letters.tsv", "class_words.tsv",
    ]  # fmt: skip


def source_stamp() -> str:
    """Return a short hash of the sources' names, sizes and dates.

    Reading 10 MB to hash them at every start would cost more than the look-up.
    """
    digest = hashlib.sha256(str(FORMAT_VERSION).encode())
    folder = Path(str(files("gazetteer"))) / "data"
    for name in _source_names():
        digest.update(f"{name}:{(folder / name).stat().st_size};".encode())
    return digest.hexdigest()[:16]


def open_world() -> Index:
    """Open the packaged world, or compile it where no usable index is found."""
    stamp = source_stamp()
    problems = []
    for path in (packaged_index(), user_index()):
        if path.exists():
            try:
                index = Index(path)
            except IndexUnusableError as err:
                problems.append(str(err))
                continue
            if index.file.header["stamp"] == stamp:
                return index
    return build_world(user_index())


def build_world(path: Path) -> Index:
    """Compile the packaged sources into ``path`` and open it.

    Raises
    ------
    IndexUnusableError
        The file cannot be written (disk full, folder not writable).
    """
    from gazetteer.index_build import build_index
    from gazetteer.sources.packaged import read_world

    try:
        build_index(read_world(), path, stamp=source_stamp(), progress=_progress())
    except OSError as err:
        raise IndexUnusableError(
            f"cannot write the index {path}: {err}; free some space (60 MB) or set XDG_CACHE_HOME"
        ) from err
    return Index(path)


def _progress() -> Callable[[int], None] | None:
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None

    def show(count: int) -> None:
        sys.stderr.write(f"\rcompiling the gazetteer: {count:,} places")
        sys.stderr.flush()

    return show
