"""The real samples of UCDP GED, HDX and ICEWS, where they are at hand."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from geomap.frame import to_frame
from geomap.tables import TableOutcome, read_table

CODED = Path(__file__).resolve().parents[2] / "shared" / "data" / "coded"
FILES = {
    "ucdp_ged_sample1000.csv": ("ucdp", 1000, ",", "longitude", "latitude"),
    "hdx_ucdp_conflict_data_BGD.csv": ("ucdp", 601, ",", "longitude", "latitude"),
    "icews_2018_sample.tab": ("icews", 3705, "\t", "Longitude", "Latitude"),
}
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module", params=FILES)
def sample(request: pytest.FixtureRequest) -> tuple[str, TableOutcome, list[dict[str, str]]]:
    name = request.param
    quoting = csv.QUOTE_NONE if name.endswith(".tab") else csv.QUOTE_MINIMAL
    with (CODED / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=FILES[name][2], quoting=quoting))
    if name.startswith("hdx"):
        rows = rows[1:]
    return name, read_table(CODED / name), rows


def test_every_row_is_there(sample) -> None:
    name, found, rows = sample
    kind, count = FILES[name][:2]
    assert (found.kind, found.rows, len(found.incidents), len(rows)) == (kind, count, count, count)
    assert found.rejected == ()


def test_every_cell_is_kept_verbatim(sample) -> None:
    _, found, rows = sample
    assert [i.extra for i in found.incidents] == rows


def test_no_coordinate_is_changed(sample) -> None:
    name, found, rows = sample
    lon, lat = FILES[name][3:]
    for incident, row in zip(found.incidents, rows, strict=True):
        if row[lon] not in {"", "NA"}:
            assert (incident.place.lon, incident.place.lat) == (float(row[lon]), float(row[lat]))


def test_where_prec_is_the_coders(sample) -> None:
    name, found, rows = sample
    if name.endswith(".tab"):
        return
    coded = Counter(int(float(r["where_prec"])) for r in rows)
    assert Counter(i.place.where_prec for i in found.incidents) == coded


def test_figures_are_the_coders(sample) -> None:
    name, found, rows = sample
    if name.endswith(".tab"):
        assert not any(i.claims for i in found.incidents)
        return
    given = [(int(float(r["low"])), int(float(r["high"]))) for r in rows]
    read = [i.claims[0].casualties[0] for i in found.incidents]
    assert [(c.min, c.max) for c in read] == given


def test_nothing_is_drawn_as_a_bare_pin(sample) -> None:
    _, found, _ = sample
    frame = to_frame(found.incidents[:400])
    assert not (frame.geometry.geom_type == "Point").any()


def test_every_province_of_the_ged_sample_has_an_outline() -> None:
    found = read_table(CODED / "ucdp_ged_sample1000.csv")
    provinces = [i.place for i in found.incidents if i.place.where_prec == 4]
    assert len(provinces) == 105
    assert all(p.geojson for p in provinces)
