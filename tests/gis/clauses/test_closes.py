import pytest

from gis.clauses.closes import closes
from gis.clauses.model import Part, Side


def part(op, *sides):
    return Part(op, tuple(Side(*side) for side in sides))


def limits(*directions):
    return part("intersect", *((direction, "甲乙路", "road") for direction in directions))


@pytest.mark.parametrize(
    ("directions", "answer"),
    [
        ("N E S W", "yes"), ("N E S", "no"), ("NE NW S", "yes"), ("NE SW", "no"), ("N", "no"), ("NE SE SW NW", "yes"),
        ("E W", "no"), ("N N E S", "no"), ("N NE E SE S SW W", "yes"), ("SE SW N", "yes"), ("sea", "no"),
    ],
)  # fmt: skip
def test_directions_close_when_no_half_circle_is_free(directions, answer):
    assert closes([limits(*directions.split())]) == answer


@pytest.mark.parametrize(
    ("op", "sides", "answer"),
    [
        ("admin", [("in", "青石镇", "boundary")], "yes"),
        ("corner", [("SW", "甲乙路", "road"), ("SW", "丙丁路", "road")], "no"),
        ("corridor", [("both", "甲乙路", "road", 50.0)], "yes"),
        ("corridor", [("both", "甲乙路", "road", 50.0), ("both", "丙丁路", "road")], "unknown"),
        ("radius", [("around", "站", "other", 500.0)], "yes"),
        ("radius", [("around", "站", "other")], "unknown"),
        ("radius", [("W", "塔", "other", 50.0), ("E", "塔", "other", 50.0), ("S", "塔", "other", 75.0)], "no"),
        ("intersect", [("in", "甲路", "road"), ("in", "乙路", "road"), ("in", "丙路", "road")], "yes"),
        ("intersect", [("in", "甲路", "road"), ("in", "乙路", "road")], "no"),
        ("intersect", [("in", "三环路", "road")], "yes"),
        ("intersect", [("in", "青石镇", "boundary"), ("E", "分水岭", "mountain")], "yes"),
        ("intersect", [("out", "核心区", "boundary"), ("E", "甲路", "road"), ("S", "乙路", "road")], "no"),
        ("intersect", [("up", "350米等高线", "mountain")], "unknown"),
    ],
)
def test_each_operation(op, sides, answer):
    assert closes([part(op, *sides)]) == answer


def test_a_union_closes_when_all_its_parts_do():
    whole, open_, vague = limits("N", "E", "S", "W"), limits("N"), part("corridor", ("both", "甲路", "road"))
    assert closes([whole, whole]) == "yes"
    assert closes([whole, vague]) == "unknown"
    assert closes([whole, vague, open_]) == "no"
    assert closes([]) == "unknown"
