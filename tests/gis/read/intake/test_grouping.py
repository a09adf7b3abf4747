"""Which files belong together, by their names alone."""

import pytest

from gis.read.intake.grouping import Member, Plan, plan


def planned(*names: str, given: bool = False, title: str = "包.zip", pack: bool = False) -> Plan:
    return plan([Member(name, given=given) for name in names], title=title, drawing_pack=pack)


def shown(made: Plan) -> list[tuple[str, str, list[str]]]:
    return [(group.name, group.kind, sorted(group.parts)) for group in made.groups]


def test_a_shapefile_by_its_stem_whatever_the_case() -> None:
    made = planned("a/Plots.shp", "a/PLOTS.DBF", "a/plots.shx", "a/plots.shp.xml", "b/plots.prj", "a/other.dbf")
    assert shown(made) == [("a/Plots.shp", "shapefile", ["dbf", "shp", "shp.xml", "shx"])]
    assert made.unread == ["b/plots.prj", "a/other.dbf"]


def test_dots_in_a_stem_are_part_of_it() -> None:
    assert shown(planned("a.v1.shp", "a.v1.dbf", "a.v2.shp")) == [
        ("a.v1.shp", "shapefile", ["dbf", "shp"]),
        ("a.v2.shp", "shapefile", ["shp"]),
    ]


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("规划.gdb/", "规划.gdb"), ("a/b/规划.GDB/", "规划.GDB"), ("", "包.gdb"), ("data/", "包.gdb")],
)
def test_a_geodatabase_by_its_folder_or_its_tables(prefix: str, name: str) -> None:
    files = ["gdb", "timestamps", "a00000001.gdbtable", "A00000001.gdbtablx", "a00000009.spx", "a00000009.地块.atx"]
    made = planned(*(prefix + file for file in files))
    assert shown(made) == [
        (name, "filegdb", ["a00000001.gdbtable", "a00000001.gdbtablx", "a00000009.spx", "gdb", "timestamps"])
    ]
    assert made.attached == made.unread == []


def test_what_lies_in_a_geodatabase_and_is_none_of_its_own_is_told() -> None:
    made = planned("x.gdb/a00000001.gdbtable", "x.gdb/a.vrt", "x.gdb/sub/a00000001.gdbtable", "x.gdb/地.H.1.ed.lock")
    assert shown(made) == [("x.gdb", "filegdb", ["a00000001.gdbtable", "lock3.ed.lock"])]
    assert made.attached == ["x.gdb/a.vrt", "x.gdb/sub/a00000001.gdbtable"]


def test_two_geodatabases_stay_two() -> None:
    assert len(planned("a.gdb/a00000001.gdbtable", "b.gdb/a00000001.gdbtable").groups) == 2


def test_grids_with_world_files_and_geopackages_with_logs() -> None:
    made = planned("dem.tif", "dem.tfw", "dem.tif.aux.xml", "dem.tif.ovr", "a.gpkg", "a.gpkg-wal", "b.gpkg")
    assert shown(made) == [
        ("dem.tif", "", ["tfw", "tif"]),
        ("a.gpkg", "", ["gpkg", "gpkg-wal"]),
        ("b.gpkg", "", ["gpkg"]),
    ]
    assert made.attached == ["dem.tif.aux.xml", "dem.tif.ovr"]


def test_in_an_archive_only_known_suffixes_are_taken() -> None:
    made = planned("a.geojson", "b.vrt", "c", "d.exe", "说明.pdf", "~$表.xlsx", "__MACOSX/a.geojson", "x/Thumbs.db")
    assert [group.name for group in made.groups] == ["a.geojson"]
    assert made.unread == ["b.vrt", "c", "d.exe"]
    assert made.attached == ["~$表.xlsx", "__MACOSX/a.geojson", "x/Thumbs.db", "说明.pdf"]


def test_whatever_the_user_gives_is_asked_for() -> None:
    made = planned("b.vrt", "c", "a.shp", "a.dbf", given=True)
    assert [(group.name, group.given) for group in made.groups] == [("a.shp", True), ("b.vrt", True), ("c", True)]
    assert made.unread == made.attached == []


def test_of_a_kmz_only_its_main_drawing() -> None:
    made = planned("files/1.kml", "first.kml", "doc.kml", "a.geojson", "i.png", title="图.kmz", pack=True)
    assert shown(made) == [("图.kmz", "kml", ["kml"])]
    assert made.groups[0].parts == {"kml": 2}
    assert made.unread == ["files/1.kml", "first.kml", "a.geojson"]


def test_every_member_is_somewhere_and_only_once() -> None:
    names = [
        "a.shp",
        "a.dbf",
        "b.dbf",
        "c.gdb/a00000001.gdbtable",
        "d.tif",
        "d.tfw",
        "e.pdf",
        "f",
        "g.gpkg",
        "g.gpkg-shm",
    ]
    made = planned(*names)
    placed = [at for group in made.groups for at in group.parts.values()]
    assert len(placed) == len(set(placed))
    assert len(placed) + len(made.attached) + len(made.unread) == len(names)
