"""Every text is hostile: nothing executes, and it is shown as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import pytest

from layers import IncidentMap
from layers.escape import visible
from tests.layers_frames import at, border, claim, day, figure, frame, incident, place, source
from tests.layers_pages import Reader, reading

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAYLOADS = {
    "onerror": '<img src=x onerror="window.hacked=1">',
    "script": "</script><script>window.hacked=1</script>",
    "comment": "<!--<script>window.hacked=1</script>-->",
    "attribute": "\"' onmouseover=window.hacked=1 x='",
    "template": "${window.hacked=1}`${window.hacked=1}`",
    "jinja": "{{ [].__class__.__mro__ }}{% set x = 1 %}{{ 7 * 7 }}",
    "format": "{0}{n}{side.__class__}%s",
    "style": "</style><style>*{display:none}</style>",
    "title": "</title><svg onload=window.hacked=1>",
    "json": '"],"id":["x"]}',
    "separators": "a\u2028b\u2029c",
    "bidi": "abc\u202egnp.exe\u2066x",
    "controls": "a\x00b\x1bc",
    "proto": "__proto__",
    "javascript": "javascript:window.hacked=1",
}


def hostile(name: str, text: str, n: int) -> dict[str, Any]:
    """An incident every text of which is the same."""
    spot = at(
        text, 70.0 + n % 4, 39.0 + n // 4, 2, 3000.0, note=text, reasons=(text,), parents=(text,),
        countries=(text,), candidates=({"name": text, "countries": (text,), "why": text},),
    )  # fmt: skip
    spot["places"][0] |= {"source": text, "licence": text}
    spot["place_status"] = text
    spot["places"] += [place(text, 70.5, 39.5, role="mentioned", radius_m=900.0)]
    said = claim(
        text, text, text, claimant=text, via=text, hedge=text, blames=text, said_on=text,
        about="casualties",
        casualties=[
            figure("killed", None, side=text, group=text, hedge=text),
            figure("wounded", 3, 3, side=text, group=text, hedge=text, side_basis=text),
        ],
    )  # fmt: skip
    return incident(
        name, "shelling", title=text, status=text, scale=text, **day("2022-01-01", year_basis=text, time_local=text), **spot,
        datetime_utc=text, clocks=[{"iso3": text, "zone": text, "local": text}],
        border_pair=text, actors=[{"name": text, "iso3": text}], claims=[said], problems=[text],
        sentence=text, sentence_start=0, sentence_end=len(text),
        evidence=[{"field": text, "doc_id": "r1", "start": 0, "end": len(text), "text": text}],
        sources=[source(title=text, url=text, publisher=text, path=text, sha256=text)],
    )  # fmt: skip


def hostile_map(**more: Any) -> IncidentMap:
    rows = [hostile(name, text, n) for n, (name, text) in enumerate(PAYLOADS.items())]
    lines = [
        border(
            source=text, label=text, status=text, licence=text, as_of=text, pair=text, dashed=True
        )
        for text in PAYLOADS.values()
    ]
    everything = " ".join(PAYLOADS.values())
    return IncidentMap(
        frame(*rows),
        borders=lines,
        cities=[{"name": everything, "lon": 70, "lat": 40, "rank": 0}],
        credits=list(PAYLOADS.values()),
        title=everything,
        generated_at=everything,
        tool_version=everything,
        **more,
    )


@pytest.fixture(scope="module")
def reader(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with reading(browser, hostile_map(), tmp_path_factory.mktemp("hostile")) as opened:
        yield opened


def harmless(reader: Reader) -> None:
    assert reader.page.evaluate("window.hacked") is None
    assert reader.quiet(), (reader.complaints, reader.requests)


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_field_is_shown_as_text(reader: Reader, name: str) -> None:
    page = reader.page
    page.click("role=tab[name=Incidents]")
    if page.locator(".gm-back").is_visible():
        page.click(".gm-back")
    item = page.locator(f'.gm-item[data-incident="{name}"]')
    text = visible(PAYLOADS[name])
    assert text in item.text_content()
    item.click()
    told = page.locator(".gm-evidence").text_content()
    assert told.count(text) >= 20
    assert page.locator(".gm-evidence mark").text_content() == text
    assert page.locator(".gm-evidence :is(img, script, style, svg[onload])").count() == 0
    assert page.locator(".gm-source a").count() == 0
    harmless(reader)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_mark_and_its_tooltip_are_text(reader: Reader, name: str) -> None:
    mark = reader.page.locator(f'.gm-mark[data-incident="{name}"]')
    assert visible(PAYLOADS[name]) in mark.get_attribute("aria-label")
    mark.dispatch_event("mouseover", {"clientX": 10, "clientY": 10})
    tips = reader.page.locator(".leaflet-tooltip.gm-tooltip").all_text_contents()
    assert any(visible(PAYLOADS[name]) in tip for tip in tips)
    mark.dispatch_event("mouseout", {"clientX": 10, "clientY": 10})
    harmless(reader)


def test_names_of_layers_and_credits_are_text(reader: Reader) -> None:
    page = reader.page
    page.click("role=tab[name=Layers]")
    names = page.locator(".gm-layers").text_content()
    page.click("role=tab[name=About]")
    about = page.locator(".gm-about").text_content()
    for text in PAYLOADS.values():
        assert visible(text) in names
        assert visible(text) in about
    harmless(reader)


def test_the_title_is_text(reader: Reader) -> None:
    everything = visible(" ".join(PAYLOADS.values()))
    assert " ".join(reader.page.title().split()) == " ".join(everything.split())
    assert reader.page.locator("h1").text_content() == everything
    harmless(reader)


def test_labels_and_tooltips_of_borders_are_text(reader: Reader) -> None:
    reader.look_at(39.96, 70.5, 11)
    for line in reader.page.locator("path.gm-border.leaflet-interactive").all()[:3]:
        line.dispatch_event("mouseover", {"clientX": 300, "clientY": 300})
        line.dispatch_event("mouseout", {"clientX": 300, "clientY": 300})
    labels = " ".join(reader.page.locator(".gm-border-label").all_text_contents())
    assert visible(PAYLOADS["onerror"]) in labels
    harmless(reader)


def test_choices_of_the_filters_are_text(reader: Reader) -> None:
    page = reader.page
    page.click("role=tab[name=Incidents]")
    if page.locator(".gm-back").is_visible():
        page.click(".gm-back")
    page.click("text=Filter")
    told = page.locator(".gm-filters").text_content()
    values = page.locator(".gm-filters option").evaluate_all("all => all.map((o) => o.value)")
    for text in PAYLOADS.values():
        assert visible(text) in told
        assert values.count(text) >= 3  # a side, an actor, a claimant
    assert page.locator(".gm-filters :is(img, script, style, svg[onload])").count() == 0
    harmless(reader)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_choice_travels_in_the_address_and_does_nothing_else(reader: Reader, name: str) -> None:
    page = reader.page
    page.click("role=tab[name=Incidents]")
    page.evaluate(
        "text => { location.hash = new URLSearchParams({ actor: text }); }", PAYLOADS[name]
    )
    page.wait_for_function(
        "all => document.querySelector('.gm-counts').textContent === `1 of ${all} incidents shown`",
        arg=len(PAYLOADS),
    )
    assert page.locator(".gm-item").first.get_attribute("data-incident") == name
    page.locator(".gm-count-row button").click()
    harmless(reader)


def test_layers_worked_out_of_hostile_text_show_it_as_text(reader: Reader) -> None:
    page = reader.page
    reader.look_at(40.5, 71.5, 6)
    page.click("role=tab[name=Layers]")
    box = page.get_by_label("Wounded, by claimant")
    box.check()
    told = page.locator(".gm-key").text_content()
    for text in PAYLOADS.values():
        assert visible(text) in told
    box.uncheck()
    harmless(reader)


def test_places_named_are_text(reader: Reader) -> None:
    page = reader.page
    page.click("role=tab[name=Layers]")
    page.get_by_label("Other places named").check()
    assert visible(PAYLOADS["onerror"]) in " ".join(
        page.locator(".gm-place-name").all_text_contents()
    )
    harmless(reader)


def test_a_million_characters_in_every_field_are_shown_and_do_not_hang(
    browser: Browser, tmp_path: Path
) -> None:
    long = "<b>" + "x" * 1_000_000
    with reading(browser, IncidentMap(frame(hostile("long", long, 0))), tmp_path) as opened:
        opened.page.click(".gm-item")
        assert opened.page.locator(".gm-quote").text_content().startswith("<b>xxx")
        opened.page.click(".gm-quote .gm-more")
        assert opened.page.locator(".gm-quote").text_content() == long
        assert len(opened.page.locator(".gm-evidence h2").text_content()) < 200
        harmless(opened)


def test_without_scripts_text_is_text_too(browser: Browser, tmp_path: Path) -> None:
    hostile_map().save(tmp_path / "map.html")
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    text = page.locator(".gm-plain").text_content()
    for payload in PAYLOADS.values():
        assert visible(payload) in text
    assert page.locator(".gm-plain :not(p, ol, li, br)").count() == 0
    context.close()


def test_text_that_reaches_the_page_through_other_layers_does_not_run_either(
    browser: Browser, tmp_path: Path
) -> None:
    evil = PAYLOADS["onerror"]
    joined = hostile_map()
    folium.Marker([39, 70], tooltip=evil, popup=folium.Popup(evil, show=True)).add_to(joined)
    folium.FeatureGroup(name=evil).add_to(joined)
    folium.Marker([39, 70], tooltip="</script><script>window.hacked=1</script>").add_to(joined)
    folium.LayerControl().add_to(joined)
    icon = folium.DivIcon(html=evil)
    folium.Marker([39.2, 70], icon=icon).add_to(joined)
    with reading(browser, joined, tmp_path) as opened:
        opened.page.click("role=tab[name=Layers]")
        assert evil in opened.page.locator(".gm-layers").text_content()
        opened.page.locator(".leaflet-marker-pane > *").first.dispatch_event("mouseover")
        assert opened.page.evaluate("window.hacked") is None
        assert opened.requests == []
        assert any("Content Security Policy" in text for text in opened.complaints)


@pytest.mark.parametrize("make", ["incidents", "panel"])
def test_a_plain_folium_map_is_not_hurt_by_our_layers(make: str) -> None:
    """Braces are not read as a template even where folium renders the page."""
    from layers import EvidencePanel, incident_layers

    given = frame(hostile("jinja", PAYLOADS["jinja"], 0), hostile("script", PAYLOADS["script"], 1))
    plain = folium.Map(tiles=None)
    for layer in incident_layers(given) if make == "incidents" else [EvidencePanel(given)]:
        layer.add_to(plain)
    page = plain.get_root().render()
    assert "{{ 7 * 7 }}" in page
    assert "<script>window.hacked" not in page
