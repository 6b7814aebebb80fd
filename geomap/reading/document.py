"""What a reader of any format hands on: words, and what the file says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Document", "clean", "one_line"]

# Invisible characters that a page may hide words in or split words with: soft hyphens, zero-width
# spaces, bidirectional overrides, Unicode tags. Joiners (200C, 200D) belong to Persian and Hindi.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_TRAILING = re.compile(r"[ \t]{1,1000}$", re.MULTILINE)
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True)
class Document:
    """The text of a file or row with its metadata, as far as it gives them.

    Parameters
    ----------
    text : str
        The words; spans count in them.
    title, publisher, url, lang : str
        As the file says; empty where it does not. ``lang`` is ISO 639-1 and
        only a hint: the words decide.
    published_on : str or None
        ISO day.
    published_basis : str
        Where the day stands in the file, or why the one there is not used.
    notes : tuple of str
        What a reader must be told: parts left out, a file cut short.
    """

    text: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    lang: str = ""
    published_on: str | None = None
    published_basis: str = ""
    notes: tuple[str, ...] = ()


def clean(text: str) -> str:
    r"""Take invisible and control characters and surplus white space out of extracted text.

    Parameters
    ----------
    text : str
        Text taken out of a page, a PDF or a mail.

    Returns
    -------
    str

    Examples
    --------
    >>> clean("two sol\u00addiers\r\n\n\n\nfled \u202eereht ")
    'two soldiers\n\nfled ereht'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return _GAPS.sub("\n\n", _TRAILING.sub("", text)).strip()


def one_line(value: object, limit: int = 300) -> str:
    r"""Give a value as one short line, for titles and names.

    Parameters
    ----------
    value : object
        Anything; not a string gives ``""``.
    limit : int
        Characters kept.

    Returns
    -------
    str

    Examples
    --------
    >>> one_line("  Two killed \n at the border ")
    'Two killed at the border'
    >>> one_line(None)
    ''
    """
    if not isinstance(value, str):
        return ""
    return " ".join(clean(value[: 4 * limit]).split())[:limit]
