"""The map as a reader sees it, in Chromium with the network off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pytest
from shapely import LineString, box

from layers import IncidentMap, count_in_units
from tests.layers_frames import GEOD, at, batken, border, borders, day, frame, incident, zoo
from tests.layers_pages import Reader, reading

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "layers/node_modules/axe-core/axe.min.js"
RUN_AXE = """async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
    return found.violations.map((v) => [v.id, v.impact, v.nodes.map((n) => n.html.slice(0, 160))]);
}"""


def full(**more: Any) -> IncidentMap:
    return IncidentMap(
        batken(),
        borders=borders(),
        cities=[{"name": "Isfara", "lon": 70.63, "lat": 40.12, "rank": 1}],
        credits=["GeoNames (CC BY 4.0)", "© OpenStreetMap contributors (ODbL 1.0)"],
        title="Batken, January 2022",
        generated_at="2026-11-24",
        tool_version="geomap 0.1.0",
        **more,
    )


@pytest.fixture
def reader(browser: Browser, tmp_path: Path) -> Any:
    with reading(browser, full(), tmp_path) as opened:
        yield opened
        assert opened.quiet(), (opened.complaints, opened.requests)


def listed(reader: Reader, part: str) -> list[str]:
    items = reader.page.locator(f".gm-part-{part} .gm-item")
    return [item.get_attribute("data-incident") or "" for item in items.all()]


def evidence(reader: Reader, incident_id: str) -> Any:
    reader.page.click(f'.gm-item[data-incident="{incident_id}"]')
    return reader.page.locator(".gm-evidence")


def test_every_incident_is_listed_in_order_of_time(reader: Reader) -> None:
    assert listed(reader, "mapped") == ["clash", "talks", "ceasefire", "blockade"]
    assert listed(reader, "unplaced") == ["mediation", "statement"]
    assert listed(reader, "background") == ["protocol"]


def test_only_exact_places_are_points(reader: Reader) -> None:
    marks = reader.page.locator(".gm-mark[data-incident]")
    modes = {m.get_attribute("data-incident"): m.get_attribute("data-mode") for m in marks.all()}
    assert modes == {"clash": "disc", "talks": "disc", "ceasefire": "disc", "blockade": "point"}
    filled = reader.page.locator(".gm-mark:has(circle.gm-sign-body)")
    assert [m.get_attribute("data-incident") for m in filled.all()] == ["blockade"]


def test_the_disc_has_its_true_radius_on_the_ground(reader: Reader) -> None:
    reader.look_at(39.95542, 70.51599, 13)
    edges = reader.page.evaluate(
        """() => {
            const map = Object.entries(window).find(([k]) => k.startsWith("map_"))[1];
            const canvas = document.querySelector(".leaflet-gm-areas-pane canvas");
            const y = Math.round(map.latLngToContainerPoint([39.95542, 70.51599]).y);
            const row = canvas.getContext("2d").getImageData(0, y, canvas.width, 1).data;
            const drawn = [...Array(canvas.width).keys()]
                .filter((x) => row[4 * x + 3] > 100 && row[4 * x] > 180 && row[4 * x + 2] < 90);
            const at = (x) => map.containerPointToLatLng([x, y]);
            const [a, b] = [at(drawn[0]), at(drawn.at(-1))];
            return [a.lng, a.lat, b.lng, b.lat];
        }"""
    )
    _, _, metres = GEOD.inv(*edges)
    assert metres / 2 == pytest.approx(1000, rel=0.02)


def test_the_panel_shows_claims_side_by_side(reader: Reader) -> None:
    shown = evidence(reader, "clash")
    columns = shown.locator(".gm-side-claims").all()
    assert [c.locator("h4").inner_text() for c in columns] == [
        "Tajikistan",
        "Kyrgyzstan",
        "The report itself",
    ]
    boxes = [c.bounding_box() for c in columns]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    cells = shown.locator(".gm-figures tbody tr").nth(0).locator("td").all_inner_texts()
    assert cells == ["people of Tajikistan: 2", "not stated", "not stated"]
    assert "hedged: “reportedly”" in columns[1].inner_text()


def test_the_words_are_marked_in_the_sentence(reader: Reader) -> None:
    quote = evidence(reader, "clash").locator(".gm-quote")
    assert quote.locator("mark").all_inner_texts() == ["Two", "at least ten"]
    assert quote.inner_text().startswith("Two Tajik nationals were killed")


def test_a_derived_position_says_so_and_names_the_other_candidates(reader: Reader) -> None:
    text = evidence(reader, "clash").inner_text()
    assert "This position was worked out; nobody has published it." in text
    assert "somewhere within 1 km of this centre" in text
    assert "Tort-Kocho (Osh region, Kyrgyzstan) — another village of that name" in text


def test_the_local_day_is_shown_and_utc_beside_it(reader: Reader) -> None:
    text = evidence(reader, "talks").inner_text()
    assert "28 January 2022, 01:00" in text
    assert "27 January 2022, 20:00 UTC" in text
    assert "Kyrgyzstan: 28 January 2022, 02:00" in text


def test_sources_are_links_with_their_hash(reader: Reader) -> None:
    source = evidence(reader, "clash").locator(".gm-source")
    assert source.locator("a").get_attribute("href") == "https://example.org/r1"
    assert source.locator("a").get_attribute("rel") == "noopener noreferrer"
    assert "0" * 63 + "1" in source.inner_text()


def test_layers_can_be_switched_off_and_on(reader: Reader) -> None:
    page = reader.page
    page.click("role=tab[name=Layers]")
    box = page.get_by_label("Talks", exact=True).last
    box.uncheck()
    assert page.locator('.gm-mark[data-incident="talks"]').count() == 0
    assert page.locator('.gm-mark[data-incident="ceasefire"]').count() == 1
    box.check()
    assert page.locator('.gm-mark[data-incident="talks"]').count() == 1


def test_every_layer_of_the_tree_can_be_switched(reader: Reader) -> None:
    reader.page.click("role=tab[name=Layers]")
    boxes = reader.page.locator(".gm-layers input").all()
    assert len(boxes) == 13
    for tick in [*boxes, *boxes]:
        tick.click()


def test_disputed_lines_are_dashed_and_labelled(reader: Reader) -> None:
    page = reader.page
    disputed = page.locator("path.gm-border-disputed.leaflet-interactive")
    assert disputed.count() == 1
    style = "e => getComputedStyle(e).strokeDasharray"
    assert disputed.evaluate(style) == "8px, 6px"
    assert page.locator("path.gm-border-1:not(.gm-border-disputed)").first.evaluate(style) == "none"
    reader.look_at(40.0, 70.8, 11)
    assert page.locator(".gm-border-label").inner_text() == "not delimited at Tort-Kocho"


def test_a_border_tells_its_source_and_date(reader: Reader) -> None:
    line = reader.page.locator("path.gm-border-1:not(.gm-border-disputed).leaflet-interactive")
    line.dispatch_event("mouseover", {"clientX": 300, "clientY": 300})
    tip = reader.page.locator(".gm-border-tip").inner_text()
    for text in ("OpenStreetMap", "2026-03", "ODbL 1.0", "about 33 m", "agreed 2025"):
        assert text in tip


def test_a_line_is_faint_from_the_view_of_who_calls_both_sides_its_own(
    browser: Browser, tmp_path: Path
) -> None:
    lines = [border(claims=[["KGZ"], ["TJK"]]), border(claims=[["KGZ", "TJK"], ["TJK"]])]
    with reading(browser, IncidentMap(batken(), borders=lines), tmp_path) as opened:
        page = opened.page
        page.click("role=tab[name=Layers]")
        choice = page.locator(".gm-view")
        assert choice.locator("option").all_inner_texts() == [
            "of no side: every line",
            "Tajikistan",
        ]
        assert page.locator(".gm-border-inner").count() == 0
        choice.select_option("TJK")
        assert page.locator("path.gm-border-inner").count() == 1
        page.wait_for_function("() => location.hash.includes('view=TJK')")
        page.reload()
        page.wait_for_selector("path.gm-border-inner")
        page.click("role=tab[name=Layers]")
        assert page.locator(".gm-view").input_value() == "TJK"
        page.locator(".gm-view").select_option("")
        assert page.locator(".gm-border-inner").count() == 0
        assert opened.quiet(), opened.complaints


def test_incidents_at_one_place_are_fanned_out_and_keep_a_line_to_it(reader: Reader) -> None:
    boxes = [
        reader.page.locator(f'.gm-mark[data-incident="{name}"]').bounding_box()
        for name in ("talks", "ceasefire")
    ]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    assert reader.page.locator(".gm-leader").count() == 2


def test_the_keyboard_alone_reaches_a_mark_and_comes_back(reader: Reader) -> None:
    page = reader.page
    page.locator('.gm-mark[data-incident="clash"]').focus()
    page.keyboard.press("Enter")
    assert "Tort-Kocho" in page.locator(".gm-evidence h2").inner_text()
    assert page.evaluate("document.activeElement.className") == "gm-back"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.incident") == "clash"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "button"


def test_arrow_keys_go_from_mark_to_mark_and_tab_goes_on(reader: Reader) -> None:
    page = reader.page
    marks = page.locator(".gm-mark[role=button]")
    assert marks.evaluate_all("(all) => all.map((n) => n.tabIndex).sort()") == [-1, -1, -1, 0]
    page.locator("#" + page.locator(".gm-map").get_attribute("id")).focus()
    page.keyboard.press("Tab")
    seen = [page.evaluate("document.activeElement.dataset.incident")]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate("document.activeElement.dataset.incident"))
    assert sorted(seen) == ["blockade", "ceasefire", "clash", "talks"]
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.incident") == seen[-1]
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.dataset.incident") == seen[0]
    assert page.locator(".leaflet-tooltip").is_visible()
    page.keyboard.press("Tab")
    assert not page.locator(".gm-mark:focus").count()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator(".gm-evidence").get_attribute("data-incident") == seen[0]


def test_painted_marks_are_walked_and_opened_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    rows = [
        incident(
            f"i{n}", "talks", **day("2022-01-28"),
            **at(f"X{n}", 69 + n % 20 * 0.2, 38 + n // 20 * 0.2, 1 + 2 * (n % 2), 9.0 + n % 2 * 9000),
        )
        for n in range(300)
    ]  # fmt: skip
    with reading(browser, IncidentMap(frame(*rows)), tmp_path) as opened:
        page = opened.page
        assert page.locator(".gm-mark").count() == 0
        page.locator("#" + page.locator(".gm-map").get_attribute("id")).focus()
        page.keyboard.press("Tab")
        ring = page.locator(".gm-walk:focus")
        first = ring.get_attribute("aria-label")
        assert re.search(r"\(1 of \d+\)$", first)
        count = int(re.search(r"(\d+)\)$", first)[1])
        labels = [first]
        for _ in range(count - 1):
            page.keyboard.press("ArrowDown")
            labels.append(ring.get_attribute("aria-label"))
        assert labels[-1].endswith(f"({count} of {count})")
        assert len(set(labels)) == count
        if AXE.is_file():
            page.evaluate(AXE.read_text(encoding="utf-8"))
            assert page.evaluate(RUN_AXE) == []
        page.keyboard.press("Enter")
        page.locator(".gm-detail").wait_for()
        page.keyboard.press("Enter")
        assert ring.get_attribute("aria-label") == labels[-1]
        # Nearer, the marks are buttons; the focus stays with the mark.
        opened.look_at(38.2, 69.2, 10)
        assert page.locator(".gm-mark:focus").count() == 1
        assert opened.quiet(), opened.complaints


ZOOM = "() => Object.entries(window).find(([k]) => k.startsWith('map_'))[1].getZoom()"


def test_a_number_drills_down_to_the_evidence_of_one_exact_apart_from_vague(
    browser: Browser, tmp_path: Path
) -> None:
    rows = [
        incident(
            f"i{n}", "talks", **day("2022-01-28"),
            **at(f"X{n}", 69 + n % 30 * 0.1, 38 + n // 30 * 0.1, 1 + 2 * (n % 2), 9.0 + n % 2 * 9000),
        )
        for n in range(1200)
    ]  # fmt: skip
    with reading(browser, IncidentMap(frame(*rows)), tmp_path) as opened:
        page = opened.page
        opened.look_at(39.9, 70.4, 4)
        page.locator(".gm-walk").focus()
        name = page.locator(".gm-walk").get_attribute("aria-label") or ""
        exact = "at exact places" in name
        zooms = 0
        while not page.locator(".gm-mark").count():
            page.keyboard.press("Enter")
            page.wait_for_selector(".gm-detail h2")
            modes = page.evaluate(
                """() => [...document.querySelectorAll(".gm-detail .gm-item")]
                    .map((n) => n.querySelector(".gm-sign-body") !== null)"""
            )
            assert set(modes) == {exact}
            if not page.get_by_text("Zoom in to them").count():
                break
            before = page.evaluate(ZOOM)
            page.get_by_text("Zoom in to them").click()
            there = "!document.querySelector('.leaflet-zoom-anim')"
            page.wait_for_function(f"() => ({ZOOM})() > {before} && {there}")
            zooms += 1
            page.locator(".gm-back").click()
            page.locator(".gm-walk, .gm-mark[tabindex='0']").first.focus()
        assert zooms > 0
        page.locator(".gm-mark").first.click()
        assert page.locator(".gm-evidence").count() == 1
        assert opened.quiet(), opened.complaints


def test_what_was_asked_last_is_what_is_shown(reader: Reader) -> None:
    shown = reader.page.evaluate(
        """async () => {
            const marks = ["clash", "talks"].map((id) => document.querySelector(`.gm-mark[data-incident=${id}]`));
            const store = geomapLayers.storeOf([...document.querySelectorAll("script[id^=incidents-]")][0].id);
            const detail = store.detail.bind(store);
            let late;
            store.detail = (i) => (late ? detail(i) : (late = new Promise((done) => setTimeout(() => done(detail(i)), 200))));
            marks.forEach((mark) => mark.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
            await new Promise((done) => setTimeout(done, 400));
            return document.querySelector(".gm-evidence").dataset.incident;
        }"""
    )
    assert shown == "talks"


def test_a_mark_says_what_it_is_to_a_screen_reader(reader: Reader) -> None:
    label = reader.page.locator('.gm-mark[data-incident="clash"]').get_attribute("aria-label")
    assert (
        label == "Armed clash · 27 January 2022 · Tort-Kocho · somewhere within 1 km of this centre"
    )


def test_filters_narrow_the_list_and_the_map_and_count(reader: Reader) -> None:
    page = reader.page
    page.click("text=Filter")
    page.fill("input[type=date] >> nth=0", "2022-01-28")
    page.get_by_label("Include incidents whose day is unknown").uncheck()
    assert page.locator(".gm-counts").inner_text() == "3 of 7 incidents shown"
    assert page.locator(".gm-mark[data-incident]").count() == 2
    page.click("role=button[name=Reset]")
    assert page.locator(".gm-counts").inner_text() == "7 of 7 incidents shown"
    page.fill("input[type=search]", "grenade launchers")
    assert listed(reader, "mapped") == ["clash"]
    page.fill("input[type=search]", "nothing has these words")
    assert page.locator(".gm-list").inner_text() == "No incident passes the filters."


def test_figures_are_asked_of_one_claimant_and_unknown_is_a_choice_of_its_own(
    reader: Reader,
) -> None:
    page = reader.page
    page.click("text=Filter")
    page.get_by_label("At least").fill("11")
    assert listed(reader, "mapped") == ["clash", "talks", "ceasefire", "blockade"]
    page.get_by_label("Include incidents for which no number is stated").uncheck()
    assert listed(reader, "mapped") == ["clash"]
    page.get_by_label("Kind").select_option("killed")
    assert page.locator(".gm-counts").inner_text() == "0 of 7 incidents shown"
    page.get_by_label("At least").fill("2")
    page.get_by_label("According to").select_option("TJK")
    assert listed(reader, "mapped") == ["clash"]
    page.get_by_label("According to").select_option("KGZ")
    assert page.locator(".gm-counts").inner_text() == "0 of 7 incidents shown"


def test_counts_follow_the_filters(reader: Reader) -> None:
    page = reader.page
    page.click("text=Filter")
    places = page.locator("fieldset").filter(has_text="How well the place is known")
    assert places.locator(".gm-number").all_inner_texts() == ["2", "1", "2", "2"]
    fields = page.locator(".gm-field")
    fields.filter(has=page.get_by_text("Border", exact=True)).locator("select").select_option(
        "KGZ-TJK"
    )
    assert places.locator(".gm-number").all_inner_texts() == ["0", "1", "0", "0"]
    assert page.locator(".gm-mark[data-incident]").count() == 1
    page.get_by_label("Who takes part").select_option("Kyrgyz border guards")
    assert listed(reader, "mapped") == ["clash"]
    page.get_by_label("within 25 km of a known place").uncheck()
    assert page.locator(".gm-counts").inner_text() == "0 of 7 incidents shown"


def test_a_filter_offers_only_what_some_incident_has(browser: Browser, tmp_path: Path) -> None:
    states = [("draft", "published"), ("draft", None)]
    for n, some in enumerate(states):
        rows = [
            incident(f"i{k}", "talks", **day("2022-01-28"), **at("X", 70.5, 40.0, 1, 9.0), status=s)
            for k, s in enumerate(some)
        ]
        with reading(browser, IncidentMap(frame(*rows)), tmp_path) as opened:
            opened.page.click("text=Filter")
            box = opened.page.locator("fieldset").filter(has_text="Status")
            assert (
                box.locator(".gm-check").all_inner_texts()
                == [["draft", "published"], ["draft", "not stated"]][n]
            )


def test_layers_worked_out_follow_the_filters(reader: Reader) -> None:
    page = reader.page
    page.click("role=tab[name=Layers]")
    page.get_by_label("Wounded, by claimant").check()
    key = page.locator(".gm-key")
    assert set(key.locator(".gm-key-row").all_inner_texts()) == {"Kyrgyzstan", "Tajikistan"}
    page.click("role=tab[name=Incidents]")
    page.fill("input[type=search]", "mediation")
    assert "not stated" in key.inner_text()
    page.fill("input[type=search]", "")
    assert key.locator(".gm-key-row").count() == 2


def test_incidents_by_unit_follow_the_filters_and_the_days(
    browser: Browser, tmp_path: Path
) -> None:
    """Also where the whole district is a place: it is perhaps in both halves."""
    halves = gpd.GeoDataFrame(
        {"name": ["west", "east"]},
        geometry=[box(69, 38, 70.55, 42), box(70.55, 38, 73, 42)],
        crs=4326,
    )
    with reading(browser, full(units=halves), tmp_path) as opened:
        page = opened.page
        page.click("role=tab[name=Layers]")
        page.get_by_label("Incidents by unit").check()
        key = page.locator(".gm-units-key")
        key.locator("summary").click()
        told = key.locator("details li")
        all_of_them = count_in_units(batken(), halves)
        assert told.all_inner_texts() == _told(all_of_them)
        assert not page.locator(".gm-fixed").all()
        page.click("role=tab[name=Incidents]")
        page.focus(".gm-bars")
        page.keyboard.press("ArrowRight")
        first_day = batken().loc[["clash", "blockade"]]
        assert told.all_inner_texts() == _told(count_in_units(first_day, halves))
        assert told.all_inner_texts() != _told(all_of_them)
        page.fill("input[type=search]", "nothing has these words")
        assert told.count() == 0
        page.click("role=button[name=Reset]")
        assert told.all_inner_texts() == _told(all_of_them)
        assert opened.quiet(), opened.complaints


def _told(counted: gpd.GeoDataFrame) -> list[str]:
    some = counted[counted["sure"] + counted["perhaps"] > 0]
    rows = sorted(
        zip(some["name"], some["sure"], some["perhaps"], strict=True), key=lambda r: (-r[1], -r[2])
    )
    return [
        f"{name}: surely in it: {sure}; perhaps in it: {perhaps}" for name, sure, perhaps in rows
    ]


def test_exact_and_vague_incidents_at_one_point_are_fanned_out_as_two_signs(
    browser: Browser, tmp_path: Path
) -> None:
    rows = [
        incident(f"i{n}", "talks", **day("2022-01-28"), **at("X", 70.5, 40.0, n, radius))
        for n, radius in ((1, 9.0), (3, 9000.0))
    ]
    with reading(browser, IncidentMap(frame(*rows)), tmp_path) as opened:
        marks = opened.page.locator(".gm-mark[data-incident]")
        boxes = [mark.bounding_box() for mark in marks.all()]
        assert sorted(m.get_attribute("data-mode") for m in marks.all()) == ["disc", "point"]
        assert abs(boxes[0]["y"] - boxes[1]["y"]) >= boxes[0]["height"]


def test_the_about_page_has_credits_disclaimer_date_and_version(reader: Reader) -> None:
    reader.page.click("role=tab[name=About]")
    text = reader.page.locator(".gm-about").inner_text()
    for part in ("GeoNames", "OpenStreetMap contributors", "Natural Earth", "2026-11-24"):
        assert part in text
    assert "geomap 0.1.0" in text
    assert "They do not say who is right in any dispute" in text


def test_days_are_chosen_over_the_bars_and_undone(reader: Reader) -> None:
    page = reader.page
    bars = page.locator(".gm-bar")
    assert bars.count() == 5
    assert bars.nth(0).locator("title").text_content() == "2022-01-27: 2"
    page.focus(".gm-bars")
    page.keyboard.press("ArrowRight")
    assert page.locator(".gm-span").inner_text() == "2022-01-27 – 2022-01-27"
    assert listed(reader, "mapped") == ["clash", "blockade"]
    page.keyboard.press("Shift+ArrowRight")
    assert listed(reader, "mapped") == ["clash", "talks", "ceasefire", "blockade"]
    assert listed(reader, "background") == []
    page.keyboard.press("Escape")
    assert listed(reader, "background") == ["protocol"]


def test_days_are_chosen_with_the_pointer(reader: Reader) -> None:
    page = reader.page
    box = page.locator(".gm-bars").bounding_box()
    x, y = box["x"], box["y"] + box["height"] / 2
    page.mouse.move(x + 0.25 * box["width"], y)
    page.mouse.down()
    page.mouse.move(x + 0.9 * box["width"], y)
    page.mouse.up()
    assert page.locator(".gm-span").inner_text() == "2022-01-28 – 2022-01-31"
    assert listed(reader, "unplaced") == ["statement"]


def test_the_window_runs_through_time(reader: Reader) -> None:
    page = reader.page
    page.click(".gm-play")
    page.wait_for_function(
        "() => document.querySelector('.gm-span').textContent.startsWith('2022-01-28')"
    )
    assert page.locator(".gm-play").get_attribute("aria-pressed") == "true"
    page.click(".gm-play")
    assert page.locator(".gm-play").get_attribute("aria-pressed") == "false"


def test_a_view_can_be_sent_in_the_address(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, full(), tmp_path) as opened:
        page = opened.page
        page.click("text=Filter")
        page.get_by_label("Talks", exact=True).first.uncheck()
        page.fill("input[type=search]", "Tort")
        page.click("role=tab[name=Layers]")
        page.get_by_label("OpenStreetMap").uncheck()
        page.click("role=tab[name=Incidents]")
        page.click('.gm-item[data-incident="clash"]')
        opened.look_at(39.96, 70.52, 12)
        page.wait_for_function("() => location.hash.includes('see=clash')")
        page.wait_for_function("() => location.hash.includes('39.96')")
        address = page.url
        again = page.context.new_page()
        again.goto(address)
        again.wait_for_selector(".gm-evidence[data-incident=clash]")
        again.wait_for_function("() => location.hash.includes('39.96')")
        assert again.locator(".gm-counts").text_content() == "1 of 7 incidents shown"
        assert again.locator("path.gm-border-1.leaflet-interactive").count() == 0
        assert again.evaluate("location.hash") == address[address.index("#") :]


def test_a_view_in_the_address_is_not_rounded_to_pixels(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, full(), tmp_path) as opened:
        page = opened.page
        opened.look_at(39.96, 70.52, 12)
        page.wait_for_function("() => location.hash.includes('hide=')")
        page.evaluate("location.hash = 'at=39.9611,70.5213,12'")
        page.wait_for_function("() => location.hash.includes('hide=')")
        assert page.evaluate("location.hash").startswith("#at=39.9611%2C70.5213%2C12&")


def test_a_map_told_of_its_size_again_keeps_its_exact_centre(
    browser: Browser, tmp_path: Path
) -> None:
    with reading(browser, IncidentMap(batken()), tmp_path) as opened:
        again = opened.page.context.new_page()
        again.goto(f"{opened.page.url.partition('#')[0]}#at=39.9611,70.5213,11")
        again.wait_for_function("() => location.hash.includes('hide=')")
        assert again.evaluate("location.hash").startswith("#at=39.9611%2C70.5213%2C11&")


@pytest.mark.parametrize(
    "address",
    [
        "#at=NaN,1e999,&hide=99,-1,x&see=__proto__&off=constructor",
        "#q=%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E&from=javascript:1",
        "#%%%",
    ],
)
def test_a_hostile_address_does_nothing(browser: Browser, tmp_path: Path, address: str) -> None:
    with reading(browser, full(), tmp_path) as opened:
        opened.page.goto(opened.page.url.split("#")[0] + address)
        opened.page.reload()
        opened.page.wait_for_selector("html[data-geomap=ready]")
        assert opened.page.locator(".gm-tabs").is_visible()
        assert opened.page.evaluate("window.hacked") is None
        assert opened.quiet(), opened.complaints


def test_the_map_speaks_russian(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, full(lang="ru"), tmp_path) as opened:
        assert opened.page.locator("html").get_attribute("lang") == "ru"
        opened.page.click('.gm-item[data-incident="clash"]')
        text = opened.page.locator(".gm-evidence").inner_text()
        assert "27 января 2022" in text
        assert "люди стороны Таджикистан: не менее 10, из них 6 border guards" in text
        assert "не сообщается" in text
        assert opened.quiet(), opened.complaints


WHERE = """(css) => {
    const node = document.querySelector(css);
    const text = [...node.childNodes].find((n) => n.nodeType === 3 && n.data.trim());
    const words = [...text.data.matchAll(/\\S+/g)];
    return words.map((word) => {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return [word[0], range.getBoundingClientRect().left];
    }).sort((a, b) => a[1] - b[1]).map(([word]) => word);
}"""


def test_from_right_to_left_numbers_and_days_read_as_they_are(
    browser: Browser, tmp_path: Path
) -> None:
    """The words as they stand on the screen, from the left."""
    with reading(browser, full(lang="fa"), tmp_path) as opened:
        page = opened.page
        number, unit = page.evaluate(WHERE, ".leaflet-control-scale-line")
        assert number.isdigit()
        assert unit == "km"
        assert page.evaluate(WHERE, ".gm-span") == ["2022-01-27", "–", "2022-01-31"]
        assert page.locator(".gm-panel").bounding_box()["x"] == 0
        opened.look_at(40.0, 70.8, 11)
        label = page.locator(".gm-border-label").bounding_box()
        assert label["x"] >= page.locator(".gm-map").bounding_box()["x"]
        page.click('.gm-item[data-incident="clash"]')
        assert page.locator(".gm-back").inner_text().startswith("→")
        page.click(".gm-back")
        page.click("role=tab >> nth=1")
        page.locator(".gm-layers input").last.check()
        assert page.locator(".gm-key").evaluate("(n) => getComputedStyle(n).direction") == "rtl"
        assert opened.quiet(), opened.complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(browser: Browser, tmp_path: Path, scheme: Any) -> None:
    """axe-core's rules of WCAG 2.1 A and AA, in each part of the panel."""
    if not AXE.is_file():
        pytest.skip("no axe-core: run tools/layers/vendor.py")
    with reading(browser, full(), tmp_path, color_scheme=scheme) as opened:
        page = opened.page
        page.evaluate(AXE.read_text(encoding="utf-8"))
        steps = [
            lambda: None,
            lambda: page.click("text=Filter"),
            lambda: page.click(".gm-tools summary"),
            lambda: page.click('.gm-item[data-incident="clash"]'),
            lambda: page.click("role=tab[name=Layers]"),
            lambda: page.get_by_label("Density").check(),
            lambda: page.get_by_label("Killed, by claimant").check(),
            lambda: page.click("role=tab[name=About]"),
        ]
        for step in steps:
            step()
            assert page.evaluate(RUN_AXE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_light_and_dark(browser: Browser, tmp_path: Path, scheme: Any) -> None:
    with reading(browser, full(), tmp_path, color_scheme=scheme) as opened:
        ink, paper = opened.page.evaluate(
            "() => { const s = getComputedStyle(document.querySelector('.gm-panel'));"
            " return [s.color, s.backgroundColor]; }"
        )
        assert _contrast(ink, paper) > 12
        assert (_light(paper) > 0.5) == (scheme == "light")


def _light(colour: str) -> float:
    parts = [int(v) / 255 for v in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    low, high = sorted((_light(one), _light(two)))
    return (high + 0.05) / (low + 0.05)


def test_a_phone_shows_map_and_panel_without_sideways_scrolling(
    browser: Browser, tmp_path: Path
) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with reading(browser, full(), tmp_path, **phone) as opened:
        opened.page.tap('.gm-mark[data-incident="clash"]')
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert opened.page.locator(".gm-evidence").is_visible()
        assert opened.page.locator(".gm-map").bounding_box()["height"] > 200
        assert opened.quiet(), opened.complaints


def test_printed_the_list_is_there_and_the_controls_are_not(
    browser: Browser, tmp_path: Path
) -> None:
    with reading(browser, full(), tmp_path) as opened:
        opened.page.click('.gm-item[data-incident="talks"]')
        opened.page.emulate_media(media="print")
        opened.page.wait_for_function(
            "() => { window.dispatchEvent(new Event('beforeprint'));"
            " return document.querySelectorAll('.gm-paper .gm-evidence').length; }"
        )
        assert opened.page.locator(".gm-list").first.is_visible()
        assert opened.page.locator(".gm-paper .gm-evidence").count() == 7
        assert opened.page.locator(".gm-paper .gm-side-claims").first.is_visible()
        assert opened.page.locator(".gm-about").is_visible()
        assert not opened.page.locator(".gm-tabs").is_visible()


def test_without_scripts_the_incidents_can_still_be_read(browser: Browser, tmp_path: Path) -> None:
    full().save(tmp_path / "map.html")
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    text = page.locator(".gm-plain").inner_text()
    assert "27 January 2022 · Armed clash · Tort-Kocho" in text
    assert "Kyrgyzstan — killed: not stated; wounded: people of Kyrgyzstan: 11" in text
    assert "Mediation · Without a place on the map" in text
    assert "Agreement · Batken · Background" in text
    context.close()


def test_each_shape_is_drawn_as_what_it_is(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, IncidentMap(zoo()), tmp_path) as opened:
        marks = opened.page.locator(".gm-mark[data-incident]").all()
        modes = {m.get_attribute("data-incident"): m.get_attribute("data-mode") for m in marks}
        assert modes == {
            "point": "point",
            "disc": "disc",
            "province": "area",
            "stretch": "area",
            "line": "area",
            "islands": "area",
            "false-pin": "vague",
        }
        assert opened.page.locator(".gm-mark .gm-sign-body").count() == 1
        assert opened.quiet(), opened.complaints


def test_a_stretch_of_border_that_turns_back_has_no_inside(
    browser: Browser, tmp_path: Path
) -> None:
    bend = LineString([(70.2, 39.6), (70.6, 39.6), (70.6, 40.0), (70.2, 40.0)])
    where = at("L", 70.4, 39.8, 5, None) | {"geometry": bend}
    one = incident("line", "shelling", **day("2022-01-05"), **where)
    with reading(browser, IncidentMap(frame(one)), tmp_path) as opened:
        shaded = opened.page.evaluate(
            """() => {
                const canvas = document.querySelector(".leaflet-gm-uncertainty-pane canvas");
                const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                return all.data.filter((value, n) => n % 4 === 3 && value).length;
            }"""
        )
        assert shaded == 0
        assert opened.quiet(), opened.complaints


def test_many_at_one_place_are_a_number_that_opens_their_list(
    browser: Browser, tmp_path: Path
) -> None:
    rows = [
        incident(
            f"i{n}", "shelling", **day(f"2022-01-{n + 1:02}"), **at("X", 70.5, 40.0, 3, 9000.0)
        )
        for n in range(9)
    ]
    with reading(browser, IncidentMap(frame(*rows)), tmp_path) as opened:
        mark = opened.page.locator(".gm-mark")
        assert mark.inner_text() == "9"
        mark.click()
        assert opened.page.locator(".gm-detail .gm-item").count() == 9
        opened.page.locator(".gm-detail .gm-item").nth(3).click()
        assert opened.page.locator(".gm-evidence").get_attribute("data-incident") == "i3"


def test_other_folium_layers_join_and_work(browser: Browser, tmp_path: Path) -> None:
    shown = full()
    point = {
        "type": "Feature",
        "properties": {"a": "text"},
        "geometry": {"type": "Point", "coordinates": [70.5, 39.9]},
    }
    points = {"type": "FeatureCollection", "features": [point]}
    folium.GeoJson(points, name="Joined <b>layer</b>", tooltip=folium.GeoJsonTooltip(["a"])).add_to(
        shown
    )
    group = folium.FeatureGroup(name="Group").add_to(shown)
    folium.Circle([39.9, 70.5], radius=500).add_to(group)
    folium.Marker([39.95, 70.6], tooltip="tip", popup=folium.Popup("<i>words</i>")).add_to(shown)
    with reading(browser, shown, tmp_path) as opened:
        opened.page.click("role=tab[name=Layers]")
        assert opened.page.get_by_text("Joined <b>layer</b>").is_visible()
        assert opened.page.locator(".leaflet-marker-pane img.leaflet-marker-icon").count() == 2
        opened.page.locator(".leaflet-marker-pane img").last.dispatch_event("click")
        assert opened.page.locator(".leaflet-popup-content i").inner_text() == "words"
        assert opened.quiet(), (opened.complaints, opened.requests)


def test_a_frame_without_a_size_is_painted_once_it_has_one(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "hidden.html"
    frame_in = f"<!DOCTYPE html><body><div style='display:none'>{full()._repr_html_()}</div></body>"
    path.write_text(frame_in, encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = Reader(context.new_page())
    opened.page.goto(path.as_uri())
    inside = opened.page.frame_locator("iframe")
    inside.locator("html[data-geomap=ready]").wait_for(state="attached")
    opened.page.evaluate("() => { document.querySelector('div').style.display = 'block'; }")
    inside.locator(".gm-mark").first.wait_for()
    assert opened.quiet(), opened.complaints
    context.close()


def test_the_map_works_in_a_notebook_frame(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><body>{full()._repr_html_()}</body>", encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = Reader(context.new_page())
    opened.page.goto(path.as_uri())
    inside = opened.page.frame_locator("iframe")
    inside.locator('.gm-item[data-incident="clash"]').click()
    assert "Tort-Kocho" in inside.locator(".gm-evidence h2").inner_text()
    inside.locator(".gm-back").click()
    inside.locator(".gm-tools summary").click()
    for button, start in (("CSV", b"\xef\xbb\xbf"), ("Picture (PNG)", b"\x89PNG")):
        with opened.page.expect_download() as caught:
            inside.get_by_role("button", name=button).click()
        assert Path(caught.value.path()).read_bytes().startswith(start)
    assert opened.quiet(), opened.complaints
    context.close()
