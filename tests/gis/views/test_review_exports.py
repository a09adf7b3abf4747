"""The geometry out and in again: the same corners from TXT, shapefile and drawing."""

import io

import ezdxf
import geopandas as gpd
import pytest
from shapely.geometry import Polygon

from gis.errors import UnsupportedFormatError
from gis.views.review_exports import geometry_bytes, parts_frame, write_geometry
from tests.gis.review.review_toy import PARTS, at, frame, make_project


def test_parts_with_ids_uses_and_areas():
    rows = parts_frame(make_project())
    assert list(rows["id"]) == ["P1", "P2", "P3"]
    assert list(rows["area_m2"]) == pytest.approx([30_000.0, 15_000.0, 15_000.0])
    assert list(rows["planned_code"]) == ["100101", "100101", "100102"]


def test_three_files_with_the_same_corners(tmp_path):
    txt, packed, drawing = write_geometry(make_project(), tmp_path / "out", "项目")
    assert [path.name for path in (txt, packed, drawing)] == ["项目.txt", "项目.zip", "项目.dxf"]
    back = gpd.read_file(packed)
    assert list(back["id"]) == list(PARTS)
    for shape, part in zip(back.geometry, PARTS.values(), strict=True):
        assert shape.normalize().equals_exact(part.normalize(), 1e-6)
    lines_of_txt = txt.read_bytes().decode("gb18030")
    assert lines_of_txt.count("@") == 3
    assert "4428250.000" in lines_of_txt
    assert "3.0000" in lines_of_txt
    lines = ezdxf.readfile(drawing).modelspace().query("LWPOLYLINE")
    shapes = [Polygon([point[:2] for point in line.get_points()]) for line in lines]
    assert sorted(shape.area for shape in shapes) == pytest.approx([15_000.0, 15_000.0, 30_000.0])


def test_a_part_with_a_hole_goes_out_whole():
    holed = at(0, 0, 100, 100).difference(at(40, 40, 60, 60))
    back = gpd.read_file(io.BytesIO(geometry_bytes(make_project(parts=frame({"A": holed})), ".zip")))
    assert back.geometry.area.sum() == pytest.approx(9_600.0)


def test_an_unknown_format_is_refused():
    with pytest.raises(UnsupportedFormatError):
        geometry_bytes(make_project(), ".odt")
