"""Dates: what a text names, and what day it is."""

import datetime as dt

import pytest

from geomap.extract.dates import find_dates, find_times
from geomap.extract.days import ReportCalendar
from geomap.extract.header import find_header

PUBLISHED = dt.date(2020, 7, 7)  # a Tuesday


def day_of(text: str, lang: str = "en", published: dt.date | None = PUBLISHED) -> dt.date | None:
    found = find_dates(text, lang)
    return ReportCalendar(found, published=published).day(found[0]).start


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("on Sunday night", "en", "2020-07-05"),
        ("on Tuesday", "en", "2020-07-07"),
        ("yesterday morning", "en", "2020-07-06"),
        ("on 3 July", "en", "2020-07-03"),
        ("on December 30", "en", "2019-12-30"),
        ("on 2019-05-04", "en", "2019-05-04"),
        ("on 4.05.2019", "en", "2019-05-04"),
        ("вечером 5 июля", "ru", "2020-07-05"),
        ("в воскресенье", "ru", "2020-07-05"),
        ("накануне вечером", "ru", "2020-07-06"),
        ("27 января 2022 года", "ru", "2022-01-27"),
        ("last Tuesday", "en", "2020-06-30"),
        ("two days ago", "en", "2020-07-05"),
        ("a week ago", "en", "2020-06-30"),
        ("on the 3rd, near the post", "en", "2020-07-03"),
        ("on the 28th", "en", "2020-06-28"),
        ("on Saturday the 4th", "en", "2020-07-04"),
        ("since 21 June", "en", "2020-06-21"),
        ("три дня назад", "ru", "2020-07-04"),
        ("со вчерашнего дня", "ru", "2020-07-06"),
        ("в минувший вторник", "ru", "2020-06-30"),
        ("5-го числа", "ru", "2020-07-05"),
    ],
)
def test_date_words_give_the_day(text, lang, expected):
    assert str(day_of(text, lang)) == expected


def test_a_date_without_a_year_never_lies_after_the_publication():
    for month in ("January", "July", "August", "December"):
        assert day_of(f"on {month} 8") <= PUBLISHED + dt.timedelta(days=1)


def test_without_evidence_the_year_stays_unknown():
    found = find_dates("on January 27", "en")
    day = ReportCalendar(found, published=None).day(found[0])
    assert day.start is None
    assert day.edtf == "XXXX-01-27"


def test_a_lone_weekday_gives_an_uncertain_year_and_names_the_others():
    found = find_dates("on Friday (January 28)", "en")
    calendar = ReportCalendar(found, published=None, today=dt.date(2026, 1, 1))
    day = calendar.day(found[0])
    assert day.edtf == "2022-01-28?"
    assert "2011" in day.year_basis


def test_another_full_date_in_the_text_gives_the_year():
    found = find_dates("On January 11, 2014 a road was built. On January 13 they met.", "en")
    day = ReportCalendar(found, published=None).day(found[1])
    assert str(day.start) == "2014-01-13"
    assert day.year_from is not None
    assert day.year_from.text == "January 11, 2014"


def test_a_range_keeps_both_ends():
    found = find_dates("on April 28-29", "en")
    day = ReportCalendar(found, published=PUBLISHED).day(found[0])
    assert (str(day.start), str(day.end), day.prec) == ("2020-04-28", "2020-04-29", 2)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("overnight from Monday to Tuesday", "en"), ("в ночь с понедельника на вторник", "ru")],
)
def test_a_night_between_two_weekdays_is_two_days(text, lang):
    found = [d for d in find_dates(text, lang) if d.kind == "weekday"]
    day = ReportCalendar(found, published=PUBLISHED).day(found[0])
    assert (str(day.start), str(day.end)) == ("2020-07-06", "2020-07-07")


def test_the_day_before_counts_from_the_day_named():
    found = find_dates("said on Monday that the day before", "en")
    calendar = ReportCalendar(found, published=PUBLISHED)
    monday = calendar.day(found[0]).start
    assert str(calendar.day(found[1], before=monday).start) == "2020-07-05"


def test_the_month_of_may_is_no_verb_and_the_verb_no_month():
    assert [d.text for d in find_dates("They may march on 3 May", "en")] == ["3 May"]


def test_a_deadline_and_a_paper_are_no_event_dates():
    roles = [d.role for d in find_dates("under the protocol of May 1, 2021, by June 3", "en")]
    assert roles == ["document", "deadline"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at 01:00 am", (1, 0)),
        ("at about 18:40", (18, 40)),
        ("12.30 p.m.", (12, 30)),
        ("around 5 pm", (17, 0)),
        ("at 12:05 am", (0, 5)),
        ("at about 1500 hrs", (15, 0)),
    ],
)
def test_clock_times(text, expected):
    time = find_times(text, "en")[0]
    assert (time.hour, time.minute) == expected


def test_a_measure_is_no_time():
    assert find_times("3.50 km away, 12.30 metres", "en") == []


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("YEREVAN, July 28 (News). Three died.", "YEREVAN", "Three died."),
        ("BEIRUT — A strike hit a car.", "BEIRUT", "A strike hit a car."),
        ("БИШКЕК, 24 августа 2016 г. — «Вестник». Семь.", "БИШКЕК", "Семь."),
        ("SURIN, Thailand, Friday 25 July 2025 — Troops.", "SURIN, Thailand", "Troops."),
    ],
)
def test_a_dateline_is_set_apart(text, place, rest):
    lang = "ru" if "август" in text else "en"
    header = find_header(text, lang)
    assert header is not None
    assert header.place == place
    assert text[header.end :] == rest


def test_a_sentence_that_opens_with_a_date_is_no_dateline():
    assert find_header("On January 11, 2014 a road was built.", "en") is None


def test_the_night_before_a_day_is_both_days():
    found = find_dates("В ночь на 3 июля", "ru")
    day = ReportCalendar(found, published=PUBLISHED).day(found[0])
    assert (str(day.start), str(day.end)) == ("2020-07-02", "2020-07-03")


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("the previous Sunday", "en", "2020-06-28"),
        ("the following Sunday", "en", "2020-07-05"),
        ("that Wednesday", "en", "2020-07-01"),
        ("three days later", "en", "2020-07-04"),
        ("two days earlier", "en", "2020-06-29"),
        ("the next morning", "en", "2020-07-02"),
        ("через два дня", "ru", "2020-07-03"),
        ("за два дня до этого", "ru", "2020-06-29"),
        ("сутками ранее", "ru", "2020-06-30"),
    ],
)
def test_some_words_count_from_the_day_spoken_of(text, lang, expected):
    found = find_dates(text, lang)
    calendar = ReportCalendar(found, published=PUBLISHED)
    assert str(calendar.day(found[0], before=dt.date(2020, 7, 1)).start) == expected


@pytest.mark.parametrize(
    "text", ["the 10th anniversary", "the 3rd brigade", "It lasted two days.", "within three days"]
)
def test_ordinals_and_durations_are_no_days(text):
    assert not [d for d in find_dates(text, "en") if d.kind in {"monthday", "from_anchor"}]


def test_since_a_month_is_no_date_of_what_is_told():
    (found,) = find_dates("Some 76,000 people have left their homes since October.", "en")
    assert found.role == "since"
