"""Words that place names stand with, one file a language (``data/spot_*.toml``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from gazetteer.data_files import DATA
from gazetteer.generic import ClassWord
from gazetteer.names import fold
from gazetteer.spot_words import languages, word_tables

__all__ = ["CommonWords", "Lexicon", "lexicon"]


REMEMBERED = 65_536
"""Words whose answer is kept."""
SHORTEST_STEM = 2
"""Letters of the shortest name that an ending is taken off ("Ош")."""


class CommonWords(dict[str, bool]):
    r"""Whether a word stands in lower case in texts, read a first letter at a time.

    Parameters
    ----------
    text : str
        Folded words in order, one a line.

    Examples
    --------
    >>> words = CommonWords("apple\nbad\nbath\n")
    >>> words["bath"], words["bat"], words["zoo"], words[""]
    (True, False, False, False)
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = f"\n{text}"
        self._groups: dict[str, frozenset[str]] = {}

    def __missing__(self, key: str) -> bool:
        group = self._groups.get(key[:1])
        if group is None:
            group = self._groups[key[:1]] = self._group(key[:1])
        found = key in group
        if len(self) < REMEMBERED:
            self[key] = found
        return found

    def _group(self, letter: str) -> frozenset[str]:
        first, last = self._text.find(f"\n{letter}"), self._text.rfind(f"\n{letter}")
        end = self._text.find("\n", last + 1)
        return frozenset(self._text[first:end].split() if letter and first >= 0 else ())


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Lexicon:
    """The words of one language, as folded keys unless said otherwise.

    Parameters
    ----------
    lang : str
        BCP 47 code.
    function, time, other, title, person_verbs, organisation, direction
        Words that say what a capitalised word beside them is.
    parties : frozenset of str
        Parties that a politician's constituency is written behind ("R-Berkeley").
    prep_strong, prep_weak
        Prepositions before places; the weak ones stand before much else.
    common : CommonWords
        Words of the language in lower case that are also names of places.
    given : frozenset of str
        Given names.
    near, vague_before, vague_after
        Wordings that make a place vague.
    directions : dict
        Wording to degrees clockwise from north.
    units : dict
        Wording to kilometres.
    abbreviations, aliases : dict
        Short or other form as written to the full name.
    classes : dict
        Class words of place names by key.
    wording : dict
        Regular expressions of relative places, and number words.
    place_verbs : frozenset of str
        Verbs right before a name whose object is a place ("shelled").
    governors, elsewhere : dict
        By preposition, the words before it that take a place ("fled" of "fled
        to"), and that take anything but one ("believes" of "believes in").
    naming : tuple of tuple of str
        Words between a class word and its name, the last first ("as", "known").
    articles : tuple of str
        What begins an apposition; empty where the language has none.
    suffixes, locative : tuple of str
        Endings of cases that are stuck to names, the longest first, and those
        of them that say where something is; empty where names do not change so.
    caseless : bool
        Whether the script has no capitals.
    prefixes : dict
        What is stuck to a word in such a script, with whether it says where ("in").
    postpositions, heads : frozenset of str
        Words right behind a name that say where; first words of names that
        never are the whole of one ("Kafr").
    away, onward : str
        The prepositions of distances ("20 km from X") and of ways ("from X to Y").
    """

    lang: str
    function: frozenset[str]
    time: frozenset[str]
    other: frozenset[str]
    title: frozenset[str]
    person_verbs: frozenset[str]
    organisation: frozenset[str]
    direction: frozenset[str]
    street: frozenset[str]
    parties: frozenset[str]
    prep_strong: frozenset[str]
    prep_weak: frozenset[str]
    common: CommonWords
    given: frozenset[str]
    near: tuple[str, ...]
    vague_before: tuple[str, ...]
    vague_after: tuple[str, ...]
    directions: dict[str, float]
    units: dict[str, float]
    abbreviations: dict[str, str]
    aliases: dict[str, str]
    classes: dict[str, ClassWord]
    wording: dict[str, Any]
    place_verbs: frozenset[str]
    governors: dict[str, frozenset[str]]
    elsewhere: dict[str, frozenset[str]]
    naming: tuple[tuple[str, ...], ...]
    articles: tuple[str, ...]
    suffixes: tuple[str, ...]
    locative: tuple[str, ...]
    caseless: bool
    prefixes: dict[str, bool]
    postpositions: frozenset[str]
    heads: frozenset[str]
    away: str
    onward: str

    @cached_property
    def inflected(self) -> bool:
        """Whether names change their endings."""
        return self.lang == "ru" or bool(self.suffixes)

    def bases(self, word: str) -> Iterator[str]:
        """Yield the names that a form may be of.

        Examples
        --------
        >>> list(lexicon("ky").bases("Ошто")), next(lexicon("ru").bases("Баткене"))
        (['Ош'], 'Баткен')
        """
        if self.lang == "ru":
            from gazetteer.russian import base_forms

            yield from base_forms(word)
            return
        lower = word.lower()
        for suffix in self.suffixes:
            if lower.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
                yield word[: -len(suffix)].rstrip("'’ʼ-")

    def is_where(self, word: str) -> bool:
        """Tell whether a word ends as names do that say where something is."""
        return word.lower().endswith(self.locative) if self.locative else False

    @cached_property
    def class_heads(self) -> frozenset[str]:
        """First words of the class words that stand after a name."""
        return frozenset(k.split(" ", 1)[0] for k, w in self.classes.items() if w.after)

    @cached_property
    def bearings(self) -> frozenset[str]:
        """Points of the compass in one word: "north" of "north of X"."""
        return frozenset(fold(word) for word in self.directions if " " not in word)

    @cached_property
    def class_tails(self) -> frozenset[str]:
        """Last words of the class words that stand before a name."""
        return frozenset(k.rpartition(" ")[2] for k, w in self.classes.items() if w.before)

    @cached_property
    def tails(self) -> dict[str, frozenset[str]]:
        """Last words, in lower case, of each kind of wording that stands before a name."""
        listed = {kind: words.split() for kind, words in self.wording["tails"].items()}
        return {
            "offset": frozenset(listed["offset"]),
            "section": _tails([], listed["section"]),
            "near": _tails(self.near, listed["near"]),
            "vague": _tails(self.vague_before, listed["near"]),
        }

    @cached_property
    def measures(self) -> frozenset[str]:
        """Last words, in lower case, of distances and directions."""
        return _tails([*self.directions, *self.units], [])

    @cached_property
    def naming_tails(self) -> frozenset[str]:
        """Last words of the wordings of naming."""
        return frozenset(phrase[0] for phrase in self.naming)

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """Units of length in one word."""
        return frozenset(fold(unit) for unit in self.units if " " not in unit)

    @cached_property
    def near_keys(self) -> tuple[str, ...]:
        """Folded wordings of nearness."""
        return tuple(fold(phrase) for phrase in self.near)

    @cached_property
    def near_tails(self) -> frozenset[str]:
        """Last words of the wordings of nearness."""
        return frozenset(key.rpartition(" ")[2] for key in self.near_keys)

    @cached_property
    def prepositions(self) -> frozenset[str]:
        """Prepositions of both kinds."""
        return self.prep_strong | self.prep_weak

    @cached_property
    def place_words(self) -> frozenset[str]:
        """Words that may say, right before an unknown name, that it is a place."""
        return self.prep_strong | self.near_tails | self.class_tails


