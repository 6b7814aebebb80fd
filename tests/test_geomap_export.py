"""Files: whole or not at all, standard, and harmless to whoever opens them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import itertools
import json
import os
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.errors import SchemaError, UsageError, WriteError
from geomap.export import DISCLAIMER, FORMATS, KINDS, LossyWarning, dumps
from geomap.export.shapes import bboxes, fit, rounded
from geomap.frame import to_frame
from geomap.incident import Incident, Rejected
from tests.export_frames import HOSTILE, exact, incident, one_of_each, place, says

ONE_FILE = [k for k in KINDS if k != "shp"]


@pytest.fixture(autouse=True)
def _no_loss_is_an_error():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LossyWarning)
        yield


def features(*listed: Incident) -> list[dict]:
    return json.loads(dumps(to_frame(listed), "geojson"))["features"]


def test_geojson_follows_rfc_7946():
    made = json.loads(dumps(to_frame([incident(), incident(2, places=())]), "geojson"))
    first, second = made["features"]
    assert "crs" not in made
    assert len(made["bbox"]) == 4
    assert first["id"] == "r#1"
    ring = first["geometry"]["coordinates"][0]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
    assert area > 0  # the outer ring runs counter-clockwise
    assert second["geometry"] is None
    assert "bbox" not in second
    assert made["geomap"]["disclaimer"] == DISCLAIMER


def test_coordinates_are_no_finer_than_the_place_is_known():
    (disc, point) = features(incident(), incident(2, places=(exact(),)))
    ring = disc["geometry"]["coordinates"][0]
    assert max(len(str(c).split(".")[1]) for point in ring for c in point) <= 4
    assert point["geometry"]["coordinates"] == [70.123457, 40.0]
    assert point["properties"]["lon"] == 70.123456789  # the attribute is what the source gives


def test_a_disc_across_the_180th_meridian_is_cut_and_its_box_turns_round():
    (made,) = features(incident(places=(place(lon=179.999, lat=-16.8, radius_m=5000.0),)))
    west, _, east, _ = made["bbox"]
    assert made["geometry"]["type"] == "MultiPolygon"
    assert west > 179.9
    assert east < -179.9


def test_the_box_of_all_features_goes_the_short_way_round():
    fiji = incident(places=(place(lon=179.999, lat=-16.8),))
    samoa = incident(2, places=(place(lon=-172.0, lat=-13.8),))
    made = json.loads(dumps(to_frame([fiji, samoa]), "geojson"))
    west, _, east, _ = made["bbox"]
    assert (west > 179.9, -172.1 < east < -171.9) == (True, True)


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (shapely.box(179, 0, 181, 1), "MultiPolygon"),
        (shapely.Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)]), "MultiPolygon"),
        (shapely.LineString([(179, 0), (-179, 1)]), "MultiLineString"),
        (shapely.Point(190, 0), "Point"),
        (shapely.GeometryCollection([shapely.Point(190, 0), shapely.box(0, 0, 1, 1)]), None),
        (shapely.box(-180, -90, 180, 90), "Polygon"),
        (shapely.box(170, 0, 180, 1), "Polygon"),
        (shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)][::-1]), "Polygon"),
    ],
)
def test_what_leaves_the_globe_is_cut_and_what_does_not_stays(shape, kind):
    (made,) = fit(np.array([shape], dtype=object))
    west, _, east, _ = made.bounds
    assert made.is_valid
    assert (west >= -180, east <= 180) == (True, True)
    assert kind is None or made.geom_type == kind


def test_parts_without_coordinates_are_dropped():
    (made,) = fit(np.array([shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.Polygon()])]))
    assert [p.is_empty for p in made.geoms] == [False]


@given(st.floats(-180, 180), st.floats(-80, 80), st.floats(60, 400_000))
def test_every_disc_is_valid_after_cutting_and_rounding_and_lies_in_its_box(lon, lat, radius):
    frame = to_frame([incident(places=(place(lon=lon, lat=lat, radius_m=radius),))])
    shapes = rounded(fit(np.asarray(frame.geometry.values, dtype=object)), np.array([4]))
    (box,) = bboxes(shapes)
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapely.get_parts(shapes)).any()
    halves = [box] if box[0] <= box[2] else [[box[0], box[1], 180, box[3]], [-180, *box[1:]]]
    held = shapely.unary_union([shapely.box(*h) for h in halves]).buffer(1e-9)
    assert held.covers(shapes[0])


def test_claims_are_objects_and_gdal_reads_the_file(tmp_path: Path):
    path = geomap.write(to_frame([incident(claims=(says("SCNS"),))]), tmp_path / "a.geojson")
    made = json.loads(path.read_bytes())
    assert made["features"][0]["properties"]["claims"][0]["claimant"] == "SCNS"
    assert len(gpd.read_file(path)) == 1


@pytest.mark.parametrize("name", ["a.geojsonl", "a.geojsons"])
def test_gdal_reads_features_one_a_line(name: str, tmp_path: Path):
    path = geomap.write(to_frame(one_of_each()), tmp_path / name)
    read = gpd.read_file(path)
    assert read["incident_id"].tolist() == [f"r#{n}" for n in range(1, 7)]
    assert "geomap" not in read.columns
    assert path.read_bytes().startswith(b"\x1e") == (name == "a.geojsons")


def test_packed_files_hold_the_same_and_no_time(tmp_path: Path):
    frame = to_frame(one_of_each())
    plain = geomap.write(frame, tmp_path / "a.geojson").read_bytes()
    packed = geomap.write(frame, tmp_path / "a.geojson.gz").read_bytes()
    assert gzip.decompress(packed) == plain
    assert packed[4:8] == bytes(4)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula_or_a_control_character(text: str, tmp_path: Path):
    path = geomap.write(to_frame([incident(title=text, sentence=text)]), tmp_path / "a.csv")
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert not row["title"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not set(row["title"]) & {"\x00", "\r"}


def test_pandas_reads_the_csv_with_its_numbers(tmp_path: Path):
    read = pd.read_csv(geomap.write(to_frame(one_of_each()), tmp_path / "a.csv"))
    assert read["lon"].dtype == float
    assert set(read["disclaimer"]) == {DISCLAIMER}
    assert json.loads(read.loc[0, "claims"])[0]["claimant"] == "SCNS"
    assert shapely.from_wkt(read.loc[0, "wkt"]).geom_type == "Point"


def test_jsonl_has_a_line_for_a_report_without_incidents():
    frame = to_frame([incident()])
    frame.attrs["doc_ids"] = ["silent", "r"]
    lines = [json.loads(line) for line in dumps(frame, "jsonl").splitlines()]
    assert [(x["doc_id"], len(x["incidents"])) for x in lines] == [("silent", 0), ("r", 1)]


def test_jsonl_keeps_what_was_set_aside():
    frame = to_frame([], [Rejected(source="bad.pdf", reason="encrypted")])
    (line,) = [json.loads(x) for x in dumps(frame, "jsonl").splitlines()]
    assert line["rejected"][0]["reason"] == "encrypted"


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_frame_is_a_file_too(kind: str, tmp_path: Path):
    path = geomap.write(to_frame([]), tmp_path / f"a{KINDS[kind].suffixes[0]}")
    assert path.is_file()


@pytest.mark.parametrize("kind", ONE_FILE)
def test_no_place_at_all_is_a_file_too(kind: str):
    assert dumps(to_frame([incident(places=())]), kind)


def test_an_unknown_format_names_the_known_ones(tmp_path: Path):
    with pytest.raises(UsageError, match="geojson"):
        geomap.write(to_frame([]), tmp_path / "a.xyz")


def test_several_files_are_no_bytes():
    with pytest.raises(UsageError, match="name a file"):
        dumps(to_frame([]), "shp")


def test_every_format_and_suffix_is_documented():
    page = (Path(__file__).parents[1] / "docs" / "exports.md").read_text("utf-8")
    for kind in KINDS.values():
        assert f"`{kind.name}`" in page
        assert all(f"`{suffix}`" in page for suffix in kind.suffixes)


def test_no_suffix_stands_for_two_formats():
    listed = [s for k in KINDS.values() for s in k.suffixes]
    assert len(listed) == len(set(listed)) <= len(FORMATS)


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "shp", "xlsx"])
def test_a_missing_folder_is_named(kind: str, tmp_path: Path):
    with pytest.raises(WriteError, match="does not exist"):
        geomap.write(to_frame([]), tmp_path / "no" / f"a.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_failed_write_leaves_the_old_file_and_no_scrap(kind: str, tmp_path: Path, monkeypatch):
    target = tmp_path / f"a{KINDS[kind].suffixes[0]}"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="No space left"):
        geomap.write(to_frame(one_of_each()), target)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("kind", KINDS)
def test_a_read_only_file_is_not_replaced(kind: str, tmp_path: Path):
    target = geomap.write(to_frame([]), tmp_path / f"a{KINDS[kind].suffixes[0]}")
    before = target.read_bytes()
    target.chmod(0o444)
    with pytest.raises(WriteError, match="read-only"):
        geomap.write(to_frame(one_of_each()), tmp_path / f"a{KINDS[kind].suffixes[0]}")
    assert target.read_bytes() == before


def test_of_several_files_all_are_replaced_or_none(tmp_path: Path, monkeypatch):
    path = geomap.write(to_frame([incident()]), tmp_path / "a.shp")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    replace = Path.replace

    def stops(self: Path, target: Path) -> Path:
        if self.name == "a_unplaced.dbf" and "old" not in self.parts:
            raise OSError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stops)
    with pytest.raises(WriteError, match="Permission denied"):
        geomap.write(to_frame(one_of_each()), tmp_path / "a.shp")
    assert path.name == "a_areas.shp"
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_device_is_written_to_and_not_replaced():
    assert geomap.write(to_frame([]), "/dev/null", "geojson") == Path("/dev/null")
    assert Path("/dev/null").is_char_device()


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "link.geojson").symlink_to(tmp_path / "real.geojson")
    geomap.write(to_frame([]), tmp_path / "link.geojson")
    assert (tmp_path / "link.geojson").is_symlink()
    assert (tmp_path / "real.geojson").is_file()


@pytest.mark.parametrize(
    "kind", ["geojson", "geojsonl", "geojsonseq", "jsonl", "csv", "kml", "kmz"]
)
def test_the_same_frame_gives_the_same_bytes(kind: str):
    frame = to_frame(one_of_each())
    assert dumps(frame, kind) == dumps(frame, kind)


def test_columns_of_the_users_own_are_written_as_plain_values():
    frame = to_frame([incident()])
    zone = dt.timezone(dt.timedelta(hours=6))
    frame["seen"] = [pd.Timestamp("2022-01-27 10:00", tz=zone)]
    frame["tags"] = [["a", {"b": np.int64(1)}]]
    frame["near"] = gpd.GeoSeries([shapely.Point(1, 2)], index=frame.index, crs=4326)
    frame["score"] = np.float32(0.5)
    frame["none"] = pd.NA
    made = json.loads(dumps(frame, "geojson"))["features"][0]["properties"]
    assert made["seen"] == "2022-01-27T10:00:00+06:00"
    assert made["tags"] == ["a", {"b": 1}]
    assert made["near"] == "POINT (1 2)"
    assert (made["score"], made["none"]) == (0.5, None)
    for kind in ONE_FILE:
        assert dumps(frame, kind)


@pytest.mark.parametrize("name", ["wkt", "NR", "fid", "geom", "also_in"])
def test_a_column_that_a_file_cannot_tell_from_its_own_is_named(name: str):
    frame = to_frame([incident()])
    frame[name] = 1
    with pytest.raises(SchemaError, match=f"{name}.*rename"):
        dumps(frame, "csv" if name == "wkt" else "gpkg")


def test_a_number_that_the_format_cannot_hold_is_refused_with_what_to_do():
    frame = to_frame([incident(sentence_start=2**70)])
    with pytest.raises(SchemaError, match=r"64 bits.*GeoJSON"):
        dumps(frame, "gpkg")
    assert dumps(frame, "csv")


def test_half_a_character_is_named_with_what_stands_round_it():
    with pytest.raises(SchemaError, match=r"'r#1'.*half a character.*cut"):
        to_frame([incident(title="cut \udc80 here")])
    frame = to_frame([incident()])
    frame["title"] = pd.Series(["cut \udc80 here"], index=frame.index, dtype=object)
    for kind in ("geojson", "csv", "gpkg", "parquet", "fgb", "kml", "xlsx"):
        with pytest.raises(SchemaError, match="half a character"):
            dumps(frame, kind)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.to_crs(3857), "to_crs"),
        (lambda f: f.set_crs(None, allow_override=True), "set_crs"),
        (lambda f: pd.concat([f, f]), "'r#1'"),
        (lambda f: f.reset_index(), "set_index"),
        (lambda f: f.drop(columns="claims"), "'claims' is missing"),
        (lambda f: pd.DataFrame(f.drop(columns="geometry")), "geometry"),
    ],
)
def test_a_frame_that_is_none_of_incidents_is_refused_with_what_to_do(change, said: str):
    with pytest.raises(SchemaError, match=said):
        dumps(change(to_frame([incident()])), "geojson")
