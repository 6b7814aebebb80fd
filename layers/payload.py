"""Payload: columns of numbers and words, plain in a small page, packed in a large one.

A payload is a tree of dicts, lists, texts and numpy arrays. Plain, an array is
a JSON list. Packed, the arrays lie one after another in a block of bytes of
their own (little-endian, each aligned to 8 bytes), and the tree says
``{"@": [type, offset, length]}`` where one was; ``layers/static/data.js``
reads both.
"""

from __future__ import annotations

import gc
import hashlib
import os
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from layers.escape import encode_json, inert, json_bytes

__all__ = ["Blocks", "Held", "coded", "encode", "gather", "make_blocks", "uncollected"]


class Held(NamedTuple):
    """What a data block holds.

    ``text`` is inert JSON or base64, ``encoding`` as :mod:`layers.escape` has
    it. A ``late`` block is read only when it is asked for: it stands at the
    end of the page, which answers before all of it has come.
    """

    text: str
    encoding: str = ""
    late: bool = False


Blocks = dict[str, Held]
"""Data blocks by id."""

_ALIGN = 8
_LEVEL = 6  # of deflate: 9 takes twice the time for 5 % (benchmarks/bench_map.py)
_GZIP = 31  # zlib's sign for a gzip wrapper
_TYPES = {"u1", "u2", "u4", "i4", "f4", "f8"}


def encode(tree: Any, arrays: bytearray | None) -> Any:
    """Put arrays of a tree into JSON lists, or into bytes beside it.

    Parameters
    ----------
    tree : object
        Dicts, lists, texts, numbers and one-dimensional numpy arrays.
    arrays : bytearray or None
        Where the arrays are put; None keeps them in the tree as lists.

    Returns
    -------
    object
        The tree without arrays.

    Examples
    --------
    >>> import numpy as np
    >>> encode({"a": np.array([1, 2], "u1")}, None)
    {'a': [1, 2]}
    >>> encode({"a": np.array([1, 2], "u1")}, bytearray())
    {'a': {'@': ['u1', 0, 2]}}
    """
    if isinstance(tree, dict):
        return {key: encode(value, arrays) for key, value in tree.items()}
    if not isinstance(tree, np.ndarray):
        return tree
    if arrays is None:
        return tree.tolist()
    code = tree.dtype.str[1:]
    if code not in _TYPES:
        raise TypeError(f"an array of {tree.dtype} cannot be packed: use one of {sorted(_TYPES)}")
    arrays.extend(b"\0" * (-len(arrays) % _ALIGN))
    place = len(arrays)
    arrays.extend(tree.astype(f"<{code}").tobytes())
    return {"@": [code, place, len(tree)]}


def gather(name: str, tree: Any, chunks: Iterable[bytes], *, plain: bool) -> tuple[str, Blocks]:
    """Put a payload and the chunks that belong to it into data blocks.

    Parameters
    ----------
    name : str
        What the ids of the blocks begin with.
    tree : object
        The payload.
    chunks : iterable of bytes
        JSON that is unpacked when it is asked for; one block each.
    plain : bool
        Whether the blocks can be read as they are.

    Returns
    -------
    block_id : str
        Id of the payload's block; ``-arrays`` is added to it for the arrays,
        ``-0``, ``-1`` … for the chunks.
    blocks : Blocks
        All of them.
    """
    if plain:
        whole = [encode_json(encode(tree, None)), *(inert(chunk).decode() for chunk in chunks)]
        block_id = _named(name, whole)
        return block_id, _numbered(block_id, whole, "")
    arrays = bytearray()
    head = json_bytes(encode(tree, arrays))
    packed = make_blocks([head, *chunks, bytes(arrays)])
    block_id = _named(name, packed)
    numbered = _numbered(block_id, packed[:-1], "gzip")
    return block_id, numbered | {f"{block_id}-arrays": Held(packed[-1], "gzip")}


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from searching many new values for circles: that takes most of the time.

    Examples
    --------
    >>> import gc
    >>> with uncollected():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def make_blocks(contents: Iterable[bytes]) -> list[str]:
    """Pack bytes as base64 of gzip, on as many cores as there are.

    Examples
    --------
    >>> import gzip
    >>> from base64 import b64decode
    >>> [gzip.decompress(b64decode(packed)) for packed in make_blocks([b"[1]", b""])]
    [b'[1]', b'']
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # deflate runs without the interpreter's lock
        return list(pool.map(_pack, contents))


def coded(values: NDArray[Any]) -> NDArray[Any]:
    """Give whole numbers from 0 the narrowest type that holds them.

    Examples
    --------
    >>> import numpy as np
    >>> coded(np.array([0, 300])).dtype, coded(np.array([], int)).dtype
    (dtype('uint16'), dtype('uint8'))
    """
    most = int(values.max()) if len(values) else 0
    return values.astype("u1" if most < 1 << 8 else "u2" if most < 1 << 16 else "u4")


def _pack(content: bytes) -> str:
    return b64encode(zlib.compress(content, _LEVEL, _GZIP)).decode("ascii")


def _named(name: str, parts: list[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
    return f"{name}-{digest.hexdigest()[:16]}"


def _numbered(block_id: str, parts: list[str], encoding: str) -> Blocks:
    first, *rest = parts
    late = {f"{block_id}-{n}": Held(part, encoding, late=True) for n, part in enumerate(rest)}
    return {block_id: Held(first, encoding)} | late
