"""Text of strangers in Markdown: every sign of it is escaped, and what is looked for late is broken up."""

import re

import pytest

from gis.views.literal import literal

JOINER = "\u2060"


def read(marked):
    """What a reader of CommonMark sees: escapes resolved, the joiner not visible."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", marked).replace(JOINER, "")


@pytest.mark.parametrize(
    "text",
    [
        "公园绿地", "a*b*c", "**粗**", "$x^2$", ":smile:", ":material/home:", ":red[红]", "{{1+1}}", "<b>标</b>",
        "`码`",
        "[名](http://yitu.invalid)", "![图](x.png)", "# 标题", "1. 甲", "- 甲", "> 引", "a -> b <- c -- d", "&lt;",
        "www.yitu.invalid", "https://yitu.invalid", "a@yitu.invalid", "\\", "~~删~~", "|a|b|", "WWW.yitu.invalid",
    ],
)  # fmt: skip
def test_it_reads_as_written(text):
    assert read(literal(text)) == text


@pytest.mark.parametrize("sign", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
def test_every_sign_that_may_mean_something_is_escaped(sign):
    assert literal(f"甲{sign}乙").startswith(f"甲\\{sign}")


@pytest.mark.parametrize("text", [":smile:", "http://a.b", "www.a.b", "a@b.c", "a->b", "a--b", "a>=b", "&amp;"])
def test_what_is_looked_for_after_the_escapes_is_broken_up(text):
    seen = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", literal(text))
    assert text not in seen
    assert not re.search(r":\w+:|https?://|www\.|@b|->|--|>=|&amp;", seen)


def test_it_is_one_line():
    assert literal(" 甲\n\n乙\t丙 ") == "甲 乙 丙"


def test_anything_is_taken_as_its_text():
    assert literal(12) == "12"
    assert literal(None) == "None"
