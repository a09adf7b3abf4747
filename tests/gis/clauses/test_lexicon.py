import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.clauses.lexicon import body_length, direction, is_unit, kind_of, line_suffix, normalise


def test_normalising_narrows_and_simplifies():
    assert normalise("（Ｇ２０）鹽橋路以東，５０米") == "(G20)盐桥路以东,50米"


@given(st.text(max_size=80))
def test_normalising_keeps_every_position(text):
    assert len(normalise(text)) == len(text)


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(("word", "side"), [("东", "E"), ("西北", "NW"), ("正南", "S"), ("东南", "SE")])
def test_directions(word, side):
    assert direction(word) == side


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("青石路", "road"),
        ("滨河东路", "road"),
        ("310国道", "road"),
        ("省道329", "road"),
        ("S325", "road"),
        ("东九条", "road"),
        ("牛首大道南段", "road"),
        ("青石路路口", "road"),
        ("东环路绿化带", "road"),
        ("规划支路", "road"),
        ("绕城高速", "road"),
        ("胶济铁路", "rail"),
        ("铁路挡墙", "rail"),
        ("高铁桥", "rail"),
        ("陇海铁路线", "rail"),
        ("清河", "river"),
        ("小河故道", "river"),
        ("清河西岸", "river"),
        ("湖西段", "river"),
        ("进港航道", "river"),
        ("杜家干沟", "river"),
        ("清河支流汇合口", "river"),
        ("水库大坝", "other"),
        ("官渡桥", "other"),
        ("分水闸", "other"),
        ("灵隐", "other"),
        ("博兴交界线", "boundary"),
        ("保护范围", "boundary"),
        ("青石镇", "boundary"),
        ("高新区", "boundary"),
        ("河阳片区", "boundary"),
        ("大徐社区", "village"),
        ("南山村", "village"),
        ("青集乡先李", "village"),
        ("花山脚", "mountain"),
        ("350米等高线", "mountain"),
        ("海拔200米", "mountain"),
        ("清河与白河分水岭", "mountain"),
        ("海岸线", "coast"),
        ("大海", "coast"),
        ("外围墙", "plot"),
        ("三中围墙", "plot"),
        ("厢房墙体", "plot"),
        ("县委党校", "plot"),
        ("青石电气", "plot"),
        ("第九中学", "plot"),
        ("产业园启动区", "plot"),
        ("作业区", "plot"),
        ("人民公园", "plot"),
        ("", "other"),
        ("段", "road"),
        ("墙", "plot"),
    ],
)
def test_the_suffix_tells_the_kind(name, kind):
    assert kind_of(name) == kind


@pytest.mark.parametrize("name", ["青石镇", "人民街道", "高新区", "王村", "大徐社区", "桓台县"])
def test_units(name):
    assert is_unit(name)


@pytest.mark.parametrize("name", ["青石小区", "作业区", "青石路", "厂区", "风景区", "清河"])
def test_what_looks_like_a_unit(name):
    assert not is_unit(name)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("青石大道", "大道"), ("清河", "河"), ("国道G105", "G105"), ("310国道", "310国道"), ("南山村", "")],
)
def test_the_suffix_of_a_line(name, suffix):
    assert line_suffix(name) in (suffix, "国道")


@pytest.mark.parametrize(
    ("name", "own"), [("利红街", 2), ("南路", 0), ("中路", 0), ("一路", 0), ("G105", 3), ("北二环", 2), ("善路", 1)]
)
def test_how_much_of_a_name_is_its_own(name, own):
    assert body_length(name) == own
