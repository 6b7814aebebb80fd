"""The reports written for testing are annotated soundly."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from geomap.incident import INCIDENT_TYPES

REPORTS = Path(__file__).parent / "data" / "reports"
GOLD: list[dict[str, Any]] = [
    json.loads(line) for line in (REPORTS / "gold.jsonl").read_text("utf-8").splitlines()
]


def text_of(doc: dict[str, Any]) -> str:
    return (REPORTS / doc["text_path"]).read_bytes().decode("utf-8")


@pytest.fixture(params=GOLD, ids=lambda doc: str(doc["doc_id"]))
def doc(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def test_each_report_has_one_annotation() -> None:
    assert sorted(d["text_path"] for d in GOLD) == sorted(p.name for p in REPORTS.glob("*.txt"))


def test_each_report_says_that_it_is_made_up(doc: dict[str, Any]) -> None:
    assert "written for testing" in doc["text_kind"]


def test_spans_are_the_words_quoted(doc: dict[str, Any]) -> None:
    text = text_of(doc)
    claims = [c for i in doc["incidents"] for c in i["claims"]]
    assert [text[c["start"] : c["end"]] for c in claims] == [c["evidence"] for c in claims]


def test_places_stand_in_the_text(doc: dict[str, Any]) -> None:
    text = text_of(doc)
    assert all(name in text for i in doc["incidents"] for name in i["place_names"])


def test_types_are_ours_and_days_are_days(doc: dict[str, Any]) -> None:
    for incident in doc["incidents"]:
        assert incident["type"] in INCIDENT_TYPES
        start, end = incident["date_start"], incident["date_end"]
        if not incident["background"] and start:
            assert datetime.date.fromisoformat(start) <= datetime.date.fromisoformat(end)
