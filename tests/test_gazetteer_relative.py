"""Relative places: sizes, areas and what cannot be drawn."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Relation, shapes
from gazetteer.errors import GazetteerDataError
from gazetteer.relative import SIZES, Anchor, area_of, border_stretch

BATKEN = Anchor(name="Batken", lon=70.8193, lat=40.0604, radius_m=2000)
ISFARA = Anchor(name="Isfara", lon=70.6253, lat=40.1265, radius_m=3000)
VORUKH = Anchor(name="Vorukh", lon=70.5801, lat=39.8513, radius_m=3000)
LEILEK = Anchor(name="Leilek District", lon=69.7491, lat=39.8624, radius_m=55_000)


def shape(area):
    return shapely.geometry.shape(area.geojson)


def test_near_a_village_is_a_disc_larger_than_the_village():
    area = area_of(Relation(kind="near"), VORUKH)
    assert area.geojson is None
    assert area.radius_m == VORUKH.radius_m + SIZES["near_m"]
    assert area.where_prec == 2


def test_a_distance_without_a_direction_is_the_whole_disc():
    area = area_of(Relation(kind="near", distance_km=10), BATKEN)
    assert (area.lon, area.lat) == (BATKEN.lon, BATKEN.lat)
    assert area.radius_m == pytest.approx(14_500)


@given(st.floats(0.5, 200), st.floats(0, 359))
def test_the_place_meant_is_in_the_sector_and_the_opposite_is_not(km, bearing):
    area = area_of(Relation(kind="offset", distance_km=km, bearing_deg=bearing), BATKEN)
    sector = shape(area).buffer(1e-6)
    meant = shapes.destination(BATKEN.lon, BATKEN.lat, bearing, km * 1000)
    other = shapes.destination(BATKEN.lon, BATKEN.lat, bearing + 180, km * 1000 + 4000)
    assert sector.contains(shapely.Point(meant))
    assert not sector.contains(shapely.Point(other))


def test_the_radius_covers_the_sector():
    area = area_of(Relation(kind="offset", distance_km=20, bearing_deg=0), BATKEN)
    reach = shapes.covering_radius_m(area.lon, area.lat, area.geojson)
    assert area.radius_m == pytest.approx(reach)


def test_a_direction_without_a_distance_reaches_ucdp_s_25_km():
    area = area_of(Relation(kind="offset", bearing_deg=90), BATKEN)
    east = shapes.destination(BATKEN.lon, BATKEN.lat, 90, 24_000)
    assert shape(area).contains(shapely.Point(east))


def test_a_road_is_a_strip_that_says_its_course_is_unknown():
    area = area_of(Relation(kind="road"), ISFARA, VORUKH)
    assert area.where_prec == 5
    assert "course is not in the data" in area.reason
    for end in (ISFARA, VORUKH):
        assert shape(area).contains(shapely.Point(end.lon, end.lat))


def test_between_two_places_with_one_position_is_their_disc():
    area = area_of(Relation(kind="between"), BATKEN, BATKEN)
    assert area.geojson is None
    assert area.radius_m == 2000


def test_the_whole_border_and_a_stretch_of_it():
    whole = border_stretch(("KGZ", "TJK"))
    part = border_stretch(("KGZ", "TJK"), LEILEK)
    assert whole.geojson["type"] == part.geojson["type"] == "MultiLineString"
    assert shape(part).length < shape(whole).length / 2
    assert part.where_prec == 5
    assert "Leilek" in part.reason
    assert "OpenStreetMap" in part.reason


@pytest.mark.parametrize("km", [0, -5, 50_000, float("inf"), float("nan")])
def test_an_absurd_distance_is_refused(km):
    with pytest.raises(GazetteerDataError):
        area_of(Relation(kind="offset", distance_km=km, bearing_deg=0), BATKEN)


def test_a_second_place_must_be_given():
    with pytest.raises(GazetteerDataError, match="second place"):
        area_of(Relation(kind="between"), BATKEN)


def test_a_border_far_from_the_place_is_refused():
    paris = Anchor(name="Paris", lon=2.35, lat=48.86, radius_m=10_000)
    with pytest.raises(GazetteerDataError, match="does not come near"):
        border_stretch(("KGZ", "TJK"), paris)
    with pytest.raises(GazetteerDataError, match="border_stretch"):
        area_of(Relation(kind="border", pair=("KGZ", "TJK")), BATKEN)
