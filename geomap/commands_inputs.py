"""What the commands that read reports share: their arguments, the run, what is said of problems."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from geomap.errors import ReadError, UsageError

if TYPE_CHECKING:
    from geomap.backend import Reader
    from geomap.incident import Incident, Rejected, Report
    from geomap.pipeline import Outcome

__all__ = [
    "OK",
    "PROBLEMS",
    "add_map",
    "add_reports",
    "column_pairs",
    "correct_outcome",
    "notice",
    "run_inputs",
    "the_reader",
    "track",
]

OK, PROBLEMS = 0, 1
KEY_VARIABLE = "GEOMAP_MODEL_KEY"  # a key on the command line would be in the shell's history


def notice(message: str) -> None:
    """Say something to the person at the terminal, on standard error.

    Parameters
    ----------
    message : str
        One line.
    """
    sys.stderr.write(f"geomap: {message}\n")


def track(inputs: Iterable[Report | Rejected]) -> Iterator[Report | Rejected]:
    """Show progress on a terminal, nothing in a pipe; the inputs stay a stream.

    Parameters
    ----------
    inputs : iterable of Report or Rejected

    Yields
    ------
    Report or Rejected
    """
    if not sys.stderr.isatty():
        yield from inputs
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("reports read: {task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        for item in inputs:
            yield item
            progress.advance(task)


def column_pairs(pairs: Sequence[str]) -> dict[str, str]:
    """Read "--map place=Location" pairs.

    Parameters
    ----------
    pairs : sequence of str
        As given.

    Raises
    ------
    UsageError
        One is not FIELD=COLUMN.
    """
    out = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise UsageError(f"--map {pair!r} is not FIELD=COLUMN; write it as place=Location")
        out[field.strip()] = column.strip()
    return out


def run_inputs(
    args: argparse.Namespace, where_all: str = "all are in the GeoJSON"
) -> tuple[Outcome, int]:
    """Read the inputs, apply the corrections, say what is wrong.

    Parameters
    ----------
    args : argparse.Namespace
        With what :func:`add_reports` added.
    where_all : str
        Where inputs that were set aside are kept, where they are too many to be named.

    Returns
    -------
    outcome : Outcome
    status : int
        The exit status.

    Raises
    ------
    ReadError
        Nothing could be read.
    """
    outcome, conflicts = _corrected(args)
    status = _report_problems(outcome, where_all)
    if not outcome.read:
        raise ReadError("nothing could be read, nothing was written")
    return outcome, status or (PROBLEMS if conflicts else OK)


def _corrected(args: argparse.Namespace) -> tuple[Outcome, int]:
    """Read the inputs and apply the corrections; the number counts those in conflict."""
    from geomap.gathering import gather

    outcome = gather(
        args.reports,
        published=args.published,
        lang=args.lang,
        mapping=column_pairs(args.map),
        track=track,
        reader=the_reader(args),
    )
    if not args.corrections:
        return outcome, 0
    return correct_outcome(outcome, args.corrections)


def correct_outcome(outcome: Outcome, path: str) -> tuple[Outcome, int]:
    """Lay a file of corrections over what was read; say what could not be applied.

    Parameters
    ----------
    outcome : Outcome
    path : str
        The corrections file.

    Returns
    -------
    outcome : Outcome
        Incidents that were dropped are among its ``rejected``, with who and why.
    problems : int
        Bad rows and conflicts, each told on standard error.

    Raises
    ------
    GeomapError
        The file is missing or no corrections file.
    """
    from dataclasses import replace

    from geomap.corrections import apply_corrections
    from geomap.corrections_file import read_corrections

    read = read_corrections(path)
    found = apply_corrections(outcome.incidents, read.corrections)
    for text in (*(r.reason for r in read.rejected), *map(str, found.conflicts)):
        notice(text)
    notice(f"{len(found.applied)} corrections applied, {len(found.conflicts)} in conflict")
    dropped = tuple(_dropped(i) for i in found.dropped)
    rejected = (*outcome.rejected, *read.rejected, *dropped)
    corrected = replace(outcome, incidents=found.incidents, rejected=rejected)
    return corrected, len(read.rejected) + len(found.conflicts)


def _dropped(incident: Incident) -> Rejected:
    import msgspec

    from geomap.incident import Rejected

    last = incident.extra["corrected"][-1]
    why = f": {last['note']}" if last["note"] else ""
    return Rejected(
        source=incident.doc_ids[0],
        reason=f"{incident.incident_id} was dropped by {last['who']}{why}",
        raw=msgspec.json.encode(incident).decode(),
    )


def _report_problems(outcome: Outcome, where_all: str) -> int:
    """Say what could not be read, was silent or unplaced; give the exit status."""
    from geomap.tally import Tally

    for said in outcome.notices:
        notice(said)
    told: dict[str, list[Incident]] = {}
    for incident in outcome.incidents:
        for doc in incident.doc_ids:
            told.setdefault(doc, []).append(incident)
    failed = {r.source for r in outcome.rejected}
    tally = Tally(notice, where_all)
    tally.reject(outcome.rejected)
    for report in outcome.reports:
        tally.add(report, told.get(report.doc_id, ()), faulty=report.doc_id in failed)
    return PROBLEMS if tally.finish() else OK


def the_reader(args: argparse.Namespace) -> Reader | None:
    """Give the language model that the user named, if any.

    Parameters
    ----------
    args : argparse.Namespace
        With what :func:`add_reports` added.

    Returns
    -------
    Reader or None

    Raises
    ------
    UsageError
        No model, or no address of an endpoint.
    """
    if not args.ask:
        return None
    if not args.model:
        raise UsageError("--ask: say with --model which model the endpoint is to use")
    from geomap.backend_http import HttpReader

    return HttpReader(url=args.ask, model=args.model, key=os.environ.get(KEY_VARIABLE, ""))


def add_map(parser: argparse.ArgumentParser) -> None:
    """Add the argument that says what the columns of a table are.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of one command.
    """
    parser.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        help="a column of a table of coded events (place=Location); default: by its header",
    )


def add_reports(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say what is read, and how.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of one command.
    """
    parser.add_argument(
        "reports",
        nargs="+",
        metavar="REPORT",
        help="report files, folders, tables of coded events, or - for standard input",
    )
    parser.add_argument(
        "--published",
        metavar="DAY",
        help="day of publication (2022-02-01), for reports that do not give their date",
    )
    add_map(parser)
    parser.add_argument(
        "--corrections",
        metavar="FILE",
        help="an analyst's corrections (CSV or JSON)",
    )
    parser.add_argument(
        "--lang",
        metavar="CODE",
        help="language of the reports (en, ru); default: found from the words",
    )
    parser.add_argument(
        "--ask",
        metavar="URL",
        help="let a language model point at events that were missed: the address of your "
        "OpenAI-compatible endpoint (http://127.0.0.1:8080/v1); the reports are sent there, and "
        f"the key in {KEY_VARIABLE} if there is one",
    )
    parser.add_argument("--model", metavar="NAME", help="the model's name at that endpoint")
