import pytest

from gis.clauses.facing import read_between, read_faces, read_limit, read_sides, read_up_to
from gis.clauses.row import Row
from gis.clauses.tokens import tokenize


def sides(read, text):
    piece = read(Row(text, tokenize(text), first=False))
    return None if piece is None else [(side.side, side.of, side.offset_m) for side in piece.sides]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("东至甲乙路", [("W", "甲乙路", None)]),
        ("东至甲乙路以东50米", [("W", "甲乙路", 50)]),
        ("东至甲乙路以西50米", [("W", "甲乙路", -50)]),
        ("东至甲乙路以南50米", [("W", "甲乙路", None)]),
        ("东至甲乙路外50米", [("W", "甲乙路", 50)]),
        ("东至甲乙路内侧50米", [("W", "甲乙路", -50)]),
        ("东至甲乙路50米", [("W", "甲乙路", None)]),
        ("东南至甲乙路以东50米", [("NW", "甲乙路", 50)]),
        ("东至甲乙路东侧五十米、丙丁江东侧六十米", [("W", "甲乙路", 50), ("W", "丙丁江", 60)]),
        ("东至甲乙路、丙丁路以东50米", [("W", "甲乙路", None), ("W", "丙丁路", 50)]),
        ("南至门楼、厢房外延2米", [("N", "门楼", 2), ("N", "厢房", 2)]),
        ("东、南以围墙外推10米为界", [("W", "围墙", 10), ("N", "围墙", 10)]),
        ("东、南分别至甲乙路、丙丁路", [("W", "甲乙路", None), ("N", "丙丁路", None)]),
        ("东至甲乙路丙丁路—戊己路段", [("W", "甲乙路", None)]),
        ("东至甲乙路—丙丁路", [("W", "甲乙路", None), ("W", "丙丁路", None)]),
    ],
)
def test_a_limit_and_its_offset(text, expected):
    assert sides(read_faces, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲乙路、丙丁路以东", [("E", "甲乙路", None), ("E", "丙丁路", None)]),
        ("甲乙路以东及以北", [("E", "甲乙路", None), ("N", "甲乙路", None)]),
        ("甲乙路以东约50米", [("E", "甲乙路", None)]),
        ("甲乙路以东50米范围内", [("E", "甲乙路", 50)]),
    ],
)
def test_a_side(text, expected):
    assert sides(read_sides, text) == expected


def test_a_strip_on_one_side_is_a_corridor():
    text = "甲乙路以东50米范围内"
    assert read_sides(Row(text, tokenize(text), first=False)).op == "corridor"


def test_from_one_line_up_to_another():
    assert sides(read_up_to, "甲乙路以东至丙丁路") == [("E", "甲乙路", None), ("W", "丙丁路", None)]


def test_between_two_lines():
    assert sides(read_between, "保护区北侧边界至甲乙铁路之间") == [
        ("N", "保护区北侧边界", None),
        ("S", "甲乙铁路", None),
    ]
    assert sides(read_between, "甲乙路与丙丁路之间") == [("in", "甲乙路", None), ("in", "丙丁路", None)]
    assert sides(read_between, "甲乙路之间") is None


def test_a_limit_without_a_direction_faces_the_sea_on_a_coast():
    assert sides(read_limit, "以滨海大道为界") == [("sea", "滨海大道", None)]
    assert sides(read_limit, "以甲乙路为界") is None
    assert sides(read_limit, "以甲乙路、丙丁路、戊己路为界") == [
        ("in", "甲乙路", None),
        ("in", "丙丁路", None),
        ("in", "戊己路", None),
    ]
