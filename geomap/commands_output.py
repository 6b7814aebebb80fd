"""How commands write a frame: the arguments, the file, what is said of it."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geomap.commands_inputs import notice
from geomap.errors import UsageError
from geomap.export import KINDS, LossyWarning
from geomap.export.formats import format_of

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["add_format", "put_frame", "where_set_aside"]

TEXTS = frozenset({"geojson", "geojsonl", "geojsonseq", "jsonl", "csv", "kml", "acled", "ucdp"})
"""Formats that a terminal can show."""


@contextmanager
def _losses_told() -> Iterator[None]:
    """Say on standard error what a format could not hold."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", LossyWarning)
        yield
    for found in caught:
        if issubclass(found.category, LossyWarning):
            notice(str(found.message))
        else:
            warnings.warn_explicit(found.message, found.category, found.filename, found.lineno)


def put_frame(
    frame: gpd.GeoDataFrame, output: str | None, format: str | None, *, hxl: bool = False
) -> None:
    """Write a frame where the command line says, and tell what was written and lost.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
    output : str or None
        A file; None or ``-`` is standard output.
    format : str or None
        One of ``geomap.export.KINDS``; default: by the suffix, on standard output ``jsonl``.
    hxl : bool
        Put a row of HXL tags under the header.

    Raises
    ------
    GeomapError
        The file cannot be written.
    UsageError
        No such format, or one that a terminal cannot show.
    """
    from geomap.export import dumps, write

    if output in {None, "-"}:
        kind = format or "jsonl"
        if kind not in TEXTS and sys.stdout.isatty():
            raise UsageError(f"{kind} is no text: name a file with -o")
        with _losses_told():
            data = dumps(frame, kind, hxl=hxl)
        sys.stdout.buffer.write(data)
        return
    with _losses_told():
        written = write(frame, str(output), format, hxl=hxl)
    notice(f"wrote {written}")


def where_set_aside(args: argparse.Namespace) -> str:
    """Say whether the file that is asked for has all that was set aside.

    Parameters
    ----------
    args : argparse.Namespace
        With what :func:`add_format` added.
    """
    kind = KINDS.get(args.format) or format_of(args.output or "")
    if kind is None or kind.has_head:
        return "all are in the output"
    return f"{kind.name} has no room for them, GeoJSON has"


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say where and how a frame is written.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of one command.
    """
    parser.add_argument(
        "-f",
        "--format",
        choices=tuple(KINDS),
        metavar="FORMAT",
        help=f"one of {', '.join(KINDS)}; default: by the suffix of the file",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    parser.add_argument(
        "--hxl", action="store_true", help="a row of HXL tags under the header (csv, xlsx)"
    )
