"""What the commands that read reports share: their arguments, the run, what is said of problems."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from geomap.errors import ReadError, UsageError

if TYPE_CHECKING:
    from geomap.incident import Incident, Rejected, Report
    from geomap.pipeline import Outcome

__all__ = ["OK", "PROBLEMS", "add_reports", "correct_outcome", "notice", "run_inputs"]

OK, PROBLEMS = 0, 1
MAX_NAMED = 20  # inputs set aside that are named one by one


def notice(message: str) -> None:
    """Say something to the person at the terminal, on standard error.

    Parameters
    ----------
    message : str
        One line.
    """
    sys.stderr.write(f"geomap: {message}\n")


def _track(reports: Iterable[Report]) -> Iterable[Report]:
    """Show progress on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return reports
    from rich.console import Console
    from rich.progress import track

    return track(list(reports), "reading reports", console=Console(stderr=True), transient=True)


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Read "--map place=Location" pairs."""
    out = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise UsageError(f"--map {pair!r} is not FIELD=COLUMN; write it as place=Location")
        out[field.strip()] = column.strip()
    return out


def run_inputs(args: argparse.Namespace) -> tuple[Outcome, int]:
    """Read the inputs, apply the corrections, say what is wrong.

    Parameters
    ----------
    args : argparse.Namespace
        With what :func:`add_reports` added.

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
    status = _report_problems(outcome)
    if not outcome.read:
        raise ReadError("nothing could be read, nothing was written")
    return outcome, status or (PROBLEMS if conflicts else OK)


def _corrected(args: argparse.Namespace) -> tuple[Outcome, int]:
    """Read the inputs and apply the corrections; the number counts those in conflict."""
    from geomap.pipeline import run

    outcome = run(
        args.reports,
        published=args.published,
        lang=args.lang,
        mapping=_mapping(args.map),
        track=_track,
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


def _report_problems(outcome: Outcome) -> int:
    """Say what could not be read, was silent or unplaced; give the exit status."""
    for said in outcome.notices:
        notice(said)
    for r in outcome.rejected[:MAX_NAMED]:
        cell = f", column {r.column}" if r.column else ""
        where = f"{r.source}, row {r.row}{cell}: " if r.row else ""
        notice(f"{where}{r.reason}")
    if len(outcome.rejected) > MAX_NAMED:
        notice(f"… and {len(outcome.rejected) - MAX_NAMED} more set aside; all are in the GeoJSON")
    for report in outcome.silent:
        name = report.path or report.doc_id
        notice(f"{name}: no incident was found in this report; it is in no output but counted here")
    unplaced = 0
    for doc in sorted({r.doc_id for r in outcome.reports}):
        live = [i for i in outcome.incidents if doc in i.doc_ids and not i.background]
        tried = [p for i in live for p in i.places if p.role == "where"]
        if tried and not any(p.lon is not None or p.geojson for i in live for p in i.places):
            unplaced += 1
            why = next((p for i in live for p in i.problems if "“" in p), "no place was found")
            notice(f"{doc}: none of its incidents could be placed: {why}")
    bad = outcome.rejected or outcome.silent or unplaced
    return PROBLEMS if bad else OK


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
    parser.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        help="a column of a table of coded events (place=Location); default: by its header",
    )
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
