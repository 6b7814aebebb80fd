"""Coded tables become incidents: nothing lost, nothing moved, nothing made more exact than coded."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from geomap.errors import NoInputError, ReadError, UsageError
from geomap.frame import to_frame, validate
from geomap.incident import Casualties, Incident
from geomap.tables import TableOutcome, distinct_ids, is_table, read_table

DATA = Path(__file__).parent / "data" / "tables"
KINDS = {
    "acled_31.csv": "acled",
    "acled_old.csv": "acled",
    "ucdp_ged.csv": "ucdp",
    "ucdp_hdx.csv": "ucdp",
    "gdelt2.export.CSV": "gdelt",
    "icews.tab": "icews",
    "plain.csv": "table",
    "plain_ru.csv": "table",
}


def read(name: str) -> TableOutcome:
    return read_table(DATA / name)


def by_id(outcome: TableOutcome) -> dict[str, Incident]:
    return {i.incident_id: i for i in outcome.incidents}


def killed(incident: Incident) -> Casualties:
    return incident.claims[0].casualties[0]


@pytest.fixture
def write(tmp_path: Path):
    def make(text: str | bytes, name: str = "t.csv") -> Path:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return make


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_kind_is_known_by_the_header(name: str, kind: str) -> None:
    assert read(name).kind == kind
    assert is_table(DATA / name)


@pytest.mark.parametrize("name", KINDS)
def test_every_row_is_an_incident_or_is_set_aside(name: str) -> None:
    found = read(name)
    assert found.rows == len(found.incidents) + len(found.rejected)


@pytest.mark.parametrize("name", KINDS)
def test_frame_of_a_table_follows_the_schema(name: str) -> None:
    validate(to_frame(read(name).incidents))


@pytest.mark.parametrize("name", KINDS)
def test_records_survive_json(name: str) -> None:
    found = list(read(name).incidents)
    assert msgspec.json.decode(msgspec.json.encode(found), type=list[Incident]) == found


@pytest.mark.parametrize("name", ["acled_31.csv", "acled_old.csv", "ucdp_ged.csv"])
def test_extras_written_out_are_the_file_again(name: str) -> None:
    found = read(name)
    text = (DATA / name).read_bytes().decode()
    first = text.splitlines()[0]
    out = io.StringIO(newline="")
    delimiter = ";" if ";" in first else ","
    ends = "\r\n" if "\r\n" in text else "\n"
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ends)
    writer.writerow(found.columns)
    writer.writerows(i.extra.values() for i in found.incidents)
    assert out.getvalue() == text


def test_evidence_quotes_the_cell_and_names_row_and_column() -> None:
    for name in KINDS:
        found = read(name)
        for incident in found.incidents:
            for e in incident.evidence:
                row, column = e.note.removeprefix("row ").split(", column ")
                assert incident.extra[column] == e.text
                assert (e.start, e.end, e.doc_id) == (0, len(e.text), name)
                assert int(row) == incident.sources[0]["row"]


def test_acled_places_and_precision() -> None:
    found = by_id(read("acled_31.csv"))
    exact, near, region = (found[f"acled:TST{n}"].place for n in (1, 2, 3))
    assert (exact.where_prec, near.where_prec, region.where_prec) == (1, 2, 4)
    assert (exact.lon, exact.lat) == (70.6652, 39.9731)
    assert near.radius_m == 25_000.0
    assert region.geojson["type"] == "Polygon"
    assert (region.lon, region.lat) == (70.8193, 40.0604)


def test_acled_dates_are_no_more_exact_than_time_precision() -> None:
    found = by_id(read("acled_31.csv"))
    assert found["acled:TST1"].date_edtf == "2022-01-27"
    week, month = found["acled:TST2"], found["acled:TST3"]
    assert (week.date_edtf, week.date_prec) == ("2022-01-28~", 3)
    assert (month.date_edtf, month.date_prec) == ("2022-02", 4)
    assert (month.date_start, month.date_end) == ("2022-02-01", "2022-02-28")


def test_acled_zero_is_stated_and_an_empty_cell_is_unknown() -> None:
    found = by_id(read("acled_31.csv"))
    none = killed(found["acled:TST2"])
    assert (none.min, none.max, none.hedge) == (0, 0, "no fatalities reported")
    assert found["acled:TST3"].claims == ()
    claim = found["acled:TST1"].claims[0]
    assert (claim.claimant, claim.via, claim.text) == ("ACLED", "Test Newswire; Test Daily", "2")


def test_acled_types_actors_and_border() -> None:
    found = by_id(read("acled_31.csv"))
    assert [i.type for i in found.values()] == [
        "armed_clash",
        "shelling",
        "arson_looting",
        "attack_on_civilians",
    ]
    clash = found["acled:TST1"]
    assert {(a.type, a.side) for a in clash.actors} == {
        ("border_guards", "KGZ"),
        ("border_guards", "TJK"),
    }
    assert clash.border_pair == "KGZ-TJK"
    assert 0 < clash.distance_to_border_km < 10


def test_a_cell_over_two_lines_keeps_its_row_number_and_newline() -> None:
    mine = by_id(read("acled_31.csv"))["acled:TST4"]
    assert mine.sources[0]["row"] == 5
    assert mine.sentence.endswith("\nsecond line.")


def test_old_acled_form_gives_the_same_actors_as_the_new() -> None:
    new, old = by_id(read("acled_31.csv")), by_id(read("acled_old.csv"))
    assert [old[i].actors for i in old] == [new[i].actors for i in old]


def test_ucdp_precision_becomes_geometry() -> None:
    found = read("ucdp_ged.csv").incidents
    assert [i.place.where_prec for i in found] == [1, 4, 5, 6, 3]
    frame = to_frame(found)
    kinds = frame.geometry.geom_type
    assert kinds["ucdp:900002"] == "Polygon"
    assert kinds["ucdp:900003"] == "MultiLineString"
    assert frame.geometry["ucdp:900004"] is None
    assert not (kinds == "Point").any()


def test_ucdp_dates_keep_date_prec() -> None:
    found = read("ucdp_ged.csv").incidents
    assert [(i.date_edtf, i.date_prec) for i in found] == [
        ("2022-01-27", 1),
        ("2022-09-14/2022-09-17", 2),
        ("2022-01", 4),
        ("2022", 5),
        ("2022-05-02/2022-05-08", 3),
    ]


def test_ucdp_figures_by_side_and_unknown_is_not_zero() -> None:
    found = by_id(read("ucdp_ged.csv"))
    parts = {p.group: (p.side, p.min, p.max) for p in killed(found["ucdp:900001"]).parts}
    assert parts["Government of Kyrgyzstan"] == ("KGZ", 2, 2)
    assert parts["Government of Tajikistan"] == ("TJK", 3, 3)
    assert parts["civilians"] == (None, 1, 1)
    unsure = killed(found["ucdp:900002"])
    assert (unsure.min, unsure.max, unsure.hedge) == (8, 12, "best estimate 10")
    assert [p.group for p in unsure.parts] == ["side unknown"]


def test_best_outside_its_bounds_is_kept_and_said() -> None:
    found = read("ucdp_ged.csv")
    odd = by_id(found)["ucdp:900003"]
    assert (killed(odd).min, killed(odd).max, killed(odd).hedge) == (1, 2, "best estimate 3")
    assert "the best estimate 3 is outside its own bounds 1 to 2" in odd.problems
    assert any("outside its own bounds: row 4" in w for w in found.warnings)


def test_hxl_row_is_no_event_and_is_named() -> None:
    found = read("ucdp_hdx.csv")
    assert found.rows == 3
    assert "row 2 holds HXL tags, not an event" in found.warnings
    assert found.incidents[0].sources[0]["row"] == 3


def test_gdelt_without_a_header() -> None:
    found = read("gdelt2.export.CSV")
    assert len(found.columns) == 61
    first, state, country, nowhere = found.incidents
    assert (first.type, first.place.where_prec, first.sources[0]["row"]) == ("armed_clash", 2, 1)
    assert (state.type, state.place.where_prec) == ("ceasefire", 4)
    assert state.place.geojson is not None
    assert country.place.where_prec == 6
    assert nowhere.place is None
    assert "it is kept unplaced" in nowhere.problems[0]
    assert first.border_pair == "KGZ-TJK"
    assert first.countries == ("TJK", "KGZ")


def test_icews_stray_quotes_and_na() -> None:
    found = read("icews.tab")
    assert [i.place.where_prec for i in found.incidents] == [2, 4, 6]
    assert found.incidents[1].extra["Publisher"] == 'Test Daily "Border'
    assert found.incidents[1].extra["City"] == "NA"
    assert found.incidents[1].place.geojson is not None
    assert found.incidents[0].actors[0].type == "armed_forces"


def test_russian_table_in_windows_1251() -> None:
    found = read("plain_ru.csv")
    assert found.mapping_used["place"] == "Место события"
    first, talks = found.incidents
    assert (first.type, first.place.name, first.date_start) == (
        "armed_clash",
        "Vorukh",
        "2022-01-27",
    )
    assert [(c.kind, c.min, c.max) for c in first.claims[0].casualties] == [
        ("killed", 2, 2),
        ("wounded", 10, None),
    ]
    assert talks.type == "talks"
    assert talks.claims == ()
    bad = found.rejected[0]
    assert (bad.row, bad.column) == (4, "Дата")
    assert "31.02.2022" in bad.reason
    assert any("cp1251" in w for w in found.warnings)


def test_place_names_go_to_the_gazetteer_and_unknown_ones_stay() -> None:
    point, named, nowhere = read("plain.csv").incidents
    assert (point.place.lon, point.place.lat) == (70.51599, 39.95542)
    assert "does not say how exact" in point.place.note
    assert (named.place.status, named.place.name) == ("resolved", "Vorukh")
    assert killed(named) == Casualties(kind="killed", hedge="dozens", side_basis="column killed")
    assert nowhere.place.status == "unresolved"
    assert nowhere.place.lon is None
    assert nowhere.problems


def test_mapping_given_wins_over_the_guess(write) -> None:
    file = write("Date,Location,Village\n2022-01-27,HQ,Vorukh\n")
    assert read_table(file).mapping_used["place"] == "Location"
    found = read_table(file, mapping={"place": "Village"})
    assert found.mapping_used["place"] == "Village"
    assert found.incidents[0].place.name == "Vorukh"


@pytest.mark.parametrize("mapping", [{"plaec": "Location"}, {"place": "Lokation"}])
def test_wrong_mapping_says_what_there_is(write, mapping: dict[str, str]) -> None:
    file = write("Date,Location\n2022-01-27,Vorukh\n")
    with pytest.raises(UsageError, match=r"there are: .*(place|Location)"):
        read_table(file, mapping=mapping)


def test_table_without_a_place_asks_for_one(write) -> None:
    file = write("a,b\n1,2\n")
    with pytest.raises(ReadError, match="name it with place=COLUMN"):
        read_table(file)
    assert not is_table(file)


def test_day_and_month_order_is_told_by_the_column(write) -> None:
    told = read_table(write("date,place\n03/04/2022,Vorukh\n27/01/2022,Vorukh\n"))
    assert told.incidents[0].date_start == "2022-04-03"
    untold = read_table(write("date,place\n03/04/2022,Vorukh\n"))
    assert untold.incidents[0].date_start is None
    assert untold.incidents[0].date_edtf == "[2022-03-04,2022-04-03]"
    assert any("two ways" in w for w in untold.warnings)


def test_missing_file_and_missing_kind() -> None:
    with pytest.raises(NoInputError, match="no such file"):
        read_table("nothing.csv")
    with pytest.raises(UsageError, match="acled, ucdp, gdelt, icews, table"):
        read_table(DATA / "plain.csv", kind="excel")


def test_geojson_keeps_properties_and_geometry(write) -> None:
    line = {"type": "LineString", "coordinates": [[70.5, 39.9], [70.6, 40.0]]}
    point = {"type": "Point", "coordinates": [70.516, 39.955]}
    features = [
        {"type": "Feature", "properties": {"place": "A", "deep": {"x": [1]}}, "geometry": point},
        {"type": "Feature", "properties": {"place": "B", "deep": None}, "geometry": line},
        {"type": "Feature", "properties": {"place": "Vorukh", "deep": None}, "geometry": None},
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    first, second, third = read_table(write(text, "t.geojson")).incidents
    assert (first.place.lon, first.place.lat) == (70.516, 39.955)
    assert first.extra == {"place": "A", "deep": {"x": [1]}, "geometry": point}
    assert second.place.geojson == line
    assert third.place.name == "Vorukh"


def test_json_lines_and_wrapped_json(write) -> None:
    rows = [{"date": "2022-01-27", "location": "Vorukh"}, {"date": 20220128, "location": "Batken"}]
    lines = "\n".join(map(json.dumps, rows)) + "\nnot json\n[1]\n"
    found = read_table(write(lines, "t.jsonl"))
    assert [i.date_start for i in found.incidents] == ["2022-01-27", "2022-01-28"]
    assert [r.row for r in found.rejected] == [3, 4]
    whole = read_table(write(json.dumps({"status": 200, "data": rows}), "t.json"))
    assert len(whole.incidents) == 2
    said = {"messages": ["one", "two", "three"], "data": rows, "filename": "x"}
    assert len(read_table(write(json.dumps(said), "t.json")).incidents) == 2


def test_parquet_and_excel_give_the_same_incidents_as_csv(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pd.read_csv(DATA / "ucdp_ged.csv", keep_default_na=False)
    frame.to_parquet(tmp_path / "t.parquet")
    wanted = [
        (i.incident_id, i.date_edtf, i.claims[0].casualties) for i in read("ucdp_ged.csv").incidents
    ]
    found = read_table(tmp_path / "t.parquet")
    assert [(i.incident_id, i.date_edtf, i.claims[0].casualties) for i in found.incidents] == wanted
    assert found.kind == "ucdp"


def test_spreadsheet_rows_are_numbered_as_shown() -> None:
    found = read("plain.xlsx")
    assert [i.sources[0]["row"] for i in found.incidents] == [3, 4]
    assert [i.date_start for i in found.incidents] == ["2022-01-27", "2022-01-28"]
    assert found.incidents[0].extra["Killed"] == 2
    assert found.rejected[0].row == 6


def test_ids_of_two_files_can_be_kept_apart() -> None:
    both = [*read("ucdp_ged.csv").incidents, *read("ucdp_hdx.csv").incidents]
    fresh, warnings = distinct_ids(both)
    assert len({i.incident_id for i in fresh}) == len(both)
    assert "3 ids are there more than once" in warnings[0]


def test_a_row_of_empty_cells_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "gaps.csv"
    file.write_text("Date,Location\n2022-01-27,Vorukh\n,\n", "utf-8")
    found = read_table(file)
    assert [(r.row, r.reason) for r in found.rejected] == [(3, "every cell of the row is empty")]
    assert found.rows == len(found.incidents) + len(found.rejected)
