"""Whose people a figure counts, and how that is known.

The side named with the people comes first; then what grammar says ("its
soldiers"), the forces that belong to a country, where the people were hit,
who hit them, and at last who speaks of their own. ``side_basis`` says which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomap.extract.forces import find_organisations
from geomap.extract.harm import HarmFigure
from geomap.extract.lexicon import Lexicon
from geomap.extract.notes import Notes
from geomap.extract.numbers import Quantity
from geomap.extract.parties import Pair
from geomap.extract.side_memory import SideMemory, Telling, is_enemy, is_outsider, short_name
from geomap.extract.tokens import Nation
from geomap.world import country_of_city

__all__ = [
    "FORCE",
    "GOES_ON",
    "NOT_TOLD",
    "ONLY_COUNTRY",
    "OWN_PEOPLE",
    "Side",
    "SideReader",
]

Side = tuple[str | None, str]
FORCE = frozenset({"killed", "wounded"})
ONLY_COUNTRY = "the only country that the report names"
GOES_ON = "goes on from"
OWN_PEOPLE = "the claimant speaks of their own people"
NOT_TOLD = "people of the claimant, whose side is not told"
_POSSESSIVE = re.compile(r"^['’]s?(?=[ ,.;])")
_SEAT = re.compile(r"([^\W\d_a-zа-яё][\w-]{2,20}(?: [^\W\d_a-zа-яё][\w-]{2,20})?) ?[:–—] ")
_BREAK = re.compile(r"[;:]|, (?:while|whereas|but|а|но)\b")


class SideReader:
    """Finds the side of each figure of one report, in order of the text.

    Parameters
    ----------
    lexicon : Lexicon
        The language's table.
    pair : tuple of str or None
        The two sides of the conflict.
    notes : sequence of Notes
        The report's sentences.
    """

    def __init__(self, lexicon: Lexicon, pair: Pair | None, notes: Sequence[Notes] = ()) -> None:
        self.lexicon, self.pair = lexicon, pair
        self._memory = SideMemory()
        named = {n.iso3 for note in notes for n in note.nations}
        self._only = named.pop() if len(named) == 1 else None
        self._un = any(lexicon.word("people.un_mission").search(note.text) for note in notes)
        if any(self._acts(note, n) for note in notes for n in note.nations[:1]):
            self._only = None  # the one country that is named is the one that attacks

    def _acts(self, note: Notes, n: Nation) -> bool:
        return self.lexicon.word("hostile.words").search(note.text, n.end, n.end + 60) is not None

    def sides(self, h: HarmFigure, t: Telling) -> tuple[Side, ...]:
        """Give the sides of a figure: one, or both where it counts for each.

        Parameters
        ----------
        h : HarmFigure
            A figure of ``t.figures``.
        t : Telling
            Its claim.

        Returns
        -------
        tuple of (str or None, str)
            ISO 3166-1 alpha-3 and how it is known; ``(None, "")`` unknown.
        """
        each = self._for_each(h, t)
        if each:
            return each
        side, basis = self._one(h, t)
        if side:
            self._memory.keep(h, t, side)
        return ((side, basis),)

    def _for_each(self, h: HarmFigure, t: Telling) -> tuple[Side, ...]:
        """Read "one on each side", "each army lost two" as a figure for both sides."""
        left, right = t.zone(h)
        m = self.lexicon.word("people.each_side").search(t.note.text, left, right)
        if m is None or h.quantity.side or self.pair is None:
            return ()
        if any(c in ";." for c in t.note.text[m.end() : h.start]):
            return ()
        basis = f"“{m[0]}”"
        return ((self.pair[0], basis), (self.pair[1], basis))

    def _one(self, h: HarmFigure, t: Telling) -> Side:
        q = h.quantity
        if organisation := self._organisation(h, t):
            return organisation
        if q.side:
            return q.side, "stated"
        inside = [n for n in t.note.nations if h.harm_start <= n.start < h.harm_end]
        if inside:  # "the number of Indian soldiers injured at four"
            return inside[0].iso3, "stated"
        if self._lost_by_attackers(h, t):
            return None, "lost by the attackers"
        steps = (self._label, self._own, self._place, self._across, self._by_whom, self._of_speaker)
        for step in (*steps, self._teller, self._of_noun, self._goes_on, self._in_one_country):
            found = step(h, t)
            if found is not None:
                return found
        return None, ""

    def _organisation(self, h: HarmFigure, t: Telling) -> Side | None:
        """Tell peacekeepers of the United Nations and people of an armed organisation."""
        q, lang = h.quantity, self.lexicon.lang
        group = q.group or ""
        keeper = self.lexicon.word("people.peacekeeper").search(group)
        if keeper and self._un:
            return (
                "UN",
                "stated" if "UN" in group.split() else f"“{keeper[0]}” of the mission named",
            )
        named = find_organisations(group, lang)
        if named:
            return named[0], "stated"
        k = t.figures.index(h)
        if q.refers == "other" and k and (before := self._organisation(t.figures[k - 1], t)):
            return before[0], f"{GOES_ON} “{t.figures[k - 1].quantity.group}”"
        claimants = find_organisations(t.claimant, lang) if q.refers == "own" else []
        return (claimants[0], f"“{group}”: the claimant's own") if claimants else None

    def _label(self, h: HarmFigure, t: Telling) -> Side | None:
        """Read "Armenia – 2 killed, 4 wounded", "losses of the Cambodian side: five"."""
        text = t.note.text
        seat = _SEAT.match(text)
        country = seat is not None and any(n.start < seat.end(1) for n in t.note.nations)
        if seat and not country and seat.end() <= h.start and (iso3 := country_of_city(seat[1])):
            return iso3, f"listed under “{seat[1]}”"
        start = max(text.rfind(";", 0, h.start), text.rfind(". ", 0, h.start)) + 1
        named = [n for n in t.note.nations if start <= n.start and n.end <= h.start]
        if len({n.iso3 for n in named}) != 1:
            return None
        n, lead = named[0], text[start : named[0].start].rstrip()
        opens = not lead or lead[-1] in ":,(•–-"
        first = min(f.start for f in t.figures if f.end > n.start)
        heading = len(text[n.end : max(n.end, first)].split()) <= 3
        listed = opens and heading and text[n.end : n.end + 4].strip()[:1] in set("–—-:")
        near = text[max(start, n.start - 24) : min(n.end + 16, h.start)]
        losses = self.lexicon.word("people.losses").search(near)
        if not listed and (losses is None or h.harm_start < n.end):
            return None
        return n.iso3, f"listed under “{n.text}”"

    def _own(self, h: HarmFigure, t: Telling) -> Side | None:
        """Read "its soldiers", "the number of its dead": those of who tells, or of the subject."""
        text, own = t.note.text, self.lexicon.word("grammar.own")
        words = [h.quantity.group or "its"] if h.quantity.refers == "own" else []
        lead = text[max(0, h.harm_start - 12) : h.harm_end].split()
        words = words or [w for w in lead if own.fullmatch(w)]
        if not words:
            return None
        if t.claimant_side:
            return t.claimant_side, f"“{words[0]}”: the claimant's own"
        if t.claimant and short_name(t.claimant) not in self._memory.of_claimant:
            return None, f"“{words[0]}”: {NOT_TOLD}"
        before = [n for n in t.note.nations if n.end <= h.start and not t.claimant]
        return (before[-1].iso3, f"“{words[0]}” of “{before[-1].text}”") if before else None

    def _lost_by_attackers(self, h: HarmFigure, t: Telling) -> bool:
        told = t.note.text[h.harm_start : h.harm_end]
        clause = t.note.text[max(0, h.harm_start - 60) : h.harm_start]
        return self.lexicon.word("people.loser").fullmatch(told) and is_enemy(clause, self.lexicon)

    # -- where they were hit

    def _place(self, h: HarmFigure, t: Telling) -> Side | None:
        if self._is_outsider(h.quantity) or self._is_enemy(h.quantity):
            return None
        here = self._country_named_as_place(h, t)
        return (here.iso3, f"“{here.text}” in the same sentence") if here else None

    def _country_named_as_place(self, h: HarmFigure, t: Telling) -> Nation | None:
        places = [n for n in t.note.nations if self._is_place(t.note.text, n)]
        if not places:
            return None
        left, right = t.zone(h)
        behind = [n for n in places if h.quantity.end <= n.start < right]
        if behind and not _BREAK.search(t.note.text, h.quantity.end, behind[0].start):
            return behind[0]
        before = [n for n in places if left <= n.start < h.quantity.start]
        if before:
            return before[-1]
        only = {n.iso3 for n in places}
        return places[0] if len(only) == 1 and places[0].start < h.start else None

    def _across(self, h: HarmFigure, t: Telling) -> Side | None:
        """Read "on the other side three were hurt", after people of one side."""
        last, (left, _) = self._memory.last, t.zone(h)
        m = self.lexicon.word("people.across").search(t.note.text, left, h.end)
        other = self._opposite(last.side) if last and m else None
        if last is None or m is None or other is None or t.note.number - last.number > 2:
            return None
        return other, f"“{m[0]}” from “{last.words}”"

    def _is_place(self, text: str, n: Nation) -> bool:
        """Tell "in Armenia", "in the Thai province", "on the Tajik side" from "in a Thai raid"."""
        before = text[max(0, n.start - 40) : n.start].split()
        word = self.lexicon.word
        noun = word("people.place_noun").fullmatch
        unit = False
        while before and (word("grammar.determiner").fullmatch(before[-1]) or noun(before[-1])):
            unit = noun(before.pop())
        if unit and len(before) > 1 and before[-1][:1].isupper():
            before.pop()  # «в Харьковской области Украины»
        if len(before) > 1 and before[-1] == "of" and noun(before[-2]):
            return True
        if not before or not word("people.locative").fullmatch(before[-1]):
            return False
        possessive = text[n.end : n.end + 1] in {"'", "’"}
        if possessive and _POSSESSIVE.sub("", text[n.end : n.end + 4])[:1] in set(",.;"):
            return True  # "on Thailand's bank … on Cambodia's, two boys"
        if n.kind == "name" and not possessive:
            return True
        after = _POSSESSIVE.sub("", text[n.end : n.end + 40]).split()[:3]
        return any(noun(w.strip(".,;:()")) for w in after)

    # -- who hit them

    def _by_whom(self, h: HarmFigure, t: Telling) -> Side | None:
        if h.kind not in FORCE:
            return None
        if words := self._of_foe(h, t):
            return self._opposite(t.claimant_side), f"“{words}”: people of the other side"
        if self._is_enemy(h.quantity) or self._is_outsider(h.quantity):
            return None
        if n := self._attacked(h, t):
            return n.iso3, f"“{n.text}” was attacked"
        attacker = t.attacker or self._in_acts_of(h, t)
        if attacker is not None and (other := self._opposite(attacker.iso3)):
            return other, f"harmed by the other side (“{attacker.text}”)"
        return None

    def _of_foe(self, h: HarmFigure, t: Telling) -> str:
        """Find words that tell of the claimant's foes: nobody "neutralises" their own."""
        told = t.note.text[h.harm_start : h.harm_end]
        if self.lexicon.word("people.struck_down").search(told):
            return told
        foe = self.lexicon.word("people.foe").search(h.quantity.group or "")
        return foe[0] if foe else ""

    def _attacked(self, h: HarmFigure, t: Telling) -> Nation | None:
        """Find whose post was stormed in "stormed an Egyptian post, killing 16 soldiers"."""
        text = t.note.text
        for m in self.lexicon.word("people.attacks").finditer(text, 0, h.start):
            for n in t.note.nations:
                between = text[m.end() : max(m.end(), n.start)].split()
                light = all(
                    self.lexicon.word("numbers.one").fullmatch(w)
                    or self.lexicon.word("grammar.determiner").fullmatch(w)
                    for w in between
                )
                if n.start > m.end() and light and n.kind != "name" and n.end < h.start:
                    return n
        return None

    def _in_acts_of(self, h: HarmFigure, t: Telling) -> Nation | None:
        """Find whose "violations in which … people were killed" are told of."""
        found = list(self.lexicon.word("people.relative_in").finditer(t.note.text, 0, h.start))
        if not found:
            return None
        before = [n for n in t.note.nations if 0 <= found[-1].start() - n.end <= 30]
        acts = before and self.lexicon.word("people.acts").search(
            t.note.text, before[-1].end, found[-1].start()
        )
        return before[-1] if acts else None

    def _opposite(self, iso3: str | None) -> str | None:
        if self.pair is None or iso3 not in self.pair:
            return None
        return self.pair[1] if iso3 == self.pair[0] else self.pair[0]

    # -- who speaks

    def _of_speaker(self, h: HarmFigure, t: Telling) -> Side | None:
        q, side = h.quantity, t.claimant_side
        if h.kind not in FORCE or self._is_enemy(q) or self._is_outsider(q):
            return None
        if side is None:
            known = self._memory.of_claimant.get(short_name(t.claimant)) if t.claimant else None
            return (known, "the claimant spoke of these people before") if known else None
        admits = self.lexicon.word("people.admits").search(t.note.text, 0, h.start)
        if not (q.group or admits or self.pair is None or side in self.pair):
            return None
        return side, OWN_PEOPLE

    def _teller(self, h: HarmFigure, t: Telling) -> Side | None:
        """Read "Bishkek counts 36 dead" where no speaker with a side was found."""
        q = h.quantity
        if t.claimant_side or h.kind not in FORCE or self._is_enemy(q) or self._is_outsider(q):
            return None
        if is_enemy(t.claimant, self.lexicon):
            return None
        lead = t.note.text[: min(h.start, 160)]
        m = self.lexicon.word("people.counts").search(lead)
        if m is None or len(lead[m.end() :].split()) > 12:
            return None
        named = [n for n in t.note.nations if n.end <= m.start()]
        if len({n.iso3 for n in named}) == 1:
            return named[0].iso3, f"“{named[0].text}” gives the figure"
        subject = lead[: m.start()].strip()
        if self.lexicon.word("speech.pronouns").fullmatch(subject) and self._memory.last:
            return self._memory.last.side, f"“{subject}” gives the figure"
        seat = country_of_city(subject) if not named and 0 < len(subject.split()) < 3 else None
        return (seat, f"“{subject}” gives the figure") if seat else None

    # -- what was told before

    def _of_noun(self, h: HarmFigure, t: Telling) -> Side | None:
        """Give "the dead guards" the side of the guards told of before."""
        last = self._memory.last
        if last is None or t.note.number - last.number > 2 or h.kind not in FORCE:
            return None
        words = re.findall(r"\w+", t.note.text[h.start : h.end].casefold())
        for word in words:
            side = self._memory.of_noun.get(word)
            if side:
                return side, f"“{word}” as told of before"
        return None

    def _goes_on(self, h: HarmFigure, t: Telling) -> Side | None:
        """Give "two more" the side of the people told of right before."""
        last, q = self._memory.last, h.quantity
        if last is None or self._is_enemy(q) or self._is_outsider(q):
            return None
        state = len(last.side) == 3 and last.side.isupper()
        if q.group and not state:  # a civilian hurt beside peacekeepers is none of them
            return None
        near = t.note.number - last.number <= 1 and t.note.sentence.paragraph == last.paragraph
        if not near or t.claimant not in {"", last.claimant} or h.kind not in FORCE:
            return None
        bare = q.refers == "elided" or self._is_anyone(q)
        more = q.refers in {"other", "them"} or (bare and not t.note.dates)
        if t.note.nations or not more:
            return None
        return last.side, f"{GOES_ON} “{last.words}”"

    def _is_anyone(self, q: Quantity) -> bool:
        """Tell people and civilians, whom the sentence before gives a country."""
        group = (q.group or "").rsplit(maxsplit=1)[-1:]
        return bool(group) and (
            self.lexicon.word("people.anyone").fullmatch(group[0])
            or self.lexicon.word("people.civilian").fullmatch(group[0])
        )

    def _in_one_country(self, h: HarmFigure, t: Telling) -> Side | None:
        """Give people in a report that names one country only to that country."""
        q = h.quantity
        if self._only is None or self._is_enemy(q) or self._is_outsider(q):
            return None
        if h.kind not in FORCE or t.claimant_side not in {None, self._only}:
            return None
        return self._only, ONLY_COUNTRY

    def _is_enemy(self, q: Quantity) -> bool:
        """Tell fighters: whose they are, the claimant does not say."""
        return is_enemy(q.group, self.lexicon)

    def _is_outsider(self, q: Quantity) -> bool:
        return is_outsider(q.group, self.lexicon) and not q.nations
