"""Generic words of place names: "jamoat", "область", "village of".

They say what kind of thing a name means and are no part of the name itself.
The words are in ``data/class_words.tsv``, a table per language.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, cast

from gazetteer.data_files import read_table
from gazetteer.names import fold
from gazetteer.place import FeatureClass

__all__ = [
    "ClassWord",
    "NameSplit",
    "class_word",
    "class_words",
    "meets_cue",
    "split_class",
    "split_unit",
]


class ClassWord(NamedTuple):
    """A generic word: its key, the class it asks for, and where it stands."""

    key: str
    feature_class: FeatureClass
    lang: str
    before: bool
    after: bool


class NameSplit(NamedTuple):
    """A name parted from its generic word: ``("surkh", "adm3", "jamoat")``."""

    key: str
    cue: FeatureClass
    word: str


@cache
def class_words() -> dict[str, ClassWord]:
    """Return the generic words by key; of two with one key, the first listed.

    Examples
    --------
    >>> class_words()["rural community"].feature_class
    'adm3'
    """
    words: dict[str, ClassWord] = {}
    for lang, word, feature_class, position in read_table("class_words.tsv"):
        key = fold(word)
        before, after = position in ("before", "both"), position in ("after", "both")
        found = ClassWord(key, cast(FeatureClass, feature_class), lang, before, after)
        if key in words:
            old = words[key]
            found = old._replace(before=old.before or before, after=old.after or after)
        words[key] = found
    return words


_UNITS = frozenset({"adm1", "adm2", "adm3", "exclave"})


def class_word(word: str) -> ClassWord | None:
    """Return the generic word that ``word`` is, in any of its written forms.

    Examples
    --------
    >>> class_word("области").feature_class
    'adm1'
    >>> class_word("Batken") is None
    True
    """
    return class_words().get(fold(word))


def split_class(key: str) -> list[NameSplit]:
    """Part the key of a name from the generic words at its ends, longest first.

    Parameters
    ----------
    key : str
        What :func:`gazetteer.names.fold` returned.

    Examples
    --------
    >>> split_class("surkh jamoat")
    [NameSplit(key='surkh', cue='adm3', word='jamoat')]
    >>> split_class("village of chorkuh")[0].key
    'chorkuh'
    >>> split_class("batken"), split_class("district"), split_class("")
    ([], [], [])
    """
    words, table = key.split(" "), class_words()
    found: list[NameSplit] = []
    for count in range(min(3, len(words) - 1), 0, -1):
        tail, head = " ".join(words[-count:]), " ".join(words[:count])
        if (word := table.get(tail)) and word.after:
            found.append(NameSplit(" ".join(words[:-count]), word.feature_class, tail))
        if (word := table.get(head)) and word.before:
            found.append(NameSplit(" ".join(words[count:]), word.feature_class, head))
    return found


def split_unit(key: str) -> list[NameSplit]:
    """Part a key from the class words of administrative units alone.

    Examples
    --------
    >>> split_unit("leilek district")[0].key, split_unit("kansas city")
    ('leilek', [])
    """
    return [split for split in split_class(key) if split.cue in _UNITS]


_SETTLED = frozenset({"populated place", "locality", "exclave"})
_KIN: dict[str, frozenset[str]] = {
    # Which level a district or a region is differs between countries and
    # sources: Natural Earth has Azerbaijan's districts as adm1.
    **dict.fromkeys(_UNITS, _UNITS),
    "adm3": _UNITS | {"populated place"},
    "populated place": _SETTLED | {"adm3"},
    "locality": _SETTLED,
}


def meets_cue(feature_class: str, cue: str) -> bool:
    """Return whether a place of that class may be what a class word asks for.

    Examples
    --------
    >>> meets_cue("adm1", "adm2"), meets_cue("populated place", "area")
    (True, True)
    >>> meets_cue("populated place", "adm1"), meets_cue("adm1", "border post")
    (False, False)
    """
    return cue in ("area", feature_class) or feature_class in _KIN.get(cue, ())
