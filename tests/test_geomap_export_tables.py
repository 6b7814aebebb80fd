"""Tables for spreadsheets and for tools that read ACLED and UCDP GED; the command that writes."""

from __future__ import annotations

import argparse
import csv
import io
import json
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import geomap
from geomap.commands_export import add
from geomap.commands_output import add_format
from geomap.corrections import apply_corrections
from geomap.corrections_record import Correction
from geomap.errors import UsageError, WriteError
from geomap.export import DISCLAIMER, KINDS, LossyWarning, dumps
from geomap.export.acled import COLUMNS as ACLED_COLUMNS
from geomap.export.acled import PARTS as ACLED_PARTS
from geomap.export.acled import TYPES as ACLED_TYPES
from geomap.export.coded import deaths_of
from geomap.export.ucdp import COLUMNS as UCDP_COLUMNS
from geomap.export.ucdp import TYPES as UCDP_TYPES
from geomap.export.workbook import CUT, MAX_CELL
from geomap.frame import to_frame
from geomap.incident import INCIDENT_TYPES, Actor, Claim, Incident
from geomap.tables import read_table
from tests.export_frames import HOSTILE, incident, killed, one_of_each, place, says

DATA = Path(__file__).parent / "data" / "tables"


@pytest.fixture(autouse=True)
def _no_loss_is_an_error():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LossyWarning)
        yield


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheet(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()


def test_what_was_coarsened_is_said_beside_the_disclaimer(tmp_path: Path):
    frame = to_frame(one_of_each())
    frame.attrs["notes"] = ["Positions are coarsened to a grid of 10 km."]
    about = sheet(geomap.write(frame, tmp_path / "a.xlsx"), "about")
    assert ["Note", "Positions are coarsened to a grid of 10 km."] in about
    geomap.write(frame, tmp_path / "a.shp")
    assert "a grid of 10 km" in (tmp_path / "a_README.txt").read_text()
    told = geomap.write(frame, tmp_path / "a.kml").read_text().split("<Style")[0]
    assert "a grid of 10 km" in told


class TestExcel:
    def test_it_has_a_sheet_a_table_and_one_that_explains_them(self, tmp_path: Path):
        path = geomap.write(to_frame(one_of_each()), tmp_path / "a.xlsx")
        names = CalamineWorkbook.from_path(str(path)).sheet_names
        assert names == [
            "incidents",
            "claims",
            "figures",
            "places",
            "sources",
            "whole_values",
            "about",
        ]
        assert ["Disclaimer", DISCLAIMER] in sheet(path, "about")

    def test_pandas_reads_days_and_numbers_as_such(self, tmp_path: Path):
        path = geomap.write(to_frame(one_of_each()), tmp_path / "a.xlsx")
        read = pd.read_excel(path, sheet_name="incidents", engine="calamine")
        assert read["date_start"].iloc[0] == pd.Timestamp("2022-01-27")
        assert read["lon"].dtype == float

    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_cell_is_a_formula_and_every_text_comes_back(self, text: str, tmp_path: Path):
        told = incident(title=text, sentence=text)
        path = geomap.write(to_frame([told]), tmp_path / "a.xlsx")
        book = CalamineWorkbook.from_path(str(path))
        formulas = book.get_sheet_by_name("incidents")
        assert text.replace("\ufffe", "\ufffd") in [c for row in formulas.to_python() for c in row]
        assert geomap.read_back(path).incidents == (told,)

    def test_a_text_longer_than_a_cell_is_cut_with_a_mark_and_comes_back_whole(
        self, tmp_path: Path
    ):
        told = incident(sentence="🔥 x" * 30_000)
        path = geomap.write(to_frame([told]), tmp_path / "a.xlsx")
        header, row = sheet(path, "incidents")
        cell = row[header.index("sentence")]
        assert cell.endswith(CUT)
        assert len(cell.encode("utf-16-le")) // 2 <= MAX_CELL
        assert geomap.read_back(path).incidents == (told,)

    def test_a_cell_that_somebody_changed_counts_and_so_does_another_order(self, tmp_path: Path):
        long = [incident(n, sentence=f"{n}" * 40_000) for n in (1, 2, 3)]
        path = geomap.write(to_frame(long), tmp_path / "a.xlsx")
        book = {n: sheet(path, n) for n in CalamineWorkbook.from_path(str(path)).sheet_names}
        header, *rows = book["incidents"]
        rows[0][header.index("sentence")] = "mended"
        book["incidents"] = [header, rows[2], rows[0], rows[1]]
        with xlsxwriter.Workbook(str(path)) as made:
            for name, cells in book.items():
                page = made.add_worksheet(name)
                for number, cells_of_row in enumerate(cells):
                    page.write_row(number, 0, map(str_of, cells_of_row))
        read = geomap.read_back(path).incidents
        assert [i.sentence[:6] for i in read] == ["mended", "222222", "333333"]
        assert len(read[1].sentence) == 40_000

    def test_a_sheet_with_too_many_rows_is_refused_with_what_to_do(
        self, tmp_path: Path, monkeypatch
    ):
        monkeypatch.setattr("geomap.export.workbook.MAX_ROWS", 3)
        with pytest.raises(WriteError, match="write CSV"):
            geomap.write(to_frame(one_of_each()), tmp_path / "a.xlsx")
        assert not list(tmp_path.iterdir())


def str_of(cell: Any) -> Any:
    return cell if isinstance(cell, str | int | float) else str(cell)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_hxl_tags_stand_under_the_header_and_are_passed_over(name: str, tmp_path: Path):
    path = geomap.write(to_frame([incident()]), tmp_path / name, hxl=True)
    read = pd.read_csv(path) if name == "a.csv" else pd.read_excel(path, engine="calamine")
    assert read.loc[0, ["incident_id", "lon", "sentence"]].tolist() == [
        "#event+id",
        "#geo+lon",
        "#description",
    ]
    assert geomap.read_back(path).incidents == (incident(),)


def test_a_format_without_a_header_has_no_tags(tmp_path: Path):
    with pytest.raises(UsageError, match="csv"):
        geomap.write(to_frame([]), tmp_path / "a.geojson", hxl=True)


def table(kind: str, *listed: Incident) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(dumps(to_frame(listed), kind).decode())))


