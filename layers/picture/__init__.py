"""The static picture: incidents on one page for print, without a browser (matplotlib)."""

from layers.picture.static_map import StaticMap

__all__ = ["StaticMap"]
