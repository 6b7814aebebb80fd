"""Paragraphs and sentences, as spans of the report's own text.

Sentence bounds come from ``sentencex``; what is added here is what news text
needs: hard-wrapped lines, headlines without a full stop, and "5 p.m." before
a capital or a figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import sentencex

__all__ = ["Sentence", "in_quotes", "sentences"]

_CLOCK_END = re.compile(
    r"^(?:at|by|around|about|from|until|since|on)\b(?:\s\S{1,20}){1,7}\s?[ap]\.m\.\s*$",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"[ap]\.m\.\s*$", re.IGNORECASE)
_TOWN_TIME = re.compile(r"(?:[^\W\d_][\w’'-]{1,20} ){1,2}time\b")  # "6:30 p.m. Dushanbe time"
_LINE = re.compile(r"[^\n]+")
_FULL_STOP = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
MAX_PARAGRAPH = 8_000  # characters: sentencex is quadratic within a paragraph of quotation marks
MAX_SENTENCE = (
    2_000  # characters: a dozen times a long news sentence; the reading is quadratic within one
)
WRAP_MIN, WRAP_MAX = 50, 110  # columns between which mail and terminals wrap


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its span, its text and its paragraph's number."""

    start: int
    end: int
    text: str
    paragraph: int


def in_quotes(text: str, position: int) -> bool:
    """Tell whether a position of a sentence is inside a quotation.

    Examples
    --------
    >>> in_quotes("They hit “homes, cars” there", 14), in_quotes("They hit “homes” there", 18)
    (True, False)
    """
    before = text[:position]
    if before.count("“") > before.count("”") or before.count("«") > before.count("»"):
        return True
    return before.count('"') % 2 == 1


def _is_wrapped(lines: list[str]) -> bool:
    """Tell hard-wrapped text: most lines end in mid-sentence at a like width."""
    body = [line for line in lines[:-1] if line.strip()]
    if len(body) < 4:  # too few lines to tell
        return False
    inside = [ln for ln in body if WRAP_MIN <= len(ln) <= WRAP_MAX and not _FULL_STOP.search(ln)]
    return len(inside) >= 0.5 * len(body)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    wrapped = _is_wrapped(text.split("\n"))
    spans: list[tuple[int, int]] = []
    previous_end = -1
    for match in _LINE.finditer(text):
        if not match[0].strip():
            continue
        glue = wrapped and spans and not text[previous_end : match.start()].count("\n") > 1
        if glue:
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append((match.start(), match.end()))
        previous_end = match.end()
    return spans


def _cut(text: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    """Cut what is too long at white space, so that no text reads slowly."""
    out: list[tuple[int, int]] = []
    while end - start > longest:
        space = text.rfind(" ", start + longest // 2, start + longest)
        stop = space if space > 0 else start + longest
        out.append((start, stop))
        start = stop
    return [*out, (start, end)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _bounds(paragraph: str, lang: str) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for cut in sentencex.get_sentence_boundaries(lang, paragraph):
        start, end = cut["start_index"], cut["end_index"]
        before = paragraph[out[-1][0] : out[-1][1]] if out else ""
        named = _HALF_DAY.search(before) and _TOWN_TIME.match(paragraph, start)
        if out and (named or _CLOCK_END.search(before)):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def sentences(text: str, lang: str) -> list[Sentence]:
    r"""Split a report into sentences.

    Parameters
    ----------
    text : str
        The report's text, newlines as in the file.
    lang : str
        ISO 639-1 code.

    Returns
    -------
    list of Sentence
        In order; ``text[s.start:s.end] == s.text``, trimmed of white space.

    Examples
    --------
    >>> [s.text for s in sentences("At 5 p.m. 40 men fled.\nA truce followed.", "en")]
    ['At 5 p.m. 40 men fled.', 'A truce followed.']
    >>> sentences("", "en")
    []
    """
    found: list[Sentence] = []
    for number, (p_start, p_end) in enumerate(_paragraphs(text)):
        for c_start, c_end in _cut(text, p_start, p_end, MAX_PARAGRAPH):
            for start, end in _bounds(text[c_start:c_end], lang):
                for first, last in _cut(text, c_start + start, c_start + end, MAX_SENTENCE):
                    a, b = _trim(text, first, last)
                    if b > a:
                        found.append(Sentence(a, b, text[a:b], number))
    return found
