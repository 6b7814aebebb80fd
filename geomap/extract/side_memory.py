"""Who tells of figures, and what the figures before told of sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.extract.harm import HarmFigure
from geomap.extract.lexicon import Lexicon
from geomap.extract.notes import Notes
from geomap.extract.tokens import Nation

__all__ = ["LastFigure", "SideMemory", "Telling", "is_enemy", "is_outsider", "short_name"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """The figures of one claim in their sentence, and who gives them.

    Parameters
    ----------
    note : Notes
        The sentence.
    figures : sequence of HarmFigure
        The claim's figures, in order.
    claimant : str
        Who gives them, as named; empty for the report.
    claimant_side : str or None
        ISO 3166-1 alpha-3 of who gives them.
    attacker : Nation or None
        The side that the words show as using force.
    """

    note: Notes
    figures: Sequence[HarmFigure]
    claimant: str = ""
    claimant_side: str | None = None
    attacker: Nation | None = None

    def zone(self, h: HarmFigure) -> tuple[int, int]:
        """Give the stretch of the sentence between the figures beside one."""
        k = self.figures.index(h)
        left = self.figures[k - 1].end if k else 0
        right = self.figures[k + 1].start if k + 1 < len(self.figures) else len(self.note.text)
        return min(left, h.start), max(right, h.end)


@dataclass(frozen=True, slots=True)
class LastFigure:
    """The figure read last: where, by whom, of which side, and its words."""

    paragraph: int
    number: int
    claimant: str
    side: str
    words: str


class SideMemory:
    """What the figures before told of sides.

    ``of_claimant`` are sides that a speaker told of, by the short name;
    ``of_noun`` those of "guards" and the like, None where two sides have them.
    """

    def __init__(self) -> None:
        self.last: LastFigure | None = None
        self.of_claimant: dict[str, str] = {}
        self.of_noun: dict[str, str | None] = {}

    def keep(self, h: HarmFigure, t: Telling, side: str) -> None:
        """Remember the side of a figure."""
        sentence = t.note.sentence
        words = t.note.text[h.start : h.end]
        self.last = LastFigure(sentence.paragraph, t.note.number, t.claimant, side, words)
        if t.claimant and side != t.claimant_side:
            self.of_claimant.setdefault(short_name(t.claimant), side)
        if h.quantity.side and h.quantity.group:  # "guards" of two sides tell nothing
            noun = _head(h.quantity.group)
            same = self.of_noun.get(noun, side) == side
            self.of_noun[noun] = side if same else None


def _head(group: str) -> str:
    return group.rsplit(maxsplit=1)[-1].casefold()


def short_name(claimant: str) -> str:
    """Give the last word of a name: "the Health Ministry" is "the ministry" later."""
    return claimant.rsplit(maxsplit=1)[-1].casefold()


def is_enemy(group: str | None, lexicon: Lexicon) -> bool:
    """Tell fighters, attackers, smugglers: nobody's own people.

    Examples
    --------
    >>> from geomap.extract.lexicon import load_lexicon
    >>> is_enemy("three gunmen", load_lexicon("en")), is_enemy(None, load_lexicon("en"))
    (True, False)
    """
    return lexicon.word("people.enemy").search(group or "") is not None


def is_outsider(group: str | None, lexicon: Lexicon) -> bool:
    """Tell peacekeepers, migrants, members of a named organisation: people of neither side.

    Examples
    --------
    >>> from geomap.extract.lexicon import load_lexicon
    >>> [is_outsider(g, load_lexicon("en")) for g in ("peacekeeper", "Hamas men", "men")]
    [True, True, False]
    """
    words = (group or "").split()
    if lexicon.word("people.outsider").search(group or ""):
        return True
    acronym = any(len(w) > 1 and w.isupper() and not w.isdigit() for w in words)
    return acronym or lexicon.word("people.organisations").search(group or "") is not None
