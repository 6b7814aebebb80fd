"""The notebooks run from a clean kernel, quietly, and show what they promise."""

from __future__ import annotations

from functools import cache
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
WITHOUT_MAP = {"03_claims_over_time"}
# The kernel warns that it speaks over loopback unencrypted; nothing else does.
QUIET = ["--IPKernelApp.log_level=40"]

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:(jupyter|nbclient|zmq|traitlets)"
)


@cache
def folder() -> Path:
    """A checkout's look-alike, so that nothing is written beside the notebooks."""
    import tempfile

    here = Path(tempfile.mkdtemp(prefix="geomap-notebooks-"))
    (here / "notebooks").mkdir()
    for name in ("examples", "tests", "docs"):
        (here / name).symlink_to(ROOT / name)
    return here / "notebooks"


@cache
def executed(path: Path) -> NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=240,
        startup_timeout=240,
        kernel_name="python3",
        extra_arguments=QUIET,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder())}},
    )
    return client.execute()


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]


def html(notebook: NotebookNode) -> list[str]:
    return [o.data["text/html"] for o in outputs(notebook) if "text/html" in o.get("data", {})]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
class TestNotebook:
    def test_it_runs_and_says_nothing_on_standard_error(self, path: Path) -> None:
        done = executed(path)
        told = [o.text for o in outputs(done) if o.get("name") == "stderr"]
        assert told == []
        assert all(c.execution_count for c in done.cells if c.cell_type == "code")

    def test_incidents_show_as_a_table_and_the_map_shows_inline(self, path: Path) -> None:
        shown = html(executed(path))
        assert any("place as written" in text for text in shown)
        maps = [text for text in shown if "<iframe srcdoc=" in text]
        assert bool(maps) == (path.stem not in WITHOUT_MAP)
        assert not any("<script src=" in text for text in shown)

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


def test_a_plot_is_a_picture_in_the_claims_notebook() -> None:
    done = executed(ROOT / "notebooks" / "03_claims_over_time.ipynb")
    assert len([o for o in outputs(done) if "image/png" in o.get("data", {})]) == 2


@pytest.mark.browser
def test_an_exported_page_shows_the_map_without_a_network(page: Page, tmp_path: Path) -> None:
    from nbconvert import HTMLExporter

    body, _ = HTMLExporter(template_name="basic").from_notebook_node(
        executed(ROOT / "notebooks" / "01_first_map.ipynb")
    )
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
