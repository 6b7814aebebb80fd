"""The commands ``geomap place`` and ``geomap gazetteer``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from geomap.commands_inputs import OK, PROBLEMS, notice

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


def _gazetteer(args: argparse.Namespace) -> int:
    from geomap.placing import build, info

    sys.stdout.write(build() if args.action == "build" else info())
    return OK


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

    one = commands.add_parser("gazetteer", help="the index of place names")
    one.add_argument("action", choices=("info", "build"))
    one.set_defaults(run=_gazetteer)
