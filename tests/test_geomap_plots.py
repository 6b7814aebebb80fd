"""Plots: claimants side by side, the unknown as unknown, no formula out of a report."""

from __future__ import annotations

import io
from collections.abc import Iterator

import matplotlib as mpl
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.text import Text

from geomap.errors import SchemaError, UsageError
from geomap.plots import plot_claims, plot_claims_over_time, plot_timeline
from geomap.plots_look import GREY, SPEAKERS
from layers.style import KINDS
from tests.geomap_frames import frame_of, incident, says

FORMULA = r"$\frac{1$ {braces} $x$"


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def texts(ax: Axes) -> list[str]:
    found: list[str] = [t.get_text() for t in ax.figure.findobj(Text)]
    return [t for t in found if t]


def saved(ax: Axes) -> bytes:
    out = io.BytesIO()
    ax.figure.savefig(out, format="png", dpi=40)
    return out.getvalue()


def both_sides() -> object:
    tjk = {"side": "TJK", "claimant_side": "TJK"}
    return frame_of(
        incident("a", claims=(says("SCNS", 2, 2, **tjk), says("Police", 5, None, side="TJK"))),
        incident("b", day="2022-02-03", claims=(says("SCNS", None, None, hedge="dozens", **tjk),)),
    )


class TestClaims:
    def test_each_claimant_has_a_line_of_its_own(self) -> None:
        labels = [t.get_text() for t in plot_claims(both_sides()).get_yticklabels()]
        assert len(labels) == 3
        assert "SCNS (TJK): people of TJK" in labels[0]
        assert labels[1] == "Police: people of TJK"

    def test_an_open_bound_and_a_missing_number_are_said_in_words(self) -> None:
        shown = texts(plot_claims(both_sides()))
        assert "at least" in shown
        assert "? dozens" in shown

    def test_a_missing_number_has_no_mark_at_zero(self) -> None:
        frame = frame_of(incident("a", claims=(says("A", None, None),)))
        ax = plot_claims(frame)
        assert not ax.patches
        assert [line for line in ax.lines if line.get_marker() == "o"] == []
        assert "? no number given" in texts(ax)

    def test_too_many_lines_are_refused_with_a_way_out(self) -> None:
        claims = tuple(says(f"A{n}", n, n) for n in range(61))
        with pytest.raises(UsageError, match="plot_claims_over_time"):
            plot_claims(frame_of(incident("a", claims=claims)))

    def test_only_harm_that_claims_count_can_be_drawn(self) -> None:
        with pytest.raises(UsageError, match="killed, wounded"):
            plot_claims(frame_of(), "scared")


class TestClaimsOverTime:
    def test_bars_of_two_claimants_stand_side_by_side_on_the_same_ground(self) -> None:
        (ax,) = plot_claims_over_time(both_sides(), by="claimant")
        full = [b for b in ax.patches if b.get_height() and not b.get_alpha()]
        assert {b.get_y() for b in full} == {0}
        assert sorted(b.get_height() for b in full) == [2, 5]
        assert len({round(b.get_x(), 6) for b in full}) == 2

    def test_open_bounds_and_unknown_numbers_are_marked(self) -> None:
        (ax,) = plot_claims_over_time(both_sides(), by="claimant")
        shown = texts(ax)
        assert "5+" in shown
        assert "?" in shown

    def test_months_without_a_claim_stay_on_the_axis(self) -> None:
        told = (says("A", 1, 1),)
        frame = frame_of(incident("a", claims=told), incident("b", day="2022-04-01", claims=told))
        (ax,) = plot_claims_over_time(frame)
        assert [t.get_text() for t in ax.get_xticklabels()] == [
            "2022-01",
            "2022-02",
            "2022-03",
            "2022-04",
        ]

    def test_a_date_that_allows_several_months_is_put_into_none(self) -> None:
        frame = frame_of(
            incident("a", day=None, date_edtf="2022", claims=(says("A", 1, 1),)),
        )
        (ax,) = plot_claims_over_time(frame)
        assert [t.get_text() for t in ax.get_xticklabels()] == ["no one month"]

    def test_the_people_of_each_side_have_a_panel(self) -> None:
        told = (
            says("A", 1, 1, side="TJK"),
            says("A", 1, 1, side="KGZ"),
            says("A", 1, 1, side=None),
        )
        axes = plot_claims_over_time(frame_of(incident("a", claims=told)))
        titles = [ax.get_title(loc="left") for ax in axes]
        assert titles == [
            "killed: people of an unnamed side",
            "killed: people of KGZ",
            "killed: people of TJK",
        ]


class TestTimeline:
    def test_sure_and_perhaps_are_told_apart(self) -> None:
        frame = frame_of(
            incident("a"),
            incident("b", day=None, date_edtf="2022-01", date_prec=4),
            incident("c", day=None),
        )
        ax = plot_timeline(frame, "week")
        hatched = [b for b in ax.patches if b.get_hatch()]
        assert len(hatched) == 6  # the weeks that January 2022 touches
        assert "and 1 of unknown year" in texts(ax)
        assert "hatched: perhaps, by their date" in texts(ax)

    def test_colours_are_the_maps(self) -> None:
        ax = plot_timeline(frame_of(incident("a"), incident("b", type="talks")))
        used = {to_hex(b.get_facecolor()) for b in ax.patches}
        assert used <= {k.colour for k in KINDS}

    def test_a_frame_without_dates_says_so(self) -> None:
        shown = texts(plot_timeline(frame_of(incident("a", day=None))))
        assert shown == ["no incidents of known year, 1 of unknown"]


def test_speakers_have_colours_that_colour_blind_people_tell_apart() -> None:
    assert set(SPEAKERS) <= {"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"}
    assert GREY not in SPEAKERS


@pytest.mark.parametrize("name", [FORMULA, "_hidden", "a\nb\u202ec"])
def test_text_of_a_report_is_shown_as_it_is(name: str) -> None:
    told = (says(name, 2, 3), says("B", None, None, hedge=FORMULA))
    frame = frame_of(incident(name, claims=told))
    ax = plot_claims(frame)
    assert saved(ax)
    (over_time,) = plot_claims_over_time(frame, by="claimant")
    assert saved(over_time)
    legend = over_time.get_legend()
    assert legend is not None
    assert len(legend.get_texts()) == 2
    assert any("_hidden" in t for t in texts(over_time)) == (name == "_hidden")
    assert not any("\u202e" in t or "\n\n" in t for t in texts(ax))
    assert any(r"$\frac{1$" in t for t in texts(ax))


@pytest.mark.parametrize("plot", [plot_timeline, plot_claims, plot_claims_over_time])
def test_an_empty_frame_gives_an_empty_picture(plot: object) -> None:
    drawn = plot(frame_of())
    assert saved(drawn if isinstance(drawn, Axes) else drawn[0])


@pytest.mark.parametrize("plot", [plot_timeline, plot_claims, plot_claims_over_time])
def test_missing_columns_are_named(plot: object) -> None:
    with pytest.raises(SchemaError, match="needs the column"):
        plot(frame_of().drop(columns=["claims", "type"]))


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geomap.needs.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r'pip install "geomap-incidents\[plot\]"'):
        frame_of().geomap.plot_timeline()


def test_a_given_axes_is_drawn_on() -> None:
    _, ax = plt.subplots()
    assert frame_of(incident("a")).geomap.plot_timeline(ax=ax) is ax
