"""Countries: names, codes, adjectives and demonyms, and where a text mentions them.

The data are CLDR's and two MIT-licensed tables' (``data/SOURCES.md``). Codes
are ISO 3166-1 alpha-3 throughout (Kosovo: XKX).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from gazetteer.names import fold

__all__ = ["find_country", "name"]


@cache
def _rows() -> dict[str, list[str]]:
    table = files("gazetteer").joinpath("data", "countries.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return {row[0]: row for row in rows}


@cache
def _iso2() -> dict[str, str]:
    return {row[1]: iso3 for iso3, row in _rows().items()}


@cache
def _by_key() -> dict[str, str]:
    keys: dict[str, str] = {}
    rows = sorted(_rows().values(), key=lambda row: -int(row[5]))
    for row in rows:
        for entry in row[10].split("|"):
            keys.setdefault(fold(entry.partition("=")[2]), row[0])
    return keys


def find_country(word: str) -> str | None:
    """Return the code of a country given its code or name in any language.

    Examples
    --------
    >>> find_country("KG"), find_country("Кыргызстан"), find_country("Narnia")
    ('KGZ', 'KGZ', None)
    """
    code = word.strip().upper()
    if code in _rows():
        return code
    return _iso2().get(code) or _by_key().get(fold(word))


def name(iso3: str, lang: str = "en") -> str:
    """Return a country's name in a language, in English where that is not known.

    Examples
    --------
    >>> name("KGZ"), name("KGZ", "ru"), name("KGZ", "tlh")
    ('Kyrgyzstan', 'Киргизия', 'Kyrgyzstan')
    """
    row = _rows().get(iso3)
    if row is None:
        return iso3
    prefix = f"{lang}="
    names = (entry for entry in row[10].split("|") if entry.startswith(prefix))
    return next(names, f"={row[3]}").partition("=")[2]
