"""Errors of the layers.

``LayerError`` is the root; each kind is also the standard-library error that
a caller would expect:

* ``LayerError``
    * ``MissingColumnsError`` (also ``KeyError``) - the frame lacks columns that a layer requires.
    * ``FrameError`` (also ``ValueError``) - the frame's CRS, index or a feature cannot be drawn.
    * ``LanguageError`` (also ``ValueError``) - no interface text in that language.
    * ``AssetError`` (also ``OSError``) - a script, style or data file of the package is not there.
    * ``MissingLibraryError`` (also ``ImportError``) - an optional library is not installed.
    * ``TilesError`` (also ``ValueError``) - no such tile provider, or it needs a key.
    * ``MapWriteError`` (also ``OSError``) - the map's file cannot be written.
"""

__all__ = [
    "AssetError",
    "FrameError",
    "LanguageError",
    "LayerError",
    "MapWriteError",
    "MissingColumnsError",
    "MissingLibraryError",
    "TilesError",
]


class LayerError(Exception):
    """Root of every error that the layers raise on purpose."""


class MissingColumnsError(LayerError, KeyError):
    """The frame lacks columns that a layer requires.

    Parameters
    ----------
    layer : str
        Name of the layer's class.
    missing : tuple of str
        The columns that are not there.
    present : tuple of str
        The columns that are.
    """

    def __init__(self, layer: str, missing: tuple[str, ...], present: tuple[str, ...]):
        self.layer = layer
        self.missing = missing
        self.present = present
        super().__init__(layer, missing, present)

    def __str__(self) -> str:
        return (
            f"{self.layer} requires the columns {', '.join(self.missing)}, "
            f"which the frame does not have (it has: {', '.join(self.present) or 'none'}); "
            "docs/schema.md describes each column"
        )


class FrameError(LayerError, ValueError):
    """The frame, or a feature given beside it, cannot be drawn."""


class LanguageError(LayerError, ValueError):
    """There is no interface text in the language asked for."""


class AssetError(LayerError, OSError):
    """A script, style or data file of the package is not there or was changed."""


class MissingLibraryError(LayerError, ImportError):
    """An optional library is not installed; the message says how to get it."""


class TilesError(LayerError, ValueError):
    """There is no such tile provider, or it cannot be used without a key."""


class MapWriteError(LayerError, OSError):
    """The map's file cannot be written."""
