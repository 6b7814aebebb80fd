from __future__ import annotations

import dataclasses

import pytest

from gazetteer.place import Place, Tenure


def dostuk() -> Place:
    return Place(
        place_id="borderland:dostuk-batken",
        name="Dostuk",
        feature_class="populated place",
        countries=("TJK", "KGZ"),
        tenures=(Tenure(iso3="KGZ", valid_to="2025"), Tenure(iso3="TJK", valid_from="2025")),
    )


@pytest.mark.parametrize(
    ("day", "held_by"),
    [
        ("1991-12-25", ("KGZ",)),
        ("2022-09-16", ("KGZ",)),
        ("2024-12-31", ("KGZ",)),
        ("2025-06-01", ("KGZ", "TJK")),
        ("2026-01-01", ("TJK",)),
        (None, ("TJK", "KGZ")),
    ],
)
def test_a_ceded_place_was_one_states_and_is_the_others(day, held_by):
    assert dostuk().countries_on(day) == held_by


def test_a_place_that_never_changed_hands_has_its_countries_on_every_day():
    place = dataclasses.replace(dostuk(), tenures=(), countries=("KGZ",))
    assert place.countries_on("1900-01-01") == ("KGZ",)


def test_a_day_that_no_tenure_covers_leaves_the_countries():
    place = dataclasses.replace(dostuk(), tenures=(Tenure(iso3="KGZ", valid_from="2000"),))
    assert place.countries_on("1990-01-01") == ("TJK", "KGZ")


def test_places_are_values():
    assert dostuk() == dostuk()
    with pytest.raises(dataclasses.FrozenInstanceError):
        dostuk().name = "Other"  # type: ignore[misc]
