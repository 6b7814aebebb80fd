"""Let a language model point at events that geomap's own tables missed.

Off unless a reader is given. A reader only points: it names words of the
report and the type of event that they tell. What geomap takes over is read
from those words by geomap itself: the day, the figures, the speakers, the
places. A quotation that is not in the text, or a value that its words do not
bear out, is set aside with the reason; what geomap read itself is never
changed. The incidents gained are marked with the reader's name.

A proposal is a dictionary:

========================  ==========================================================
``quote`` (needed)        the words that tell the event, verbatim, within one sentence
``type`` (needed)         one of :data:`geomap.incident.INCIDENT_TYPES`
``words``                 the words of the quotation that show the type
``date``                  ISO day of the event
``place``, ``claimant``   as written in the quotation
``killed``, ``wounded``,  whole numbers
``missing``, ``captured``,
``displaced``
========================  ==========================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

import msgspec

from geomap.errors import ReadError
from geomap.extract.assemble import Reading, _Assembler, _calendar, read_events
from geomap.extract.claims import ClaimReader
from geomap.extract.events import join_events
from geomap.extract.header import find_header
from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes, annotate
from geomap.extract.speakers import home_country
from geomap.extract.triggers import Trigger, family_of, find_triggers
from geomap.incident import INCIDENT_TYPES, Incident, Rejected, Report
from geomap.locate import locate

__all__ = ["Proposed", "Reader", "accept", "propose"]

MAX_PROPOSALS = 200
MIN_QUOTE, MAX_QUOTE = 8, 2000  # characters
KINDS = ("killed", "wounded", "missing", "captured", "displaced")
_SPACE = re.compile(r"\s{1,50}")


class Reader(Protocol):
    """Something that proposes events of a report; the user gives it."""

    @property
    def name(self) -> str:
        """Name under which its proposals are marked."""

    def read(self, report: Report) -> Iterable[Mapping[str, Any]]:
        """Propose events.

        Raises
        ------
        geomap.errors.ReadError
            Nothing could be had from it.
        """


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What came of a reader's proposals.

    Parameters
    ----------
    incidents : tuple of Incident
        New ones, each marked in ``extra["origin"]`` and ``problems``.
    set_aside : tuple of Rejected
        Proposals, and single values of them, that the text does not bear
        out; ``column`` is the field, ``raw`` what was proposed.
    """

    incidents: tuple[Incident, ...]
    set_aside: tuple[Rejected, ...]


@dataclass(frozen=True, kw_only=True)
class _Pointed:
    """A proposal whose words were found."""

    number: int
    given: Mapping[str, Any]
    start: int
    end: int
    word_start: int
    word_end: int

    @property
    def kind(self) -> str:
        """The type that is proposed."""
        return str(self.given["type"])


def find_verbatim(
    text: str, quote: str, start: int = 0, end: int | None = None
) -> tuple[int, int] | None:
    r"""Find a quotation in a text, letter for letter; only white space may differ.

    Parameters
    ----------
    text, quote : str
    start, end : int
        Where to look.

    Returns
    -------
    tuple of int or None
        The half-open span.

    Examples
    --------
    >>> find_verbatim("Two men\nfled.", "Two men fled")
    (0, 12)
    >>> find_verbatim("Two men fled.", "Three men fled") is None
    True
    """
    stop = len(text) if end is None else end
    at = text.find(quote, start, stop)
    if at >= 0:
        return at, at + len(quote)
    words = quote.split()
    if not words:
        return None
    match = re.compile(r"\s{1,50}".join(map(re.escape, words))).search(text, start, stop)
    return match.span() if match else None


