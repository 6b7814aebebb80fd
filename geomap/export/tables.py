"""Incidents as related flat tables: incidents, claims, figures, places, sources.

For formats with several layers or sheets. ``incident_id`` relates them, ``nr``
is the place in the list. Columns that say something in words, and the figures,
repeat what other columns hold and are not read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from geomap.errors import SchemaError
from geomap.export.fields import kinds_of
from geomap.export.rows import Rows
from geomap.export.values import json_text
from geomap.frame import PLACE_COLUMNS
from geomap.incident import SOURCE_FIELDS, Claim, Incident, PlaceMention, Record
from geomap.summary import claims_in_words, figure_in_words, place_in_words

__all__ = ["DERIVED", "OWN_TABLE", "Table", "child_tables", "incident_table"]

OWN_TABLE = ("places", "claims", "sources")
"""Columns of an incident that are tables of their own."""
_LATER = ("also_in", "shade_here", "spot_nr", "spot_count", "cut")
"""Columns that a format adds to these."""
DERIVED = frozenset({"nr", "claims_in_words", "place_in_words", "also_in"})
_PLACE_KINDS = {
    "place_derived": "bool",
    "where_prec": "int",
    "radius_m": "float",
    "lon": "float",
    "lat": "float",
    "confidence": "float",
}
_DAYS = frozenset({"date_start", "date_end", "said_on", "published_on"})


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns of equal length with what each holds: text, date, int, float, bool or json.

    A value is None where it is unknown; json is already text.
    """

    name: str
    kinds: dict[str, str]
    columns: dict[str, list[Any]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def take(self, places: Sequence[int], name: str) -> Table:
        """Give some of the rows as a table of another name."""
        columns = {c: [values[i] for i in places] for c, values in self.columns.items()}
        return Table(name=name, kinds=self.kinds, columns=columns)


def _kind(name: str, record: type[Record]) -> str:
    return "date" if name in _DAYS else kinds_of(record)[name]


@cache
def _defaults(record: type[Record]) -> dict[str, Any]:
    fields = msgspec.structs.fields(record)
    return {f.name: None if f.default is msgspec.NODEFAULT else f.default for f in fields}


def _added_kind(values: Sequence[Any]) -> str:
    """Tell what a column of the user's own holds."""
    found = {type(v) for v in values if v is not None}
    for kind, types in (
        ("bool", {bool}),
        ("int", {int}),
        ("float", {int, float}),
        ("text", {str}),
    ):
        if found <= types:
            return kind if found else "text"
    return "json"


def incident_table(rows: Rows, *, without: Sequence[str] = OWN_TABLE) -> Table:
    """Give the incidents, nested values as JSON.

    Parameters
    ----------
    rows : Rows
    without : sequence of str
        Columns to leave out: by default those that have a table of their own.

    Raises
    ------
    SchemaError
        A column of the user's own is named like one of the file's.
    """
    kinds = {"nr": "int", "incident_id": "text"}
    columns: dict[str, list[Any]] = {"nr": list(range(1, len(rows) + 1)), "incident_id": rows.ids}
    columns["claims_in_words"] = ["\n".join(claims_in_words(c)) for c in rows.columns["claims"]]
    columns["place_in_words"] = [
        place_in_words({n: rows.columns[n][i] for n in PLACE_COLUMNS}) for i in range(len(rows))
    ]
    kinds |= {"claims_in_words": "text", "place_in_words": "text"}
    for column, values in rows.columns.items():
        if column in without:
            continue
        if column.casefold() in columns or column in _LATER:
            raise SchemaError(f"the file has a column {column!r} of its own; rename yours")
        kinds[column] = _kind_of_column(rows, column)
        json = kinds[column] == "json"
        columns[column] = [json_text(v) for v in values] if json else values
    return Table(name="incidents", kinds=kinds, columns=columns)


def _kind_of_column(rows: Rows, column: str) -> str:
    if column in rows.added:
        return _added_kind(rows.columns[column])
    if column in PLACE_COLUMNS:
        return _PLACE_KINDS.get(column, "text")
    return _kind(column, Incident)


def _listed(rows: Rows, column: str) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    for ident, cell in zip(rows.ids, rows.columns[column], strict=True):
        for number, item in enumerate(cell, start=1):
            yield ident, number, item


def _table(name: str, kinds: dict[str, str], made: Iterator[tuple[Any, ...]]) -> Table:
    columns = [list(c) for c in zip(*made, strict=True)] or [[] for _ in kinds]
    return Table(name=name, kinds=kinds, columns=dict(zip(kinds, columns, strict=True)))


def _records(
    rows: Rows, column: str, record: type[Record], words: Mapping[str, Any] | None = None
) -> Table:
    """Make the table of a list of records, a field a column."""
    kinds = {n: _kind(n, record) for n in record.__struct_fields__}
    defaults, words = _defaults(record), words or {}

    def made() -> Iterator[tuple[Any, ...]]:
        for ident, number, item in _listed(rows, column):
            full = {**defaults, **item}
            values = (
                json_text(full[n]) if k == "json" and full[n] is not None else full[n]
                for n, k in kinds.items()
            )
            yield (ident, number, *values, *(w(item) for w in words.values()))

    told = {"incident_id": "text", "nr": "int", **kinds, **dict.fromkeys(words, "text")}
    return _table(column, told, made())


def _sources(rows: Rows) -> Table:
    """Make the table of the sources; what a source tells besides is in ``more``."""
    kinds = {"incident_id": "text", "nr": "int", **dict.fromkeys(SOURCE_FIELDS, "text")}
    kinds["more"] = "json"

    def made() -> Iterator[tuple[Any, ...]]:
        for ident, number, item in _listed(rows, "sources"):
            texts = {n: item[n] for n in SOURCE_FIELDS if isinstance(item.get(n), str)}
            more = {k: v for k, v in item.items() if k not in texts}
            rest = json_text(more) if more else None
            yield (ident, number, *(texts.get(n) for n in SOURCE_FIELDS), rest)

    return _table("sources", kinds, made())


_FIGURE = {
    "incident_id": "text",
    "claim_id": "text",
    "claimant": "text",
    "claimant_side": "text",
    "via": "text",
    "kind": "text",
    "side": "text",
    "group": "text",
    "min": "int",
    "max": "int",
    "hedge": "text",
    "side_basis": "text",
    "part_of_another": "bool",
    "denies": "bool",
}


def _figures(rows: Rows) -> Table:
    """Make the table of all figures, parts of a total after it; none is added or averaged."""

    def made() -> Iterator[tuple[Any, ...]]:
        for ident, _, claim in _listed(rows, "claims"):
            said = [claim.get(n) for n in ("claim_id", "claimant", "claimant_side", "via")]
            for figure, is_part in _flat(claim.get("casualties") or (), is_part=False):
                told = [
                    figure.get(n)
                    for n in ("kind", "side", "group", "min", "max", "hedge", "side_basis")
                ]
                yield (ident, *said, *told, is_part, bool(claim.get("denies")))

    return _table("figures", _FIGURE, made())


def _flat(
    figures: Sequence[Mapping[str, Any]], *, is_part: bool
) -> Iterator[tuple[Mapping[str, Any], bool]]:
    for figure in figures:
        yield figure, is_part
        yield from _flat(figure.get("parts") or (), is_part=True)


def _figures_in_words(claim: Mapping[str, Any]) -> str:
    return "; ".join(figure_in_words(f) for f in claim.get("casualties") or ())


def child_tables(rows: Rows) -> list[Table]:
    """Give the tables of claims, figures, places and sources.

    Parameters
    ----------
    rows : Rows

    Examples
    --------
    >>> from geomap.export.rows import rows_of
    >>> from geomap.frame import to_frame
    >>> [t.name for t in child_tables(rows_of(to_frame([])))]
    ['claims', 'figures', 'places', 'sources']
    """
    return [
        _records(rows, "claims", Claim, {"figures_in_words": _figures_in_words}),
        _figures(rows),
        _records(rows, "places", PlaceMention),
        _sources(rows),
    ]
