"""Take the README's picture of the example map: ``python docs/picture.py MAP.html PICTURE.png``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main(source: Path, target: Path) -> None:
    """Open the map without a network, choose the first incident, and save what is seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}).new_page()
        page.goto(source.resolve().as_uri(), wait_until="load")
        page.get_by_text("Armed clash ·").first.click()
        page.get_by_text("Back to the list").wait_for()
        page.wait_for_timeout(1500)  # the map flies to the incident
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
