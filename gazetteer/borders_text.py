"""Read the text files of the border data, without the weight of numpy."""

from __future__ import annotations

from gazetteer.data_files import DATA

__all__ = ["data_text"]


def data_text(name: str) -> str:
    """Give the text of a file of ``gazetteer/data``."""
    return (DATA / name).read_text("utf-8")
