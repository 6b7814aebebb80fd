"""What is round the incidents of a map: lines, towns, units."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geomap.surroundings import _boxes, border_lines, cities, units
from tests.layers_frames import at, day, frame, incident

lons, lats = st.floats(-180, 180), st.floats(-90, 90)
spots = st.lists(st.tuples(lons, lats), min_size=1, max_size=12)


def told(*where: tuple[float, float], **more: Any) -> Any:
    rows = [
        incident(f"i{n}", "talks", **(day("2022-01-28") | at("X", lon, lat, 1, 10.0) | more))
        for n, (lon, lat) in enumerate(where)
    ]
    return frame(*rows)


@given(spots)
@settings(max_examples=60)
def test_boxes_hold_their_incidents_and_none_laps_over_another(
    where: list[tuple[float, float]],
) -> None:
    boxes, own = _boxes(told(*where))
    made = [box(*b) for b in boxes]
    assert all(west < east and south < north for west, south, east, north in boxes)
    assert not any(shapely.area(shapely.intersection(a, b)) for a, b in combinations(made, 2))
    for (lon, lat), n in zip(where, own.tolist(), strict=True):
        assert made[n].distance(Point(lon, lat)) <= 1.0 + 1e-9  # a pole is beyond all boxes


def test_a_line_near_parts_whose_bounds_lap_over_each_other_is_drawn_once() -> None:
    angle = [(70.0 + 0.5 * n, 39.5) for n in range(5)] + [(72.0, 39.5 + 0.5 * n) for n in range(5)]
    lines = border_lines(told(*angle, (70.7, 40.6)))
    keys = [(f["properties"]["label"], str(f["geometry"])) for f in lines]  # type: ignore[index]
    assert len(keys) == len(set(keys)) > 0
    cut = {(p["pair"], p["source"], p["part"]) for p in (f["properties"] for f in lines)}  # type: ignore[index]
    assert len(cut) == len(lines)


def test_a_line_is_as_it_stood_on_the_first_day_there() -> None:
    early = told((70.6, 39.95), date_start="1970-01-01", date_end="1970-01-01")
    late = told((70.6, 39.95), date_start="2022-02-30")
    stated = [{f["properties"]["status"] for f in border_lines(f)} for f in (early, late)]  # type: ignore[index]
    assert stated[0] != stated[1]  # a day that is not in the calendar says nothing


def test_a_pole_and_an_empty_place_are_no_fault() -> None:
    assert border_lines(told((12.0, 90.0), (0.0, -90.0))) == []
    nowhere = told((70.5, 39.9), geometry=shapely.Polygon())
    assert (border_lines(nowhere), cities(nowhere), len(units(nowhere))) == ([], [], 0)


def test_units_are_those_in_which_an_incident_may_have_been() -> None:
    assert units(told((70.60, 40.12)))["name"].tolist() == ["Batken Region", "Sughd Region"]
    assert units(told((69.0, 45.0)))["name"].tolist() != []


def test_contested_units_name_all_who_claim_them() -> None:
    names = units(told((34.1, 44.95)))["name"].tolist()
    assert "Autonomous Republic of Crimea (Russia / Ukraine)" in names


def test_units_beyond_the_180th_meridian_are_found() -> None:
    assert len(units(told((178.4, -18.1), (-179.9, -16.6))))
    assert not np.isnan(units(told((178.4, -18.1))).geometry.bounds.to_numpy()).any()
