"""Words before a name that take a place, or anything but one.

"Fled to X", "residents of X" and "shelled X" take places; "believes in X" and
"works at X" do not. The words are in ``data/spot_*.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gazetteer.generic import ClassWord
from gazetteer.spot_lexicon import Lexicon

__all__ = ["TAKES", "apposed", "may_be_apposed", "may_take_a_place", "naming", "position"]

TAKES, TAKES_NONE = "takes a place", "takes no place"
"""Names of the evidence in :data:`gazetteer.spot_evidence.WEIGHTS`."""
LONGEST_APPOSITION = 4
"""Words after "a", "an", "the" within which the class word stands."""
_NEXT = re.compile(r"[ \u00a0]([^\W\d_]{1,20})")


def position(before: Sequence[str], lexicon: Lexicon) -> str | None:
    """Name the evidence (of :data:`gazetteer.spot_evidence.WEIGHTS`) in the words before a name.

    Parameters
    ----------
    before : sequence of str
        Folded words, the nearest first.
    lexicon : Lexicon
        Of the language.

    Examples
    --------
    >>> from gazetteer.spot_lexicon import lexicon
    >>> position(["to", "fled"], lexicon("en")), position(["retook"], lexicon("en"))
    ('takes a place', 'takes a place')
    >>> position(["in", "believes"], lexicon("en")), position(["of", "death"], lexicon("en"))
    ('takes no place', None)
    """
    nearest, governor = before[0], before[1] if len(before) > 1 else ""
    if nearest in lexicon.place_verbs or governor in lexicon.governors.get(nearest, ()):
        return TAKES
    if nearest == lexicon.away and governor in lexicon.unit_words:
        return TAKES
    return TAKES_NONE if governor in lexicon.elsewhere.get(nearest, ()) else None


def may_take_a_place(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell quickly whether the words before a name may take a place."""
    return bool(words) and position(words, lexicon) == TAKES


def naming(before: Sequence[tuple[str, int]], lexicon: Lexicon) -> int:
    """Count the words of "called" and "known as" right before a name.

    Examples
    --------
    >>> from gazetteer.spot_lexicon import lexicon
    >>> naming([("as", 8), ("known", 2), ("village", 0)], lexicon("en"))
    2
    """
    if before[0][0] not in lexicon.naming_tails:
        return 0
    for phrase in lexicon.naming:
        if tuple(key for key, _ in before[: len(phrase)]) == phrase:
            return len(phrase)
    return 0


@cache
def _article(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf",[ \u00a0](?:{'|'.join(lexicon.articles)})(?=[ \u00a0])")


def may_be_apposed(text: str, end: int, lexicon: Lexicon) -> bool:
    """Tell quickly whether an apposition may follow a name."""
    return text[end : end + 1] == "," and apposed(text, end, lexicon) is not None


def apposed(text: str, end: int, lexicon: Lexicon) -> ClassWord | None:
    """Find the class word that a name is explained by: "X, a small village in Helmand".

    A preposition or the end of the clause must follow it: not "X, a village elder".

    Examples
    --------
    >>> from gazetteer.spot_lexicon import lexicon
    >>> text = "Zarghunabad, a remote village in Helmand, and Marat, a village elder"
    >>> apposed(text, 11, lexicon("en")).key, apposed(text, 51, lexicon("en"))
    ('village', None)
    """
    if not lexicon.articles or text[end : end + 1] != ",":
        return None
    match = _article(lexicon).match(text, end)
    at = match.end() if match else None
    for _ in range(LONGEST_APPOSITION):
        step = _NEXT.match(text, at) if at is not None else None
        if step is None:
            return None
        at = step.end()
        if step[1] in lexicon.function:
            return None
        word = lexicon.classes.get(step[1])
        if word is not None:
            then = _NEXT.match(text, at)
            closed = text[at : at + 1] in (",", ".", ";", ")") or at == len(text)
            return word if closed or (then and then[1] in lexicon.prepositions) else None
    return None
