"""What GIS tools open: layers of one kind, related tables, styles, and what a format loses."""

from __future__ import annotations

import json
import sqlite3
import warnings
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from lxml import etree

import geomap
from geomap.errors import NoInputError, ReadError
from geomap.export import DISCLAIMER, LossyWarning
from geomap.export.kml import NAMESPACE
from geomap.export.qgis import layer_styles
from geomap.frame import to_frame
from geomap.incident import INCIDENT_TYPES, Incident
from geomap.reread.shapefile import LEFT_OUT
from layers.style import kind_of
from tests.export_frames import HOSTILE, exact, incident, killed, one_of_each, place, says

KML = f"{{{NAMESPACE}}}"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return geomap.write(to_frame(one_of_each()), tmp_path / "a.gpkg")


def rows(path: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(query).fetchall()


class TestGeoPackage:
    def test_each_layer_holds_one_kind_of_geometry(self, package: Path):
        found = {str(n): str(t) for n, t in pyogrio.list_layers(package)}
        assert found["incidents_points"] == "Point"
        assert found["incidents_lines"] == "MultiLineString"
        assert found["incidents_areas"] == "MultiPolygon"
        assert found["incidents_unplaced"] == "None"
        assert {"claims", "figures", "places", "sources", "borders"} <= set(found)

    def test_geopandas_reads_the_layers_with_types(self, package: Path):
        areas = gpd.read_file(package, layer="incidents_areas")
        assert areas["incident_id"].tolist() == ["r#2", "r#3", "r#5"]
        assert areas.crs.to_epsg() == 4326
        assert str(areas["date_start"].dtype).startswith("datetime64")
        assert areas["background"].dtype == bool

    def test_a_point_and_an_area_of_one_incident_stand_in_both_layers(self, package: Path):
        query = "SELECT also_in FROM incidents_points WHERE incident_id = 'r#5'"
        assert rows(package, query) == [("incidents_areas",)]

    def test_claims_are_related_by_the_incident(self, package: Path):
        query = (
            "SELECT i.title, c.claimant, f.min FROM incidents_areas i "
            "JOIN claims c USING (incident_id) JOIN figures f USING (incident_id, claim_id) "
            "WHERE i.incident_id = 'r#2'"
        )
        assert rows(package, query) == [("", "SCNS", 2)]

    def test_an_unknown_figure_is_null_and_a_stated_zero_is_zero(self, tmp_path: Path):
        told = incident(claims=(says("A", killed(None, None)), says("B", killed(0, 0))))
        path = geomap.write(to_frame([told]), tmp_path / "a.gpkg")
        assert rows(path, "SELECT claimant, min, max FROM figures") == [
            ("A", None, None),
            ("B", 0, 0),
        ]

    def test_disclaimer_and_licences_are_in_the_file(self, package: Path):
        metadata = pyogrio.read_info(package, layer="incidents_areas")["layer_metadata"]
        assert metadata["DISCLAIMER"] == DISCLAIMER
        assert "CC BY 4.0" in metadata["LICENCES"]

    def test_every_drawn_layer_has_a_default_style(self, package: Path):
        found = dict(
            rows(package, "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault")
        )
        assert found == layer_styles()

    def test_reading_leaves_nothing_beside_the_file(self, package: Path):
        geomap.read_back(package)
        assert [p.name for p in package.parent.iterdir()] == ["a.gpkg"]

    def test_incidents_that_share_an_area_shade_it_once(self, tmp_path: Path):
        path = geomap.write(to_frame([incident(1), incident(2)]), tmp_path / "a.gpkg")
        query = "SELECT shade_here, spot_nr, spot_count FROM incidents_areas"
        assert rows(path, query) == [(1, 0, 2), (0, 1, 2)]

    def test_border_lines_say_whether_they_are_disputed(self, tmp_path: Path):
        there = incident(places=(place(lon=70.5, lat=39.95),))
        path = geomap.write(to_frame([there]), tmp_path / "a.gpkg")
        (found,) = rows(
            path, "SELECT dashed, label FROM borders WHERE pair = 'KGZ-TJK' AND preferred"
        )
        assert found[0] == 1
        assert "not fully agreed" in found[1]

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts_are_texts(self, text: str, tmp_path: Path):
        path = geomap.write(to_frame([incident(title=text)]), tmp_path / "a.gpkg")
        (title,) = geomap.read_back(path).incidents
        assert title.title == text


@pytest.mark.parametrize("layer", layer_styles())
def test_a_style_is_well_formed_and_has_the_colours_of_the_map(layer: str):
    root = etree.fromstring(layer_styles()[layer].encode())
    symbols = {s.get("name") for s in root.iterfind("renderer-v2/symbols/symbol")}
    categories = root.findall("renderer-v2/categories/category")
    assert {c.get("symbol") for c in categories} == symbols
    if layer != "borders":
        assert [c.get("value") for c in categories] == list(INCIDENT_TYPES)
        colour = kind_of("talks").colour
        rgb = ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
        assert layer == "incidents_points" or rgb in layer_styles()[layer]


class TestFlatGeobuf:
    def test_it_has_an_index_where_every_incident_has_a_place(self, tmp_path: Path):
        path = geomap.write(to_frame(one_of_each()[:5]), tmp_path / "a.fgb")
        assert len(gpd.read_file(path, bbox=(70.5, 40.4, 70.6, 40.6))) == 1

    def test_an_incident_without_a_place_is_kept(self, tmp_path: Path):
        path = geomap.write(to_frame(one_of_each()), tmp_path / "a.fgb")
        read = gpd.read_file(path)
        assert read.loc[read.geometry.isna(), "incident_id"].tolist() == ["r#6"]


class TestGeoParquet:
    def test_geopandas_reads_it_and_skips_by_box(self, tmp_path: Path):
        pytest.importorskip("pyarrow")
        path = geomap.write(to_frame(one_of_each()), tmp_path / "a.parquet")
        assert len(gpd.read_parquet(path)) == 6
        assert len(gpd.read_parquet(path, bbox=(74.9, 39.9, 75.1, 40.1))) == 1

    def test_the_metadata_are_those_of_version_1_1(self, tmp_path: Path):
        pq = pytest.importorskip("pyarrow.parquet")
        path = geomap.write(to_frame(one_of_each()), tmp_path / "a.parquet")
        metadata = pq.read_schema(path).metadata
        geo = json.loads(metadata[b"geo"])
        column = geo["columns"]["geometry"]
        assert geo["version"] == "1.1.0"
        assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
        assert set(column["geometry_types"]) >= {"Point", "Polygon", "LineString"}
        assert json.loads(metadata[b"geomap"])["disclaimer"] == DISCLAIMER


def marks(path: Path) -> list:
    return etree.parse(path).findall(f".//{KML}Placemark")


class TestKml:
    def test_folders_are_kinds_and_one_is_for_what_has_no_place(self, tmp_path: Path):
        path = geomap.write(to_frame(one_of_each()), tmp_path / "a.kml")
        names = [f.findtext(f"{KML}name") for f in etree.parse(path).iterfind(f".//{KML}Folder")]
        assert names == ["Armed clash", "Shelling", "Talks", "Without a known place"]

    def test_one_day_is_a_stamp_and_several_are_a_span(self, tmp_path: Path):
        day = incident(2, date_end="2022-01-27")
        span, stamp = marks(geomap.write(to_frame([incident(1), day]), tmp_path / "a.kml"))
        assert span.findtext(f"{KML}TimeSpan/{KML}end") == "2022-01-28"
        assert stamp.findtext(f"{KML}TimeStamp/{KML}when") == "2022-01-27"

    def test_markup_in_a_report_is_text_in_the_balloon(self, tmp_path: Path):
        bad = "<script>alert(1)</script> $[name] & ]]>"
        (mark,) = marks(
            geomap.write(to_frame([incident(title=bad, sentence=bad)]), tmp_path / "a.kml")
        )
        assert "<script>" not in mark.findtext(f"{KML}description")
        assert mark.findtext(f"{KML}name") == bad
        styles = etree.parse(tmp_path / "a.kml").findall(f".//{KML}BalloonStyle/{KML}text")
        assert {s.text for s in styles} == {"$[description]"}

    def test_a_kmz_is_a_zip_with_the_kml_inside(self, tmp_path: Path):
        frame = to_frame(one_of_each())
        kml = geomap.write(frame, tmp_path / "a.kml").read_bytes()
        with zipfile.ZipFile(geomap.write(frame, tmp_path / "a.kmz")) as packed:
            assert packed.namelist() == ["doc.kml"]
            assert packed.read("doc.kml") == kml

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts_are_read_back(self, text: str, tmp_path: Path):
        path = geomap.write(to_frame([incident(title=text, sentence=text)]), tmp_path / "a.kml")
        assert geomap.read_back(path).incidents == (incident(title=text, sentence=text),)


def lossy(frame, path: Path) -> tuple[Path, str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        written = geomap.write(frame, path)
    (said,) = [str(w.message) for w in caught if w.category is LossyWarning]
    return written, said


class TestShapefile:
    def test_the_warning_says_what_is_lost_and_which_files_there_are(self, tmp_path: Path):
        written, said = lossy(to_frame(one_of_each()), tmp_path / "a.shp")
        assert written.name == "a_points.shp" or written.is_file()
        for word in ("claims", "evidence", "254", "a_areas", "a_unplaced.dbf"):
            assert word in said

    def test_geopandas_reads_each_file_as_utf_8(self, tmp_path: Path):
        lossy(to_frame([incident(title="Ак-Сай 🔥")]), tmp_path / "a.shp")
        read = gpd.read_file(tmp_path / "a_areas.shp")
        assert read["title"].tolist() == ["Ак-Сай 🔥"]
        assert (tmp_path / "a_areas.cpg").read_text() == "UTF-8"
        assert DISCLAIMER in (tmp_path / "a_README.txt").read_text("utf-8")
        assert max(map(len, read.columns.drop("geometry"))) <= 10

    def test_files_of_an_older_run_do_not_stay_beside_newer_ones(self, tmp_path: Path):
        lossy(to_frame([incident(places=(exact(),))]), tmp_path / "a.shp")
        lossy(to_frame([incident()]), tmp_path / "a.shp")
        assert len(gpd.read_file(tmp_path / "a_points.shp")) == 0

    def test_what_comes_back_lacks_exactly_what_the_warning_names(self, tmp_path: Path):
        told = incident(
            title="T",
            sentence="S",
            problems=("one", "two"),
            countries=("KGZ", "TJK"),
            border_pair="KGZ-TJK",
            places=(place(place_id="x:1", reasons=("why",)), place(role="mentioned")),
        )
        written, _ = lossy(to_frame([told]), tmp_path / "a.shp")
        (read,) = geomap.read_back(written).incidents
        kept = place(countries=(), geojson=read.places[0].geojson)
        assert shapely.from_geojson(json.dumps(kept.geojson)).geom_type == "Polygon"
        assert read == incident(
            title="T",
            sentence="S",
            problems=("one", "two", LEFT_OUT),
            countries=("KGZ", "TJK"),
            border_pair="KGZ-TJK",
            places=(kept,),
            actors=(),
            sources=(),
            claims=(),
        )

    def test_a_text_that_was_cut_is_named(self, tmp_path: Path):
        written, _ = lossy(to_frame([incident(title="ж" * 300)]), tmp_path / "a.shp")
        (row,) = gpd.read_file(tmp_path / "a_areas.shp").to_dict("records")
        assert row["cut"] == "title"
        assert row["title"].endswith("ж…")
        assert geomap.read_back(written).incidents[0].title == row["title"]

    def test_every_incident_is_in_some_file_and_comes_back_once(self, tmp_path: Path):
        written, _ = lossy(to_frame(one_of_each()), tmp_path / "a.shp")
        read = geomap.read_back(written).incidents
        assert [i.incident_id for i in read] == [f"r#{n}" for n in range(1, 7)]

    def test_a_place_shown_by_its_unit_stays_so(self, tmp_path: Path):
        unknown = place(lon=None, lat=None, radius_m=None, where_prec=None, status="unresolved")
        unit = place(role="within", as_written="Y", name="Y", status="resolved")
        written, _ = lossy(to_frame([incident(places=(unknown, unit))]), tmp_path / "a.shp")
        told, shown = geomap.read_back(written).incidents[0].places
        assert (told.status, told.lon, shown.role, shown.name) == (
            "unresolved",
            None,
            "within",
            "Y",
        )


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "parquet", "kml", "kmz", "xlsx"])
class TestWhatIsNotOurs:
    def test_damage_is_a_clear_error(self, suffix: str, tmp_path: Path):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(b"PK\x03\x04 no such thing")
        with pytest.raises(ReadError, match=str(path)):
            geomap.read_back(path)

    def test_a_missing_file_is_named(self, suffix: str, tmp_path: Path):
        with pytest.raises(NoInputError, match="no such file"):
            geomap.read_back(tmp_path / f"a.{suffix}")

    def test_another_programs_file_is_refused(self, suffix: str, tmp_path: Path):
        path = tmp_path / f"a.{suffix}"
        other = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs=4326)
        if suffix == "parquet":
            other.to_parquet(path)
        elif suffix == "kmz":
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("doc.kml", f'<kml xmlns="{NAMESPACE}"/>')
        else:
            driver = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "kml": "KML", "xlsx": "XLSX"}[suffix]
            table = other.drop(columns="geometry") if suffix == "xlsx" else other
            pyogrio.write_dataframe(table, path, driver=driver)
        with pytest.raises(ReadError, match="geomap wrote"):
            geomap.read_back(path)


def test_a_row_that_somebody_broke_is_set_aside_and_the_rest_is_read(package: Path):
    with closing(sqlite3.connect(package)) as base, base:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _: 0)
        base.execute("UPDATE incidents_areas SET type = 'war' WHERE incident_id = 'r#2'")
    read = geomap.read_back(package)
    assert [i.incident_id for i in read.incidents] == ["r#1", "r#3", "r#4", "r#5", "r#6"]
    assert read.rejected[0].column == "type"


def test_coordinates_stay_whole_in_binary_formats(tmp_path: Path):
    told = Incident(incident_id="a", type="talks", doc_ids=("r",), places=(exact(),))
    path = geomap.write(to_frame([told]), tmp_path / "a.gpkg")
    (point,) = gpd.read_file(path, layer="incidents_points").geometry
    assert np.isclose(point.x, 70.123456789, atol=0)
