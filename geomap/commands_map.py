"""The command ``geomap map``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import OK, PROBLEMS, add_reports, notice, run_inputs
from geomap.errors import GeomapError, UsageError

if TYPE_CHECKING:
    import geopandas as gpd

    from geomap.batch.manifest import Counts
    from geomap.pipeline import Outcome

__all__ = ["add"]

PICTURES = ("png", "pdf", "svg")
LARGE = 20_000  # incidents of a batch: more are drawn without making records of each
MANY = 200_000  # incidents: with the words of each value a page would have hundreds of megabytes
NO_EVIDENCE = (
    "The words that each value was read from are not in this page: they are in the files of the "
    "batch, under the same incident_id."
)


def _title(outcome: Outcome) -> str | None:
    """Name the page after its report, where there is one and it has a headline."""
    titles = [r.title for r in outcome.reports]
    return titles[0] if len(titles) == 1 and titles[0] else None


def _check(args: argparse.Namespace) -> Path:
    """Refuse a call that cannot be carried out before anything is read."""
    from geomap.needs import need_packages
    from geomap.obfuscate_grid import Grid
    from geomap.selection import read_statuses

    target = Path(args.output)
    if target.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(f"-o {target}: a map is an .html file; name it so")
    args.status = read_statuses(args.status) if args.status else ()
    if args.obfuscate is not None:
        Grid(km=args.obfuscate)
    if any(getattr(args, kind) for kind in PICTURES):
        need_packages(["matplotlib", "fontTools"], "plot", "a picture")
    return target


def _shown(outcome: Outcome, args: argparse.Namespace) -> gpd.GeoDataFrame:
    """Make the frame of what may be shown, as exactly as it may be; say what was left out."""
    from geomap.api import frame_of
    from geomap.obfuscate import obfuscate_frame
    from geomap.selection import only_status

    frame = frame_of(outcome)
    if args.status:
        frame = only_status(frame, args.status)
    if args.obfuscate is not None:
        frame = obfuscate_frame(frame, args.obfuscate)
    for note in frame.attrs.get("notes", ()):
        notice(note)
    return frame


def _draw(
    frame: gpd.GeoDataFrame, title: str | None, args: argparse.Namespace, *, check: bool = True
) -> dict[str, bytes]:
    """Draw all that was asked for: content by file name."""
    from geomap.api import draw
    from layers.errors import LanguageError, LayerError, TilesError

    try:
        shown = draw(frame, title=title, lang=args.map_lang, tiles=args.tiles, check=check)
        drawn = {args.output: shown.get_root().render().encode("utf-8")}
        wanted = {kind: getattr(args, kind) for kind in PICTURES if getattr(args, kind)}
        if wanted:
            from geomap.picture import picture

            page = picture(frame, title=title, lang=args.map_lang)
            drawn |= {path: page.render(kind) for kind, path in wanted.items()}
    except (LanguageError, TilesError) as error:
        raise UsageError(str(error)) from error
    except LayerError as error:
        raise GeomapError(str(error)) from error
    return drawn


def _large(args: argparse.Namespace) -> Counts | None:
    """Give the counts of a batch that is drawn out of its files: there is room for no more."""
    from geomap.batch.results import counts_of

    if len(args.reports) != 1 or args.corrections or args.obfuscate is not None:
        return None
    if any(getattr(args, kind) for kind in PICTURES):
        return None
    counts = counts_of(args.reports[0])
    return counts if counts.incidents > LARGE else None


def _map_large(args: argparse.Namespace, target: Path, counts: Counts) -> int:
    """Draw the folder of a batch; its files hold the incidents, and no GeoJSON is written."""
    from geomap.batch.results import frame_of_result, some_records
    from geomap.files import write_whole
    from geomap.selection import only_status
    from geomap.table import print_table

    (folder,) = args.reports
    many = counts.incidents > MANY
    frame = frame_of_result(folder, without=("extra", "evidence") if many else ("extra",))
    if many:
        frame.attrs["notes"] = [NO_EVIDENCE]
    if args.status:
        frame = only_status(frame, args.status)
    for note in frame.attrs.get("notes", ()):
        notice(note)
    for path, content in _draw(frame, args.title, args, check=False).items():
        write_whole(path, content)
    print_table(some_records(frame), of=len(frame))
    notice(
        f"{folder}: inputs set aside {counts.set_aside:,} (in rejects/), reports without an "
        f"incident {counts.reports_without_incidents:,}, incidents unplaced {counts.unplaced:,}"
    )
    notice(f"wrote {target} with {len(frame):,} incidents of {folder}, and no GeoJSON beside it")
    return PROBLEMS if counts.troubled else OK


def _map(args: argparse.Namespace) -> int:
    from geomap.export import write
    from geomap.files import write_whole
    from geomap.table import print_table

    target = _check(args)
    if counts := _large(args):
        return _map_large(args, target, counts)
    outcome, status = run_inputs(args)
    frame = _shown(outcome, args)
    drawn = _draw(frame, args.title or _headline(outcome, args), args)
    beside = target.with_suffix(".geojson")
    given = _is_input(beside, args)
    if not given:
        write(frame, beside)
    for path, content in drawn.items():
        write_whole(path, content)
    print_table(frame)
    more = f"; {beside} is an input and stays as it is" if given else f" and {beside}"
    notice(f"wrote {', '.join(drawn)}{more}")
    return status


def _is_input(beside: Path, args: argparse.Namespace) -> bool:
    """Whether the file to be written beside the map is what the map is drawn from."""
    return any(Path(given).resolve() == beside.resolve() for given in args.reports)


def _headline(outcome: Outcome, args: argparse.Namespace) -> str | None:
    from geomap.obfuscate_text import hide_positions

    title = _title(outcome)
    return hide_positions(title) if title and args.obfuscate is not None else title


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
    for kind in PICTURES:
        one.add_argument(f"--{kind}", metavar="FILE", help=f"also a picture for print, as {kind}")
    one.add_argument("--title", help="title of the page")
    one.add_argument(
        "--map-lang",
        default="en",
        metavar="CODE",
        help="language of the map's own words (en, ru, ky, tg, fa)",
    )
    one.add_argument(
        "--status",
        metavar="STATUS,…",
        help="show only incidents of these statuses (published,reviewed); the others are counted",
    )
    one.add_argument(
        "--obfuscate",
        type=float,
        metavar="KM",
        help="coarsen all positions to a grid of KM kilometres, in every file that is written",
    )
    one.add_argument(
        "--tiles",
        metavar="PROVIDER",
        help="a background from a tile server (OpenTopoMap); it learns what a reader looks at",
    )
    one.set_defaults(run=_map)
