"""Make a report of a document: checked, hashed, its language found."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from geomap.errors import ReadError, UsageError
from geomap.extract.lexicon import available_languages, guess_language
from geomap.incident import Report
from geomap.reading.document import Document

__all__ = ["document_to_report", "parse_published"]

SNIFF = 100_000  # characters looked at to tell a binary file
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def parse_published(value: str | None) -> str | None:
    """Check a date of publication given by the user.

    Parameters
    ----------
    value : str or None
        ISO 8601 day, ``2022-02-01``; a trailing EDTF ``~`` or ``?`` is dropped.

    Returns
    -------
    str or None
        The day.

    Raises
    ------
    UsageError
        Not a day.

    Examples
    --------
    >>> parse_published("2022-01-31~")
    '2022-01-31'
    >>> parse_published("last week")
    Traceback (most recent call last):
    geomap.errors.UsageError: --published 'last week' is not a day; write it as 2022-02-01
    """
    if value is None:
        return None
    day = value.strip().rstrip("~?")
    try:
        return dt.date.fromisoformat(day).isoformat()
    except ValueError:
        message = f"--published {value!r} is not a day; write it as 2022-02-01"
        raise UsageError(message) from None


def _check(text: str, name: str) -> None:
    if not text.strip():
        raise ReadError(f"{name}: the report is empty")
    if len(_CONTROL.findall(text[:SNIFF])) > len(text[:SNIFF]) * 0.01:
        raise ReadError(
            f"{name}: this looks like a binary file, not a text; give the report as text"
        )


def _language(document: Document, name: str, given: str | None) -> str:
    """Find the language: as given, by the words, else as the file says."""
    found = given or guess_language(document.text)
    if found is None and document.lang in available_languages():
        found = document.lang
    if found is not None:
        return found
    known = ", ".join(available_languages())
    raise ReadError(
        f"{name}: the language is none of those that geomap reads ({known}); "
        "if it is one of them all the same, say so with --lang"
    )


def _headline(text: str) -> str:
    """Take the first line as the title where it stands as a headline: short, no full stop."""
    first = text.strip().split("\n", 1)[0].strip()
    return first if len(first) <= 140 and not first.endswith((".", ",", ";")) else ""


def document_to_report(
    document: Document,
    *,
    doc_id: str,
    source: str,
    path: str = "",
    data: bytes | None = None,
    published: str | None = None,
    lang: str | None = None,
) -> Report:
    """Make a report of a document.

    Parameters
    ----------
    document : Document
        Text and metadata.
    doc_id : str
        Name of the report in the output.
    source : str
        Where it came from, for messages.
    path : str
        The file.
    data : bytes or None
        The bytes of the file, for the hash; default: the text as UTF-8.
    published : str or None
        ISO day of publication; it goes before what the file says.
    lang : str or None
        ISO 639-1 code; default: found from the words.

    Returns
    -------
    Report

    Raises
    ------
    ReadError
        No words, control characters, or a language without a reading table.
    UsageError
        ``published`` is no day.

    Examples
    --------
    >>> said = Document(text="The guards were at the post and the road.", published_on="2022-01-28",
    ...                 published_basis="the mail's Date header")
    >>> document_to_report(said, doc_id="a", source="a.eml").published_basis
    "the mail's Date header"
    >>> document_to_report(said, doc_id="a", source="a.eml", published="2022-02-01").published_on
    '2022-02-01'
    """
    _check(document.text, source)
    day = parse_published(published)
    undated = "" if day or document.published_on else document.published_basis
    return Report(
        doc_id=doc_id,
        text=document.text,
        sha256=hashlib.sha256(data if data is not None else document.text.encode()).hexdigest(),
        path=path,
        url=document.url,
        publisher=document.publisher,
        title=document.title or _headline(document.text),
        published_on=day or document.published_on,
        published_basis="given with --published" if day else document.published_basis,
        lang=_language(document, source, lang),
        notes=tuple(note for note in (*document.notes, undated) if note),
    )
