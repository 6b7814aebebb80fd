"""Who can speak: institutions, people, names; the subject before a verb of saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.extract.dates import DateMention
from geomap.extract.lexicon import Lexicon
from geomap.extract.tokens import Nation

__all__ = ["QUOTES", "Span", "Subjects", "quoted_spans", "tidy"]

MAX_NAME = 5  # words; a longer subject with a word of violence is a sentence
MAX_PHRASE = 7  # words of a speaker of unknown kind
MAX_CLAIMANT = 240  # characters; longer subjects are sentences, not speakers
QUOTES = '“”"«»„‟'


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a sentence."""

    start: int
    end: int


def tidy(text: str, span: Span, more: str = "") -> Span:
    """Cut white space and marks, and ``more`` characters, at both ends of a span."""
    strip = " \t\r\n,:;—–" + more
    start, end = span.start, span.end
    while start < end and text[start] in strip:
        start += 1
    while end > start and text[end - 1] in strip:
        end -= 1
    return Span(start, end)


def quoted_spans(text: str) -> list[Span]:
    """Find the quotations of a sentence; a few words in quotation marks are a name."""
    out: list[Span] = []
    opened: int | None = None
    for k, c in enumerate(text):
        if opened is not None and (c in "”»" or (c == '"' and text[opened] == '"')):
            out.append(Span(opened, k + 1))
            opened = None
        elif opened is None and (c in "“«" or c == '"'):
            opened = k
    return [q for q in out if len(text[q.start : q.end].split()) > 4]  # a short one is a name


_MARK = re.compile(r"[,;:—–”»\"]|(?<=\w) that (?=\w)")
_SITE = re.compile(r"\d{1,3}\.\w")  # 24.kg
_LIST_MARK = re.compile(r"[\s•▪●◾■▶❗‼*(–—\ufe0f-]*(?:\(?\d{1,2}[/.)]\s+)?[\s•▪●*–—\ufe0f-]*")


