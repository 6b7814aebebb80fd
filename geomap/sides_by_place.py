"""Whose people a figure counts, by the place where they were hit.

The last resort, once places are resolved: a figure whose side no words tell
takes the country of the place told with it. ``side_basis`` names the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from gazetteer import Resolution
from geomap.extract.assemble import EventText
from geomap.extract.lexicon import Lexicon, load_lexicon
from geomap.extract.notes import Notes
from geomap.extract.side_memory import is_enemy, is_outsider
from geomap.extract.sides import FORCE, GOES_ON, NOT_TOLD, ONLY_COUNTRY, OWN_PEOPLE, Side
from geomap.incident import Casualties, Claim, Incident, PlaceMention

__all__ = ["with_sides"]


@dataclass(frozen=True, slots=True)
class _Here:
    """A place that lies in one country, with its span in the report."""

    start: int
    end: int
    text: str
    iso3: str
    lon: float | None = None
    lat: float | None = None

    @property
    def disputed(self) -> bool:
        """Whether it is ground that several countries claim."""
        return _is_disputed(self.lon, self.lat)


def _in_one_country(found: Iterable[Resolution]) -> list[_Here]:
    return [
        _Here(r.toponym.start, r.toponym.end, r.toponym.text, r.place.countries[0], r.lon, r.lat)
        for r in found
        if r.status == "resolved" and r.place is not None and len(r.place.countries) == 1
    ]


class _Places:
    def __init__(
        self,
        event: EventText,
        here: Sequence[_Here],
        scene: Side,
        lexicon: Lexicon,
        of_claimant: dict[str, Side],
    ) -> None:
        self.event, self.here, self.scene, self.lexicon = event, here, scene, lexicon
        self.of_claimant = of_claimant

    def figure(self, claim: Claim, f: Casualties) -> Casualties:
        """Give a figure its side, and its parts."""
        if f.kind not in FORCE or self._of_neither(f) or is_enemy(claim.claimant, self.lexicon):
            return f
        if self.lexicon.word("speech.together").match(claim.claimant):
            return f  # the two ministries' total is of both sides
        side, basis = self._elsewhere(claim, f)
        if side is None and f.side is None and not f.side_basis:
            side, basis = self._side(claim, f)
        if side is None and f.side is None and f.side_basis.endswith(NOT_TOLD):
            side, basis = self._of_teller(claim) or (None, "")
        if side is None:
            return f
        parts = tuple(
            msgspec.structs.replace(p, side=side, side_basis=basis) if p.side == f.side else p
            for p in f.parts
        )
        return msgspec.structs.replace(f, side=side, side_basis=basis, parts=parts)

    def _of_neither(self, f: Casualties) -> bool:
        groups = [f.group, *(p.group for p in f.parts)]
        return any(is_enemy(g, self.lexicon) or is_outsider(g, self.lexicon) for g in groups)

    def _elsewhere(self, claim: Claim, f: Casualties) -> Side:
        """Doubt a side that was only guessed, where a place in another country is told."""
        if f.side_basis == ONLY_COUNTRY or f.side_basis.startswith(GOES_ON):
            there: Side | None = self._side(claim, f)
        elif claim.attribution == "continued" and f.side_basis == OWN_PEOPLE:
            note = self._sentence(f)
            there = self._beside(note, f) if note else None
        else:
            there = None
        return there if there and there[0] not in {None, f.side} else (None, "")

    def _sentence(self, f: Casualties) -> Notes | None:
        return next((n for n in self.event.notes if _holds(n, f.start)), None)

    def _side(self, claim: Claim, f: Casualties) -> Side:
        note = self._sentence(f)
        both = note is not None and len({n.iso3 for n in note.nations}) > 1
        beside = None if both or note is None else self._beside(note, f)
        found = beside or self.of_claimant.get(claim.claimant) or self._of_teller(claim)
        if found and claim.claimant:
            self.of_claimant[claim.claimant] = found
        away = claim.claimant_side not in {None, self.scene[0]}
        return found or ((None, "") if both or away else self.scene)

    def _beside(self, note: Notes, f: Casualties) -> Side | None:
        """Find the place told in the same sentence ("in Chaman one person was killed")."""
        near = [h for h in self.here if _holds(note, h.start) and self._is_scene(note, h)]
        near = [h for h in near if not h.disputed and not _is_claimants(note, h)]
        if not near:
            return None
        at = f.start or 0
        nearest = min(near, key=lambda h: abs(h.start - at))
        return nearest.iso3, f"“{nearest.text}” in the same sentence"

    def _is_scene(self, note: Notes, h: _Here) -> bool:
        before = note.text[: h.start - note.sentence.start].split()[-4:]
        return any(self.lexicon.word("people.scene").fullmatch(w) for w in before)

    def _of_teller(self, claim: Claim) -> Side | None:
        """Find the town or province whose officials give the figure."""
        start, end = claim.claimant_start, claim.claimant_end
        if start is None or end is None or claim.claimant_side is not None:
            return None
        named = [h for h in self.here if start <= h.start < end and not h.disputed]
        if len({h.iso3 for h in named}) != 1:
            return None
        return named[0].iso3, f"“{named[0].text}”: the claimant speaks of their own people"


def _holds(note: Notes, position: int | None) -> bool:
    return position is not None and note.sentence.start <= position < note.sentence.end


def _is_claimants(note: Notes, h: _Here) -> bool:
    """Tell the town of who speaks ("authorities in X said") from a scene."""
    at = h.start - note.sentence.start
    return any(a.claimant_start <= at < a.claimant_end for a in note.attributions)


def _is_disputed(lon: float | None, lat: float | None) -> bool:
    """Tell disputed ground, whose people are nobody's by the map alone."""
    from gazetteer import borders

    if lon is None or lat is None:
        return False
    return bool(borders.disputed_at(lon, lat))


