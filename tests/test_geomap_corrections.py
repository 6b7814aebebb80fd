"""An analyst's corrections survive a new run; disputes are reported, not settled."""

from __future__ import annotations

import argparse
import contextlib
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import NoInputError, ReadError, UsageError, to_frame, write
from geomap.commands_inputs import correct_outcome
from geomap.commands_merge import add, evidence_in_words
from geomap.corrections import CorrectionOutcome, apply_corrections
from geomap.corrections_file import read_corrections, template
from geomap.corrections_record import COLUMNS, Correction
from geomap.gathering import gather
from geomap.incident import Clock, Incident, PlaceMention
from geomap.merges import merge
from geomap.reread import read_back

SHA = "a" * 64


def clash(number: int = 1, doc: str = "r", **fields: object) -> Incident:
    given: dict[str, object] = {
        "type": "armed_clash",
        "date_start": "2022-01-27",
        "date_end": "2022-01-27",
        "date_edtf": "2022-01-27",
        "border_pair": "KGZ-TJK",
        "sentence_start": 100 * number,
        "sentence_end": 100 * number + 50,
        "sources": ({"doc_id": doc, "sha256": SHA},),
        "places": (PlaceMention(as_written="Tort-Kocho", doc_id=doc),),
        "problems": ("“Tort-Kocho” is not placed: not found",),
        **fields,
    }
    return msgspec.convert({"incident_id": f"{doc}#{number}", "doc_ids": (doc,), **given}, Incident)


def fix(field: str, value: str = "", **more: object) -> Correction:
    where = {"incident_id": "r#1"} if not {"doc_id", "sha256", "incident_id"} & set(more) else {}
    return Correction(field=field, value=value, **{"who": "B. A.", **where, **more})  # type: ignore[arg-type]


def one(outcome: CorrectionOutcome) -> Incident:
    (incident,) = outcome.incidents
    return incident


# -- what a correction does


def test_a_type_is_set_and_the_original_kept_with_who_when_and_why() -> None:
    c = fix("type", "shelling", when="2022-02-01", note="mortars, say both")
    incident = one(apply_corrections([clash()], [c]))
    assert incident.type == "shelling"
    (kept,) = incident.extra["corrected"]
    assert (kept["who"], kept["when"], kept["note"]) == ("B. A.", "2022-02-01", "mortars, say both")
    assert kept["before"]["type"] == "armed_clash"


def test_a_point_with_its_radius_becomes_the_place() -> None:
    incident = one(apply_corrections([clash()], [fix("place", "70.516, 39.955, 1 km")]))
    place = incident.place
    assert place is not None
    assert (place.lon, place.lat, place.radius_m, place.where_prec) == (70.516, 39.955, 1000.0, 1)
    assert place.reasons == ("Set by B. A.",)
    assert incident.problems == ()
    assert incident.distance_to_border_km is not None


def test_the_words_of_the_report_stay_where_a_place_is_set() -> None:
    incident = one(apply_corrections([clash()], [fix("place", "70.516, 39.955, 1 km")]))
    assert [(p.as_written, p.role) for p in incident.places[1:]] == [("Tort-Kocho", "mentioned")]


def test_a_place_by_name_or_id_comes_from_the_gazetteer() -> None:
    by_name = one(apply_corrections([clash()], [fix("place", "Batken")])).place
    assert by_name is not None
    by_id = one(apply_corrections([clash()], [fix("place", by_name.place_id)])).place
    assert by_id is not None
    assert (by_id.place_id, by_id.lon) == (by_name.place_id, by_name.lon)
    assert by_name.source


@pytest.mark.parametrize("value", ["Nowhere-on-Earth-XQ", "geonames:999999999999"])
def test_a_place_that_the_gazetteer_does_not_know_is_a_conflict(value: str) -> None:
    outcome = apply_corrections([clash()], [fix("place", value)])
    assert one(outcome) == clash()
    assert value in outcome.conflicts[0].reason


