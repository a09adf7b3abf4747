"""Land-use change as tables: cells that add up, uses in words, what is to be known beside them."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from gis.assessment.desk import assess_plots, shipped_rules
from gis.views.plot_change import change_notes, change_pairs, change_tables, change_text, matrix_frame
from gis.views.plot_tables import tables, write_desk_xlsx
from tests.gis.plots import desk_toy

DAY = date(2026, 11, 22)
# of the toy's plots: A was cropland and B industry, a ninth of C was cropland; the rest of C is new
SHAPES = [desk_toy.square(0), desk_toy.square(200), desk_toy.square(400, 100.0 / 3.0)]


def made(shapes=SHAPES, codes=("0101", "1001", "0101")):
    names = [f"x{at}" for at in range(len(shapes))]
    earlier = desk_toy.rows("plots", list(shapes), id=names, code=list(codes))
    return assess_plots(desk_toy.inputs(before=earlier), shipped_rules(), on=DAY)


@pytest.fixture(scope="module")
def desk():
    return made()


def test_the_matrix_by_paper(desk):
    # 100/3 m squared is 1,111.1 m2 = 0.11 ha = 1.67 mu; C is 10,000 m2, so 0.89 ha = 13.33 mu are new
    matrix = matrix_frame(desk, "ha")
    assert list(matrix.columns) == ["1001 工矿用地", "区外", "合计"]
    assert matrix["1001 工矿用地"].to_dict() == {"0101 耕地": 1.11, "1001 工矿用地": 1.0, "区外": 0.89, "合计": 3.0}
    assert matrix_frame(desk, "mu")["合计"].to_dict() == {
        "0101 耕地": 16.67, "1001 工矿用地": 15.0, "区外": 13.33, "合计": 45.0}  # fmt: skip
    assert list(matrix_frame(desk, "ha", "en").index) == [
        "0101 Cropland", "1001 Industry", "outside before", "total"]  # fmt: skip


def test_rows_columns_and_conversion_add_up(desk):
    for unit, head in (("ha", "公顷"), ("mu", "亩")):
        rows = change_tables(desk)[f"change_{unit}"]
        lines = [[Decimal(repr(value)) for value, _ in list(row.values())[1:]] for row in rows]
        assert all(sum(line[:-1]) == line[-1] for line in lines)
        assert all(sum(column[:-1]) == column[-1] for column in zip(*lines, strict=True))
        *parts, total = (Decimal(repr(row[head][0])) for row in change_tables(desk)["converted"])
        assert sum(parts) == total == lines[-1][-1]
        *pairs, whole = (Decimal(repr(row[head][0])) for row in change_tables(desk)["change"])
        assert sum(pairs) == whole == total


def test_the_workbook_holds_every_table_of_the_change(desk, tmp_path):
    book = openpyxl.load_workbook(write_desk_xlsx(desk, tmp_path / "a.xlsx"))
    assert {"转移矩阵(公顷)", "转移矩阵(亩)", "用地转移", "建设用地增减"} <= set(book.sheetnames)
    cells = [[cell.value for cell in row] for row in book["转移矩阵(亩)"].iter_rows()]
    assert cells[-1] == ["合计", 45.0, 0.0, 45.0]


def test_pairs_keep_square_metres(desk):
    pairs = change_pairs(desk)
    assert pairs["area_m2"].tolist()[-1] == pytest.approx(80_000.0 / 9.0)
    assert pairs["area_m2"].sum() == pytest.approx(30_000.0)


@pytest.mark.parametrize(("lang", "word"), [("zh", "转为建设用地: 1.11 公顷 · 16.67 亩"), ("en", "16.67 mu")])
def test_the_text_says_what_moved(desk, lang, word):
    assert word in "\n".join(change_text(desk, lang))


def test_land_that_a_year_maps_twice_is_told():
    twice = made([*SHAPES[:2], desk_toy.square(0, 10.0)])
    assert change_notes(twice) == ["早些年份的用地有 100.00 平方米重叠,矩阵中重复计入"]
    assert "100.00 m²" in change_notes(twice, "en")[0]
    told = [str(value) for row in tables(twice)["basis"] for value, _ in row.values()]
    assert change_notes(twice)[0] in told


def test_without_an_earlier_year_there_is_nothing():
    desk = assess_plots(desk_toy.inputs(), shipped_rules(), on=DAY)
    assert change_tables(desk) == {}
    assert change_text(desk) == change_notes(desk) == []
    assert matrix_frame(desk, "ha").empty
    assert change_pairs(desk).empty
