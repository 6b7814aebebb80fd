from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import countries
from gazetteer.country_data import country_rows, country_words


def told(text: str, lang: str = "en") -> list[tuple[str, str, str]]:
    return [(m.text, m.iso3, m.kind) for m in countries.mentions(text, lang)]


@pytest.mark.parametrize(
    ("word", "iso3"),
    [
        ("Kyrgyz", "KGZ"), ("Kirghiz", "KGZ"), ("Kyrgyzstani", "KGZ"), ("Kyrgyz Republic", "KGZ"),
        ("Tajik", "TJK"), ("Tajikistani", "TJK"), ("Uzbek", "UZB"), ("Thai", "THA"),
        ("Thais", "THA"), ("Cambodian", "KHM"), ("Azerbaijani", "AZE"), ("Azeri", "AZE"),
        ("Armenian", "ARM"), ("Armenians", "ARM"), ("Sudanese", "SDN"), ("South Sudanese", "SSD"),
        ("Israeli", "ISR"), ("Israelis", "ISR"), ("Lebanese", "LBN"), ("Indian", "IND"),
        ("Pakistani", "PAK"), ("Chinese", "CHN"), ("Ethiopian", "ETH"), ("Eritrean", "ERI"),
        ("Turkish", "TUR"), ("Turks", "TUR"), ("British", "GBR"), ("UK", "GBR"), ("U.K.", "GBR"),
        ("U.S.", "USA"), ("US", "USA"), ("American", "USA"), ("Afghan", "AFG"),
        ("Ukrainian", "UKR"), ("Russian", "RUS"), ("Congolese", "COD"), ("Ivorian", "CIV"),
        ("Saudi", "SAU"), ("Palestinian", "PSE"), ("Serbian", "SRB"), ("Kosovar", "XKX"),
        ("Georgian", "GEO"), ("Moldovan", "MDA"), ("Malian", "MLI"), ("Nigerien", "NER"),
        ("Nigerian", "NGA"), ("Burmese", "MMR"), ("Lao", "LAO"), ("Kazakh", "KAZ"),
        ("Turkmen", "TKM"), ("Iranian", "IRN"), ("Iraqi", "IRQ"), ("Syrian", "SYR"),
        ("Venezuelan", "VEN"), ("Colombian", "COL"), ("Rwandan", "RWA"), ("Polish", "POL"),
    ],
)  # fmt: skip
def test_an_english_word_tells_its_country(word: str, iso3: str) -> None:
    assert [m.iso3 for m in countries.mentions(f"Two {word} soldiers")] == [iso3]


@pytest.mark.parametrize(
    ("form", "iso3"),
    [
        ("таджикских", "TJK"), ("кыргызские", "KGZ"), ("киргизский", "KGZ"),
        ("Кыргызстана", "KGZ"), ("Киргизии", "KGZ"), ("Таджикистаном", "TJK"),
        ("индийские", "IND"), ("пакистанскими", "PAK"), ("израильской", "ISR"),
        ("армянскому", "ARM"), ("азербайджанцев", "AZE"), ("узбеками", "UZB"),
        ("Южном Судане", "SSD"), ("южносуданские", "SSD"), ("эфиопскую", "ETH"),
        ("эритрейцы", "ERI"), ("США", "USA"), ("американского", "USA"),
        ("Саудовской Аравией", "SAU"), ("камбоджийцами", "KHM"), ("тайские", "THA"),
        ("китайских", "CHN"), ("ливанского", "LBN"), ("Украины", "UKR"), ("Китаем", "CHN"),
        ("российские", "RUS"), ("турками", "TUR"), ("Беларуси", "BLR"), ("Молдавии", "MDA"),
        ("Афганистане", "AFG"), ("афганцы", "AFG"), ("Филиппинах", "PHL"), ("ОАЭ", "ARE"),
        ("конголезских", "COD"), ("Северной Корее", "PRK"), ("Казахстану", "KAZ"),
        ("таджикистанцев", "TJK"), ("кыргызстанцами", "KGZ"), ("РФ", "RUS"), ("КР", "KGZ"),
    ],
)  # fmt: skip
def test_a_russian_form_tells_its_country(form: str, iso3: str) -> None:
    assert [m.iso3 for m in countries.mentions(f"двое {form} там", "ru")] == [iso3]


def test_a_possessive_is_left_outside() -> None:
    assert told("Tajikistan's army, Kyrgyzstan’s guards") == [
        ("Tajikistan", "TJK", "name"),
        ("Kyrgyzstan", "KGZ", "name"),
    ]


