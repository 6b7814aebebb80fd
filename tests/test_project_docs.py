"""The documentation builds without warnings, leaves no command out, and its examples run."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib as mpl
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md"))
GUIDES = [
    page
    for page in (DOCS / "tutorial.md", *sorted((DOCS / "howto").glob("*.md")))
    if "```python" in page.read_text("utf-8")
]
names = [str(p.relative_to(DOCS)) for p in PAGES]


def writer() -> ModuleType:
    """The module that writes the page of the command line."""
    spec = importlib.util.spec_from_file_location("docs_commands", DOCS / "commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command and subcommand."""

    def under(name: str, one: argparse.ArgumentParser) -> Iterator[tuple[str, Any]]:
        yield name, one
        for sub, (parser, _) in writer().subcommands(one).items():
            yield from under(f"{name} {sub}", parser)

    yield from under("geomap", writer().parser())


FENCE = re.compile(r"^```([\w-]*)[^\n]*\n(.*?)^```\s*$", re.M | re.S)


def blocks(page: Path, *languages: str) -> list[str]:
    found = FENCE.findall(page.read_text("utf-8"))
    return [block for language, block in found if language in languages]


class TestCommandLine:
    def test_the_page_is_what_the_parsers_say(self) -> None:
        written = (DOCS / "reference" / "cli.md").read_text("utf-8")
        assert written == writer().page(), "run: python docs/commands.py"

    def test_every_command_and_option_is_on_the_page(self) -> None:
        page = (DOCS / "reference" / "cli.md").read_text("utf-8")
        sections = dict(re.findall(r"^#+ (geomap .+)\n((?:(?!^#).*\n?)*)", page, re.M))
        missing = [
            f"{name} {option}"
            for name, parser in parsers()
            if name != "geomap"
            for action in writer().options(parser)
            for option in action.option_strings or [writer().value(action)]
            if f"`{option}" not in sections[name]
        ]
        assert missing == []

    def test_every_option_has_a_word_of_help(self) -> None:
        silent = [
            f"{name} {action.option_strings or action.dest}"
            for name, parser in parsers()
            for action in writer().options(parser)
            if not action.help and not action.choices
        ]
        assert silent == []

    @pytest.mark.parametrize("page", PAGES, ids=names)
    def test_calls_in_the_pages_are_calls_that_it_takes(self, page: Path) -> None:
        top = writer().parser()
        for line in "".join(blocks(page, "sh", "")).splitlines():
            words = shlex.split(line, comments=True)
            if "geomap" in words and "IN…" not in words:
                top.parse_args(words[words.index("geomap") + 1 :])


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=names)
    def test_links_lead_somewhere_in_a_plain_checkout(self, page: Path) -> None:
        text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
        links = re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", text)
        assert [link for link in links if not (page.parent / link).exists()] == []

    @pytest.mark.parametrize("package", ["geomap", "layers", "gazetteer"])
    def test_every_public_name_is_in_the_reference(self, package: str) -> None:
        text = "".join(p.read_text("utf-8") for p in (DOCS / "reference").glob("*.md"))
        public = importlib.import_module(package)
        told = re.findall(r"(?:autofunction|autoclass|automodule):: (\S+)", text)
        missing = []
        for name in public.__all__:
            home = getattr(getattr(public, name), "__module__", package)
            if not {home, f"{home}.{name}", package if package == "layers" else home} & set(told):
                missing.append(f"{home}.{name}")
        assert missing == []

    @pytest.mark.parametrize("page", GUIDES, ids=lambda p: p.name)
    def test_python_in_the_guides_runs(
        self, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = "\n".join(blocks(page, "python"))
        report = (ROOT / "examples" / "batken_2022-01.txt").read_text("utf-8")
        (tmp_path / "report.txt").write_text(report, "utf-8")
        monkeypatch.chdir(tmp_path)
        exec(compile(code, page.name, "exec"), {"__name__": "__main__"})  # noqa: S102 - our own page
        plt.close("all")


def test_the_site_builds_without_a_warning_and_asks_no_network(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*call, "-d", str(tmp_path / "trees"), str(DOCS), str(tmp_path / "site")],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    site = tmp_path / "site"
    assert [p for p in names if not (site / p).with_suffix(".html").is_file()] == []
    outside = re.compile(
        r"""(?:<script[^>]*src|<link[^>]*href|<img[^>]*src|url\(|@import)[=\s("']+(?:https?:)?//"""
    )
    pages = [f for f in site.rglob("*") if f.suffix in {".html", ".css"}]
    assert [f.name for f in pages if outside.search(f.read_text("utf-8"))] == []
