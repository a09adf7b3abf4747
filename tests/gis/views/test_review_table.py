"""Findings as plain rows: unrounded figures with their codes, and the same as texts by heading."""

import math

import pytest

from gis.views.review_sheet.wording import StandingRow
from gis.views.review_table import finding_rows, shown_findings
from gis.views.table import text_table
from tests.gis.review.review_toy import make_findings, make_review


def test_rows_have_codes_and_unrounded_figures():
    first, *_ = finding_rows(make_review())
    assert (first["number"], first["severity"], first["outcome"]) == (1, "forbidden", "failed")
    assert first["area_m2"] == 6_000.0
    assert first["area_mu"] == pytest.approx(9.0)
    assert first["percent"] == pytest.approx(10.0)
    assert (first["patches"], first["ruling"], first["stale"]) == (1, "", False)


def test_unknown_is_none_and_no_figure_is_made_up():
    rows = {row["id"]: row for row in finding_rows(make_review())}
    assert rows["general:protected.water"]["area_m2"] is None
    assert rows["general:industry.far"]["value"] == 1.2
    assert all(not isinstance(value, float) or math.isfinite(value) for row in rows.values() for value in row.values())


def test_the_last_ruling_counts():
    rulings = [StandingRow("general:line.red", decision, "", "", "", stale) for decision, stale in
               (("accepted", False), ("overruled", True))]  # fmt: skip
    row = finding_rows(make_review(), rulings=rulings)[1]
    assert (row["ruling"], row["ruling_text"], row["stale"]) == ("overruled", "否定", True)
    assert shown_findings(make_review(), rulings=rulings)[1]["裁定"] == "否定(已过期)"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_texts_by_heading_make_a_table(lang):
    rows = shown_findings(make_review(), lang)
    assert len(rows) == len(make_findings())
    assert len({tuple(row) for row in rows}) == 1
    assert "6,000.00" in text_table(rows)
