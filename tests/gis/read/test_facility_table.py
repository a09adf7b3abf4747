"""Facilities read: which rows are places of which kind, each row counted once, joined without doubles."""

import math
import re
from datetime import date

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import LayerError
from gis.read.facility_table import (
    _TEXTS,
    facilities_entry,
    joined_facilities,
    read_facility_table,
    read_takes,
)
from gis.read.folder import shipped_standards
from gis.read.osm_district import MARGIN_M
from gis.schema import KINDS

CRS = pyproj.CRS("EPSG:4548")
EAST, NORTH = 500_000.0, 4_070_000.0
OUTLINE = shapely.box(EAST, NORTH, EAST + 1000, NORTH + 1000)
STANDARD = shipped_standards().facilities
REASONS = ("no_number", "zero", "no_place", "outside", "kept")


def takes(*texts):
    return read_takes(texts, STANDARD)


def at(x, y):
    return f"{EAST + x},{NORTH + y}"


@pytest.fixture
def read(tmp_path):
    """Facilities of the square from a CSV of this text, in metres."""

    def from_text(text, *asked, name="clinics.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_facility_table(path, takes(*asked), OUTLINE, target=CRS, crs="EPSG:4548")

    return from_text


def figures(taken):
    return {count.key: count.count for count in taken.counts}


# --- what is taken ---------------------------------------------------------------------------------------------------


def test_takes_are_a_column_and_a_kind_or_a_kind_alone():
    found = takes("healthcare=hospital", " 卫生 = health_centre ", "pharmacy", "a=b=library", "pharmacy")
    assert [(take.column, take.kind.key) for take in found] == [
        ("healthcare", "hospital"), ("卫生", "health_centre"), ("", "pharmacy"), ("a=b", "library"),
    ]  # fmt: skip
    assert found[0].text() == "healthcare → hospital 市区级医院"
    assert found[2].text("en") == "every row → pharmacy Pharmacy"


@pytest.mark.parametrize(
    ("wrong", "first"),
    [
        ("x=hospitl", "hospital"),
        ("x=school", "primary_school"),
        ("小学", "primary_school"),
        ("x=Kindergarden", "kindergarten"),
        ("health", "health_centre"),
    ],
)
def test_an_unknown_kind_lists_them_all_the_nearest_first(wrong, first):
    with pytest.raises(LayerError, match="--take") as caught:
        takes(wrong)
    for lang, after in (("zh", "相近的在前:"), ("en", "the nearest first: ")):
        told = caught.value.message(lang)
        assert told.partition(after)[2].startswith(first)
        assert all(key in told for key in STANDARD)


@pytest.mark.parametrize("wrong", [["=hospital"], [], ["x="], [""]])
def test_takes_that_say_nothing(wrong):
    with pytest.raises(LayerError, match="--take"):
        takes(*wrong)


def test_the_kinds_are_listed_even_where_nothing_is_near():
    with pytest.raises(LayerError) as caught:
        takes("x=zzzz")
    listed = caught.value.message("en").partition("first: ")[2]
    assert [*re.findall(r"\w+", listed)[: len(STANDARD)]] == [*STANDARD]


# --- which rows ------------------------------------------------------------------------------------------------------


def test_rows_are_facilities_where_the_count_says_so(read):
    text = f"id,x,y,名称,地址,beds\na,{at(1, 2)},甲,西路1号,40\nb,{at(3, 4)},,,0\nc,{at(5, 6)},丙,,0.5\n"
    frame = read(text, "beds=hospital").frame
    assert [*frame.index] == [*frame["id"]] == ["a", "c"]
    assert [*frame["facility"]] == ["hospital"] * 2
    assert [*frame["name"]] == ["甲", "丙"]
    assert [*frame["address"]] == ["西路1号", ""]
    assert [*frame["basis"]] == ["schematic"] * 2
    assert [*frame["source"]] == ["取自 clinics.csv"] * 2
    assert [*frame["uncertainty_m"]] == [0.0, 0.0]
    assert [(point.x - EAST, point.y - NORTH) for point in frame.geometry] == [(1.0, 2.0), (5.0, 6.0)]
    assert [*frame.columns] == [*KINDS["facilities"].columns, "geometry"]


def test_a_row_may_be_several_facilities(read):
    found = read(f"id,x,y,doc,school\na,{at(1, 1)},1,2\nb,{at(2, 2)},0,1\n", "doc=hospital", "school=primary_school")
    assert [*found.frame["id"]] == ["a", "a.primary_school", "b"]
    assert found.kinds == {"hospital": 1, "primary_school": 2}
    alone = read(f"id,x,y,doc\na,{at(1, 1)},\nb,{at(2, 2)},0\n", "pharmacy")
    assert alone.kinds == {"pharmacy": 2}  # every row, whatever it says


def test_every_row_is_counted_once(read):
    rows = [
        (at(1, 1), "3"), (at(0, 500), "1"), (at(-1, 500), "1"), (at(-1000, 500), "1"), (at(-1000.01, 500), "1"),
        (at(9000, 500), "0"), (at(2, 2), "0"), (at(2, 2), "-1"), (at(2, 2), ""), (at(2, 2), "三"), (",", "2"),
        (",", ""),
    ]  # fmt: skip
    text = "x,y,doc\n" + "".join(f"{place},{count}\n" for place, count in rows)
    found = read(text, "doc=hospital", "library")
    assert figures(found.taken[0]) == {
        "read": 12, "no_number": 3, "zero": 3, "no_place": 1, "outside": 1, "kept": 4, "beside": 2,
    }  # fmt: skip
    assert figures(found.taken[1]) == {"read": 12, "no_place": 2, "outside": 2, "kept": 8, "beside": 2}
    assert [count.text() for count in found.taken[0].counts][1:3] == ["略去:doc 不是数:3", "略去:doc 不大于 0:3"]
    assert "left out: farther than 1,000 m outside the outline: 1" in [c.text("en") for c in found.taken[0].counts]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-3000, 4000), st.floats(-3000, 4000), st.integers(-2, 4) | st.sampled_from(["", "x"])),
    )
)
def test_kept_and_left_out_are_all_there_is(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("f") / "f.csv"
    every = [(500, 500, 1), *rows]
    path.write_text("x,y,n\n" + "".join(f"{at(x, y)},{n}\n" for x, y, n in every), encoding="utf-8")
    found = read_facility_table(path, takes("n=hospital", "library"), OUTLINE, target=CRS, crs="EPSG:4548")
    for taken in found.taken:
        assert sum(taken.of(key) for key in REASONS) == taken.of("read") == len(every)
    assert len(found.frame) == sum(taken.of("kept") for taken in found.taken)
    assert found.frame["id"].is_unique
    assert (found.frame.distance(OUTLINE) <= MARGIN_M).all()
    assert found.taken[0].of("kept") <= found.taken[1].of("kept")


def test_areas_stand_at_an_inner_point(tmp_path):
    hook = shapely.Polygon([(0, 0), (100, 0), (100, 10), (10, 10), (10, 100), (0, 100)])  # its centroid lies outside
    hook = shapely.transform(hook, lambda xy: xy + np.array([EAST, NORTH]))
    path = tmp_path / "schools.gpkg"
    gpd.GeoDataFrame({"编号": ["a"]}, geometry=[hook], crs=CRS).to_file(path)
    found = read_facility_table(path, takes("primary_school"), OUTLINE, target=CRS)
    row = found.frame.iloc[0]
    assert hook.contains(row.geometry)
    assert row["uncertainty_m"] == pytest.approx(math.sqrt(1900 / math.pi))
    assert row["source"].startswith("取自 schools.gpkg;面的内部点")
    assert figures(found.taken[0]) == {"read": 1, "kept": 1, "area": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"x,y,n\n{at(1, 1)},0\n", "不大于 0:1"),
        (f"x,y,n\n{at(9000, 1)},1\n", "超过 1,000 米:1"),
        ("x,y,n\n", "文件行数:0"),
        (f"x,y,m\n{at(1, 1)},1\n", "现有的列:x、y、m"),
    ],
)
def test_a_file_without_any_is_refused_with_its_counts(read, text, told):
    with pytest.raises(LayerError, match="facilities") as caught:
        read(text, "n=hospital")
    assert told in caught.value.message("zh")


