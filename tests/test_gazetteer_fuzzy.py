"""What the fuzzy file promises: every key within reach of a name is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from gazetteer import fuzzy
from gazetteer.fuzzy import FuzzyIndex, reach
from gazetteer.fuzzy_build import write_fuzzy

LETTERS = "abcdeg"  # few, so that names are alike, and none that loosening changes
WORDS = st.text(LETTERS, min_size=3, max_size=18).filter(lambda w: fuzzy.loosen(w) == w)


def built(folder: Path, keys: list[str]) -> FuzzyIndex:
    header = write_fuzzy(sorted(set(keys)), folder / "fuzzy")
    header["tables"] = {str(length): entry for length, entry in header["tables"].items()}
    return FuzzyIndex(memoryview((folder / "fuzzy").read_bytes()), header)


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and the word after one or two edits."""
    word = changed = draw(WORDS)
    for _ in range(draw(st.integers(1, 2))):
        at, letter = draw(st.integers(0, len(changed) - 1)), draw(st.sampled_from(LETTERS))
        changed = draw(
            st.sampled_from(
                [
                    changed[:at] + letter + changed[at:],
                    changed[:at] + changed[at + 1 :],
                    changed[:at] + letter + changed[at + 1 :],
                    changed[:at] + changed[at : at + 2][::-1] + changed[at + 2 :],
                    changed + letter,
                ]
            )
        )
    return word, changed


@pytest.mark.parametrize("wide", [False, True])
def test_what_lies_within_reach_is_found(
    wide: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if wide:
        monkeypatch.setattr("gazetteer.fuzzy_build.WIDE", 1)

    @given(misspelt(), st.lists(WORDS, max_size=30))
    def law(pair: tuple[str, str], others: list[str]) -> None:
        word, query = pair
        if fuzzy.loosen(query) != query or query == word:
            return
        away = OSA.distance(word, query)
        index = built(tmp_path, [word, *others])
        if away <= reach(len(word), len(query)):
            found = {**index.near(query, 1), **index.near(query, 2)}
            assert found.get(word) == away, (word, query)

    law()


@pytest.mark.parametrize("wide", [False, True])
def test_only_what_lies_within_reach_is_found(
    wide: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if wide:
        monkeypatch.setattr("gazetteer.fuzzy_build.WIDE", 1)

    @given(WORDS, st.lists(WORDS, min_size=1, max_size=60))
    def law(query: str, keys: list[str]) -> None:
        index = built(tmp_path, keys)
        for edits in (1, 2):
            for key, distance in index.near(query, edits).items():
                assert key in keys
                assert 0 < OSA.distance(key, query) <= edits
                assert distance == OSA.distance(key, query)

    law()


def test_a_table_of_more_keys_than_two_bytes_number_finds_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers beyond 16 bits stand in the check byte, or in a byte of their own."""
    import itertools

    keys = ["".join(word) for word in itertools.product("abcdefgi", repeat=5)]
    keys = ["zur" + word for word in keys if fuzzy.loosen("zur" + word) == "zur" + word][:70_000]
    asked = keys[::7001]
    for limit in (1 << 20, 1):
        monkeypatch.setattr("gazetteer.fuzzy_build.WIDE", limit)
        index = built(tmp_path, keys)
        assert [index.sounding(key) for key in asked] == [[key] for key in asked]


def test_keys_of_any_length_are_filed_in_passes_as_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"{a}{b}{c}ana" for a in "bdg" for b in "aei" for c in "bdgmnr"]
    built(tmp_path, keys)
    whole = (tmp_path / "fuzzy").read_bytes()
    monkeypatch.setattr("gazetteer.fuzzy_build.PASS_SIZE", 50)
    built(tmp_path, keys)
    assert (tmp_path / "fuzzy").read_bytes() == whole