class _Judge:
    """Holds the proposals of one reader against one report."""

    def __init__(self, report: Report, own: Reading, notes: Sequence[Notes], origin: str) -> None:
        self.report, self.own, self.notes, self.origin = report, own, notes, origin
        self.set_aside: list[Rejected] = []

    def refuse(self, number: int, field: str | None, raw: object, why: str) -> None:
        self.set_aside.append(
            Rejected(
                source=self.report.doc_id,
                reason=f"{self.report.doc_id}: proposal {number} of {self.origin}: {why}",
                row=number,
                column=field,
                raw=_SPACE.sub(" ", str(raw))[:200],
            )
        )

    def point(self, number: int, given: object) -> _Pointed | None:
        """Find the words of a proposal, or set it aside."""
        if not isinstance(given, Mapping):
            self.refuse(number, None, given, "not a JSON object")
            return None
        kind, quote = given.get("type"), given.get("quote")
        if kind not in INCIDENT_TYPES or kind == "unknown":
            self.refuse(number, "type", kind, f"{str(kind)[:40]!r} is no type of incident")
            return None
        if not isinstance(quote, str) or not MIN_QUOTE <= len(quote.strip()) <= MAX_QUOTE:
            self.refuse(number, "quote", quote, "no quotation of a fitting length")
            return None
        span = find_verbatim(self.report.text, quote.strip())
        if span is None:
            self.refuse(number, "quote", quote, "its quotation is not in the report")
            return None
        words = given.get("words")
        inner = find_verbatim(self.report.text, words, *span) if isinstance(words, str) else span
        if inner is None:
            self.refuse(number, "words", words, "its words are not in its quotation")
            return None
        return _Pointed(
            number=number,
            given=given,
            start=span[0],
            end=span[1],
            word_start=inner[0],
            word_end=inner[1],
        )

    def note_of(self, found: _Pointed) -> Notes | None:
        """Give the sentence that holds the words, or set the proposal aside."""
        for note in self.notes:
            if note.sentence.start <= found.word_start and found.word_end <= note.sentence.end:
                return self._unread(note, found)
        self.refuse(found.number, "quote", found.given["quote"], "its words go beyond one sentence")
        return None

    def _unread(self, note: Notes, found: _Pointed) -> Notes | None:
        """Give the sentence back if geomap itself read nothing of the kind in it."""
        kind = found.kind
        own = {i.incident.type for i in self.own.events if self._tells(i.incident, note)}
        if any(family_of(t) == family_of(kind) for t in own):
            why = f"geomap reads {', '.join(sorted(own))} there itself"
            self.refuse(found.number, "type", kind, why)
            return None
        doubts = {t.modality for t in find_triggers(note.text, self.report.lang)} - {"told"}
        if doubts:
            why = f"the sentence is {', '.join(sorted(doubts))}, so that it tells no event"
            self.refuse(found.number, "type", kind, why)
            return None
        return note

    def _tells(self, incident: Incident, note: Notes) -> bool:
        span = note.sentence
        return any(
            e.field == "type" and span.start <= e.start < span.end for e in incident.evidence
        )

    # -- values

    def check(self, found: _Pointed, incident: Incident) -> None:
        """Set aside the values of a proposal that geomap does not read from its words."""
        quote = self.report.text[found.start : found.end]
        for field in ("place", "claimant"):
            value = found.given.get(field)
            if value is not None and not (isinstance(value, str) and find_verbatim(quote, value)):
                self.refuse(found.number, field, value, f"{field} is not in its quotation")
        date = found.given.get("date")
        if date is not None and date not in {incident.date_start, incident.date_end}:
            read = incident.date_edtf or "no day"
            self.refuse(found.number, "date", date, f"the words give {read}")
        self._check_figures(found, incident)

    def _check_figures(self, found: _Pointed, incident: Incident) -> None:
        for kind in KINDS:
            number = found.given.get(kind)
            if number is None:
                continue
            read = {
                bound
                for claim in incident.claims
                for c in claim.casualties
                if c.kind == kind
                for bound in (c.min, c.max)
                if bound is not None
            }
            if isinstance(number, bool) or number not in read:
                said = ", ".join(map(str, sorted(read))) or "none"
                self.refuse(found.number, kind, number, f"the words give {kind}: {said}")


def _with_trigger(note: Notes, found: _Pointed) -> Notes:
    """Give a sentence the trigger that was proposed for it, and no other."""
    start, end = found.word_start - note.sentence.start, found.word_end - note.sentence.start
    trigger = Trigger(type=found.kind, start=start, end=end, text=note.text[start:end])
    return replace(note, triggers=(trigger,))


def _marked(incident: Incident, number: int, origin: str) -> Incident:
    """Say of an incident, in all its parts, whose proposal it is."""
    remark = f"proposed by {origin}: geomap's own tables do not know these words"
    fresh = f"{incident.doc_ids[0]}#{origin}-{number}"
    return msgspec.structs.replace(
        incident,
        incident_id=fresh,
        status="draft",
        claims=tuple(
            msgspec.structs.replace(c, claim_id=f"{fresh}/c{n}")
            for n, c in enumerate(incident.claims, start=1)
        ),
        evidence=tuple(
            msgspec.structs.replace(e, note=remark) if e.field == "type" else e
            for e in incident.evidence
        ),
        problems=(*incident.problems, f"proposed by {origin} and not read by geomap: check it"),
        extra=incident.extra | {"origin": origin},
    )


