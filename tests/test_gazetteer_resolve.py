"""Resolving: golden places, namesakes, and never a false pin."""

from dataclasses import replace

import pytest

from gazetteer import Context, Gazetteer, Relation, Toponym
from gazetteer.resolve import SURE, resolve
from gazetteer.resolve_score import CUE_FITS
from gazetteer.shapes import distance_m
from gazetteer.spot import spot

VALLEY = Context(countries=("KGZ", "TJK"))


@pytest.fixture(scope="module")
def world():
    return Gazetteer.open()


def named(text, cue=None, **more):
    words = text.split(" ")
    name = " ".join(words[:-1]) if cue and len(words) > 1 else text
    return Toponym(text=text, start=0, end=len(text), name=name, cue=cue, **more)


def one(toponym, world, context=None):
    return resolve([toponym], context, world)[0]


def read(text, world, context=None, lang="en"):
    found = spot(text, world, lang)
    return {t.text: r for t, r in zip(found, resolve(found, context, world), strict=True)}


# Golden places


def test_tort_kocho_is_a_disc_of_a_kilometre_and_said_to_be_derived(world):
    found = one(named("Tort-Kocho area", "area", vague=True), world, VALLEY)
    assert found.status == "resolved"
    assert distance_m(found.lon, found.lat, 70.51599, 39.95542) < 50
    assert found.radius_m == pytest.approx(1000, rel=0.2)
    assert found.where_prec == 2
    assert found.place.derived
    assert any("worked out" in reason for reason in found.reasons)


def test_surkh_jamoat_is_a_disc_that_covers_it(world):
    found = one(named("Surkh jamoat", "adm3", countries=("TJK",)), world, VALLEY)
    assert found.place.feature_class == "adm3"
    assert found.radius_m == pytest.approx(4000, rel=0.1)
    assert found.where_prec != 1


def test_batken_region_is_the_area(world):
    found = one(named("Batken region", "adm1"), world, VALLEY)
    assert (found.place.feature_class, found.where_prec) == ("adm1", 4)
    assert found.geojson["type"] in ("Polygon", "MultiPolygon")


def test_leilek_district_is_of_the_second_level(world):
    found = one(named("Leilek district", "adm2"), world, VALLEY)
    assert (found.status, found.where_prec) == ("resolved", 3)
    assert found.radius_m > 20_000


@pytest.mark.parametrize(
    ("text", "cue", "countries"),
    [
        ("Naumin pass", "terrain", ("KGZ", "TJK")),
        ("Zarafshoni crossroads", "locality", ("KGZ", "TJK")),
        ("Preah Vihear temple", "structure", ("KHM", "THA")),
        ("Nikial Sector", "area", ("IND", "PAK")),
        ("Fashaqa locality", "locality", ("ETH", "SDN")),
        ("Galwan area", "area", ("CHN", "IND")),
        ("Jabal Abutiour", "terrain", ("ETH", "SDN")),
    ],
)
def test_a_place_that_is_not_in_the_data_is_kept_without_a_pin(text, cue, countries, world):
    found = one(named(text, cue), world, Context(countries=countries))
    assert found.status == "unresolved"
    assert (found.lon, found.lat, found.radius_m) == (None, None, None)
    assert found.toponym.text == text
    assert found.reasons


def test_a_bare_name_after_a_temple_is_the_temple_not_the_province(world):
    found = read("shots near the Preah Vihear temple; the commander at Preah Vihear", world)
    assert {r.status for r in found.values()} == {"unresolved"}


def test_a_bare_name_after_a_province_is_the_province(world):
    found = read(
        "Targets in Tavush province were hit. People in Tavush fled.",
        world,
        Context(countries=("ARM", "AZE")),
    )
    assert found["Tavush"].place.place_id == found["Tavush province"].place.place_id


@pytest.mark.parametrize("text", ["Emerald Triangle", "Paris Valley", "Batken Desert"])
def test_an_area_is_never_the_town_of_its_first_word(text, world):
    assert one(named(text, "area"), world).status == "unresolved"


