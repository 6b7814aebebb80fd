"""The main job, end to end: a report in, a map that can be defended out."""

import json
from pathlib import Path

import pytest

import geomap
from geomap.cli import main
from geomap.frame import to_incidents
from tests.scoring import score

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "batken_2022-01.txt"


def what_must_come_out(frame, text: str) -> None:
    """Check the incidents of a report on the clash of 27 January 2022 (issue 2)."""
    told = {(r.type, r.date_start): r for r in frame.itertuples() if not r.background}
    clash = told["armed_clash", "2022-01-27"]
    assert (clash.lon, clash.lat) == pytest.approx((70.516, 39.955), abs=0.001)
    assert (clash.radius_m, clash.where_prec) == (1000.0, 2)
    assert clash.place_derived
    assert clash.border_pair == "KGZ-TJK"
    assert "Batken Region" in {p["name"] for p in clash.places}
    figures = {
        (c["claimant_side"], f["kind"], f["side"], f["min"], f["max"])
        for c in clash.claims
        for f in c["casualties"]
    }
    assert figures == {
        ("TJK", "killed", "TJK", 2, 2),
        ("TJK", "wounded", "TJK", 10, None),
        ("KGZ", "wounded", "KGZ", 11, 11),
    }
    wounded = next(f for c in clash.claims for f in c["casualties"] if f["min"] == 10)
    assert {(p["min"], p["group"]) for p in wounded["parts"]} == {
        (6, "border guards"),
        (4, "civilians"),
    }
    blames = {(c["claimant_side"], c["blames"]) for c in clash.claims if c["about"] == "blame"}
    assert {("TJK", "KGZ"), ("KGZ", "TJK")} <= blames
    weapons = next(c for c in clash.claims if c["about"] == "weapons")
    assert "mortars and grenade launchers" in weapons["text"]
    assert told["mediation", "2022-01-27"].place_status == "none"
    talks = told["ceasefire", "2022-01-28"]
    assert (talks.time_local, talks.datetime_utc) == ("01:00", "2022-01-27T20:00Z")
    assert talks.place_as_written == "Surkh jamoat"
    assert talks.radius_m >= 3200
    assert talks.geometry.geom_type == "Polygon"
    assert talks.countries == ["TJK"]
    agreement = told["agreement", "2022-01-29"]
    assert agreement.extra["terms"][0]["count"] == 8
    assert told["statement", "2022-01-31"].place_status == "none"
    background = [r for r in frame.itertuples() if r.background]
    assert [(r.type, r.date_start) for r in background] == [("agreement", "2021-05-01")]
    for incident in to_incidents(frame):
        for span in (*incident.evidence, *incident.claims):
            assert text[span.start : span.end] == span.text
        for place in incident.places:
            assert text[place.start : place.end] == place.as_written


def test_the_example_report():
    what_must_come_out(geomap.read(EXAMPLE), EXAMPLE.read_bytes().decode("utf-8"))


@pytest.mark.shared
@pytest.mark.parametrize("published", [None, "2022-02-01"])
def test_the_real_article(shared: Path, published):
    path = shared / "reports" / "batken_2022-01.txt"
    frame = geomap.read(path, published=published)
    what_must_come_out(frame, path.read_bytes().decode("utf-8"))
    if published is None:
        year = frame.loc["batken_2022-01#2", "year_basis"]
        assert year.startswith("January 28 is a Friday in 2022")


@pytest.mark.shared
def test_the_gold_reports_reach_their_goals(shared: Path, tmp_path: Path):
    figures = score(
        shared / "reports" / "gold.jsonl", shared / "checks" / "score_reports.py", tmp_path
    )
    assert figures["incident_date_recall"] >= 0.92
    assert figures["incident_date_precision"] >= 0.85
    assert figures["wrong_year"] == 0
    assert figures["incident_type_recall"] >= 0.85
    assert figures["place_mention_recall"] >= 0.90
    assert figures["casualty_f1"] >= 0.85
    assert figures["claimant_recall"] >= 0.85
    assert figures["bad_spans"] == 0


@pytest.mark.shared
def test_our_own_reports_do_not_fall_behind(shared: Path, tmp_path: Path):
    gold = ROOT / "tests" / "data" / "reports" / "gold.jsonl"
    figures = score(gold, shared / "checks" / "score_reports.py", tmp_path)
    assert figures["incident_date_recall"] >= 0.97
    assert figures["incident_date_precision"] >= 0.90
    assert figures["incident_type_recall"] >= 0.87
    assert figures["claimant_recall"] >= 0.90
    assert figures["bad_spans"] == 0


@pytest.mark.shared
def test_the_rules_carry_to_reports_by_a_writer_who_did_not_know_them(shared: Path, tmp_path: Path):
    gold = ROOT / "tests" / "data" / "reports_blind" / "gold.jsonl"
    figures = score(gold, shared / "checks" / "score_reports.py", tmp_path)
    assert figures["incident_date_recall"] >= 0.86
    assert figures["incident_date_precision"] >= 0.85
    assert figures["wrong_year"] == 0
    assert figures["incident_type_recall"] >= 0.75
    assert figures["place_mention_recall"] >= 0.76
    assert figures["casualty_f1"] >= 0.64
    assert figures["claimant_recall"] >= 0.83
    assert figures["bad_spans"] == 0


@pytest.mark.browser
def test_a_reader_sees_the_incidents_and_both_sides_claims(page, tmp_path: Path):
    assert main(["map", str(EXAMPLE), "-o", str(tmp_path / "map.html")]) == 0
    page.goto((tmp_path / "map.html").as_uri())
    listed = page.locator("body").inner_text()
    assert "Mediation" in listed
    page.get_by_text("Armed clash · Tort-Kocho").click()
    seen = page.locator(".gm-evidence").inner_text()
    assert "27 January 2022" in seen
    assert "Tajikistan's Main Border Guard Directorate" in seen
    assert "The Kyrgyz side" in seen
    assert "worked out" in seen  # the derived position says so
    assert page.complaints == []


@pytest.mark.browser
def test_hostile_words_in_a_report_do_not_run(page, tmp_path: Path):
    hostile = "<img src=x onerror=document.title='owned'></script><script>document.title='owned'</script>{{ 7*7 }}${1}"
    report = tmp_path / "hostile.txt"
    report.write_text(
        f"On 3 May 2021 Kyrgyz and Tajik guards clashed near Vorukh {hostile}. "
        f"The army of {hostile} said two guards were killed.",
        "utf-8",
    )
    assert main(["map", str(report), "-o", str(tmp_path / "map.html"), "--title", hostile]) == 0
    page.goto((tmp_path / "map.html").as_uri())
    page.locator(".gm-item").first.click()
    assert page.title() != "owned"
    assert page.complaints == []
    made = json.loads((tmp_path / "map.geojson").read_bytes())
    assert hostile.split("<")[1][:10] in made["features"][0]["properties"]["sentence"]
