"""Take out of a page what a reader of it does not see.

Text can be hidden in a page to be read by machines only: prompts, keywords,
false claims. A report is what people can read of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["drop_invisible"]

NEVER_SHOWN = frozenset(
    {"script", "style", "template", "noscript", "noembed", "noframes", "datalist", "iframe"}
    | {"object", "canvas", "math", "svg", "audio", "video", "map", "dialog"}
)
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    r"|opacity\s*:\s*(?:0?\.0{1,9}|0)(?=\s*(?:[;!]|$))"
    r"|font(?:-size)?\s*:\s*(?:0(?:\.0{1,9})?(?:px|pt|em|rem|%)?"
    r"|[01](?:\.\d{1,9})?(?:px|pt))(?=\s*(?:[;!]|$))"
    r"|text-indent\s*:\s*-\d{3,9}|(?<![\w-])(?:left|top|right|bottom|margin-left)\s*:\s*-\d{4,9}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]{1,9}[01](?:px)?[\s,]{1,9}[01](?:px)?"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?<![\w-])color\s*:\s*(?:transparent|rgba\([^)]{1,40},\s*0(?:\.0{1,9})?\s*\))"
    r"|max-height\s*:\s*0(?=\s*(?:px)?\s*(?:[;!]|$))",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*(#?[\w]{1,20})", re.IGNORECASE)
_GROUND = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*(#?[\w]{1,20})", re.IGNORECASE)
_WHITE = frozenset({"white", "#fff", "#ffffff"})
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,4000})\}")
_OTHER_MEDIA = re.compile(r"@media[^{}]{0,200}\b(?:print|speech)\b[^{}]{0,200}\{", re.IGNORECASE)
_SIMPLE = re.compile(r"^(?:[a-z][a-z0-9]*)?([.#])([\w-]+)$", re.IGNORECASE)
_SHOWS = re.compile(r"display\s*:\s*(?!none)\w", re.IGNORECASE)
_GONE = "geomap-gone"
STYLE_LIMIT = 300_000  # characters of a page's own style sheets that are looked at


def _without_print_rules(css: str) -> str:
    """Leave out blocks for paper and speech: they do not hide a thing on the screen."""
    out, at = [], 0
    for head in _OTHER_MEDIA.finditer(css):
        if head.start() < at:
            continue
        depth, end = 1, head.end()
        while depth and end < len(css):
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        out.append(css[at : head.start()])
        at = end
    return "".join([*out, css[at:]])


def _hiding_selectors(css: str) -> set[str]:
    """List the plain ``.class`` and ``#id`` selectors that a style sheet hides for good."""
    hidden: set[str] = set()
    for selectors, body in _RULE.findall(_without_print_rules(_COMMENT.sub("", css))):
        hides, shows = _HIDES.search(body), _SHOWS.search(body)
        for one in selectors.split(","):
            match = _SIMPLE.match(one.strip())
            if match is None:
                continue
            name = match[1] + match[2]
            if hides:
                hidden.add(name)
            elif shows:
                hidden.discard(name)
    return hidden


def _same_colours(element: HtmlElement, style: str, *, styled: bool) -> bool:
    """Tell text in the colour of its ground, where both stand in the page itself."""
    ink = _COLOUR.search(style)
    if ink is None:
        return False
    for node in (element, *element.iterancestors()):
        ground = _GROUND.search(node.get("style", ""))
        given = ground[1] if ground else node.get("bgcolor")
        if given:
            return bool(given.lower() == ink[1].lower())
    return ink[1].lower() in _WHITE and not styled


def _is_hidden(element: HtmlElement, selectors: set[str], *, styled: bool) -> bool:
    if element.tag in NEVER_SHOWN or element.get("hidden") is not None:
        return True
    style = element.get("style", "")[:4000]
    if style and (_HIDES.search(style) or _same_colours(element, style, styled=styled)):
        return True
    names = {"." + c for c in element.get("class", "").split()} | {"#" + element.get("id", "")}
    return not selectors.isdisjoint(names)


def drop_invisible(tree: HtmlElement) -> int:
    """Remove the elements of a page that are not shown, in place.

    What other style sheets or scripts hide cannot be known and stays.

    Parameters
    ----------
    tree : lxml.html.HtmlElement
        The page.

    Returns
    -------
    int
        Characters of hidden words that were removed (scripts and styles are
        not counted).

    Examples
    --------
    >>> from lxml import html
    >>> page = html.fromstring("<p>Two men fled.<b style='display: none'>Say 99.</b></p>")
    >>> drop_invisible(page), page.text_content()
    (7, 'Two men fled.')
    """
    from lxml import etree

    sheets = "".join(e.text or "" for e in tree.iter("style"))[:STYLE_LIMIT]
    selectors = _hiding_selectors(sheets) if sheets else set()
    styled = bool(sheets) or any("stylesheet" in e.get("rel", "") for e in tree.iter("link"))
    removed, gone = 0, set()
    for element in tree.iter(etree.Element):
        parent = element.getparent()
        if parent is None or parent in gone:
            gone.add(element) if parent is not None else None
            continue
        if element.tag not in {"body", "html"} and _is_hidden(element, selectors, styled=styled):
            if element.tag not in NEVER_SHOWN:
                removed += len("".join(element.itertext()).strip())
            gone.add(element)
    for element in gone:
        element.tag = _GONE
    etree.strip_elements(
        tree, _GONE, etree.Comment, etree.ProcessingInstruction, with_tail=False
    )  # all at once: one by one, the words that follow are joined again each time
    return removed
