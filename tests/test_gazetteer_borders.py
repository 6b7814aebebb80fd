"""Borders: sides, distances, sources and statuses."""

import csv
import itertools
from pathlib import Path

import pytest

from gazetteer import borders, borders_named
from gazetteer.borders_full import full_line
from gazetteer.borders_lines import nearest
from gazetteer.borders_status import statuses
from gazetteer.errors import GazetteerDataError

SHARED = Path(__file__).resolve().parents[2] / "shared"

CAPITALS = {
    "KGZ": (74.59, 42.87),
    "TJK": (68.779, 38.536),
    "UZB": (69.216, 41.265),
    "ARM": (44.51, 40.18),
    "AZE": (49.87, 40.41),
    "SDN": (32.53, 15.55),
    "ETH": (38.75, 9.02),
    "THA": (100.5, 13.75),
    "KHM": (104.92, 11.56),
    "LSO": (27.48, -29.31),
    "FRA": (2.35, 48.86),
    "NOR": (10.75, 59.91),
}


@pytest.mark.parametrize(("iso3", "where"), CAPITALS.items())
def test_a_capital_lies_in_its_country(iso3, where):
    assert borders.countries_at(*where) == (iso3,)


@pytest.mark.parametrize(
    ("name", "where", "iso3"),
    [
        ("Vorukh", (70.58012, 39.85125), "TJK"),
        ("Sokh", (71.13467, 39.97724), "UZB"),
        ("Shohimardon", (71.80512, 39.98322), "UZB"),
        ("Chon-Gara", (71.0357, 40.2435), "UZB"),
        ("Dzhangail", (71.6656, 40.2024), "UZB"),
        ("Sarvan", (70.6182, 40.9605), "TJK"),
        ("Khojai A'lo", (70.49611, 39.94167), "TJK"),
    ],
)
def test_exclaves_of_the_fergana_valley_belong_to_their_country(name, where, iso3):
    assert borders.countries_at(*where) == (iso3,)


@pytest.mark.parametrize(
    ("where", "both"),
    [
        ((34.1, 44.95), ("RUS", "UKR")),
        ((35.78, 33.0), ("ISR", "SYR")),
        ((28.4, 9.7), ("SDN", "SSD")),
        ((21.16, 42.66), ("SRB", "XKX")),
        ((-13.2, 27.15), ("ESH", "MAR")),
        ((74.8, 34.08), ("IND", "PAK")),
        ((73.47, 34.37), ("IND", "PAK")),
    ],
)
def test_disputed_ground_names_every_claimant_with_the_source(where, both):
    assert borders.countries_at(*where) == both
    assert borders.disputed_at(*where)[0].note


def test_the_open_sea_is_nobodys_and_a_harbour_is_somebodys():
    assert borders.countries_at(-30.0, 0.0) == ()
    assert borders.countries_at(13.38, 38.135) == ("ITA",)  # Palermo, on the mole


