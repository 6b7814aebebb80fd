"""What every test stands on: no network, no data of the user, an odd clock.

The time zone is set far from every border under test, so that a local day
that leaks through the machine's clock shows at once.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("steady")


def pytest_configure() -> None:
    os.environ["TZ"] = "Pacific/Kiritimati"
    time.tzset()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason=f"no folder {SHARED}")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and data that is handed to the project."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder {SHARED}")
    return SHARED


@pytest.fixture(autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's own data and caches out of the tests."""
    home = tmp_path_factory.getbasetemp() / "home"
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    # Kept between runs: without a packaged index the world is compiled into it.
    monkeypatch.setenv("XDG_CACHE_HOME", str(ROOT / ".pytest_cache" / "home"))


def driver_lacks() -> list[str]:
    """Debian packages that Playwright's own Node needs and that are not there."""
    if sys.platform != "linux":
        return []
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return ["libatomic1"]
    return []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium that reaches no network."""
    lacking = [*([] if CHROMIUM else ["chromium"]), *driver_lacks()]
    if lacking:
        message = f"no browser to test with: apt-get install {' '.join(lacking)}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that is offline; what it complains of is in ``page.complaints``."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda e: complaints.append(str(e)))
    opened.on("requestfailed", lambda r: complaints.append(f"asked for {r.url}"))
    opened.complaints = complaints  # type: ignore[attr-defined]
    yield opened
    context.close()
