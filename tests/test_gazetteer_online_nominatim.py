"""Our client against a real Nominatim on loopback (tools/nominatim/start.py runs one)."""

import json
import os
import time
from pathlib import Path

import pytest

from gazetteer import online
from gazetteer.errors import GeocoderError
from gazetteer.online import OnlineAnswer, OnlineService
from gazetteer.online_cache import Cache
from gazetteer.online_services import Policy
from geomap.cli import main

HOST = os.environ.get("GEOMAP_TEST_NOMINATIM", "")
pytestmark = [
    pytest.mark.nominatim,
    pytest.mark.skipif(not HOST, reason="GEOMAP_TEST_NOMINATIM names no Nominatim"),
]


@pytest.fixture(autouse=True)
def fresh():
    online._line.cache_clear()


def ask(name: str, path: Path | None = None, host: str = HOST, **more: str) -> OnlineAnswer:
    cache = Cache(path)
    try:
        who = OnlineService(name="nominatim", user_agent="geomap-test", host=host)
        return online.geocode(name, who, cache=cache, **more)
    finally:
        cache.close()


@pytest.mark.parametrize(
    ("name", "country", "lon", "lat"),
    [
        ("Vorukh", "TJK", 70.58012, 39.85125),
        ("Ворух", "TJK", 70.58012, 39.85125),
        ("Баткен", "KGZ", 70.81929, 40.0604),
        ("Isfara, Tajikistan", "TJK", 70.62526, 40.12649),
    ],
)
def test_places_are_found_in_any_script_with_country_extent_and_licence(name, country, lon, lat):
    found = ask(name).candidates[0].place
    assert (found.lon, found.lat) == (pytest.approx(lon), pytest.approx(lat))
    assert found.countries == (country,)
    assert found.feature_class == "populated place"
    assert 0 < found.radius_km < 30
    assert "OpenStreetMap contributors" in found.licence


def test_what_it_does_not_know_is_no_answer_and_no_error():
    assert ask("Nirgendheim").candidates == ()


def test_a_question_held_to_another_country_misses():
    assert ask("Vorukh", country="TJ").candidates
    assert ask("Vorukh", country="KG").candidates == ()


def test_an_answer_is_known_offline_afterwards(tmp_path: Path, monkeypatch):
    first = ask("Vorukh", tmp_path / "a.sqlite")
    again = ask("Vorukh", tmp_path / "a.sqlite")
    assert (first.kept, again.kept) == (False, True)
    assert again.candidates == first.candidates
    with pytest.raises(GeocoderError, match="nobody listens"):
        ask("Batken", tmp_path / "a.sqlite", host="http://127.0.0.1:9")


def test_the_pace_of_a_public_service_is_kept(monkeypatch):
    monkeypatch.setattr(online, "policy", lambda host, public: Policy(0.3, None))
    cache = Cache(None)
    who = OnlineService(name="nominatim", user_agent="geomap-test", host=HOST)
    began = time.monotonic()
    for name in ("Vorukh", "Batken", "Isfara"):
        online.geocode(name, who, cache=cache)
    assert time.monotonic() - began >= 0.6
    cache.close()


def test_the_command_answers_beside_the_gazetteer(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setattr(online, "cache_file", lambda: tmp_path / "online.sqlite")
    given = ["--online", "nominatim", "--user-agent", "geomap-test", "--host", HOST, "--json"]
    assert main(["place", "Vorukh", *given]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["candidates"][0]["place_id"] == "borderland:vorukh"
    assert told["online"]["candidates"][0]["distance_km"] == 0.0


def test_hostile_names_are_only_names():
    for name in ("'; DROP TABLE placex; --", "\u202eVorukh\x00", "*", "[" * 300, "%00", '"'):
        assert isinstance(ask(name), OnlineAnswer)