def test_a_date_moves_its_clocks_along() -> None:
    timed = clash(
        time_local="18:40",
        time_zone="Asia/Dushanbe",
        datetime_utc="2022-01-27T13:40Z",
        clocks=(Clock(iso3="KGZ", zone="Asia/Bishkek", local="2022-01-27T19:40+06:00"),),
    )
    incident = one(apply_corrections([timed], [fix("date", "2022-01-26")]))
    assert (incident.date_start, incident.date_edtf) == ("2022-01-26", "2022-01-26")
    assert incident.datetime_utc == "2022-01-26T13:40Z"
    assert incident.clocks[0].local == "2022-01-26T19:40+06:00"
    assert incident.year_basis == "corrected by B. A."


def test_a_range_of_days_has_its_precision() -> None:
    incident = one(apply_corrections([clash()], [fix("date", "2022-01-27/2022-01-28")]))
    assert (incident.date_end, incident.date_prec) == ("2022-01-28", 2)


def test_a_note_is_kept_and_changes_nothing_else() -> None:
    incident = one(apply_corrections([clash()], [fix("note", "ask the consulate")]))
    assert incident.extra["corrected"][0]["value"] == "ask the consulate"
    assert msgspec.structs.replace(incident, extra={}) == clash()


def test_a_dropped_incident_is_set_aside_not_lost() -> None:
    outcome = apply_corrections([clash()], [fix("drop", note="an exercise")])
    assert outcome.incidents == ()
    assert outcome.dropped[0].extra["corrected"][0]["note"] == "an exercise"


def _merged() -> Incident:
    reports = [clash(doc=d, problems=()) for d in "abc"]
    (both,) = merge(reports).incidents
    return both


def test_one_report_is_split_from_a_merged_incident() -> None:
    outcome = apply_corrections([_merged()], [fix("split", "b", incident_id="merged:a#1")])
    assert sorted(i.doc_ids for i in outcome.incidents) == [("a", "c"), ("b",)]


def test_a_merged_incident_is_split_whole() -> None:
    outcome = apply_corrections([_merged()], [fix("split", "all", incident_id="a#1")])
    assert sorted(i.incident_id for i in outcome.incidents) == ["a#1", "b#1", "c#1"]


def test_what_is_split_off_can_be_corrected_in_the_same_file() -> None:
    corrections = [
        fix("split", "b", incident_id="merged:a#1"),
        fix("type", "shelling", incident_id="b#1"),
    ]
    outcome = apply_corrections([_merged()], corrections)
    assert {i.incident_id: i.type for i in outcome.incidents}["b#1"] == "shelling"
    assert not outcome.conflicts


def test_a_merged_incident_that_was_corrected_is_not_taken_apart_by_another_merge() -> None:
    corrected = one(apply_corrections([_merged()], [fix("type", "shelling", incident_id="a#1")]))
    assert merge([corrected]).incidents == (corrected,)
    (wider,) = merge([corrected, clash(doc="d", problems=())]).incidents
    assert set(wider.doc_ids) == {"a", "b", "c", "d"}
    assert wider.incident_id == "merged:a#1"


def test_split_of_what_is_not_merged_is_a_conflict() -> None:
    outcome = apply_corrections([clash()], [fix("split", "all")])
    assert "nothing to split" in outcome.conflicts[0].reason


def test_a_part_s_id_still_finds_the_incident_after_merging() -> None:
    outcome = apply_corrections([_merged()], [fix("status", "reviewed", incident_id="c#1")])
    assert one(outcome).status == "reviewed"


# -- surviving another run


