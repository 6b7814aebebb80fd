"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geomap.errors import WriteError

__all__ = ["write_whole"]


def write_whole(path: str | Path, data: bytes) -> Path:
    """Write a file beside its target, then rename it into place.

    Parameters
    ----------
    path : str or Path
        The target; what stands there stays until the new file is complete.
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
        target is a folder.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write_whole(folder / "a.txt", b"x").read_bytes()
    b'x'
    """
    target = Path(path)
    if target.is_dir():
        raise WriteError(f"{target}: is a folder; name a file in it")
    if not target.parent.is_dir():
        raise WriteError(f"{target}: the folder {target.parent} does not exist; make it first")
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(beside).chmod(mode)
        Path(beside).replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"{target}: cannot be written ({reason}); nothing was changed") from error
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
    return target


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