class TestShapes:
    @pytest.mark.parametrize(
        ("kind", "columns", "like"),
        [("acled", ACLED_COLUMNS, "acled_31.csv"), ("ucdp", UCDP_COLUMNS, "ucdp_ged.csv")],
    )
    def test_the_columns_are_theirs_in_their_order(self, kind: str, columns, like: str):
        with (DATA / like).open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == list(columns)

    @pytest.mark.parametrize("kind", ["acled", "ucdp"])
    def test_the_reader_of_their_tables_takes_it_for_theirs(self, kind: str, tmp_path: Path):
        told = [incident(), incident(2, type="attack_on_civilians", claims=())]
        found = read_table(geomap.write(to_frame(told), tmp_path / f"a.{kind}.csv"))
        assert (found.kind, found.rejected) == (kind, ())
        assert [i.incident_id for i in found.incidents] == [f"{kind}:r#1", f"{kind}:r#2"]
        first = found.incidents[0]
        assert (first.type, first.date_start, first.border_pair) == (
            "armed_clash",
            "2022-01-27",
            "KGZ-TJK" if kind == "ucdp" else None,  # ACLED's reader knows states by ACLED's names
        )
        assert (first.place.name, first.place.lat, first.place.where_prec) == ("X", 40.0, 2)
        assert first.claims[0].casualties[0].min == 2
        assert found.incidents[1].claims == ()

    @pytest.mark.parametrize("kind", ["acled", "ucdp"])
    def test_what_has_no_row_is_counted_and_named(self, kind: str, tmp_path: Path):
        told = [incident(1), incident(2, background=True), incident(3, date_start=None)]
        with pytest.warns(LossyWarning, match="2 incidents are not in the file.*r#2, r#3"):
            geomap.write(to_frame(told), tmp_path / f"a.{kind}.csv")

    @pytest.mark.parametrize(
        ("kind", "name"), [("acled", "acled_31.csv"), ("ucdp", "ucdp_ged.csv")]
    )
    def test_their_own_rows_come_back_cell_for_cell(self, kind: str, name: str, tmp_path: Path):
        frame = to_frame(read_table(DATA / name).incidents)
        written = geomap.write(frame, tmp_path / f"a.{kind}.csv")
        again = geomap.write(to_frame(read_table(written).incidents), tmp_path / f"b.{kind}.csv")
        assert rows_of(written) == rows_of(DATA / name)
        assert again.read_bytes() == written.read_bytes()

    def test_a_cell_that_an_analyst_has_set_anew_is_not_the_coders(self, tmp_path: Path):
        read = list(read_table(DATA / "acled_31.csv").incidents)
        fixes = [
            Correction(incident_id=i.incident_id, field=field, value=value, who="B. A.")
            for i, field, value in (
                (read[0], "place", "70.5, 40.1, 2 km"),
                (read[1], "type", "communal_clash"),
                (read[2], "status", "reviewed"),
            )
        ]
        told = apply_corrections(read, fixes).incidents
        ours = rows_of(geomap.write(to_frame(told), tmp_path / "a.acled.csv"))
        changed = [
            {c for c in one if one[c] != other[c]}
            for one, other in zip(rows_of(DATA / "acled_31.csv"), ours, strict=True)
        ]
        assert {"latitude", "longitude", "location", "tags"} <= changed[0]
        assert "event_date" not in changed[0]
        assert {"event_type", "tags"} <= changed[1] <= {*ACLED_PARTS["type"], "tags"}
        assert changed[2:] == [set(), set()]
        assert "not as ACLED has it: place" in ours[0]["tags"]

    def test_formulas_in_their_cells_do_not_grow_apostrophes(self, tmp_path: Path):
        rows = rows_of(DATA / "acled_31.csv")
        rows[0]["source"], rows[1]["notes"] = "@handle", "'Quoted' words"
        file = tmp_path / "in.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        for name in ("a.acled.csv", "b.acled.csv"):
            told = read_table(file).incidents
            file = geomap.write(to_frame(told), tmp_path / name)
            found = rows_of(file)
            assert (found[0]["source"], found[1]["notes"]) == ("'@handle", "'Quoted' words")

    def test_every_type_has_its_code_and_none_is_made_up(self):
        assert set(ACLED_TYPES) == set(INCIDENT_TYPES)
        assert ACLED_TYPES["unknown"] == ("", "", "")
        assert set(UCDP_TYPES) < set(INCIDENT_TYPES)

    def test_the_codes_are_read_back_as_the_types_they_came_from(self, tmp_path: Path):
        told = [incident(n, type=t) for n, t in enumerate(INCIDENT_TYPES)]
        read = read_table(geomap.write(to_frame(told), tmp_path / "a.acled.csv")).incidents
        found = dict(zip(INCIDENT_TYPES, (i.type for i in read), strict=True))
        changed = {t: f for t, f in found.items() if t != f}
        assert changed == {  # what ACLED has no word of its own for
            "road_blockade": "unknown",
            "talks": "unknown",
            "mediation": "unknown",
            "ceasefire": "agreement",
            "accusation": "unknown",
            "statement": "unknown",
        }

    def test_an_area_has_its_centre_with_a_code_of_exactness(self):
        area = place(where_prec=4, radius_m=80_000.0)
        (acled,) = table("acled", incident(places=(area,)))
        (ucdp,) = table("ucdp", incident(places=(area,)))
        assert (acled["geo_precision"], acled["latitude"]) == ("3", "40.0")
        assert (ucdp["where_prec"], ucdp["priogrid_gid"]) == ("4", "187701")

    def test_a_country_is_no_point_in_acled_which_has_no_code_for_it(self):
        (row,) = table("acled", incident(places=(place(where_prec=6),)))
        assert (row["latitude"], row["geo_precision"], row["country"]) == ("", "", "Kyrgyzstan")

    def test_a_place_of_two_states_names_both_and_no_code(self):
        both = place(countries=("KGZ", "TJK"))
        (row,) = table("acled", incident(places=(both,)))
        assert (row["country"], row["iso"]) == ("Kyrgyzstan; Tajikistan", "")

    def test_sides_are_two_states_though_more_of_one_are_named(self):
        guards = [Actor(name=n, iso3=i) for n, i in (("A", "KGZ"), ("B", "KGZ"), ("C", "TJK"))]
        (row,) = table("ucdp", incident(actors=tuple(guards)))
        assert (row["side_a"], row["side_b"], row["gwnoa"], row["gwnob"]) == (
            "A",
            "C",
            "703",
            "702",
        )

    def test_cells_are_harmless(self):
        (row,) = table("acled", incident(sentence="=cmd|' /C calc'!A0"))
        assert row["notes"].startswith("'=cmd")


