"""The command ``geomap extract``."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from geomap.commands_inputs import add_reports, notice, run_inputs

__all__ = ["add"]


def _extract(args: argparse.Namespace) -> int:
    from geomap.api import frame_of
    from geomap.export import dumps, write

    outcome, status = run_inputs(args)
    frame = frame_of(outcome)
    if args.output in {None, "-"}:
        sys.stdout.buffer.write(dumps(frame, args.format or "jsonl"))
    else:
        notice(f"wrote {write(frame, args.output, args.format)}")
    return status


def add(commands: Any) -> None:
    """Add the command ``extract``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    one = commands.add_parser("extract", help="write the incidents of reports to a file")
    add_reports(one)
    one.add_argument("-f", "--format", choices=("jsonl", "geojson", "csv"))
    one.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    one.set_defaults(run=_extract)
