"""Turn drafts into toponyms and attach the larger places that the wording names."""

from __future__ import annotations

import re
from dataclasses import replace

from gazetteer.place import FeatureClass
from gazetteer.spot_links import OWNS, Draft
from gazetteer.toponym import Toponym

__all__ = ["attach"]

_KIND = (
    r", (?:an? |the )?(?:[a-z-]{1,12} )?(?:village|town|city|hamlet|settlement|locality|community|"
    r"district|suburb|port|island|outpost) (?:in|of|on)|"
    r", (?:село|сел[ае]|деревня|город|посёлок|поселок|аул|кишлак) в"
)
_IN = re.compile(
    rf"(?:{_KIND}|,|,? in|,? of|,? within|,? inside|,? в|,? во)?[ \u00a0](?:the[ ])?"
    r"(?:[a-zа-яё]{1,12}(?:ern|ral|ный|ной|ном)[ ])?"
)
_CASELESS_IN = re.compile(r"[،,]?[ \u00a0](?:في[ ]|در[ ]|د[ ]|ب|کے[ ]|کی[ ])?")
LONGEST_GAP = 45
_NEXT = (" ", "\u00a0")
"""Between a place and its unit in cases: "село Максат Лейлекского района"."""
_UNITS = frozenset({"adm1", "adm2", "adm3"})
_SHOWN: dict[str, FeatureClass] = {"country": "country", "border": "border"}
_RANK: dict[str, int] = {"country": 9, "adm1": 8, "adm2": 7, "adm3": 6, "area": 5}


def attach(text: str, drafts: list[Draft]) -> list[Toponym]:
    """Give the toponyms of the drafts, in order and without overlap."""
    kept = _without_overlap(drafts)
    toponyms = [_toponym(text, draft) for draft in kept]
    for i in range(len(kept) - 2, -1, -1):
        toponyms[i] = _with_larger(text, kept, toponyms, i)
    for i in range(1, len(kept)):
        toponyms[i] = _with_larger_before(text, kept, toponyms, i)
    return toponyms


def _without_overlap(drafts: list[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.start, -d.end)):
        if kept and draft.start < kept[-1].end:
            if draft.score > kept[-1].score and draft.end > kept[-1].end:
                kept[-1] = draft
            continue
        kept.append(draft)
    return kept


def _toponym(text: str, draft: Draft) -> Toponym:
    cue: FeatureClass | None = draft.cue
    known = draft.known
    if cue is None and known is not None and known.sole:
        cue = _SHOWN.get(known.feature_class)
    return Toponym(
        text=text[draft.start : draft.end],
        start=draft.start,
        end=draft.end,
        name=draft.name or text[draft.name_start : draft.name_end],
        cue=cue,
        vague=draft.vague,
        countries=draft.countries or _own_country(draft),
    )


def _own_country(draft: Draft) -> tuple[str, ...]:
    known = draft.known
    is_country = known is not None and known.sole and known.feature_class == "country"
    return (known.iso3,) if known is not None and is_country else ()


def _with_larger(text: str, drafts: list[Draft], toponyms: list[Toponym], i: int) -> Toponym:
    draft, larger, toponym, outer = drafts[i], drafts[i + 1], toponyms[i], toponyms[i + 1]
    gap = text[draft.end : larger.start]
    inside = len(gap) <= LONGEST_GAP and bool(gap.strip() and _IN.fullmatch(gap))
    inside = inside or (gap in _NEXT and larger.cue in _UNITS)
    caseless = "؀" <= text[larger.start] <= "ۿ"
    inside = inside or (caseless and bool(_CASELESS_IN.fullmatch(gap)))
    if not inside or _is_country(draft):
        return toponym
    if _is_country(larger) and outer.cue == "country":
        found = replace(toponym, countries=tuple({*toponym.countries, *outer.countries}))
        return _through(text, drafts, toponyms, i, found)
    if _rank(larger) <= _rank(draft):
        return toponym
    countries = toponym.countries or outer.countries
    return replace(toponym, parents=(outer.text, *outer.parents), countries=countries)


def _with_larger_before(text: str, drafts: list[Draft], toponyms: list[Toponym], i: int) -> Toponym:
    """Put a place in the unit right before it: "Лейлек районундагы Максат айылы"."""
    larger, draft, outer, toponym = drafts[i - 1], drafts[i], toponyms[i - 1], toponyms[i]
    beside = text[larger.end : draft.start] in _NEXT and larger.cue in _UNITS and draft.cue
    if not beside or toponym.parents or _rank(larger) <= _rank(draft):
        return toponym
    countries = toponym.countries or outer.countries
    return replace(toponym, parents=(outer.text, *outer.parents), countries=countries)


def _through(
    text: str, drafts: list[Draft], toponyms: list[Toponym], i: int, found: Toponym
) -> Toponym:
    """Reach past a country to its unit: "X in Kyrgyzstan's western Batken region"."""
    if i + 2 >= len(drafts):
        return found
    gap = text[drafts[i + 1].end : drafts[i + 2].start]
    unit = toponyms[i + 2]
    owned = set(found.countries) & set(unit.countries) and OWNS.fullmatch(gap)
    if owned and _rank(drafts[i + 2]) > _rank(drafts[i]):
        return replace(found, parents=(unit.text, *unit.parents))
    return found


def _is_country(draft: Draft) -> bool:
    return draft.known is not None and draft.known.feature_class == "country"


def _rank(draft: Draft) -> int:
    if draft.cue in _RANK:
        return _RANK[draft.cue]
    if draft.known is not None and draft.known.feature_class in _RANK:
        return _RANK[draft.known.feature_class]
    return 3 if draft.cue in (None, "populated place") else 2
