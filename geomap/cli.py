"""The command line: ``geomap map``, ``extract``, ``place``, ``gazetteer``.

Results go to standard output, notices to standard error. Exit status: 0 all
well, 1 problems found (some input could not be read, told no incident or
could not be placed), 2 misuse.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer.errors import GazetteerError
from geomap import __version__
from geomap.commands_merge import add as add_merge
from geomap.errors import GeomapError, ReadError, UsageError

if TYPE_CHECKING:
    from geomap.incident import Report
    from geomap.pipeline import Outcome

__all__ = ["main"]

OK, PROBLEMS, MISUSE = 0, 1, 2
MAX_NAMED = 20  # inputs set aside that are named one by one


def _notice(message: str) -> None:
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


def _run(args: argparse.Namespace) -> tuple[Outcome, int]:
    """Read the inputs, apply the corrections, say what is wrong; give the exit status."""
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
    from geomap.commands_merge import correct_outcome

    return correct_outcome(outcome, args.corrections)


def _report_problems(outcome: Outcome) -> int:
    """Say what could not be read, was silent or unplaced; give the exit status."""
    for notice in outcome.notices:
        _notice(notice)
    for r in outcome.rejected[:MAX_NAMED]:
        cell = f", column {r.column}" if r.column else ""
        where = f"{r.source}, row {r.row}{cell}: " if r.row else ""
        _notice(f"{where}{r.reason}")
    if len(outcome.rejected) > MAX_NAMED:
        _notice(f"… and {len(outcome.rejected) - MAX_NAMED} more set aside; all are in the GeoJSON")
    for report in outcome.silent:
        name = report.path or report.doc_id
        _notice(
            f"{name}: no incident was found in this report; it is in no output but counted here"
        )
    unplaced = 0
    for doc in sorted({r.doc_id for r in outcome.reports}):
        live = [i for i in outcome.incidents if doc in i.doc_ids and not i.background]
        tried = [p for i in live for p in i.places if p.role == "where"]
        if tried and not any(p.lon is not None or p.geojson for i in live for p in i.places):
            unplaced += 1
            why = next((p for i in live for p in i.problems if "“" in p), "no place was found")
            _notice(f"{doc}: none of its incidents could be placed: {why}")
    bad = outcome.rejected or outcome.silent or unplaced
    return PROBLEMS if bad else OK


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
    outcome, status = _run(args)
    frame = frame_of(outcome)
    title = args.title or _title(outcome)
    page = draw(frame, title=title, lang=args.map_lang).get_root().render()
    beside = write(frame, target.with_suffix(".geojson"))
    write_whole(target, page.encode("utf-8"))
    print_table(frame)
    _notice(f"wrote {target} and {beside}")
    return status


def _extract(args: argparse.Namespace) -> int:
    from geomap.api import frame_of
    from geomap.export import dumps, write

    outcome, status = _run(args)
    frame = frame_of(outcome)
    if args.output in {None, "-"}:
        sys.stdout.buffer.write(dumps(frame, args.format or "jsonl"))
    else:
        _notice(f"wrote {write(frame, args.output, args.format)}")
    return status


def _place(args: argparse.Namespace) -> int:
    from geomap.placing import answer, answer_online

    text, found = answer(args.name, country=args.country, near=args.near, as_json=args.json)
    sys.stdout.write(text)
    if args.online:
        more, online = answer_online(args.name, args.online, args.user_agent, args.host)
        sys.stdout.write(more)
        found = found or online
    return OK if found else PROBLEMS


def _gazetteer(args: argparse.Namespace) -> int:
    from geomap.placing import build, info

    sys.stdout.write(build() if args.action == "build" else info())
    return OK


def _add_reports(parser: argparse.ArgumentParser) -> None:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="geomap",
        description="Turn reports of border incidents into maps that can be defended.",
        epilog="Exit status: 0 all well, 1 problems found, 2 misuse.",
    )
    parser.add_argument("--version", action="version", version=f"geomap {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    one = commands.add_parser("map", help="draw reports on a map: map.html and map.geojson")
    _add_reports(one)
    one.add_argument("-o", "--output", default="map.html", metavar="FILE", help="default: map.html")
    one.add_argument("--title", help="title of the page")
    one.add_argument(
        "--map-lang", default="en", metavar="CODE", help="language of the map's own words (en, ru)"
    )
    one.set_defaults(run=_map)

    one = commands.add_parser("extract", help="write the incidents of reports to a file")
    _add_reports(one)
    one.add_argument("-f", "--format", choices=("jsonl", "geojson", "csv"))
    one.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    one.set_defaults(run=_extract)

    add_merge(commands)

    one = commands.add_parser("place", help="look up a place name, with reasons")
    one.add_argument("name", help="as written: “Surkh jamoat”, “Баткен”")
    one.add_argument("--country", help="ISO code or name")
    one.add_argument("--near", metavar="PLACE", help="prefer places near this one")
    one.add_argument("--json", action="store_true", help="one JSON object")
    one.add_argument(
        "--online",
        choices=("nominatim", "photon"),
        help="ask this online geocoder too (through geopy)",
    )
    one.add_argument(
        "--user-agent", default="", metavar="WHO", help="who asks, as online geocoders require"
    )
    one.add_argument("--host", metavar="URL", help="your own instance of the online geocoder")
    one.set_defaults(run=_place)

    one = commands.add_parser("gazetteer", help="the index of place names")
    one.add_argument("action", choices=("info", "build"))
    one.set_defaults(run=_gazetteer)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str or None
        Arguments; default: the process's own.

    Returns
    -------
    int
        Exit status: 0 all well, 1 problems found, 2 misuse.
    """
    args = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = args.run
    try:
        return command(args)
    except UsageError as error:
        _notice(str(error))
        return MISUSE
    except (GeomapError, GazetteerError) as error:
        _notice(str(error))
        return PROBLEMS
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except KeyboardInterrupt:
        _notice("stopped; no file was left half written")
        return 130


if __name__ == "__main__":
    sys.exit(main())
