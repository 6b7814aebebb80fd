"""Saving: a map's file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from layers.errors import MapWriteError

__all__ = ["save_whole"]


def save_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file beside its place and then put it there.

    Parameters
    ----------
    path : str or path
    content : bytes

    Raises
    ------
    MapWriteError
        The file cannot be written; what stood there still stands.

    Examples
    --------
    >>> save_whole("no-such-folder/map.html", b"")
    Traceback (most recent call last):
    ...
    layers.errors.MapWriteError: cannot write the map to no-such-folder/map.html: \
No such file or directory; choose a folder that exists and that you may write to
    """
    target = Path(path)
    beside = target.with_name(f".{target.name[:40]}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        raise MapWriteError(
            f"cannot write the map to {target}: {error.strerror or error}; choose a folder that "
            "exists and that you may write to"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
