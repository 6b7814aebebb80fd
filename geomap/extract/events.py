"""Join the sentences of a report into events: one draft an event told.

A dated sentence goes to the event of its family on that day, or opens one; an
undated one goes to the event being told. What is history told in passing, a
yearly total or a paper referred to becomes background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.extract.dates import DateMention
from geomap.extract.days import Day, ReportCalendar
from geomap.extract.drafts import Draft, date_statements, mark_background, split_off_air
from geomap.extract.event_days import is_possessive, nearest_day
from geomap.extract.event_drafts import EventDrafts, overlap
from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes
from geomap.extract.parties import Pair, is_third_party
from geomap.extract.told_force import force_of
from geomap.extract.triggers import Trigger

__all__ = ["join_events"]

MAIN_FAMILIES = ("violence", "talks", "mediation", "protest")
DIPLOMATIC = frozenset({"talks", "mediation", "protest", "statement", "document"})
SIDE_FAMILIES = ("seizure", "damage", "blockade", "posture", "protest")
NOON = 12  # hour; "overnight, at 2:10 a.m." is the day after the night before
OWN_EVENTS = ("blockade", "posture")  # a road that is shut is no part of a shooting


class _Joiner(EventDrafts):
    """Walks the sentences of one report in order."""

    def __init__(self, lang: str, calendar: ReportCalendar, pair: Pair | None) -> None:
        super().__init__(lang)
        self.calendar, self.pair = calendar, pair
        self.resumed = load_lexicon(lang).word("modality.resumed")
        self.generic = load_lexicon(lang).word("modality.generic")
        self.last_day: tuple[Notes, DateMention, Day] | None = None

    def walk(self, notes: Sequence[Notes]) -> list[Draft]:
        for note in notes:
            days = self._days(note)
            self._documents(note)
            self._statement(note, days)
            for family, triggers in self._families(note).items():
                self._place(note, family, triggers, self._since(note, family) or days)
            self._date_by_reference(note, days)
            self._narrow(note, days)
            self._harm_only(note, days)
            if days:
                precise = [d for d in days if (d[1].prec or 9) <= 2] or days
                self.last_day = (note, *precise[0 if _heads(note) else -1])
        return self.drafts

    # -- dates

    def _days(self, note: Notes) -> list[tuple[DateMention, Day]]:
        if not note.dates:
            return []
        said = [a.said_on for a in note.attributions if a.said_on]
        before = self.calendar.day(note.in_report(said[0])).start if said else None
        if before is None and self.last_day:
            before = self.last_day[2].start
        out: list[tuple[DateMention, Day]] = []
        small_hours = any(t.hour < NOON for t in note.times)
        for d in note.event_dates():
            told = replace(d, eve=False) if d.kind == "relative" and small_hours else d
            day = self.calendar.day(note.in_report(told), before=before)
            if day.edtf:
                out.append((d, day))
            before = day.start if day.prec == 1 else before  # "on Monday … two days later"
        return out

    def _since(self, note: Notes, family: str) -> list[tuple[DateMention, Day]]:
        """Read "shut since Feb. 21": of what lasts, that day is the one of the event."""
        told = [d for d in note.dates if d.role == "since"] if family in OWN_EVENTS else []
        days = [(d, self.calendar.day(note.in_report(d))) for d in told]
        return [(d, day) for d, day in days if day.edtf]

    # -- families

    def _families(self, note: Notes) -> dict[str, list[Trigger]]:
        out: dict[str, list[Trigger]] = {}
        for t in note.triggers:
            diplomatic = t.family in {"talks", "mediation", "protest"}
            if t.family == "statement" or t.modality in {"negated", "hypothetical", "exercise"}:
                continue
            if t.reference and diplomatic:
                continue
            blames = any(a.form == "blame" for a in note.attributions)
            mutual = any(a.form == "blame" and a.mutual for a in note.attributions)
            if t.type == "accusation" and blames and (mutual or not note.event_dates()):
                continue
            if self._points_back(note, t):
                continue
            out.setdefault(t.family, []).append(t)
        if "mediation" in out:
            reached = any(t.type != "talks" for t in out.get("talks", ()))
            out.pop("mediation" if reached else "talks", None)
        intrusion = load_lexicon(self.lang).word("hostile.intrusion")
        if "seizure" in out and all(intrusion.fullmatch(t.text) for t in out.get("violence", ())):
            out.pop("violence", None)  # "detained a guard who had strayed across the river"
        if "violence" in out or any(h.kind in {"killed", "wounded"} for h in note.harm):
            for side in SIDE_FAMILIES:
                if side not in OWN_EVENTS or not note.event_dates():
                    out.pop(side, None)
        return out

    def _points_back(self, note: Notes, trigger: Trigger) -> bool:
        """Tell "the incident took place on 22 August" of an event that has no date yet."""
        general = load_lexicon(self.lang).word("hostile.general")
        undated = (d for d in self.drafts if d.family in (*SIDE_FAMILIES, "violence"))
        if not general.fullmatch(trigger.text) or all(d.day for d in undated):
            return False
        found = self.generic.search(note.text)
        return found is not None and found.start() <= trigger.start < found.end()

    def _place(
        self,
        note: Notes,
        family: str,
        triggers: list[Trigger],
        days: Sequence[tuple[DateMention, Day]],
    ) -> None:
        """Put a sentence's triggers of one family where they belong."""
        current = self._current("violence")
        if family in SIDE_FAMILIES and not days and current is not None:
            shut = family == "blockade" and not (note.harm or note.attributions)
            if shut and current.day and current.dated:
                self._open(family, *current.dated, current.day).add(note, triggers)
            else:
                current.add(note)
            return
        by_day: dict[str, tuple[tuple[DateMention, Day] | None, list[Trigger]]] = {}
        for t in triggers:
            near = nearest_day(t, days, note)
            by_day.setdefault(near[1].edtf if near else "", (near, []))[1].append(t)
        for near, group in by_day.values():
            draft = self._draft_for(note, family, group, near)
            if draft is not None:
                draft.add(note, group)

    def _date_by_reference(self, note: Notes, days: Sequence[tuple[DateMention, Day]]) -> None:
        """Read "the incident took place on 22 August": it dates the event told before."""
        raids = [d for d in days if self._names_it(d[0], note.text)]
        days = raids or days
        if not days or not (raids or self.generic.search(note.text)):
            return
        for draft in reversed(self.drafts):
            if draft.family in (*SIDE_FAMILIES, "violence") and not draft.document:
                if draft.day is None:
                    draft.date(note, *days[0])
                    draft.add(note)
                return

    def _names_it(self, date: DateMention, text: str) -> bool:
        """Tell "Wednesday's raid": the event told before, by its day."""
        noun = load_lexicon(self.lang).word("hostile.the_event")
        return is_possessive(date, text) and noun.match(text, date.end + 3) is not None

    def _narrow(self, note: Notes, days: Sequence[tuple[DateMention, Day]]) -> None:
        """Give an event of "last week" the day that the next sentences name."""
        current = self._current("violence")
        if not days or current is None or current.day is None or (current.day.prec or 1) < 3:
            return
        day = days[0][1]
        if day.prec == 1 and overlap(current.day, day) and not note.attributions:
            current.date(note, *days[0])
            current.add(note)

    def _draft_for(
        self,
        note: Notes,
        family: str,
        triggers: Sequence[Trigger],
        near: tuple[DateMention, Day] | None,
    ) -> Draft | None:
        history = any(t.history or (t.narrated and not note.attributions) for t in triggers)
        if family == "violence" and near is not None and near[0].kind == "from_anchor":
            # "on Tuesday, a day after troops fought": what came before the news
            history = history or any(t.reference for t in triggers)
        aggregate = any(t.modality == "aggregate" for t in triggers)
        dated = note
        if near is None and self.last_day and self._moved_on(note, family, triggers):
            dated, near = self.last_day[0], self.last_day[1:]
        if near is None:
            return self._undated(note, family, history=history, aggregate=aggregate)
        mention, day = near
        if (aggregate and day.prec != 1) or (day.prec or 1) >= 5:
            return self._open(family, dated, mention, day, aggregate=True)
        found = None if history else self._on_day(family, day)
        if found is not None and found.day is None and self._goes_back(note, found, day):
            found = Draft(family=family, lang=self.lang, history=history)
            found.date(dated, mention, day)
            self.drafts.append(found)
        if found is not None and found.day is None and (day.prec or 1) >= 4:
            history, found = True, None  # "in late May …" is no date of today's fighting
        if found is not None and found.day is None:
            found.date(dated, mention, day)
        draft = found or self._open(family, dated, mention, day, history=history)
        if dated is not note and not dated.triggers:
            draft.add(dated)  # the sentence that set the scene
        return draft

    def _goes_back(self, note: Notes, found: Draft, day: Day) -> bool:
        """Tell "on Monday …" in a new paragraph from the day of what was told before it."""
        if self.last_day is None or not found.notes or day.start is None:
            return False
        last = self.last_day[2].start
        scene = self.last_day[0]
        if not any(d.holds(scene) for d in self.drafts if d.family != "statement"):
            return False  # an outsider spoke on that day
        apart = found.notes[-1].sentence.paragraph != note.sentence.paragraph
        later = self.last_day[0].number < found.notes[0].number
        return apart and later and last is not None and day.start < last

    def _moved_on(self, note: Notes, family: str, triggers: Sequence[Trigger]) -> bool:
        """Tell whether an undated sentence goes on from the date named last."""
        current = self._current(family)
        if self.last_day is None:
            return False
        last, _, day = self.last_day
        if last.sentence.paragraph == note.sentence.paragraph and _heads(last):
            return current is None or current.day is None or current.day.edtf != day.edtf
        free = not any(d.day and d.day.edtf == day.edtf for d in self.drafts)
        just = free and last.number == note.number - 1 and not last.triggers
        if note.attributions and (current or not note.times):
            own = just and last.sentence.paragraph == note.sentence.paragraph
            if not own or _is_reported(note, triggers):
                return False
        if current is None and note.times and family == "talks":
            return True
        if current is None:
            taken = any(d.day and d.day.edtf == day.edtf for d in self.drafts)
            same = last.sentence.paragraph == note.sentence.paragraph
            return not taken and (same or last.number == note.number - 1)
        later = day.start is not None and current.start is not None and day.start > current.start
        return later and bool(just or note.times or self.resumed.search(note.text))

    def _undated(self, note: Notes, family: str, *, history: bool, aggregate: bool) -> Draft | None:
        current = self._current(family)
        if history or aggregate:
            if not note.harm:
                return None
            return self._open(family, note, None, None, history=history, aggregate=aggregate)
        if current is not None:
            return current
        return self._open(family, note, None, None)

    # -- what is not told by a trigger

    def _documents(self, note: Notes) -> None:
        """Keep a dated paper that the text refers to as background."""
        for mention in note.dates:
            if mention.role != "document" or not mention.day:
                continue
            day = self.calendar.day(note.in_report(mention))
            draft = Draft(family="document", lang=self.lang, document=True, history=True)
            draft.date(note, mention, day)
            draft.add(note)
            self.drafts.append(draft)

    def _statement(self, note: Notes, days: Sequence[tuple[DateMention, Day]]) -> None:
        """Open or go on with an outsider's statement ("the UN called on both sides")."""
        for a in note.attributions:
            open_statement = next(
                (d for d in reversed(self.drafts) if d.family == "statement"), None
            )
            goes_on = (
                open_statement is not None and open_statement.notes[-1].number >= note.number - 1
            )
            outside = is_third_party(note, a, self.pair, self.lang)
            if a.form not in {"appeal", "act"} or not (outside or (goes_on and a.pronoun)):
                continue
            before = [t for t in note.triggers if t.modality == "told" and t.start < a.start]
            if any(t.family in MAIN_FAMILIES for t in before):
                continue
            draft = open_statement if goes_on else None
            if draft is None:
                draft = Draft(family="statement", lang=self.lang)
                self.drafts.append(draft)
            draft.add(note)
            if days and draft.day is None:
                draft.date(note, *days[0])

    def _harm_only(self, note: Notes, days: Sequence[tuple[DateMention, Day]]) -> None:
        """Put a sentence with casualties and no trigger to the violence being told."""
        if not note.harm or any(d.holds(note) for d in self.drafts if d.family != "statement"):
            return
        if any(t.modality in {"hypothetical", "exercise"} for t in note.triggers):
            return
        days = [d for d in days if d[0].role == "event"]  # "brought in since Sunday" is a total
        draft = None
        if note.aggregate:
            draft = Draft(family="violence", lang=self.lang, aggregate=True)
            self.drafts.append(draft)
            if days:
                draft.date(note, *days[0])
        elif days:
            mention, day = days[0]
            draft = self._on_day("violence", day) or self._open("violence", note, mention, day)
        else:
            draft = self._current("violence") or self._open("violence", note, None, None)
        draft.add(note, () if draft.triggers or draft.aggregate else force_of(note))


