"""Sentences as agencies and ministries write them: what is read, and what is not."""

from __future__ import annotations

import pytest

from geomap.extract.assemble import read_events
from geomap.extract.notes import annotate
from geomap.incident import Incident
from geomap.reading.text import text_to_report


def harm(text: str, lang: str = "en") -> list[tuple[str, int | None]]:
    figures = [h for note in annotate(text, lang) for h in note.harm]
    return [(f.kind, f.quantity.min) for f in figures]


def said(text: str, lang: str = "en") -> list[tuple[str, str]]:
    return [
        (a.claimant, note.text[a.start : a.end])
        for note in annotate(text, lang)
        for a in note.attributions
    ]


def events(text: str, published: str = "2024-05-15", lang: str = "en") -> list[Incident]:
    report = text_to_report(text, doc_id="r", lang=lang, published=published)
    return [e.incident for e in read_events(report).events]


def totals(text: str) -> list[tuple[str, str | None, int | None, int]]:
    return [
        (f.kind, f.side, f.min, len(f.parts))
        for i in events(text)
        for c in i.claims
        for f in c.casualties
    ]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("He declined to say how many had died.", "en"),
        ("He said no one was hurt on the Afghan side.", "en"),
        ("A combat vehicle was hit by the return fire.", "en"),
        ("At least one of the five traffickers fell into the water.", "en"),
        ("Наряд окликнул троих нарушителей, те бросились на солдат с палками.", "ru"),
        ("Сколько людей погибло, он не сказал.", "ru"),
        ("The toll could rise to 20, doctors warned.", "en"),
        ("He vowed to kill ten for each of ours.", "en"),
        ("Ten more would be killed, he warned.", "en"),
        ("Число погибших может вырасти до 20.", "ru"),
        ("Он пообещал убить десять солдат.", "ru"),
    ],
)
def test_no_figure_is_made_where_none_is_told(text: str, lang: str) -> None:
    assert harm(text, lang) == []


def test_a_part_is_counted_once() -> None:
    assert harm("One of the nine died later.") == [("killed", 1)]
    assert harm("A woman of 61 was hit in the leg.") == [("wounded", 1)]
    assert totals("Two Chadian soldiers were hurt on Monday, one of whom lost a leg.") == [
        ("wounded", "TCD", 2, 1)
    ]


def test_a_sum_stands_for_what_it_sums_up() -> None:
    text = (
        "On Monday soldiers came over the border, killed one Chadian on the spot and put five "
        "others to death: six dead altogether."
    )
    killed = [f for f in totals(text) if f[0] == "killed"]
    assert [low for _, _, low, _ in killed] in ([6], [6, 6])


@pytest.mark.parametrize(
    "text",
    [
        "Two guards were killed and the toll may rise, officials said.",
        "He vowed to punish those who killed two villagers.",
        "In May two guards were killed.",
    ],
)
def test_a_forecast_beside_a_figure_does_not_take_it_away(text: str) -> None:
    assert [n for _, n in harm(text)] == [2]


def test_soldiers_and_their_foes_are_no_one_sum() -> None:
    text = "Four soldiers and 12 militants were killed in a raid on the border on Monday."
    assert sorted(low for _, _, low, _ in totals(text)) == [4, 12]


def test_whom_an_officer_killed_is_not_the_officer() -> None:
    text = "The man injured two police officers before an officer on duty killed him."
    assert harm(text) == [("wounded", 2)]


def test_a_passive_does_not_reach_over_the_next_clause() -> None:
    text = "Lieutenant Malek was martyred and two border guards were lightly injured."
    assert harm(text) == [("killed", 1), ("wounded", 2)]
    text = "One peacekeeper was killed and four staff members, as well as a civilian, were wounded."
    assert harm(text)[1:] == [("wounded", 4), ("wounded", 1)]


@pytest.mark.parametrize(
    ("text", "who", "lang"),
    [
        ("By India's account two guards died there.", "India", "en"),
        ("По киргизской версии, таджикские военные первыми открыли огонь.", "киргизской", "ru"),
        ("Two guards died, the harbour pilot said.", "the harbour pilot", "en"),
        ("Two farmers were hurt, said the mayor, Wilmer Sanabria.", "the mayor, Wilmer Sanabria", "en"),
        ("A soldier was hurt, Dr Naseem Afridi, the head of the hospital, told Dawn.",
         "Dr Naseem Afridi, the head of the hospital", "en"),
        ("The army informed the Mission that one civilian was killed.", "The army", "en"),
        ("A security officer in Jijiga admitted to fourteen dead.", "A security officer in Jijiga", "en"),
        ("The claim of Armenia's Ministry of Defence that two men died is untrue.",
         "Armenia's Ministry of Defence", "en"),
        ("The minister said he held the president directly responsible.", "The minister", "en"),
    ],
)  # fmt: skip
def test_who_says_it(text: str, who: str, lang: str) -> None:
    assert who in [claimant for claimant, _ in said(text, lang)]


