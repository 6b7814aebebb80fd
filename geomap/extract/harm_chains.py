"""Chains of people beside a word of harm, on its left and on its right, and their parts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from geomap.extract.counts import word_value
from geomap.extract.forces import find_forces
from geomap.extract.harm_grammar import HarmGrammar
from geomap.extract.harm_words import Harm
from geomap.extract.lexicon import Lexicon
from geomap.extract.numbers import Quantity, find_quantities
from geomap.extract.tokens import Nation, Token

__all__ = ["Bound", "HarmChains"]

Bound = tuple[Quantity, tuple[Quantity, ...]]  # a total with its breakdown
MAX_TO_NUMBER = 6  # tokens from "the death toll" to its number, without a verb of growth


class HarmChains:
    """Walks from the words of harm of one sentence along the phrases that count people.

    Parameters
    ----------
    text : str
        The sentence.
    tokens : sequence of Token
        Its tokens.
    harms : sequence of Harm
        Its words of harm.
    lexicon : Lexicon
        The language's table.
    nations : sequence of Nation
        Countries named in it, spans in the sentence.
    skip : sequence of (int, int)
        Spans that are dates or times.
    """

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        harms: Sequence[Harm],
        lexicon: Lexicon,
        nations: Sequence[Nation],
        skip: Sequence[tuple[int, int]],
    ) -> None:
        self.text, self.tokens, self.harms, self.lexicon = text, tokens, harms, lexicon
        forces = find_forces(text, lexicon.lang)
        self.nations = nations = sorted([*nations, *forces], key=lambda n: n.start)
        counted = find_quantities(text, tokens, lexicon.lang, nations, skip)
        self.quantities = [q for k, q in enumerate(counted) if not self._is_part(counted[:k], q)]
        self.grammar = HarmGrammar(
            text, self.tokens, self.lexicon, nations, self.harms, self.quantities
        )
        self.used: set[int] = set()

    def _is_part(self, before: Sequence[Quantity], q: Quantity) -> bool:
        """Tell the family of "four members of one family", the nine of "one of the nine"."""
        if not before:
            return False
        of, the = self.lexicon.word("grammar.of"), self.lexicon.word("grammar.determiner")
        if before[-1].group is None:
            gap = self.tokens[before[-1].first + 1 : q.first]
            among = len(gap) > 1 and of.fullmatch(gap[0].low)
            return bool(among) and all(the.fullmatch(t.low) for t in gap[1:])
        gap = self.tokens[before[-1].last : q.first]
        people = before[-1].people and q.people
        return people and len(gap) == 1 and of.fullmatch(gap[0].low)

    def _walk_left(self, harm: Harm, pos: int) -> list[Bound]:
        left = [q for q in self.quantities if q.last <= pos and q.first not in self.used]
        if not left or not self.grammar.only_modifies(left[-1].last, pos, harm):
            return []
        chain = [left[-1]]
        for q in reversed(left[:-1]):
            if not self.grammar.coordinates(q.last, chain[0].first):
                break
            chain.insert(0, q)
        told = pos < harm.first or "active" not in harm.slots  # not "another raid killed two"
        named = self.lexicon.word("people.named_people")
        told = told and not named.fullmatch(
            self.text[harm.start : harm.end]
        )  # "a drone had fallen"
        chain = [q for q in chain if self._is_person(q, pos, told=told)]
        return self._split_parts(chain, pos)

    def _walk_right(self, harm: Harm) -> list[Bound]:
        right = [q for q in self.quantities if q.first >= harm.last and q.first not in self.used]
        if harm.is_noun:  # "the toll of two days of fighting has reached 40"
            right = list(itertools.dropwhile(lambda q: not self._is_object(q, harm), right))
        if not right or not self._opens(harm, right[0]):
            return []
        chain = [right[0]]
        for q in right[1:]:
            other = any(
                q.first < h.first <= q.last
                and h is not harm
                and ("predicate" in h.slots or q.refers == "elided")
                for h in self.harms
            )
            if other or self._only_severity(q):
                break
            if not self.grammar.coordinates(chain[-1].last, q.first):
                break  # "killed two, five were wounded"
            chain.append(q)
        kept = [q for q in chain if self._is_object(q, harm)]
        return self._split_parts(kept, harm.last)

    def _only_severity(self, q: Quantity) -> bool:
        """Tell "five were wounded, two – badly": the two are of the five."""
        words = self.tokens[q.first + 1 : q.last + 3]
        behind = [t.low for t in words if t.text[0].isalnum()]
        severity = self.lexicon.word("people.severity")
        return q.refers == "elided" and any(severity.fullmatch(w) for w in behind[:2])

    def _is_object(self, q: Quantity, harm: Harm) -> bool:
        """Tell people; "lost two" may be anything, "killed two" counts people."""
        told = self.text[harm.start : harm.end]
        named = self.lexicon.word("people.named_people").fullmatch(told)
        if q.people or (named and not (harm.is_noun and self._reaches(harm, q))):
            return q.people
        bare = q.refers == "elided" and (not q.article or self._is_one(q))
        return q.refers in {"other", "them"} or bare

    def _is_one(self, q: Quantity) -> bool:
        """Tell the number "one" from an article."""
        return word_value(self.lexicon.lang, self.tokens[q.first].low) == 1

    def _opens(self, harm: Harm, q: Quantity) -> bool:
        """Tell whether a phrase is the harm's object: it follows within a few light words."""
        words = [t.low for t in self.tokens[harm.last : q.first]]
        if "noun" in harm.slots and "active" not in harm.slots:
            near = len(words) <= MAX_TO_NUMBER or self._reaches(harm, q)
            return near and not any(w in {".", ";", ":"} for w in words)
        gap = self.text[harm.end : q.start].strip()
        light = self.grammar.all_light(harm.last, q.first)
        return (not gap or light) and len(words) <= 6

    def _reaches(self, harm: Harm, q: Quantity) -> bool:
        """Tell "the number of dead … has risen to 40", however much stands between."""
        lead = self.text[max(harm.end, q.start - 30) : q.start].rstrip()
        return self.lexicon.word("people.reaches").ending(lead) is not None

    @staticmethod
    def _is_person(q: Quantity, pos: int, *, told: bool) -> bool:
        """Tell people: by their noun, or, for an unknown noun, right before the verb."""
        if q.people or q.refers in {"own", "them", "elided"} or (q.refers and not q.group):
            return True
        return told and pos - q.last <= 1

    def _split_parts(self, chain: Sequence[Quantity], pos: int) -> list[Bound]:
        """Split a list of phrases into totals with their breakdown."""
        if not chain:
            return []
        including = self.lexicon.word("people.including")
        if self._is_apposition(chain):
            return [(chain[0], tuple(chain[1:]))]
        if len(chain) > 1 and chain[-1].refers == "them":
            return [*((c, ()) for c in chain[:-2]), (chain[-2], (chain[-1],))]
        for n, (q, after) in enumerate(itertools.pairwise(chain)):
            if including.search(self.text[q.end : after.start]):
                return [*((c, ()) for c in chain[:n]), (q, tuple(chain[n + 1 :]))]
        tail = self.text[chain[-1].end : self.tokens[pos].start] if pos < len(self.tokens) else ""
        if len(chain) > 1 and including.search(tail):
            return [(chain[0], tuple(chain[1:]))]
        return [(q, ()) for q in chain]

    def _is_apposition(self, chain: Sequence[Quantity]) -> bool:
        """Tell "three civilians, a woman and two children": the three once more."""
        if len(chain) < 3 or not chain[0].people or (chain[0].min or 0) < 2:
            return False
        rest = sum(q.min or 0 for q in chain[1:])
        between = self.text[chain[0].end : chain[1].start].strip()
        return rest == chain[0].min and between in {",", "–", "—", ":"}

    def _has_own_verb(self, q: Quantity) -> bool:
        """Tell "…, 25 were wounded": another figure, no part of the one before."""
        return any(q.last <= h.first <= q.last + 2 for h in self.harms)

    def _parts_after(self, harm: Harm, total: Quantity) -> tuple[Quantity, ...]:
        """Find a breakdown behind the verb: "ten were hurt: 6 guards and 4 civilians"."""
        pos = max(total.last, harm.last)
        following = [q for q in self.quantities if q.first >= pos and q.first not in self.used]
        if not following:
            return ()
        lead = self.text[max(total.end, harm.end) : following[0].start]
        opens = lead.rstrip().endswith((":", "(")) or self.lexicon.word("people.including").search(
            lead
        )
        if not opens or any(pos <= h.first < following[0].first for h in self.harms):
            return ()
        chain = [following[0]]
        if self._has_own_verb(chain[0]) or len(lead.split()) > MAX_TO_NUMBER:
            return ()
        for q in following[1:]:
            if (
                self._has_own_verb(q)
                or not self.grammar.coordinates(chain[-1].last, q.first)
                or ")" in self.text[chain[-1].end : q.start]
            ):
                break
            chain.append(q)
        low = sum(q.min or 0 for q in chain)
        fits = total.min is None or low <= (total.max or total.min)
        return tuple(chain) if fits else ()
