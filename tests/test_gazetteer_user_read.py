"""Reading a user's files: every kind, and everything that may be wrong with one."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Gazetteer, GazetteerDataError
from gazetteer.sources import Row
from gazetteer.user_add import Added, add_set
from gazetteer.user_read import Asked, kind_of
from gazetteer.user_rows import Found, Intake, Reject, clean

COLUMNS = 19


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEOMAP_DATA", str(tmp_path / "data"))
    return tmp_path


def text(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def own(result: Added) -> Gazetteer:
    """The set alone, so that the packaged world is not asked."""
    return Gazetteer.open(result.chosen.folder / "index.gzt")


def reasons(result: Added) -> list[str]:
    return [f"{r.where}: {r.reason}" for r in result.first]


# GeoNames


def geonames(number: int, name: str, **more: object) -> str:
    given = {"ascii": name, "other": "", "lat": 39.9, "lon": 70.5, "class": "P", "code": "PPL",
             "cc": "KG", "cc2": "", "a1": "09", "a2": "", "pop": 0}  # fmt: skip
    f = {**given, **more}
    cells = [number, name, f["ascii"], f["other"], f["lat"], f["lon"], f["class"], f["code"],
             f["cc"], f["cc2"], f["a1"], f["a2"], "", "", f["pop"], "", "", "", "2026-01-01"]  # fmt: skip
    return "\t".join(map(str, cells)) + "\n"


DUMP = (
    geonames(1, "Batken Oblusu", **{"class": "A", "code": "ADM1"})
    + geonames(2, "Leilek", **{"class": "A", "code": "ADM2", "a2": "L"})
    + geonames(3, "Zyndan", a2="L", pop=4000, other="Зиндан,ZYN,ba te ken,Zindan")
    + geonames(4, "Ak-Ter", a2="L", lat=40.0, lon=70.9)
    + geonames(5, "Post Dostuk", **{"class": "S", "code": "PSTB", "cc2": "TJ"})
)


def test_a_geonames_dump_is_read_with_its_units_names_and_codes(data: Path) -> None:
    g = own(add_set(text(data, "KG.txt", DUMP)))
    place = g.place("geonames:3")
    assert place.parents == ("Leilek", "Batken Oblusu", "Kyrgyzstan")
    assert (place.population, place.countries, place.source) == (4000, ("KGZ",), "KG.txt")
    assert {n.text for n in place.names} == {"Зиндан", "ZYN", "Zindan"}
    assert g.place("geonames:5").feature_class == "border post"
    assert g.place("geonames:5").countries == ("KGZ", "TJK")


def test_a_units_extent_is_worked_out_from_its_towns_and_said_so(data: Path) -> None:
    unit = own(add_set(text(data, "KG.txt", DUMP))).place("geonames:2")
    assert 30 < unit.radius_km < 40
    assert "derived" in unit.note


def test_a_unit_without_towns_has_no_extent_rather_than_a_made_up_one(data: Path) -> None:
    line = geonames(2, "Empty", **{"class": "A", "code": "ADM2", "a2": "E"})
    unit = own(add_set(text(data, "KG.txt", line))).place("geonames:2")
    assert unit.radius_km is None
    assert "no extent" in unit.note


def test_alternate_names_bring_their_languages_and_dates(data: Path) -> None:
    names = (
        "10\t3\tru\tЗиндан\t1\t\t\t\t\t\n"
        "11\t3\ten\tOldname\t\t\t\t1\t1936\t1991\n"
        "12\t3\tlink\thttps://example.org\t\t\t\t\t\t\n"
        "13\t3\tiata\tZYN\t\t\t\t\t\t\n"
        "damaged\n"
    )
    result = add_set(text(data, "KG.txt", DUMP), alternates=text(data, "alt.txt", names))
    found = {n.text: n for n in own(result).names_of("geonames:3")}
    assert set(found) == {"Зиндан", "Oldname", "ZYN"}
    assert (found["Oldname"].lang, found["Oldname"].valid_to) == ("en", "1991")
    assert found["ZYN"].lang == "zxx"
    assert result.chosen.manifest["counts"]["mended"] == 1


def test_bad_lines_of_a_dump_are_named_by_number_and_the_rest_is_loaded(data: Path) -> None:
    bad = (
        DUMP
        + "6\ttoo\tfew\n"
        + geonames(7, "Far", lat=99.0)
        + geonames(8, "X", lat="north")
        + geonames(9, "Y", pop="many")
        + geonames(3, "Again")
        + "\n"
        + geonames(10, "Last").rstrip("\n")
    )
    content = bad.encode() + b"\n11\t\xff\xfe" + b"\t" * 17 + b"\n"
    path = data / "KG.txt"
    path.write_bytes(content)
    result = add_set(path)
    assert result.chosen.manifest["counts"] == {
        "read": 12,
        "loaded": 6,
        "set_aside": 6,
        "mended": 0,
    }
    assert [r.where for r in result.first] == [f"line {n}" for n in (6, 7, 8, 9, 10, 13)]
    assert "3 cells" in result.first[0].reason
    assert "outside -90..90" in result.first[1].reason
    assert "given before" in result.first[4].reason
    assert "UTF-8" in result.first[5].reason


def test_a_zipped_dump_is_read_without_its_readme(data: Path) -> None:
    with zipfile.ZipFile(data / "KG.zip", "w") as out:
        out.writestr("readme.txt", "hello")
        out.writestr("KG.txt", DUMP)
    assert kind_of(data / "KG.zip") == "geonames"
    assert len(own(add_set(data / "KG.zip"))) == 5


# Who's On First


def record(wof_id: int, name: str, placetype: str = "locality", **more: object) -> dict:
    properties = {"wof:id": wof_id, "wof:name": name, "wof:placetype": placetype,
                  "wof:country": "KG", "name:rus_x_preferred": [f"{name}-ru"],
                  "wof:hierarchy": [{"region_id": 1, "country_id": 9}], **more}  # fmt: skip
    return {"type": "Feature", "id": wof_id, "properties": properties,
            "geometry": {"type": "Point", "coordinates": [70.5, 39.9]}}  # fmt: skip


RECORDS = [
    record(1, "Batken", "region"),
    record(2, "Zyndan"),
    record(3, "Old", **{"edtf:deprecated": "2019-01-01"}),
    record(4, "Moved", **{"wof:superseded_by": [2]}),
]


def wof_bundle(folder: Path) -> Path:
    path = folder / "whosonfirst-data-admin-kg.tar.bz2"
    with tarfile.open(path, "w:bz2") as out:
        for each in [*RECORDS, {"properties": {}}]:
            content = json.dumps(each).encode()
            info = tarfile.TarInfo(f"data/{each.get('id', 'x')}.geojson")
            info.size = len(content)
            out.addfile(info, io.BytesIO(content))
    return path


def wof_folder(folder: Path) -> Path:
    for each in RECORDS:
        text(folder, f"{each['id']}.geojson", json.dumps(each))
    text(folder, "x.geojson", "{")
    return folder


def wof_table(folder: Path) -> Path:
    path = folder / "admin-kg.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE geojson (id INTEGER, body TEXT, is_alt INTEGER)")
    base.execute("CREATE TABLE spr (id INTEGER, name TEXT, placetype TEXT)")
    for each in RECORDS:
        p = each["properties"]
        base.execute("INSERT INTO geojson VALUES (?, ?, 0)", (each["id"], json.dumps(each)))
        base.execute(
            "INSERT INTO spr VALUES (?, ?, ?)", (each["id"], p["wof:name"], p["wof:placetype"])
        )
    base.execute("INSERT INTO geojson VALUES (5, 'not json', 0)")
    base.execute("INSERT INTO geojson VALUES (2, 'another outline', 1)")
    base.commit()
    base.close()
    return path


@pytest.mark.parametrize("make", [wof_bundle, wof_folder, wof_table])
def test_whos_on_first_is_read_in_each_form_that_it_comes_in(
    data: Path, make: Callable[[Path], Path]
) -> None:
    (data / "in").mkdir()
    path = make(data / "in")
    assert kind_of(path) == "wof"
    result = add_set(path)
    place = own(result).place("wof:2")
    assert (place.name, place.countries) == ("Zyndan", ("KGZ",))
    assert place.parents == ("Batken", "Kyrgyzstan")
    assert place.names[0].lang == "ru"
    assert result.chosen.manifest["counts"]["set_aside"] == 3
    assert any("deprecated" in r for r in reasons(result))


def test_one_record_of_whos_on_first_is_read(data: Path) -> None:
    path = text(data, "2.geojson", json.dumps(RECORDS[1]))
    assert kind_of(path) == "wof"
    assert own(add_set(path)).place("wof:2").name == "Zyndan"


# GeoJSON and vector files


def feature(geometry: dict | None, **properties: object) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(west: float, south: float, size: float = 0.1) -> dict:
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def collection(folder: Path, *features: dict, name: str = "own.geojson", **more: object) -> Path:
    return text(
        folder, name, json.dumps({"type": "FeatureCollection", **more, "features": features})
    )


def test_units_keep_their_outlines(data: Path) -> None:
    path = collection(data, feature(square(70.123456, 39.9), name="Zyndan", **{"class": "adm3"}))
    g = own(add_set(path))
    place = g.place("own.own:1")
    assert place.radius_km == pytest.approx(7.0, abs=0.5)
    assert g.outline(place.place_id)["coordinates"][0][0] == pytest.approx([70.12346, 39.9])


def test_geoboundaries_are_recognised(data: Path) -> None:
    path = collection(
        data,
        feature(
            square(70, 39.9),
            shapeName="Leilek",
            shapeISO="",
            shapeID="KGZ-1",
            shapeGroup="KGZ",
            shapeType="ADM2",
        ),
    )
    place = own(add_set(path)).place("own.own:KGZ-1")
    assert (place.name, place.feature_class, place.countries) == ("Leilek", "adm2", ("KGZ",))


@pytest.mark.parametrize(
    "columns",
    [
        {"ADM2_EN": "Leilek", "ADM2_RU": "Лейлек", "ADM2_PCODE": "KG05", "ADM1_EN": "Batken",
         "ADM0_EN": "Kyrgyzstan", "ADM0_PCODE": "KG"},
        {"adm2_name": "Leilek", "adm2_name1": "Лейлек", "adm2_pcode": "KG05",
         "adm1_name": "Batken", "adm0_name": "Kyrgyzstan", "adm0_pcode": "KG"},
        {"GID_0": "KGZ", "COUNTRY": "Kyrgyzstan", "NAME_1": "Batken", "GID_2": "KG05",
         "NAME_2": "Leilek", "NL_NAME_2": "Лейлек", "GID_1": "KGZ.1"},
    ],
)  # fmt: skip
def test_administrative_boundaries_of_ocha_and_gadm_are_recognised(
    data: Path, columns: dict
) -> None:
    place = own(add_set(collection(data, feature(square(70, 39.9), **columns)))).place(
        "own.own:KG05"
    )
    assert (place.name, place.feature_class) == ("Leilek", "adm2")
    assert place.parents == ("Batken", "Kyrgyzstan")
    assert place.names[0].text == "Лейлек"


def test_a_place_without_a_country_gets_the_one_that_it_lies_in_and_says_so(data: Path) -> None:
    point = {"type": "Point", "coordinates": [70.5801, 39.8513]}
    place = own(add_set(collection(data, feature(point, name="Vorukh")))).place("own.own:1")
    assert place.countries == ("TJK",)
    assert "worked out from its position" in place.note


def test_a_point_whose_error_is_not_told_says_so(data: Path) -> None:
    point = {"type": "Point", "coordinates": [70.58, 39.85]}
    place = own(add_set(collection(data, feature(point, name="Zyndan")))).place("own.own:1")
    assert (place.feature_class, place.radius_km) == ("locality", 1.0)
    assert "does not say how exact" in place.note


def test_features_that_cannot_be_used_are_set_aside_one_by_one(data: Path) -> None:
    result = add_set(
        collection(
            data,
            feature(square(70, 39.9), name="Good"),
            feature({"type": "Point", "coordinates": ["x", 1]}, name="No point"),
            feature({"type": "Point", "coordinates": [500_000, 4_400_000]}, name="Metres"),
            {"type": "Feature", "geometry": None},
            feature(None, name="Nowhere"),
            feature(square(70, 39.9), name=None),
        )
    )
    assert result.chosen.manifest["counts"] == {"read": 6, "loaded": 2, "set_aside": 4, "mended": 0}
    assert "--crs" in reasons(result)[1]
    assert own(result).place("own.own:5").lon is None


def test_lines_of_geojson_are_read_and_a_broken_line_is_set_aside(data: Path) -> None:
    point = {"type": "Point", "coordinates": [70.5, 39.9]}
    lines = [json.dumps(feature(point, name="A")), "{broken", json.dumps(feature(point, name="B"))]
    result = add_set(text(data, "own.geojsonl", "\n".join(lines) + "\n"))
    assert len(own(result)) == 2
    assert reasons(result)[0].startswith("feature 2: the line is no JSON")


def test_geojson_that_is_cut_short_is_an_error_that_says_where(data: Path) -> None:
    whole = collection(data, *(feature(square(70, 39.9), name=f"N{i}") for i in range(9)))
    text(data, "cut.geojson", whole.read_text()[:-300])
    with pytest.raises(
        GazetteerDataError, match=r"after feature 7 the JSON is damaged or cut short"
    ):
        add_set(data / "cut.geojson")


def test_geojson_in_another_crs_is_moved(data: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    point = {"type": "Point", "coordinates": [7_847_000.0, 4_852_000.0]}
    place = own(add_set(collection(data, feature(point, name="A"), crs=crs))).place("own.own:1")
    assert place.lon == pytest.approx(70.49, abs=0.01)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".fgb", ".gml"])
def test_vector_files_are_read_in_their_crs(data: Path, suffix: str) -> None:
    geopandas = pytest.importorskip("geopandas")
    import shapely

    frame = geopandas.GeoDataFrame(
        {"name": ["Zyndan", None], "pop": [1200, 3]},
        geometry=[shapely.box(70, 39.9, 70.1, 40), shapely.Point(70, 40)],
        crs=4326,
    ).to_crs(32642)
    if suffix == ".shp":
        frame = frame.iloc[:1]
    frame.to_file(data / f"own{suffix}")
    result = add_set(data / f"own{suffix}", asked=Asked(country="KGZ"))
    place = own(result).find("Zyndan")[0].place
    assert (place.lon, place.lat) == pytest.approx((70.05, 39.95), abs=0.01)
    assert place.population == 1200


def test_a_shapefile_without_a_crs_is_an_error_and_a_given_one_is_used(data: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    import shapely

    frame = geopandas.GeoDataFrame({"name": ["Z"]}, geometry=[shapely.Point(70, 40)])
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(data / "own.shp")
    with pytest.raises(GazetteerDataError, match="--crs"):
        add_set(data / "own.shp")
    assert len(own(add_set(data / "own.shp", asked=Asked(crs="EPSG:4326")))) == 1


def test_of_several_layers_one_has_to_be_named(data: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    import shapely

    frame = geopandas.GeoDataFrame({"name": ["Z"]}, geometry=[shapely.Point(70, 40)], crs=4326)
    for layer in ("adm1", "adm2"):
        frame.to_file(data / "own.gpkg", layer=layer)
    with pytest.raises(GazetteerDataError, match=r"2 layers: adm1, adm2.*--layer"):
        add_set(data / "own.gpkg")
    assert len(own(add_set(data / "own.gpkg", asked=Asked(layer="adm2")))) == 1


def test_an_unknown_crs_is_an_error(data: Path) -> None:
    path = collection(data, feature(square(70, 39.9), name="A"))
    with pytest.raises(GazetteerDataError, match="no CRS 'EPSG:nonsense'"):
        add_set(path, asked=Asked(crs="EPSG:nonsense"))


# Tables


def test_columns_are_recognised_or_given(data: Path) -> None:
    content = "Ort;Breite;Länge;Typ\nZyndan;39,9;70,5;village\n"
    given = {"name": "Ort", "lat": "Breite", "lon": "Länge", "class": "Typ"}
    place = own(add_set(text(data, "own.csv", content), asked=Asked(given=given))).find("Zyndan")[0]
    assert (place.place.lon, place.place.lat) == (70.5, 39.9)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": "Nope"}, "no such column; there are place_x, lat"),
        ({"nom": "lat"}, "no such field; there are id, name"),
        ({}, "no column seems to hold the names.*--map name=COLUMN"),
    ],
)
def test_columns_that_are_not_there_are_an_error(data: Path, given: dict, message: str) -> None:
    with pytest.raises(GazetteerDataError, match=message):
        add_set(text(data, "own.csv", "place_x,lat\na,1\n"), asked=Asked(given=given))


def test_a_table_in_another_encoding_is_read_as_told_and_not_guessed(data: Path) -> None:
    path = text(data, "own.csv", "name,lat,lon\nЗиндан,39.9,70.5\nPlain,39.9,70.6\n", "cp1251")
    result = add_set(path)
    assert "line 2: the line is not in the file's encoding" in reasons(result)[0]
    assert len(own(result)) == 1
    assert own(add_set(path, asked=Asked(encoding="cp1251"))).find("Зиндан")
    with pytest.raises(GazetteerDataError, match="no encoding 'klingon'"):
        add_set(path, asked=Asked(encoding="klingon"))


BAD_ROWS = [
    ("", "39.9", "70.5", "the name is empty"),
    ("...", "39.9", "70.5", "no letter or digit"),
    ("\x00\x01\x02", "39.9", "70.5", "the name is empty"),
    ("\u202e\u202c", "39.9", "70.5", "the name is empty"),
    ("a" * 10_000, "39.9", "70.5", "10,000 characters"),
    ("Ж" * 10_000, "39.9", "70.5", "10,000 characters"),
    ("Swapped", "70.5", "39.9", "they were swapped"),
    ("Swapped", "139.9", "70.5", "are lat and lon swapped"),
    ("Far", "390", "70.5", "no degrees.*--crs"),
    ("Half", "", "70.5", "only one of"),
    ("NaN", "nan", "70.5", "is no point"),
    ("Inf", "inf", "70.5", "is no point"),
    ("Words", "north", "east", "no decimal degrees"),
    ("Underscore", "3_9", "70.5", "no decimal degrees"),
]


@pytest.mark.parametrize(("name", "lat", "lon", "reason"), BAD_ROWS)
def test_a_bad_row_is_set_aside_by_line_and_the_rest_is_loaded(
    data: Path, name: str, lat: str, lon: str, reason: str
) -> None:
    head = "name,lat,lon,country\nZyndan,39.9,70.5,KG\n"
    result = add_set(text(data, "own.csv", f'{head}"{name}","{lat}",{lon},KG\nLast,39.9,70.5,KG\n'))
    (bad,) = result.first
    assert bad.where == "line 3"
    assert re.search(reason, bad.reason)
    assert len(own(result)) == 2
    (kept,) = (result.chosen.folder / "rejects.jsonl").read_text().splitlines()
    assert json.loads(kept)["where"] == "line 3"


HOSTILE = [
    "'; DROP TABLE places; --",
    '"" OR 1=1 --',
    "batken* NEAR/2 (isfara OR ^vorukh)",
    "%s%n{0}${jndi:x}",
    "<img src=x onerror=alert(1)>",
    "../../etc/passwd",
    "a\x1eb\x1fc\x00d",
    "line\nbreak\ttab",
    "\u202eлевый\u202c",
    "=HYPERLINK(1)",
]


def test_hostile_names_come_back_as_names_and_break_nothing(data: Path) -> None:
    rows = "".join(f'"{name}",39.9,70.5,KG,"{name}"\n' for name in HOSTILE)
    result = add_set(
        text(data, "own.csv", f"name,lat,lon,country,names\n{rows}Last,39.9,70.5,KG,\n")
    )
    g = own(result)
    assert len(g) == len(HOSTILE) + 1
    for number, name in enumerate(HOSTILE):
        plain = clean(name.replace('""', '"'))
        place = next(c.place for c in g.find(plain, limit=20) if c.place.name == plain)
        assert place.name.isprintable(), number
    assert g.find("Last")[0].place.name == "Last"


def test_words_of_a_row_that_are_not_understood_are_told_and_the_row_is_loaded(data: Path) -> None:
    content = "name,lat,lon,country,class,population\nZyndan,39.9,70.5,Narnia,hovel,many\n"
    result = add_set(text(data, "own.csv", content))
    assert result.chosen.manifest["counts"]["mended"] == 3
    kept = (result.chosen.folder / "rejects.jsonl").read_text()
    assert all(word in kept for word in ("Narnia", "hovel", "many"))


@pytest.mark.parametrize("content", ["", "\n\n", "\x00\x01\x02", "name,lat,lon\n"])
def test_a_table_without_rows_is_an_error(data: Path, content: str) -> None:
    with pytest.raises(GazetteerDataError):
        add_set(text(data, "own.csv", content))


# Whole files


def test_a_file_of_no_known_kind_is_an_error_that_says_what_to_do(data: Path) -> None:
    with pytest.raises(GazetteerDataError, match="--kind"):
        add_set(text(data, "own.xyz", "hello"))
    with pytest.raises(GazetteerDataError, match="--kind magic"):
        add_set(text(data, "own.csv", "name\nx\n"), asked=Asked(kind="magic"))
    with pytest.raises(GazetteerDataError, match="no such file"):
        add_set(data / "missing.csv")


def test_compressed_files_are_read(data: Path) -> None:
    for suffix, pack in ((".gz", gzip.compress), (".bz2", bz2.compress)):
        (data / f"KG.txt{suffix}").write_bytes(pack(DUMP.encode()))
        assert len(own(add_set(data / f"KG.txt{suffix}"))) == 5


@pytest.mark.parametrize("suffix", [".zip", ".gz", ".bz2"])
def test_a_damaged_archive_is_an_error(data: Path, suffix: str) -> None:
    whole = data / f"KG.txt{suffix}"
    if suffix == ".zip":
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("KG.txt", DUMP * 50)
    else:
        pack = gzip.compress if suffix == ".gz" else bz2.compress
        whole.write_bytes(pack((DUMP * 50).encode()))
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(GazetteerDataError, match="damaged or cut short"):
        add_set(whole, asked=Asked(kind="geonames"))


@pytest.mark.parametrize("suffix", [".zip", ".gz"])
def test_a_zip_bomb_is_refused(data: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gazetteer.user_archive.FREE_GROWTH", 1 << 20)
    bomb = data / f"KG.txt{suffix}"
    if suffix == ".zip":
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("KG.txt", bytes(20 << 20))
    else:
        bomb.write_bytes(gzip.compress(bytes(20 << 20)))
    with pytest.raises(GazetteerDataError, match="grows from"):
        add_set(bomb, asked=Asked(kind="geonames"))
    assert not list((data / "data" / "gazetteer").iterdir())


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_row_is_loaded_or_set_aside_and_both_are_counted(
    name: str, other: str, key: str
) -> None:
    rows = [
        Found("line 1", Row(f"t:{key}", name, "locality", (), 1.0, 2.0, names=(other,))),
        Found("line 2", Row("t:2", "Zyndan", "locality", (), 1.0, 2.0)),
        Reject("line 3", "no", name),
    ]
    out = io.StringIO()
    intake = Intake(out)
    loaded = list(intake.rows(rows))
    assert intake.read == 3 == intake.loaded + intake.set_aside
    assert len(loaded) == intake.loaded
    assert all(len(line) for line in out.getvalue().splitlines())
    assert all(row.name.encode() and "\n" not in row.name for row in loaded)


def test_alternate_names_in_a_file_of_the_same_name_do_not_replace_the_dump(data: Path) -> None:
    """GeoNames' export/dump/KG.zip and export/dump/alternatenames/KG.zip are both KG.zip."""
    (data / "alternatenames").mkdir()
    names = text(data / "alternatenames", "KG.txt", "10\t3\tru\tЗиндан-Тоо\t1\t\t\t\t\t\n")
    result = add_set(text(data, "KG.txt", DUMP), alternates=names)
    assert result.chosen.manifest["counts"]["loaded"] == 5
    assert [n.text for n in own(result).names_of("geonames:3")] == ["Зиндан-Тоо"]


