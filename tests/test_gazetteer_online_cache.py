"""Kept answers: asked once, kept to the pace, and no damage to the file loses an answer."""

import json
import sqlite3
import time
from pathlib import Path

import pytest

from gazetteer import online, online_cache
from gazetteer.errors import GeocoderError
from gazetteer.online import OnlineService
from gazetteer.online_cache import Cache
from gazetteer.online_services import Policy

FOUND = json.dumps(
    [{"lat": "39.85", "lon": "70.58", "display_name": "Vorukh", "osm_type": "node", "osm_id": 7}]
)
WHO = OnlineService(name="nominatim", user_agent="geomap-test", host="http://127.0.0.1:1")


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Put a service that always answers in place of the network; list what it is asked."""
    from geopy.adapters import RequestsAdapter

    questions: list[str] = []

    def answer(self, url, *, timeout, headers):
        questions.append(url)
        return json.loads(FOUND)

    monkeypatch.setattr(RequestsAdapter, "get_json", answer)
    online._line.cache_clear()
    return questions


@pytest.fixture
def silent(monkeypatch):
    from geopy.adapters import RequestsAdapter
    from geopy.exc import GeocoderUnavailable

    def fail(self, url, *, timeout, headers):
        raise GeocoderUnavailable("Connection refused")

    def silence() -> None:
        monkeypatch.setattr(RequestsAdapter, "get_json", fail)

    return silence


def ask(path: Path | None, name: str = "Vorukh"):
    cache = Cache(path)
    try:
        return online.geocode(name, WHO, cache=cache)
    finally:
        cache.close()


def test_a_name_is_asked_once_and_known_without_a_network_afterwards(tmp_path, asked, silent):
    first = ask(tmp_path / "a.sqlite")
    silent()
    second = ask(tmp_path / "a.sqlite")
    assert (first.kept, second.kept) == (False, True)
    assert first.candidates == second.candidates
    assert second.answered == first.answered
    assert len(asked) == 1


def test_service_host_country_and_name_are_different_questions(tmp_path, asked):
    cache = Cache(tmp_path / "a.sqlite")
    other = OnlineService(name="nominatim", user_agent="geomap-test", host="http://127.0.0.1:2")
    online.geocode("Vorukh", WHO, cache=cache)
    online.geocode("Batken", WHO, cache=cache)
    online.geocode("Vorukh", other, cache=cache)
    online.geocode("Vorukh", WHO, country="TJ", cache=cache)
    assert len(asked) == 4
    online.geocode(" Vorukh ", WHO, country="Tajikistan", cache=cache)
    assert len(asked) == 4
    cache.close()


def test_an_old_answer_is_asked_for_again_and_kept_where_nobody_answers(
    tmp_path, asked, silent, monkeypatch
):
    path = tmp_path / "a.sqlite"
    ask(path)
    monkeypatch.setattr(online_cache, "FRESH_S", 0.0)
    assert not ask(path).kept
    silent()
    old = ask(path)
    assert old.kept
    assert old.candidates
    assert "an old answer" in old.notes[0]
    with pytest.raises(GeocoderError):
        ask(path, "Batken")


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_foreign_or_damaged_file_costs_no_answer(tmp_path, asked, damage: bytes):
    path = tmp_path / "a.sqlite"
    path.write_bytes(damage)
    answer = ask(path)
    assert answer.candidates
    if damage:
        assert "set aside" in answer.notes[0]
        assert (tmp_path / "a.sqlite.damaged").read_bytes() == damage
    assert ask(path).kept


def test_a_file_cut_short_or_overwritten_costs_no_answer(tmp_path, asked):
    path = tmp_path / "a.sqlite"
    for number in range(25):
        ask(path, f"place {number} " + "x" * 250)
    whole = path.read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:4096] + b"\0" * (len(whole) - 4096)):
        path.write_bytes(broken)
        assert all(ask(path, f"place {n} " + "x" * 250).candidates for n in range(25))


def test_a_kept_answer_that_cannot_be_read_is_asked_for_again(tmp_path, asked):
    path = tmp_path / "a.sqlite"
    ask(path)
    base = sqlite3.connect(path)
    base.execute("UPDATE answers SET text = '[{\"lat'")
    base.commit()
    base.close()
    assert not ask(path).kept
    assert len(asked) == 2


def test_a_database_of_somebody_else_is_set_aside_and_not_written_into(tmp_path, asked):
    path = tmp_path / "a.sqlite"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE theirs (x)")
    base.commit()
    base.close()
    before = path.read_bytes()
    assert ask(path).candidates
    assert (tmp_path / "a.sqlite.damaged").read_bytes() == before


def test_a_locked_file_costs_no_answer(tmp_path, asked, monkeypatch):
    monkeypatch.setattr(online_cache, "LOCK_WAIT_S", 0.01)
    path = tmp_path / "a.sqlite"
    ask(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    answer = ask(path, "Batken")
    other.execute("ROLLBACK")
    other.close()
    assert answer.candidates
    assert "locked" in answer.notes[0]


def test_a_full_disk_costs_no_answer(tmp_path, asked):
    cache = Cache(tmp_path / "a.sqlite")
    pages = cache._base.execute("PRAGMA page_count").fetchone()[0]
    cache._base.execute(f"PRAGMA max_page_count = {pages}")
    cache.put("k", "x" * 100_000)
    assert "full" in cache.problems[0]
    assert online.geocode("Vorukh", WHO, cache=cache).candidates
    cache.close()


def test_a_folder_that_cannot_be_made_costs_no_answer(tmp_path, asked):
    (tmp_path / "file").write_text("")
    answer = ask(tmp_path / "file" / "a.sqlite")
    assert answer.candidates
    assert "XDG_CACHE_HOME" in answer.notes[0]


def test_processes_that_share_the_file_share_the_pace(tmp_path):
    one, two = Cache(tmp_path / "a.sqlite"), Cache(tmp_path / "a.sqlite")
    assert one.book("example.org", apart_s=1.0, most=None) == 0.0
    assert 0.5 < two.book("example.org", apart_s=1.0, most=None) <= 1.0
    assert 1.5 < one.book("example.org", apart_s=1.0, most=None) <= 2.0
    assert two.book("example.net", apart_s=1.0, most=None) == 0.0
    one.close()
    two.close()


def test_bulk_is_refused_and_allowed_again_after_an_hour(tmp_path, asked, monkeypatch):
    monkeypatch.setattr(online, "policy", lambda host, public: Policy(0.0, 2))
    cache = Cache(tmp_path / "a.sqlite")
    for name in ("one", "two"):
        assert online.geocode(name, WHO, cache=cache).candidates
    with pytest.raises(GeocoderError, match="2 times in the past hour, and its policy allows no"):
        online.geocode("three", WHO, cache=cache)
    assert online.geocode("one", WHO, cache=cache).kept
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    assert online.geocode("three", WHO, cache=cache).candidates
    cache.close()


def test_the_public_services_are_asked_once_a_second_and_not_in_bulk():
    from gazetteer.online_services import policy

    assert policy("nominatim.openstreetmap.org", public=True) == Policy(1.0, 30)
    assert policy("geocoder.example", public=False) == Policy(1.0, None)
    for own in ("127.0.0.1:8088", "localhost", "localhost:80", "10.1.2.3", "[::1]:80", "::1"):
        assert policy(own, public=False) == Policy(0.0, None)


@pytest.mark.parametrize(
    "host", ["https://nominatim.openstreetmap.org/", "Nominatim.OpenStreetMap.org"]
)
def test_a_public_service_named_as_ones_own_is_not_asked_in_bulk(host: str, asked, monkeypatch):
    monkeypatch.setattr("gazetteer.online_services.MOST_AN_HOUR", 2)
    monkeypatch.setattr("gazetteer.online_services.SECONDS_APART", 0.0)
    cache, who = Cache(None), OnlineService(name="nominatim", user_agent="desk", host=host)
    for number in range(2):
        online.geocode(f"place {number}", who, cache=cache)
    with pytest.raises(GeocoderError, match="no bulk"):
        online.geocode("one more", who, cache=cache)


def test_a_clock_set_back_does_not_make_the_service_wait_for_it(tmp_path, monkeypatch):
    cache = Cache(tmp_path / "a.sqlite")
    now = time.time()
    cache.book("example.org", apart_s=1.0, most=None)
    monkeypatch.setattr(time, "time", lambda: now - 86_400)
    assert cache.book("example.org", apart_s=1.0, most=None) == 0.0
    cache.close()
