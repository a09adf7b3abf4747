"""Line ends and the style of points learned from a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.coordinate_txt import Dialect
from gis.read.intake.formats.txt_dialect import learn_points, split_lines
from tests.gis.read.intake.making_txt import DIALECTS
from tests.gis.read.intake.reading_txt import read_bytes


@pytest.mark.parametrize(
    ("text", "lines", "newline", "final"),
    [
        ("a\r\nb\r\n", ["a", "b"], "\r\n", True),
        ("a\nb", ["a", "b"], "\n", False),
        ("a\rb\r", ["a", "b"], "\r", True),
        ("", [], "\r\n", True),
        ("a", ["a"], "\r\n", False),
        ("\n\n", ["", ""], "\n", True),
        ("a\r\nb\nc\r\n", ["a", "b\n", "c"], "\r\n", True),
        ("a\x0bb\u2028c\n", ["a\x0bb\u2028c"], "\n", True),
    ],
)
def test_line_ends(text: str, lines: list[str], newline: str, final: bool) -> None:  # noqa: FBT001
    assert split_lines(text) == (lines, newline, final)


@given(st.text("ab\r\n", max_size=20))
def test_lines_joined_are_the_text(text: str) -> None:
    lines, newline, final = split_lines(text)
    joined = "".join(line if line[-1:] in ("\r", "\n") else line + newline for line in lines)
    assert (joined if final or not lines else joined[: -len(newline)]) == text


@pytest.mark.parametrize(
    ("line", "parts", "separators", "decimals"),
    [
        ("J1,1,4057700.000,39508900.000", (True, True), ("", ",", ",", ",", ""), (3, 3)),
        ("J1, 1, 4057700.00, 508900.0", (True, True), ("", ", ", ", ", ", ", ""), (2, 1)),
        ("  J1\t1\t4057700\t508900,", (True, True), ("  ", "\t", "\t", "\t", ","), (0, 0)),
        ("J1,36.65000000,117.10000000", (True, False), ("", ",", ",", ",", ""), (8, 8)),
        ("36.65,117.1", (False, False), ("", ",", ",", ",", ""), (2, 1)),
        ("1,,508900.1,4057700.1,35", (True, True), ("", ",", ",", ",", ""), (1, 1)),
    ],
)
def test_style_of_points(
    line: str, parts: tuple[bool, bool], separators: tuple[str, ...], decimals: tuple[int, int]
) -> None:
    found = learn_points([line])
    assert (found.labelled, found.ringed) == parts
    assert found.separators == separators
    assert found.decimals == decimals


def test_no_points_no_style() -> None:
    assert learn_points(["[地块坐标]", "10,0.96,1,甲,面,,,,@"]) == Dialect()


def test_numbers_as_short_as_they_come() -> None:
    assert learn_points(["J1,1,1.5,2.25", "J2,1,1,2.125"]).shortest
    assert not learn_points(["J1,1,1.50,2.25", "J2,1,1,2.125"]).shortest


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("example", "restarts", False), ("restarting", "restarts", True), ("example", "counts_closing", True),
        ("open_rings", "closed", False), ("no_prefix", "prefixed", False), ("example", "prefixed", True),
        ("square_metres", "area_unit", "平方米"), ("square_metres", "area_decimals", 2),
        ("with_suffix", "area_suffix", "公顷"), ("padded_labels", "label", "J001"), ("bare_labels", "label", "1"),
        ("utf8", "encoding", "utf-8"), ("bom", "bom", True), ("utf16", "encoding", "utf-16-le"),
        ("cr", "newline", "\r"), ("unended", "final_newline", False),
    ],
)  # fmt: skip
def test_dialect_of_a_file(name: str, key: str, value: object, tmp_path) -> None:
    layers, _ = read_bytes(DIALECTS[name], tmp_path)
    assert layers[0].facts["txt"]["dialect"][key] == value
