"""Drafts of toponyms, and what neighbours say of each other: lists, larger places, owners."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gazetteer.place import FeatureClass
from gazetteer.spot_evidence import THRESHOLD, WEIGHTS
from gazetteer.spot_inside import Known, Piece
from gazetteer.spot_lexicon import Lexicon
from gazetteer.spot_parse import RunParse
from gazetteer.spot_position import TAKES
from gazetteer.spot_round import Round
from gazetteer.spot_runs import Run

__all__ = ["OWNS", "Draft", "link", "owner"]

_CLAUSE_ENDS = ("", ".", ",", ";", ":", ")", "\n")
_LIST_GAP = re.compile(r"(?:,|,? and|,? or|,? и|,? или|[ ]?[–—-]|/|&)[ \u00a0]?")
_NAME = r"[^\W\d_a-zа-яё][\w'’-]{1,20}"
_LISTED = re.compile(rf"(?:, {_NAME}){{0,4}},? (?:and|or|и|или) {_NAME}(?=[.;:)\n]|$)")
"""What follows a place in a list that ends its sentence: ", B and C."."""
OWNS = re.compile(r"['’ʼ]s?[ \u00a0](?:[a-zа-яё-]{1,20}[ \u00a0]){0,2}")
"""From a country's possessive to the place that it owns: "'s western "."""
LISTED_WORDS = 2
"""Words of the longest unknown name that a list of places vouches for."""


@dataclass(slots=True)
class Draft:
    """A piece that may be a toponym.

    ``start`` and ``end`` are the span with class words, ``name_start`` and
    ``name_end`` the name alone. ``barred``: no other mention can vouch for
    it (a person, a street). ``firm``: the wording itself says place.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    key: str
    known: Known | None
    score: float
    name: str = ""
    cue: FeatureClass | None = None
    vague: bool = False
    countries: tuple[str, ...] = ()
    barred: bool = False
    firm: bool = False
    listed: bool = False


def link(text: str, left: Draft, right: Draft, lexicon: Lexicon) -> None:
    """Let neighbours vouch for each other: "A, B" where B is larger, "from A to B", lists."""
    gap = text[left.end : right.start]
    if gap == ", " and _is_larger(right) and not _is_country(left):
        left.score += WEIGHTS["in a larger place"]
        left.firm = True
        right.score += WEIGHTS["holds the place before"]
    elif gap == f" {lexicon.onward} " and right.known is None and left.score >= THRESHOLD:
        right.score += WEIGHTS[TAKES]  # "from A to B"
    elif _LIST_GAP.fullmatch(gap):
        right.listed = True
        if right.known is None and left.score >= THRESHOLD and _shares(text, gap, right):
            right.score += WEIGHTS["strong preposition"]  # that of "in A and B" is B's too
        if left.cue == "road":
            right.score += WEIGHTS["other end of a road"]


def _shares(text: str, gap: str, right: Draft) -> bool:
    """Tell whether an unknown name after a place is one more: "in A, B and C."."""
    after = text[right.end : right.end + 3]
    if right.key.count(" ") >= LISTED_WORDS:
        return False
    if gap == ", " and _LISTED.match(text, right.end):
        return True
    if gap == ", ":
        return after[:2] == ", " and after[2:].isupper()
    return gap[-2:].strip(" \u00a0").isalpha() and after[:1] in _CLAUSE_ENDS


def owner(
    text: str, round_: Round, piece: Piece, before: tuple[Run, RunParse] | None, draft: Draft
) -> tuple[str, ...]:
    """Give countries that the wording attaches: an owner before, an adjective in the run."""
    for at, iso3 in round_.parse.nations:
        if at == piece.first - 1 and draft.cue:
            return (iso3,)
    if before is None or piece.first:
        return ()
    run, its = before
    if run.owner and its.pieces:
        known = its.pieces[-1].known
        ends = its.pieces[-1].last == len(its.run.words)
        if ends and known and known.is_country:
            return (known.iso3,) if OWNS.fullmatch(text, run.end, draft.start) else ()
    if draft.cue and its.nations and its.nations[-1][0] == len(its.run.words) - 1:
        return (its.nations[-1][1],) if text[run.end : draft.start] == " " else ()
    return ()


def _is_larger(draft: Draft) -> bool:
    return draft.known is not None and draft.known.feature_class in ("country", "adm1")


def _is_country(draft: Draft) -> bool:
    return draft.known is not None and draft.known.is_country
