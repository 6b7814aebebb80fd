"""A user's data sets: added, versioned, looked into beside the packaged places, removed."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gazetteer import Context, Gazetteer, GazetteerDataError, IndexUnusableError, Toponym
from gazetteer.resolve import resolve
from gazetteer.user_add import add_set, rebuild, remove_set
from gazetteer.user_read import Asked
from gazetteer.user_sets import data_folder, list_sets, sets_in_use

CSV = "id,name,lat,lon,country,class\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEOMAP_DATA", str(tmp_path / "data"))
    return tmp_path


def table(folder: Path, *rows: str, name: str = "own.csv", head: str = CSV) -> Path:
    path = folder / name
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def left_behind() -> list[str]:
    return sorted(p.name for p in data_folder().glob("**/*")) if data_folder().exists() else []


def test_a_place_of_ones_own_is_found_beside_the_worlds_and_says_whose_it_is(data: Path) -> None:
    add_set(table(data, "1,Zyndan-Bulak,39.9,70.5,KG,village"), source="Field trip", licence="CC0")
    (found,) = Gazetteer.open().find("Зындан Булак")
    assert found.place.dataset == "own@1"
    assert found.place.source == "Field trip (your data set own@1)"
    assert found.place.feature_class == "populated place"


def test_without_data_of_ones_own_nothing_is_opened(data: Path) -> None:
    g = Gazetteer.open()
    assert g.datasets == ()
    assert g.find("Batken")[0].place.dataset == ""


def test_ones_own_data_can_be_left_out(data: Path) -> None:
    add_set(table(data, "1,Zyndan-Bulak,39.9,70.5,KG,village"))
    assert not Gazetteer.open(own=False).find("Zyndan-Bulak")


def test_a_curated_place_is_not_overridden(data: Path) -> None:
    curated = Gazetteer.open().find("Batken", country="KG")[0].place
    add_set(table(data, "1,Batken,40.0601,70.8199,KG,town"), source="Mine")
    found = Gazetteer.open().find("Batken", country="KG", feature_class="populated place")
    (place,) = [c.place for c in found if c.place.name == "Batken"]
    assert (place.lon, place.lat, place.place_id) == (curated.lon, curated.lat, curated.place_id)
    assert place.source == f"{curated.source}; also Mine (your data set own@1)"


def test_a_namesake_elsewhere_is_a_candidate_of_its_own(data: Path) -> None:
    add_set(table(data, "1,Batken,41.9,74.5,KG,village"))
    found = Gazetteer.open().find("Batken", feature_class="populated place")
    assert {"", "own@1"} <= {c.place.dataset for c in found if c.place.name == "Batken"}


def test_a_place_known_by_another_name_there_is_the_same_place(data: Path) -> None:
    """GeoNames' point of Isfana is what the curated row of Razzakov stands for."""
    razzakov = Gazetteer.open().place("borderland:razzakov-isfana")
    add_set(table(data, f"1,Isfana,{razzakov.lat},{razzakov.lon},KG,town"))
    found = Gazetteer.open().find("Isfana", feature_class="populated place", limit=5)
    assert [c.place.place_id for c in found].count("borderland:razzakov-isfana") == 1
    assert not any(c.place.dataset for c in found)


def test_two_namesakes_of_one_set_stay_two(data: Path) -> None:
    rows = ("1,Zyndan-Bulak,39.9,70.5,KG,village", "2,Zyndan-Bulak,39.9005,70.5,KG,village")
    add_set(table(data, *rows))
    assert len(Gazetteer.open().find("Zyndan-Bulak")) == 2


def test_one_id_in_two_sets_is_one_place(data: Path) -> None:
    line = "1528735\tBatken\tBatken\t\t40.06\t70.81\tP\tPPLA\tKG\t\t\t\t\t\t9\t\t\t\t2026\n"
    (data / "KG.txt").write_text(line)
    add_set(data / "KG.txt", name="dump")
    place = Gazetteer.open().place("geonames:1528735")
    assert place.dataset == "dump@1"


