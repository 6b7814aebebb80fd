"""Words that tell a country, by key: the little that spotting needs of them.

The same tables as :mod:`gazetteer.countries`, read for one language only: a
spotter must be ready in a few milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gazetteer import russian
from gazetteer.borders_text import data_text
from gazetteer.names import fold

__all__ = ["LONGEST", "CountryKey", "country_keys"]


class CountryKey(NamedTuple):
    """What a key tells: a country's name, its people, or a code in capitals.

    ``iso3`` is ``""`` for names that hold a country's and are none ("Gulf of Mexico").
    """

    iso3: str
    is_name: bool
    code: bool


LONGEST = 8
"""Words of the longest name of a country."""


@cache
def country_keys(lang: str) -> dict[str, CountryKey]:
    """Give names, adjectives, demonyms and codes of countries in a language.

    Examples
    --------
    >>> country_keys("en")["kyrgyzstan"], country_keys("en")["tajik"].is_name
    (CountryKey(iso3='KGZ', is_name=True, code=False), False)
    >>> country_keys("ru")["kirgizii"].iso3
    'KGZ'
    """
    found: dict[str, CountryKey] = {}
    for iso3, word, kind in (*_names(lang), *_words(lang)):
        for form in _forms(word, kind, lang):
            key = fold(form)
            if kind == "none":
                found[key] = CountryKey("", is_name=False, code=False)
            elif key and (key not in found or (kind == "name" and not found[key].is_name)):
                found[key] = CountryKey(iso3, kind in ("name", "code"), kind == "code")
    return found


def _names(lang: str) -> Iterator[tuple[str, str, str]]:
    """Names of the largest country first: of two with one name it is meant."""
    langs = f"{lang}|und" if lang == "en" else lang
    pattern = re.compile(rf"[\t|](?:{langs})=([^|\n]{{3,}})")
    lines = data_text("countries.tsv").splitlines()[1:]
    for line in sorted(lines, key=lambda row: -int(row.split("\t", 6)[5])):
        for match in pattern.finditer(line):
            yield line[:3], match[1], "name"


def _words(lang: str) -> Iterator[tuple[str, str, str]]:
    for line in data_text("country_words.tsv").splitlines()[1:]:
        iso3, code, kind, word = line.split("\t")
        if code == lang:
            yield iso3, word, kind


def _forms(word: str, kind: str, lang: str) -> list[str]:
    if lang == "ru":
        return russian.declined(word) if kind in ("name", "none") else []
    if kind == "noun" and not word.endswith("s"):
        return [word, f"{word}s"]
    return [word]
