"""Errors of the gazetteer.

``GazetteerError`` is the root; each kind is also the standard-library error
that a caller would expect:

* ``GazetteerError``
    * ``GazetteerDataError`` (also ``ValueError``) - a data file or row is wrong.
    * ``IndexUnusableError`` (also ``OSError``) - the compiled index cannot be used or built.
    * ``GeocoderError`` (also ``ConnectionError``) - an online geocoder failed.
"""

__all__ = ["GazetteerDataError", "GazetteerError", "GeocoderError", "IndexUnusableError"]


class GazetteerError(Exception):
    """Root of every error that the gazetteer raises on purpose."""


class GazetteerDataError(GazetteerError, ValueError):
    """A data file, a row of it, or an argument cannot be used."""


class IndexUnusableError(GazetteerError, OSError):
    """The compiled index is damaged, of another version, or cannot be written."""


class GeocoderError(GazetteerError, ConnectionError):
    """An online geocoder refused, failed or answered with something unusable."""
