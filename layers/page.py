"""Page: one HTML file that asks the network for nothing and runs only itself.

A Content-Security-Policy names the hash of every script that this package and
folium wrote. Whatever text slips into the page in another way does not run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from branca.element import CssLink, Element, Figure, JavascriptLink

from layers.assets import foreign_script, leaflet_script, leaflet_style
from layers.element import Block, Verbatim
from layers.escape import escape_text, guard_script
from layers.ui import Ui

__all__ = ["MapFigure"]

_ID = re.compile(r"[0-9a-f]{32}")
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"


@dataclass(kw_only=True)
class _Parts:
    """What the elements of a figure put into its page."""

    head: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    foreign: bool = False


class MapFigure(Figure):
    """A figure whose page is one safe file.

    Parameters
    ----------
    title : str
        The page's title.
    ui : Ui
        Interface text.
    """

    def __init__(self, *, title: str, ui: Ui):
        super().__init__(title=title)
        self.ui = ui
        self.image_hosts: set[str] = set()

    def render(self, **kwargs: Any) -> str:
        """Return the whole page."""
        sections = (self.header, self.html, self.script)
        given = [dict(section._children) for section in sections]
        for child in list(self._children.values()):
            child.render(**kwargs)
        page = _compose(self.title or "", self.ui, _collect(self), sorted(self.image_hosts))
        for section, children in zip(sections, given, strict=True):
            section._children = OrderedDict(children)
        return page

    def _repr_html_(self, **kwargs: Any) -> str:
        """Show the page in a notebook, in a frame that cannot reach the notebook."""
        page = escape(self.render(**kwargs), quote=True)
        trust = "Make this Notebook Trusted to load map: File -> Trust Notebook"
        return (
            '<div style="position:relative;width:100%;height:600px">'
            f'<span style="color:#565656">{trust}</span>'
            f'<iframe srcdoc="{page}" sandbox="{_SANDBOX}" allowfullscreen '
            f'title="{escape_text(self.title or "")}" '
            'style="position:absolute;width:100%;height:100%;left:0;top:0;border:0"></iframe></div>'
        )


def _collect(figure: Figure) -> _Parts:
    parts = _Parts()
    steady = _steady_ids(figure)
    for name, element in figure.header._children.items():
        # Links to a network that must not be asked; our own meta says the charset.
        if not isinstance(element, JavascriptLink | CssLink) and name != "meta_http":
            parts.head.append(steady(element.render()))
            parts.foreign |= not isinstance(element, Verbatim)
    for element in figure.html._children.values():
        text = element.render()
        into = parts.late if isinstance(element, Block) and element.late else parts.body
        into.append(text if isinstance(element, Block) else steady(text))
        parts.foreign |= not isinstance(element, Verbatim)
    for element in figure.script._children.values():
        ours = isinstance(element, Verbatim)
        text = steady(element.render())
        parts.scripts.append(text if ours else guard_script(text))
        parts.foreign |= not ours
    return parts


def _compose(title: str, ui: Ui, parts: _Parts, image_hosts: Sequence[str]) -> str:
    beside = [foreign_script()] if parts.foreign else []
    own = [*parts.scripts, "geomapLayers.ready();"]
    # Between two scripts a browser paints; with another's script among them, each may fail alone.
    written = [leaflet_script(), *beside, *(own if parts.foreign else ["\n".join(own)])]
    scripts = [_unix(text) for text in written if text.strip()]
    styles = [f"<style>{_unix(leaflet_style())}</style>", *parts.head]
    head = "\n".join(
        [
            '<meta charset="utf-8">',
            _policy(scripts, None if parts.foreign else styles, image_hosts),
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape_text(title)}</title>",
            *styles,
        ]
    )
    run = [f"<script>{text}</script>" for text in scripts]
    body = "\n".join([*parts.body, *run, *parts.late])
    return (
        f'<!DOCTYPE html>\n<html lang="{ui.lang}" dir="{ui.direction}">\n<head>\n{head}\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _policy(scripts: list[str], styles: list[str] | None, image_hosts: Sequence[str]) -> str:
    """Allow the scripts, and the style sheets or, beside other layers, any inline style.

    Pictures may come from the servers of a tile layer, where there is one.

    A style that another folium layer brings may recolour the page; without a
    network it can tell nobody anything.
    """
    sheets = (
        None if styles is None else [style[len("<style>") : -len("</style>")] for style in styles]
    )
    rules = (
        "default-src 'none'",
        f"script-src {_hashes(scripts)}",
        "style-src " + ("'unsafe-inline'" if sheets is None else _hashes(sheets)),
        " ".join(["img-src data:", *map(escape_text, image_hosts)]),
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    sources = (f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
    return " ".join(dict.fromkeys(sources))


def _unix(text: str) -> str:
    """Browsers turn line ends into line feeds before they hash a script or a style."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _steady_ids(figure: Figure) -> Callable[[str], str]:
    """Return a function that puts a running number in place of folium's random ids."""
    steady: dict[str, str] = {}
    for element in _elements(figure, set()):
        steady.setdefault(element._id, f"{len(steady):032x}")
    return lambda text: _ID.sub(lambda match: steady.get(match[0], match[0]), text)


def _elements(element: Element, seen: set[int]) -> Iterator[Element]:
    """Walk an element, its children and the elements that it holds besides (a popup's text)."""
    if id(element) in seen:
        return
    seen.add(id(element))
    yield element
    held = [value for value in vars(element).values() if isinstance(value, Element)]
    for child in [*element._children.values(), *held]:
        yield from _elements(child, seen)
