import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.clauses.tokens import tokenize


def kinds(text):
    return "".join(token.kind for token in tokenize(text))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("世纪路以东、金晶大道以西", "nplnp"),
        ("柳工大道以东石烂路以南", "npnp"),
        ("东至甲乙路，南至丙丁河", "fncfn"),
        ("东至甲乙路南至丙丁河", "fnfn"),
        ("西五路以东", "np"),
        ("人民湖南侧", "np"),
        ("以南塔基中心为基点,东50米", "mnzcy"),
        ("东以外围墙外推10米为界", "fnodk"),
        ("国道G105东400米", "npd"),
        ("由甲乙路、丙丁路围合而成", "mnlne"),
        ("高速公路、国道沿线两侧五百米内的", "nlnbdq"),
        ("甲乙路与丙丁路交汇处西南角", "nanx"),
        ("规划面积12公顷,四至范围为东至甲乙路", "gcqfn"),
        ("双塔镇除石桥村外的全部区域", "nvu"),
        ("东及龙津西路", "fn"),
        ("富春路北 200 米", "npd"),
        ("6#景观水坝以东", "np"),
        ("A路-B路", "nln"),
        ("", ""),
    ],
)
def test_the_letters_of_a_clause(text, letters):
    assert kinds(text) == letters


def test_a_bracket_stays_with_its_name():
    text = "沈海高速（G15、G20）以东"
    first = tokenize(text)[0]
    assert text[first.start : first.end] == "沈海高速（G15、G20）"


def test_a_bracket_with_limits_is_read_as_open_text():
    assert kinds("张店城区（东至甲乙路、西至丙丁路）") == "hfnlfnc"
    assert kinds("（东至甲乙路）") == "cfnc"


def test_a_bracket_with_an_exception_is_one():
    (unit, _, aside) = tokenize("高新区全域（不含石桥村）")
    assert unit.kind == "n"
    assert (aside.kind, aside.words) == ("v", "石桥村")


@pytest.mark.parametrize("text", ["（一）甲乙路以东", "1、甲乙路以东", "第一，甲乙路以东"])
def test_numbering(text):
    assert kinds(text) == "jnp"


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("甲乙路以东及以北", ("E", "N")),
        ("甲乙路以西北", ("NW",)),
        ("甲乙路以西北京路以南", ("W",)),
        ("甲乙路东侧、北侧", ("E", "N")),
    ],
)
def test_the_sides_of_a_word(text, sides):
    assert tokenize(text)[1].sides == sides


def test_a_place_off_a_crossing_lies_in_one_quadrant():
    assert tokenize("甲乙路与丙丁路交叉口以东200米路北")[-1].sides == ("NE",)


def test_amounts_are_metres_and_square_kilometres():
    assert tokenize("甲乙路两侧各五十米范围内")[-1].amount == 50
    assert tokenize("甲乙路两侧各五十米范围内")[-1].within
    assert tokenize("面积236公顷")[0].amount == pytest.approx(2.36)


@given(st.text(alphabet="东西南北至以路河、，。（）()及和与两侧区域米12一二为界外延围合 甲乙", max_size=60))
def test_tokens_are_in_order_and_leave_out_only_blanks(text):
    at = 0
    for token in tokenize(text):
        assert text[at : token.start].strip() == ""
        assert token.end > token.start
        at = token.end
    assert text[at:].strip() == ""
