"""Descriptions that are tables of two columns, and those that are not."""

import pytest

from gis.read.intake.formats.kml_table import pairs_of


def table(*rows):
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


def test_two_columns():
    assert pairs_of(table(("DLBM", "0701"), ("面积:", "12.5"), ("备注", ""))) == {
        "DLBM": "0701",
        "面积": "12.5",
        "备注": "",
    }


def test_a_table_within_a_table_with_a_heading():
    inner = table(("DLBM", "0701"), ("面积", "12.5"))
    assert pairs_of(f"<html><table><tr><td>地块</td></tr><tr><td>{inner}</td></tr></table>") == {
        "DLBM": "0701",
        "面积": "12.5",
    }


def test_headings_marks_and_unclosed_tags():
    assert pairs_of("<TABLE><TR><TH>a<TD><b>1</b>&amp;2</TR><tr><td>b</td><td>x<br>y</td></tr>") == {
        "a": "1&2",
        "b": "x y",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "文字",
        "<p>a</p>",
        table(("a", "b", "c")),
        table(("a", "1"), ("a", "2")),
        table(("", "1")),
        table(("a" * 80, "1")),
        table(("标题",)),
        table(*[(f"k{at}", "v") for at in range(600)]),
        "<tr><tr><tr>",
        "</tr></td>",
        "<td>a</td>",
    ],
)
def test_anything_else(text):
    assert pairs_of(text) == {}