def test_a_country_is_never_found_by_a_mere_code(world):
    for code in ("ЕС", "KR"):
        found = one(named(code), world)
        assert all(c.place.feature_class != "country" for c in found.candidates)
        assert found.place is None or found.place.feature_class != "country"


def test_a_lone_namesake_outside_the_unit_that_the_wording_names_is_not_taken(world):
    badlapur = Toponym(
        text="Badlapur",
        start=0,
        end=8,
        name="Badlapur",
        countries=("IND",),
        parents=("Uttar Pradesh",),
    )
    found = one(badlapur, world, Context(countries=("IND",)))
    assert (found.status, found.place) == ("unresolved", None)
    assert "lies outside Uttar Pradesh, where the wording puts it" in found.reasons[0]
    inside = replace(badlapur, parents=("Maharashtra",))
    assert one(inside, world, Context(countries=("IND",))).status == "resolved"


@pytest.mark.parametrize(
    ("lang", "text", "name", "status"),
    [
        ("en", "Shelling in the Gaza Strip.", "Gaza Strip", "resolved"),
        ("ru", "Обстрел в секторе Газа.", "Gaza Strip", "resolved"),
        ("en", "Mines in Western Sahara.", "Western Sahara", "resolved"),
        ("ru", "Бои в Донбассе.", "Donbas", "resolved"),
        ("en", "Clashes in South Ossetia.", "South Ossetia", "unresolved"),
        ("ru", "Бои в Нагорном Карабахе.", "Nagorno-Karabakh", "unresolved"),
    ],
)
def test_a_territory_is_itself_and_not_its_town_or_nothing(lang, text, name, status, world):
    (found,) = read(text, world, None, lang).values()
    assert (found.place.name, found.place.feature_class, found.status) == (name, "area", status)


def test_a_district_of_a_town_here_is_no_province_of_that_name_abroad(world):
    """Mali's Nara has a district whose outline is not known; Nara Prefecture is in Japan."""
    asked = named("Nara district", "adm2")
    here = one(asked, world, Context(countries=("MLI", "MRT")))
    assert here.status == "unresolved"
    assert here.place is None
    assert here.candidates[0].place.countries == ("JPN",)
    there = one(asked, world, Context(countries=("JPN", "KOR")))
    assert there.place.name == "Nara Prefecture"


def test_names_in_a_list_are_of_one_kind(world):
    found = read("Cases in Oregon, Utah, Washington and Wyoming. All are well.", world)
    assert {r.place.feature_class for r in found.values()} == {"adm1"}
    found = read("Georgia, Armenia and Azerbaijan agreed.", world)
    assert found["Georgia"].place.countries == ("GEO",)
    place = read("Offices in Paris, London and Washington are closed.", world)["Washington"].place
    assert place is None or place.feature_class == "populated place"


def test_states_in_a_list_are_not_put_in_one_another(world):
    text = "Offices in New Mexico, Colorado, Georgia and Texas are closed."
    found = read(text, world)
    assert found["Colorado"].place.feature_class == "adm1"


def test_a_short_form_is_the_country_that_it_is_short_for(world):
    """Its key is that of South Korea's ISO code."""
    found = one(named("КР"), world)
    meant = [found.place, *(c.place for c in found.candidates)]
    states = {p.countries for p in meant if p is not None and p.feature_class == "country"}
    assert states == {("KGZ",)}


def test_a_country_that_shares_its_name_with_a_mountain_is_the_country(world):
    found = read("A strike near Marjayoun in southern Lebanon, Lebanon said in Beirut.", world)
    assert found["Lebanon"].place.feature_class == "country"


# Namesakes


@pytest.mark.parametrize("name", ["Kok-Tash", "Bulak-Bashy", "Springfield"])
def test_namesakes_without_context_are_ambiguous_and_all_told(name, world):
    found = one(named(name), world)
    assert found.status == "ambiguous"
    assert found.place is None
    assert found.lon is None
    assert len(found.candidates) > 1
    assert found.reasons


def test_context_tells_namesakes_apart(world):
    text = "A fight broke out in Kok-Tash, next to Ak-Sai and Tort-Kocho in Batken district."
    found = read(text, world, VALLEY)["Kok-Tash"]
    assert found.place.place_id == "borderland:kok-tash"


