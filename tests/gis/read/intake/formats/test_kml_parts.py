"""Placemarks: attributes from every place KML has for them, geometry from every kind it knows."""

import xml.etree.ElementTree as ET

import pytest

from gis.read.intake.formats.kml_parts import placemark_of
from tests.gis.read.intake.making_vector import TABLE


def read(inside):
    return placemark_of(ET.fromstring(f"<Placemark>{inside}</Placemark>"))  # noqa: S314


def line(text, tag="LineString"):
    return f"<{tag}><coordinates>{text}</coordinates></{tag}>"


def borders(outer, *inner):
    rings = [("outer", outer)] * bool(outer) + [("inner", one) for one in inner]
    return (
        "<Polygon>"
        + "".join(f"<{n}BoundaryIs>{line(t, 'LinearRing')}</{n}BoundaryIs>" for n, t in rings)
        + "</Polygon>"
    )


def test_attributes():
    found = read(
        "<name> 甲 </name><address>一路</address><styleUrl>#a</styleUrl><TimeStamp><when>2024</when></TimeStamp>"
        "<ExtendedData><Data name='k'><displayName>K</displayName><value>v</value></Data>"
        "<SchemaData><SimpleData name='MJ'>3.5</SimpleData><SimpleData name='空'/></SchemaData></ExtendedData>"
    )
    assert found.fields == {
        "name": "甲",
        "address": "一路",
        "styleUrl": "#a",
        "when": "2024",
        "k": "v",
        "MJ": "3.5",
        "空": None,
    }


def test_the_same_name_with_another_value_is_numbered():
    data = "".join(f"<Data name='name'><value>{value}</value></Data>" for value in "乙甲")
    data = f"<ExtendedData>{data}</ExtendedData>"
    assert read(f"<name>甲</name>{data}").fields == {"name": "甲", "name_1": "乙"}


def test_a_table_becomes_attributes():
    found = read(TABLE)
    assert (found.fields["DLBM"], found.fields["面积"], found.from_table) == ("0701", "12.5", ("DLBM", "面积"))


@pytest.mark.parametrize(
    ("inside", "geometry"),
    [
        (line("117,36", "Point"), {"type": "Point", "coordinates": [117, 36]}),
        (line(" 117,36,5 \n 118,36,5 "), {"type": "LineString", "coordinates": [[117, 36, 5], [118, 36, 5]]}),
        (line("117, 36, 5 118 ,36,5"), {"type": "LineString", "coordinates": [[117, 36, 5], [118, 36, 5]]}),
        (line("1,2 3,4", "LinearRing"), {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
        (
            borders("0,0 3,0 3,3 0,0", "1,1 2,1 2,2 1,1"),
            {"type": "Polygon", "coordinates": [[[0, 0], [3, 0], [3, 3], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]]},
        ),
        (
            f"<MultiGeometry>{line('1,2', 'Point')}{line('3,4', 'Point')}</MultiGeometry>",
            {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        ),
        (
            f"<MultiGeometry>{line('1,2', 'Point')}<MultiGeometry>{line('1,2 3,4')}</MultiGeometry></MultiGeometry>",
            {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [1, 2]},
                    {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
                ],
            },
        ),
        (
            "<Track><when>a</when><when>b</when><coord>1 2 3</coord><coord>4 5 6</coord></Track>",
            {"type": "LineString", "coordinates": [[1, 2, 3], [4, 5, 6]]},
        ),
        ("<Track><coord>1 2 3</coord></Track>", {"type": "Point", "coordinates": [1, 2, 3]}),
        (line("", "Point"), None),
        ("", None),
        ("<Model/>", None),
    ],
)
def test_geometry(inside, geometry):
    found = read(inside)
    assert (found.geometry, found.reason) == (geometry, "")


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (line("东经,北纬", "Point"), "kml_coordinates_broken"),
        (line("117;36", "Point"), "kml_coordinates_broken"),
        (borders("", "1,1 2,1 2,2 1,1"), "kml_outer_rings"),
        ("<MultiGeometry>" * 40 + "</MultiGeometry>" * 40, "kml_coordinates_broken"),
    ],
)
def test_reasons(inside, reason):
    assert read(inside).reason == reason


def test_many_places_read_the_same_as_few():
    few, many = [f"{at / 7},{at / 9}" for at in range(400)], [f"{at / 7},{at / 9}" for at in range(800)]
    assert read(line(" ".join(many))).geometry["coordinates"][:400] == read(line(" ".join(few))).geometry["coordinates"]


def test_what_ovital_states():
    assert read("<OvCoordType> GCJ02 </OvCoordType>").system == "GCJ02"


def test_moments_of_a_track():
    fields = read("<Track><when>a</when><when>b</when><coord>1 2</coord></Track>").fields
    assert (fields["begin"], fields["end"]) == ("a", "b")