def test_every_count_has_its_words_in_two_languages():
    assert all(len(words) == 2 and all(words) for words in _TEXTS.values())
    assert f"{MARGIN_M:,.0f}" in _TEXTS["outside"][0]


# --- beside those there are ------------------------------------------------------------------------------------------


def test_without_any_there_the_layer_is_what_was_read(read):
    found = read(f"x,y\n{at(1, 1)}\n", "hospital")
    frame, replaced = joined_facilities(found, None)
    assert frame is found.frame
    assert replaced == {}


def test_those_there_stay_and_ids_do_not_clash(read):
    there = read(f"id,x,y\na,{at(1, 1)}\na.hospital,{at(2, 2)}\n", "library", name="old.csv").frame
    found = read(f"id,x,y\na,{at(3, 3)}\nb,{at(4, 4)}\n", "hospital")
    frame, replaced = joined_facilities(found, there)
    assert [*frame["id"]] == [*frame.index] == ["a", "a.hospital", "a.hospital.2", "b"]
    assert frame.iloc[:2].equals(there)
    assert replaced == {}
    assert frame.crs == CRS


def test_taking_a_file_twice_does_not_double_it(read):
    text = f"id,x,y,doc,school\na,{at(1, 1)},1,2\n,{at(2, 2)},0,1\n"
    asked = ("doc=hospital", "school=primary_school")
    there = read(f"id,x,y\na,{at(9, 9)}\n", "library", name="old.csv").frame
    once, _ = joined_facilities(read(text, *asked), there)
    twice, replaced = joined_facilities(read(text, *asked), once)
    assert twice.equals(once)
    assert replaced == {"hospital": 1, "primary_school": 2}