def test_an_attached_country_decides(world):
    georgia = one(named("Paris", countries=("USA",)), world)
    assert georgia.place is None or georgia.place.countries == ("USA",)
    assert all(c.place.countries == ("USA",) for c in georgia.candidates[:3])


def test_an_attached_unit_decides(world):
    found = read("A fire in Gainesville, Fla., was put out.", world)["Gainesville"]
    assert found.place.parents[0] == "Florida"


def test_georgia_is_the_state_among_states_and_the_country_else(world):
    south = read("Trains from Alabama to Atlanta, Georgia, and Florida.", world)
    assert south["Georgia"].place.feature_class == "adm1"
    caucasus = read("Talks between Georgia, Armenia and Russia in Tbilisi.", world)
    assert caucasus["Georgia"].place.feature_class == "country"


def test_the_city_and_its_region_are_told_apart_by_the_class_word(world):
    assert one(named("Batken"), world, VALLEY).place.feature_class == "populated place"
    assert one(named("Batken region", "adm1"), world).place.feature_class == "adm1"
    assert one(named("Batken district", "adm2"), world).place.feature_class == "adm2"


def test_other_candidates_are_kept_with_their_reasons(world):
    found = one(named("Paris"), world)
    assert found.status == "resolved"
    assert found.confidence >= SURE
    assert any(c.place.countries == ("USA",) for c in found.candidates)
    assert any("other place" in reason for reason in found.reasons)


# Countries, borders, relative places


def test_a_country_is_where_prec_6_and_covers_itself(world):
    found = read("They went to Kyrgyzstan.", world)["Kyrgyzstan"]
    assert found.where_prec == 6
    assert found.radius_m > 400_000


def test_a_continent_is_international(world):
    found = read("Across Central Asia prices rose.", world)["Central Asia"]
    assert (found.status, found.where_prec) == ("resolved", 7)


def test_a_border_is_its_line_with_date_and_source(world):
    found = read("along the Kyrgyz-Tajik border", world)["Kyrgyz-Tajik border"]
    assert (found.status, found.where_prec) == ("resolved", 5)
    assert found.geojson["type"] == "MultiLineString"
    assert "OpenStreetMap" in found.place.source
    assert found.place.licence == "ODbL 1.0"


def test_a_border_says_what_was_agreed_on_the_day(world):
    text = "along the Kyrgyz-Tajik border"
    then = read(text, world, Context(on_date="2022-01-27"))["Kyrgyz-Tajik border"]
    now = read(text, world, Context(on_date="2025-06-01"))["Kyrgyz-Tajik border"]
    assert "not fully agreed" in then.place.note
    assert "not fully agreed" not in now.place.note


def test_countries_without_a_common_border_leave_it_unresolved(world):
    wrong = Toponym(
        text="Franco-British border",
        start=0,
        end=21,
        name="Franco-British border",
        cue="border",
        relation=Relation(kind="border", pair=("FRA", "GBR")),
    )
    found = one(wrong, world)
    assert found.status == "unresolved"
    assert "no border on land" in found.reasons[0]


def test_the_line_of_control_is_a_line(world):
    found = read("fire along the Line of Control", world)["Line of Control"]
    assert found.geojson["type"] == "MultiLineString"
    assert set(found.place.countries) == {"IND", "PAK"}


def test_a_section_of_the_border_in_a_district(world):
    found = read("the border section in Leilek district was closed", world, VALLEY)
    stretch = found["Leilek district"]
    assert stretch.where_prec == 5
    assert stretch.geojson["type"] == "MultiLineString"
    assert stretch.radius_m < 120_000


def test_20_km_north_of_batken_is_a_sector(world):
    found = read("It fell 20 km north of Batken.", world, VALLEY)["20 km north of Batken"]
    assert found.geojson["type"] == "Polygon"
    assert distance_m(found.lon, found.lat, 70.8193, 40.2405) < 1500


def test_near_a_village_is_wider_than_the_village(world):
    near = read("Two were hurt near Vorukh.", world, VALLEY)["Vorukh"]
    at = read("Two were hurt in Vorukh.", world, VALLEY)["Vorukh"]
    assert near.radius_m > at.radius_m
    assert near.where_prec == 2


