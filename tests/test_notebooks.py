"""The notebooks run from a clean kernel, quietly, and show what they promise."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbclient import NotebookClient

import geomap

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]
PICTURES = {"03_claims_over_time": 2, "05_acled_ucdp_to_a_map": 1}
WITHOUT_MAP = {"03_claims_over_time"}
# The kernel warns that it speaks over loopback unencrypted; nothing else does.
QUIET = ["--IPKernelApp.log_level=40"]

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:(jupyter|nbclient|zmq|traitlets)"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout's look-alike, so that nothing is written beside the notebooks."""
    beside = Path(sys.executable).parent  # where the command geomap is, activated or not
    monkeypatch.setenv("PATH", f"{beside}{os.pathsep}{os.environ['PATH']}")
    here = tmp_path / "checkout"
    here.mkdir()
    (here / "notebooks").mkdir()
    for name in ("examples", "tests", "docs"):
        (here / name).symlink_to(ROOT / name)
    return here / "notebooks"


def executed(path: Path, folder: Path) -> NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=240,
        startup_timeout=240,
        kernel_name="python3",
        extra_arguments=QUIET,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    return client.execute()


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]


def html(notebook: NotebookNode) -> list[str]:
    return [o.data["text/html"] for o in outputs(notebook) if "text/html" in o.get("data", {})]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
class TestNotebook:
    def test_it_runs_quietly_and_shows_table_map_and_plots(self, path: Path, folder: Path) -> None:
        done = executed(path, folder)  # all that needs a kernel in one test: it takes seconds
        assert [o.text for o in outputs(done) if o.get("name") == "stderr"] == []
        assert all(c.execution_count for c in done.cells if c.cell_type == "code")
        shown = html(done)
        assert any("place as written" in text for text in shown)
        maps = [text for text in shown if "<iframe srcdoc=" in text]
        assert bool(maps) == (path.stem not in WITHOUT_MAP)
        assert not any("<script src=" in text for text in shown)
        pictures = [o for o in outputs(done) if "image/png" in o.get("data", {})]
        assert len(pictures) == PICTURES.get(path.stem, 0)

    def test_it_is_told_to_a_reader(self, path: Path) -> None:
        cells = nbformat.read(path, as_version=4).cells
        assert cells[0].cell_type == "markdown"
        assert cells[0].source.startswith("# ")
        words = sum(len(c.source.split()) for c in cells if c.cell_type == "markdown")
        assert words > 80
        assert len([c for c in cells if c.cell_type == "code"]) <= 12

    def test_it_is_kept_without_outputs(self, path: Path) -> None:
        cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        assert [c.outputs for c in cells] == [[]] * len(cells)
        assert all(c.execution_count is None for c in cells)


@pytest.mark.browser
def test_an_exported_page_shows_the_map_without_a_network(page: Page, tmp_path: Path) -> None:
    from nbconvert import HTMLExporter
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    shown = geomap.read(ROOT / "examples" / "batken_2022-01.txt").geomap.draw()._repr_html_()
    output = new_output("execute_result", data={"text/html": shown}, execution_count=1)
    notebook = new_notebook(cells=[new_code_cell("draw", outputs=[output], execution_count=1)])
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    (tmp_path / "page.html").write_text(f"<!doctype html><meta charset=utf-8>{body}", "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.locator("iframe").scroll_into_view_if_needed()  # Chromium lets a frame out of sight wait
    inside = page.frame_locator("iframe")
    inside.locator("html[data-geomap=ready]").wait_for(timeout=30_000, state="attached")
    assert inside.get_by_text("Tort-Kocho").first.is_visible()
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.browser
def test_a_map_in_a_folded_output_draws_itself_when_it_is_unfolded(
    page: Page, tmp_path: Path
) -> None:
    incidents = geomap.read(ROOT / "examples" / "batken_2022-01.txt")
    shown = incidents.geomap.draw(title="Folded")._repr_html_()
    folded = f"<!doctype html><meta charset=utf-8><div id=out style='display:none'>{shown}</div>"
    (tmp_path / "page.html").write_text(folded, "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_function("document.querySelector('iframe').srcdoc.length > 0")
    page.evaluate("document.getElementById('out').style.display = 'block'")
    inside = page.frame_locator("iframe")
    inside.locator("html[data-geomap=ready]").wait_for(timeout=30_000, state="attached")
    assert inside.get_by_text("Armed clash · Tort-Kocho").first.is_visible()
    assert page.complaints == []  # type: ignore[attr-defined]
