"""The frame: one documented set of columns, validated both ways."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
