"""The mapping tables speak geomap's words, and the codebooks' codes are all there."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from gazetteer.country_data import country_rows
from geomap.incident import INCIDENT_TYPES, Actor
from geomap.tables import read_table
from geomap.tables.codes import cameo_type, country, country_by_code, table
from geomap.tables.detection import SOURCES
from geomap.tables.headers import fields, guess

ACTOR_TYPES = get_args(get_type_hints(Actor)["type"])
DATA = Path(__file__).parent / "data" / "tables"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("acled", "sub_event_type"),
        ("acled", "event_type"),
        ("ucdp", "type_of_violence"),
        ("cameo", "type"),
        ("headers", "words"),
    ],
)
def test_every_type_is_one_of_ours_or_none(name: str, part: str) -> None:
    assert set(table(name)[part].values()) <= {*INCIDENT_TYPES, ""}


@pytest.mark.parametrize(
    ("name", "part"), [("acled", "inter"), ("cameo", "actor"), ("cameo", "sector")]
)
def test_every_actor_type_is_one_of_ours(name: str, part: str) -> None:
    assert set(table(name)[part].values()) <= set(ACTOR_TYPES)


def test_every_cameo_root_has_a_type_and_words() -> None:
    roots = {f"{n:02d}" for n in range(1, 21)}
    assert roots <= set(table("cameo")["type"])
    assert roots == set(table("cameo")["root"])


def test_the_longest_cameo_code_decides() -> None:
    assert [cameo_type(c) for c in ("087", "0871", "08", "1712", "x", "")] == [
        "unknown",
        "ceasefire",
        "unknown",
        "arson_looting",
        "unknown",
        "unknown",
    ]


def test_precision_codes_are_where_prec() -> None:
    for source in ("acled", "gdelt", "icews"):
        assert set(table("precision")[source].values()) <= set(range(1, 8))


def test_every_code_names_a_country_of_the_gazetteer() -> None:
    for part in ("names", "gw", "fips", "cameo"):
        assert set(table("countries")[part].values()) <= set(country_rows())
    assert country_by_code("703", "gw") == country_by_code("KG", "fips") == "KGZ"
    assert country_by_code("702.0", "gw") == country_by_code("TI", "fips") == "TJK"


@pytest.mark.parametrize(
    ("words", "iso3"),
    [
        ("Yemen (North Yemen)", "YEM"),
        ("Russia (Soviet Union)", "RUS"),
        ("Cambodia (Kampuchea)", "KHM"),
        ("Serbia (Yugoslavia)", "SRB"),
        ("Kingdom of eSwatini (Swaziland)", "SWZ"),
        ("Bosnia-Herzegovina", "BIH"),
        ("Occupied Palestinian Territory", "PSE"),
        ("Narnia", None),
    ],
)
def test_countries_as_coders_write_them(words: str, iso3: str | None) -> None:
    assert country(words) == iso3


def test_every_source_cites_fields_that_it_has() -> None:
    for source in SOURCES.values():
        cited = {f for names in source.cites.values() for f in names}
        known = set().union(*(set(s.fields) for s in SOURCES.values()))
        assert cited <= known


def test_each_field_is_guessed_from_its_own_first_word() -> None:
    for field in fields():
        assert guess([table("headers")[field][0]]) == {field: table("headers")[field][0]}


def test_gdelt_extras_are_the_line_again() -> None:
    found = read_table(DATA / "gdelt2.export.CSV")
    lines = ["\t".join(i.extra.values()) for i in found.incidents]
    assert "\n".join(lines) + "\n" == (DATA / "gdelt2.export.CSV").read_text()
