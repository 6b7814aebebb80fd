"""The two sides of a report's conflict, and whether a speaker is one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from geomap.extract.attribution import Attribution
from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes
from geomap.world import country_of_city

__all__ = ["Pair", "conflict_pair", "is_third_party", "side_of_span"]

Pair = tuple[str, str]


def conflict_pair(notes: Sequence[Notes]) -> Pair | None:
    """Find the two countries between which a report's violence happens.

    Parameters
    ----------
    notes : sequence of Notes
        The report's sentences.

    Returns
    -------
    tuple of str or None
        ISO 3166-1 alpha-3, sorted; None where fewer than two countries take
        part. Countries named beside violence or harm count double.

    Examples
    --------
    >>> from geomap.extract.notes import annotate
    >>> conflict_pair(annotate("Thai and Cambodian soldiers clashed. The UN is worried.", "en"))
    ('KHM', 'THA')
    >>> conflict_pair(annotate("It rained in Thailand.", "en")) is None
    True
    """
    weight: Counter[str] = Counter()
    violent: set[str] = set()
    for note in notes:
        hot = bool(note.harm) or any(
            t.family == "violence" and t.modality == "told" for t in note.triggers
        )
        for nation in note.nations:
            weight[nation.iso3] += 3 if hot else 1
            if hot:
                violent.add(nation.iso3)
    sides = [iso3 for iso3, _ in weight.most_common() if iso3 in violent or not violent]
    if len(sides) < 2:
        return None
    first, second = sorted(sides[:2])
    return first, second


def side_of_span(note: Notes, start: int, end: int, within: Iterable[str] = ()) -> str | None:
    """Give the country named inside a span of a sentence, one of ``within`` first.

    Parameters
    ----------
    note : Notes
        The sentence.
    start, end : int
        Span in it.
    within : iterable of str
        ISO 3166-1 alpha-3 codes that win over others.

    Returns
    -------
    str or None
        None where no country or more than one is named.
    """
    named = [n.iso3 for n in note.nations if start <= n.start < end]
    wanted = {n for n in named if n in set(within)} or set(named)
    return wanted.pop() if len(wanted) == 1 else None


def is_third_party(
    note: Notes, attribution: Attribution, pair: Pair | None, lang: str = "en"
) -> bool:
    """Tell whether a speaker is another country's or an organisation of states.

    A deputy, a union, a ministry of either side are none.

    Parameters
    ----------
    note : Notes
        The sentence of the attribution.
    attribution : Attribution
        Who speaks.
    pair : tuple of str or None
        The two sides.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    bool
    """
    if pair is None or attribution.pronoun or attribution.mutual:
        return False
    if load_lexicon(lang).word("speech.outsiders").search(attribution.claimant):
        return True
    start, end = attribution.claimant_start, attribution.claimant_end
    named = {n.iso3 for n in note.nations if start <= n.start < end}
    seat = country_of_city(attribution.claimant)
    named |= {seat} if seat else set()
    return bool(named) and not named & set(pair)
