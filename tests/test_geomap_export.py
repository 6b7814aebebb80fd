"""Files: whole or not at all, standard, and harmless to whoever opens them."""

import csv
import itertools
import json
import os
from pathlib import Path

import geopandas as gpd
import pytest

import geomap
from geomap.errors import UsageError, WriteError
from geomap.export import DISCLAIMER, dumps
from geomap.frame import to_frame
from geomap.incident import Claim, Incident, PlaceMention

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    '"quoted", "too"',
    "line\nbreak",
]


def incident(number: int = 1, **more) -> Incident:
    place = PlaceMention(
        as_written="X",
        name="X",
        status="resolved",
        lon=70.123456789,
        lat=40.0,
        radius_m=1000.0,
        where_prec=2,
    )
    values = {"places": (place,), **more}
    return Incident(incident_id=f"r#{number}", type="armed_clash", doc_ids=("r",), **values)


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
    assert made["geomap"]["disclaimer"] == DISCLAIMER


def test_coordinates_are_no_finer_than_the_place_is_known():
    made = json.loads(dumps(to_frame([incident()]), "geojson"))
    ring = made["features"][0]["geometry"]["coordinates"][0]
    assert max(len(str(c).split(".")[1]) for point in ring for c in point) <= 4


def test_claims_are_objects_and_gdal_reads_the_file(tmp_path: Path):
    claim = Claim(
        claim_id="c", claimant="SCNS", about="blame", doc_id="r", start=0, end=1, text="x"
    )
    path = geomap.write(to_frame([incident(claims=(claim,))]), tmp_path / "a.geojson")
    assert (
        json.loads(path.read_bytes())["features"][0]["properties"]["claims"][0]["claimant"]
        == "SCNS"
    )
    assert len(gpd.read_file(path)) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula(text: str, tmp_path: Path):
    path = geomap.write(to_frame([incident(title=text, sentence=text)]), tmp_path / "a.csv")
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["title"].lstrip("'") == text
    assert not row["title"].startswith(("=", "+", "-", "@", "\t"))


def test_jsonl_has_a_line_for_a_report_without_incidents():
    frame = to_frame([incident()])
    frame.attrs["doc_ids"] = ["silent", "r"]
    lines = [json.loads(line) for line in dumps(frame, "jsonl").splitlines()]
    assert [(x["doc_id"], len(x["incidents"])) for x in lines] == [("silent", 0), ("r", 1)]


def test_an_unknown_format_names_the_known_ones(tmp_path: Path):
    with pytest.raises(UsageError, match="geojson"):
        geomap.write(to_frame([]), tmp_path / "a.xyz")


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(WriteError, match="does not exist"):
        geomap.write(to_frame([]), tmp_path / "no" / "a.geojson")


def test_a_failed_write_leaves_the_old_file_and_no_scrap(tmp_path: Path, monkeypatch):
    target = tmp_path / "a.geojson"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="No space left"):
        geomap.write(to_frame([incident()]), target)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.geojson"]


def test_the_same_frame_gives_the_same_bytes():
    frame = to_frame([incident()])
    assert all(dumps(frame, kind) == dumps(frame, kind) for kind in ("geojson", "jsonl", "csv"))
