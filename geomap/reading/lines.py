"""Turn the printed lines of pages back into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["join_lines", "without_furniture"]

# Shares of the usual width which a line would have reached with the next line's first word: below
# the first it was ended on purpose, below the second if it also ends a sentence. Tuned on 51 PDFs
# of 17 reports (tests/data/reports) with set, justified and printed text in proportional fonts.
FULL, FULL_SENTENCE = 0.75, 1.0
EDGE = 2  # lines at the head and foot of a page where titles and numbers repeat
_STOPS = (".", "!", "?", "”", "»")
_DIGITS = re.compile(r"\d{1,9}")
_PAGE_NUMBER = re.compile(r"(?:page|стр\.?|p\.?|с\.)?\s*\d{1,4}(?:\s*(?:/|of|из)\s*\d{1,4})?", re.I)
_HYPHEN_END = re.compile(r"[^\W\d_][-\u2010]$")


def without_furniture(pages: Sequence[Sequence[str]]) -> list[str]:
    """Leave out what repeats at the edges of pages: running titles, page numbers.

    Parameters
    ----------
    pages : sequence of sequence of str
        Lines of each page.

    Returns
    -------
    list of str
        The lines of all pages.

    Examples
    --------
    >>> without_furniture([["Border Watch", "One fled", "1"], ["Border Watch", "to it.", "2"]])
    ['One fled', 'to it.']
    >>> without_furniture([["Two men fled."]])
    ['Two men fled.']
    """
    kept = [[line.strip() for line in page] for page in pages]
    edges = Counter(
        mask
        for page in kept
        for mask in {_DIGITS.sub("#", ln) for ln in (*page[:EDGE], *page[-EDGE:]) if ln}
    )
    often = max(2, len([p for p in kept if p]) // 2 + 1)

    def is_furniture(line: str) -> bool:
        repeated = edges[_DIGITS.sub("#", line)] >= often and len(line) < 100
        return repeated or (len(kept) > 1 and _PAGE_NUMBER.fullmatch(line) is not None)

    out: list[str] = []
    for page in kept:
        last = len(page) - EDGE
        out += [
            ln for n, ln in enumerate(page) if not (n < EDGE or n >= last) or not is_furniture(ln)
        ]
    return out


def _usual_width(lines: Sequence[str]) -> float:
    widths = sorted(len(line) for line in lines if line)
    return float(widths[int(len(widths) * 0.9)]) if widths else 0.0


def _joint(before: str, after: str, hyphenated: frozenset[str]) -> tuple[str, str]:
    """Join two pieces of a paragraph; a hyphen that is the word's own stays."""
    if not _HYPHEN_END.search(before):
        return before, " " + after
    head, tail = re.split(r"\s", before)[-1], re.split(r"\s", after, maxsplit=1)[0]
    word = (head[:-1] + "-" + tail).lower().strip('.,;:!?”»")')
    if after[:1].islower() and word not in hyphenated:
        return before[:-1], after
    return before, after


def join_lines(lines: Sequence[str]) -> str:
    """Join printed lines to paragraphs, one a line.

    Parameters
    ----------
    lines : sequence of str
        As printed; an empty one ends a paragraph.

    Returns
    -------
    str

    Examples
    --------
    >>> print(join_lines([
    ...     "Two border guards were killed in the sol-",
    ...     "diers' post near the village of Tort-",
    ...     "Kocho on Friday.",
    ...     "A ceasefire followed the fighting there.",
    ... ]))
    Two border guards were killed in the soldiers' post near the village of Tort-Kocho on Friday.
    A ceasefire followed the fighting there.
    """
    width = _usual_width(lines)
    hyphenated = frozenset(
        w.lower() for line in lines for w in re.findall(r"\b[^\W\d_]{1,30}-[^\W\d_]{1,30}\b", line)
    )
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        reach = len(previous) + 1 + len(line.split(" ", 1)[0])
        ended = previous.endswith(_STOPS) and line[:1].isupper() and reach < FULL_SENTENCE * width
        if line and previous and not ended and (reach >= FULL * width or line[:1].islower()):
            before, after = _joint(paragraphs[-1].pop(), line, hyphenated)
            paragraphs[-1] += [before, after]
        elif line:
            paragraphs.append([line])
        previous = line
    return "\n".join("".join(p) for p in paragraphs)