def test_only_rows_of_that_file_and_kind_give_way(read):
    mine = read(f"id,x,y,n\na,{at(1, 1)},1\n", "n=hospital", "n=library")
    there, _ = joined_facilities(read(f"id,x,y,n\no,{at(5, 5)},1\n", "n=hospital", name="other.csv"), mine.frame)
    new, replaced = joined_facilities(read(f"id,x,y,n\nb,{at(2, 2)},1\n", "n=hospital"), there)
    assert replaced == {"hospital": 1}
    assert [(row["id"], row["facility"]) for _, row in new.iterrows()] == [
        ("a.library", "library"), ("o", "hospital"), ("b", "hospital"),
    ]  # fmt: skip


def test_areas_and_points_of_one_name_give_way_alike(tmp_path):
    path = tmp_path / "f.gpkg"
    shapes = [shapely.box(EAST, NORTH, EAST + 10, NORTH + 10), shapely.Point(EAST, NORTH)]
    gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=shapes, crs=CRS).to_file(path)
    found = read_facility_table(path, takes("library"), OUTLINE, target=CRS)
    frame, replaced = joined_facilities(found, found.frame)
    assert replaced == {"library": 2}
    assert frame.equals(found.frame)


# --- what district.toml says -----------------------------------------------------------------------------------------


def test_a_new_entry_claims_the_least(read):
    entry = facilities_entry(read(f"x,y\n{at(1, 1)}\n{at(2, 2)}\n", "health_centre"), None)
    assert entry["basis"] == "schematic"
    assert entry["file"] == "facilities.gpkg"
    assert entry["provider"] == entry["licence"] == "未注明 / not stated"
    assert "由 clinics.csv 加入 health_centre 2 处" in entry["note"]
    assert "来源与调查方法未注明" in entry["note"]


def test_an_old_entry_stays_true(read):
    old = {
        "file": "f.shp", "crs": "EPSG:4326", "layer": "x", "columns": {"name": "NAME"}, "provider": "测绘队",
        "date": date(2020, 1, 2), "licence": "CC0", "basis": "surveyed", "note": "实测",
    }  # fmt: skip
    entry = facilities_entry(read(f"x,y\n{at(1, 1)}\n", "health_centre"), old)
    kept = {key: old[key] for key in ("provider", "date", "licence", "basis")}
    note = entry.pop("note")
    assert entry == {**kept, "file": "facilities.gpkg"}
    assert note.startswith("实测。由 clinics.csv 加入 health_centre 1 处")
    assert "(1 added from clinics.csv, indicative)" in note
    assert old["note"] == "实测"


@pytest.mark.parametrize("old", [None, {"note": "实测"}, {"note": "实测。"}, {"note": ""}, {}])
@pytest.mark.parametrize("name", ["clinics.csv", "clinics (1).csv", "a+b.[c].csv"])
def test_the_note_says_each_file_and_kind_once(read, old, name):
    text = f"x,y,n\n{at(1, 1)},1\n{at(2, 2)},1\n"
    first = facilities_entry(read(text, "n=hospital", "library", name=name), old)
    assert facilities_entry(read(text, "n=hospital", "library", name=name), first) == first
    again = facilities_entry(read(f"x,y,n\n{at(1, 1)},1\n", "n=hospital", name=name), first)
    assert again["note"].count("hospital") == 1
    assert f"由 {name} 加入 hospital 1 处" in again["note"]
    assert f"由 {name} 加入 library 2 处" in again["note"]
    gone = facilities_entry(read(f"x,y,n\n{at(1, 1)},0\n", "n=hospital", "library", name=name), again)
    assert "hospital" not in gone["note"]


def test_the_date_of_the_file_is_that_of_the_last_one(read):
    found = read(f"x,y\n{at(1, 1)}\n", "library")
    mine = facilities_entry(found, None)
    assert facilities_entry(found, {**mine, "date": date(2020, 1, 1)})["date"] == mine["date"]
    other = {**mine, "note": "取自 other.csv;文件未注明数据日期", "date": date(2020, 1, 1)}
    assert facilities_entry(found, other)["date"] == date(2020, 1, 1)
