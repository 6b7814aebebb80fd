"""The country tables, read once: ``countries.tsv`` and ``country_words.tsv``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from gazetteer.data_files import read_table
from gazetteer.names import fold

__all__ = [
    "CountryRow",
    "CountryWord",
    "country_rows",
    "country_words",
    "find_country",
    "iso3_of_iso2",
]


class CountryRow(NamedTuple):
    """A row of ``countries.tsv``; ``names`` are ``lang=name`` entries."""

    iso3: str
    iso2: str
    numeric: str
    name: str
    capital: str
    population: int
    lon: float | None
    lat: float | None
    radius_km: float | None
    bbox: tuple[float, ...]
    names: tuple[tuple[str, str], ...]


class CountryWord(NamedTuple):
    """A row of ``country_words.tsv``: a word that tells a country."""

    iso3: str
    lang: str
    kind: str
    word: str


def _number(text: str) -> float | None:
    return float(text) if text else None


def _row(fields: list[str]) -> CountryRow:
    iso3, iso2, numeric, name, capital, population, lon, lat, radius, bbox, names = fields
    pairs = (entry.partition("=") for entry in names.split("|") if entry)
    return CountryRow(
        iso3, iso2, numeric, name, capital, int(population),
        _number(lon), _number(lat), _number(radius),
        tuple(float(v) for v in bbox.split(",") if v),
        tuple((lang, text) for lang, _, text in pairs),
    )  # fmt: skip


@cache
def country_rows() -> dict[str, CountryRow]:
    """Return the countries by ISO 3166-1 alpha-3 code."""
    return {fields[0]: _row(fields) for fields in read_table("countries.tsv")}


@cache
def country_words() -> tuple[CountryWord, ...]:
    """Return adjectives, demonyms, further names and abbreviations of countries."""
    return tuple(CountryWord(*fields) for fields in read_table("country_words.tsv"))


@cache
def iso3_of_iso2() -> dict[str, str]:
    """Return ISO 3166-1 alpha-3 codes by alpha-2 code."""
    return {row.iso2: iso3 for iso3, row in country_rows().items()}


@cache
def _by_key() -> dict[str, str]:
    keys: dict[str, str] = {}
    for word in country_words():
        if word.kind in ("name", "code"):
            keys.setdefault(fold(word.word), word.iso3)
    for row in sorted(country_rows().values(), key=lambda row: -row.population):
        for _, text in row.names:
            keys.setdefault(fold(text), row.iso3)
    return keys


def find_country(word: str) -> str | None:
    """Return the code of a country given its code or its name in any language.

    Parameters
    ----------
    word : str
        ISO 3166-1 alpha-2 or alpha-3 in any case, a name, or an abbreviation.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-3; None where no country has that name.

    Examples
    --------
    >>> find_country("KG"), find_country("Кыргызстан"), find_country("U.S.")
    ('KGZ', 'KGZ', 'USA')
    >>> find_country("Narnia"), find_country("")
    (None, None)
    """
    code = word.strip().upper()
    if code in country_rows():
        return code
    return iso3_of_iso2().get(code) or _by_key().get(fold(word)) if fold(word) else None
