"""What a geometry says of a place decides how it is drawn."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from layers.shapes import read_shapes
from tests.layers_frames import at, disc, frame, incident, zoo


def one(**columns: object) -> gpd.GeoDataFrame:
    return frame(incident("x", "shelling", **columns))


def test_each_shape_of_the_zoo() -> None:
    modes = dict(zip(zoo().index, read_shapes(zoo()).modes, strict=True))
    assert modes == {
        "point": "point",
        "disc": "disc",
        "province": "area",
        "stretch": "area",
        "line": "area",
        "islands": "area",
        "false-pin": "vague",
        "nowhere": "none",
        "empty": "none",
    }


@pytest.mark.parametrize("prec", [3, 4, 5, 6, 7])
@pytest.mark.parametrize("radius", [None, 10.0, 5000.0])
def test_a_vague_place_is_never_a_point(prec: int, radius: float | None) -> None:
    columns = at("X", 70.0, 40.0, prec, radius) | {"geometry": Point(70.0, 40.0)}
    assert read_shapes(one(**columns)).modes[0] in ("disc", "vague")


def test_a_point_with_a_large_error_is_a_disc() -> None:
    columns = at("X", 70.0, 40.0, 1, 10.0) | {"radius_m": 800.0}
    shapes = read_shapes(one(**columns))
    assert shapes.modes == ["disc"]
    assert [part.tolist() for part in shapes.discs] == [[0], [800.0]]
    assert [part.tolist() for part in shapes.spots] == [[70_000_000], [40_000_000]]


def test_a_point_stands_where_its_geometry_is() -> None:
    columns = at("X", 70.0, 40.0, 1, 10.0) | {"lon": 71.0}
    assert read_shapes(one(**columns)).lon.tolist() == [70.0]


@given(
    st.floats(-179, 179), st.floats(-70, 70), st.floats(100, 50_000), st.sampled_from([32, 64, 128])
)
def test_a_true_circle_is_told_from_its_outline(
    lon: float, lat: float, radius_m: float, vertices: int
) -> None:
    circle = disc(lon, lat, radius_m, vertices)
    if circle.bounds[2] - circle.bounds[0] > 180:
        return
    columns = at("X", lon, lat, 2, radius_m) | {"geometry": circle}
    assert read_shapes(one(**columns)).modes == ["disc"]


def test_a_square_of_that_size_is_no_disc() -> None:
    west, south, east, north = disc(70.0, 40.0, 5000.0).bounds
    columns = at("X", 70.0, 40.0, 2, 5000.0) | {"geometry": box(west, south, east, north)}
    assert read_shapes(one(**columns)).modes == ["area"]


def test_a_cut_disc_is_drawn_as_it_is() -> None:
    half = disc(70.0, 40.0, 5000.0).intersection(box(69.0, 39.0, 70.0, 41.0))
    columns = at("X", 70.0, 40.0, 2, 5000.0) | {"geometry": half}
    assert read_shapes(one(**columns)).modes == ["area"]


def test_an_area_shared_by_many_is_held_once() -> None:
    rows = [incident(f"i{n}", "shelling", **at("X", 70.0, 40.0, 3, 9000.0)) for n in range(5)]
    shapes = read_shapes(frame(*rows))
    assert (len(shapes.discs[0]), shapes.area.tolist()) == (1, [0] * 5)


def test_an_outline_shared_by_many_is_held_once() -> None:
    given = zoo().loc[["province", "stretch", "province", "disc"]]
    shapes = read_shapes(given)
    assert shapes.area.tolist() == [1, 2, 1, 0]
    assert len(shapes.outlines) == 2


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_spot_keeps_its_place_to_a_tenth_of_a_metre(lon: float, lat: float) -> None:
    columns = at("X", lon, lat, 1, 10.0)
    x, y = (part.item() / 1e6 for part in read_shapes(one(**columns)).spots)
    assert (x, y) == pytest.approx((lon, lat), abs=0.51e-6)


def test_an_exact_and_a_vague_place_at_one_point_are_two_spots() -> None:
    rows = [
        incident(f"i{n}", "talks", **at("X", 70.0, 40.0, n, r)) for n, r in ((1, 9.0), (3, 9e3))
    ]
    assert len(set(read_shapes(frame(*rows)).spot.tolist())) == 2


def test_an_outline_keeps_its_place_to_a_metre() -> None:
    outline = shapely.geometry.box(70.1234567, 39.7654321, 70.2, 39.8)
    columns = at("X", 70.15, 39.78, 3, None) | {"geometry": outline}
    drawn = shapely.geometry.shape(json.loads(bytes(read_shapes(one(**columns)).outlines[0])))
    assert np.abs(np.array(drawn.bounds) - outline.bounds).max() <= 0.5e-5 + 1e-12


def test_a_handle_without_a_centre_stands_inside_the_area() -> None:
    outline = shapely.Polygon([(0, 0), (10, 0), (10, 1), (1, 1), (1, 10), (0, 10)])
    columns = at("X", 0.0, 0.0, 3, None) | {"geometry": outline, "lon": None, "lat": None}
    shapes = read_shapes(one(**columns))
    assert outline.contains(Point(shapes.lon[0], shapes.lat[0]))


def test_an_empty_frame_has_no_shapes() -> None:
    assert read_shapes(frame()).modes == []
