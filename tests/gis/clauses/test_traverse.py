import pytest

from gis.clauses.traverse import read_traverse


def names(text):
    walk = read_traverse(text)
    return None if walk is None else [side.of for side in walk[0].sides]


@pytest.mark.parametrize(
    ("text", "ring"),
    [
        (
            "北起长柳水库，向西经青石村转向南至花岭脚，东沿花岭、菱角山脚至三板桥",
            ["长柳水库", "青石村", "花岭脚", "花岭", "菱角山脚", "三板桥"],
        ),
        (
            "东起人民路，沿解放路向西至建设路，再沿清河向南至和平桥，回到起点",
            ["人民路", "解放路", "建设路", "清河", "和平桥"],
        ),
        ("从经十路起，向东沿纬二路至经一路，折向南至经九路", ["经十路", "纬二路", "经一路", "经九路"]),
        ("范围为：北起青石桥，向东沿青河至白桥，转向南至黑桥围合的区域", ["青石桥", "青河", "白桥", "黑桥"]),
    ],
)
def test_a_walk_is_a_ring_in_its_order(text, ring):
    assert names(text) == ring


@pytest.mark.parametrize(
    "text",
    [
        "向东至人民路、向西至建设路、向南至解放路",
        "东至人民路，南至解放路",
        "沿清河两侧各50米",
        "向西经青石村",
        "",
    ],
)
def test_what_is_no_walk(text):
    assert read_traverse(text) is None


def test_every_side_is_in_the_ring_and_nothing_is_claimed_beyond():
    part, unread = read_traverse("北起甲桥，向西经乙村转向南至丙山，向东至丁桥")
    assert part.op == "intersect"
    assert {side.side for side in part.sides} == {"in"}
    assert unread == ()


def test_words_that_are_no_names_are_unread():
    _, unread = read_traverse("北起甲桥，向西经乙村转向南至丙山，向东至xyz")
    assert unread == ("xyz",)
