"""Reports of one incident become one; others stay apart; a merge can be undone."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap import UsageError, to_frame, to_incidents
from geomap.incident import Casualties, Claim, Evidence, Incident, PlaceMention
from geomap.merge_record import id_key, members_of, parts_of
from geomap.merges import merge, unmerge
from geomap.pipeline import incidents_of
from geomap.reading.text import read_reports

SETS = Path(__file__).parent / "data" / "merge"
SHARED = Path(__file__).parents[2] / "shared" / "reports"
SAME_DAY = "2022-01-27"


# -- incidents made by hand


def at(name: str, lon: float, lat: float, radius_m: float = 1000.0, **more: object) -> PlaceMention:
    return PlaceMention(
        as_written=name,
        lon=lon,
        lat=lat,
        radius_m=radius_m,
        where_prec=2,
        status="resolved",
        **more,
    )


TORT_KOCHO = at("Tort-Kocho", 70.516, 39.955)
NEXT_VILLAGE = at("Kok-Tash", 70.528, 39.949)
FAR_VILLAGE = at("Maksat", 69.692, 40.126)
DISTRICT = at("Batken district", 70.82, 40.06, 60_000.0, feature_class="adm2")


def told(doc: str, *places: PlaceMention, day: str | None = SAME_DAY, **more: object) -> Incident:
    fields = {"type": "armed_clash", "border_pair": "KGZ-TJK", "date_end": day, **more}
    return Incident(
        incident_id=f"{doc}#1",
        doc_ids=(doc,),
        date_start=day,
        date_edtf=day or "",
        places=places,
        **fields,
    )


def claim(doc: str, number: int) -> Claim:
    figure = Casualties(kind="wounded", side="TJK", min=number, max=number)
    return Claim(
        claim_id=f"{doc}#1/c1",
        claimant="the army",
        about="casualties",
        doc_id=doc,
        start=0,
        end=4,
        text="text",
        casualties=(figure,),
    )


def groups_of(*incidents: Incident) -> list[tuple[str, ...]]:
    return sorted(members_of(i) for i in merge(incidents).incidents)


def are_joined(a: Incident, b: Incident) -> bool:
    return len(merge([a, b]).incidents) == 1


# -- what joins and what does not


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, type="shelling")),
        (told("a", TORT_KOCHO), told("b", DISTRICT)),
        (told("a", TORT_KOCHO), told("b")),
        (told("a", TORT_KOCHO), told("b", NEXT_VILLAGE)),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, date_end="2022-01-28")),
        (told("a", TORT_KOCHO, claims=(claim("a", 4),)), told("b", claims=(claim("b", 11),))),
        (
            told("a", PlaceMention(as_written="Mendhar sector")),
            told("b", PlaceMention(as_written="районе Мендхара")),
        ),
    ],
    ids=["type", "district", "unplaced", "next village", "overnight", "figures", "spelling"],
)
def test_two_reports_of_one_incident_are_joined(one: Incident, other: Incident) -> None:
    assert are_joined(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, day="2022-01-29")),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, day="2022-01-28")),
        (told("a", TORT_KOCHO), told("b", FAR_VILLAGE)),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, type="talks")),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, border_pair="KGZ-UZB")),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, scale="aggregate")),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, day=None)),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, status="retracted")),
        (
            told("a", TORT_KOCHO, datetime_utc="2022-01-27T03:00Z", time_local="09:00"),
            told("b", TORT_KOCHO, datetime_utc="2022-01-27T13:00Z", time_local="19:00"),
        ),
        (told("a", PlaceMention(as_written="Mendhar")), told("b", at("Uri", 74.03, 34.09))),
        (told("a", TORT_KOCHO), told("b", TORT_KOCHO, date_end="2022-01-31")),
    ],
    ids=[
        "same week",
        "next day",
        "far village",
        "talks",
        "other border",
        "total",
        "undated",
        "retracted",
        "morning and evening",
        "other name",
        "five days",
    ],
)
def test_two_incidents_stay_two(one: Incident, other: Incident) -> None:
    assert not are_joined(one, other)


def test_one_report_telling_two_incidents_keeps_them_apart() -> None:
    one = told("a", TORT_KOCHO)
    two = msgspec.structs.replace(one, incident_id="a#2", type="shelling")
    assert len(merge([one, two]).incidents) == 2


def test_clocks_of_two_countries_five_minutes_apart_agree() -> None:
    dushanbe = told("a", TORT_KOCHO, time_local="18:40", datetime_utc="2022-01-27T13:40Z")
    bishkek = told("b", time_local="19:35", datetime_utc="2022-01-27T13:35Z")
    (join,) = merge([dushanbe, bishkek]).joins
    assert join.numbers["minutes_apart"] == 5


def test_one_night_on_two_local_days_is_one_incident() -> None:
    before = told("a", TORT_KOCHO, time_local="23:40", datetime_utc="2022-01-27T18:40Z")
    after = told(
        "b", TORT_KOCHO, day="2022-01-28", time_local="00:45", datetime_utc="2022-01-27T18:45Z"
    )
    (both,) = merge([before, after]).incidents
    assert (both.date_start, both.date_end, both.date_prec) == (SAME_DAY, "2022-01-28", 2)
    assert any("different days" in p for p in both.problems)


def test_evening_of_one_day_and_night_of_the_next_are_one_by_their_words() -> None:
    before = told("a", TORT_KOCHO, time_local="evening")
    assert are_joined(before, told("b", TORT_KOCHO, day="2022-01-28", time_local="early hours"))
    assert not are_joined(before, told("b", TORT_KOCHO, day="2022-01-28", time_local="afternoon"))


def test_days_that_agree_are_intersected() -> None:
    (both,) = merge([told("a", TORT_KOCHO), told("b", TORT_KOCHO, date_end="2022-01-28")]).incidents
    assert (both.date_start, both.date_end, both.date_prec) == (SAME_DAY, SAME_DAY, 1)


def test_a_vague_report_that_fits_two_places_is_left_apart_and_doubtful() -> None:
    outcome = merge([told("a", TORT_KOCHO), told("b", FAR_VILLAGE), told("c")])
    assert len(outcome.incidents) == 3
    assert {(d.first, d.second) for d in outcome.doubts} == {("a#1", "c#1"), ("b#1", "c#1")}


def test_chains_of_neighbouring_days_do_not_drift() -> None:
    chain = [
        told("a", TORT_KOCHO, day="2022-01-26"),
        told("b", TORT_KOCHO, day="2022-01-26", date_end="2022-01-27"),
        told("c", TORT_KOCHO, day="2022-01-27"),
    ]
    assert all(not {"a#1", "c#1"} <= set(g) for g in groups_of(*chain))


def test_history_joins_a_drawn_incident_only_where_it_is_clearly_the_same() -> None:
    news = told("a", TORT_KOCHO)
    (both,) = merge([news, told("b", TORT_KOCHO, background=True)]).incidents
    assert not both.background
    assert both.doc_ids[0] == "a"
    assert not are_joined(news, told("b", background=True))
    history = [told(d, TORT_KOCHO, background=True) for d in "ab"]
    assert not are_joined(*history)


# -- what a merged incident holds


def test_claims_stand_side_by_side_and_figures_are_never_averaged() -> None:
    reports = [told(d, TORT_KOCHO, claims=(claim(d, n),)) for d, n in (("a", 4), ("b", 11))]
    (both,) = merge(reports).incidents
    figures = {(c.doc_id, c.casualties[0].min) for c in both.claims}
    assert figures == {("a", 4), ("b", 11)}


def test_every_place_is_kept_as_each_report_wrote_it() -> None:
    (both,) = merge([told("a", TORT_KOCHO), told("b", DISTRICT)]).incidents
    assert {(p.doc_id, p.as_written) for p in both.places} == {
        ("a", "Tort-Kocho"),
        ("b", "Batken district"),
    }
    assert both.place is not None
    assert both.place.as_written == "Tort-Kocho"


def test_a_district_round_the_village_does_not_widen_the_place() -> None:
    frame = to_frame(merge([told("a", TORT_KOCHO), told("b", DISTRICT)]).incidents)
    assert frame.iloc[0]["radius_m"] == 1000.0


def test_disagreement_on_type_and_time_is_said() -> None:
    one = told("a", TORT_KOCHO, time_local="18:40", datetime_utc="2022-01-27T13:40Z")
    two = told("b", TORT_KOCHO, time_local="evening", type="shelling")
    (both,) = merge([one, two]).incidents
    assert both.datetime_utc == "2022-01-27T13:40Z"
    assert any("different types" in p for p in both.problems)
    assert any("different times" in p for p in both.problems)


def test_the_weakest_status_stands_for_all() -> None:
    reports = [told("a", TORT_KOCHO, status="published"), told("b", TORT_KOCHO)]
    assert merge(reports).incidents[0].status == "draft"


def test_evidence_of_a_join_is_in_words_and_numbers() -> None:
    outcome = merge([told("a", TORT_KOCHO), told("b", NEXT_VILLAGE)])
    (join,) = outcome.joins
    assert join.numbers["distance_km"] == pytest.approx(1.2, abs=0.1)
    assert any("KGZ-TJK" in w for w in join.words)
    assert outcome.incidents[0].extra["merged"]["joins"][0]["words"] == list(join.words)


def test_two_different_incidents_of_one_id_are_refused() -> None:
    with pytest.raises(UsageError, match="'a#1'"):
        merge([told("a"), told("a", TORT_KOCHO)])


def test_the_same_incident_twice_is_one() -> None:
    assert merge([told("a"), told("a")]).incidents == (told("a"),)


def test_the_same_incident_from_memory_and_from_a_file_is_one() -> None:
    line = {"type": "LineString", "coordinates": ((70.0, 40.0), (70.1, 40.0))}
    fresh = told("a", at("border", 70.0, 40.0, geojson=line))
    stored = msgspec.json.decode(msgspec.json.encode(fresh), type=Incident)
    assert fresh != stored
    assert len(merge([fresh, stored]).incidents) == 1


def test_ids_are_ordered_as_people_count() -> None:
    assert sorted(["r#10", "r#2", "r#1"], key=id_key) == ["r#1", "r#2", "r#10"]


# -- laws

places = st.sampled_from([(), (TORT_KOCHO,), (NEXT_VILLAGE,), (FAR_VILLAGE,), (DISTRICT,)])
times = st.sampled_from([None, "evening", "early hours", "18:40"])
days = st.sampled_from(["2022-01-26", "2022-01-27", "2022-01-28"])
kinds = st.sampled_from(["armed_clash", "shelling", "talks", "unknown"])


@st.composite
def several(draw: st.DrawFn) -> list[Incident]:
    count = draw(st.integers(2, 7))
    return [
        told(
            f"d{n}",
            *draw(places),
            day=draw(days),
            time_local=draw(times),
            type=draw(kinds),
            background=draw(st.booleans()) and draw(st.booleans()),
            claims=(claim(f"d{n}", draw(st.integers(1, 3))),),
            evidence=(Evidence(field="type", doc_id=f"d{n}", start=0, end=1, text="x"),),
        )
        for n in range(count)
    ]


@settings(max_examples=60, deadline=None)
@given(several(), st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(incidents: list[Incident], random: object) -> None:
    shuffled = list(incidents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merge(incidents)


@settings(max_examples=60, deadline=None)
@given(several(), st.integers(1, 5))
def test_merging_in_steps_is_merging_at_once(incidents: list[Incident], cut: int) -> None:
    first = merge(incidents[:cut]).incidents
    assert merge([*first, *incidents[cut:]]) == merge(incidents)


@settings(max_examples=60, deadline=None)
@given(several())
def test_unmerging_gives_back_what_went_in(incidents: list[Incident]) -> None:
    back = unmerge(merge(incidents).incidents)
    assert sorted(back, key=lambda i: i.incident_id) == incidents


@settings(max_examples=60, deadline=None)
@given(several())
def test_nothing_is_lost_or_invented(incidents: list[Incident]) -> None:
    out = merge(incidents).incidents

    def kept(listed: Iterable[Incident]) -> list[str]:
        return sorted(c.claim_id for i in listed for c in i.claims)

    assert kept(out) == kept(incidents)
    assert sorted(d for i in out for d in i.doc_ids) == sorted(
        d for i in incidents for d in i.doc_ids
    )
    assert sorted(e.doc_id for i in out for e in i.evidence) == [i.doc_ids[0] for i in incidents]
    assert sorted(m for i in out for m in members_of(i)) == [i.incident_id for i in incidents]


@settings(max_examples=40, deadline=None)
@given(several())
def test_merged_incidents_go_through_the_frame(incidents: list[Incident]) -> None:
    out = list(merge(incidents).incidents)
    assert to_incidents(to_frame(out)) == out


# -- report sets


def _metrics(items: dict[object, tuple[object, object]]) -> dict[str, float]:
    """Score (expected group, found group) by pairs and by B-cubed."""
    pairs = list(itertools.combinations(items.values(), 2))
    want = {n for n, (a, b) in enumerate(pairs) if a[0] == b[0]}
    got = {n for n, (a, b) in enumerate(pairs) if a[1] == b[1]}
    both = len(want & got)
    scores = {"precision": both / len(got) if got else 1, "recall": both / len(want) if want else 1}
    for name, by in (("b3_precision", 1), ("b3_recall", 0)):
        shares = []
        for item in items.values():
            peers = [o for o in items.values() if o[by] == item[by]]
            shares.append(sum(o == item for o in peers) / len(peers))
        scores[name] = sum(shares) / len(shares)
    return scores


@cache
def _read(name: str) -> dict[str, tuple[str, list[Incident]]]:
    folder = SETS / name
    published = json.loads((folder / "expected.json").read_text("utf-8"))["published"]
    out = {}
    for doc, day in published.items():
        (report,), _ = read_reports([folder / f"{doc}.txt"], published=day)
        out[doc] = (report.text, incidents_of(report))
    return out


def _anchored(text: str, incidents: list[Incident], anchor: str) -> Incident | None:
    """Find the incident of which the words ``anchor`` tell: by its type's evidence."""
    start = text.index(anchor)
    end = start + len(anchor)
    for i in incidents:
        if any(e.field == "type" and e.start < end and start < e.end for e in i.evidence):
            return i
    return None


