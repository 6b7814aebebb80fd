"""Online geocoders: only when asked for, polite, and every failure a clear one."""

import contextlib
import json
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer import online
from gazetteer.errors import GazetteerDataError, GeocoderError
from gazetteer.online import OnlineAnswer, OnlineService
from gazetteer.online_cache import Cache
from geomap.cli import main

KEY = "s3cret/key+1"
VORUKH = {
    "osm_type": "relation",
    "osm_id": 1,
    "lat": "39.85",
    "lon": "70.58",
    "addresstype": "village",
    "display_name": "Vorukh, Isfara, Sughd, Tajikistan",
    "address": {"country_code": "tj"},
    "boundingbox": ["39.83", "39.87", "70.56", "70.60"],
}
FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [70.58, 39.85]},
    "properties": {
        "name": "Vorukh",
        "label": "Vorukh, Tajikistan",
        "countrycode": "TJ",
        "country_a": "TJK",
        "osm_value": "village",
        "layer": "locality",
        "source": "geonames",
        "gid": "geonames:locality:1220164",
    },
}
GEONAME = {
    "toponymName": "Vorukh",
    "name": "Vorukh",
    "lat": "39.85",
    "lng": "70.58",
    "geonameId": 1220164,
    "countryCode": "TJ",
    "countryName": "Tajikistan",
    "adminName1": "Sughd",
    "fcl": "P",
    "fcode": "PPL",
}
FOUND = {
    "nominatim": [VORUKH],
    "photon": {"features": [FEATURE]},
    "pelias": {"features": [FEATURE]},
    "geonames": {"geonames": [GEONAME]},
}


@dataclass
class Server:
    """A service that answers what the test tells it to, and remembers what it was asked."""

    host: str = ""
    answers: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    silent: threading.Event | None = None

    def will(self, body: Any, status: int = 200, **headers: str) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.answers.append((status, text, {k.replace("_", "-"): v for k, v in headers.items()}))

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self.agents.append(handler.headers["User-Agent"])
        if self.silent is not None:
            self.silent.wait(10)
            return
        status, body, headers = self.answers.pop(0) if self.answers[1:] else self.answers[0]
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body.encode())


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    monkeypatch.setattr(online, "BACK_OFF_S", 0.0)
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.answer(self)

        def log_message(self, *_):
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.host = f"http://127.0.0.1:{web.server_port}"
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    if state.silent is not None:
        state.silent.set()
    web.shutdown()
    thread.join()
    web.server_close()
    online._line.cache_clear()


def ask(name: str, server: Server, service: str = "nominatim", **more: Any) -> OnlineAnswer:
    key = {"pelias": KEY, "geonames": KEY}.get(service)
    given = {"user_agent": "geomap-test", "host": server.host, "api_key": key, **more}
    cache = given.pop("cache", None) or Cache(None)
    who = OnlineService(name=service, **given)
    return online.geocode(name, who, cache=cache)


@pytest.mark.parametrize("service", FOUND)
def test_an_answer_carries_its_service_source_and_licence(server: Server, service: str):
    server.will(FOUND[service])
    answer = ask("Vorukh", server, service)
    found = answer.candidates[0].place
    assert (found.name, found.lon, found.lat) == ("Vorukh", 70.58, 39.85)
    assert found.countries == ("TJK",)
    assert found.place_id.startswith(f"{service}:")
    assert service in found.source
    assert found.licence
    assert "check it" in found.note
    assert not answer.kept
    assert server.agents == ["geomap-test"]


def test_an_answer_of_nominatim_has_its_extent_kind_and_country(server: Server):
    server.will([VORUKH])
    found = ask("Vorukh", server).candidates[0].place
    assert found.radius_km == pytest.approx(2.8, abs=0.3)
    assert (found.feature_class, found.parents[0]) == ("populated place", "Isfara")
    assert "OpenStreetMap" in found.licence


@pytest.mark.parametrize("box", [["39.8", "39.8", "70.5", "70.5"], ["nan", "1", "2", "3"]])
def test_an_extent_of_nothing_is_no_extent(server: Server, box: list[str]):
    server.will([{**VORUKH, "boundingbox": box}])
    assert ask("Vorukh", server).candidates[0].place.radius_km is None


