"""Lines and areas that reports name: Line of Control, Golan Heights, Fergana Valley.

Names, countries and sources are in ``data/border_named.csv``; the geometry
comes from the border files. Where no open geometry was found the entry says
so, and a text that names it keeps it unresolved with that reason.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from gazetteer.borders_text import data_text
from gazetteer.errors import GazetteerDataError
from gazetteer.names import fold
from gazetteer.place import FeatureClass

__all__ = ["NamedArea", "area_geometry", "country_disc", "disc_of", "named", "named_keys"]


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedArea:
    """A line or area with a name but without a government.

    Parameters
    ----------
    area_id : str
        Stable id, ``"border:line-of-control"``.
    name : str
        The preferred name.
    names : tuple of str
        Every name, the preferred one first.
    feature_class : str
        ``border``, ``area`` or ``terrain``.
    countries : tuple of str
        ISO 3166-1 alpha-3.
    geometry : str
        Rule for the geometry, ``"none"`` where none was found.
    note, source : str
        For a reader of the map.
    """

    area_id: str
    name: str
    names: tuple[str, ...]
    feature_class: FeatureClass
    countries: tuple[str, ...]
    geometry: str
    note: str
    source: str


def _read(row: dict[str, str], where: str) -> NamedArea:
    kinds: dict[str, FeatureClass] = {"border": "border", "area": "area", "terrain": "terrain"}
    if row["feature_class"] not in kinds:
        raise GazetteerDataError(
            f"{where} feature_class {row['feature_class']!r} is none of {[*kinds]}"
        )
    names = tuple(row["names"].split("|"))
    return NamedArea(
        area_id=f"border:{row['id']}",
        name=names[0],
        names=names,
        feature_class=kinds[row["feature_class"]],
        countries=tuple(c for c in row["countries"].split("|") if c),
        geometry=row["geometry"],
        note=row["note"],
        source=row["source"],
    )


@cache
def named_keys() -> dict[str, NamedArea]:
    """Give the entries by folded name."""
    entries = [
        _read(row, f"{file}:{number}")
        for file in ("border_regions.csv", "border_named.csv")
        for number, row in enumerate(csv.DictReader(data_text(file).splitlines()), 2)
    ]
    return {fold(name): entry for entry in entries for name in entry.names}


def named(name: str) -> NamedArea | None:
    """Find a line or area by its name, or None.

    Examples
    --------
    >>> named("Line of Control").countries
    ('IND', 'PAK')
    >>> named("Batken") is None
    True
    """
    return named_keys().get(fold(name))


def disc_of(entry: NamedArea) -> tuple[float, float, float] | None:
    """Give longitude, latitude and radius in km of an entry that is a disc.

    Examples
    --------
    >>> disc_of(named("Fergana Valley")), disc_of(named("Golan Heights"))
    ((71.4, 40.7, 160.0), None)
    """
    kind, _, rest = entry.geometry.partition(":")
    if kind != "disc":
        return None
    lon, lat, radius_km = map(float, rest.split(":"))
    return lon, lat, radius_km


@cache
def _points() -> dict[str, tuple[float, float, float]]:
    rows = csv.DictReader(data_text("border_points.csv").splitlines())
    return {
        row["iso3"]: (float(row["lon"]), float(row["lat"]), float(row["radius_km"])) for row in rows
    }


def country_disc(iso3: str) -> tuple[float, float, float] | None:
    """Give the published point of a country and the radius in km that covers it.

    The point is the CIA World Factbook's; for the United States it is the
    centre of the conterminous states (US National Geodetic Survey), for
    Australia its Lambert gravitational centre (Geoscience Australia).

    Examples
    --------
    >>> country_disc("KGZ"), country_disc("XXX")
    ((75.0, 41.0, 512.0), None)
    """
    return _points().get(iso3)


def area_geometry(entry: NamedArea) -> dict[str, object] | None:
    """Work out the geometry of an entry: GeoJSON, or None for a disc or an unknown one.

    Examples
    --------
    >>> area_geometry(named("Golan Heights"))["type"]
    'Polygon'
    >>> area_geometry(named("Aksai Chin")) is None
    True
    """
    kind, _, rest = entry.geometry.partition(":")
    if kind == "line":
        return _line(rest)
    if kind == "unit":
        return _units(rest.split("+"))
    return None


def _line(rule: str) -> dict[str, object]:
    import shapely

    from gazetteer.borders_lines import lines

    pair, part, limits = [*rule.split(":"), "", ""][:3]
    line = lines(*pair.split("-"))[-1]
    pieces = [
        piece
        for each in line.parts
        if part in ("", each.name)
        for piece in shapely.get_parts(each.geometry)
    ]
    whole = shapely.MultiLineString(pieces)
    if limits:
        west, east = map(float, limits.split("-"))
        cut = shapely.clip_by_rect(whole, west, -90, east, 90)
        whole = shapely.MultiLineString(list(shapely.get_parts(cut)))
    return dict(shapely.geometry.mapping(whole))


def _units(codes: list[str]) -> dict[str, object]:
    import shapely

    from gazetteer.borders_data import load_topology

    topology = load_topology("borders_ne10m.npz")
    parts = [
        polygon
        for polygon, unit in zip(topology.polygons, topology.polygon_units, strict=True)
        if unit in codes
    ]
    return dict(shapely.geometry.mapping(shapely.union_all(parts)))
