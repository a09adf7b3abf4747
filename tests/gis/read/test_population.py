"""Residents read: columns by name, every row counted once, nobody added and nobody lost."""

import math
import os
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import LayerError, UnreadableFileError, UnsupportedFormatError
from gis.read.goals import read_general_goals
from gis.read.osm import read_osm
from gis.read.population import _ROLES, population_entry, read_population, residents_goals
from gis.read.workspace import SHIPPED
from gis.schema import KINDS

DATA = os.environ.get("YITU_DATA")
CRS = pyproj.CRS("EPSG:4548")
TO_DEGREES = pyproj.Transformer.from_crs("EPSG:4548", "EPSG:4326", always_xy=True)
EAST, NORTH = 500_000.0, 4_070_000.0
OUTLINE = shapely.box(EAST, NORTH, EAST + 1000, NORTH + 1000)


def degrees(x, y):
    lon, lat = TO_DEGREES.transform(EAST + x, NORTH + y)
    return f"{lon:.9f}", f"{lat:.9f}"


@pytest.fixture
def read(tmp_path):
    """Residents of the square from a CSV of this text."""

    def from_text(text, *, crs=None, encoding="utf-8", name="p.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return read_population(path, OUTLINE, target=CRS, crs=crs)

    return from_text


def rows_text(*rows, head="lon,lat,population"):
    return "\n".join([head, *(",".join([*degrees(x, y), str(persons)]) for x, y, persons in rows), ""])


def figures(population):
    return {
        count.key: (count.rows, None if math.isnan(count.persons) else count.persons) for count in population.counts
    }


def test_points_stand_where_the_table_says(read):
    frame = read(rows_text((100, 200, 10), (300, 400, 2.5))).frame
    assert [*frame["persons_count"]] == [10.0, 2.5]
    assert [*frame.geometry.x - EAST] == pytest.approx([100, 300], abs=1e-3)
    assert [*frame.geometry.y - NORTH] == pytest.approx([200, 400], abs=1e-3)
    assert [*frame.columns] == [*KINDS["population"].columns, "geometry"]
    assert [*frame.index] == [*frame["id"]] == ["row1", "row2"]


@pytest.mark.parametrize("role", _ROLES)
@pytest.mark.parametrize("spelling", [str, str.upper, lambda name: f" {name} "])
def test_every_name_of_a_column_is_known(read, role, spelling):
    for name in _ROLES[role].names:
        heads = {"id": "id", "lon": "lon", "lat": "lat", "persons": "人数", role: spelling(name)}
        text = ",".join(heads.values()) + "\n" + ",".join(["k", *degrees(1, 1), "7"]) + "\n"
        frame = read(text).frame
        assert (frame["id"].iloc[0], frame["persons_count"].iloc[0]) == ("k", 7.0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(read, encoding, separator):
    text = rows_text((1, 1, 5), head="经度,纬度,常住人口").replace(",", separator)
    assert read(text + f"甲{separator}乙{separator}丙\n", encoding=encoding).of("kept").persons == 5.0


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("lon,lat,people", ["人数 persons", "常住人口", "lon、lat、people", "population"]),
        ("east,north,人口", ["经度 lon", "纬度 lat", "longitude", "east、north、人口"]),
        ("lon,lat,人口,pop", ["不止一个:人口、pop"]),
        ("lon,lat,pop,pop", ["不止一个:pop、pop"]),
        ("lon,x,lat,pop", ["不止一个:lon、x"]),
        ("id,编号,lon,lat,pop", ["编号 id", "不止一个"]),
    ],
)
def test_columns_that_are_missing_or_ambiguous(read, head, told):
    with pytest.raises(LayerError) as caught:
        read(f"{head}\n1,2,3,4,5"[: len(head) + 2 * (head.count(",") + 1)] + "\n")
    for text in told:
        assert text in caught.value.message("zh")
    assert "Columns there are" in caught.value.message("en")


