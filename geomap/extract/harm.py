"""Bind quantities of people to what happened to them.

"Two Tajik nationals were killed and at least ten others, including 6 border
guards and 4 civilians, were wounded" holds four quantities and two harms;
which belongs to which is decided by grammar alone: a passive or intransitive
harm takes the coordinated noun phrases on its left, an active one those on
its right, an adjective the phrase that it stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.extract.harm_chains import Bound, HarmChains
from geomap.extract.harm_figure import HarmFigure
from geomap.extract.harm_grammar import MAX_GAP
from geomap.extract.harm_words import Harm, find_harms
from geomap.extract.lexicon import load_lexicon, lowered
from geomap.extract.numbers import Quantity
from geomap.extract.tokens import Nation, tokenize
from geomap.extract.victims import find_victim

__all__ = ["HarmFigure", "find_harm"]


class _Binder(HarmChains):
    """Binds the harms of one sentence."""

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
        before = self.tokens[total.first - 1].low if total.first else ""
        rise = len(lead.split()) == 1 and self.lexicon.word("numbers.from").fullmatch(before)
        if not rise and self.lexicon.word("people.tells_number").ending(lead) is None:
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
        """Tell "if ten people die", "vowed to kill ten", and a death that nobody caused."""
        clause = max(self.text.rfind(",", 0, harm.start), harm.start - 60, 0)
        word, lead = self.lexicon.word, self.text[clause : harm.start].rstrip()
        planned = word("people.planned").ending(lead)
        natural = word("people.natural").match(self.text, harm.end + 1)
        forecast = word("people.forecast").match(self.text, harm.end + 1)
        unreal = word("people.unreal").search(self.text, clause, harm.start)
        return any((planned, natural, forecast, unreal))

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
