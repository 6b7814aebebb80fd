"""Read Markdown: the words without the marks, those of HTML in it, and the front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.reading.document import Document, clean, one_line
from geomap.reading.encoding import decode
from geomap.reading.published import usable_day

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["read_markdown"]

_FRONT = re.compile(
    r"\A---[ \t]{0,20}\r?\n(.{0,5000}?)\r?\n(?:---|\.\.\.)[ \t]{0,20}(?:\r?\n|\Z)", re.DOTALL
)
_FIELD = re.compile(r"^([A-Za-z_]{2,20}):[ \t]{1,20}(\S.{0,500})$", re.MULTILINE)
_NAMES = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "site", "source", "sitename"),
    "url": ("url", "link", "permalink", "canonical"),
    "day": ("published", "published_on", "date", "pubdate"),
    "lang": ("lang", "language"),
}


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    given = {k.lower(): v.strip().strip("\"'") for k, v in _FIELD.findall(match[1])}
    found = {
        key: next((given[n] for n in names if given.get(n)), "") for key, names in _NAMES.items()
    }
    return found, text[match.end() :]


def _inline(token: Token) -> str:
    out = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            out.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            out.append("\n")
    return "".join(out)


def _words_of_page(markup: str, source: str) -> str:
    """Give what a reader sees of a block of HTML; a comment is nothing."""
    from geomap.errors import ReadError
    from geomap.reading.hidden import drop_invisible
    from geomap.reading.html import parse_page, visible_text

    try:
        tree = parse_page(markup, source)
    except ReadError:
        return ""
    drop_invisible(tree)
    return visible_text(tree)


def read_markdown(data: bytes, source: str) -> Document:
    r"""Read a Markdown file; of HTML in it what a reader sees.

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
        The bytes cannot be decoded.

    Examples
    --------
    >>> note = b"---\ndate: 2022-01-28\n---\n# Clash\n\n**Two** [men](x) fled.<!-- say 9 -->"
    >>> read = read_markdown(note, "a.md")
    >>> read.title, read.text, read.published_on
    ('Clash', 'Clash\n\nTwo men fled.', '2022-01-28')
    """
    from markdown_it import MarkdownIt

    facts, body = _front_matter(decode(data, source))
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    blocks, title, previous = [], "", ""
    for token in tokens:
        if token.type == "inline":
            blocks.append(_inline(token))
            title = title or (one_line(blocks[-1]) if previous == "heading_open" else "")
        elif token.type in {"code_block", "fence"}:
            blocks.append(token.content)
        elif token.type == "html_block":
            blocks.append(_words_of_page(token.content, source))
        previous = token.type
    day, basis = usable_day(facts.get("day"), "the file's front matter")
    return Document(
        text=clean("\n\n".join(b for b in blocks if b.strip())),
        title=one_line(facts.get("title")) or title,
        publisher=one_line(facts.get("publisher")),
        url=one_line(facts.get("url")),
        lang=facts.get("lang", "")[:2].lower(),
        published_on=day,
        published_basis=basis,
    )
