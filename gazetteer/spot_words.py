"""The spotter's words of a language, folded and laid out once and read back at once.

The sources are tables for people (``spot_*.toml``, names of countries, class
words); folding them takes ten times as long as reading the result. It is kept
as JSON beside the compiled index with a checksum of the sources, and made
again where that does not agree, or each time where it cannot be written.
"""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from gazetteer.data_files import DATA
from gazetteer.errors import GazetteerDataError

__all__ = ["compiled_words", "languages", "word_tables"]

_TABLES: Final = (
    *("countries.tsv", "country_words.tsv", "class_words.tsv", "letters.tsv"),
    *("border_regions.csv", "border_named.csv"),
)
_CODE: Final = (
    *("spot_words.py", "spot_words_build.py"),
    *("names.py", "generic.py", "russian.py"),
)


@cache
def languages() -> tuple[str, ...]:
    """List the languages that have a file of words.

    Examples
    --------
    >>> "en" in languages(), "ru" in languages(), "tlh" in languages()
    (True, True, False)
    """
    found = (path.stem for path in DATA.iterdir() if path.suffix == ".toml")
    return tuple(sorted(stem[5:] for stem in found if stem.startswith("spot_")))


def compiled_words(lang: str) -> Path:
    """Return where the laid-out words of a language are kept."""
    return DATA / "compiled" / f"spot-{lang}.json"


@cache
def word_tables(lang: str) -> dict[str, Any]:
    """Return the words of a language that has a file of them.

    Raises
    ------
    GazetteerDataError
        The language's file lacks a table.

    Examples
    --------
    >>> word_tables("en")["directions"]["north"], word_tables("en")["countries"]["kyrgyzstan"]
    (0, ['KGZ', 1, 0])
    """
    stamp = _stamp(lang)
    kept = _kept(compiled_words(lang))
    if kept is not None and kept.get("stamp") == stamp:
        return kept
    from gazetteer.spot_words_build import made

    try:
        tables = {"stamp": stamp, **made(lang)}
    except (KeyError, TypeError, ValueError) as error:
        raise GazetteerDataError(
            f"spot_{lang}.toml: {error}; compare it with spot_en.toml"
        ) from error
    with suppress(OSError):
        _write(compiled_words(lang), json.dumps(tables, ensure_ascii=False))
    return tables


def _stamp(lang: str) -> str:
    crc = 0
    for path in (f"data/spot_{lang}.toml", *(f"data/{name}" for name in _TABLES), *_CODE):
        with open(f"{DATA.parent}/{path}", "rb") as source:  # noqa: PTH123 - a third of the time
            crc = zlib.crc32(source.read(), crc)
    return f"{crc:08x}"


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
