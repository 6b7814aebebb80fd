"""Open a map in Chromium as a reader would, the network off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import folium
    from playwright.sync_api import Browser, Page

READY = "html[data-geomap=ready]"


class Reader:
    """A page, what it complained of and what it asked the network for."""

    def __init__(self, page: Page):
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on(
            "console",
            lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.requests.append(request.url)

    def look_at(self, lat: float, lon: float, zoom: float) -> None:
        self.page.evaluate(
            """(at) => { Object.entries(window).find(([k]) => k.startsWith("map_"))[1]
                .setView([at[0], at[1]], at[2], { animate: false }); }""",
            [lat, lon, zoom],
        )

    def quiet(self) -> bool:
        return not self.complaints and not self.requests


@contextmanager
def reading(
    browser: Browser, shown: folium.Map | str, folder: Path, **context: Any
) -> Iterator[Reader]:
    """Save a map (or a page) and open the file."""
    path = folder / "map.html"
    if isinstance(shown, str):
        path.write_text(shown, encoding="utf-8")
    else:
        shown.save(str(path))
    opened = browser.new_context(
        **{"offline": True, "viewport": {"width": 1280, "height": 800}} | context
    )
    try:
        opened.set_default_timeout(8_000)
        reader = Reader(opened.new_page())
        reader.page.goto(path.as_uri())
        reader.page.wait_for_selector(READY, timeout=30_000)
        yield reader
    finally:
        opened.close()