def _items(name: str) -> Iterator[tuple[object, tuple[object, object] | None]]:
    read = _read(name)
    groups = json.loads((SETS / name / "expected.json").read_text("utf-8"))["groups"]
    merged = merge(i for _, incidents in read.values() for i in incidents).incidents
    home = {m: i.incident_id for i in merged for m in members_of(i)}
    for number, group in enumerate(groups):
        for doc, anchor in group:
            found = _anchored(*read[doc], anchor)
            got = home[found.incident_id] if found else None
            yield (name, doc, anchor), ((name, number), (name, got)) if found else None


NAMES = sorted(p.parent.name for p in SETS.glob("*/expected.json"))


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_incident_of_a_set_is_read(name: str) -> None:
    missed = [key for key, item in _items(name) if item is None]
    assert missed == []


def test_report_sets_are_grouped_as_expected() -> None:
    items = {k: v for name in NAMES for k, v in _items(name) if v is not None}
    scores = _metrics(items)
    assert scores["precision"] >= 0.95, scores
    assert scores["recall"] >= 0.9, scores
    assert scores["b3_precision"] >= 0.95, scores
    assert scores["b3_recall"] >= 0.95, scores


@pytest.mark.parametrize("name", NAMES)
def test_spans_of_a_merged_set_still_hold(name: str) -> None:
    read = _read(name)
    texts = {doc: text for doc, (text, _) in read.items()}
    for i in merge(i for _, found in read.values() for i in found).incidents:
        assert all(texts[c.doc_id][c.start : c.end] == c.text for c in i.claims)
        assert all(texts[e.doc_id][e.start : e.end] == e.text for e in i.evidence)
        assert texts[i.doc_ids[0]][i.sentence_start : i.sentence_end] == i.sentence


