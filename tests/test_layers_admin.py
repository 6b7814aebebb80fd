"""Incidents by unit: surely and perhaps, side by side."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from layers.admin import AdminLayer, count_in_units
from layers.errors import FrameError, MissingColumnsError
from tests.layers_frames import at, batken, frame, incident

UNITS = gpd.GeoDataFrame(
    {"name": ["west", "east", "far"]},
    geometry=[box(70, 39, 71, 40), box(71, 39, 72, 40), box(80, 39, 81, 40)],
    crs=4326,
)


def counts(geometry: Any, prec: int = 3, radius_m: float | None = None) -> list[list[int]]:
    where = at("X", 70.5, 39.5, prec, radius_m) | {"geometry": geometry}
    counted = count_in_units(frame(incident("a", "talks", **where)), UNITS)
    return [counted["sure"].tolist(), counted["perhaps"].tolist()]


def test_a_place_within_is_sure() -> None:
    assert counts(box(70.2, 39.2, 70.4, 39.4)) == [[1, 0, 0], [0, 0, 0]]
    assert counts(Point(70.5, 39.5), 1, 10.0) == [[1, 0, 0], [0, 0, 0]]


def test_a_place_over_the_edge_is_perhaps_in_both() -> None:
    assert counts(box(70.9, 39.2, 71.1, 39.4)) == [[0, 0, 0], [1, 1, 0]]
    assert counts(LineString([(70.5, 39.5), (71.5, 39.5)])) == [[0, 0, 0], [1, 1, 0]]


def test_an_exact_place_on_the_line_is_perhaps_in_both() -> None:
    assert counts(Point(71, 39.5), 1, 10.0) == [[0, 0, 0], [1, 1, 0]]


def test_a_sliver_between_two_sources_of_one_outline_is_no_doubt() -> None:
    assert counts(box(70, 39, 71.0005, 40)) == [[1, 0, 0], [0, 0, 0]]


def test_nearer_to_an_edge_than_its_outline_is_exact_is_perhaps() -> None:
    where = at("X", 70.98, 39.5, 1, 10.0)  # 1.7 km west of the edge
    told = frame(incident("a", "talks", **where))
    exact = count_in_units(told, UNITS)
    rough = count_in_units(told, UNITS, accuracy_m=4700)
    assert [exact["sure"].tolist(), exact["perhaps"].tolist()] == [[1, 0, 0], [0, 0, 0]]
    assert [rough["sure"].tolist(), rough["perhaps"].tolist()] == [[0, 0, 0], [1, 1, 0]]
    assert UNITS.geometry.iloc[0].equals(box(70, 39, 71, 40))


def test_an_area_that_is_a_unit_is_in_no_other_however_rough_the_outlines() -> None:
    where = at("X", 70.5, 39.5, 4, None) | {"geometry": UNITS.geometry.iloc[0]}
    told = frame(incident("a", "talks", **where))
    rough = count_in_units(told, UNITS, accuracy_m=4700)
    assert [rough["sure"].tolist(), rough["perhaps"].tolist()] == [[1, 0, 0], [0, 0, 0]]
    where = at("X", 70.5, 39.5, 3, None) | {"geometry": box(70.2, 39.2, 70.98, 39.8)}
    near = count_in_units(frame(incident("a", "talks", **where)), UNITS, accuracy_m=4700)
    assert [near["sure"].tolist(), near["perhaps"].tolist()] == [[0, 0, 0], [1, 1, 0]]


def test_a_province_is_perhaps_in_each_of_its_small_districts() -> None:
    assert counts(box(60, 30, 90, 50)) == [[0, 0, 0], [1, 1, 1]]


def test_a_point_that_may_be_off_by_an_unknown_way_is_never_sure() -> None:
    assert counts(Point(70.5, 39.5), 4) == [[0, 0, 0], [1, 0, 0]]


def test_an_incident_in_no_unit_is_told() -> None:
    where = at("X", 0, 0, 1, 10.0)
    counted = count_in_units(frame(incident("a", "talks", **where)), UNITS)
    assert counted.attrs["outside"] == 1


def test_the_units_are_not_changed_and_their_columns_stay() -> None:
    counted = count_in_units(batken(), UNITS)
    assert list(UNITS.columns) == ["name", "geometry"]
    assert counted["name"].tolist() == UNITS["name"].tolist()
    assert counted["sure"].sum() + counted["perhaps"].sum() == 4


def test_no_incident_and_no_unit_are_no_fault() -> None:
    assert count_in_units(frame(), UNITS)["sure"].tolist() == [0, 0, 0]
    assert AdminLayer(batken(), UNITS.iloc[:0]).layer_name == "Incidents by unit"


def test_units_in_another_projection_or_without_names_are_refused() -> None:
    with pytest.raises(FrameError, match="to_crs"):
        count_in_units(batken(), UNITS.to_crs(3857))
    with pytest.raises(MissingColumnsError, match="title"):
        AdminLayer(batken(), UNITS, names="title")
