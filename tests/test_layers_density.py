"""Density: nothing is lost or piled up when vague places are spread."""

from __future__ import annotations

import math
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box, shape

from gazetteer.shapes import disc
from layers.classes import SEQUENTIAL, breaks_up_to, colour_of
from layers.density import DensityLayer, spread_density
from layers.errors import MissingColumnsError, MissingLibraryError
from tests.layers_frames import at, batken, frame, incident, zoo

LONS = st.floats(-180, 180, allow_nan=False)
LATS = st.floats(-90, 90, allow_nan=False)


def spot(name: str, geometry: Any, prec: int, radius_m: float | None) -> dict[str, Any]:
    middle = geometry.representative_point()
    return incident(
        name, "talks", **(at(name, middle.x, middle.y, prec, radius_m) | {"geometry": geometry})
    )


def round_place(name: str, lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    where = at(name, lon, lat, 2, radius_m) | {"geometry": shape(disc(lon, lat, radius_m))}
    return incident(name, "talks", **where)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(LONS, LATS, st.sampled_from([10.0, 900.0, 30_000.0, 200_000.0])),
        min_size=1,
        max_size=6,
    ),
    st.integers(2, 6),
)
def test_the_weight_of_all_cells_is_the_number_of_incidents(
    places: list[tuple[float, float, float]], level: int
) -> None:
    rows = [
        spot(f"i{n}", Point(lon, lat), 1, 10.0) if r < 50 else round_place(f"i{n}", lon, lat, r)
        for n, (lon, lat, r) in enumerate(places)
    ]
    cells = spread_density(frame(*rows), resolution=level)
    assert math.fsum(cells["incidents"]) == pytest.approx(len(rows), abs=1e-9)
    assert (cells["incidents"] > 0).all()


def test_every_kind_of_shape_is_spread_and_loose_points_are_counted_apart() -> None:
    shown = zoo()
    cells = spread_density(shown)
    drawn = sum(g is not None and not g.is_empty for g in shown.geometry)
    assert math.fsum(cells["incidents"]) == pytest.approx(drawn - cells.attrs["left_out"])
    assert cells.attrs["left_out"] == 1


def test_an_exact_place_is_whole_in_one_cell() -> None:
    cells = spread_density(frame(spot("a", Point(70.5, 39.9), 1, 10.0)), resolution=7)
    assert cells[["incidents", "sure", "perhaps"]].to_numpy().tolist() == [[1.0, 1, 0]]
    assert cells.geometry.iloc[0].contains(Point(70.5, 39.9))


def test_a_district_is_no_heap_on_its_centre() -> None:
    cells = spread_density(frame(round_place("d", 70.5, 39.9, 30_000)), resolution=6)
    assert len(cells) > 60
    assert cells["incidents"].max() < 0.03
    assert cells["sure"].sum() == 0
    assert (cells["perhaps"] == 1).all()


def test_a_share_is_that_of_the_area() -> None:
    whole = box(70.0, 39.0, 71.0, 40.0)
    cells = spread_density(frame(spot("a", whole, 3, None)), resolution=5)
    inner = cells[cells.geometry.within(whole)]
    expected = inner.to_crs(6933).area / cells.to_crs(6933).clip(box(*_flat(whole))).area.sum()
    assert inner["incidents"].to_numpy() == pytest.approx(expected.to_numpy(), rel=0.02)


def _flat(geometry: Any) -> tuple[float, ...]:
    import geopandas as gpd

    return tuple(gpd.GeoSeries([geometry], crs=4326).to_crs(6933).total_bounds)


def test_a_line_is_spread_along_its_length() -> None:
    line = LineString([(70.0, 39.9), (71.0, 39.9)])
    cells = spread_density(frame(spot("l", line, 5, None)), resolution=6)
    assert math.fsum(cells["incidents"]) == pytest.approx(1)
    assert cells.intersects(line).all()
    assert cells["incidents"].max() < 0.15


def test_over_the_180th_meridian_hexagons_stay_whole() -> None:
    cells = spread_density(frame(round_place("d", 179.95, 51.5, 40_000)), resolution=5)
    assert (cells.bounds.maxx - cells.bounds.minx < 2).all()
    assert math.fsum(cells["incidents"]) == pytest.approx(1)


def test_a_very_large_area_is_spread_over_large_cells_or_refused() -> None:
    told = frame(spot("a", box(60, 30, 90, 50), 5, None))
    cells = spread_density(told)
    assert math.fsum(cells["incidents"]) == pytest.approx(1)
    with pytest.raises(ValueError, match="choose a coarser resolution"):
        spread_density(told, resolution=7)


def test_background_is_not_counted() -> None:
    cells = spread_density(batken(), resolution=6)
    assert math.fsum(cells["incidents"]) == pytest.approx(4)


def test_no_incident_is_no_fault() -> None:
    assert len(spread_density(frame())) == 0
    assert DensityLayer(frame()).cells.empty


def test_the_frame_is_not_changed_and_the_same_frame_gives_the_same_cells() -> None:
    given_, same = zoo(), zoo()
    first = spread_density(given_)
    assert given_.to_json() == same.to_json()
    assert first.equals(spread_density(same))
    assert shapely.equals(first.geometry.values, spread_density(same).geometry.values).all()


def test_a_resolution_out_of_range_and_missing_columns_are_named() -> None:
    with pytest.raises(ValueError, match="resolution 12"):
        spread_density(batken(), resolution=12)
    with pytest.raises(MissingColumnsError, match="radius_m"):
        spread_density(batken().drop(columns="radius_m"))


@given(st.floats(1e-4, 1e6), st.booleans())
def test_classes_hold_every_number_up_to_the_largest(top: float, whole: bool) -> None:
    number = math.ceil(top) if whole else top
    breaks = breaks_up_to(number, whole=whole)
    assert len(breaks) <= len(SEQUENTIAL)
    assert breaks == sorted(set(breaks))
    assert breaks[-1] >= number * (1 - 1e-6)
    assert colour_of(number, breaks) == SEQUENTIAL[-1]


def test_without_h3_the_call_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from layers.hexagons import _h3

    _h3.cache_clear()
    monkeypatch.setitem(sys.modules, "h3", None)
    with pytest.raises(MissingLibraryError, match=r"geomap-incidents\[plot\]"):
        spread_density(batken())
    _h3.cache_clear()
