"""Which of a sentence's days is that of an event told in it."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.extract.dates import DateMention
from geomap.extract.days import Day
from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes
from geomap.extract.triggers import Trigger

__all__ = ["is_possessive", "nearest_day"]

NEAR = 30  # characters from "Sunday's" to its noun


def nearest_day(
    trigger: Trigger, days: Sequence[tuple[DateMention, Day]], note: Notes
) -> tuple[DateMention, Day] | None:
    """Choose the date of a trigger: the nearest, one in its own clause first.

    Parameters
    ----------
    trigger : Trigger
        A word of the sentence that tells of an event.
    days : sequence of (DateMention, Day)
        The sentence's days.
    note : Notes
        The sentence.

    Returns
    -------
    tuple of (DateMention, Day) or None
        None where every day is that of something else.

    Examples
    --------
    >>> from geomap.extract.days import ReportCalendar
    >>> from geomap.extract.notes import annotate
    >>> (note,) = annotate("Talks were held on 3 May 2021; guards clashed on 5 May 2021.", "en")
    >>> calendar = ReportCalendar(note.dates, published=None)
    >>> days = [(d, calendar.day(d)) for d in note.dates]
    >>> [str(nearest_day(t, days, note)[1].start) for t in note.triggers]
    ['2021-05-03', '2021-05-05']
    """
    text = note.text
    days = [d for d in days if not _of_noun(d[0], trigger, text)]
    days = [d for d in days if not _before_after(d[0], trigger, note)]
    if not days:
        return None

    def cost(pair: tuple[DateMention, Day]) -> int:
        a, b = sorted((pair[0].start, trigger.start))
        breaks = text[a:b].count(";") * 200 + text[a:b].count(", and ") * 80
        return b - a + breaks

    return min(days, key=cost)


def is_possessive(date: DateMention, text: str) -> bool:
    """Tell "Sunday's" from "Sunday", the day being one of the text."""
    return text[date.end : date.end + 2] in {"'s", "’s"}


def _of_noun(date: DateMention, trigger: Trigger, text: str) -> bool:
    """Tell the day of "an inquiry into Sunday's attack": that of the noun, of nothing else."""
    own = 0 <= trigger.start - date.end <= NEAR
    return not own and is_possessive(date, text)


def _before_after(date: DateMention, trigger: Trigger, note: Notes) -> bool:
    """Tell the day of "the gate stayed shut on Thursday after guards exchanged fire".

    Whoever died on Monday after guards fired was fired at on Monday, mostly.
    """
    if date.end > trigger.start or date.kind == "from_anchor":
        return False
    after = load_lexicon(note.lang).word("dates.after").search(note.text, date.end, trigger.start)
    told = after and any(h.harm_start < after.start() for h in note.harm)
    earlier = after and any(
        t.start < after.start() and t.family == trigger.family for t in note.triggers
    )
    return after is not None and not told and not earlier
