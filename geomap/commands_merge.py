"""The commands ``geomap merge`` and ``geomap correct``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import OK, PROBLEMS, correct_outcome, notice
from geomap.commands_output import add_format, put_frame
from geomap.errors import UsageError

if TYPE_CHECKING:
    from geomap.incident import Incident
    from geomap.merges import MergeOutcome
    from geomap.pipeline import Outcome

__all__ = ["add", "evidence_in_words", "gather"]


def gather(
    paths: Sequence[str], *, published: str | None = None, lang: str | None = None
) -> Outcome:
    """Read reports and geomap's own GeoJSON and JSON lines, mixed as given.

    Parameters
    ----------
    paths : sequence of str
        Report files, folders of reports, ``-``, or files that geomap wrote.
    published, lang : str or None
        As for :func:`geomap.pipeline.run`.

    Returns
    -------
    Outcome
        Reports known from outputs alone have an empty text.

    Raises
    ------
    GeomapError
        An output is missing, not geomap's, or of another schema version.
    """
    from geomap.incident import Report
    from geomap.pipeline import Outcome, run
    from geomap.reread import is_output, read_back

    outputs = [read_back(p) for p in paths if is_output(p)]
    rest = [p for p in paths if not is_output(p)]
    fresh = run(rest, published=published, lang=lang) if rest else None
    known = [Report(doc_id=d, text="", sha256="") for o in outputs for d in o.doc_ids]
    return Outcome(
        incidents=(*(i for o in outputs for i in o.incidents), *(fresh.incidents if fresh else ())),
        reports=(*known, *(fresh.reports if fresh else ())),
        rejected=(*(r for o in outputs for r in o.rejected), *(fresh.rejected if fresh else ())),
    )


def _write(incidents: Iterable[Incident], outcome: Outcome, args: argparse.Namespace) -> None:
    from geomap.frame import to_frame

    frame = to_frame(incidents, outcome.rejected)
    frame.attrs["doc_ids"] = list(dict.fromkeys(r.doc_id for r in outcome.reports))
    put_frame(frame, args.output, args.format, hxl=args.hxl)


def _read(args: argparse.Namespace) -> Outcome | None:
    outcome = gather(args.inputs, published=args.published, lang=args.lang)
    for r in outcome.rejected:
        notice(r.reason)
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

    outcome = _read(args)
    if outcome is None:
        return PROBLEMS
    if args.undo:
        _write(unmerge(outcome.incidents), outcome, args)
        return PROBLEMS if outcome.rejected else OK
    merged = merge(outcome.incidents)
    _write(merged.incidents, outcome, args)
    told = sys.stderr if args.output in {None, "-"} else sys.stdout
    told.write(evidence_in_words(merged))
    notice(f"{len(outcome.incidents)} incidents in, {len(merged.incidents)} out")
    return PROBLEMS if outcome.rejected else OK


def _correct(args: argparse.Namespace) -> int:
    outcome = _read(args)
    if outcome is None:
        return PROBLEMS
    if args.template:
        from geomap.corrections_file import template

        return _put_text(template(outcome.incidents), args.output)
    if args.corrections is None:
        raise UsageError("correct: give --corrections FILE, or --template to begin one")
    corrected, problems = correct_outcome(outcome, args.corrections)
    _write(corrected.incidents, corrected, args)
    return PROBLEMS if problems or outcome.rejected else OK


def _put_text(text: str, target: str | None) -> int:
    if target in {None, "-"}:
        sys.stdout.write(text)
        return OK
    from geomap.files import write_whole

    notice(f"wrote {write_whole(str(target), text.encode('utf-8'))}")
    return OK


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="IN",
        help="report files or folders, or files that geomap wrote",
    )
    parser.add_argument(
        "--published", metavar="DAY", help="day of publication, for reports that do not say"
    )
    parser.add_argument("--lang", metavar="CODE", help="language of the reports (en, ru)")
    add_format(parser)


def add(commands: Any) -> None:
    """Add the commands ``merge`` and ``correct``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    one = commands.add_parser("merge", help="make reports of one incident one incident")
    _add_inputs(one)
    one.add_argument("--undo", action="store_true", help="take merged incidents apart again")
    one.set_defaults(run=_merge)

    one = commands.add_parser("correct", help="lay an analyst's corrections over incidents")
    _add_inputs(one)
    one.add_argument("--corrections", metavar="FILE", help="CSV, JSON or JSON lines")
    one.add_argument("--template", action="store_true", help="write a corrections file to fill in")
    one.set_defaults(run=_correct)
