"""The static picture: incidents on a page for print, drawn without a browser."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import geopandas as gpd

from layers.columns import column, require
from layers.dates import sort_key
from layers.errors import MissingLibraryError
from layers.picture.entries import entries_of, left_out
from layers.records import REQUIRES
from layers.saving import save_whole
from layers.style import KINDS, kind_of
from layers.ui import Ui, own_credits, read_ui

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from layers.picture.marks import Mark
    from layers.picture.words import Words

__all__ = ["FORMATS", "StaticMap"]

FORMATS = ("png", "pdf", "svg")

WIDE, HIGH = 841.89, 595.28  # points: A4, landscape (ISO 216)
EDGE, SIDE, FOOT, TITLE = 26.0, 236.0, 72.0, 34.0
DIM = "#4a545e"
HEADED, DIM_LINE = 40.0, 11.0  # points of a heading with a line under it; of that line
DPI = 200
LISTED = 40  # incidents that are numbered and listed; of more only kinds are counted
WIDEST_PREC = 6  # UCDP where_prec: countries and wider do not set the window
_SETTINGS: Any = {
    "text.usetex": False,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "geomap",
    "pdf.fonttype": 42,
    "path.simplify": True,
    "axes.unicode_minus": False,
}


class StaticMap:
    """Incidents on one page, as honest as on :class:`layers.IncidentMap`.

    Exact places are filled circles; all else is drawn to its true size with a
    hollow handle. Disputed lines are dashed and labelled. The page has a
    legend, a list of the incidents with each side's figures, those without a
    place, a scale that is true where it stands, the disclaimer and credits.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326. It is not changed.
    borders : iterable of dict
        Border lines, as :class:`layers.BorderLayer` takes them.
    cities : iterable of dict
        Towns for orientation, as :class:`layers.Basemap` takes them.
    credits : sequence of str
        Data credits beside the base map's own.
    notes : sequence of str
        What a reader must be told of the selection (drafts left out, positions coarsened).
    title : str or None
        Title of the page.
    generated_at : str or None
        When it was made, as it is to be shown.
    tool_version : str
        Name and version of the tool that made it.
    lang : str
        Language of its own words, one of :func:`layers.languages`.

    Raises
    ------
    MissingLibraryError
        matplotlib is not installed.
    MissingColumnsError
        The frame lacks columns of ``requires``.
    LanguageError
        There is no interface text in that language.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in StaticMap.requires if name != "geometry"}
    >>> page = StaticMap(gpd.GeoDataFrame(columns, geometry=[], crs=4326), title="Nothing yet")
    >>> page.render("pdf")[:5]
    b'%PDF-'
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(  # noqa: PLR0913 - keyword-only, each something that the page shows
        self,
        frame: gpd.GeoDataFrame,
        *,
        borders: Iterable[Mapping[str, Any]] = (),
        cities: Iterable[Mapping[str, Any]] = (),
        credits: Sequence[str] = (),
        notes: Sequence[str] = (),
        title: str | None = None,
        generated_at: str | None = None,
        tool_version: str = "",
        lang: str = "en",
    ):
        _need_matplotlib()
        require(frame, self.requires, type(self).__name__)
        self.frame = frame
        self.borders, self.cities = list(borders), list(cities)
        self.credits, self.notes = list(credits), list(notes)
        self.ui: Ui = read_ui(lang)
        self.title = title or self.ui.text("map.title")
        self.generated_at, self.tool_version = generated_at, tool_version

    def render(self, kind: str) -> bytes:
        """Draw the page.

        Parameters
        ----------
        kind : str
            ``png`` (200 dots an inch), ``pdf`` or ``svg``.

        Returns
        -------
        bytes
            The file's content; the same for the same input.

        Raises
        ------
        ValueError
            No such kind.
        """
        if kind not in FORMATS:
            raise ValueError(f"no picture of kind {kind!r}; there are: {', '.join(FORMATS)}")
        with _own_settings():
            figure = self._figure()
            out = io.BytesIO()
            figure.savefig(out, format=kind, dpi=DPI, metadata=self._metadata(kind))
        return out.getvalue()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the page, whole or not at all; the suffix says the kind.

        Parameters
        ----------
        path : str or path

        Raises
        ------
        MapWriteError
            The file cannot be written.
        ValueError
            The suffix is none of :data:`FORMATS`.
        """
        target = Path(path)
        content = self.render(target.suffix.lower().removeprefix("."))
        save_whole(target, content)

    def figure(self) -> Figure:
        """Draw the page as a matplotlib figure."""
        with _own_settings():
            return self._figure()

    def _figure(self) -> Figure:
        from matplotlib.figure import Figure

        from layers.picture.words import Words

        figure = Figure(figsize=(WIDE / 72, HIGH / 72), dpi=72, facecolor="white")
        words = Words(figure)
        rtl = self.ui.direction == "rtl"
        west = EDGE + (SIDE + 10 if rtl else 0)
        box = (west, EDGE + FOOT, WIDE - 2 * EDGE - SIDE - 10, HIGH - 2 * EDGE - FOOT - TITLE)
        ax = figure.add_axes((box[0] / WIDE, box[1] / HIGH, box[2] / WIDE, box[3] / HIGH))
        ax.set(xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set(color="#8a949d", lw=0.8)
        marks = self._marks()
        sources, found = self._draw_map(ax, words, marks, box[2] / box[3])
        self._draw_margins(ax, words, marks, (sources, found))
        return figure

    def _marks(self) -> list[Mark]:
        from layers.picture.marks import read_marks

        return read_marks(self.frame, self._order)

    @property
    def _order(self) -> list[int]:
        """Rows in order of local time, those without a day last."""
        names = ("date_start", "date_edtf", "time_local")
        days = list(zip(*(column(self.frame, n) for n in names), strict=True))
        return sorted(range(len(days)), key=lambda i: (_key(*days[i]), i))

    def _draw_map(
        self, ax: Axes, words: Words, marks: Sequence[Mark], aspect: float
    ) -> tuple[list[tuple[str, str]], set[str]]:
        from layers.picture import ground
        from layers.picture import marks as signs
        from layers.picture.margin import draw_scale
        from layers.picture.plane import plane_for
        from layers.picture.words import Labels

        near = [m for m in marks if m.prec < WIDEST_PREC] or list(marks)
        reach = [signs.reach_of(m) for m in near]
        plane = plane_for(
            [x for xs, _ in reach for x in xs], [y for _, ys in reach for y in ys], aspect
        )
        ax.set(xlim=plane.window[::2], ylim=plane.window[1::2], autoscale_on=False)
        labels = Labels()
        ground.draw_ground(ax, plane, words)
        signs.draw_areas(ax, plane, marks)
        draw_scale(ax, plane, words, labels, self.ui, rtl=self.ui.direction == "rtl")
        signs.draw_marks(ax, plane, words, labels, marks, numbered=len(marks) <= LISTED)
        sources = ground.draw_borders(ax, plane, words, labels, self.borders)
        ground.draw_names(ax, plane, words, labels, self.cities, self.ui)
        return sources, _found(marks, self.borders)

    def _draw_margins(
        self,
        ax: Axes,
        words: Words,
        marks: Sequence[Mark],
        drawn: tuple[list[tuple[str, str]], set[str]],
    ) -> None:
        from layers.picture.margin import Column, draw_legend

        ui, rtl = self.ui, self.ui.direction == "rtl"
        head = Column(ax, words, (EDGE, 0, WIDE - EDGE, HIGH - EDGE + 4), rtl=rtl)
        title = words.wrap(words.clean(self.title), 13.0, WIDE - 2 * EDGE - 10, "bold")
        head.text(title[0] + (" …" if len(title) > 1 else ""), size=13.0, weight="bold")
        for note in self.notes:
            head.text(note, size=7.5, color="#a04000")
        west = EDGE if rtl else WIDE - EDGE - SIDE
        side = Column(ax, words, (west, EDGE + FOOT, west + SIDE, HIGH - EDGE - TITLE + 8), rtl=rtl)
        kinds = [k.name for k in KINDS if k.name in {kind_of(m.kind).name for m in marks}]
        draw_legend(side, kinds, *drawn, ui)
        self._list(side, marks)
        self._foot(ax, words, rtl)

    def _list(self, side: Any, marks: Sequence[Mark]) -> None:
        ui = self.ui
        others = left_out(self.frame, self._order, marks)
        others = {key: rows for key, rows in others.items() if rows}
        keep = HEADED * len(others)  # what is not on the map is counted in any case
        if len(marks) > LISTED:
            self._counts(side, marks)
        elif marks:
            side.heading(ui.text("panel.incidents"))
            rows, modes = [m.row for m in marks], [m.mode for m in marks]
            entries = entries_of(self.frame, rows, ui, modes=modes)
            self._rest(side, side.items(entries, keep + DIM_LINE), len(entries))
        for key, rows in others.items():
            keep -= HEADED
            side.heading(f"{ui.text(key)} ({len(rows)})")
            entries = entries_of(self.frame, rows, ui)
            self._rest(side, side.items(entries, keep + DIM_LINE), len(entries))

    def _counts(self, side: Any, marks: Sequence[Mark]) -> None:
        ui = self.ui
        side.heading(f"{ui.text('panel.mapped')} ({len(marks)})")
        counts = Counter(kind_of(m.kind).name for m in marks)
        for kind in KINDS:
            if kind.name in counts:
                side.text(f"{ui.text(f'type.{kind.name}')}: {counts[kind.name]}")
        side.text(ui.text("picture.all"), color=DIM)

    def _rest(self, side: Any, rest: int, of: int) -> None:
        if rest:
            text = self.ui.text("picture.all" if rest == of else "picture.rest", n=rest)
            side.text(text, color=DIM)

    def _foot(self, ax: Axes, words: Words, rtl: bool) -> None:
        from layers.picture.margin import Column

        ui = self.ui
        foot = Column(ax, words, (EDGE, EDGE * 0.5, WIDE - EDGE, EDGE + FOOT - 4), rtl=rtl)
        mark = "\u200e" if rtl else ""  # a day's figures keep their order among Arabic letters
        made = [
            self.generated_at
            and ui.text("about.generated", date=f"{mark}{self.generated_at}{mark}"),
            self.tool_version and ui.text("about.tool", tool=self.tool_version),
        ]
        foot.text(ui.text("about.disclaimer"), size=6.6)
        foot.text(f"{ui.text('about.claims')} {ui.text('about.uncertainty')}", size=6.6)
        credits = [*self.credits, *own_credits(ui)]
        foot.text(f"{ui.text('about.credits')}: {'; '.join(credits)}.", size=6.6)
        foot.text(" ".join(filter(None, [" ".join(filter(None, made))])), size=6.6, weight="bold")
        if words.lacking:
            foot.text(ui.text("picture.lacking", n=len(words.lacking)), size=6.6, color="#a04000")

    def _metadata(self, kind: str) -> dict[str, Any]:
        title = self.title[:200]
        if kind == "png":
            return {"Title": title.encode("latin-1", "replace").decode("latin-1"), "Software": None}
        if kind == "svg":
            return {"Title": title, "Creator": self.tool_version or None, "Date": None}
        return {"Title": title, "Creator": self.tool_version or None, "CreationDate": None}


@contextmanager
def _own_settings() -> Iterator[None]:
    """Draw with matplotlib's own defaults and ours, whatever a user has set."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def _need_matplotlib() -> None:
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise MissingLibraryError(
            "a static picture is drawn with matplotlib, which is not installed; "
            "run: pip install 'geomap-incidents[plot]'"
        )


def _key(start: object, edtf: object, time: object) -> str:
    return sort_key(str(start) if start else None, str(edtf or ""), str(time) if time else None)


def _found(marks: Sequence[Mark], borders: Sequence[Mapping[str, Any]]) -> set[str]:
    """Tell which rows of the legend the map needs."""
    from layers.picture.marks import FAN, MANY

    spots = [m.spot for m in marks]
    tests = {
        "point": any(m.mode == "point" for m in marks),
        "vague": any(m.mode != "point" for m in marks),
        "area": any(m.mode in {"disc", "area"} for m in marks),
        "derived": any(m.derived for m in marks),
        "stack": len(set(spots)) > MANY or max(Counter(spots).values(), default=0) > FAN,
        "disputed": any(f["properties"].get("dashed") for f in borders),
    }
    return {name for name, there in tests.items() if there}
