"""Which side a sentence shows as acting with force, and on whom."""

from __future__ import annotations

import re

from geomap.extract.lexicon import Lexicon
from geomap.extract.notes import Notes
from geomap.extract.parties import Pair
from geomap.extract.tokens import Nation

__all__ = ["AttackerReader"]


class AttackerReader:
    """Finds attackers and their victims in sentences.

    Parameters
    ----------
    lexicon : Lexicon
        The language's table.
    pair : tuple of str or None
        The two sides of the conflict.
    """

    def __init__(self, lexicon: Lexicon, pair: Pair | None) -> None:
        self.lexicon, self.pair = lexicon, pair

    def _attacker(self, note: Notes, start: int, end: int) -> Nation | None:
        """Find the side that a stretch of text shows as acting with force."""
        for m in self.lexicon.word("hostile.words").finditer(note.text, start, end):
            nation = self._agent_of(note, m, start, end)
            if nation is not None:
                return nation
        return self._named_as_cause(note, start, end)

    def _named_as_cause(self, note: Notes, start: int, end: int) -> Nation | None:
        """Find the country in "killed by … Indian fire"."""
        by = self.lexicon.word("hostile.cause")
        for h in note.harm:
            if not start <= h.harm_start < end:
                continue
            m = by.search(note.text, h.harm_end, min(end, h.harm_end + 20))
            if m is None:
                continue
            behind = [n for n in note.nations if m.end() <= n.start <= m.end() + 45]
            force = self.lexicon.word("hostile.force")
            for n in behind[:1]:
                acts = force.match(note.text, n.end + 1)
                if m[0].lower() in {"by", "from"} or acts:
                    return n
        return None

    def _agent_of(self, note: Notes, m: re.Match[str], start: int, end: int) -> Nation | None:
        inside = [n for n in note.nations if start <= n.start < end]
        after = [n for n in inside if n.start >= m.end()]
        by = self.lexicon.word("hostile.by")
        if after and by.fullmatch(note.text[m.end() : after[0].start].strip()):
            return after[0]
        if self._is_passive(note, m, start):
            return None
        before = [n for n in inside if n.end <= m.start()]
        for nation in reversed(before):
            between = note.text[nation.end : m.start()]
            if self.lexicon.word("hostile.not_agent").search(between) or ";" in between:
                continue
            return nation
        return None

    def _is_passive(self, note: Notes, m: re.Match[str], start: int) -> bool:
        aux = note.text[max(start, m.start() - 6) : m.start()].split()
        return bool(aux) and self.lexicon.word("grammar.passive").fullmatch(aux[-1])

    def _victim_of(self, note: Notes, m: re.Match[str], start: int) -> Nation | None:
        """Find who is attacked in a passive ("a Kyrgyz patrol was attacked")."""
        if not self._is_passive(note, m, start):
            return None
        before = [n for n in note.nations if start <= n.start and n.end <= m.start()]
        return before[-1] if before else None

    def _other_side(self, iso3: str) -> str | None:
        if self.pair is None or iso3 not in self.pair:
            return None
        return self.pair[1] if iso3 == self.pair[0] else self.pair[0]