def test_a_country_code_that_nobody_knows_costs_no_other_line(data: Path) -> None:
    lost = geonames(7, "Oldland", **{"class": "A", "code": "PCLI", "cc": "QQ"})
    place = own(add_set(text(data, "QQ.txt", lost + DUMP))).place("geonames:7")
    assert (place.countries, place.radius_km) == ((), None)


def test_an_id_of_many_digits_is_set_aside(data: Path) -> None:
    long = geonames(10**25, "Endless")
    names = f"1\t{10**25}\ten\tEndless\t\t\t\t\t\t\n"
    result = add_set(text(data, "KG.txt", DUMP + long), alternates=text(data, "a.txt", names))
    assert "is no number" in result.first[0].reason
    assert result.chosen.manifest["counts"]["mended"] == 1


def test_the_extent_of_a_unit_over_the_180th_meridian_covers_its_towns(data: Path) -> None:
    dump = (
        geonames(1, "Chukotka", **{"class": "A", "code": "ADM1", "cc": "RU", "lat": 66, "lon": 175})
        + geonames(2, "West", cc="RU", lat=66.0, lon=160.0)
        + geonames(3, "East", cc="RU", lat=66.0, lon=-170.0)
    )
    unit = own(add_set(text(data, "RU.txt", dump))).place("geonames:1")
    assert 676 < unit.radius_km < 690


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zip"])
def test_an_archive_with_changed_bytes_is_an_error_that_names_it(data: Path, suffix: str) -> None:
    whole = data / f"KG.txt{suffix}"
    content = "".join(geonames(n, f"Place {n * 7919}") for n in range(3000)).encode()
    if suffix == ".zip":
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("KG.txt", content)
    else:
        pack = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix]
        whole.write_bytes(pack(content))
    packed = bytearray(whole.read_bytes())
    middle = len(packed) // 2
    packed[middle : middle + 64] = bytes(64)
    whole.write_bytes(packed)
    with pytest.raises(GazetteerDataError, match="damaged or cut short"):
        add_set(whole, asked=Asked(kind="geonames"))


