"""Words that tell a country, by key: the little that spotting needs of them.

The same tables as :mod:`gazetteer.countries`, laid out for one language by
:mod:`gazetteer.spot_words`: a spotter must be ready in a few milliseconds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from gazetteer.spot_words import word_tables

__all__ = ["LONGEST", "CountryKey", "CountryKeys"]


class CountryKey(NamedTuple):
    """What a key tells: a country's name, its people, or a code in capitals.

    ``iso3`` is ``""`` for names that hold a country's and are none ("Gulf of Mexico").
    """

    iso3: str
    is_name: bool
    code: bool


LONGEST = 8
"""Words of the longest name of a country."""


class CountryKeys:
    """Names, adjectives, demonyms and codes of countries in a language.

    Parameters
    ----------
    lang : str
        BCP 47 code of a language that has words of its own.

    Examples
    --------
    >>> CountryKeys("en").get("kyrgyzstan"), CountryKeys("en").get("tajik").is_name
    (CountryKey(iso3='KGZ', is_name=True, code=False), False)
    >>> CountryKeys("ru").get("kirgizii").iso3, "batken" in CountryKeys("en")
    ('KGZ', False)
    """

    def __init__(self, lang: str) -> None:
        self._rows: dict[str, list[Any]] = word_tables(lang)["countries"]
        self.heads = frozenset([key.split(" ", 1)[0] for key in self._rows])
        """First words of the keys."""

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def get(self, key: str) -> CountryKey | None:
        """Return what a key tells, None where it tells no country."""
        row = self._rows.get(key)
        return None if row is None else CountryKey(row[0], row[1] == 1, row[2] == 1)
