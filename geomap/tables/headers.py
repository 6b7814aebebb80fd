"""Guess what each column of an unknown table holds (``data/tables/headers.toml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from geomap.tables.codes import table

__all__ = ["fields", "guess"]

_MARKS = re.compile(r"[\W_]+")
MAX_HEADER = 80  # a longer one is prose, not a name


def fields() -> tuple[str, ...]:
    """Return the fields that a column can be mapped to.

    Examples
    --------
    >>> fields()[:3]
    ('id', 'date', 'date_start')
    """
    return tuple(name for name in table("headers") if name != "words")


def _key(text: str) -> str:
    return _MARKS.sub(" ", text.casefold().replace("ё", "е")).strip()


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {f: tuple(dict.fromkeys(filter(None, map(_key, table("headers")[f])))) for f in fields()}


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Guess which column is which field.

    A header that is a known word whole is taken first; then one that holds a
    word of more than three letters. Each column serves one field.

    Parameters
    ----------
    columns : sequence of str
        Headers.

    Returns
    -------
    dict
        Field to column.

    Examples
    --------
    >>> guess(["Дата", "Место события", "Погибло"])
    {'date': 'Дата', 'place': 'Место события', 'killed': 'Погибло'}
    >>> guess(["Incident location", "Reported date"])
    {'place': 'Incident location', 'date': 'Reported date'}
    >>> guess(["foo", ""])
    {}
    """
    keys = {c: _key(c) for c in columns if len(c) <= MAX_HEADER}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for whole in (True, False):
        for field, words in _words().items():
            if field in found:
                continue
            column = next(
                (c for w in words for c in _having(w, keys, whole=whole) if c not in taken), None
            )
            if column is not None:
                found[field] = column
                taken.add(column)
    return {c[0]: c[1] for c in sorted(found.items(), key=lambda f: list(columns).index(f[1]))}


def _having(word: str, keys: dict[str, str], *, whole: bool) -> list[str]:
    if whole:
        return [c for c, key in keys.items() if key == word]
    if len(word) <= 3:
        return []
    return [c for c, key in keys.items() if f" {word} " in f" {key} "]
