"""Events: one incident an event told; history, threats and drills are none."""

import msgspec
import pytest

from geomap.extract.assemble import read_events
from geomap.reading.text import text_to_report


def events(text: str, lang: str = "en", published: str | None = "2022-02-01"):
    report = text_to_report(text, doc_id="r", lang=lang, published=published)
    return [e.incident for e in read_events(report).events]


def told(text: str, **more):
    return [(i.type, i.date_start) for i in events(text, **more) if not i.background]


def test_sentences_about_one_event_are_one_incident():
    text = "A clash erupted on January 27. The firing lasted an hour. Shots were fired at a post."
    assert told(text) == [("armed_clash", "2022-01-27")]


def test_talks_after_a_clash_are_their_own_incident():
    text = "A clash erupted on January 27. On January 28 officials met and agreed on a ceasefire."
    assert told(text) == [("armed_clash", "2022-01-27"), ("ceasefire", "2022-01-28")]


@pytest.mark.parametrize(
    "text",
    [
        "Officials warned that gunmen may attack the post.",
        "There were no clashes on the border on January 27.",
        "Troops held a live-fire exercise with mock battles on January 27.",
        "If shelling resumes, villagers will leave.",
        "Опасаются, что обстрелы могут повториться.",
    ],
)
def test_what_did_not_happen_is_no_incident(text):
    lang = "ru" if "обстрелы" in text else "en"
    assert told(text, lang=lang) == []


def test_history_told_in_passing_is_background():
    text = (
        "A guard was killed in a clash on January 27, the army said. "
        "The last clash, on July 22, left three people wounded."
    )
    assert [(i.date_start, i.background) for i in events(text)] == [
        ("2022-01-27", False),
        ("2021-07-22", True),
    ]


def test_a_chronicle_is_not_taken_for_history():
    text = (
        "On January 3 guards clashed at the post. On January 9 guards clashed at the bridge. "
        "On January 20 guards clashed at the dam."
    )
    assert [d for _, d in told(text)] == ["2022-01-03", "2022-01-09", "2022-01-20"]


def test_a_dated_paper_is_background():
    text = "On January 29 border officials agreed to carry out the protocol of May 1, 2021 within 8 days."
    found = events(text)
    assert {(i.type, i.date_start, i.background) for i in found} == {
        ("agreement", "2022-01-29", False),
        ("agreement", "2021-05-01", True),
    }
    terms = next(i.extra["terms"][0] for i in found if i.extra)
    assert (terms["text"], terms["until"]) == ("within 8 days", "2022-02-06")


def test_a_yearly_total_gives_no_figure_to_the_event():
    text = (
        "Two guards were killed in a clash on January 27. "
        "In total 34 people were killed along the border in the first ten months of the year."
    )
    figures = [f.min for i in events(text) for c in i.claims for f in c.casualties]
    assert figures == [2]


def test_an_outsider_s_appeal_is_a_statement():
    text = (
        "Thai and Cambodian troops clashed on January 27. "
        "On January 31 the UN Secretary-General called on both sides to show restraint."
    )
    assert ("statement", "2022-01-31") in told(text)


def test_the_day_of_saying_is_not_the_day_of_the_event():
    text = "The army said on Monday that guards had clashed with smugglers on Saturday."
    assert told(text) == [("armed_clash", "2022-01-29")]


def test_an_event_without_a_date_is_kept_undated_with_the_reason():
    found = events("Guards clashed with smugglers at the river.", published=None)
    assert found[0].date_start is None
    assert "undated" in found[0].problems[0]


def test_may_the_month_does_not_make_an_event_hypothetical():
    assert told("On 5 May 2021 guards clashed at the river.") == [("armed_clash", "2021-05-05")]


def test_every_value_points_at_its_characters():
    text = "A clash erupted on January 27 at 18:40. Two guards were killed, the army said."
    for incident in events(text):
        for e in incident.evidence:
            assert text[e.start : e.end] == e.text
        assert text[incident.sentence_start : incident.sentence_end] == incident.sentence


def test_the_last_time_told_in_passing_gives_no_figure_to_this_event():
    text = (
        "One guard was killed in a clash on January 27. "
        "The two armies had not exchanged fire since December 11, when seven soldiers were killed in fighting."
    )
    figures = {i.date_start: [f.min for c in i.claims for f in c.casualties] for i in events(text)}
    assert figures == {"2022-01-27": [1], "2021-12-11": [7]}
    assert told(text) == [("armed_clash", "2022-01-27")]


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        ("The two armies traded artillery fire on January 27.", "en", "shelling"),
        ("Shells came down on the village on January 27.", "en", "shelling"),
        ("Two jets bombed a depot across the border on January 27.", "en", "air_drone_strike"),
        ("Soldiers of both armies shot at each other on January 27.", "en", "armed_clash"),
        ("On January 27 the patrol was shot at from the far bank.", "en", "armed_clash"),
        ("On January 27 villagers from both banks fought with sticks.", "en", "communal_clash"),
        ("On January 27 the army deployed extra tanks at the border.", "en", "mobilisation"),
        (
            "Lorries have been blocking the road to the crossing since January 27.",
            "en",
            "road_blockade",
        ),
        ("On January 27 gunmen abducted three herders near the border.", "en", "hostage_taking"),
        ("27 января военные вывели к границе бронетранспортёры.", "ru", "mobilisation"),
        ("27 января снаряды упали на окраине села.", "ru", "shelling"),
        ("27 января пограничники застрелили нарушителя границы.", "ru", "armed_clash"),
    ],
)
def test_many_words_tell_what_happened(text, lang, kind):
    assert told(text, lang=lang) == [(kind, "2022-01-27")]


