"""Bad tables: a clear reason for each row, never a traceback, never a row unaccounted for."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.errors import GeomapError, ReadError
from geomap.frame import to_frame, validate
from geomap.tables import TableOutcome, is_table, read_table

DATA = Path(__file__).parent / "data" / "tables"


@pytest.fixture
def read(tmp_path: Path):
    def make(text: str | bytes, name: str = "t.csv") -> TableOutcome:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(file)

    return make


def reasons(found: TableOutcome) -> list[tuple[int | None, str | None, str]]:
    return [(r.row, r.column, r.reason) for r in found.rejected]


@pytest.mark.parametrize(
    ("lat", "lon", "column", "words"),
    [
        ("95", "70", "lat", "outside -90..90; it looks swapped"),
        ("-95", "-200", "lat", "outside"),
        ("40", "181", "lon", "outside -180..180"),
        ("40", "", "lon", "half of the position is missing"),
        ("NaN", "70", "lat", "half of the position is missing"),
        ("inf", "70", "lat", "is no number"),
        ("=A1", "70", "lat", "is a formula"),
        ("1e999", "70", "lat", "is no number"),
        ("forty", "70", "lat", "is no number"),
    ],
)
def test_impossible_positions_are_set_aside(
    read, lat: str, lon: str, column: str, words: str
) -> None:
    found = read(f"date,place,lat,lon\n2022-01-27,A,{lat},{lon}\n")
    assert len(found.rejected) == 1
    assert (found.rejected[0].row, found.rejected[0].column) == (2, column)
    assert words in found.rejected[0].reason


@pytest.mark.parametrize(
    "day", ["2022-02-30", "9999-01-01", "0000-01-01", "32 May", "=TODAY()", "soon"]
)
def test_impossible_days_are_set_aside(read, day: str) -> None:
    found = read(f"date,place\n{day},Vorukh\n2022-01-27,Vorukh\n")
    assert [(r.row, r.column) for r in found.rejected] == [(2, "date")]
    assert len(found.incidents) == 1


def test_position_that_looks_swapped_is_set_aside_not_turned(read) -> None:
    found = read("date,place,country,lat,lon\n2022-01-27,Vorukh,Tajikistan,70.58,39.85\n")
    assert reasons(found) == [
        (
            2,
            "lat",
            "the point 70.58, 39.85 lies outside TJK; latitude and longitude look swapped",
        )
    ]


def test_position_outside_its_country_is_kept_and_said(read) -> None:
    found = read("date,place,country,lat,lon\n2022-01-27,Vorukh,Tajikistan,48.86,2.35\n")
    assert "the point 48.86, 2.35 lies outside TJK" in found.incidents[0].problems
    assert any("outside the country" in w for w in found.warnings)


def test_null_island_is_no_position(read) -> None:
    found = read("date,place,country,lat,lon\n2022-01-27,Vorukh,Tajikistan,0,0.0\n")
    place = found.incidents[0].place
    assert (place.status, place.name, place.lon) == ("resolved", "Vorukh", 70.58012)
    assert "0, 0 stands for none" in found.incidents[0].problems[0]


def test_ragged_rows_are_set_aside(read) -> None:
    found = read(
        "date,place\n2022-01-27\n2022-01-27,Vorukh,x\n2022-01-27,Vorukh,,\n\n2022-01-28,Osh\n"
    )
    assert reasons(found) == [
        (2, None, "has 1 cell, the header 2"),
        (3, None, "has 3 cells, the header 2"),
    ]
    assert [i.sources[0]["row"] for i in found.incidents] == [4, 6]


def test_a_stray_quote_costs_one_row(read) -> None:
    rows = "".join(f"2022-01-27,Vorukh,{n}\n" for n in range(100))
    found = read(f'date,place,note\n2022-01-27,"Vorukh,0\n{rows}')
    assert [r.row for r in found.rejected] == [2]
    assert len(found.incidents) == 100
    assert found.incidents[0].sources[0]["row"] == 3


def test_many_stray_quotes_end_in_time(read) -> None:
    text = "date,place\n" + 'a","b\n' * 20_000  # every line opens a quote, whatever came before
    start = time.monotonic()
    with pytest.raises(ReadError, match="stray quotes"):
        read(text)
    assert time.monotonic() - start < 60


def test_bytes_that_are_not_utf8_cost_their_row_only(read) -> None:
    lines = ["date,place", "2022-01-27,Ворух", "2022-01-27,Баткен", "2022-01-27,Ош"]
    data = "\n".join(lines).encode() + b"\n2022-01-27,\xff\xfe\n"
    found = read(data)
    assert reasons(found) == [
        (5, "place", "holds bytes that are not UTF-8, as the rest of the file is")
    ]
    assert [i.place.as_written for i in found.incidents] == ["Ворух", "Баткен", "Ош"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_is_no_part_of_the_header(read, encoding: str) -> None:
    found = read("Дата;Место\n2022-01-27;Ворух\n".encode(encoding))
    assert found.columns == ("Дата", "Место")


@pytest.mark.parametrize("data", [b"", b"\n\n\n", b"\xef\xbb\xbf", b"   \r\n"])
def test_empty_file_says_so(read, data: bytes) -> None:
    with pytest.raises(ReadError, match="empty"):
        read(data)


@pytest.mark.parametrize("name", ["t.xlsx", "t.parquet", "t.json", "t.geojson", "t.ods", "t.xls"])
def test_a_file_that_is_not_what_its_suffix_says(read, name: str) -> None:
    with pytest.raises(ReadError, match="t\\."):
        read(b"PK\x03\x04 this is none of these", name)


def test_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geomap.workbooks.MAX_UNPACKED", 10_000_000)
    file = tmp_path / "t.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 20_000_000)
    with pytest.raises(ReadError, match="unpacks to 20 MB"):
        read_table(file)


@pytest.mark.parametrize("stray", ["x", None])
def test_a_cell_in_the_last_corner_does_not_fill_the_memory(
    tmp_path: Path, stray: str | None
) -> None:
    import xlsxwriter

    file = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["date", "place"])
    sheet.write_row(1, 0, ["2022-01-27", "Batken"])
    if stray:
        sheet.write(1_048_575, 16_383, stray)
    else:
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    book.close()
    if not stray:  # a colour alone makes no cells
        assert len(read_table(file).incidents) == 1
        return
    with pytest.raises(ReadError, match="1,048,576 rows and 16,384 columns, of which 5 cells"):
        read_table(file)


def test_a_megabyte_in_a_cell(read) -> None:
    big = "x" * 1_000_000
    found = read(f"date,place,notes\n2022-01-27,{big},n\n2022-01-27,Vorukh,{big}\n{big},Vorukh,n\n")
    unknown, noted = found.incidents
    assert unknown.place.status == "unresolved"
    assert len(unknown.title) <= 200
    assert noted.extra["notes"] == big
    assert len(found.rejected[0].reason) < 200
    assert len(found.rejected[0].raw) <= 500


def test_nul_bytes_are_kept_in_prose_and_refused_in_numbers(read) -> None:
    found = read("date,place,lat,lon,notes\n2022-01-27,A,40,70,a\0b\n2022-01-27,A,4\x000,70,n\n")
    assert found.incidents[0].extra["notes"] == "a\0b"
    assert reasons(found)[0][:2] == (3, "lat")


def test_formulas_stay_text(read) -> None:
    found = read('date,place,notes\n2022-01-27,Vorukh,"=HYPERLINK(""x"")"\n')
    assert found.incidents[0].extra["notes"] == '=HYPERLINK("x")'


def test_same_id_twice_is_kept_twice(read) -> None:
    found = read("id,date,place\n7,2022-01-27,Vorukh\n7,2022-01-28,Vorukh\n7,2022-01-29,Vorukh\n")
    assert [i.incident_id for i in found.incidents] == ["table:7", "table:7#2", "table:7#3"]
    assert "table:7" in found.warnings[0]


def test_same_header_twice_hides_no_cell(read) -> None:
    found = read("date,place,place,\n2022-01-27,Vorukh,Osh,x\n")
    assert found.incidents[0].extra == {
        "date": "2022-01-27",
        "place": "Vorukh",
        "place (2)": "Osh",
        "column 4": "x",
    }
    assert len(found.warnings) == 2


def test_codes_outside_the_codebook_are_set_aside(read) -> None:
    text = (DATA / "ucdp_ged.csv").read_text()
    found = read(text.replace(",police,", ",x,").replace(",test police,1,", ",test police,8,"))
    assert [(r.row, r.column) for r in found.rejected] == [(2, "where_prec")]
    assert "none of 1..7" in found.rejected[0].reason


def test_death_counts_are_whole_and_not_negative(read) -> None:
    text = (DATA / "acled_31.csv").read_text()
    found = read(text.replace(",2,,1700000000", ",-2,,1700000000"))
    assert reasons(found) == [(2, "fatalities", "'-2' is no count of people")]


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r"), max_size=12
) | st.sampled_from(["2022-01-27", "40.1", "-", "NaN", "1e9", "27.01.2022", '"', "70,5", "Vorukh"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=6), joined=st.booleans())
def test_any_cells_are_accounted_for(tmp_path: Path, rows: list[list[str]], joined: bool) -> None:
    import csv
    import io

    out = io.StringIO(newline="")
    header = ["date", "place", "lat", "lon", "killed", "country"]
    if joined:  # unquoted, as broken programs write it
        out.write("\n".join(",".join(r) for r in [header, *rows]))
    else:
        csv.writer(out).writerows([header, *rows])
    file = tmp_path / "t.csv"
    file.write_bytes(out.getvalue().encode())
    found = read_table(file)
    assert found.rows == len(found.incidents) + len(found.rejected)
    validate(to_frame(found.incidents))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(
    data=st.binary(max_size=300),
    suffix=st.sampled_from([".csv", ".json", ".jsonl", ".tab", ".xlsx"]),
)
def test_any_bytes_give_an_outcome_or_a_clear_error(
    tmp_path: Path, data: bytes, suffix: str
) -> None:
    file = tmp_path / f"t{suffix}"
    file.write_bytes(data)
    is_table(file)
    try:
        found = read_table(file)
    except GeomapError:
        return
    assert found.rows == len(found.incidents) + len(found.rejected)


def test_many_columns_of_one_name_end_in_time(read) -> None:
    start = time.monotonic()
    found = read("date,place" + ",c" * 20_000 + "\n2022-01-27,Vorukh" + ",1" * 20_000 + "\n")
    assert len(found.incidents[0].extra) == 20_002
    assert time.monotonic() - start < 20


def test_nan_in_json_is_no_value(read) -> None:
    found = read('[{"date": "2022-01-27", "place": "Vorukh", "killed": NaN}]', "t.json")
    assert found.incidents[0].claims == ()


def test_a_header_alone_says_that_there_are_no_rows(read) -> None:
    found = read("date,place\n")
    assert (found.rows, found.warnings) == (0, ("the table has a header and no rows",))


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("2,000", (2000, 2000)),
        ("1 234 567", (1234567, 1234567)),
        ("1\u00a0200", (1200, 1200)),
        ("1’200", (1200, 1200)),
        ("2.000", (None, None)),  # two, or two thousand: it is not said
        ("2.0", (2, 2)),
        ("0.000", (0, 0)),
        ("1,5", (None, None)),
        ("12,00", (12, 12)),
    ],
)
def test_two_thousand_dead_are_not_two(read, written: str, bounds: tuple[int, int]) -> None:
    found = read(f"date;place;killed\n2022-01-27;Batken;{written}\n")
    (figure,) = found.incidents[0].claims[0].casualties
    assert (figure.min, figure.max) == bounds


def test_a_radius_with_a_mark_between_its_thousands_is_not_a_thousandth(read) -> None:
    found = read("place;lat;lon;radius_m\nBatken;40,06;70,82;5,000\n")
    place = found.incidents[0].place
    assert place is not None
    assert (place.lat, place.lon, place.radius_m) == (40.06, 70.82, 5000.0)


@pytest.mark.parametrize(
    "line", ["sep=;\r\n", "\ufeffsep=;\n", '"sep=;"\n', "SEP=;\n", "sep=;;;\n"]
)
def test_the_separator_that_excel_is_told_is_no_row(read, line: str) -> None:
    found = read(line + "date;place;killed\n2022-01-27;Batken, town;2\nbad;Batken;2\n")
    assert found.columns == ("date", "place", "killed")
    assert [i.place.as_written for i in found.incidents] == ["Batken, town"]
    assert reasons(found)[0][0] == 4
