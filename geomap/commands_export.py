"""The command ``geomap export``."""

from __future__ import annotations

import argparse
from typing import Any

from geomap.commands_inputs import OK, PROBLEMS, notice
from geomap.commands_output import add_format, put_frame

__all__ = ["add"]


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
