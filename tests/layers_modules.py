"""Call the browser's modules from a test, in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from layers.element import _said
from layers.escape import encode_json
from layers.style import kinds_payload
from layers.ui import read_ui

TESTS = Path(__file__).resolve().parent
Call = tuple[str, str, list[Any]]


def node() -> str:
    """Node's command; the test is skipped where there is none."""
    return shutil.which("node") or pytest.skip("no Node on this machine")


def called(calls: list[Call], lang: str = "en") -> list[Any]:
    """What functions of layers/static give: (module, function, arguments) each."""
    given = {"said": _said(read_ui(lang)), "kinds": kinds_payload(), "calls": calls}
    done = subprocess.run(
        [node(), str(TESTS / "layers_calls.mjs")],
        input=encode_json(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def call(module: str, name: str, *args: Any, lang: str = "en") -> Any:
    """What one function gives."""
    return called([(module, name, list(args))], lang)[0]
