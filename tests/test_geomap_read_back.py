"""What geomap writes, it reads back equal; what it did not write, it refuses clearly."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from geomap import NoInputError, ReadError, to_frame, write
from geomap.export import dumps
from geomap.incident import (
    INCIDENT_TYPES,
    Actor,
    Casualties,
    Claim,
    Clock,
    Evidence,
    Incident,
    PlaceMention,
    Rejected,
)
from geomap.reread import is_output, read_back

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
ids = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)
iso3 = st.sampled_from(["KGZ", "TJK", "IND"])
offsets = st.none() | st.integers(0, 10**6)
days = st.dates().map(lambda d: d.isoformat())
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
figures = st.builds(
    Casualties,
    kind=st.sampled_from(["killed", "wounded"]),
    side=st.none() | iso3,
    min=offsets,
    max=offsets,
    hedge=st.none() | words,
    parts=st.just(()) | st.tuples(st.builds(Casualties, kind=st.just("killed"), min=offsets)),
)
claims = st.builds(
    Claim,
    claim_id=ids,
    claimant=words,
    about=st.sampled_from(["casualties", "blame"]),
    doc_id=ids,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    text=words,
    claimant_side=st.none() | iso3,
    claimant_start=offsets,
    via=words,
    hedge=st.none() | words,
    attribution=st.sampled_from(["stated", "continued", "report"]),
    denies=st.booleans(),
    supersedes=st.none() | ids,
    said_on=st.none() | days,
    casualties=st.lists(figures, max_size=2).map(tuple),
)
SHAPES = [
    {"type": "Polygon", "coordinates": [[[70.0, 40.0], [71.0, 40.0], [71.0, 41.0], [70.0, 40.0]]]},
    {"type": "LineString", "coordinates": [[70.0, 40.0], [71.0, 41.5]]},
]
places = st.builds(
    PlaceMention,
    as_written=words,
    start=offsets,
    role=st.sampled_from(["where", "within", "mentioned"]),
    status=st.sampled_from(["resolved", "ambiguous", "unresolved"]),
    name=words,
    countries=st.lists(iso3, max_size=2).map(tuple),
    parents=st.lists(words, max_size=2).map(tuple),
    derived=st.booleans(),
    geojson=st.none() | st.sampled_from(SHAPES),
    note=words,
    lon=st.floats(-179, 179),
    lat=st.floats(-80, 80),
    radius_m=st.none() | st.floats(1, 50_000),
    where_prec=st.none() | st.integers(1, 7),
    confidence=st.floats(0, 1),
    candidates=st.lists(st.dictionaries(words, plain, max_size=2), max_size=2).map(tuple),
)
sources = st.dictionaries(
    words | st.sampled_from(["url", "title", "published_on", "row"]), plain, max_size=3
)
incidents = st.builds(
    Incident,
    incident_id=ids,
    type=st.sampled_from(INCIDENT_TYPES),
    doc_ids=st.lists(ids, min_size=1, max_size=3, unique=True).map(tuple),
    title=words,
    background=st.booleans(),
    date_start=st.none() | days | st.just("2022-02-31"),
    date_end=st.none() | days,
    date_edtf=words,
    date_prec=st.none() | st.integers(1, 5),
    year_basis=words,
    time_local=st.none() | words,
    time_zone=st.none() | words,
    distance_to_border_km=st.none() | st.floats(0, 1e6),
    scale=st.sampled_from(["event", "episode", "aggregate"]),
    clocks=st.lists(st.builds(Clock, iso3=iso3, zone=words, local=words), max_size=2).map(tuple),
    actors=st.lists(st.builds(Actor, name=words, iso3=st.none() | iso3), max_size=2).map(tuple),
    places=st.lists(places, max_size=2).map(tuple),
    countries=st.lists(iso3, max_size=2).map(tuple),
    claims=st.lists(claims, max_size=2).map(tuple),
    evidence=st.lists(
        st.builds(
            Evidence,
            field=words,
            doc_id=ids,
            start=st.integers(0, 99),
            end=st.integers(0, 99),
            text=words,
        ),
        max_size=2,
    ).map(tuple),
    sentence=words,
    sentence_start=offsets,
    sources=st.lists(sources, max_size=2).map(tuple),
    problems=st.lists(words, max_size=2).map(tuple),
    extra=st.dictionaries(words, plain, max_size=3),
)
WHOLE = (
    "a.geojson",
    "a.geojson.gz",
    "a.geojsonl",
    "a.geojsons",
    "a.jsonl",
    "a.csv",
    "a.csv.gz",
    "a.gpkg",
    "a.fgb",
    "a.parquet",
    "a.xlsx",
    "a.kml",
    "a.kmz",
)
"""Formats that hold all that an incident holds."""
collections = st.lists(incidents, max_size=3, unique_by=lambda i: i.incident_id)


def _file(folder: Path, body: Any, name: str = "a.geojson") -> Path:
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
    return path


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate], deadline=None)
@given(listed=collections)
def test_write_then_read_gives_equal_incidents(
    name: str, listed: list[Incident], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    write(to_frame(listed), path)
    read = read_back(path)
    assert read.rejected == ()
    assert {i.incident_id: i for i in read.incidents} == {i.incident_id: i for i in listed}


def test_what_was_rejected_comes_back_too(tmp_path: Path) -> None:
    bad = Rejected(source="x.txt", reason="binary")
    path = _file(tmp_path, dumps(to_frame([], [bad]), "geojson"))
    assert read_back(path).rejected == (bad,)


def test_reports_without_incidents_come_back_from_json_lines(tmp_path: Path) -> None:
    frame = to_frame([])
    frame.attrs["doc_ids"] = ["silent"]
    path = _file(tmp_path, dumps(frame, "jsonl"), "a.jsonl")
    assert read_back(path).doc_ids == ("silent",)


ONE = Incident(incident_id="a#1", type="talks", doc_ids=("a",))
TWO = Incident(incident_id="a#2", type="talks", doc_ids=("a",))


def _collection(*listed: Incident) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(dumps(to_frame(listed), "geojson"))
    return body


@pytest.mark.parametrize(
    ("column", "value"),
    [("type", "war"), ("date_start", "27.1.2022"), ("places", "here"), ("doc_ids", None)],
)
def test_a_bad_record_is_set_aside_with_row_and_column(
    tmp_path: Path, column: str, value: object
) -> None:
    body = _collection(ONE, TWO)
    body["features"][1]["properties"][column] = value
    path = _file(tmp_path, body)
    read = read_back(path)
    assert read.incidents == (ONE,)
    assert (read.rejected[0].row, read.rejected[0].column) == (2, column)
    assert f"{path}:2 {column}" in read.rejected[0].reason


def test_an_incident_twice_is_set_aside(tmp_path: Path) -> None:
    body = _collection(ONE)
    body["features"] *= 2
    read = read_back(_file(tmp_path, body))
    assert read.incidents == (ONE,)
    assert "twice" in read.rejected[0].reason


def test_a_column_that_somebody_added_is_kept(tmp_path: Path) -> None:
    body = _collection(ONE)
    body["features"][0]["properties"]["checked_by"] = "B. A."
    (incident,) = read_back(_file(tmp_path, body)).incidents
    assert incident.extra == {"checked_by": "B. A."}


def test_a_broken_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    good = dumps(to_frame([ONE]), "jsonl")
    read = read_back(_file(tmp_path, good + b'{"doc_id": "b", "inci\n', "a.jsonl"))
    assert read.incidents == (ONE,)
    assert read.rejected[0].row == 2


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.geojson", b"{", "not JSON"),
        (
            "a.geojson",
            b'{"type": "FeatureCollection", "features": []}',
            "not a GeoJSON that geomap",
        ),
        ("a.geojson", b"[1]", "not a GeoJSON that geomap"),
        ("a.geojson", b'{"geomap": {"schema_version": 99}, "features": []}', "schema version 99"),
        ("a.geojson", b"\xff\xfe\x00", "UTF-8"),
        ("a.geojson", b"[" * 100_000, "not JSON"),
        ("a.jsonl", b'{"x": 1}\n', "no list of incidents"),
        ("a.jsonl", b'{"incidents": [], "schema_version": 7}\n', "schema version 7"),
    ],
)
def test_what_geomap_did_not_write_is_refused(
    tmp_path: Path, name: str, body: bytes, said: str
) -> None:
    with pytest.raises(ReadError, match=said):
        read_back(_file(tmp_path, body, name))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="no such file"):
        read_back(tmp_path / "none.geojson")


@pytest.mark.parametrize("name", ["f.geojson", "f.jsonl"])
@given(body=st.binary(max_size=80) | plain.map(lambda v: json.dumps(v).encode()))
def test_any_bytes_give_a_clear_error_or_nothing(
    name: str, body: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(body)
    with contextlib.suppress(ReadError):
        assert read_back(path).incidents == ()


def test_a_table_of_others_that_speaks_of_geomap_is_not_taken_for_geomaps(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "a.parquet"
    rows = {"place": ["Batken"], "geomap": ["made with geomap"], "geomap_note": ["geomap"]}
    parquet.write_table(pyarrow.table(rows), file, compression="none")
    assert not is_output(file)
    assert is_output(write(to_frame([]), tmp_path / "b.parquet"))


def test_a_file_is_looked_into_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,place\n2022-01-27,Batken\n")
    assert not is_output(file)
    write(to_frame([]), file)
    assert is_output(file)