def test_a_file_that_cannot_be_read_is_not_called_a_full_disk(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = text(data, "own.csv", "name\nZyndan\n")

    def refused(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(GazetteerDataError, match=r"own\.csv: cannot be read \(Permission denied"):
        add_set(path)


def test_cells_beyond_the_columns_are_told(data: Path) -> None:
    result = add_set(text(data, "own.csv", "name,lat,lon\nZyndan,39.9,70.5,by the mill\n"))
    assert result.chosen.manifest["counts"]["mended"] == 1
    noted = (result.chosen.folder / "rejects.jsonl").read_text()
    assert "4 cells for 3 columns" in noted
    assert "by the mill" in noted


def test_features_of_one_file_may_have_other_properties(data: Path) -> None:
    def point(number: int, **properties: str) -> dict:
        place = {"type": "Point", "coordinates": [70.5 + number, 39.9]}
        return {"type": "Feature", "properties": properties, "geometry": place}

    features = [
        point(0, name="Zyndan"),
        point(1, name="Ak-Ter", name_ru="Ак-Тер-ру", population="700"),
        point(2, highway="track"),
    ]
    collection = json.dumps({"type": "FeatureCollection", "features": features})
    result = add_set(text(data, "osm.geojson", collection))
    (second,) = own(result).find("Ak-Ter")
    assert second.place.population == 700
    assert own(result).find("Ак-Тер-ру")
    assert "no column seems to hold the names" in result.first[0].reason
    assert result.chosen.manifest["counts"] == {"read": 3, "loaded": 2, "set_aside": 1, "mended": 0}


def test_hostile_ids_of_whos_on_first_are_set_aside(data: Path) -> None:
    record = {
        "type": "Feature",
        "properties": {"wof:id": [1], "wof:name": "Zyndan", "wof:placetype": "region"},
        "geometry": None,
    }
    fine = {
        "type": "Feature",
        "properties": {"wof:id": 5, "wof:name": "Ak-Ter", "wof:placetype": "locality",
                       "wof:hierarchy": [{"region_id": [1]}], "wof:population": 1e300},
        "geometry": {"type": "Point", "coordinates": [70.5, 39.9]},
    }  # fmt: skip
    with zipfile.ZipFile(data / "wof.zip", "w") as out:
        out.writestr("1.geojson", json.dumps(record))
        out.writestr("5.geojson", json.dumps(fine))
    result = add_set(data / "wof.zip")
    assert "no wof:id" in result.first[0].reason
    assert own(result).place("wof:5").population == 0


def test_a_disc_larger_than_the_earth_is_no_disc(data: Path) -> None:
    table = "name,lat,lon,radius_km\nZyndan,39.9,70.5,50000\nAk-Ter,39.9,70.5,50\n"
    result = add_set(text(data, "own.csv", table))
    assert "50000" in result.first[0].reason
    assert own(result).find("Ak-Ter")[0].place.radius_km == 50.0
