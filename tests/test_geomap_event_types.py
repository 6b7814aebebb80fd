"""Types: which words of a report tell what kind of event it was."""

import pytest

from geomap.extract.assemble import read_events
from geomap.reading.text import text_to_report


def types(text: str, published: str = "2022-02-01") -> list[str]:
    lang = "ru" if any("а" <= c <= "я" for c in text) else "en"
    report = text_to_report(text, doc_id="r", lang=lang, published=published)
    return [e.incident.type for e in read_events(report).events if not e.incident.background]


ON = "on January 27 near the border"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"An army position came under intensive fire {ON}.", "armed_clash"),
        (f"Armed men tried to infiltrate across the fence {ON}.", "armed_clash"),
        (f"The army regained control of the ridge {ON}.", "armed_clash"),
        (f"Border posts came under heavy artillery fire {ON}.", "shelling"),
        (f"More than 150 rockets were fired at the town {ON}.", "shelling"),
        (f"An Israeli strike on a village killed two fighters {ON}.", "air_drone_strike"),
        (f"The army struck a command centre of the group {ON}.", "air_drone_strike"),
        (f"A drone was shot down {ON}.", "air_drone_strike"),
        (f"A farmer was shot dead by guards {ON}.", "attack_on_civilians"),
        (f"A bus driver was killed by a landmine {ON}.", "attack_on_civilians"),
        (f"Villagers were hurt by stones and bottles {ON}.", "communal_clash"),
        (f"Guards picked up two cattle traders {ON}.", "hostage_taking"),
        (f"Dozens of houses were set on fire {ON}.", "arson_looting"),
        (f"Border trade at the crossing was suspended {ON}.", "road_blockade"),
        (f"The army deployed two battalions to the hills {ON}.", "mobilisation"),
        (f"The Indian envoy was summoned {ON}. India and Nepal are at odds.", "accusation"),
        ("Пост подвергся обстрелу 27 января на границе.", "shelling"),
        ("Авиация нанесла удары по позициям 27 января на границе.", "air_drone_strike"),
        ("Самолёты нанесли ракетные удары по лагерю 27 января на границе.", "air_drone_strike"),
    ],
)
def test_agencies_words_tell_the_type(text, kind):
    assert types(text) == [kind]


def test_words_that_say_no_more_than_violence_do_not_outvote_one_that_tells():
    text = (
        "A drone strike killed two guards on January 27. The attack came at dawn. "
        "After the attack there was firing; the fighting went on."
    )
    assert types(text) == ["air_drone_strike"]


def test_the_sentence_that_tells_the_event_first_counts_most():
    text = (
        "Shells fell on the village of Kok-Tash on January 27. Gunmen on the far side had been "
        "storming posts."
    )
    assert types(text) == ["shelling"]


def test_a_line_of_demarcation_is_no_agreement():
    assert types(f"Guards fired shots at the Military Demarcation Line {ON}.") == ["armed_clash"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Border commanders met on January 28 and agreed to pull back.", "talks"),
        ("Border commanders met on January 28 and agreed a ceasefire.", "ceasefire"),
        ("Border commanders signed a protocol on January 28.", "agreement"),
        ("Ministers signed an agreement on the terms of the truce on January 28.", "agreement"),
        ("Губернаторы провели переговоры 28 января и договорились отвести силы.", "talks"),
        ("Стороны подписали протокол 28 января.", "agreement"),
    ],
)
def test_talks_are_named_by_what_came_of_them(text, kind):
    lead = "A clash erupted on January 20. " if "а" not in text else "20 января была перестрелка. "
    assert types(lead + text) == ["armed_clash", kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Guards opened fire on them near the fence on January 27: a farmer died.", "civilians"),
        ("Two soldiers were hurt when they stepped on a landmine on January 27.", "soldiers"),
        ("Two soldiers and a farmer were shot in a clash on January 27.", "both"),
    ],
)
def test_who_was_harmed_tells_an_attack_on_civilians_from_a_clash(text, kind):
    found = types(text)
    assert found == (["attack_on_civilians"] if kind == "civilians" else ["armed_clash"])


def test_soldiers_killed_without_another_word_are_a_clash():
    text = "A clash erupted on January 20. A border guard was killed on January 27."
    assert types(text) == ["armed_clash", "armed_clash"]


def test_a_road_that_is_shut_during_a_shooting_is_its_own_incident():
    text = "Shots were fired at police on January 27 as men parked trucks across the road."
    assert types(text) == ["armed_clash", "road_blockade"]


@pytest.mark.parametrize(
    "text",
    [
        "A clash erupted on January 20. Ministers of the two countries are to meet on Thursday.",
        "A clash erupted on January 20. Leaders of the two countries will meet on Monday.",
    ],
)
def test_a_meeting_to_come_is_no_incident(text):
    assert types(text) == ["armed_clash"]


@pytest.mark.parametrize(
    "text",
    [
        "Fighting between cattle keepers and nomads killed four people on January 27.",
        "Thirty people were hurt in clashes on January 27 as protesters tried to enter a town hall.",
    ],
)
def test_a_clash_of_villagers_or_protesters_is_communal(text):
    assert types(text) == ["communal_clash"]


def test_who_the_lead_says_was_shot_decides():
    text = (
        "A cattle trader was shot dead by border guards on January 27. "
        "A patrol had fired in self-defence, the force said, and one guard was injured."
    )
    assert types(text) == ["attack_on_civilians"]


def test_a_truce_that_is_talked_about_is_talks():
    text = "A clash erupted on January 20. Generals held talks on a ceasefire on January 28."
    assert types(text) == ["armed_clash", "talks"]


def test_what_came_before_does_not_name_the_event():
    text = (
        "Warplanes bombed a border town on January 27, a day after troops of both countries fought "
        "on the ground and repelled an attack."
    )
    assert types(text) == ["air_drone_strike"]


def test_a_truce_since_last_year_makes_no_total_of_today_s_shooting():
    text = "Rangers opened fire on January 27, breaking the truce that has held since last year."
    assert types(text) == ["armed_clash"]


def test_soldiers_hurt_later_on_are_no_reason_to_doubt_an_attack_on_civilians():
    text = (
        "Gunmen killed 52 people, women and children among them, in villages on January 27. "
        "A peacekeeper was killed the same day when a base came under attack."
    )
    assert types(text) == ["attack_on_civilians"]


def test_firing_that_stopped_is_no_ceasefire():
    text = "Rangers opened fire on a patrol on January 27 and stopped firing after ten minutes."
    assert types(text) == ["armed_clash"]
