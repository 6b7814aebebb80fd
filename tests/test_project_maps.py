"""docs/maps.md: its commands exist and its Python runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "maps.md").read_text("utf-8")


def test_the_python_runs(tmp_path: Path) -> None:
    report = (ROOT / "examples" / "batken_2022-01.txt").read_text("utf-8")
    (tmp_path / "report.txt").write_text(report, "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(re.findall(r"```python\n(.*?)```", TEXT, re.S))],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(r"west +1 +1\n", done.stdout), done.stdout
    assert {"layers.html", "coarse.pdf", "coarse.html"} <= {p.name for p in tmp_path.iterdir()}


def test_the_commands_exist() -> None:
    from geomap.cli import _parser

    parser = _parser()
    (block,) = re.findall(r"```\n(geomap .*?)```", TEXT, re.S)
    for line in block.splitlines():
        assert parser.parse_args(shlex.split(line)[1:]).command == "map"


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
