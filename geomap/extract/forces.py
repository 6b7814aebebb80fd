"""Forces that belong to a country without naming it: "BSF jawans", "Taliban fighters"."""

from __future__ import annotations

from functools import cache

from geomap.extract.lexicon import Pattern, compile_words, load_lexicon
from geomap.extract.tokens import Nation

__all__ = ["find_forces", "find_organisations"]


@cache
def _tables(lang: str) -> tuple[Pattern, dict[str, Pattern]]:
    raw: dict[str, list[str]] = load_lexicon(lang).raw["forces"]
    every = compile_words([entry for entries in raw.values() for entry in entries])
    return every, {iso3: compile_words(entries) for iso3, entries in raw.items()}


@cache
def _organisations(lang: str) -> tuple[Pattern, tuple[tuple[str, Pattern], ...]]:
    raw: dict[str, list[str]] = load_lexicon(lang).raw["organisations"]
    every = compile_words([entry for entries in raw.values() for entry in entries])
    return every, tuple((name, compile_words(entries)) for name, entries in raw.items())


def find_organisations(text: str, lang: str) -> list[str]:
    """Find the armed organisations that a text names, by the name they are kept under.

    Parameters
    ----------
    text : str
        A few words; empty finds nothing.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    list of str

    Examples
    --------
    >>> find_organisations("a senior Hizbollah commander", "en"), find_organisations("men", "en")
    (['Hezbollah'], [])
    """
    every, names = _organisations(lang)
    if not text or every.search(text) is None:
        return []
    return [name for name, words in names if words.search(text)]


def find_forces(text: str, lang: str) -> list[Nation]:
    """Find the armed forces and services that a text names without their country.

    Parameters
    ----------
    text : str
        A sentence.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    list of Nation
        With ``kind`` ``force``, in order; the table is ``forces`` of the language.

    Examples
    --------
    >>> [(n.text, n.iso3) for n in find_forces("Two BSF jawans and a Taliban fighter", "en")]
    [('BSF', 'IND'), ('jawans', 'IND'), ('Taliban', 'AFG')]
    """
    every, tables = _tables(lang)
    out = []
    for m in every.finditer(text):
        iso3 = next(c for c, p in tables.items() if p.match(text, m.start(), m.end()))
        out.append(Nation(m.start(), m.end(), text[m.start() : m.end()], iso3, "force"))
    return out
