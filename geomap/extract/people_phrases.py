"""Noun phrases of people behind a number: where they end, whom they name, of which country."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.extract.counts import value_of
from geomap.extract.lexicon import load_lexicon
from geomap.extract.tokens import Nation, Token

__all__ = ["PeoplePhrases"]

MAX_NOUN_PHRASE = 7  # words after a number that may still be its noun phrase
_LIGHT = ("grammar.adverb", "grammar.of", "grammar.determiner")


class PeoplePhrases:
    """Reads the noun phrases of people in one sentence.

    Parameters
    ----------
    text : str
        The sentence.
    tokens : sequence of Token
        Its tokens.
    lang : str
        ISO 639-1 code of a reading table.
    nations : sequence of Nation
        Countries named in it, spans in the sentence.
    """

    def __init__(
        self, text: str, tokens: Sequence[Token], lang: str, nations: Sequence[Nation]
    ) -> None:
        self.text, self.tokens, self.lang, self.nations = text, tokens, lang, nations
        self.lexicon = load_lexicon(lang)
        self.stop = self.lexicon.word("grammar.stop")

    def _noun_end(self, after: int) -> int:
        """Find one past the last token of the noun phrase."""
        j = after
        of = self.lexicon.word("grammar.of")
        if j < len(self.tokens) and self.tokens[j].low in {"of", "из"}:
            j += 2 if j + 1 < len(self.tokens) else 1
        while j < len(self.tokens) and j - after < MAX_NOUN_PHRASE:
            t = self.tokens[j]
            possessive = t.text in {"'", "’"} or (t.text == "s" and self.tokens[j - 1].text in "'’")
            if not possessive and (not t.text[0].isalnum() or self.stop.fullmatch(t.low)):
                break
            if of.fullmatch(t.low) or (j > after and value_of(t, self.lang) is not None):
                break
            j += 1
        return j

    def _trim_to_people(self, after: int, end: int) -> tuple[int, bool]:
        """Cut the phrase behind its last noun for people."""
        if end <= after:
            return end, False
        phrase = self.text[self.tokens[after].start : self.tokens[end - 1].end]
        offset = self.tokens[after].start
        last = None
        for m in self.lexicon.word("people.group").finditer(phrase):
            last = m
        if last is None:
            return end, False
        stop = offset + last.end()
        return next(
            k for k in range(after, end + 1) if k == end or self.tokens[k].start >= stop
        ), True

    def _group(self, start: int, stop: int) -> str | None:
        """Give the people as named, without "of its" before them or "killed" alone."""
        words = self.text[start:stop].split()
        light = ("grammar.of", "grammar.determiner", "grammar.them")
        while words and any(self.lexicon.word(w).fullmatch(words[0]) for w in light):
            words.pop(0)
        adverb = self.lexicon.word("grammar.adverb")
        while words and (self._is_harm(words[-1]) or adverb.fullmatch(words[-1])):
            words.pop()  # "five South Sudanese killed"
        return " ".join(words) or None

    def _is_harm(self, word: str) -> bool:
        kinds = self.lexicon.harm.values()
        return any(
            p.fullmatch(word) for h in kinds for p in (h.participle, h.adjective, h.predicate)
        )

    def _modifier(self, stop: int) -> Nation | None:
        """Find a country right behind the phrase ("… on the Tajik side")."""
        behind = [n for n in self.nations if 0 <= n.start - stop <= 70]
        for n in behind:
            if self._is_apposition(n, self.text[stop : n.start]):
                return n
        for n in behind:
            if n.start - stop > 24:
                break
            between = self.text[stop : n.start].split()
            of, the = self.lexicon.word("grammar.of"), self.lexicon.word("grammar.determiner")
            if not between and self.lang != "en":
                return n  # a genitive needs no preposition: «граждан Таджикистана»
            if between and of.fullmatch(between[0]) and all(the.fullmatch(w) for w in between[1:]):
                return n
        return None

    def _is_apposition(self, n: Nation, between: str) -> bool:
        """Tell ", both Chinese", "of the company, all citizens of China" behind a phrase."""
        head, comma, tail = between.rpartition(",")
        light = (*_LIGHT, "people.group", "people.light")
        if not comma or len(head.split()) > 4 or set(head) & set(",.;:()"):
            return False
        aux = self.lexicon.word("grammar.aux")
        if any(aux.fullmatch(w) or self._is_harm(w) for w in head.split()):
            return False
        if not all(any(self.lexicon.word(x).fullmatch(w) for x in light) for w in tail.split()):
            return False
        group = self.lexicon.word("people.group")
        if n.kind in {"name", "code"} or group.search(tail):
            return group.search(tail) is not None
        behind = self.text[n.end : n.end + 30].lstrip()
        people = group.match(behind)
        if people is None:
            return not behind[:1].isalpha()
        said = self.lexicon.word("speech.verbs").match(behind, people.end() + 1)
        return said is None  # ", Thai police said"

    def _is_demonym(self, nations: Sequence[Nation], stop: int) -> bool:
        """Tell "one Cambodian" from "an Israeli drone": the country's word stands last."""
        return any(n.end == stop and n.kind != "name" for n in nations)
