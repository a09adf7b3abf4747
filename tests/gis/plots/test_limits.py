"""Control values on paper: bounds, scopes, editions of GB/T 4754, crosswalks, local tables looser than the nation's."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.plots.limits import ControlTable, Limit, compare, edition_year, looser_than_national

EDITION = "GB/T 4754-2002"


def limit(index="far", value=0.7, op=">=", **more):
    return Limit(index=index, op=op, value=value, kind="normative", source="paper", confidence="H", **more)


def table(*limits, level="national", edition=EDITION, key="paper"):
    return ControlTable(key, "纸", "paper", "纸〔2008〕1号", level, edition, ("1001",), limits)


def plots(*rows):
    return pd.DataFrame(list(rows), columns=["code", "industry", "industry_edition"], index=list("abcdef")[: len(rows)])


def far(ground, values):
    reasons = ["层数未知 / unknown" if np.isnan(value) else "" for value in values]
    return pd.DataFrame({"far": values, "far_reason": reasons}, ground.index)


def verdicts(ground, values, *tables, **more):
    return compare(far(ground, values), ground, tables, **more)["verdict"].tolist()


def test_exactly_at_the_bound_is_met_and_below_is_not():
    ground = plots(*[("100102", "C35", EDITION)] * 4)
    found = verdicts(ground, [0.7, 0.1 + 0.2 + 0.4, 0.6999, np.nan], table(limit(industries=("35",))))
    assert found == ["met", "met", "unmet", "not_assessed"]
    most = table(limit(op="<="))
    assert verdicts(ground, [0.7, 0.7001, 0.1, 0.0], most) == ["met", "unmet", "met", "met"]


def test_a_row_says_all_of_its_bound():
    ground = plots(("1001", "3511", EDITION))
    row = compare(far(ground, [0.5]), ground, [table(limit(industries=("35",), note="注"))]).iloc[0]
    assert row[["plot", "index", "value", "op", "limit", "unit", "verdict"]].tolist() == [
        "a", "far", 0.5, ">=", 0.7, "ratio", "unmet",
    ]  # fmt: skip
    assert row[["kind", "table", "edition", "industry", "source", "confidence", "reason", "note"]].tolist() == [
        "normative", "paper", "纸〔2008〕1号", "3511", "paper", "H", "", "注",
    ]  # fmt: skip


def test_an_unknown_figure_gives_its_own_reason():
    ground = plots(("1001", "35", EDITION))
    found = compare(far(ground, [np.nan]), ground, [table(limit(industries=("35",)))])
    assert found["reason"].tolist() == ["层数未知 / unknown"]
    missing = compare(pd.DataFrame(index=ground.index), ground, [table(limit(industries=("35",)))])
    assert missing["reason"].str.contains("not there").all()


def test_division_36_is_never_joined_across_editions():
    """36 is special equipment in 2002 and automobiles in 2017."""
    ground = plots(("1001", "36", "GB/T 4754-2017"), ("1001", "36", ""), ("1001", "36", "2002"), ("1001", "", EDITION))
    found = compare(far(ground, [1.0] * 4), ground, [table(limit(industries=("36",)))])
    assert found["verdict"].tolist() == ["not_assessed", "not_assessed", "met", "not_assessed"]
    for reason, words in zip(found["reason"], ("not joined", "edition", "", "industry unknown"), strict=True):
        assert words in reason


def test_a_crosswalk_leads_over_and_must_be_of_one_value():
    cross = pd.DataFrame(
        [("2017", "36", "2002", "37"), ("2017", "29", "2002", "29"), ("2017", "29", "2002", "30")],
        columns=["from_edition", "from_code", "to_edition", "to_code"],
    )
    ground = plots(*[("1001", code, "GB/T 4754-2017") for code in ("3610", "29", "35")])
    rows = [limit(value=v, industries=(code,)) for code, v in (("37", 0.7), ("29", 0.8), ("30", 1.0))]
    found = compare(far(ground, [0.75] * 3), ground, [table(*rows)], crosswalk=cross)
    assert found["verdict"].tolist() == ["met", "not_assessed", "not_assessed"]
    assert found["industry"].tolist() == ["37", "29/30", ""]
    assert "different values" in found["reason"][1]
    assert "not joined" in found["reason"][2]


def test_scopes():
    ground = plots(("0701", "35", EDITION), ("1001", "38", EDITION), ("1001", "35", EDITION))
    found = compare(far(ground, [1.0] * 3), ground, [table(limit(industries=("35",)))])
    assert found["plot"].tolist() == ["b", "c"]  # housing is outside the table
    assert "no such industry" in found["reason"][0]
    wide = table(limit(value=0.5), limit(value=2.0, industries=("35",)))
    assert compare(far(ground, [1.0] * 3), ground, [wide])["verdict"].tolist() == ["met", "unmet"]


def test_land_grades():
    graded = table(limit(value=0.5, grades=("三",)), limit(value=2.0, grades=("一",)))
    ground = plots(*[("1001", "", "")] * 3).assign(land_grade=["三", "一", "九"])
    assert verdicts(ground, [1.0] * 3, graded) == ["met", "unmet", "not_assessed"]
    assert "grade unknown" in compare(far(ground, [1.0] * 3), ground[["code"]], [graded])["reason"][0]


def test_no_table_no_rows():
    ground = plots(("1001", "35", EDITION))
    assert len(compare(far(ground, [1.0]), ground, [])) == 0


@pytest.mark.parametrize(
    ("text", "year"),
    [("GB/T 4754-2017", "2017"), ("GB/T4754—2011", "2011"), ("2002", "2002"), ("", ""), ("4754", ""), ("2002/2017", ""),
     ("GB/T 20024754", "")],
)  # fmt: skip
def test_years_of_editions(text, year):
    assert edition_year(text) == year


@given(value=st.floats(0, 5), bound=st.floats(0.1, 5))
def test_what_does_not_meet_a_least_keeps_a_most(value, bound):
    ground = plots(("1001", "", ""))
    least, most = (verdicts(ground, [value], table(limit(value=bound, op=op)))[0] for op in (">=", "<="))
    assert {least, most} == ({"met"} if abs(value - bound) <= 1e-9 * bound else {"met", "unmet"})


def test_local_tables_may_only_be_stricter():
    nation = table(limit(industries=("35",)), limit("admin_land_share", 0.07, "<="))
    loose = table(
        limit(value=0.6, industries=("35",)), limit("admin_land_share", 0.1, "<="), limit("green_ratio", 0.9, "<="),
        level="local", key="loose",
    )  # fmt: skip
    found = looser_than_national([nation, loose])
    assert found[["table", "national", "index", "value", "national_value"]].to_numpy().tolist() == [
        ["loose", "paper", "far", 0.6, 0.7], ["loose", "paper", "admin_land_share", 0.1, 0.07],
    ]  # fmt: skip
    assert found["text"].str.contains("looser than the national").all()
    other = table(limit(value=0.6, industries=("35",)), level="local", edition="GB/T 4754-2017")
    strict = table(limit(value=0.8, industries=("35",)), level="local")
    assert len(looser_than_national([nation, other, strict])) == 0
