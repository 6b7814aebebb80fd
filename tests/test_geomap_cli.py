"""The command line: results to stdout, notices to stderr, honest exit status."""

import io
import json
import os
import threading
from pathlib import Path

import pytest

from geomap.cli import main

CLASH = "On 3 May 2021 Kyrgyz and Tajik guards clashed near Vorukh. Two guards were killed, the army said.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clash.txt").write_text(CLASH, "utf-8")
    return tmp_path


def test_map_writes_both_files_and_prints_the_table(folder: Path, capsys):
    assert main(["map", "clash.txt", "-o", "out.html"]) == 0
    out, err = capsys.readouterr()
    assert "2021-05-03" in out
    assert "2 killed" in out
    assert "out.html" in err
    made = json.loads((folder / "out.geojson").read_bytes())
    assert made["features"][0]["properties"]["type"] == "armed_clash"
    assert (folder / "out.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_extract_writes_to_standard_output(folder: Path, capfdbinary):
    assert main(["extract", "clash.txt", "--format", "jsonl"]) == 0
    line = json.loads(capfdbinary.readouterr().out)
    assert line["doc_id"] == "clash"
    assert line["incidents"][0]["date_start"] == "2021-05-03"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n \n", "empty"),
        ("binary.txt", b"\x7fELF\x00\x01\x02" * 50, "binary"),
        ("other.txt", "Η γρήγορη αλεπού πήδηξε πάνω από τον σκύλο".encode(), "--lang"),
        (
            "calm.txt",
            b"The weather was fine and the sheep were on the hill with the dog.",
            "no incident",
        ),
        (
            "unknown.txt",
            b"On 3 May 2021 a clash broke out at the Zzyzx post. Two guards were killed, the army said.",
            "Zzyzx",
        ),
    ],
)
def test_bad_input_is_named_and_the_other_reports_are_still_read(
    folder: Path, capsys, name: str, content: bytes, message: str
):
    (folder / name).write_bytes(content)
    assert main(["extract", name, "clash.txt", "-o", "all.jsonl"]) == 1
    err = capsys.readouterr().err
    assert message in err
    assert name.removesuffix(".txt") in err
    docs = [json.loads(x)["doc_id"] for x in (folder / "all.jsonl").read_bytes().splitlines()]
    assert "clash" in docs


def test_a_report_too_long_is_refused_at_once(folder: Path, capsys):
    (folder / "long.txt").write_bytes(b"The army said that two guards were killed. " * 250_000)
    assert main(["extract", "long.txt", "-o", "x.jsonl"]) == 1
    assert "10 MB" in capsys.readouterr().err
    assert not (folder / "x.jsonl").exists()


def test_no_such_file_and_an_empty_folder(folder: Path, capsys):
    (folder / "nothing").mkdir()
    assert main(["map", "absent.txt", "nothing", "-o", "x.html"]) == 1
    err = capsys.readouterr().err
    assert "absent.txt: no such file" in err
    assert "nothing: no reports" in err
    assert not (folder / "x.html").exists()


def test_another_encoding_is_found(folder: Path, capfdbinary):
    text = "Вечером 27 января 2022 года у местности Торт-Кочо на границе Кыргызстана и Таджикистана началась стрельба."
    (folder / "old.txt").write_bytes(text.encode("cp1251"))
    assert main(["extract", "old.txt", "--format", "jsonl"]) == 0
    incident = json.loads(capfdbinary.readouterr().out)["incidents"][0]
    place = incident["places"][0]
    assert text[place["start"] : place["end"]] == place["as_written"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["map", "clash.txt", "--published", "soon"],
        ["map", "clash.txt", "-o", "map.pdf"],
        ["extract", "clash.txt", "-o", "x.unknown"],
        ["map", "clash.txt", "--lang", "xx"],
    ],
)
def test_misuse_ends_with_two_and_writes_nothing(folder: Path, capsys, arguments: list[str]):
    assert main(arguments) == 2
    assert "geomap:" in capsys.readouterr().err
    assert [p.name for p in folder.iterdir()] == ["clash.txt"]


def test_the_year_comes_from_published_or_stays_unknown(folder: Path, capfdbinary):
    (folder / "noyear.txt").write_text(
        "A clash broke out near Vorukh on January 27, the army said.", "utf-8"
    )
    main(["extract", "noyear.txt", "--format", "jsonl"])
    unknown = json.loads(capfdbinary.readouterr().out)["incidents"][0]
    assert (unknown["date_start"], unknown["date_edtf"]) == (None, "XXXX-01-27")
    main(["extract", "noyear.txt", "--format", "jsonl", "--published", "2022-02-01"])
    known = json.loads(capfdbinary.readouterr().out)["incidents"][0]
    assert known["date_start"] == "2022-01-27"
    assert "2022-02-01" in known["year_basis"]


def test_a_folder_is_read_in_order_and_ids_stay_apart(folder: Path, capfdbinary):
    inner = folder / "sub"
    inner.mkdir()
    (inner / "clash.txt").write_text(CLASH.replace("2021", "2020"), "utf-8")
    assert main(["extract", ".", "--format", "jsonl"]) == 0
    lines = [json.loads(x) for x in capfdbinary.readouterr().out.splitlines()]
    assert [x["doc_id"] for x in lines] == ["clash", "clash-2"]


