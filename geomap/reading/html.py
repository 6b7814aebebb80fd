"""Read web pages: the main text and what the page says of itself.

The main text is found by trafilatura, after what the page hides is taken out.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from geomap.errors import ReadError
from geomap.reading.document import Document, clean
from geomap.reading.encoding import decode
from geomap.reading.hidden import drop_invisible
from geomap.reading.page import page_facts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["parse_page", "read_html", "visible_text"]

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,30})""", re.I
)
_LINE_TAGS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"}
    | {"h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table"}
    | {"tbody", "td", "th", "thead", "title", "tr", "ul"}
)
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]{1,10000}")
_WIDE = re.compile(r"[ \t\u00a0]{2,10000}")
# Pictures in running text: trafilatura breaks the line at them, and the parser, which does not know
# that some hold nothing, puts the words after them inside.
_PICTURES = ("img", "picture", "source", "track", "embed", "wbr")
# Parsers look each attribute up among all others of its tag: a tag of 50,000 takes half a minute.
_TAG = re.compile(r"""<([a-zA-Z][\w:-]{0,40})(?:[^"'<>]|"[^"]*+"|'[^']*+')*+>""")
MAX_ATTRIBUTES = 1000  # words in one tag; a drawing's path has more, and is no text
MAX_ELEMENTS = 200_000  # of one page; the largest news pages have some 5,000
MAX_MARKUP = 10_000_000  # characters


def _bound_tag(match: re.Match[str]) -> str:
    """Hide the element of a tag with more attributes than anybody writes."""
    if len(match[0]) < MAX_ATTRIBUTES or len(match[0].split(None, MAX_ATTRIBUTES)) < MAX_ATTRIBUTES:
        return match[0]
    return f"<{match[1]} hidden>"


def parse_page(markup: str, source: str) -> HtmlElement:
    """Parse a page, however broken.

    Parameters
    ----------
    markup : str
        The page.
    source : str
        Its name, for messages.

    Returns
    -------
    lxml.html.HtmlElement

    Raises
    ------
    ReadError
        Nothing in it can be parsed, or it has more elements than any page.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if len(markup) > MAX_MARKUP:
        raise ReadError(f"{source}: longer than {MAX_MARKUP:,} characters, which no article is")
    if markup.count("<") > 2 * MAX_ELEMENTS:
        raise ReadError(
            f"{source}: more than {MAX_ELEMENTS:,} elements; save the article's text alone"
        )
    # A declaration of another encoding would contradict the text, which is decoded already.
    markup = re.sub(r"^\s{0,100}<\?xml[^>]{0,300}\?>", "", markup.replace("\x00", ""))
    parser = HTMLParser(remove_pis=True, huge_tree=True)
    try:
        tree: HtmlElement = document_fromstring(_TAG.sub(_bound_tag, markup), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{source}: this page has no text ({error})") from error
    if any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log):
        raise ReadError(
            f"{source}: elements nested more than 2,000 deep, which hides part of the text; "
            "save the article's text alone"
        )
    return tree


def visible_text(tree: HtmlElement) -> str:
    r"""Give all words of a page, one block a line.

    Parameters
    ----------
    tree : lxml.html.HtmlElement
        The page, what is hidden taken out.

    Returns
    -------
    str

    Examples
    --------
    >>> from lxml import html
    >>> visible_text(html.fromstring("<div><p>Two <b>men</b></p><p>fled.</p></div>"))
    'Two men\n\nfled.'
    """
    from lxml import etree

    out: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        line = isinstance(element.tag, str) and element.tag in _LINE_TAGS
        if line:
            out.append("\n")
        words = element.text if event == "start" and isinstance(element.tag, str) else None
        words = element.tail if event == "end" and element is not tree else words
        if words:
            out.append(_SPACES.sub(" ", words))
    return clean(re.sub(r" ?\n ?", "\n", "".join(out)))


def _without_pictures(tree: HtmlElement) -> None:
    """Take pictures out of sentences; the words round them stay, and stay apart."""
    from lxml import etree

    for element in tree.iter(*_PICTURES):
        if element.tag != "wbr":
            element.text = f" {element.text or ''}"
    etree.strip_tags(tree, *_PICTURES)
    for link in tree.iter("a"):
        if not len(link) and not (link.text or "").strip():
            link.tag = "wbr"  # it held a picture and no words
    etree.strip_tags(tree, "wbr")


def _main_text(tree: HtmlElement) -> str:
    """Find the article among menus and footers."""
    import trafilatura

    # It reports each odd page as an error of its own; we judge by the text that comes out.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    found = trafilatura.extract(
        tree, include_comments=False, include_tables=True, output_format="txt"
    )
    return clean(_WIDE.sub(" ", found or ""))


def charset_of(data: bytes) -> str:
    """Give the encoding that a page claims, or ``""``."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def read_html(data: bytes, source: str) -> Document:
    """Read a web page.

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name, for messages.

    Returns
    -------
    Document

    Raises
    ------
    ReadError
        No text, or the bytes cannot be decoded.

    Examples
    --------
    >>> page = b"<title>News</title><body><p>Two guards were killed at the post on 3 May.</p>"
    >>> read_html(page, "a.html").text
    'Two guards were killed at the post on 3 May.'
    """
    tree = parse_page(decode(data, source, hint=charset_of(data)), source)
    facts = page_facts(tree)
    _without_pictures(tree)
    hidden = drop_invisible(tree)
    shown = visible_text(tree)
    text = (_main_text(tree) or shown) if shown else ""
    if not text:
        raise ReadError(
            f"{source}: no text in this page (a script may draw it); "
            "open it in a browser and save or copy the article's text"
        )
    notes = (f"{hidden} characters that the page hides from its readers were left out",)
    return Document(text=text, **facts, notes=notes if hidden else ())