def test_every_row_is_counted_once(read):
    text = rows_text(
        (1, 1, 10), (2, 2, 0), (1000, 500, 4), (1500, 500, 7), (3, 3, -1), (4, 4, "多"), (5, 5, ""), (6, 6, "inf"),
        (7, 7, "nan"),
    )  # fmt: skip
    text += ",,20\n118,无,30\n"
    assert figures(read(text)) == {
        "read": (11, 71.0),  # 10 + 0 + 4 + 7 + 20 + 30
        "no_number": (4, None),
        "negative": (1, None),
        "no_place": (2, 50.0),
        "outside": (1, 7.0),
        "kept": (3, 14.0),  # on the outline is inside
        "zero": (1, 0.0),
        "renamed": (3, 14.0),
    }


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-500, 1500), st.floats(-500, 1500), st.integers(-3, 50) | st.sampled_from(["", "x"])),
        min_size=1,
    )
)
def test_kept_and_left_out_are_all_there_is(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("p") / "p.csv"
    path.write_text(rows_text((500, 500, 1), *rows), encoding="utf-8")
    found = read_population(path, OUTLINE, target=CRS)
    left = [found.of(key) for key in ("no_number", "negative", "no_place", "outside")]
    assert found.of("kept").rows + sum(count.rows for count in left) == len(rows) + 1
    assert (
        found.of("kept").persons + sum(count.persons for count in left if not math.isnan(count.persons))
        == found.of("read").persons
    )
    assert found.frame["persons_count"].sum() == found.of("kept").persons
    assert found.frame["id"].is_unique
    assert found.frame.intersects(OUTLINE).all()


def test_the_counts_in_words(read):
    found = read(rows_text((1, 1, 1234), (2, 2, 0.5), (3, 3, "x")))
    assert [count.text() for count in found.counts][:3] == [
        "文件共有:3 行,1,234.5 人", "略去:人数不是数:1 行", "留下:2 行,1,234.5 人",
    ]  # fmt: skip
    assert found.of("kept").text("en") == "kept: 2 rows, 1,234.5 persons"
    assert found.of("outside").rows == 0


def test_ids_are_the_files_own_and_made_unique(read):
    head = "id,lon,lat,pop\n"
    ids = ["甲", "", "甲", "row2", "甲.2", "甲"]
    text = head + "".join(f"{id},{','.join(degrees(1 + row, 1))},1\n" for row, id in enumerate(ids))
    found = read(text)
    assert found.frame["id"].is_unique
    assert [*found.frame["id"]][::4] == ["甲", "甲.2"]  # those that have one of their own keep it
    assert found.frame["id"].iloc[3] == "row2"
    assert found.of("renamed").rows == 3


def test_projected_coordinates_need_their_crs(read):
    text = "x,y,pop\n500100,4070200,9\n"
    with pytest.raises(LayerError, match="--crs") as caught:
        read(text)
    assert "1 rows" in caught.value.message("en")
    frame = read(text, crs="EPSG:4548").frame
    assert (frame.geometry.x.iloc[0], frame.geometry.y.iloc[0]) == (500100.0, 4070200.0)
    with pytest.raises(LayerError, match="没有一行落在区界内"):
        read("x,y,pop\n4070200,500100,9\n", crs="EPSG:4548")  # north before east
    with pytest.raises(LayerError, match="EPSG:nix"):
        read(text, crs="EPSG:nix")


def test_degrees_the_wrong_way_round_are_no_degrees(read):
    lon, lat = degrees(1, 1)
    with pytest.raises(LayerError, match="颠倒"):
        read(f"lon,lat,pop\n{lat},{lon},5\n")


def test_degrees_of_another_datum_may_be_named(read):
    assert len(read(rows_text((1, 1, 5)), crs="EPSG:4490").frame) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "CSV"),
        ("\n\n", "CSV"),
        ("lon,lat,pop\n1,2,3,4\n", "CSV"),
        ('lon,lat,pop\n"1,2,3\n', "CSV"),
        ("lon,lat,pop\n", "没有一行"),
        ("lon,lat,pop\n0,0,5\n", "没有一行"),
    ],
)
def test_tables_that_hold_nobody(read, text, told):
    with pytest.raises((LayerError, UnreadableFileError), match=told):
        read(text)


def test_files_that_are_no_table(tmp_path, read):
    path = tmp_path / "p.csv"
    path.write_bytes(b"lon,lat,pop\n\xff\xff\xff\n")
    with pytest.raises(UnreadableFileError, match="GBK"):
        read_population(path, OUTLINE, target=CRS)
    with pytest.raises(UnsupportedFormatError, match="xlsx"):
        read("x", name="p.xlsx")
    with pytest.raises(UnreadableFileError, match="不存在"):
        read_population(tmp_path / "none.csv", OUTLINE, target=CRS)
    with zipfile.ZipFile(tmp_path / "p.gpkg", "w") as packed:
        packed.writestr("a", "b")
    with pytest.raises(UnreadableFileError, match=r"p\.gpkg"):
        read_population(tmp_path / "p.gpkg", OUTLINE, target=CRS)


def written(path, shapes, *, crs="EPSG:4548", layer=None, **columns):
    shapes = [
        None if shape is None else shapely.transform(shape, lambda xy: xy + np.array([EAST, NORTH])) for shape in shapes
    ]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=crs).to_file(path, layer=layer)
    return path


def test_points_of_a_vector_file(tmp_path):
    shapes = [shapely.Point(1, 2, 3), shapely.MultiPoint([(5, 6)]), shapely.MultiPoint([(5, 6), (7, 8)]), None]
    path = written(tmp_path / "p.gpkg", shapes, 人口=[1, 2, 4, 8], 编号=["a", "b", "c", "d"])
    found = read_population(path, OUTLINE, target=CRS)
    assert [*found.frame["id"]] == ["a", "b"]
    assert [*found.frame.geometry.x - EAST] == [1.0, 5.0]
    assert not found.frame.has_z.any()
    assert figures(found) == {"read": (4, 15.0), "no_place": (2, 12.0), "kept": (2, 3.0)}


