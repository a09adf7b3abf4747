"""Heads by content and names by meaning."""

import pytest

from gis.read.intake.formats.table_heads import find_head, head_name, is_column_numbers, meaning

MEANINGS = [
    ("经度", "lon", ""),
    ("Lng", "lon", ""),
    ("LONGITUDE", "lon", ""),
    ("东经", "lon", ""),
    ("纬度(°)", "lat", ""),
    ("lat", "lat", ""),
    ("X", "x", ""),
    ("X坐标(m)", "x", ""),
    ("POINT_X", "x", ""),
    ("y_coord", "y", ""),
    ("Y(米)", "y", ""),
    ("中心点X", "x", ""),
    ("东坐标", "east", ""),
    ("横坐标", "east", ""),
    ("Easting", "east", ""),
    ("北坐标", "north", ""),
    ("纵坐标", "north", ""),
    ("N", "north", ""),
    ("高德经度", "lon", "GCJ-02"),
    ("gcj_lng", "lon", "GCJ-02"),
    ("lng_gcj02", "lon", "GCJ-02"),
    ("经度(gcj02)", "lon", "GCJ-02"),
    ("火星坐标系经度", "lon", "GCJ-02"),
    ("腾讯纬度", "lat", "GCJ-02"),
    ("bd09_lat", "lat", "BD-09"),
    ("百度经度", "lon", "BD-09"),
    ("BD_X", "x", "BD-09"),
    ("wgs84_lon", "lon", "WGS84"),
    ("WGS84经度", "lon", "WGS84"),
    ("gps_lat", "lat", "WGS84"),
    ("纬度 WGS-84", "lat", "WGS84"),
    ("CGCS2000_X", "x", "CGCS2000"),
    ("2000国家大地坐标系X", "x", "CGCS2000"),
    ("西安80_Y", "y", "Xian80"),
    ("北京54X", "x", "Beijing54"),
    ("高德坐标", "pair", "GCJ-02"),
    ("坐标", "pair", ""),
    ("location", "pair", ""),
    ("wkt", "pair", ""),
    ("经纬度", "pair", ""),
    ("geom", "pair", ""),
    ("坐标_X", "x", ""),
    ("坐标_X坐标", "x", ""),
    ("东坐标(EPSG:4548)", "east", "EPSG:4548"),
    ("wkt EPSG:4490", "pair", "EPSG:4490"),
    ("界址点号", "label", ""),
    ("点号", "label", ""),
    ("地块号", "plot", ""),
    ("宗地代码", "plot", ""),
    ("圈号", "ring", ""),
    ("地址", "address", ""),
    ("名称", "", ""),
    ("面积", "", ""),
    ("xylophone", "", ""),
    ("body", "", ""),
    ("性别", "", ""),
    ("", "", ""),
    ("EPSG:4548", "", ""),
    ("备注X", "", ""),
    ("latest", "", ""),
    ("along", "", ""),
    ("百度评分", "", ""),
    ("wgs84_name", "", ""),
]


@pytest.mark.parametrize(("name", "role", "system"), MEANINGS)
def test_what_a_head_means(name, role, system):
    assert (meaning(name).role, meaning(name).system) == (role, system)


def head(*rows):
    return find_head([row.split("|") for row in rows])


def test_a_plain_head():
    found = head("名称|经度|纬度", "甲|117.1|36.6")
    assert (found.names, found.start, found.rows, found.titles) == (("名称", "经度", "纬度"), 1, 1, ())


def test_titles_above_the_head_are_set_apart():
    found = head("表1 公园名录||", "单位:公顷||", "名称|经度|纬度", "甲|117.1|36.6")
    assert (found.names, found.start, found.titles) == (("名称", "经度", "纬度"), 3, ("表1 公园名录", "单位:公顷"))


def test_a_filled_title_gives_way_to_the_row_that_names_positions():
    found = head("项目|某规划|2024", "编制|某院|甲级", "名称|X|Y", "甲|1|2")
    assert (found.names, found.start) == (("名称", "X", "Y"), 3)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (("序号|名称|坐标|", "||X|Y", "1|甲|1|2"), ("序号", "名称", "坐标_X", "坐标_Y")),
        (("宗地|坐标|坐标", "|X|Y", "1|2|3"), ("宗地", "坐标_X", "坐标_Y")),
        (
            ("面积||人口||备注", "总|建成|户籍|常住|", "1|2|3|4|"),
            ("面积_总", "面积_建成", "人口_户籍", "人口_常住", "备注"),
        ),
    ],
)
def test_a_head_in_two_rows(rows, names):
    found = head(*rows)
    assert (found.names, found.start, found.rows) == (names, 2, 2)


def test_a_text_row_below_a_head_is_no_second_head():
    assert head("名称|地址|备注", "甲|北京路|无", "乙|上海路|无").rows == 1


def test_years_may_be_names():
    assert head("区|2019|2020", "甲|1|2", "乙|3|4").names == ("区", "2019", "2020")


@pytest.mark.parametrize(
    "rows",
    [
        ("1|117.1|36.6", "2|117.2|36.7"),
        ("公园|甲", "公园|乙", "学校|丙"),
        ("甲|2024-05-01", "乙|2024-05-02"),
        ("甲|POINT(1 2)", "乙|POINT(1 3)"),
        ("甲|117.1,36.6", "乙|117.2,36.7"),
    ],
)
def test_no_head(rows):
    found = head(*rows)
    assert (found.rows, found.start) == (0, 0)
    assert found.names == tuple(f"列{at + 1}" for at in range(len(rows[0].split("|"))))


def test_one_column():
    assert head("坐标", "117.1 36.6").names == ("坐标",)


def test_a_row_that_counts_the_columns():
    assert is_column_numbers(["1", "2", "3", "4"])
    assert is_column_numbers(["(1)", "(2)", "", "(3)", "(4)"])
    assert not is_column_numbers(["1", "2", "3", "5"])
    assert not is_column_numbers(["1", "2", "3"])


def test_line_breaks_in_a_head():
    assert head_name(" 经度\n(度) ") == "经度(度)"
