"""Grades on paper: figures that a hand can check, laws, and ledgers with holes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError
from gis.plots.grading import bands_of, grade, shares_of_rank
from gis.plots.schemes import Band, Bands, Index, Method, with_weights
from gis.read.schemes import shipped_schemes
from gis.units import MU_M2
from tests.gis.plots.paper import firms
from tests.gis.plots.test_schemes import BANDS, ENERGY, TAX, scheme

ONE_TAX = replace(TAX, weight=100.0)


def ledger(tax, *, mu=10.0, **columns):
    count = len(tax)
    land = [mu * MU_M2] * count if np.isscalar(mu) else [value * MU_M2 for value in mu]
    return firms(firm_id=[f"f{n}" for n in range(count)], tax_wan=tax, land_own_m2=land, **columns)


def test_ratio_to_the_mean_of_the_group_is_sum_over_sum():
    # 100 + 200 + 600 万元 on 10 + 10 + 30 mu: 18 万元/亩; values 10, 20, 20
    found = grade(ledger([100, 200, 600], mu=[10, 10, 30]), scheme(ONE_TAX))
    assert found["tax_value"].tolist() == pytest.approx([10, 20, 20])
    assert found["tax_benchmark"].tolist() == pytest.approx([18] * 3)
    assert found["score"].tolist() == pytest.approx([1000 / 18, 2000 / 18, 2000 / 18])
    assert found["rank"].tolist() == [3, 1, 1]
    assert found["share_of_rank"].tolist() == pytest.approx([1, 1 / 3, 1 / 3])
    assert found["grade"].tolist() == ["D", "B", "B"]
    assert found["remark"].str.contains("too few firms").all()


def test_mean_of_ratios_is_another_setting():
    method = Method("ratio", benchmark="mean_of_ratios")
    found = grade(ledger([100, 200, 600], mu=[10, 10, 30]), scheme(ONE_TAX, method=method))
    assert found["tax_benchmark"].tolist() == pytest.approx([50 / 3] * 3)


def test_a_given_benchmark_a_cap_and_no_points_below_zero():
    index = replace(ONE_TAX, benchmark=10.0, cap=1.5)
    found = grade(ledger([100, 400, -50, 50]), scheme(index))
    assert found["score"].tolist() == pytest.approx([100, 150, 0, 50])
    counted = grade(ledger([100, 400, -50, 50]), scheme(index, method=Method("ratio", negative_is_zero=False)))
    assert counted["score"].tolist() == pytest.approx([100, 150, -50, 50])


def test_min_max_with_base_20_span_80_and_bonus():
    method = Method("minmax", base=20.0, span=80.0, bonus="bonus_points")
    ledger_ = ledger([100, 200, 300, 300], bonus_points=[None, 3, 0, None])
    found = grade(ledger_, scheme(ONE_TAX, method=method))
    assert found["score"].tolist() == pytest.approx([20, 63, 100, 100])
    assert found["bonus"].tolist() == [0, 3, 0, 0]
    assert grade(ledger([50, 50]), scheme(ONE_TAX, method=method))["score"].tolist() == [100, 100]
    assert grade(ledger([-10, 0, 100]), scheme(ONE_TAX, method=method))["score"].tolist() == pytest.approx([0, 20, 100])


@pytest.mark.parametrize(
    ("rule", "scores", "grades"),
    [
        # tax: 15, 10 and 5 against 10
        ("zero", [60 * 1.5 + 160 / 3, 60 + 80 / 3, 30], "BBD"),
        # energy: values 2 and 1 against 1.5: 53.33 and 26.67, mean 40
        ("mean_score", [60 * 1.5 + 160 / 3, 60 + 80 / 3, 30 + 40], "BBD"),
        ("redistribute", [60 * 1.5 + 160 / 3, 60 + 80 / 3, 50], "BBD"),
        ("not_graded", [60 * 150 / 125 + 160 / 3, 60 * 100 / 125 + 80 / 3, None], "BD-"),
    ],
)
def test_missing_data_by_rule(rule, scores, grades):
    indices = (TAX, replace(ENERGY, missing=rule))
    columns = {"value_added_wan": [20, 10, 5], "energy_tce": [10, 10, 0]}  # nothing burnt: no ratio
    found = grade(ledger([150, 100, 50], **columns), scheme(*indices))
    np.testing.assert_allclose(found["score"].astype(float), np.array(scores, dtype=float), rtol=1e-9)
    assert found["grade"].tolist() == [word.replace("-", "") for word in grades]
    assert (found["reason"].iloc[2] != "") == (rule == "not_graded")


def test_above_and_below_scale_are_ranked_apart():
    huangyan = shipped_schemes()["huangyan_2022"]
    table = ledger(
        [240.97, 481.94, 115.932, 57.966, 10, 10],
        above_scale=[True, True, False, False, None, True],
        value_added_wan=[1361.6, 1361.6, None, None, None, None],
        energy_tce=[1361.6 / 2.694] * 2 + [None] * 4,
        emission_t=[1361.6 / 4929.81, None, None, None, None, None],
        employees_count=[1361.6 / 18.14] * 2 + [None] * 4,
        rd_wan=[3.02] * 2 + [None] * 4,
        sales_wan=[100] * 2 + [None] * 4,
        power_kwh=[None, None, 1_159_320 / 0.2352, 1_159_320 / 0.2352, None, None],
    )
    found = grade(table, huangyan)
    # at every benchmark 100 points; twice the tax 30 more, emission unknown: the mean score; below: half and half
    assert found["score"].iloc[:4].tolist() == pytest.approx([100, 130, 100, 50])
    assert found["group"].tolist() == ["above", "above", "below", "below", "", "above"]
    assert found["rank"].iloc[:4].tolist() == [2, 1, 1, 2]
    assert found["grade"].eq("").all()
    assert found["reason"].iloc[0].endswith("the scheme's source states no bands")
    assert found["reason"].iloc[4].endswith("scale of the firm not recorded")
    assert found["reason"].iloc[5].endswith("no data for: value added per mu")
    assert found[["tax_per_mu_value", "tax_per_mu_points"]].iloc[5].tolist() == pytest.approx([1, np.nan], nan_ok=True)


def test_bands_of_anhui_over_twenty_firms():
    city = shipped_schemes()["anhui_city"]
    found = grade(ledger(list(range(20, 0, -1)), above_scale=[False] * 20), city)
    assert "".join(found["grade"]) == "AAAAA" + "BBBBBBBBB" + "CCCCC" + "D"


def test_ties_share_the_better_rank_and_may_overfill_a_band():
    scores = np.array([5.0, 5, 5, 1, 1, 1, 1, 0])
    rank, share = shares_of_rank(scores)
    assert rank.tolist() == [1, 1, 1, 4, 4, 4, 4, 8]
    assert share.tolist() == pytest.approx([0.125] * 3 + [0.5] * 4 + [1])
    assert "".join(bands_of(scores, BANDS)) == "AAABBBBD"


def test_bands_by_score():
    bands = Bands("score", (Band("优", None, 90.0), Band("良", None, 60.0)))
    found = grade(ledger([100, 80, 30]), scheme(replace(ONE_TAX, benchmark=10.0), bands=bands))
    assert found["grade"].tolist() == ["优", "良", ""]
    assert found["reason"].iloc[2].endswith("score below the last band")


def test_land_is_own_and_rented_in_less_rented_out():
    city = shipped_schemes()["anhui_city"]
    table = ledger(
        [100, 100, 100],
        above_scale=["否"] * 3,
        land_rented_in_m2=[5 * MU_M2, None, 0],
        land_rented_out_m2=[0, None, 20 * MU_M2],
    )
    found = grade(table, city)
    assert found["land_m2"].tolist() == pytest.approx([15 * MU_M2, 10 * MU_M2, -10 * MU_M2])
    assert "blank rented land taken as none" in found["remark"].iloc[1]
    assert found["reason"].iloc[2] == "用地面积不大于 0 / land is not above 0"


def test_an_unknown_rent_stays_unknown_where_the_rule_says_nothing():
    rule = scheme(ONE_TAX, minus=("land_rented_out_m2",))
    assert np.isnan(grade(ledger([1.0]), rule)["land_m2"].iloc[0])


def test_firms_taken_out_carry_the_word_and_do_not_move_the_mean():
    rule = scheme(ONE_TAX, bands=replace(BANDS, excused="T"), least_m2=3 * MU_M2)
    table = ledger([100, 100, 900, 900], mu=[10, 10, 10, 2], not_graded=["", None, "停产 / closed", ""])
    found = grade(table, rule)
    assert found["grade"].tolist() == ["B", "B", "T", "T"]
    assert found["score"].iloc[:2].tolist() == [100, 100]
    assert found["reason"].iloc[2] == "停产 / closed"
    assert found["reason"].iloc[3].endswith("land below the least that is graded")


def test_a_firm_on_several_plots_counts_once():
    table = ledger([100, 300], plot_id=["a", "b"])
    table = pd.concat([table, table.iloc[[1]].assign(plot_id="c")])
    found = grade(table, scheme(ONE_TAX))
    assert found["score"].tolist() == pytest.approx([50, 150, 150])
    assert found["count"].tolist() == [2, 2, 2]
    table.iloc[2, table.columns.get_loc("tax_wan")] = 299
    found = grade(table, scheme(ONE_TAX))
    assert found["reason"].tolist() == ["", *["同一企业各行数据不一致 / rows of one firm disagree"] * 2]


def test_no_data_no_benchmark_no_firms():
    nothing = grade(ledger([None, "x"]), scheme(ONE_TAX, method=Method("ratio", missing="zero")))
    assert nothing["reason"].str.contains("no data for any index").all()
    losses = grade(ledger([-5.0, -1.0]), scheme(ONE_TAX))
    assert losses["reason"].str.contains("no usable benchmark").all()
    given_ = replace(ENERGY, benchmark=1.0, missing="mean_score")
    nobody = grade(ledger([5.0, 1.0]), scheme(TAX, given_))  # a mean score needs somebody's
    assert nobody["reason"].str.contains("no usable benchmark or data for: energy").all()
    shared = grade(ledger([5.0, 1.0]), scheme(TAX, replace(given_, missing="redistribute")))
    assert shared["score"].tolist() == pytest.approx([500 / 3, 100 / 3])
    assert grade(ledger([]), scheme(ONE_TAX)).empty
    bare = grade(firms(name=["甲"]), scheme(ONE_TAX))
    assert bare["reason"].iloc[0].endswith("no data for: tax")


@pytest.mark.parametrize("name", ["jingde", "shandong_2019"])
def test_a_template_refuses_to_score(name):
    with pytest.raises(DefinitionError, match="由使用者给定"):
        grade(ledger([1.0]), shipped_schemes()[name])


def test_weights_given_make_a_template_score_when_bands_are_whole_too():
    shandong = shipped_schemes()["shandong_2019"]
    keys = [index.key for index in shandong.groups[0].indices]
    with pytest.raises(DefinitionError, match="分档界线"):
        grade(ledger([1.0]), with_weights(shandong, "above", dict.fromkeys(keys, 20.0)))


@st.composite
def ledgers(draw):
    count = draw(st.integers(1, 12))
    money = st.one_of(st.none(), st.integers(-50, 1000))
    column = lambda of: draw(st.lists(of, min_size=count, max_size=count))  # noqa: E731
    return ledger(
        column(money),
        mu=column(st.integers(1, 50)),
        value_added_wan=column(money),
        energy_tce=column(st.one_of(st.none(), st.integers(0, 30))),
        above_scale=column(st.sampled_from([True, False, None])),
    )


@settings(max_examples=25, deadline=None)
@given(
    ledgers(), st.randoms(use_true_random=False), st.sampled_from(["mean_score", "zero", "redistribute", "not_graded"])
)
def test_law_the_order_of_rows_does_not_matter(table, random, missing):
    rule = scheme(method=Method("ratio", missing=missing))
    order = random.sample(range(len(table)), len(table))
    straight, shuffled = grade(table, rule), grade(table.iloc[order], rule)
    np.testing.assert_allclose(shuffled["score"].astype(float), straight["score"].iloc[order].astype(float), atol=1e-8)
    assert shuffled["grade"].tolist() == straight["grade"].iloc[order].tolist()


@settings(max_examples=25, deadline=None)
@given(ledgers(), st.sampled_from([0.5, 2.0, 8.0]))
def test_law_one_factor_on_all_taxes_leaves_the_scores(table, factor):
    rule = scheme(method=Method("ratio", missing="mean_score"))
    more = table.assign(tax_wan=pd.to_numeric(table["tax_wan"]) * factor)
    one, other = grade(table, rule), grade(more, rule)
    np.testing.assert_allclose(one["score"].astype(float), other["score"].astype(float), atol=1e-8)
    assert one["grade"].tolist() == other["grade"].tolist()


@settings(max_examples=25, deadline=None)
@given(ledgers())
def test_law_grades_part_the_graded_firms(table):
    found = grade(table, scheme(method=Method("ratio", missing="zero")))
    graded = found["score"].notna()
    assert set(found.loc[graded, "grade"]) <= set("ABCD")
    assert (found.loc[~graded, "grade"] == "").all()
    assert ((found["grade"] == "") == (found["reason"] != "")).all()
    assert int(graded.sum()) == int(found["grade"].isin(list("ABCD")).sum())


def test_an_index_may_divide_any_column_of_its_unit():
    cod = Index("cod", "COD", "COD", "value_added_wan", "cod_t", "万元/吨", 100.0)
    found = grade(firms(value_added_wan=[10, 20], cod_t=[1, 1], land_own_m2=[1, 1]), scheme(cod))
    assert found["cod_value"].tolist() == [10, 20]