def test_the_country_is_put_to_services_that_can_be_held_to_one(server: Server):
    server.will([VORUKH])
    who = OnlineService(name="nominatim", user_agent="me", host=server.host)
    answer = online.geocode("Vorukh", who, country="Tajikistan", cache=Cache(None))
    assert parse_qs(urlsplit(server.asked[0]).query)["countrycodes"] == ["tj"]
    assert answer.notes == ()
    server.answers = [(200, json.dumps(FOUND["photon"]), {})]
    who = OnlineService(name="photon", user_agent="me", host=server.host)
    answer = online.geocode("Vorukh", who, country="Tajikistan", cache=Cache(None))
    assert "cannot be held to Tajikistan" in answer.notes[0]


def test_a_place_that_the_service_does_not_know_is_no_error(server: Server):
    server.will([])
    assert ask("nowhere", server).candidates == ()


@pytest.mark.parametrize(
    ("status", "words", "tries"),
    [
        (400, "does not understand", 1),
        (401, "does not accept the key", 1),
        (402, "quota", 1),
        (403, "refuses", 1),
        (429, "asked too often", 3),
        (500, "failed", 3),
        (502, "failed", 3),
        (503, "did not answer within", 3),
    ],
)
def test_every_status_has_its_words_and_only_passing_ones_are_tried_again(
    server: Server, status: int, words: str, tries: int
):
    server.will("{}", status)
    with pytest.raises(GeocoderError, match=words) as failure:
        ask("Vorukh", server)
    assert "'Vorukh'" in str(failure.value)
    assert "offline gazetteer" in str(failure.value)
    assert len(server.asked) == tries


def test_a_failure_that_passes_costs_nothing_but_another_try(server: Server):
    server.will("busy", 429, Retry_After="0")
    server.will("broken", 500)
    server.will([VORUKH])
    assert ask("Vorukh", server).candidates
    assert len(server.asked) == 3


def test_a_service_that_asks_for_an_hour_is_not_waited_for(server: Server):
    server.will("busy", 429, Retry_After="3600")
    with pytest.raises(GeocoderError, match="wait 3600 s"):
        ask("Vorukh", server)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "",
        "null x",
        '"text"',
        "[1]",
        '{"a": 1}',
        "[[]]",
        '[{"lat": "x", "lon": "1", "display_name": ""}]',
        '[{"lat": "99", "lon": "1", "display_name": ""}]',
        '[{"lat": "NaN", "lon": "1", "display_name": ""}]',
        '[{"lat": 1e999, "lon": "1", "display_name": ""}]',
        "[" * 50_000,
    ],
)
def test_nonsense_is_called_nonsense(server: Server, body: str):
    server.will(body)
    with pytest.raises(GeocoderError, match=r"answered with something|failed"):
        ask("Vorukh", server)


def test_a_service_that_stays_silent_is_left_after_the_timeout(server: Server, monkeypatch):
    monkeypatch.setattr(online, "TRIES", 1)
    server.silent = threading.Event()
    with pytest.raises(GeocoderError, match=r"did not answer within 0.05 s"):
        ask("Vorukh", server, timeout_s=0.05)


def test_a_broken_connection_is_tried_again_and_told(server: Server):
    server.silent = threading.Event()
    server.silent.set()
    with pytest.raises(GeocoderError, match="broke the connection off"):
        ask("Vorukh", server)
    assert len(server.asked) == 3


def test_a_closed_port_a_wrong_name_and_wrong_encryption_are_told_apart(
    server: Server, monkeypatch
):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(GeocoderError, match="nobody listens there"):
        ask("Vorukh", server, host=f"http://127.0.0.1:{port}")
    with pytest.raises(GeocoderError, match="TLS"):
        ask("Vorukh", server, host=server.host.replace("http:", "https:"))

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(GeocoderError, match="no such host"):
        ask("Vorukh", server, host="http://geocoder.invalid")


