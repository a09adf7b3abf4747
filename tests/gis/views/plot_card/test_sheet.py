"""The sheet: all words of a card in the order of the page, long tables in the annex, nothing left out."""

from dataclasses import replace

from gis.plots.card import Card, CardRestriction
from gis.plots.corners import corner_table
from gis.views.plot_card.sheet import laid_out, map_names, restriction_numbers
from gis.views.sheets.model import Notes
from tests.gis.views.plot_card.sample import make_card, many_cornered


def test_the_head_and_the_order_of_the_page():
    sheet = laid_out(make_card())
    facts = {fact.label: fact.text for fact in sheet.facts}
    assert sheet.title == "地块信息卡"
    assert facts["地块编号"] == "A-07"
    assert facts["规划用途"] == "100101 一类工业用地"
    assert facts["所在分区与功能"] == "高新技术产业片区 (占 100.0 %):先进制造、研发中试、生产性服务 (规划第十二条)"
    assert [block.title for block in sheet.blocks()] == [
        "面积", "用地指标", "经济指标", "步行可达设施", "触及的控制线", "界址点坐标", "数据质量与说明", "所用数据",
    ]  # fmt: skip
    assert not sheet.annex


def test_indicative_is_marked_with_its_reason():
    assert laid_out(make_card()).mark == ""
    sheet = laid_out(make_card(indicative=True, indicative_reason="边界示意。 / Outline."), "en")
    assert sheet.mark == "INDICATIVE"
    assert "Outline." in sheet.warning


def test_a_long_table_goes_whole_into_the_annex():
    sheet = laid_out(make_card(corners=corner_table(many_cornered(300))))
    (annex,) = sheet.annex
    assert len(annex.rows) == 301
    held = next(block for block in sheet.blocks() if not isinstance(block, Notes) and block.key == "corners")
    assert held.rows == ()
    assert "共 301 行,见附表" in held.note
    assert [len(grid.rows) for grid in sheet.grids() if grid.key == "corners"] == [301]


def test_notes_hold_quality_formulas_and_settings():
    notes = next(block for block in laid_out(make_card()).blocks() if isinstance(block, Notes))
    assert notes.lines == (
        "建筑层数由台账填报,2 栋中 2 栋已知",
        "计算方法:容积率 = 计容面积 / 用地面积",
        "设置:控制值表:2008;步行速度:80 m/min",
    )


def test_a_card_of_nothing_says_so_everywhere():
    sheet = laid_out(Card("D", "X"))
    assert all("没有数据" in block.note for block in sheet.grids())
    assert [fact.text for fact in sheet.facts].count("未知") == 7
    assert sheet.map_title == "附图: 未评估 – 没有数据"


def test_missing_characters_are_told_wherever_they_stand():
    card = make_card(holder="张\U000f1234")
    notes = next(block for block in laid_out(card).blocks() if isinstance(block, Notes))
    assert notes.lines[-1] == "字体缺字,以“〓”代替:U+F1234"
    shown = card.map
    road = replace(shown.roads[0], name="\U000f4321路")
    card = make_card(map=replace(shown, roads=(road,)))
    assert "\U000f4321路" in map_names(card)
    assert any("U+F4321" in text for text in laid_out(card, "en").texts())


def test_restrictions_without_area_come_last_of_their_kind():
    touched = (CardRestriction("a", "notice", None, None), CardRestriction("b", "notice", float("nan"), None),
               CardRestriction("c", "notice", 5.0, 0.1))  # fmt: skip
    assert list(restriction_numbers(make_card(restrictions=touched))) == ["c", "a", "b"]
