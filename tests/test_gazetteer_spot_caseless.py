"""Spotting in scripts without capitals: only where something says that a place is meant."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer
from gazetteer.resolve import resolve
from gazetteer.spot import spot

WORLD = Gazetteer.open()
FASHER = (
    "قُتل ثلاثة جنود في مدينة الفاشر بولاية شمال دارفور وقال مسؤولون إن الاشتباكات وقعت قرب هجليج."
)


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        (
            "ar",
            FASHER,
            [("الفاشر", "populated place"), ("شمال دارفور", "adm1"), ("هجليج", None)],
        ),
        (
            "ar",
            "وصل الوفد إلى الخرطوم، وتوجه بعدها لبغداد وبيروت.",
            [("الخرطوم", None), ("بغداد", None), ("بيروت", None)],
        ),
        (
            "ar",
            "قصفت الطائرات قرية كفر حمرة في محافظة حلب بسوريا.",
            [("كفر حمرة", "populated place"), ("حلب", "adm1"), ("سوريا", "country")],
        ),
        (
            "fa",
            "درگیری در ولسوالی دانگام ولایت کنر رخ داد.",
            [("دانگام", "adm2"), ("کنر", "adm1")],
        ),
        (
            "fa",
            "نیروهای افغانستان و پاکستان در گذرگاه تورخم درگیر شدند.",
            [("افغانستان", "country"), ("پاکستان", "country"), ("تورخم", "border post")],
        ),
        ("fa", "رئیس جمهور در دوشنبه گفت.", [("دوشنبه", None)]),
        ("ur", "پشاور میں دھماکے سے تین افراد ہلاک ہوئے۔", [("پشاور", None)]),
        ("ur", "ضلع خیبر کے علاقے طورخم میں فائرنگ ہوئی۔", [("خیبر", "adm2"), ("طورخم", "area")]),
        ("ps", "په کندهار کې دوه کسان ووژل شول.", [("کندهار", None)]),
        ("ps", "د سپین بولدک په ولسوالۍ کې", [("سپین بولدک", None)]),
        ("fa", "انفجار در بندر عباس رخ داد", [("بندر عباس", None)]),
        ("fa", "درگیری در پل خمری", [("پل خمری", None)]),
        ("ar", "قصف جسر الشغور ودير الزور", [("جسر الشغور", None), ("دير الزور", None)]),
        (
            "ar",
            "في تل أبيض وعين العرب وكفر نبل",
            [("تل أبيض", None), ("عين العرب", None), ("كفر نبل", None)],
        ),
    ],
)
def test_places_are_found_by_class_words_prepositions_and_size(lang, text, found):
    spotted = spot(text, WORLD, lang)
    assert [(t.name, t.cue) for t in spotted] == found
    assert all(text[t.start : t.end] == t.text for t in spotted)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "قال الرئيس محمد أحمد إن الجيش لم يدخل المدينة."),
        ("ar", "قتل ثلاثة جنود وأصيب آخرون على الحدود."),
        ("fa", "روز دوشنبه دو سرباز کشته شدند."),
        ("ur", "فوج نے کہا کہ تین فوجی ہلاک ہوئے۔"),
        ("ar", ""),
    ],
)
def test_persons_weekdays_and_common_words_are_no_places(lang, text):
    assert spot(text, WORLD, lang) == []


def test_what_is_stuck_to_a_word_is_no_part_of_the_name_and_units_hold_their_towns():
    town, unit, unknown = resolve(spot(FASHER, WORLD, "ar"), None, WORLD)
    assert unit.toponym.text == "ولاية شمال دارفور"
    assert town.toponym.parents == ("ولاية شمال دارفور",)
    assert (town.place.name, unit.place.name) == ("El Fasher", "North Darfur")
    assert (unknown.status, unknown.toponym.relation.kind) == ("unresolved", "near")


WORDS = st.sampled_from(
    [*FASHER.split(), "در", "شهر", "و", "،", "قرية", "كفر", "\u200c", "Paris", "ال", "لل", "12"]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join), st.sampled_from(["ar", "fa", "ur", "ps"]))
def test_any_words_give_spans_in_order_that_quote_the_text(text, lang):
    found = spot(text, WORLD, lang)
    assert all(text[t.start : t.end] == t.text and t.text for t in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
