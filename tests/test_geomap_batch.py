"""Batches: what one process reads, whatever happens on the way."""

import argparse
import errno
import itertools
import json
import os
import re
import signal
from pathlib import Path

import geopandas as gpd
import msgspec
import pandas as pd
import psutil
import pyarrow.parquet as pq
import pytest

from geomap import commands_batch, commands_map
from geomap.batch import engines, finishing, run_batch, work
from geomap.batch.engines import Here, NoSchedulerError, SchedulerLostError, open_engine, retrying
from geomap.batch.manifest import Counts, hash_of, read_manifest
from geomap.batch.parts import Part, find_inputs, parts_of, singles_of
from geomap.batch.results import frame_of_result, some_records
from geomap.cli import main
from geomap.errors import NoInputError, ReadError, UsageError, WriteError
from geomap.export import dumps
from geomap.frame import to_frame
from geomap.gathering import gather
from geomap.incident import Report
from geomap.pipeline import run
from geomap.reread import read_back

# dask 2026.8 resets indices in place, which pandas 3.1 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")

PLACES = ("Batken", "Isfara", "Osh", "Leylek", "Nowhereton")
ROWS = "Date,Location,Country,Fatalities\n2022-01-27,Vorukh,Tajikistan,2\n32 May,Batken,KGZ,0\n"


def sentence(number):
    place = PLACES[number % len(PLACES)]
    return (
        f"On {1 + number % 28} January 2022 Kyrgyz border guards and Tajik soldiers shot at each "
        f"other near {place}. Two Kyrgyz soldiers were killed, Bishkek said. Case {number}."
    )