@pytest.mark.parametrize(
    "where", [{"doc_id": "r"}, {"sha256": SHA}, {"doc_id": "r", "sha256": SHA}]
)
def test_an_anchor_in_the_text_survives_new_numbers(where: dict[str, str]) -> None:
    renumbered = [clash(7, sentence_start=100, sentence_end=150), clash(1, sentence_start=200)]
    renumbered[1] = msgspec.structs.replace(renumbered[1], sentence_end=250)
    c = fix("type", "shelling", start=110, end=120, incident_id="r#1", **where)
    outcome = apply_corrections(renumbered, [c])
    assert [i.type for i in outcome.incidents] == ["shelling", "armed_clash"]


def test_applying_corrections_again_changes_nothing() -> None:
    corrections = [fix("type", "shelling", old="armed_clash"), fix("place", "70.5, 39.9, 2 km")]
    once = apply_corrections([clash()], corrections)
    again = apply_corrections(once.incidents, corrections)
    assert again.incidents == once.incidents
    assert not again.conflicts


# -- conflicts


def test_two_values_for_one_field_are_both_refused() -> None:
    two = [fix("type", "shelling"), fix("type", "communal_clash", who="C. D.")]
    outcome = apply_corrections([clash()], two)
    assert one(outcome) == clash()
    assert "C. D." in outcome.conflicts[0].reason
    assert not outcome.applied


def test_two_corrections_that_agree_are_no_conflict() -> None:
    outcome = apply_corrections(
        [clash()], [fix("type", "shelling"), fix("type", "shelling", who="C")]
    )
    assert one(outcome).type == "shelling"
    assert len(outcome.applied) == 2


def test_a_reading_that_has_changed_is_a_conflict() -> None:
    outcome = apply_corrections([clash(type="shelling")], [fix("type", "talks", old="armed_clash")])
    assert one(outcome).type == "shelling"
    assert "the reading has changed" in outcome.conflicts[0].reason


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ({"incident_id": "r#9"}, "no incident has the id"),
        ({"doc_id": "r", "start": 5}, "no incident is told at"),
        ({"doc_id": "zz", "start": 110}, "no incident is told at"),
        ({"doc_id": "r", "start": 90, "end": 400}, "several incidents (r#1, r#2)"),
        ({"doc_id": "r", "sha256": "b" * 64, "start": 110}, "is not the text that was corrected"),
    ],
)
def test_a_selector_that_fits_none_or_several_is_a_conflict(
    selector: dict[str, object], said: str
) -> None:
    before = [clash(1), clash(2)]
    outcome = apply_corrections(before, [fix("type", "shelling", **selector)])
    assert list(outcome.incidents) == before
    assert said in outcome.conflicts[0].reason


def test_dropping_and_changing_one_incident_is_a_conflict() -> None:
    outcome = apply_corrections([clash()], [fix("drop"), fix("type", "shelling")])
    assert one(outcome) == clash()
    assert len(outcome.conflicts[0].corrections) == 2


fields = st.sampled_from(
    [("type", "shelling"), ("type", "talks"), ("status", "reviewed"), ("drop", ""), ("note", "x")]
)


@given(st.lists(st.tuples(fields, st.sampled_from(["r#1", "r#2", "r#3"])), max_size=6))
def test_every_correction_is_applied_or_in_a_conflict(
    rows: list[tuple[tuple[str, str], str]],
) -> None:
    corrections = [fix(f, v, incident_id=i) for (f, v), i in rows]
    outcome = apply_corrections([clash(1), clash(2)], corrections)
    refused = sum(len(c.corrections) for c in outcome.conflicts)
    assert len(outcome.applied) + refused == len(corrections)
    assert len(outcome.incidents) + len(outcome.dropped) == 2


# -- files

HEADER = "incident_id,doc_id,start,field,old,value,who\n"


