"""JSON told apart by the members of its outermost object."""

import json

import pytest

from gis.read.intake.identify_json import GEOJSON_TYPES, kind_of_json, outer_members


def kind(text: str) -> str:
    return kind_of_json(text, text)[0]


@pytest.mark.parametrize("name", sorted(GEOJSON_TYPES))
def test_the_nine_types(name: str) -> None:
    assert kind(json.dumps({"type": name})) == "geojson"
    assert kind(json.dumps({"a": {"type": "Topology"}, "type": name}, indent=2)) == "geojson"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\ufeff\n {"type" : "FeatureCollection", "features": [', "geojson"),
        ('\x1e{"type":"Feature","geometry":null}\n\x1e{"type":"Feature"}', "geojson"),
        ('{"type":"Feature","properties":{}}\n{"type":"Feature","properties":{}}\n', "geojson"),
        ('{"name":"x","features":[{"type":"Feature"}],"type":"FeatureCollection"}', "geojson"),
        ('{"crs":{"type":"name"},"type":"FeatureCollection"}', "geojson"),
        ('{"note":"a \\" b { [","type":"Point","coordinates":[1,2]}', "geojson"),
        ('{"features":[]}', "json_unknown"),
        ('{"type":"featurecollection"}', "json_unknown"),
        ('{"type":{"a":"Feature"}}', "json_unknown"),
        ('[{"type":"Feature"}]', "json_unknown"),
        ("{}", "json_unknown"),
        ("{", "json_unknown"),
        ('{"a":{"type":"FeatureCollection"}}', "json_unknown"),
        ('{"type":"gdal_streamed_alg","features":[]}', "virtual_refused"),
        ('{"command_line":"x","type":"Feature"}', "virtual_refused"),
        ('{"type":"Topology"}', "other_format"),
        ('{"geometryType":"esriGeometryPolygon"}', "other_format"),
        ('{"displayFieldName":"","fieldAliases":{},"features":[]}', "other_format"),
        ('{"type":"Feature","stac_version":"1.0.0"}', "service_refused"),
        ('{"type":"Catalog","stac_version":"1.0.0"}', "service_refused"),
    ],
)
def test_kinds(text: str, expected: str) -> None:
    assert kind(text) == expected


def test_the_type_may_come_after_the_features() -> None:
    head, tail = '{"name":"x","features":[{"type":"Feature"},', '{"type":"Feature"}],"type":"FeatureCollection"}'
    assert kind_of_json(head, tail)[0] == "geojson"


def test_members_of_the_outermost_object_alone() -> None:
    members = outer_members('{"a":1,"b":{"c":2,"d":[{"e":3}]},"f":"g","h":[1,"i"],"j":null} {"k":1}')
    assert members == {"a": "1", "b": "", "f": "g", "h": "", "j": "null"}


def test_of_a_name_given_twice_the_first_counts() -> None:
    assert outer_members('{"type":"Feature","type":"Topology"}') == {"type": "Feature"}


def test_deep_nesting_costs_nothing() -> None:
    assert kind('{"type":"Point","x":' + "[" * 60_000) == "geojson"
