"""GeoJSON of today's standard and of the older one, in any encoding, with rows that cannot be shapes set aside."""

import json

import pyogrio
import pytest
import shapely

from gis.crs import DEGREES
from tests.gis.read.intake.making_vector import (
    LON,
    collection,
    far_rings,
    feature,
    geojson,
    metric,
    named_crs,
    point,
    ring,
)  # fmt: skip
from tests.gis.read.intake.reading_vector import Reading


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: Reading("geojson", geojson(content)(tmp_path), **options)


def test_agrees_with_gdal(tmp_path):
    features = [
        feature({"type": "Polygon", "coordinates": [one]}, 编号=at, 名称=f"块{at}")
        for at, one in enumerate(far_rings(300))
    ]
    path = geojson(collection(*features))(tmp_path)
    reading = Reading("geojson", path)
    other = pyogrio.read_dataframe(path)
    assert reading.values("编号") == other["编号"].tolist()
    assert shapely.equals_exact(reading.layer.geometry, other.geometry.to_numpy()).all()
    assert reading.layer.crs == DEGREES
    assert reading.layer.rows.tolist() == list(range(1, 301))
    assert not reading.codes


def test_text_coordinates_go_aside_with_their_number(read):
    reading = read(collection(feature(), feature(point("117.1", "36.6"), 名称="甲"), feature(point(LON))))
    assert [(one.row, one.code, one.name) for one in reading.layer.quarantined] == [
        (2, "coordinates_text", "甲"), (3, "coordinates_few", ""),
    ]  # fmt: skip
    assert reading.layer.rows.tolist() == [1]


@pytest.mark.parametrize(("crs", "found"), [
    (named_crs("EPSG:4548"), 4548), (named_crs("urn:ogc:def:crs:EPSG::4527"), 4527), (named_crs("CGCS2000"), 4490),
    ({"type": "EPSG", "properties": {"code": 4548}}, 4548),
])  # fmt: skip
def test_crs_member(read, crs, found):
    assert read(collection(metric(), crs=crs)).layer.crs.rpartition(":")[2] == str(found)


@pytest.mark.parametrize("kind", ["link", "url", "Link"])
def test_links_are_never_followed(read, kind):
    reading = read({**collection(metric()), "crs": {"type": kind, "properties": {"href": "marker"}}})
    assert (reading.layer.crs, reading.codes) == ("", {"json_crs_link"})


def test_two_systems_are_none(read):
    features = [{**metric(), "crs": named_crs(f"EPSG:{code}")} for code in (4548, 4549)]
    reading = read("\n".join(json.dumps(one) for one in features))
    assert (reading.layer.crs, "json_crs_several" in reading.codes) == ("", True)


def test_degrees_are_stated_only_of_numbers_that_can_be_degrees(read):
    assert read(feature(point(200.0, 10.0))).layer.crs == ""
    assert read(feature(point(36.6, 117.1))).layer.crs == DEGREES  # the wrong way round: for others to see
    assert read(metric()).layer.crs == ""
    assert read(collection(feature(point(1, 2)), crs=None)).layer.crs == DEGREES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_encodings(tmp_path, encoding):
    text = json.dumps(feature(名称="规划居住用地与公园"), ensure_ascii=False)
    reading = Reading("geojson", geojson(text, encoding=encoding)(tmp_path))
    assert reading.values("名称") == ["规划居住用地与公园"]
    assert ("text_encoding_judged" in reading.codes) == (not encoding.startswith("utf-8"))


def test_the_encoding_asked_for_is_used(tmp_path):
    path = geojson(json.dumps(feature(name="國土"), ensure_ascii=False), encoding="big5")(tmp_path)
    assert Reading("geojson", path, encoding="big5").values("name") == ["國土"]


def test_ids(read):
    assert read({**feature(a=1), "id": 7}).values("id") == [7]
    assert read({**feature(id=7), "id": 7}).layer.table.column_names == ["id"]
    both = read({**feature(id="甲"), "id": 7})
    assert (both.values("id"), both.values("id_1")) == (["甲"], [7])


def test_properties_that_are_none(read):
    assert len(read({**feature(), "properties": None}).layer.table) == 1
    assert read({**feature(), "properties": [1]}).values("properties") == ["[1]"]


def test_members_beyond_the_standard_are_told(read):
    assert read({**feature(), "attributes": {"a": 1}}).facts("json_members_left")["members"] == ["attributes"]


@pytest.mark.parametrize("content", [
    {"type": "Topology", "objects": {}}, {"a": 1}, [], 7, "marker", {"type": "FeatureCollection"},
    {"type": "FeatureCollection", "features": {"a": 1}}, {"type": ["Feature"]}, {"type": {"a": 1}},
])  # fmt: skip
def test_json_that_is_no_geojson(read, content):
    assert read(json.dumps(content)).codes == {"json_unknown"}


def test_features_that_are_none(read):
    reading = read(collection(feature(), None, 7, {"type": "FeatureCollection", "features": []}))
    assert [one.row for one in reading.layer.quarantined] == [2, 3, 4]


def test_a_line_break_within_a_feature_is_fine(read):
    assert len(read(json.dumps(collection(feature(), feature()), indent=1)).layer.table) == 2


def test_null_geometry_is_a_row(read):
    reading = read(collection({**feature(a=1), "geometry": None}, feature(a=2)))
    assert reading.values("a") == [1, 2]
    assert reading.layer.geometry[0] is None


def test_rings_that_were_open_are_marked(read):
    reading = read(collection(feature(), feature({"type": "Polygon", "coordinates": [ring()[:-1]]})))
    assert reading.layer.mended == {1}