@pytest.fixture
def corpus(tmp_path):
    """Twenty reports, one of them empty, one that tells nothing, and a table with a bad row."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    rows = [{"id": f"r{n}", "text": sentence(n)} for n in range(18)]
    rows += [{"id": "empty", "text": ""}, {"id": "silent", "text": "The shop was open on Monday."}]
    lines = [json.dumps(row) for row in rows]
    (folder / "a.jsonl").write_text("\n".join(lines[:11]))
    (folder / "b.jsonl").write_text("\n".join(lines[11:]))
    (folder / "events.csv").write_text(ROWS)
    return folder


def records(folder):
    """Every incident of a result as the bytes of one line, in order of id."""
    found = [i for f in sorted(folder.glob("*/part-*.parquet")) for i in incidents_in(f)]
    return sorted(msgspec.json.encode(i) for i in found)


def incidents_in(file):
    return read_back(file).incidents if file.parent.name in {"incidents", "unplaced"} else []


def files_of(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def stop_after(parts):
    """Press Ctrl-C after so many parts."""

    def progress(counts, seen=[]):  # noqa: B006 - a count of calls
        seen.append(counts)
        if len(seen) == parts:
            raise KeyboardInterrupt

    return progress


def test_a_batch_is_what_one_process_reads_byte_for_byte(corpus, tmp_path):
    run_batch([corpus], tmp_path / "out", part_size=4)
    alone = run(find_inputs([corpus]))
    assert records(tmp_path / "out") == sorted(msgspec.json.encode(i) for i in alone.incidents)
    kept = pq.read_table(tmp_path / "out/rejects/part-00000.parquet").to_pylist()
    assert sorted(r["reason"] for r in kept) == sorted(r.reason for r in alone.rejected)
    told = pq.read_table(tmp_path / "out/reports/part-00000.parquet").to_pylist()
    assert [r["doc_id"] for r in told[:-1]] == [r.doc_id for r in alone.reports]


def test_the_manifest_accounts_for_every_input(corpus, tmp_path):
    manifest = run_batch([corpus], tmp_path / "out", part_size=4)
    counts = manifest.counts
    assert (counts.reports, counts.rows, counts.set_aside) == (19, 1, 2)
    assert counts.reports_without_incidents >= 1
    assert counts.incidents == counts.placed + counts.unplaced
    assert counts.unplaced >= 1
    assert [Path(i.path).name for i in manifest.inputs] == ["a.jsonl", "b.jsonl", "events.csv"]
    for kept in manifest.inputs:
        assert hash_of(Path(kept.path)) == kept.sha256
    for output in manifest.outputs:
        assert hash_of(tmp_path / "out" / output.path) == output.sha256
    assert read_manifest(tmp_path / "out") == manifest
    assert manifest.state == "complete"
    assert "do not imply" in manifest.disclaimer
    assert not (tmp_path / "out/.parts").exists()


def test_the_result_opens_in_geopandas_and_dask_geopandas(corpus, tmp_path):
    import dask_geopandas

    manifest = run_batch([corpus], tmp_path / "out")
    frame = gpd.read_parquet(tmp_path / "out/incidents")
    assert len(frame) == manifest.counts.placed
    assert frame.crs.to_epsg() == 4326
    lazy = dask_geopandas.read_parquet(tmp_path / "out/incidents")
    assert lazy.spatial_partitions is not None
    assert len(lazy) == manifest.counts.placed


def test_incidents_lie_along_the_curve_and_files_are_cut_where_they_are_full(
    corpus, tmp_path, monkeypatch
):
    whole = run_batch([corpus], tmp_path / "whole", part_size=7)
    monkeypatch.setattr(finishing, "ROWS", 4)
    cut = run_batch([corpus], tmp_path / "cut", part_size=3)
    parts = sorted((tmp_path / "cut/incidents").glob("*.parquet"))
    assert len(parts) > 2
    assert cut.counts == whole.counts
    assert records(tmp_path / "cut") == records(tmp_path / "whole")
    frames = [gpd.read_parquet(p) for p in parts]
    spans = [f.geometry.hilbert_distance(total_bounds=work.WORLD, level=work.LEVEL) for f in frames]
    assert all(s.is_monotonic_increasing for s in spans)
    assert all(a.max() <= b.min() for a, b in itertools.pairwise(spans))


def test_a_stopped_batch_goes_on_where_it_stood(corpus, tmp_path, monkeypatch):
    expected = run_batch([corpus], tmp_path / "whole", part_size=3)
    with pytest.raises(KeyboardInterrupt):
        run_batch([corpus], tmp_path / "out", part_size=3, progress=stop_after(3))
    assert read_manifest(tmp_path / "out").state == "unfinished"
    seen = []
    real = engines.read_part
    monkeypatch.setattr(engines, "read_part", lambda *a: seen.append(a) or real(*a))
    assert run_batch([corpus], tmp_path / "out", part_size=3) == expected
    assert len(seen) == len(list(parts_of(find_inputs([corpus]), size=3, version=""))) - 3
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")


def test_a_full_disk_ends_the_run_and_what_was_read_is_kept(corpus, tmp_path, monkeypatch):
    real, calls = work.write_whole, []

    def full(path, data):
        calls.append(path)
        if len(calls) == 5:
            raise WriteError(f"{path}: cannot be written ({os.strerror(errno.ENOSPC)})")
        return real(path, data)

    monkeypatch.setattr(work, "write_whole", full)
    with pytest.raises(WriteError, match="No space left"):
        run_batch([corpus], tmp_path / "out", part_size=3)
    run_batch([corpus], tmp_path / "out", part_size=3)
    run_batch([corpus], tmp_path / "whole", part_size=3)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")


def test_a_half_written_part_is_read_again(corpus, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run_batch([corpus], tmp_path / "out", part_size=3, progress=stop_after(3))
    (tmp_path / "out/.parts/000001.json").write_bytes(b'{"name": "0000')
    (tmp_path / "out/.parts/000002.json").unlink()
    run_batch([corpus], tmp_path / "out", part_size=3)
    run_batch([corpus], tmp_path / "whole", part_size=3)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")


def test_a_complete_batch_is_not_read_again_and_a_lost_file_is_made_anew(corpus, tmp_path):
    first = run_batch([corpus], tmp_path / "out")
    again = run_batch([corpus], tmp_path / "out", progress=lambda c: pytest.fail("read again"))
    assert again == first
    before = files_of(tmp_path / "out")
    (tmp_path / "out" / first.outputs[0].path).unlink()
    assert run_batch([corpus], tmp_path / "out") == first
    assert files_of(tmp_path / "out") == before


def test_a_folder_with_another_run_or_other_files_is_left_alone(corpus, tmp_path):
    run_batch([corpus], tmp_path / "out")
    with pytest.raises(UsageError, match="other options"):
        run_batch([corpus], tmp_path / "out", lang="en")
    (corpus / "a.jsonl").write_text(json.dumps({"text": sentence(1)}))
    with pytest.raises(UsageError, match="inputs that have changed"):
        run_batch([corpus], tmp_path / "out")
    with pytest.raises(UsageError, match="holds other files"):
        run_batch([corpus], corpus)


def test_a_result_inside_the_corpus_is_none_of_it(corpus):
    first = run_batch([corpus], corpus / "out")
    assert run_batch([corpus], corpus / "out") == first
    assert len(first.inputs) == 3


def test_tables_that_overlap_keep_every_row_under_an_id_of_its_own(tmp_path):
    row = "Date,Location,Country,event_id\n2022-01-27,Vorukh,Tajikistan,7\n"
    (tmp_path / "a").mkdir()
    for name in ("x.csv", "y.csv"):
        (tmp_path / "a" / name).write_text(row)
    run_batch([tmp_path / "a"], tmp_path / "out")
    alone = run(find_inputs([tmp_path / "a"]))
    assert len({i.incident_id for i in alone.incidents}) == 2
    assert records(tmp_path / "out") == sorted(msgspec.json.encode(i) for i in alone.incidents)


def test_a_corpus_of_parquet_files_is_read(tmp_path):
    import pandas as pd

    folder = tmp_path / "corpus.parquet"
    folder.mkdir()
    for part in range(2):
        texts = [sentence(n) for n in range(part * 3, part * 3 + 3)]
        pd.DataFrame({"text": texts, "url": ["u"] * 3}).to_parquet(folder / f"{part}.parquet")
    counts = run_batch([folder], tmp_path / "out").counts
    assert (counts.reports, counts.set_aside) == (6, 0)


def test_a_corpus_of_nothing_readable_is_a_result_with_reasons(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": ""}')
    counts = run_batch([tmp_path / "a.jsonl"], tmp_path / "out").counts
    assert counts == Counts(set_aside=1)


def test_bad_calls_say_what_to_do(corpus, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="standard input"):
        run_batch(["-"], tmp_path / "out")
    with pytest.raises(NoInputError, match="no such file"):
        run_batch([tmp_path / "no"], tmp_path / "out")
    with pytest.raises(UsageError, match="--part-size 0"):
        run_batch([corpus], tmp_path / "out", part_size=0)
    with pytest.raises(UsageError, match="--workers -1"):
        run_batch([corpus], tmp_path / "out", workers=-1)
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UsageError, match="is a file; a batch writes a folder"):
        run_batch([corpus], tmp_path / "file")
    monkeypatch.setattr("geomap.needs.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install \"geomap-incidents\[batch\]\""):
        run_batch([corpus], tmp_path / "out2")


class FakeFuture:
    """What Dask gives for a task that did not come back."""

    def __init__(self, status, error=None):
        self.status, self._error = status, error

    def exception(self):
        return self._error


def test_a_report_that_ends_its_readers_is_set_aside_and_the_others_are_read(tmp_path):
    from distributed import KilledWorker

    reports = tuple(Report(doc_id=d, text=sentence(1), sha256=d) for d in "ab")
    part = Part(name="000000", version="", reports=reports)
    killed = FakeFuture("error", KilledWorker("read", None, 5))
    counts, again = engines._outcome(killed, part, "k", tmp_path)
    assert counts is None
    assert [one.reports[0].doc_id for one, _ in again] == ["a", "b"]
    counts, again = engines._outcome(killed, again[0][0], "k", tmp_path)
    assert (counts.set_aside, again) == (1, [])
    kept = work.done_part(tmp_path, "000000.0000").rejected[0]
    assert "ended the worker process" in kept.reason
    assert kept.raw.startswith("On 2 January")


def test_reports_read_one_by_one_before_a_stop_are_not_there_twice(corpus, tmp_path):
    """The first run is stopped while it reads a part's reports alone; the second reads it whole."""
    with pytest.raises(KeyboardInterrupt):
        run_batch([corpus], tmp_path / "out", part_size=3, progress=stop_after(1))
    home = tmp_path / "out/.parts"
    first = next(parts_of(find_inputs([corpus]), size=3, version=run_version(tmp_path)))
    for one in singles_of(first)[:2]:
        work.read_part(msgspec.msgpack.encode(one), one.key("k"), str(home))
    run_batch([corpus], tmp_path / "out", part_size=3)
    run_batch([corpus], tmp_path / "whole", part_size=3)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")