def test_fire_is_no_answer_in_words() -> None:
    assert said("На требование сдаться группа ответила огнём из автоматов.", "ru") == []


def test_who_tells_a_sentence_may_stand_in_the_next() -> None:
    text = (
        "Российские пограничники в воскресенье задержали жителя села Хурвалети. "
        "Об этом сообщила Служба государственной безопасности Грузии."
    )
    claims = [c for i in events(text, lang="ru") for c in i.claims]
    assert [(c.claimant, c.text[:10]) for c in claims] == [
        ("Служба государственной безопасности Грузии", "Российские")
    ]


def test_a_statement_is_said_by_who_issued_it() -> None:
    text = (
        "STATEMENT OF THE MINISTRY OF DEFENCE OF ARMENIA\n\nYerevan, 14 May 2024\n\n"
        "On 13 May Azerbaijani units fired mortars at the border village of Kut. "
        "Two Armenian soldiers were wounded.\n"
    )
    claims = [c for i in events(text) for c in i.claims if c.about == "casualties"]
    (claim,) = claims
    assert (claim.claimant, claim.claimant_side) == ("MINISTRY OF DEFENCE OF ARMENIA", "ARM")
    span = slice(claim.claimant_start, claim.claimant_end)
    assert text[span] == claim.claimant


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("Guards clashed at the border on Wednesday of last week.", "2020-10-23", ["2020-10-14"]),
        ("Troops shelled the border from Tuesday to Thursday.", "2012-11-23", ["2012-11-20"]),
        ("Guards exchanged fire overnight at the border.", "2025-03-03", ["2025-03-02"]),
        ("Guards exchanged fire at the border overnight, at 2:10 a.m.", "2025-03-03", ["2025-03-03"]),
        ("В ночь на четверг пограничники обстреляли село у границы.", "2021-11-18", ["2021-11-17"]),
        ("In November last year guards clashed at the border.", "2022-08-24", ["2021-11-01"]),
    ],
)  # fmt: skip
def test_days(text: str, published: str, days: list[str]) -> None:
    lang = "ru" if "а" in text else "en"
    lang = "en" if text.isascii() else lang
    found = [i.date_start for i in events(text, published, lang)]
    assert found == days


def test_planned_talks_are_not_those_of_last_year() -> None:
    text = (
        "Премьер-министр обвинил Азербайджан в попытке сорвать переговоры, "
        "намеченные на 14 мая в Брюсселе."
    )
    found = events(text, "2023-05-12", "ru")
    assert all((i.date_start or "2023")[:4] == "2023" for i in found)


def test_the_day_of_a_state_is_not_that_of_what_brought_it_about() -> None:
    text = (
        "The crossing remained shut on Thursday after Pakistani and Afghan guards traded fire. "
        "The firing began on Wednesday and went on for two hours."
    )
    clash = [i for i in events(text, "2023-09-07") if i.type == "armed_clash"]
    assert [i.date_start for i in clash] == ["2023-09-06"]


def test_sundays_attack_does_not_date_the_talks_about_it() -> None:
    text = (
        "Chad and Sudan have agreed to ask for an inquiry into Sunday's deadly attack on a border "
        "post. The ministers signed a paper to that effect on Tuesday."
    )
    agreed = [i for i in events(text, "2021-06-02") if i.type == "agreement"]
    assert [i.date_start for i in agreed] == ["2021-06-01"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A patrol boat was met with rifle fire at the border on Monday.", "armed_clash"),
        ("A bomb dropped by a warplane killed four farmers at the border on Monday.",
         "air_drone_strike"),
        ("A drone coming over the border with drugs was shot down on Monday.", "air_drone_strike"),
        ("On Monday the mayor closed the La Mesilla border crossing.", "road_blockade"),
        ("On Monday relatives felled trees across the road to the border.", "road_blockade"),
        ("On Monday a contingent of police was sent to the border.", "mobilisation"),
        ("On Monday border guards detained a constable who had strayed across the river.",
         "hostage_taking"),
    ],
)  # fmt: skip
def test_what_kind_of_event_it_is(text: str, kind: str) -> None:
    assert [i.type for i in events(text)] == [kind]
