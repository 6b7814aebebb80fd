"""Who says what: the claimants of a sentence and the words that they vouch for.

The forms read are those of news text: "X said that C", "C, X said", "C, said
X", "according to X, C", "X: C", "X accused Y of C", "X called on Y to C". A
sentence may hold several, split by semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomap.extract.dates import DateMention, TimeMention
from geomap.extract.lexicon import SPEECH_ACTS, load_lexicon, lowered
from geomap.extract.speech_accounts import AccountForms
from geomap.extract.speech_clauses import Attribution
from geomap.extract.speech_sayings import SayingForms
from geomap.extract.subjects import Span, tidy
from geomap.extract.tokens import Nation

__all__ = ["Attribution", "find_attributions"]

MAX_SPEAKER = 9  # words of a speaker behind ", while"
_CLAUSE = re.compile(r"[^;]+")


class _Finder(SayingForms, AccountForms):
    """Finds the attributions of one sentence."""

    def find(self) -> list[Attribution]:
        for found in _CLAUSE.finditer(self.text):
            for clause in self._apart(Span(found.start(), found.end())):
                self.found.extend(self._in_clause(clause))
        return self.found

    def _apart(self, clause: Span) -> Iterator[Span]:
        """Part "X said A, while Y said B": each half has a speaker of its own."""
        start = clause.start
        for m in self._matches("speech.joins", clause):
            if self._speaks(Span(start, m.start())) and self._opens_speech(m.end(), clause.end):
                yield Span(start, m.start())
                start = m.end()
        yield Span(start, clause.end)

    def _speaks(self, clause: Span) -> bool:
        """Tell whether words hold an act of speech."""
        acts = (f"speech.{act}" for act in SPEECH_ACTS)
        return any(self._matches(act, clause) for act in acts)

    def _opens_speech(self, start: int, end: int) -> bool:
        """Tell whether words begin with a known speaker and a verb of saying."""
        for act in ("verbs", "deny", "blame"):
            for m in self._matches(f"speech.{act}", Span(start, end))[:1]:
                who = tidy(self.text, Span(start, m.start()))
                short = len(self.text[who.start : who.end].split()) <= MAX_SPEAKER
                known = short and self.words.is_known(who) and self.words.is_agent(who)
                if known and not self._is_noun(m):
                    return True
        return False

    def _in_clause(self, clause: Span) -> Iterator[Attribution]:
        joined = self._joined_blame(clause)
        if joined is not None:
            left = list(self._in_clause(Span(clause.start, joined.start)))
            yield from left
            if left:
                who = Span(left[-1].claimant_start, left[-1].claimant_end)
                blame = self._make(who, Span(joined.end, clause.end), "blame", after=joined.end)
                yield from [blame] if blame else []
                return
        for form in (
            self._by_account,
            self._claim_of,
            self._according,
            self._blame,
            self._denial,
            self._say,
            self._appeal,
            self._colon,
        ):
            found = form(clause)
            if found:
                yield found
                return

    def _joined_blame(self, clause: Span) -> Span | None:
        """Find ", and" before a verb of blame: "X said A, and accused Y of B"."""
        joins = self.lexicon.word("grammar.and")
        for m in self._matches("speech.blame", clause):
            left = self.text[clause.start : m.start()].rstrip()
            if left.endswith(",") and self.lexicon.word("speech.accusing").match(m[0]):
                return Span(clause.start + len(left) - 1, m.start())
            last = joins.ending(left)
            if last is not None and len(left[: last.start()].split()) > 3:
                return Span(clause.start + last.start(), m.start())
        return None


def find_attributions(
    text: str,
    lang: str,
    nations: Sequence[Nation],
    dates: Sequence[DateMention],
    times: Sequence[TimeMention] = (),
) -> list[Attribution]:
    """Find who says what in a sentence.

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

    Returns
    -------
    list of Attribution
        In order of the text.

    Examples
    --------
    >>> from geomap.extract.dates import find_dates
    >>> text = "The army said on Monday that two guards died; residents said shots were heard."
    >>> for a in find_attributions(text, "en", [], find_dates(text, "en")):
    ...     print(a.claimant, "|", text[a.start:a.end], "|", a.said_on and a.said_on.text)
    The army | two guards died | Monday
    residents | shots were heard. | None
    """
    if ":" not in text and load_lexicon(lang).any_speech.search(lowered(text)) is None:
        return []
    return _Finder(text, lang, nations, dates, times).find()
