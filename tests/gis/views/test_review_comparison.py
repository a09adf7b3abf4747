import json
from dataclasses import replace

import openpyxl

from gis.review.compare import compare_reviews
from gis.review.model import Outcome
from gis.views.review_comparison import comparison_rows, comparison_text, write_comparison
from tests.gis.review.review_toy import make_review


def compared():
    now = make_review()
    first = next(one for one in now.findings if one.outcome is Outcome.FAILED)
    was = replace(first, outcome=Outcome.PASSED, area_m2=0.0, patches=())
    before = replace(now, findings=tuple(was if one is first else one for one in now.findings))
    return compare_reviews(before, now), first


def test_what_became_worse_is_a_row_and_counted():
    found, first = compared()
    rows = comparison_rows(found)
    title = first.title.partition(" / ")[0]
    assert [row["变化"] for row in rows if row["名称"] == title] == ["变差"]
    assert "1 项变差" in comparison_text(found)
    assert "1 findings became worse" in comparison_text(found, "en")


def test_workbook_and_json_hold_the_same_rows(tmp_path):
    found, first = compared()
    sheet, record = write_comparison(found, tmp_path)
    book = openpyxl.load_workbook(sheet)
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "变差" in cells
    told = json.loads(record.read_text(encoding="utf-8"))
    assert next(one for one in told["findings"] if one["id"] == first.id)["kind"] == "worse"
