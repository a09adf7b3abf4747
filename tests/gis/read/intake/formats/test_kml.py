"""KML files whole: folders, coordinates that 奥维 states, links not followed, LIBKML as a second opinion."""

import pyogrio
import pytest
import shapely

from gis.crs import CGCS2000_DEGREES, DEGREES
from tests.gis.read.intake.making_vector import (
    far_rings,
    folder_of,
    geojson,
    kml,
    kml_point,
    kml_polygon,
    placemark,
    system,
)
from tests.gis.read.intake.reading_vector import Reading


@pytest.fixture
def read(tmp_path):
    return lambda body, **options: Reading("kml", kml(body, **options)(tmp_path))


def test_agrees_with_gdal(tmp_path):
    path = kml("".join(placemark(kml_polygon(one), name=f"块{at}") for at, one in enumerate(far_rings(200))))(tmp_path)
    reading = Reading("kml", path)
    other = pyogrio.read_dataframe(path)
    assert shapely.equals_exact(reading.layer.geometry, other.geometry.to_numpy(), tolerance=1e-12).all()
    assert reading.values("name") == other["Name"].tolist()
    assert reading.layer.crs == DEGREES


def test_folders_are_layers_with_their_path(read):
    reading = read(placemark(name="a") + folder_of("一", placemark(name="b"), folder_of("二", placemark(name="c"))))
    assert [(layer.name, layer.table.column("name").to_pylist()) for layer in reading.layers] == [
        ("plots", ["a"]),
        ("一", ["b"]),
        ("一/二", ["c"]),
    ]
    assert reading.layers[2].table.column("folder").to_pylist() == ["一/二"]
    assert sorted(row for layer in reading.layers for row in layer.rows) == [1, 2, 3]


def test_many_folders_are_one_layer_with_a_column(read):
    reading = read("".join(folder_of(f"夹{at}", placemark(kml_point())) for at in range(60)))
    assert reading.values("folder") == [f"夹{at}" for at in range(60)]
    assert reading.facts("kml_folders_many")["count"] == 60


def test_the_name_of_a_folder_may_come_last(read):
    assert read(f"<Folder>{placemark()}<name>末</name></Folder>").layer.name == "末"


@pytest.mark.parametrize(
    ("words", "crs"),
    [
        ("GCJ02", "GCJ-02"),
        ("GCJ-02", "GCJ-02"),
        ("CGCS2000", CGCS2000_DEGREES),
        ("WGS84", DEGREES),
        ("BD09", "BD-09"),
        ("marker", ""),
    ],
)
def test_coordinates_that_ovital_states(read, words, crs):
    assert read(placemark(inside=system(words)), name="a.ovkml").layer.crs == crs


def test_what_a_folder_states_holds_for_all_in_it(read):
    reading = read(f"<Folder>{system('GCJ02')}{placemark()}{folder_of('内', placemark())}</Folder>{placemark()}")
    assert [layer.crs for layer in reading.layers] == ["GCJ-02", "GCJ-02", ""]


def test_a_file_of_ovital_that_states_nothing_is_open(read):
    assert read(placemark(), name="a.ovkml").layer.crs == ""
    reading = read(placemark(inside="<OvAttr/>") + placemark())
    assert (reading.layer.crs, "kml_system_open" in reading.codes) == ("", True)


def test_broken_placemarks_go_aside_with_their_number(read):
    reading = read(
        placemark() + placemark(kml_point("x"), name="乙") + placemark(kml_point("nan,1"), name="丙") + placemark()
    )
    assert [(one.row, one.code, one.name) for one in reading.layer.quarantined] == [
        (2, "kml_coordinates_broken", "乙"),
        (3, "coordinate_not_finite", "丙"),
    ]
    assert reading.layer.rows.tolist() == [1, 4]


def test_a_placemark_without_geometry_is_a_row(read):
    assert read(placemark("") + placemark()).layer.geometry[0] is None


def test_swapped_degrees_stay_as_they_came(read):
    reading = read(placemark(kml_point("36.6,117.1")))
    assert shapely.get_coordinates(reading.layer.geometry).tolist() == [[36.6, 117.1]]
    assert reading.layer.crs == DEGREES


@pytest.mark.parametrize("root", ["svg", "gml", "kmlx"])
def test_xml_that_is_no_kml(tmp_path, root):
    assert Reading("kml", geojson(f"<{root}/>", name="a.kml")(tmp_path)).codes == {"xml_unknown"}


@pytest.mark.parametrize(
    "text",
    [
        "<Placemark><Point><coordinates>117,36</coordinates></Point></Placemark>",
        "<Document><Placemark><Point><coordinates>117,36</coordinates></Point></Placemark></Document>",
    ],
)
def test_without_the_outermost_element(tmp_path, text):
    assert len(Reading("kml", geojson(text, name="a.kml")(tmp_path)).layer.table) == 1


def test_folders_nest_to_the_limit(read):
    assert len(read("<Folder>" * 60 + placemark() + "</Folder>" * 60).layers) == 1
    assert read("<Folder>" * 80 + placemark() + "</Folder>" * 80).codes == {"nested_too_deep"}
