"""Names in a list are of one kind: "Oregon, Utah, Washington and Wyoming" are states.

A list is told by what stands between toponyms, a comma or a short word; the text itself is
not at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gazetteer.toponym import Toponym

__all__ = ["kinds_by_list", "lists"]

LONGEST_GAP = len(", and ")
SHORTEST_LIST = 3
KINDS = frozenset({"country", "adm1", "adm2"})
"""Classes that a list may be of; settlements are listed with anything."""


def lists(toponyms: Sequence[Toponym]) -> Iterator[list[int]]:
    """Yield the positions of toponyms that stand in a list, those of each list together.

    Examples
    --------
    >>> said = ((0, "Utah"), (6, "Oregon"), (17, "Washington"), (60, "Paris"))
    >>> names = [Toponym(text=t, start=at, end=at + len(t), name=t) for at, t in said]
    >>> list(lists(names))
    [[0, 1, 2]]
    """
    ordered = sorted(range(len(toponyms)), key=lambda i: toponyms[i].start)
    chain = ordered[:1]
    for before, after in pairwise(ordered):
        one, other = toponyms[before], toponyms[after]
        if not 0 < other.start - one.end <= LONGEST_GAP:
            if len(chain) >= SHORTEST_LIST:
                yield chain
            chain = []
        chain.append(after)
    if len(chain) >= SHORTEST_LIST:
        yield chain


def kinds_by_list(toponyms: Sequence[Toponym], classes: Sequence[str | None]) -> dict[int, str]:
    """Give the class of each list's most names to those in it that seem to be something else.

    Parameters
    ----------
    toponyms : sequence of Toponym
        Of one text.
    classes : sequence of str or None
        What each most likely is on its own.
    """
    found: dict[int, str] = {}
    for chain in lists(toponyms):
        kind, count = Counter(classes[i] for i in chain).most_common(1)[0]
        if kind in KINDS and 2 * count > len(chain):
            found |= {i: str(kind) for i in chain if classes[i] != kind}
    return found
