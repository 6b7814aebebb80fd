"""Places that a report names outside the sentences of its events: none of them is lost.

Such a place is mentioned, no more. It goes to the event told last before it,
or else to the first behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer import Resolution
from geomap.extract.assemble import EventText
from geomap.roles import Placed, in_claimant, is_seat

__all__ = ["in_passing"]


def _told_in(events: Sequence[EventText], start: int) -> bool:
    """Tell a place in an event's own words; one in a speaker's name is mentioned by the way."""
    return any(
        n.sentence.start <= start < n.sentence.end and not in_claimant(n, start - n.sentence.start)
        for e in events
        for n in e.notes
    )


def _in_a_name(text: str, events: Sequence[EventText], r: Resolution) -> bool:
    """Tell "officials in X said" from "X said" and "X's army said"."""
    if text[r.toponym.end : r.toponym.end + 2] in {"'s", "’s"}:
        return False
    return any(
        a.claimant_start < r.toponym.start - n.sentence.start < a.claimant_end
        for e in events
        for n in e.notes
        for a in n.attributions
    )


def _nearest(events: Sequence[EventText], start: int) -> int:
    """Give the number of the event that a place stands with."""
    ends = [(n.sentence.end, k) for k, e in enumerate(events) for n in e.notes]
    before = [(end, -k) for end, k in ends if end <= start]
    return -max(before)[1] if before else min(ends)[1]


def in_passing(
    text: str, lang: str, events: Sequence[EventText], found: Sequence[Resolution]
) -> list[list[Placed]]:
    """List for each event the places that are named near it and by no event.

    Parameters
    ----------
    text : str
        The report's.
    lang : str
        ISO 639-1 code of a reading table.
    events : sequence of EventText
        At least one.
    found : sequence of Resolution
        All places of the report.

    Returns
    -------
    list of list of Placed
        One list an event, in their order; the role is ``mentioned``.
    """
    live = [k for k, e in enumerate(events) if not e.incident.background] or [*range(len(events))]
    kept = [events[k] for k in live]
    out: list[list[Placed]] = [[] for _ in events]
    seen: set[str] = set()
    for r in found:
        name = r.toponym.text.casefold()
        country = (r.place.feature_class if r.place else r.toponym.cue) == "country"
        if country or name in seen or _told_in(events, r.toponym.start):
            continue
        if is_seat(text, r.toponym.end, lang) and not _in_a_name(text, events, r):
            continue
        seen.add(name)
        placed = Placed(resolution=r, role="mentioned", claimant="")
        out[live[_nearest(kept, r.toponym.start)]].append(placed)
    return out
