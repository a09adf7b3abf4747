import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.clauses.names import Name, between_names, joined_segment, read_name, streets


def of(text, *, first=False):
    name = read_name(text, first=first)
    return None if name is None else name.of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("淄川区太河镇", "太河镇"),
        ("青石镇双塔村", "双塔村"),
        ("市区利红街", "利红街"),
        ("开封市郑开大道", "郑开大道"),
        ("城区108国道", "108国道"),
        ("嘉明经济开发区嘉明片区", "嘉明经济开发区嘉明片区"),
        ("市南路", "市南路"),
        ("县前街", "县前街"),
        ("新市南路", "新市南路"),
        ("开发区大街", "开发区大街"),
        ("临海第一条城市主要道路", "临海第一条城市主要道路"),
        ("俎家村生产路", "俎家村生产路"),
        ("改道后的S325", "S325"),
        ("口门的黄华岐头咀", "黄华岐头咀"),
        ("凤凰山下县委党校", "县委党校"),
        ("经十路一线", "经十路"),
        ("水渠水域", "水渠"),
        ("围墙外", "围墙"),
        ("即墨路", "即墨路"),
        ("“青石路”", "青石路"),
        ("107 国道", "107国道"),
    ],
)
def test_what_belongs_to_a_name(text, name):
    assert of(text) == name


def test_a_province_stands_before_a_name_only_at_the_start_of_the_clause():
    assert of("上海申嘉湖高速", first=True) == "申嘉湖高速"
    assert of("上海申嘉湖高速") == "上海申嘉湖高速"
    for whole in ("上海路", "北京东路", "天津大道"):
        assert of(whole, first=True) == whole


@pytest.mark.parametrize(
    ("text", "name", "note"),
    [
        ("北外环路(G240)", "北外环路(G240)", ""),
        ("长江东路（合店路）", "长江东路（合店路）", ""),
        ("开元大道(与世纪大道、金积大道交汇路段)", "开元大道", "(与世纪大道、金积大道交汇路段)"),
        ("园区组团(凤凰镇向家坝)", "园区组团", "(凤凰镇向家坝)"),
        ("清河路（甲路至乙路）", "清河路", "（甲路至乙路）"),
        ("清河（上游）东路", "清河东路", "（上游）"),
    ],
)
def test_a_bracket_is_another_name_or_a_note(text, name, note):
    read = read_name(text)
    assert (read.of, read.note) == (name, note)


def test_what_is_taken_off_is_noted():
    assert read_name("改道后的S325").note == "改道后的"
    assert read_name("淄川区太河镇").note == "in 淄川区"
    assert read_name("海岸线向陆一侧").note == "向陆一侧"


@pytest.mark.parametrize("text", ["", "  ", "。。", "north", "12", "路\x00名", "长" * 200, "甲" * 33])
def test_what_is_no_name(text):
    assert read_name(text) is None


def test_a_segment_between_two_crossings_is_one_road():
    assert of("滨河路解放路至建设路段") == "滨河路"
    assert of("清河人民路至建设路段") == "清河"


def test_streets_run_together():
    assert streets("文津街府右街路口") == ["文津街", "府右街"]
    assert streets("灵隐") == []


def test_a_dash_joins_a_chain_or_the_ends_of_a_segment():
    crossing, end = read_name("甲乙路丙丁路"), read_name("戊己路段")
    assert joined_segment(crossing, end).of == "甲乙路"
    assert joined_segment(read_name("甲乙路"), end) is None
    assert joined_segment(crossing, read_name("戊己路")) is None


def test_the_names_of_a_stretch_between():
    assert [name.of for name in between_names("保护区北侧边界至甲乙铁路")] == ["保护区北侧边界", "甲乙铁路"]
    assert [name.of for name in between_names("甲乙路")] == ["甲乙路"]


def test_a_unit_is_told_from_a_line():
    assert read_name("青石镇") == Name("青石镇", "boundary", "", unit=True)
    assert read_name("青石路") == Name("青石路", "road")


@given(st.text(alphabet="市区县镇乡路街的至（）()甲乙东段处", max_size=40))
def test_a_name_is_made_of_its_text(text):
    name = read_name(text)
    if name is not None:
        assert name.of
        assert set(name.of) <= set(text)
        assert len(name.of) <= len(text)
