"""A coarser map tells no place more exactly, and still holds it."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import shape

from gazetteer.shapes import disc
from geomap import to_frame
from geomap.errors import UsageError
from geomap.export import dumps
from geomap.frame import geometry_of
from geomap.incident import Claim, Evidence, Incident, PlaceMention, Rejected
from geomap.obfuscate import obfuscate, obfuscate_frame, obfuscate_rejected
from geomap.obfuscate_grid import Grid
from geomap.obfuscate_text import hide_distances, hide_positions

GEOD = Geod(ellps="WGS84")
LONS = st.floats(-180, 180, allow_nan=False)
LATS = st.floats(-90, 90, allow_nan=False)
SIZES = st.sampled_from([0.5, 1.0, 5.0, 10.0, 37.5, 100.0, 500.0])


def told(*places: PlaceMention, **more: Any) -> Incident:
    return Incident(incident_id="a", type="talks", doc_ids=("r",), places=places, **more)


def at(lon: float, lat: float, radius_m: float | None = 10.0, prec: int = 1) -> PlaceMention:
    return PlaceMention(
        as_written="X", name="X", place_id="geonames:1", lon=lon, lat=lat, radius_m=radius_m,
        where_prec=prec, status="resolved",
    )  # fmt: skip


def metres(lon: float, lat: float, lon2: float, lat2: float) -> float:
    return float(GEOD.inv(lon, lat, lon2, lat2)[2])


@given(LONS, LATS, SIZES)
def test_a_cell_is_as_wide_and_high_as_asked_and_holds_its_point(
    lon: float, lat: float, km: float
) -> None:
    cell = Grid(km=km).cell(lon, lat)
    assert cell.west - 1e-5 <= lon <= cell.east + 1e-5
    assert cell.south - 1e-5 <= lat <= cell.north + 1e-5
    middle = (cell.west + cell.east) / 2
    assert metres(middle, cell.south, middle, cell.north) >= km * 999
    pole_side = max(cell.south, cell.north, key=abs)
    if abs(pole_side) < 90:
        parallel = math.radians(cell.east - cell.west) * math.cos(math.radians(pole_side)) * 6378.1
        assert parallel >= km * 0.996  # the ellipsoid's parallels are up to 0.34 % longer


@given(LONS, LATS, SIZES)
def test_the_middle_of_a_cell_lies_in_that_cell(lon: float, lat: float, km: float) -> None:
    grid = Grid(km=km)
    cell = grid.cell(lon, lat)
    assert grid.cell(*cell.centre) == cell


@given(LONS, LATS, SIZES, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_what_is_shown_is_the_same_wherever_in_the_cell_the_place_is(
    lon: float, lat: float, km: float, across: float, up: float
) -> None:
    cell = Grid(km=km).cell(lon, lat)
    inside = (
        cell.west + (0.01 + 0.98 * across) * (cell.east - cell.west),
        cell.south + (0.01 + 0.98 * up) * (cell.north - cell.south),
    )
    assert obfuscate(told(at(lon, lat)), km) == obfuscate(told(at(*inside)), km)


@given(LONS, LATS, SIZES, st.sampled_from([None, 10.0, 800.0, 20_000.0]))
def test_the_place_and_all_round_it_that_was_possible_lie_in_the_disc_drawn(
    lon: float, lat: float, km: float, radius_m: float | None
) -> None:
    shown = obfuscate(told(at(lon, lat, radius_m, 2)), km).place
    assert shown is not None
    assert shown.lon is not None
    assert shown.lat is not None
    assert shown.radius_m is not None
    away = metres(shown.lon, shown.lat, lon, lat)
    assert away + (radius_m or 0) <= shown.radius_m
    assert shown.where_prec == (2 if shown.radius_m <= 25_000 else 5)


@given(LONS, LATS, SIZES)
def test_twice_is_once(lon: float, lat: float, km: float) -> None:
    once = obfuscate(told(at(lon, lat)), km)
    assert obfuscate(once, km) == once


@pytest.mark.parametrize("prec", [None, 6, 7])
def test_a_place_that_is_not_drawn_has_an_honest_radius_too(prec: int | None) -> None:
    place = msgspec.structs.replace(at(70.51599, 39.95542), where_prec=prec)
    shown = obfuscate(told(place), 10).places[0]
    assert shown.where_prec == prec
    assert shown.radius_m is not None
    assert shown.radius_m > 7000
    unknown = msgspec.structs.replace(place, radius_m=None)
    assert obfuscate(told(unknown), 10).places[0].radius_m is None


def test_what_was_coarsened_more_stays_so() -> None:
    coarse = obfuscate(told(at(70.51599, 39.95542)), 50)
    assert obfuscate(coarse, 5) == coarse
    assert obfuscate(obfuscate(told(at(70.51599, 39.95542)), 5), 50).extra["obfuscated_km"] == 50


def test_no_place_stays_exact() -> None:
    coarse = geometry_of(obfuscate(told(at(70.51599, 39.95542)), 1))
    assert coarse.geom_type == "Polygon"
    assert coarse.contains(shapely.Point(70.51599, 39.95542))


@pytest.mark.parametrize(
    "outline",
    [
        disc(70.516, 39.955, 30_000),
        disc(179.95, 51.0, 30_000),
        disc(10.0, 89.9, 40_000),
        {"type": "LineString", "coordinates": [[70.4123, 39.9123], [70.5234, 39.9567]]},
        {"type": "LineString", "coordinates": [[70.4, 39.91234], [70.4, 39.95671]]},
    ],
    ids=["district", "over the 180th meridian", "over the pole", "line", "meridian line"],
)
@pytest.mark.parametrize("km", [2.0, 10.0])
def test_an_area_becomes_the_cells_that_it_touches(outline: dict[str, Any], km: float) -> None:
    area = PlaceMention(
        as_written="D", lon=70.5, lat=39.9, radius_m=30_000.0, where_prec=3, geojson=outline
    )
    coarse = obfuscate(told(area), km).place
    assert coarse is not None
    assert coarse.geojson is not None
    covered = shape(coarse.geojson)
    assert covered.buffer(1e-6).contains(shape(outline))
    cell = Grid(km=km).cell
    for x, y in shapely.get_coordinates(covered):
        near = cell(min(x + 1e-7, 180), min(y + 1e-7, 90))
        assert min(abs(y - near.south), abs(y - near.north)) < 1e-6
    again = Grid(km=km).cover(covered)
    assert again.buffer(1e-6).contains(covered)
    assert covered.buffer(1e-6).contains(again)


def test_a_cell_wider_than_the_district_makes_the_place_fuzzy() -> None:
    area = PlaceMention(
        as_written="D", lon=70.5, lat=39.9, radius_m=9000.0, where_prec=3,
        geojson=disc(70.5, 39.9, 9000),
    )  # fmt: skip
    assert getattr(obfuscate(told(area), 1).place, "where_prec", None) == 3
    assert getattr(obfuscate(told(area), 100).place, "where_prec", None) == 5


SAID = "Shots were fired at 39.95542, 70.51599 (39°57′20″N 70°30′58″E), 2.5 km from X; 1.275 fled."


def full(lon: float, lat: float) -> Incident:
    """An incident that tells its position in every field that can."""
    where = msgspec.structs.replace(
        at(lon, lat),
        as_written=f"{lat:.5f}, {lon:.5f}",
        name="X",
        candidates=({"name": "Y", "lon": lon, "lat": lat, "why": [f"{lat:.5f} is 2 km off"]},),
        reasons=(f"It lies at {lat:.5f} {lon:.5f}.", "Batken, also named, is 12.3 km away."),
        note=f"derived from {lat:.5f} N",
        source=f"map @{lat:.5f},{lon:.5f}",
    )
    area = msgspec.structs.replace(where, role="within", geojson=disc(lon, lat, 5000))
    words = f"at {lat:.5f}, {lon:.5f}"
    inner = told(where)
    return told(
        where,
        area,
        title=words,
        sentence=words,
        border_pair="KGZ-TJK",
        distance_to_border_km=0.01,
        claims=(
            Claim(claim_id="c", claimant=words, about="place", doc_id="r", start=0,
                  end=len(words), text=words, via=words),
        ),
        evidence=(
            Evidence(field="places", doc_id="r", start=0, end=8, text=f"{lat:.2f}", note="latitude"),
            Evidence(field="places", doc_id="r", start=0, end=len(words), text=words, note=words),
        ),
        sources=({"doc_id": "r", "url": f"https://example.org/?mlat={lat:.5f}&mlon={lon:.5f}"},),
        problems=(f"“X” lies 0.01 km from {lat:.5f}",),
        extra={
            "latitude": lat,
            "geo": [lon, lat],
            "terms": [words],
            "corrected": [{"field": "place", "who": "me", "value": words, "before": {"lon": lon}}],
            "merged": {
                "members": ["a"],
                "joins": [{"why": f"{lat:.5f}"}],
                "parts": [msgspec.to_builtins(inner)],
            },
        },
    )  # fmt: skip


def products(incident: Incident, km: float) -> str:
    frame = to_frame([incident])
    frame.attrs["rejected"] = [
        msgspec.to_builtins(
            Rejected(source="t.csv", reason="row 39.95542", raw='{"latitude": 39.95542}')
        )
    ]
    coarse = obfuscate_frame(frame, km)
    return "".join(dumps(coarse, kind).decode() for kind in ("geojson", "jsonl", "csv"))


@pytest.mark.filterwarnings("ignore:csv. What was set aside:geomap.export.LossyWarning")
@given(st.floats(60, 80).map(lambda v: round(v, 5)), st.floats(30, 50).map(lambda v: round(v, 5)))
def test_no_product_holds_a_finer_coordinate(lon: float, lat: float) -> None:
    cell = Grid(km=10).cell(lon, lat)
    text = products(full(lon, lat), 10)
    for value, low, high in ((lon, cell.west, cell.east), (lat, cell.south, cell.north)):
        written = f"{value:.5f}"[:-1]
        allowed = {f"{v:.6f}"[: len(written)] for v in (low, high, (low + high) / 2)}
        if written not in allowed:
            assert written not in text
    assert "geonames:1" not in text


def test_the_map_holds_no_finer_coordinate_either() -> None:
    from geomap import draw

    frame = obfuscate_frame(to_frame([full(70.51599, 39.95542)]), 10)
    page = draw(frame, borders=[], generated_at="-").get_root().render()
    assert re.findall(r"70\.51[56]|39\.955", page) == []
    assert "Shown on a grid of 10 km." in page


def test_words_keep_their_length_so_that_spans_keep_their_places() -> None:
    assert len(hide_positions(SAID)) == len(SAID)
    assert hide_positions(SAID) == (
        "Shots were fired at ██.█████, ██.█████ (██°██′██″N ██°██′██″E), 2.5 km from X; 1.275 fled."
    )


@pytest.mark.parametrize(
    "text",
    [
        "39.95, 70.51", "39.95542", "39,95542", "39°57'N", "39° 57.3′", "39.95° N", "42SXD12345678",
        "42S XD 12345 67890", "8GCQFGXX+2F", "39 degrees 57 minutes north", "39.95 с. ш.",
        "lat=39.95", "широта 39,95", "geo:39.95,70.51", "39.9N", "@39.95,70.51,15z",
    ],
)  # fmt: skip
def test_ways_of_writing_a_position_are_hidden(text: str) -> None:
    assert not re.search(r"39|70|1234|8GCQ", hide_positions(text))


@pytest.mark.parametrize(
    "text",
    [
        "27 January 2022", "at 01:00 on January 28", "2.5 million people", "1.275 people", "20 °C",
        "120-mm mortars", "5–7 killed", "12.01.2022", "UN resolution 2254", "1,000, 2,000 and 3,000",
        "3rd we 10", "lows around 50 degrees. Partly", "phone +996 312 66-42-42",
    ],
)  # fmt: skip
def test_other_figures_are_left_alone(text: str) -> None:
    assert hide_positions(text) == text


def test_distances_in_our_own_reasons_are_hidden_for_they_would_place_it() -> None:
    assert hide_distances("Isfara is 17.2 km away") == "Isfara is ██.█ km away"
    assert hide_distances("within 0.8-2.3 km") == "within █.█-█.█ km"


def test_the_distance_to_the_border_is_that_of_the_cell_or_unknown() -> None:
    near = told(at(70.51599, 39.95542), border_pair="KGZ-TJK", distance_to_border_km=0.01)
    assert obfuscate(near, 10).distance_to_border_km is None
    far = told(at(71.5, 40.9), border_pair="KGZ-TJK", distance_to_border_km=77.77)
    shown = obfuscate(far, 5)
    assert shown.distance_to_border_km is not None
    assert shown.distance_to_border_km != 77.77


def test_the_reader_is_told() -> None:
    coarse = obfuscate_frame(to_frame([full(70.51599, 39.95542)]), 10)
    assert "coarsened on purpose to a grid of 10 km" in coarse["problems"].iloc[0][-2]
    assert "2 cells of the table are withheld" in coarse["problems"].iloc[0][-1]
    assert "Shown on a grid of 10 km." in coarse["place_note"].iloc[0]
    assert coarse.attrs["notes"][0].startswith("Positions are coarsened on purpose")


def test_two_places_stay_two_without_their_ids() -> None:
    other = msgspec.structs.replace(at(70.9, 40.1), name="Y", place_id="geonames:2")
    ids = [p.place_id for p in obfuscate(told(at(70.5, 39.9), other, at(70.5, 39.9)), 5).places]
    assert ids == ["place:1", "place:2", "place:1"]


def test_what_was_set_aside_keeps_its_reason_only() -> None:
    (row,) = obfuscate_rejected([Rejected(source="a", row=3, reason="no day", raw="39.95542")])
    assert (row.row, row.raw) == (3, "")
    assert row.reason.startswith("no day (")


@pytest.mark.parametrize("km", [0, -1, 0.05, 1001, math.nan, math.inf])
def test_a_size_that_makes_no_grid_is_refused(km: float) -> None:
    with pytest.raises(UsageError, match="kilometres"):
        Grid(km=km)


@pytest.mark.shared
def test_a_table_of_coded_events_gives_nothing_away(shared: Path) -> None:
    from geomap import read

    frame = read(shared / "data" / "coded" / "ucdp_ged_sample1000.csv")
    exact = {f"{v:.6f}".rstrip("0") for c in ("lon", "lat") for v in frame[c].dropna()}
    text = dumps(obfuscate_frame(frame.head(100), 10), "geojson").decode()
    long = {v for v in exact if len(v.partition(".")[2]) >= 5}
    assert len(long) > 500
    numbers = set(re.findall(r"-?\d+\.\d{5,}", text))
    assert not {v for v in long if v in numbers}
    assert json.loads(text)["features"]
