"""Where a text mentions countries: names, adjectives, demonyms, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, NamedTuple, cast

from gazetteer import russian
from gazetteer.country_data import country_rows, country_words
from gazetteer.names import Token, fold, tokens

__all__ = ["CountryMention", "find_mentions"]

Kind = Literal["name", "adjective", "demonym", "code"]
_RANK: Final = {"name": 0, "adjective": 1, "demonym": 2}
_LONGEST: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class CountryMention:
    """A country in a text.

    Parameters
    ----------
    start, end : int
        Half-open span; a possessive ``'s`` is outside it.
    text : str
        The characters.
    iso3 : str
        ISO 3166-1 alpha-3; of several that the word may mean, the most populous.
    kind : str
        ``name``, ``adjective`` ("Tajik"), ``demonym`` ("Tajiks") or ``code`` ("U.S.").
    others : tuple of str
        The other countries that the word may mean ("Congolese").
    """

    start: int
    end: int
    text: str
    iso3: str
    kind: Kind
    others: tuple[str, ...] = ()


class _Entry(NamedTuple):
    iso3: tuple[str, ...]
    kind: str
    cased: bool


class _Lexicon:
    """The words of one language by key."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.entries: dict[str, _Entry] = {}
        self.firsts: set[str] = set()
        for word, iso3, kind in _language_words(lang):
            self._add(fold(word), iso3, kind, cased=lang != "ru" or kind == "name")

    def _add(self, key: str, iso3: str, kind: str, *, cased: bool) -> None:
        if not key:
            return
        self.firsts.add(key.split(" ", 1)[0])
        old = self.entries.get(key)
        if old is None or (kind == "name" and old.kind != "name") or kind == "none":
            self.entries[key] = _Entry((iso3,), kind, cased)
        elif iso3 not in old.iso3 and old.kind != "none" and (old.kind != "name" or kind == "name"):
            both = sorted((*old.iso3, iso3), key=lambda c: -country_rows()[c].population)
            self.entries[key] = old._replace(iso3=tuple(both))

    def may_begin(self, token: Token) -> bool:
        """Tell whether a word of the table can begin with a token."""
        return token.key in self.firsts or any(key in self.firsts for key, _ in token.bases)

    def longest(self, words: Sequence[Token], start: int) -> tuple[int, _Entry, int] | None:
        """Return ``(tokens, entry, end of the text)`` of the longest match."""
        found, run = None, ""
        for end in range(start, min(start + _LONGEST, len(words))):
            token = words[end]
            for key, stop in ((token.key, token.end), *token.bases):
                entry = self.entries.get(run + key)
                if entry:
                    found = (end + 1 - start, entry, stop)
                    break
            run += token.key + " "
        return found


def _language_words(lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield ``(word, iso3, kind)`` in every form that texts have."""
    for iso3, row in country_rows().items():
        for code, name in row.names:
            if code == lang or (code == "und" and lang == "en" and name.isascii()):
                yield from ((form, iso3, "name") for form in _name_forms(name, lang))
    for iso3, code, kind, word in country_words():
        if code == lang:
            yield from ((form, iso3, k) for form, k in _word_forms(word, kind, lang))


def _name_forms(name: str, lang: str) -> list[str]:
    forms = russian.declined(name) if lang == "ru" else [name]
    return [form for form in forms if len(form) > 2]


def _word_forms(word: str, kind: str, lang: str) -> Iterator[tuple[str, str]]:
    if kind == "name":
        yield from ((form, "name") for form in _name_forms(word, lang))
    elif kind == "none":
        yield from ((form, "none") for form in _name_forms(word, lang))
    elif lang == "ru" and kind == "adjective":
        yield from ((form, "adjective") for form in russian.adjective_forms(word))
    elif lang == "ru" and kind == "noun":
        yield from ((form, "demonym") for form in russian.noun_forms(word))
    elif kind != "code":
        yield word, "demonym" if kind == "noun" else "adjective"
        if lang == "en" and not word.endswith(("s", "ese", "ish", "ch", "x", "z")):
            yield f"{word}s", "demonym"


@cache
def _lexicon(lang: str) -> _Lexicon:
    return _Lexicon(lang)


@cache
def _codes(lang: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    codes = {w.word: w.iso3 for w in country_words() if w.kind == "code" and w.lang == lang}
    if not codes:
        return None
    longest = sorted(codes, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest))})(?!\w)"), codes


def find_mentions(text: str, lang: str) -> list[CountryMention]:
    """Return the countries that a text mentions, in order of place."""
    found = [*_code_mentions(text, lang)]
    taken = [(m.start, m.end) for m in found]
    for mention in _word_mentions(text, lang):
        if not any(mention.start < end and start < mention.end for start, end in taken):
            found.append(mention)
    return sorted(found, key=lambda m: m.start)


def _code_mentions(text: str, lang: str) -> Iterator[CountryMention]:
    table = _codes(lang)
    if table is None:
        return
    pattern, codes = table
    for match in pattern.finditer(text):
        word = match.group()
        yield CountryMention(
            start=match.start(), end=match.end(), text=word, iso3=codes[word], kind="code"
        )


def _word_mentions(text: str, lang: str) -> Iterator[CountryMention]:
    lexicon, words = _lexicon(lang), list(tokens(text))
    position = 0
    while position < len(words):
        first = words[position]
        match = lexicon.longest(words, position) if lexicon.may_begin(first) else None
        start = first.start
        if match is None or (match[1].cased and not text[start].isupper()):
            position += 1
            continue
        count, entry, end = match
        position += count
        if entry.kind != "none":
            yield CountryMention(
                start=start,
                end=end,
                text=text[start:end],
                iso3=entry.iso3[0],
                kind=cast(Kind, entry.kind),
                others=entry.iso3[1:],
            )
