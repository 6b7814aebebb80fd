"""Online geocoders: only when asked for, polite, and every failure a clear one."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from gazetteer import online
from gazetteer.errors import GazetteerDataError, GeocoderError
from geomap.cli import main

ANSWER = [
    {
        "osm_type": "node",
        "osm_id": 1,
        "lat": "39.85",
        "lon": "70.58",
        "display_name": "Vorukh, Isfara, Sughd, Tajikistan",
        "boundingbox": ["39.83", "39.87", "70.56", "70.60"],
    }
]


class Nominatim(BaseHTTPRequestHandler):
    answers: ClassVar = {
        "Vorukh": (200, json.dumps(ANSWER)),
        "nowhere": (200, "[]"),
        "nonsense": (200, "<html>"),
        "refused": (403, "{}"),
    }
    agents: ClassVar[list[str]] = []

    def do_GET(self):
        self.agents.append(self.headers["User-Agent"])
        status, body = next(v for k, v in self.answers.items() if k in self.path)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def host(monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(online, "SECONDS_APART", 0.0)
    monkeypatch.setattr(online, "RETRIES", 0)
    online._service.cache_clear()
    server = HTTPServer(("127.0.0.1", 0), Nominatim)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    online._service.cache_clear()


def ask(name: str, host: str):
    return online.geocode(
        name, service="nominatim", user_agent="geomap-test", domain=host, scheme="http"
    )


def test_an_answer_carries_its_source_and_its_size(host: str):
    found = ask("Vorukh", host)[0].place
    assert (found.name, found.lon, found.lat) == ("Vorukh", 70.58, 39.85)
    assert found.radius_km == pytest.approx(2.8, abs=0.3)
    assert "OpenStreetMap" in found.licence
    assert Nominatim.agents[-1] == "geomap-test"


def test_a_place_that_the_service_does_not_know_is_no_error(host: str):
    assert ask("nowhere", host) == []


@pytest.mark.parametrize("name", ["nonsense", "refused"])
def test_every_failure_says_what_to_do(host: str, name: str):
    with pytest.raises(GeocoderError, match="offline gazetteer"):
        ask(name, host)


def test_a_service_needs_a_user_agent_and_a_known_name():
    with pytest.raises(GazetteerDataError, match="User-Agent"):
        online.geocode("X", service="nominatim", user_agent=" ")
    with pytest.raises(GazetteerDataError, match="photon"):
        online.geocode("X", service="oracle", user_agent="me")


def test_the_command_line_asks_only_when_told(host: str, capsys):
    before = len(Nominatim.agents)
    assert main(["place", "Vorukh"]) == 0
    assert len(Nominatim.agents) == before
    given = ["--online", "nominatim", "--user-agent", "me", "--host", f"http://{host}"]
    assert main(["place", "Vorukh", *given]) == 0
    out = capsys.readouterr().out
    assert "an online geocoder" in out
    assert len(Nominatim.agents) == before + 1
