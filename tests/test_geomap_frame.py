"""The frame: one documented set of columns, validated both ways."""

import datetime as dt
import re
from pathlib import Path

import msgspec
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from gazetteer.shapes import disc
from geomap.errors import SchemaError
from geomap.frame import COLUMNS, to_frame, to_incidents, validate
from geomap.incident import INCIDENT_TYPES, Casualties, Claim, Incident, PlaceMention

ROOT = Path(__file__).resolve().parents[1]
words = st.text(max_size=40)
counts = st.none() | st.integers(0, 5000)
figures = st.builds(
    Casualties,
    kind=st.sampled_from(["killed", "wounded", "missing", "captured", "displaced"]),
    side=st.none() | st.sampled_from(["KGZ", "TJK"]),
    group=st.none() | words,
    min=counts,
    max=counts,
    hedge=st.none() | words,
)
claims = st.builds(
    Claim,
    claim_id=words,
    claimant=words,
    about=st.sampled_from(["casualties", "blame", "weapons"]),
    doc_id=words,
    start=st.integers(0, 99),
    end=st.integers(100, 200),
    text=words,
    casualties=st.lists(figures, max_size=2).map(tuple),
)
places = st.builds(
    PlaceMention,
    as_written=words,
    status=st.sampled_from(["resolved", "unresolved"]),
    lon=st.floats(-179, 179),
    lat=st.floats(-80, 80),
    radius_m=st.floats(60, 50_000),
    where_prec=st.integers(1, 7),
)
incidents = st.lists(
    st.builds(
        Incident,
        incident_id=words,
        type=st.sampled_from(INCIDENT_TYPES),
        doc_ids=st.tuples(words),
        title=words,
        places=st.lists(places, max_size=2).map(tuple),
        claims=st.lists(claims, max_size=2).map(tuple),
        extra=st.dictionaries(words, words, max_size=2),
    ),
    max_size=3,
    unique_by=lambda i: i.incident_id,
)


def incident(number: int, place: PlaceMention | None = None) -> Incident:
    places = (place,) if place else ()
    return Incident(incident_id=str(number), type="talks", doc_ids=("r",), places=places)


@given(incidents)
def test_a_frame_gives_back_the_incidents_it_was_made_of(listed):
    assert to_incidents(to_frame(listed)) == listed


def test_an_empty_frame_has_all_columns():
    frame = to_frame([])
    assert set(COLUMNS) <= set(frame.columns)
    validate(frame)


def test_every_column_is_documented():
    documented = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "schema.md").read_text("utf-8")))
    assert set(COLUMNS) <= documented


def test_two_incidents_of_one_id_are_refused():
    one = Incident(incident_id="a", type="talks", doc_ids=("r",))
    with pytest.raises(SchemaError, match="'a'"):
        to_frame([one, one])


def test_a_wrong_value_is_named_with_its_row_and_column():
    frame = to_frame([Incident(incident_id="a", type="talks", doc_ids=("r",))])
    frame.loc["a", "type"] = "picnic"
    with pytest.raises(SchemaError, match=r"row 'a'.*picnic.*type"):
        validate(frame)


def test_another_crs_is_refused_with_what_to_do():
    frame = to_frame([Incident(incident_id="a", type="talks", doc_ids=("r",))]).to_crs(3857)
    with pytest.raises(SchemaError, match="to_crs"):
        validate(frame)


def test_unknown_is_not_zero():
    figure = Casualties(kind="killed")
    assert figure.min is None
    assert msgspec.to_builtins(figure)["max"] is None


def test_a_negative_count_is_refused():
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"kind": "killed", "min": -1}, Casualties)


def test_discs_drawn_at_once_are_those_drawn_alone() -> None:
    spots = [
        (lon, lat, radius)
        for lon in (-180.0, -179.99, 0.0, 70.5, 180.0)
        for lat in (-90.0, -89.9, 0.0, 39.95, 89.99)
        for radius in (1.0, 5_000.0, 200_000.0, 3_000_000.0)
    ]
    told = [
        incident(n, place=PlaceMention(as_written="X", lon=x, lat=y, radius_m=r, where_prec=2))
        for n, (x, y, r) in enumerate(spots)
    ]
    alone = [shape(disc(*spot)) for spot in spots]
    assert to_frame(told).geometry.to_wkb().tolist() == shapely.to_wkb(alone).tolist()


def test_a_record_is_what_its_json_would_be() -> None:
    odd = {
        "day": dt.date(2022, 1, 27),
        "nan": float("nan"),
        "nested": ({"tuple": (1, 2.5), "text": "Баткен"}, []),
        "numbers": {1: "one"},
    }
    told = msgspec.structs.replace(incident(1), extra=odd)
    frame = to_frame([told])
    for column, value in msgspec.json.decode(msgspec.json.encode(told)).items():
        if column != "incident_id":
            assert frame[column].iloc[0] == value
    assert odd["nested"] == ({"tuple": (1, 2.5), "text": "Баткен"}, [])


def test_incidents_of_one_unit_share_its_outline() -> None:
    outline = {"type": "Polygon", "coordinates": [[[70, 40], [71, 40], [71, 41], [70, 40]]]}
    place = PlaceMention(as_written="X", where_prec=4, geojson=outline)
    frame = to_frame([incident(n, place=place) for n in range(2)])
    one, other = (cell[0]["geojson"] for cell in frame["places"])
    assert one is other
    assert one == outline
    assert one is not outline
