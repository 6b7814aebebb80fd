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

__all__ = ["HYPHENS", "Known", "Piece", "RunWords", "Verdict", "judge", "judge_classed", "known_as"]

HYPHENS = ("-", "‑")
NAME_LETTERS = "-GINT"
CAPITALS_MAX = 5
COUNTED_WORDS = 3
NO_CLASS_WORD = frozenset({"country", "border", "populated place"})


class Known(NamedTuple):
    """The likeliest meaning of a key: what evidence needs of it.

    ``sole`` is False for a country whose name a region or town bears too
    ("Georgia"): context must tell. ``main`` is False where the name is only
    one of the place's other names. ``is_large`` is True for a country or a
    region; ``weight`` is what the name alone weighs. :func:`known_as` makes one.
    """

    feature_class: str
    population: int
    iso3: str
    sole: bool = True
    main: bool = True
    is_country: bool = False
    is_large: bool = False
    weight: float = 0.0


def known_as(
    feature_class: str, population: int, iso3: str, *, sole: bool = True, main: bool = True
) -> Known:
    """Make a meaning, with what depends on it alone.

    Examples
    --------
    >>> known_as("country", 0, "KGZ").is_large, known_as("adm1", 0, "KGZ", main=False).weight
    (True, 0.9)
    """
    weight = known_weight(feature_class, population) + (0.0 if main else WEIGHTS["other name"])
    is_country = feature_class == "country"
    is_large = is_country or feature_class == "adm1"
    return Known(
        feature_class, population, iso3, sole, main, is_country, is_large, round(weight, 6)
    )


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
    """A run with its words, the kind of each, and the words of its language.

    ``cuts`` are the words before which a case ending closes another name.
    """

    text: str
    words: tuple[Word, ...]
    kinds: str
    lexicon: Lexicon
    cuts: frozenset[int] = frozenset()


def judge(run: RunWords, span: tuple[int, int], known: Known | None, name: str) -> Piece:
    """Weigh a piece by the words of its run."""
    words, (first, last) = run.words, span
    start, end = words[first].start, words[last - 1].end
    own, name_end = _own_class(run, span, known)
    one = last - first == 1
    key = words[first].key if one else " ".join([w.key for w in words[first:last]])
    plain = _verdict(run, span, known, classed=False, alias=bool(name))
    return Piece(first, last, known, key, name, start, end, name_end or end, own, plain)


def judge_classed(run: RunWords, piece: Piece) -> Verdict:
    """Weigh a piece again that a class word stands beside."""
    span = (piece.first, piece.last)
    return _verdict(run, span, piece.known, classed=True, alias=bool(piece.name))


def _own_class(
    run: RunWords, span: tuple[int, int], known: Known | None
) -> tuple[ClassWord | None, int | None]:
    """Part a name from the class word that says what it is: "Batken Region", not "Rock Hill"."""
    if span[1] - span[0] == 1 or known is None or known.feature_class in NO_CLASS_WORD:
        return None, None
    words = run.words[span[0] : span[1]]
    for count in range(min(COUNTED_WORDS, len(words) - 1), 0, -1):
        word = run.lexicon.classes.get(" ".join([w.key for w in words[-count:]]))
        if word and word.after and word.feature_class == known.feature_class:
            return word, words[-count - 1].end
    return None, None


def _base(length: int, known: Known | None) -> float:
    if known is None:
        return WEIGHTS["unknown"] - max(0, length - COUNTED_WORDS)
    if length > 1 and not known.is_country:
        return known.weight + WEIGHTS["several words"]
    return known.weight


def _verdict(
    run: RunWords, span: tuple[int, int], known: Known | None, *, classed: bool, alias: bool
) -> Verdict:
    first, last = span
    kinds = run.kinds
    country = known is not None and known.is_country
    score = _base(last - first, known)
    persons = street = False
    right = ""
    if last - first == len(kinds):
        score += WEIGHTS["whole run"]
    else:
        left = "" if not first or _hyphen(run, first) else kinds[:first].rpartition("F")[2]
        right = "" if _hyphen(run, last) else kinds[last:].partition("F")[0]
        if not left.strip("NDC") and not right.strip("C"):
            score += WEIGHTS["whole run"]
        safe = classed or (country and kinds[first] != "G")
        part, persons = _left(left, safe=safe)
        weight, street = _right(right, safe=safe)
        score += part + weight
    part, person = _given(kinds[first:last], known, classed)
    persons = persons or person
    score += part + _plainness(run, span, known, country=country)
    if not alias and not country and _capitals(run, span):
        score += WEIGHTS["capitals"]
    if classed and known is None and right[:1] == "C" and "G" in kinds[first:last]:
        score += WEIGHTS["given name with a class word"]
    return Verdict(score, persons or street, _person_keys(run, last) if persons else ())


def _hyphen(run: RunWords, i: int) -> bool:
    """Tell whether a hyphen or a cut stands before a word: its neighbour is another name."""
    words = run.words
    if not 0 < i < len(words):
        return False
    return run.text[words[i - 1].end : words[i].start] in HYPHENS or i in run.cuts


def _left(left: str, *, safe: bool) -> tuple[float, bool]:
    chain = left[len(left.rstrip(NAME_LETTERS)) :]
    if not chain or safe:
        return 0.0, False
    if "T" in chain:
        return WEIGHTS["title before"], True
    if "G" in chain:
        return WEIGHTS["given name before"], True
    if chain[-1] == "I":
        return WEIGHTS["initial before"], True
    return (WEIGHTS["word before"] if chain[-1] == "-" else 0.0), False


def _given(kinds: str, known: Known | None, classed: bool) -> tuple[float, bool]:
    if kinds[0] != "G":
        return 0.0, False
    if len(kinds) > 1:
        return 0.0, known is None and not classed
    return (0.0 if known is not None and known.is_country else WEIGHTS["given name"]), False


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
    if country:
        return 0.0
    common = run.lexicon.common
    for word in run.words[span[0] : span[1]]:
        if not common[word.key]:
            return 0.0
    share = 1.0 if span[1] - span[0] == 1 else 0.5
    return WEIGHTS["common word"] * share + (WEIGHTS["plain words"] if known is None else 0.0)


def _capitals(run: RunWords, span: tuple[int, int]) -> bool:
    if span[1] - span[0] != 1:
        return False
    word = run.words[span[0]]
    if not 1 < word.end - word.start <= CAPITALS_MAX:
        return False
    return run.text[word.start : word.end].isupper()


def _person_keys(run: RunWords, last: int) -> tuple[str, ...]:
    keys = [run.words[last - 1].key]
    if last < len(run.words) and run.kinds[last] in "-G":
        keys.append(run.words[last].key)
    return tuple(keys)
