"""Statistics in space and time: what is sure, what hangs on vague places."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import borders
from geomap.day_spans import day_span
from geomap.errors import SchemaError, UsageError
from geomap.stats.bounds import bounds
from geomap.stats.draws import draw_days, draw_points
from geomap.stats.hotspots import _Grid, _scores
from geomap.stats.sections import nearest_section, sections_of
from tests.geomap_frames import TORT_KOCHO, frame_of, incident, place

PERIOD = ("2022-01-01", "2023-12-31")
GOLAN = (35.78, 33.0)
BOX = {"type": "Polygon", "coordinates": [[[70, 40], [71, 40], [71, 41], [70, 41], [70, 40]]]}
LINE = {"type": "LineString", "coordinates": [[70, 40], [70, 41], [70.1, 41]]}


def area(geojson: dict[str, object]) -> object:
    return place(70.5, 40.5, 60_000.0, 4, geojson=geojson)


class TestDraws:
    @pytest.mark.parametrize("geojson", [BOX, LINE], ids=["area", "line"])
    def test_they_lie_within_the_extent(self, geojson: dict[str, object]) -> None:
        frame = frame_of(incident("a", area(geojson)))
        drawn = draw_points(frame, draws=100)[0]
        away = shapely.distance(shapely.points(drawn), frame.geometry.iloc[0])
        assert away.max() < 1e-9

    def test_they_are_even_over_the_ground(self) -> None:
        wide = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 80], [0, 80], [0, 0]]]}
        drawn = draw_points(frame_of(incident("a", area(wide))), draws=4000)[0]
        south = (drawn[:, 1] < 30).mean()  # sin 30 / sin 80 = 0.508 of the area
        assert abs(south - 0.508) < 0.03

    def test_the_same_seed_gives_the_same_draws_whatever_the_other_rows(self) -> None:
        frame = frame_of(incident("a", area(BOX)), incident("b", area(BOX)), incident("c"))
        whole, one = draw_points(frame, draws=5), draw_points(frame.loc[["b"]], draws=5)
        assert (whole[1] == one[0]).all()
        assert (draw_points(frame, draws=5, seed=1)[1] != whole[1]).any()
        assert (whole[0] != whole[1]).any()

    def test_an_incident_without_a_position_has_none(self) -> None:
        assert np.isnan(draw_points(frame_of(incident("a")), draws=3)).all()

    def test_a_sliver_is_drawn_along_its_outline(self) -> None:
        thin = {
            "type": "Polygon",
            "coordinates": [[[70, 40], [75, 45], [75, 45.0000001], [70, 40]]],
        }
        frame = frame_of(incident("a", area(thin)))
        drawn = draw_points(frame, draws=20)[0]
        assert shapely.distance(shapely.points(drawn), frame.geometry.iloc[0]).max() < 1e-6

    def test_crossed_mixed_and_empty_shapes_are_drawn_as_far_as_they_go(self) -> None:
        shapes = [
            shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"),
            shapely.from_wkt("GEOMETRYCOLLECTION (POINT (5 5), LINESTRING (0 0, 1 0))"),
            shapely.from_wkt("POLYGON Z ((0 0 9, 1 0 9, 1 1 9, 0 0 9))"),
            shapely.from_wkt("MULTIPOINT (1 1, 2 2)"),
            shapely.from_wkt("LINESTRING (3 3, 3 3)"),
            shapely.Polygon(),
        ]
        drawn = draw_points(gpd.GeoDataFrame(geometry=shapes, crs=4326), draws=30)
        assert np.isnan(drawn).any(axis=(1, 2)).tolist() == [False] * 5 + [True]
        assert drawn[1, :, 1].max() == 0
        assert (drawn[4] == 3).all()

    @pytest.mark.parametrize("verb", ["by_border", "by_admin", "clusters", "distance_to_border"])
    def test_another_crs_or_none_is_refused_with_a_way_out(self, verb: str) -> None:
        frame = frame_of(incident("a", place(*TORT_KOCHO)))
        with pytest.raises(SchemaError, match=r"to_crs\(4326\)"):
            getattr(frame.to_crs(3857).geomap, verb)()
        with pytest.raises(SchemaError, match=r"set_crs\(4326\)"):
            getattr(frame.set_crs(None, allow_override=True).geomap, verb)()

    def test_no_draws_are_refused(self) -> None:
        with pytest.raises(UsageError, match="draws=0"):
            frame_of().geomap.by_border(draws=0)

    def test_days_lie_in_the_span_that_is_known(self) -> None:
        frame = frame_of(
            incident("a"), incident("b", day=None, date_edtf="2022-02"), incident("c", day=None)
        )
        days = draw_days(frame, draws=50)
        assert set(days[0]) == {dt.date(2022, 1, 27).toordinal()}
        assert days[1].min() >= dt.date(2022, 2, 1).toordinal()
        assert days[1].max() <= dt.date(2022, 2, 28).toordinal()
        assert np.isnan(days[2]).all()


@pytest.mark.parametrize(
    ("told", "span"),
    [
        (("2022-01-27", "2022-01-28", "", 2), ("2022-01-27", "2022-01-28")),
        (("2022-01-27", None, "", None), ("2022-01-27", "2022-01-27")),
        (("2022-02-10", "2022-02-10", "", 4), ("2022-02-01", "2022-02-28")),
        (("2022-02-10", "2022-02-10", "", 5), ("2022-01-01", "2022-12-31")),
        (("2022-02-10", "2022-02-10", "", float("nan")), ("2022-02-10", "2022-02-10")),
        ((None, None, "2022~", None), ("2022-01-01", "2022-12-31")),
        ((None, None, "2022-13", None), None),
        ((None, None, float("nan"), None), None),
        (("soon", None, "", 1), None),
        ((dt.date(2022, 1, 27), pd.NaT, "", 1), ("2022-01-27", "2022-01-27")),
        ((pd.Timestamp("2022-01-27 23:00+05:00"), None, "", 1), ("2022-01-27", "2022-01-27")),
    ],
)
def test_a_vague_date_is_a_span_of_days(
    told: tuple[object, ...], span: tuple[str, str] | None
) -> None:
    found = day_span(*told)
    assert (found and tuple(map(str, found))) == span


@given(
    st.integers(1, 4).flatmap(
        lambda count: st.tuples(
            st.just(count),
            st.lists(
                st.lists(st.integers(0, count - 1), min_size=3, max_size=3), min_size=0, max_size=6
            ),
        )
    )
)
def test_expected_counts_add_up_and_bounds_hold_them(told: tuple[int, list[list[int]]]) -> None:
    count, rows = told
    found = bounds(np.array(rows, dtype=np.int64).reshape(-1, 3), count)
    assert found["expected"].sum() == pytest.approx(len(rows))
    assert (found["low"] <= found["high"]).all()
    assert (found["sure"] <= found["expected"] + 1e-9).all()
    assert found["vague_share"].dropna().between(0, 1).all()


class TestSections:
    @pytest.mark.parametrize("pair", ["KGZ-TJK", "ARM-AZE", "IND-PAK"])
    def test_they_make_up_the_line(self, pair: str) -> None:
        whole, cut = sections_of(pair), sections_of(pair, 40.0)
        assert sum(s.length_km for s in cut) == pytest.approx(whole[0].length_km, rel=1e-6)
        assert max(s.length_km for s in cut) < 61

    def test_a_point_of_a_section_is_nearest_to_it(self) -> None:
        cut = sections_of("KGZ-TJK", 50.0)
        middles = [s.geometry.interpolate(0.5, normalized=True) for s in cut]
        for n, middle in enumerate(middles):
            which, away = nearest_section(np.array([[middle.x, middle.y]]), cut, 5.0)
            assert (which[0], away[0] < 0.01) == (n, True)

    def test_distances_are_the_geodesic_ones(self) -> None:
        line = sections_of("KGZ-TJK")
        _, away = nearest_section(np.array([[70.8193, 40.0604]]), line, 100.0)
        assert away[0] == pytest.approx(borders.distance_km(70.8193, 40.0604, "KGZ", "TJK"), 1e-3)

    def test_a_section_has_a_length(self) -> None:
        with pytest.raises(UsageError, match="km long or more"):
            sections_of("KGZ-TJK", 0.0)


class TestByBorder:
    def frame(self) -> object:
        pair = {"border_pair": "KGZ-TJK"}
        return frame_of(
            incident("exact", place(*TORT_KOCHO), **pair),
            incident("district", place(70.8, 40.0, 40_000.0, 3), **pair),
            incident("far", place(74.6, 42.87), **pair),
            incident("unplaced", **pair),
            incident("inland", place(74.6, 42.87)),
            incident("history", place(*TORT_KOCHO), background=True, **pair),
        )

    def test_exact_places_are_sure_and_vague_ones_are_spread(self) -> None:
        found = self.frame().geomap.by_border(section_km=50)
        near = found[found["where"] == "near the line"]
        assert near["sure"].sum() == 1
        assert near["perhaps"].sum() > 1
        assert 1.0 < near["expected"].sum() < 2.0

    def test_nothing_is_lost(self) -> None:
        found = self.frame().geomap.by_border()
        rest = found[found["where"] != "near the line"].set_index(["border_pair", "where"])
        assert found["expected"].sum() == pytest.approx(5)
        assert rest.loc[("KGZ-TJK", "without a position"), "sure"] == 1
        assert rest.loc[("KGZ-TJK", "further away"), "sure"] == 1
        assert "no border is told" in found["where"].tolist()
        assert found.attrs["left_out"] == {"background": 1}
        assert found.attrs["vague_share"] == pytest.approx(4 / 5)

    def test_a_rate_needs_to_be_told_how_long_somebody_watched(self) -> None:
        frame = self.frame()
        assert frame.geomap.by_border()["per_100km_year"].isna().all()
        found = frame.geomap.by_border(period=PERIOD)
        near = found[found["where"] == "near the line"].iloc[0]
        years = (dt.date(2023, 12, 31) - dt.date(2022, 1, 1)).days + 1
        rate = near["expected"] / near["length_km"] * 100 / (years / 365.25)
        assert near["per_100km_year"] == pytest.approx(rate)

    def test_what_cannot_have_been_in_the_period_does_not_count(self) -> None:
        frame = frame_of(
            incident("a", place(*TORT_KOCHO), border_pair="KGZ-TJK"),
            incident("b", place(*TORT_KOCHO), border_pair="KGZ-TJK", day="2019-01-01"),
            incident("c", place(*TORT_KOCHO), border_pair="KGZ-TJK", day=None),
        )
        found = frame.geomap.by_border(period=PERIOD)
        assert found["expected"].sum() == pytest.approx(1)
        assert found.attrs["left_out"] == {"undated or outside the period": 2}

    @pytest.mark.parametrize("period", [("2022", "2023"), ("2023-01-01", "2022-01-01"), ("x",)])
    def test_a_period_is_two_days_in_order(self, period: tuple[str, ...]) -> None:
        with pytest.raises(UsageError, match="period="):
            frame_of().geomap.by_border(period=period)

    def test_missing_columns_are_named(self) -> None:
        with pytest.raises(SchemaError, match="border_pair"):
            self.frame().drop(columns="border_pair").geomap.by_border()

    def test_a_pair_without_a_land_border_is_kept(self) -> None:
        found = frame_of(incident("a", place(1.5, 50.9), border_pair="FRA-GBR")).geomap.by_border()
        assert found[["border_pair", "where"]].values.tolist() == [["FRA-GBR", "further away"]]


class TestDistance:
    def test_bounds_hold_the_distance_of_an_exact_place(self) -> None:
        frame = frame_of(incident("a", place(70.8193, 40.0604), border_pair="KGZ-TJK"))
        (row,) = frame.geomap.distance_to_border().to_dict("records")
        exact = borders.distance_km(70.8193, 40.0604, "KGZ", "TJK")
        assert row["least"] == row["most"] == pytest.approx(exact, abs=0.01)

    def test_a_disc_across_the_line_may_be_on_it(self) -> None:
        frame = frame_of(
            incident("a", place(*TORT_KOCHO, 5000.0, 2), border_pair="KGZ-TJK"),
            incident("b", border_pair="KGZ-TJK"),
        )
        found = frame.geomap.distance_to_border()
        assert found.loc["a", "least"] == 0.0
        assert 3.0 < found.loc["a", "most"] < 5.3
        assert found.loc["b", ["least", "median", "most"]].isna().all()


class TestByAdmin:
    def test_a_place_on_an_edge_is_shared_out(self) -> None:
        frame = frame_of(
            incident("a", place(70.8193, 40.0604)),
            incident("b", place(*TORT_KOCHO, 8000.0, 2)),
            incident("c"),
        )
        found = frame.geomap.by_admin().set_index("unit")
        assert found.loc["Batken Region", ["sure", "perhaps"]].tolist() == [1, 1]
        assert 0 < found.loc["Sughd Region", "expected"] < 1
        assert found.loc["without a position", "sure"] == 1
        assert found["expected"].sum() == pytest.approx(3)

    def test_disputed_ground_is_a_row_of_its_own_with_all_who_claim_it(self) -> None:
        found = frame_of(incident("a", place(*GOLAN))).geomap.by_admin("country")
        assert found[["unit", "countries", "sure"]].values.tolist() == [
            ["Golan Heights", "ISR, SYR", 1]
        ]

    def test_the_sea_belongs_to_no_unit(self) -> None:
        found = frame_of(incident("a", place(-30.0, 0.0))).geomap.by_admin("country")
        assert found["unit"].tolist() == ["off every outline"]

    def test_there_are_two_levels(self) -> None:
        with pytest.raises(UsageError, match="'adm1' and of 'country'"):
            frame_of().geomap.by_admin("adm2")


class TestClusters:
    def test_near_in_space_and_time_is_one_cluster(self) -> None:
        frame = frame_of(
            *(
                incident(f"a{n}", place(70.5 + n / 100, 40.0), day=f"2022-01-1{n}")
                for n in range(4)
            ),
            *(incident(f"b{n}", place(70.5, 40.0), day=f"2022-09-1{n}") for n in range(3)),
            incident("alone", place(10.0, 50.0)),
            incident("unplaced"),
            incident("undated", place(70.5, 40.0), day=None),
        )
        found = frame.geomap.clusters(near_km=10, near_days=7, draws=10)
        assert found["cluster"].fillna(0).tolist() == [1, 1, 1, 1, 2, 2, 2, 0, 0, 0]
        assert found["cluster_sure"].dropna().tolist() == [4] * 4 + [3] * 3
        assert found.loc["alone", "share"] == 0
        assert found.loc[["unplaced", "undated"], "share"].isna().all()
        assert found.attrs["left_out"] == {"without a position or a year": 2}

    def test_a_vague_place_makes_its_cluster_less_sure(self) -> None:
        frame = frame_of(
            *(incident(f"a{n}", place(70.5 + n / 100, 40.0)) for n in range(3)),
            incident("vague", place(70.5, 40.0, 15_000.0, 2)),
        )
        found = frame.geomap.clusters(near_km=10, near_days=7, draws=100)
        assert found.loc["a0", ["share", "cluster_size"]].tolist() == [1.0, 4]
        assert 0.5 <= found.loc["vague", "share"] < 0.95
        assert found.loc["a0", "vague_share"] == 0.25

    def test_the_same_seed_gives_the_same_clusters(self) -> None:
        frame = frame_of(*(incident(f"a{n}", area(BOX)) for n in range(6)))
        first, again = (frame.geomap.clusters(near_km=30, draws=20) for _ in range(2))
        assert first.equals(again)

    def test_an_id_that_is_there_twice_is_refused(self) -> None:
        one = frame_of(incident("a"))
        with pytest.raises(SchemaError, match="twice"):
            pd.concat([one, one]).geomap.clusters()

    def test_none_are_found_in_nothing(self) -> None:
        assert frame_of().geomap.clusters().empty
        assert frame_of(incident("a")).geomap.clusters()["cluster"].isna().all()

    def test_without_scikit_learn_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("geomap.needs.find_spec", lambda name: None)
        with pytest.raises(UsageError, match=r'pip install "geomap-incidents\[stats\]"'):
            frame_of().geomap.clusters()

    def test_numbers_that_make_no_sense_are_refused(self) -> None:
        with pytest.raises(UsageError, match="near_km > 0"):
            frame_of().geomap.clusters(near_km=0)


class TestHotSpots:
    def spread(self) -> list[object]:
        rng = np.random.default_rng(1)
        return [
            incident(f"s{n}", place(70 + float(x), 40 + float(y)))
            for n, (x, y) in enumerate(rng.uniform(0, 3, (40, 2)))
        ]

    def test_where_incidents_gather_it_is_hot_and_nowhere_else(self) -> None:
        gathered = [incident(f"h{n}", place(71.5, 41.5)) for n in range(15)]
        found = frame_of(*self.spread(), *gathered).geomap.hot_spots(cell_km=25, draws=5)
        hot = found[found["verdict"] == "hot"]
        assert 1 <= len(hot) <= 12
        assert shapely.distance(hot.geometry.to_numpy(), shapely.Point(71.5, 41.5)).max() < 0.7
        assert found["expected"].sum() == pytest.approx(55)

    def test_the_same_number_vaguely_placed_is_not(self) -> None:
        wide = {
            "type": "Polygon",
            "coordinates": [[[70, 40], [73, 40], [73, 43], [70, 43], [70, 40]]],
        }
        vague = [incident(f"h{n}", area(wide)) for n in range(15)]
        found = frame_of(*self.spread(), *vague).geomap.hot_spots(cell_km=25, draws=10)
        assert not (found["verdict"] == "hot").any()
        assert found["vague_share"].max() > 0.5

    def test_evenly_strewn_incidents_are_seldom_called_hot(self) -> None:
        rng = np.random.default_rng(5)
        grid = _Grid(lon=70, lat=40, left=0, bottom=0, columns=13, rows=10, size_m=1)
        alarms = [_scores(rng.integers(0, 130, (40, 1)), grid)[1].any() for _ in range(60)]
        assert np.mean(alarms) < 0.1

    def test_cells_have_the_size_asked_for_on_the_ground(self) -> None:
        from pyproj import Geod

        found = frame_of(*self.spread()).geomap.hot_spots(cell_km=25, draws=1)
        areas = [Geod(ellps="WGS84").geometry_area_perimeter(g)[0] / 1e6 for g in found.geometry]
        assert np.allclose(areas, 625, rtol=1e-3)

    def test_a_grid_too_coarse_or_too_fine_is_refused(self) -> None:
        frame = frame_of(*self.spread())
        for cell_km in (5000.0, 0.5):
            with pytest.raises(UsageError, match="cells; choose a size"):
                frame.geomap.hot_spots(cell_km=cell_km, draws=1)

    def test_nothing_placed_is_said_so(self) -> None:
        with pytest.raises(UsageError, match="has none that count"):
            frame_of(incident("a")).geomap.hot_spots()


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.floats(-179, 179), st.floats(-70, 70), st.floats(100, 300_000)), max_size=5
    )
)
def test_every_incident_is_counted_once_anywhere_in_the_world(
    told: list[tuple[float, float, float]],
) -> None:
    frame = frame_of(*(incident(f"i{n}", place(*where, 3)) for n, where in enumerate(told)))
    found = frame.geomap.by_admin("country", draws=20)
    assert found["expected"].sum() == pytest.approx(len(told))