def test_news_of_no_border_has_no_talks():
    assert told("The council held a meeting on January 27 and agreed to build a school.") == []


def test_today_s_fighting_is_not_dated_by_a_month_that_it_looks_back_on():
    text = (
        "The armies traded artillery fire for a second day. In May a soldier died when the two "
        "armies exchanged fire."
    )
    assert ("shelling", "2021-05-01") not in told(text)


def test_an_event_of_last_week_takes_the_day_that_is_told_next():
    text = (
        "A soldier was attacked at the border fence last week. Early on January 27 he was called "
        "to a gap in the barrier."
    )
    assert told(text) == [("armed_clash", "2022-01-27")]


def test_a_strike_from_the_air_is_parted_from_the_fighting_on_the_ground():
    text = (
        "On January 27 guards of both armies exchanged fire at the temple. Two men died. Jets "
        "bombed a depot across the border on January 27."
    )
    assert told(text) == [("armed_clash", "2022-01-27"), ("air_drone_strike", "2022-01-27")]


def test_weekdays_count_from_the_dateline_and_not_from_the_page_s_later_date():
    text = "BISHKEK, 28 January 2022 (News). A clash erupted at the border on Thursday."
    report = text_to_report(text, doc_id="r", lang="en")
    copied = msgspec.structs.replace(
        report, published_on="2022-02-05", published_basis="the page's JSON-LD datePublished"
    )
    assert read_events(copied).events[0].incident.date_start == "2022-01-27"
    given = msgspec.structs.replace(copied, published_basis="given with --published")
    assert read_events(given).events[0].incident.date_start == "2022-02-03"


def test_shells_in_a_clash_are_part_of_it_and_shells_alone_are_shelling():
    clash = "Fighting broke out between the two armies on January 27, and both used artillery."
    assert told(clash) == [("armed_clash", "2022-01-27")]
    assert told("The army shelled the village with mortars on January 27.") == [
        ("shelling", "2022-01-27")
    ]


def test_soldiers_who_come_to_blows_are_a_clash_of_arms_and_villagers_are_not():
    assert told("Soldiers of both armies came to blows and threw stones on January 27.") == [
        ("armed_clash", "2022-01-27")
    ]
    assert told("Villagers of both sides threw stones on January 27.") == [
        ("communal_clash", "2022-01-27")
    ]


def test_who_calls_on_both_sides_mediates_nothing_yet():
    text = "On January 27 a clash erupted. The mission called on both sides to hold their fire."
    assert all(kind != "mediation" for kind, _ in told(text))


def test_history_that_left_nobody_dead_is_no_denial_of_today_s_event():
    text = (
        "A clash broke out on 3 January 2022, the army said. "
        "In 2019 a similar exchange across the line left nobody dead."
    )
    assert not any("nobody" in c.text for i in events(text) for c in i.claims)


def test_the_incident_took_place_on_a_day_dates_what_was_told_before():
    text = (
        "Seven policemen landed on the hill and detained four workers, the border service said. "
        "The incident took place on January 22 in the Ala-Buka district."
    )
    assert told(text) == [("hostage_taking", "2022-01-22")]


@pytest.mark.parametrize(
    ("speaker", "kinds"),
    [
        ("The European Union", {"armed_clash", "statement"}),
        ("China", {"armed_clash", "statement"}),
        ("The farmers' union head Ahmed Osman", {"armed_clash"}),
        ("The Indian deputy Ram Singh", {"armed_clash"}),
    ],
)
def test_only_others_states_and_their_bodies_make_statements(speaker, kinds):
    text = (
        "Indian and Pakistani troops clashed on January 27. "
        f"{speaker} called on both sides to show restraint."
    )
    assert {kind for kind, _ in told(text)} == kinds


def test_a_total_since_a_day_opens_no_event_of_that_day():
    text = (
        "Rebels took the town on January 27 after a battle. "
        "Twenty wounded have been brought in since January 25, a nurse said."
    )
    assert told(text) == [("armed_clash", "2022-01-27")]


def test_a_weekday_and_a_day_of_the_month_are_one_day():
    text = "A road has been blocked by protesters since Saturday the 22nd."
    assert told(text) == [("road_blockade", "2022-01-22")]


def test_a_day_that_sets_the_scene_dates_the_sentence_behind_it():
    text = (
        "Guards clashed on January 24. On January 26 the quarrel went on. "
        "Guns shelled the heights, and, according to two sources, by dark they were taken."
    )
    assert ("shelling", "2022-01-26") in told(text)


def test_a_chronicle_tells_each_item_under_its_own_day():
    text = (
        "Weekly bulletin\n\n• 18 January: armed men shot at a patrol near Batken. One soldier was "
        "killed.\n\n• 20 January: The army said its troops exchanged fire with smugglers."
    )
    assert told(text) == [("armed_clash", "2022-01-18"), ("armed_clash", "2022-01-20")]
    assert "20 January" not in {c.claimant for i in events(text) for c in i.claims}


def test_a_russian_chronicle_with_days_as_sentences_is_read_alike():
    text = (
        "Хроника недели\n\n18 января. Неизвестные обстреляли погранпост. Один солдат погиб.\n\n"
        "20 января, четверг. Военные сообщили о перестрелке на границе."
    )
    assert [day for _, day in told(text, lang="ru")] == ["2022-01-18", "2022-01-20"]
