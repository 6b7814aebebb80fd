from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gazetteer import Gazetteer, IndexUnusableError
from gazetteer import store as world
from gazetteer.index import Index
from gazetteer.index_build import build_index
from gazetteer.place import Name, Tenure
from gazetteer.sources import CODE, Row


def row(number: int, name: str, **fields: object) -> Row:
    given = {"feature_class": "populated place", "countries": ("KGZ",), "lon": 70.0, "lat": 40.0}
    return Row(place_id=f"test:{number}", name=name, **{**given, **fields})


def build(path: Path, *rows: Row) -> Gazetteer:
    build_index(rows, path)
    return Gazetteer.open(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "small.gzt"


def test_a_place_comes_back_as_it_went_in(file: Path) -> None:
    went = row(
        1,
        "Dostuk",
        countries=("TJK", "KGZ"),
        lon=70.6311,
        lat=40.05204,
        radius_km=0.6,
        population=1200,
        parents=("Batken District", "Batken Region"),
        names=(Name(text="Достук", lang="ky"), Name(text="Old", lang="en", valid_to="1991")),
        valid_from="1950",
        note="handed over",
        derived=True,
        source="a table",
        licence="CC BY 4.0",
        tenures=(Tenure(iso3="KGZ", valid_to="2025"), Tenure(iso3="TJK", valid_from="2025")),
    )
    place = build(file, went).place("test:1")
    for field in ("name", "countries", "lon", "lat", "population", "parents", "valid_from"):
        assert getattr(place, field) == getattr(went, field)
    for field in ("note", "derived", "source", "licence", "tenures", "names"):
        assert getattr(place, field) == getattr(went, field)
    assert place.radius_km == pytest.approx(0.6)


def test_a_place_without_a_coordinate_stays_without(file: Path) -> None:
    g = build(file, row(1, "Tagap", lon=None, lat=None), row(2, "Ravat"))
    assert g.find("Tagap")[0].place.lon is None
    assert [c.place.name for c in g.nearest(70, 40, 9)] == ["Ravat"]
    assert g.find("Tagap", bbox=(60, 30, 80, 50)) == []


def test_an_index_without_places_answers(file: Path) -> None:
    g = build(file)
    assert len(g) == 0
    assert g.find("Batken") == g.find("Batken", mode="fuzzy") == g.nearest(70, 40) == []


def test_a_row_that_replaces_others_stands_for_them(file: Path) -> None:
    g = build(file, row(1, "Ak-Sai", replaces=("test:2",)), row(2, "Ak-Say"))
    assert [c.place.place_id for c in g.find("Ak-Sai")] == ["test:1"]


def test_keys_spilled_to_runs_build_the_same_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(i, f"Name {i % 50} of {i}", names=(f"Имя {i}", "Same")) for i in range(300)]
    build_index(rows, tmp_path / "whole.gzt")
    monkeypatch.setattr("gazetteer.index_build.RUN_LENGTH", 100)
    build_index(rows, tmp_path / "runs.gzt")
    assert (tmp_path / "whole.gzt").read_bytes() == (tmp_path / "runs.gzt").read_bytes()


def test_a_build_leaves_nothing_beside_the_index(file: Path) -> None:
    build(file, row(1, "Batken"))
    assert sorted(p.name for p in file.parent.iterdir()) == [file.name, f"{file.name}.whole"]


def test_codes_are_met_after_names(file: Path) -> None:
    g = build(
        file,
        row(1, "Bishkek", names=(Name(text="FRU", lang=CODE),), population=900_000),
        row(2, "Fru", population=10),
    )
    assert [c.place.name for c in g.find("FRU")] == ["Fru", "Bishkek"]


def test_two_readers_share_one_file_while_it_is_replaced(file: Path) -> None:
    old = build(file, row(1, "Batken"))
    new = build(file, row(1, "Isfara"))
    assert old.find("Batken")
    assert not old.find("Isfara")
    assert new.find("Isfara")


@pytest.mark.parametrize("size", [0, 4, 20, 100, -1, -64])
def test_a_truncated_index_is_unusable(file: Path, size: int) -> None:
    build(file, *(row(i, f"Place {i}") for i in range(100)))
    data = file.read_bytes()
    file.write_bytes(data[:size])
    with pytest.raises(IndexUnusableError, match=str(file)):
        Gazetteer.open(file)


