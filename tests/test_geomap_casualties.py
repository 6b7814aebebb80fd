"""Figures of people: kind, number, side, breakdown; unknown is never zero."""

import re

import pytest

from geomap.extract.harm import find_harm
from geomap.extract.notes import find_nations


def figures(text: str, lang: str = "en"):
    return [
        (f.kind, f.quantity.min, f.quantity.max, f.quantity.side, [p.min for p in f.parts])
        for f in find_harm(text, lang, find_nations(text, lang))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two Thai soldiers were killed.", [("killed", 2, 2, "THA", [])]),
        ("The shelling killed three civilians.", [("killed", 3, 3, None, [])]),
        ("At least ten people were wounded.", [("wounded", 10, None, None, [])]),
        ("Up to 12 men were injured.", [("wounded", None, 12, None, [])]),
        ("Between 5 and 7 soldiers were wounded.", [("wounded", 5, 7, None, [])]),
        ("3 to 5 guards died.", [("killed", 3, 5, None, [])]),
        ("Dozens of people were wounded.", [("wounded", None, None, None, [])]),
        ("Two hundred and five people fled.", [("displaced", 205, 205, None, [])]),
        ("Some 1,200 residents were evacuated.", [("displaced", 1200, 1200, None, [])]),
        ("Gunmen abducted three farmers.", [("captured", 3, 3, None, [])]),
        ("Three soldiers went missing.", [("missing", 3, 3, None, [])]),
        ("one Cambodian was wounded", [("wounded", 1, 1, "KHM", [])]),
        ("No one was hurt.", []),
        ("Two single shots were fired.", []),
        ("Three vehicles were destroyed and two horses stolen.", []),
        ("20 Cambodian soldiers came into Thai territory.", []),
        ("A driver, 58, died.", [("killed", 1, 1, None, [])]),
    ],
)
def test_english_figures(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Двое пограничников погибли.", [("killed", 2, 2, None, [])]),
        ("Ранены десять жителей.", [("wounded", 10, 10, None, [])]),
        ("Погиб местный учитель.", [("killed", 1, 1, None, [])]),
        (
            "сообщает об 11 раненых гражданах Таджикистана (трое гражданских и восемь военных)",
            [("wounded", 11, 11, "TJK", [3, 8])],
        ),
        (
            "погибли двое военнослужащих, ещё пятеро получили ранения",
            [("killed", 2, 2, None, []), ("wounded", 5, 5, None, [])],
        ),
        ("Не менее семнадцати человек пострадали.", [("wounded", 17, None, None, [])]),
    ],
)
def test_russian_figures(text, expected):
    assert figures(text, "ru") == expected


def test_a_breakdown_is_part_of_its_total():
    text = "ten others, including 6 border guards and 4 civilians, were wounded"
    assert figures(text) == [("wounded", 10, 10, None, [6, 4])]
    text = "10 people were hurt on the Tajik side: 6 servicemen and 4 civilians."
    assert figures(text)[0][4] == [6, 4]
    text = "Five civilians, two boys and two women among them, were injured."
    assert figures(text) == [("wounded", 5, 5, None, [2, 2])]


def test_a_bare_number_takes_the_people_before_it():
    text = "Two Azerbaijani soldiers are said to have died and five to have been wounded."
    assert figures(text) == [("killed", 2, 2, "AZE", []), ("wounded", 5, 5, "AZE", [])]


def test_each_harm_takes_its_own_people():
    text = "Six residents were hurt and a mortar shell killed one Armenian soldier."
    assert figures(text) == [("wounded", 6, 6, None, []), ("killed", 1, 1, "ARM", [])]


def test_spans_hold_the_figures():
    text = "Officials said 3 killed, 5 wounded, two missing."
    for f in find_harm(text, "en", []):
        assert re.search(r"3|5|two", text[f.start : f.end])