def _tails(phrases: Iterable[str], words: Iterable[str]) -> frozenset[str]:
    return frozenset({p.lower().rpartition(" ")[2] for p in phrases} | set(words))


def _text(name: str) -> str:
    path = DATA / name
    return path.read_text("utf-8") if path.is_file() else ""


@cache
def lexicon(lang: str = "en") -> Lexicon:
    """Read the words of a language; those of English where it has no file.

    Raises
    ------
    GazetteerDataError
        Where the language's file lacks a table.

    Examples
    --------
    >>> lexicon("en").directions["north"]
    0
    >>> lexicon("tlh").lang, lexicon("fa-AF").lang
    ('en', 'fa')
    """
    if lang not in languages():
        base = lang.partition("-")[0]
        return lexicon(base if base in languages() else "en")
    data = word_tables(lang)
    return Lexicon(
        lang=lang,
        **{name: frozenset(words) for name, words in data["words"].items()},
        common=CommonWords(_text(f"spot_common_{lang}.txt")),
        given=frozenset(_text("spot_given_names.txt").split()),
        near=tuple(data["near"]),
        vague_before=tuple(data["vague_before"]),
        vague_after=tuple(data["vague_after"]),
        directions=data["directions"],
        units=data["units"],
        abbreviations=data["abbreviations"],
        aliases=data["aliases"],
        classes={key: ClassWord(*word) for key, word in data["classes"].items()},
        wording=data["wording"],
        place_verbs=frozenset(data["place_verbs"]),
        governors={key: frozenset(words) for key, words in data["governors"].items()},
        elsewhere={key: frozenset(words) for key, words in data["elsewhere"].items()},
        naming=tuple(tuple(phrase) for phrase in data["naming"]),
        articles=tuple(data["articles"]),
        suffixes=tuple(data["suffixes"]),
        locative=tuple(data["locative"]),
        caseless=data["caseless"],
        prefixes=data["prefixes"],
        postpositions=frozenset(data["postpositions"]),
        heads=frozenset(data["heads"]),
        away=data["away"],
        onward=data["onward"],
    )
