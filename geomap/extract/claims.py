"""Claims: what each speaker says of casualties, blame, weapons, appeals.

One sentence may give several claims, each with the words that carry it. A
claim without a speaker of its own is the report's, or goes on from the
speaker before; which of the two is said in ``attribution``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from geomap.extract.attackers import AttackerReader
from geomap.extract.attribution import Attribution
from geomap.extract.casualties import break_down, is_breakdown, to_casualties
from geomap.extract.days import ReportCalendar
from geomap.extract.forces import find_forces
from geomap.extract.harm import HarmFigure
from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes
from geomap.extract.parties import Pair
from geomap.extract.segment import in_quotes
from geomap.extract.side_memory import Telling
from geomap.extract.sides import SideReader
from geomap.extract.speakers import Speaker, SpeakerLog
from geomap.incident import Casualties

__all__ = ["ClaimReader", "DraftClaim"]

About = Literal["casualties", "blame", "sequence", "weapons", "place", "appeal", "damage", "other"]
How = Literal["stated", "continued", "report"]
_BREAK = re.compile(r"[;]|:(?!\d)|, (?:and|but|while|which|as)\b|,(?= \w+ing\b)")
_PIECE = re.compile(r"[\w’'-]+|[,;:–—]")
MIN_CLAUSE = 3  # words of a clause that is worth a claim of its own
WHOLE = frozenset({"say", "according", "colon"})  # a speaker vouches for all of these words


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftClaim:
    """A claim before it has a name; spans in the report."""

    note: Notes
    speaker: Speaker | None
    about: About
    start: int
    end: int
    attribution: How
    blames: str | None = None
    casualties: tuple[Casualties, ...] = ()
    hedge: str | None = None
    denies: bool = False
    supersedes_last: bool = False
    said_on: str | None = None


@dataclass(frozen=True, slots=True)
class _Content:
    """A stretch of a sentence that one speaker vouches for."""

    start: int
    end: int
    speaker: Speaker | None
    how: How
    source: Attribution | None


class ClaimReader(AttackerReader):
    """Reads the claims of one report, sentence after sentence.

    Parameters
    ----------
    notes : sequence of Notes
        The report's sentences.
    lang : str
        ISO 639-1 code of a reading table.
    calendar : ReportCalendar
        Dates what was said when.
    pair : tuple of str or None
        The two sides of the conflict.
    home : str or None
        Country that the report was filed from.
    issuer : Speaker or None
        Whose statement the whole text is.
    """

    def __init__(
        self,
        notes: Sequence[Notes],
        lang: str,
        calendar: ReportCalendar,
        pair: Pair | None,
        home: str | None = None,
        issuer: Speaker | None = None,
    ) -> None:
        self.issuer = issuer
        super().__init__(load_lexicon(lang), pair)
        self.calendar = calendar
        self.speakers = SpeakerLog(notes, pair, self.lexicon, home)
        self.sides = SideReader(self.lexicon, pair, notes)
        self.claims: list[DraftClaim] = []
        for note, behind in itertools.zip_longest(notes, notes[1:]):
            for claim in self._in_sentence(note, behind):
                self._keep(claim)

    def _keep(self, claim: DraftClaim) -> None:
        """Add a claim, unless its figures only break down the total given just before."""
        previous = self.claims[-1] if self.claims else None
        if previous is not None and is_breakdown(claim.note, self.lexicon):
            merged = break_down(previous.casualties, claim.casualties)
            if merged and previous.note.number >= claim.note.number - 1:
                self.claims[-1] = replace(previous, casualties=merged)
                claim = replace(claim, casualties=())
        self.claims.append(claim)

    # -- who vouches for which words

    def _teller_behind(self, note: Notes, behind: Notes | None) -> _Content | None:
        """Find who tells a sentence in the next one: «Об этом сообщила X», "so said X"."""
        lead = behind and self.lexicon.word("speech.refers_back").match(behind.text)
        if behind is None or not lead:
            return None
        for a in behind.attributions:
            if a.form == "act" and lead.end() <= a.start:
                told = replace(a, form="say", start=0, end=len(note.text), said_on=None)
                speaker = self.speakers.identify(behind, a)
                return _Content(0, len(note.text), speaker, "stated", told)
        return None

    def _contents(self, note: Notes, behind: Notes | None) -> Iterator[_Content]:
        if not note.attributions and (told := self._teller_behind(note, behind)):
            yield told
            return
        if not note.attributions:
            speaker = None if note.event_dates() else self.speakers.going_on(note)
            how: How = "continued" if speaker else "report"
            yield self._by_issuer(_Content(0, len(note.text), speaker, how, None))
            return
        covered = 0
        for a in note.attributions:
            speaker = self.speakers.identify(note, a)
            gap_end = min(a.start, a.claimant_start)
            if len(note.text[covered:gap_end].split()) > 4:
                teller = speaker if covered else None
                yield self._by_issuer(_Content(covered, gap_end, teller, "report", None))
            yield _Content(a.start, a.end, speaker, "stated", a)
            covered = max(a.end, a.claimant_end, covered)
        if len(note.text[covered:].split()) > 4:
            yield _Content(covered, len(note.text), self.speakers.last, "continued", None)

    def _by_issuer(self, content: _Content) -> _Content:
        """Give words without a speaker to who issued the text."""
        if content.speaker is not None or self.issuer is None:
            return content
        return replace(content, speaker=self.issuer, how="stated")

    def _in_sentence(self, note: Notes, behind: Notes | None) -> Iterator[DraftClaim]:
        for content in list(self._contents(note, behind)):
            found = [
                *self._casualties(note, content),
                *self._blame(note, content),
                *self._weapons(note, content),
                *self._appeal(note, content),
            ]
            yield from found or self._other(note, content)
            if found and content.source and content.source.form in WHOLE:
                yield from self._rest(note, content, found)

    def _rest(
        self, note: Notes, content: _Content, found: Sequence[DraftClaim]
    ) -> Iterator[DraftClaim]:
        """Keep the clauses of a speaker's words that no claim was read from."""
        pos = content.start
        spans = sorted((c.start - note.sentence.start, c.end - note.sentence.start) for c in found)
        for start, end in [*spans, (content.end, content.end)]:
            clause = self._clause_in(note.text, pos, start, opens=pos == content.start)
            if clause:
                told = any(clause[0] <= t.start < clause[1] for t in note.triggers)
                yield self._make(note, content, "sequence" if told else "other", clause)
            pos = max(pos, end)

    def _clause_in(self, text: str, start: int, end: int, *, opens: bool) -> tuple[int, int] | None:
        """Find a clause between two claims: a mark or an "and" parts it from its neighbour."""
        words = list(_PIECE.finditer(text, start, max(start, end)))
        total = len(words)
        while words and self._is_joint(words[-1][0]) and opens:
            words.pop()
        while words and self._is_joint(words[0][0]) and not opens:
            words.pop(0)
        if len(words) == total or len(words) < MIN_CLAUSE:
            return None
        return words[0].start(), words[-1].end() if opens else end

    def _is_joint(self, piece: str) -> bool:
        word = self.lexicon.word
        joins = word("grammar.joint").fullmatch(piece) or word("grammar.clause").fullmatch(piece)
        return joins or not piece[0].isalnum()

    def _make(
        self, note: Notes, content: _Content, about: About, span: tuple[int, int], **more: object
    ) -> DraftClaim:
        start, end = note.absolute(*_trim(note.text, *span))
        said = content.source.said_on if content.source else None
        said_day = self.calendar.day(note.in_report(said)).start if said else None
        hedge = self.lexicon.word("speech.hedges").search(note.text)
        return DraftClaim(
            note=note,
            speaker=content.speaker,
            about=about,
            start=start,
            end=end,
            attribution=content.how if content.speaker else "report",
            hedge=hedge[0] if hedge else None,
            said_on=said_day.isoformat() if said_day else None,
            **more,  # type: ignore[arg-type]  # the callers below pass DraftClaim's own fields
        )

    # -- casualties

    def _casualties(self, note: Notes, content: _Content) -> Iterator[DraftClaim]:
        inside = [h for h in note.harm if content.start <= h.anchor < content.end]
        denied = bool(content.source and content.source.denies)
        if inside:
            figures = self._figures(note, content, inside)
            span = (min(h.start for h in inside), max(h.end for h in inside))
            updates = bool(self.lexicon.word("speech.supersede").search(note.text))
            yield self._make(
                note,
                content,
                "casualties",
                span,
                casualties=figures,
                denies=denied,
                supersedes_last=updates,
            )
            return
        yield from self._without_figure(note, content, denied=denied)

    def _figures(
        self, note: Notes, content: _Content, inside: Sequence[HarmFigure]
    ) -> tuple[Casualties, ...]:
        who = content.speaker.name if content.speaker else ""
        side = content.speaker.side if content.speaker else None
        forces = find_forces(who, self.lexicon.lang) if side is None else []
        side = forces[0].iso3 if forces else side
        attacker = self._attacker(note, content.start, content.end)
        telling = Telling(
            note=note, figures=inside, claimant=who, claimant_side=side, attacker=attacker
        )
        return to_casualties(telling, self.sides)

    def _without_figure(
        self, note: Notes, content: _Content, *, denied: bool
    ) -> Iterator[DraftClaim]:
        """Keep "dead and wounded on the Tajik side": casualties without a number."""
        for kind in ("killed", "wounded"):
            words = self.lexicon.harm[kind]
            for pattern in (words.noun, words.participle, words.predicate, words.adjective):
                m = pattern.search(note.text, content.start, content.end)
                if m is None:
                    continue
                left = max(content.start, m.start() - 40)
                if self.lexicon.word("numbers.asked").search(note.text, left, m.start()):
                    continue
                none = self.lexicon.word("numbers.none").search(note.text, left, m.start())
                span = (none or m).start(), self._clause_end(note.text, m.end(), content.end)
                yield self._make(note, content, "casualties", span, denies=denied or bool(none))
                return

    # -- blame and weapons

    def _clause_end(self, text: str, start: int, limit: int) -> int:
        for m in _BREAK.finditer(text, start, limit):
            if not in_quotes(text, m.start()):
                return m.start()
        return limit

    def _clause_start(self, text: str, start: int, floor: int) -> int:
        breaks = [
            m.end() for m in _BREAK.finditer(text, floor, start) if not in_quotes(text, m.start())
        ]
        return breaks[-1] if breaks else floor

    def _blame(self, note: Notes, content: _Content) -> Iterator[DraftClaim]:
        source = content.source
        if source is not None and source.form == "deny":
            span = (content.start, content.end)
            yield self._make(note, content, "blame", span, denies=True)
            return
        if source is not None and source.form == "blame":
            blamed = self._blamed_by_verb(note, content)
            yield self._make(note, content, "blame", (content.start, content.end), blames=blamed)
            return
        if source is not None and source.form == "act":
            return
        if source is not None and source.mutual:
            said = note.text[content.start : content.end]
            if self.lexicon.word("speech.other_side").search(said):
                yield self._make(note, content, "blame", (content.start, content.end))
            return
        own = content.speaker.side if content.speaker else None
        for m in self.lexicon.word("hostile.words").finditer(note.text, content.start, content.end):
            start = self._clause_start(note.text, m.start(), content.start)
            agent = self._agent_of(note, m, content.start, content.end)
            blamed = agent.iso3 if agent else None
            if agent is None and (victim := self._victim_of(note, m, content.start)):
                blamed = self._other_side(victim.iso3)
                start = min(start, victim.start)
            if blamed is None or blamed == own or (self.pair and blamed not in self.pair):
                continue
            start = min(start, agent.start) if agent else start
            end = max(self._clause_end(note.text, m.end(), content.end), m.end())
            denies = bool(source and source.denies)
            yield self._make(note, content, "blame", (start, end), blames=blamed, denies=denies)
            return

    def _blamed_by_verb(self, note: Notes, content: _Content) -> str | None:
        if content.source is not None and content.source.mutual:
            return None
        own = content.speaker.side if content.speaker else None
        named = [n.iso3 for n in note.nations if content.start <= n.start < content.end]
        others = [iso3 for iso3 in named if iso3 != own]
        return others[0] if others else (self._other_side(own) if own else None)

    def _weapons(self, note: Notes, content: _Content) -> Iterator[DraftClaim]:
        m = self.lexicon.word("weapons.words").search(note.text, content.start, content.end)
        if m is None:
            return
        start = self._clause_start(note.text, m.start(), content.start)
        end = self._clause_end(note.text, m.end(), content.end)
        attacker = self._attacker(note, content.start, content.end)
        blames = attacker.iso3 if attacker else None
        if content.source is not None and content.source.form == "blame":
            blames = self._blamed_by_verb(note, content)
        denies = bool(content.source and content.source.denies)
        yield self._make(note, content, "weapons", (start, end), blames=blames, denies=denies)

    # -- appeals and the rest

    def _appeal(self, note: Notes, content: _Content) -> Iterator[DraftClaim]:
        m = self.lexicon.word("speech.appeal").search(note.text, content.start, content.end)
        if m is not None and self._is_own_appeal(note, content, m):
            end = self._clause_end(note.text, m.end(), content.end)
            start = self._clause_start(note.text, m.start(), content.start)
            yield self._make(note, content, "appeal", (start, end))

    @staticmethod
    def _is_own_appeal(note: Notes, content: _Content, m: re.Match[str]) -> bool:
        """Tell the speaker's own appeal from one that the speaker tells of."""
        if content.source is not None and content.source.form == "appeal":
            return True
        return any(c in '“«"' for c in note.text[content.start : m.start()])

    def _other(self, note: Notes, content: _Content) -> Iterator[DraftClaim]:
        """Keep an attributed sentence that fits no other kind."""
        if content.how != "stated" or content.source is None or content.source.form == "act":
            return
        told = any(content.start <= t.start < content.end for t in note.triggers)
        about: About = "sequence" if told else "other"
        yield self._make(note, content, about, (content.start, content.end))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut marks at the ends, and a quotation mark whose twin is outside."""
    strip = " \t\r\n,;:—–"
    while start < end and text[start] in strip:
        start += 1
    while end > start and text[end - 1] in strip:
        end -= 1
    piece = text[start:end]
    if piece.endswith(("”", "»")) and not set("“«") & set(piece):
        end -= 1
    elif piece.startswith(("“", "«")) and not set("”»") & set(piece):
        start += 1
    return start, end
