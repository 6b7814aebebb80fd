"""Names of places against names and against sentences, across spellings and cases.

This is what is left to compare where the gazetteer has no position: "Mendhar
sector", "Mendhar" and «районе Мендхара» are one name.
"""

from __future__ import annotations

from functools import lru_cache

from gazetteer.generic import split_class
from gazetteer.names import fold, loosen, tokens

__all__ = ["Words", "is_named_in", "same_name", "words_of"]

LONGEST_NAME = 80  # characters; a sentence has no class words at its ends
SHORTEST = 3  # letters of a word that can tell a name

Words = tuple[frozenset[str], ...]
"""The words of a text, each with all the keys that it may stand for."""


@lru_cache(maxsize=16384)
def words_of(text: str) -> Words:
    """Split a name or a sentence into keys; the class words at its ends are left out.

    Parameters
    ----------
    text : str
        In any script and any Russian case.

    Returns
    -------
    tuple of frozenset of str

    Examples
    --------
    >>> [sorted(w) for w in words_of("the Mendhar sector")]
    [['te'], ['mendhar']]
    >>> words_of("Torkham border crossing")
    (frozenset({'torham'}),)
    >>> "mendhar" in words_of("районе Мендхара")[0]
    True
    """
    split = split_class(fold(text)) if len(text) <= LONGEST_NAME else []
    generic = split[0].word.split() if split else []
    return tuple(
        frozenset(loosen(k) for k in (token.key, *(base for base, _ in token.bases)))
        for token in tokens(text)
        if token.key not in generic and len(token.key) >= SHORTEST
    )


def is_named_in(name: Words, text: Words) -> bool:
    """Tell whether every word of a name stands in a text.

    Examples
    --------
    >>> is_named_in(words_of("Torkham border crossing"), words_of("на переходе Торхам"))
    True
    >>> is_named_in((), words_of("anything"))
    False
    """
    if not name:
        return False
    known = frozenset().union(*text)
    return all(word & known for word in name)


def same_name(a: Words, b: Words) -> bool:
    """Tell whether one of two names is the other, or the other with more words.

    Examples
    --------
    >>> same_name(words_of("Mendhar sector"), words_of("районе Мендхара"))
    True
    >>> same_name(words_of("Mendhar"), words_of("Uri"))
    False
    """
    return is_named_in(a, b) or is_named_in(b, a)
