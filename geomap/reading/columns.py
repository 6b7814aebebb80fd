"""Guess which columns of a corpus hold the text and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

__all__ = ["Columns", "guess_columns"]

# Names in order of trust, as corpora, crawlers and news archives write them.
_NAMES = {
    "text": "text fulltext full_text body article_text articlebody article_body content maintext "
    "main_text plain_text raw_text report_text story message article report текст",
    "doc_id": "doc_id docid document_id id uid uuid article_id report_id guid key",
    "url": "url link source_url article_url uri permalink canonical web_url href",
    "published": "published published_on date_published publication_date published_at publish_date "
    "date_publish pub_date pubdate publishdate datepublished timestamp date datetime created_at "
    "created",
    "publisher": "publisher sitename site_name outlet source_name newspaper source_domain source "
    "site domain hostname feed",
    "title": "title headline heading subject titel заголовок",
    "lang": "lang language lang_code language_code locale",
}


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Columns of a corpus; an empty name means that there is none."""

    text: str
    doc_id: str = ""
    url: str = ""
    published: str = ""
    publisher: str = ""
    title: str = ""
    lang: str = ""

    def __str__(self) -> str:
        """Show the guess: ``text=body, url=link``."""
        pairs = [(f.name, getattr(self, f.name)) for f in fields(self)]
        return ", ".join(f"{name}={column}" for name, column in pairs if column)


def _plain(name: str) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\s._-]{1,20}", "_", name).lower()


def guess_columns(names: Iterable[str], given: Mapping[str, str] | None = None) -> Columns | None:
    """Guess the columns of a corpus by their names.

    Parameters
    ----------
    names : iterable of str
        The corpus's columns.
    given : mapping or None
        What the user says: ``{"text": "Story"}``; it goes before any guess.

    Returns
    -------
    Columns or None
        None where no column looks like the text.

    Raises
    ------
    ValueError
        A column was given that is not there, or a role that does not exist.

    Examples
    --------
    >>> print(guess_columns(["ID", "Headline", "Article Text", "pub-date"]))
    text=Article Text, doc_id=ID, published=pub-date, title=Headline
    >>> guess_columns(["lat", "lon", "fatalities"]) is None
    True
    """
    listed = list(names)
    plain = {_plain(name): name for name in reversed(listed)}
    found: dict[str, str] = {}
    for role, column in (given or {}).items():
        if role not in _NAMES:
            raise ValueError(f"{role!r} is not one of {', '.join(_NAMES)}")
        if column not in listed:
            raise ValueError(f"no column {column!r}; there are: {', '.join(listed[:40])}")
        found[role] = column
    for role, words in _NAMES.items():
        match = next((plain[w] for w in words.split() if w in plain), "")
        if role not in found and match and match not in found.values():
            found[role] = match
    return Columns(**found) if found.get("text") else None
