"""Turn the events and claims of a report into incident records, places still open."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from geomap.extract.actors import find_actors
from geomap.extract.claims import ClaimReader, DraftClaim
from geomap.extract.dates import TimeMention
from geomap.extract.days import ReportCalendar
from geomap.extract.drafts import Draft
from geomap.extract.events import join_events
from geomap.extract.header import Header, find_header
from geomap.extract.issuer import find_issuer
from geomap.extract.lexicon import Lexicon, load_lexicon
from geomap.extract.notes import Notes, annotate
from geomap.extract.parties import Pair, conflict_pair
from geomap.extract.speakers import home_country
from geomap.extract.terms import find_terms
from geomap.incident import Claim, Evidence, Incident, Report
from geomap.world import country_of_city

__all__ = ["EventText", "Reading", "read_events"]


_CITY_TIME = re.compile(r"\s?\(?(?P<city>[^\W\d_a-z]\w{2,20}(?: [^\W\d_a-z]\w{2,20})?) time\b")


@dataclass(frozen=True, kw_only=True)
class EventText:
    """An incident with the sentences that tell it and whose clock tells its time."""

    incident: Incident
    notes: tuple[Notes, ...]
    family: str
    clock_side: str | None
    time: TimeMention | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read from a report: its incidents, its sides, its date."""

    report: Report
    events: tuple[EventText, ...]
    pair: Pair | None


def _dated(report: Report, header: Header | None) -> Report:
    """Give the report the date of its dateline where the user gave none.

    A page's own date may be that of a later copy; weekdays count from the day
    on which the words were written.
    """
    given = report.published_basis.startswith("given")
    if given or header is None or header.day is None:
        return report
    return msgspec.structs.replace(
        report, published_on=header.day.isoformat(), published_basis="the report's dateline"
    )


def _calendar(report: Report, notes: Sequence[Notes]) -> ReportCalendar:
    """Make the report's calendar; the words say where its date comes from."""
    dates = [n.in_report(d) for n in notes for d in n.dates]
    published = dt.date.fromisoformat(report.published_on) if report.published_on else None
    words = f"the report's date of publication, {published} ({report.published_basis or 'given'})"
    return ReportCalendar(dates, published=published, published_basis=words)


