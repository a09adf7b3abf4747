import re

import pytest

from gis.clauses import guards
from gis.clauses.guards import DIRECTION, Spot


def spot(run="", before="", *, faced=False, bracketed=False, faces=0):
    return Spot(run, before, faced, bracketed, faces)


def at(text, word):
    return re.compile(re.escape(word)).search(text)


def test_a_direction_is_one_or_two_characters():
    assert re.findall(DIRECTION, "东西南正北东南") == ["东", "西南", "正北", "东南"]


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        (spot("金峰路"), True),
        (spot("", "k"), True),
        (spot(), False),
    ],
)
def test_a_side_needs_a_name(where, allowed):
    assert guards.side(where, at("以南塔", "以南")) is allowed


def test_a_side_may_stand_alone_behind_another_side():
    assert guards.side(spot("", "p"), at("以北区域", "以北"))
    assert not guards.side(spot("", "l"), at("以北塔中心", "以北"))


@pytest.mark.parametrize(("run", "allowed"), [("人民路", True), ("滨", False), ("中心", False)])
def test_a_bare_direction_needs_a_line_before_it(run, allowed):
    assert guards.bare_side(spot(run), at(run + "北、", "北")) is allowed


def test_a_limit_does_not_begin_behind_a_limit_word():
    assert not guards.strong_face(spot("", "f"), at("东至西至善路", "西至"))
    assert guards.strong_face(spot("", "c"), at("南至甲路", "南至"))


def test_a_limit_inside_a_run_needs_a_complete_name():
    assert guards.strong_face(spot("人民路", "f", faced=True), at("人民路南至甲路", "南至"))
    assert not guards.strong_face(spot("江", "f", faced=True), at("江北至善路", "北至"))
    assert not guards.strong_face(spot("保护区"), at("保护区北侧至铁路之间", "北侧至"))


@pytest.mark.parametrize(("text", "allowed"), [("北临甲路", True), ("北临江路以南", False), ("北临江路以南50米", True)])
def test_a_weak_verb_gives_way_to_a_side(text, allowed):
    assert guards.weak_face(spot(faces=2), at(text, "北临")) is allowed


@pytest.mark.parametrize(
    ("run", "before", "word", "text", "joins"),
    [
        ("解放路", "", "和", "解放路和建设路", True),
        ("太", "", "和", "太和路", False),
        ("解放路", "", "和", "解放路和平路", False),
        ("清河", "", "与", "清河与白河分水岭以东", False),
        ("清河", "", "与", "清河与白河以东", True),
        ("", "l", "及", "及第路以东", False),
        ("", "p", "及", "及建设路以东", True),
        ("", "", "和", "和平路以东", False),
    ],
)
def test_what_joins_and_what_is_part_of_a_name(run, before, word, text, joins):
    assert guards.joined(spot(run, before), at(text, word)) is joins


@pytest.mark.parametrize(
    ("word", "text", "taken"),
    [
        ("沿", "沿潭兴街以西", True),
        ("沿", "沿河路以西", False),
        ("由", "由长春大街", True),
        ("自", "自由大路以南", False),
        ("自", "自强路", False),
    ],
)
def test_prepositions_and_roads_that_begin_like_them(word, text, taken):
    assert guards.preposition(spot(), at(text, word)) is taken


def test_digits_of_a_road_are_no_distance():
    assert not guards.distance(spot("国道G105"), at("国道G105400米", "400米"))
    assert guards.distance(spot("国道"), at("国道400米", "400米"))
    assert not guards.distance(spot("海拔"), at("海拔200米", "200米"))


@pytest.mark.parametrize(("run", "heads"), [("保护范围", True), ("青石", False)])
def test_a_heading_before_wei(run, heads):
    assert guards.subject(spot(run), at(run + "为甲路", "为")) is heads


def test_a_crossing_needs_the_whole_name():
    assert guards.crossing(spot("解放路"), at("解放路口东北角", "口"))
    assert not guards.crossing(spot("解放"), at("解放路口东北角", "路口"))


def test_up_to_a_line_but_not_a_road_called_so():
    assert guards.up_to(spot("", "p"), at("至建设路以西", "至"))
    assert not guards.up_to(spot("", "p"), at("至善路以西", "至"))
