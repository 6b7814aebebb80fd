"""Batches that are stopped for real: a scheduler killed and started again, a full disk, Ctrl-C."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from geomap.batch import run_batch

# dask 2026.8 resets indices in place, which pandas 3.1 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")

SMALL_DISK = """
set -e
mount -t tmpfs -o size=256k tmpfs {disk}
{command} && exit 9
test "$(cat {disk}/out/manifest.json | grep -c unfinished)" = 1
mount -o remount,size=64m {disk}
{command} || test $? = 1
cp -r {disk}/out {kept}
"""


@pytest.fixture
def corpus(tmp_path):
    """Reports that differ, enough of them to be stopped in the midst."""
    path = tmp_path / "corpus.jsonl"
    text = (
        "On {} January 2022 Kyrgyz border guards and Tajik soldiers shot at each other near "
        "Batken. Two Kyrgyz soldiers were killed, Bishkek said. Case {}."
    )
    rows = [{"id": f"r{n}", "text": text.format(1 + n % 28, n)} for n in range(40)]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


@pytest.fixture
def alone(corpus, tmp_path):
    """The files that one process writes which nobody stops."""
    run_batch([corpus], tmp_path / "alone", part_size=2)
    return files_of(tmp_path / "alone")


def files_of(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A scheduler and a worker of their own, as an operator starts them."""

    def __init__(self, port):
        self.address = f"tcp://127.0.0.1:{port}"
        self._words = [
            ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
            ["worker", self.address, "--nthreads", "1", "--no-dashboard"],
        ]
        self._running = []
        self.start()

    def start(self):
        for words in self._words:
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )

    def kill(self):
        while self._running:
            process = self._running.pop()
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def cluster():
    one = Cluster(free_port())
    try:
        yield one
    finally:
        one.kill()


def test_a_scheduler_that_is_killed_and_started_again_changes_no_byte(corpus, alone, tmp_path):
    seen = []

    with cluster() as running:

        def progress(counts):
            seen.append(counts)
            if len(seen) == 2:
                running.kill()
                running.start()

        run_batch(
            [corpus],
            tmp_path / "out",
            part_size=2,
            scheduler=running.address,
            progress=progress,
        )
    assert len(seen) > 20, "what was done before the loss was not taken up again"
    assert files_of(tmp_path / "out") == alone


IN_A_TERMINAL = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from geomap.cli import main
sys.exit(main())
"""
"""The command as a terminal starts it: tests that run in the background have Ctrl-C ignored."""


def command(corpus, out, *words):
    call = [sys.executable, "-m", "geomap", "batch", corpus, "-o", out, "--part-size", "2"]
    return [*map(str, call), *words]


def test_ctrl_c_in_a_terminal_stops_all_processes_and_the_same_command_goes_on(
    corpus, alone, tmp_path
):
    out = tmp_path / "out"
    words = command(corpus, out, "--workers", "2")
    running = subprocess.Popen(
        [sys.executable, "-c", IN_A_TERMINAL, *words[3:]],
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not any((out / ".parts").glob("*.json")):
        assert running.poll() is None, "it ended before it was stopped"
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the workers too
    said = running.communicate()[1].decode()
    assert running.returncode == 130
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    again = subprocess.run(words, capture_output=True, check=False)
    assert again.returncode in {0, 1}, again.stderr
    assert files_of(out) == alone


def small_disks():
    """Whether this user may mount a disk of a few kilobytes in a namespace of its own."""
    if shutil.which("unshare") is None:
        return False
    probe = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not small_disks(), reason="no namespace of mounts may be made here")
def test_a_disk_that_is_really_full_ends_with_words_and_more_room_goes_on(corpus, alone, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    words = " ".join(command(corpus, disk / "out", "--workers", "0"))
    script = SMALL_DISK.format(disk=disk, command=words, kept=tmp_path / "kept")
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No space left on device" in done.stderr
    assert "the same command goes on from there" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(tmp_path / "kept") == alone