class _Assembler:
    """Builds the records of one report."""

    def __init__(
        self, report: Report, lexicon: Lexicon, drafts: Sequence[Draft], calendar: ReportCalendar
    ) -> None:
        self.report, self.lexicon, self.drafts = report, lexicon, drafts
        self.calendar = calendar

    def build(self, claims: Sequence[DraftClaim]) -> list[EventText]:
        shared = self._share_out(claims)
        out = []
        for number, draft in enumerate(self.drafts, start=1):
            incident_id = f"{self.report.doc_id}#{number}"
            out.append(self._event(incident_id, draft, shared[number - 1]))
        return out

    # -- claims to events

    def _share_out(self, claims: Sequence[DraftClaim]) -> list[list[DraftClaim]]:
        shares: list[list[DraftClaim]] = [[] for _ in self.drafts]
        for claim in claims:
            target = self._home_of(claim)
            if target is not None and not self._of_the_past(claim, self.drafts[target]):
                shares[target].append(self._of_event(claim, self.drafts[target]))
        return shares

    def _of_event(self, claim: DraftClaim, draft: Draft) -> DraftClaim:
        """Keep a yearly total's words, but no figure of it for an event of one day."""
        if not claim.note.aggregate:
            return claim
        note = claim.note
        totals = self.lexicon.word("modality.aggregate").search(note.text)
        event = draft.background and totals is None  # "in 2014 five guards were killed"
        if event:
            return claim
        days = [d.start for d in note.event_dates() if d.kind in {"day", "weekday", "relative"}]
        at = [(f, (f.start or 0) - note.sentence.start) for f in claim.casualties]
        kept = [  # "two died on Monday, 24 this year"
            f
            for f, pos in at
            if totals and days and min(abs(d - pos) for d in days) < abs(totals.start() - pos)
        ]
        return replace(claim, casualties=tuple(kept))

    def _of_the_past(self, claim: DraftClaim, draft: Draft) -> bool:
        """Tell "in 2019 a clash left nobody dead" from a claim about today's event."""
        if claim.attribution == "stated" or draft.holds(claim.note) or draft.start is None:
            return False
        told = [d for d in claim.note.event_dates() if d.kind in {"day", "month", "year"}]
        days = [self.calendar.day(claim.note.in_report(d)) for d in told]
        return bool(days) and all(d.end is not None and d.end < draft.start for d in days)

    def _home_of(self, claim: DraftClaim) -> int | None:
        """Choose the event that a claim is about."""
        diplomatic = claim.about in {"appeal", "sequence"}
        own = [k for k, d in enumerate(self.drafts) if d.holds(claim.note)]
        fits = [k for k in own if (self.drafts[k].family != "violence") == diplomatic]
        if fits:
            return fits[0]
        near = [k for k, d in enumerate(self.drafts) if self._continues(d, claim)]
        if claim.about == "appeal" and near:
            return near[-1]
        return own[0] if own and diplomatic else self._current(claim)

    @staticmethod
    def _continues(draft: Draft, claim: DraftClaim) -> bool:
        """Tell whether a quotation goes on with a statement told just before."""
        if draft.family not in {"statement", "mediation"} or not draft.notes:
            return False
        return 0 < claim.note.number - draft.notes[-1].number <= 2

    def _current(self, claim: DraftClaim) -> int | None:
        told = [k for k, d in enumerate(self.drafts) if d.family == "violence" and not d.background]
        before = [k for k in told if self.drafts[k].first <= claim.note.number]
        if before:
            last = [
                k
                for k in before
                if any(n.number <= claim.note.number for n in self.drafts[k].notes)
            ]
            return max(
                last,
                key=lambda k: max(
                    n.number for n in self.drafts[k].notes if n.number <= claim.note.number
                ),
            )
        if told:
            return told[0]
        others = [k for k, d in enumerate(self.drafts) if not (d.background or d.document)]
        earlier = [k for k in others if self.drafts[k].first <= claim.note.number]
        return earlier[-1] if earlier else next(iter(others), None)

    # -- records

    def _event(self, incident_id: str, draft: Draft, claims: Sequence[DraftClaim]) -> EventText:
        notes = sorted({n.number: n for n in [*draft.notes, *(c.note for c in claims)]}.items())
        ordered = tuple(n for _, n in notes)
        time, teller = self._time(draft, claims)
        records = self._claims(incident_id, claims)
        lead = self._lead(draft)
        incident = Incident(
            incident_id=incident_id,
            type=draft.type,  # type: ignore[arg-type]  # the table's types are the record's
            doc_ids=(self.report.doc_id,),
            scale="aggregate" if draft.aggregate else "event",
            background=draft.background,
            actors=find_actors(ordered, self.lexicon, self.report.doc_id),
            claims=records,
            evidence=self._evidence(draft, time),
            sentence=lead.text,
            sentence_start=lead.sentence.start,
            sentence_end=lead.sentence.end,
            problems=self._problems(draft),
            extra=self._extra(draft),
        )
        incident = msgspec.structs.replace(incident, **self._date_fields(draft, time))
        return EventText(
            incident=incident, notes=ordered, family=draft.family, clock_side=teller, time=time
        )

    def _extra(self, draft: Draft) -> dict[str, Any]:
        """Give the terms that an agreement sets ("within eight days")."""
        if draft.family != "talks":
            return {}
        terms = [
            term
            for n in draft.notes
            for term in find_terms(n.text, self.report.lang, draft.start, n.sentence.start)
        ]
        return {"terms": terms} if terms else {}

    @staticmethod
    def _lead(draft: Draft) -> Notes:
        """Choose the sentence that tells the event: the dated one, else the first."""
        telling = [n for n, _ in draft.triggers] or draft.notes
        if draft.dated and draft.dated[0] in telling:
            return draft.dated[0]
        return min(telling, key=lambda n: n.number)

    @staticmethod
    def _date_fields(draft: Draft, time: TimeMention | None) -> dict[str, Any]:
        clock = f"{time.hour:02d}:{time.minute:02d}" if time else None
        part = draft.dated[1].day_part if draft.dated else None
        day = draft.day
        if day is None:
            return {"time_local": clock}
        if draft.aggregate:  # a total over a year happened on no day
            return {"date_edtf": day.edtf, "date_prec": 5, "year_basis": day.year_basis}
        return {
            "date_start": day.start.isoformat() if day.start else None,
            "date_end": day.end.isoformat() if day.end else None,
            "date_edtf": day.edtf,
            "date_prec": day.prec,
            "date_basis": day.basis,
            "year_basis": day.year_basis,
            "time_local": clock or part,
        }

    def _time(
        self, draft: Draft, claims: Sequence[DraftClaim]
    ) -> tuple[TimeMention | None, str | None]:
        """Find the clock time of an event and the side that tells it."""
        lead = self._lead(draft)
        told = [n for n, t in draft.triggers if n.times and t.modality == "told"]
        for note in [lead, *told]:
            starts = [t for t in note.times if not t.until]
            if not starts or not draft.holds(note):
                continue
            if named := self._named_clock(note, starts[0]):
                return starts[0], named
            sides = [c.speaker.side for c in claims if c.note is note and c.speaker]
            return starts[0], sides[0] if sides else None
        return None, None

    @staticmethod
    def _named_clock(note: Notes, time: TimeMention) -> str | None:
        """Read "6:20 p.m. Bishkek time": the town whose clock it was."""
        m = _CITY_TIME.match(note.text, time.end)
        return country_of_city(m["city"]) if m else None

    def _evidence(self, draft: Draft, time: TimeMention | None) -> tuple[Evidence, ...]:
        out: list[Evidence] = []
        seen: set[tuple[str, int]] = set()

        def add(field: str, note: Notes, start: int, end: int, remark: str = "") -> None:
            a, b = note.absolute(start, end)
            if (field, a) in seen:
                return
            seen.add((field, a))
            out.append(
                Evidence(
                    field=field,
                    doc_id=self.report.doc_id,
                    start=a,
                    end=b,
                    text=self.report.text[a:b],
                    note=remark,
                )
            )

        for note, trigger in draft.triggers:
            add("type", note, trigger.start, trigger.end)
        if draft.dated and draft.day:
            note, mention = draft.dated
            add("date_start", note, mention.start, mention.end, draft.day.year_basis)
        source = draft.day.year_from if draft.day else None
        if source is not None and draft.day:
            text = self.report.text[source.start : source.end]
            out.append(
                Evidence(
                    field="year",
                    doc_id=self.report.doc_id,
                    start=source.start,
                    end=source.end,
                    text=text,
                    note=draft.day.year_basis,
                )
            )
        if time is not None:
            teller = next((n for n in draft.notes if time in n.times), None)
            if teller:
                add("time_local", teller, time.start, time.end)
        return tuple(out)

    def _problems(self, draft: Draft) -> tuple[str, ...]:
        if draft.day is None or not draft.day.edtf:
            return ("no date is told for this event: it is kept undated",)
        if draft.day.start is None:
            return (
                f"the year of “{draft.day.edtf}” is not in the text: "
                "give the report's date with --published",
            )
        return ()

    def _claims(self, incident_id: str, drafts: Sequence[DraftClaim]) -> tuple[Claim, ...]:
        out: list[Claim] = []
        for number, c in enumerate(drafts, start=1):
            speaker = c.speaker
            name = speaker.name if speaker else ""
            earlier = next(
                (o for o in reversed(out) if o.claimant == name and o.about == c.about), None
            )
            out.append(
                Claim(
                    claim_id=f"{incident_id}/c{number}",
                    claimant=name,
                    about=c.about,
                    doc_id=self.report.doc_id,
                    start=c.start,
                    end=c.end,
                    text=self.report.text[c.start : c.end],
                    claimant_side=speaker.side if speaker else None,
                    claimant_start=speaker.start if speaker else None,
                    claimant_end=speaker.end if speaker else None,
                    via=speaker.via if speaker else "",
                    blames=c.blames,
                    casualties=c.casualties,
                    hedge=c.hedge,
                    attribution=c.attribution,
                    denies=c.denies,
                    supersedes=earlier.claim_id if earlier and c.supersedes_last else None,
                    said_on=c.said_on,
                )
            )
        return tuple(out)


