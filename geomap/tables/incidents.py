"""From a coded row to an incident: id, place, claim, evidence, and every cell kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from geomap.incident import Claim, Evidence, Incident, PlaceMention
from geomap.tables.coded import Coded, Source
from geomap.tables.places import mention_of, outside_note
from geomap.tables.sheet import Row, as_text

__all__ = ["Draft", "Origin", "draft_of", "incident_of", "measure"]

TITLE_CHARS = 200
VIA_CHARS = 300
PRECISE = 2  # where_prec up to which a distance to the border means something


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The file that rows come from.

    ``entry`` is its record for ``Incident.sources``; ``mapping`` is field to column.
    """

    doc_id: str
    entry: Mapping[str, Any]
    source: Source
    mapping: Mapping[str, str]
    columns: tuple[str, ...]

    @cached_property
    def cited(self) -> tuple[tuple[str, str], ...]:
        """Fields of the incident with the fields of the row behind them that the file has."""
        return tuple(
            (field, name)
            for field, names in self.source.cites.items()
            for name in names
            if name in self.mapping
        )


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A row with its place, before it is measured.

    ``pair`` are the two sides where they are neighbours, ``precise`` whether
    a distance from the place to their line means something.
    """

    coded: Coded
    place: PlaceMention | None
    pair: tuple[str, str] | None
    precise: bool


def draft_of(coded: Coded, origin: Origin) -> Draft:
    """Place a row.

    Parameters
    ----------
    coded : Coded
        The row in geomap's terms.
    origin : Origin
        The file.

    Returns
    -------
    Draft
    """
    place = mention_of(coded.spot, origin.doc_id, origin.source.coder, coded.when.start)
    placed = place is not None and place.lon is not None and place.lat is not None
    precise = placed and place is not None and (place.where_prec or 9) <= PRECISE
    return Draft(coded=coded, place=place, pair=_sides(coded), precise=precise)


def measure(drafts: Sequence[Draft]) -> list[float | None]:
    """Measure from the places of rows to the lines between their sides, all at once.

    Parameters
    ----------
    drafts : sequence of Draft

    Returns
    -------
    list of float or None
        Kilometres, in order; None where a distance means nothing.
    """
    wanted: dict[tuple[float, float, tuple[str, str]], float] = {}
    keys = [_to_measure(draft) for draft in drafts]
    wanted.update(dict.fromkeys((k for k in keys if k is not None), 0.0))
    if wanted:
        from gazetteer.bulk import distances_to_pairs

        lons, lats, pairs = zip(*wanted, strict=True)
        metres = distances_to_pairs(lons, lats, pairs)
        wanted = dict(zip(wanted, (round(m / 1000, 2) for m in metres.tolist()), strict=True))
    return [None if key is None else wanted[key] for key in keys]


def _to_measure(draft: Draft) -> tuple[float, float, tuple[str, str]] | None:
    place = draft.place
    if draft.pair is None or not draft.precise or place is None:
        return None
    if place.lon is None or place.lat is None:
        return None
    return place.lon, place.lat, draft.pair


def incident_of(
    draft: Draft, distance_km: float | None, row: Row, cells: Sequence[Any], origin: Origin
) -> Incident:
    """Make the incident of a row.

    Parameters
    ----------
    draft : Draft
        The row in geomap's terms, with its place.
    distance_km : float or None
        From the place to the line between the sides (:func:`measure`).
    row : Row
        For the cells that values were read from.
    cells : sequence
        All cells of the row, kept verbatim in ``extra``.
    origin : Origin
        The file.

    Returns
    -------
    Incident
        A draft with evidence that names row and column.
    """
    coded, place = draft.coded, draft.place
    ident = f"{origin.source.kind}:{coded.ident}" if coded.ident else _by_row(origin, row.number)
    notes = as_text(row.raw("notes"))
    return Incident(
        incident_id=ident,
        type=coded.type,
        doc_ids=(origin.doc_id,),
        title=_title(coded, place),
        date_start=coded.when.start,
        date_end=coded.when.end,
        date_edtf=coded.when.edtf,
        date_prec=coded.when.prec,
        date_basis="stated" if coded.when.edtf else "",
        year_basis=f"column {origin.mapping.get('date', '')}" if coded.when.edtf else "",
        actors=coded.actors,
        places=(place,) if place else (),
        countries=_countries(coded, place),
        claims=_claims(coded, row, ident, origin),
        evidence=_evidence(row, origin),
        sentence=notes,
        sentence_start=0 if notes else None,
        sentence_end=len(notes) if notes else None,
        sources=({**origin.entry, "row": row.number}, *coded.made_from),
        problems=_problems(coded, place, row),
        extra=dict(zip(origin.columns, cells, strict=True)),
        **_border(draft, distance_km),
    )


def _by_row(origin: Origin, number: int) -> str:
    return f"{origin.doc_id}:row{number}"


def _title(coded: Coded, place: PlaceMention | None) -> str:
    named = "incident" if coded.type == "unknown" else coded.type.replace("_", " ")
    what = coded.words or named.capitalize()
    where = f" – {place.as_written[:80]}" if place else ""
    return f"{what[:80]}{where}, {coded.when.edtf or 'undated'}"[:TITLE_CHARS]


def _countries(coded: Coded, place: PlaceMention | None) -> tuple[str, ...]:
    here = place.countries if place else ((coded.spot.iso3,) if coded.spot.iso3 else ())
    return tuple(dict.fromkeys([*here, *(a.iso3 for a in coded.actors if a.iso3)]))


def _claims(coded: Coded, row: Row, ident: str, origin: Origin) -> tuple[Claim, ...]:
    if not coded.figures:
        return ()
    cell = _cell(row, coded.figures_field)
    claim = Claim(
        claim_id=f"{ident}/1",
        claimant=origin.source.coder,
        via=coded.via[:VIA_CHARS],
        about="casualties",
        doc_id=origin.doc_id,
        start=0,
        end=len(cell),
        text=cell,
        casualties=coded.figures,
    )
    return (claim,)


def _cell(row: Row, field: str) -> str:
    raw = row.raw(field)
    return raw if isinstance(raw, str) else as_text(raw)


def _evidence(row: Row, origin: Origin) -> tuple[Evidence, ...]:
    """Quote each cell that a value was read from, with its row and column."""
    found = []
    for field, name in origin.cited:
        if row.text(name):
            cell = _cell(row, name)
            found.append(
                Evidence(
                    field=field,
                    doc_id=origin.doc_id,
                    start=0,
                    end=len(cell),
                    text=cell,
                    note=f"row {row.number}, column {origin.mapping[name]}",
                )
            )
    return tuple(found)


def _problems(coded: Coded, place: PlaceMention | None, row: Row) -> tuple[str, ...]:
    out = [*coded.problems, coded.when.note if coded.when.start is None else ""]
    if not coded.when.edtf:
        out.append("the row has no date")
    if place is None:
        out.append("the row names no place: it is kept unplaced")
    elif place.lon is None:
        out += _unplaced(place)
    if coded.spot.lon is None and row.text("lon"):
        out.append("the position 0, 0 stands for none: it is not used")
    out.append(outside_note(coded.spot) or "")
    return tuple(p for p in out if p)


def _unplaced(place: PlaceMention) -> tuple[str, ...]:
    from geomap.locate import _place_problems

    return _place_problems([place])


@cache
def _neighbours() -> frozenset[tuple[str, str]]:
    from gazetteer.borders import all_pairs

    return frozenset(all_pairs())


def _sides(coded: Coded) -> tuple[str, str] | None:
    """Name the two sides, where they are neighbours."""
    sides = sorted({a.iso3 for a in coded.actors if a.iso3})
    if len(sides) != 2:
        return None
    pair = (sides[0], sides[1])
    return pair if pair in _neighbours() else None


def _border(draft: Draft, distance_km: float | None) -> dict[str, Any]:
    """Name the border between two states that are the sides; far from it there is none."""
    from geomap.locate import NEAR_BORDER_KM

    if draft.pair is None or (distance_km is not None and distance_km > NEAR_BORDER_KM):
        return {}
    return {"border_pair": "-".join(draft.pair), "distance_to_border_km": distance_km}
