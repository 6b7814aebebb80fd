"""The page: one file, the same bytes, nothing asked of the network."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import pytest

from layers import (
    Basemap,
    BorderLayer,
    EvidencePanel,
    FrameError,
    IncidentMap,
    MapWriteError,
    MentionedPlacesLayer,
    MissingColumnsError,
    UncertaintyLayer,
    border_layers,
    incident_layers,
)
from layers.records import read_records
from tests.layers_frames import batken, border, borders, clash, frame, incident, zoo

LOADING = {"src", "href", "srcset", "action", "data", "poster", "background", "formaction"}


class Loads(HTMLParser):
    """What a page would load, and the handlers that it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in LOADING or name.startswith("on"):
                self.found.append((name, value or ""))


def page(*args: Any, **more: Any) -> str:
    text: str = IncidentMap(*args, **more).get_root().render()
    return text


def full(**more: Any) -> IncidentMap:
    return IncidentMap(
        batken(), borders=borders(), title="Batken", generated_at="2026-11-24", **more
    )


def test_the_page_loads_nothing_and_handles_nothing_inline() -> None:
    loads = Loads()
    loads.feed(full().get_root().render())
    assert loads.found == []


def test_no_style_sheet_or_script_names_another_file() -> None:
    text = full().get_root().render()
    assert re.findall(r"url\((?!data:|#)[^)]*\)", text) == []
    assert "sourceMappingURL" not in text
    assert "@import" not in text


def test_what_folium_loads_for_nothing_is_left_out() -> None:
    text = full().get_root().render().casefold()
    for name in ("jquery", "bootstrap", "font-awesome", "awesome-markers"):
        assert name not in text


def test_the_policy_allows_only_what_the_file_holds() -> None:
    text = full().get_root().render()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert text.index("Content-Security-Policy") < text.index("<style")


def test_the_same_frame_gives_the_same_bytes() -> None:
    one, two = full(), full()
    assert one.get_root().render() == two.get_root().render() == one.get_root().render()


def test_other_layers_do_not_change_the_bytes_from_one_making_to_the_next() -> None:
    def made() -> str:
        shown = full()
        folium.GeoJson({"type": "Point", "coordinates": [70, 40]}, name="x").add_to(shown)
        folium.Marker([40, 70], popup="p", tooltip="t").add_to(shown)
        return str(shown.get_root().render())

    assert made() == made()


def test_the_frame_is_not_changed() -> None:
    given, same = batken(), batken()
    IncidentMap(given)
    assert given.to_json() == same.to_json()


def test_the_licence_of_leaflet_is_in_the_file() -> None:
    assert "Volodymyr Agafonkin" in full().get_root().render()


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    full().save(tmp_path / "map.html")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text(encoding="utf-8").endswith("</html>\n")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(MapWriteError, match="no-such-folder"):
        full().save(tmp_path / "no-such-folder" / "map.html")


def test_an_empty_frame_makes_a_map() -> None:
    assert "</html>" in page(frame())


def test_a_frame_without_a_single_place_makes_a_map() -> None:
    assert "</html>" in page(frame(incident("a", "talks"), incident("b", "statement")))


def test_a_small_map_is_small() -> None:
    assert len(full().get_root().render().encode()) < 600_000


def test_missing_columns_are_named() -> None:
    with pytest.raises(MissingColumnsError, match="lat, claims"):
        IncidentMap(batken().drop(columns=["lat", "claims"]))


def test_what_is_not_in_the_schema_is_no_hindrance() -> None:
    given = batken()
    given["colour"] = "red"
    assert "</html>" in page(given)


def test_the_optional_columns_may_be_missing() -> None:
    kept = [*read_records.__globals__["REQUIRES"]]
    assert "</html>" in page(batken()[kept])


def test_there_is_one_layer_a_kind_that_is_drawn() -> None:
    assert [layer.kind for layer in incident_layers(batken())] == [
        "armed_clash",
        "road_blockade",
        "talks",
        "ceasefire",
    ]


def test_background_and_unplaced_incidents_are_not_drawn_and_not_lost() -> None:
    records = read_records(batken())
    drawn = set(batken().index[records.drawn])
    assert drawn == {"clash", "talks", "ceasefire", "blockade"}
    assert records.count == 7
    for name in ("mediation", "statement", "protocol"):
        assert f'"{name}"' in records.blocks[records.block_id][0]


def test_there_is_one_layer_a_source_of_borders() -> None:
    layers = border_layers(borders())
    assert [(layer.layer_name, layer.tone) for layer in layers] == [
        ("OpenStreetMap", 1),
        ("Natural Earth 1:10m", 2),
    ]


def test_a_border_that_is_no_line_is_refused() -> None:
    with pytest.raises(FrameError, match="border feature 0 is a 'Point'"):
        BorderLayer([{"properties": {"source": "x"}, "geometry": {"type": "Point"}}])


def test_a_border_without_a_source_is_refused() -> None:
    with pytest.raises(FrameError, match=r"'KGZ-TJK'.*does not name its source"):
        BorderLayer([border(source="")])


def test_whole_countries_are_not_drawn_as_named_places() -> None:
    assert MentionedPlacesLayer(frame(clash())).count == 1


@pytest.mark.parametrize(
    "layer",
    [
        lambda: incident_layers(zoo())[0],
        lambda: UncertaintyLayer(zoo()),
        lambda: BorderLayer(borders()),
        lambda: MentionedPlacesLayer(batken()),
        lambda: EvidencePanel(zoo()),
        Basemap,
    ],
    ids=["incidents", "uncertainty", "borders", "places", "panel", "basemap"],
)
def test_every_layer_joins_any_folium_map(layer: Any) -> None:
    shown = folium.Map(tiles=None)
    layer().add_to(shown)
    assert "geomapLayers" in shown.get_root().render()


def test_every_layer_declares_what_it_requires() -> None:
    for layer in (UncertaintyLayer, BorderLayer, MentionedPlacesLayer, EvidencePanel, Basemap):
        assert isinstance(layer.requires, tuple)


def test_in_a_notebook_the_page_is_in_a_frame_of_its_own() -> None:
    shown = full()._repr_html_()
    loads = Loads()
    loads.feed(shown)
    assert 'sandbox="allow-scripts' in shown
    assert "allow-same-origin" not in shown
    assert loads.found == []


@pytest.mark.parametrize("times", [1, 200])
def test_nested_cells_may_be_json_as_geoparquet_has_them(times):
    """A frame straight out of a Parquet file gives the same page as one of records."""
    given = pd.concat([batken().assign(n=n) for n in range(times)])
    given.index = [f"i{n}" for n in range(len(given))]
    texts = given.copy()
    for name in ("clocks", "claims", "places", "actors", "evidence", "sources", "countries"):
        texts[name] = [json.dumps(cell) for cell in texts[name]]
    first, second = (page(f, title="t", generated_at="-") for f in (given, texts))
    assert without_lots(first) == without_lots(second)


def test_nested_cells_that_are_no_json_are_named():
    broken = batken()
    broken["claims"] = "[{"
    with pytest.raises(FrameError, match="is no JSON"):
        page(broken)


def without_lots(text: str) -> str:
    """The page without the names that folium draws by lot."""
    return re.sub(r"[0-9a-f]{32}", "", text)
