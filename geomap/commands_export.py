"""The command ``geomap export``, and how every command writes a frame."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import OK, PROBLEMS, notice
from geomap.errors import UsageError
from geomap.export import KINDS, LossyWarning

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["add", "add_format", "put_frame"]

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


def _export(args: argparse.Namespace) -> int:
    from geomap.commands_merge import gather
    from geomap.frame import to_frame

    outcome = gather(args.inputs, published=args.published, lang=args.lang)
    for bad in outcome.rejected:
        notice(bad.reason)
    if not outcome.reports and not outcome.incidents:
        notice("nothing could be read, nothing was written")
        return PROBLEMS
    frame = to_frame(outcome.incidents, outcome.rejected)
    frame.attrs["doc_ids"] = list(dict.fromkeys(r.doc_id for r in outcome.reports))
    put_frame(frame, args.output, args.format, hxl=args.hxl)
    return PROBLEMS if outcome.rejected else OK


def add(commands: Any) -> None:
    """Add the command ``export``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    one = commands.add_parser("export", help="write incidents in another format")
    one.add_argument(
        "inputs",
        nargs="+",
        metavar="IN",
        help="files that geomap wrote, reports, folders of reports, or tables of coded events",
    )
    one.add_argument(
        "--published", metavar="DAY", help="day of publication, for reports that do not say"
    )
    one.add_argument("--lang", metavar="CODE", help="language of the reports (en, ru)")
    add_format(one)
    one.set_defaults(run=_export)
