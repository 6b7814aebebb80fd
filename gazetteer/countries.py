"""Countries: names, codes, adjectives, time zones, and where a text mentions them.

The data are CLDR's and two MIT-licensed tables' (``data/SOURCES.md``). Codes
are ISO 3166-1 alpha-3 throughout (Kosovo: XKX).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from gazetteer.country_data import (
    CountryRow,
    country_rows,
    country_words,
    find_country,
    iso3_of_iso2,
)
from gazetteer.country_mentions import CountryMention, find_mentions

__all__ = ["CountryMention", "adjective", "find_country", "mentions", "name", "row", "zones"]


def row(iso3: str) -> CountryRow | None:
    """Return everything that is known of a country, None for an unknown code.

    Examples
    --------
    >>> row("KGZ").radius_km, row("XXX")
    (512.2, None)
    """
    return country_rows().get(iso3)


def name(iso3: str, lang: str = "en") -> str:
    """Return a country's name in a language; in English where that is not known.

    Examples
    --------
    >>> name("KGZ"), name("KGZ", "ky"), name("KGZ", "tlh"), name("XXX")
    ('Kyrgyzstan', 'Кыргызстан', 'Kyrgyzstan', 'XXX')
    """
    found = country_rows().get(iso3)
    if found is None:
        return iso3
    return next((text for code, text in found.names if code == lang), found.name)


@cache
def _adjectives() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for word in country_words():
        if word.kind == "adjective":
            found.setdefault((word.iso3, word.lang), word.word)
    return found


def adjective(iso3: str, lang: str = "en") -> str:
    """Return the adjective of a country, its name where none is known.

    Examples
    --------
    >>> adjective("TJK"), adjective("KGZ", "ru"), adjective("XXX")
    ('Tajik', 'кыргызский', 'XXX')
    """
    return _adjectives().get((iso3, lang)) or name(iso3, lang)


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            iso2, _, zone, *_ = line.split("\t")
            iso3 = iso3_of_iso2().get(iso2, iso2)
            zones[iso3] = (*zones.get(iso3, ()), zone)
    return zones


def zones(iso3: str) -> tuple[str, ...]:
    """Return a country's IANA time zones, the most populous first (``tzdata`` zone.tab).

    Examples
    --------
    >>> zones("KGZ"), zones("XXX")
    (('Asia/Bishkek',), ())
    """
    return _zones().get(iso3, ())


def mentions(text: str, lang: str = "en") -> list[CountryMention]:
    """Return the countries that a text mentions, in order of place.

    Parameters
    ----------
    text : str
        Running text.
    lang : str
        BCP 47 code of its language; ``"und"`` is read as English. Adjectives
        and demonyms are known in English and Russian, adjectives in German,
        Spanish, French, Italian and Dutch, names in some 70 languages.

    Examples
    --------
    >>> [(m.text, m.iso3, m.kind) for m in mentions("Tajikistan's army fired at Kyrgyz guards.")]
    [('Tajikistan', 'TJK', 'name'), ('Kyrgyz', 'KGZ', 'adjective')]
    >>> [m.iso3 for m in mentions("таджикские пограничники и Киргизии", lang="ru")]
    ['TJK', 'KGZ']
    >>> mentions("")
    []
    """
    return find_mentions(text, _base(lang))


def _base(lang: str) -> str:
    """Return the language as our tables know it: "en-GB" is English, unknown is too."""
    if lang == "und":
        return "en"
    known = {code for code, _ in country_rows()["KGZ"].names}
    return lang if lang in known else lang.partition("-")[0]
