"""Steps: what the page reads back is what the geometry was."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.steps import scale_of, stepped
from tests.layers_modules import node

STATIC = Path(__file__).resolve().parents[1] / "layers" / "static"
degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def walked(part: list, scale: float) -> list:
    if part and not isinstance(part[0], list):
        return (np.cumsum(np.reshape(part, (-1, 2)), axis=0) * scale).tolist()
    return [walked(inner, scale) for inner in part]


@given(st.lists(degrees, min_size=2, max_size=40))
def test_no_point_of_a_line_moves_by_more_than_half_a_step(points: list) -> None:
    line = {"type": "LineString", "coordinates": [list(p) for p in points]}
    scale = scale_of([line])
    back = walked(stepped(line, scale)["coordinates"], scale)
    assert np.abs(np.array(back) - np.array(points)).max() <= scale / 2 + 1e-9


@given(st.lists(st.tuples(st.integers(-180000, 180000), st.integers(-90000, 90000)), min_size=2))
def test_points_of_three_decimals_are_kept_as_they_are(points: list) -> None:
    line = {"type": "LineString", "coordinates": [[x / 1000, y / 1000] for x, y in points]}
    assert scale_of([line]) == pytest.approx(0.001)
    assert np.allclose(walked(stepped(line, 0.001)["coordinates"], 0.001), line["coordinates"])


@pytest.mark.parametrize(
    "shape",
    [
        shapely.LineString([(70.12345, 40), (70.2, -0.00001)]),
        shapely.MultiLineString([[(0, 0), (1, 1.5)], [(2, 2), (-179.999, 3)]]),
        shapely.box(70, 39, 71, 40).difference(shapely.box(70.2, 39.2, 70.4, 39.4)),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]),
        shapely.GeometryCollection([shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)]),
        shapely.Polygon(),
    ],
)
def test_the_page_reads_what_was_written(shape: shapely.Geometry) -> None:
    given_ = json.loads(shapely.to_geojson(shape))
    scale = scale_of([given_])
    script = (
        f'import {{ unstepped }} from "{(STATIC / "data.js").as_uri()}";'
        f"console.log(JSON.stringify(unstepped({json.dumps(stepped(given_, scale))}, {scale})))"
    )
    done = subprocess.run(
        [node(), "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    back = shapely.from_geojson(done.stdout)
    assert back.equals_exact(shape, 1e-9)
