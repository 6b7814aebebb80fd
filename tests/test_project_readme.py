"""The README's commands exist, and its Python runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GEOMAP = Path(sys.executable).with_name("geomap")
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def commands(program: str) -> list[list[str]]:
    """Every call of the program in the documents' shell blocks."""
    blocks = [
        block
        for document in DOCUMENTS
        for block in re.findall(r"```sh\n(.*?)```", (ROOT / document).read_text("utf-8"), re.S)
    ]
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [words for words in lines if words[:1] == [program]]


def helped(*subcommands: str) -> str:
    done = subprocess.run(
        [GEOMAP, *subcommands, "--help"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("call", commands("make"), ids=" ".join)
def test_make_targets_exist(call: list[str]) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert call[1] in targets


@pytest.mark.parametrize("call", commands("geomap"), ids=" ".join)
def test_subcommands_and_options_exist(call: list[str]) -> None:
    nested = [word for word in call[2:3] if call[1] == "gazetteer" and word != "info"]
    shown = helped(call[1], *nested)
    assert [word for word in call[2:] if word.startswith("-") and word not in shown] == []


def test_every_subcommand_is_told_of() -> None:
    listed = set(re.findall(r"^ {4}([a-z]+)(?: |$)", helped(), re.M))
    assert listed - {call[1] for call in commands("geomap")} == set()


def test_the_python_example_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    report = (ROOT / "examples" / "batken_2022-01.txt").read_text("utf-8")
    (tmp_path / "report.txt").write_text(report, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", block],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "incidents.gpkg").is_file()
