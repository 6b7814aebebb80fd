"""What is shown can be taken along: GeoJSON, CSV, a picture, paper."""

from __future__ import annotations

import csv
import io
import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from shapely.geometry import shape

from layers import IncidentMap
from tests.layers_frames import GEOD, at, batken, borders, day, frame, incident, zoo
from tests.layers_modules import call
from tests.layers_pages import Reader, reading
from tests.test_layers_hostile import PAYLOADS, harmless, hostile_map

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def saved(reader: Reader, button: str) -> tuple[str, bytes]:
    """Press a button of the panel; the file's name and what is in it."""
    page = reader.page
    page.click("role=tab[name=Incidents]")
    if page.locator(".gm-tools").get_attribute("open") != "":
        page.click(".gm-tools summary")
    with page.expect_download() as caught:
        page.click(f".gm-tools >> text={button}")
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


@pytest.fixture(scope="module")
def reader(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    shown = IncidentMap(
        batken(),
        borders=borders(),
        title="Batken: January / 2022",
        credits=["GeoNames"],
        notes=["Positions are made coarser."],
    )
    with reading(browser, shown, tmp_path_factory.mktemp("saving")) as opened:
        yield opened
        assert opened.quiet(), (opened.complaints, opened.requests)


def test_geojson_has_every_incident_that_is_shown_with_its_claims_and_sources(
    reader: Reader,
) -> None:
    name, content = saved(reader, "GeoJSON")
    told = json.loads(content)
    assert name == "Batken_January_2022.geojson"
    assert {feature["id"] for feature in told["features"]} == set(batken().index)
    assert told["credits"][0] == "GeoNames"
    assert "do not say who is right" in told["disclaimer"]
    assert told["notes"] == ["Positions are made coarser."]
    clash = next(f for f in told["features"] if f["id"] == "clash")
    assert clash["properties"]["claims"][0]["casualties"][1]["min"] == 10
    assert clash["properties"]["claims"][0]["casualties"][1].get("max") is None
    assert clash["properties"]["sources"][0]["url"] == "https://example.org/r1"
    assert clash["properties"]["date_start"] == "2022-01-27"
    unplaced = next(f for f in told["features"] if f["id"] == "mediation")
    assert unplaced["geometry"] is None


def test_a_disc_is_saved_as_the_ring_of_its_true_edge(reader: Reader) -> None:
    told = json.loads(saved(reader, "GeoJSON")[1])
    clash = next(f for f in told["features"] if f["id"] == "clash")
    ring = shape(clash["geometry"])
    assert ring.is_valid
    assert ring.exterior.is_ccw
    for lon, lat in ring.exterior.coords:
        _, _, metres = GEOD.inv(70.51599, 39.95542, lon, lat)
        assert metres == pytest.approx(1000, rel=0.01)


def test_an_exact_place_is_saved_as_a_point(reader: Reader) -> None:
    told = json.loads(saved(reader, "GeoJSON")[1])
    blockade = next(f for f in told["features"] if f["id"] == "blockade")
    assert blockade["geometry"] == {"type": "Point", "coordinates": [70.58, 39.84]}


def test_csv_has_a_row_an_incident_and_nested_cells_as_json(reader: Reader) -> None:
    _, content = saved(reader, "CSV")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["incident_id"] for row in rows} == set(batken().index)
    clash = next(row for row in rows if row["incident_id"] == "clash")
    assert json.loads(clash["claims"])[0]["claimant_side"] == "TJK"
    assert clash["date_start"] == "2022-01-27"
    assert clash["remarks"].startswith("Positions are made coarser. The boundaries")
    assert next(r for r in rows if r["incident_id"] == "blockade")["date_start"] == ""


def test_only_what_the_filters_let_through_is_saved(reader: Reader) -> None:
    reader.page.fill("input[type=search]", "grenade launchers")
    told = json.loads(saved(reader, "GeoJSON")[1])
    assert [feature["id"] for feature in told["features"]] == ["clash"]
    assert told["shown"] == "1 of 7 incidents shown"
    reader.page.fill("input[type=search]", "")


def test_the_picture_has_the_map_and_a_strip_with_the_disclaimer(reader: Reader) -> None:
    name, content = saved(reader, "Picture (PNG)")
    width, height = struct.unpack(">II", content[16:24])
    box = reader.page.locator(".gm-map").bounding_box()
    assert name.endswith(".png")
    assert width == box["width"]
    assert height > box["height"] + 60


def test_each_shape_can_be_saved(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, IncidentMap(zoo()), tmp_path) as opened:
        told = json.loads(saved(opened, "GeoJSON")[1])
        kinds = {f["id"]: (f["geometry"] or {}).get("type") for f in told["features"]}
        assert kinds["islands"] == "MultiPolygon"
        assert kinds["line"] == "LineString"
        assert kinds["nowhere"] is None
        assert saved(opened, "Picture (PNG)")[1][:4] == b"\x89PNG"
        assert opened.quiet(), opened.complaints


def test_a_packed_map_is_saved_whole(browser: Browser, tmp_path: Path) -> None:
    rows = [
        incident(f"i{n}", "talks", **day("2022-01-28"), **at("X", 70 + n / 1e3, 40.0, 1, 9.0))
        for n in range(700)
    ]
    with reading(browser, IncidentMap(frame(*rows)), tmp_path) as opened:
        told = json.loads(saved(opened, "GeoJSON")[1])
        assert [f["id"] for f in told["features"]] == [f"i{n}" for n in range(700)]
        assert told["features"][699]["geometry"]["coordinates"] == [70.699, 40.0]


def test_a_browser_that_cannot_unpack_says_so(browser: Browser, tmp_path: Path) -> None:
    rows = [incident(f"i{n}", "talks", **at("X", 70.0, 40.0, 1, 9.0)) for n in range(400)]
    IncidentMap(frame(*rows)).save(tmp_path / "map.html")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto((tmp_path / "map.html").as_uri())
    assert "cannot unpack the incidents" in page.get_by_role("alert").inner_text()
    context.close()


def test_hostile_text_is_saved_as_text_and_as_no_formula(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, hostile_map(), tmp_path) as opened:
        name, content = saved(opened, "CSV")
        assert not set(name) & set('<>:"/\\|?*\u202e\u2066 ')
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert len(rows) == len(PAYLOADS) + 1
        assert {len(row) for row in rows} == {len(rows[0])}
        _, told = saved(opened, "GeoJSON")
        titles = {f["properties"]["title"] for f in json.loads(told)["features"]}
        assert set(PAYLOADS.values()) <= titles
        assert saved(opened, "Picture (PNG)")[1][:4] == b"\x89PNG"
        harmless(opened)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("  -2+3", "'  -2+3"),
        ("＝1", "'＝1"),
        ("-3.5", "-3.5"),
        ("'quoted'", "''quoted'"),
        ("plain", "plain"),
        ("a\x00b", "a_x0000_b"),
        (None, ""),
        (True, "true"),
        ([{"a": "=1"}], '[{"a":"=1"}]'),
    ],
)
def test_a_cell_is_never_a_formula(text: Any, cell: str) -> None:
    assert call("download", "cell", text) == cell


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Batken: January / 2022", "Batken_January_2022.csv"),
        ("../../etc/passwd", "etc_passwd.csv"),
        ("Баткен — январь", "Баткен_январь.csv"),
        ("\u202egpj.exe", "gpj_exe.csv"),
        ("", "map.csv"),
    ],
)
def test_a_file_is_named_after_the_title_in_letters_and_digits(title: str, name: str) -> None:
    assert call("download", "fileName", title, "csv") == name
