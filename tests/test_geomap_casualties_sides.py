"""Whose people a figure counts: by the words, and at last by the place; how is always said."""

import pytest

from geomap.extract.assemble import read_events
from geomap.extract.forces import find_forces
from geomap.incident import Report
from geomap.locate import locate


def told(text: str, lang: str = "en", *, placed: bool = False) -> list[tuple]:
    report = Report(doc_id="r", text=text, sha256="", lang=lang, published_on="2023-05-10")
    reading = read_events(report)
    incidents = locate(reading) if placed else [e.incident for e in reading.events]
    return [
        (f.kind, f.min if f.min is not None else f.max, f.side, f.side_basis)
        for i in incidents
        for c in i.claims
        for f in c.casualties
    ]


def sides(text: str, lang: str = "en", *, placed: bool = False) -> list[tuple]:
    return sorted((kind, n, side) for kind, n, side, _ in told(text, lang, placed=placed))


CLASH = "Armenian and Azerbaijani troops clashed on Tuesday. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yerevan counts 11 dead.", [("killed", 11, "ARM")]),
        ("Baku admitted the loss of nine of its troops.", [("killed", 9, "AZE")]),
        (
            "One soldier was killed on each side.",
            [("killed", 1, "ARM"), ("killed", 1, "AZE")],
        ),
        ("Armenia – 2 killed, 4 wounded.", [("killed", 2, "ARM"), ("wounded", 4, "ARM")]),
        ("A boy was killed by a rocket on the Armenian side.", [("killed", 1, "ARM")]),
        ("Three villagers were wounded in Azerbaijan.", [("wounded", 3, "AZE")]),
        (
            "Two Armenian guards were killed. Later the number of dead guards was given as three.",
            [("killed", 2, "ARM"), ("killed", 3, "ARM")],
        ),
        (
            "Two Armenian guards were killed. Across the border three people were hurt.",
            [("killed", 2, "ARM"), ("wounded", 3, "AZE")],
        ),
        ("The Armenian army said it had eliminated 20 saboteurs.", [("killed", 20, "AZE")]),
        ("The Armenian army said that it lost two men.", [("killed", 2, "ARM")]),
        (
            "Yerevan listed 40 Azerbaijani violations in which six people were killed.",
            [("killed", 6, "ARM")],
        ),
    ],
)
def test_of_two_sides_each_figure_has_its_own(text, expected):
    assert sides(CLASH + text) == expected


def test_how_a_side_is_known_is_said():
    (figure,) = told(CLASH + "Three villagers were wounded in Azerbaijan.")
    assert figure[3] == "“Azerbaijan” in the same sentence"
    (figure,) = told(CLASH + "Two Armenian soldiers were wounded.")
    assert figure[3] == "stated"


@pytest.mark.parametrize(
    "text",
    [
        "Three gunmen were killed, the Armenian army said.",
        "Two peacekeepers were wounded in Azerbaijan.",
        "Some migrants were beaten; two migrants died, the Armenian police said.",
    ],
)
def test_fighters_peacekeepers_migrants_and_organisations_are_of_neither_side(text):
    assert {side for _, _, side in sides(CLASH + text)} == {None}


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The UN said that two Hezbollah members were killed.", "Hezbollah"),
        ("Hezbollah announced the death of two of its members.", "Hezbollah"),
        ("A Ghanaian peacekeeper was killed at the UN base.", "UN"),
        ("A Russian peacekeeper was killed.", "RUS"),
        ("A Hezbollah commander and three other fighters were killed.", "Hezbollah"),
    ],
)
def test_people_of_the_united_nations_and_of_armed_organisations_are_theirs(text, side):
    assert {found for _, _, found in sides(CLASH + text)} == {side}


def test_a_minister_whose_name_is_a_town_s_is_of_no_other_country():
    text = CLASH + "Minister A. K. Antony said one soldier was wounded."
    assert {side for _, _, side in sides(text)} == {None}


def test_two_moments_are_two_figures_and_a_list_is_a_sum():
    text = CLASH + "The Armenian mayor, who on Monday knew of three dead, now counts five killed."
    assert sides(text) == [("killed", 3, "ARM"), ("killed", 5, "ARM")]
    text = CLASH + "An Armenian officer and two Armenian privates were killed."
    assert sides(text) == [("killed", 3, "ARM")]