def test_a_vague_village_is_wider_and_says_so(world):
    vague = one(named("Isfara area", "area", vague=True), world, VALLEY)
    plain = one(named("Isfara"), world, VALLEY)
    assert vague.radius_m > plain.radius_m
    assert any("vague" in reason for reason in vague.reasons)


def test_a_road_between_two_places_is_a_strip(world):
    found = read("на участке дороги Баткен — Исфана", world, VALLEY, "ru")
    road = found["дороги Баткен — Исфана"]
    assert (road.status, road.where_prec) == ("resolved", 5)
    assert road.place.feature_class == "road"
    assert road.geojson["type"] == "Polygon"


def test_between_two_villages_is_named_after_both(world):
    found = read("a fight between Kok-Tash and Ak-Sai in Batken district", world, VALLEY)
    strip = found["Kok-Tash and Ak-Sai"]
    assert strip.place.name == "Kok-Tash–Ak-Sai"
    assert strip.geojson["type"] == "Polygon"
    assert strip.place.derived


def test_a_road_to_an_unknown_end_is_no_pin_on_its_start(world):
    found = read("на дороге Исфара — Ксызд", world, VALLEY, "ru")
    road = next(r for text, r in found.items() if "Ксызд" in text)
    assert (road.status, road.lon) == ("unresolved", None)
    assert "other end" in road.reasons[-1]


def test_an_absurd_distance_is_unresolved(world):
    found = read("It fell 9000 km north of Batken.", world, VALLEY)
    assert [r.status for r in found.values()] == ["unresolved"]


def test_a_lone_namesake_far_from_everything_is_not_taken(world):
    found = read("They met in Rangpur and in Dinajpur, Bangladesh, then at the Hili market.", world)
    hili = found.get("Hili")
    assert hili is None or hili.place is None or hili.place.countries == ("BGD",)


def test_a_relation_to_an_unknown_place_is_unresolved(world):
    found = read("It fell 20 km north of Xyzzyville village.", world)
    assert {r.status for r in found.values()} == {"unresolved"}


# Laws


def test_every_toponym_gets_one_resolution_in_order(world):
    found = spot("Batken, Isfara, Batken, Paris and the Naumin pass", world)
    answers = resolve(found, None, world)
    assert [a.toponym for a in answers] == found
    assert (
        len(
            {
                a.place.place_id
                for t, a in zip(found, answers, strict=True)
                if t.text == "Batken" and a.place
            }
        )
        <= 1
    )


def test_resolved_has_a_position_and_the_rest_has_none(world):
    text = "Springfield, Batken, Tort-Kocho area, Kok-Tash, Naumin pass, Kyrgyzstan, Georgia, Mali"
    for r in resolve(spot(text, world), None, world):
        assert (r.status == "resolved") == (r.lon is not None)
        assert 0 <= r.confidence <= 1
        assert r.reasons
        if r.status == "resolved":
            assert r.where_prec in range(1, 8)
            assert r.radius_m > 0


def test_every_cue_has_its_classes():
    from typing import get_args

    from gazetteer.place import FeatureClass

    assert set(CUE_FITS) == set(get_args(FeatureClass))


@pytest.mark.parametrize(
    "name", ["", " ", "\x00", "'; DROP TABLE", "a" * 5000, "\u202eBatken", "🙂"]
)
def test_hostile_names_are_unresolved_or_harmless(name, world):
    found = one(Toponym(text=name, start=0, end=len(name), name=name), world)
    assert found.status in ("resolved", "ambiguous", "unresolved")


def test_a_region_without_a_town_of_its_name_is_no_likelier_than_the_one_with_it():
    world = Gazetteer.open()
    text = "A diner in Greenlane, Auckland, New Zealand, closed."
    auckland = next(
        r for r in resolve(spot(text, world), None, world) if r.toponym.name == "Auckland"
    )
    at = auckland.place or auckland.candidates[0].place
    assert at.lat == pytest.approx(-36.8, abs=0.3)
