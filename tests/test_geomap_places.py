"""Places of incidents: the finest told, with its true size; unknown ones stay, marked."""

import json

import pytest

from gazetteer.shapes import covering_radius_m
from geomap.frame import geometry_of, to_frame
from geomap.incident import Incident
from geomap.pipeline import incidents_of
from geomap.reading.text import text_to_report


def read(text: str, lang: str = "en", published: str = "2022-02-01") -> list[Incident]:
    return incidents_of(text_to_report(text, doc_id="r", lang=lang, published=published))


CLASH = "Kyrgyz and Tajik border guards clashed on January 27 "


def test_a_settlement_is_a_disc_of_its_own_size():
    incident = read(CLASH + "near the village of Ak-Sai in Kyrgyzstan's Batken region.")[0]
    place = incident.place
    assert place is not None
    assert place.status == "resolved"
    shape = geometry_of(incident)
    assert shape.geom_type == "Polygon"
    reach = covering_radius_m(place.lon, place.lat, shape.__geo_interface__)
    assert reach == pytest.approx(place.radius_m, rel=0.01)


def test_a_region_is_an_area_and_no_pin():
    incident = read(CLASH + "in Kyrgyzstan's Batken region.")[0]
    assert incident.place.where_prec == 4
    assert geometry_of(incident).area > 0.5  # square degrees: a province


def test_a_border_is_a_line_when_nothing_finer_is_told():
    incident = read("Guards clashed on January 27 on the border of Kyrgyzstan and Tajikistan.")[0]
    assert incident.place.where_prec == 5
    assert incident.border_pair == "KGZ-TJK"
    assert "Line" in geometry_of(incident).geom_type


def test_the_finest_place_wins_and_what_holds_it_is_within():
    incident = read(CLASH + "in the Tort-Kocho area of Batken region.")[0]
    assert [(p.role, p.name) for p in incident.places] == [
        ("where", "Tort-Kocho"),
        ("within", "Batken Region"),
    ]
    assert incident.place.derived


def test_an_unknown_place_falls_back_to_the_unit_round_it_and_says_so():
    incident = read(CLASH + "at the Zzyzx post in the Leilek district.")[0]
    row = to_frame([incident]).iloc[0]
    assert row["place_as_written"] == "Zzyzx post"
    assert row["place_status"] == "enclosing"
    assert row["where_prec"] >= 3
    assert "Zzyzx" in row["place_note"]
    assert any("Zzyzx" in p for p in row["problems"])


def test_an_unknown_place_alone_is_kept_without_geometry():
    incident = read("Guards clashed with smugglers on January 27 at the Zzyzx post.")[0]
    assert geometry_of(incident) is None
    assert incident.place.status == "unresolved"


def test_the_seat_of_the_speaker_is_not_the_place_of_the_event():
    text = CLASH + "near Vorukh. In Bishkek, the Foreign Ministry said two guards were killed."
    names = [p.as_written for i in read(text) for p in i.places if p.role == "where"]
    assert "Bishkek" not in names


def test_two_sides_two_places_both_stand_with_their_claimant():
    text = (
        "Armenian and Azerbaijani forces clashed on January 27. "
        "The Armenian army said Azerbaijani troops fired at posts in the Tavush province. "
        "Azerbaijan's Defence Ministry said Armenian forces attacked posts in the Tovuz district."
    )
    incident = read(text)[0]
    where = [(p.name, p.claimant) for p in incident.places if p.role == "where"]
    assert [c for _, c in where] == ["The Armenian army", "Azerbaijan's Defence Ministry"]
    assert len(geometry_of(incident).bounds) == 4
    row = to_frame([incident]).iloc[0]
    assert "Armenian army" in row["place_note"]


def test_talks_in_a_quotation_have_no_place():
    text = (
        CLASH + "near Vorukh. On January 28 the CSTO spoke by telephone with both sides and "
        "“called for a ceasefire on the border of Kyrgyzstan and Tajikistan.”"
    )
    mediation = next(i for i in read(text) if i.type == "mediation")
    assert mediation.place is None
    assert any("unplaced" in p for p in mediation.problems)


