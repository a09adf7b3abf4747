"""Where rows lie: columns found, answers taken, questions asked."""

import pyarrow as pa
import pytest

from gis.read.intake.formats.table_positions import place_rows
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions


def placed(columns, **answers):
    notes = Notes()
    arrays = [pa.chunked_array([pa.array(values, type=pa.string())]) for values in columns.values()]
    return place_rows([*columns], arrays, ReadOptions(columns=answers), notes, where="表"), [
        m.code for m in notes.messages
    ]


def xy(found):
    return [(shape.x, shape.y) if shape is not None else None for shape in found.geometry]


LON, LAT = ["117.101", "117.102", "117.103"], ["36.651", "36.652", "36.653"]


def test_columns_by_name_in_any_place():
    found, codes = placed({"纬度": LAT, "名称": ["a", "b", "c"], "经度": LON})
    assert xy(found)[0] == (117.101, 36.651)
    assert (found.columns, found.crs, found.tabular, codes) == ((2, 0), "", False, [])
    assert found.facts["degrees"] is True


@pytest.mark.parametrize(
    ("head", "crs"),
    [
        ("高德", "GCJ-02"),
        ("bd09_", "BD-09"),
        ("WGS84", "EPSG:4326"),
        ("CGCS2000", "EPSG:4490"),
        ("西安80", "Xian 1980"),
    ],
)
def test_heads_state_the_system(head, crs):
    found, codes = placed({f"{head}经度": LON, f"{head}纬度": LAT})
    assert (found.crs, codes) == (crs, ["table_system_named"])


def test_of_metres_a_head_states_the_datum_alone():
    found, codes = placed({"CGCS2000_X": ["4057700"], "CGCS2000_Y": ["508900"]})
    assert (found.crs, found.facts["datum"]) == ("", "CGCS2000")
    assert codes == ["table_axes_by_size", "table_datum_named"]


def test_two_systems_side_by_side_are_a_question_and_an_answer_settles_it():
    columns = {"WGS84经度": LON, "WGS84纬度": LAT, "高德经度": LON, "高德纬度": LAT}
    found, codes = placed(columns)
    assert (found.tabular, codes) == (True, ["table_positions_several"])
    found, codes = placed(columns, lon="高德经度", lat="高德纬度")
    assert (found.crs, found.columns) == ("GCJ-02", (2, 3))


def test_one_system_half_named():
    found, _ = placed({"高德经度": LON, "纬度": LAT})
    assert (found.tabular, found.crs) == (False, "GCJ-02")


def test_an_answer_overrules_names_and_numbers():
    found, codes = placed({"甲": ["1204.5"], "乙": ["333.1"]}, east="乙", north="甲")
    assert (xy(found), codes) == ([(333.1, 1204.5)], [])
    found, _ = placed({"x": LON, "y": LAT}, x="y", y="x")
    assert (xy(found)[0], found.bad[0]) == (None, "table_position_impossible")


def test_an_answer_must_name_a_column():
    found, codes = placed({"x": LON, "y": LAT}, lon="经", lat="y")
    assert (found.tabular, codes) == (True, ["table_column_unknown"])


def test_packed_angles_are_asked_and_answered():
    columns = {"经度": ["117.0230", "117.0231"], "纬度": ["36.4030", "36.4131"]}
    assert placed(columns)[1] == ["table_angle_packed"]
    found, _ = placed(columns, angle="decimal")
    assert xy(found)[0] == (117.023, 36.403)
    found, codes = placed(columns, angle="packed")
    assert xy(found)[0] == pytest.approx((117 + 2.5 / 60, 36.675))
    assert codes == ["table_angle_taken_packed"]


def test_ordinary_decimals_raise_no_question():
    assert placed({"经度": LON, "纬度": LAT})[1] == []
    assert placed({"经度": ["117.123456"], "纬度": ["36.123456"]})[1] == []


def test_angles_in_parts_and_figures_side_by_side():
    found, codes = placed({"经度": ["117°02′30″", "117.05"], "纬度": ["36-40-30", "36.7"]})
    assert xy(found)[0] == pytest.approx((117 + 2.5 / 60, 36.675))
    assert codes == ["table_angles_read"]


def test_rows_that_are_nowhere_by_reason():
    found, _ = placed({"经度": [*LON, None, "—", "东边", "0"], "纬度": [*LAT, "36.6", "无", "北边", "0"]})
    assert found.bad == {
        3: "table_position_missing", 4: "table_position_missing", 5: "table_position_unread", 6: "table_position_zero",
    }  # fmt: skip
    assert xy(found)[3:] == [None] * 4


def test_one_column_of_pairs():
    found, codes = placed({"坐标": ["117.1,36.6", "(117.2 36.7)", "甲", None]})
    assert xy(found) == [(117.1, 36.6), (117.2, 36.7), None, None]
    assert found.bad == {2: "table_position_unread", 3: "table_position_missing"}
    found, codes = placed({"高德坐标": ["36.6,117.1"]})
    assert (xy(found), found.crs) == ([(117.1, 36.6)], "GCJ-02")
    assert codes == ["table_pair_turned", "table_system_named"]
    assert xy(placed({"latlng": ["-30.0,-51.2"]})[0]) == [(-51.2, -30.0)]


def test_a_column_called_like_a_position_without_one_is_left_alone():
    found, codes = placed({"位置": ["北京路", "上海路"], "location": ["东", "西"]})
    assert (found.tabular, codes) == (True, ["table_addresses_only"])
    assert placed({"X": ["甲", "乙"], "Y": ["丙", "丁"]})[1] == ["table_no_positions"]


def test_shapes_win_over_points_beside_them():
    found, codes = placed({"x": ["1"], "y": ["2"], "wkt": ["LINESTRING(0 0,1 1)"]})
    assert found.geometry[0].geom_type == "LineString"
    assert (found.columns, codes) == ((2,), ["table_shapes_read"])


def test_srids_are_stated_where_they_agree():
    assert placed({"geom": ["SRID=4490;POINT(1 2)", "SRID=4490;POINT(1 3)"]})[0].crs == "EPSG:4490"
    found, codes = placed({"geom": ["SRID=4490;POINT(1 2)", "SRID=4548;POINT(1 3)"]})
    assert (found.crs, codes) == ("", ["table_srids_mixed", "table_shapes_read"])


def test_empty_positions_and_none_at_all():
    found, codes = placed({"经度": [None, None], "纬度": [None, "—"]})
    assert (found.tabular, codes) == (True, ["table_positions_empty"])
    assert placed({"名称": ["a"]})[1] == ["table_no_positions"]
    assert placed({})[1] == ["table_no_positions"]


def test_two_heads_of_different_systems():
    columns = {"高德经度": LON, "百度纬度": LAT}
    assert placed(columns)[1] == ["table_no_positions"]
    found, codes = placed(columns, lon="高德经度", lat="百度纬度")
    assert (found.crs, codes) == ("", ["table_systems_differ"])
