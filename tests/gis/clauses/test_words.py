import re

import pytest

from gis.clauses.words import DISTANCE, WORDS


def words_at(text):
    """Kinds whose pattern matches the whole of a text, without their guards."""
    return {word.kind for word in WORDS if (match := word.pattern.match(text)) and match.end() == len(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("以东及以北", "p"),
        ("东侧", "p"),
        ("东侧、北侧", "p"),
        ("及其两侧", "b"),
        ("沿线两侧各", "b"),
        ("沿线", "b"),
        ("东至", "f"),
        ("东西两侧至", "f"),
        ("正南面从", "f"),
        ("西临", "f"),
        ("东50米", "y"),
        ("西、北各300米以内", "y"),
        ("交汇处西南角", "x"),
        ("交叉口以东200米路北", "x"),
        ("东北角", "x"),
        ("所围合", "e"),
        ("围合而成", "e"),
        ("之间", "w"),
        ("为界", "k"),
        ("为中心", "z"),
        ("全境", "u"),
        ("位于", "t"),
        ("除甲镇以外", "v"),
        ("规划面积11.40平方公里", "g"),
        ("约25.6亩", "g"),
        ("五十米", "d"),
        ("约 200 米", "d"),
        ("以及", "a"),
        ("——", "s"),
        ("的三角形街区", "q"),
        ("地块一", "q"),
        ("四至范围为:", "q"),
        ("以上", "^"),
    ],
)
def test_every_word_is_known(text, kind):
    assert kind in words_at(text)


def test_yi_faces_only_before_a_name():
    assert "f" not in words_at("东、南以")
    assert any(word.kind == "f" and word.pattern.match("东、南以墙") for word in WORDS)


@pytest.mark.parametrize("text", ["350米等高线", "百米大道", "200米路", "50米2"])
def test_what_is_no_distance(text):
    match = re.match(DISTANCE, text)
    assert match is None or match["number"] not in text[:3]


def test_a_word_names_every_character_it_can_begin_with():
    samples = [
        "以东",
        "东至甲",
        "两侧",
        "沿线",
        "全境",
        "位于",
        "为界",
        "之间",
        "围合",
        "除甲外",
        "面积5亩",
        "约5亩",
        "5米",
        "半径5米",
        "外延5米",
    ]
    for word in WORDS:
        for sample in samples:
            if word.first and word.pattern.match(sample):
                assert sample[0] in word.first