# -- the gold reports


@cache
def _gold() -> tuple[Incident, ...]:
    gold = map(json.loads, (SHARED / "gold.jsonl").read_text("utf-8").splitlines())
    days = {g["text_path"]: g["publication_date"].rstrip("~") for g in gold}
    out: list[Incident] = []
    for path, day in days.items():
        published = day if len(day) == len("2022-01-28") else None
        (report,), _ = read_reports([SHARED / path], published=published)
        out += incidents_of(report)
    return tuple(out)


gold = pytest.mark.skipif(not SHARED.exists(), reason="the shared reports are not here")


@gold
@pytest.mark.shared
def test_three_reports_of_27_january_are_one_incident_with_all_their_claims() -> None:
    outcome = merge(_gold())
    (clash,) = [
        i
        for i in outcome.incidents
        if i.date_start == "2022-01-27" and i.type in {"armed_clash", "shelling"}
    ]
    assert set(clash.doc_ids) == {"batken_2022-01", "kt01_kazinform", "kt05_ru"}
    claims = {c.claim_id for p in parts_of(clash) for c in p.claims}
    assert {c.claim_id for c in clash.claims} == claims
    assert {s["doc_id"] for s in clash.sources} == set(clash.doc_ids)


@gold
@pytest.mark.shared
def test_the_talks_after_it_stay_their_own() -> None:
    merged = [i for i in merge(_gold()).incidents if len(i.doc_ids) > 1]
    talks = [i for i in merged if i.type in {"talks", "ceasefire"}]
    assert [(i.date_start, set(i.doc_ids)) for i in talks] == [
        ("2022-01-28", {"batken_2022-01", "kt01_kazinform"})
    ]
    assert len(merged) == 2


@gold
@pytest.mark.shared
def test_the_gold_reports_can_be_taken_apart_again() -> None:
    back = unmerge(merge(_gold()).incidents)
    assert sorted(back, key=lambda i: i.incident_id) == sorted(_gold(), key=lambda i: i.incident_id)


def test_an_incident_of_which_only_the_country_is_known_can_be_merged() -> None:
    country = PlaceMention(as_written="Syria", lon=38.0, lat=35.0, radius_m=4e5, where_prec=6)
    told = [
        Incident(
            incident_id=f"{doc}#1",
            type="armed_clash",
            doc_ids=(doc,),
            date_start="2022-01-27",
            date_end="2022-01-27",
            places=(country,),
        )
        for doc in ("a", "b")
    ]
    assert len(merge(told).incidents) == 2
