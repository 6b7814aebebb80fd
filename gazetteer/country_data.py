"""The country tables, read once: ``countries.tsv`` and ``country_words.tsv``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["CountryRow", "CountryWord", "country_rows", "country_words"]


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


def _lines(name: str) -> list[list[str]]:
    table = files("gazetteer").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in table.splitlines()[1:]]


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
    return {fields[0]: _row(fields) for fields in _lines("countries.tsv")}


@cache
def country_words() -> tuple[CountryWord, ...]:
    """Return adjectives, demonyms, further names and abbreviations of countries."""
    return tuple(CountryWord(*fields) for fields in _lines("country_words.tsv"))
