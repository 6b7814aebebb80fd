"""What may stand between people and what happened to them."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.extract.harm_words import Harm
from geomap.extract.lexicon import Lexicon
from geomap.extract.numbers import Quantity
from geomap.extract.tokens import Nation, Token

__all__ = ["MAX_GAP", "HarmGrammar"]

MAX_GAP = 14  # tokens between a noun phrase and its verb ("…, of the border service, were")


class HarmGrammar:
    """Answers for one sentence which words bind a phrase to a word of harm.

    Parameters
    ----------
    text : str
        The sentence.
    tokens : sequence of Token
        Its tokens.
    lexicon : Lexicon
        The language's table.
    nations : sequence of Nation
        Countries named in it.
    harms : sequence of Harm
        Its words of harm.
    quantities : sequence of Quantity
        Its quantities of people.
    """

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        lexicon: Lexicon,
        nations: Sequence[Nation],
        harms: Sequence[Harm],
        quantities: Sequence[Quantity],
    ) -> None:
        self.text, self.tokens, self.lexicon = text, tokens, lexicon
        self.nations, self.harms, self.quantities = nations, harms, quantities

    def auxiliary(self, harm: Harm) -> int | None:
        """Find the first token of the auxiliaries before a harm ("are said to have [been]")."""
        aux, adverb = self.lexicon.word("grammar.aux"), self.lexicon.word("grammar.adverb")
        chained = self.lexicon.word("people.verb_chain")
        k, found = harm.first - 1, None
        while k >= 0 and harm.first - k <= 6:
            low = self.tokens[k].low
            if aux.fullmatch(low):
                found = k
            elif not (adverb.fullmatch(low) or chained.fullmatch(low)):
                break
            k -= 1
        return found

    def all_light(self, a: int, b: int) -> bool:
        """Tell that only light words stand in ``tokens[a:b]``."""
        return all(self.is_light(t) for t in self.tokens[a:b])

    def is_light(self, token: Token) -> bool:
        """Tell an article, adverb, conjunction, a country or a number of people."""
        word = self.lexicon.word
        if any(n.start <= token.start < n.end for n in self.nations):
            return True
        if any(token.start >= q.start and token.end <= q.end for q in self.quantities):
            return True
        names = (
            "grammar.and",
            "grammar.determiner",
            "grammar.adverb",
            "numbers.one",
            "numbers.between",
            "people.light",
        )
        return any(word(n).fullmatch(token.low) for n in names)

    def only_modifies(self, a: int, b: int, harm: Harm) -> bool:
        """Tell that only a post-modifier lies between a phrase and its verb."""
        if b - a > MAX_GAP:
            return False
        gap = self.text[self.tokens[a].start : self.tokens[b - 1].end] if b > a else ""
        if any(mark in gap for mark in ";:"):
            return False
        if any(h is not harm and a <= h.first < b for h in self.harms):
            return False
        verbs = ("speech.verbs", "hostile.words", "grammar.aux", "grammar.clause")
        return not any(self.lexicon.word(v).search(gap) for v in verbs)

    def coordinates(self, a: int, b: int) -> bool:
        """Tell that two phrases are listed together (", including", "and", a comma)."""
        gap = self.tokens[a:b]
        if not gap or len(gap) > 10 or any(a <= h.first < b for h in self.harms):
            return False
        text = self.text[gap[0].start : gap[-1].end]
        if self.lexicon.word("people.including").search(text):
            return True
        if self.lexicon.word("grammar.and").fullmatch(text.strip(" ,")):
            return True  # ", as well as"
        return self._joins(gap)

    def _joins(self, gap: Sequence[Token]) -> bool:
        """Tell marks, light words, names and "of the patrol" from words that part two phrases."""
        modifies = False
        for t in gap:
            if t.text in ",()«»" or self._is("grammar.and", t):
                modifies = False
            elif self._is("grammar.of", t):
                modifies = True
            elif (
                self._is("grammar.aux", t)
                or self._is("grammar.clause", t)
                or not (self._is_named(t, modifies=modifies) or self.is_light(t))
            ):
                return False
        return True

    @staticmethod
    def _is_named(t: Token, *, modifies: bool) -> bool:
        return t.text[0].isupper() or (modifies and t.text[0].isalnum())

    def _is(self, path: str, t: Token) -> bool:
        return self.lexicon.word(path).fullmatch(t.low)
