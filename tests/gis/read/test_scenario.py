"""Scenario files: what is written is read back to the millimetre, and hostile ones are refused by place."""

import json

import pytest
import shapely

from gis.errors import DefinitionError, UnreadableFileError
from gis.read.scenario import parse_scenario, read_scenario
from gis.scenario import Edit
from gis.views.scenario import scenario_geojson
from tests import toy

EDITS = (
    Edit("park", toy.strip(0, 0, 80, 60), name="新园 <b>"),
    Edit("gate", toy.at(100, 20), of="P6000"),
    Edit("facility", toy.at(5, 5), facility="primary_school"),
    Edit("link", toy.line((0, 0), (30, 40), (60, 40))),
    Edit("remove", of="f1"),
)


def written(edits=EDITS, district="toy"):
    return scenario_geojson(edits, crs=toy.CRS, district=district)


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "s.geojson"
    path.write_text(written(), encoding="utf-8")
    found = read_scenario(path, crs=toy.CRS, district="toy")
    assert [(one.kind, one.facility, one.of, one.name) for one in found] == [
        (one.kind, one.facility, one.of, one.name) for one in EDITS
    ]
    for one, other in zip(found, EDITS, strict=True):
        if other.geometry is not None:
            assert shapely.hausdorff_distance(one.geometry, other.geometry) < 1e-3
    assert found[4].geometry is None


def test_it_is_plain_geojson_in_degrees():
    features = json.loads(written())["features"]
    east, north = features[1]["geometry"]["coordinates"]
    assert 116 < east < 119
    assert 36 < north < 38
    assert json.loads(written(()))["features"] == []
    assert parse_scenario(written(()), crs=toy.CRS, district="toy") == ()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"features": 5}', "{" * 5000, '{"features": {"—": 1}, "yitu": 3}']
)
def test_no_scenario_is_told_so(text):
    with pytest.raises((UnreadableFileError, DefinitionError)):
        parse_scenario(text, crs=toy.CRS, district="toy")


def feature(**changed):
    return {"type": "Feature", "properties": {"kind": "park"}, "geometry": {
        "type": "Polygon", "coordinates": [[[118, 36.8], [118.001, 36.8], [118.001, 36.801], [118, 36.8]]]
    }, **changed}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"properties": None}, "properties"),
        ({"properties": {"kind": "bomb"}}, "kind"),
        ({"properties": {}}, "kind"),
        ({"geometry": None}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": [118, 36.8]}}, "geometry"),
        ({"geometry": {"type": "Nothing"}}, "geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": "x"}}, "geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "geometry"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[5e5, 4e6], [5e5, 4.1e6], [6e5, 4e6], [5e5, 4e6]]]}},
            "geometry",
        ),
        ({"properties": {"kind": "gate"}, "geometry": {"type": "Point", "coordinates": [118, 36.8]}}, "of"),
    ],
)
def test_a_wrong_edit_is_refused_by_its_place(changed, key):
    text = json.dumps({"features": [feature(), feature(**changed)]})
    with pytest.raises(DefinitionError) as caught:
        parse_scenario(text, crs=toy.CRS, district="toy", source="s.geojson")
    assert caught.value.facts["key"] == key
    assert caught.value.facts["file"] == "s.geojson[2]"


def test_a_scenario_of_another_district_is_refused():
    with pytest.raises(DefinitionError, match="liaocheng"):
        parse_scenario(written(district="liaocheng"), crs=toy.CRS, district="toy")


def test_too_many_edits_and_too_large_a_file_are_refused(tmp_path):
    with pytest.raises(DefinitionError, match="501"):
        parse_scenario(json.dumps({"features": [feature()] * 501}), crs=toy.CRS, district="toy")
    path = tmp_path / "s.geojson"
    path.write_text("x" * 5_000_001, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="MB"):
        read_scenario(path, crs=toy.CRS, district="toy")
    with pytest.raises(UnreadableFileError):
        read_scenario(tmp_path / "none.geojson", crs=toy.CRS, district="toy")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFileError):
        read_scenario(path, crs=toy.CRS, district="toy")
