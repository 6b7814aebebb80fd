"""Forms of saying: "X said that C", "C, X said", "C, said X", "C, X says, C"."""

from __future__ import annotations

import re

from geomap.extract.speech_clauses import WORD, Attribution, SpeechClauses
from geomap.extract.subjects import QUOTES, Span, tidy

__all__ = ["SayingForms"]

SHORT_SPEAKER = 3  # words of a speaker between two commas
MAX_APPOSED = 14  # words of a speaker with an apposition
_IN_CITY = re.compile(r"(?:in|at) [A-Z][\w-]{1,30}(?!\w)")  # "told reporters in Kabul that"
_NAME_BEHIND = re.compile(r", (?:[^\W\d_a-zа-яё][\w.'’-]+ ){1,3}[^\W\d_a-zа-яё][\w'’-]+(?=[.,;]|$)")


class SayingForms(SpeechClauses):
    """Finds who says what by a verb of saying."""

    def _say(self, clause: Span) -> Attribution | None:
        for m in self._matches("speech.verbs", clause):
            if found := self._unsaid(clause, m):
                return found
            if self._is_noun(m):
                continue
            tail = self._content_start(m.end(), clause.end)
            interrupted = self._interrupted(m.end(), clause.end)
            if interrupted and (found := self._middle(clause, m)):
                return found
            if found := self._inverted(clause, m, tail):
                return found
            if self._has_content(tail, clause.end):
                found = self._leading(clause, m, tail)
            else:
                found = self._trailing(clause, m) or self._act(clause, m)
            if found:
                return found
        return None

    def _unsaid(self, clause: Span, m: re.Match[str]) -> Attribution | None:
        """Read "X did not say how many": no claim, but X is who speaks from here on."""
        head = self.text[clause.start : m.start()].rstrip()
        no = self.lexicon.word("speech.unsaid").ending(head)
        who = self.words.subject(clause.start, clause.start + no.start()) if no else None
        return self._make(who, Span(m.start(), clause.end), "act", verb=m) if who else None

    def _is_noun(self, m: re.Match[str]) -> bool:
        """Tell "reports of shelling", "the report" from a verb of saying."""
        before = WORD.findall(self.text[max(0, m.start() - 24) : m.start()])
        if before and self.lexicon.word("numbers.no").fullmatch(before[-1].lower()):
            return True  # "did not say how many"
        determiner = self.lexicon.word("grammar.determiner")
        to = bool(before) and before[-1].lower() in {"a", "an", "to", "no"}
        articles = not self.lexicon.raw["people"].get("bare_nouns", False)
        if before and articles and (determiner.fullmatch(before[-1].lower()) or to):
            return True
        aux = self.lexicon.word("grammar.aux")
        passive = bool(before) and bool(aux.fullmatch(before[-1].lower()))
        return passive and before[-1].lower() not in {"has", "have", "had"}

    def _content_start(self, start: int, end: int) -> int:
        """Skip what stands between a verb of saying and what is said.

        A day behind "that" is the day of what is said.
        """
        opens, pos = self.lexicon.word("grammar.clause"), start
        while skip := self._skippable(pos, end):
            word = self.text[pos : pos + skip]
            pos += skip
            if opens.fullmatch(word):
                break
        return pos + len(self.text[pos:end]) - len(self.text[pos:end].lstrip(" ,:—–"))

    def _skippable(self, pos: int, stop: int) -> int:
        lead = pos
        while lead < stop and self.text[lead] in " ,:—–":
            lead += 1
        if lead > pos:
            return lead - pos
        for start, end in self.moments:
            if start <= pos < end:
                return end - pos
        if leads := self._leads_to_moment(pos, stop):
            return leads
        fill = self.lexicon.word("speech.filler").match(self.text, pos, stop)
        fill = fill or _IN_CITY.match(self.text, pos, stop)
        return fill.end() - pos if fill else 0

    def _leads_to_moment(self, pos: int, stop: int) -> int:
        """Tell "on Monday", "at about 5 p.m." from "at least ten", "about 90 shells"."""
        if not self.moments:
            return 0
        lead = self.lexicon.word("speech.to_moment").match(self.text, pos, stop)
        if lead is None:
            return 0
        behind = lead.end() + 1
        return lead.end() - pos if any(a <= behind < b for a, b in self.moments) else 0

    def _inverted(self, clause: Span, m: re.Match[str], tail: int) -> Attribution | None:
        """Read "C, said X" and «C, сообщила в среду X»: the speaker stands behind the verb."""
        head = self.text[clause.start : m.start()].rstrip()
        if opened := self._so_said(clause, head, m, tail):
            return opened
        behind = self.text[m.end() : clause.end]
        if self.lexicon.word("grammar.clause").match(behind.lstrip(" ,")):
            return None  # "X, who asked for no name, added that C"
        quoted = head.endswith(tuple(QUOTES)) and len(head.split()) > 2
        if not (head.endswith((",", "–", "—")) or quoted) or len(head.split()) < 3:
            return None
        if len(head.split()) <= 4 and self.words.is_agent(
            Span(clause.start, clause.start + len(head) - 1)
        ):
            return None
        comma = self.words.next_mark(tail, clause.end, ",")
        named = _NAME_BEHIND.match(self.text, comma, clause.end)
        who = Span(tail, named.end() if named else comma)  # "said the mayor, Wilmer Sanabria"
        object_ = self.lexicon.word("speech.inversion.object").match(self.text, tail, comma)
        if object_ or not self.words.is_agent(tidy(self.text, who, ".")):
            return None
        start = 0 if not self.found else clause.start
        return self._make(who, Span(start, clause.start + len(head)), "say", verb=m)

    def _so_said(self, clause: Span, head: str, m: re.Match[str], tail: int) -> Attribution | None:
        """Read "So said X", "Not so, said X: C", «C — так говорит X», «Об этом рассказал X»."""
        plain = head.strip(" ,–—")
        last = self.lexicon.word("speech.inversion.lead").ending(plain)
        if last is None:
            return None
        stop = min(self.words.next_mark(tail, clause.end, c) for c in ",:")
        who = tidy(self.text, Span(tail, stop), ".")
        first = self.text[who.start : who.end].split(" ", 1)
        if len(first) > 1 and self.lexicon.word("grammar.of").fullmatch(first[0]):
            who = Span(who.start + len(first[0]) + 1, who.end)  # «рассказали в погранслужбе»
        if not self.words.is_agent(who):
            return None
        before = plain[: last.start()].strip(" ,–—")
        if len(before.split()) >= 3:
            content = Span(clause.start, clause.start + head.rfind(before) + len(before))
        else:
            content = Span(stop, clause.end)
        if self._has_content(content.start, content.end):
            return self._make(who, content, "say", verb=m)
        return self._make(who, Span(m.start(), clause.end), "act", verb=m)

    def _leading(self, clause: Span, m: re.Match[str], tail: int) -> Attribution | None:
        who = self.words.subject(clause.start, m.start())
        known = who is not None
        if who is None and self.lexicon.word("speech.plain").fullmatch(m[0]):
            who = self.words.phrase(clause.start, m.start())
        if who is None:
            return None
        content = Span(tail, clause.end)
        return self._make(who, content, "say", verb=m, lead=clause.start, known=known)

    def _interrupted(self, start: int, end: int) -> bool:
        """Tell "…, X said on Monday, …": a comma follows the verb and its day."""
        for a, b in self.moments:
            if start <= a <= start + 5:
                start = b
        return self.text[start:end].lstrip().startswith(",")

    def _middle(self, clause: Span, m: re.Match[str]) -> Attribution | None:
        """Read "C, X says, C"."""
        comma = self.text.rfind(",", clause.start, m.start())
        who = self.text[comma + 1 : m.start()].strip()
        aside = len(who.split()) <= SHORT_SPEAKER  # "Their men, it says, never crossed"
        if comma < 0 or not (aside or len(self.text[clause.start : comma].split()) >= 4):
            return None
        whole = aside or self._goes_on(m.end(), clause.end)
        content = Span(clause.start, clause.end if whole else comma)
        return self._make(Span(comma + 1, m.start()), content, "say", verb=m)

    def _goes_on(self, start: int, end: int) -> bool:
        """Tell "C, X said on Monday, but C": the speaker vouches for both halves."""
        for a, b in self.moments:
            if start <= a <= start + 5:
                start = b
        rest = self.text[start:end].lstrip(" ,")
        return self.lexicon.word("grammar.joint").match(rest) is not None

    def _trailing(self, clause: Span, m: re.Match[str]) -> Attribution | None:
        mark = max(self.text.rfind(c, clause.start, m.start()) for c in "," + QUOTES)
        if mark < 0:
            return None
        mark = self._widen_apposition(clause, mark)
        who = Span(mark + 1, m.start())
        content = Span(clause.start, mark)
        if not self.text[who.start : who.end].strip() and (named := self._apposed(clause, mark)):
            return self._make(named, Span(clause.start, named.start), "say", verb=m)
        if not self.text[who.start : who.end].strip():  # «…», said X
            if self.words.subject(clause.start, m.start()):
                return None
            who = Span(m.end(), clause.end)
        earlier = self.text[: clause.start]
        whole = Span(0, mark) if earlier.strip() and not self.found else content
        verb = m if who.start < m.start() else None
        if made := self._make(who, whole, "say", verb=verb):
            return made
        plain = verb and self.lexicon.word("speech.plain").fullmatch(m[0])
        unknown = self.words.phrase(who.start, who.end) if plain else None
        return self._make(unknown, whole, "say", verb=verb, known=False) if unknown else None

    def _apposed(self, clause: Span, mark: int) -> Span | None:
        """Find the speaker of "C, Dr Naseem, the head of the hospital, told the paper"."""
        if self.text[mark] != ",":
            return None
        near = self.text.rfind(",", clause.start, mark)
        far = self.text.rfind(",", clause.start, near) if near > 0 else -1
        for comma in (far, near):
            who = tidy(self.text, Span(comma + 1, mark))
            words = self.text[who.start : who.end]
            opens = words[:1].isupper() or self.lexicon.word("speech.someone").match(words)
            short = bool(opens) and len(words.split()) <= MAX_APPOSED
            if comma > clause.start and short and self._tells(clause.start, comma):
                return who if self.words.is_agent(who) else None
        return None

    def _tells(self, start: int, end: int) -> bool:
        """Tell a clause from the name that an apposition follows: it has a verb."""
        names = ("grammar.aux", "grammar.finite", "hostile.words")
        return any(self.lexicon.word(n).search(self.text, start, end) for n in names)

    def _act(self, clause: Span, m: re.Match[str]) -> Attribution | None:
        """Read a saying without words: "X tweeted this on January 31"."""
        who = self.words.subject(clause.start, m.start())
        return self._make(who, Span(m.start(), clause.end), "act", verb=m) if who else None

    def _widen_apposition(self, clause: Span, mark: int) -> int:
        """Go back over "…, Pakistan's media wing, ISPR, said" to the first comma."""
        words = self.text[mark + 1 : clause.end].split()
        earlier = self.text.rfind(",", clause.start, mark)
        if len(words) <= 2 and words and words[0].isupper() and earlier > 0:
            between = self.text[earlier + 1 : mark]
            if len(between.split()) <= 8 and self.words.is_agent(Span(earlier + 1, mark)):
                return earlier
        return mark