@pytest.mark.parametrize("service", ["pelias", "geonames"])
@pytest.mark.parametrize("status", [200, 401, 500])
def test_a_key_is_sent_and_nowhere_else(
    server: Server, service: str, status: int, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    echo = {"features": [{**FEATURE, "echo": KEY}], "geonames": [{**GEONAME, "echo": KEY}]}
    server.will(echo if status == 200 else KEY, status)
    cache = Cache(tmp_path / "online.sqlite")
    said = ""
    try:
        said = repr(ask("Vorukh", server, service, cache=cache))
    except GeocoderError as error:
        said = f"{error}{error.__cause__}"
    cache.close()
    kept = (tmp_path / "online.sqlite").read_bytes().decode("latin-1")
    sent = parse_qs(urlsplit(server.asked[0]).query)
    assert KEY in (sent.get("api_key", []) + sent.get("username", []))
    for text in (said, kept, caplog.text, repr(OnlineService(name="pelias", api_key=KEY))):
        assert "s3cret" not in text


def test_a_key_may_come_from_the_environment(server: Server, monkeypatch):
    server.will(FOUND["geonames"])
    with pytest.raises(GazetteerDataError, match="GEOMAP_GEONAMES_USERNAME"):
        ask("Vorukh", server, "geonames", api_key=None)
    monkeypatch.setenv("GEOMAP_GEONAMES_USERNAME", "somebody")
    assert ask("Vorukh", server, "geonames", api_key=None).candidates
    assert "username=somebody" in server.asked[0]


@pytest.mark.parametrize(
    ("service", "more", "words"),
    [
        ("oracle", {}, "geopy knows: nominatim, photon, pelias, geonames, arcgis"),
        ("nominatim", {"user_agent": " "}, "User-Agent"),
        ("nominatim", {"user_agent": "my-application"}, "cannot be asked so"),
        ("nominatim", {"api_key": "x"}, "takes no key"),
        ("nominatim", {"host": "ftp://a.example"}, "only http"),
        ("pelias", {"api_key": "x"}, "no public address"),
        ("baidu", {"host": "a.example", "api_key": "x"}, "one address only"),
    ],
)
def test_what_cannot_be_asked_is_said_before_asking(service: str, more: dict[str, str], words: str):
    who = OnlineService(**{"name": service, "user_agent": "geomap-test", **more})
    with pytest.raises((GazetteerDataError, GeocoderError), match=words):
        online.geocode("X", who, cache=Cache(None))


@pytest.mark.parametrize("name", ["", "  ", "x" * 10_000])
def test_an_empty_or_endless_name_is_not_sent(server: Server, name: str):
    with pytest.raises(GazetteerDataError, match="characters"):
        ask(name, server)
    assert server.asked == []


def test_what_a_stranger_sends_cannot_steer_the_terminal(server: Server):
    server.will([{**VORUKH, "display_name": "\x1b[2JVorukh\u202e, Isfara", "licence": "\x07L"}])
    found = ask("Vorukh", server).candidates[0].place
    assert "\x1b" not in found.name
    assert "\u202e" not in found.name
    assert found.licence == "L"


LEAF = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5)
KEYS = st.sampled_from(["lat", "lon", "lng", "features", "geonames", "properties", "geometry"])
TREE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


@given(body=TREE, service=st.sampled_from(sorted(FOUND)))
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_an_answer_or_a_clear_failure(server: Server, body: Any, service: str):
    server.answers = [(200, json.dumps(body), {})]
    with contextlib.suppress(GeocoderError):
        assert isinstance(ask("Vorukh", server, service), OnlineAnswer)


def test_the_command_line_asks_only_when_told(server: Server, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(online, "cache_file", lambda: tmp_path / "online.sqlite")
    server.will([VORUKH])
    assert main(["place", "Vorukh"]) == 0
    assert server.asked == []
    given = ["--online", "nominatim", "--user-agent", "me", "--host", server.host]
    assert main(["place", "Vorukh", *given]) == 0
    out = capsys.readouterr().out
    assert "an online geocoder" in out
    assert "0.1 km from borderland:vorukh of the gazetteer" in out
    assert main(["place", "Vorukh", *given, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["candidates"][0]["place_id"] == "borderland:vorukh"
    assert told["online"]["kept"]
    assert told["online"]["candidates"][0]["nearest"] == "borderland:vorukh"
    assert len(server.asked) == 1


def test_a_silent_service_leaves_the_offline_answer_whole(server: Server, capsys, tmp_path):
    server.will("no", 403)
    given = ["--online", "nominatim", "--user-agent", "me", "--host", server.host]
    assert main(["place", "Vorukh", *given, "--json"]) == 1
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert told["candidates"]
    assert "refuses" in told["online"]["problem"]
    assert "refuses" in captured.err


def test_a_question_that_cannot_be_put_is_misuse(capsys):
    assert main(["place", "Vorukh", "--online", "oracle", "--user-agent", "me"]) == 2
    assert "geopy knows" in capsys.readouterr().err
