"""Who says what: the claimants of a sentence and the words that they vouch for.

The forms read are those of news text: "X said that C", "C, X said", "C, said
X", "according to X, C", "X: C", "X accused Y of C", "X called on Y to C". A
sentence may hold several, split by semicolons.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geomap.extract.dates import DateMention, TimeMention
from geomap.extract.lexicon import SPEECH_ACTS, Lexicon, load_lexicon, lowered
from geomap.extract.subjects import QUOTES, Span, Subjects, tidy
from geomap.extract.tokens import Nation

__all__ = ["Attribution", "find_attributions"]

SHORT_SPEAKER = 3  # words of a speaker between two commas
MAX_SPEAKER = 9  # words of a speaker behind ", while"
MAX_APPOSED = 14  # words of a speaker with an apposition
MAX_VERBS = 8  # of one kind in a clause; more are no sentence but a trap
_CLAUSE = re.compile(r"[^;]+")
_IN_CITY = re.compile(r"(?:in|at) [A-Z][\w-]{1,30}(?!\w)")  # "told reporters in Kabul that"
_NAME_BEHIND = re.compile(r", (?:[^\W\d_a-zа-яё][\w.'’-]+ ){1,3}[^\W\d_a-zа-яё][\w'’-]+(?=[.,;]|$)")
_WORD = re.compile(r"[\w'’.-]+")


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


class _Finder:
    """Finds the attributions of one sentence."""

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
            last = next((j for j in joins.finditer(left) if j.end() == len(left)), None)
            if last is not None and len(left[: last.start()].split()) > 3:
                return Span(clause.start + last.start(), m.start())
        return None

    def _matches(self, name: str, clause: Span) -> list[re.Match[str]]:
        pattern = self.lexicon.word(name)
        found = (
            m
            for m in pattern.finditer(self.text, clause.start, clause.end)
            if not any(q.start <= m.start() < q.end for q in self.quoted)
        )
        return list(itertools.islice(found, MAX_VERBS))

    # -- according to X, C

    def _by_account(self, clause: Span) -> Attribution | None:
        """Read "by India's account C", "C, by the army's count"."""
        for m in self.lexicon.account.finditer(self.text, clause.start, clause.end):
            head = self.text[clause.start : m.start()].strip(" ,—–-")
            if len(head.split()) > 3:
                content = Span(clause.start, m.start())
            else:
                content = Span(m.end(), clause.end)
            who = m.lastgroup or "who"
            made = self._make(Span(m.start(who), m.end(who)), content, "according")
            if made:
                return made
        return None

    def _claim_of(self, clause: Span) -> Attribution | None:
        """Read "the claim of X that C is baseless": C is X's, whatever is said of it."""
        for m in self.lexicon.claim_of.finditer(self.text, clause.start, clause.end):
            who = m.lastgroup or "who"
            made = self._make(
                Span(m.start(who), m.end(who)), Span(m.end(), clause.end), "according"
            )
            if made:
                return made
        return None

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

    # -- X accused Y of C

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

    # -- X denied it

    def _denial(self, clause: Span) -> Attribution | None:
        """Read "Baku denied the claim": what is denied stands elsewhere, or is a noun."""
        for m in self._matches("speech.deny", clause):
            words = _WORD.findall(self.text[m.end() : clause.end])
            if len(words) > 6:
                continue
            who = self.words.subject(clause.start, m.start()) or self.words.first_agent(
                clause.start, m.start()
            )
            if who is not None:
                return self._make(who, Span(who.start, clause.end), "deny", verb=m)
        return None

    # -- X said that C | C, X said | C, said X

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
        no = next(
            (n for n in self.lexicon.word("speech.unsaid").finditer(head) if n.end() == len(head)),
            None,
        )
        who = self.words.subject(clause.start, clause.start + no.start()) if no else None
        return self._make(who, Span(m.start(), clause.end), "act", verb=m) if who else None

    def _is_noun(self, m: re.Match[str]) -> bool:
        """Tell "reports of shelling", "the report" from a verb of saying."""
        before = _WORD.findall(self.text[max(0, m.start() - 24) : m.start()])
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

    def _has_content(self, start: int, end: int) -> bool:
        words = _WORD.findall(self.text[start:end])
        return len(words) >= 3

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
        lead = self.lexicon.word("speech.inversion.lead")
        plain = head.strip(" ,–—")
        last = next((n for n in lead.finditer(plain) if n.end() == len(plain)), None)
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

    # -- X called on Y to C

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

    # -- X: C

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

    # -- shared

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