def test_a_users_outline_is_used_for_a_packaged_unit_without_one(data: Path) -> None:
    g = Gazetteer.open()
    unit = g.find("Kupwara district", country="IN", feature_class="adm2")[0].place
    assert g.outline(unit.place_id) is None
    ring = [
        [unit.lon + x / 10, unit.lat + y / 10] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, -1))
    ]
    feature = {
        "type": "Feature",
        "properties": {"shapeName": "Kupwara", "shapeType": "ADM2", "shapeGroup": "IND"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (data / "units.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    add_set(data / "units.geojson", licence="CC BY 4.0")
    g = Gazetteer.open()
    found = g.find("Kupwara district", country="IN", feature_class="adm2")[0].place
    assert found.dataset == "units@1"
    assert "also GeoNames" in found.source
    assert g.outline(unit.place_id)["type"] == "Polygon"


def test_an_area_of_the_users_is_shown_in_its_outline_and_around_a_town_as_a_disc(
    data: Path,
) -> None:
    ring = [[70.4, 39.8], [70.6, 39.8], [70.6, 40.0], [70.4, 39.8]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    features = [
        {"type": "Feature", "properties": {"name": name, "class": kind}, "geometry": shape}
        for name, kind in (("Zyndan Heights", "area"), ("Zyndan-Bulak", "populated place"))
    ]
    (data / "own.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    add_set(data / "own.geojson", licence="CC0")
    texts = ("Zyndan Heights", "Zyndan-Bulak", "the Zyndan-Bulak area")
    asked = [
        Toponym(text=text, start=0, end=len(text), name=name, vague="the" in text,
                cue="area" if "the" in text else None)
        for text, name in zip(texts, (*texts[:2], texts[1]), strict=True)
    ]  # fmt: skip
    heights, town, round_it = (resolve([t], None, Gazetteer.open())[0] for t in asked)
    assert heights.geojson["type"] == town.geojson["type"] == "Polygon"
    assert (heights.where_prec, round_it.geojson) == (5, None)
    assert round_it.radius_m > town.radius_m


def test_resolving_sees_the_users_places(data: Path) -> None:
    add_set(table(data, "1,Zyndan-Bulak,39.9,70.5,KG,village"))
    toponym = Toponym(text="Zyndan-Bulak", start=0, end=12, name="Zyndan-Bulak")
    (found,) = resolve([toponym], Context(countries=("KGZ",)), Gazetteer.open())
    assert found.status == "resolved"
    assert found.place.dataset == "own@1"


def test_tokens_and_keys_of_the_users_places_are_known(data: Path) -> None:
    add_set(table(data, "1,Zyndan Bulak,39.9,70.5,KG,village"))
    g = Gazetteer.open()
    assert g.has_key("zyndan bulak")
    assert [m.key for m in g.longest_matches(["in", "zyndan", "bulak"])][-1] == "zyndan bulak"
    assert g.meanings("zyndan bulak")[0].core.feature_class == "populated place"


def test_the_nearest_place_may_be_the_users(data: Path) -> None:
    add_set(table(data, "1,Zyndan,39.7,70.12345,KG,village"))
    assert Gazetteer.open().nearest(70.12345, 39.7)[0].place.dataset == "own@1"


def test_prefix_and_misspelt_names_find_the_users_places(data: Path) -> None:
    add_set(table(data, "1,Zyndanbulak,39.9,70.5,KG,village"))
    g = Gazetteer.open()
    assert g.find("Zyndanb", mode="prefix")[0].place.dataset == "own@1"
    assert g.find("Zyndambulak", mode="fuzzy")[0].place.dataset == "own@1"


def test_adding_again_makes_a_new_version_and_keeps_the_old_one(data: Path) -> None:
    add_set(table(data, "1,Zyndan-Bir,39.9,70.5,KG,village"))
    add_set(table(data, "1,Zyndan-Eki,39.9,70.5,KG,village"))
    assert [s.label for s in list_sets()] == ["own@1", "own@2"]
    assert [s.label for s in sets_in_use()] == ["own@2"]
    g = Gazetteer.open()
    assert not g.find("Zyndan-Bir")
    assert g.find("Zyndan-Eki")


def test_removing_the_newest_version_brings_the_one_before_back(data: Path) -> None:
    for name in ("Zyndan-Bir", "Zyndan-Eki"):
        add_set(table(data, f"1,{name},39.9,70.5,KG,village"))
    remove_set("own@2")
    assert Gazetteer.open().find("Zyndan-Bir")


def test_a_removed_version_number_is_not_given_again_to_an_older_one(data: Path) -> None:
    for _ in range(3):
        add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    remove_set("own@1")
    assert add_set(table(data, "1,Zyndan,39.9,70.5,KG,village")).chosen.label == "own@4"


def test_removing_a_set_removes_all_its_versions(data: Path) -> None:
    for _ in range(2):
        add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    assert [s.label for s in remove_set("own")] == ["own@1", "own@2"]
    assert left_behind() == []


def test_only_so_many_versions_are_kept_as_asked_for(data: Path) -> None:
    for _ in range(3):
        result = add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"), most=2)
    assert result.removed == ("own@1",)
    assert [s.label for s in list_sets()] == ["own@2", "own@3"]


def test_the_manifest_tells_where_a_set_comes_from(data: Path) -> None:
    import hashlib

    path = table(data, "1,Zyndan,39.9,70.5,KG,village", "2,,1,1,KG,village")
    manifest = add_set(path, source="S", licence="L").chosen.manifest
    assert manifest["files"][0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (manifest["source"], manifest["licence"], manifest["kind"]) == ("S", "L", "csv")
    assert manifest["counts"] == {"read": 2, "loaded": 1, "set_aside": 1, "mended": 0}
    assert manifest["version"] == 1
    assert manifest["tool"].startswith("geomap-incidents ")
    assert manifest["added_at"].endswith("+00:00")


def test_an_unknown_set_is_an_error_that_names_the_known(data: Path) -> None:
    add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    for label in ("nothing", "own@7", "own@x"):
        with pytest.raises(GazetteerDataError, match="own@1"):
            remove_set(label)


@pytest.mark.parametrize("name", ["../up", "a/b", "A", "x@1", ".hidden", "", "é", "a" * 65])
def test_a_name_that_is_no_folders_is_an_error(data: Path, name: str) -> None:
    path = table(data, "1,Zyndan,39.9,70.5,KG,village")
    if not name:
        assert add_set(path, name=name).chosen.name == "own"
        return
    with pytest.raises(GazetteerDataError, match="--name"):
        add_set(path, name=name)
    assert left_behind() == []


def test_a_set_takes_its_name_from_the_file(data: Path) -> None:
    path = table(data, "1,Zyndan,39.9,70.5,KG,village", name="KG Villages (2025).v2.csv")
    assert add_set(path).chosen.name == "kg-villages-2025"


def test_an_add_that_fails_leaves_nothing(data: Path) -> None:
    with pytest.raises(GazetteerDataError, match=r"none of its 1 rows.*name is empty"):
        add_set(table(data, "1,,39.9,70.5,KG,village"))
    assert left_behind() == []


def test_an_add_that_is_interrupted_leaves_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gazetteer.index_build.write_index_file", stop)
    with pytest.raises(KeyboardInterrupt):
        add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    assert left_behind() == []
    assert list_sets() == []


def test_what_a_killed_add_left_is_swept_away_by_the_next(data: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    left = data_folder() / f".adding-{done.stdout.strip()}-x"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    running = data_folder() / f".adding-{os.getpid()}-y"
    running.mkdir()
    add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    assert not left.exists()
    assert running.exists()


def test_what_a_removal_could_not_delete_is_swept_away_by_the_next_add(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    with monkeypatch.context() as held:
        held.setattr("gazetteer.user_add.shutil.rmtree", lambda *_, **__: None)  # a file is open
        remove_set("own")
    assert [name for name in left_behind() if name.startswith(".")]
    add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    remove_set("own")
    assert left_behind() == []


@pytest.mark.parametrize(
    "at", ["gazetteer.index_build.write_index_file", "gazetteer.user_archive._copy"]
)
def test_a_full_disk_is_said_and_changes_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(at, full)
    with pytest.raises(
        IndexUnusableError, match=r"No space left.*nothing was changed.*GEOMAP_DATA"
    ):
        add_set(table(data, "1,Other,39.9,70.5,KG,village"))
    assert [s.label for s in list_sets()] == ["own@1"]


def test_a_missing_index_is_compiled_again_from_the_source(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chosen = add_set(table(data, "1,Zyndan-Bulak,39.9,70.5,KG,village")).chosen
    (chosen.folder / "index.gzt").unlink()
    assert Gazetteer.open().find("Zyndan-Bulak")
    assert "compiling it again from its source" in caplog.text


@pytest.mark.parametrize("damage", ["cut", "foreign", "empty", "flipped"])
def test_a_damaged_index_is_said_and_compiled_again(
    data: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    rows = (f"{i},Zyndan-{i},39.9,70.5,KG,village" for i in range(300))
    path = add_set(table(data, *rows)).chosen.folder / "index.gzt"
    Gazetteer.open().find("Zyndan-7")
    content = bytearray(path.read_bytes())
    flipped = content.copy()
    for at in range(len(content) // 2, len(content) // 2 + 300):
        flipped[at] ^= 0xFF
    texts = {"cut": content[:-70], "foreign": b"PK" * 99, "empty": b"", "flipped": flipped}
    path.write_bytes(texts[damage])
    assert Gazetteer.open().find("Zyndan-7")
    assert str(path) in caplog.text


def test_an_index_with_keys_of_another_making_is_compiled_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add_set(table(data, "1,Zyndan-Bulak,39.9,70.5,KG,village"))
    for module in ("gazetteer.store", "gazetteer.user_add", "gazetteer.user_open"):
        monkeypatch.setattr(f"{module}.key_stamp", lambda: "other")
    assert Gazetteer.open().find("Zyndan-Bulak")
    assert "another version" in caplog.text


def test_an_index_whose_source_is_gone_too_is_an_error_that_says_what_to_do(data: Path) -> None:
    chosen = add_set(table(data, "1,Zyndan-Bulak,39.9,70.5,KG,village")).chosen
    (chosen.folder / "index.gzt").unlink()
    (chosen.folder / "source" / "own.csv").unlink()
    with pytest.raises(IndexUnusableError, match=r"gone.*geomap gazetteer remove own@1"):
        Gazetteer.open().find("Batken")


def test_compiling_again_gives_the_same_index(data: Path) -> None:
    chosen = add_set(table(data, *(f"{i},Zyndan {i},39,70,KG,village" for i in range(50)))).chosen
    path = chosen.folder / "index.gzt"
    before = path.read_bytes()
    rebuild(chosen)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"kind": 3}', "\x00"])
def test_a_damaged_manifest_is_an_error_that_names_it(data: Path, text: str) -> None:
    chosen = add_set(table(data, "1,Zyndan,39.9,70.5,KG,village")).chosen
    (chosen.folder / "manifest.json").write_text(text)
    if text == '{"kind": 3}':
        assert list_sets()
        return
    with pytest.raises(GazetteerDataError, match="manifest"):
        Gazetteer.open()


def test_the_data_folder_is_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_data_path

    monkeypatch.delenv("GEOMAP_DATA")
    assert data_folder() == user_data_path("geomap") / "gazetteer"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert data_folder() == user_data_path("geomap") / "gazetteer"


def test_a_look_up_with_data_of_ones_own_loads_no_heavy_package(data: Path) -> None:
    add_set(table(data, "1,Zyndan-Bulak,39.9,70.5,KG,village"))
    code = (
        "import sys; from gazetteer import Gazetteer; g = Gazetteer.open();"
        "assert g.find('Zyndan-Bulak'); g.find('Batken');"
        "heavy = {'numpy', 'pandas', 'geopandas', 'shapely', 'pyproj', 'platformdirs', 'pyogrio'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"


def test_progress_is_quiet_in_a_pipe(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    assert capfd.readouterr() == ("", "")


def test_progress_is_drawn_on_a_terminal(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    add_set(table(data, "1,Zyndan,39.9,70.5,KG,village"))
    shown = capsys.readouterr().err
    assert "reading own [" in shown
    assert "100%" in shown


def test_adds_from_two_processes_both_count(data: Path) -> None:
    path = table(data, "1,Zyndan,39.9,70.5,KG,village")
    code = f"from gazetteer.user_add import add_set; from pathlib import Path; add_set(Path({str(path)!r}))"
    running = [subprocess.Popen([sys.executable, "-c", code], env=os.environ) for _ in range(2)]
    assert [each.wait() for each in running] == [0, 0]
    assert [s.label for s in list_sets()] == ["own@1", "own@2"]


def test_a_class_that_does_not_exist_is_an_error(data: Path) -> None:
    with pytest.raises(GazetteerDataError, match="populated place"):
        add_set(table(data, "1,Z,1,1,,"), asked=Asked(feature_class="hovel"))


@pytest.fixture(autouse=True)
def _warnings_are_seen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
