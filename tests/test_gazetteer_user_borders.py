from __future__ import annotations

import json
from pathlib import Path

import pytest

from gazetteer import (
    Context,
    Gazetteer,
    GazetteerDataError,
    IndexUnusableError,
    borders,
)
from gazetteer.borders_text import data_text
from gazetteer.resolve import resolve
from gazetteer.spot import spot
from gazetteer.user_add import add_set, remove_set
from gazetteer.user_read import Asked
from gazetteer.user_sets import SOURCE, sets_in_use


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEOMAP_DATA", str(tmp_path / "data"))
    return tmp_path


def feature(geometry: dict, **properties: object) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def line(*points: tuple[float, float]) -> dict:
    return {"type": "LineString", "coordinates": points}


def written(path: Path, *features: dict, **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def kgz_tjk() -> dict:
    """The whole line between Kyrgyzstan and Tajikistan, moved a little."""
    found = json.loads(data_text("borders_fergana_osm2026c_33m.geojson"))["features"]
    whole = next(f for f in found if {f["properties"]["a"], f["properties"]["b"]} == {"KG", "TJ"})
    pieces = [
        [[lon + 0.001, lat] for lon, lat in piece] for piece in whole["geometry"]["coordinates"]
    ]
    return {"type": "MultiLineString", "coordinates": pieces}


def add(path: Path, date: str = "2025-03-31", **more: object):
    asked = Asked(kind="borders", date=date, **more)
    return add_set(path, asked=asked, source="Treaty map", licence="CC0")


def test_a_users_line_is_used_from_its_day_on_and_says_whose_it_is(data: Path) -> None:
    add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK")), accuracy_m=50.0)
    found = borders.line("TJK", "KGZ", "2025-04-01")
    assert found.source == "Treaty map (your data set own@1)"
    assert (found.as_of, found.accuracy_m, found.licence) == ("2025-03-31", 50.0, "CC0")


def test_a_users_line_is_not_used_for_what_was_before_it(data: Path) -> None:
    add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK")))
    assert borders.line("KGZ", "TJK", "2022-01-27").dataset == ""
    assert borders.lines("KGZ", "TJK", "2022-01-27")[-1].dataset == "own@1"


def test_a_line_that_held_until_a_day_is_used_until_then(data: Path) -> None:
    add(written(data / "old.geojson", feature(kgz_tjk(), pair="KGZ-TJK")), date="../2025-03-30")
    assert borders.line("KGZ", "TJK", "2022-01-27").dataset == "old@1"
    assert borders.line("KGZ", "TJK", "2025-03-31").dataset == ""


def test_a_stretch_that_does_not_cover_the_pair_is_not_preferred(data: Path) -> None:
    stretch = feature(line((70.4, 39.9), (70.6, 39.9)), a="KG", b="TJ")
    add(written(data / "own.geojson", stretch))
    found = borders.lines("KGZ", "TJK", "2025-06-01")
    assert [each.dataset for each in found] == ["", "", "own@1"]


def test_distances_are_to_the_users_line(data: Path) -> None:
    before = borders.distance_km(70.516, 39.9554, "KGZ", "TJK", on_date="2025-06-01")
    add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK")))
    after = borders.distance_km(70.516, 39.9554, "KGZ", "TJK", on_date="2025-06-01")
    assert before != after
    assert borders.distance_km(70.516, 39.9554, "KGZ", "TJK", on_date="2022-01-27") == before


def test_a_border_that_a_report_names_is_the_users_line_of_that_day(data: Path) -> None:
    add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK")))
    text = "Shots were heard on the Kyrgyz-Tajik border and on the border in Batken district."
    gazetteer = Gazetteer.open(own=False)
    toponyms = spot(text, gazetteer)
    for day, said in (("2025-06-01", True), ("2022-01-27", False)):
        context = Context(countries=("KGZ", "TJK"), on_date=day)
        whole, stretch = resolve(toponyms, context, gazetteer)[:2]
        assert ("own@1" in whole.place.source) is said
        assert [any("own@1" in r for r in found.reasons) for found in (whole, stretch)] == [
            said
        ] * 2


def test_a_line_between_countries_that_share_none_elsewhere_is_on_the_map(data: Path) -> None:
    add(written(data / "own.geojson", feature(line((1.4, 50.9), (1.9, 51.1)), pair="FRA-GBR")))
    found = borders.lines_in((1, 50, 2, 52), "2025-06-01")
    assert "FRA-GBR" in {f["properties"]["pair"] for f in found}


def test_an_accuracy_that_nobody_stated_is_said_and_not_flattered(data: Path) -> None:
    add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK")))
    found = borders.line("KGZ", "TJK", "2025-06-01")
    assert "was not stated" in found.source
    assert found.accuracy_m == 4_700


def test_what_the_file_says_of_a_dispute_is_on_the_map(data: Path) -> None:
    add(
        written(
            data / "own.geojson",
            feature(kgz_tjk(), pair="KGZ-TJK", status="Disputed (please verify)", note="why"),
        )
    )
    found = borders.lines_in((70.3, 39.8, 70.9, 40.3), "2025-06-01")
    (own,) = (f["properties"] for f in found if "own@1" in f["properties"]["source"])
    assert (own["status"], own["dashed"], own["preferred"]) == ("disputed", True, True)
    assert "why" in own["basis"]
    assert "Disputed (please verify)" in own["basis"]


def test_countries_as_areas_part_along_their_common_edge(data: Path) -> None:
    def square(west: float) -> dict:
        ring = [(west, 0), (west + 1, 0), (west + 1, 1), (west, 1), (west, 0)]
        return {"type": "Polygon", "coordinates": [ring]}

    areas = (feature(square(0), iso3="GHA"), feature(square(1), iso3="TGO"))
    chosen = add(written(data / "areas.geojson", *areas)).chosen
    assert chosen.manifest["counts"]["loaded"] == 1
    assert borders.lines("GHA", "TGO")[-1].geometry.bounds == (1.0, 0.0, 1.0, 1.0)


def test_features_that_are_no_lines_between_two_countries_are_set_aside(data: Path) -> None:
    result = add(
        written(
            data / "own.geojson",
            feature(kgz_tjk(), a="KGZ", b="TJK"),
            feature(line((0, 0), (1, 1)), a="Narnia", b="TJK"),
            feature(line((0, 0), (1, 1)), a="TJK", b="TJK"),
            feature({"type": "Point", "coordinates": [0, 0]}, a="KGZ", b="TJK"),
            feature(line((500, 0), (1, 1)), a="KGZ", b="TJK"),
        )
    )
    assert result.chosen.manifest["counts"] == {"read": 5, "loaded": 1, "set_aside": 4, "mended": 0}
    assert "Narnia" in result.first[0].reason


@pytest.mark.parametrize("date", ["", "soon", "2025-13-01", "..", "2025-03-31/"])
def test_border_lines_need_a_day(data: Path, date: str) -> None:
    with pytest.raises(GazetteerDataError, match="--date"):
        add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK")), date=date)
    assert sets_in_use(borders=True) == ()


def test_a_file_without_countries_says_what_to_do(data: Path) -> None:
    with pytest.raises(GazetteerDataError, match=r"--map a=COLUMN"):
        add(written(data / "own.geojson", feature(kgz_tjk(), x="1")))


def test_lines_that_were_lost_are_made_again_from_the_source(data: Path) -> None:
    chosen = add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK"))).chosen
    (chosen.folder / "lines.geojson").write_text('{"features": [')
    assert borders.line("KGZ", "TJK", "2025-06-01").dataset == "own@1"


def test_lines_that_cannot_be_made_again_are_an_error_that_says_so(data: Path) -> None:
    chosen = add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK"))).chosen
    (chosen.folder / "lines.geojson").unlink()
    (chosen.folder / SOURCE / "own.geojson").unlink()
    with pytest.raises(IndexUnusableError, match="remove own@1"):
        borders.line("KGZ", "TJK")


def test_a_removed_line_is_used_no_more(data: Path) -> None:
    add(written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK")))
    remove_set("own")
    assert all(not each.dataset for each in borders.lines("KGZ", "TJK"))


def test_an_area_that_crosses_itself_is_read_as_it_was_meant(data: Path) -> None:
    bow = [(0, 0), (1, 0), (1, 1), (0.4, 1.2), (0.6, 1.2), (0, 1), (0, 0)]
    square = [(1, 0), (2, 0), (2, 1), (1, 1), (1, 0)]
    areas = [
        feature({"type": "Polygon", "coordinates": [ring]}, iso3=iso3)
        for ring, iso3 in ((bow, "GHA"), (square, "TGO"))
    ]
    chosen = add(written(data / "areas.geojson", *areas)).chosen
    assert chosen.manifest["counts"]["loaded"] == 1


@pytest.mark.parametrize(
    ("column", "value", "status"),
    [
        ("disputed", "yes", "disputed"),
        ("type", "1", None),
        ("status", "not yet delimited", "undelimited"),
        ("status", "no treaty", "undelimited"),
        ("status", "agreed by treaty of 1999", "agreed"),
    ],
)
def test_a_dispute_is_what_the_file_says_and_not_what_a_code_might_mean(
    data: Path, column: str, value: str, status: str | None
) -> None:
    result = add(
        written(data / "own.geojson", feature(kgz_tjk(), pair="KGZ-TJK", **{column: value}))
    )
    kept = json.loads((result.chosen.folder / "lines.geojson").read_text())
    assert kept["features"][0]["properties"]["status"] == status