def test_nationalities_people_and_organisations_are_no_places():
    text = (
        CLASH + "near Vorukh. Security Council Secretary Nasrullo Mahmoudzoda said Tajik nationals "
        "were hurt. The Kyrgyz Health Ministry said six residents were hurt."
    )
    written = {p.as_written for i in read(text) for p in i.places}
    assert len(written) == 1
    assert written.pop() in {"near Vorukh", "Vorukh"}


def test_both_clocks_and_utc_are_given_and_the_local_day_stays():
    text = "On January 28 at 01:00 officials of Kyrgyzstan and Tajikistan held talks in Tajikistan's Surkh jamoat."
    incident = read(text)[0]
    assert incident.date_start == "2022-01-28"
    assert incident.datetime_utc == "2022-01-27T20:00Z"
    assert {c.iso3: c.local[:16] for c in incident.clocks} == {
        "KGZ": "2022-01-28T02:00",
        "TJK": "2022-01-28T01:00",
    }


def test_a_time_that_may_be_on_two_clocks_gives_no_utc():
    text = CLASH + "at 18:40 in the Tort-Kocho area."
    incident = read(text)[0]
    assert incident.datetime_utc is None
    assert any("clock" in p for p in incident.problems)


def test_spans_of_places_hold():
    text = CLASH + "near the village of Ak-Sai, in Kyrgyzstan’s Batken region. «Окуя»."
    for incident in read(text):
        for place in incident.places:
            assert text[place.start : place.end] == place.as_written
            json.dumps(place.reasons)


def test_the_town_of_a_clock_is_no_place_and_its_time_counts():
    text = (
        CLASH
        + "near Vorukh. Tajikistan's army said guards opened fire at about 6:30 p.m. Dushanbe time."
    )
    incident = read(text)[0]
    assert "Dushanbe" not in {p.name for p in incident.places if p.role == "where"}
    assert incident.datetime_utc == "2022-01-27T13:30Z"


def test_a_namesake_far_from_the_unit_told_round_it_is_no_place():
    text = (
        "JAMMU, June 5 - Pakistani troops fired mortars at Indian positions in the Nowshera sector "
        "of Rajouri district on Thursday, a defence spokesman said."
    )
    incident = read(text, published="2020-06-05")[0]
    assert incident.place.status == "unresolved"
    assert any("km from there" in r for r in incident.place.reasons)
    row = to_frame([incident]).iloc[0]
    assert (row["place_status"], row["where_prec"]) == ("enclosing", 3)


def test_a_report_of_two_countries_that_share_no_border_is_read_all_the_same() -> None:
    text = (
        "On 3 May 2021 Afghan officials and Iraqi officials held talks in Herat. Afghanistan and "
        "Iraq agreed on the return of two Iraqi pilgrims."
    )
    found = read(text)
    assert found
    assert all(i.border_pair is None for i in found)


def test_a_place_outside_the_sentences_of_the_event_is_mentioned_and_not_lost() -> None:
    text = (
        f"{CLASH}near Vorukh. People are anxious. In the streets of Isfara nobody was to be seen "
        "in the evening."
    )
    (found,) = read(text)
    assert {p.as_written: p.role for p in found.places} == {
        "Vorukh": "where",
        "Isfara": "mentioned",
    }


def test_a_place_in_a_speaker_s_name_is_mentioned_and_not_lost() -> None:
    text = CLASH + "near Ak-Sai. Officials in Leilek district said that one man was hurt."
    (incident,) = read(text)
    roles = {p.as_written: p.role for p in incident.places}
    assert roles["Leilek district"] == "mentioned"


def test_a_road_and_a_district_of_one_name_are_two_places() -> None:
    text = CLASH + "close to the Lachin road; shots were fired at posts in the Lachin district."
    (incident,) = read(text)
    assert {"Lachin road", "Lachin district"} <= {p.as_written for p in incident.places}


def test_a_total_that_both_ministries_give_is_of_neither_side() -> None:
    text = (
        "Seven soldiers were killed on January 27 in Batken region, the two defence ministries "
        "said. Kyrgyz and Tajik guards had clashed."
    )
    figures = [f for i in read(text) for c in i.claims for f in c.casualties]
    assert [(f.min, f.side) for f in figures] == [(7, None)]