def run_version(folder):
    return read_manifest(folder / "out").versions["geomap"]


def test_inputs_that_could_not_be_read_stay_when_a_part_is_cut_up(corpus):
    part = next(parts_of(find_inputs([corpus / "b.jsonl"]), size=50, version=""))
    singles = singles_of(part)
    assert sum(len(s.reports) for s in singles) == len(part.reports)
    assert [len(s.rejected) for s in singles] == [0] * len(part.reports) + [1]


def test_a_lost_scheduler_is_waited_for_and_then_given_up():
    calls = []

    def lost():
        calls.append(1)
        raise SchedulerLostError("gone")

    with pytest.raises(SchedulerLostError):
        retrying(lost, 3)
    assert len(calls) == 3
    assert retrying(lambda: 7, 3) == 7
    with pytest.raises(SchedulerLostError, match="gone"):
        engines._check(FakeFuture("cancelled"))


def test_a_broken_connection_is_a_lost_scheduler_and_a_full_disk_is_not():
    from distributed.comm import CommClosedError

    with pytest.raises(SchedulerLostError, match="gone"), engines._losses_named():
        raise CommClosedError("closed")
    with pytest.raises(WriteError), engines._losses_named():
        raise WriteError("full")


def test_a_scheduler_that_never_answers_is_named_once(monkeypatch):
    monkeypatch.setattr(engines, "WAIT_S", 0.3)
    tried = []

    def call():
        tried.append(1)
        with open_engine(0, "tcp://127.0.0.1:9"):
            pytest.fail("nobody listens there")

    with pytest.raises(NoSchedulerError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        retrying(call, 5)
    assert len(tried) == 1


def test_a_worker_of_another_version_refuses_the_part(tmp_path):
    part = Part(name="0", version="0.0.0-other")
    with pytest.raises(UsageError, match="install the same version"):
        work.read_part(msgspec.msgpack.encode(part), "k", str(tmp_path))


def test_workers_that_are_killed_leave_the_same_bytes(corpus, tmp_path):
    """Real processes, really killed: each of them once, at different moments."""
    run_batch([corpus], tmp_path / "alone", part_size=2)
    killed = []

    def progress(counts, seen=[]):  # noqa: B006 - a count of calls
        seen.append(counts)
        if len(seen) in {1, 4}:
            pids = [p.pid for p in workers_here() if p.pid not in killed]
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

    run_batch([corpus], tmp_path / "out", part_size=2, workers=2, progress=progress)
    assert len(killed) == 2
    assert files_of(tmp_path / "out") == files_of(tmp_path / "alone")


def workers_here():
    children = psutil.Process().children(recursive=True)
    return [p for p in children if any("spawn_main" in word for word in p.cmdline())]


def parse(*words):
    parser = argparse.ArgumentParser()
    commands_batch.add(parser.add_subparsers())
    return parser.parse_args(["batch", *map(str, words)])


def test_the_command_says_what_came_of_the_corpus(corpus, tmp_path, capsys):
    args = parse(corpus, "-o", tmp_path / "out", "--workers", 0, "--part-size", 6)
    assert args.run(args) == 1  # something was set aside
    said = capsys.readouterr().err
    assert "reports 19, rows 1, incidents" in said
    assert "inputs set aside 2 (in rejects/)" in said


def test_ctrl_c_says_how_to_go_on(corpus, tmp_path, capsys, monkeypatch):
    def stopped(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("geomap.batch.running._run", stopped)
    args = parse(corpus, "-o", tmp_path / "out", "--workers", 0)
    assert args.run(args) == 130
    assert "the same command goes on" in capsys.readouterr().err


def test_one_process_needs_no_cluster():
    with open_engine(0, None) as engine:
        assert isinstance(engine, Here)


def test_rows_written_by_a_batch_are_those_of_an_export(corpus, tmp_path):
    run_batch([corpus], tmp_path / "out")
    file = tmp_path / "out/incidents/part-00000.parquet"
    again = to_frame(read_back(file).incidents)
    assert dumps(again, "parquet") == file.read_bytes()


def test_the_folder_of_a_batch_is_read_like_any_file_of_geomap(corpus, tmp_path):
    manifest = run_batch([corpus], tmp_path / "out", part_size=4)
    found = gather([tmp_path / "out"])
    assert sorted(map(msgspec.json.encode, found.incidents)) == records(tmp_path / "out")
    assert len(found.rejected) == manifest.counts.set_aside
    assert {r.doc_id for r in found.reports} >= {"r0", "silent"}
    placed = gather([tmp_path / "out/incidents"])
    assert len(placed.incidents) == manifest.counts.placed


def test_an_unfinished_or_damaged_batch_is_named(corpus, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        run_batch([corpus], out, part_size=3, progress=stop_after(2))
    (said,) = gather([out]).rejected
    assert "not finished; run the same geomap batch again" in said.reason
    run_batch([corpus], out, part_size=3)
    next(out.glob("incidents/*.parquet")).unlink()
    (said,) = gather([out]).rejected
    assert "is not there" in said.reason


def test_a_folder_with_another_tools_manifest_is_a_folder_of_reports(corpus, tmp_path):
    (corpus / "manifest.json").write_text('{"name": "web app"}')
    (corpus / "one.txt").write_text(sentence(1))
    assert "one" in {r.doc_id for r in gather([corpus]).reports}


def test_files_picked_out_of_the_parts_hold_what_the_shuffle_gives(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(finishing, "FEW_ROWS", 2)
    run_batch([corpus], tmp_path / "picked", part_size=4)
    monkeypatch.setattr(finishing, "DIRECT", 0)
    run_batch([corpus], tmp_path / "moved", part_size=4)
    assert len(list((tmp_path / "picked/incidents").glob("*.parquet"))) > 2
    assert files_of(tmp_path / "picked") == files_of(tmp_path / "moved")


def test_the_frame_of_a_large_result_is_that_of_its_incidents(corpus, tmp_path):
    run_batch([corpus], tmp_path / "out", part_size=4)
    lean = frame_of_result(tmp_path / "out")
    whole = to_frame(gather([tmp_path / "out"]).incidents).drop(columns="extra")
    assert list(lean.index) == list(whole.index)
    drawn = whole.geometry.notna()
    assert (lean.geometry.notna() == drawn).all()
    assert lean.geometry[drawn].geom_equals(whole.geometry[drawn]).all()  # rings are wound anew
    records_ = some_records(lean, len(lean))
    for name in whole.columns.drop("geometry"):
        plain = [None if pd.isna(v) is True else v for v in whole[name]]
        assert records_[name].tolist() == plain, name


def test_a_large_batch_is_drawn_as_its_incidents_would_be(corpus, tmp_path, monkeypatch, capsys):
    run_batch([corpus], tmp_path / "out", part_size=4)
    told, ends = [], set()
    for name, large in (("small", 10_000), ("large", 3)):
        monkeypatch.setattr(commands_map, "LARGE", large)
        target = tmp_path / f"{name}.html"
        ends.add(main(["map", str(tmp_path / "out"), "-o", str(target), "--title", "x"]))
        told.append(re.findall(r"<noscript>.*?</noscript>", target.read_text(), re.DOTALL))
    assert told[0] == told[1]
    assert told[0][0].count("<li>") == 19
    assert ends == {1}, "what was set aside is a problem however it is drawn"
    assert "no GeoJSON beside it" in capsys.readouterr().err
    assert not (tmp_path / "large.geojson").exists()


def test_a_changed_file_of_a_result_is_not_drawn(corpus, tmp_path):
    run_batch([corpus], tmp_path / "out")
    file = next((tmp_path / "out/incidents").glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ReadError, match="is not the file that the batch wrote"):
        frame_of_result(tmp_path / "out")


def test_very_many_incidents_at_one_place_are_cut_into_files_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(finishing, "ROWS", 4)
    monkeypatch.setattr(finishing, "FEW_ROWS", 4)
    rows = "".join(f"2022-01-{n:02},Vorukh,Tajikistan,{n}\n" for n in range(1, 29))
    (tmp_path / "events.csv").write_text("Date,Location,Country,Fatalities\n" + rows)
    run_batch([tmp_path / "events.csv"], tmp_path / "out")
    files = sorted((tmp_path / "out/incidents").glob("*.parquet"))
    assert [pq.read_metadata(f).num_rows for f in files] == [7, 7, 7, 7]
    read = frame_of_result(tmp_path / "out")
    assert list(read.index) == sorted(read.index)
