"""The commands ``geomap merge`` and ``geomap correct``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import (
    OK,
    PROBLEMS,
    add_map,
    column_pairs,
    correct_outcome,
    notice,
)
from geomap.commands_output import add_format, put_frame, where_set_aside
from geomap.errors import UsageError

if TYPE_CHECKING:
    from geomap.incident import Incident
    from geomap.merges import MergeOutcome
    from geomap.pipeline import Outcome

__all__ = ["add", "add_inputs", "evidence_in_words", "put_incidents", "read_inputs"]


def put_incidents(
    incidents: Iterable[Incident], outcome: Outcome, args: argparse.Namespace
) -> None:
    """Write incidents where the command line says, with what else was read.

    Parameters
    ----------
    incidents : iterable of Incident
    outcome : Outcome
        Whose reports and rejected inputs they come with.
    args : argparse.Namespace
        With what :func:`add_inputs` added.
    """
    from geomap.api import frame_of

    frame = frame_of(replace(outcome, incidents=tuple(incidents)))
    put_frame(frame, args.output, args.format, hxl=args.hxl)


def read_inputs(args: argparse.Namespace) -> Outcome | None:
    """Read the inputs and say how tables were read and what could not be read.

    Parameters
    ----------
    args : argparse.Namespace
        With what :func:`add_inputs` added.

    Returns
    -------
    Outcome or None
        None where nothing could be read, which is said.
    """
    from geomap.gathering import gather
    from geomap.tally import Tally

    outcome = gather(
        args.inputs, published=args.published, lang=args.lang, mapping=column_pairs(args.map)
    )
    for said in outcome.notices:
        notice(said)
    tally = Tally(notice, where_set_aside(args))
    tally.reject(outcome.rejected)
    tally.finish()
    if not outcome.reports and not outcome.incidents:
        notice("nothing could be read, nothing was written")
        return None
    return outcome


def evidence_in_words(merged: MergeOutcome) -> str:
    r"""Tell which incidents were joined and why, and which a person should look at.

    Examples
    --------
    >>> from geomap.merges import merge
    >>> evidence_in_words(merge([]))
    'nothing was joined\n'
    """
    lines = []
    for incident in merged.incidents:
        found = incident.extra.get("merged")
        if not found:
            continue
        lines.append(f"{incident.incident_id}: {incident.title}")
        for join in found["joins"]:
            lines.append(f"  {join['first']} = {join['second']}, {join['score']:.2f} points")
            lines += [f"    {words}" for words in join["words"]]
    lines += [
        f"doubtful, left apart: {d.first} and {d.second} ({d.score:.2f} points): {d.why}"
        for d in merged.doubts
    ]
    return "\n".join(lines or ["nothing was joined"]) + "\n"


def _merge(args: argparse.Namespace) -> int:
    from geomap.merges import merge, unmerge

    outcome = read_inputs(args)
    if outcome is None:
        return PROBLEMS
    if args.undo:
        put_incidents(unmerge(outcome.incidents), outcome, args)
        return PROBLEMS if outcome.rejected else OK
    merged = merge(outcome.incidents)
    put_incidents(merged.incidents, outcome, args)
    told = sys.stderr if args.output in {None, "-"} else sys.stdout
    told.write(evidence_in_words(merged))
    notice(f"{len(outcome.incidents)} incidents in, {len(merged.incidents)} out")
    return PROBLEMS if outcome.rejected else OK


def _correct(args: argparse.Namespace) -> int:
    outcome = read_inputs(args)
    if outcome is None:
        return PROBLEMS
    if args.template:
        from geomap.corrections_file import template

        return _put_text(template(outcome.incidents), args.output)
    if args.corrections is None:
        raise UsageError("correct: give --corrections FILE, or --template to begin one")
    corrected, problems = correct_outcome(outcome, args.corrections)
    put_incidents(corrected.incidents, corrected, args)
    return PROBLEMS if problems or outcome.rejected else OK


def _put_text(text: str, target: str | None) -> int:
    if target in {None, "-"}:
        sys.stdout.write(text)
        return OK
    from geomap.files import write_whole

    notice(f"wrote {write_whole(str(target), text.encode('utf-8'))}")
    return OK


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of a command that reads anything and writes incidents.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of one command.
    """
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="IN",
        help="files that geomap wrote, reports, folders of reports, or tables of coded events",
    )
    parser.add_argument(
        "--published", metavar="DAY", help="day of publication, for reports that do not say"
    )
    parser.add_argument("--lang", metavar="CODE", help="language of the reports (en, ru)")
    add_map(parser)
    add_format(parser)


def add(commands: Any) -> None:
    """Add the commands ``merge`` and ``correct``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    one = commands.add_parser("merge", help="make reports of one incident one incident")
    add_inputs(one)
    one.add_argument("--undo", action="store_true", help="take merged incidents apart again")
    one.set_defaults(run=_merge)

    one = commands.add_parser("correct", help="lay an analyst's corrections over incidents")
    add_inputs(one)
    one.add_argument("--corrections", metavar="FILE", help="CSV, JSON or JSON lines")
    one.add_argument("--template", action="store_true", help="write a corrections file to fill in")
    one.set_defaults(run=_correct)
