"""Text files written piece by piece, packed where their name says so."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["open_out"]


@contextmanager
def open_out(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing; one that ends in ``.gz`` is packed, with no time in it.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.gz"
    >>> with open_out(file) as out:
    ...     _ = out.write(b"x")
    >>> gzip.decompress(file.read_bytes())
    b'x'
    """
    with path.open("wb") as raw:
        if path.suffix.lower() != ".gz":
            yield raw
            return
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
            yield packed  # type: ignore[misc]  # GzipFile is an IO[bytes] in all but its type
