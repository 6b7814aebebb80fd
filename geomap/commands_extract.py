"""The command ``geomap extract``."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any, BinaryIO

from geomap.commands_inputs import (
    OK,
    PROBLEMS,
    add_reports,
    notice,
    run_inputs,
    the_reader,
    track,
)
from geomap.commands_output import add_format, put_frame, where_set_aside

__all__ = ["add"]


def _as_lines(args: argparse.Namespace) -> bool:
    """Tell whether JSON lines are asked for of texts alone, which are read as a stream."""
    from pathlib import Path

    from geomap.gathering import is_own
    from geomap.pipeline import split_tables

    suffix = Path(args.output or "-").suffix.lower()
    lines = (args.format or ("jsonl" if suffix in {"", ".jsonl", ".ndjson"} else "")) == "jsonl"
    return (
        lines
        and not args.hxl
        and not args.corrections
        and not args.map
        and not split_tables(args.reports)[0]
        and not any(map(is_own, args.reports))
    )


def _sink(output: str | None) -> AbstractContextManager[BinaryIO]:
    """Open what is written to as it comes: standard output, a device or a pipe."""
    from pathlib import Path

    return nullcontext(sys.stdout.buffer) if output in {None, "-"} else Path(str(output)).open("wb")


def _stream(args: argparse.Namespace) -> int:
    from pathlib import Path

    from geomap.files import is_special
    from geomap.reading.text import iter_reports
    from geomap.streaming import run_key, stream, stream_to_file
    from geomap.tally import Tally

    reader = the_reader(args)
    tally = Tally(notice, "all are in the output")
    items = track(iter_reports(args.reports, published=args.published, lang=args.lang))
    if args.output in {None, "-"} or is_special(Path(args.output)):
        with _sink(args.output) as sink:
            for line in stream(items, tally, reader):
                sink.write(line)
        return PROBLEMS if tally.finish() else OK
    options = {o: getattr(args, o) for o in ("published", "lang", "ask", "model")}
    key = run_key(args.reports, options)
    done = stream_to_file(items, Path(args.output), tally, key=key, reader=reader)
    status = PROBLEMS if tally.finish() else OK
    before = f", {done} of them in a run before this one" if done else ""
    notice(
        f"wrote {args.output}: {tally.incidents} incidents of {tally.reports} reports{before}, "
        f"{tally.rejected} inputs set aside"
    )
    return status


def _extract(args: argparse.Namespace) -> int:
    if _as_lines(args):
        return _stream(args)
    from geomap.api import frame_of

    outcome, status = run_inputs(args, where_set_aside(args))
    frame = frame_of(outcome)
    put_frame(frame, args.output, args.format, hxl=args.hxl)
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
    add_format(one)
    one.set_defaults(run=_extract)
