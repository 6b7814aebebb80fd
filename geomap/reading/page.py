"""What a page says of itself: title, publisher, address, day of publication.

Only fields made for it are read. Guesses are left alone: a day out of the
address, a year of copyright or a picture's name has put events in wrong years.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from geomap.reading.document import one_line
from geomap.reading.published import usable_day

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["PageFacts", "page_facts"]

PageFacts = dict[str, Any]
# The names under which publishers give the day, in order of trust.
DAY_FIELDS = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "publication_date",
    "publication-date",
    "publish-date",
    "publish_date",
    "published",
    "pubdate",
    "date",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
)
TITLE_FIELDS = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
PUBLISHER_FIELDS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher")
_ARTICLE = re.compile(r"Article|Posting|Report|WebPage$", re.IGNORECASE)
LD_LIMIT = 500_000  # characters of one JSON-LD block
LD_DEPTH = 6


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = meta.get("content") or meta.get("datetime") or ""
        for attribute in ("property", "name", "itemprop"):
            name = meta.get(attribute, "").strip().lower()
            if name and content.strip():
                found.setdefault(name, content.strip())
    return found


def _objects(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > LD_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        inside: object = [value.get(k) for k in ("@graph", "mainEntity", "mainEntityOfPage")]
    else:
        inside = value
    for item in inside if isinstance(inside, list) else ():
        yield from _objects(item, depth + 1)


def _json_ld(tree: HtmlElement) -> dict[str, Any]:
    """Find the article among the page's JSON-LD, or give an empty dict."""
    for script in tree.iter("script"):
        if "ld+json" not in script.get("type", "") or len(script.text or "") > LD_LIMIT:
            continue
        try:
            data = json.loads((script.text or "").strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            if _ARTICLE.search(str(item.get("@type", ""))) and item.get("datePublished"):
                return item
    return {}


def _time_elements(tree: HtmlElement) -> str:
    """Give the day of the one <time> that is marked as the publication's."""
    for element in tree.iter("time", "span", "abbr"):
        marked = {element.get("itemprop", "").lower(), *element.get("class", "").lower().split()}
        marked |= {"pubdate"} if element.get("pubdate") is not None else set()
        if marked & {"datepublished", "pubdate", "dt-published", "entry-date", "published"}:
            return str(
                element.get("datetime") or element.get("content") or element.get("title") or ""
            )
    return ""


def _day(
    tree: HtmlElement, metas: dict[str, str], article: dict[str, Any]
) -> tuple[str | None, str]:
    places = [("datePublished", article.get("datePublished"))]
    places += [(name, metas.get(name)) for name in DAY_FIELDS]
    places += [("time element", _time_elements(tree))]
    complaint = ""
    for name, value in places:
        day, basis = usable_day(value, f"the page's metadata ({name})")
        if day:
            return day, basis
        complaint = complaint or basis
    return None, complaint


def _name(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    return one_line(value.get("name") if isinstance(value, dict) else value)


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((one_line(metas[n]) for n in names if metas.get(n)), "")


def _title(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any]) -> str:
    given = _name(article.get("headline")) or _first(metas, TITLE_FIELDS)
    if given:
        return given
    for tag in ("h1", "title"):
        found = next(tree.iter(tag), None)
        if found is not None and (words := one_line("".join(found.itertext()))):
            return words
    return ""


def _address(tree: HtmlElement, metas: dict[str, str]) -> str:
    links = (e.get("href", "") for e in tree.iter("link") if e.get("rel") == "canonical")
    url = next(links, "") or metas.get("og:url", "")
    return url if url.startswith(("http://", "https://")) and len(url) < 2000 else ""


def page_facts(tree: HtmlElement) -> PageFacts:
    """Read the metadata of a page.

    Parameters
    ----------
    tree : lxml.html.HtmlElement
        The page, scripts still in it.

    Returns
    -------
    dict
        ``title``, ``publisher``, ``url``, ``lang``, ``published_on``,
        ``published_basis``, as :class:`geomap.reading.document.Document` has them.

    Examples
    --------
    >>> from lxml import html
    >>> page = html.fromstring(
    ...     '<html lang="en-GB"><head><title>Two hurt</title>'
    ...     '<meta property="article:published_time" content="2022-01-28T09:00:00+06:00">'
    ...     '</head><body><p>x</p></body></html>')
    >>> facts = page_facts(page)
    >>> facts["title"], facts["lang"], facts["published_on"], facts["published_basis"]
    ('Two hurt', 'en', '2022-01-28', "the page's metadata (article:published_time)")
    """
    metas, article = _metas(tree), _json_ld(tree)
    day, basis = _day(tree, metas, article)
    root = next(tree.iter("html"), tree)
    lang = root.get("lang") or metas.get("og:locale") or ""
    return {
        "title": _title(tree, metas, article),
        "publisher": _name(article.get("publisher")) or _first(metas, PUBLISHER_FIELDS),
        "url": _address(tree, metas),
        "lang": re.split(r"[-_]", lang.strip().lower())[0][:3],
        "published_on": day,
        "published_basis": basis,
    }
