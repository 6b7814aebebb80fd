"""Russian forms: names declined for matching, and text forms led back to names.

Rules, not a dictionary: place names follow few patterns, and a form that does
not exist does no harm, because it is only ever compared with a text or with
the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

__all__ = ["adjective_forms", "base_forms", "declined", "noun_forms"]

_VOWELS = frozenset("аеёиоуыэюя")
# The last is the first part of a compound: "кыргызско-таджикская граница".
_ADJECTIVE = ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими", "о")

# Endings of the six cases: nominative, genitive, dative, accusative,
# instrumental, prepositional.
_NOUN_CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ия", ("ия", "ии", "ии", "ию", "ией", "ии")),
    ("ея", ("ея", "еи", "ее", "ею", "еей", "ее")),
    ("ка", ("ка", "ки", "ке", "ку", "кой", "ке")),
    ("га", ("га", "ги", "ге", "гу", "гой", "ге")),
    ("ха", ("ха", "хи", "хе", "ху", "хой", "хе")),
    ("жа", ("жа", "жи", "же", "жу", "жей", "же")),
    ("ша", ("ша", "ши", "ше", "шу", "шей", "ше")),
    ("ца", ("ца", "цы", "це", "цу", "цей", "це")),
    ("а", ("а", "ы", "е", "у", "ой", "е")),
    ("я", ("я", "и", "е", "ю", "ей", "е")),
    ("усь", ("усь", "уси", "уси", "усь", "усью", "уси")),
    ("ь", ("ь", "я", "ю", "ь", "ем", "е")),
    ("й", ("й", "я", "ю", "й", "ем", "е")),
    ("ово", ("ово", "ова", "ову", "ово", "овом", "ове")),
    ("аты", ("аты", "атов", "атам", "аты", "атами", "атах")),
    ("ты", ("ты", "тов", "там", "ты", "тами", "тах")),
    ("ы", ("ы", "", "ам", "ы", "ами", "ах")),
)
_ADJECTIVE_CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ая", ("ая", "ой", "ой", "ую", "ой", "ой")),
    ("ий", ("ий", "ого", "ому", "ий", "им", "ом")),
    ("ый", ("ый", "ого", "ому", "ый", "ым", "ом")),
    ("ое", ("ое", "ого", "ому", "ое", "ым", "ом")),
    ("ые", ("ые", "ых", "ым", "ые", "ыми", "ых")),
    ("ие", ("ие", "их", "им", "ие", "ими", "их")),
)
_CONSONANT = ("", "а", "у", "", "ом", "е")


def _cases(word: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...] | None:
    for ending, cases in table:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending)
            return tuple(stem + case for case in cases)
    return None


def _noun_cases(word: str) -> tuple[str, ...]:
    if word.isupper() or not word[-1:].isalpha():
        return (word,) * 6
    found = _cases(word, _NOUN_CASES)
    if found:
        return found
    if word[-1] in _VOWELS:
        return (word,) * 6
    return tuple(word + ending for ending in _CONSONANT)


def declined(name: str) -> list[str]:
    """Return a name in the six cases: leading adjectives and the first noun.

    Examples
    --------
    >>> declined("Южный Судан")[1:3]
    ['Южного Судана', 'Южному Судану']
    >>> declined("Киргизия"), declined("США")
    (['Киргизия', 'Киргизии', 'Киргизию', 'Киргизией'], ['США'])
    """
    columns: list[tuple[str, ...]] = []
    words = name.split(" ")
    for position, word in enumerate(words):
        cases = _cases(word, _ADJECTIVE_CASES) if position < len(words) - 1 else None
        if cases is None:
            columns += [_noun_cases(word), *((rest,) * 6 for rest in words[position + 1 :])]
            break
        columns.append(cases)
    return list(dict.fromkeys(" ".join(forms) for forms in zip(*columns, strict=True)))


def adjective_forms(adjective: str) -> list[str]:
    """Return every form of an adjective in -ский, -цкий, -кий.

    Examples
    --------
    >>> "таджикских" in adjective_forms("таджикский")
    True
    """
    stem = adjective.removesuffix("ий")
    return [stem + ending for ending in _ADJECTIVE]


def noun_forms(noun: str) -> list[str]:
    """Return every form, singular and plural, of a noun for a member of a nation.

    Examples
    --------
    >>> noun_forms("индиец")[1], noun_forms("армянин")[5], noun_forms("таджик")[5]
    ('индийца', 'армяне', 'таджики')
    """
    plural = ("ам", "ами", "ах")
    if noun.endswith("ец"):
        stem = noun.removesuffix("ец")
        stem += "йц" if stem[-1] in _VOWELS else "ц"
        return [noun, *(stem + e for e in ("а", "у", "ем", "е", "ы", "ев", *plural))]
    if noun.endswith(("анин", "янин")):
        stem = noun.removesuffix("ин")
        singular = [noun + e for e in ("", "а", "у", "ом", "е")]
        return [*singular, stem + "е", stem, *(stem + e for e in plural)]
    stem = noun.removesuffix("ок") + "к" if noun.endswith("рок") else noun
    many = "и" if stem[-1] in "кгх" else "ы"
    return [noun, *(stem + e for e in ("а", "у", "ом", "е", many, "ов", *plural))]


# Endings of text forms and what the name may end in instead, longest first.
_CASE_BASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ией", ("ия",)), ("ого", ("ое", "ый", "ий")), ("ому", ("ое", "ый", "ий")),
    ("его", ("ее", "ий")), ("ему", ("ее", "ий")), ("ими", ("ие",)), ("им", ("ий", "ее")),
    ("их", ("ие",)), ("ем", ("ий",)),
    ("ыми", ("ые",)), ("ами", ("ы", "и", "а")), ("ями", ("и",)), ("ью", ("ь",)), ("ии", ("ия",)),
    ("ию", ("ия",)), ("ой", ("а", "ая")), ("ей", ("а", "я")), ("ую", ("ая",)),
    ("ом", ("", "о", "ое", "ый")), ("ем", ("", "ь", "й", "е")), ("ым", ("ый", "ое")),
    ("ых", ("ые",)), ("ах", ("ы", "и", "а")), ("ов", ("ы",)), ("а", ("", "о")),
    ("я", ("ь", "й", "")), ("ы", ("а",)), ("и", ("а", "ь", "я")), ("у", ("", "а", "о")),
    ("ю", ("ь", "й", "я")), ("е", ("", "а", "й", "ь", "я", "о")),
)  # fmt: skip
_NAME_ENDINGS = ("", "а", "я", "ь", "о", "и", "ы", "е")


def _adjective_bases(stem: str) -> Iterator[str]:
    """Yield the names that the stem of a -ский adjective may come from."""
    yield from (stem + ending for ending in _NAME_ENDINGS)
    if stem.endswith("ь"):
        yield stem.removesuffix("ь")
    for suffix, endings in (("ин", ("а", "о", "и", "ы")), ("н", ("", "а", "о", "и", "ы"))):
        if stem.endswith(suffix):
            yield from (stem.removesuffix(suffix) + ending for ending in endings)
    for suffix in ("ий", "ов", "ев"):
        if stem.endswith(suffix):
            yield from (stem.removesuffix(suffix) + e for e in ("", "ия", "о", "ы", "и", "а"))


@lru_cache(maxsize=16384)
def base_forms(word: str) -> tuple[str, ...]:
    """Return the names that a word of a Russian text may be a form of.

    Case endings and adjectives in -ский are led back; the word itself is not
    among them. Case is kept.

    Parameters
    ----------
    word : str
        One word in Cyrillic letters.

    Examples
    --------
    >>> "Баткен" in base_forms("Баткенской"), "Исфара" in base_forms("Исфаринского")
    (True, True)
    >>> "Исфара" in base_forms("Исфаре"), base_forms("Ош"), base_forms("Batken")
    (True, (), ())
    """
    if len(word) < 3 or not "\u0400" <= word[-1] <= "\u04ff":
        return ()
    found: dict[str, None] = {}
    for ending in _ADJECTIVE:
        for kind in ("ск", "цк"):
            if word.endswith(kind + ending):
                stem = word.removesuffix(kind + ending)
                found.update(dict.fromkeys(_adjective_bases(stem)))
                if kind == "цк":
                    found.update(dict.fromkeys((stem + "цк", stem + "ц", stem + "к")))
    for ending, replacements in _CASE_BASES:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found.update((stem + replacement, None) for replacement in replacements)
    return tuple(base for base in found if len(base) > 1 and base != word)