def _countries(place: PlaceMention) -> set[str]:
    """Give the countries of a place; of an ambiguous one those of all its namesakes."""
    if place.status == "ambiguous":
        return {c for other in place.candidates for c in other.get("countries", ())}
    return set(place.countries) if place.status == "resolved" else set()


def _scene(places: Sequence[PlaceMention]) -> Side:
    """Give the one country in which all places of an event lie."""
    where = [p for p in places if p.role in {"where", "within"} and _countries(p)]
    countries = {c for p in where for c in _countries(p)}
    if len(countries) != 1 or any(_is_disputed(p.lon, p.lat) for p in where):
        return None, ""
    return countries.pop(), f"hit at “{where[0].as_written}”; whose people is not said"


def with_sides(
    incident: Incident,
    event: EventText,
    places: Sequence[PlaceMention],
    found: Sequence[Resolution],
    lang: str,
    of_claimant: dict[str, Side],
) -> Incident:
    """Give figures without a side the country of the place told with them.

    Parameters
    ----------
    incident : Incident
        Its claims may hold figures of killed or wounded without a side.
    event : EventText
        Its sentences.
    places : sequence of PlaceMention
        Its places with their roles.
    found : sequence of Resolution
        All places of the report.
    lang : str
        ISO 639-1 code of a reading table.
    of_claimant : dict
        Whose people each speaker of the report told of; filled here.

    Returns
    -------
    Incident
        Fighters, peacekeepers and members of organisations keep no side.
    """
    open_figures = (f for c in incident.claims for f in c.casualties)
    if not any(f.kind in FORCE and f.side_basis != "stated" for f in open_figures):
        return incident
    by_place = _Places(
        event, _in_one_country(found), _scene(places), load_lexicon(lang), of_claimant
    )
    claims = tuple(
        msgspec.structs.replace(c, casualties=tuple(by_place.figure(c, f) for f in c.casualties))
        for c in incident.claims
    )
    return msgspec.structs.replace(incident, claims=claims)
