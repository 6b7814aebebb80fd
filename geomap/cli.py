"""The command line: ``geomap map``, ``extract``, ``merge``, ``place`` and the rest.

Results go to standard output, notices to standard error. Exit status: 0 all
well, 1 problems found (some input could not be read, told no incident or
could not be placed), 2 misuse.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from gazetteer.errors import GazetteerError
from geomap import __version__
from geomap.commands_inputs import OK, PROBLEMS, notice
from geomap.errors import GeomapError, UsageError

__all__ = ["main"]

MISUSE, STOPPED = 2, 130
MODULES = {  # command -> its module, as help lists them
    "map": "map",
    "extract": "extract",
    "export": "export",
    "batch": "batch",
    "merge": "merge",
    "correct": "merge",
    "place": "gazetteer",
    "gazetteer": "gazetteer",
}


def _parser(asked: str | None = None) -> argparse.ArgumentParser:
    """Make the parser of one command, or of all: one look-up must not load the others."""
    parser = argparse.ArgumentParser(
        prog="geomap",
        description="Turn reports of border incidents into maps that can be defended.",
        epilog="Exit status: 0 all well, 1 problems found, 2 misuse.",
    )
    parser.add_argument("--version", action="version", version=f"geomap {__version__}")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", prog="geomap"
    )  # without a name it formats its usage, which loads shutil
    names = [MODULES[asked]] if asked in MODULES else list(dict.fromkeys(MODULES.values()))
    for name in names:
        import_module(f"geomap.commands_{name}").add(commands)
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
    words = sys.argv[1:] if argv is None else list(argv)
    args = _parser(words[0] if words else None).parse_args(words)
    command: Callable[[argparse.Namespace], int] = args.run
    try:
        return command(args)
    except UsageError as error:
        notice(str(error))
        return MISUSE
    except (GeomapError, GazetteerError) as error:
        notice(str(error))
        return PROBLEMS
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except KeyboardInterrupt:
        notice("stopped; no file was left half written")
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
