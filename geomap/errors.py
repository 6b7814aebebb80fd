"""Errors of geomap.

``GeomapError`` is the root; each kind is also the standard-library error that
a caller would expect:

* ``GeomapError``
    * ``ReadError`` (also ``ValueError``) - a report or table cannot be read.
    * ``NoInputError`` (also ``FileNotFoundError``) - nothing to read was found.
    * ``SchemaError`` (also ``ValueError``) - a record or frame breaks the schema.
    * ``WriteError`` (also ``OSError``) - an output cannot be written.
    * ``UsageError`` (also ``ValueError``) - a call or command line makes no sense.
"""

__all__ = [
    "GeomapError",
    "NoInputError",
    "ReadError",
    "SchemaError",
    "UsageError",
    "WriteError",
]


class GeomapError(Exception):
    """Root of every error that geomap raises on purpose."""


class ReadError(GeomapError, ValueError):
    """A report or table cannot be read: which, where in it, and what to do."""


class NoInputError(GeomapError, FileNotFoundError):
    """No such file, or a folder without reports."""


class SchemaError(GeomapError, ValueError):
    """A record or frame does not follow ``docs/schema.md``."""


class WriteError(GeomapError, OSError):
    """An output cannot be written; whatever stood there before still stands."""


class UsageError(GeomapError, ValueError):
    """A call or a command line cannot be carried out as asked."""
