"""geomap map: pictures, statuses, coarser positions, tiles, languages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from geomap.cli import main
from geomap.errors import UsageError
from geomap.selection import read_statuses

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(ROOT / "examples" / "batken_2022-01.txt", tmp_path))


def test_pictures_are_written_beside_the_map(report: Path) -> None:
    assert main(["map", report.name, "--png", "m.png", "--pdf", "m.pdf", "--svg", "m.svg"]) == 0
    folder = report.parent
    assert (folder / "m.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (folder / "m.pdf").read_bytes()[:5] == b"%PDF-"
    assert b"<svg" in (folder / "m.svg").read_bytes()[:800]
    assert (folder / "map.html").is_file()


def test_drafts_can_be_left_out_and_are_counted(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", report.name, "--status", "published,reviewed"]) == 0
    said = "Left out by status: 6 draft. Shown: reviewed, published."
    assert said in capsys.readouterr().err
    assert said in (report.parent / "map.html").read_text("utf-8")
    written = json.loads((report.parent / "map.geojson").read_text("utf-8"))
    assert written["features"] == []
    assert written["geomap"]["notes"] == [said]


def test_with_every_status_nothing_is_said(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", report.name, "--status", "draft"]) == 0
    assert "Left out" not in capsys.readouterr().err


def test_coarser_positions_reach_every_file(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["map", report.name, "--obfuscate", "10", "--svg", "m.svg"]
    assert main(call) == 0
    assert "coarsened on purpose to a grid of 10 km" in capsys.readouterr().err
    for name in ("map.html", "map.geojson"):
        text = (report.parent / name).read_text("utf-8")
        assert "coarsened on purpose to a grid of 10 km" in text
        assert not re.search(r"70\.51599|39\.95542|70\.59937|39\.99638", text)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--obfuscate", "0"], "kilometres"),
        (["--status", "final"], "there are: draft, reviewed, published, retracted"),
        (["--tiles", "OpenTopoMop"], "closest: OpenTopoMap"),
        (["--map-lang", "xx"], "no interface text in language 'xx'"),
    ],
)
def test_a_wrong_option_is_told_and_nothing_is_written(
    report: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", report.name, *options]) == 2
    assert said in capsys.readouterr().err
    assert [p.name for p in report.parent.iterdir()] == [report.name]


def test_tiles_are_named_in_the_page_and_only_their_host_is_allowed(report: Path) -> None:
    assert main(["map", report.name, "--tiles", "open topo map"]) == 0
    page = (report.parent / "map.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    (images,) = [rule for rule in policy[1].split("; ") if rule.startswith("img-src")]
    assert images == "img-src data: " + " ".join(f"https://{s}.tile.opentopomap.org" for s in "abc")


def test_without_matplotlib_the_call_says_what_to_install(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("geomap.needs.find_spec", lambda name: None)
    assert main(["map", report.name, "--png", "m.png"]) == 2
    assert 'pip install "geomap-incidents[plot]"' in capsys.readouterr().err


def test_statuses_are_read_in_their_own_order() -> None:
    assert read_statuses("published, draft,published") == ("draft", "published")
    with pytest.raises(UsageError, match="no such status"):
        read_statuses("")
