"""Claims: who says what, through whom, of whom; both sides side by side."""

import pytest

from geomap.extract.assemble import read_events
from geomap.reading.text import text_to_report


def claims(text: str, lang: str = "en", published: str = "2022-02-01"):
    report = text_to_report(text, doc_id="r", lang=lang, published=published)
    found = [c for e in read_events(report).events for c in e.incident.claims]
    for c in found:
        assert report.text[c.start : c.end] == c.text
        if c.claimant_start is not None:
            assert report.text[c.claimant_start : c.claimant_end] == c.claimant
    return found


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The Thai army said two guards were killed in a clash.", "The Thai army"),
        ("Two guards were killed in a clash, the Thai army said on Monday.", "the Thai army"),
        ("“Two guards were killed in a clash on the hill,” said the Thai army.", "the Thai army"),
        ("According to the Thai army, two guards were killed in a clash.", "the Thai army"),
        ("Two guards were killed in a clash, according to residents.", "residents"),
        (
            "The Thai army told a different story: two guards were killed in a clash.",
            "The Thai army",
        ),
        ("By the count of the Thai army, two guards were killed in a clash.", "the Thai army"),
        ("The Thai army, which holds the hill, says two guards were killed.", "The Thai army"),
        ("Not so, said the Thai army: two guards were killed in the clash.", "the Thai army"),
        ("The Thai army has acknowledged that two guards were killed in a clash.", "The Thai army"),
        ("• The Thai army: two guards were killed in a clash.", "The Thai army"),
        ("Their men, the Thai army says, lost two guards killed in a clash.", "the Thai army"),
    ],
)
def test_every_form_of_attribution_finds_the_claimant(text, claimant):
    said = [c for c in claims(text) if c.about == "casualties"]
    assert [c.claimant for c in said] == [claimant]
    assert said[0].casualties[0].min == 2


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        (
            "Двое пограничников погибли в перестрелке, сообщила погранслужба Кыргызстана.",
            "погранслужба Кыргызстана",
        ),
        (
            "По данным погранслужбы Кыргызстана, в перестрелке погибли двое пограничников.",
            "погранслужбы Кыргызстана",
        ),
        (
            "Погранслужба Кыргызстана заявила, что в перестрелке погибли двое пограничников.",
            "Погранслужба Кыргызстана",
        ),
    ],
)
def test_russian_attributions(text, claimant):
    said = [c for c in claims(text, "ru") if c.about == "casualties"]
    assert [(c.claimant, c.claimant_side) for c in said] == [(claimant, "KGZ")]


def test_two_sides_stand_side_by_side_and_are_never_added():
    text = (
        "A clash erupted on January 27 between Tajik and Kyrgyz guards. "
        "Tajikistan's border service said two Tajik guards were killed. "
        "Kyrgyzstan's border service said 11 Kyrgyz guards were wounded."
    )
    figures = [(c.claimant_side, f.kind, f.side, f.min) for c in claims(text) for f in c.casualties]
    assert figures == [("TJK", "killed", "TJK", 2), ("KGZ", "wounded", "KGZ", 11)]


def test_blame_names_the_side_that_is_blamed():
    text = (
        "Thai and Cambodian soldiers clashed on January 27. "
        "A Thai general said Cambodian soldiers opened fire first. "
        "Cambodia's commander said the Thais had opened fire first."
    )
    assert [(c.claimant_side, c.blames) for c in claims(text) if c.about == "blame"] == [
        ("THA", "KHM"),
        ("KHM", "THA"),
    ]


def test_a_capital_stands_for_its_government_and_a_denial_is_one():
    text = (
        "Armenian and Azerbaijani troops clashed on January 27. "
        "Yerevan said Azerbaijani units attacked its positions. Baku denied the claim."
    )
    denial = [c for c in claims(text) if c.denies]
    assert [(c.claimant, c.claimant_side) for c in denial] == [("Baku", "AZE")]


