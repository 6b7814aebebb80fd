"""Files that a user gives: kept as they are, opened whatever they are packed in.

Archives are read as streams and never unpacked to disk; one that grows
without measure is refused.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, NamedTuple

from gazetteer.errors import GazetteerDataError

__all__ = ["Kept", "Share", "keep", "listed", "members", "open_packed", "read_first"]

Share = Callable[[float], None]
"""Told how much of a file was read, 0 to 1."""

MOST_GROWTH: Final = 250
"""Times that a compressed file may grow: a GeoNames dump grows 5, GeoJSON 20, and
deflate at most 1,032 times."""

FREE_GROWTH: Final = 100 << 20
"""Bytes up to which growth is no matter."""

_CHUNK: Final = 1 << 20
_SIDECARS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx")
_OPENERS: Final[dict[str, Callable[[Any], Any]]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
}
_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, EOFError, lzma.LZMAError, zlib.error),
    NotImplementedError,  # zipfile: packed in a way that it does not know
)


class Kept(NamedTuple):
    """A source file as it was copied."""

    name: str
    size: int
    sha256: str


def keep(given: Path, folder: Path) -> list[Kept]:
    """Copy a file, with the parts of a Shapefile, or pack a folder, into ``folder``.

    Raises
    ------
    GazetteerDataError
        There is no such file, or the folder has no files.
    """
    if given.is_dir():
        return [_pack(given, folder / f"{given.name or 'folder'}.zip")]
    if not given.is_file():
        raise GazetteerDataError(f"{given}: no such file")
    if given.suffix.lower() != ".shp":
        return [_copy(given, folder / given.name)]
    parts = (p for p in given.parent.iterdir() if p.stem == given.stem)
    wanted = sorted(p for p in parts if p.suffix.lower() in _SIDECARS)
    return [_copy(part, folder / part.name) for part in wanted]


def _copy(source: Path, target: Path) -> Kept:
    digest, size = hashlib.sha256(), 0
    with _opened(source) as given, target.open("wb") as out:
        while chunk := given.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return Kept(target.name, size, digest.hexdigest())


def _opened(source: Path) -> BinaryIO:
    """Open what the user gave: that it cannot be read is no fault of the data folder."""
    try:
        return source.open("rb")
    except OSError as err:
        raise GazetteerDataError(f"{source}: cannot be read ({err.strerror or err})") from err


def _pack(source: Path, target: Path) -> Kept:
    """Pack a folder's JSON files; equal folders give equal bytes."""
    files = sorted(p for p in source.rglob("*") if p.suffix.lower() in (".geojson", ".json"))
    if not files:
        raise GazetteerDataError(f"{source}: the folder has no .geojson or .json files")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(source).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            with _opened(file) as given, out.open(entry, "w") as into:
                shutil.copyfileobj(given, into)
    digest = hashlib.sha256()
    with target.open("rb") as packed:
        while chunk := packed.read(_CHUNK):
            digest.update(chunk)
    return Kept(target.name, target.stat().st_size, digest.hexdigest())


def listed(path: Path) -> list[str]:
    """Return the names of the files in a zip archive.

    Raises
    ------
    GazetteerDataError
        It is damaged, or would grow without measure.
    """
    with _said(path), zipfile.ZipFile(path) as archive:
        return [entry.filename for entry in _sound(path, archive)]


