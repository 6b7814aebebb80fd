"""Dates, figures and quotes in words: nothing completed, nothing merged."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.columns import distinct, require
from layers.dates import date_words, day_numbers, day_words, sort_key, time_order
from layers.errors import FrameError, LanguageError, MissingColumnsError
from layers.evidence import claim_columns
from layers.figures import amount_words, figure_words
from layers.ui import languages, read_ui
from tests.layers_frames import batken, claim, clash, figure

EN = read_ui("en")


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2022-01-28", "28 January 2022"),
        ("XXXX-01-27", "27 January, year unknown"),
        ("2022-01", "January 2022"),
        ("2022-01-XX", "January 2022"),
        ("2022", "2022"),
        ("2022-01~", "about January 2022"),
        ("2022-01-28?", "28 January 2022 (uncertain)"),
        ("2021-04-28/2021-05-01", "28 April 2021 – 1 May 2021"),
        ("2022-13-40", "2022-13-40"),
        ("../2022", "../2022"),
        ("gibberish {0}", "gibberish {0}"),
        ("", "date unknown"),
    ],
)
def test_a_date_says_no_more_than_it_knows(edtf: str, words: str) -> None:
    assert day_words(edtf, EN) == words


def test_a_range_of_days_is_a_range() -> None:
    assert date_words("2021-04-28", "2021-05-01", "", None, EN) == "28 April 2021 – 1 May 2021"


def test_days_are_numbers_from_1970_and_what_is_none_is_no_day() -> None:
    days = pd.DataFrame({"d": ["1970-01-01", None, "2022-02-30", "soon", "1969-12-31"]})
    assert day_numbers(*distinct(days, "d")).tolist() == [0, -(2**31), -(2**31), -(2**31), -1]


def test_incidents_of_one_moment_keep_their_order() -> None:
    told = pd.DataFrame(
        {
            "start": ["2022-01-28", None, "2022-01-27", "2022-01-28"],
            "edtf": ["2022-01-28", "", "2022-01-27", "2022-01-28~"],
            "time": ["night", None, None, None],
        }
    )
    assert time_order(*(distinct(told, name) for name in told)).tolist() == [2, 0, 3, 1]


def test_unknown_days_come_last() -> None:
    days = [("2022-01-28", None), ("", None), ("XXXX-01-27", None), ("2022-01-27", "23:00")]
    ordered = sorted(days, key=lambda d: sort_key(None, d[0], d[1]))
    assert [day for day, _ in ordered[:2]] == ["2022-01-27", "2022-01-28"]


@pytest.mark.parametrize(
    ("low", "high", "hedge", "words"),
    [
        (2, 2, None, "2"),
        (0, 0, None, "0"),
        (10, None, "at least", "at least 10"),
        (None, 5, "up to", "at most 5"),
        (10, 12, None, "10 to 12"),
        (2, 2, "reportedly", "2 (“reportedly”)"),
        (None, None, "dozens", "“dozens”, no number"),
        (None, None, None, "number not stated"),
        (float("nan"), None, None, "number not stated"),
    ],
)
def test_a_figure_says_what_was_said(
    low: int | None, high: int | None, hedge: str | None, words: str
) -> None:
    assert amount_words({"min": low, "max": high, "hedge": hedge}, EN) == words


def test_parts_are_named_and_never_added() -> None:
    assert figure_words(clash()["claims"][:1], "wounded", EN) == (
        "people of Tajikistan: at least 10, of them 6 border guards, 4 civilians"
    )


def test_a_sum_that_no_one_wrote_says_so() -> None:
    total = figure("killed", 6, 6, derived=True, parts=[figure("killed", 6, 6, group="guards")])
    assert figure_words([claim("c", "TJK", "", casualties=[total])], "killed", EN) == (
        "6 (the sum of the parts; no total is written), of them 6 guards"
    )


def test_an_inferred_side_says_how() -> None:
    own = figure("killed", 1, 1, side="KGZ", side_basis="of its soldiers: the claimant's side")
    assert figure_words([claim("c", "KGZ", "", casualties=[own])], "killed", EN) == (
        "people of Kyrgyzstan (inferred: of its soldiers: the claimant's side): 1"
    )


def test_each_side_has_its_column_and_silence_is_not_zero() -> None:
    columns = claim_columns(clash()["claims"], EN)
    assert columns["sides"] == ["Tajikistan", "Kyrgyzstan", "The report itself"]
    killed, wounded = columns["rows"]
    assert killed["said"] == ["people of Tajikistan: 2", "not stated", "not stated"]
    assert wounded["said"][1] == "people of Kyrgyzstan: 11"
    assert [len(claims) for claims in columns["claims"]] == [2, 2, 1]
    assert columns["claims"][1][0]["claimant"] == "the Kyrgyz side"


def test_two_claims_of_one_side_stay_two() -> None:
    twice = [
        claim(f"c{n}", "TJK", "", about="casualties", casualties=[figure("killed", n, n)])
        for n in (2, 3)
    ]
    assert claim_columns(twice, EN)["rows"][0]["said"] == ["2; 3"]


def test_russian_has_its_months_in_both_forms() -> None:
    ru = read_ui("ru")
    assert day_words("2022-01-28", ru) == "28 января 2022"
    assert day_words("2022-01", ru) == "январь 2022"
    assert ru.country("KGZ") == "Кыргызстан"


def test_every_language_has_every_text_and_its_places() -> None:
    for lang in languages():
        for key, text in EN.texts.items():
            other = read_ui(lang).texts[key]
            assert set(_places(other)) == set(_places(text)), (lang, key)


def _places(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def test_an_unknown_language_is_named_with_the_known_ones() -> None:
    with pytest.raises(LanguageError, match="'xx'; there is: en"):
        read_ui("xx")


def test_all_missing_columns_are_named_together() -> None:
    with pytest.raises(MissingColumnsError, match="IncidentLayer requires the columns a, b,"):
        require(batken(), ["a", "type", "b"], "IncidentLayer")


def test_another_crs_is_refused() -> None:
    with pytest.raises(FrameError, match="to_crs"):
        require(batken().to_crs(3857), ["geometry"], "IncidentLayer")