def test_an_institution_without_a_country_is_of_the_dateline():
    text = "YEREVAN, July 28, 2021. Two soldiers were killed in a clash with Azerbaijani troops, the Ministry of Defence said."
    assert claims(text, published="2021-07-28")[0].claimant_side == "ARM"


def test_the_carrier_is_not_the_claimant():
    text = "Kyrgyzstan's border agency, quoted by 24.kg, says a guard was killed in a clash on January 27."
    said = claims(text)[0]
    assert (said.claimant, said.via) == ("Kyrgyzstan's border agency", "24.kg")


def test_words_that_go_on_from_a_speaker_say_so():
    text = (
        "On January 27 Tajik soldiers opened fire on Kyrgyz soldiers, the embassy says. "
        "Six Kyrgyz soldiers were wounded."
    )
    wounded = next(c for c in claims(text) if c.casualties)
    assert (wounded.claimant, wounded.attribution) == ("the embassy", "continued")


def test_a_total_told_twice_is_not_counted_twice():
    text = (
        "The Indian Army said 20 of its soldiers died in a clash with Chinese troops on January 27. "
        "Three of them were named earlier; 17 others were critically injured and later died."
    )
    totals = [f for c in claims(text) for f in c.casualties]
    assert [(f.kind, f.min) for f in totals] == [("killed", 20)]
    assert [p.min for p in totals[0].parts] == [17]


def test_no_casualties_reported_is_not_a_zero():
    text = "Guards exchanged fire on January 27. No casualties were reported."
    assert [f for c in claims(text) for f in c.casualties] == []


def test_an_inferred_side_says_how_it_was_inferred():
    text = "On January 27 five civilians were injured when Indian troops fired across the line at Pakistani villages, residents said."
    figure = next(f for c in claims(text) for f in c.casualties)
    assert figure.side == "PAK"
    assert "Indian" in figure.side_basis


def test_a_risen_toll_supersedes_the_claim_before_it():
    text = (
        "A clash broke out on January 27. The army said two soldiers were killed. "
        "The army said the toll rose to five soldiers killed."
    )
    found = [c for c in claims(text) if c.about == "casualties"]
    assert found[1].supersedes == found[0].claim_id


def test_one_speaker_of_two_verbs_is_one_claimant():
    text = (
        "Kyrgyz and Tajik guards clashed on January 27, Kyrgyzstan's Border Service said. "
        "Two Kyrgyz guards were wounded, it said, and accused the Tajik side of using mortars. "
        "Tajikistan's border agency denied that mortars had been used."
    )
    found = claims(text)
    assert {c.claimant for c in found if c.claimant_side == "KGZ"} == {
        "Kyrgyzstan's Border Service"
    }
    weapons = [(c.claimant_side, c.blames, c.denies) for c in found if c.about == "weapons"]
    assert weapons == [("KGZ", "TJK", False), ("TJK", None, True)]


def test_a_speaker_s_own_count_goes_on_from_the_speaker():
    text = (
        "The Thai army denied firing first in the clash. By its own count, two Thai guards were "
        "killed."
    )
    said = [c for c in claims(text) if c.about == "casualties"]
    assert [(c.claimant, c.claimant_side) for c in said] == [("The Thai army", "THA")]


@pytest.mark.parametrize("text", ["Losses: two guards were killed in a clash on January 27."])
def test_a_heading_is_no_speaker(text):
    assert [c.claimant for c in claims(text)] == [""]


def test_what_is_told_of_this_comes_from_whom_it_is_told_by():
    text = (
        "Двое пограничников погибли в перестрелке 27 января. Об этом рассказали в погранслужбе "
        "Кыргызстана. По её данным, ранены ещё трое."
    )
    assert "погранслужбе Кыргызстана" in {c.claimant for c in claims(text, "ru")}


