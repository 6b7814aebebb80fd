"""The command ``geomap map``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import add_reports, notice, run_inputs
from geomap.errors import UsageError

if TYPE_CHECKING:
    from geomap.pipeline import Outcome

__all__ = ["add"]


def _title(outcome: Outcome) -> str | None:
    """Name the page after its report, where there is one and it has a headline."""
    titles = [r.title for r in outcome.reports]
    return titles[0] if len(titles) == 1 and titles[0] else None


def _map(args: argparse.Namespace) -> int:
    from geomap.api import draw, frame_of
    from geomap.export import write
    from geomap.files import write_whole
    from geomap.table import print_table

    target = Path(args.output)
    if target.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(f"-o {target}: a map is an .html file; name it so")
    outcome, status = run_inputs(args)
    frame = frame_of(outcome)
    title = args.title or _title(outcome)
    page = draw(frame, title=title, lang=args.map_lang).get_root().render()
    beside = write(frame, target.with_suffix(".geojson"))
    write_whole(target, page.encode("utf-8"))
    print_table(frame)
    notice(f"wrote {target} and {beside}")
    return status


def add(commands: Any) -> None:
    """Add the command ``map``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    one = commands.add_parser("map", help="draw reports on a map: map.html and map.geojson")
    add_reports(one)
    one.add_argument("-o", "--output", default="map.html", metavar="FILE", help="default: map.html")
    one.add_argument("--title", help="title of the page")
    one.add_argument(
        "--map-lang", default="en", metavar="CODE", help="language of the map's own words (en, ru)"
    )
    one.set_defaults(run=_map)
