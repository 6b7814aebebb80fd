"""Casualties: each claimant's figures side by side, one circle a figure.

Nothing is added up or averaged, not within a claimant and never across
claimants. A figure without a number is hollow; a bound has a ring.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import geopandas as gpd
import numpy as np

from layers.columns import column, is_missing, require, rows_of
from layers.dates import date_words
from layers.drawn import DrawnLayer, Row, Sign
from layers.figures import CASUALTY_KINDS, figure_words
from layers.shapes import read_shapes
from layers.ui import Ui, read_ui

__all__ = ["CasualtiesLayer"]

# Okabe and Ito 2008, without yellow, which does not show on paper.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_OTHERS = "#5b6570"
_LEAST, _MOST = 7.0, 26.0  # pixels: radius of a circle
_SHOWN = 12  # circles at one place; the words tell of all


class CasualtiesLayer(DrawnLayer):
    """Figures of one kind of casualty, by claimant.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326.
    kind : str
        ``killed``, ``wounded``, ``missing``, ``captured`` or ``displaced``.
    lang : str
        Language of the interface.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns of ``requires``.
    ValueError
        No such kind.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in CasualtiesLayer.requires if name != "geometry"}
    >>> CasualtiesLayer(gpd.GeoDataFrame(columns, geometry=[], crs=4326), "wounded").layer_name
    'Casualties by claimant: wounded'
    """

    requires: ClassVar[tuple[str, ...]] = (
        "claims",
        "where_prec",
        "radius_m",
        "lon",
        "lat",
        "geometry",
    )

    def __init__(
        self,
        incidents: gpd.GeoDataFrame,
        kind: str = "killed",
        *,
        lang: str = "en",
        show: bool = True,
    ):
        require(incidents, self.requires, type(self).__name__)
        if kind not in CASUALTY_KINDS:
            raise ValueError(f"no casualties of kind {kind!r}; there are: {CASUALTY_KINDS}")
        ui = read_ui(lang)
        claims = [rows_of(cell) for cell in column(incidents, "claims")]
        colours = _colours(claims)
        self.rows = _rows(incidents, claims, kind, colours, ui)
        legend = [
            ({"fillColor": colour, "fillOpacity": 1, "color": colour, "round": True}, _who(key, ui))
            for key, colour in colours.items()
        ]
        hollow = {"color": _OTHERS, "dashArray": "3 2.5", "weight": 1.6, "round": True}
        super().__init__(
            name=ui.text("layers.casualties", kind=ui.text(f"kind.{kind}")),
            ui=ui,
            rows=self.rows,
            legend=[*legend, (hollow, ui.text("casualties.unknown"))],
            notes=[ui.text("casualties.bound"), ui.text("casualties.apart")],
            show=show,
        )


def _rows(
    frame: gpd.GeoDataFrame,
    claims: Sequence[list[dict[str, Any]]],
    kind: str,
    colours: dict[str, str],
    ui: Ui,
) -> list[Row]:
    shapes, background = read_shapes(frame), column(frame, "background", False)
    heads = _heads(frame, ui)
    rows = []
    for n, mode in enumerate(shapes.modes):
        if mode == "none" or background[n]:
            continue
        by_claimant = _by_claimant(claims[n])
        signs = [
            _sign(figure, colours[key])
            for key, own in by_claimant.items()
            for figure in _figures(own, kind)
        ]
        if not signs:
            continue
        words = [f"{_who(k, ui)} — {figure_words(own, kind, ui)}" for k, own in by_claimant.items()]
        rows.append(
            Row(
                lon=float(np.float64(shapes.lon[n])),
                lat=float(np.float64(shapes.lat[n])),
                signs=tuple(signs[:_SHOWN]),
                words=(heads[n], *words),
                exact=mode == "point",
            )
        )
    return rows


def _heads(frame: gpd.GeoDataFrame, ui: Ui) -> list[str]:
    names = ("date_start", "date_end", "date_edtf", "time_local", "place_name", "title")
    cells = [column(frame, name) for name in names]
    heads = []
    for start, end, edtf, time, place, title in zip(*cells, strict=True):
        day = date_words(start, end, edtf or "", time, ui)
        heads.append(" · ".join(filter(None, [day, str(title or place or "")])))
    return heads


def _key(claim: dict[str, Any]) -> str:
    """Name a claimant: by side, else by name, else the report."""
    side = str(claim.get("claimant_side") or "")
    return side or (f"={claim['claimant']}" if claim.get("claimant") else "")


def _who(key: str, ui: Ui) -> str:
    if not key:
        return ui.text("claim.report")
    return key[1:] if key.startswith("=") else ui.country(key)


def _colours(claims: Sequence[list[dict[str, Any]]]) -> dict[str, str]:
    """One colour a side, in the order of their codes; grey for all who are no side."""
    keys = dict.fromkeys(_key(c) for own in claims for c in own if rows_of(c.get("casualties")))
    sides = sorted(k for k in keys if k and not k.startswith("="))
    found = {side: _COLOURS[n % len(_COLOURS)] for n, side in enumerate(sides)}
    return found | {k: _OTHERS for k in keys if k not in found}


def _by_claimant(claims: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Bring each claimant's own claims with figures together, replaced ones left out."""
    replaced = {str(c["supersedes"]) for c in claims if c.get("supersedes")}
    found: dict[str, list[dict[str, Any]]] = {}
    for claim in claims:
        if str(claim.get("claim_id") or "") not in replaced and rows_of(claim.get("casualties")):
            found.setdefault(_key(claim), []).append(claim)
    return dict(sorted(found.items(), key=lambda item: (_rank(item[0]), item[0])))


def _rank(key: str) -> int:
    """Put the sides first, then other speakers, then the report itself."""
    return 2 if not key else 1 if key.startswith("=") else 0


def _figures(claims: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """List the figures of a kind, one that is repeated word for word once."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for claim in claims:
        for figure in rows_of(claim.get("casualties")):
            if figure.get("kind") == kind:
                names = ("side", "group", "min", "max", "hedge")
                found.setdefault(tuple(str(figure.get(name)) for name in names), figure)
    return list(found.values())


def _sign(figure: dict[str, Any], colour: str) -> Sign:
    low, high = _number(figure.get("min")), _number(figure.get("max"))
    known = low if low is not None else high
    if known is None:
        return Sign(size=_LEAST + 2, colour=colour, text="?", hollow=True)
    size = min(_LEAST + 2.2 * math.sqrt(known), _MOST)
    return Sign(size=size, colour=colour, text=_text(low, high), bound=low != high)


def _text(low: int | None, high: int | None) -> str:
    if low is None:
        return f"≤{high}"
    if high is None:
        return f"≥{low}"
    return str(low) if low == high else f"{low}–{high}"


def _number(value: object) -> int | None:
    return None if is_missing(value) else int(str(value).split(".", maxsplit=1)[0])
