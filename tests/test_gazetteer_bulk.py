"""Many points at once: the answers of one at a time, and the truth."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from gazetteer import borders, bulk
from gazetteer.bulk_cells import Cells
from gazetteer.bulk_edges import Edges, need_tree
from gazetteer.bulk_units import admin1
from gazetteer.errors import GazetteerDataError
from gazetteer.outlines import decode_area

GEOD = Geod(ellps="WGS84")
RNG = np.random.default_rng(20220127)


@pytest.fixture(scope="module")
def near_lines():
    """Points within some tens of kilometres of border lines all over the world."""
    vertices = np.vstack(
        [shapely.get_coordinates(borders.line(*pair).geometry) for pair in borders.all_pairs()]
    )
    chosen = vertices[RNG.integers(0, len(vertices), 400)] + RNG.normal(0, 0.3, (400, 2))
    return np.clip(chosen[:, 0], -180, 180), np.clip(chosen[:, 1], -90, 90)


@pytest.fixture(scope="module")
def anywhere():
    lon, z = RNG.uniform(-180, 180, 400), RNG.uniform(-1, 1, 400)
    return lon, np.degrees(np.arcsin(z))


def test_bulk_names_the_countries_that_a_point_alone_gets(near_lines, anywhere):
    for lon, lat in (near_lines, anywhere):
        alone = [borders.countries_at(x, y) for x, y in zip(lon, lat, strict=True)]
        assert list(bulk.countries_of_points(lon, lat)) == alone


def test_bulk_names_the_pair_and_distance_that_a_point_alone_gets(near_lines):
    lon, lat = near_lines
    found = bulk.distance_to_border(lon, lat)
    for x, y, pair, metres in zip(
        lon, lat, found["border_pair"], found["border_distance_m"], strict=True
    ):
        assert borders.pair_near(x, y, 500) == tuple(pair.split("-"))
        assert borders.distance_km(x, y, *pair.split("-")) == pytest.approx(metres / 1000)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ((34.1, 44.95), ("RUS", "UKR")),
        ((13.38, 38.135), ("ITA",)),  # Palermo, on the mole
        ((-30.0, 0.0), ()),
        ((0.0, 90.0), ()),
        ((0.0, -90.0), ("ATA",)),
        ((180.0, 68.97), ("RUS",)),  # Chukotka, on the 180th meridian
        ((-180.0, 68.97), ("RUS",)),
    ],
)
def test_hard_points_get_one_answer_both_ways(where, expected):
    assert borders.countries_at(*where) == expected
    assert list(bulk.countries_of_points([where[0]], [where[1]])) == [expected]


def test_a_point_on_an_outline_is_held_by_both_sides_in_one_order():
    arc = borders.line("FRA", "ITA").geometry.geoms[0].coords
    lon, lat = arc[len(arc) // 2]
    assert set(borders.countries_at(lon, lat)) == {"FRA", "ITA"}
    assert bulk.countries_of_points([lon], [lat])[0] == borders.countries_at(lon, lat)
    assert borders.distance_km(lon, lat, "FRA", "ITA") == pytest.approx(0, abs=1e-6)


def dense(geometry, step_m=10.0):
    """Points along lines that are straight in degrees, no farther apart than a step."""
    out = []
    for part in shapely.get_parts(geometry):
        for (x, y), (x2, y2) in itertools.pairwise(part.coords):
            count = int(GEOD.inv(x, y, x2, y2)[2] / step_m) + 2
            out.append(np.linspace((x, y), (x2, y2), count))
    return np.vstack(out)


@pytest.mark.parametrize("pair", [("KGZ", "TJK"), ("CAN", "USA"), ("CHL", "ARG"), ("NOR", "SWE")])
def test_a_distance_is_within_a_metre_of_the_densely_sampled_geodesic(pair):
    whole = borders.line(*pair).geometry
    x, y = whole.centroid.coords[0]
    piece = shapely.MultiLineString(
        list(shapely.get_parts(shapely.clip_by_rect(whole, x - 2, y - 2, x + 2, y + 2)))
    )
    samples = dense(piece)
    edges = Edges([piece], [0])
    for lon, lat in zip(RNG.uniform(x - 2, x + 2, 8), RNG.uniform(y - 2, y + 2, 8), strict=True):
        n = len(samples)
        truth = GEOD.inv(np.full(n, lon), np.full(n, lat), samples[:, 0], samples[:, 1])[2].min()
        feet = edges.nearest(np.array([lon]), np.array([lat]))
        ours = GEOD.inv(lon, lat, feet.lon[0], feet.lat[0])[2]
        assert ours == pytest.approx(truth, abs=1.0)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_tree_finds_the_edge_that_trying_all_edges_finds(seed):
    rng = np.random.default_rng(seed)
    lines = [
        shapely.LineString(
            rng.uniform((-180, -80), (180, 80)) + rng.normal(0, 0.5, (6, 2)).cumsum(0)
        )
        for _ in range(20)
    ]
    lines = [line for line in lines if abs(shapely.bounds(line)[[0, 2]]).max() <= 180]
    edges = Edges(lines, range(len(lines)))
    lon, lat = rng.uniform(-180, 180, 100), rng.uniform(-90, 90, 100)
    many = edges.nearest(lon, lat)
    for at in range(0, 100, 10):
        alone = edges.nearest(lon[at : at + 1], lat[at : at + 1])
        assert many.edge[at] == alone.edge[0]
        assert many.chord_m[at] == pytest.approx(alone.chord_m[0])


def test_of_lines_that_share_a_stretch_the_first_is_named():
    line = shapely.LineString([(10, 50), (11, 50)])
    edges = Edges([line, line, line], [2, 1, 3])
    lon, lat = np.full(100, 10.5), np.linspace(49, 51, 100)
    assert set(edges.owner[edges.nearest(lon, lat).edge]) == {1}


def test_overlapping_areas_all_hold_the_point():
    areas = np.array(
        [shapely.box(0, 0, 10, 10), shapely.box(5, 5, 6, 6), shapely.box(5, 5, 20, 20)]
    )
    hits = Cells(areas).holding(np.array([5.5, 30.0, 15.0]), np.array([5.5, 0.0, 15.0]))
    assert list(zip(*map(list, hits), strict=True)) == [(0, 0), (0, 1), (0, 2), (2, 2)]


def test_a_hole_holds_nothing_and_its_rim_is_held():
    ring = shapely.Polygon(
        shapely.box(0, 0, 40, 40).exterior, [shapely.box(10, 10, 30, 30).exterior]
    )
    hits = Cells(np.array([ring])).holding(np.array([20.0, 5.0, 10.0]), np.array([20.0, 5.0, 20.0]))
    assert list(hits.point) == [1, 2]


def test_outlines_decoded_at_once_are_those_decoded_one_by_one():
    from gazetteer.store import open_world

    index, table = open_world(), admin1()
    for at in range(0, len(table.ids), 500):
        alone = decode_area(index.outline(index.ordinal(table.ids[at])))
        coordinates = shapely.get_coordinates(table.areas[at])
        expected = shapely.get_coordinates(shapely.geometry.shape(alone))
        assert np.allclose(coordinates, expected)


def test_the_unit_is_one_of_the_points_own_country_also_where_lines_disagree():
    found = bulk.locate_points([70.5801, 71.1347, 72.8], [39.8513, 39.9772, 40.53])
    assert [c[0] for c in found["countries"]] == ["TJK", "UZB", "KGZ"]
    assert (
        list(found["admin1"]) == ["Sughd Region", "Fergana Region", "Osh"]
        or [bool(name) for name in found["admin1"]] == [True] * 3
    )
    table = admin1()
    for countries, unit in zip(found["countries"], found["admin1_id"], strict=True):
        assert countries[0] in table.countries[list(table.ids).index(unit)]


def test_the_status_of_the_line_is_that_of_the_rows_own_day():
    found = bulk.locate_points([70.6] * 2, [39.9] * 2, ["2022-01-27", "2025-06-01"])
    assert list(found["border_status"]) == ["undelimited", "agreed"]


def test_a_row_without_a_position_stays_with_empty_answers():
    found = bulk.locate_points([float("nan"), 70.6], [39.9, 39.9])
    assert [column[0] for column in found.values()][:4] == [(), "", "", ""]
    assert np.isnan(found["border_distance_m"][0])
    assert found["border_pair"][1] == "KGZ-TJK"
    assert all(len(column) == 2 for column in found.values())


def test_no_points_give_empty_columns():
    assert all(len(column) == 0 for column in bulk.locate_points([], []).values())


def test_a_point_off_the_globe_is_named_with_its_row():
    with pytest.raises(GazetteerDataError, match=r"lon=200.0, lat=1.0 in row 1 "):
        bulk.countries_of_points([0.0, 200.0], [0.0, 1.0])
    with pytest.raises(GazetteerDataError, match="one length"):
        bulk.countries_of_points([0.0, 200.0], [0.0])


def test_distances_are_to_the_line_of_each_rows_own_pair():
    lon, lat = [70.8193] * 3, [40.0604] * 3
    pairs = [("TJK", "KGZ"), ("KGZ", "UZB"), None]
    found = bulk.distances_to_pairs(lon, lat, pairs)
    assert found[0] / 1000 == borders.distance_km(70.8193, 40.0604, "KGZ", "TJK")
    assert found[1] / 1000 == borders.distance_km(70.8193, 40.0604, "KGZ", "UZB")
    assert np.isnan(found[2])
    with pytest.raises(GazetteerDataError, match="FRA and GBR share no border"):
        bulk.distances_to_pairs([0.0], [50.0], [("FRA", "GBR")])


def test_without_scipy_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy.spatial", None)
    with pytest.raises(GazetteerDataError, match=r"geomap-incidents\[bulk\]"):
        need_tree()
