"""The browser's modules say what Python says, and keep their laws."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.classes import SEQUENTIAL, breaks_up_to
from layers.dates import date_words, day_words
from layers.evidence import claim_columns, distance_words
from layers.figures import amount_words
from layers.ui import read_ui
from tests.layers_frames import claim, clash, figure, statement, talks
from tests.layers_modules import TESTS, call, called, node

EPOCH = dt.date(1970, 1, 1).toordinal()
EDTF = (
    "2022-01-28", "XXXX-01-27", "2022-01", "2022-01-XX", "2022", "2022-01~", "2022-01-28?", "",
    "2021-04-28/2021-05-01", "2022-13-40", "../2022", "gibberish {0}", "2022-02", "1999-12-31",
)  # fmt: skip

counts = st.none() | st.integers(0, 40)
hedges = st.sampled_from([None, "at least", "reportedly", "dozens", "up to", "{n} $& <b>"])
sides = st.sampled_from([None, "KGZ", "TJK", "XQX"])
parts = st.builds(
    figure, st.just("wounded"), counts, counts, group=st.sampled_from(["guards", "civilians"])
)
figures = st.builds(
    figure, st.sampled_from(["killed", "wounded", "missing"]), counts, counts, hedge=hedges,
    side=sides, group=st.sampled_from([None, "guards"]), derived=st.booleans(),
    side_basis=st.sampled_from(["stated", "", "of its soldiers"]), parts=st.lists(parts, max_size=2),
)  # fmt: skip
claims = st.builds(
    claim, st.sampled_from(["a", "b"]), sides, st.sampled_from(["", "Two died.", "Умерли двое."]),
    claimant=st.sampled_from(["", "SCNS"]), about=st.sampled_from(["casualties", "blame"]),
    casualties=st.lists(figures, max_size=3),
)  # fmt: skip


def in_browser(columns: dict[str, Any]) -> dict[str, Any]:
    """The part of the browser's columns that Python's have too."""
    said = [[{k: c[k] for k in ("claimant", "text")} for c in side] for side in columns["claims"]]
    return {"sides": columns["sides"], "rows": columns["rows"], "claims": said}


@pytest.mark.parametrize("lang", ["en", "ru"])
@given(st.lists(st.lists(claims, min_size=1, max_size=4), min_size=30, max_size=60))
@settings(max_examples=3)
def test_claims_are_put_into_the_same_words(lang: str, told: list[list[dict[str, Any]]]) -> None:
    given = called([("figures", "claimColumns", [cell]) for cell in told], lang)
    for cell, columns in zip(told, given, strict=True):
        assert in_browser(columns) == claim_columns(cell, read_ui(lang))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_days_distances_and_amounts_are_put_into_the_same_words(lang: str) -> None:
    ui = read_ui(lang)
    metres = [0, 949.4, 999, 1000, 1049, 9_940, 12_340, 600_000]
    amounts = [
        figure("killed", 2, 2),
        figure("killed", None, hedge="dozens"),
        figure("killed", 0, 0),
    ]
    calls = [("words", "dayWords", [day]) for day in EDTF]
    calls += [("words", "distance", [m]) for m in metres]
    calls += [("figures", "amountWords", [f]) for f in amounts]
    assert called(calls, lang) == [
        *(day_words(day, ui) for day in EDTF),
        *(distance_words(float(m), ui) for m in metres),
        *(amount_words(f, ui) for f in amounts),
    ]


def test_the_day_of_an_incident_is_told_in_the_same_words() -> None:
    day = dt.date(2022, 1, 28).toordinal() - EPOCH
    given = called([
        ("words", "dateWords", [day, day, "", "01:00"]),
        ("words", "dateWords", [day, day + 3, "", ""]),
        ("words", "dateWords", [-(2**31), -(2**31), "XXXX-01-27", ""]),
        ("words", "dateWords", [-(2**31), -(2**31), "", "night"]),
    ])  # fmt: skip
    ui = read_ui("en")
    assert given == [
        date_words("2022-01-28", "2022-01-28", "2022-01-28", "01:00", ui),
        date_words("2022-01-28", "2022-01-31", "", None, ui),
        date_words(None, None, "XXXX-01-27", None, ui),
        date_words(None, None, "", "night", ui),
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "2022-01-28", "9999-12-31"])
def test_a_day_is_the_same_number_in_both(day: str) -> None:
    number = dt.date.fromisoformat(day).toordinal() - EPOCH
    assert call("words", "dayNumber", day) == number
    assert call("words", "isoDay", number) == day


def described(incident: dict[str, Any], mode: str, lang: str = "en") -> dict[str, Any]:
    row = {k: v for k, v in incident.items() if k != "geometry"}
    detail: dict[str, Any] = call("describe", "describe", row, mode, lang=lang)
    return detail


def test_the_local_day_is_shown_on_each_clock_and_utc_stands_beside_it() -> None:
    when = described(talks(), "disc")["when"]
    assert when["clocks"] == [
        ["Tajikistan", "28 January 2022, 01:00", "UTC+05:00"],
        ["Kyrgyzstan", "28 January 2022, 02:00", "UTC+06:00"],
    ]
    assert when["utc"] == "27 January 2022, 20:00 UTC"


def test_words_that_are_no_moment_stay_words() -> None:
    assert call("words", "clockWords", "at dawn") == ["at dawn", ""]
    assert call("words", "utcWords", "at dawn") == "at dawn"


def test_a_place_shows_its_other_candidates() -> None:
    where = described(statement(), "none")["where"][0]
    assert where["status"] == "ambiguous"
    assert where["candidates"] == [
        "Kok-Tash (Kyrgyzstan) — in Batken",
        "Kok-Tash (Kyrgyzstan) — in Jalal-Abad",
    ]


def test_a_country_among_the_units_is_told_once() -> None:
    units = {"parents": ["Batken region", "Kyrgyzstan"], "countries": ["KGZ"]}
    for lang, name in (("en", "Kyrgyzstan"), ("ru", "Кыргызстан")):
        inside = call("describe", "placeDetails", units, "none", lang=lang)["inside"]
        assert inside == f"Batken region, {name}"


def test_a_replaced_claim_is_kept_and_marked() -> None:
    told = [claim("c1", "TJK", "two"), claim("c2", "TJK", "three", supersedes="c1")]
    first, second = call("figures", "claimColumns", told)["claims"][0]
    assert (first["replaced"], second["replaced"]) == (True, False)
    assert "replaced by a later claim of the same source" in first["notes"]
    assert "replaces an earlier claim" in second["notes"]


def test_the_words_read_are_marked_and_others_told_beside() -> None:
    detail = described(clash(), "disc")
    assert [run for run in detail["quote"] if run[1]] == [
        ["Two", ["killed"]],
        ["at least ten", ["wounded"]],
    ]
    assert [span["text"] for span in detail["spans"]] == ["January 27"]


def test_the_runs_of_a_sentence_are_the_sentence() -> None:
    """Characters beyond the first plane do not shift marks; overlaps lose nothing."""
    dice = random.Random(3)
    texts = ["🟥🟥 two died 𝔸", "один и two", "", "a" * 30]
    cases = [
        (text, [
            {"start": 7 + a, "end": 7 + b, "text": text[a:b], "label": f"f{n}"}
            for n in range(4)
            for a, b in [sorted((dice.randrange(20), dice.randrange(20)))]
        ])
        for text in texts
    ]  # fmt: skip
    given = called([("describe", "markQuote", [text, 7, spans]) for text, spans in cases])
    for (text, spans), marked in zip(cases, given, strict=True):
        assert "".join(run for run, _ in marked["runs"]) == text
        fits = [s for s in spans if text and s["text"] and s["end"] - 7 <= len(text)]
        assert len(spans) - len(marked["outside"]) == len(fits)
        labels = {label for _, over in marked["runs"] for label in over}
        assert labels == {s["label"] for s in fits}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=1", True),
        (" http://example.org ", True),
        ("javascript:alert(1)", False),
        ("https:javascript", False),
        ("https://", False),
        ("data:text/html,x", False),
        ("https://a\\b", False),
        ("//example.org", False),
        ("https://exa mple.org", False),
    ],
)
def test_only_links_to_pages_are_links(url: str, kept: bool) -> None:
    assert bool(call("describe", "safeUrl", url)) == kept


def test_classes_of_numbers_of_incidents_are_the_same() -> None:
    tops = [0, 1, 6, 7, 8, 14, 20, 21, 99, 100, 101, 4_999, 123_456]
    limits = called([("units", "limitsUpTo", [top, len(SEQUENTIAL)]) for top in tops])
    assert limits == [breaks_up_to(top, whole=True) for top in tops]


def test_the_modules_keep_their_laws() -> None:
    """Units of the modules: layers_modules.test.mjs, run by Node's own test runner."""
    done = subprocess.run(
        [node(), "--test", str(TESTS / "layers_modules.test.mjs")],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
