"""The command ``geomap export``."""

from __future__ import annotations

import argparse
from typing import Any

from geomap.commands_inputs import OK, PROBLEMS
from geomap.commands_merge import add_inputs, put_incidents, read_inputs

__all__ = ["add"]


def _export(args: argparse.Namespace) -> int:
    outcome = read_inputs(args)
    if outcome is None:
        return PROBLEMS
    put_incidents(outcome.incidents, outcome, args)
    return PROBLEMS if outcome.rejected else OK


def add(commands: Any) -> None:
    """Add the command ``export``.

    Parameters
    ----------
    commands : argparse subparsers
        What ``add_subparsers`` of the command line's parser gave.
    """
    one = commands.add_parser("export", help="write incidents in another format")
    add_inputs(one)
    one.set_defaults(run=_export)
