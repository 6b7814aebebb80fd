"""One person harmed, told without a number: "the soldier died", «убил пастуха»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.extract.harm_words import Harm
from geomap.extract.lexicon import Lexicon
from geomap.extract.numbers import Quantity
from geomap.extract.tokens import Nation, Token

__all__ = ["find_victim"]

REACH = 5  # tokens from a verb to the noun of its object ("killed a local 60-year-old farmer")


class _Victims:
    def __init__(
        self, text: str, tokens: Sequence[Token], lexicon: Lexicon, nations: Sequence[Nation]
    ) -> None:
        self.text, self.tokens, self.lexicon, self.nations = text, tokens, lexicon, nations
        self.bare: bool = lexicon.raw["people"].get("bare_nouns", False)

    def _is(self, path: str, k: int) -> bool:
        return 0 <= k < len(self.tokens) and self.lexicon.word(path).fullmatch(self.tokens[k].low)

    def person(self, first: int, last: int) -> Quantity:
        """Make the figure of one person of the noun phrase ``tokens[first:last]``."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        named = tuple(n for n in self.nations if start <= n.start and n.end <= end)
        return Quantity(
            start=start,
            end=end,
            first=first,
            last=last,
            min=1,
            max=1,
            group=self.text[start:end],
            side=named[0].iso3 if named else None,
            article=True,
            people=True,
            nations=named,
        )

    def before(self, pos: int, reach: int) -> Quantity | None:
        """Find the subject of a singular verb: "the soldier, 21, who was attacked … died"."""
        for k in range(pos - 1, max(-1, pos - 1 - reach), -1):
            if self._is("numbers.none", k) or self._is("speech.verbs", k):
                return None  # "he said no one was hurt"
            if self._is("people.single", k) and (first := self._opens_noun(k)) is not None:
                return self.person(first, self._with_name(k + 1))
            if self._is("people.he", k):
                return replace(self.person(k, k + 1), group=None, refers="elided")
            if self.tokens[k].text in ".;:" or self._is("grammar.and", k):
                return None
        return None

    def named_at(self, pos: int) -> Quantity | None:
        """Find "private Umarov wounded": a rank and a name right before a participle."""
        k = pos - 1
        while k > 0 and pos - k < 4 and self.tokens[k].text[:1].isupper():
            k -= 1
        if k == pos - 1 or not self._is("people.single", k):
            return None
        return self.person(k, pos)

    def pair(self, pos: int) -> Quantity | None:
        """Find two without a number: «погибли женщина и ребёнок»."""
        first = next((k for k in range(pos, pos + 3) if self._is("people.single", k)), None)
        if first is None or not all(self._may_modify(k) for k in range(pos, first)):
            return None
        if not self._is("grammar.and", first + 1):
            return None
        last = next((k for k in (first + 2, first + 3) if self._is("people.single", k)), None)
        return None if last is None else replace(self.person(pos, last + 1), min=2, max=2)

    def behind(self, pos: int) -> Quantity | None:
        """Find the object of an active verb: "killed Sergeant Ivan Petrov", "shot his brother"."""
        for k in range(pos, min(len(self.tokens), pos + REACH)):
            of_country = k > pos and self.bare and self._is_nation(k - 1)
            if self._is("people.single", k) or of_country:
                first = self._opens_noun(k, pos)
                return None if first is None else self.person(first, self._with_name(k + 1))
            if not self._may_modify(k):
                return None
        return None

    def _is_nation(self, k: int) -> bool:
        token = self.tokens[k]
        return any(n.start == token.start and n.kind != "name" for n in self.nations)

    def _may_modify(self, k: int) -> bool:
        token = self.tokens[k]
        if not token.text[0].isalnum() or self._is("numbers.fuzzy", k):
            return False
        return self._is("grammar.determiner", k) or not self._is("grammar.stop", k)

    def _opens_noun(self, k: int, floor: int = 0) -> int | None:
        """Find where the noun phrase of a person begins; None where a number or "no" does."""
        first = k
        while first > floor and k - first < REACH and self._may_modify(first - 1):
            first -= 1
            if self._is("grammar.determiner", first):
                return first
            if self._is("numbers.one", first) or self.tokens[first].text[0].isdecimal():
                return None if self.tokens[first].text.isdecimal() else first
        if self._is("numbers.none", first) or (first and self._is("numbers.none", first - 1)):
            return None
        named = k + 1 < len(self.tokens) and self.tokens[k + 1].text[:1].isupper()
        return first if named or self.bare or first == 0 else None

    def _with_name(self, last: int) -> int:
        """Take in a name behind a rank ("Sergeant Ali Hasan")."""
        end = last
        while end < len(self.tokens) and end - last < 4 and self.tokens[end].text[:1].isupper():
            end += 1
        return end


def find_victim(
    text: str,
    tokens: Sequence[Token],
    harm: Harm,
    lexicon: Lexicon,
    nations: Sequence[Nation],
    *,
    subject_ends: int,
    reach: int,
) -> Quantity | None:
    """Find the one person whom a word of harm tells of without a number.

    Parameters
    ----------
    text : str
        The sentence.
    tokens : sequence of Token
        Its tokens.
    harm : Harm
        The word of harm.
    lexicon : Lexicon
        The language's table.
    nations : sequence of Nation
        Countries named in it.
    subject_ends : int
        Token where its subject must have ended: the verb or its auxiliaries.
    reach : int
        Tokens before that in which the subject may stand.

    Returns
    -------
    Quantity or None
        One person; None where the words tell of more, or of nobody.

    Examples
    --------
    >>> from geomap.extract.harm_words import find_harms
    >>> from geomap.extract.lexicon import load_lexicon
    >>> from geomap.extract.tokens import tokenize
    >>> text, lexicon = "A shell killed the mayor.", load_lexicon("en")
    >>> tokens = tokenize(text)
    >>> harm = find_harms(text, tokens, lexicon)[0]
    >>> find_victim(text, tokens, harm, lexicon, [], subject_ends=2, reach=14).group
    'the mayor'
    """
    victims = _Victims(text, tokens, lexicon, nations)
    aux = [t.low for t in tokens[subject_ends : harm.first]]
    singular = lexicon.word("people.singular_verb")
    one = singular.fullmatch(text[harm.start : harm.end])
    if victims.bare and one and (found := victims.behind(harm.last)):
        return found
    if victims.bare and not one and not aux and (found := victims.pair(harm.last)):
        return found
    if (one or any(singular.fullmatch(w) for w in aux)) and (
        found := victims.before(subject_ends, reach)
    ):
        return found
    if not aux and "participle" in harm.slots and (found := victims.named_at(harm.first)):
        return found
    return victims.behind(harm.last) if "active" in harm.slots and not aux else None
