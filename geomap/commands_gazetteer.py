"""The commands ``geomap place`` and ``geomap gazetteer``."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from geomap.commands_inputs import OK, PROBLEMS

__all__ = ["add"]


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
