"""What the repository promises in its files holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-data.lock")
OPTIONAL = {
    Requirement(text).name
    for texts in PROJECT["project"]["optional-dependencies"].values()
    for text in texts
}
DEPENDENCIES = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
PACKAGES: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
IMPORT_NAMES = {
    "fonttools": "fontTools",
    "markdown-it-py": "markdown_it",
    "scikit-learn": "sklearn",
    "text2num": "text_to_num",
}
BY_NAME = {"dask", "distributed", "pmtiles"}  # untyped: imported through importlib
USED_UNSEEN = {"tzdata"}  # zoneinfo's rules
# In two pieces each, so that this file does not name what it looks for.
REGISTRIES = tuple(
    "".join(pieces)
    for pieces in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("deb.", "debian.org"),
        ("cdn.", "jsdelivr"),
        ("unp", "kg.com"),
    )
)
MACHINE_PATHS = tuple(
    "".join(pieces) for pieces in (("/wo", "rk/"), ("/ro", "ot/"), ("/tm", "p/x/"))
)


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def naming(words: tuple[str, ...]) -> list[str]:
    """Text files that name one of the words."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        text = content.decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in words if word in text]
    return found


def pins(lock: str) -> dict[str, list[Version]]:
    pinned: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.M):
        pinned.setdefault(canonicalize_name(name), []).append(Version(version))
    return pinned


def imported() -> set[str]:
    """Top-level names that the packages import, whether at once or when needed."""
    names = set()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - set(PACKAGES)


def test_every_import_is_declared_and_every_dependency_is_imported() -> None:
    declared = {IMPORT_NAMES.get(d.name, d.name.replace("-", "_")) for d in DEPENDENCIES}
    optional = {IMPORT_NAMES.get(name, name) for name in OPTIONAL}
    assert imported() - declared == optional - BY_NAME
    assert declared - imported() == USED_UNSEEN


def test_no_file_names_a_registry() -> None:
    assert naming(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert naming(MACHINE_PATHS) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host_and_pin_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|^--|^-e|@ ", text, re.M)
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("dependency", DEPENDENCIES, ids=lambda d: str(d.name))
def test_locks_hold_each_dependency_in_its_range(dependency: Requirement, lock: str) -> None:
    versions = pins(lock)[canonicalize_name(dependency.name)]
    assert all(dependency.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_the_other_locks_agree_with_the_run_lock(lock: str) -> None:
    run, other = pins(LOCKS[0]), pins(lock)
    assert {name: other.get(name) for name in run} == run


@pytest.mark.parametrize("dependency", DEPENDENCIES, ids=lambda d: str(d.name))
def test_architecture_says_why_each_dependency(dependency: Requirement) -> None:
    assert f"`{dependency.name}`" in (ROOT / "docs/architecture.md").read_text("utf-8")


def test_licence_files_are_there_and_named() -> None:
    named = PROJECT["project"]["license-files"]
    assert "LICENSE" in named
    assert [name for name in named if not list(ROOT.glob(name))] == []


def test_the_licence_of_the_code_is_bsd() -> None:
    assert PROJECT["project"]["license"] == "BSD-3-Clause"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("BSD 3-Clause License")


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
