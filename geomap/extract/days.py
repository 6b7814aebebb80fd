"""Turn dates as written into days, with the evidence for the year.

Nothing here knows today's date except as an upper bound: a year comes from
the text or from ``--published``, or it stays unknown.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.extract.dates import DateMention

__all__ = ["Day", "ReportCalendar"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A date worked out.

    Parameters
    ----------
    start, end : datetime.date or None
        Local days; None where the day or year is unknown.
    edtf : str
        Extended Date/Time Format (ISO 8601-2): ``XXXX-01-27``, ``2022-01-28?``.
    prec : int or None
        UCDP GED date_prec: 1 day, 2 two to six days, 3 week, 4 month, 5 longer.
    basis : str
        ``stated``, ``relative`` or ``publication``.
    year_basis : str
        In words, which evidence gave the year.
    year_from : DateMention or None
        The words that gave the year, where they are in the text.
    """

    start: dt.date | None
    end: dt.date | None
    edtf: str
    prec: int | None
    basis: str
    year_basis: str
    year_from: DateMention | None = None


def _safe_date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


class ReportCalendar:
    """Work out the dates of one report.

    Parameters
    ----------
    mentions : sequence of DateMention
        All dates of the report, in order.
    published : datetime.date or None
        Day of publication, where known.
    published_basis : str
        Where that came from, in words ("given with --published").
    today : datetime.date or None
        Upper bound for years found by weekday; default: the system's date.

    Examples
    --------
    >>> from geomap.extract.dates import find_dates
    >>> found = find_dates("on Friday (January 28), under the protocol of May 1, 2021", "en")
    >>> calendar = ReportCalendar(found, published=None)
    >>> calendar.day(found[0]).start
    datetime.date(2022, 1, 28)
    >>> calendar.day(found[0]).year_basis
    'January 28 is a Friday in 2022, the first such year from 2021, which the text names'
    >>> lone = find_dates("on January 27", "en")
    >>> ReportCalendar(lone, published=None).day(lone[0]).edtf
    'XXXX-01-27'
    """

    def __init__(
        self,
        mentions: Sequence[DateMention],
        *,
        published: dt.date | None,
        published_basis: str = "",
        today: dt.date | None = None,
    ) -> None:
        self.published = published
        self.published_basis = published_basis or "the date of publication"
        self.today = today or dt.datetime.now(dt.UTC).date()
        self._mentions = tuple(mentions)
        self._anchors = self._stated_dates()
        self._weekday_anchor = self._anchor_by_weekday()

    def _stated_dates(self) -> list[tuple[DateMention, dt.date]]:
        out = []
        for m in self._mentions:
            if m.year and m.month and m.day and (d := _safe_date(m.year, m.month, m.day)):
                out.append((m, d))
        return out

    def _anchor_by_weekday(self) -> tuple[dt.date, str, bool, DateMention] | None:
        """Date a day by its weekday: ``(date, why, certain, where)``."""
        if self.published:
            return None
        for m in self._mentions:
            if m.weekday is None or m.year or not (m.month and m.day):
                continue
            stated = [m2.year for m2 in self._mentions if m2.year and m2.year <= self.today.year]
            floor = max(stated, default=1990)
            days = [_safe_date(y, m.month, m.day) for y in range(floor, self.today.year + 1)]
            fits = [d for d in days if d and d.weekday() == m.weekday and d <= self.today]
            if fits:
                return (*self._choose_weekday_year(fits, floor if stated else None), m)
        return None

    @staticmethod
    def _choose_weekday_year(fits: list[dt.date], floor: int | None) -> tuple[dt.date, str, bool]:
        best = fits[0] if floor else fits[-1]
        what = f"{best.strftime('%B')} {best.day} is a {best.strftime('%A')} in {best.year}"
        if floor:
            return best, f"{what}, the first such year from {floor}, which the text names", True
        others = ", ".join(str(d.year) for d in fits[:-1][-3:])
        return best, f"{what} (also in {others}; the latest is taken)", not others

    def day(self, mention: DateMention, *, before: dt.date | None = None) -> Day:
        """Work out one date.

        Parameters
        ----------
        mention : DateMention
            The date as written.
        before : datetime.date or None
            The date that "the day before" and kin count from.

        Returns
        -------
        Day
        """
        match mention.kind:
            case "day":
                return self._full_day(mention)
            case "month":
                return self._month(mention)
            case "year":
                return self._year(mention)
            case "weekday" | "monthday":
                return self._day_of(mention, before)
            case "weekend" | "week":
                return self._weekend() if mention.kind == "weekend" else self._last_week()
            case _:
                return self._offset(mention, before)

    def _day_of(self, m: DateMention, before: dt.date | None) -> Day:
        return self._weekday(m, before) if m.kind == "weekday" else self._monthday(m, before)

    def _full_day(self, m: DateMention) -> Day:
        year, why, certain, source = self._year_of(m)
        if m.month is None or m.day is None:
            return _unknown()
        if year is None:
            return Day(
                start=None,
                end=None,
                edtf=f"XXXX-{m.month:02d}-{m.day:02d}",
                prec=None,
                basis="stated",
                year_basis="",
            )
        start = _safe_date(year, m.month, m.day)
        if start is None:
            return _unknown()
        end = self._range_end(m, start)
        if m.eve and end == start:
            start -= dt.timedelta(days=1)
        mark = "" if certain else "?"
        edtf = f"{start}{mark}" if end == start else f"{start}{mark}/{end}{mark}"
        return Day(
            start=start,
            end=end,
            edtf=edtf,
            prec=_precision(start, end),
            basis="stated",
            year_basis=why,
            year_from=source,
        )

    @staticmethod
    def _range_end(m: DateMention, start: dt.date) -> dt.date:
        if m.end_day is None:
            return start
        month = m.end_month or start.month
        year = start.year + (month < start.month)
        end = _safe_date(year, month, m.end_day)
        return end if end and end >= start else start

    def _year_of(self, m: DateMention) -> tuple[int | None, str, bool, DateMention | None]:
        """Find the year of a day: ``(year, why, certain, where)``."""
        if m.year:
            return m.year, "stated", True, m
        if m.month is None:
            return None, "", False, None
        day = m.day or 1
        if self.published and m.which == "year_before":
            return self.published.year - 1, self.published_basis, True, None
        if self.published and m.role == "deadline":  # "talks planned for 14 May"
            year = self._year_near(m.month, day, self.published)
            return year, self.published_basis, True, None
        if self.published:
            year = self._year_before(m.month, day, self.published)
            return year, self.published_basis, True, None
        if self._weekday_anchor:
            anchor, why, certain, where = self._weekday_anchor
            return self._year_near(m.month, day, anchor), why, certain, where
        return self._year_from_text(m, day)

    def _year_from_text(
        self, m: DateMention, day: int
    ) -> tuple[int | None, str, bool, DateMention | None]:
        told = [(a, d) for a, d in self._anchors if a.role != "document"]
        if told and m.month:
            near = min(told, key=lambda pair: abs(pair[0].start - m.start))
            why = f"nearest to “{near[0].text}” in the text"
            return self._year_near(m.month, day, near[1]), why, True, near[0]
        papers = [(a, d) for a, d in self._anchors if a.role == "document"]
        if papers and m.month:
            paper = max(papers, key=lambda pair: pair[1])
            after = next(
                (
                    y
                    for y in (paper[1].year, paper[1].year + 1)
                    if (d := _safe_date(y, m.month, day)) and d > paper[1]
                ),
                None,
            )
            why = f"first after “{paper[0].text}”, which the text speaks of"
            return after, why, False, paper[0]
        return None, "", False, None

    @staticmethod
    def _year_before(month: int, day: int, limit: dt.date) -> int:
        """Take the latest year in which the day is not after ``limit`` (a day's grace)."""
        for year in (limit.year, limit.year - 1, limit.year - 2, limit.year - 3, limit.year - 4):
            day_then = _safe_date(year, month, day)
            if day_then and day_then <= limit + dt.timedelta(days=1):
                return year
        return limit.year - 4

    @staticmethod
    def _year_near(month: int, day: int, anchor: dt.date) -> int:
        years = (anchor.year - 1, anchor.year, anchor.year + 1)
        days = [d for y in years if (d := _safe_date(y, month, day))]
        return min(days, key=lambda d: abs(d - anchor)).year if days else anchor.year

    def _month(self, m: DateMention) -> Day:
        if m.month is None:
            return _unknown()
        year, why, _, source = self._year_of(m)
        if year is None:
            return Day(
                start=None,
                end=None,
                edtf=f"XXXX-{m.month:02d}",
                prec=4,
                basis="stated",
                year_basis="",
            )
        last = monthrange(year, m.month)[1]
        return Day(
            start=dt.date(year, m.month, 1),
            end=dt.date(year, m.month, last),
            edtf=f"{year}-{m.month:02d}",
            prec=4,
            basis="stated",
            year_basis=why,
            year_from=source,
        )

    @staticmethod
    def _year(m: DateMention) -> Day:
        year = m.year or 0
        return Day(
            start=dt.date(year, 1, 1),
            end=dt.date(year, 12, 31),
            edtf=str(year),
            prec=5,
            basis="stated",
            year_basis="stated",
        )

    def _monthday(self, m: DateMention, before: dt.date | None) -> Day:
        """Date "the 24th": the latest such day, not after the publication, near the day before."""
        origin = before or self.published
        if origin is None or m.day is None:
            return _unknown()
        limit = self.published or origin + dt.timedelta(days=15)
        months = [origin.replace(day=1) + dt.timedelta(days=k) for k in (-1, 0, 32)]
        days = [d for one in months if (d := _safe_date(one.year, one.month, m.day))]
        fits = [d for d in days if d <= limit]
        return self._relative_day(min(fits, key=lambda d: abs(d - origin))) if fits else _unknown()

    def _weekday(self, m: DateMention, before: dt.date | None) -> Day:
        if m.weekday is None:
            return _unknown()
        if m.which == "that" and before is not None and before.weekday() == m.weekday:
            return self._relative_day(before)
        if m.which in {"previous", "following"} and before is not None:
            step = -1 if m.which == "previous" else 1
            off = (step * (m.weekday - before.weekday()) - 1) % 7 + 1
            return self._relative_day(before + dt.timedelta(days=step * off))
        if self.published is None:
            return _unknown()
        back = (self.published.weekday() - m.weekday) % 7
        if m.which == "last":
            back = back or 7
        if m.which == "week_before":
            back = self.published.weekday() + 7 - m.weekday
        start = self.published - dt.timedelta(days=back)
        if m.end_weekday is None and m.eve:
            return self._relative_day(start - dt.timedelta(days=1), start)
        if m.end_weekday is None:
            return self._relative_day(start)
        span = (m.end_weekday - m.weekday) % 7
        if start + dt.timedelta(days=span) > self.published:
            start -= dt.timedelta(days=7)
        return self._relative_day(start, start + dt.timedelta(days=span))

    def publication_day(self) -> Day | None:
        """Date what the report tells as news without a day: about its publication."""
        if self.published is None:
            return None
        return Day(
            start=self.published,
            end=self.published,
            edtf=f"{self.published}~",
            prec=2,
            basis="publication",
            year_basis=self.published_basis,
        )

    def _last_week(self) -> Day:
        """Date "last week": Monday to Sunday of the week before the publication."""
        if self.published is None:
            return _unknown()
        monday = self.published - dt.timedelta(days=self.published.weekday() + 7)
        return self._relative_day(monday, monday + dt.timedelta(days=6))

    def _weekend(self) -> Day:
        if self.published is None:
            return _unknown()
        saturday = self.published - dt.timedelta(days=(self.published.weekday() - 5) % 7)
        sunday = min(saturday + dt.timedelta(days=1), self.published)
        return Day(
            start=saturday,
            end=sunday,
            edtf=f"{saturday}/{sunday}",
            prec=2,
            basis="relative",
            year_basis=self.published_basis,
        )

    def _offset(self, m: DateMention, before: dt.date | None) -> Day:
        origin = before if m.kind == "from_anchor" else self.published
        if origin is None or m.offset is None:
            return _unknown()
        day = origin + dt.timedelta(days=m.offset)
        if m.eve:
            return self._relative_day(day - dt.timedelta(days=1), day)
        return self._relative_day(day)

    def _relative_day(self, day: dt.date, last: dt.date | None = None) -> Day:
        end = last or day
        return Day(
            start=day,
            end=end,
            edtf=str(day) if end == day else f"{day}/{end}",
            prec=_precision(day, end),
            basis="relative",
            year_basis=self.published_basis,
        )


def _precision(start: dt.date, end: dt.date) -> int:
    """UCDP GED codebook: 1 day, 2 two to six days, 3 a week, 4 a month, 5 longer."""
    days = (end - start).days + 1
    for limit, prec in ((1, 1), (6, 2), (7, 3), (31, 4)):
        if days <= limit:
            return prec
    return 5


def _unknown() -> Day:
    return Day(start=None, end=None, edtf="", prec=None, basis="", year_basis="")