@pytest.mark.parametrize(
    "text",
    [
        "The Thai army said two guards were killed in a clash, while the Lao police said a guard died.",
        "The Thai army said two guards were killed in a clash, and the Lao police said a guard died.",
        "В перестрелке погибли двое, сообщила армия Таиланда, а полиция Лаоса заявила, "
        "что погиб один пограничник.",
    ],
)
def test_each_half_of_a_sentence_has_its_own_speaker(text):
    lang = "ru" if "погибли" in text else "en"
    sides = {c.claimant_side for c in claims(text, lang) if c.about == "casualties"}
    assert sides == {"THA", "LAO"}


def test_a_day_behind_that_is_the_day_of_what_is_said():
    text = "The Thai army said that on January 27 two guards were killed in a clash."
    report = text_to_report(text, doc_id="r", lang="en", published="2022-02-01")
    found = [e.incident for e in read_events(report).events]
    assert [i.date_start for i in found] == ["2022-01-27"]
    assert [c.said_on for c in found[0].claims] == [None]


@pytest.mark.parametrize("hedge", ["at least", "about"])
def test_what_is_said_keeps_the_words_before_its_number(hedge):
    text = f"A clash erupted. The Thai army said {hedge} 60 houses had been shut up."
    assert f"{hedge} 60 houses had been shut up." in {c.text for c in claims(text)}


def test_a_minister_tells_parliament():
    text = "Two guards were killed in a clash, the Thai minister told parliament on Monday."
    assert {c.claimant for c in claims(text)} == {"the Thai minister"}


def test_a_denial_begins_with_its_own_words():
    text = (
        "A clash erupted. The minister told parliament that troops had held the whole of the "
        "Yangtse area and that no Indian soldier had died."
    )
    assert "no Indian soldier had died." in {c.text for c in claims(text) if c.denies}


def test_a_number_is_no_speaker():
    text = "Two guards were killed in a clash, the army told lawmakers, more than the 49 he said."
    assert "49" not in " ".join(c.claimant for c in claims(text))


def test_what_a_speaker_says_besides_the_figures_is_kept():
    text = (
        "A clash erupted on January 27. A village leader said at least 60 houses had been set on "
        "fire and that 200 people had fled."
    )
    said = {(c.about, c.text) for c in claims(text) if c.claimant == "A village leader"}
    assert ("sequence", "at least 60 houses had been set on fire") in said
    assert "casualties" in {about for about, _ in said}


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        (
            "A clash erupted. An officer of the Thai army, who asked not to be named, added that "
            "troops had held back.",
            "An officer of the Thai army",
        ),
        (
            "A clash erupted. A spokesman of the People's Liberation Army said troops had crossed.",
            "A spokesman of the People's Liberation Army",
        ),
    ],
)
def test_names_and_clauses_do_not_hide_a_speaker(text, claimant):
    assert claimant in {c.claimant for c in claims(text)}


def test_the_day_of_mutual_blame_is_no_day_of_the_shooting():
    text = (
        "India and China on Tuesday accused each other of firing shots. "
        "Chinese troops had fired on Monday, India's army said."
    )
    report = text_to_report(text, doc_id="r", lang="en", published="2020-09-08")
    found = [e.incident for e in read_events(report).events]
    assert {i.date_start for i in found if i.type == "armed_clash"} == {"2020-09-07"}


def test_both_halves_round_a_speaker_are_that_speaker_s():
    text = (
        "A clash erupted. Elders of both sides met on Tuesday, the Khyber Chamber of Commerce "
        "said, but the meeting ended without a result."
    )
    (said,) = [c for c in claims(text) if c.claimant]
    assert said.text.endswith("ended without a result.")


def test_its_statement_is_that_of_who_spoke_before():
    text = (
        "Two guards were killed in a clash, the Thai army said. Its statement said three were hurt."
    )
    assert {c.claimant for c in claims(text)} == {"the Thai army"}


def test_a_speaker_is_found_before_an_adverbial_of_sides():
    text = (
        "В перестрелке погибли двое. Министерство иностранных дел Узбекистана со своей стороны "
        "заявило, что пост стоит на его земле."
    )
    assert "Министерство иностранных дел Узбекистана" in {c.claimant for c in claims(text, "ru")}
