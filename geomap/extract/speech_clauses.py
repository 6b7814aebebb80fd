"""Attributions, and what all forms of speech share: their words, dates and speakers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.extract.dates import DateMention, TimeMention
from geomap.extract.lexicon import Lexicon, load_lexicon
from geomap.extract.subjects import QUOTES, Span, Subjects, tidy
from geomap.extract.tokens import Nation

__all__ = ["WORD", "Attribution", "SpeechClauses"]

MAX_VERBS = 8  # of one kind in a clause; more are no sentence but a trap
WORD = re.compile(r"[\w'’.-]+")
"""A word of a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """A claimant with the words that are theirs; spans in the sentence.

    Parameters
    ----------
    claimant, claimant_start, claimant_end
        Who says it, as written.
    start, end : int
        The words that are claimed.
    form : str
        ``say``, ``according``, ``colon``, ``blame``, ``deny``, ``appeal``, or ``act``: a
        saying without its words ("tweeted this").
    via : str
        Through whom.
    said_on : DateMention or None
        A date that belongs to the saying, not to the thing said.
    denies : bool
        The verb denies.
    pronoun : bool
        The claimant is "it", "they" … and must be looked up.
    mutual : bool
        Both sides say it of each other.
    """

    claimant: str
    claimant_start: int
    claimant_end: int
    start: int
    end: int
    form: str
    via: str = ""
    said_on: DateMention | None = None
    denies: bool = False
    pronoun: bool = False
    mutual: bool = False


class SpeechClauses:
    """One sentence, and how an attribution in it is made.

    Parameters
    ----------
    text : str
        The sentence.
    lang : str
        ISO 639-1 code of a reading table.
    nations : sequence of Nation
        Countries named in it, spans in the sentence.
    dates : sequence of DateMention
        Dates named in it, spans in the sentence.
    times : sequence of TimeMention
        Times of day named in it.
    """

    def __init__(
        self,
        text: str,
        lang: str,
        nations: Sequence[Nation],
        dates: Sequence[DateMention],
        times: Sequence[TimeMention],
    ) -> None:
        self.text, self.nations, self.dates = text, nations, dates
        self.moments = [
            *((d.start, d.end) for d in dates),
            *((t.start, t.end) for t in times),
        ]
        self.lexicon: Lexicon = load_lexicon(lang)
        self.words = Subjects(text, self.lexicon, nations, dates)
        self.quoted = self.words.quoted
        self.found: list[Attribution] = []

    def _matches(self, name: str, clause: Span) -> list[re.Match[str]]:
        pattern = self.lexicon.word(name)
        found = (
            m
            for m in pattern.finditer(self.text, clause.start, clause.end)
            if not any(q.start <= m.start() < q.end for q in self.quoted)
        )
        return list(itertools.islice(found, MAX_VERBS))

    def _has_content(self, start: int, end: int) -> bool:
        words = WORD.findall(self.text[start:end])
        return len(words) >= 3

    def _make(
        self,
        who: Span,
        content: Span,
        form: str,
        *,
        verb: re.Match[str] | None = None,
        after: int | None = None,
        lead: int | None = None,
        known: bool = True,
    ) -> Attribution | None:
        via, who = self.words.via(who)
        who, content = self.words.trim_adverbs(tidy(self.text, who, ".")), tidy(self.text, content)
        opening = self.lexicon.word("speech.claimant_lead").match(self.text, who.start, who.end)
        if opening and opening.end() < who.end:
            who = tidy(self.text, Span(opening.end(), who.end))
        who = self.words.without_clause(tidy(self.text, self.words.bare(who), QUOTES))
        name = self.text[who.start : who.end]
        if not name or content.end <= content.start or (known and not self.words.is_agent(who)):
            return None
        around = Span(verb.start() if verb else who.start, after or content.start)
        said = self._said_on(around, content, verb)
        if said is None and lead is not None:
            said = self._said_before(lead, who.start, content)
        if said is None and verb is not None:  # "the ministry on Sunday said"
            said = next((d for d in self.dates if who.end <= d.start < verb.start()), None)
        deny = bool(verb and self.lexicon.word("speech.deny").search(verb[0]))
        mutual = self._is_mutual(name, verb.end() if verb else (after or who.end))
        if mutual and after is not None:  # "A and B on Tuesday accused each other"
            said = next((d for d in self.dates if who.start <= d.start < after), said)
        return Attribution(
            claimant=name,
            claimant_start=who.start,
            claimant_end=who.end,
            start=content.start,
            end=content.end,
            form=form,
            via=via,
            said_on=None if form == "appeal" else said,
            denies=deny,
            pronoun=bool(self.lexicon.word("speech.pronouns").fullmatch(name)),
            mutual=mutual,
        )

    def _is_mutual(self, claimant: str, position: int) -> bool:
        """Tell "both sides" and "A and B accused each other"."""
        behind = " ".join(self.text[position : position + 40].split()[:2])
        return bool(
            self.lexicon.word("speech.mutual").search(claimant)
            or self.lexicon.word("speech.each_other").match(behind)
        )

    def _said_before(self, start: int, end: int, content: Span) -> DateMention | None:
        """Read "On Thursday it said that … on Monday": the first day is that of the saying."""
        before = [d for d in self.dates if start <= d.start < end]
        inside = any(content.start <= d.start < content.end for d in self.dates)
        return before[0] if before and inside else None

    def _said_on(
        self, around: Span, content: Span, verb: re.Match[str] | None
    ) -> DateMention | None:
        for d in self.dates:
            between = around.start <= d.start < around.end
            behind = verb is not None and verb.end() <= d.start < verb.end() + 30
            if (between or behind) and not content.start <= d.start < content.end:
                return d
        return None
