"""Figures of people harmed as one claimant gives them.

The side of the people is the one named with them; where none is named it is
inferred from grammar ("its soldiers"), from the attacker, or from a claimant
who speaks of their own people, and ``side_basis`` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from geomap.extract.harm import HarmFigure
from geomap.extract.lexicon import Lexicon
from geomap.extract.notes import Notes
from geomap.extract.numbers import Quantity
from geomap.extract.parties import Pair
from geomap.extract.tokens import Nation
from geomap.incident import Casualties

__all__ = ["break_down", "is_breakdown", "to_casualties"]


def _side_named_in_sentence(note: Notes, lexicon: Lexicon) -> Nation | None:
    """Find "on the Tajik side", said of the whole sentence."""
    side_noun = lexicon.word("people.side_noun")
    for n in note.nations:
        after = note.text[n.end : n.end + 20].split()
        before = note.text[max(0, n.start - 12) : n.start].split()
        of = lexicon.word("grammar.of")
        on = any(of.fullmatch(w) for w in before[-2:])
        if after and side_noun.fullmatch(after[0].strip(".,;:")) and on:
            return n
    return None


def _infer_side(
    q: Quantity,
    named: Nation | None,
    claimant_side: str | None,
    attacker: Nation | None,
    pair: Pair | None,
    *,
    lexicon: Lexicon,
    by_force: bool,
) -> tuple[str | None, str]:
    if q.side:
        return q.side, "stated"
    if q.refers == "own" and claimant_side:
        return claimant_side, f"“{q.group or 'its'}”: the claimant's own"
    if named:
        return named.iso3, f"“{named.text}” in the same sentence"
    if attacker and pair and attacker.iso3 in pair and by_force:
        other = pair[1] if attacker.iso3 == pair[0] else pair[0]
        return other, f"harmed by the other side (“{attacker.text}”)"
    if lexicon.word("people.enemy").search(q.group or ""):
        return None, ""  # whose fighters they are, the claimant does not say
    known = bool(q.group) or (pair is not None and claimant_side in pair)
    if claimant_side and known and by_force:
        return claimant_side, "the claimant speaks of their own people"
    return None, ""


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


def to_casualties(
    note: Notes,
    harm: Sequence[HarmFigure],
    lexicon: Lexicon,
    *,
    claimant_side: str | None,
    attacker: Nation | None,
    pair: Pair | None,
) -> tuple[Casualties, ...]:
    """Turn the figures of one claim into records, one a kind and side.

    Parameters
    ----------
    note : Notes
        The sentence.
    harm : sequence of HarmFigure
        Its figures.
    lexicon : Lexicon
        The language's table.
    claimant_side : str or None
        ISO 3166-1 alpha-3 of who says it.
    attacker : Nation or None
        The side that the words show as using force.
    pair : tuple of str or None
        The two sides of the conflict.

    Returns
    -------
    tuple of Casualties
        Breakdowns are ``parts``; several figures of one kind and side are
        added up, marked ``derived``, with each figure kept as a part.
    """
    named = _side_named_in_sentence(note, lexicon)
    listed = {h.quantity.side for h in harm if h.quantity.side}
    only = listed.pop() if len(listed) == 1 else None
    grouped: dict[tuple[str, str | None], list[Casualties]] = {}
    for h in harm:
        q = h.quantity
        inside = [n for n in note.nations if h.harm_start <= n.start < h.harm_end]
        if q.side is None and inside:  # "the number of Indian soldiers injured at four"
            q = replace(q, side=inside[0].iso3)
        side, basis = _infer_side(
            q,
            named,
            claimant_side,
            attacker,
            pair,
            lexicon=lexicon,
            by_force=h.kind in {"killed", "wounded"},
        )
        named_group = any(w[:1].isupper() for w in (q.group or "").split())
        if side is None and only and not named_group:
            side, basis = only, "listed together with people of that side"
        parts = tuple(_to_record(note, p, h.kind, p.side or side, basis) for p in h.parts)
        record = msgspec.structs.replace(_to_record(note, q, h.kind, side, basis), parts=parts)
        grouped.setdefault((h.kind, side), []).append(record)
    return tuple(_sum(figures) for figures in grouped.values())


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
    return bool(of_them) and bool(note.harm)


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
