"""Distance to the border: a class only where the place is known well enough for one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.distance import BREAKS_KM, DistanceLayer, distance_classes
from tests.layers_frames import at, batken, frame, incident


def one(km: float | None, radius_m: float | None, prec: int = 2) -> pd.Series[Any]:
    where = at("X", 70.5, 39.9, prec, radius_m)
    told = frame(incident("a", "talks", **where, distance_to_border_km=km))
    return distance_classes(told).iloc[0]


def test_an_exact_place_is_in_one_class() -> None:
    row = one(3.0, 10.0, prec=1)
    assert (row["first"], row["last"], row["sure"]) == (1, 1, True)


def test_a_vague_place_is_between_two_distances() -> None:
    row = one(3.0, 8000.0)
    assert (row["nearest_km"], row["farthest_km"]) == (0.0, 11.0)
    assert (row["first"], row["last"], row["sure"]) == (0, 3, False)


@pytest.mark.parametrize(("km", "radius_m"), [(None, 10.0), (3.0, None)])
def test_what_is_not_known_is_no_class(km: float | None, radius_m: float | None) -> None:
    row = one(km, radius_m)
    assert row["first"] is pd.NA
    assert not row["sure"]


@given(st.floats(0, 500), st.floats(50, 100_000))
def test_the_true_distance_is_never_outside_the_classes(km: float, radius_m: float) -> None:
    row = one(km, radius_m)
    ends = [0.0, *BREAKS_KM, float("inf")]
    assert (
        ends[row["first"]] <= row["nearest_km"] <= km <= row["farthest_km"] <= ends[row["last"] + 1]
    )


def test_the_index_stays() -> None:
    assert list(distance_classes(batken()).index) == list(batken().index)


def test_a_layer_tells_of_each_incident_that_is_drawn() -> None:
    import msgspec

    layer = DistanceLayer(batken())
    ((payload, *_),) = layer.blocks.values()
    shapes = msgspec.json.decode(payload)["shapes"]
    assert len(shapes) == 4
    assert shapes[0]["words"] == [
        "Armed clash at Tort-Kocho, 27 January 2022",
        "Distance to the border: between 0 and 1.4 km",
    ]
    assert "dashArray" in shapes[0]["style"]


@pytest.mark.parametrize("breaks", [[], [0, 1], [5, 1], [1, 1]])
def test_breaks_that_do_not_rise_are_refused(breaks: list[float]) -> None:
    with pytest.raises(ValueError, match="rise"):
        distance_classes(batken(), breaks)


def test_more_classes_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 6"):
        DistanceLayer(batken(), range(1, 9))


def test_an_incident_without_a_title_or_a_place_name_goes_by_its_number() -> None:
    told = batken().iloc[:3].reset_index(drop=True).drop(columns=["title", "place_name"])
    shown = DistanceLayer(told)
    assert '"words":["0"' in next(iter(shown.blocks.values()))[0]


@pytest.mark.parametrize(
    ("km", "radius_m", "said"),
    [(1200.4, 10.0, "1200 and 1201"), (130.0, 6600.0, "123 and 137"), (3.04, 10.0, "3 and 3.1")],
)
def test_kilometres_are_told_in_figures_that_hold_the_truth(
    km: float, radius_m: float, said: str
) -> None:
    where = at("X", 70.5, 39.9, 2, radius_m)
    told = frame(incident("a", "talks", **where, distance_to_border_km=km))
    assert f"between {said} km" in next(iter(DistanceLayer(told).blocks.values()))[0]