def _read_sentence(judge: _Judge, note: Notes) -> Reading:
    """Read one sentence with its new trigger, dated by the whole report's calendar."""
    report, pair = judge.report, judge.own.pair
    calendar = _calendar(report, judge.notes)
    drafts = [d for d in join_events([note], report.lang, calendar, pair) if d.notes]
    home = home_country(find_header(report.text, report.lang), report.lang)
    claims = ClaimReader([note], report.lang, calendar, pair, home).claims
    events = _Assembler(report, load_lexicon(report.lang), drafts, calendar).build(claims)
    return Reading(report=report, events=tuple(events), pair=pair)


def _incidents(judge: _Judge, told: Sequence[tuple[Notes, _Pointed]]) -> Iterator[Incident]:
    for number, (note, found) in enumerate(told, start=1):
        read = locate(_read_sentence(judge, _with_trigger(note, found)))
        if not read:
            judge.refuse(found.number, "type", found.kind, "the sentence tells no event of its own")
            continue
        judge.check(found, read[0])
        yield _marked(_of_sentence(read[0], note), number, judge.origin)


def _of_sentence(incident: Incident, note: Notes) -> Incident:
    """Leave out the places of other sentences: they stand with geomap's own incidents."""
    span = note.sentence
    own = tuple(p for p in incident.places if span.start <= (p.start or 0) < span.end)
    return msgspec.structs.replace(incident, places=own)


def accept(report: Report, proposals: Iterable[object], *, origin: str) -> Proposed:
    """Take over what a report's own words bear out of some proposals.

    Parameters
    ----------
    report : Report
    proposals : iterable
        As a reader gave them; anything may be in it.
    origin : str
        The reader's name.

    Returns
    -------
    Proposed

    Examples
    --------
    >>> from geomap.reading.text import text_to_report
    >>> report = text_to_report("On 3 May 2021 two of the guards were hurt by stones.", doc_id="r")
    >>> lie = {"type": "shelling", "quote": "Ninety died in the shelling"}
    >>> accept(report, [lie], origin="model").set_aside[0].reason
    'r: proposal 1 of model: its quotation is not in the report'
    """
    own = read_events(report)
    header = find_header(report.text, report.lang)
    notes = annotate(report.text, report.lang, header.end if header else 0)
    judge = _Judge(own.report, own, notes, origin)
    told: list[tuple[Notes, _Pointed]] = []
    for number, given in enumerate(islice(proposals, MAX_PROPOSALS + 1), start=1):
        if number > MAX_PROPOSALS:
            judge.refuse(number, None, "", f"only the first {MAX_PROPOSALS} are looked at")
            break
        found = judge.point(number, given)
        note = judge.note_of(found) if found else None
        if found is None or note is None:
            continue
        if any(n is note and family_of(p.kind) == family_of(found.kind) for n, p in told):
            judge.refuse(number, "quote", found.given["quote"], "proposed already")
        else:
            told.append((note, found))
    incidents = tuple(_incidents(judge, told))
    return Proposed(incidents=incidents, set_aside=tuple(judge.set_aside))


def propose(report: Report, reader: Reader) -> Proposed:
    """Ask a reader about a report and take over what the words bear out.

    Parameters
    ----------
    report : Report
    reader : Reader
        Given by the user.

    Returns
    -------
    Proposed
        With the reason where the reader could not be asked.

    Examples
    --------
    >>> class Silent:
    ...     name = "silent"
    ...
    ...     def read(self, report):
    ...         return []
    >>> propose(Report(doc_id="r", text="Two men fled.", sha256="", lang="en"), Silent()).incidents
    ()
    """
    try:
        proposals = list(islice(reader.read(report), MAX_PROPOSALS + 1))
    except ReadError as error:
        reason = f"{report.doc_id}: {reader.name} gave nothing: {error}"
        return Proposed(incidents=(), set_aside=(Rejected(source=report.doc_id, reason=reason),))
    return accept(report, proposals, origin=reader.name)
