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
from dataclasses import dataclass, replace

from geomap.extract.forces import find_forces
from geomap.extract.lexicon import HarmWords, Lexicon, load_lexicon
from geomap.extract.numbers import Quantity, find_quantities
from geomap.extract.tokens import Nation, Token, tokenize

__all__ = ["HarmFigure", "find_harm"]

MAX_GAP = 14  # tokens between a noun phrase and its verb ("…, of the border service, were")


@dataclass(frozen=True, kw_only=True, slots=True)
class HarmFigure:
    """A quantity with its harm, spans in the sentence.

    ``parts`` break the figure down; ``harm_start``/``harm_end`` is the verb.
    """

    kind: str
    quantity: Quantity
    parts: tuple[Quantity, ...]
    start: int
    end: int
    harm_start: int
    harm_end: int


@dataclass(frozen=True, slots=True)
class _Harm:
    kind: str
    slots: frozenset[str]
    start: int
    end: int
    first: int
    last: int


def _harms(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> list[_Harm]:
    found: dict[tuple[int, int, str], set[str]] = {}
    for kind, words in lexicon.harm.items():
        for slot in HarmWords.__dataclass_fields__:
            for m in getattr(words, slot).finditer(text):
                found.setdefault((m.start(), m.end(), kind), set()).add(slot)
    ordered = sorted(found.items(), key=lambda item: (item[0][0], -item[0][1]))
    out: list[_Harm] = []
    for (start, end, kind), slots in ordered:
        if out and start < out[-1].end:
            continue
        first = next((k for k, t in enumerate(tokens) if t.end > start), len(tokens))
        last = next((k for k, t in enumerate(tokens) if t.start >= end), len(tokens))
        out.append(_Harm(kind, frozenset(slots), start, end, first, last))
    return out


class _Binder:
    """Binds the harms of one sentence."""

    def __init__(
        self,
        text: str,
        lang: str,
        nations: Sequence[Nation],
        skip: Sequence[tuple[int, int]],
    ) -> None:
        self.text = text
        self.nations = nations = sorted([*nations, *find_forces(text, lang)], key=lambda n: n.start)
        self.tokens = tokenize(text)
        self.lexicon = load_lexicon(lang)
        self.harms = _harms(text, self.tokens, self.lexicon)
        self.quantities = find_quantities(text, self.tokens, lang, nations, skip)
        self.used: set[int] = set()

    def figures(self) -> list[HarmFigure]:
        out: list[HarmFigure] = []
        nouns_last = sorted(self.harms, key=lambda h: h.slots == {"noun"})
        for harm in nouns_last:  # "losses: two killed" counts two, once
            groups = self._bind(harm)
            for total, listed in groups:
                parts = listed or (self._parts_after(harm, total) if len(groups) == 1 else ())
                self.used.update({total.first, *(p.first for p in parts)})
                out.append(self._figure(harm, total, parts))
        return sorted(out, key=lambda f: f.start)

    def _figure(self, harm: _Harm, total: Quantity, parts: tuple[Quantity, ...]) -> HarmFigure:
        ends = [total.end, harm.end, *(p.end for p in parts)]
        starts = [total.start, harm.start]
        return HarmFigure(
            kind=harm.kind,
            quantity=self._inherit(total),
            parts=parts,
            start=min(starts),
            end=max(ends),
            harm_start=harm.start,
            harm_end=harm.end,
        )

    def _inherit(self, q: Quantity) -> Quantity:
        """Give "ten others" and a bare "five" the side of the phrase before them."""
        if q.side or q.refers not in {"other", "elided", "them"}:
            return q
        if q.article and q.refers != "elided" and q.group:
            return q
        before = [p for p in self.quantities if p.first < q.first and p.side]
        if not before:
            named = [n for n in self.nations if n.end <= q.start and n.kind != "name"]
            them = q.refers == "them" and named
            return replace(q, side=named[-1].iso3) if them else q
        group = q.group if q.refers != "elided" else before[-1].group
        return replace(q, side=before[-1].side, group=group)

    def _bind(self, harm: _Harm) -> list[tuple[Quantity, tuple[Quantity, ...]]]:
        inside = self._inside(harm)
        if inside:
            return [(inside, ())]
        aux = self._auxiliary(harm)
        passive = aux is not None or (
            "predicate" in harm.slots and not harm.slots & {"active", "noun"}
        )
        if not passive and harm.slots & {"active", "noun", "participle"}:
            right = self._walk_right(harm)
            if right:
                return right
        if harm.slots == {"noun"}:
            return []
        left = self._walk_left(harm, aux if aux is not None else harm.first)
        return left or self._walk_right(harm) or self._single(harm)

    def _single(self, harm: _Harm) -> list[tuple[Quantity, tuple[Quantity, ...]]]:
        """Read a singular verb without a number as one person («погиб учитель»)."""
        if not self.lexicon.word("grammar.singular").fullmatch(self.text[harm.start : harm.end]):
            return []
        behind = self.tokens[harm.last : harm.last + 4]
        if not behind:
            return []
        text = self.text[behind[0].start : behind[-1].end]
        noun = self.lexicon.word("people.group").search(text)
        if noun is None:
            return []
        end = behind[0].start + noun.end()
        last = next((k for k, t in enumerate(self.tokens) if t.start >= end), len(self.tokens))
        return [
            (
                Quantity(
                    start=behind[0].start,
                    end=end,
                    first=harm.last,
                    last=last,
                    min=1,
                    max=1,
                    group=self.text[behind[0].start : end],
                    article=True,
                    people=True,
                ),
                (),
            )
        ]

    def _inside(self, harm: _Harm) -> Quantity | None:
        """Find the phrase that holds the harm word ("four wounded soldiers", "3 killed")."""
        for q in self.quantities:
            if q.first in self.used:
                continue
            holds = q.first < harm.first < q.last
            beside = harm.first == q.last or harm.first == q.first + 1
            bare = beside and self._auxiliary(harm) is None and not q.article
            if (holds and q.people) or (bare and harm.slots & {"participle", "adjective"}):
                return None if self._starts_object(harm) else q
        return None

    def _starts_object(self, harm: _Harm) -> bool:
        """Tell "3 soldiers killed 5 rebels": the number behind is the object."""
        follows = any(q.first == harm.last for q in self.quantities)
        return follows and "active" in harm.slots

    def _auxiliary(self, harm: _Harm) -> int | None:
        """Find the first token of the auxiliaries before a harm ("are said to have [been]")."""
        aux, adverb = self.lexicon.word("grammar.aux"), self.lexicon.word("grammar.adverb")
        k, found = harm.first - 1, None
        while k >= 0 and harm.first - k <= 6:
            low = self.tokens[k].low
            if aux.fullmatch(low):
                found = k
            elif not adverb.fullmatch(low) and low not in {
                "to",
                "said",
                "believed",
                "reported",
                "feared",
            }:
                break
            k -= 1
        return found

    def _walk_left(self, harm: _Harm, pos: int) -> list[tuple[Quantity, tuple[Quantity, ...]]]:
        left = [q for q in self.quantities if q.last <= pos and q.first not in self.used]
        if not left or not self._light(left[-1].last, pos, harm):
            return []
        chain = [left[-1]]
        for q in reversed(left[:-1]):
            if not self._coordinates(q.last, chain[0].first):
                break
            chain.insert(0, q)
        chain = [q for q in chain if self._is_person(q, pos)]
        return self._split_parts(chain, pos)

    def _walk_right(self, harm: _Harm) -> list[tuple[Quantity, tuple[Quantity, ...]]]:
        right = [q for q in self.quantities if q.first >= harm.last and q.first not in self.used]
        if not right or not self._opens(harm, right[0]):
            return []
        chain = [right[0]]
        for q in right[1:]:
            other = any(
                h.first == q.last
                and h is not harm
                and ("predicate" in h.slots or q.refers == "elided")
                for h in self.harms
            )
            if other or not self._coordinates(chain[-1].last, q.first):
                break  # "killed two, five were wounded"
            chain.append(q)
        kept = [q for q in chain if self._is_object(q)]
        return self._split_parts(kept, harm.last)

    @staticmethod
    def _is_object(q: Quantity) -> bool:
        return q.people or q.refers in {"other", "them"} or (q.refers == "elided" and not q.article)

    def _opens(self, harm: _Harm, q: Quantity) -> bool:
        """Tell whether a phrase is the harm's object: it follows within a few light words."""
        words = [t.low for t in self.tokens[harm.last : q.first]]
        if "noun" in harm.slots and "active" not in harm.slots:
            return len(words) <= 6 and not any(w in {".", ";", ":"} for w in words)
        gap = self.text[harm.end : q.start].strip()
        light = self._all_light(harm.last, q.first)
        return (not gap or light) and len(words) <= 6

    def _all_light(self, a: int, b: int) -> bool:
        return all(self._is_light(t) for t in self.tokens[a:b])

    def _is_light(self, token: Token) -> bool:
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
        )
        return any(word(n).fullmatch(token.low) for n in names)

    def _light(self, a: int, b: int, harm: _Harm) -> bool:
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

    def _coordinates(self, a: int, b: int) -> bool:
        """Tell that two phrases are listed together (", including", "and", a comma)."""
        gap = self.tokens[a:b]
        if not gap or len(gap) > 10 or any(a <= h.first < b for h in self.harms):
            return False
        text = self.text[gap[0].start : gap[-1].end]
        if self.lexicon.word("people.including").search(text):
            return True
        of = self.lexicon.word("grammar.of")
        return all(
            t.text in ",()«»" or self._is_light(t) or of.fullmatch(t.low) or t.text[0].isupper()
            for t in gap
        )

    @staticmethod
    def _is_person(q: Quantity, pos: int) -> bool:
        """Tell people: by their noun, or, for an unknown noun, right before the verb."""
        return q.people or q.refers is not None or pos - q.last <= 1

    def _split_parts(
        self, chain: Sequence[Quantity], pos: int
    ) -> list[tuple[Quantity, tuple[Quantity, ...]]]:
        """Split a list of phrases into totals with their breakdown."""
        if not chain:
            return []
        including = self.lexicon.word("people.including")
        if len(chain) > 1 and chain[-1].refers == "them":
            return [*((c, ()) for c in chain[:-2]), (chain[-2], (chain[-1],))]
        for n, (q, after) in enumerate(itertools.pairwise(chain)):
            if including.search(self.text[q.end : after.start]):
                return [*((c, ()) for c in chain[:n]), (q, tuple(chain[n + 1 :]))]
        tail = self.text[chain[-1].end : self.tokens[pos].start] if pos < len(self.tokens) else ""
        if len(chain) > 1 and including.search(tail):
            return [(chain[0], tuple(chain[1:]))]
        return [(q, ()) for q in chain]

    def _parts_after(self, harm: _Harm, total: Quantity) -> tuple[Quantity, ...]:
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
        for q in following[1:]:
            if (
                not self._coordinates(chain[-1].last, q.first)
                or ")" in self.text[chain[-1].end : q.start]
            ):
                break
            chain.append(q)
        low = sum(q.min or 0 for q in chain)
        fits = total.min is None or low <= (total.max or total.min)
        return tuple(chain) if fits else ()


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
    if load_lexicon(lang).any_harm.search(text) is None:
        return []
    return _Binder(text, lang, nations, skip).figures()
