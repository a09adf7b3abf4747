"""Clauses of every form against readings stated by hand, and texts that are no clauses.

`readings_published.csv`: clauses of laws, notices and plans of many cities; `readings_own.csv`: written for the tests.
A part is `op: side name/kind±offset_m, ... = area km2`; parts of a union and unread words are parted by `|`.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.clauses.grammar import LONGEST_CLAUSE, read_clause
from gis.clauses.model import SIDES, Clause, Part, Side

KINDS = {"road", "river", "rail", "boundary", "village", "mountain", "coast", "plot", "other"}
OPERATIONS = {"intersect", "corridor", "admin", "radius", "corner"}


Case = tuple[str, str, str, tuple[str, ...]]


def cases(name: str) -> list[Case]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return [
            (row["clause"], row["parts"], row["closes"], tuple(filter(None, row["unread"].split("|"))))
            for row in csv.DictReader(file)
        ]


PUBLISHED, OWN = cases("readings_published.csv"), cases("readings_own.csv")


def shown_side(side: Side) -> str:
    offset = "" if side.offset_m is None else f"{side.offset_m:+g}"
    return f"{side.side} {side.of}/{side.kind}{offset}"


def shown_part(part: Part) -> str:
    area = "" if part.area_km2 is None else f" = {round(part.area_km2, 4):g} km2"
    return f"{part.op}: {', '.join(shown_side(side) for side in part.sides)}{area}"


def shown(clause: Clause) -> str:
    return " | ".join(shown_part(part) for part in clause.parts)


@pytest.mark.parametrize("case", PUBLISHED, ids=[case[0][:16] for case in PUBLISHED])
def test_published_clauses_are_read_as_their_editors_read_them(case: Case):
    text, reading, closes, unread = case
    clause = read_clause(text)
    assert shown(clause) == reading
    assert clause.closes == closes
    assert clause.unread == unread


@pytest.mark.parametrize("case", OWN, ids=[case[0][:16] for case in OWN])
def test_clauses_of_all_forms(case: Case):
    text, reading, closes, unread = case
    clause = read_clause(text)
    assert shown(clause) == reading
    assert clause.closes == closes
    assert clause.unread == unread


def test_there_are_enough_cases():
    assert len(PUBLISHED) == 60
    assert len({text for text, *_ in OWN}) == len(OWN) >= 60


# --- what is not read is said


def test_words_behind_the_clause_are_unread_and_change_nothing():
    bare = read_clause("甲南路以东、乙北路以西区域")
    longer = read_clause("甲南路以东、乙北路以西区域，加快研发经济、楼宇经济融合发展")
    assert longer.parts == bare.parts
    assert longer.unread == ("加快研发经济", "楼宇经济融合发展")


def test_words_before_the_clause_are_unread_and_change_nothing():
    clause = read_clause("——打造科创高地。上海路以东、尊贤路以西、黄河大道以南、济青高速以北区域。重点抓好科学城建设")
    assert shown(clause) == "intersect: E 上海路/road, W 尊贤路/road, S 黄河大道/road, N 济青高速/road"
    assert clause.unread == ("打造科创高地", "重点抓好科学城建设")


def test_a_qualifier_and_a_segment_go_to_the_note():
    assert read_clause("以改道后的S325沿线区域为依托").parts[0].note == "改道后的"
    assert "人民路至建设路段" in read_clause("清河路（人民路至建设路段）以东").parts[0].note


def test_an_exclusion_goes_to_the_note():
    assert "minus: 石桥村" in read_clause("双塔镇除石桥村外的全部区域").parts[0].note
    assert "minus: 石桥村" in read_clause("双塔镇全域（不含石桥村）").parts[0].note


def test_a_distance_that_only_locates_is_noted_and_is_no_offset():
    side, _ = read_clause("人民路以北约300米、解放路以东").parts[0].sides
    assert side.offset_m is None
    assert "300" in read_clause("人民路以北约300米、解放路以东").parts[0].note


def test_a_second_area_of_one_part_is_noted():
    part = read_clause("东至甲路，南至乙路，面积10平方公里，其中建设用地面积4平方公里").parts[0]
    assert part.area_km2 == 10
    assert "4平方公里" in part.note


def test_an_area_behind_several_parts_belongs_to_the_last():
    first, second = read_clause("甲乙路以东、丙丁路以南区域及青山镇全域，面积4公顷").parts
    assert first.area_km2 is None
    assert second.area_km2 == pytest.approx(0.04)


@pytest.mark.parametrize(
    "text",
    [
        "Between North Road and South Road",
        "今天天气很好，我们去公园玩。",
        "42",
        "。，、；：",
        "（）",
        "以东",
        "东至",
        "两侧各500米",
        "\x00\x01\x02东至\x07路",
        "规划面积12平方公里",
        "方圆五公里",
    ],
)
def test_what_is_no_clause_is_unread_as_a_whole(text: str):
    clause = read_clause(text)
    assert clause.parts == ()
    assert clause.unread == (text,)
    assert clause.closes == "unknown"


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_nothing_has_nothing_unread(text: str):
    assert read_clause(text) == Clause(text, (), "unknown", ())


def test_a_text_longer_than_a_clause_is_unread():
    text = "甲南路以东、" * (LONGEST_CLAUSE // 5)
    assert len(text) > LONGEST_CLAUSE
    assert read_clause(text).unread == (text,)


HOSTILE = [
    "人民路、",
    "东",
    "(",
    "1",
    "路",
    "区",
    "东至人民路、",
    "从至的",
    "除",
    "以",
    "x y ",
    "人民路以东、",
    "至",
    "(东至",
    "甲镇、",
    "一二三百",
    " ",
    "沿甲路向东至",
    "甲乙路和",
    "东、",
    "为",
    "两侧",
    "围合",
    "\u202e",
    "👍",
    "\x00",
    "人民路以东及",
    "面积1",
    "的",
    "——",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_runs_return_quickly(piece: str):
    for length in (LONGEST_CLAUSE, 100_000):
        text = (piece * length)[:length]
        started = time.perf_counter()
        read_clause(text)
        assert time.perf_counter() - started < 2.0


# --- laws

WORDS = (
    "东西南北至以路街河山村镇区、，。；：（）()及和与两侧各沿线区域范围内公里米123一二三百为界外延围合起临接除的由从位于面积公顷"
    "AG —-\n界角口交叉处半径中心半"
)
texts = st.one_of(st.text(max_size=60), st.text(alphabet=WORDS, max_size=60))


@settings(max_examples=300, deadline=None)
@given(texts)
def test_any_text_gives_a_clause_in_the_model_s_vocabulary(text: str):
    clause = read_clause(text)
    assert clause.text == text
    assert clause.closes in {"yes", "no", "unknown"}
    assert all(words in text for words in clause.unread)
    assert clause.parts or clause.unread or not text.strip()
    for part in clause.parts:
        assert part.op in OPERATIONS
        assert part.sides
        for side in part.sides:
            assert side.side in SIDES
            assert side.kind in KINDS
            assert side.of


@settings(max_examples=60, deadline=None)
@given(texts)
def test_reading_twice_reads_the_same(text: str):
    assert read_clause(text) == read_clause(text)


BODIES = ["青石", "西五", "东干", "北京", "南湖", "人民", "永和", "上海东", "经十"]
SUFFIXES = {"路": "road", "大道": "road", "河": "river", "铁路": "rail"}
lines = st.lists(st.tuples(st.sampled_from(BODIES), st.sampled_from(sorted(SUFFIXES))), min_size=4, max_size=4)
COMPASS = [("东", "E", "W"), ("西", "W", "E"), ("南", "S", "N"), ("北", "N", "S")]


@settings(max_examples=60, deadline=None)
@given(lines, st.permutations(COMPASS), st.sampled_from(["、", "，", ",", ""]))
def test_sides_are_read_whatever_the_names_the_order_and_the_marks(
    named: list[tuple[str, str]], compass: list[tuple[str, str, str]], mark: str
):
    text = mark.join(f"{body}{suffix}以{word}" for (body, suffix), (word, *_) in zip(named, compass, strict=True))
    expected = [
        Side(side, body + suffix, SUFFIXES[suffix]) for (body, suffix), (_, side, _) in zip(named, compass, strict=True)
    ]
    clause = read_clause(text + "区域")
    assert [side for part in clause.parts for side in part.sides] == expected
    assert clause.closes == "yes"


@settings(max_examples=60, deadline=None)
@given(lines, st.permutations(COMPASS), st.sampled_from(["、", "，", ";"]), st.sampled_from(["至", "起", "到", "临"]))
def test_limits_are_read_whatever_the_names_the_order_and_the_verb(
    named: list[tuple[str, str]], compass: list[tuple[str, str, str]], mark: str, verb: str
):
    text = mark.join(f"{word}{verb}{body}{suffix}" for (body, suffix), (word, *_) in zip(named, compass, strict=True))
    expected = [
        Side(side, body + suffix, SUFFIXES[suffix]) for (body, suffix), (_, _, side) in zip(named, compass, strict=True)
    ]
    clause = read_clause(text)
    assert [side for part in clause.parts for side in part.sides] == expected
    assert clause.closes == "yes"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("甲路（G20）以东，乙路以南", "甲路(G20)以东,乙路以南"),
        ("东至甲乙路；南至丙丁河", "东至甲乙路;南至丙丁河"),
        ("甲乙路以東、丙丁路以南", "甲乙路以东、丙丁路以南"),
        ("甲乙路兩側各５０米", "甲乙路两侧各50米"),
        ("甲乙路两侧各五十米", "甲乙路两侧各50米"),
        ("甲乙路两侧各0.05公里", "甲乙路两侧各50米"),
    ],
)
def test_width_of_marks_forms_of_characters_and_numerals_do_not_matter(text: str, same: str):
    first, second = read_clause(text), read_clause(same)
    assert [(s.side, s.kind, s.offset_m) for p in first.parts for s in p.sides] == [
        (s.side, s.kind, s.offset_m) for p in second.parts for s in p.sides
    ]


def test_names_stand_as_the_clause_writes_them():
    assert [side.of for side in read_clause("鹽橋路以東、金峰路以南").parts[0].sides] == ["鹽橋路", "金峰路"]
    assert read_clause("沈海高速（G15）以东").parts[0].sides[0].of == "沈海高速（G15）"


def test_the_json_is_the_one_the_command_prints():
    assert read_clause("西五路以东，串联许营").as_json() == {
        "clause": "西五路以东，串联许营",
        "parts": [
            {
                "op": "intersect",
                "sides": [{"side": "E", "of": "西五路", "kind": "road", "offset_m": None}],
                "area_km2": None,
                "note": "",
            }
        ],
        "closes": "no",
        "unread": ["串联许营"],
    }
