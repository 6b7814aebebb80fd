"""Layers that are worked out, and tiles, in a browser: shown, explained, and harmless."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pytest
from shapely.geometry import box

from layers import IncidentMap, TilesLayer
from layers.admin import AdminLayer
from layers.casualties import CasualtiesLayer
from layers.density import DensityLayer
from layers.distance import DistanceLayer
from layers.element import DataLayer
from layers.errors import TilesError
from layers.escape import visible
from tests.layers_frames import batken, frame
from tests.layers_pages import reading
from tests.test_layers_hostile import PAYLOADS, hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AXE = Path(__file__).resolve().parents[1] / "layers/node_modules/axe-core/axe.min.js"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def units(name: str = "Unit") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": [name]}, geometry=[box(69, 38, 75, 44)], crs=4326)


def layers_of(told: gpd.GeoDataFrame, name: str = "Unit") -> list[DataLayer]:
    return [
        AdminLayer(told, units(name)),
        DensityLayer(told),
        DistanceLayer(told),
        CasualtiesLayer(told, "killed"),
    ]


def evil() -> gpd.GeoDataFrame:
    return frame(*[hostile(name, text, n) for n, (name, text) in enumerate(PAYLOADS.items())])


@pytest.mark.parametrize("number", range(4))
def test_they_join_a_plain_folium_map_and_braces_are_not_run(number: int) -> None:
    plain = folium.Map(tiles=None)
    layers_of(evil(), PAYLOADS["jinja"])[number].add_to(plain)
    page = plain.get_root().render()
    assert re.search(r"geomapLayers\.(drawn|units)\(", page)
    assert "<script>window.hacked" not in page
    assert "<img src=x" not in page


@pytest.mark.browser
def test_every_word_is_text(browser: Browser, tmp_path: Path) -> None:
    shown = IncidentMap(evil())
    for layer in layers_of(evil(), " ".join(PAYLOADS.values())):
        layer.add_to(shown)
    with reading(browser, shown, tmp_path) as opened:
        page = opened.page
        page.evaluate(
            """() => Object.values(window).filter((v) => v instanceof L.LayerGroup).forEach((group) =>
                group.eachLayer((layer) => layer.getPopup?.() && layer.openPopup()))"""
        )
        page.locator(".gm-units-key li").first.wait_for()
        legends = page.locator(".gm-drawn-legend, .gm-units-key").all_text_contents()
        assert len(legends) == 4
        assert any(visible(PAYLOADS["onerror"]) in text for text in legends)
        assert page.locator(".leaflet-control :is(img, script, style)").count() == 0
        labels = page.locator(".gm-drawn-row").evaluate_all("(all) => all.map((n) => n.ariaLabel)")
        assert any(PAYLOADS["template"] in label for label in labels)
        assert page.evaluate("window.hacked") is None
        assert opened.quiet(), opened.complaints


@pytest.mark.browser
def test_a_click_tells_of_a_unit(browser: Browser, tmp_path: Path) -> None:
    shown = IncidentMap(batken())
    AdminLayer(batken(), units("Batken & Isfara")).add_to(shown)
    with reading(browser, shown, tmp_path) as opened:
        outline = opened.page.locator("path.leaflet-interactive[stroke='#767676']").first
        outline.dispatch_event("click")
        words = opened.page.locator(".leaflet-popup .gm-drawn-words").inner_text()
        assert words.splitlines() == ["Batken & Isfara", "surely in it: 4", "perhaps in it: 0"]
        opened.page.click("role=tab[name=Layers]")
        fixed = opened.page.locator("fieldset").filter(has_text="Worked out once")
        assert opened.page.locator(".gm-fixed").inner_text().startswith("Of all incidents")
        fixed.get_by_label("Incidents by unit").uncheck()
        assert opened.page.locator(".gm-units-key").count() == 0


@pytest.mark.browser
def test_axe_finds_no_fault(browser: Browser, tmp_path: Path) -> None:
    if not AXE.is_file():
        pytest.skip("no axe-core: run tools/layers/vendor.py")
    shown = IncidentMap(batken(), tiles="OpenTopoMap", notes=["Left out: 1."])
    for layer in layers_of(batken()):
        layer.add_to(shown)
    with reading(browser, shown, tmp_path, bypass_csp=True) as opened:
        opened.page.add_script_tag(content=AXE.read_text("utf-8"))
        found = opened.page.evaluate("axe.run()")["violations"]
        assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []


def with_tiles() -> IncidentMap:
    return IncidentMap(batken(), tiles="OpenTopoMap", generated_at="-")


@pytest.mark.browser
def test_without_a_network_the_page_works_and_says_that_tiles_are_missing(
    browser: Browser, tmp_path: Path
) -> None:
    with reading(browser, with_tiles(), tmp_path) as opened:
        said = opened.page.locator(".gm-tiles-missing")
        said.wait_for()
        assert "The tiles of OpenTopoMap did not come" in said.inner_text()
        assert opened.page.locator(".gm-mark").count() > 0
        assert not [c for c in opened.complaints if "Content Security" in c]
        assert {re.sub(r"//\w\.", "//", r).split("/")[2] for r in opened.requests} == {
            "tile.opentopomap.org"
        }


@pytest.mark.browser
def test_tiles_that_come_are_shown_with_their_credit(browser: Browser, tmp_path: Path) -> None:
    with_tiles().save(tmp_path / "map.html")
    context = browser.new_context()
    page = context.new_page()
    page.route(re.compile("^https"), lambda r: r.fulfill(body=PNG, content_type="image/png"))
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("img.leaflet-tile-loaded")
    assert "OpenStreetMap contributors" in page.locator(".gm-tiles-credit").inner_text()
    assert page.locator(".gm-tiles-missing").is_hidden()
    context.close()


def test_without_tiles_the_policy_allows_no_host() -> None:
    assert "img-src data:;" in IncidentMap(batken()).get_root().render()


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("OpenTopoMop", "closest: OpenTopoMap"),
        ("Thunderforest.OpenCycleMap", "need a key"),
        ({"url": "https://t.example.org/{z}/{x}/{y}.png"}, "lacks name, attribution"),
        ({"url": "file:///x/{z}", "name": "x", "attribution": "y"}, "not on the web"),
    ],
)
def test_a_provider_that_cannot_be_used_is_told(provider: Any, said: str) -> None:
    with pytest.raises(TilesError, match=said):
        TilesLayer(provider)


def test_the_host_of_a_hostile_provider_cannot_leave_the_policy() -> None:
    evil_provider = {
        "url": "https://a.example.org; script-src *\"><img src=x onerror=alert(1)>/{z}/{x}/{y}.png",
        "name": "<b>", "attribution": "<img src=x onerror=alert(1)>",
    }  # fmt: skip
    with pytest.raises(TilesError, match="not on the web"):
        TilesLayer(evil_provider)
    subdomains = {"url": "https://{s}.example.org/{z}/{x}/{y}", "subdomains": ["a;x"]}
    with pytest.raises(TilesError, match="no name of a tile server"):
        TilesLayer({**evil_provider, **subdomains})