def test_a_point_near_a_line_can_be_either_side():
    assert borders.countries_at(70.51599, 39.95542, within_m=1000) == ("TJK", "KGZ")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_curated_places_lie_on_their_own_side_or_as_near_as_they_are_unsure():
    iso3 = {"KG": "KGZ", "TJ": "TJK", "UZ": "UZB", "AF": "AFG", "RU": "RUS"}
    wrong = []
    with (SHARED / "data" / "fergana_places.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            own = {iso3[c] for c in row["country"].split(" ")[0].split("/") if c in iso3}
            if not row["lat"] or row["feature_class"].startswith("adm1"):
                continue
            where, unsure = (float(row["lon"]), float(row["lat"])), float(row["uncertainty_km"])
            if not own <= set(borders.countries_at(*where, within_m=unsure * 1000)):
                wrong.append(row["name"])
    assert wrong == []


def test_the_line_of_the_valley_has_two_sources_the_finer_first():
    fine, coarse = borders.lines("TJK", "KGZ")
    assert "OpenStreetMap" in fine.source
    assert fine.licence.startswith("ODbL")
    assert "Natural Earth" in coarse.source
    assert fine.accuracy_m < coarse.accuracy_m


def test_distance_is_geodesic_on_a_long_straight_border():
    # one degree of latitude north of the 49th parallel, drawn within a kilometre of it
    assert borders.distance_km(-105.0, 50.0, "USA", "CAN") == pytest.approx(111.2, abs=1.0)


def test_pair_near_names_the_nearest_line_only_when_near():
    assert borders.pair_near(70.8193, 40.0604, 20) == ("KGZ", "TJK")
    assert borders.pair_near(74.59, 42.87, 100) == ("KAZ", "KGZ")
    assert borders.pair_near(2.35, 48.86, 100) is None


def test_status_depends_on_the_day():
    before = borders.status("KGZ", "TJK", "2022-01-27")
    after = borders.status("KGZ", "TJK", "2025-03-13")
    assert (before.status, before.dashed) == ("undelimited", True)
    assert (after.status, after.dashed) == ("agreed", False)
    assert "no open data" in before.label


def test_a_pair_that_is_not_in_the_table_is_not_called_agreed():
    assert borders.status("ESP", "PRT").status == "not recorded"


def test_every_status_row_belongs_to_a_line_and_its_part():
    for pair in borders.all_pairs():
        names = {part.name for part in borders.line(*pair).parts}
        for day in ("1970-01-01", "2000-01-01", "2015-01-01", "2026-01-01"):
            assert {s.part for s in statuses(*pair, day)} <= names | {""}, pair


def test_the_map_gets_both_lines_with_their_credits():
    found = borders.lines_in((70.3, 39.8, 70.9, 40.3), on_date="2022-01-27")
    ours = [f["properties"] for f in found if f["properties"]["pair"] == "KGZ-TJK"]
    assert {p["preferred"] for p in ours} == {True, False}
    assert all(p["dashed"] and p["label"] and p["source"] and p["licence"] for p in ours)


def test_the_map_gets_the_line_of_control_dashed_and_named():
    found = borders.lines_in((73.0, 32.5, 78.0, 36.0), on_date="2020-07-05")
    control = [f for f in found if f["properties"]["part"] == "KASHMIR_IND-KASHMIR_PAK"]
    assert len(control) == 1
    assert control[0]["properties"]["label"].startswith("Line of Control")


@pytest.mark.parametrize("bbox", [(1, 1, 1, 2), (3, 0, 1, 2), (0, 0, 400, 1)])
def test_an_empty_or_impossible_box_is_refused(bbox):
    with pytest.raises(GazetteerDataError):
        borders.lines_in(bbox)


@pytest.mark.parametrize("pair", [("KGZ", "KGZ"), ("KG", "TJK"), ("kgz", "TJK"), ("FRA", "GBR")])
def test_no_such_border_says_so(pair):
    with pytest.raises(GazetteerDataError):
        borders.line(*pair)


def test_a_point_off_the_globe_is_refused():
    for bad in itertools.product((float("nan"), 181.0), (0.0,)):
        with pytest.raises(GazetteerDataError):
            borders.countries_at(*bad)


# Full resolution, out of the time zones


def test_the_full_line_is_finer_and_near_the_coarse_one():
    full, coarse = full_line("KHM", "THA"), borders.line("KHM", "THA")
    assert full.licence == "ODbL 1.0"
    assert "OpenStreetMap" in full.source
    assert len(full.edges) > 5 * len(coarse.edges)
    start = full.geometry.geoms[0].coords[0]
    assert nearest(*start, coarse)[2] < 20_000


def test_the_full_line_of_the_valley_agrees_with_the_simplified_one():
    full, simple = full_line("KGZ", "TJK"), borders.line("KGZ", "TJK")
    inside = [p for part in full.geometry.geoms for p in part.coords if 70.3 < p[0] < 70.9]
    off = sorted(nearest(*p, simple)[2] for p in inside[::20])
    assert off[len(off) // 2] < 50


def test_a_pair_without_a_common_zone_border_says_so():
    with pytest.raises(GazetteerDataError, match="time zones"):
        full_line("ISR", "SYR")


def test_full_resolution_puts_border_towns_on_their_side():
    # Poipet in Cambodia and Aranyaprathet in Thailand face each other
    assert borders.countries_at(102.5633, 13.6575, full=True) == ("KHM",)
    assert borders.countries_at(102.5057, 13.6927, full=True) == ("THA",)


def test_full_resolution_changes_nothing_on_disputed_ground():
    assert borders.countries_at(34.1, 44.95, full=True) == ("RUS", "UKR")
    assert borders.distance_km(70.8193, 40.0604, "KGZ", "TJK", full=True) == borders.distance_km(
        70.8193, 40.0604, "KGZ", "TJK"
    )


@pytest.mark.parametrize("day", ["2010-06-01", "2022-01-27", "2025-06-01"])
def test_one_line_is_not_dashed_for_one_pair_and_plain_for_another(day: str) -> None:
    """The edge of Western Sahara is a line of MAR and of ESH, Kosovo's of SRB and of XKX."""
    seen: dict[str, set[bool]] = {}
    for pair in borders.all_pairs():
        for part in borders.line(*pair).parts:
            seen.setdefault(part.name, set()).add(borders.status(*pair, day, part.name).dashed)
    assert {name for name, dashed in seen.items() if len(dashed) > 1} == set()


@pytest.mark.parametrize(
    ("pair", "day", "status", "words"),
    [
        (("CHN", "IND"), "1962-11-01", "disputed", "not agreed"),
        (("CHN", "PAK"), "2022-01-01", "disputed", "India does not accept"),
        (("ISR", "LBN"), "1999-05-01", "line of control", "Armistice line"),
        (("RUS", "UKR"), "2022-05-01", "disputed", "since 24 February 2022"),
        (("CMR", "NGA"), "1996-05-01", "disputed", "International Court"),
        (("CMR", "NGA"), "2020-05-01", "agreed", "judgment"),
        (("EST", "RUS"), "2024-05-23", "undelimited", "not in force"),
    ],
)
def test_a_dispute_is_told_as_it_stood_on_the_day(
    pair: tuple[str, str], day: str, status: str, words: str
) -> None:
    told = [s.label for s in borders.statuses(*pair, day) if s.status == status]
    assert any(words in label for label in told)


def test_the_point_of_a_country_lies_in_it_or_among_its_islands() -> None:
    for iso3 in ("AUS", "KWT", "MMR", "USA", "KGZ", "IRQ", "CHN"):
        lon, lat, radius_km = borders_named.country_disc(iso3)
        assert iso3 in borders.countries_at(lon, lat)
        assert radius_km > 100
