"""Words of harm in a sentence: which harm, in which grammar, at which tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from geomap.extract.lexicon import HarmWords, Lexicon, Pattern, load_lexicon, lowered
from geomap.extract.tokens import Token

__all__ = ["Harm", "find_harms"]


@dataclass(frozen=True, slots=True)
class Harm:
    """A word of harm; ``slots`` are the grammars it may stand in."""

    kind: str
    slots: frozenset[str]
    start: int
    end: int
    first: int
    last: int

    @property
    def is_noun(self) -> bool:
        """Whether it can only be a noun ("death toll")."""
        return self.slots == {"noun"}


@cache
def _slots(lang: str) -> tuple[tuple[str, str, Pattern], ...]:
    harm, slots = load_lexicon(lang).harm, HarmWords.__dataclass_fields__
    return tuple(
        (kind, slot, getattr(words, slot)) for kind, words in harm.items() for slot in slots
    )


def find_harms(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> list[Harm]:
    """Find the words of harm of a sentence, the longest where they overlap.

    Parameters
    ----------
    text : str
        The sentence.
    tokens : sequence of Token
        Its tokens.
    lexicon : Lexicon
        The language's table.

    Returns
    -------
    list of Harm
        In order.

    Examples
    --------
    >>> from geomap.extract.lexicon import load_lexicon
    >>> from geomap.extract.tokens import tokenize
    >>> text = "Two died, five were wounded."
    >>> [(h.kind, h.first) for h in find_harms(text, tokenize(text), load_lexicon("en"))]
    [('killed', 1), ('wounded', 5)]
    """
    found: dict[tuple[int, int, str], set[str]] = {}
    low = lowered(text)
    for kind, slot, words in _slots(lexicon.lang):
        for m in words.within(low):
            found.setdefault((m.start(), m.end(), kind), set()).add(slot)
    starts, ends = [t.start for t in tokens], [t.end for t in tokens]
    out: list[Harm] = []
    for (start, end, kind), slots in sorted(found.items(), key=lambda i: (i[0][0], -i[0][1])):
        if not out or start >= out[-1].end:
            first, last = bisect_right(ends, start), bisect_left(starts, end)
            out.append(Harm(kind, frozenset(slots), start, end, first, last))
    return out
