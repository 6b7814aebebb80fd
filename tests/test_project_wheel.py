"""What goes into the distribution."""

from __future__ import annotations

from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[1]
BUILT = ("gazetteer/data/compiled/world.gzt", "layers/static/vendor/leaflet.js")


@pytest.fixture(scope="module")
def in_wheel() -> set[str]:
    return {f.distribution_path for f in WheelBuilder(str(ROOT)).recurse_included_files()}


@pytest.mark.parametrize("path", BUILT)
def test_the_wheel_answers_offline(path: str, in_wheel: set[str]) -> None:
    if not (ROOT / path).exists():
        pytest.skip(f"{path} is not built: make set-up")
    assert path in in_wheel


@pytest.mark.parametrize(
    "path", ["geomap/py.typed", "gazetteer/data/SOURCES.md", "geomap/data/lang/ru.toml"]
)
def test_the_wheel_holds_data_and_types(path: str, in_wheel: set[str]) -> None:
    assert path in in_wheel


def test_the_wheel_holds_nothing_of_the_workshop(in_wheel: set[str]) -> None:
    outside = [p for p in in_wheel if p.split("/")[0] not in {"gazetteer", "geomap", "layers"}]
    assert outside == []
    assert [p for p in in_wheel if "node_modules" in p or "package-lock" in p] == []


def test_the_source_archive_holds_the_sources_of_what_is_built() -> None:
    held = {f.distribution_path for f in SdistBuilder(str(ROOT)).recurse_included_files()}
    assert {"gazetteer/data/geonames_cities500.tsv.xz", "geomap/__init__.py"} <= held
