"""Read the text files of the border data, without the weight of numpy."""

from __future__ import annotations

from importlib import resources

__all__ = ["data_text"]


def data_text(name: str) -> str:
    """Give the text of a file of ``gazetteer/data``."""
    return resources.files("gazetteer").joinpath("data", name).read_text("utf-8")
