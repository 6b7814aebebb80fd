"""Figures of people harmed as one claimant gives them.

Whose people they are is read in :mod:`geomap.extract.sides`; here figures
become records, breakdowns become parts, and what is listed is added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from geomap.extract.lexicon import Lexicon
from geomap.extract.notes import Notes
from geomap.extract.numbers import Quantity
from geomap.extract.side_memory import Telling, is_enemy
from geomap.extract.sides import SideReader
from geomap.incident import Casualties

__all__ = ["break_down", "is_breakdown", "to_casualties"]

NEAR = 14  # characters behind a figure in which it may be called a total


def _to_record(note: Notes, q: Quantity, kind: str, side: str | None, basis: str) -> Casualties:
    start, end = note.absolute(q.start, q.end)
    return Casualties(
        kind=kind,  # type: ignore[arg-type]  # the table's kinds are the record's
        side=side,
        group=q.group,
        min=q.min,
        max=q.max,
        hedge=q.hedge,
        side_basis=basis,
        start=start,
        end=end,
    )


def _sum(figures: Sequence[Casualties]) -> Casualties:
    """Add up what one claimant lists in one breath, keeping each figure as a part."""
    if len(figures) == 1:
        return figures[0]
    lows = [f.min for f in figures if f.min is not None]
    highs = [f.max for f in figures]
    known = [h for h in highs if h is not None]
    hedges = [f.hedge for f in figures if f.hedge]
    return msgspec.structs.replace(
        figures[0],
        group=None,
        min=sum(lows) if lows else None,
        max=sum(known) if len(known) == len(highs) else None,
        hedge=hedges[0] if hedges else None,
        parts=tuple(figures),
        derived=True,
        start=min(f.start or 0 for f in figures),
        end=max(f.end or 0 for f in figures),
    )


def to_casualties(telling: Telling, reader: SideReader) -> tuple[Casualties, ...]:
    """Turn the figures of one claim into records, one a kind and side.

    Parameters
    ----------
    telling : Telling
        The figures, their sentence and who gives them.
    reader : SideReader
        Knows whose people they are.

    Returns
    -------
    tuple of Casualties
        Breakdowns are ``parts``; several figures of one kind and side are
        added up, marked ``derived``, with each figure kept as a part.
    """
    note = telling.note
    listed = {h.quantity.side for h in telling.figures if h.quantity.side}
    only = listed.pop() if len(listed) == 1 else None
    grouped: dict[tuple[str, str | None, int], list[Casualties]] = {}
    for h in telling.figures:
        enemy = is_enemy(h.quantity.group, reader.lexicon)
        of_others = enemy or _names_a_group(h.quantity)
        apart = h.start if h.quantity.refers == "figure" else -1  # told instead, never added
        if apart < 0 and enemy:
            apart = -2  # "four soldiers and 12 militants" are no sixteen
        for found in reader.sides(h, telling):
            alone = found[0] is None and only and not of_others
            side, basis = (only, "listed together with people of that side") if alone else found
            parts = tuple(_to_record(note, p, h.kind, p.side or side, basis) for p in h.parts)
            whole = _to_record(note, h.quantity, h.kind, side, basis)
            record = msgspec.structs.replace(whole, parts=parts)
            listed_so_far = grouped.setdefault((h.kind, side, apart), [])
            if h.quantity.refers == "them" and _holds(listed_so_far[-1:], record):
                last = listed_so_far.pop()  # "two were hurt, one of whom lost a leg"
                record = msgspec.structs.replace(last, parts=(*last.parts, record))
            listed_so_far.append(record)
    return tuple(
        _sum(_under_total(note, listed, reader.lexicon))
        for figures in grouped.values()
        for listed in _lists(note, figures, reader.lexicon)
    )


def _lists(
    note: Notes, figures: Sequence[Casualties], lexicon: Lexicon
) -> Iterator[list[Casualties]]:
    """Keep apart what is told of two moments: "three on Monday, now five"."""
    listed: list[Casualties] = []
    for figure in figures:
        if listed:
            a = (listed[-1].end or 0) - note.sentence.start
            b = (figure.start or 0) - note.sentence.start
            if lexicon.word("people.instead").search(note.text, a, max(a, b)):
                yield listed
                listed = []
        listed.append(figure)
    yield listed


def _holds(before: Sequence[Casualties], part: Casualties) -> bool:
    """Tell whether the figure before can hold those of whom something more is told."""
    return any((part.min or 0) <= (f.min or f.max or 0) for f in before)


def _under_total(
    note: Notes, listed: Sequence[Casualties], lexicon: Lexicon
) -> Sequence[Casualties]:
    """Put what is listed under its sum: "killed one, put five to death: six altogether"."""
    for k, whole in enumerate(listed[1:], start=1):
        low = whole.min or 0
        a = max((listed[k - 1].end or 0) - note.sentence.start, 0)
        b = (whole.end or 0) - note.sentence.start
        told = lexicon.word("people.total").search(note.text, a, min(len(note.text), b + NEAR))
        if told and low >= max(f.min or 0 for f in listed[:k]):
            return (msgspec.structs.replace(whole, parts=(*listed[:k], *whole.parts)),)
    return listed


def _names_a_group(q: Quantity) -> bool:
    return any(w[:1].isupper() for w in (q.group or "").split())


def is_breakdown(note: Notes, lexicon: Lexicon) -> bool:
    """Tell whether a sentence splits up people told of before ("Three of them … 17 others").

    Parameters
    ----------
    note : Notes
        The sentence.
    lexicon : Lexicon
        The language's table.

    Returns
    -------
    bool
    """
    of_them = lexicon.word("people.of_them").search(note.text)
    if of_them is None or not note.harm:
        return False
    first = min(h.quantity.end for h in note.harm)  # "12 dead, one of them a guard" is a total
    return of_them.start() < first


def break_down(
    totals: Sequence[Casualties], figures: Sequence[Casualties]
) -> tuple[Casualties, ...] | None:
    """Put figures that follow a total under it, where they cannot exceed it.

    Parameters
    ----------
    totals : sequence of Casualties
        What the speaker gave before.
    figures : sequence of Casualties
        What the speaker goes on with.

    Returns
    -------
    tuple of Casualties or None
        The totals with the figures as parts; None where they do not fit.

    Examples
    --------
    >>> total = Casualties(kind="killed", side="IND", min=20, max=20)
    >>> part = Casualties(kind="wounded", side="IND", min=17, max=17)
    >>> [len(t.parts) for t in break_down([total], [part])]
    [1]
    >>> break_down([], [part]) is None
    True
    """
    out = list(totals)
    for figure in figures:
        fits = [
            k
            for k, total in enumerate(out)
            if total.side == figure.side and (figure.min or 0) <= (total.min or total.max or 0)
        ]
        if not fits:
            return None
        k = fits[0]
        out[k] = msgspec.structs.replace(out[k], parts=(*out[k].parts, figure))
    return tuple(out) if out and figures else None
