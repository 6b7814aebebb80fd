"""Reading tables: one TOML file a language, compiled to patterns once.

A third language is a data file: nothing in the code names a word. Every
pattern is bounded (no unlimited repetition next to another), so that no text
can make matching slow.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from geomap.errors import UsageError
from geomap.extract.heads import glance, heads_of_entries, spread
from geomap.extract.heads import known as known_heads

__all__ = [
    "SPACE",
    "HarmWords",
    "Lexicon",
    "Pattern",
    "available_languages",
    "compile_words",
    "guess_language",
    "load_lexicon",
    "lowered",
]

MAX_KNOWN = 4096  # words that one list remembers; running text has fewer that matter
MAX_KEPT = 2000  # characters of a sentence that is asked about again and again
SPACE = r"[ \t\r\n\u00a0\u202f]{1,4}"


def lowered(text: str) -> str:
    """Lower the case of a text without moving a character.

    Examples
    --------
    >>> len(lowered("İSFARA")) == len("İSFARA")
    True
    """
    return _lowered(text) if len(text) <= MAX_KEPT else _lowered.__wrapped__(text)


@lru_cache(maxsize=512)
def _lowered(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Pattern:
    """A compiled list of words that ignores case.

    It matches against the lower-case text with alternatives that start with
    their first letter: so the engine passes over most of them at a glance
    (measured: six times as fast as one case-blind alternation). Spans are
    those of the text; the words of a match are in lower case.

    Parameters
    ----------
    entries : list of str
        Words and phrases as in the table.
    """

    __slots__ = ("_compiled", "_entries", "_heads", "_known")

    def __init__(self, entries: list[str]) -> None:
        self._entries = entries
        self._compiled: re.Pattern[str] | None = None
        self._heads = heads_of_entries(entries)
        self._known: dict[str, bool] = {}

    @property
    def _expression(self) -> re.Pattern[str]:
        """The list as a regular expression, compiled when it is first needed."""
        if self._compiled is None:
            self._compiled = re.compile(_alternation(self._entries))
        return self._compiled

    def _absent(self, low: str) -> bool:
        """Tell at a glance that no word of the list can stand in a prepared sentence."""
        heads = known_heads.get(low)
        return heads is not None and self._heads is not None and self._heads.isdisjoint(heads)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Find the first place where a word of the list stands."""
        low = lowered(text)
        return None if self._absent(low) else self._expression.search(low, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Tell whether a word of the list stands at ``start``."""
        return self._expression.match(lowered(text), start, end)

    def fullmatch(self, text: str) -> bool:
        """Tell whether the text is a word of the list; the answer is remembered."""
        known = self._known.get(text)
        if known is None:
            known = self._expression.fullmatch(lowered(text)) is not None
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[text] = known
        return known

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """Find every place where a word of the list stands."""
        low = lowered(text)
        return iter(()) if self._absent(low) else self._expression.finditer(low, start, end)

    def ending(self, text: str) -> re.Match[str] | None:
        """Find the word of the list with which the text ends."""
        return next((m for m in self.finditer(text) if m.end() == len(text)), None)

    def within(self, low: str) -> Iterator[re.Match[str]]:
        """Find as :meth:`finditer` does, in a text that is in lower case already."""
        return iter(()) if self._absent(low) else self._expression.finditer(low)

    def findall(self, text: str) -> list[str]:
        """List the words of the list that the text holds."""
        return [m[0] for m in self.finditer(text)]

    def sub(self, filler: str, text: str) -> str:
        """Replace the words of the list; the result is in lower case."""
        return self._expression.sub(filler, lowered(text))


def _to_regex(words: str) -> str:
    """Turn a table entry into a regular expression."""
    outside = re.split(r"(\[[^\]]*\])", words)
    body = "".join(p if p[:1] == "[" else _outside_brackets(p) for p in outside)
    return body.replace("…", rf"(?:[\"“«]?[\w'’-]{{1,30}}[\"”»]?{SPACE}){{0,5}}")


def _outside_brackets(words: str) -> str:
    stems = re.sub(r"(?<=\w)\*", r"\\w{0,20}", words).replace(" ", SPACE)
    return re.sub("[её]", "[её]", stems)


def _bounded(entry: str) -> str:
    """Keep an entry to a word bound at its end, if that is a word."""
    after = "" if entry and entry[-1] in ",;: " else r"(?!\w)"
    return f"{_to_regex(entry)}{after}"


def _alternation(entries: list[str]) -> str:
    """Join entries, the longer first, those of the same first letters together."""
    if not entries:
        return r"(?!)"
    ordered = sorted((_lower_entry(e) for e in entries), key=len, reverse=True)
    ordered = [form for entry in ordered for form in spread(entry)]
    marks = [_bounded(e) for e in ordered if e[:1] in ",;: "]
    words = [e for e in ordered if e[:1] not in ",;: "]
    return "|".join([*marks, *([rf"(?<!\w){_tree(words)}"] if words else [])])


def _first_letter(tail: str) -> str:
    """Give the letter that an entry surely begins with, if any."""
    sure = tail[:1].isalpha() and tail[0] not in "её" and tail[1:2] not in ("*", "?", "{", "+")
    return tail[0] if sure else ""


def _tree(tails: list[str]) -> str:
    """Group entries by their first letters, so that most end at the second or third."""
    groups: dict[str, list[str]] = {}
    for tail in dict.fromkeys(tails):
        groups.setdefault(_first_letter(tail), []).append(tail)
    branches = []
    for letter, group in groups.items():
        if not letter or len(group) == 1:
            branches += [_bounded(tail) for tail in group]
        else:
            branches.append(letter + _tree([tail[1:] for tail in group]))
    return f"(?:{'|'.join(branches)})"


def _lower_entry(entry: str) -> str:
    r"""Lower an entry's letters, but not its escapes ("\\W")."""
    return re.sub(r"\\.|[^\\]+", lambda m: m[0] if m[0][0] == "\\" else m[0].lower(), entry)


def compile_words(entries: list[str]) -> Pattern:
    """Compile table entries into one pattern that keeps to word bounds.

    Parameters
    ----------
    entries : list of str
        Words and phrases; ``*`` ends a stem, a space is any white space.

    Returns
    -------
    Pattern
        It ignores case. An empty list never matches.

    Examples
    --------
    >>> compile_words(["clash*", "open(ed)? fire"]).findall("They OPENED fire.")
    ['opened fire']
    >>> compile_words([]).search("anything") is None
    True
    """
    return Pattern(entries)


SPEECH_ACTS = ("according", "appeal", "blame", "deny", "verbs")
MIN_SHARE = 0.04  # of small words; running English has 0.25, Russian 0.15
SHORT = 80  # words below which small words are too few to tell


@dataclass(frozen=True, kw_only=True)
class HarmWords:
    """Patterns for one kind of harm, by the grammar they are used in."""

    predicate: Pattern
    participle: Pattern
    active: Pattern
    adjective: Pattern
    noun: Pattern


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """The compiled table of one language.

    ``raw`` is the table as read; the patterns are grouped as in the file.
    ``any_harm``, ``any_trigger`` and ``any_speech`` are the beginnings of all
    words of a kind: a sentence without one need not be looked at by each list.
    ``account`` finds "by India's account", ``claim_of`` "the claim of India that".
    """

    lang: str
    raw: dict[str, Any]
    harm: dict[str, HarmWords]
    triggers: dict[str, Pattern]
    words: dict[str, Pattern]
    any_harm: re.Pattern[str]
    any_trigger: re.Pattern[str]
    any_speech: re.Pattern[str]
    account: re.Pattern[str]
    claim_of: re.Pattern[str]

    def word(self, path: str) -> Pattern:
        """Give the pattern of one list of the table (``"speech.verbs"``)."""
        return self.words[path]


def _pattern_lists(table: dict[str, Any], prefix: str = "") -> dict[str, Pattern]:
    out: dict[str, Pattern] = {}
    for key, value in table.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            out |= _pattern_lists(value, f"{path}.")
            if all(isinstance(v, int | str) for v in value.values()):
                out[path] = compile_words(list(value))
        elif isinstance(value, list) and all(isinstance(v, str) for v in value) and key != "clock":
            out[path] = compile_words(value)
    return out


@cache
def available_languages() -> tuple[str, ...]:
    """List the languages that have a reading table.

    Examples
    --------
    >>> "en" in available_languages()
    True
    """
    folder = resources.files("geomap") / "data" / "lang"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def load_lexicon(lang: str) -> Lexicon:
    """Load and compile the reading table of a language.

    Parameters
    ----------
    lang : str
        ISO 639-1 code.

    Raises
    ------
    UsageError
        No table for that language.

    Examples
    --------
    >>> bool(load_lexicon("en").triggers["armed_clash"].search("a gun battle"))
    True
    """
    if lang not in available_languages():
        known = ", ".join(available_languages())
        raise UsageError(f"no reading table for language {lang!r}; there is one for: {known}")
    file = resources.files("geomap") / "data" / "lang" / f"{lang}.toml"
    raw = tomllib.loads(file.read_text("utf-8"))
    harm = {
        kind: HarmWords(**{slot: compile_words(entries) for slot, entries in slots.items()})
        for kind, slots in raw["casualties"].items()
    }
    triggers = {kind: compile_words(entries) for kind, entries in raw["triggers"].items()}
    said = [entry for act in SPEECH_ACTS for entry in raw["speech"][act]]
    return Lexicon(
        lang=lang,
        raw=raw,
        harm=harm,
        triggers=triggers,
        words=_pattern_lists(raw),
        any_harm=glance(
            [
                e
                for slots in raw["casualties"].values()
                for entries in slots.values()
                for e in entries
            ]
        ),
        any_trigger=glance([e for entries in raw["triggers"].values() for e in entries]),
        any_speech=glance([*said, *raw["speech"]["account_words"]]),
        account=re.compile(raw["speech"]["account"]),
        claim_of=re.compile(raw["speech"]["claim_of"]),
    )


def _by_letters(text: str) -> str | None:
    """Guess the language of a short text: Russian where no other Cyrillic letters stand."""
    letters = lowered(text)
    russian = re.findall("[а-яё]", letters)
    other = re.findall("[а-џҐ-ӿa-z]", re.sub("[а-яё]", "", letters))
    return "ru" if len(russian) > 20 and len(other) < len(russian) * 0.2 else None


def guess_language(text: str) -> str | None:
    """Guess which reading table fits a text, by its most common small words.

    Parameters
    ----------
    text : str
        The text; its first 20,000 characters are looked at.

    Returns
    -------
    str or None
        Language code, or None where no table fits.

    Examples
    --------
    >>> guess_language("The army said that two of the men were wounded.")
    'en'
    >>> guess_language("12 34 56") is None
    True
    """
    head = text[:20_000]
    words = len(re.findall(r"\w+", head)) or 1
    share = {
        lang: len(load_lexicon(lang).word("stopwords").findall(head)) / words
        for lang in available_languages()
    }
    best = max(share, key=lambda lang: share[lang])
    if words < SHORT and share[best] <= MIN_SHARE:
        return _by_letters(head)
    return best if share[best] > MIN_SHARE else None
