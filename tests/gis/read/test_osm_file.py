"""Reading OSM files: geometry, what a cut extract leaves, and files that are no use."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from gis.errors import GisError, UnreadableFileError, UnsupportedFormatError
from gis.read.osm_file import read_osm_file
from tests.gis.read.osm_town import Town, degrees, in_metres, tables

STREET = {"highway": "residential"}


@pytest.fixture
def town() -> Town:
    town = Town()
    town.way([(0, 0), (100, 0), (200, 0), (300, 0)], STREET)
    town.box(0, 100, 50, {"building": "yes"})
    town.node((10, 10), {"amenity": "pharmacy"})
    town.node((20, 20), {"natural": "tree"})
    return town


def test_nodes_ways_and_rings(town, tmp_path):
    file = town.read(tmp_path)
    assert file.lines.ids == ["w1", "w2"]
    assert [*file.closed] == [False, True]
    assert file.points.tags == [{"amenity": "pharmacy"}]  # a tree is nothing of ours
    assert file.counts["ways"] == 2
    assert shapely.length(in_metres(file.lines.shapes)) == pytest.approx([300, 200], rel=5e-4)


def test_all_vertices_are_kept(town, tmp_path):
    assert shapely.get_num_coordinates(town.read(tmp_path).lines.shapes[0]) == 4


def test_way_cut_by_the_edge_keeps_its_present_part(town, tmp_path):
    file = town.read(tmp_path, without=[3, 4])  # places 200 and 300
    line = in_metres(file.lines.shapes)[0]
    assert file.cut == {"w1"}
    assert file.counts["way_cut"] == 1
    np.testing.assert_allclose(shapely.get_coordinates(line), [(0, 0), (100, 0)], atol=0.05)


def test_way_cut_in_the_middle_keeps_both_parts(tmp_path):
    town = Town()
    town.way([(0, 0), (100, 0), (200, 0), (300, 0), (400, 0)], STREET)
    line = town.read(tmp_path, without=[3]).lines.shapes[0]
    assert line.geom_type == "MultiLineString"
    assert len(line.geoms) == 2


def test_ways_with_nothing_left_are_counted(town, tmp_path):
    file = town.read(tmp_path, without=[1, 2, 3])  # one place left
    assert (file.counts["way_absent"], file.lines.ids) == (1, ["w2"])


def test_way_of_one_place_is_counted_not_built(tmp_path):
    town = Town()
    town.way([(0, 0), (0, 0)], STREET)
    file = town.read(tmp_path)
    assert (file.counts["way_point"], len(file.lines)) == (1, 0)


def ring(town: Town, west: float, side: float) -> int:
    return town.box(west, west, side, {})


def test_multipolygon_with_a_hole(tmp_path):
    town = Town()
    town.relation([(ring(town, 0, 100), "outer"), (ring(town, 20, 50), "inner")], {"leisure": "park"})
    file = town.read(tmp_path)
    assert file.areas.ids == ["r1"]
    assert shapely.area(in_metres(file.areas.shapes))[0] == pytest.approx(100**2 - 50**2, rel=2e-3)
    assert (file.counts["relations"], file.counts["relation_incomplete"]) == (1, 0)


def test_multipolygon_that_lacks_a_member(tmp_path):
    town = Town()
    town.relation([(ring(town, 0, 100), "outer"), (77, "inner")], {"leisure": "park"})
    file = town.read(tmp_path)
    assert (file.counts["relation_incomplete"], len(file.areas)) == (1, 0)


def test_multipolygon_that_does_not_close(tmp_path):
    town = Town()
    open_way = town.way([(0, 0), (100, 0), (100, 100)], {})
    town.relation([(open_way, "outer")], {"leisure": "park"})
    file = town.read(tmp_path)
    assert (file.counts["relation_broken"], len(file.areas)) == (1, 0)


def test_relations_of_other_types_are_not_areas(tmp_path):
    town = Town()
    town.relation([(ring(town, 0, 100), "outer")], {"type": "route", "highway": "primary"})
    assert town.read(tmp_path).counts["relations"] == 0


def test_window_forgets_what_lies_outside(town, tmp_path):
    west, south = degrees((-10, -10))
    east, north = degrees((350, 50))
    path = town.write(tmp_path / "town.osm.pbf")
    file = read_osm_file(path, tables(), window=(west, south, east, north))
    assert file.lines.ids == ["w1"]
    assert len(file.closed) == 1
    assert file.counts["outside_clip"] == 1  # the building


def test_batches_give_what_one_batch_gives(town, tmp_path, monkeypatch):
    whole = town.read(tmp_path)
    monkeypatch.setattr("gis.read.osm_file._BATCH", 1)
    again = town.read(tmp_path)
    assert again.lines.ids == whole.lines.ids
    assert shapely.equals_exact(again.lines.shapes, whole.lines.shapes).all()


def test_header(town, tmp_path):
    with_box = read_osm_file(town.write(tmp_path / "a.osm.pbf", bounds=True), tables())
    assert with_box.box == pytest.approx((*degrees((0, 0)), *degrees((300, 150))), abs=1e-6)
    assert town.read(tmp_path).box is None


def test_time_of_the_newest_way(town, tmp_path):
    assert town.read(tmp_path).timestamp == datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_xml_reads_the_same(town, tmp_path):
    file = read_osm_file(town.write(tmp_path / "town.osm"), tables())
    assert file.lines.ids == ["w1", "w2"]


def test_progress_never_goes_back(town, tmp_path):
    seen: list[float] = []
    path = town.write(tmp_path / "town.osm.pbf")
    read_osm_file(path, tables(), progress=lambda _text, share: seen.append(share))
    assert seen
    assert seen == sorted(seen)
    assert all(0.0 <= share <= 1.0 for share in seen)


def broken(folder: Path, defect: str) -> Path:
    path = folder / "bad.osm.pbf"
    if defect == "missing":
        return path
    if defect == "folder":
        path.mkdir()
    elif defect == "empty":
        path.touch()
    elif defect == "text":
        path.write_text("not a map", encoding="utf-8")
    else:
        town = Town()
        for row in range(2_000):
            town.node((row * 7.3, row * row % 977), {"amenity": "bench", "name": f"n{row * 7919}"})
        whole = town.write(path).read_bytes()
        path.write_bytes(whole[: len(whole) * 2 // 3])
    return path


@pytest.mark.parametrize("defect", ["missing", "folder", "empty", "text", "truncated"])
def test_unusable_files(tmp_path, defect):
    path = broken(tmp_path, defect)
    with pytest.raises(UnreadableFileError) as caught:
        read_osm_file(path, tables())
    assert "bad.osm.pbf" in caught.value.message("zh")


def test_other_format(tmp_path):
    path = tmp_path / "roads.shp"
    path.write_bytes(b"x")
    with pytest.raises(UnsupportedFormatError, match=r"\.shp"):
        read_osm_file(path, tables())


def test_damaged_xml(tmp_path):
    path = tmp_path / "town.osm"
    path.write_text("<osm><node id='1'", encoding="utf-8")
    with pytest.raises(GisError):
        read_osm_file(path, tables())
