"""Shapes of true size anywhere on the globe."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import shapes
from gazetteer.errors import GazetteerDataError

LON = st.floats(-180, 180)
LAT = st.floats(-89.9, 89.9)
RADIUS = st.floats(100, 300_000)


def _area_km2(geometry):
    from pyproj import Geod

    return (
        abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.geometry.shape(geometry))[0]) / 1e6
    )


@settings(max_examples=60, deadline=None)
@given(LON, st.floats(-80, 80), RADIUS)
def test_a_disc_has_the_area_of_its_circle(lon, lat, radius):
    geometry = shapes.disc(lon, lat, radius)
    assert shapely.geometry.shape(geometry).is_valid
    assert _area_km2(geometry) == pytest.approx(3.14159 * (radius / 1000) ** 2, rel=0.02)


@settings(max_examples=60, deadline=None)
@given(LON, LAT, RADIUS, st.floats(0, 360))
def test_every_point_within_the_radius_is_in_the_disc(lon, lat, radius, bearing):
    geometry = shapely.geometry.shape(shapes.disc(lon, lat, radius))
    where = shapes.destination(lon, lat, bearing, radius * 0.999)
    assert geometry.distance(shapely.Point(where)) < 1e-6


def test_a_disc_over_the_180th_meridian_is_cut_there():
    geometry = shapes.disc(179.9, -17, 50_000)
    assert geometry["type"] == "MultiPolygon"
    assert all(
        -180 <= x <= 180 for x in shapely.get_coordinates(shapely.geometry.shape(geometry))[:, 0]
    )


def test_a_disc_at_the_pole_is_a_cap():
    assert shapely.geometry.shape(shapes.disc(10, 89.9, 100_000)).contains(
        shapely.Point(-120, 89.95)
    )


def test_a_sector_north_holds_the_place_meant_and_not_the_south():
    geometry = shapely.geometry.shape(
        shapes.sector(70.8193, 40.0604, 0, half_angle_deg=22.5, inner_m=15e3, outer_m=25e3)
    )
    assert geometry.contains(shapely.Point(shapes.destination(70.8193, 40.0604, 0, 20_000)))
    assert not geometry.contains(shapely.Point(shapes.destination(70.8193, 40.0604, 180, 20_000)))
    assert not geometry.contains(shapely.Point(70.8193, 40.0604))


def test_a_corridor_is_as_wide_as_asked():
    geometry = shapes.corridor([(70.6253, 40.1265), (70.5801, 39.8513)], 2000)
    length = shapes.distance_m(70.6253, 40.1265, 70.5801, 39.8513) / 1000
    assert _area_km2(geometry) == pytest.approx(length * 4 + 3.14159 * 4, rel=0.02)


def test_the_covering_radius_reaches_the_farthest_point():
    disc = shapes.disc(70, 40, 5000)
    assert shapes.covering_radius_m(70, 40, disc) == pytest.approx(5000, rel=0.01)


@pytest.mark.parametrize("radius", [0, -1, float("nan"), float("inf")])
def test_no_size_is_refused(radius):
    with pytest.raises(GazetteerDataError):
        shapes.disc(0, 0, radius)


def test_a_line_across_half_the_world_is_no_corridor():
    with pytest.raises(GazetteerDataError):
        shapes.corridor([(0, 0), (90, 0)], 1000)
    with pytest.raises(GazetteerDataError):
        shapes.corridor([(0, 0)], 1000)
