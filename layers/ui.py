"""Interface text: read from data files, one a language.

A file ``layers/data/ui/<lang>.json`` is flat: key to text. English is the
reference; a key that another language lacks falls back to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from layers.errors import LanguageError

__all__ = ["Ui", "languages", "own_credits", "read_ui"]

_REFERENCE = "en"


@dataclass(frozen=True, kw_only=True)
class Ui:
    """The interface text in one language.

    Parameters
    ----------
    lang : str
        BCP 47 code.
    direction : str
        ``ltr`` or ``rtl``.
    texts : mapping of str to str
        Key to text.
    countries : mapping of str to str
        ISO 3166-1 alpha-3 to the country's name.
    """

    lang: str
    direction: str
    texts: Mapping[str, str]
    countries: Mapping[str, str]

    def text(self, key: str, **values: object) -> str:
        """Return a text, its ``{places}`` filled in.

        A value is put in as it is: it is never read as a pattern again.

        Examples
        --------
        >>> read_ui("en").text("figure.at_least", n=10)
        'at least 10'
        """
        text = self.texts[key]
        return text.format_map(values) if values else text

    def country(self, iso3: str) -> str:
        """Return a country's name, or the code where it has none.

        Examples
        --------
        >>> read_ui("en").country("TJK"), read_ui("en").country("XQX")
        ('Tajikistan', 'XQX')
        """
        return self.countries.get(iso3, iso3)


def languages() -> tuple[str, ...]:
    """List the languages that have interface text.

    Examples
    --------
    >>> "en" in languages()
    True
    """
    folder = files("layers") / "data" / "ui"
    return tuple(
        sorted(item.name.removesuffix(".json") for item in folder.iterdir() if item.name[0] != ".")
    )


@cache
def read_ui(lang: str = _REFERENCE) -> Ui:
    """Read the interface text of a language.

    Parameters
    ----------
    lang : str
        BCP 47 code of one of :func:`languages`.

    Returns
    -------
    Ui
        Its texts, English where it lacks one.

    Raises
    ------
    LanguageError
        There is no file for that language.

    Examples
    --------
    >>> read_ui("en").text("panel.incidents")
    'Incidents'
    """
    if lang not in languages():
        known = ", ".join(languages())
        raise LanguageError(
            f"no interface text in language {lang!r}; there is: {known}. "
            "Another language is one more file in layers/data/ui."
        )
    texts = {**_texts(_REFERENCE), **_texts(lang)}
    return Ui(
        lang=lang,
        direction=texts["direction"],
        texts=texts,
        countries={**_countries(_REFERENCE), **_countries(lang)},
    )


def own_credits(ui: Ui) -> list[str]:
    """Name the base map, and that nobody has reviewed a translation, where that is so.

    Examples
    --------
    >>> own_credits(read_ui("en"))
    ['Base map: Natural Earth 1:10m (public domain)']
    >>> len(own_credits(read_ui("ky")))
    2
    """
    told = ui.texts.get("about.translation", "")
    return [ui.text("about.basemap"), *([told] if told else [])]


@cache
def _texts(lang: str) -> dict[str, str]:
    content = (files("layers") / "data" / "ui" / f"{lang}.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, str])


@cache
def _all_countries() -> dict[str, dict[str, str]]:
    content = (files("layers") / "data" / "countries.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, dict[str, str]])


def _countries(lang: str) -> dict[str, str]:
    return _all_countries().get(lang, {})