def _sound(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries:
        if entry.flag_bits & 1:
            raise GazetteerDataError(f"{path}: {entry.filename} is encrypted; unpack it first")
        _check_growth(path, entry.file_size, entry.compress_size)
    _check_growth(path, sum(e.file_size for e in entries), path.stat().st_size)
    return entries


def _check_growth(path: Path, grown: int, packed: int) -> None:
    if grown > FREE_GROWTH and grown > MOST_GROWTH * max(packed, 1):
        raise GazetteerDataError(
            f"{path}: grows from {packed:,} to {grown:,} bytes or more when unpacked, which no "
            "table of places does; if it is right, unpack it yourself and add the file"
        )


@contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        if err.errno is not None:
            raise GazetteerDataError(f"{path}: cannot be read ({err.strerror})") from err
        raise _damaged(path, err) from err  # what gzip and bz2 say of bytes that are not theirs
    except _DAMAGE as err:
        raise _damaged(path, err) from err


def _damaged(path: Path, err: Exception) -> GazetteerDataError:
    return GazetteerDataError(f"{path}: the archive is damaged or cut short ({err})")


class _Watched:
    """A stream that refuses to grow without measure, and tells how far it is read."""

    def __init__(self, path: Path, stream: IO[bytes], raw: BinaryIO, share: Share | None) -> None:
        self._path, self._stream, self._raw, self._share = path, stream, raw, share
        self._size, self._grown = path.stat().st_size, 0

    def chunks(self) -> Iterator[bytes]:
        while chunk := self._stream.read(_CHUNK):
            self._grown += len(chunk)
            _check_growth(self._path, self._grown, self._size)
            if self._share:
                self._share(min(1.0, self._raw.tell() / max(1, self._size)))
            yield chunk


@contextmanager
def open_packed(
    path: Path, suffixes: tuple[str, ...] = (), share: Share | None = None
) -> Iterator[Iterator[bytes]]:
    """Open a file, or the one file in an archive, as chunks of bytes.

    Parameters
    ----------
    path : Path
        Plain, ``.gz``, ``.bz2``, ``.xz`` or ``.zip``.
    suffixes : tuple of str
        Which files of an archive are meant; a ``readme`` never is.
    share : callable, optional
        Told, as reading goes on, how much of the file was read.

    Raises
    ------
    GazetteerDataError
        The archive is damaged, grows without measure, or does not hold
        exactly one such file.
    """
    with _said(path), path.open("rb") as raw:
        suffix = path.suffix.lower()
        if suffix == ".zip":
            with zipfile.ZipFile(raw) as archive:
                entry = _only(path, _sound(path, archive), suffixes)
                with archive.open(entry) as stream:
                    yield _Watched(path, stream, raw, share).chunks()
        elif suffix in _OPENERS:
            with _OPENERS[suffix](raw) as stream:
                yield _Watched(path, stream, raw, share).chunks()
        else:
            yield _Watched(path, raw, raw, share).chunks()


def _only(path: Path, entries: list[zipfile.ZipInfo], suffixes: tuple[str, ...]) -> zipfile.ZipInfo:
    wanted = [
        entry
        for entry in entries
        if entry.filename.lower().endswith(suffixes or "")
        and "readme" not in entry.filename.lower()
        and not entry.filename.startswith("__MACOSX/")
    ]
    if len(wanted) != 1:
        there = ", ".join(entry.filename for entry in entries[:10]) or "nothing"
        raise GazetteerDataError(
            f"{path}: there should be one file ending in {' or '.join(suffixes)}, and there are "
            f"{len(wanted)} ({there}); unpack it and add the file you mean"
        )
    return wanted[0]


def read_first(path: Path, count: int, suffixes: tuple[str, ...] = ()) -> bytes:
    """Return the first bytes of a file or of the one file in an archive."""
    head = b""
    with open_packed(path, suffixes) as chunks:
        for chunk in chunks:
            head += chunk
            if len(head) >= count:
                break
    return head[:count]


def members(
    path: Path, suffixes: tuple[str, ...], share: Share | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each such file of a zip or tar archive.

    Raises
    ------
    GazetteerDataError
        The archive is damaged or grows without measure.
    """
    size = path.stat().st_size
    with _said(path), path.open("rb") as raw:
        grown = 0
        for name, content in _members(path, raw, suffixes):
            grown += len(content)
            _check_growth(path, grown, size)
            if share:
                share(min(1.0, raw.tell() / max(1, size)))
            yield name, content


def _members(path: Path, raw: BinaryIO, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(raw) as archive:
            for entry in _sound(path, archive):
                if entry.filename.lower().endswith(suffixes):
                    yield entry.filename, archive.read(entry)
        return
    with tarfile.open(fileobj=raw, mode="r|*") as bundle:
        for each in bundle:
            if each.isfile() and each.name.lower().endswith(suffixes):
                _check_growth(path, each.size, path.stat().st_size)
                stream = bundle.extractfile(each)
                if stream is not None:
                    yield each.name, stream.read()
