"""Our coordinates beside points that others found: coded events, and GeoNames for the borderland."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gazetteer import Gazetteer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
import bench_points

sys.path.pop(0)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "close", "near"),
    [
        ("ucdp_ged_sample1000.csv", 0.90, 0.95),
        ("hdx_ucdp_conflict_data_BGD.csv", 0.90, 0.92),
        ("icews_2018_sample.tab", 0.85, 0.90),
    ],
)
def test_what_is_resolved_lies_where_the_coders_of_real_events_found_it(
    name: str, close: float, near: float
) -> None:
    kept = bench_points.kept_places(name)
    found = bench_points.compared(kept, Gazetteer.open(own=False))
    told = bench_points.shares(kept, found)
    assert len(found) > 30
    assert told.close >= close
    assert told.near >= near
    assert told.other_country <= 0.01 * len(kept)


def test_a_curated_point_lies_within_its_radius_of_geonames_point_of_the_place() -> None:
    count, apart = bench_points.borderland_apart()
    assert count > 20
    assert apart == []
