"""Resolve toponyms in context: one place, or several that cannot be told apart, or none.

Mentions of one name in one text mean one place. Each name's candidates are
weighed alone (``resolve_score``), then by their nearness to what the other
names may mean (``resolve_nearness``). A candidate that is likely enough is
taken; else the toponym stays ambiguous, with its candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gazetteer.names import fold
from gazetteer.place import Candidate
from gazetteer.resolve_candidates import Gazetteer, candidates_of, units_named
from gazetteer.resolve_lists import kinds_by_list
from gazetteer.resolve_nearness import chances, settle
from gazetteer.resolve_score import (
    OUTSIDE,
    WEIGHTS,
    Evidence,
    Scored,
    base_score,
    less_if_abroad,
    less_if_seated,
    plain_class,
    seated,
    unit_keys,
)
from gazetteer.resolve_shape import placed
from gazetteer.resolve_special import as_road, border_line, named_area, relative
from gazetteer.toponym import Context, Resolution, Toponym

__all__ = ["SURE", "resolve"]

SURE = 0.60
"""A candidate at least this likely is taken; below it the toponym is ambiguous."""
FEW_NAMES = 2
"""With no more names than this a text says too little to doubt a lone candidate."""
WEIGHED = 60
SHOWN = 8
"""Other candidates kept in a resolution."""


@dataclass
class _Group:
    """The mentions of one name, and what it may mean."""

    lead: Toponym
    members: list[int] = field(default_factory=list)
    scored: list[Scored] = field(default_factory=list)
    like: Toponym | None = None
    doubt: float | None = None
    on_date: str | None = None


def resolve(
    toponyms: Sequence[Toponym], context: Context | None, gazetteer: Gazetteer
) -> list[Resolution]:
    """Resolve the toponyms of one text together.

    Parameters
    ----------
    toponyms : sequence of Toponym
        Of one text, in order.
    context : Context or None
        What the caller knows: countries, units, places near by, the day.
    gazetteer : Gazetteer
        Where candidates come from.

    Returns
    -------
    list of Resolution
        One for each toponym, in the same order.

    Examples
    --------
    >>> from gazetteer import Gazetteer
    >>> g = Gazetteer.open()
    >>> surkh = Toponym(text="Surkh jamoat", start=0, end=12, name="Surkh", cue="adm3",
    ...                 countries=("TJK",))
    >>> found = resolve([surkh], Context(countries=("KGZ", "TJK")), g)[0]
    >>> found.status, found.place.name, found.radius_m
    ('resolved', 'Surkh jamoat', 4000.0)
    >>> resolve([Toponym(text="Kok-Tash", start=0, end=8, name="Kok-Tash")], None, g)[0].status
    'ambiguous'
    >>> resolve([], None, g)
    []
    """
    context = context or Context()
    firsts = [_first_end(t) for t in toponyms]
    seconds = [t.relation.other for t in toponyms if t.relation and t.relation.other]
    found = _resolve_names([*firsts, *seconds], context, gazetteer)
    others = iter(found[len(toponyms) :])
    moved = [
        relative(r, next(others) if t.relation and t.relation.other else None, context)
        for t, r in zip(toponyms, found, strict=False)
    ]
    return [
        as_road(t, r, gazetteer) if t.cue == "road" else replace(r, toponym=t)
        for t, r in zip(toponyms, moved, strict=True)
    ]


def _first_end(toponym: Toponym) -> Toponym:
    """Give the place that a road starts from: it is no road itself."""
    relation = toponym.relation
    if toponym.cue != "road" or relation is None or relation.other is None:
        return toponym
    first = toponym.name.removesuffix(relation.other.name).rstrip(" –—-")
    return replace(toponym, cue=None, name=first)


def _resolve_names(
    toponyms: list[Toponym], context: Context, gazetteer: Gazetteer
) -> list[Resolution]:
    groups = _groups(toponyms)
    evidence = _evidence(toponyms, context, gazetteer)
    for group in groups:
        found = candidates_of(group.lead, gazetteer)
        scored = [s for c in found if (s := base_score(group.lead, c, evidence))]
        scored = less_if_seated(scored, asked=group.lead.cue is not None)
        scored = less_if_abroad(scored, found, context.countries)
        group.scored = sorted(scored, key=lambda s: -s.score)[:WEIGHED]
    _as_listed(toponyms, groups)
    _as_named_in_full(groups)
    mentions = Counter(c for t in toponyms if t.cue == "country" for c in t.countries)
    settled = settle([g.scored for g in groups], dict(mentions), context.near)
    told = bool(context.countries or context.near or mentions) or len(groups) > FEW_NAMES
    for group in groups:
        group.doubt = WEIGHTS["a place that nobody knows"] if told else None
        group.on_date = context.on_date
    by_member = {i: (g, s) for g, s in zip(groups, settled, strict=True) for i in g.members}
    return [_one(t, *by_member[i], gazetteer) for i, t in enumerate(toponyms)]


def _as_named_in_full(groups: list[_Group]) -> None:
    """Let a bare name mean what the text names in full: "Tavush" the Tavush province."""
    full = {
        fold(g.lead.name): g for g in groups if g.lead.cue not in (None, "area", "country", "road")
    }
    for group in groups:
        other = full.get(fold(group.lead.name))
        if other is None or group.lead.cue is not None or seated(group.scored):
            continue
        if not other.scored:
            group.scored, group.like = [], other.lead
            continue
        likely = {s.place.place_id for s in other.scored[:3]}
        bonus = WEIGHTS["named with its class"]
        group.scored = sorted(
            (
                replace(s, score=s.score + bonus * (s.place.place_id in likely))
                for s in group.scored
            ),
            key=lambda s: -s.score,
        )


def _as_listed(toponyms: list[Toponym], groups: list[_Group]) -> None:
    """Let a name that mostly stands in lists be of their kind."""
    group_of = {i: group for group in groups for i in group.members}
    classes = [
        group_of[i].scored[0].place.feature_class if group_of[i].scored else None
        for i in range(len(toponyms))
    ]
    kinds = kinds_by_list(toponyms, classes)
    bonus = WEIGHTS["of the kind of its list"]
    for group in groups:
        listed = [kinds[i] for i in group.members if i in kinds]
        if group.lead.cue is None and 2 * len(listed) > len(group.members):
            group.scored = sorted(
                (
                    replace(s, score=s.score + bonus * (s.place.feature_class == listed[0]))
                    for s in group.scored
                ),
                key=lambda s: -s.score,
            )


def _groups(toponyms: list[Toponym]) -> list[_Group]:
    """Join the mentions of one name; what any of them says counts for all."""
    groups: dict[tuple[str, str | None], _Group] = {}
    for i, toponym in enumerate(toponyms):
        key = (fold(toponym.name), toponym.cue)
        group = groups.get(key)
        if group is None:
            groups[key] = _Group(toponym, [i])
            continue
        group.members.append(i)
        lead = group.lead
        group.lead = replace(
            lead,
            countries=lead.countries or toponym.countries,
            parents=lead.parents or toponym.parents,
        )
    return list(groups.values())


def _evidence(toponyms: list[Toponym], context: Context, gazetteer: Gazetteer) -> Evidence:
    units = frozenset().union(
        *(unit_keys(u) for u in context.parents),
        *(unit_keys(t.text) for t in toponyms if t.cue in ("adm1", "adm2", "adm3")),
    )
    told = dict.fromkeys(parent for t in toponyms for parent in t.parents)
    holders = frozenset(fold(parent) for t in toponyms for parent in t.parents[:1])
    return Evidence(
        given=context.countries,
        units=units,
        holders=holders,
        on_date=context.on_date,
        attached={parent: units_named(parent, gazetteer) for parent in told},
    )


def _one(toponym: Toponym, group: _Group, scored: list[Scored], gazetteer: Gazetteer) -> Resolution:
    own = border_line(toponym, group.on_date) or named_area(toponym)
    if own is not None:
        return own
    ranked = sorted(
        zip(scored, chances(scored, group.doubt), strict=True),
        key=lambda s: (-s[1], s[0].place.place_id),
    )
    if not ranked:
        return _unknown(toponym, group.like or toponym, gazetteer)
    best, chance = ranked[0]
    rest = tuple(
        Candidate(place=s.place, score=round(p, 4), reasons=s.reasons) for s, p in ranked[:SHOWN]
    )
    if sum(p for _, p in ranked) < SURE:
        return _stranger(toponym, rest, chance)
    if chance < SURE:
        return _ambiguous(toponym, rest, len(ranked), chance)
    reasons = best.reasons
    if len(ranked) > 1:
        reasons += (f"{len(ranked) - 1} other places of this name are less likely here.",)
    else:
        reasons += ("It is the only place of this name in the gazetteer.",)
    found = placed(toponym, best.place, gazetteer, chance, reasons)
    return replace(found, candidates=rest[1:])


def _ambiguous(
    toponym: Toponym, candidates: tuple[Candidate, ...], count: int, chance: float
) -> Resolution:
    return Resolution(
        toponym=toponym,
        status="ambiguous",
        confidence=round(chance, 3),
        candidates=candidates,
        reasons=(f"{count} places may be meant, and the text does not tell them apart.",),
    )


def _stranger(toponym: Toponym, candidates: tuple[Candidate, ...], chance: float) -> Resolution:
    place = candidates[0].place
    outside = next((r for r in candidates[0].reasons if r.startswith(OUTSIDE)), "")
    but = (
        f"but lies {outside.removeprefix('It lies ').rstrip('.')}, where the wording puts it"
        if outside
        else "but nothing else in the text is near it or in its country"
    )
    return Resolution(
        toponym=toponym,
        status="unresolved",
        confidence=round(chance, 3),
        candidates=candidates,
        reasons=(
            f"{place.name} ({'/'.join(place.countries)}) is known by this name, {but}: "
            "another place may be meant.",
        ),
    )


def _unknown(toponym: Toponym, wording: Toponym, gazetteer: Gazetteer) -> Resolution:
    namesakes = candidates_of(wording, gazetteer)[:SHOWN]
    if namesakes:
        other = namesakes[0].place
        reason = (
            f"The wording ({wording.text}) asks for another kind of place than {other.name}, "
            f"{plain_class(other.feature_class)}, the likeliest of this name."
        )
    else:
        reason = f"No place named {toponym.name} is in the gazetteer."
    return Resolution(
        toponym=toponym,
        status="unresolved",
        candidates=tuple(namesakes),
        reasons=(reason,),
    )
