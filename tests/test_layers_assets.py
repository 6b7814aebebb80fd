"""What a page is put together from is what it is said to be."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
from importlib.resources import files
from pathlib import Path

import pytest

from layers import AssetError, assets
from layers.basemap import _cells_around
from layers.style import KINDS, kind_of

LAYERS = Path(__file__).resolve().parents[1] / "layers"
STATIC = LAYERS / "static"
MODULES = sorted(STATIC.glob("*.js"))


def test_the_data_are_those_of_sources_md() -> None:
    said = re.findall(
        r"^ {4}([0-9a-f]{64})  (\S+)$", (LAYERS / "data/SOURCES.md").read_text(), re.M
    )
    assert len(said) == 3
    for digest, name in said:
        assert hashlib.sha256((LAYERS / "data" / name).read_bytes()).hexdigest() == digest, name


def test_the_vendored_scripts_are_those_that_were_looked_at() -> None:
    vendor = runpy.run_path(str(LAYERS.parent / "tools/layers/vendor.py"))
    assert vendor["unfit"](STATIC / "vendor", vendor["FILES"], packed=False) == []


def test_packages_are_fixed_by_hash_and_name_no_host() -> None:
    lock = json.loads((LAYERS / "package-lock.json").read_text())
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages)
    assert not any("resolved" in entry for entry in packages)


def test_a_missing_script_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "_static", lambda: tmp_path)
    assets.leaflet_script.cache_clear()
    with pytest.raises(AssetError, match=r"vendor/leaflet\.js is missing.*tools/layers/vendor\.py"):
        assets.leaflet_script()
    assets.leaflet_script.cache_clear()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_browser_code_parses_no_html_and_evaluates_no_text(path: Path) -> None:
    code = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc"
    found = re.findall(banned, code)
    # folium's own popups are HTML: see the head of foreign.js.
    assert found == (["innerHTML"] if path.name == "foreign.js" else [])


def test_every_module_is_in_the_bundle_after_those_that_it_imports() -> None:
    bundle = assets.bundle()
    places = {name: bundle.index(f'modules["{name}"] = ') for name in _bundled()}
    assert {path.name for path in MODULES} - {"foreign.js"} == set(places)
    for name, place in places.items():
        for imported in re.findall(r'from "\./(\w+\.js)"', (STATIC / name).read_text()):
            assert places[imported] < place, (name, imported)
    assert not re.search(r"^(import|export) ", bundle, re.M)


def _bundled() -> list[str]:
    return re.findall(r'^modules\["(\w+\.js)"\] = ', assets.bundle(), re.M)


def test_every_text_that_the_browser_code_asks_for_is_there() -> None:
    known = json.loads((files("layers") / "data/ui/en.json").read_text(encoding="utf-8"))
    asked = set()
    for path in MODULES:
        code = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\bt\("([\w.]+)"', code))
        asked |= set(re.findall(r'"((?:field|panel|filter|border|tools|theme|map)\.\w+)"', code))
    assert asked - set(known) == set()


def test_each_kind_has_a_sign_of_its_own() -> None:
    assert len({kind.sign for kind in KINDS}) == len(KINDS) == 16
    assert kind_of("unheard of").name == "unknown"


def test_each_kind_and_status_has_its_words() -> None:
    known = json.loads((files("layers") / "data/ui/en.json").read_text(encoding="utf-8"))
    for kind in KINDS:
        assert f"type.{kind.name}" in known
    for prec in range(1, 8):
        assert f"prec.{prec}" in known


@pytest.mark.parametrize(
    ("boxes", "cells"),
    [
        ([], []),
        ([(70.4, 39.9, 70.6, 40.1)], [(70, 35), (70, 40)]),
        ([(-0.1, -0.1, 0.1, 0.1)], [(-5, -5), (-5, 0), (0, -5), (0, 0)]),
        ([(-180, -90, 180, 90)], []),
    ],
)
def test_detail_is_taken_round_the_incidents_and_not_of_the_whole_world(
    boxes: list[tuple[float, float, float, float]], cells: list[tuple[int, int]]
) -> None:
    assert _cells_around(boxes) == cells
