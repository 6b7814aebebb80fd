"""``geomap gazetteer``: a user's own data from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.cli import main


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEOMAP_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(folder: Path, *rows: str) -> str:
    path = folder / "own.csv"
    path.write_text("name,lat,lon,country\n" + "".join(f"{row}\n" for row in rows))
    return str(path)


def test_add_list_info_and_remove(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = table(data, "Zyndan-Bulak,39.9,70.5,KG")
    assert main(["gazetteer", "add", path, "--licence", "CC0", "--class", "populated place"]) == 0
    assert capsys.readouterr().out.startswith("own@1  1 places, in use\n")
    assert main(["gazetteer", "add", path]) == 0
    assert main(["gazetteer", "list"]) == 0
    out = capsys.readouterr().out
    assert "own@1  1 places, not in use: a newer version is" in out
    assert "source: own.csv (CC0)" in out
    assert main(["gazetteer", "info"]) == 0
    out = capsys.readouterr().out
    assert "places in the packaged data" in out
    assert "own@2" in out
    assert "own@1" not in out
    assert main(["gazetteer", "remove", "own@2"]) == 0
    assert capsys.readouterr().out == "removed own@2\nown@1 is in use now\n"
    assert main(["gazetteer", "remove", "own"]) == 0
    capsys.readouterr()
    assert main(["gazetteer", "list"]) == 0
    assert "no data sets" in capsys.readouterr().out


def test_rows_set_aside_are_named_and_tell_in_the_exit_status(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"N{i},99,70.5,KG" for i in range(30)]
    assert main(["gazetteer", "add", table(data, "Zyndan,39.9,70.5,KG", *rows)]) == 1
    out, err = capsys.readouterr()
    assert "31 rows read = 1 loaded + 30 set aside" in out
    assert len(err.splitlines()) == 21
    assert "own.csv: line 3: lat 99 is outside" in err
    assert "and 10 more" in err


def test_json_tells_all_of_a_set(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["gazetteer", "add", table(data, "Zyndan,39.9,70.5,KG"), "--source", "Field trip"])
    capsys.readouterr()
    main(["gazetteer", "list", "--json"])
    (record,) = json.loads(capsys.readouterr().out)
    assert (record["label"], record["in_use"], record["source"]) == ("own@1", True, "Field trip")
    main(["gazetteer", "info", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["packaged"]["places"] > 200_000
    assert told["own"][0]["label"] == "own@1"


def test_a_set_is_compiled_again_on_demand(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["gazetteer", "add", table(data, "Zyndan,39.9,70.5,KG")])
    capsys.readouterr()
    assert main(["gazetteer", "build", "own"]) == 0
    assert Path(capsys.readouterr().out.strip()).name == "index.gzt"


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["add", "missing.csv"], 1, "no such file"),
        (["add", "own.csv", "--map", "name"], 2, "FIELD=COLUMN"),
        (["add", "own.csv", "--map", "name=Nope"], 1, "no such column"),
        (["add", "own.csv", "--country", "Narnia"], 2, "no such country"),
        (["add", "own.csv", "--class", "hovel"], 1, "populated place"),
        (["add", "own.csv", "--kind", "magic"], 1, "geonames"),
        (["add", "own.csv", "--name", "../up"], 1, "--name"),
        (["remove", "own"], 1, "no data set 'own'"),
        (["build", "own"], 1, "no data set 'own'"),
    ],
)
def test_calls_that_cannot_be_carried_out_say_why(
    data: Path, capsys: pytest.CaptureFixture[str], args: list[str], status: int, message: str
) -> None:
    table(data, "Zyndan,39.9,70.5,KG")
    assert main(["gazetteer", *args]) == status
    assert message in capsys.readouterr().err


def test_a_place_of_the_users_shows_whose_it_is(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["gazetteer", "add", table(data, "Zyndan-Bulak,39.9,70.5,KG"), "--source", "Field trip"])
    capsys.readouterr()
    assert main(["place", "Zyndan-Bulak"]) == 0
    assert "source: Field trip (your data set own@1)" in capsys.readouterr().out


def test_a_look_up_on_the_command_line_imports_next_to_nothing() -> None:
    """Issue: the first answer of a fresh process in half the time of ``import numpy``."""
    code = (
        "import sys; from geomap.cli import main; main(['place', 'Batken']);"
        "heavy = {'numpy', 'pandas', 'geopandas', 'folium', 'shapely', 'pyproj', 'msgspec', 'rich',"
        " 'rapidfuzz', 'tempfile', 'platformdirs', 'lxml', 'anyascii', 'geopy'};"
        "sys.stderr.write(str(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]"
