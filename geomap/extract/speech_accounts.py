"""Forms of account, blame, denial and appeal: "according to X", "X accused Y", "X: C"."""

from __future__ import annotations

import re

from geomap.extract.speech_clauses import WORD, Attribution, SpeechClauses
from geomap.extract.subjects import Span

__all__ = ["AccountForms"]


class AccountForms(SpeechClauses):
    """Finds whose account, blame, denial or appeal it is."""

    def _by_account(self, clause: Span) -> Attribution | None:
        """Read "by India's account C", "C, by the army's count"."""
        for m in self.lexicon.account.finditer(self.text, clause.start, clause.end):
            head = self.text[clause.start : m.start()].strip(" ,—–-")
            if len(head.split()) > 3:
                content = Span(clause.start, m.start())
            else:
                content = Span(m.end(), clause.end)
            if made := self._of_group(m, content):
                return made
        return None

    def _claim_of(self, clause: Span) -> Attribution | None:
        """Read "the claim of X that C is baseless": C is X's, whatever is said of it."""
        for m in self.lexicon.claim_of.finditer(self.text, clause.start, clause.end):
            if made := self._of_group(m, Span(m.end(), clause.end)):
                return made
        return None

    def _of_group(self, m: re.Match[str], content: Span) -> Attribution | None:
        """Make the attribution to the speaker that a form's one group holds."""
        who = m.lastgroup or "who"
        return self._make(Span(m.start(who), m.end(who)), content, "according")

    def _according(self, clause: Span) -> Attribution | None:
        for m in self._matches("speech.according", clause):
            own = self.lexicon.word("speech.pronouns").fullmatch(m[0])
            if own and len(self.text[clause.start : m.start()].split()) > 2:
                continue  # "the ministry tells the opposite: by its account, C"
            comma = self.words.next_mark(m.end(), clause.end, ",")
            who = Span(m.end(), comma)
            if not self.text[who.start : who.end].strip(" ,."):  # "по его словам, C"
                who = Span(m.start(), m.end())
            elif comma == clause.end and len(self.text[who.start : comma].split()) > 9:
                who = self.words.institution(m.end(), clause.end) or who
                comma = who.end - 1
            head = self.text[clause.start : m.start()].strip(" ,—–-")
            joined = self.lexicon.word("grammar.joint").fullmatch(head.split()[-1] if head else "")
            if len(head.split()) > 3 and not joined:
                content = Span(clause.start, m.start())
            else:
                content = Span(comma + 1, clause.end)
            made = self._make(who, content, "according")
            if made:
                return made
        return None

    def _blame(self, clause: Span) -> Attribution | None:
        for m in self._matches("speech.blame", clause):
            who = self.words.subject(clause.start, m.start())
            if who is None:
                continue
            who = self._named_before(clause, who) or who
            return self._make(who, Span(who.start, clause.end), "blame", after=m.end())
        return None

    def _named_before(self, clause: Span, who: Span) -> Span | None:
        """Find whom "he" means in "the minister said he held Y responsible"."""
        if not self.lexicon.word("speech.pronouns").fullmatch(self.text[who.start : who.end]):
            return None
        said = self._matches("speech.verbs", Span(clause.start, who.start))
        return self.words.subject(clause.start, said[0].start()) if said else None

    def _denial(self, clause: Span) -> Attribution | None:
        """Read "Baku denied the claim": what is denied stands elsewhere, or is a noun."""
        for m in self._matches("speech.deny", clause):
            words = WORD.findall(self.text[m.end() : clause.end])
            if len(words) > 6:
                continue
            who = self.words.subject(clause.start, m.start()) or self.words.first_agent(
                clause.start, m.start()
            )
            if who is not None:
                return self._make(who, Span(who.start, clause.end), "deny", verb=m)
        return None

    def _appeal(self, clause: Span) -> Attribution | None:
        for m in self._matches("speech.appeal", clause):
            who = self.words.subject(clause.start, m.start())
            acts = self.lexicon.word("grammar.finite_verb")
            if who is not None and not acts.search(self.text, who.start, who.end):
                return self._make(who, Span(m.start(), clause.end), "appeal", verb=m)
        return self._second_verb(clause)

    def _second_verb(self, clause: Span) -> Attribution | None:
        """Read "X spoke to Y and “called for C”": the subject stands before another verb."""
        m = self.lexicon.word("speech.appeal").search(self.text, clause.start, clause.end)
        first = self.lexicon.word("grammar.finite_verb").search(self.text, clause.start, clause.end)
        if m is None or first is None or first.start() > m.start():
            return None
        joined = self.lexicon.word("grammar.and").search(self.text, m.start() - 6, m.start())
        who = self.words.subject(clause.start, first.start())
        if who is None or joined is None:
            return None
        return self._make(who, Span(m.start(), clause.end), "appeal")

    def _colon(self, clause: Span) -> Attribution | None:
        colon = self.words.next_mark(clause.start, clause.end, ":")
        if self.text[colon + 1 : colon + 2].isdigit():
            return None
        if colon == clause.end or not self._has_content(colon + 1, clause.end):
            return None
        who = Span(clause.start, colon)
        words = self.text[who.start : who.end].split()
        if len(words) > 9 or (len(words) == 1 and not self.words.is_known(who)):
            return None  # a lone capitalised word is a heading
        return self._make(who, Span(colon + 1, clause.end), "colon")
