"""Spotting: what is a toponym, what is none, and what the wording says of it."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer
from gazetteer.resolve import resolve
from gazetteer.spot import spot
from gazetteer.spot_lexicon import lexicon
from gazetteer.spot_words import languages


@pytest.fixture(scope="module")
def world():
    return WORLD


def texts(text, world, lang="en"):
    return [t.text for t in spot(text, world, lang)]


@pytest.mark.parametrize(
    "text",
    [
        "Security Council Secretary Nasrullo Mahmoudzoda spoke on Friday.",
        "CSTO Secretary-General Stanislav Zas called the Army chief.",
        "Kyrgyz border guards and Tajik nationals met the Kyrgyz Health Ministry.",
        "The Collective Security Treaty Organization met in January.",
        "Gen. Paul Bremer, Sen. Robert Ford and Dr. Jordan Peterson left.",
        "Mr. Washington said that Ms. Georgia Brown and Pope John Paul II agreed.",
        "He paid US$30 billion. I'm sure, said Michael Jackson.",
        "Arabs, Kurds and Christians backed the Taliban against Hamas.",
        "Most of them may march in spring.",
        "Mobile phones and nice people were everywhere.",
        "",
        "12345 !!! ...",
    ],
)
def test_no_person_nation_organisation_day_or_common_word_is_a_place(text, world):
    assert texts(text, world) == []


@pytest.mark.parametrize(
    ("text", "place", "name", "cue"),
    [
        ("Talks were held in Surkh jamoat.", "Surkh jamoat", "Surkh", "adm3"),
        ("It began near the Naumin pass today.", "Naumin pass", "Naumin", "terrain"),
        (
            "They met at the Zarafshoni crossroads.",
            "Zarafshoni crossroads",
            "Zarafshoni",
            "locality",
        ),
        ("A patrol round Jabal Abutiour came back.", "Jabal Abutiour", "Abutiour", "terrain"),
        ("Shells hit the Nikial Sector at night.", "Nikial Sector", "Nikial", "area"),
        ("It is part of the Fashaqa locality.", "Fashaqa locality", "Fashaqa", "locality"),
        (
            "The Karkonda border post was shelled.",
            "Karkonda border post",
            "Karkonda",
            "border post",
        ),
        ("near the Preah Vihear temple", "Preah Vihear temple", "Preah Vihear", "structure"),
        ("near the Ta Muen Thom temple", "Ta Muen Thom temple", "Ta Muen Thom", "structure"),
        ("positions on Jabal Kala al-Laban", "Jabal Kala al-Laban", "Kala al-Laban", "terrain"),
        ("fire at the Torkham crossing", "Torkham crossing", "Torkham", "border post"),
        ("the Surkh rural community of Isfara", "Surkh rural community", "Surkh", "adm3"),
    ],
)
def test_a_class_word_belongs_to_the_span_and_asks_for_a_class(text, place, name, cue, world):
    found = next(t for t in spot(text, world) if t.text == place)
    assert (found.name, found.cue) == (name, cue)
    assert text[found.start : found.end] == found.text


def test_an_area_is_vague(world):
    found = spot("Clashes in the Tort-Kocho area in Batken region.", world)
    assert [(t.text, t.vague) for t in found] == [
        ("Tort-Kocho area", True),
        ("Batken region", False),
    ]
    assert found[0].parents == ("Batken region",)


def test_a_possessive_country_is_attached(world):
    found = spot("They met in Tajikistan's Surkh jamoat.", world)
    assert [(t.text, t.countries) for t in found] == [
        ("Tajikistan", ("TJK",)),
        ("Surkh jamoat", ("TJK",)),
    ]


def test_a_country_and_a_unit_after_it_are_both_attached(world):
    text = "Clashes in the Tort-Kocho area in Kyrgyzstan's western Batken region."
    area = spot(text, world)[0]
    assert (area.countries, area.parents) == (("KGZ",), ("Batken region",))


def test_a_district_in_a_province_is_two_toponyms(world):
    found = spot("near the Devashtich district in Sughd province", world)
    assert [t.text for t in found] == ["Devashtich district", "Sughd province"]
    assert found[0].parents == ("Sughd province",)


def test_a_state_after_a_comma_holds_the_place_before(world):
    found = spot("A fire in Gainesville, Fla., was put out.", world)
    assert [(t.text, t.name) for t in found] == [
        ("Gainesville", "Gainesville"),
        ("Fla.", "Florida"),
    ]
    assert found[0].parents == ("Fla.",)


def test_a_longer_name_is_not_cut_to_the_country_in_it(world):
    assert texts("Flights to Mexico City and New Jersey left South Sudan.", world) == [
        "Mexico City",
        "New Jersey",
        "South Sudan",
    ]
    assert spot("the People's Republic of China", world)[0].countries == ("CHN",)


def test_a_country_whose_name_others_bear_is_left_to_the_context(world):
    assert spot("He flew to Kyrgyzstan.", world)[0].cue == "country"
    assert spot("He flew to Georgia.", world)[0].cue is None


def test_known_names_of_several_words_are_one_toponym(world):
    assert texts("Talks in St. Petersburg and Rio de Janeiro.", world) == [
        "St. Petersburg",
        "Rio de Janeiro",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met in Chaman-Spin village.", ["Chaman-Spin village"]),
        ("the Denver-based firm", ["Denver"]),
        ("on the Kabul-Kandahar highway", ["Kabul-Kandahar highway"]),
        ("talks of Russia-Ukraine", ["Russia", "Ukraine"]),
    ],
)
def test_no_name_is_cut_out_of_a_hyphenated_word(text, expected, world):
    assert texts(text, world) == expected


def test_a_street_is_not_the_town_of_its_name(world):
    assert texts("He lives on Paris Street.", world) == []


def test_named_lines_are_borders(world):
    found = spot("Shelling along the Line of Control near the Golan Heights.", world)
    assert [(t.text, t.cue) for t in found] == [
        ("Line of Control", "border"),
        ("Golan Heights", None),
    ]


# Relative places


def relation_of(text, world, lang="en"):
    return next(t for t in spot(text, world, lang) if t.relation)


def test_a_distance_and_bearing(world):
    found = relation_of("It fell 20 km north of Batken.", world)
    assert found.text == "20 km north of Batken"
    assert (found.relation.kind, found.relation.distance_km, found.relation.bearing_deg) == (
        "offset",
        20.0,
        0,
    )


@pytest.mark.parametrize(
    ("text", "km", "bearing"),
    [
        ("about 12.5 miles south-west of Batken", 20.117, 225),
        ("some fifteen kilometres from Batken", 15.0, None),
        ("500 metres east of Batken", 0.5, 90),
        ("just north of Batken", None, 0),
    ],
)
def test_distances_are_read_in_words_and_other_units(text, km, bearing, world):
    relation = relation_of(text, world).relation
    assert (relation.distance_km, relation.bearing_deg) == (km, bearing)


def test_near_is_a_relation(world):
    found = relation_of("Two guards were hurt near Vorukh.", world)
    assert (found.text, found.relation.kind) == ("Vorukh", "near")


def test_between_two_villages(world):
    found = relation_of("a fight between Kok-Tash and Ak-Sai", world)
    assert (found.relation.kind, found.relation.other.name) == ("between", "Ak-Sai")


@pytest.mark.parametrize(
    "text",
    ["on the Isfara–Vorukh road", "on the Isfara-Vorukh road", "on the road from Isfara to Vorukh"],
)
def test_a_road_between_two_places(text, world):
    found = relation_of(text, world)
    assert (found.relation.kind, found.relation.other.name) == ("road", "Vorukh")


@pytest.mark.parametrize(
    "text",
    [
        "along the Kyrgyz-Tajik border",
        "the border between Kyrgyzstan and Tajikistan",
        "the border of Tajikistan and Kyrgyzstan",
        "Tajikistan's border with Kyrgyzstan",
        "on the Kyrgyzstan–Tajikistan border",
    ],
)
def test_a_border_of_two_countries(text, world):
    found = relation_of(text, world)
    assert (found.cue, found.relation.pair) == ("border", ("KGZ", "TJK"))
    assert len(spot(text, world)) == 1


@pytest.mark.parametrize(
    ("lang", "written", "km"),
    [
        ("en", "1,200 km north of Batken", 1200.0),
        ("en", "some 3,500 metres north of Batken", 3.5),
        ("en", "2.5 km north of Batken", 2.5),
        ("en", "on January 27 100 km north of Batken", 100.0),
        ("en", "1\u00a0200 km north of Batken", 1200.0),
        ("en", "twenty-five km north of Batken", 25.0),
        ("en", "Twenty five km north of Batken", 25.0),
        ("en", "a\u00a0hundred km north of Batken", 100.0),
        ("en", "a hundred ten km north of Batken", 110.0),
        ("ru", "в 1,5 км к северу от Баткена", 1.5),
        ("ru", "в 1 200 км к северу от Баткена", 1200.0),
        ("ru", "в двадцати пяти км к северу от Баткена", 25.0),
        ("ru", "в полутора км к северу от Баткена", 1.5),
    ],
)
def test_a_distance_is_read_as_its_language_writes_it(lang, written, km, world):
    (found,) = spot(
        f"It fell {written}." if lang == "en" else f"Снаряд упал {written}.", world, lang
    )
    assert (found.relation.kind, found.relation.distance_km) == ("offset", km)


def test_a_section_of_the_border_in_a_unit(world):
    found = relation_of("the border section in Leilek district was closed", world)
    assert (found.text, found.relation.kind) == ("Leilek district", "border_in")


def test_border_guards_are_no_border(world):
    assert texts("Tajik and Kyrgyz border guards opened fire.", world) == []


# Russian


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Стрельба у местности Торт-Кочо.", [("местности Торт-Кочо", "locality")]),
        ("В Баткене закрыли школы.", [("Баткене", None)]),
        ("Он прибыл в Лейлекский район.", [("Лейлекский район", "adm2")]),
        ("бой в Баткенской области", [("Баткенской области", "adm1")]),
        ("в селе Ак-Сай", [("селе Ак-Сай", "populated place")]),
        ("на участке дороги Баткен — Исфана", [("дороги Баткен — Исфана", "road")]),
        ("Министр Камчыбек Ташиев заявил в пятницу.", []),
        ("таджикские пограничники и МВД", []),
        ("13 февраля 2024 г. Четверо погибли.", []),
        ("в ЕС и КР", [("КР", "country")]),
        ("в Ала-Букинском районе", [("Ала-Букинском районе", "adm2")]),
    ],
)
def test_russian_forms(text, expected, world):
    assert [(t.text, t.cue) for t in spot(text, world, "ru")] == expected


def test_russian_relations(world):
    north = relation_of("в 20 км к северу от Баткена", world, "ru")
    assert (north.relation.distance_km, north.relation.bearing_deg) == (20.0, 0)
    assert relation_of("недалеко от Воруха", world, "ru").relation.kind == "near"
    border = relation_of("на кыргызско-таджикской границе", world, "ru")
    assert border.relation.pair == ("KGZ", "TJK")


def test_every_language_file_is_whole():
    assert languages() == ("ar", "en", "fa", "ky", "ps", "ru", "tg", "ur", "uz")
    for lang in languages():
        assert lexicon(lang).lang == lang


# Laws

VOCABULARY = (
    "Batken Tajikistan's the in near of Surkh jamoat Kok-Tash, – “ ” . border Kyrgyz-Tajik "
    "20 km north Paris St. D.C. Fla. Ворух село границе и между \n Ô ß İ 中国 قرية"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
WORLD = Gazetteer.open()


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_spans_are_exact_in_order_and_apart(text):
    for lang in ("en", "ru"):
        found = spot(text, WORLD, lang)
        assert all(text[t.start : t.end] == t.text and t.name for t in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    for t in spot(text, WORLD):
        assert text[t.start : t.end] == t.text


@pytest.mark.parametrize(
    "hostile",
    [
        "A",
        "A ",
        "A'a",
        "A.",
        "A of the ",
        "Batken ",
        "Batken, ",
        "Batken-",
        "border ",
        "Kyrgyz-Tajik border ",
        "20 km north of ",
        "between Batken and ",
        "in Batken in ",
        "'s ",
        "«",
        "\n",
        "1 ",
        "\u202e",
        "St. ",
    ],
)
def test_no_wording_is_slower_than_linear(hostile, world):
    """Four times the text may take ten times as long on a busy machine, never sixteen."""

    def took(size):
        text = (hostile * (size // len(hostile) + 1))[:size]
        began = time.process_time()
        spot(text, world)
        return time.process_time() - began

    took(2_000)
    small = min(took(20_000) for _ in range(2))
    large = min(took(80_000) for _ in range(2))
    assert large < 10 * small + 0.1


def test_a_megabyte_in_one_line_is_read(world):
    text = "Batken, Tajikistan's border " * 36_000
    assert len(text) > 1_000_000
    assert len(spot(text, world)) > 36_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They fled to Dzhaltyr after the attack.", ["Dzhaltyr"]),
        ("The fighting spread from Kuzhaka to Zhalanash.", ["Kuzhaka", "Zhalanash"]),
        ("A drone hit a truck in the vicinity of Abyeiville.", ["Abyeiville"]),
        ("Mortars landed in Hamdallaye and Zamtam.", ["Hamdallaye", "Zamtam"]),
        ("The army retook Karamagara on Tuesday.", ["Karamagara"]),
        (
            "Militants captured Zarghunabad, a remote village in Helmand.",
            ["Zarghunabad", "Helmand"],
        ),
        ("Residents of Bulakzor fled.", ["Bulakzor"]),
        ("The attack on Nukhayb killed four.", ["Nukhayb"]),
        ("Gunmen attacked a convoy near Qal'a-i-Zal.", ["Qal'a-i-Zal"]),
        ("Shells fell on a village called Zumrakkul overnight.", ["village called Zumrakkul"]),
        ("The patrol was ambushed 12 km from Zurmatak.", ["12 km from Zurmatak"]),
    ],
)
def test_a_name_that_nobody_knows_is_a_place_where_the_words_before_it_take_one(text, found):
    assert [t.text for t in spot(text, WORLD)] == found


@pytest.mark.parametrize(
    "text",
    [
        "They believe in Sharia.",
        "She works at Microsoft.",
        "Investors in Zarqatech lost money.",
        "The mayor of Batken, Marat Imankulov, claims otherwise.",
        "Roxanne Millerova, a lobbyist for the city, spoke.",
        "Marat Dzhaltyrov, a village elder, was wounded.",
        "According to Agence France-Presse, officials met.",
        "He was transported to Kuzhaka Memorial Hospital.",
    ],
)
def test_words_that_take_no_place_make_none(text):
    assert {t.text for t in spot(text, WORLD)} <= {"Batken", "France"}


def test_an_apposition_says_what_an_unknown_name_is():
    found = spot("Militants captured Zarghunabad, a remote village in Helmand.", WORLD)[0]
    assert (found.name, found.cue) == ("Zarghunabad", "populated place")


def test_the_east_of_a_country_is_in_it_and_not_beyond_it():
    inside = spot("A farm near Lyon in the east of France was hit.", WORLD)[-1]
    assert (inside.text, inside.vague, inside.relation) == ("France", True, None)
    beyond = spot("They crossed 10 km to the north of Batken.", WORLD)[0]
    assert beyond.relation.bearing_deg == 0


def test_a_constituency_stands_behind_its_party():
    found = spot("Sen. Hugh Leathermann, R-Florence, and Tom Harkin, D-Des Moines, left.", WORLD)
    assert [t.text for t in found] == ["Florence", "Des Moines"]


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        (
            "ky",
            "Баткен облусунун Лейлек районундагы Максат айылында атышуу болду.",
            [("Баткен", "adm1"), ("Лейлек", "adm2"), ("Максат", "populated place")],
        ),
        ("ky", "Ак-Сайда жана Көк-Ташта атышты.", [("Ак-Сай", None), ("Көк-Таш", None)]),
        ("ky", "Бишкектен Баткенге келди.", [("Бишкек", None), ("Баткен", None)]),
        ("ky", "Дүйшөмбүдө Кайрагач айыл аймагында тынч.", [("Кайрагач", "adm3")]),
        ("ky", "Ошто жыйын өттү, деди Садыр Жапаров.", [("Ош", None)]),
        (
            "tg",
            "Дар деҳаи Ворухи ноҳияи Исфара тирандозӣ шуд.",
            [("Ворух", "populated place"), ("Исфара", "adm2")],
        ),
        ("tg", "Сокинони Сурх аз Ворух гурехтанд.", [("Сурх", None), ("Ворух", None)]),
        ("tg", "Дар ҷамоати деҳоти Чоркӯҳ ду нафар захмӣ шуданд.", [("Чоркӯҳ", "adm3")]),
        (
            "uz",
            "Fargʻona viloyatining Rishton tumanidagi Zarkentsoy qishlogʻida.",
            [("Fargʻona", "adm1"), ("Rishton", "adm2"), ("Zarkentsoy", "populated place")],
        ),
        ("uz", "Сўх туманидаги Ҳушёр қишлоғида.", [("Сўх", "adm2"), ("Ҳушёр", "populated place")]),
        ("uz", "Toshkentda uchrashuv, dedi Shavkat Mirziyoyev.", [("Toshkent", None)]),
    ],
)
def test_names_are_read_out_of_their_endings(lang, text, found):
    assert [(t.name, t.cue) for t in spot(text, WORLD, lang)] == found


@pytest.mark.parametrize(
    ("lang", "text", "unit"),
    [
        ("ru", "В селе Максат Лейлекского района стреляли.", "Лейлекского района"),
        ("ky", "Лейлек районундагы Максат айылында атышуу болду.", "Лейлек районундагы"),
        ("tg", "Дар деҳаи Ворухи ноҳияи Исфара тирандозӣ шуд.", "ноҳияи Исфара"),
    ],
)
def test_a_unit_in_another_case_right_beside_a_place_holds_it(lang, text, unit):
    from gazetteer.resolve import resolve

    found = spot(text, WORLD, lang)
    village = next(t for t in found if t.cue == "populated place")
    assert village.parents[:1] == (unit,)
    resolved = {r.toponym.name: r for r in resolve(found, None, WORLD)}[village.name]
    assert resolved.place is not None
    assert resolved.place.place_id in ("borderland:maksat", "borderland:vorukh")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Колонна выехала из Кужаги в сторону Жаланаша.", ["Кужаги", "Жаланаша"]),
        ("Удар по Новотаскентскому.", ["Новотаскентскому"]),
        ("Военные обстреляли Карамагару во вторник.", ["Карамагару"]),
        ("Двое убиты в Торхамабаде, сообщили власти.", ["Торхамабаде"]),
        ("Встреча прошла в Госдуме.", []),
        ("Он верит в Аллаха.", []),
    ],
)
def test_russian_words_too_take_a_place_or_none(text, found):
    assert [t.text for t in spot(text, WORLD, "ru")] == found


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("ky", "«Кызыл-Бел» чек ара постунда ок атышуу болду.", "«Кызыл-Бел» чек ара постунда"),
        ("en", 'Shots were fired at "Kyzyl-Bel" border post.', '"Kyzyl-Bel" border post'),
    ],
)
def test_a_name_in_quotes_keeps_the_class_word_behind_it(lang: str, text: str, found: str) -> None:
    (post,) = spot(text, WORLD, lang)
    assert (post.text, post.cue, post.name) == (
        found,
        "border post",
        "Кызыл-Бел" if lang == "ky" else "Kyzyl-Bel",
    )


def test_short_forms_of_states_are_states_and_of_none_are_said_to_be_none() -> None:
    text = "Власти РФ и КР сообщили об обстреле в ДНР. Донецкая народная республика молчит."
    found = dict(
        zip(
            [t.text for t in spot(text, WORLD, "ru")],
            resolve(spot(text, WORLD, "ru"), None, WORLD),
            strict=True,
        )
    )
    assert found["РФ"].place.countries == ("RUS",)
    assert found["КР"].place.countries == ("KGZ",)
    for name in ("ДНР", "Донецкая народная республика"):
        assert found[name].status == "unresolved"
        assert found[name].place.countries == ("RUS", "UKR")
        assert "ES-11/4" in found[name].reasons[0]


def test_latin_letters_that_look_like_a_short_form_are_not_it() -> None:
    assert spot("The DNR closed the lake.", WORLD) == []
