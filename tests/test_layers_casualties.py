"""Casualties: claimants side by side, unknown is hollow, nothing is added up."""

from __future__ import annotations

from typing import Any

import pytest

from layers.casualties import CasualtiesLayer
from tests.layers_frames import at, batken, claim, day, figure, frame, incident


def rows(kind: str, *claims: dict[str, Any]) -> list[Any]:
    told = incident(
        "a", "shelling", **day("2022-01-27"), **at("X", 70.5, 39.9, 1, 10.0), claims=list(claims)
    )
    return CasualtiesLayer(frame(told), kind).rows


def said(claim_id: str, side: str | None, *figures: dict[str, Any], **more: Any) -> dict[str, Any]:
    return claim(claim_id, side, "words", about="casualties", casualties=list(figures), **more)


def test_each_figure_of_each_claimant_is_a_circle_of_its_own() -> None:
    (row,) = rows(
        "killed",
        said("1", "TJK", figure("killed", 2, 2, side="TJK"), figure("killed", 5, 5, side="KGZ")),
        said("2", "KGZ", figure("killed", 1, 1, side="KGZ")),
    )
    assert [s.text for s in row.signs] == ["1", "2", "5"]
    assert len({s.colour for s in row.signs}) == 2
    assert row.words[1:] == (
        "Kyrgyzstan — people of Kyrgyzstan: 1",
        "Tajikistan — people of Tajikistan: 2; people of Kyrgyzstan: 5",
    )


def test_an_unknown_number_is_hollow_and_no_zero() -> None:
    (row,) = rows("killed", said("1", "TJK", figure("killed", None, hedge="dozens")))
    (sign,) = row.signs
    assert (sign.text, sign.hollow) == ("?", True)


def test_a_zero_that_somebody_stated_is_a_zero() -> None:
    (row,) = rows("killed", said("1", "TJK", figure("killed", 0, 0)))
    (sign,) = row.signs
    assert (sign.text, sign.hollow, sign.bound) == ("0", False, False)


@pytest.mark.parametrize(
    ("low", "high", "text"), [(10, None, "≥10"), (None, 5, "≤5"), (10, 12, "10–12")]
)
def test_a_bound_has_a_ring(low: int | None, high: int | None, text: str) -> None:
    (row,) = rows("wounded", said("1", "TJK", figure("wounded", low, high)))
    (sign,) = row.signs
    assert (sign.text, sign.bound) == (text, True)


def test_a_claim_that_was_replaced_is_left_out() -> None:
    (row,) = rows(
        "killed",
        said("1", "TJK", figure("killed", 2, 2)),
        said("2", "TJK", figure("killed", 3, 3), supersedes="1"),
    )
    assert [s.text for s in row.signs] == ["3"]


def test_a_figure_repeated_word_for_word_is_one() -> None:
    again = figure("killed", 2, 2, side="TJK")
    (row,) = rows("killed", said("1", "TJK", again), said("2", "TJK", again))
    assert [s.text for s in row.signs] == ["2"]


def test_parts_of_a_figure_are_never_circles() -> None:
    parts = [figure("wounded", 6, 6), figure("wounded", 4, 4)]
    (row,) = rows("wounded", said("1", "TJK", figure("wounded", 10, None, parts=parts)))
    assert [s.text for s in row.signs] == ["≥10"]


def test_two_speakers_without_a_side_stay_two() -> None:
    (row,) = rows(
        "killed",
        said("1", None, figure("killed", 2, 2), claimant="A doctor"),
        said("2", None, figure("killed", 3, 3), claimant="A witness"),
        said("3", None, figure("killed", 4, 4)),
    )
    assert [w.partition(" — ")[0] for w in row.words[1:]] == [
        "A doctor", "A witness", "The report itself",
    ]  # fmt: skip


def test_another_kind_and_incidents_without_figures_have_no_row() -> None:
    assert rows("missing", said("1", "TJK", figure("killed", 2, 2))) == []
    assert rows("killed") == []
    (row,) = CasualtiesLayer(batken(), "wounded").rows
    assert not row.exact


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="no casualties of kind 'dead'"):
        CasualtiesLayer(batken(), "dead")
