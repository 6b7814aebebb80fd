"""Quantities of people: numbers in words and digits, with hedges and their nouns.

A quantity is the number, its hedge and the noun phrase behind it ("at least
ten Tajik border guards"); numbers themselves are read in
:mod:`geomap.extract.counts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from geomap.extract.counts import (
    bounds_of,
    collective,
    hedge_before,
    may_count,
    number_run,
    value_of,
    word_value,
)
from geomap.extract.people_phrases import PeoplePhrases
from geomap.extract.tokens import Nation, Token

__all__ = ["Quantity", "find_quantities", "word_value"]

_QUOTES = frozenset('"“”«»')


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number of people as written.

    Parameters
    ----------
    start, end : int
        Span from the hedge or number to the end of its noun phrase.
    first, last : int
        Token indexes: of the number, and one past the noun phrase.
    min, max : int or None
        Bounds; both None for "dozens".
    hedge : str or None
        "at least", "up to", "dozens" …
    group : str or None
        The noun phrase's people, as written.
    side : str or None
        ISO 3166-1 alpha-3 named in the phrase.
    article : bool
        "a", "an", "one", "another": one person, if a person at all.
    people : bool
        The noun is known to be people.
    refers : str or None
        ``own`` (its, their), ``them``, ``other`` or ``elided`` (no noun).
    """

    start: int
    end: int
    first: int
    last: int
    min: int | None
    max: int | None
    hedge: str | None = None
    group: str | None = None
    side: str | None = None
    article: bool = False
    people: bool = False
    refers: str | None = None
    nations: tuple[Nation, ...] = field(default=())


