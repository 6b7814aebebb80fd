"""A table of reports is streamed: a report a row, flat memory, no row lost."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.errors import NoInputError, ReadError, UsageError
from geomap.incident import Rejected, Report
from geomap.reading.columns import guess_columns
from geomap.reading.corpus import iter_corpus
from geomap.reading.text import read_reports

WORDS = "Two of the guards were killed at the post near Surkh."
FIELDS = {
    "id": "r1",
    "url": "https://example.org/1",
    "date_published": "2022-01-28T10:00:00+05:00",
    "publisher": "Border Wire",
    "headline": "Two killed",
    "body": WORDS,
    "language": "en",
}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in rows))
    return path


def check(report: Report | Rejected) -> None:
    assert isinstance(report, Report)
    assert (report.doc_id, report.text, report.title) == ("r1", WORDS, "Two killed")
    assert (report.url, report.publisher) == ("https://example.org/1", "Border Wire")
    assert report.published_on == "2022-01-28"
    assert report.published_basis == "the column 'date_published'"


def test_json_lines(tmp_path: Path) -> None:
    (report,) = iter_corpus(lines(tmp_path / "a.jsonl", FIELDS))
    check(report)


@pytest.mark.parametrize(("suffix", "mark"), [(".csv", ","), (".csv", ";"), (".tsv", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv(tmp_path: Path, suffix: str, mark: str, encoding: str) -> None:
    path = tmp_path / f"a{suffix}"
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerows([FIELDS.keys(), FIELDS.values()])
    (report,) = iter_corpus(path)
    check(report)


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    row = FIELDS | {"date_published": dt.date(2022, 1, 28)}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    (report,) = iter_corpus(tmp_path / "a.parquet")
    check(report)


def test_a_text_over_several_lines_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'text\r\n"{WORDS}\r\n{WORDS}"\r\n'.encode())
    (report,) = iter_corpus(path)
    assert isinstance(report, Report)
    assert report.text == f"{WORDS}\r\n{WORDS}"


def test_bad_rows_are_kept_with_their_number_and_reason(tmp_path: Path) -> None:
    rows = [{"text": WORDS}, "{broken", [1], {"text": ""}, {"text": None}, "", {"text": WORDS}]
    found = list(iter_corpus(lines(tmp_path / "a.jsonl", *rows)))
    assert [r.row for r in found if isinstance(r, Rejected)] == [2, 3, 4, 5]
    assert all("a.jsonl, row" in r.reason for r in found if isinstance(r, Rejected))
    assert [r.doc_id for r in found if isinstance(r, Report)] == ["a-1", "a-7"]


def test_a_csv_row_with_other_cells_than_columns_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,text\n1,{WORDS}\n2,a,b,c\n3,{WORDS}\n")
    found = list(iter_corpus(path))
    assert [(type(r).__name__, getattr(r, "row", None)) for r in found] == [
        ("Report", None),
        ("Rejected", 3),
        ("Report", None),
    ]


def test_a_quotation_mark_that_never_closes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\n1,{WORDS}\n2,"{WORDS}\n3,{WORDS}\n')
    found = list(iter_corpus(path))
    assert isinstance(found[-1], Rejected)
    assert "quotation" in found[-1].reason


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_row_beyond_measure_is_refused_and_not_held(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geomap.reading.rows.MAX_ROW", 1000)
    path = tmp_path / name
    long = "killed " * 1000
    path.write_text(
        f'{{"text": "{long}"}}\n{{"text": "{WORDS}"}}\n' if name == "a.jsonl" else f"text\n{long}\n"
    )
    found = list(iter_corpus(path))
    assert isinstance(found[0], Rejected)
    assert "no single report" in found[0].reason
    assert len(found[0].raw) <= 200
    assert [type(r) for r in found[1:]] == ([Report] if name == "a.jsonl" else [])


def test_a_table_without_texts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "acled.csv"
    path.write_text("event_date,latitude,longitude,fatalities\n2022-01-28,39.9,70.5,2\n")
    with pytest.raises(ReadError, match="no column of texts among event_date"):
        list(iter_corpus(path))
    reports, rejected = read_reports([path])
    assert (reports, len(rejected)) == ([], 1)


def test_the_user_says_which_column_is_what(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"Story": WORDS, "text": "x", "when": "28.01.2022"})
    (report,) = iter_corpus(path, columns={"text": "Story", "published": "when"})
    assert isinstance(report, Report)
    assert (report.text, report.published_on) == (WORDS, "2022-01-28")
    with pytest.raises(UsageError, match="no column 'none'"):
        list(iter_corpus(path, columns={"text": "none"}))
    with pytest.raises(UsageError, match="'words' is not one of"):
        list(iter_corpus(path, columns={"words": "text"}))


def test_the_users_day_goes_before_the_columns(tmp_path: Path) -> None:
    (report,) = iter_corpus(lines(tmp_path / "a.jsonl", FIELDS), published="2022-02-01")
    assert isinstance(report, Report)
    assert report.published_on == "2022-02-01"


def test_empty_and_missing_files(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no rows"):
        list(iter_corpus(lines(tmp_path / "a.jsonl")))
    with pytest.raises(NoInputError):
        list(iter_corpus(tmp_path / "none.csv"))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\x00" * 90 + b"PAR1"])
def test_a_damaged_parquet_is_told(tmp_path: Path, data: bytes) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    (found,) = iter_corpus(path)
    assert isinstance(found, Rejected)
    assert "Parquet" in found.reason


def test_two_rows_of_one_name_are_two_reports(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", FIELDS, FIELDS)
    reports, _ = read_reports([path])
    assert [r.doc_id for r in reports] == ["r1", "r1-2"]


@pytest.mark.parametrize(
    ("names", "guess"),
    [
        (["Article Text", "Source URL"], "text=Article Text, url=Source URL"),
        (
            ["content", "sourceName", "publishDate"],
            "text=content, published=publishDate, publisher=sourceName",
        ),
        (["title", "text", "source"], "text=text, publisher=source, title=title"),
        (["date", "lat"], "None"),
    ],
)
def test_columns_are_guessed_by_their_names(names: list[str], guess: str) -> None:
    assert str(guess_columns(names)) == guess


def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    row = json.dumps({"text": f"{WORDS} " * 40}) + "\n"
    path.write_text(row * 8000)
    code = (
        "import sys, tracemalloc\n"
        "from geomap.reading.corpus import iter_corpus\n"
        "rows = iter_corpus(sys.argv[1])\n"
        "for _ in range(500): next(rows)\n"
        "tracemalloc.start()\n"
        "for _ in range(500): next(rows)\n"
        "early = tracemalloc.get_traced_memory()[1]\n"
        "tracemalloc.stop()\n"
        "n = sum(1 for _ in zip(range(6000), rows))\n"
        "tracemalloc.start()\n"
        "for _ in range(500): next(rows)\n"
        "print(n, early, tracemalloc.get_traced_memory()[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    count, early, late = map(int, done.stdout.split())
    assert count == 6000
    assert late < 2 * early + 200_000
