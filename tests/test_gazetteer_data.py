"""The shipped data: whole, honest, and each curated name finds its own row."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path
from typing import get_args

import pytest

from gazetteer import Gazetteer
from gazetteer.country_data import country_rows
from gazetteer.data_files import DATA, read_table
from gazetteer.place import FeatureClass
from gazetteer.sources.borderland import read_borderland
from gazetteer.sources.packaged import settlement_radius_km

ROWS = list(read_borderland())
FORMS = [
    pytest.param(row, text, country, id=f"{row.place_id}-{country}-{text}")
    for row in ROWS
    for text in dict.fromkeys((row.name, *(n.text for n in row.names)))
    for country in row.countries
]


@pytest.fixture(scope="module")
def g() -> Gazetteer:
    return Gazetteer.open()


@pytest.mark.parametrize(("row", "text", "country"), FORMS)
def test_a_curated_name_resolves_to_its_own_row(g, row, text, country):
    found = [c.place for c in g.find(text, country=country, limit=20)]
    assert row.place_id in [p.place_id for p in found]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.place_id)
def test_a_curated_row_is_sound(row):
    assert row.feature_class in get_args(FeatureClass)
    assert set(row.countries) <= set(country_rows())
    assert row.source
    assert row.licence
    assert (row.lon is None) == (row.lat is None) == (row.radius_km is None)
    if row.lon is not None:
        assert -180 <= row.lon <= 180
        assert -90 <= row.lat <= 90
        assert row.radius_km > 0
    for name in row.names:
        assert name.text == name.text.strip() != ""
        assert not re.search("[،,()|]", name.text)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.place_id)
def test_a_worked_out_coordinate_says_how(row):
    if row.derived:
        assert re.search("derived|anchor|median", row.note)


def test_tort_kocho_says_that_it_is_derived(g):
    place = g.find("Tort-Kocho")[0].place
    assert place.derived
    assert (place.lon, place.lat, place.radius_km) == (70.51599, 39.95542, 1.0)
    assert "NOT a published coordinate" in place.note
    assert set(place.countries) == {"KGZ", "TJK"}


def test_a_row_without_a_published_coordinate_has_none():
    without = {row.name for row in ROWS if row.lon is None}
    assert {"Tagap", "Jashtyk", "Jany-Dostuk", "Tangi gorge"} <= without


def test_places_that_changed_hands_say_when():
    held = {r.name: {t.iso3: (t.valid_from, t.valid_to) for t in r.tenures} for r in ROWS}
    assert held["Dostuk"] == {} or held["Dostuk"]["TJK"] == ("2025", None)
    assert held["Western Qalacha exclave"] == {"TJK": (None, "2025"), "KGZ": ("2025", None)}
    assert held["Barak exclave"] == {"KGZ": (None, "2024"), "UZB": ("2024", None)}


def test_former_names_are_dated():
    former = {n.text: n.valid_to for row in ROWS for n in row.names if n.valid_to}
    assert former["Isfana" if "Isfana" in former else "Исфана"] == "2022-03-18"
    assert former["Govsuvar"].startswith("2024")
    assert former["Oktyabr"] == "XXXX"
    assert former["Leninabad"] == "1991"


@pytest.mark.shared
def test_every_row_of_the_collected_table_was_carried_over(shared: Path):
    with (shared / "data/fergana_places.csv").open(encoding="utf-8", newline="") as file:
        collected = list(csv.DictReader(file))
    assert len(collected) == 110
    ours = {row.place_id: row for row in ROWS}
    for row in collected:
        slug = re.sub(r"[^a-z0-9]+", "-", row["name"].lower().replace("'", "")).strip("-")
        mine = ours[f"borderland:{slug}"]
        assert (mine.lat, mine.lon) == (
            float(row["lat"]) if row["lat"] else None,
            float(row["lon"]) if row["lon"] else None,
        )


def test_all_of_cities500_is_shipped():
    rows = list(read_table("geonames_cities500.tsv.xz"))
    assert len(rows) == 234_908
    assert all(len(row) == 8 for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def test_no_machine_romanisation_is_shipped():
    for row in read_table("geonames_cities500.tsv.xz"):
        for name in filter(None, row[7].split("|")):
            assert not (re.search("[a-z]", name) and not any(c.isupper() for c in name)), name


def test_admin1_units_have_extents_outlines_and_names():
    outlines = dict(read_table("admin1_outlines.tsv.xz"))
    rows = list(read_table("admin1.tsv.xz"))
    assert len(rows) == 4589
    assert all(outlines[row[0]] and float(row[7]) > 0 and row[9] for row in rows)
    assert {iso3 for row in rows for iso3 in row[2].split(",")} <= set(country_rows())


def test_territories_that_two_states_claim_name_both():
    claimed = {row[3]: row[2].split(",") for row in read_table("admin1.tsv.xz") if row[10]}
    assert claimed["Autonomous Republic of Crimea"] == ["UKR", "RUS"]
    assert {"IND", "PAK"} <= set(claimed["Jammu and Kashmir"])


def test_a_settlement_is_larger_than_the_error_of_its_point():
    assert settlement_radius_km(0) == 1
    assert 5 < settlement_radius_km(300_000) < 8


def test_every_data_file_has_its_source_licence_and_hash():
    listed = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    elsewhere = ("border_", "borders_", "spot_")  # SOURCES-borders.md
    for path in sorted(DATA.iterdir()):
        if path.suffix in (".tsv", ".csv", ".xz") and not path.name.startswith(elsewhere):
            assert f"| `{path.name}` |" in listed, path.name


def test_the_hashes_in_sources_are_those_of_the_files():
    listed = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    hashes = re.findall(r"^\| `([\w.]+)` .* `([0-9a-f]{64})` \|$", listed, re.MULTILINE)
    assert len(hashes) >= 8
    for name, digest in hashes:
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest, name


def test_no_unit_bears_the_name_of_another():
    labels = {row[0]: (row[3], row[9]) for row in read_table("admin1.tsv.xz")}
    assert labels["AZE-1735"][0] == "Lachin"
    assert "Lankaran" not in labels["AZE-1735"][1]
    assert "Nouvelle-Aquitaine" not in labels["FRA-5333"][1]
    assert sum(label == "Valmiera" for label, _ in labels.values()) == 1


def test_units_of_the_second_level_say_that_their_points_are_derived():
    from gazetteer.sources.packaged import read_adm2

    rows = list(read_adm2())
    assert len(rows) == 17_060
    assert all(row.derived and "derived" in row.note and row.radius_km >= 3 for row in rows)


def test_counties_have_outlines():
    rows = list(read_table("us_counties.tsv.xz"))
    assert len(rows) == 3140
    assert all(row[6] and float(row[5]) > 1 for row in rows)


def test_a_countrys_disc_is_its_own_land():
    radius = {iso3: row.radius_km for iso3, row in country_rows().items()}
    assert radius["FRA"] < 1000  # without its overseas departments, which have their own codes
    assert radius["GUF"] < 500
    assert radius["KWT"] < 200
