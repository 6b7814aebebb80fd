"""Write files whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from geomap.errors import WriteError

__all__ = ["check_target", "folder_beside", "is_special", "write_whole"]


def write_whole(path: str | Path, data: bytes) -> Path:
    """Write a file beside its target, then rename it into place.

    Parameters
    ----------
    path : str or Path
        The target; what stands there stays until the new file is complete.
        A device or pipe (``/dev/null``) is written to.
    data : bytes
        The content.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    WriteError
        The folder is missing or not writable, the disk is full, or the
        target is a folder or read-only.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write_whole(folder / "a.txt", b"x").read_bytes()
    b'x'
    """
    target = Path(path)
    with folder_beside(target) as folder:
        (folder / target.name).write_bytes(data)
    return target


@contextmanager
def folder_beside(path: str | Path) -> Iterator[Path]:
    """Give an empty folder to write in; at the end its files replace those beside ``path``.

    Either all files of the folder take their places or none does: what stood
    there stays until all new ones are complete, and comes back where one of
    several cannot be put in place.

    Parameters
    ----------
    path : str or Path
        The target. The folder's files go where it is, under their own names.

    Yields
    ------
    Path
        On the target's file system, so that the files can be renamed into place.

    Raises
    ------
    WriteError
        The folder is missing or not writable, the disk is full, or a target
        is a folder or read-only.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> home = pathlib.Path(tempfile.mkdtemp())
    >>> with folder_beside(home / "a.shp") as folder:
    ...     for name in ("a.shp", "a.dbf"):
    ...         _ = (folder / name).write_bytes(b"x")
    >>> sorted(p.name for p in home.iterdir())
    ['a.dbf', 'a.shp']
    """
    import tempfile  # with random and hashlib: nothing that a look-up needs

    target = Path(path)
    check_target(target)
    with ExitStack() as stack:
        try:
            special = is_special(target)
            home = None if special else target.parent
            made = tempfile.TemporaryDirectory(dir=home, prefix=f".{target.name[:40]}.")
            folder = Path(stack.enter_context(made))
            yield folder
            written = sorted(p for p in folder.iterdir() if p.is_file())
            for file in written:
                check_target(target.parent / file.name)
                _sync(file)
            if special:
                _pour(folder / target.name, target)
            else:
                _put(written, target.parent.resolve(), folder / "old")
        except OSError as error:
            if isinstance(error, WriteError):
                raise
            reason = error.strerror or str(error)
            raise WriteError(
                f"{target}: cannot be written ({reason}); nothing was changed"
            ) from error


def check_target(target: Path) -> None:
    """See that a file can be put in a place before anything is done for it.

    Raises
    ------
    WriteError
        The folder is missing, or the target is a folder or read-only.
    """
    if target.is_dir():
        raise WriteError(f"{target}: is a folder; name a file in it")
    if not target.parent.is_dir():
        raise WriteError(f"{target}: the folder {target.parent} does not exist; make it first")
    if target.is_file() and not target.stat().st_mode & 0o222:
        raise WriteError(
            f"{target}: is read-only; nothing was changed. Choose another name, or make it "
            "writable (chmod u+w)"
        )


def is_special(target: Path) -> bool:
    """Tell a device or pipe: it is written to, and no file may take its place.

    Examples
    --------
    >>> is_special(Path("/dev/null")), is_special(Path("no such file"))
    (True, False)
    """
    return target.exists() and not target.is_file() and not target.is_dir()


def _sync(file: Path) -> None:
    """Bring a file to the disk: a full disk shows here, before anything is replaced."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _pour(file: Path, special: Path) -> None:
    with file.open("rb") as source, special.open("wb") as sink:
        shutil.copyfileobj(source, sink)


def _put(files: Sequence[Path], home: Path, aside: Path) -> None:
    """Rename files into place; where one cannot be, put back what stood there."""
    aside.mkdir()
    done: list[tuple[Path, Path | None]] = []
    try:
        for file in files:
            target = (home / file.name).resolve()  # a link stays a link
            there = target.exists()
            file.chmod(stat.S_IMODE(target.stat().st_mode) if there else _new_mode())
            kept = there and len(files) > 1
            old = Path(shutil.copy2(target, aside / file.name)) if kept else None
            file.replace(target)
            done.append((target, old))
    except OSError:
        for target, old in reversed(done):
            if old is not None:
                old.replace(target)
            else:
                target.unlink(missing_ok=True)
        raise


def _new_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