def test_an_earlier_figure_stands_beside_the_new_one():
    text = CLASH + "The Armenian mayor said the death toll rose from 8 to 12."
    assert sides(text) == [("killed", 8, "ARM"), ("killed", 12, "ARM")]
    text = CLASH + "Thirty Armenian soldiers died, up from 19 on Monday."
    assert {n for _, n, _ in sides(text)} == {30, 19}


def test_of_them_within_a_sentence_is_no_part_of_the_sentence_before():
    text = "A clash broke out on Tuesday. The army said 46 people were hurt. It spoke of 12 dead, one of them a guard."
    assert {(k, n) for k, n, _ in sides(text)} == {("wounded", 46), ("killed", 12)}


def test_the_one_country_of_a_report_is_the_side_of_its_people():
    text = "Shelling hit a Ghanaian village on Tuesday. The prosecutor lists 18 dead."
    (figure,) = told(text)
    assert figure[2:] == ("GHA", "the only country that the report names")


def test_a_place_gives_its_country_where_no_words_do():
    text = "Shells fell on Tuesday. In Chaman one person was killed and six were hurt."
    found = told(text, placed=True)
    assert {(k, n, s) for k, n, s, _ in found} == {("killed", 1, "PAK"), ("wounded", 6, "PAK")}
    assert all("Chaman" in basis for *_, basis in found)


def test_a_sentence_about_both_sides_takes_no_side_from_its_place():
    text = "One man died on Tuesday in a clash of Afghan and Pakistani villagers in Chaman."
    assert [s for _, _, s in sides(text, placed=True)] == [None]


def test_a_figure_of_a_year_told_in_passing_is_no_figure_of_the_event():
    text = "Two Thai guards were killed in a clash on Tuesday. In 2011 a clash killed 15 people."
    report = Report(doc_id="r", text=text, sha256="", lang="en", published_on="2023-05-10")
    now = [e.incident for e in read_events(report).events if not e.incident.background]
    assert [f.min for i in now for c in i.claims for f in c.casualties] == [2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ереван: убиты трое военнослужащих. Баку: ранены двое солдат.",
            [("killed", 3, "ARM"), ("wounded", 2, "AZE")],
        ),
        ("Потери камбоджийской стороны составили пять человек.", [("killed", 5, "KHM")]),
        ("В Таджикистане ранены семь жителей.", [("wounded", 7, "TJK")]),
        ("Талибы потеряли одного бойца.", [("killed", 1, "AFG")]),
    ],
)
def test_russian_sides(text, expected):
    assert sides("Перестрелка началась во вторник. " + text, "ru") == expected


def test_forces_are_known_by_their_own_names():
    assert [n.iso3 for n in find_forces("UPDF troops met FARDC officers", "en")] == ["UGA", "COD"]
    assert find_forces("Tehrik-e-Taliban", "en") == []


def test_a_civilian_hurt_beside_peacekeepers_is_none_of_theirs():
    text = CLASH + "Four peacekeepers of the UN mission and one civilian were hurt."
    assert ("wounded", 4, "UN") in sides(text)
    assert not [n for _, n, side in sides(text) if side == "UN" and n != 4]


def test_people_of_a_claimant_without_a_side_have_none():
    text = CLASH + "The group said three of its men were killed, calling it an Armenian raid."
    assert {side for _, _, side in sides(text)} == {None}


def test_the_taliban_government_is_not_that_of_the_town_of_the_dateline():
    text = (
        "PESHAWAR, August 13, 2024 - Three civilians were killed in a clash with Pakistani troops, "
        "the Taliban government said."
    )
    assert {side for _, _, side in sides(text)} == {"AFG"}


def test_the_security_council_is_not_of_the_country_of_the_dateline():
    text = (
        "KHARTOUM, March 27, 2012. Troops of Sudan and South Sudan fought near Heglig. "
        "The UN Security Council said four men were killed."
    )
    assert {side for _, _, side in sides(text)} == {None}
