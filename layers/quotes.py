"""Quotes: a sentence cut into runs, so that the words read from it are marked.

Spans count characters of the report's text as Python does. They are cut here
and not in the browser, whose strings count UTF-16 units.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Span", "mark"]

Run = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Characters of a report, and what was read from them.

    Parameters
    ----------
    start, end : int
        Half-open span of characters of the report's text.
    text : str
        Those characters.
    label : str
        What they gave ("date_start", "wounded").
    """

    start: int
    end: int
    text: str
    label: str


def mark(sentence: str, offset: int | None, spans: Sequence[Span]) -> tuple[list[Run], list[Span]]:
    """Cut a sentence at the ends of the spans that lie in it.

    Parameters
    ----------
    sentence : str
        The sentence.
    offset : int or None
        Its first character's place in the report's text.
    spans : sequence of Span
        Characters of the same report.

    Returns
    -------
    runs : list of (str, tuple of str)
        The sentence in pieces, each with the labels of the spans over it;
        joined they are the sentence.
    outside : list of Span
        The spans that do not lie in the sentence, or whose characters are
        not those of the sentence.

    Examples
    --------
    >>> runs, outside = mark("Two died.", 10, [Span(start=10, end=13, text="Two", label="killed")])
    >>> runs
    [('Two', ('killed',)), (' died.', ())]
    >>> mark("", None, [])
    ([], [])
    """
    if not sentence:
        return [], list(spans)
    inside, outside = _sort_out(sentence, offset, spans)
    cuts = sorted({0, len(sentence), *(edge for start, end, _ in inside for edge in (start, end))})
    runs: list[Run] = []
    for start, end in itertools.pairwise(cuts):
        labels = (label for first, last, label in inside if first <= start and end <= last)
        runs.append((sentence[start:end], tuple(dict.fromkeys(labels))))
    return runs, outside


def _sort_out(
    sentence: str, offset: int | None, spans: Sequence[Span]
) -> tuple[list[tuple[int, int, str]], list[Span]]:
    inside: list[tuple[int, int, str]] = []
    outside: list[Span] = []
    for span in spans:
        start, end = (span.start - (offset or 0), span.end - (offset or 0))
        fits = offset is not None and 0 <= start < end <= len(sentence)
        if fits and sentence[start:end] == span.text:
            inside.append((start, end, span.label))
        else:
            outside.append(span)
    return inside, outside