class Subjects:
    """Finds and trims the speakers of one sentence.

    Parameters
    ----------
    text : str
        The sentence.
    lexicon : Lexicon
        The language's table.
    nations : sequence of Nation
        Countries named in it.
    dates : sequence of DateMention
        Dates named in it.
    """

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        nations: Sequence[Nation],
        dates: Sequence[DateMention],
    ) -> None:
        self.text, self.lexicon, self.nations, self.dates = text, lexicon, nations, dates
        self.quoted = quoted_spans(text)

    def next_mark(self, start: int, end: int, marks: str) -> int:
        """Find the next mark outside brackets and numbers; ``end`` where there is none."""
        depth = 0
        for k in range(start, end):
            depth += (self.text[k] in "(«“") - (self.text[k] in ")»”")
            if self.text[k - 1 : k].isdigit() and self.text[k + 1 : k + 2].isdigit():
                continue  # 25,000
            if self.text[k] in marks and depth <= 0:
                return k
        return end

    def institution(self, start: int, end: int) -> Span | None:
        """Find an institution's name without a comma behind it ("the UN refugee agency some …")."""
        last = start
        for m in self.lexicon.word("speech.agents").finditer(self.text, start, end):
            if len(self.text[last : m.start()].split()) > 2:
                break
            last = m.end()
        return Span(start, last) if last > start else None

    def first_agent(self, start: int, end: int) -> Span | None:
        """Find the speaker of a verb that stands last («X применение оружия отрицает»)."""
        m = self.lexicon.word("speech.agents").search(self.text, start, end)
        who = Span(start, m.end()) if m and m.end() - start < 60 else None
        return who if who and self.is_agent(who) else None

    def subject(self, start: int, end: int) -> Span | None:
        """Find the subject right before a verb: the clause's head without its adverbials."""
        while True:
            lead = self.lead_in(start, end)
            if lead == start:
                break
            start = lead
        start = max(start, self.last_break(start, end))
        return self._short_subject(start, end) or (
            Span(start, end) if self.is_agent(Span(start, end)) else None
        )

    def _short_subject(self, start: int, end: int) -> Span | None:
        """Find the subject before a relative clause, of two verbs, or of a clause's own pronoun."""
        piece = self.text[start:end]
        pronoun = self.lexicon.word("speech.inversion.short_pronouns")
        words = list(re.finditer(r"[\w’'-]+", piece))
        if len(words) > 2 and pronoun.fullmatch(words[-1][0]):
            return Span(start + words[-1].start(), start + words[-1].end())
        if len(words) > 2 and pronoun.fullmatch(words[0][0]):
            return Span(start + words[0].start(), start + words[0].end())
        relative = self.lexicon.word("speech.inversion.relative").search(self.text, start, end)
        head = Span(start, relative.start()) if relative else None
        return head if head and head.end > start and self.is_agent(head) else None

    def lead_in(self, start: int, end: int) -> int:
        """Skip an adverbial before the subject ("On Monday, …", "Earlier, …")."""
        piece = self.text[start:end]
        stripped = len(piece) - len(piece.lstrip(' ,—–"“«'))
        if stripped:
            return start + stripped
        for d in self.dates:
            before = self.text[start : d.start].split()
            near = start <= d.start <= start + 28 and d.end < end and len(before) <= 4
            if near and all(w[:1].islower() or w in {"On", "In", "At", "В", "Во"} for w in before):
                return d.end
        fill = self.lexicon.word("speech.lead_in").match(piece)
        if fill and fill.end() < len(piece):
            return start + fill.end()
        comma = self.text.find(",", start, end)
        if comma > 0 and not self.is_agent(Span(start, comma)):
            return comma + 1
        return start

    def last_break(self, start: int, end: int) -> int:
        """Find the clause that the verb closes: behind ", and", ", but", a closing quote."""
        breaks = [
            m.end() for m in self.lexicon.word("speech.breaks").finditer(self.text, start, end)
        ]
        closing = [q.end for q in self.quoted if start <= q.end < end]
        closing += [k + 1 for k in range(start, end) if self.text[k : k + 2] == ": "]
        inside = [b for b in breaks + closing if self.is_agent(Span(b, end))]
        return max(inside, default=start)

    def is_agent(self, span: Span) -> bool:
        """Tell whether words can be a speaker: an institution, people, a name, a pronoun."""
        words = self.text[span.start : span.end].strip(" ,:—–()" + QUOTES)
        if not words or len(words) > MAX_CLAIMANT:
            return False
        if self.lexicon.word("speech.pronouns").fullmatch(words):
            return True
        first = words.split(" ", 1)[0]
        if self.lexicon.word("speech.headings").fullmatch(words) or (
            self.lexicon.word("numbers.none").fullmatch(first)
        ):
            return False
        bad = ("speech.not_claimant", "grammar.finite", "hostile.acts")
        if any(self.lexicon.word(b).search(words) for b in bad) or self._tells_event(words):
            return False
        somebody = self.lexicon.word("speech.somebody").match(words) and len(words.split()) <= 9
        nation = any(span.start <= n.start < span.end for n in self.nations)
        agent = self.lexicon.word("speech.agents").search(words)
        return bool(agent or somebody or nation) or self.is_name(words)

    def phrase(self, start: int, end: int) -> Span | None:
        """Find a speaker of unknown kind right before "said": "but the harbour pilot said"."""
        marks = [m.end() for m in _MARK.finditer(self.text, start, end)]
        who = tidy(self.text, Span(max(marks, default=start), end))
        joint = self.lexicon.word("grammar.joint").match(self.text, who.start, who.end)
        who = tidy(self.text, Span(joint.end(), who.end)) if joint else who
        words = self.text[who.start : who.end]
        opens = self.lexicon.word("speech.someone").match(words)
        if opens is None or not 2 <= len(words.split()) <= MAX_PHRASE:
            return None
        bad = ("speech.not_claimant", "grammar.finite", "grammar.aux", "hostile.acts")
        named = any(c.isdigit() for c in words) or self._tells_event(words)
        return None if named or any(self.lexicon.word(b).search(words) for b in bad) else who

    def is_known(self, span: Span) -> bool:
        """Tell a speaker by its kind or country, not by a capital letter alone."""
        words = self.text[span.start : span.end]
        nation = any(span.start <= n.start < span.end for n in self.nations)
        return nation or bool(self.lexicon.word("speech.agents").search(words)) or words.isupper()

    def _tells_event(self, words: str) -> bool:
        """Tell a sentence ("soldiers scuffled at the pass") from a long name."""
        if len(words.split()) <= MAX_NAME:
            return False
        kinds = ("armed_clash", "shelling", "communal_clash", "hostage_taking", "road_blockade")
        return any(self.lexicon.triggers[k].search(words) for k in kinds)

    @staticmethod
    def is_name(words: str) -> bool:
        """Tell a name: a few words, the last ones with a capital."""
        parts = words.split()
        return len(parts) <= 6 and any(p[:1].isupper() or _SITE.match(p) for p in parts[-2:])

    def without_clause(self, who: Span) -> Span:
        """Cut a relative clause behind a speaker ("the CSTO, which includes both")."""
        for m in self.lexicon.word("grammar.relative").finditer(self.text, who.start, who.end):
            if m.start() - who.start > 4:
                return tidy(self.text, Span(who.start, m.start()))
        return who

    def trim_adverbs(self, who: Span) -> Span:
        """Drop "later", "also" behind a speaker's name."""
        while True:
            words = self.text[who.start : who.end].rsplit(None, 1)
            if len(words) < 2 or not self.lexicon.word("grammar.adverb").fullmatch(words[1]):
                return who
            who = tidy(self.text, Span(who.start, who.end - len(words[1])))

    def bare(self, who: Span) -> Span:
        """Cut a list's mark and adverbials before a speaker, auxiliaries and adverbials behind.

        "3/ Late on Friday the ministry has" is the ministry.
        """
        mark = _LIST_MARK.match(self.text, who.start, who.end)
        start, end = mark.end() if mark else who.start, who.end
        for d in self.dates:
            if start <= d.start < d.end < end and len(self.text[start : d.start].split()) <= 2:
                start = d.end
        return self._without_tail(self._without_day(self._without_head(Span(start, end))))

    def _without_day(self, who: Span) -> Span:
        """Cut "on Saturday" behind a speaker."""
        for d in self.dates:
            if who.start < d.start and 0 <= who.end - d.end <= 1:
                words = self.text[who.start : d.start].rstrip(" ,").split(" ")
                while words and self.lexicon.word("speech.to_moment").fullmatch(words[-1]):
                    words.pop()
                return Span(who.start, who.start + len(" ".join(words))) if words else who
        return who

    def _without_head(self, who: Span) -> Span:
        head = self.lexicon.word("speech.inversion.head")
        start = who.start
        while True:
            start += len(self.text[start : who.end]) - len(self.text[start : who.end].lstrip(" ,"))
            cut = head.match(self.text, start, who.end)
            if cut is None or not self.text[cut.end() : who.end].strip():
                break
            start = cut.end()
        if self.text[start : who.end].lower().startswith(("which ", "who ", "как ", "что ")):
            start = self.text.index(" ", start) + 1
        return Span(start, who.end)

    def _without_tail(self, who: Span) -> Span:
        tail, aux = self.lexicon.word("speech.inversion.tail"), self.lexicon.word("grammar.aux")
        end = who.end
        while True:
            words = self.text[who.start : end].rstrip(" ,").rsplit(None, 1)
            if len(words) == 2 and aux.fullmatch(words[1]):
                end = who.start + len(words[0])
                continue
            kept = self.text[who.start : end].rstrip(" ,")
            cut = tail.ending(kept)
            if cut is None or cut.start() == 0:
                return Span(who.start, who.start + len(kept))
            end = who.start + cut.start()

    def via(self, who: Span) -> tuple[str, Span]:
        """Split "X, quoted by Y" into its speaker and its carrier."""
        for m in self.lexicon.word("speech.via").finditer(self.text, who.start, who.end):
            carrier = self.text[m.end() : who.end].strip(" ,:" + QUOTES)
            if carrier and m.start() == who.start:
                return "", Span(m.end(), who.end)
            if not carrier or m.start() < who.start:
                continue
            if self.lexicon.word("speech.citing").fullmatch(m[0]):  # the cited is the source
                name = self.text[who.start : m.start()].strip(" ,:" + QUOTES)
                return name, Span(m.end(), who.end)
            return carrier, Span(who.start, m.start())
        return "", who
