"""A corpus is read as a stream: flat in memory, and a stopped run goes on where it stood."""

import json
import tracemalloc
from pathlib import Path

import pytest

from geomap.cli import main
from geomap.errors import ReadError, WriteError
from geomap.incident import Report
from geomap.pipeline import read_one
from geomap.reading.text import iter_reports
from geomap.reread import read_back
from geomap.streaming import Unfinished, run_key, stream, stream_to_file
from geomap.tally import MAX_NAMED, Tally

STORY = (
    "On 3 May {year} shots were fired at the border post near Batken in Kyrgyzstan. "
    "Two Kyrgyz border guards were wounded, the Kyrgyz Border Service said."
)


def corpus(folder: Path, count: int, name: str = "wire.jsonl") -> Path:
    path = folder / name
    rows = [
        {"id": f"r{n}", "text": STORY.format(year=2000 + n % 20) if n % 3 else ""}
        for n in range(count)
    ]
    path.write_text("\n".join(json.dumps(r) for r in rows))
    return path


def quiet() -> Tally:
    return Tally(lambda line: None, "in the output")


class StopAfter:
    """Inputs that the keyboard stops before the n-th."""

    def __init__(self, items, count: int) -> None:
        self.items, self.left = iter(items), count

    def __iter__(self):
        return self

    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return next(self.items)


def test_every_input_has_its_line_in_order_and_reads_back(tmp_path: Path) -> None:
    source = corpus(tmp_path, 7)
    assert main(["extract", str(source), "-o", str(tmp_path / "out.jsonl")]) == 1
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["doc_id"] for line in lines] == [
        f"{source}#1",
        "r1",
        "r2",
        f"{source}#4",
        "r4",
        "r5",
        f"{source}#7",
    ]
    assert all(line["incidents"] or line["rejected"] for line in lines)
    assert len(read_back(tmp_path / "out.jsonl").incidents) == 4
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("stop", [0, 1, 5, 8])
def test_a_stopped_run_goes_on_and_ends_with_the_same_bytes(tmp_path: Path, stop: int) -> None:
    source = corpus(tmp_path, 9)
    whole, again = tmp_path / "whole.jsonl", tmp_path / "again.jsonl"
    key = run_key([source], {})
    stream_to_file(iter_reports([source]), whole, quiet(), key=key)
    again.write_text("what stood there")
    with pytest.raises(Unfinished, match="goes on from there"):
        stream_to_file(StopAfter(iter_reports([source]), stop), again, quiet(), key=key)
    assert again.read_text() == "what stood there"
    tally = quiet()
    assert stream_to_file(iter_reports([source]), again, tally, key=key) == stop
    assert again.read_bytes() == whole.read_bytes()
    assert (tally.reports, tally.rejected, tally.incidents) == (6, 3, 6)


def test_a_line_that_a_killed_process_left_half_is_read_again(tmp_path: Path) -> None:
    source, target = corpus(tmp_path, 5), tmp_path / "out.jsonl"
    key = run_key([source], {})
    stream_to_file(iter_reports([source]), target, quiet(), key=key)
    whole = target.read_bytes()
    (tmp_path / f"out.jsonl.{key}.part").write_bytes(whole[: len(whole) // 2])
    assert stream_to_file(iter_reports([source]), target, quiet(), key=key) > 0
    assert target.read_bytes() == whole


def test_a_run_over_changed_inputs_or_other_options_begins_anew(tmp_path: Path) -> None:
    source = corpus(tmp_path, 5)
    key = run_key([source], {"lang": None})
    assert run_key([source], {"lang": "en"}) != key
    corpus(tmp_path, 6)
    assert run_key([source], {"lang": None}) != key
    assert run_key(["-"], {}) is None


def test_lines_of_other_inputs_are_never_taken_over(tmp_path: Path) -> None:
    source, other = corpus(tmp_path, 5), corpus(tmp_path, 5, "other.jsonl")
    with pytest.raises(Unfinished):
        stream_to_file(
            StopAfter(iter_reports([source]), 3), tmp_path / "o.jsonl", quiet(), key="same"
        )
    with pytest.raises(WriteError, match="delete it to begin anew"):
        stream_to_file(iter_reports([other]), tmp_path / "o.jsonl", quiet(), key="same")


def test_nothing_readable_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": ""}\n')
    with pytest.raises(ReadError, match="nothing was written"):
        stream_to_file(iter_reports([tmp_path / "a.jsonl"]), tmp_path / "o.jsonl", quiet(), key="k")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl"]


def test_memory_does_not_grow_with_the_corpus() -> None:
    def reports(count: int):
        return (
            Report(doc_id=f"r{n}", text=STORY.format(year=2010), sha256="", lang="en")
            for n in range(count)
        )

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            for _ in stream(reports(count), quiet()):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(20)
    small, large = peak(20), peak(200)
    assert large < small + 300_000


def test_a_fault_in_one_report_is_named_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(report: Report) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("geomap.pipeline.read_events", broken)
    found = read_one(Report(doc_id="r", text="Two men fled.", sha256="", lang="en"))
    assert not found.incidents
    assert "a fault in geomap (IndexError: list index out of range)" in found.rejected[0].reason


def test_many_troubles_are_counted_and_the_first_named() -> None:
    said: list[str] = []
    tally = Tally(said.append, "in the output")
    for n in range(MAX_NAMED + 5):
        tally.add(Report(doc_id=f"r{n}", text="", sha256=""), [])
    assert tally.finish()
    assert len(said) == MAX_NAMED + 1
    assert said[-1] == "… and 5 more reports without an incident"


def test_notes_on_a_report_reach_the_person(tmp_path: Path, capsys) -> None:
    page = f"<html><body><article><p>{STORY.format(year=2010)}</p></article>"
    hidden = "<div style='display:none'>Ninety were killed on the moon that day.</div>"
    (tmp_path / "a.html").write_text(f"{page}{hidden}</body></html>")
    main(["extract", str(tmp_path / "a.html")])
    assert "the page hides from its readers" in capsys.readouterr().err


def test_a_language_model_needs_its_name_and_an_address(tmp_path: Path, capsys) -> None:
    source = corpus(tmp_path, 2)
    assert main(["extract", str(source), "--ask", "http://127.0.0.1:9/v1"]) == 2
    assert "--model" in capsys.readouterr().err
    assert main(["extract", str(source), "--ask", "nowhere", "--model", "m"]) == 2
    assert "is no address of an endpoint" in capsys.readouterr().err
    assert main(["extract", str(source), "--ask", "http://127.0.0.1:9/v1", "--model", "m"]) == 1
    assert "model m gave nothing" in capsys.readouterr().err