class _Reader(PeoplePhrases):
    """Reads the quantities of one sentence."""

    def __init__(
        self, text: str, tokens: Sequence[Token], lang: str, nations: Sequence[Nation]
    ) -> None:
        super().__init__(text, tokens, lang, nations)
        asked = self.lexicon.word("numbers.asked")
        self.fuzzy = {
            m.start(): m
            for m in self.lexicon.word("numbers.fuzzy").finditer(text)
            if not asked.search(text, max(0, m.start() - 6), m.start())
            and not self.lexicon.word("numbers.at_most").match(text, max(0, m.start() - 3))
        }

    def quantities(self, skip: Sequence[tuple[int, int]]) -> Iterator[Quantity]:
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            may = token.start in self.fuzzy or may_count(self.lang, token)
            if not may or any(a <= token.start < b for a, b in skip):
                i += 1
                continue
            found = self._quantity_at(i)
            if found is not None and self._counts_people(found):
                yield found
                whole = found.people or found.refers == "elided"
                i = max(found.last if whole else i + 1, i + 1)
            else:
                i += 1

    def _quantity_at(self, i: int) -> Quantity | None:
        token = self.tokens[i]
        if self._is_none(i):
            return None
        if token.start in self.fuzzy:
            match = self.fuzzy[token.start]
            after = next(
                (k for k in range(i, len(self.tokens)) if self.tokens[k].start >= match.end()),
                len(self.tokens),
            )
            follows_number = (
                after < len(self.tokens) and value_of(self.tokens[after], self.lang) is not None
            )
            if not follows_number:
                return self._with_noun(i, after, (None, None, match[0]), token.start)
        run = self._led(i) or number_run(self.tokens, i, self.lang)
        if run:
            return self._plain(i, *run)
        if self._is_relative(i):
            return replace(self._with_noun(i, i + 1, (1, 1, None), token.start), article=True)
        if self.lexicon.word("numbers.one").fullmatch(token.low):
            noun = self._with_noun(i, i + 1, (1, 1, None), token.start)
            return replace(noun, article=True)
        return None

    def _is_relative(self, i: int) -> bool:
        """Tell "her son": one person beside those counted."""
        if i + 1 >= len(self.tokens) or not self.lexicon.word("grammar.own").fullmatch(
            self.tokens[i].low
        ):
            return False
        behind = self.tokens[i + 2].text if i + 2 < len(self.tokens) else "."
        modifies = behind[0].islower() and not (
            self.stop.fullmatch(behind) or self._is_harm(behind)
        )
        return not modifies and self.lexicon.word("people.single").fullmatch(self.tokens[i + 1].low)

    def _is_none(self, i: int) -> bool:
        """Tell "no one", "none of the three"."""
        if i and self.lexicon.word("numbers.no").fullmatch(self.tokens[i - 1].low):
            return True
        start = self.tokens[i].start
        left = self.text[max(0, start - 24) : start].rstrip()
        m = self.lexicon.word("numbers.none_of").search(left)
        return m is not None and m.end() == len(left)

    def _led(self, i: int) -> tuple[int, int] | None:
        """Read a number behind an article: "a dozen", "half a dozen", "another six"."""
        word, tokens = self.lexicon.word, self.tokens
        half = word("numbers.half").fullmatch(tokens[i].low)
        k = i + 1 if half else i
        if k + 1 >= len(tokens) or not word("numbers.one").fullmatch(tokens[k].low):
            return None
        more = word("grammar.other").fullmatch(tokens[k].low)
        k += 1
        while k + 1 < len(tokens) and word("numbers.more").fullmatch(tokens[k].low):
            more, k = True, k + 1
        many = collective(self.lang, tokens[k].low)
        if many:
            return (many // 2 if half else many), k + 1
        return number_run(tokens, k, self.lang) if more and not half else None

    def _plain(self, i: int, value: int, after: int) -> Quantity:
        low = high = value
        if after + 1 < len(self.tokens) and self._is_range(i, after):
            second = number_run(self.tokens, after + 1, self.lang)
            if second and second[0] > low:
                high, after = second
        if i and self.tokens[i - 1].text in _QUOTES and after + 1 < len(self.tokens):
            after += self.tokens[after].text in _QUOTES  # "six to ten" soldiers
        hedge = hedge_before(self.text, self.tokens[i].start, self.lexicon)
        start = hedge[2] if hedge else self.tokens[i].start
        found = self._with_noun(i, after, bounds_of(low, high, hedge), start)
        one = value == 1 and bool(self.lexicon.word("numbers.one").fullmatch(self.tokens[i].low))
        return replace(found, article=one)

    def _is_range(self, i: int, after: int) -> bool:
        """Tell "3 to 5", "three or four", "between 3 and 5"."""
        link = self.tokens[after].low
        if self._is_rise(i):
            return False
        if self.lexicon.word("numbers.range").fullmatch(link):
            return True
        between = self.lexicon.word("numbers.between")
        joined = self.lexicon.word("grammar.and").fullmatch(link)
        return i > 0 and bool(joined and between.fullmatch(self.tokens[i - 1].low))

    def _is_rise(self, i: int) -> bool:
        """Tell "rose from 8 to 12": two figures, no range."""
        word, before = self.lexicon.word, self.tokens[max(0, i - 4) : i]
        if not before or not word("numbers.from").fullmatch(before[-1].low):
            return False
        return any(word("numbers.rises").fullmatch(t.low) for t in before)

    def _with_noun(
        self,
        first: int,
        after: int,
        bounds: tuple[int | None, int | None, str | None],
        start: int,
    ) -> Quantity:
        end = self._noun_end(after)
        end, people = self._trim_to_people(after, end)
        stop = self.tokens[end - 1].end if end > after else self.tokens[after - 1].end
        noun_start = self.tokens[after].start if end > after else stop
        nations = tuple(n for n in self.nations if noun_start <= n.start and n.end <= stop)
        tail = self._modifier(stop)
        side = nations[0].iso3 if nations else (tail.iso3 if tail else None)
        group = self._group(noun_start, stop)
        of = self.lexicon.word("grammar.of")
        if group is None and end > after and not of.fullmatch(self.tokens[after].low):
            end, stop = after, self.tokens[after - 1].end  # "154 suffered": no noun follows
        return Quantity(
            start=start,
            end=stop,
            first=first,
            last=end,
            min=bounds[0],
            max=bounds[1],
            hedge=bounds[2],
            group=group,
            side=side,
            people=people or self._is_demonym(nations, stop),
            refers=self._refers(first, after, end if group else after),
            nations=nations,
        )

    def _refers(self, first: int, after: int, end: int) -> str | None:
        words = [t.low for t in self.tokens[first:end]]
        of, them = self.lexicon.word("grammar.of"), self.lexicon.word("grammar.them")
        behind = [t.low for t in self.tokens[after : after + 2]]
        if len(behind) == 2 and of.fullmatch(behind[0]) and them.fullmatch(behind[1]):
            return "them"  # "two were hurt, one of whom lost a leg"
        if first and self.lexicon.word("numbers.more").fullmatch(self.tokens[first - 1].low):
            return "other"
        for kind in ("own", "them", "other"):
            if any(self.lexicon.word(f"grammar.{kind}").fullmatch(w) for w in words):
                return kind
        return "elided" if end <= after else None

    def _counts_people(self, q: Quantity) -> bool:
        words = (q.group or "").split()
        bad = self.lexicon.word("people.not_people")
        if words and bad.fullmatch(words[-1]):
            return False
        after = self.tokens[q.last].low if q.last < len(self.tokens) else ""
        if not words and (bad.fullmatch(after) or after == "%"):
            return False
        return not (self._is_age(q) or self._is_year(q))

    def _is_age(self, q: Quantity) -> bool:
        """Tell an age: "a driver, 58, died", "aged 54", "a woman of 61"."""
        before = self.tokens[q.first - 1].text if q.first else ""
        if self.lexicon.word("people.age").fullmatch(before.lower()):
            return True
        if before == "of" and q.first > 1 and q.refers == "elided":
            return self.lexicon.word("people.single").fullmatch(self.tokens[q.first - 2].low)
        after = self.tokens[q.last].text if q.last < len(self.tokens) else ""
        told = before == "," or self.lexicon.word("people.was_age").fullmatch(before.lower())
        return q.refers == "elided" and told and after in {",", ")"}

    def _is_year(self, q: Quantity) -> bool:
        """Tell a year: "deaths during 2006"."""
        year = re.fullmatch(r"(?:19|20)\d\d", self.tokens[q.first].text)
        return year is not None and q.refers == "elided" and q.hedge is None


def find_quantities(
    text: str,
    tokens: Sequence[Token],
    lang: str,
    nations: Sequence[Nation],
    skip: Sequence[tuple[int, int]] = (),
) -> list[Quantity]:
    """Find the quantities in a sentence that may count people.

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
    skip : sequence of (int, int)
        Spans that are dates or times.

    Returns
    -------
    list of Quantity
        In order.

    Examples
    --------
    >>> from geomap.extract.tokens import tokenize
    >>> text = "At least ten others, including 6 guards, and two hundred and five people fled"
    >>> [(q.min, q.max, q.group) for q in find_quantities(text, tokenize(text), "en", [])]
    [(10, None, 'others'), (6, 6, 'guards'), (205, 205, 'people')]
    """
    return list(_Reader(text, tokens, lang, nations).quantities(skip))