def read_events(report: Report) -> Reading:
    """Read the events of a report with their dates, claims and actors.

    Parameters
    ----------
    report : Report
        Its ``lang`` must have a reading table.

    Returns
    -------
    Reading
        Incidents without resolved places; :mod:`geomap.locate` puts them in.

    Raises
    ------
    UsageError
        No reading table for the report's language.

    Examples
    --------
    >>> text = "On 3 May 2021 a clash broke out. The army said two guards were killed."
    >>> report = Report(doc_id="r", text=text, sha256="", lang="en")
    >>> [e.incident.claims[0].claimant for e in read_events(report).events]
    ['The army']
    """
    lexicon = load_lexicon(report.lang)
    header = find_header(report.text, report.lang)
    report = _dated(report, header)
    notes = annotate(report.text, report.lang, header.end if header else 0)
    pair = conflict_pair(notes)
    calendar = _calendar(report, notes)
    drafts = [d for d in join_events(notes, report.lang, calendar, pair) if d.notes]
    if not drafts:
        return Reading(report=report, events=(), pair=pair)
    home = home_country(header, report.lang)
    issuer = find_issuer(report.text, report.lang)
    claims = ClaimReader(notes, report.lang, calendar, pair, home, issuer).claims
    events = _Assembler(report, lexicon, drafts, calendar).build(claims)
    return Reading(report=report, events=tuple(events), pair=pair)