def _file(tmp_path: Path, text: str, name: str = "c.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_of_csv_json_and_json_lines_are_the_same(tmp_path: Path) -> None:
    row = {"incident_id": "r#1", "field": "type", "value": "shelling", "who": "B", "start": 3}
    files = [
        _file(tmp_path, "incident_id,field,value,who,start\nr#1,type,shelling,B,3\n"),
        _file(tmp_path, "incident_id;field;value;who;start\nr#1;type;shelling;B;3\n", "d.csv"),
        _file(tmp_path, json.dumps([row]), "c.json"),
        _file(tmp_path, json.dumps(row) + "\n", "c.jsonl"),
    ]
    found = [read_corrections(f).corrections for f in files]
    plain = [msgspec.structs.replace(c[0], source="", row=None) for c in found]
    assert plain == [fix("type", "shelling", start=3, who="B", incident_id="r#1")] * 4


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("r#1,,,colour,,red,B", "field", "'colour' is no field"),
        ("r#1,,,type,,war,B", "value", "'war' is no type"),
        ("r#1,,,date,,27.1.2022,B", "value", "is no day"),
        ("r#1,,,date,,2022-01-28/2022-01-27,B", "value", "ends before it begins"),
        ('r#1,,,place,,"95, 200, 1 km",B', "value", "lon is -180..180"),
        ('r#1,,,place,,"70.5, 39.9",B', "value", "radius with unit"),
        ("r#1,,,status,,done,B", "value", "'done' is no status"),
        ("r#1,,,type,,shelling,", "who", "needs a name"),
        (",r,,type,,shelling,B", "incident_id", "which incident?"),
        (",r,ten,type,,shelling,B", "start", "no number of characters"),
        ("r#1,,,type,,shelling,B,more", None, "more cells"),
    ],
)
def test_a_bad_row_is_named_with_file_row_and_column_and_the_rest_is_read(
    tmp_path: Path, row: str, column: str | None, said: str
) -> None:
    file = _file(tmp_path, f"{HEADER}{row}\nr#2,,,type,,shelling,B\n")
    read = read_corrections(file)
    assert [c.incident_id for c in read.corrections] == ["r#2"]
    (bad,) = read.rejected
    assert (bad.row, bad.column) == (2, column)
    assert said in bad.reason
    assert f"{file}:2" in bad.reason


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", "x,y\n1,2\n"), ("a.csv", ""), ("a.json", "{"), ("a.json", "{}"), ("a.jsonl", "[")],
)
def test_what_is_no_corrections_file_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ReadError, match=name):
        read_corrections(_file(tmp_path, text, name))


@pytest.mark.parametrize("name", ["f.csv", "f.json", "f.jsonl"])
@given(
    body=st.binary(max_size=60), head=st.sampled_from([b"", HEADER.encode(), b"[{", b'{"field":'])
)
def test_any_bytes_give_rows_or_a_clear_error(
    name: str, body: bytes, head: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(head + body)
    with contextlib.suppress(ReadError):
        read = read_corrections(path)
        assert all(r.row and r.reason for r in read.rejected)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match=r"none\.csv: no such file"):
        read_corrections(tmp_path / "none.csv")


def test_a_template_left_empty_corrects_nothing(tmp_path: Path) -> None:
    file = _file(tmp_path, template([clash(1), clash(2)]))
    read = read_corrections(file)
    assert (read.corrections, read.rejected) == ((), ())


def test_a_template_filled_in_finds_its_incidents(tmp_path: Path) -> None:
    header, first, *_ = template([clash(1), clash(2)]).splitlines()
    assert header == ",".join(COLUMNS)
    filled = first.removesuffix(",,,,,,") + ",type,,shelling,B. A.,,"
    read = read_corrections(_file(tmp_path, f"{header}\n{filled}\n"))
    outcome = apply_corrections([clash(1), clash(2)], read.corrections)
    assert [i.type for i in outcome.incidents] == ["shelling", "armed_clash"]


# -- the commands


def run(*args: str) -> int:
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers())
    parsed = parser.parse_args(args)
    status: int = parsed.run(parsed)
    return status


def _written(tmp_path: Path, *incidents: Incident, name: str = "in.geojson") -> str:
    return str(write(to_frame(incidents), tmp_path / name))


