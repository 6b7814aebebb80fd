"""The static picture: the same honesty on one page, no text of a report is anything but text."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from shapely.geometry import Point, shape

from gazetteer.shapes import disc
from layers import IncidentMap
from layers.discs import GEOD
from layers.errors import MapWriteError, MissingColumnsError
from layers.picture import StaticMap
from layers.picture.entries import entries_of
from layers.picture.marks import read_marks
from layers.picture.plane import plane_for
from layers.picture.words import BOX, Words
from layers.ui import read_ui
from tests.layers_frames import at, batken, border, borders, day, frame, incident, zoo

PAYLOADS = (
    r"$\frac{1}{0}$",
    "$x_1^",
    "</svg><script>alert(1)</script>",
    "]]><!--",
    "a\x00b\x1bc",
    "abc\u202egnp.exe",
    "line\nline\u2028line",
    "{0}{n}%s",
    r"\alpha \textbf{x}",
    "&amp;<b>",
)


def text_of(page: StaticMap) -> str:
    """All that is written on a page, lines joined, in the order of drawing."""
    from matplotlib.text import Text

    drawn = page.figure().findobj(Text)
    return " ".join(" ".join(t.get_text() for t in drawn if t.get_gid() != "halo").split())


def full(**more: Any) -> StaticMap:
    settings: dict[str, Any] = {
        "borders": borders(), "title": "Batken", "generated_at": "2026-11-25",
        "tool_version": "geomap 1", "credits": ["Places: GeoNames"], "notes": ["A note."],
        "cities": [{"name": "Isfara", "lon": 70.63, "lat": 39.93, "rank": 0}],
    }  # fmt: skip
    return StaticMap(batken(), **{**settings, **more})


def test_the_page_says_what_a_reader_must_know() -> None:
    text = text_of(full())
    for said in (
        "Batken", "A note.", "Isfara", "Legend", "OpenStreetMap, 2026-03",
        "Disputed or not delimited", "They do not say who is right in any dispute",
        "Places: GeoNames", "Natural Earth 1:10m", "Made on 2026-11-25 with geomap 1", "km",
        "not delimited at Tort-Kocho", "Hollow diamond", "Filled circle: the exact place",
    ):  # fmt: skip
        assert said in text, said


def test_in_a_pdf_the_words_stay_words() -> None:
    text = PdfReader(io.BytesIO(full().render("pdf"))).pages[0].extract_text()
    for said in ("Isfara", "not delimited", "Legend", "27 January 2022"):
        assert said in text


def test_each_side_has_its_own_figures_and_silence_is_not_zero() -> None:
    text = text_of(full())
    assert "Tajikistan — killed: people of Tajikistan: 2; wounded: people of Tajikistan" in text
    assert "Kyrgyzstan — killed: not stated; wounded: people of Kyrgyzstan: 11" in text


def test_what_is_not_on_the_map_is_listed() -> None:
    text = text_of(full())
    assert "Without a place on the map (2)" in text
    assert "Mediation" in text
    assert "Background (1)" in text


def test_a_position_that_was_worked_out_says_so() -> None:
    assert "This position was worked out; nobody has published it." in text_of(full())


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_same_frame_gives_the_same_bytes(kind: str) -> None:
    assert full().render(kind) == full().render(kind)


def test_the_frame_is_not_changed() -> None:
    given_, same = batken(), batken()
    StaticMap(given_).render("svg")
    assert given_.to_json() == same.to_json()


def test_only_an_exact_place_is_a_point() -> None:
    shown = zoo()
    marks = read_marks(shown, range(len(shown)))
    modes = {shown.index[m.row]: m.mode for m in marks}
    assert modes == {
        "point": "point", "disc": "disc", "province": "area", "stretch": "area", "line": "area",
        "islands": "area", "false-pin": "vague",
    }  # fmt: skip


def spot(name: str, lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    where = at(name, lon, lat, 1 if radius_m < 50 else 2, radius_m)
    known = Point(lon, lat) if radius_m < 50 else shape(disc(lon, lat, radius_m))
    return incident(name, "shelling", **day("2022-01-02"), **(where | {"geometry": known}))


@settings(max_examples=25)
@given(
    st.floats(-180, 180, allow_nan=False),
    st.floats(-90, 90, allow_nan=False),
    st.sampled_from([500.0, 20_000.0, 300_000.0]),
)
def test_a_disc_is_drawn_to_its_true_size_wherever_it_is(
    lon: float, lat: float, radius_m: float
) -> None:
    plane = plane_for([lon], [lat], 1.4)
    ring = shapely.get_coordinates(plane.disc(lon, lat, radius_m))
    x, y = plane.unproject(ring[:, 0], ring[:, 1])
    ones = np.ones(len(ring))
    _, _, away = GEOD.inv(lon * ones, lat * ones, x, y)
    assert np.allclose(away, radius_m, rtol=1e-4)
    area = plane.disc(lon, lat, radius_m).area
    assert area == pytest.approx(np.pi * radius_m**2, rel=2e-3)


@settings(max_examples=25)
@given(st.floats(-180, 180, allow_nan=False), st.floats(-89, 89, allow_nan=False))
def test_the_scale_is_true_where_it_stands(lon: float, lat: float) -> None:
    plane = plane_for([lon, lon + 3 if lon < 177 else lon - 3], [lat, lat], 1.4)
    west, south, _, _ = plane.window
    assert plane.length_m(west, south, 20_000) == pytest.approx(20_000, rel=0.02)


def test_north_is_up_in_the_middle() -> None:
    plane = plane_for([70.0, 71.0], [39.0, 40.0], 1.4)
    x, y = plane.project(np.array([plane.lon] * 2), np.array([plane.lat, plane.lat + 0.1]))
    assert abs(x[1] - x[0]) < 1
    assert y[1] > y[0]


def test_over_the_180th_meridian_a_place_is_one_piece() -> None:
    shown = frame(spot("Adak", 179.9, 51.5, 60_000), spot("x", -178.5, 52.3, 20_000))
    marks = read_marks(shown, [0, 1])
    plane = plane_for([m.lon for m in marks], [m.lat for m in marks], 1.4)
    assert plane.width_m < 1_000_000
    whole = plane.outline(marks[0].geometry)
    assert shapely.get_num_geometries(shapely.union_all(whole)) == 1
    assert marks[0].mode == "disc"


@pytest.mark.parametrize(
    "rows",
    [
        [spot("N", 10, 89.5, 120_000), spot("y", 100, 86.3, 10)],
        [spot("S", 10, -89.9, 120_000)],
        [spot("A", 179.9, 51.5, 60_000)],
        [spot("A", 10, 50, 1e5), spot("x", -100, -37, 5e5), spot("z", 179.9, -36, 8e5)],
        [spot(f"i{n}", 70.5, 39.9, 10) for n in range(5)]
        + [spot(f"j{n}", 70.6, 39.9, 900) for n in range(8)],
        [spot(f"i{n}", 70 + n % 9 / 50, 39 + n / 500, 10 if n % 2 else 900) for n in range(120)],
    ],
    ids=["north pole", "south pole", "180th meridian", "the world", "one place", "a crowd"],
)
def test_any_part_of_the_world_is_drawn(rows: list[dict[str, Any]]) -> None:
    assert StaticMap(frame(*rows)).figure().axes[0].get_children()


def test_incidents_at_one_place_are_fanned_out_or_counted() -> None:
    few = text_of(StaticMap(frame(*[spot(f"i{n}", 70.5, 39.9, 10) for n in range(3)])))
    many = text_of(StaticMap(frame(*[spot(f"i{n}", 70.5, 39.9, 10) for n in range(9)])))
    assert "1–9" not in few
    assert "1–9" in many


def test_many_incidents_are_counted_by_type() -> None:
    rows = [spot(f"i{n}", 70 + n / 100, 39.9, 10) for n in range(50)]
    assert "On the map (50) Shelling: 50" in text_of(StaticMap(frame(*rows)))


def test_no_incident_is_no_fault() -> None:
    text = text_of(StaticMap(frame(), title="Nothing yet"))
    assert "Nothing yet" in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_text_is_text(payload: str) -> None:
    where = at(payload, 70.5, 39.9, 2, 3000.0, note=payload)
    told = incident("a", "talks", **day("2022-01-01", time_local=payload), **where)
    line = border(source=payload, label=payload, as_of=payload, dashed=True)
    page = StaticMap(
        frame(told), borders=[line], credits=[payload], notes=[payload], title=payload,
        generated_at=payload, tool_version="t",
        cities=[{"name": payload, "lon": 70.6, "lat": 39.99, "rank": 0}],
    )  # fmt: skip
    written = re.sub(r"\s+", "", text_of(page))
    shown = payload.replace("\x00", "[U+0000]").replace("\x1b", "[U+001B]")
    shown = shown.replace("\u202e", "[U+202E]")
    assert written.count(re.sub(r"\s+", "", shown)) >= 5


def test_a_file_holds_no_script() -> None:
    svg = full(title="</svg><script>alert(1)</script>").render("svg").decode()
    assert "<script" not in svg
    assert "]]>" not in svg


def test_letters_without_a_sign_are_boxes_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.picture.words._fonts", lambda: ())
    page = full(title="ปราสาท $ 漢字", notes=())
    assert BOX * 6 in text_of(page)
    assert "characters have no sign in the fonts at hand" in text_of(page)


def test_a_text_of_a_million_letters_is_cut() -> None:
    from matplotlib.figure import Figure

    words = Words(Figure())
    assert len(words.clean("x" * 1_000_000)) == 400
    assert words.clean("x" * 1_000_000).endswith("…")
    assert all(words.width(line, 7) <= 100 for line in words.wrap("x" * 400, 7, 100))


def test_a_user_setting_of_matplotlib_does_not_change_the_page() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"text.usetex": True, "font.size": 30, "axes.grid": True}):
        changed = full().render("svg")
    assert changed == full().render("svg")


def test_other_languages_and_directions() -> None:
    assert "Обозначения" in text_of(full(lang="ru"))
    assert "Шарттуу белгилер" in text_of(full(lang="ky"))
    assert "راهنما" in text_of(full(lang="fa"))


def test_a_translation_that_nobody_reviewed_says_so() -> None:
    for lang in ("ky", "tg", "fa"):
        assert read_ui(lang).texts["translation"].startswith("machine-assisted")
        told = read_ui(lang).texts["about.translation"]
        assert told.split()[-1] in text_of(full(lang=lang))
        assert told in full_page(lang)
    assert "about.translation" not in read_ui("en").texts


def full_page(lang: str) -> str:
    page: str = IncidentMap(batken(), lang=lang).get_root().render()
    return page


def test_persian_is_written_from_right_to_left() -> None:
    assert '<html lang="fa" dir="rtl">' in full_page("fa")
    page = full(lang="fa").figure()
    ax = page.axes[0]
    assert ax.get_position().x0 > 0.25
    legend = next(t for t in ax.texts if "راهنما" in t.get_text())
    assert legend.get_horizontalalignment() == "right"


def test_columns_that_are_missing_are_named() -> None:
    with pytest.raises(MissingColumnsError, match="claims"):
        StaticMap(gpd.GeoDataFrame({"type": []}, geometry=[], crs=4326))


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    full().save(tmp_path / "map.svg")
    assert [p.name for p in tmp_path.iterdir()] == ["map.svg"]
    with pytest.raises(MapWriteError, match="no-such"):
        full().save(tmp_path / "no-such" / "map.svg")
    with pytest.raises(ValueError, match="png, pdf, svg"):
        full().save(tmp_path / "map.gif")


def test_a_wide_area_is_told_in_plain_figures() -> None:
    told = frame(incident("a", "talks", **at("X", 70.5, 39.9, 6, 1_234_000.0)))
    (entry,) = entries_of(told, [0], read_ui("en"), modes=["disc"])
    assert any("within 1234 km" in line for line in entry.lines)
