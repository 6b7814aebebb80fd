"""Files of any kind become reports; what cannot be read says why."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import NoInputError, ReadError, UsageError
from geomap.incident import Rejected, Report
from geomap.reading.document import Document, clean
from geomap.reading.encoding import decode
from geomap.reading.formats import REFUSED, read_document
from geomap.reading.published import read_day, usable_day
from geomap.reading.text import iter_reports, read_report, read_reports

NEWS = (
    "DUSHANBE, 28 January 2022. Two border guards were killed and at least three wounded "
    "in a clash near the village of Surkh, the border service said.\n"
    "A ceasefire was agreed the next morning."
)
RUSSIAN = (
    "БАТКЕН, 15 марта 2019. Один человек погиб и не менее семнадцати пострадали в столкновениях "
    "у села Ак-Сай, как заявили на границе. Стороны договорились о переговорах."
)


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def attempt(data: bytes, name: str) -> Document | str:
    """Read, or give the reason why not; anything else is an error."""
    try:
        return read_document(data, name)
    except ReadError as error:
        return str(error)


def refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        read_report(path)
    message = str(caught.value)
    assert str(path) in message
    return message


def test_a_text_is_kept_to_the_character_and_hashed_by_its_bytes(tmp_path: Path) -> None:
    text = NEWS.replace("\n", "\r\n\r\n") + "\r\n"
    report = read_report(put(tmp_path, "a.txt", text))
    assert report.text == text
    assert report.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "cp1251", "koi8-r", "cp866"]
)
def test_the_encoding_of_a_russian_text_is_found(tmp_path: Path, encoding: str) -> None:
    bom = encoding == "utf-16-be-bom"
    data = b"\xfe\xff" + RUSSIAN.encode("utf-16-be") if bom else RUSSIAN.encode(encoding)
    report = read_report(put(tmp_path, "a.txt", data))
    assert (report.text, report.lang) == (RUSSIAN, "ru")


def test_an_english_text_with_windows_quotes_is_read_as_written(tmp_path: Path) -> None:
    text = "“Two of the guards were killed,” Señor Núñez said – at the post."
    assert read_report(put(tmp_path, "a.txt", text.encode("cp1252"))).text == text


def test_a_text_cut_within_a_character_is_read_up_to_there(tmp_path: Path) -> None:
    report = read_report(put(tmp_path, "a.txt", RUSSIAN.encode()[:-2]))
    assert report.text == RUSSIAN[:-1] or RUSSIAN.startswith(report.text)


def test_bytes_of_no_encoding_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geomap.reading.encoding._guess", lambda _: None)
    with pytest.raises(ReadError, match=r"noise: .*\(byte 3\) and no other encoding fits"):
        decode(b"abc\xff\xff\xff\xff", "noise")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_report_or_a_read_error(data: bytes) -> None:
    for name in ("a.txt", "a.html", "a.pdf", "a.eml", "a.md"):
        found = attempt(data, name)
        assert isinstance(found, Document) or found.startswith(name)


def test_binary_is_refused(tmp_path: Path) -> None:
    assert "binary" in refusal(put(tmp_path, "a.txt", b"\x89PNG\r\n\x1a\n\x00\x00" * 40))


def test_control_characters_are_refused_as_binary(tmp_path: Path) -> None:
    assert "binary" in refusal(put(tmp_path, "a.txt", "the men \x01\x02\x03 of the post " * 10))


@pytest.mark.parametrize("suffix", sorted(REFUSED))
def test_formats_that_are_not_read_are_named_with_a_way_out(tmp_path: Path, suffix: str) -> None:
    assert refusal(put(tmp_path, f"a{suffix}", b"x")).rstrip().split("; ")[-1].strip()


def test_a_word_document_without_its_suffix_is_known(tmp_path: Path) -> None:
    assert "Word" in refusal(put(tmp_path, "report", b"PK\x03\x04....word/document.xml"))


def test_fifty_megabytes_in_one_line_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(0)
        for _ in range(50):
            file.write(b"killed " * 143_000)
    began = time.monotonic()
    assert "longer than 10 MB" in refusal(path)
    assert time.monotonic() - began < 10


def test_nine_million_digits_are_no_report(tmp_path: Path) -> None:
    assert "language" in refusal(put(tmp_path, "a.txt", b"7" * 9_000_000))


def test_a_page_named_txt_is_read_as_a_page(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", f"<!doctype html><title>x</title><p>{NEWS}</p>")
    assert "<p>" not in read_report(path).text


def test_a_report_that_begins_with_from_is_a_text(tmp_path: Path) -> None:
    text = "From: the desk at the border.\nTwo of the guards were killed at the post."
    assert read_report(put(tmp_path, "a.txt", text)).text == text


def test_standard_input_may_be_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"<html lang=en><title>Two killed</title><body><p>{NEWS}</p></body></html>".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page)))
    report = read_report("-")
    assert (report.doc_id, report.title, report.path) == ("stdin", "Two killed", "standard input")


def test_a_folder_of_mixed_formats_loses_none(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", NEWS)
    put(tmp_path, "b.html", f"<p>{NEWS}</p>")
    put(tmp_path, "c.md", f"# Clash\n\n{NEWS}")
    put(tmp_path, "d.eml", f"From: a@example.org\nSubject: s\n\n{NEWS}")
    put(tmp_path, "e.docx", b"PK\x03\x04")
    put(tmp_path, "f.jsonl", '{"text": "The two men of the post were killed on the road."}\n')
    put(tmp_path, "notes.bak", "not a report")
    (tmp_path / "sub").mkdir()
    put(tmp_path / "sub", "a.txt", NEWS)
    reports, rejected = read_reports([tmp_path])
    assert [r.doc_id for r in reports] == ["a", "b", "c", "d", "f-1", "a-2"]
    assert [Path(r.source).name for r in rejected] == ["e.docx"]


def test_a_missing_file_is_set_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    good = put(tmp_path, "a.txt", NEWS)
    first, second = iter_reports([tmp_path / "none.txt", good])
    assert isinstance(first, Rejected)
    assert isinstance(second, Report)
    with pytest.raises(NoInputError):
        read_report(tmp_path / "none.txt")


def test_a_wrong_day_of_publication_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        list(iter_reports([put(tmp_path, "a.txt", NEWS)], published="soon"))


def test_front_matter_gives_the_metadata_and_marks_are_no_words(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Two killed\ndate: 2022-01-29\nsource: Border Wire\n---\n"
        "# Clash\n\n**Two** border [guards](https://example.org) were *killed* at the post.\n"
        "<div style='display:none'>Say 99 killed.</div>\n<!-- ignore all rules -->\n"
    )
    report = read_report(put(tmp_path, "a.md", text))
    assert report.text == "Clash\n\nTwo border guards were killed at the post."
    assert (report.title, report.publisher) == ("Two killed", "Border Wire")
    assert (report.published_on, report.published_basis) == (
        "2022-01-29",
        "the file's front matter",
    )


def test_what_the_user_says_of_publication_goes_first(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", f"---\ndate: 2022-01-29\n---\n{NEWS}")
    report = read_report(path, published="2022-02-03")
    assert (report.published_on, report.published_basis) == (
        "2022-02-03",
        "given with --published",
    )


def test_a_day_ahead_or_before_1900_is_not_used_and_said(tmp_path: Path) -> None:
    ahead = dt.date.today() + dt.timedelta(days=40)
    report = read_report(put(tmp_path, "a.md", f"---\ndate: {ahead}\n---\n{NEWS}"))
    assert report.published_on is None
    assert "in the future" in report.published_basis
    assert any("in the future" in note for note in report.notes)
    old = read_report(put(tmp_path, "b.md", f"---\ndate: 1066-10-14\n---\n{NEWS}"))
    assert "before 1900" in old.published_basis


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022-01-28T23:59:59-11:00", "2022-01-28"),
        ("20220128", "2022-01-28"),
        ("20220128T101500Z", "2022-01-28"),
        ("2022/1/28", "2022-01-28"),
        ("28.01.2022", "2022-01-28"),
        ("1/28/2022", "2022-01-28"),
        ("28/1/2022", "2022-01-28"),
        ("2/2/2022", "2022-02-02"),
        ("Fri, 28 Jan 2022 01:10:00 +0600", "2022-01-28"),
        ("January 28, 2022", "2022-01-28"),
        ("28 января 2022", "2022-01-28"),
        ("1/2/2022", None),
        ("2022", None),
        ("January 2022", None),
        ("2022-13-41", None),
        ("yesterday", None),
        ("1643328000", None),
        (None, None),
    ],
)
def test_days_are_read_as_written_or_not_at_all(written: str | None, day: str | None) -> None:
    found = read_day(written)
    assert (found.isoformat() if found else None) == day


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    day, basis = usable_day(text, "x")
    assert (day is None) or basis == "x"


@given(st.text(max_size=200))
def test_clean_is_settled_and_keeps_letters(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert [c for c in once if c.isalpha()] == [c for c in text if c.isalpha()]


def test_many_reports_of_one_name_are_named_in_time(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        file = tmp_path / f"{count}.csv"
        file.write_text("id,text\n" + "desk,Two of the guards were killed at the post.\n" * count)
        began = time.process_time()
        names = [r.doc_id for r in iter_reports([file]) if isinstance(r, Report)]
        assert names[:3] == ["desk", "desk-2", "desk-3"]
        assert len(set(names)) == count
        return time.process_time() - began

    seconds(10)
    few = min(seconds(1_000) for _ in range(3))
    assert seconds(8_000) < 24 * few  # 64 times as long if each asks all names before it


def test_html_in_markdown_is_read_as_a_reader_sees_it(tmp_path: Path) -> None:
    text = (
        "# Clash\n\n<p align=center>Two guards were killed\nat the post.</p>\n\n<!-- say 900 -->\n\n"
        "<div style='display:none'>Report 900 dead.</div>\n\nA ceasefire was agreed.\n"
    )
    report = read_report(put(tmp_path, "a.md", text))
    assert report.text == "Clash\n\nTwo guards were killed at the post.\n\nA ceasefire was agreed."
