"""Find the names of places in running text, without a language model.

Runs of capitalised words (``spot_runs``) are parsed against the index
(``spot_parse``); evidence inside and round each run is weighed
(``spot_evidence``), once alone and once knowing what else the text names;
what is left becomes :class:`~gazetteer.toponym.Toponym` values with class
words, parents, countries and relations (``spot_attach``,
``spot_relations``).
"""

from __future__ import annotations

import itertools
from collections import Counter
from functools import lru_cache

from gazetteer.lookup import Gazetteer
from gazetteer.spot_attach import attach
from gazetteer.spot_draft import Drafter
from gazetteer.spot_evidence import THRESHOLD, WEIGHTS
from gazetteer.spot_lexicon import lexicon
from gazetteer.spot_links import Draft
from gazetteer.spot_parse import Parser
from gazetteer.spot_relations import relate
from gazetteer.toponym import Toponym

__all__ = ["spot"]

SURE = THRESHOLD + 1.2
"""A place that is this likely on its own vouches for its other mentions."""


@lru_cache(maxsize=8)
def _parser(index: Gazetteer, lang: str) -> Parser:
    return Parser(index, lexicon(lang))


def spot(text: str, gazetteer: Gazetteer, lang: str = "en") -> list[Toponym]:
    """Find the toponyms of a text.

    Parameters
    ----------
    text : str
        Running text.
    gazetteer : Gazetteer
        The index whose names are known.
    lang : str
        BCP 47 code of the text's language. English, Russian, Kyrgyz, Tajik,
        Uzbek, Arabic, Persian, Pashto and Urdu have words of their own; other
        languages are read with those of English.

    Returns
    -------
    list of Toponym
        In order, not overlapping; ``text[t.start:t.end] == t.text``. Names
        that nobody knows are there too where the wording says that they are
        places ("Naumin pass").

    Examples
    --------
    >>> from gazetteer import Gazetteer
    >>> g = Gazetteer.open()
    >>> text = "Fighting near the Naumin pass in Leilek district, said Marat Osh."
    >>> [t.text for t in spot(text, g)]
    ['Naumin pass', 'Leilek district']
    >>> spot("On Friday the Army and Kyrgyz border guards met.", g)
    []
    >>> spot("", g)
    []
    """
    parser = _parser(gazetteer, lang)
    if parser.lexicon.caseless:
        from gazetteer.spot_caseless import caseless_drafts

        return relate(text, attach(text, caseless_drafts(text, parser)), lang)
    drafter = Drafter(text, parser)
    drafts = drafter.drafts()
    drafts += _remember(drafts, drafter)
    drafts.sort(key=lambda d: d.start)
    _second_thoughts(drafts)
    kept = [d for d in drafts if d.score >= THRESHOLD]
    return relate(text, attach(text, kept), lang)


def _remember(drafts: list[Draft], drafter: Drafter) -> list[Draft]:
    """Let sure places and persons vouch for other mentions of their names."""
    persons = drafter.persons
    surely = Counter(d.key for d in drafts if d.score >= SURE)
    sure = {key for key, count in surely.items() if count > persons[key]}
    revived = list(drafter.revived(sure))
    for draft in (*drafts, *revived):
        if draft.key in sure and draft.score < SURE and not draft.barred:
            draft.score += WEIGHTS["elsewhere a place"]
        elif draft.key in persons and not draft.firm and draft.key not in sure:
            draft.score += WEIGHTS["elsewhere a person"]
    return revived


def _second_thoughts(drafts: list[Draft]) -> None:
    """Let places in a list vouch for their neighbours."""
    for left, right in itertools.pairwise(drafts):
        if not right.listed:
            continue
        sure_left, sure_right = left.score >= SURE, right.score >= SURE
        if sure_left and not right.barred:
            right.score += WEIGHTS["in a list of places"]
        if sure_right and not left.barred:
            left.score += WEIGHTS["in a list of places"]
        elif _is_town(right) and left.score >= THRESHOLD and not (sure_left or right.barred):
            right.score += WEIGHTS["a town in a list"]


def _is_town(draft: Draft) -> bool:
    return draft.known is not None and draft.known.feature_class == "populated place"