def test_a_foreign_file_is_unusable(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\x00" + bytes(5000))
    with pytest.raises(IndexUnusableError, match="not a gazetteer index"):
        Gazetteer.open(file)


def test_another_version_is_unusable_and_says_what_to_do(file: Path) -> None:
    build(file, row(1, "Batken"))
    data = bytearray(file.read_bytes())
    data[8] = 99
    file.write_bytes(data)
    with pytest.raises(IndexUnusableError, match=r"index format 99.*gazetteer build"):
        Gazetteer.open(file)


def test_a_missing_file_is_unusable(file: Path) -> None:
    with pytest.raises(IndexUnusableError, match="cannot open"):
        Gazetteer.open(file)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_flipped_byte_anywhere_is_found(file: Path, share: float) -> None:
    build(file, *(row(i, f"Place {i}", names=(f"Other {i}",)) for i in range(500)))
    sections = Index(file).file.header["sections"]
    start = file.stat().st_size - max(o + -(-n // 64) * 64 for o, n, _ in sections.values())
    offset, length, _ = max(sections.values(), key=lambda s: s[1])
    data = bytearray(file.read_bytes())
    data[start + offset + int(length * share)] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(IndexUnusableError, match="checksum"):
        Gazetteer.open(file)


@pytest.fixture
def small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A world of one place, in a folder of its own."""
    monkeypatch.setattr(world, "packaged_index", lambda: tmp_path / "none" / "world.gzt")
    monkeypatch.setattr(world, "user_index", lambda: tmp_path / "cache" / "world.gzt")
    monkeypatch.setattr("gazetteer.sources.packaged.read_world", lambda: iter([row(1, "Batken")]))
    return tmp_path / "cache" / "world.gzt"


def test_the_world_is_compiled_at_first_use(small_world: Path) -> None:
    assert Gazetteer.open().find("Batken")
    assert small_world.exists()


def test_an_intact_world_is_not_compiled_again(small_world: Path) -> None:
    Gazetteer.open()
    before = small_world.stat().st_mtime_ns
    Gazetteer.open()
    assert small_world.stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "empty", "half"])
def test_a_damaged_world_is_compiled_again(
    small_world: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    Gazetteer.open()
    data = bytearray(small_world.read_bytes())
    flipped = data.copy()
    for at in range(len(data) // 2, len(data) // 2 + 200):
        flipped[at] ^= 0xFF
    texts = {"cut": data[:-70], "flipped": flipped, "foreign": b"PK\x03\x04" * 99, "empty": b""}
    small_world.write_bytes(texts.get(damage, data[: len(data) // 2]))
    caplog.set_level(logging.INFO)
    assert Gazetteer.open().find("Batken")
    assert "compiling it again" in caplog.text


def test_a_world_of_other_sources_is_compiled_again(
    small_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Gazetteer.open()
    monkeypatch.setattr(world, "source_stamp", lambda: "other")
    before = small_world.stat().st_ino
    Gazetteer.open()
    assert small_world.stat().st_ino != before


def test_a_full_disk_is_said(small_world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gazetteer.index_build.write_index_file", full)
    with pytest.raises(IndexUnusableError, match=r"No space left.*XDG_CACHE_HOME"):
        Gazetteer.open()
    assert list(small_world.parent.iterdir()) == []


def test_nothing_is_printed_in_a_pipe(small_world: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Gazetteer.open()
    assert capfd.readouterr() == ("", "")


def test_progress_is_drawn_on_a_terminal(
    small_world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    rows = [row(i, f"Place {i}") for i in range(2000)]
    monkeypatch.setattr("gazetteer.sources.packaged.read_world", lambda: iter(rows))
    Gazetteer.open()
    assert "compiling the gazetteer [" in capsys.readouterr().err


def test_a_look_up_loads_no_heavy_package() -> None:
    code = (
        "import sys; from gazetteer import Gazetteer; g = Gazetteer.open();"
        "assert g.find('Batken', country='KG'); g.find('Баткен', mode='prefix');"
        "heavy = {'numpy', 'pandas', 'geopandas', 'folium', 'shapely', 'pyproj', 'msgspec'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"


def test_importing_the_package_loads_no_index() -> None:
    code = "import sys, gazetteer; print('ducer' in sys.modules, 'dataclasses' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "False False"