def deaths(*claims: Claim) -> list[str]:
    (row,) = table("ucdp", incident(claims=claims))
    return [row[n] for n in ("low", "best", "high", "deaths_a", "deaths_b")]


class TestDeaths:
    def test_one_number_of_all_claimants_is_the_best(self):
        assert deaths(says("A", killed(3, 3)), says("B", killed(3, 3)))[:3] == ["3", "3", "3"]

    def test_two_numbers_are_a_span_and_never_a_mean(self):
        assert deaths(says("A", killed(2, 2)), says("B", killed(8, 8)))[:3] == ["2", "", "8"]

    def test_at_least_has_no_upper_end(self):
        assert deaths(says("A", killed(10, None)))[:3] == ["10", "", ""]

    def test_dead_of_two_sides_by_two_claimants_are_not_added(self):
        told = says("A", killed(2, 2, "KGZ")), says("B", killed(4, 4, "TJK"))
        assert deaths(*told) == ["", "", "", "2", "4"]

    def test_dead_of_two_sides_by_one_claimant_are(self):
        assert deaths(says("A", killed(2, 2, "KGZ"), killed(4, 4, "TJK"))) == [
            "6",
            "6",
            "6",
            "2",
            "4",
        ]

    def test_where_two_claimants_differ_on_a_side_it_is_empty(self):
        told = says("A", killed(2, 2, "KGZ")), says("B", killed(5, 5, "KGZ"))
        assert deaths(*told) == ["2", "", "5", "", ""]

    def test_unknown_is_empty_and_a_stated_zero_is_zero(self):
        assert deaths(says("A", killed(None, None)))[:3] == ["", "", ""]
        assert deaths(says("A", killed(0, 0)))[:3] == ["0", "0", "0"]
        assert deaths()[:3] == ["", "", ""]

    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=4))
    def test_the_span_holds_every_claim_and_ends_at_claims(self, bounds):
        told = [
            {"claimant": str(n), "side": None, "min": min(b), "max": max(b)}
            for n, b in enumerate(bounds)
        ]
        found = deaths_of(told)
        assert found.low == min(t["min"] for t in told)
        assert found.high == max(t["max"] for t in told)
        assert found.best is None or found.best == found.low == found.high


