"""Projects from files and drawings: parts of all layers, belts, facts of TXT and columns, what is left out told."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.assessment.desk_inputs import brought
from gis.crs import DEGREES
from gis.errors import LayerError, MetricCRSError
from gis.read.intake.intake import read_file
from gis.read.intake.model import ReadOptions
from gis.read.projects import drawn_project, project_of

CRS = "EPSG:4548"
EAST, NORTH = 593_000.0, 4_077_000.0
HEAD = (
    "坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n"
    "计量单位=米\n带号={zone}\n精度=0.001\n转换参数=,,,,,,\n"
)


def square(at=0.0, side=100.0):
    return shapely.box(EAST + at, NORTH, EAST + at + side, NORTH + side)


def read(path: Path, shapes, **columns):
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)
    return brought(read_file([path]))


def txt(path: Path, *sections: str):
    path.write_text("\n".join(sections), encoding="utf-8")
    return brought(read_file([path], ReadOptions(kind="plots")))


def plot(zone: int, number: int, east: float, north: float, side: float = 100.0) -> str:
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    rows = [f"J{at % 4 + 1},1,{north + up:.3f},{zone}{east + right:.3f}" for at, (right, up) in enumerate(corners)]
    return f"5,{side * side / 1e4:.4f},{number},地块{number},面,,工业用地,1001,@\n" + "\n".join(rows)


def test_a_txt_brings_parts_codes_and_facts(tmp_path):
    files = txt(
        tmp_path / "项目.txt", "[项目信息]\n项目名称=甲项目\n建设单位=某公司\n投资=1.2亿元\n暗号=9\n建筑高度=很高",
        "[属性描述]", HEAD.format(zone=39), "[地块坐标]",
        plot(39, 1, 508_900, 4_057_600), plot(39, 2, 509_100, 4_057_600, 50),
    )  # fmt: skip
    found = project_of(files, crs="EPSG:4527", facts={"owner": "另一公司"})
    assert found.name == "甲项目"
    assert found.parts.index.tolist() == ["1", "2"]
    assert found.parts["code"].tolist() == ["1001", "1001"]
    assert found.area_m2 == pytest.approx(12_500.0)
    assert found.facts["owner"] == "另一公司"  # the form over the file
    assert found.facts["investment_wan"] == 12_000.0
    assert sum("未采用" in note for note in found.notes) == 2
    assert [file.role for file in found.sources] == ["project"]
    assert found.sources[0].name == "项目.txt"
    assert len(found.sources[0].digest) == 64


def test_two_belts_of_one_file_lie_in_the_districts_one(tmp_path):
    files = txt(
        tmp_path / "p.txt", "[属性描述]", HEAD.format(zone=39), "[地块坐标]", plot(39, 1, 632_000, 4_057_600),
        plot(40, 2, 365_000, 4_057_600),
    )  # fmt: skip
    assert len(files) == 2
    found = project_of(files, crs=CRS)
    assert len(found.parts) == 2
    assert found.parts.crs == CRS
    assert found.parts.index.is_unique
    assert found.area_m2 == pytest.approx(20_000.0, rel=1e-3)
    assert len(found.sources) == 1


def test_all_layers_with_areas_are_parts_and_the_rest_is_counted(tmp_path):
    path = tmp_path / "项目.gpkg"
    line = shapely.LineString([(EAST, NORTH), (EAST + 50, NORTH)])
    points = [shapely.Point(EAST, NORTH), shapely.Point(EAST, NORTH + 1)]
    for name, shapes, ids, codes in (
        ("一期", [square(), square(200), line], ["1", "2", "3"], ["1001"] * 3),
        ("二期", [square(400)], ["1"], ["0701"]),
        ("点", points, ["1", "2"], ["", ""]),
    ):
        gpd.GeoDataFrame({"BSM": ids, "DLBM": codes}, geometry=shapes, crs=CRS).to_file(path, layer=name)
    found = project_of(brought(read_file([path])), crs=CRS, name="甲")
    assert len(found.parts) == 3
    assert found.parts.index.is_unique
    assert found.parts["layer"].tolist() == ["一期", "一期", "二期"]
    assert any("1 条线" in note for note in found.notes)
    assert any("2 个点" in note and note.startswith("项目.gpkg · 点") for note in found.notes)
    assert found.parts["code"].tolist() == ["1001", "1001", "0701"]


def test_columns_are_facts_where_all_parts_state_them(tmp_path):
    files = read(
        tmp_path / "a.gpkg", [square(), square(200)], BSM=["1", "2"], DLBM=["1001"] * 2, 建设单位=["某公司", "某公司"],
        footprint_m2=[3_000.0, 2_000.0], residents_count=[10.0, None], height_m=[12.0, 24.0], 税收万元=[1.0, 2.0],
    )  # fmt: skip
    found = project_of(files, crs=CRS)
    assert found.facts["owner"] == "某公司"
    assert found.facts["footprint_m2"] == 5_000.0
    assert found.facts["height_m"] == 24.0  # the highest, not the sum
    assert "residents_count" not in found.facts  # one part does not say
    assert found.parts["footprint_m2"].tolist() == [3_000.0, 2_000.0]
    assert project_of(files, crs=CRS, facts={"footprint_m2": 1.0}).facts["footprint_m2"] == 1.0


def test_what_the_read_mended_or_set_aside_is_listed(tmp_path):
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100)])
    path = tmp_path / "a.gpkg"
    corners = [(300, 0), (400, 0), (400, 100), (300, 100), (300, 50), (250, 50), (300, 50)]
    spike = shapely.Polygon([(EAST + x, NORTH + y) for x, y in corners])
    gpd.GeoDataFrame({"BSM": ["1", "2", "3"]}, geometry=[bow, spike, square(600)], crs=CRS).to_file(path)
    intake = read_file([path])
    found = project_of(brought(intake), crs=CRS, messages=intake.messages)
    counts = intake.rows
    assert len(found.parts) == counts["accepted"] + counts["repaired"]
    assert counts["repaired"] + counts["quarantined"] == 2
    assert len(found.repairs) >= 1 + counts["quarantined"]
    assert found.parts.is_valid.all()
    without = project_of(brought(intake), crs=CRS)
    assert any("行几何有误" in repair.problem for repair in without.repairs) is (counts["repaired"] > 0)


def test_nothing_with_an_area_is_refused(tmp_path):
    with pytest.raises(LayerError, match="没有面状"):
        project_of(read(tmp_path / "a.gpkg", [shapely.Point(EAST, NORTH)], a=[1]), crs=CRS)
    with pytest.raises(LayerError, match="没有面状"):
        project_of([], crs=CRS)


def test_drawings_become_parts_and_a_bow_tie_is_mended_on_a_copy():
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    bow = shapely.transform(bow, lambda xy: xy + np.array([EAST, NORTH]))
    found = drawn_project([square(200), bow, shapely.Point(EAST, NORTH)], crs=CRS, codes=["0701", "1001", ""],
                          facts={"项目名称": "手绘甲"})  # fmt: skip
    assert found.name == "手绘甲"
    assert found.parts["code"].tolist() == ["0701", "1001"]
    assert found.area_m2 == pytest.approx(15_000.0)  # 10 000 and two triangles of 2 500
    (repair,) = found.repairs
    assert repair.part == "part2"
    assert repair.after_m2 == pytest.approx(5_000.0)
    assert not bow.is_valid  # the drawing itself stays
    assert any("1 个图形不是面" in note for note in found.notes)


def test_the_digest_of_drawings_follows_one_vertex():
    moved = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100.001)
    one, same, other = (drawn_project([shape], crs=CRS).sources[0].digest for shape in (square(), square(), moved))
    assert one == same != other


def test_drawings_without_area_or_metres_are_refused():
    with pytest.raises(LayerError):
        drawn_project([shapely.Point(EAST, NORTH)], crs=CRS)
    with pytest.raises(MetricCRSError):
        drawn_project([square()], crs=str(DEGREES))
