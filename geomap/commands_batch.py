"""The command ``geomap batch``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import OK, PROBLEMS, column_pairs, notice
from geomap.errors import WriteError

if TYPE_CHECKING:
    from geomap.batch.manifest import Counts, Manifest
    from geomap.batch.running import Progress

__all__ = ["add"]

STOPPED = 130


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show progress on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda counts: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    words = "reports {task.fields[reports]:,}  rows {task.fields[rows]:,}  "
    words += "incidents {task.fields[incidents]:,}  set aside {task.fields[set_aside]:,}"
    columns = (SpinnerColumn(), TextColumn(words), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, reports=0, rows=0, incidents=0, set_aside=0)

        def show(counts: Counts) -> None:
            bar.update(
                task,
                reports=counts.reports,
                rows=counts.rows,
                incidents=counts.incidents,
                set_aside=counts.set_aside,
            )

        yield show


def _batch(args: argparse.Namespace) -> int:
    from geomap.batch import run_batch
    from geomap.batch.engines import SchedulerLostError

    workers = args.workers if args.workers is not None else (os.cpu_count() or 1)
    try:
        with _progress() as progress:
            manifest = run_batch(
                args.corpus,
                args.output,
                workers=workers,
                scheduler=args.scheduler,
                published=args.published,
                lang=args.lang,
                mapping=column_pairs(args.map) or None,
                part_size=args.part_size,
                progress=progress,
            )
    except KeyboardInterrupt:
        notice(f"stopped; {_goes_on(args.output)}")
        return STOPPED
    except (WriteError, SchedulerLostError) as error:
        notice(f"{error}; {_goes_on(args.output)}")
        return PROBLEMS
    _say(manifest, args.output)
    if args.pmtiles:
        _write_tiles(args.output, args.pmtiles)
    return PROBLEMS if manifest.counts.troubled else OK


def _write_tiles(folder: str, path: str) -> None:
    from geomap.batch.tiles import write_batch_tiles

    for said in write_batch_tiles(folder, path):
        notice(f"{path}: {said}")
    notice(f"wrote {path}")


def _goes_on(folder: str) -> str:
    return f"what was read is kept in {folder}, and the same command goes on from there"


def _say(manifest: Manifest, output: str) -> None:
    c = manifest.counts
    for said in manifest.notices:
        notice(said)
    notice(
        f"{output}: reports {c.reports:,}, rows {c.rows:,}, incidents {c.incidents:,} "
        f"(placed {c.placed:,}, unplaced {c.unplaced:,})"
    )
    notice(
        f"reports without an incident {c.reports_without_incidents:,} (named in reports/), "
        f"inputs set aside {c.set_aside:,} (in rejects/)"
    )


def add(commands: Any) -> None:
    """Add the command ``batch``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    from geomap.batch import PART_SIZE

    one = commands.add_parser("batch", help="read a large corpus with Dask into GeoParquet")
    one.add_argument(
        "corpus",
        nargs="+",
        metavar="CORPUS",
        help="folders and files: texts, JSON lines, CSV, Parquet; tables of coded events",
    )
    one.add_argument("-o", "--output", required=True, metavar="OUT", help="folder of the result")
    where = one.add_mutually_exclusive_group()
    where.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler (tcp://host:8786)")
    where.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="processes to start here; 0 is this one alone (default: one a processor)",
    )
    one.add_argument(
        "--part-size",
        type=int,
        default=PART_SIZE,
        metavar="N",
        help=f"reports that a task reads (default: {PART_SIZE})",
    )
    one.add_argument(
        "--published",
        metavar="DAY",
        help="day of publication (2022-02-01), for reports that do not give their date",
    )
    one.add_argument(
        "--lang", metavar="CODE", help="language of the reports; default: found from the words"
    )
    one.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        help="a column of a table of coded events (place=Location); default: by its header",
    )
    one.add_argument(
        "--pmtiles", metavar="FILE", help="write vector tiles for a web server too (x.pmtiles)"
    )
    one.set_defaults(run=_batch)
