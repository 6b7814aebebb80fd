"""Vector tiles: everything on the map is in them, as what it is."""

import gzip
from collections import defaultdict

import numpy as np
import pytest
import shapely

from geomap.batch import run_batch
from geomap.batch.tiles import write_batch_tiles
from geomap.errors import ReadError, UsageError
from geomap.export import DISCLAIMER, tiles
from geomap.export.rows import rows_of
from geomap.frame import to_frame
from geomap.incident import Incident, PlaceMention

pmtiles = pytest.importorskip("pmtiles.reader")
mvt = pytest.importorskip("mapbox_vector_tile")


def place(**fields):
    known = {"as_written": "X", "start": 0, "end": 1, "role": "where", "status": "resolved"}
    return PlaceMention(**{**known, **fields})


def told(ident, *places, **fields):
    return Incident(incident_id=ident, type="talks", doc_ids=("r",), places=places, **fields)


def square(lon, lat, half):
    return shapely.geometry.mapping(shapely.box(lon - half, lat - half, lon + half, lat + half))


ONE_OF_EACH = (
    told("exact", place(lon=70.5, lat=40.0, radius_m=30.0, where_prec=1)),
    told("near", place(lon=70.6, lat=40.1, radius_m=5000.0, where_prec=2)),
    told("unit", place(lon=71.0, lat=39.0, geojson=square(71, 39, 0.5), where_prec=4)),
    told(
        "line",
        place(
            lon=70.0,
            lat=40.0,
            geojson={"type": "LineString", "coordinates": [[69.5, 40.0], [70.5, 40.2]]},
            where_prec=5,
        ),
    ),
    told(
        "two sides",
        place(lon=70.0, lat=40.0, radius_m=9000.0, where_prec=2, claimant="A", place_id="a"),
        place(lon=70.1, lat=40.0, radius_m=9000.0, where_prec=2, claimant="B", place_id="b"),
    ),
    told("nowhere"),
    told("past", place(lon=70.5, lat=40.0, radius_m=30.0, where_prec=1), background=True),
)


def read(path):
    """Give the features of each zoom: layer, attributes, geometry."""
    found = defaultdict(list)
    with path.open("rb") as file:
        for (zoom, *_), data in pmtiles.all_tiles(pmtiles.MmapSource(file)):
            for layer, content in mvt.decode(gzip.decompress(data)).items():
                for feature in content["features"]:
                    shape = feature["geometry"]["type"]
                    found[zoom].append((layer, feature["properties"], shape))
    return found


def head_of(path):
    with path.open("rb") as file:
        reader = pmtiles.Reader(pmtiles.MmapSource(file))
        return reader.header(), reader.metadata()


@pytest.fixture
def drawn(tmp_path):
    path = tmp_path / "a.pmtiles"
    said = tiles.put(rows_of(to_frame(ONE_OF_EACH)), path)
    return path, said


def test_every_incident_with_a_place_is_at_every_zoom_in_the_layer_of_its_kind(drawn):
    path, _ = drawn
    wanted = {
        ("points", "exact"),
        ("areas", "near"),
        ("areas", "unit"),
        ("lines", "line"),
        ("areas", "two sides"),
    }
    for features in read(path).values():
        assert {(layer, p["incident_id"]) for layer, p, _ in features} == wanted


def test_what_is_not_in_the_file_is_said(drawn):
    path, said = drawn
    assert said == (
        "1 incidents without a known place are not in it.",
        "1 told as history in passing are not in it.",
    )
    assert set(said) < set(head_of(path)[1]["geomap"]["notes"])


def test_an_area_is_an_area_and_an_unknown_number_is_absent(drawn):
    features = {p["incident_id"]: (p, shape) for _, p, shape in read(drawn[0])[9]}
    assert features["unit"][1] in {"Polygon", "MultiPolygon"}
    assert features["near"][0]["radius_m"] == 5000
    assert "radius_m" not in features["unit"][0]
    assert features["near"][0]["how_sure"].startswith("resolved, where_prec 2")


def test_the_file_carries_disclaimer_and_credits_and_its_bounds(drawn):
    header, metadata = head_of(drawn[0])
    assert metadata["description"] == DISCLAIMER
    assert "OpenStreetMap" in metadata["attribution"]
    assert [layer["id"] for layer in metadata["vector_layers"]] == [
        "points",
        "lines",
        "areas",
        "cells",
    ]
    assert (header["min_zoom"], header["max_zoom"]) == (0, 9)
    assert header["min_lon_e7"] == pytest.approx(69.5e7, abs=1e6)


def test_crowded_zooms_hold_numbers_that_add_up_and_the_last_zoom_every_incident(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tiles, "CROWDED", 20)
    rng = np.random.default_rng(1)
    lon, lat = rng.normal(70, 3, 300), rng.normal(40, 2, 300)
    lon[:50], lat[:50] = 70.0, 40.0  # centroids pile up
    many = [
        told(f"i{n}", place(lon=float(x), lat=float(y), radius_m=2000.0, where_prec=2))
        for n, (x, y) in enumerate(zip(lon, lat, strict=True))
    ]
    path = tmp_path / "a.pmtiles"
    tiles.put(rows_of(to_frame(many)), path)
    found = read(path)
    for zoom in range(9):
        assert {layer for layer, _, _ in found[zoom]} == {"cells"}
        assert sum(p["incidents"] for _, p, _ in found[zoom]) == 300
    assert {p["incident_id"] for _, p, _ in found[9]} == {f"i{n}" for n in range(300)}


def test_a_shape_smaller_than_a_pixel_is_still_drawn(tmp_path):
    tiny = told("tiny", place(lon=70.0, lat=40.0, radius_m=60.0, where_prec=1))
    path = tmp_path / "a.pmtiles"
    tiles.put(rows_of(to_frame([tiny])), path)
    assert all(len(features) >= 1 for features in read(path).values())
    assert len(read(path)) == 10


def test_the_same_incidents_give_the_same_bytes(drawn, tmp_path):
    again = tmp_path / "again.pmtiles"
    tiles.put(rows_of(to_frame(ONE_OF_EACH)), again)
    assert again.read_bytes() == drawn[0].read_bytes()


def test_no_incidents_give_a_file_without_tiles(tmp_path):
    path = tmp_path / "a.pmtiles"
    tiles.put(rows_of(to_frame([])), path)
    assert read(path) == {}


def test_without_pmtiles_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("geomap.needs.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"geomap-incidents\[tiles\]"):
        tiles.put(rows_of(to_frame([])), tmp_path / "a.pmtiles")


def test_a_batch_becomes_tiles_out_of_its_files(tmp_path):
    text = (
        "On 27 January 2022 Kyrgyz border guards and Tajik soldiers shot at each other near "
        "Batken. Two Kyrgyz soldiers were killed, Bishkek said."
    )
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(ReadError, match="no finished batch"):
        write_batch_tiles(tmp_path, tmp_path / "a.pmtiles")
    run_batch([tmp_path / "a.txt"], tmp_path / "out")
    write_batch_tiles(tmp_path / "out", tmp_path / "a.pmtiles")
    layer, attributes, _ = read(tmp_path / "a.pmtiles")[9][0]
    assert layer == "areas"
    assert attributes["type"] == "armed_clash"
    assert "2 killed" in attributes["claims"]
