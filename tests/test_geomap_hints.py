"""What a person at the terminal is told that would help, and is no trouble."""

from __future__ import annotations

from geomap.incident import Incident, Report
from geomap.tally import MAX_NAMED, Tally


def test_a_report_without_a_day_of_publication_asks_for_one() -> None:
    said: list[str] = []
    tally = Tally(said.append, "in the output")
    report = Report(doc_id="r", path="r.txt", text="…", sha256="")
    tally.add(report, [Incident(incident_id="r#1", type="armed_clash", doc_ids=("r",))])
    assert said == [
        "r.txt: when it was published is not known, and 1 of its incidents is undated; "
        "give the day with --published YYYY-MM-DD"
    ]
    assert not tally.finish()


def test_it_does_so_a_few_times_only_and_not_where_nothing_is_undated() -> None:
    said: list[str] = []
    tally = Tally(said.append, "in the output")
    dated = Incident(incident_id="r#1", type="talks", doc_ids=("r",), date_start="2022-01-28")
    tally.add(Report(doc_id="r", text="…", sha256=""), [dated])
    assert said == []
    for n in range(MAX_NAMED + 5):
        undated = Incident(incident_id=f"{n}#1", type="talks", doc_ids=(str(n),))
        tally.add(Report(doc_id=str(n), text="…", sha256=""), [undated])
    assert len(said) == MAX_NAMED
