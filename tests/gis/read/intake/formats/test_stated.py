"""The words files use for coordinate systems, and words that mean none."""

import pyproj
import pytest

from gis.read.intake.formats.stated import datum_shifted, stated_crs

CODE = "EPSG:{}"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("EPSG:4548", 4548),
        ("epsg:4548", 4548),
        ("EPSG::4548", 4548),
        ("urn:ogc:def:crs:EPSG::4527", 4527),
        ("urn:ogc:def:crs:EPSG:6.9:4527", 4527),
        ("urn:x-ogc:def:crs:EPSG::4490", 4490),
        ("/def/crs/EPSG/0/4490", 4490),
        ("CGCS2000", 4490),
        ("2000国家大地坐标系", 4490),
        ("GCS_China_Geodetic_Coordinate_System_2000", 4490),
        ("CGCS2000_3_Degree_GK_Zone_39", 4527),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 117E", 4548),
        ("Xian_1980_3_Degree_GK_Zone_39", 2363),
        ("WGS84", 4326),
        ("WGS 84", 4326),
    ],
)
def test_known_words(words, code):
    assert stated_crs(words) == CODE.format(code)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "WGS",
        "Zone 39",
        "3-degree",
        "marker",
        "EPSG:0",
        "EPSG:999999",
        "+proj=longlat",
        "a:b",
        None,
        7,
        [],
        {},
        {"a": 1},
        "PROJCS[",
        'GEOGCS["x",EXTENSION["PROJ4","+nadgrids=marker"]]',
        "CGCS2000" * 40,
    ],
)
def test_unknown_words_are_not_guessed(words):
    assert stated_crs(words) == ""


@pytest.mark.parametrize(
    ("words", "system"),
    [
        ("GCJ-02", "GCJ-02"),
        ("gcj02", "GCJ-02"),
        ("火星坐标", "GCJ-02"),
        ("BD09", "BD-09"),
        ("bd09ll", "BD-09"),
        ("WGS84", ""),
    ],
)
def test_shifted_systems(words, system):
    assert datum_shifted(words) == system
    assert not system or stated_crs(words) == system


@pytest.mark.parametrize("code", [4490, 4326, 4527, 4548, 4498, 32650, 3857, 2363])
def test_definitions_come_back_as_their_codes(code):
    crs = pyproj.CRS.from_epsg(code)
    assert stated_crs(crs.to_wkt()) == stated_crs(crs.to_json_dict()) == CODE.format(code)
