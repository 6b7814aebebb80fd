"""What stands round a run of capitalised words: the words before and after it.

Each side is read when it is first asked for, and once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gazetteer.names import fold
from gazetteer.spot_inside import Piece
from gazetteer.spot_parse import RunParse
from gazetteer.spot_runs import Run

__all__ = ["CLOSING", "OPENING", "WORDS", "Round", "fold_word"]

OPENING = ("«", "“", '"')
CLOSING = ("»", "”", '"')
_AHEAD = re.compile(
    r"[ \u00a0]([^\W\d_]{1,30})(?:[ \u00a0]([^\W\d_]{1,30}))?(?:[ \u00a0]([^\W\d_]{1,30}))?(?!\w)"
)
_SPACES = " \u00a0"
REACH = 48
"""Characters in which the three words before a run are looked for."""
WORDS = 3
"""Words that are read on each side."""
fold_word = lru_cache(maxsize=65536)(fold)


class Round:
    """A run in its text.

    Parameters
    ----------
    text : str
        The text.
    run : Run
        One of its runs.
    parse : RunParse
        What the run holds.
    """

    __slots__ = ("_ahead", "_behind", "_text", "parse", "run")

    def __init__(self, text: str, run: Run, parse: RunParse) -> None:
        self.run = run
        self.parse = parse
        self._text = text
        self._behind: list[tuple[str, int]] | None = None
        self._ahead: list[tuple[str, int]] | None = None

    def before(self, piece: Piece) -> list[tuple[str, int]]:
        """Words before a piece, the nearest first, with their starts."""
        behind = self._behind
        if behind is None:
            behind = self._behind = _words_before(self._text, self.run.start)
        if not piece.first:
            return behind
        start = self.run.start
        inside = self.parse.run.words[max(0, piece.first - WORDS) : piece.first]
        return [(w.key, start + w.start) for w in reversed(inside)] + behind

    def after(self, piece: Piece) -> list[tuple[str, int]]:
        """Words after a piece, the nearest first, with their ends."""
        ahead = self._ahead
        if ahead is None:
            ahead = self._ahead = _words_after(self._text, self.run.end)
        inside = self.parse.run.words[piece.last : piece.last + WORDS]
        if not inside:
            return ahead
        start = self.run.start
        return [(w.key, start + w.end) for w in inside] + ahead


def _words_after(text: str, end: int) -> list[tuple[str, int]]:
    """Give up to three words after a position, or the quote that closes there, with their ends."""
    end += text[end : end + 1] in CLOSING
    match = _AHEAD.match(text, end)
    if match is None:
        return []
    return [(fold_word(word), match.end(i)) for i, word in enumerate(match.groups(), 1) if word]


def _words_before(text: str, start: int) -> list[tuple[str, int]]:
    """Give up to three words before a position, the nearest first."""
    if start and text[start - 1] in OPENING:
        start -= 1
    if not start or text[start - 1] not in _SPACES:
        return []
    words: list[tuple[str, int]] = []
    end, reach = start - 1, max(0, start - REACH)
    while len(words) < WORDS and end > reach:
        begin = text.rfind(" ", reach, end) + 1 or reach
        part = text[begin:end]
        if not part.isalpha() and not _word_like(part, first=not words):
            break
        words.append((fold_word(part), begin))
        end = begin - 1
    return words


def _word_like(part: str, *, first: bool) -> bool:
    """Tell "г." and "south-west" from the end of a sentence."""
    if part.endswith("."):
        return first and len(part) <= 3 and part[:-1].isalpha()
    return part.replace("-", "").isalpha()