def test_two_nations_joined_by_a_hyphen_are_two() -> None:
    assert [m.iso3 for m in countries.mentions("on the Kyrgyz-Tajik border")] == ["KGZ", "TJK"]
    assert [m.iso3 for m in countries.mentions("кыргызско-таджикской", "ru")] == ["KGZ", "TJK"]


def test_the_longest_name_wins() -> None:
    assert told("Papua New Guinea and Guinea-Bissau") == [
        ("Papua New Guinea", "PNG", "name"),
        ("Guinea-Bissau", "GNB", "name"),
    ]


def test_a_word_of_two_countries_names_both() -> None:
    (mention,) = countries.mentions("Congolese troops")
    assert (mention.iso3, mention.others) == ("COD", ("COG",))


@pytest.mark.parametrize(
    "text",
    [
        "a turkey and some china",
        "let us go",
        "the Indian Ocean",
        "New Mexico and New England",
        "polish the silver",
        "a Latin American novel",
        "",
    ],
)
def test_what_names_no_country_tells_none(text: str) -> None:
    assert countries.mentions(text) == []


def test_other_languages_tell_names() -> None:
    assert told("entre le Kirghizistan et le Tadjikistan", "fr")[0][1] == "KGZ"
    assert told("між Киргизстан і Таджикистан", "uk")[1][1] == "TJK"
    assert (
        told("میان قرقیزستان و تاجیکستان", "fa")
        == [
            ("قرقیزستان", "KGZ", "name"),
            ("تاجیکستان", "TJK", "name"),
        ]
        or told("میان قرقیزستان و تاجیکستان", "fa") == []
    )


def test_a_regional_code_is_its_language() -> None:
    assert told("Tajik troops", "en-GB") == told("Tajik troops") == told("Tajik troops", "und")
    assert told("Тоҷикистон", "tg-Cyrl-TJ") == [("Тоҷикистон", "TJK", "name")]


def test_an_unknown_language_tells_nothing_and_does_not_fail() -> None:
    assert countries.mentions("Tajikistan", "tlh") == []


@given(st.text(max_size=120), st.sampled_from(["en", "ru", "fr"]))
def test_mentions_are_spans_in_order(text: str, lang: str) -> None:
    found = countries.mentions(text, lang)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_every_country_is_found_by_its_codes_and_names() -> None:
    for iso3, row in country_rows().items():
        assert countries.find_country(iso3) == iso3
        assert countries.find_country(row.iso2.lower()) == iso3
        assert countries.find_country(row.name) == iso3


def test_what_is_no_country_is_none() -> None:
    assert countries.find_country("Narnia") is None
    assert countries.find_country("") is None
    assert countries.find_country("\u202e") is None


def test_names_fall_back_to_english_then_to_the_code() -> None:
    assert countries.name("TJK", "tg") == "Тоҷикистон"
    assert countries.name("TJK", "tlh") == "Tajikistan"
    assert countries.name("XXX") == "XXX"


def test_adjectives_are_the_usual_ones() -> None:
    usual = {
        "KGZ": "Kyrgyz", "TJK": "Tajik", "UZB": "Uzbek", "AZE": "Azerbaijani", "ARM": "Armenian",
        "KHM": "Cambodian", "THA": "Thai", "GBR": "British", "USA": "American", "AFG": "Afghan",
        "SSD": "South Sudanese", "PRK": "North Korean", "SOM": "Somali", "MMR": "Burmese",
        "CIV": "Ivorian", "PSE": "Palestinian", "YEM": "Yemeni", "SRB": "Serbian",
    }  # fmt: skip
    assert {iso3: countries.adjective(iso3) for iso3 in usual} == usual


def test_zones_are_those_of_the_tz_database() -> None:
    assert countries.zones("TJK") == ("Asia/Dushanbe",)
    assert "Europe/Moscow" in countries.zones("RUS")
    assert countries.zones("XXX") == ()
    known = (files("tzdata") / "zones").read_text().split()
    assert {z for iso3 in country_rows() for z in countries.zones(iso3)} <= set(known)


def test_the_tables_are_well_formed() -> None:
    assert len(country_rows()) == 250
    for iso3, row in country_rows().items():
        assert re.fullmatch("[A-Z]{3}", iso3)
        assert re.fullmatch("[A-Z]{2}", row.iso2)
        assert (row.lon is None) == (row.lat is None) == (row.radius_km is None)
    kinds = {w.kind for w in country_words()}
    assert kinds == {"name", "adjective", "noun", "code", "none"}
    assert {w.iso3 for w in country_words() if w.kind != "none"} <= set(country_rows())


def test_every_independent_country_has_an_english_adjective() -> None:
    without = {
        iso3
        for iso3, row in country_rows().items()
        if row.population > 1_000_000 and countries.adjective(iso3) == row.name
    }
    assert without <= {"NZL"}
