"""Figures: casualties as each claimant gives them, put into words.

Unknown is "not stated", never zero; a part of a total is named as a part and
never added to it; a hedge stays beside its figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layers.columns import is_missing, rows_of
from layers.ui import Ui

__all__ = ["CASUALTY_KINDS", "amount_words", "figure_words", "kinds_in"]

CASUALTY_KINDS = ("killed", "wounded", "missing", "captured", "displaced")

_SAID_BY_BOUNDS = {"at least", "at most", "up to", "no fewer than", "no less than"}


def amount_words(figure: dict[str, Any], ui: Ui) -> str:
    """Put one figure's number into words.

    Parameters
    ----------
    figure : dict
        ``min``, ``max`` and ``hedge`` of a ``Casualties`` record.
    ui : Ui
        Interface text.

    Returns
    -------
    str
        The number, its bounds or the words that stand for it.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> amount_words({"min": 10, "max": None, "hedge": "at least"}, read_ui("en"))
    'at least 10'
    >>> amount_words({"min": None, "max": None, "hedge": "dozens"}, read_ui("en"))
    '“dozens”, no number'
    >>> amount_words({"min": None, "max": None}, read_ui("en"))
    'number not stated'
    """
    low, high = _number(figure.get("min")), _number(figure.get("max"))
    hedge = str(figure.get("hedge") or "")
    words = _bounds(low, high, ui)
    if not words:
        return ui.text("figure.words", words=hedge) if hedge else ui.text("figure.number_unknown")
    if hedge and hedge.casefold() not in _SAID_BY_BOUNDS:
        return ui.text("figure.hedge", figure=words, words=hedge)
    return words


def figure_words(claims: Iterable[dict[str, Any]], kind: str, ui: Ui) -> str:
    """Put all that some claims say of one kind of casualty into words.

    Parameters
    ----------
    claims : iterable of dict
        ``Claim`` records of one claimant side.
    kind : str
        One of :data:`CASUALTY_KINDS`.
    ui : Ui
        Interface text.

    Returns
    -------
    str
        The figures, each with the side of the people and its parts, or
        "not stated".

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> parts = [
    ...     {"kind": "wounded", "group": "guards", "min": 6, "max": 6},
    ...     {"kind": "wounded", "group": "civilians", "min": 4, "max": 4},
    ... ]
    >>> wounded = {"kind": "wounded", "side": "TJK", "min": 10, "parts": parts}
    >>> figure_words([{"casualties": [wounded]}], "wounded", read_ui("en"))
    'people of Tajikistan: at least 10, of them 6 guards, 4 civilians'
    >>> figure_words([], "killed", read_ui("en"))
    'not stated'
    """
    said = []
    for claim in claims:
        figures = [f for f in rows_of(claim.get("casualties")) if f.get("kind") == kind]
        said += [_total_words(figure, ui) for figure in figures]
    return "; ".join(dict.fromkeys(said)) or ui.text("figure.not_stated")


def kinds_in(claims: Iterable[dict[str, Any]]) -> list[str]:
    """List the kinds of casualty that claims speak of, killed and wounded first.

    Examples
    --------
    >>> kinds_in([{"about": "casualties", "casualties": []}])
    ['killed', 'wounded']
    >>> kinds_in([{"about": "blame", "casualties": []}])
    []
    """
    claims = list(claims)
    told = {f.get("kind") for claim in claims for f in rows_of(claim.get("casualties"))}
    if told or any(claim.get("about") == "casualties" for claim in claims):
        told |= {"killed", "wounded"}
    return [kind for kind in CASUALTY_KINDS if kind in told]


def _number(value: object) -> int | None:
    return None if is_missing(value) else int(value)  # type: ignore[call-overload]


def _bounds(low: int | None, high: int | None, ui: Ui) -> str:
    if low is not None and high is not None:
        if low == high:
            return ui.text("figure.exact", n=low)
        return ui.text("figure.between", a=low, b=high)
    if low is not None:
        return ui.text("figure.at_least", n=low)
    return "" if high is None else ui.text("figure.at_most", n=high)


def _group_words(figure: dict[str, Any], ui: Ui) -> str:
    amount = amount_words(figure, ui)
    group = str(figure.get("group") or "")
    return ui.text("figure.part", figure=amount, group=group) if group else amount


def _total_words(total: dict[str, Any], ui: Ui) -> str:
    words = _group_words(total, ui)
    if total.get("derived"):
        words = ui.text("figure.derived", figure=words)
    parts = [_group_words(part, ui) for part in rows_of(total.get("parts"))]
    if parts:
        listed = ui.text("figure.join").join(parts)
        words = ui.text("figure.of_them", figure=words, parts=listed)
    return _side_words(total, words, ui)


def _side_words(total: dict[str, Any], words: str, ui: Ui) -> str:
    side = str(total.get("side") or "")
    basis = str(total.get("side_basis") or "stated")
    if not side:
        return words
    if basis == "stated":
        return ui.text("figure.side", side=ui.country(side), figure=words)
    return ui.text("figure.side_inferred", side=ui.country(side), basis=basis, figure=words)
