"""Tiles: a background from a tile server, as an option; without a network the base map stays.

A page with tiles asks their server, and no other, for pictures: the server
learns what part of the map its reader looks at.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from layers.element import DataLayer, figure_of
from layers.errors import TilesError
from layers.ui import read_ui

__all__ = ["TilesLayer", "provider_named"]

_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")  # it goes into the page's policy


class TilesLayer(DataLayer):
    """A background of tiles over the base map.

    Parameters
    ----------
    provider : str or xyzservices.TileProvider
        A provider's name (``"OpenTopoMap"``), or one with its key filled in.
    lang : str
        Language of the interface.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    TilesError
        No provider of that name, one that needs a key, or one that is not on the web.

    Examples
    --------
    >>> layer = TilesLayer("OpenStreetMap Mapnik")
    >>> layer.hosts, layer.options["attribution"]
    (['https://tile.openstreetmap.org'], '(C) OpenStreetMap contributors')
    """

    requires: ClassVar[tuple[str, ...]] = ()

    def __init__(self, provider: str | Mapping[str, Any], *, lang: str = "en", show: bool = True):
        ui = read_ui(lang)
        found = provider_named(provider) if isinstance(provider, str) else _provider(provider)
        subdomains = [*(found.get("subdomains") or "abc")]
        url = _address(found)
        super().__init__(
            name=ui.text("layers.tiles", name=found.name),
            starter="tiles",
            options={
                "url": url,
                "name": found.name,
                "attribution": str(found.get("attribution") or ""),
                "maxZoom": int(found.get("max_zoom") or 18),
                "minZoom": int(found.get("min_zoom") or 0),
                "subdomains": subdomains,
            },
            ui=ui,
            show=show,
        )
        self.group = "layers.shown"
        self.hosts = _hosts(url, subdomains)

    def render(self, **kwargs: Any) -> str:
        """Allow the page to show pictures of the tile server, and put the layer into it."""
        allowed = getattr(figure_of(self), "image_hosts", None)
        if allowed is not None:
            allowed.update(self.hosts)
        return super().render(**kwargs)


def provider_named(name: str) -> Any:
    """Find a tile provider by its name, however it is spelt.

    Parameters
    ----------
    name : str
        ``"OpenTopoMap"``, ``"openstreetmap mapnik"``.

    Returns
    -------
    xyzservices.TileProvider

    Raises
    ------
    TilesError
        There is none; the message names the closest.

    Examples
    --------
    >>> provider_named("open topo map").name
    'OpenTopoMap'
    >>> provider_named("OpenTopoMop")
    Traceback (most recent call last):
    ...
    layers.errors.TilesError: no tile provider 'OpenTopoMop'; closest: OpenTopoMap
    """
    from xyzservices import providers  # type: ignore[import-untyped]

    try:
        return providers.query_name(name)
    except ValueError:
        known = list(providers.flatten())
        close = difflib.get_close_matches(name, known, n=3, cutoff=0.7) or [
            "OpenTopoMap",
            "OpenStreetMap.Mapnik",
        ]
        raise TilesError(f"no tile provider {name!r}; closest: {', '.join(close)}") from None


def _provider(given: Mapping[str, Any]) -> Any:
    from xyzservices import TileProvider

    missing = [key for key in ("url", "name", "attribution") if not given.get(key)]
    if missing:
        raise TilesError(
            f"a tile provider has an url, a name and an attribution; this one lacks "
            f"{', '.join(missing)}"
        )
    return TileProvider(given)


def _address(provider: Any) -> str:
    """Give the pattern of a tile's address, all but its place filled in."""
    if provider.requires_token():
        raise TilesError(
            f"tiles of {provider.name} need a key of their owner; choose another provider, or in "
            "Python fill the key into the xyzservices provider and give that"
        )
    url = str(provider.build_url(fill_subdomain=False))
    parts = urlsplit(url.replace("{s}", "a"))
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        raise TilesError(f"tiles of {provider.name} are not on the web: {url[:60]!r}")
    return url


def _hosts(url: str, subdomains: list[str]) -> list[str]:
    parts = [urlsplit(url.replace("{s}", sub)) for sub in subdomains]
    wrong = [part.netloc for part in parts if not _HOST.fullmatch(part.netloc)]
    if wrong:
        raise TilesError(f"{wrong[0][:60]!r} is no name of a tile server")
    return list(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))