def test_place_answers_with_reasons(capsys):
    assert main(["place", "Surkh jamoat", "--country", "TJ"]) == 0
    out = capsys.readouterr().out
    assert "Surkh jamoat" in out
    assert "source:" in out
    assert main(["place", "Xyzzyplughton"]) == 1


def test_an_untrusted_file_name_cannot_reach_the_terminal(folder: Path, capsys):
    (folder / "a\x1b[31m.txt").write_text(CLASH, "utf-8")
    assert main(["map", "a\x1b[31m.txt", "-o", "x.html"]) == 0
    assert "\x1b[31m" not in capsys.readouterr().out


def test_a_table_of_coded_events_is_mapped_and_its_bad_rows_are_named(folder: Path, capsys):
    rows = "Date,Location,Country\n2022-01-27,Vorukh,Tajikistan\n32 May,Batken,KGZ\n"
    (folder / "coded.csv").write_text(rows, "utf-8")
    assert main(["map", "coded.csv", "clash.txt", "-o", "both.html"]) == 1
    out, err = capsys.readouterr()
    assert "row 3, column Date" in err
    assert "place=Location" in err
    assert "Vorukh" in out
    made = json.loads((folder / "both.geojson").read_bytes())
    assert len(made["features"]) == 2
    assert made["geomap"]["rejected"][0]["row"] == 3


def test_a_column_is_named_by_hand(folder: Path, capfdbinary):
    (folder / "coded.csv").write_text("wann,wo\n2022-01-27,Vorukh\n", "utf-8")
    given = ["--map", "place=wo", "--map", "date=wann"]
    assert main(["extract", "coded.csv", *given, "--format", "jsonl"]) == 0
    line = json.loads(capfdbinary.readouterr().out)
    assert line["incidents"][0]["date_start"] == "2022-01-27"
    assert main(["extract", "coded.csv", "--map", "place", "--format", "jsonl"]) == 2


