"""The plain data of a coordinate TXT: heads, labels, dialects, and a file as text and as JSON."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.coordinate_txt import (
    Dialect,
    Plot,
    Point,
    Ring,
    Section,
    Spoilt,
    TxtFile,
    label_number,
    next_label,
    normal,
    plot_fields,
    with_fields,
)

SQUARE = np.array([[4_057_700.0, 39_508_900.0], [4_057_700.0, 39_509_000.0], [4_057_600.0, 39_509_000.0]])


def ring(**changes: object) -> Ring:
    own = Ring("1", ("J1", "J2", "J3"), SQUARE, np.array([2, 3, 4]), closing="J1")
    return replace(own, **changes)


def file(*items: object, **dialect: object) -> TxtFile:
    return TxtFile(Dialect(**dialect), (Section("[地块坐标]", items),))


def test_normal_writes_signs_and_digits_in_half_width() -> None:
    assert normal(" Ｊ１，１，４０５７．５，－３ \r") == "J1,1,4057.5,-3"
    assert normal("【 地块坐标 】") == "[ 地块坐标 ]"
    assert normal("\ufeff　a　") == "a"


HEAD = "10,0.9600,1,地块一,面,,工业用地,1001,@"


def test_fields_of_a_head_by_position() -> None:
    names, pieces = plot_fields(HEAD)
    assert dict(zip(names, pieces, strict=True)) == {
        "count": "10", "area": "0.9600", "id": "1", "name": "地块一",
        "shape": "面", "sheet": "", "use": "工业用地", "class": "1001",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        ("4,1.0,9,甲,面,图1,用途,@", "use", "用途"),
        ("4,1.0,甲,面,,@", "name", "甲"),
        ("4,1.0,9,甲,旧,面,,用,@", "use", "用"),
        ("4,1,9,甲,面,,用,01,旱地,一等,备注,@", "extra3", "备注"),
        ("4\t1\t9\t甲\t面\t\t用\t01\t@", "class", "01"),
        ("4，1，9，甲，面，，用，01，＠", "name", "甲"),
        ("4,1,9,甲，乙,面,,用,01,@", "name", "甲，乙"),
        ("4 1 9 甲 面 用 @", "name", "甲"),
        ("@", "count", ""),
        ("4,1,9,甲,面,,用,01,@,,", "class", "01"),
    ],
)
def test_heads_of_other_lengths(head: str, key: str, value: str) -> None:
    names, pieces = plot_fields(head)
    assert dict(zip(names, (piece.strip() for piece in pieces), strict=False)).get(key, "") == value


def test_a_field_is_changed_and_all_else_stays() -> None:
    assert with_fields(HEAD, {"area": "1.0000"}) == "10,1.0000,1,地块一,面,,工业用地,1001,@"
    assert with_fields(" 10, 0.96 ,1,甲,面,,,,@ ", {"area": "2"}) == " 10, 2 ,1,甲,面,,,,@ "
    assert with_fields("4\t1\t9\t甲\t面\t\t用\t01\t@", {"name": "乙"}) == "4\t1\t9\t乙\t面\t\t用\t01\t@"
    assert with_fields("4，1，9，甲，面，，用，01，＠", {"name": "乙"}) == "4,1,9,乙,面,,用,01,@"
    assert with_fields(HEAD, {}) == HEAD


@given(st.lists(st.text("0123456789.甲乙 面", max_size=6), min_size=8, max_size=13))
def test_no_change_is_no_change(pieces: list[str]) -> None:
    head = ",".join([*pieces, "@"])
    assert with_fields(head, {}) == head


@pytest.mark.parametrize(
    ("label", "number", "following"),
    [("J1", 1, "J2"), ("9", 9, "10"), ("J009", 9, "J010"), ("界址7", 7, "界址8"), ("A", None, "A"), ("", None, ""),
     ("J1-3", 3, "J1-4"), ("J" + "9" * 30, None, "J" + "9" * 30)],
)  # fmt: skip
def test_labels(label: str, number: int | None, following: str) -> None:
    assert label_number(label) == number
    assert next_label(label) == following


def test_points_of_a_ring() -> None:
    assert next(ring().points()) == Point("J1", "1", 4_057_700.0, 39_508_900.0)
    assert len(list(ring().points())) == 3


def test_text_of_a_file() -> None:
    plot = Plot(2, HEAD, "面", (ring(),))
    lines = file("备注", plot).text().split("\r\n")
    assert lines[:4] == ["[地块坐标]", "备注", HEAD, "J1,1,4057700.000,39508900.000"]
    assert lines[-2:] == ["J1,1,4057700.000,39508900.000", ""]


def test_odd_lines_and_lines_between_stand_where_they_stood() -> None:
    odd = {1: ("J2,1, 4057700,39509000", 4_057_700.0, 39_509_000.0), 3: ("J1 1 闭合", 4_057_700.0, 39_508_900.0)}
    plot = Plot(2, None, "面", (ring(odd=odd, before={1: ("甲",), 3: ("", "乙")}),), after=("完",))
    assert file(plot).text().split("\r\n")[1:] == [
        "J1,1,4057700.000,39508900.000", "甲", "J2,1, 4057700,39509000", "J3,1,4057600.000,39509000.000",
        "", "乙", "J1 1 闭合", "完", "",
    ]  # fmt: skip


def test_line_ends_are_those_of_the_dialect_or_their_own() -> None:
    assert file("a\n", "b", newline="\r").text() == "[地块坐标]\ra\nb\r"
    assert file("a", "b", newline="\n", final_newline=False).text() == "[地块坐标]\na\nb"
    assert TxtFile(Dialect(final_newline=False), ()).text() == ""


def test_encodings() -> None:
    assert file("甲").encoded() == "[地块坐标]\r\n甲\r\n".encode("gbk")
    assert file("甲", encoding="utf-8", bom=True).encoded().startswith(b"\xef\xbb\xbf[")
    assert file("\u4e00", encoding="ascii").encoded() == "[地块坐标]\r\n一\r\n".encode("gb18030")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(4_057_700.1, 3, "4057700.1"), (4_057_700.0, 3, "4057700"), (0.1 + 0.2, 3, "0.3"), (1e-9, 12, "0.000000001000")],
)
def test_shortest_numbers(value: float, decimals: int, text: str) -> None:
    line = Dialect(shortest=True, decimals=(decimals, decimals)).point_line("J1", "1", value, value)
    assert line == f"J1,1,{text},{text}"


def test_lines_without_label_or_ring_and_with_percent_signs() -> None:
    assert Dialect(labelled=False, ringed=False, decimals=(1, 1)).point_line("", "", 1.0, 2.0) == "1.0,2.0"
    assert Dialect(ringed=False, decimals=(1, 1)).point_line("J1", "", 1.0, 2.0) == "J1,1.0,2.0"
    assert Dialect(separators=("%", ",", ",", ",", "%s"), decimals=(0, 0)).point_line("J", "1", 1, 2) == "%J,1,1,2%s"


def test_json_gives_everything_back_but_the_coordinates() -> None:
    rings = (
        ring(),
        ring(number="2", labels=("J7", "J8", "甲"), closing=None, odd={0: ("x", 1.0, 2.0)}, before={0: ("",)}),
    )
    own = file("备注", Plot(3, HEAD, "面", rings, (1, 0), crs="c", after=("z",)), Spoilt(9, ("a", "b")))
    back = TxtFile.from_json(json.loads(json.dumps(own.as_json())))
    assert back.as_json() == own.as_json()
    assert back.dialect == own.dialect
    plot = next(back.plots())
    assert [one.labels for one in plot.rings] == [("J1", "J2", "J3"), ("J7", "J8", "甲")]
    assert plot.rings[1].odd == {0: ("x", 1.0, 2.0)}
    assert plot.digest == own.dialect.digest([one.xy for one in rings])
    assert [item for item in back.sections[0].items if isinstance(item, Spoilt)] == [Spoilt(9, ("a", "b"))]


@given(st.lists(st.sampled_from(["", "J1", "J2", "J3", "J9", "J10", "J09", "7", "8", "甲"]), max_size=12))
def test_labels_survive_json(labels: list[str]) -> None:
    own = file(Plot(1, HEAD, "面", (ring(labels=tuple(labels), xy=np.zeros((len(labels), 2))),)))
    assert next(TxtFile.from_json(own.as_json()).plots()).rings[0].labels == tuple(labels)


def test_digest_sees_a_millimetre_and_nothing_less() -> None:
    dialect = Dialect()
    assert dialect.digest([SQUARE]) == dialect.digest([SQUARE + 1e-7])
    assert dialect.digest([SQUARE]) != dialect.digest([SQUARE + np.array([[0.001, 0], [0, 0], [0, 0]])])
