"""The commands ``geomap place`` and ``geomap gazetteer``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import OK, PROBLEMS, column_pairs, notice
from geomap.errors import UsageError

if TYPE_CHECKING:
    from gazetteer.online import OnlineService

__all__ = ["add"]


def _place(args: argparse.Namespace) -> int:
    from geomap.placing import answer

    online = _online(args) if args.online else None
    told = answer(args.name, country=args.country, near=args.near, as_json=args.json, online=online)
    sys.stdout.write(told.text)
    if told.problem:
        notice(told.problem)
    return OK if told.found and not told.problem else PROBLEMS


def _online(args: argparse.Namespace) -> OnlineService:
    from gazetteer.online import OnlineService

    return OnlineService(
        name=args.online, user_agent=args.user_agent, host=args.host, api_key=args.api_key
    )


def _info(args: argparse.Namespace) -> int:
    from geomap.datasets import info, listed

    sys.stdout.write((listed if args.action == "list" else info)(as_json=args.json))
    return OK


def _build(args: argparse.Namespace) -> int:
    from geomap.datasets import build

    sys.stdout.write(build(args.name))
    return OK


def _remove(args: argparse.Namespace) -> int:
    from geomap.datasets import removed

    sys.stdout.write("".join(removed(label) for label in args.names))
    return OK


def _add_file(args: argparse.Namespace) -> int:
    from pathlib import Path

    from gazetteer.countries import find_country
    from gazetteer.user_add import add_set
    from gazetteer.user_read import Asked
    from geomap.datasets import added

    country = find_country(args.country) if args.country else ""
    if country is None:
        raise UsageError(f"--country {args.country!r}: no such country; write KG or Kyrgyzstan")
    asked = Asked(
        kind=args.kind or "",
        given=column_pairs(args.map or ()),
        crs=args.crs or "",
        layer=args.layer or "",
        encoding=args.encoding,
        country=country,
        feature_class=args.feature_class or "",
        date=args.date or "",
        accuracy_m=args.accuracy,
    )
    result = add_set(
        Path(args.file),
        name=args.name or "",
        asked=asked,
        alternates=Path(args.alternates) if args.alternates else None,
        source=args.source or "",
        licence=args.licence or "",
        most=args.keep,
    )
    text, notices = added(result)
    for line in notices:
        notice(line)
    sys.stdout.write(text)
    return PROBLEMS if notices else OK


def add(commands: Any) -> None:
    """Add the commands ``place`` and ``gazetteer``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    one = commands.add_parser("place", help="look up a place name, with reasons")
    one.add_argument("name", help="as written: “Surkh jamoat”, “Баткен”")
    one.add_argument("--country", help="ISO code or name")
    one.add_argument("--near", metavar="PLACE", help="prefer places near this one")
    one.add_argument("--json", action="store_true", help="one JSON object")
    one.add_argument(
        "--online",
        metavar="SERVICE",
        help="ask this online geocoder too: nominatim, photon, pelias, geonames or any other "
        "that geopy names",
    )
    one.add_argument(
        "--user-agent",
        metavar="WHO",
        help="who asks, as online geocoders require; default: GEOMAP_USER_AGENT",
    )
    one.add_argument("--host", metavar="URL", help="your own instance of the online geocoder")
    one.add_argument(
        "--api-key",
        metavar="KEY",
        help="where it wants one; better: GEOMAP_<SERVICE>_API_KEY, which no list of processes "
        "shows",
    )
    one.set_defaults(run=_place)

    one = commands.add_parser("gazetteer", help="the index of place names, and your own data")
    actions = one.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, words in (("info", "what it holds, and what is in use"), ("list", "your data sets")):
        one = actions.add_parser(name, help=words)
        one.add_argument("--json", action="store_true", help="one JSON document")
        one.set_defaults(run=_info)
    _add_action(actions.add_parser("add", help="add a file of places or border lines"))
    one = actions.add_parser("remove", help="remove a data set, or one version of it")
    one.add_argument(
        "names", nargs="+", metavar="NAME[@VERSION]", help="without a version: all of them"
    )
    one.set_defaults(run=_remove)
    one = actions.add_parser("build", help="compile the packaged data again, or a data set")
    one.add_argument(
        "name", nargs="?", default="", metavar="NAME[@VERSION]", help="default: the packaged data"
    )
    one.set_defaults(run=_build)


def _add_action(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "file",
        metavar="FILE",
        help="a GeoNames dump, Who's On First data, GeoJSON, CSV, GeoPackage, Shapefile",
    )
    one.add_argument("--name", help="what to call the data set; default: after the file")
    one.add_argument(
        "--kind", help="geonames, wof, geojson, csv, vector or borders; default: told by the file"
    )
    one.add_argument(
        "--map",
        action="append",
        metavar="FIELD=COLUMN",
        help="which column holds what (name, lat, lon, id, country, class, population …)",
    )
    one.add_argument("--source", metavar="TEXT", help="for the credit line; default: the file")
    one.add_argument("--licence", metavar="TEXT", help="for the credit line")
    one.add_argument("--country", help="of all rows that do not say theirs: ISO code or name")
    one.add_argument(
        "--class",
        dest="feature_class",
        metavar="CLASS",
        help="of all rows: populated place, adm1, adm2, adm3, locality, border post, water …",
    )
    one.add_argument("--crs", help="where the file does not say it, or wrongly: EPSG:32642")
    one.add_argument("--layer", help="of a file with several")
    one.add_argument("--encoding", default="utf-8", help="of a CSV file; default: utf-8")
    one.add_argument(
        "--alternates", metavar="FILE", help="GeoNames' alternateNamesV2.txt, for a GeoNames dump"
    )
    one.add_argument(
        "--date", help="of border lines: the day from which they hold, or FROM/TO (.. is open)"
    )
    one.add_argument(
        "--accuracy", type=float, metavar="METRES", help="of border lines: how far off they may be"
    )
    one.add_argument(
        "--keep", type=int, metavar="N", help="remove the oldest versions beyond so many"
    )
    one.set_defaults(run=_add_file)
