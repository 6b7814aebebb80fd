"""The public surface is what we say, and a bare import stays light."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import pytest

PACKAGES = ("gazetteer", "geomap", "layers")
HEAVY = ("numpy", "pandas", "geopandas", "shapely", "pyproj", "folium", "rich", "requests")
HELP = "from geomap.cli import main; sys.argv = ['geomap', '--help']; main()"
PROBE = """
import json, sys
try:
    {statement}
except SystemExit:
    pass
print(json.dumps([name for name in {heavy} if name in sys.modules]))
"""


def loaded(statement: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(statement=statement, heavy=HEAVY)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_are_sorted_and_exist(package: str) -> None:
    module = importlib.import_module(package)
    assert list(module.__all__) == sorted(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize(
    "statement", ["import geomap", "import gazetteer", HELP], ids=["geomap", "gazetteer", "--help"]
)
def test_a_bare_import_loads_nothing_heavy(statement: str) -> None:
    assert loaded(statement) == []
