"""The events of a report so far: the one being told, the one on a day, a new one."""

from __future__ import annotations

from geomap.extract.dates import DateMention
from geomap.extract.days import Day
from geomap.extract.drafts import Draft
from geomap.extract.notes import Notes

__all__ = ["EventDrafts", "overlap"]


class EventDrafts:
    """Keeps the drafts of one report while its sentences are walked.

    Parameters
    ----------
    lang : str
        ISO 639-1 code of a reading table.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.drafts: list[Draft] = []

    def _current(self, family: str) -> Draft | None:
        """Give the event of a family that is being told."""
        live = [
            d
            for d in self.drafts
            if d.family == family and not (d.history or d.aggregate or d.document)
        ]
        return live[-1] if live else None

    def _on_day(self, family: str, day: Day) -> Draft | None:
        for d in reversed(self.drafts):
            if d.family != family or d.history or d.aggregate or d.document:
                continue
            if d.day is None or d.day.edtf == day.edtf or overlap(d.day, day):
                return d
        return None

    def _open(
        self,
        family: str,
        note: Notes,
        mention: DateMention | None,
        day: Day | None,
        *,
        history: bool = False,
        aggregate: bool = False,
    ) -> Draft:
        existing = self._on_day(family, day) if day and not (history or aggregate) else None
        draft = existing or Draft(
            family=family, lang=self.lang, history=history, aggregate=aggregate
        )
        if mention and day and draft.day is None:
            draft.date(note, mention, day)
        if existing is None:
            self.drafts.append(draft)
        return draft


def overlap(a: Day, b: Day) -> bool:
    """Tell whether two days or stretches of days, both with a start and an end, share a day.

    Parameters
    ----------
    a, b : Day
        Days as worked out.

    Returns
    -------
    bool
        False where either has no bounds.

    Examples
    --------
    >>> import datetime as dt
    >>> from geomap.extract.days import ReportCalendar
    >>> from geomap.extract.dates import find_dates
    >>> calendar = ReportCalendar([], published=dt.date(2021, 5, 9))
    >>> week, day = (calendar.day(d) for d in find_dates("on 2-5 May 2021; on 4 May 2021", "en"))
    >>> overlap(week, day), overlap(day, calendar.day(find_dates("on 6 May 2021", "en")[0]))
    (True, False)
    """
    if not (a.start and a.end and b.start and b.end):
        return False
    return a.start <= b.end and b.start <= a.end
