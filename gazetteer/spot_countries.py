"""Words that tell a country, by key: the little that spotting needs of them.

The same tables as :mod:`gazetteer.countries`, laid out for one language by
:mod:`gazetteer.spot_words`: a spotter must be ready in a few milliseconds.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from gazetteer.spot_words import word_tables

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
    rows = word_tables(lang)["countries"]
    return {key: CountryKey(iso3, name == 1, code == 1) for key, (iso3, name, code) in rows.items()}
