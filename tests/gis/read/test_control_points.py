import pytest

from gis.errors import LayerError, UnreadableFileError
from gis.read.control_points import read_control_points

PLAIN = "name,from_x,from_y,to_x,to_y\nK1,0,0,500000,4070000\nK2,100.5,-2,500100.5,4069998\n"


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "控制点.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def test_a_plain_table(tmp_path):
    one, two = read_control_points(table(tmp_path, PLAIN))
    assert (one.name, one.line, one.before, one.after, one.roads) == ("K1", 2, (0.0, 0.0), (5e5, 4.07e6), None)
    assert two.before == (100.5, -2.0)


@pytest.mark.parametrize(
    "heads",
    [
        "点名,原X,原Y,新X,新Y", "点号,原x,原y,实测X坐标,实测Y坐标", "名称,旧X,旧Y,目标X,目标Y",
        "name,FROM_X,From_Y,to_x,TO_Y", "点名,原X(米),原Y(m),新X(m),新Y(米)", " 点名 , 原 X , 原 Y , 新 X , 新 Y ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_names_of_the_columns(tmp_path, heads, encoding):
    found = read_control_points(table(tmp_path, f"{heads}\n甲,1,2,3,4\n", encoding))
    assert (found[0].name, found[0].before, found[0].after) == ("甲", (1.0, 2.0), (3.0, 4.0))


@pytest.mark.parametrize("separator", [",", ";", "\t", "\uff0c", "\uff1b"])
def test_separators(tmp_path, separator):
    rows = [["name", "from_x", "from_y", "to_x", "to_y"], ["K1", "1", "2", "3", "4"]]
    found = read_control_points(table(tmp_path, "\r\n".join(separator.join(row) for row in rows)))
    assert found[0].after == (3.0, 4.0)


def test_blank_rows_full_width_digits_and_thousands(tmp_path):
    text = "name;from_x;from_y;to_x;to_y\n\n;0;-1.5;500,000.25;4 070 000\n;;;;\n"
    (found,) = read_control_points(table(tmp_path, text))
    assert found.before == (0.0, -1.5)
    assert found.after == (500_000.25, 4_070_000.0)
    assert (found.name, found.line) == ("3", 3)


@pytest.mark.parametrize(
    "name",
    [f"世纪路{sign}鲁山大道" for sign in (" × ", "×", "与", "和", " x ", "/", "|", "、")],
)
def test_two_roads_name_a_crossing(tmp_path, name):
    (found,) = read_control_points(table(tmp_path, f"路口,实测X,实测Y\n{name},591028.5,4078887.6\n"))
    assert found.roads == ("世纪路", "鲁山大道")
    assert found.before is None


def test_a_road_with_and_in_its_name(tmp_path):
    (found,) = read_control_points(table(tmp_path, "name,to_x,to_y\n和平路 × 与民街,1,2\n"))
    assert found.roads == ("和平路", "与民街")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("a,b\n1,2\n", "缺少列"),
        ("name,from_x,to_x,to_y\nK1,1,2,3\n", "from_y"),
        ("to_x,to_y\n1,2\n", "from_x"),
        ("name,from_x,from_y,to_x,to_y\n", "没有控制点"),
        ("name,from_x,from_y,to_x,to_y\nK1,1,2,3,东\n", "第 2 行"),
        ("name,from_x,from_y,to_x,to_y\nK1,1,2,3\n", "第 2 行"),
        ("name,from_x,from_y,to_x,to_y\nK1,1,2,nan,4\n", "第 2 行"),
        ("name,from_x,from_y,to_x,to_y\nK1,1,2,1e999,4\n", "第 2 行"),
        ("name,from_x,from_y,to_x,to_y\nK1,1,,3,4\n", "第 2 行"),
        ("name,to_x,to_y\n世纪路,3,4\n", "两条路"),
        ("name,to_x,to_y\n,3,4\n", "两条路"),
        ("name,to_x,to_y\n甲路×乙路×丙路,3,4\n", "两条路"),
        ("name,from_x,from_y,to_x,to_y\nK1,117°02′,36°,3,4\n", "不是数"),
    ],
)
def test_what_is_missing_is_named_with_its_line(tmp_path, text, match):
    with pytest.raises(LayerError, match=match) as caught:
        read_control_points(table(tmp_path, text))
    assert caught.value.message("en")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_table(tmp_path, content):
    with pytest.raises(UnreadableFileError, match="空"):
        read_control_points(table(tmp_path, content))


def test_binary_rubbish_and_what_is_not_there(tmp_path):
    with pytest.raises((LayerError, UnreadableFileError)):
        read_control_points(table(tmp_path, bytes(range(256)) * 40))
    with pytest.raises(UnreadableFileError):
        read_control_points(tmp_path / "none.csv")
    with pytest.raises(UnreadableFileError):
        read_control_points(tmp_path)


def test_a_table_beyond_all_measure(tmp_path):
    with pytest.raises(UnreadableFileError, match="10 MB"):
        read_control_points(table(tmp_path, b"x" * 10_000_001))


def test_a_field_beyond_all_measure(tmp_path):
    with pytest.raises((LayerError, UnreadableFileError)):
        read_control_points(table(tmp_path, b"name,to_x,to_y\n" + b"y" * 200_000 + b",1,2\n"))
