"""The sheet in words: its order, its mark, rulings that found no finding, letters the font lacks."""

from gis.views.review_sheet.sheet import laid_out
from gis.views.review_sheet.wording import StandingRow
from tests.gis.review.review_toy import make_review


def titles(sheet):
    return [block.title for block in sheet.blocks()]


def test_the_order_of_the_sheet():
    found = titles(laid_out(make_review()))
    numbers = [title[0] for title in found if title[1] == "、"]
    assert numbers == list("一二三四五六七八九十")
    assert found[-1] == "方法与设置"
    assert laid_out(make_review()).signature[:3] == ("编制", "复核", "签发")


def test_what_is_indicative_marks_the_sheet():
    sheet = laid_out(make_review())
    assert sheet.mark == "示意"
    assert "规划分区" in sheet.warning
    plain = laid_out(make_review(findings=(), zones=(), files=()))
    assert (plain.mark, plain.warning) == ("", "")


def test_a_ruling_on_a_finding_that_is_gone_is_still_shown():
    lost = StandingRow("general:gone", "accepted", "属实", "李四", "2026-11-20")
    sheet = laid_out(make_review(), rulings=[lost])
    assert [text for text in sheet.texts() if "general:gone" in text and "李四" in text]


def test_letters_the_font_lacks_are_told_those_of_the_map_too():
    assert "U+F1234" in laid_out(make_review(), names=["路\U000f1234"]).texts()[-1] or any(
        "U+F1234" in text for text in laid_out(make_review(), names=["路\U000f1234"]).texts()
    )
    assert not any("〓" in text for text in laid_out(make_review()).texts())


def test_english_says_the_same_blocks():
    assert len(titles(laid_out(make_review(), "en"))) == len(titles(laid_out(make_review())))