def test_corrections_are_laid_over_the_reading(folder: Path, capfdbinary):
    (folder / "c.csv").write_text(
        "incident_id,field,value,who,when,note\nclash#1,status,reviewed,AK,2026-11-24,checked\n",
        "utf-8",
    )
    assert main(["extract", "clash.txt", "--corrections", "c.csv", "--format", "jsonl"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["incidents"][0]["status"] == "reviewed"


@pytest.mark.parametrize(
    "name", ["a.geojson", "a.jsonl", "a.gpkg", "a.csv", "a.xlsx", "a.geojsonl"]
)
def test_incidents_that_geomap_wrote_are_drawn_as_they_are(folder: Path, capsys, name: str):
    assert main(["merge", "clash.txt", "-o", name]) == 0
    assert main(["map", name, "-o", "again.html"]) == 0
    assert "read as table" not in capsys.readouterr().err
    made = json.loads((folder / "again.geojson").read_bytes())
    (feature,) = made["features"]
    assert feature["id"] == "clash#1"
    assert feature["properties"]["claims"][0]["text"] == "Two guards were killed"


def test_a_map_of_a_file_never_writes_over_it(folder: Path, capsys):
    assert main(["extract", "clash.txt", "-o", "map.geojson"]) == 0
    before = (folder / "map.geojson").read_bytes()
    assert main(["map", "map.geojson", "--obfuscate", "50"]) == 0
    assert "map.geojson is an input and stays as it is" in capsys.readouterr().err
    assert (folder / "map.geojson").read_bytes() == before


def test_a_broken_file_of_geomap_is_named_and_the_others_are_drawn(folder: Path, capsys):
    assert main(["extract", "clash.txt", "-o", "good.geojson"]) == 0
    (folder / "bad.geojson").write_bytes((folder / "good.geojson").read_bytes()[:-40])
    assert main(["map", "bad.geojson", "good.geojson", "-o", "m.html"]) == 1
    assert "bad.geojson: not JSON" in capsys.readouterr().err
    assert len(json.loads((folder / "m.geojson").read_bytes())["features"]) == 1


def test_an_events_table_in_json_is_a_table_and_not_geomaps_own(folder: Path, capsys):
    rows = [{"date": "2021-05-03", "place": "Vorukh", "country": "Tajikistan", "fatalities": 2}]
    (folder / "events.json").write_text(json.dumps(rows), "utf-8")
    assert main(["map", "events.json", "-o", "m.html"]) == 0
    assert "read as table" in capsys.readouterr().err


def test_what_an_earlier_run_wrote_into_the_folder_is_no_report(folder: Path, capsys):
    for _ in range(2):
        assert main(["extract", ".", "-o", "incidents.jsonl"]) == 0
        assert main(["export", "incidents.jsonl", "-o", "incidents.csv"]) == 0
    assert "no column of texts" not in capsys.readouterr().err


def bad_table(rows: int = 1) -> None:
    bad = "2022-01-27,Batken,x,70\n" * rows
    Path("bad.csv").write_text(f"date,place,lat,lon\n{bad}2022-01-27,Batken,40,70\n")


@pytest.mark.parametrize("command", ["export", "merge", "extract"])
def test_a_row_that_is_set_aside_is_named_with_its_file_row_and_column(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_table()
    assert main([command, "bad.csv", "-o", "out.geojson"]) == 1
    said = capsys.readouterr().err
    assert said.count("bad.csv, row 2, column lat: 'x' is no number") == 1
    assert "columns: date=date, place=place, lat=lat, lon=lon" in said


@pytest.mark.parametrize("command", ["export", "extract"])
def test_many_bad_rows_are_counted_and_it_is_said_whether_the_file_has_them(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_table(50)
    assert main([command, "bad.csv", "-o", "out.csv"]) == 1
    said = capsys.readouterr().err
    assert said.count("is no number") == 20
    assert "30 more set aside; csv has no room for them, GeoJSON has" in said
    assert "What was set aside (inputs: 50) is not in it." in said
    assert main([command, "bad.csv", "-o", "out.geojson"]) == 1
    assert "30 more set aside; all are in the output" in capsys.readouterr().err
    assert len(json.loads(Path("out.geojson").read_text())["geomap"]["rejected"]) == 50


def test_a_row_of_a_corpus_is_named_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("c.csv").write_text(
        "sep=|\nid|text\n1|Two guards were killed at the post near Surkh.\n2|\n"
    )
    assert main(["extract", "c.csv", "-o", "out.jsonl"]) == 1
    assert "geomap: c.csv, row 4: no text in column 'text'\n" in capsys.readouterr().err


@pytest.mark.parametrize("format", ["jsonl", "geojson"])
def test_a_pipe_is_written_to_and_stays_a_pipe(folder: Path, format: str) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    assert main(["extract", "clash.txt", "-f", format, "-o", "pipe"]) == 0
    reader.join(timeout=30)
    assert pipe.is_fifo()
    assert b"armed_clash" in got[0]


def test_lines_follow_a_link_and_leave_a_read_only_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("real.jsonl").write_text("old")
    Path("link.jsonl").symlink_to("real.jsonl")
    assert main(["extract", "clash.txt", "-o", "link.jsonl"]) == 0
    assert Path("link.jsonl").is_symlink()
    assert "armed_clash" in Path("real.jsonl").read_text()
    Path("real.jsonl").chmod(0o444)
    assert main(["extract", "clash.txt", "-o", "real.jsonl"]) == 1
    assert "real.jsonl: is read-only; nothing was changed" in capsys.readouterr().err
    assert [p.name for p in folder.glob("*.part")] == []


@pytest.mark.parametrize("kind", ["jsonl", "geojson", "geojsonl", "geojsonseq", "csv", "kml"])
def test_what_geomap_pours_into_a_pipe_is_read_back_and_not_as_a_report(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["extract", "clash.txt", "-f", kind, "-o", f"poured.{kind}.x"]) == 0
    main(["extract", "clash.txt", "-f", "geojson", "-o", "as.geojson"])
    for command, target in (("export", "a.geojson"), ("extract", "b.geojson")):
        with Path(f"poured.{kind}.x").open("rb") as pipe:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(pipe))
            assert main([command, "-", "-o", target]) == 0
        features = json.loads(Path(target).read_text())["features"]
        assert features == json.loads(Path("as.geojson").read_text())["features"]


def test_a_shapefile_is_read_by_the_name_that_it_was_written_by(folder: Path) -> None:
    assert main(["export", "clash.txt", "-o", "a.shp"]) == 0
    assert main(["export", "a.shp", "-o", "b.geojson"]) == 0
    assert len(json.loads(Path("b.geojson").read_text())["features"]) == 1


@pytest.mark.parametrize("command", ["export", "merge", "extract"])
def test_columns_of_a_table_can_be_named(command: str, folder: Path) -> None:
    Path("t.csv").write_text("when,Where,spot\n2022-01-27,the hills,Batken\n")
    mapping = ["--map", "place=spot", "--map", "date=when"]
    assert main([command, "t.csv", *mapping, "-o", "a.geojson"]) == 0
    (feature,) = json.loads(Path("a.geojson").read_text())["features"]
    assert feature["properties"]["place_as_written"] == "Batken"


@pytest.mark.parametrize("length", [900, 20_000])
@pytest.mark.parametrize(
    "suffix", ["kml", "kmz", "gpkg", "fgb", "xlsx", "parquet", "geojson", "jsonl", "csv"]
)
def test_a_file_of_geomaps_that_was_cut_short_is_refused_and_no_report(
    suffix: str, length: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["extract", "clash.txt", "-f", "jsonl", "-o", "one.jsonl"])
    main(["export", "one.jsonl", "-o", f"whole.{suffix}"])
    whole = Path(f"whole.{suffix}").read_bytes()
    cut = folder / f"cut.{suffix}"
    cut.write_bytes(whole[: min(length, len(whole) - 10)])
    capsys.readouterr()
    assert main(["export", cut.name, "-o", "out.geojson"]) == 1
    assert "cut." in capsys.readouterr().err
    assert not Path("out.geojson").exists()
