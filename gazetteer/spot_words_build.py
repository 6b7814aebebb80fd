"""Lay out the spotter's words of a language: fold them, decline them, name the countries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from gazetteer import russian
from gazetteer.data_files import DATA
from gazetteer.generic import ClassWord, class_words
from gazetteer.names import fold

__all__ = ["made"]


def made(lang: str) -> dict[str, Any]:
    """Return the tables of a language, ready for JSON.

    Raises
    ------
    KeyError, TypeError, ValueError
        The language's file lacks something or says it wrongly.
    """
    data = tomllib.loads(_text(f"spot_{lang}.toml"))
    cues = data["cues"]
    endings = data["forms"]["classes"].split()
    return {
        "words": {
            name: _keys(_with_endings(value.split(), endings if name in _ENDED else []))
            for name, value in data["words"].items()
        },
        "near": cues["near"],
        "vague_before": cues["vague_before"],
        "vague_after": cues["vague_after"],
        **{name: data[name] for name in ("directions", "units", "abbreviations", "aliases")},
        "wording": data["wording"],
        **_positions(data["position"]),
        "suffixes": sorted(data["forms"]["names"].split(), key=len, reverse=True),
        "locative": data["forms"]["locative"].split(),
        "caseless": data["forms"].get("caseless", False),
        "prefixes": data["forms"].get("prefixes", {}),
        "postpositions": _keys(data["forms"].get("postpositions", "").split()),
        "heads": _keys(data["forms"].get("heads", "").split()),
        "classes": _classes(lang, data["classes"], endings),
        "countries": _countries(lang),
        "named": _named(),
    }


def _text(name: str) -> str:
    return (DATA / name).read_text("utf-8")


_ENDED = frozenset({"time", "title", "organisation", "other"})
"""Words that take endings as names do."""


def _with_endings(words: list[str], endings: list[str]) -> list[str]:
    return [*words, *(word + ending for word in words for ending in endings)]


def _keys(words: Iterable[str]) -> list[str]:
    return sorted({fold(word) for word in words})


def _positions(data: dict[str, Any]) -> dict[str, Any]:
    """Fold what takes a place and what does not, by preposition."""
    return {
        "place_verbs": _keys(data["verbs"].split()),
        "governors": {fold(k): _keys(v.split()) for k, v in data["takes_a_place"].items()},
        "elsewhere": {fold(k): _keys(v.split()) for k, v in data["takes_no_place"].items()},
        "naming": [[fold(word) for word in reversed(p.split())] for p in data["naming"]],
        "articles": data["articles"],
        "away": fold(data["away"]),
        "onward": data["onward"],
    }


# Class words


def _classes(
    lang: str, extra: dict[str, tuple[Any, str]], endings: list[str]
) -> dict[str, list[Any]]:
    words = class_words() | {
        fold(word): ClassWord(fold(word), kind, lang, where != "after", where != "before")
        for word, (kind, where) in extra.items()
    }
    own = {key: word for key, word in words.items() if word.lang == lang}
    for key, word in own.items() if endings else ():
        for ending in endings:
            words.setdefault(key + fold(ending), word)
    return {key: list(word) for key, word in {**words, **dict(_plurals(words))}.items()}


def _plurals(words: dict[str, ClassWord]) -> Iterator[tuple[str, ClassWord]]:
    """Yield "villages of" for "village of"."""
    for key, word in words.items():
        if key.endswith(" of"):
            head = key.removesuffix(" of")
            many = f"{head[:-1]}ies" if head.endswith("y") else f"{head}s"
            yield f"{many} of", word._replace(key=f"{many} of")


# Lines and areas


def _named() -> dict[str, list[str]]:
    """Give the class and first country of each line and area with a name."""
    from gazetteer.borders_named import named_keys

    return {key: [e.feature_class, (*e.countries, "")[0]] for key, e in named_keys().items()}


# Countries


def _countries(lang: str) -> dict[str, list[Any]]:
    """Give names, adjectives, demonyms and codes: country, is it a name, is it a code."""
    found: dict[str, list[Any]] = {}
    for iso3, word, kind in (*_names(lang), *_words(lang)):
        for form in _forms(word, kind, lang):
            key = fold(form)
            if kind == "none":
                found[key] = ["", 0, 0]
            elif key and (key not in found or (kind == "name" and not found[key][1])):
                found[key] = [iso3, int(kind in ("name", "code")), int(kind == "code")]
    return found


def _names(lang: str) -> Iterator[tuple[str, str, str]]:
    """Names of the largest country first: of two with one name it is meant."""
    langs = f"{lang}|und" if lang == "en" else lang
    pattern = re.compile(rf"[\t|](?:{langs})=([^|\n]{{3,}})")
    lines = _text("countries.tsv").splitlines()[1:]
    for line in sorted(lines, key=lambda row: -int(row.split("\t", 6)[5])):
        for match in pattern.finditer(line):
            yield line[:3], match[1], "name"


def _words(lang: str) -> Iterator[tuple[str, str, str]]:
    for line in _text("country_words.tsv").splitlines()[1:]:
        iso3, code, kind, word = line.split("\t")
        if code == lang:
            yield iso3, word, kind


def _forms(word: str, kind: str, lang: str) -> list[str]:
    if lang == "ru" and kind != "code":
        return russian.declined(word) if kind in ("name", "none") else []
    if kind == "noun" and not word.endswith("s"):
        return [word, f"{word}s"]
    return [word]
