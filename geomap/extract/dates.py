"""Find the dates and times of day that a text names: spans first, values second.

This module only reads; :mod:`geomap.extract.days` decides years and days.
Months, weekdays and relative words come from the language's table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from geomap.extract.clocktimes import TimeMention, find_times
from geomap.extract.date_forms import DateForms, Kind, Role, Which, claim, date_forms
from geomap.extract.dates_counted import find_counted
from geomap.extract.lexicon import Lexicon, Pattern, load_lexicon, lowered

__all__ = ["DateMention", "TimeMention", "find_dates", "find_times"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DateMention:
    """A date as written.

    ``month``/``day``/``year`` hold what is written and nothing more;
    ``end_day``/``end_month`` the end of a range. ``offset`` counts days for
    relative words. ``weekday`` and ``end_weekday`` count from Monday, 0. ``role`` is ``event``,
    ``since`` ("since 21 March"), ``deadline`` ("by 8 July") or ``document``
    ("the protocol of 1 May"). ``eve`` marks the night that ends on that day («в ночь
    на 3 февраля»). ``which`` tells "last Sunday" (``last``) from "the previous
    Sunday" (``previous``), "the following Sunday" (``following``), "that
    Sunday" (``that``), "Sunday of last week" (``week_before``) and "May last
    year" (``year_before``). The kind
    ``monthday`` is a day without its month ("the 24th").
    """

    start: int
    end: int
    text: str
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    end_month: int | None = None
    end_day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    end_weekday: int | None = None
    eve: bool = False
    role: Role = "event"
    which: Which = ""
    day_part: str | None = None


def _number(value: str | None) -> int | None:
    return int(value) if value else None


def _mention(text: str, match: re.Match[str], kind: Kind, forms: DateForms) -> DateMention:
    groups = match.groupdict()

    def lookup(name: str, table: dict[str, int], *, base: int) -> int | None:
        raw = groups.get(name)
        if not raw:
            return None
        return int(raw) if raw.isdigit() else table[raw.rstrip(".").lower()] + base

    return DateMention(
        start=match.start(),
        end=match.end(),
        text=match[0],
        kind=kind,
        year=_number(groups.get("year")),
        month=lookup("month", forms.months, base=1),
        day=_number(groups.get("day")),
        end_month=lookup("end_month", forms.months, base=1),
        end_day=_number(groups.get("end_day")),
        weekday=lookup("weekday", forms.weekdays, base=0),
        end_weekday=lookup("end_weekday", forms.weekdays, base=0),
        role="event"
        if groups.get("end_day") or groups.get("end_weekday")
        else _role(text, match.start(), match.end(), forms),
        which=_which(text, match.start(), forms) if kind == "weekday" else "",
        day_part=_day_part(text, match.start(), match.end(), forms),
        eve=any(
            not text[m.end() : match.start()].strip()
            for m in forms.eve.finditer(text, max(0, match.start() - 40), match.start())
        ),
    )


def _role(text: str, start: int, end: int, forms: DateForms) -> Role:
    """Tell what a date is said of, by the words just before it.

    "Since April 11, when seven were killed" tells of that day all the same.
    """
    if forms.when.match(text, end):
        return "event"
    if forms.since.match(text, start):  # "since October" is one mention
        return "since"
    before = text[max(0, start - 40) : start]
    words = list(re.finditer(r"[\w'’-]+", before))[-3:]
    tail = before[words[0].start() :] if words else ""
    if words and forms.since.fullmatch(words[-1][0]):
        return "since"
    if words and forms.deadline.fullmatch(words[-1][0]):
        return "deadline"
    if forms.future.search(tail):
        return "deadline"
    for found in forms.document.finditer(tail):
        between = tail[found.end() :].strip().lower()
        if between in {"of", "dated", "from", "от", ""}:
            return "document"
    return "event"


def _which(text: str, start: int, forms: DateForms) -> Which:
    """Tell "last Sunday" and "the previous Sunday" from a bare "Sunday"."""
    before = text[max(0, start - 20) : start].rstrip()
    for pattern, name in forms.which:
        if pattern.ending(before):
            return name
    return ""


def _day_part(text: str, start: int, end: int, forms: DateForms) -> str | None:
    """Find a part of the day right beside a date ("Friday morning")."""
    before, after = text[max(0, start - 32) : start], text[end : end + 24]
    if not (forms.any_part.search(before) or forms.any_part.search(after)):
        return None
    clause_before = re.split(r"[,;.:()]", before)[-1]
    clause_after = re.split(r"[,;.:]", after)[0]
    for pattern, name in forms.day_parts:
        left = list(pattern.finditer(clause_before))
        right = pattern.search(clause_after)
        if left and len(clause_before[left[-1].end() :].split()) <= 2:
            return name
        if right and len(clause_after[: right.start()].split()) <= 1:
            return name
    return None


def _beside(taken: list[tuple[int, int]], match: re.Match[str]) -> bool:
    return any(match.end() <= a <= match.end() + 8 or b <= match.start() <= b + 3 for a, b in taken)


def _bare_day(text: str, match: re.Match[str], forms: DateForms) -> DateMention:
    """Read "the 24th": its month is that of the day spoken of."""
    start = match.start("day")
    return DateMention(
        start=start,
        end=match.end(),
        text=text[start : match.end()],
        kind="monthday",
        day=int(match["day"]),
        role=_role(text, start, match.end(), forms),
        day_part=_day_part(text, start, match.end(), forms),
    )


def _named_dates(text: str, forms: DateForms, taken: list[tuple[int, int]]) -> list[DateMention]:
    out: list[DateMention] = []
    for match in forms.bare.finditer(text):
        if claim(taken, match.start("day"), match.end()):
            out.append(_bare_day(text, match, forms))
    parts = {name for name, pattern in forms.parts.items() if pattern.search(text)}
    for kind, pattern, part in forms.dates:
        for match in pattern.finditer(text) if part in parts else ():
            if claim(taken, match.start(), match.end()):
                found = _mention(text, match, kind, forms)
                out.append(_of_time_before(text, found, forms, taken))
    return out


def _of_time_before(
    text: str, found: DateMention, forms: DateForms, taken: list[tuple[int, int]]
) -> DateMention:
    """Read "Wednesday of last week" and "November last year"."""
    names: tuple[Which, Which] = ("week_before", "year_before")
    which = names[found.kind != "weekday"]
    pattern = forms.week_before if which == "week_before" else forms.year_before
    tail = pattern.match(text, found.end + 1) if not found.year else None
    if tail is None or not claim(taken, found.end, tail.end()):
        return found
    return replace(found, end=tail.end(), text=text[found.start : tail.end()], which=which)


def _relative_dates(
    text: str, lexicon: Lexicon, forms: DateForms, taken: list[tuple[int, int]]
) -> list[DateMention]:
    out: list[DateMention] = []
    if forms.any_relative.search(lowered(text)) is None:
        return out
    groups: tuple[tuple[Kind, tuple[tuple[Pattern, int], ...]], ...] = (
        ("from_anchor", forms.from_anchor),
        ("relative", forms.relative),
        ("weekend", ((lexicon.word("dates.weekend"), 0),)),
        ("week", ((lexicon.word("dates.last_week"), -7),)),
    )
    for kind, patterns in groups:
        for pattern, offset in patterns:
            for match in pattern.finditer(text):
                of_day = offset == 0 or lexicon.word("dates.midnight").search(match[0])
                if kind in {"relative", "from_anchor"} and of_day and _beside(taken, match):
                    continue  # "overnight from Monday to Tuesday": the days say when
                if claim(taken, match.start(), match.end()):
                    part = _day_part(text, match.start(), match.end(), forms)
                    inside = next((n for p, n in forms.day_parts if p.search(match[0])), None)
                    out.append(
                        DateMention(
                            start=match.start(),
                            end=match.end(),
                            text=text[match.start() : match.end()],
                            kind=kind,
                            offset=offset,
                            day_part=inside or part,
                            eve=lexicon.word("dates.whole_night").fullmatch(match[0]),
                        )
                    )
    return out


def find_dates(text: str, lang: str) -> list[DateMention]:
    """Find every date that a text names, in order.

    Parameters
    ----------
    text : str
        Any text.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    list of DateMention
        ``text[m.start:m.end] == m.text``; mentions do not overlap.

    Examples
    --------
    >>> [(m.text, m.month, m.day) for m in find_dates("on Friday (January 28) at noon", "en")]
    [('Friday (January 28)', 1, 28)]
    >>> [m.role for m in find_dates("the protocol of May 1, 2021 must be met by June 3", "en")]
    ['document', 'deadline']
    >>> find_dates("Troops may march.", "en")
    []
    """
    forms = date_forms(lang)
    taken: list[tuple[int, int]] = []
    found = _named_dates(text, forms, taken)
    found += _relative_dates(text, load_lexicon(lang), forms, taken)
    conjunction = load_lexicon(lang).word("dates.counted.conjunction")
    dated = any(m.kind in {"day", "weekday"} for m in found)
    for start, end, kind, counted in find_counted(text, lang):
        offset = counted
        joins = conjunction.fullmatch(text[start:end].rsplit(None, 1)[-1])
        if dated and joins and text[end : end + 2].strip().isalpha():
            offset = -counted  # "on Tuesday, a day after troops clashed": on Monday they clashed
        if claim(taken, start, end):
            found.append(
                DateMention(
                    start=start,
                    end=end,
                    text=text[start:end],
                    kind=kind,
                    offset=offset,
                    day_part=_day_part(text, start, end, forms),
                )
            )
    return _with_weekdays(sorted(found, key=lambda m: m.start), text)


def _with_weekdays(found: list[DateMention], text: str) -> list[DateMention]:
    """Join "Saturday" and "the 10th" to one date."""
    out: list[DateMention] = []
    for m in found:
        last = out[-1] if out else None
        if (
            last is not None
            and (last.kind, m.kind) == ("weekday", "monthday")
            and text[last.end : m.start].strip(" ,") in {"", "the"}
        ):
            span = text[last.start : m.end]
            out[-1] = replace(m, start=last.start, text=span, weekday=last.weekday, role=last.role)
        else:
            out.append(m)
    return out
