"""Keep track of who is speaking: pronouns, acronyms, short names, words that go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.extract.attribution import Attribution
from geomap.extract.forces import find_forces
from geomap.extract.header import Header
from geomap.extract.lexicon import Lexicon
from geomap.extract.notes import Notes, find_nations
from geomap.extract.parties import Pair, side_of_span
from geomap.world import country_of_city

__all__ = ["Speaker", "SpeakerLog", "home_country"]

_ACRONYM = re.compile(r"\((?P<short>[A-ZА-ЯЁ]{2,8})\)")
_INTRODUCED = re.compile(
    r"(?P<name>(?:[^\W\d_][\w'’-]{0,30}[ ]){1,3}[^\W\d_][\w'’-]{0,30}), "
    r"(?P<what>(?:an?|the)\s[^,]{5,200}),"
)
_NAMES = re.compile(r"[^\W\d_a-zа-яё][\w'’-]{2,30}(?: [^\W\d_a-zа-яё][\w'’-]{2,30}){0,2}")
MAX_CONTINUED = 4  # sentences without a speaker that may still be the last speaker's


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """A claimant; the span is in the report, where the name was written."""

    name: str
    start: int
    end: int
    side: str | None
    via: str = ""


def home_country(header: Header | None, lang: str) -> str | None:
    """Give the country that a report was filed from, by its dateline.

    Parameters
    ----------
    header : Header or None
        The report's head.
    lang : str
        ISO 639-1 code.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-3; None without a dateline, or for one of two countries.
    """
    if header is None or not header.place:
        return None
    named = {n.iso3 for n in find_nations(header.place, lang)}
    if not named:
        parts = re.split(r"[/,(]", header.place)
        named = {
            c for part in parts if part.strip() and (c := country_of_city(part.strip().title()))
        }
    return named.pop() if len(named) == 1 else None


class SpeakerLog:
    """Remembers the speakers of one report.

    Parameters
    ----------
    notes : sequence of Notes
        The report's sentences.
    pair : tuple of str or None
        The two sides of the conflict.
    lexicon : Lexicon
        The language's table.
    home : str or None
        Country that the report was filed from: that of institutions named
        without one.
    """

    def __init__(
        self, notes: Sequence[Notes], pair: Pair | None, lexicon: Lexicon, home: str | None = None
    ) -> None:
        self.pair, self.lexicon, self.home = pair, lexicon, home
        self.last: Speaker | None = None
        self._last_note = -99
        self._paragraph = -1
        self._acronyms: dict[str, str | None] = {}
        self._people: dict[str, Speaker] = {}
        for note in notes:
            self._learn(note)

    def _learn(self, note: Notes) -> None:
        within = self.pair or ()
        for m in _ACRONYM.finditer(note.text):
            head = max(0, m.start() - 80)
            self._acronyms.setdefault(m["short"], side_of_span(note, head, m.start(), within))
        introduced = any(opening in note.text for opening in (", a ", ", an ", ", the "))
        for m in _INTRODUCED.finditer(note.text) if introduced else ():
            if not self._is_person(m["name"], m["what"]):
                continue
            start, end = note.absolute(m.start("name"), m.end("what"))
            whole = note.text[m.start("name") : m.end("what")]
            side = side_of_span(note, m.start("what"), m.end("what"))
            self._people[m["name"]] = Speaker(name=whole, start=start, end=end, side=side)

    def _is_person(self, name: str, what: str) -> bool:
        """Tell an introduction ("Ann Lee, a spokeswoman of …") from two clauses."""
        words = name.split()
        capital = all(w[:1].isupper() for w in words) and not any(
            "'" in w or "’" in w for w in words
        )
        verbs = ("hostile.words", "grammar.finite")
        acts = any(self.lexicon.word(v).search(what) for v in verbs)
        return capital and not acts and bool(self.lexicon.word("speech.agents").search(what))

    def identify(self, note: Notes, a: Attribution) -> Speaker:
        """Give the speaker of an attribution and remember them.

        Parameters
        ----------
        note : Notes
            The sentence.
        a : Attribution
            Who is written as saying it.

        Returns
        -------
        Speaker
            Of a pronoun: the one who spoke before.
        """
        if a.pronoun and self.last is not None:
            speaker = Speaker(
                name=self.last.name,
                start=self.last.start,
                end=self.last.end,
                side=self.last.side,
                via=a.via,
            )
        else:
            speaker = self._known_person(a) or self._as_written(note, a)
        self._remember(note, speaker)
        return speaker

    def _as_written(self, note: Notes, a: Attribution) -> Speaker:
        start, end = note.absolute(a.claimant_start, a.claimant_end)
        side = None
        if not a.mutual:
            side = side_of_span(note, a.claimant_start, a.claimant_end, self.pair or ())
        if side is None:
            words = re.findall(r"\w+", a.claimant)
            side = next((self._acronyms[w] for w in words if w in self._acronyms), None)
        if side is None and (forces := find_forces(a.claimant, self.lexicon.lang)):
            side = forces[0].iso3
        several = sum(a.claimant_start <= n.start < a.claimant_end for n in note.nations) > 1
        if side is None and self.last and self.lexicon.word("speech.same").fullmatch(a.claimant):
            side = self.last.side  # «по данным ведомства»: of the one that spoke before
        if side is None and not (a.mutual or several):
            side = self._side_by_seat(a.claimant)
        return Speaker(name=a.claimant, start=start, end=end, side=side, via=a.via)

    def _side_by_seat(self, claimant: str) -> str | None:
        """Give the country of "Baku", "Officials in Kabul", "Its ministry", "the army"."""
        words = claimant.split()
        if self.last and words and self.lexicon.word("grammar.own").fullmatch(words[0]):
            return self.last.side
        agents = self.lexicon.word("speech.agents")
        for m in _NAMES.finditer(claimant):
            name = re.sub(r"['’]s$", "", m[0])
            before = claimant[: m.start()].split()[-1:]
            named = before and not before[0].islower()  # a person's name may be a town's
            if not (named or agents.search(name)) and (seat := country_of_city(name)):
                return seat
        if self.lexicon.word("speech.outsiders").search(claimant):
            return None  # the UN Security Council is not that of the dateline's country
        return self.home if self.lexicon.word("speech.home").search(claimant) else None

    def _known_person(self, a: Attribution) -> Speaker | None:
        """Give the full introduction of somebody named again by part of the name."""
        words = set(a.claimant.split())
        for name, speaker in self._people.items():
            if words <= set(name.split()) and len(words) <= 3:
                return speaker
        return None

    def _remember(self, note: Notes, speaker: Speaker) -> None:
        self.last, self._last_note = speaker, note.number
        self._paragraph = note.sentence.paragraph

    def going_on(self, note: Notes) -> Speaker | None:
        """Give the speaker whose words a sentence without one goes on with, if any.

        Parameters
        ----------
        note : Notes
            A sentence without an attribution of its own.

        Returns
        -------
        Speaker or None
        """
        near = note.number - self._last_note <= MAX_CONTINUED
        if self.last is None or not near or note.sentence.paragraph != self._paragraph:
            return None
        return self.last
