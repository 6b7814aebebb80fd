"""Words of a sentence with their spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Nation", "Token", "tokenize"]

_TOKEN = re.compile(
    r"\d{1,3}(?:[,\u00a0\u202f ]\d{3}){1,4}(?!\d)|\d+(?:[.,]\d+)?(?![\w-])"
    r"|\w+(?:[-'’]\w+){0,6}|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark; ``low`` is its lower-case form."""

    start: int
    end: int
    text: str
    low: str


@dataclass(frozen=True, slots=True)
class Nation:
    """A country named in a text, as a name, adjective or demonym.

    ``iso3`` is ISO 3166-1 alpha-3; ``kind`` is ``name``, ``adjective``,
    ``demonym`` or ``code``.
    """

    start: int
    end: int
    text: str
    iso3: str
    kind: str


def tokenize(text: str) -> list[Token]:
    """Split a text into words, numbers and marks.

    Parameters
    ----------
    text : str
        A sentence.

    Returns
    -------
    list of Token
        In order; ``text[t.start:t.end] == t.text``.

    Examples
    --------
    >>> [t.text for t in tokenize("Some 1,200 men (a 36-year-old, too).")]
    ['Some', '1,200', 'men', '(', 'a', '36-year-old', ',', 'too', ')', '.']
    """
    return [Token(m.start(), m.end(), m[0], m[0].lower()) for m in _TOKEN.finditer(text)]
