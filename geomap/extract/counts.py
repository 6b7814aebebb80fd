"""Numbers in words and digits, and the words that bound them.

English number words are read by ``text2num``; a language that it lacks brings
a table (``numbers.words``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache, lru_cache

from text_to_num import text2num

from geomap.extract.lexicon import Lexicon, load_lexicon
from geomap.extract.tokens import Token

__all__ = [
    "bounds_of",
    "collective",
    "hedge_before",
    "may_count",
    "number_run",
    "value_of",
    "word_value",
]

MAX_PEOPLE = 10_000_000  # more is not a count of casualties


@cache
def word_value(lang: str, word: str) -> int | None:
    """Give the value of a number word; None where it is none.

    Examples
    --------
    >>> word_value("en", "eleven"), word_value("ru", "четырех"), word_value("en", "border")
    (11, 4, None)
    """
    table: dict[str, int] = load_lexicon(lang).raw["numbers"].get("words", {})
    if table:
        return table.get(word)
    try:
        return int(text2num(word, lang))
    except ValueError:
        return None


def _digits(token: Token) -> int | None:
    plain = token.text.replace(",", "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not plain.isdecimal() or len(plain) > 8 or ("," in token.text and len(plain) < 4):
        return None
    value = int(plain)
    return value if value <= MAX_PEOPLE else None


def value_of(token: Token, lang: str) -> int | None:
    """Give the value of a token that is a number by itself.

    Examples
    --------
    >>> from geomap.extract.tokens import tokenize
    >>> [value_of(t, "en") for t in tokenize("Some 1,200 or two")]
    [None, 1200, None, 2]
    """
    return _digits(token) if token.text[0].isdigit() else word_value(lang, token.low)


def may_count(lang: str, token: Token) -> bool:
    """Tell whether a number can begin with a word."""
    if token.text[0].isdigit() and _digits(token) is not None:
        return True
    return _may_begin(lang, token.low)


@lru_cache(maxsize=8192)
def _may_begin(lang: str, low: str) -> bool:
    word = load_lexicon(lang).word
    lists = ("numbers.one", "numbers.half", "grammar.own")
    number = not low[0].isdigit() and word_value(lang, low) is not None
    return number or any(word(name).fullmatch(low) for name in lists)


def number_run(tokens: Sequence[Token], i: int, lang: str) -> tuple[int, int] | None:
    """Read a number that starts at token ``i``: ``(value, one past its last token)``."""
    value = value_of(tokens[i], lang)
    if value is None:
        return None
    j = i + 1
    while j < len(tokens) and not tokens[i].text[0].isdigit():
        skip = 2 if tokens[j].low == "and" and j + 1 < len(tokens) else 1
        phrase = " ".join(t.low for t in tokens[i : j + skip])
        if (
            value_of(tokens[j + skip - 1], lang) is None
            or (combined := _combined(lang, phrase)) is None
        ):
            break
        value, j = combined, j + skip
    if j < len(tokens) and (many := collective(lang, tokens[j].low)):
        value, j = value * many, j + 1  # "two dozen", "137 thousand"
    return (value, j) if value <= MAX_PEOPLE else None


def collective(lang: str, word: str) -> int | None:
    """Give how many a word stands for behind a number or an article ("a dozen")."""
    table: dict[str, int] = load_lexicon(lang).raw["numbers"]["collective"]
    return table.get(word)


@cache
def _combined(lang: str, phrase: str) -> int | None:
    """Read several number words as one number ("two hundred and five")."""
    if not load_lexicon(lang).raw["numbers"].get("words"):
        return word_value(lang, phrase)
    values = [word_value(lang, w) or 0 for w in phrase.split()]
    falling = all(0 < b < _room_below(a) for a, b in itertools.pairwise(values))
    return sum(values) if falling else None


def _room_below(value: int) -> int:
    """Give what a number word leaves open behind it: "twenty" takes 1 to 9."""
    return 100 if value % 100 == 0 and value else 10 if 20 <= value < 100 else 0


def hedge_before(text: str, start: int, lexicon: Lexicon) -> tuple[str, str, int] | None:
    """Find a hedge that ends right before a number: ``(kind, words, start)``."""
    left = text[max(0, start - 30) : start]
    offset = max(0, start - 30)
    for kind in ("at_least", "at_most", "about"):
        for m in lexicon.word(f"numbers.{kind}").finditer(left):
            rise = left[: m.start()].split()[-1:]
            if rise and lexicon.word("numbers.rises").fullmatch(rise[0]):
                continue  # «выросло до 36»: the new figure, no bound
            if not left[m.end() :].strip():
                return kind, m[0], offset + m.start()
    return None


def bounds_of(
    low: int, high: int, hedge: tuple[str, str, int] | None
) -> tuple[int | None, int | None, str | None]:
    """Bound a number by its hedge: ``(min, max, the hedge's words)``."""
    match hedge:
        case ("at_least", words, _):
            return low, None, words
        case ("at_most", words, _):
            return None, high, words
        case (_, words, _):
            return low, high, words
        case _:
            return low, high, None