def _heads(note: Notes) -> bool:
    """Tell a day that stands alone over what follows, as in a chronicle."""
    rest = note.text
    for date in reversed(note.dates):
        rest = rest[: date.start] + rest[date.end :]
    return not any(c.isalpha() for c in rest)


def _is_reported(note: Notes, triggers: Sequence[Trigger]) -> bool:
    """Tell words that a speaker vouches for from the report's own."""
    return all(any(a.start <= t.start < a.end for a in note.attributions) for t in triggers)


def _concerns_a_border(notes: Sequence[Notes], drafts: Sequence[Draft], lang: str) -> bool:
    """Tell whether a report's talks and protests may be those of two sides of a line."""
    if any(d.family not in DIPLOMATIC for d in drafts):
        return True
    word = load_lexicon(lang).word
    lists = [word(w) for w in ("modality.border", "actors.armed_forces", "actors.border_guards")]
    return any(words.search(note.text) for note in notes for words in lists)


def join_events(
    notes: Sequence[Notes], lang: str, calendar: ReportCalendar, pair: Pair | None
) -> list[Draft]:
    """Join a report's sentences into events.

    Parameters
    ----------
    notes : sequence of Notes
        The sentences, in order.
    lang : str
        ISO 639-1 code of a reading table.
    calendar : ReportCalendar
        Works out the days.
    pair : tuple of str or None
        The two sides of the conflict, ISO 3166-1 alpha-3.

    Returns
    -------
    list of Draft
        In the order in which the text tells them.

    Examples
    --------
    >>> from geomap.extract.notes import annotate
    >>> text = "A clash erupted on 3 May 2021. Two men died. On 5 May 2021 officials held talks."
    >>> notes = annotate(text, "en")
    >>> calendar = ReportCalendar([d for n in notes for d in n.dates], published=None)
    >>> [(d.type, str(d.start)) for d in join_events(notes, "en", calendar, None)]
    [('armed_clash', '2021-05-03'), ('talks', '2021-05-05')]
    """
    drafts = _Joiner(lang, calendar, pair).walk(notes)
    if pair is None and not _concerns_a_border(notes, drafts, lang):
        drafts = [d for d in drafts if d.family not in DIPLOMATIC]
    drafts = [part for d in drafts for part in split_off_air(d)]
    mark_background(drafts)
    date_statements(drafts, calendar)
    return sorted(drafts, key=lambda d: d.first)
