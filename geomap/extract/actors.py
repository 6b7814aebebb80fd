"""Who takes part: "Kyrgyz border guards", "Tajikistan's Security Council"."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from geomap.extract.lexicon import Lexicon
from geomap.extract.notes import Notes
from geomap.extract.tokens import Nation
from geomap.incident import Actor

__all__ = ["find_actors"]

KINDS = (
    "border_guards",
    "security_service",
    "police",
    "armed_group",
    "armed_forces",
    "civilians",
    "government",
)
REACH = 48  # characters after a nation in which its noun may stand
_STOP = re.compile(r"[.,;:()“”«»]")


def _actor(note: Notes, nation: Nation, lexicon: Lexicon) -> Actor | None:
    tail = note.text[nation.end : nation.end + REACH]
    cut = _STOP.search(tail)
    tail = tail[: cut.start()] if cut else tail
    best: tuple[int, str] | None = None
    for kind in KINDS:
        for m in lexicon.word(f"actors.{kind}").finditer(tail):
            near = len(tail[: m.start()].split()) <= 5
            longer = best is None or (m.end() > best[0] and best[1] != "border_guards")
            if near and longer:
                best = (m.end(), kind)
    if best is None:
        return None
    start, end = note.absolute(nation.start, nation.end + best[0])
    return Actor(
        name=note.text[nation.start : nation.end + best[0]],
        type=best[1],  # type: ignore[arg-type]  # KINDS are the record's types
        side=nation.iso3,
        iso3=nation.iso3,
        start=start,
        end=end,
    )


def find_actors(notes: Iterable[Notes], lexicon: Lexicon, doc_id: str = "") -> tuple[Actor, ...]:
    """Find the actors that an event's sentences name with their country.

    Parameters
    ----------
    notes : iterable of Notes
        The sentences of one event.
    lexicon : Lexicon
        The language's table.
    doc_id : str
        The report.

    Returns
    -------
    tuple of Actor
        Each name once, in order of the text.

    Examples
    --------
    >>> from geomap.extract.lexicon import load_lexicon
    >>> from geomap.extract.notes import annotate
    >>> notes = annotate("Kyrgyz border guards fired at Tajik villagers.", "en")
    >>> [(a.name, a.type, a.iso3) for a in find_actors(notes, load_lexicon("en"))]
    [('Kyrgyz border guards', 'border_guards', 'KGZ'), ('Tajik villagers', 'civilians', 'TJK')]
    """
    found: dict[str, Actor] = {}
    for note in notes:
        for nation in note.nations:
            actor = _actor(note, nation, lexicon)
            if actor is not None:
                told = msgspec.structs.replace(actor, doc_id=doc_id)
                found.setdefault(actor.name.casefold(), told)
    return tuple(found.values())
