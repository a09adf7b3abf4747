"""The register: a row a file whatever became of it, figures unrounded, no formulas."""

import csv
import io

import pytest
from openpyxl import load_workbook

from gis.errors import WorkspaceError
from gis.views.review_register import Registered, register_rows, register_texts, write_register
from tests.gis.review.review_toy import DIGEST, make_review

ENTRIES = [
    Registered("甲.txt", make_review()),
    Registered("=坏.dxf", None, "文件读不了 / the file cannot be read"),
    Registered("乙.zip", make_review(findings=(), zones=())),
]


def test_counts_by_hand():
    first, *_ = register_texts(ENTRIES)
    assert first["主要分区"] == "高新技术产业片区"
    assert first["占项目"] == "75.00%"
    assert (first["公顷"], first["亩"]) == ("6.0000", "90.00")
    counts = [first[head] for head in ("禁止类冲突", "限制类冲突", "提示类冲突", "存疑", "未评估", "出错")]
    assert counts == ["1", "2", "1", "2", "1", "1"]
    assert (first["信号"], first["摘要"], first["示意"]) == ("红 ▲", DIGEST, "示意")
    assert "water_source" in first["原因"]


def test_what_could_not_be_reviewed_keeps_its_row_and_no_figure():
    broken = register_texts(ENTRIES)[1]
    assert broken["原因"] == "未评估:文件读不了"
    assert {broken[head] for head in ("平方米", "禁止类冲突", "存疑")} == {"–"}
    assert len({tuple(row) for row in register_rows(ENTRIES)}) == 1  # the same columns in every row


def test_nothing_checked_is_no_light():
    assert register_texts(ENTRIES)[2]["信号"] == "–"


def test_the_workbook_has_every_finding_of_every_project(tmp_path):
    workbook = load_workbook(write_register(ENTRIES, tmp_path / "r.xlsx"))
    assert workbook.sheetnames == ["审查登记表", "审查意见"]
    assert workbook["审查意见"].max_row == 1 + 11
    values = [cell.value for row in workbook["审查登记表"].iter_rows() for cell in row]
    assert 60_000.0 in values
    assert "'=坏.dxf" in values


def test_the_table_with_commas(tmp_path):
    content = write_register(ENTRIES, tmp_path / "r.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["文件"] for row in rows] == ["甲.txt", "'=坏.dxf", "乙.zip"]
    assert float(rows[0]["平方米"]) == 60_000.0


def test_an_empty_batch_and_an_unknown_format(tmp_path):
    assert register_rows([]) == []
    assert write_register([], tmp_path / "e.csv").read_bytes() == b"\xef\xbb\xbf"
    assert load_workbook(write_register([], tmp_path / "e.xlsx")).sheetnames == ["审查登记表"]
    with pytest.raises(WorkspaceError, match=r"\.pdf"):
        write_register(ENTRIES, tmp_path / "r.pdf")
