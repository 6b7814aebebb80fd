"""The curated borderland of Kyrgyzstan, Tajikistan and Uzbekistan.

Every row of ``data/borderland.csv`` has its method, source and uncertainty;
rows without a published coordinate stay without.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from gazetteer.data_files import DATA
from gazetteer.place import Name, Tenure
from gazetteer.sources import Row

__all__ = ["read_borderland"]


def _dates(text: str) -> tuple[str | None, str | None]:
    begun, _, ended = text.partition("/")
    return begun or None, ended or None


def _name(entry: str) -> Name:
    lang, _, rest = entry.partition("=")
    text, _, dates = rest.partition("@")
    begun, ended = _dates(dates)
    return Name(text=text, lang=lang, valid_from=begun, valid_to=ended)


def _tenure(entry: str) -> Tenure:
    iso3, _, dates = entry.partition(":")
    begun, ended = _dates(dates)
    return Tenure(iso3=iso3, valid_from=begun, valid_to=ended)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(text.split(mark)) if text else ()


def _row(fields: dict[str, str]) -> Row:
    replaces = _split(fields["replaces"], " ")
    outline = next((i for i in replaces if i.startswith("naturalearth:")), "")
    return Row(
        place_id=fields["id"],
        name=fields["name"],
        feature_class=fields["feature_class"],
        countries=_split(fields["countries"], ","),
        lon=_number(fields["lon"]),
        lat=_number(fields["lat"]),
        radius_km=_number(fields["radius_km"]),
        population=int(fields["population"]),
        parents=_split(fields["parents"], "|"),
        names=tuple(_name(entry) for entry in _split(fields["names"], "|")),
        valid_from=fields["valid_from"] or None,
        valid_to=fields["valid_to"] or None,
        derived=fields["derived"] == "yes",
        source=fields["source"],
        licence=fields["licence"],
        note=fields["note"],
        replaces=replaces,
        outline_of=outline,
        tenures=tuple(_tenure(entry) for entry in _split(fields["tenures"], ",")),
        capital=fields["parents"].count("|") == 0 and fields["feature_class"] == "populated place",
    )


def read_borderland() -> Iterator[Row]:
    """Yield the curated places; they stand for the rows of other sources they replace.

    Examples
    --------
    >>> tort = next(r for r in read_borderland() if r.place_id == "borderland:tort-kocho")
    >>> tort.derived, "NOT a published coordinate" in tort.note
    (True, True)
    """
    with (DATA / "borderland.csv").open(encoding="utf-8", newline="") as lines:
        for fields in csv.DictReader(lines):
            yield _row(fields)
