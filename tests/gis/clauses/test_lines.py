import pytest

from gis.clauses.lines import candidate_lines, match_name, nearest_names
from tests.gis.clauses.paper import line


def named(name, *aliases):
    return line(name, (0, 0), (1, 1), aliases=aliases)


LINES = [
    named("济青高速", "G20", "青银高速"),
    named("世纪路", "西七路"),
    named("沈海高速", "G15"),
    named("绕城高速（G1503）"),
    named("S325(改道后)", "聊城-东阿 省道"),
    named("310国道"),
    named("博兴县界"),
    named("张店区界"),
    named("陇海铁路"),
    named("济青高铁", "济青高速铁路"),
    named("环城西路"),
    named("中心路"),
    named("金晶大道", "中心路(旧)"),
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("世纪路", "世纪路"),
        (" 世纪路 ", "世纪路"),
        ("西七路", "世纪路"),
        ("青银高速", "济青高速"),
        ("青银高速公路", "济青高速"),
        ("g20", "济青高速"),
        ("Ｇ２０", "济青高速"),
        ("沈海高速（G15）", "沈海高速"),
        ("沈海高速(G15)", "沈海高速"),
        ("绕城高速", "绕城高速（G1503）"),
        ("G1503", "绕城高速（G1503）"),
        ("S325", "S325(改道后)"),
        ("省道S325", "S325(改道后)"),
        ("国道G310", "310国道"),
        ("G310", "310国道"),
        ("与博兴交界线", "博兴县界"),
        ("与博兴县交界线", "博兴县界"),
        ("博兴界", "博兴县界"),
        ("张店区边界", "张店区界"),
        ("陇海铁路线", "陇海铁路"),
        ("济青高速铁路", "济青高铁"),
        ("世纪大道", "世纪路"),
        ("环城西路北段", "环城西路"),
        ("中心路", "中心路"),  # a name goes before another line's alias
    ],
)
def test_a_name_is_found_in_all_its_spellings(words, found):
    assert match_name(words, LINES).name == found


@pytest.mark.parametrize("words", ["世纪", "西八路", "高速", "G2", "S32", "S3251", "路", "", "与桓台交界线", "段"])
def test_what_no_line_is_called_is_not_guessed(words):
    assert match_name(words, LINES) is None


def test_a_tie_is_nobody_s_to_break():
    twins = [named("新区大道"), named("新区大街")]
    assert match_name("新区路", twins) is None
    assert [one.name for one in candidate_lines("新区路", twins)] == ["新区大道", "新区大街"]
    assert match_name("新区大街", twins).name == "新区大街"
    rings = [named("北外环路", "G240"), named("西外环路", "G240")]
    assert match_name("G240", rings) is None
    assert match_name("北外环路(G240)", [*rings]) is None or match_name("北外环路(G240)", rings).name == "北外环路"


def test_a_stem_of_one_character_is_too_short_to_drop_the_suffix():
    assert match_name("东路", [named("东街")]) is None


def test_nearest_names_are_the_likest_and_each_once():
    assert nearest_names("世季路", LINES)[0] == "世纪路"
    assert nearest_names("金精大道", LINES, count=1) == ["金晶大道"]
    assert len(nearest_names("某路", LINES)) == 3
    assert nearest_names("某路", []) == []
    assert len(nearest_names("西七路", [LINES[1], LINES[1]])) == 1
