"""``.geomap`` on a frame: claims, totals of each claimant, tables, how a notebook shows it."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import msgspec
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter

import geomap
from geomap.errors import SchemaError, UsageError
from geomap.facets import table
from geomap.incident import Casualties, Claim, Incident
from geomap.notebook import MAX_ROWS, html_table, show_frames_in
from geomap.progress import counter, track
from tests.geomap_frames import TORT_KOCHO, frame_of, incident, place, says

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e"


@pytest.fixture(scope="module")
def batken() -> gpd.GeoDataFrame:
    return geomap.read(ROOT / "examples" / "batken_2022-01.txt")


class TestClaims:
    def test_both_sides_claims_stand_in_rows_of_their_own(self, batken: gpd.GeoDataFrame) -> None:
        told = batken.geomap.claims()
        wounded = told[told["kind"] == "wounded"]
        assert wounded[["claimant_side", "side", "min"]].values.tolist() == [
            ["TJK", "TJK", 10],
            ["KGZ", "KGZ", 11],
        ]

    def test_an_open_bound_is_missing_and_not_zero(self, batken: gpd.GeoDataFrame) -> None:
        told = batken.geomap.claims()
        (row,) = told[(told["kind"] == "wounded") & (told["side"] == "TJK")].to_dict("records")
        assert row["hedge"] == "at least"
        assert pd.isna(row["max"])

    def test_parts_are_listed_only_when_asked_for_and_marked(
        self, batken: gpd.GeoDataFrame
    ) -> None:
        whole, parts = batken.geomap.claims(), batken.geomap.claims(parts=True)
        extra = parts[parts["part_of"].notna()]
        assert len(parts) - len(whole) == len(extra) == 2
        assert extra["min"].tolist() == [6, 4]

    def test_every_claim_is_there_also_one_without_figures(self, batken: gpd.GeoDataFrame) -> None:
        ids = [c["claim_id"] for claims in batken["claims"] for c in claims]
        assert list(dict.fromkeys(batken.geomap.claims()["claim_id"])) == ids

    def test_each_row_quotes_the_report(self, batken: gpd.GeoDataFrame) -> None:
        report = (ROOT / "examples" / "batken_2022-01.txt").read_text("utf-8")
        for row in batken.geomap.claims().itertuples():
            assert report[row.start : row.end] == row.text

    def test_no_claims_give_a_table_with_the_same_columns_and_types(self) -> None:
        full = frame_of(incident("a", claims=(says("A", 1, 1),))).geomap.claims()
        empty = frame_of().geomap.claims()
        assert empty.empty
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


class TestCasualties:
    def test_a_claimants_figures_add_up_over_incidents(self) -> None:
        frame = frame_of(
            incident("a", claims=(says("A", 2, 2), says("B", 5, 5))),
            incident("b", claims=(says("A", 3, 4),)),
        )
        found = frame.geomap.casualties().set_index("claimant")
        assert found.loc["A", ["min", "max", "incidents"]].tolist() == [5, 6, 2]
        assert found.loc["B", ["min", "max", "incidents"]].tolist() == [5, 5, 1]

    def test_versions_of_one_figure_are_a_range_and_are_not_added(self) -> None:
        told = (says("A", 2, 2, claim_id="1"), says("A", 3, 3, claim_id="2"))
        found = frame_of(incident("a", claims=told)).geomap.casualties()
        assert found[["min", "max"]].values.tolist() == [[2, 3]]

    def test_groups_may_overlap_so_their_sum_is_only_the_upper_bound(self) -> None:
        told = (says("A", 2, 2, group="guards"), says("A", 3, 3, group="civilians"))
        found = frame_of(incident("a", claims=told)).geomap.casualties()
        assert found[["min", "max"]].values.tolist() == [[3, 5]]

    def test_a_figure_of_no_group_is_another_version_of_the_whole(self) -> None:
        told = (says("A", 2, 2, claim_id="1"), says("A", 4, 4, group="servicemen", claim_id="2"))
        found = frame_of(incident("a", claims=told)).geomap.casualties()
        assert found[["min", "max"]].values.tolist() == [[2, 4]]

    def test_a_figure_without_a_number_is_unknown_and_counted_as_such(self) -> None:
        frame = frame_of(
            incident("a", claims=(says("A", None, None, hedge="dozens"),)),
            incident("b", claims=(says("A", 1, 1),)),
        )
        (row,) = frame.geomap.casualties().to_dict("records")
        assert (row["min"], row["incidents"], row["without_number"]) == (1, 2, 1)
        assert pd.isna(row["max"])
        (alone,) = frame.iloc[:1].geomap.casualties().to_dict("records")
        assert pd.isna(alone["min"])

    def test_denied_and_replaced_figures_are_left_out(self) -> None:
        told = (
            says("A", 9, 9, claim_id="old"),
            says("A", 2, 2, claim_id="new", supersedes="old"),
            says("A", 7, 7, claim_id="no", denies=True),
        )
        found = frame_of(incident("a", claims=told)).geomap.casualties()
        assert found[["min", "max"]].values.tolist() == [[2, 2]]

    def test_history_totals_and_retracted_ones_are_left_out_and_said_to_be(self) -> None:
        told = (says("A", 1, 1),)
        frame = frame_of(
            incident("a", claims=told),
            incident("b", claims=told, background=True),
            incident("c", claims=told, scale="aggregate"),
            incident("d", claims=told, status="retracted"),
        )
        found = frame.geomap.casualties()
        assert found["min"].tolist() == [1]
        assert found.attrs["left_out"] == {"background": 1, "aggregate": 1, "retracted": 1}

    def test_two_reports_that_speak_themselves_are_two_speakers(self) -> None:
        frame = frame_of(incident("a", claims=(_own_voice("r1"), _own_voice("r2"))))
        assert frame.geomap.casualties()["claimant"].tolist() == ["the report r1", "the report r2"]

    def test_those_who_speak_for_one_side_widen_a_range(self) -> None:
        told = (
            says("Army", 2, 2, claimant_side="KGZ"),
            says("Police", 4, 4, claimant_side="KGZ"),
            says("Guards", 9, 9, claimant_side="TJK"),
        )
        found = frame_of(incident("a", claims=told)).geomap.casualties(by="claimant_side")
        assert found[["claimant_side", "min", "max"]].values.tolist() == [
            ["KGZ", 2, 4],
            ["TJK", 9, 9],
        ]

    def test_spellings_of_one_institution_of_one_state_are_one_claimant(self) -> None:
        told = [
            says("the Kyrgyz border service", 2, 2, claimant_side="KGZ"),
            says("Kyrgyzstan's Border Guard Service", 3, 3, claimant_side="KGZ"),
            says("the country's border service", 1, 1, claimant_side="TJK"),
            says("the border service", 7, 7),
            says("a source in the border service", 9, 9, claimant_side="KGZ"),
        ]
        frame = frame_of(incident("a", claims=told[:3]), incident("b", claims=told[1:]))
        found = frame.geomap.casualties(by="institution")
        names = ["claimant", "spellings", "claimant_side", "min", "max", "incidents"]
        unknown = found["claimant_side"].isna()
        assert found.loc[~unknown, names].values.tolist() == [
            [
                "border service",
                "the Kyrgyz border service; Kyrgyzstan's Border Guard Service",
                "KGZ",
                5,
                6,
                2,
            ],
            ["border service", "the country's border service", "TJK", 2, 2, 2],
            ["a source in the border service", "a source in the border service", "KGZ", 9, 9, 1],
        ]
        assert found.loc[unknown, "claimant"].tolist() == ["the border service"]
        apart = frame.geomap.casualties()
        assert "spellings" not in apart.columns
        assert len(apart) == 5

    def test_any_other_total_is_refused(self) -> None:
        with pytest.raises(UsageError, match="'claimant', 'institution', 'claimant_side'"):
            frame_of().geomap.casualties(by="incident")


def _own_voice(doc_id: str) -> Claim:
    figure = Casualties(kind="killed", min=1, max=1)
    return Claim(
        claim_id=doc_id,
        claimant="",
        about="casualties",
        doc_id=doc_id,
        start=0,
        end=1,
        text="w",
        casualties=(figure,),
    )


figures = st.one_of(st.none(), st.integers(0, 50))


@st.composite
def told_incidents(draw: st.DrawFn) -> list[Incident]:
    out = []
    for n in range(draw(st.integers(0, 4))):
        claims = []
        for k in range(draw(st.integers(0, 4))):
            low = draw(figures)
            high = draw(st.one_of(st.none(), st.integers(low or 0, 60)))
            who = draw(st.sampled_from(["A", "B", "C"]))
            claims.append(says(who, low, high, claim_id=f"{n}/{k}"))
        out.append(incident(f"i{n}", claims=tuple(claims)))
    return out


@settings(max_examples=20)
@given(told_incidents())
def test_what_one_claimant_says_does_not_hang_on_what_others_say(told: list[Incident]) -> None:
    together = frame_of(*told).geomap.casualties()
    for who in ("A", "B", "C"):
        alone = [
            msgspec.structs.replace(i, claims=tuple(c for c in i.claims if c.claimant == who))
            for i in told
        ]
        expected = frame_of(*alone).geomap.casualties()
        mine = together[together["claimant"] == who].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, expected, check_flags=False)


@settings(max_examples=20)
@given(told_incidents())
def test_a_lower_bound_is_never_above_the_upper_and_the_order_does_not_matter(
    told: list[Incident],
) -> None:
    found = frame_of(*told).geomap.casualties()
    assert (found["min"] <= found["max"]).fillna(True).all()
    turned = frame_of(*told[::-1]).geomap.casualties()
    by = ["claimant"]
    pd.testing.assert_frame_equal(
        found.sort_values(by).reset_index(drop=True), turned.sort_values(by).reset_index(drop=True)
    )


class TestTables:
    def test_places_have_their_true_extent_and_a_point_only_where_exact(self) -> None:
        frame = frame_of(
            incident("a", place(*TORT_KOCHO), place(70.6, 40.0, 4000.0, 2, role="within")),
            incident("b", place(70.0, 40.0, 2e6, 6)),
        )
        found = frame.geomap.places()
        assert found.crs.to_epsg() == 4326
        assert [g and g.geom_type for g in found.geometry] == ["Point", "Polygon", None]
        assert found["role"].tolist() == ["where", "within", "where"]

    def test_actors_sources_and_evidence_have_one_row_each(self, batken: gpd.GeoDataFrame) -> None:
        tables = batken.geomap
        assert len(tables.actors()) == sum(map(len, batken["actors"]))
        assert len(tables.sources()) == sum(map(len, batken["sources"]))
        assert len(tables.evidence()) == sum(map(len, batken["evidence"]))

    def test_evidence_quotes_the_report(self, batken: gpd.GeoDataFrame) -> None:
        report = (ROOT / "examples" / "batken_2022-01.txt").read_text("utf-8")
        for row in batken.geomap.evidence().itertuples():
            assert report[row.start : row.end] == row.text

    def test_the_plain_table_can_be_filtered_and_leads_back_to_the_rows(
        self, batken: gpd.GeoDataFrame
    ) -> None:
        plain = batken.geomap.table()
        found = plain.query("not background and where_prec <= 2 and date_start < '2022-01-28'")
        assert batken.loc[found.index].geomap.draw().get_root().render().count("Tort-Kocho")
        assert plain["where_prec"].isna().sum() == 4
        assert plain["n_claims"].tolist() == [len(c) for c in batken["claims"]]
        assert (~plain["background"]).sum() == 5
        assert plain.geometry.equals(batken.geometry)

    def test_a_day_that_no_calendar_has_is_no_day(self) -> None:
        frame = frame_of(incident("a", day="2022-02-31"), incident("b", day="0101-01-01"))
        assert frame.geomap.table()["date_start"].isna().tolist() == [True, False]

    def test_the_plain_table_of_a_file_that_geopandas_read_is_the_same(
        self, batken: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        file = geomap.write(batken, tmp_path / "a.parquet")
        read = gpd.read_parquet(file).set_index("incident_id")
        names = ["countries", "n_claims", "n_actors", "n_places", "n_sources", "n_problems"]
        pd.testing.assert_frame_equal(
            pd.DataFrame(read.pipe(table)[names]),
            pd.DataFrame(batken.geomap.table()[names]),
            check_index_type=False,
        )

    def test_an_empty_plain_table_has_the_same_types(self, batken: gpd.GeoDataFrame) -> None:
        assert frame_of().geomap.table().dtypes.equals(batken.geomap.table().dtypes)

    def test_records_come_back(self, batken: gpd.GeoDataFrame) -> None:
        assert geomap.to_frame(batken.geomap.to_incidents()).equals(batken)

    def test_the_timeline_counts_the_news(self, batken: gpd.GeoDataFrame) -> None:
        found = batken.geomap.timeline("month")
        assert found["sure"].sum() == 5  # the protocol of 2021 is history
        assert set(found["period"].astype(str)) == {"2022-01"}


class TestAnyFrame:
    def test_it_chains_and_completes(self, batken: gpd.GeoDataFrame) -> None:
        shown = batken.pipe(lambda f: f[f["type"] == "armed_clash"]).geomap
        assert repr(shown) == "<geomap: 1 incident, 1 with a position>"
        assert {"draw", "claims", "by_border", "write"} <= set(dir(shown))

    def test_filtered_rows_and_dropped_columns_still_work(self, batken: gpd.GeoDataFrame) -> None:
        some = batken.loc[batken["border_pair"] == "KGZ-TJK", ["claims"]]
        assert set(some.geomap.claims()["incident_id"]) == {"batken_2022-01#1"}

    def test_a_frame_read_from_parquet_by_others_has_its_claims(
        self, batken: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        batken.geomap.write(tmp_path / "a.parquet")
        read = gpd.read_parquet(tmp_path / "a.parquet")
        for verb in ("claims", "casualties", "actors", "sources", "evidence"):
            ours, theirs = (getattr(f.geomap, verb)() for f in (batken, read))
            pd.testing.assert_frame_equal(ours, theirs, check_flags=False)
        assert "at least 10 wounded (TJK)" in html_table(read)
        assert read.geomap.by_border()["expected"].sum() == 5

    def test_a_cell_that_holds_no_records_is_named(self) -> None:
        with pytest.raises(SchemaError, match="'soon', which is no JSON list"):
            pd.DataFrame({"claims": ["soon"]}).geomap.claims()

    def test_what_is_missing_is_named(self, batken: gpd.GeoDataFrame) -> None:
        with pytest.raises(SchemaError, match="claims needs the column 'claims'"):
            batken[["type"]].geomap.claims()

    def test_a_frame_is_not_changed(self, batken: gpd.GeoDataFrame) -> None:
        before = batken.copy(deep=True)
        tables = batken.geomap
        for verb in (tables.claims, tables.casualties, tables.places, tables.timeline):
            verb()
        tables.by_border()
        assert batken.equals(before)
        assert batken.attrs == before.attrs

    @pytest.mark.parametrize("name", ["a.geojson", "a.parquet", "a.csv", "a.jsonl"])
    def test_what_it_wrote_is_read_as_it_was(
        self, batken: gpd.GeoDataFrame, tmp_path: Path, name: str
    ) -> None:
        again = geomap.read(batken.geomap.write(tmp_path / name))
        assert again.geomap.to_incidents() == batken.geomap.to_incidents()
        both = geomap.read([tmp_path / name, ROOT / "examples" / "tavush_2020-07.txt"])
        assert len(both) > len(batken)
        assert both.attrs["doc_ids"][-1] == "tavush_2020-07"

    def test_it_writes_and_draws(self, batken: gpd.GeoDataFrame, tmp_path: Path) -> None:
        assert batken.geomap.write(tmp_path / "a.geojson").is_file()
        assert "Tort-Kocho" in batken.geomap.draw(title="T").get_root().render()


class TestNotebook:
    def test_a_row_tells_date_place_certainty_and_claims(self, batken: gpd.GeoDataFrame) -> None:
        shown = html_table(batken)
        for words in ("2022-01-27", "Tort-Kocho", "radius 1 km", "at least 10 wounded (TJK)"):
            assert words in shown
        assert "6 incidents; 4 of them without a position" in shown

    def test_everything_hostile_is_escaped(self) -> None:
        frame = frame_of(
            incident(
                HOSTILE,
                place(*TORT_KOCHO, note=HOSTILE),
                claims=(says(HOSTILE, None, None, hedge=HOSTILE),),
            )
        )
        frame.attrs["rejected"] = [{"source": HOSTILE, "reason": HOSTILE}]
        shown = html_table(frame)
        assert not re.search(r"<(script|img)", shown)
        assert "\u202e" not in shown
        assert shown.count("&lt;script&gt;") >= 4

    def test_a_long_frame_says_how_much_more_there_is(self) -> None:
        many = frame_of(*(incident(f"i{n}") for n in range(MAX_ROWS + 5)))
        shown = html_table(many)
        assert f"{MAX_ROWS + 5} incidents" in shown
        assert f"the first {MAX_ROWS} are shown" in shown

    def test_an_empty_frame_shows(self) -> None:
        assert "0 incidents" in html_table(frame_of())

    def test_ipython_shows_incidents_by_it_and_other_frames_as_ever(
        self, batken: gpd.GeoDataFrame
    ) -> None:
        shell = SimpleNamespace(display_formatter=DisplayFormatter())
        show_frames_in(shell)
        shown, _ = shell.display_formatter.format(batken)
        assert shown["text/html"] == html_table(batken)
        other = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(0, 0)], crs=4326)
        shown, _ = shell.display_formatter.format(other)
        assert 'class="dataframe"' in shown["text/html"]


class TestProgress:
    @pytest.fixture
    def lines(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        shown: list[str] = []

        def show(words: str, handle: object) -> object:
            shown.append(words)
            return object()

        monkeypatch.setattr("geomap.progress.in_notebook", lambda: True)
        monkeypatch.setattr("geomap.progress._shown", show)
        return shown

    def test_a_notebook_counts_after_a_second_and_five_times_a_second(
        self, lines: list[str]
    ) -> None:
        ticks = iter([0.0, 0.5, 1.0, 1.1, 1.5, 1.6])
        say = counter(lambda: next(ticks))
        for n in range(4):
            say(f"{n} read")
        say("all read", last=True)
        assert lines == ["1 read (1 s)", "3 read (2 s)", "all read (2 s)"]

    def test_short_work_shows_nothing(self, lines: list[str]) -> None:
        assert list(track(range(3))) == [0, 1, 2]
        assert lines == []

    def test_outside_a_notebook_nothing_is_shown(self) -> None:
        assert list(track(iter("ab"))) == ["a", "b"]

    def test_the_line_is_one_that_is_renewed_and_is_escaped(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from IPython import display

        from geomap import progress

        renewed: list[str] = []
        handle = SimpleNamespace(update=lambda html: renewed.append(html.data))
        monkeypatch.setattr(display, "display", lambda html, display_id: handle)
        assert progress._shown("a", None) is handle
        progress._shown("<b>", handle)
        assert renewed == ["<small>&lt;b&gt;</small>"]
