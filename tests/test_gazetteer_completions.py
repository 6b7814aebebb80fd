"""What begins with a few letters: the likeliest of many, and the same as reading all would find."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import ducer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer, completions
from gazetteer.completions import KEPT, Completions, completions_at, walked
from gazetteer.index_build import build_index
from gazetteer.sources import Row

KEYS = st.text("abд", min_size=1, max_size=5)
PLACES = st.lists(
    st.tuples(st.floats(-1, -0.1), st.integers(0, 40)),
    min_size=1,
    max_size=4,
    unique_by=lambda p: p[1],
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(KEYS, PLACES, min_size=1, max_size=40), st.integers(0, 6))
def test_what_is_kept_of_a_beginning_is_what_reading_all_its_keys_would_rank_first(
    keys: dict[str, list[tuple[float, int]]], most: int
) -> None:
    lists = io.BytesIO()
    writer = Completions(lists, most)
    for key in sorted(keys, key=str.encode):
        writer.add(key.encode(), sorted((rank, ordinal << 3) for rank, ordinal in keys[key]))
    with tempfile.TemporaryDirectory() as folder:
        writer.finish(Path(folder) / "begun")
        begun = ducer.Map((Path(folder) / "begun").read_bytes())
    beginnings = {key[:length] for key in keys for length in range(1, len(key) + 1)}
    for beginning in beginnings:
        met = {key: places for key, places in keys.items() if key.startswith(beginning)}
        at = begun.get(beginning.encode())
        assert (at is not None) == (len(met) > most)
        if at is not None:
            best: dict[int, float] = {}
            for rank, ordinal in (place for places in met.values() for place in places):
                best[ordinal] = min(rank, best.get(ordinal, 0.0))
            found = completions_at(memoryview(lists.getvalue()), at)
            ranks = [min(r for r, o in met[c.key] if o == c.ordinal) for c in found]
            assert ranks == sorted(best.values())[:KEPT]
            assert len({c.ordinal for c in found}) == len(found)


def test_the_likeliest_of_many_is_found_and_not_the_first_of_the_alphabet() -> None:
    found = Gazetteer.open(own=False).find("lo", mode="prefix")
    assert "London" in [c.place.name for c in found[:5]]


def test_few_letters_find_what_more_letters_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        Row(
            f"t:{n}",
            f"Zyndan {n:04}",
            "populated place",
            (),
            1.0,
            2.0,
            population=10**6 // (700 - n),
        )
        for n in range(700)
    ]
    build_index(rows, tmp_path / "kept.gzt")
    monkeypatch.setattr(completions, "WALKED", 10_000)
    build_index(rows, tmp_path / "read.gzt")
    kept, read = (Gazetteer.open(tmp_path / f"{n}.gzt") for n in ("kept", "read"))
    one, other = (
        [(c.place.name, c.score, c.reasons) for c in g.find("zyn", mode="prefix")]
        for g in (kept, read)
    )
    assert one == other
    assert one[0][0] == "Zyndan 0699"


def test_a_large_index_reads_fewer_keys_one_by_one() -> None:
    assert walked(12_000_000) < walked(260_000)