def test_areas_stand_at_an_inner_point(tmp_path):
    hook = shapely.Polygon([(0, 0), (100, 0), (100, 10), (10, 10), (10, 100), (0, 100)])  # its centroid lies outside
    path = written(tmp_path / "p.geojson", [hook, shapely.LineString([(0, 0), (9, 9)])], persons=[40, 5])
    found = read_population(path, OUTLINE, target=CRS)
    row = found.frame.iloc[0]
    assert hook.contains(shapely.Point(row.geometry.x - EAST, row.geometry.y - NORTH))
    assert row["uncertainty_m"] == pytest.approx(math.sqrt(1900 / math.pi), rel=1e-3)
    assert figures(found) == {
        "read": (2, 45.0), "no_place": (1, 5.0), "kept": (1, 40.0), "area": (1, 40.0), "renamed": (1, 40.0),
    }  # fmt: skip
    assert "1 个面" in population_entry(found)["note"]


def test_the_crs_of_a_vector_file(tmp_path):
    path = written(tmp_path / "p.gpkg", [shapely.Point(1, 2)], pop=[3])
    with pytest.raises(LayerError, match="自带"):
        read_population(path, OUTLINE, target=CRS, crs="EPSG:4547")
    assert read_population(path, OUTLINE, target=CRS, crs="EPSG:4548").of("kept").persons == 3.0
    bare = written(tmp_path / "p.shp", [shapely.Point(1, 2)], pop=[3])
    (tmp_path / "p.prj").unlink()
    with pytest.raises(LayerError, match="--crs"):
        read_population(bare, OUTLINE, target=CRS)
    assert read_population(bare, OUTLINE, target=CRS, crs="EPSG:4548").of("kept").persons == 3.0


def test_a_file_of_several_layers(tmp_path):
    path = written(tmp_path / "p.gpkg", [shapely.Point(1, 2)], layer="a", pop=[3])
    written(path, [shapely.Point(1, 2)], layer="b", pop=[4])
    with pytest.raises(LayerError, match="a、b"):
        read_population(path, OUTLINE, target=CRS)
    written(path, [shapely.Point(1, 2)], layer="population", pop=[5])
    assert read_population(path, OUTLINE, target=CRS).of("kept").persons == 5.0


def test_a_vector_file_without_persons(tmp_path):
    path = written(tmp_path / "p.gpkg", [shapely.Point(1, 2)], 户数=[3])
    with pytest.raises(LayerError, match="户数"):
        read_population(path, OUTLINE, target=CRS)


def test_what_is_written_of_our_own_reads_back(tmp_path, read):
    first = read(rows_text((1, 1, 5), (2, 2, 6)))
    first.frame.reset_index(drop=True).to_file(tmp_path / "population.gpkg")
    again = read_population(tmp_path / "population.gpkg", OUTLINE, target=CRS)
    assert [*again.frame["id"]] == [*first.frame["id"]]
    assert again.of("kept").persons == 11.0


def test_the_entry_claims_the_least_and_says_so(read):
    entry = population_entry(read(rows_text((1, 1, 5))))
    assert entry["basis"] == "schematic"
    assert entry["licence"] == entry["provider"] == "未注明 / not stated"
    assert "来源与调查方法未注明" in entry["note"]
    assert "1 行,5 人" in entry["note"]


def test_goals_for_residents_are_those_the_plan_lacks():
    asking = {
        id for id, table in read_general_goals(SHIPPED / "goals").items() if table.text("demand", "") == "residents"
    }
    assert asking == {goal["id"] for goal in residents_goals({"document": "规划"})}
    listed = {"goals": [{"id": id} for id in sorted(asking)[1:]]}
    assert [goal["id"] for goal in residents_goals(listed)] == sorted(asking)[:1]


@pytest.mark.skipif(not DATA, reason="YITU_DATA is not set: no real table here")
def test_a_real_table():
    folder = Path(DATA or "") / "porto_alegre"
    extract = read_osm(folder / "poa_osm.pbf")
    outline = extract.layers["outline"].geometry.union_all()
    found = read_population(folder / "poa_hexgrid.csv", outline, target=pyproj.CRS(extract.crs))
    table = pd.read_csv(folder / "poa_hexgrid.csv")
    left = [found.of(key) for key in ("no_number", "negative", "no_place", "outside")]
    assert found.of("read").rows == len(table) == 1227
    assert found.of("kept").persons + sum(count.persons for count in left) == table["population"].sum()
    assert found.of("kept").rows + sum(count.rows for count in left) == len(table)
    assert found.of("zero").rows == (table["population"] == 0).sum()
    assert np.isin(found.frame["id"], table["id"]).all()
    assert found.of("kept").persons > 0.99 * table["population"].sum()