def run(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers())
    args = parser.parse_args(["export", *argv])
    status: int = args.run(args)
    return status


class TestCommand:
    def test_each_format_becomes_each_other_and_stays_the_same(self, tmp_path: Path, capsys):
        first = geomap.write(to_frame(one_of_each()), tmp_path / "a0.geojson")
        path = first
        for number, name in enumerate(
            ("gpkg", "xlsx", "csv.gz", "kmz", "fgb", "geojsonl", "jsonl")
        ):
            target = tmp_path / f"b{number}.{name}"
            assert run(str(path), "-o", str(target)) == 0
            path = target
        assert run(str(path), "-o", str(tmp_path / "z.geojson")) == 0
        last, begun = (json.loads(p.read_bytes()) for p in (tmp_path / "z.geojson", first))
        assert last["features"] == begun["features"]
        assert "wrote" in capsys.readouterr().err

    def test_a_report_is_read_too(self, tmp_path: Path):
        report = Path(__file__).parents[1] / "examples" / "batken_2022-01.txt"
        assert run(str(report), "-o", str(tmp_path / "a.gpkg")) == 0
        assert len(geomap.read_back(tmp_path / "a.gpkg").incidents) > 3

    def test_another_projects_table_is_no_output_of_ours(self, tmp_path: Path):
        assert run(str(DATA / "acled_31.csv"), "-o", str(tmp_path / "a.csv")) in {0, 1}
        (first, *_) = geomap.read_back(tmp_path / "a.csv").incidents
        assert first.incident_id.startswith("acled:")

    def test_losses_are_told(self, tmp_path: Path, capsys):
        path = geomap.write(to_frame([incident()]), tmp_path / "a.geojson")
        assert run(str(path), "-o", str(tmp_path / "a.shp")) == 0
        assert "holds no lists" in capsys.readouterr().err

    def test_standard_output_is_json_lines_unless_told_otherwise(self, tmp_path: Path, capfdbinary):
        path = geomap.write(to_frame([incident()]), tmp_path / "a.geojson")
        run(str(path))
        assert capfdbinary.readouterr().out.startswith(b'{"doc_id":"r"')
        run(str(path), "-f", "xlsx")
        assert capfdbinary.readouterr().out.startswith(b"PK")

    def test_every_format_can_be_asked_for(self):
        parser = argparse.ArgumentParser()
        add_format(parser)
        assert all(parser.parse_args(["-f", kind]).format == kind for kind in KINDS)
