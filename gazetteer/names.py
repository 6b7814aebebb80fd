"""Names to keys: what makes Vorukh, Ворух and Vorux meet.

Two keys serve. The *key* (:func:`fold`) is the name without case, marks,
punctuation and script: words in Latin letters (or in their own script where
nobody writes vowels or letters differ too much: Arabic, Hebrew, CJK, Indic),
parted by single spaces. The *loose key* (:func:`loosen`) also joins spellings
of one sound (kh/h/x, dzh/zh/j, y/i, q/k, w/v, doubled letters) and drops the
spaces.

The letters come from ``data/letters.tsv``, the rest of Cyrillic, Greek,
Armenian and Georgian from ``anyascii``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from gazetteer.data_files import read_table
from gazetteer.russian import base_forms

__all__ = ["MAX_NAME_LENGTH", "Token", "fold", "loosen", "tokens"]

MAX_NAME_LENGTH = 200
"""Characters. The longest name of GeoNames cities500 has 128."""

_VOWEL_SIGNS = "\u0900-\u0963\u0966-\u109f\u1780-\u17d3"
_BREAKS = re.compile(rf"(?:[^\w{_VOWEL_SIGNS}]|_)+")
_ASCII_DROPPED = str.maketrans("", "", "'`\"" + "".join(map(chr, range(9))) + "\x7f")

_SOUNDS = (
    ("dzh", "j"), ("shch", "sc"), ("tch", "c"), ("tsch", "c"), ("sch", "s"), ("zh", "j"),
    ("dj", "j"), ("dz", "z"), ("kh", "h"), ("gh", "g"), ("ch", "c"), ("sh", "s"), ("th", "t"),
    ("ph", "f"), ("ck", "k"), ("ts", "c"), ("tz", "c"), ("oo", "u"), ("ou", "u"), ("ee", "i"),
    ("ya", "ia"), ("ye", "e"), ("yo", "io"), ("yu", "iu"), ("x", "h"), ("q", "k"), ("w", "v"),
    ("y", "i"),
)  # fmt: skip
_SOUND = dict(_SOUNDS)
_SOUND_PATTERN = re.compile("|".join(sorted(_SOUND, key=len, reverse=True)))
_HARD_C = re.compile("c(?=[aou])")
_LAST_AH = re.compile(r"ah\b")
_LATE_J = re.compile("(?<=[aeiou])j(?![aeiou])")
_DOUBLED = re.compile(r"([a-z])\1+")


@cache
def _letters() -> dict[int, str]:
    return {ord(row[0]): row[1] for row in read_table("letters.tsv")}


class _Patterns(NamedTuple):
    """What only names beyond ASCII need; compiled at the first of them."""

    controls: re.Pattern[str]
    marks: re.Pattern[str]
    romanised: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        controls=re.compile(
            "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
        ),
        # Marks that sit on Latin, Cyrillic, Hebrew and Arabic letters. Marks of
        # Indic and other scripts are vowels and stay.
        marks=re.compile(
            "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
            "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0]"
        ),
        # Alphabets that write vowels: their romanisation is what reports print.
        romanised=re.compile(
            "[\u00a1-\u024f\u0370-\u052f\u0531-\u058f\u10a0-\u10ff\u1c90-\u1cbf\u1e00-\u1fff"
            "\ua720-\ua7ff]"
        ),
    )


def _romanise(match: re.Match[str]) -> str:
    from anyascii import anyascii

    return anyascii(match.group()).lower().translate(_ASCII_DROPPED)


def _fold_beyond_ascii(text: str) -> str:
    patterns, letters = _patterns(), _letters()
    text = unicodedata.normalize("NFKC", patterns.controls.sub("", text)).casefold()
    text = patterns.marks.sub("", unicodedata.normalize("NFKD", text.translate(letters)))
    text = patterns.romanised.sub(_romanise, text.translate(letters))
    return unicodedata.normalize("NFC", text)


def fold(name: str) -> str:
    r"""Return the key of a name.

    Parameters
    ----------
    name : str
        A name in any script.

    Returns
    -------
    str
        Words parted by single spaces; ``""`` where nothing is left.

    Examples
    --------
    >>> fold("Khojai A’lo"), fold("Ак-Сай"), fold("Chorkŭh")
    ('khojai alo', 'ak say', 'chorkuh')
    >>> fold("  \u202eБаткен\u202c "), fold("...")
    ('batken', '')
    """
    plain = name.isascii()
    text = name.translate(_ASCII_DROPPED).lower() if plain else _fold_beyond_ascii(name)
    return _BREAKS.sub(" ", text).strip()


def loosen(key: str) -> str:
    """Return the loose key: one spelling for each sound, no spaces.

    Parameters
    ----------
    key : str
        What :func:`fold` returned.

    Examples
    --------
    >>> loosen(fold("Vorukh")) == loosen(fold("Vorux")) == loosen(fold("Ворух"))
    True
    >>> {loosen(fold(n)) for n in ("Ak-Sai", "Aksay", "Ак-Сай", "Aksaj")}
    {'aksai'}
    >>> loosen("fashaqah"), loosen("")
    ('fasaka', '')
    """
    text = _LATE_J.sub("i", _LAST_AH.sub("a", key).replace(" ", ""))
    text = _SOUND_PATTERN.sub(lambda m: _SOUND[m.group()], text)
    return _DOUBLED.sub(r"\1", text)


class Token(NamedTuple):
    """A word of a text.

    ``bases`` are other keys that the word may stand for, each with the end of
    its characters: the word without a possessive ``'s``, the nominatives of a
    Russian form.
    """

    key: str
    start: int
    end: int
    bases: tuple[tuple[str, int], ...] = ()


_LETTER = rf"[\w\u0300-\u036f\u064b-\u0652{_VOWEL_SIGNS}]"
_WORD = re.compile(rf"{_LETTER}+(?:['’‘ʻʼ`´]{_LETTER}+)*")
_POSSESSIVE = ("'s", "’s", "ʼs", "'S", "’S")


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a running text with their keys and spans.

    A word is a run of letters, digits and marks, with apostrophes inside it.
    Words that fold to nothing are left out.

    Examples
    --------
    >>> [(t.key, t.start, t.end) for t in tokens("in Khojai A'lo.")]
    [('in', 0, 2), ('khojai', 3, 9), ('alo', 10, 14)]
    >>> next(tokens("Tajikistan's")).bases
    (('tajikistan', 10),)
    """
    for match in _WORD.finditer(text):
        start, end = match.span()
        key, bases = _fold_token(match.group())
        if key:
            yield Token(key, start, end, tuple((base, end - cut) for base, cut in bases))


@lru_cache(maxsize=65536)
def _fold_token(word: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    key = fold(word)
    if word.endswith(_POSSESSIVE):
        return key, ((fold(word[:-2]), 2),)
    if not word.isascii() and len(word) > 2 and "\u0400" <= word[-1] <= "\u04ff":
        bases = dict.fromkeys(fold(base) for base in base_forms(word))
        return key, tuple((base, 0) for base in bases if base and base != key)
    return key, ()
