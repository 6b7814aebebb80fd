"""Evidence inside a run: what its own words say of each piece, wherever it stands.

It depends on the run alone, so that it is worked out once for each run and
remembered with the parse.
"""

from __future__ import annotations

from typing import NamedTuple

from gazetteer.generic import ClassWord
from gazetteer.spot_evidence import WEIGHTS, known_weight
from gazetteer.spot_lexicon import Lexicon
from gazetteer.spot_runs import Word

__all__ = ["HYPHENS", "Known", "Piece", "RunWords", "Verdict", "judge", "judge_classed"]

HYPHENS = ("-", "‑")
NAME_LETTERS = "-GINT"
CAPITALS_MAX = 5
COUNTED_WORDS = 3


class Known(NamedTuple):
    """The likeliest meaning of a key: what evidence needs of it.

    ``sole`` is False for a country whose name a region or town bears too
    ("Georgia"): context must tell. ``main`` is False where the name is only
    one of the place's other names.
    """

    feature_class: str
    population: int
    iso3: str
    sole: bool = True
    main: bool = True

    @property
    def is_large(self) -> bool:
        """Whether this is a country or a region."""
        return self.feature_class in ("country", "adm1")

    @property
    def is_country(self) -> bool:
        """Whether this is a country."""
        return self.feature_class == "country"


class Verdict(NamedTuple):
    """A score, and whether the piece is surely no place (a person, a street)."""

    score: float
    barred: bool
    persons: tuple[str, ...]


class Piece(NamedTuple):
    """Words ``first`` to ``last`` (half open) of a run that may be a name.

    Parameters
    ----------
    key, name : str
        Folded key; the full name where the words are a short form of it.
    start, end, name_end : int
        Characters from the start of the run; ``name_end`` is before a class
        word that the name itself ends with.
    own : ClassWord or None
        That class word.
    plain : Verdict
        Evidence of the run where no class word stands beside the piece.
    """

    first: int
    last: int
    known: Known | None
    key: str
    name: str
    start: int
    end: int
    name_end: int
    own: ClassWord | None
    plain: Verdict


class RunWords(NamedTuple):
    """A run with its words, the kind of each, and the words of its language."""

    text: str
    words: tuple[Word, ...]
    kinds: str
    lexicon: Lexicon


def judge(run: RunWords, span: tuple[int, int], known: Known | None, name: str) -> Piece:
    """Weigh a piece by the words of its run."""
    words, (first, last) = run.words, span
    start, end = words[first].start, words[last - 1].end
    own, name_end = _own_class(run, span, known)
    return Piece(
        first=first,
        last=last,
        known=known,
        key=" ".join(w.key for w in words[first:last]),
        name=name,
        start=start,
        end=end,
        name_end=name_end or end,
        own=own,
        plain=_verdict(run, span, known, classed=False, alias=bool(name)),
    )


def judge_classed(run: RunWords, piece: Piece) -> Verdict:
    """Weigh a piece again that a class word stands beside."""
    span = (piece.first, piece.last)
    return _verdict(run, span, piece.known, classed=True, alias=bool(piece.name))


def _own_class(
    run: RunWords, span: tuple[int, int], known: Known | None
) -> tuple[ClassWord | None, int | None]:
    """Part a name from the class word that says what it is: "Batken Region", not "Rock Hill"."""
    if known is None or known.feature_class in ("country", "border", "populated place"):
        return None, None
    words = run.words[span[0] : span[1]]
    for count in range(min(COUNTED_WORDS, len(words) - 1), 0, -1):
        word = run.lexicon.classes.get(" ".join(w.key for w in words[-count:]))
        if word and word.after and word.feature_class == known.feature_class:
            return word, words[-count - 1].end
    return None, None


def _base(span: tuple[int, int], known: Known | None) -> float:
    length = span[1] - span[0]
    if known is None:
        return WEIGHTS["unknown"] - max(0, length - COUNTED_WORDS)
    weight = known_weight(known.feature_class, known.population)
    weight += 0.0 if known.main else WEIGHTS["other name"]
    return weight + (WEIGHTS["several words"] if length > 1 and not known.is_country else 0.0)


def _verdict(
    run: RunWords, span: tuple[int, int], known: Known | None, *, classed: bool, alias: bool
) -> Verdict:
    first, last = span
    base = _base(span, known)
    left = "" if _hyphen(run, first) else run.kinds[:first].rpartition("F")[2]
    right = "" if _hyphen(run, last) else run.kinds[last:].partition("F")[0]
    country = known is not None and known.is_country
    safe = classed or (country and run.kinds[first] != "G")
    score, barred, persons = base, False, False
    if not left.strip("NDC") and not right.strip("C"):
        score += WEIGHTS["whole run"]
    for part, person in (_left(left, safe=safe), _given(run.kinds[first:last], known, classed)):
        score += part
        persons = persons or person
    weight, street = _right(right, safe=safe)
    score += weight + _plainness(run, span, known, country=country)
    if not alias and not country and _capitals(run, span):
        score += WEIGHTS["capitals"]
    if classed and known is None and "G" in run.kinds[first:last] and right[:1] == "C":
        score += WEIGHTS["given name with a class word"]
    barred = persons or street
    return Verdict(score, barred, _person_keys(run, last) if persons else ())


def _hyphen(run: RunWords, i: int) -> bool:
    """Tell whether a hyphen stands before a word: its neighbour is a name of its own."""
    inside = 0 < i < len(run.words)
    return inside and run.text[run.words[i - 1].end : run.words[i].start] in HYPHENS


def _left(left: str, *, safe: bool) -> tuple[float, bool]:
    chain = left[len(left.rstrip(NAME_LETTERS)) :]
    if not chain or safe:
        return 0.0, False
    for kind, evidence in (("T", "title before"), ("G", "given name before")):
        if kind in chain:
            return WEIGHTS[evidence], True
    if chain[-1] == "I":
        return WEIGHTS["initial before"], True
    return (WEIGHTS["word before"] if chain[-1] == "-" else 0.0), False


def _given(kinds: str, known: Known | None, classed: bool) -> tuple[float, bool]:
    country = known is not None and known.is_country
    if len(kinds) == 1:
        return (WEIGHTS["given name"] if kinds == "G" and not country else 0.0), False
    return 0.0, known is None and kinds[0] == "G" and not classed


def _right(right: str, *, safe: bool) -> tuple[float, bool]:
    rest = right.lstrip("C")
    if "O" in rest:
        return WEIGHTS["organisation"], False
    if rest[:1] == "S":
        return WEIGHTS["street"], True
    if rest[:1] in ("-", "G", "I") and rest and not safe:
        return WEIGHTS["word after"], False
    return 0.0, False


def _plainness(
    run: RunWords, span: tuple[int, int], known: Known | None, *, country: bool
) -> float:
    words = run.words[slice(*span)]
    if country or not all(w.key in run.lexicon.common for w in words):
        return 0.0
    share = 1.0 if len(words) == 1 else 0.5
    return WEIGHTS["common word"] * share + (WEIGHTS["plain words"] if known is None else 0.0)


def _capitals(run: RunWords, span: tuple[int, int]) -> bool:
    name = run.text[run.words[span[0]].start : run.words[span[1] - 1].end]
    return span[1] - span[0] == 1 and 1 < len(name) <= CAPITALS_MAX and name.isupper()


def _person_keys(run: RunWords, last: int) -> tuple[str, ...]:
    keys = [run.words[last - 1].key]
    if last < len(run.words) and run.kinds[last] in "-G":
        keys.append(run.words[last].key)
    return tuple(keys)