def test_merge_takes_outputs_and_undo_gives_them_back(tmp_path: Path) -> None:
    one_file = _written(tmp_path, clash(doc="a"), name="a.geojson")
    other = _written(tmp_path, clash(doc="b"), name="b.jsonl")
    merged, undone = tmp_path / "m.geojson", tmp_path / "u.jsonl"
    assert run("merge", one_file, other, "-o", str(merged)) == 0
    assert [i.incident_id for i in read_back(merged).incidents] == ["merged:a#1"]
    assert run("merge", str(merged), "--undo", "-o", str(undone)) == 0
    assert read_back(undone).incidents == (clash(doc="a"), clash(doc="b"))


def test_merge_reads_reports_and_tells_its_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in "ab":
        text = "On 3 May 2021 Tajik and Kyrgyz border guards clashed near Vorukh."
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    files = [str(tmp_path / f"{n}.txt") for n in "ab"]
    assert run("merge", *files, "-o", str(tmp_path / "m.jsonl")) == 0
    assert "a#1 = b#1" in capsys.readouterr().out


def test_correct_reports_conflicts_and_still_writes_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = f"{HEADER}r#1,,,type,,shelling,B\nr#9,,,type,,shelling,B\nr#1,,,status,,done,B\n"
    fixes, out = str(_file(tmp_path, rows)), str(tmp_path / "out.geojson")
    status = run("correct", _written(tmp_path, clash()), "--corrections", fixes, "-o", out)
    assert status == 1
    told = capsys.readouterr().err
    assert "c.csv:3 type" in told
    assert "c.csv:4 value" in told
    assert [i.type for i in read_back(out).incidents] == ["shelling"]


def test_a_dropped_incident_stays_in_the_file_as_rejected(tmp_path: Path) -> None:
    fixes = str(_file(tmp_path, f"{HEADER}r#1,,,drop,,,B\n"))
    corrected, problems = correct_outcome(gather([_written(tmp_path, clash())]), fixes)
    assert (corrected.incidents, problems) == ((), 0)
    (dropped,) = corrected.rejected
    assert msgspec.json.decode(dropped.raw, type=Incident).incident_id == "r#1"


def test_correct_without_corrections_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--template"):
        run("correct", _written(tmp_path, clash()))


def test_correct_writes_a_template(tmp_path: Path) -> None:
    out = tmp_path / "c.csv"
    assert run("correct", _written(tmp_path, clash()), "--template", "-o", str(out)) == 0
    assert out.read_text("utf-8").splitlines()[1].startswith("r#1,r,aaaa")


def test_nothing_joined_is_said() -> None:
    assert evidence_in_words(merge([clash()])) == "nothing was joined\n"


@pytest.mark.parametrize("first", ["", "sep=;\n"])
def test_a_spreadsheet_may_separate_cells_by_semicolons_and_say_so(
    tmp_path: Path, first: str
) -> None:
    file = tmp_path / "c.csv"
    rows = "incident_id;field;value;who\na#1;type;shelling;B. A.\na#1;type;war;B. A.\n"
    file.write_text(first + rows)
    found = read_corrections(file)
    assert [(c.value, c.row) for c in found.corrections] == [("shelling", 3 if first else 2)]
    assert [r.row for r in found.rejected] == [4 if first else 3]


def test_merging_in_steps_is_merging_at_once_also_where_a_report_was_corrected() -> None:
    first, second, third = (clash(doc=doc) for doc in ("a", "b", "c"))
    corrected = apply_corrections(
        [first, second],
        [fix("status", "reviewed", incident_id=f"{doc}#1") for doc in ("a", "b")],
    ).incidents
    at_once = merge([*corrected, third]).incidents
    in_steps = merge([*merge(corrected).incidents, third]).incidents
    assert len(at_once) == 1
    assert in_steps == at_once
    assert len(at_once[0].extra["corrected"]) == 2
