"""Bind quantities of people to what happened to them.

"Two Tajik nationals were killed and at least ten others, including 6 border
guards and 4 civilians, were wounded" holds four quantities and two harms;
which belongs to which is decided by grammar alone: a passive or intransitive
harm takes the coordinated noun phrases on its left, an active one those on
its right, an adjective the phrase that it stands in.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from geomap.extract.counts import word_value
from geomap.extract.forces import find_forces
from geomap.extract.harm_figure import HarmFigure
from geomap.extract.harm_grammar import MAX_GAP, HarmGrammar
from geomap.extract.harm_words import Harm, find_harms
from geomap.extract.lexicon import Lexicon, load_lexicon, lowered
from geomap.extract.numbers import Quantity, find_quantities
from geomap.extract.tokens import Nation, Token, tokenize
from geomap.extract.victims import find_victim

__all__ = ["HarmFigure", "find_harm"]

Bound = tuple[Quantity, tuple[Quantity, ...]]  # a total with its breakdown
MAX_TO_NUMBER = 6  # tokens from "the death toll" to its number, without a verb of growth


class _Binder:
    """Binds the harms of one sentence."""

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

    def figures(self) -> list[HarmFigure]:
        out: list[HarmFigure] = []
        nouns_last = sorted(self.harms, key=lambda h: h.slots == {"noun"})
        for harm in nouns_last:  # "losses: two killed" counts two, once
            groups = self._bind(harm)
            for total, listed in groups:
                parts = listed or (self._parts_after(harm, total) if len(groups) == 1 else ())
                self.used.update({total.first, *(p.first for p in parts)})
                out.append(self._figure(harm, total, parts))
                out.extend(self._elsewhere(harm, total))
                out.extend(self._told_otherwise(harm, total))
        return sorted(out, key=lambda f: f.start)

    def _elsewhere(self, harm: Harm, total: Quantity) -> list[HarmFigure]:
        """Read on in "two were killed in Aden and three in Taiz"."""
        q = next((q for q in self.quantities if q.first >= max(harm.last, total.last)), None)
        if q is None or q.first in self.used or q.refers not in {"elided", "other"}:
            return []
        gap = self.tokens[max(harm.last, total.last) : q.first]
        joined = bool(gap) and self.lexicon.word("grammar.and").fullmatch(gap[-1].low)
        behind = self.tokens[q.last].low if q.last < len(self.tokens) else ""
        placed = self.lexicon.word("people.locative")
        if not joined or not placed.fullmatch(behind) or not placed.fullmatch(gap[0].low):
            return []
        if len(gap) > MAX_GAP or any(harm.last <= h.first < q.last for h in self.harms):
            return []
        self.used.add(q.first)
        return [self._figure(harm, replace(q, refers=None), ())]

    def _told_otherwise(self, harm: Harm, total: Quantity) -> list[HarmFigure]:
        """Read the bare number of "… confirms eight deaths; aid groups speak of eleven"."""
        pos = max(harm.last, total.last)
        q = next((q for q in self.quantities if q.first >= pos and q.first not in self.used), None)
        if q is None or q.refers != "elided" or q.article or q.first - pos > MAX_GAP:
            return []
        lead = self.text[max(harm.end, total.end) : q.start].rstrip()
        told = self.lexicon.word("people.tells_number").finditer(lead)
        before = self.tokens[total.first - 1].low if total.first else ""
        rise = len(lead.split()) == 1 and self.lexicon.word("numbers.from").fullmatch(before)
        if not rise and not any(m.end() == len(lead) for m in told):
            return []
        if any(pos <= h.first <= q.last + 2 for h in self.harms):
            return []
        self.used.add(q.first)
        return [self._figure(harm, replace(q, refers="figure"), ())]

    def _figure(self, harm: Harm, total: Quantity, parts: tuple[Quantity, ...]) -> HarmFigure:
        ends = [total.end, harm.end, *(p.end for p in parts)]
        starts = [total.start, harm.start]
        return HarmFigure(
            kind=harm.kind,
            quantity=self._of_loser(harm, self._inherit(total)),
            parts=parts,
            start=min(starts) if total.refers != "figure" else total.start,
            end=max(ends),
            harm_start=harm.start if total.refers != "figure" else total.start,
            harm_end=harm.end if total.refers != "figure" else total.end,
        )

    def _inherit(self, q: Quantity) -> Quantity:
        """Give "ten others" and a bare "five" the side of the phrase before them."""
        if q.side or q.refers not in {"other", "elided", "them"}:
            return q
        if q.article and q.refers != "elided" and q.group:
            return q
        before = [p for p in self.quantities if p.first < q.first and p.side and _is_people(p)]
        if not before:
            named = [n for n in self.nations if n.end <= q.start and n.kind != "name"]
            them = q.refers == "them" and named
            if foes := self._foes_before(q):
                return replace(q, group=foes)
            return replace(q, side=named[-1].iso3) if them else q
        group = q.group if q.refers != "elided" else before[-1].group
        return replace(q, side=before[-1].side, group=group)

    def _foes_before(self, q: Quantity) -> str:
        """Find whom "of them" means in "a camp of rebels …, and ten of them were killed"."""
        if q.refers != "them" or q.group:
            return ""
        foes = list(self.lexicon.word("people.enemy").finditer(self.text, 0, q.start))
        people = list(self.lexicon.word("people.group").finditer(self.text, 0, q.start))
        last = foes and foes[-1].start() >= max((p.start() for p in people), default=0)
        return foes[-1][0] if last else ""

    def _of_loser(self, harm: Harm, q: Quantity) -> Quantity:
        """Give the dead of "Chad lost two soldiers" to Chad."""
        told = self.text[harm.start : harm.end]
        if q.side or q.first < harm.last or not self.lexicon.word("people.loser").fullmatch(told):
            return q
        clause = max(self.text.rfind(mark, 0, harm.start) for mark in ",;:") + 1
        subject = [n for n in self.nations if clause <= n.start and n.end <= harm.start]
        return replace(q, side=subject[0].iso3) if len(subject) == 1 else q

    def _bind(self, harm: Harm) -> list[Bound]:
        inside = self._inside(harm)
        if self._is_unreal(harm) or (inside and self._is_harmed_captive(harm, inside)):
            return []
        if inside:
            return [*((q, ()) for q in self._listed_before(inside)), (inside, ())]
        aux = self.grammar.auxiliary(harm)
        pos = aux if aux is not None else harm.first
        tally = self._tally(harm) if aux is None else None
        if tally:
            return [(q, ()) for q in self._listed_from(tally)]
        passive = aux is not None or (
            "predicate" in harm.slots and not harm.slots & {"active", "noun"}
        )
        if not passive and harm.slots & {"active", "noun", "participle"}:
            right = self._walk_right(harm)
            if right:
                return right
        return [] if harm.is_noun else self._of_subject(harm, aux, pos)

    def _of_subject(self, harm: Harm, aux: int | None, pos: int) -> list[Bound]:
        """Bind the subject, where the verb can be said of who was harmed."""
        told = self.text[harm.start : harm.end]
        if aux is None and self.lexicon.word("people.loser").fullmatch(told):
            return []  # "two soldiers lost legs"
        behind = self.tokens[harm.last].low if harm.last < len(self.tokens) else ""
        if aux is None and self.lexicon.word("people.them").fullmatch(behind):
            return []  # "an officer killed him"
        if aux is None and harm.slots == {"active"}:
            return self._single(harm, pos)  # «семь милиционеров задержали работников»
        left = self._walk_left(harm, pos)
        if not left and aux is not None and self.lexicon.word("grammar.and").fullmatch(behind):
            return self._single(harm, pos)  # "a captain was killed and two were hurt"
        return left or self._walk_right(harm) or self._single(harm, pos)

    def _is_unreal(self, harm: Harm) -> bool:
        """Tell "if ten people die", and a death that nobody caused."""
        clause = max(self.text.rfind(",", 0, harm.start), harm.start - 60, 0)
        word = self.lexicon.word
        natural = word("people.natural").match(self.text, harm.end + 1)
        return natural is not None or bool(
            word("people.unreal").search(self.text, clause, harm.start)
        )

    def _tally(self, harm: Harm) -> Quantity | None:
        """Find the number of a list: "killed: 4", "its injured at 87", «погибших — пятеро»."""
        if not harm.slots & {"participle", "adjective"} or not self._is_nominal(harm):
            return None
        q = next((q for q in self.quantities if q.first >= harm.last), None)
        if q is None or q.first in self.used or q.first - harm.last > 5 or q.first == harm.last:
            return None
        tally, gap = self.lexicon.word("people.tally"), self.tokens[harm.last : q.first]
        linked = all(tally.fullmatch(t.low) or self.grammar.is_light(t) for t in gap)
        return q if linked and not q.article and (q.people or q.refers == "elided") else None

    def _listed_from(self, q: Quantity) -> list[Quantity]:
        """Read on in "put the dead at 14 civilians and one soldier"."""
        chain = [q]
        for other in self.quantities[self.quantities.index(q) + 1 :]:
            listed = self.grammar.coordinates(chain[-1].last, other.first)
            if not (listed and other.people and q.people) or self._has_own_verb(other):
                break
            if self.lexicon.word("people.including").search(self.text, chain[-1].end, other.start):
                break
            chain.append(other)
        return chain

    def _is_harmed_captive(self, harm: Harm, q: Quantity) -> bool:
        """Tell "the killing of seven captured soldiers": they were killed."""
        worse = (h for h in self.harms if h.kind in {"killed", "wounded"} and h.last <= q.first)
        return harm.kind == "captured" and any(
            q.first - h.last <= 2 and self.grammar.all_light(h.last, q.first) for h in worse
        )

    def _is_nominal(self, harm: Harm) -> bool:
        """Tell "the wounded", "of its dead" from "two wounded"."""
        if harm.first == 0:
            return True
        before = self.tokens[harm.first - 1]
        if not before.text[0].isalnum() or before.low.endswith(("'s", "’s")):
            return True
        names = ("grammar.determiner", "grammar.of", "grammar.and", "numbers.of_all")
        return any(self.lexicon.word(n).fullmatch(before.low) for n in names)

    def _single(self, harm: Harm, pos: int) -> list[Bound]:
        """Read one person without a number ("the soldier died", «убил пастуха»)."""
        if harm.kind not in {"killed", "wounded"}:
            return []
        found = find_victim(
            self.text,
            self.tokens,
            harm,
            self.lexicon,
            self.nations,
            subject_ends=pos,
            reach=MAX_GAP,
        )
        taken = found is not None and any(
            q.first < found.last and found.first < q.last for q in self.quantities
        )
        return [] if found is None or taken else [(found, ())]

    def _inside(self, harm: Harm) -> Quantity | None:
        """Find the phrase that holds the harm word ("four wounded soldiers", "3 killed")."""
        for q in self.quantities:
            if q.first in self.used:
                continue
            holds = q.first < harm.first < q.last
            beside = harm.first in {q.last, q.first + 1} or (holds and harm.last == q.last)
            other = q.refers == "other" and not q.group
            counts = not q.article or other or self._is_one(q)
            bare = beside and self.grammar.auxiliary(harm) is None and counts
            if (holds and q.people) or (bare and harm.slots & {"participle", "adjective"}):
                return None if self._starts_object(harm) else q
        return None

    def _listed_before(self, q: Quantity) -> list[Quantity]:
        """Find "a commander" of "a commander and two fighters killed"."""
        k = self.quantities.index(q)
        if not k or not q.people:
            return []
        p = self.quantities[k - 1]
        gap = self.tokens[p.last : q.first]
        joined = len(gap) == 1 and self.lexicon.word("grammar.and").fullmatch(gap[0].low)
        held = any(p.first <= h.first <= p.last for h in self.harms)
        return [p] if joined and p.people and not held and p.first not in self.used else []

    def _starts_object(self, harm: Harm) -> bool:
        """Tell "3 soldiers killed 5 rebels": the number behind is the object."""
        follows = any(q.first == harm.last for q in self.quantities)
        return follows and "active" in harm.slots

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
        found = self.lexicon.word("people.reaches").finditer(lead)
        return any(m.end() == len(lead) for m in found)

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


def _is_people(q: Quantity) -> bool:
    """Tell "two Thai soldiers" from "an Israeli strike"."""
    return q.people or q.refers is not None


def find_harm(
    text: str,
    lang: str,
    nations: Sequence[Nation],
    skip: Sequence[tuple[int, int]] = (),
) -> list[HarmFigure]:
    """Find the casualty figures of a sentence.

    Parameters
    ----------
    text : str
        The sentence.
    lang : str
        ISO 639-1 code of a reading table.
    nations : sequence of Nation
        Countries named in it, spans in the sentence.
    skip : sequence of (int, int)
        Spans that are dates or times.

    Returns
    -------
    list of HarmFigure
        In order of the text.

    Examples
    --------
    >>> found = find_harm("Two men were killed and ten, including 6 guards, wounded.", "en", [])
    >>> [(f.kind, f.quantity.min, len(f.parts)) for f in found]
    [('killed', 2, 0), ('wounded', 10, 1)]
    >>> find_harm("Two single shots were fired.", "en", [])
    []
    """
    lexicon = load_lexicon(lang)
    if lexicon.any_harm.search(lowered(text)) is None:
        return []
    tokens = tokenize(text)
    harms = find_harms(text, tokens, lexicon)
    return _Binder(text, tokens, harms, lexicon, nations, skip).figures() if harms else []
