"""The package's data folder.

A path and no ``importlib.resources``: the index is mapped into memory, so the
package is a real folder anyway, and the import would be a tenth of the time
to a first answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["DATA", "read_table"]

DATA: Final = Path(__file__).with_name("data")


def read_table(name: str) -> list[list[str]]:
    """Return the rows of a packaged tab-separated table, without its header."""
    data = (DATA / name).read_bytes()
    if name.endswith(".xz"):
        import lzma

        data = lzma.decompress(data)
    text = data.decode()
    return [line.split("\t") for line in text.splitlines()[1:]]
