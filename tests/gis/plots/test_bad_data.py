"""Every rule of the check of ledgers on one bad row each; sound data have no remark."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import CRSMismatchError
from gis.plots.bad_data import check_plots
from tests import toy


def plots(**columns):
    shapes = {"a": toy.strip(0, 0, 100, 100), "b": toy.strip(100, 0, 200, 100)}
    return toy.frame(shapes, **{"code": "1001", "status": "built", "firm_id": ["f1", "f2"], **columns})


def firms(**columns):
    return pd.DataFrame({"firm_id": ["f1", "f2"], "name": ["甲", "乙"], "plot_id": ["a", "b"], **columns})


def told(checked):
    return list(zip(checked.remarks["rule"], checked.remarks["layer"], checked.remarks["row"], strict=True))


def test_sound_data_have_no_remark_and_are_unchanged():
    ground, halls = plots(tax_wan=[1.0, 2.0]), toy.frame({"x": toy.strip(10, 10, 20, 20)}, storeys=[2.0])
    checked = check_plots(ground, halls, firms(tax_wan=[1.0, np.nan]))
    assert told(checked) == []
    pd.testing.assert_frame_equal(pd.DataFrame(checked.plots), pd.DataFrame(ground))
    assert checked.buildings["storeys"].tolist() == [2.0]


def test_a_negative_tax_is_unknown_but_a_refund_counts():
    checked = check_plots(plots(tax_wan=[-5.0, -3.0], tax_refund=[False, True]), None, firms(tax_wan=[-1.0, 4.0]))
    assert told(checked) == [
        ("negative_tax", "plots", "a"), ("tax_refund", "plots", "b"), ("negative_tax", "firms", 0),
    ]  # fmt: skip
    np.testing.assert_array_equal(checked.plots["tax_wan"], [np.nan, -3.0])
    np.testing.assert_array_equal(checked.firms["tax_wan"], [np.nan, 4.0])
    assert checked.remarks["value"].tolist() == [-5.0, -3.0, -1.0]
    assert checked.remarks["text"].str.contains(" / ").all()
    assert checked.remarks["done"].str.contains(" / ").all()


def test_other_negative_numbers_are_unknown():
    checked = check_plots(plots(output_wan=[-1.0, 1.0], green_m2=[1.0, -2.0]), None, firms(power_kwh=[-1.0, 2.0]))
    assert told(checked) == [
        ("negative_amount", "plots", "a"), ("negative_amount", "plots", "b"), ("negative_amount", "firms", 0),
    ]  # fmt: skip
    assert checked.plots["green_m2"].isna().tolist() == [False, True]


def test_storeys():
    shapes = {f"x{k}": toy.strip(10 * k, 10, 10 * k + 8, 20) for k in range(5)}
    halls = toy.frame(shapes, storeys=[0.0, -2.0, 900.0, 3.0, np.nan], tall_storeys_count=[0.0, 0.0, 0.0, 4.0, 1.0])
    checked = check_plots(plots(), halls)
    rules = [row for row in told(checked) if row[0] != "tall_storeys"]
    assert rules == [
        ("floors_zero", "buildings", "x0"), ("floors_zero", "buildings", "x1"), ("floors_absurd", "buildings", "x2"),
    ]  # fmt: skip
    assert checked.buildings["storeys"].isna().tolist() == [True, True, True, False, True]
    assert ("tall_storeys", "buildings", "x3") in told(checked)
    assert np.isnan(checked.buildings["tall_storeys_count"]["x3"])


def test_parts_larger_than_the_plot():
    checked = check_plots(plots(green_m2=[10_001.0, 10_000.0], admin_land_m2=[1.0, 20_000.0]))
    assert told(checked) == [("part_over_plot", "plots", "a"), ("part_over_plot", "plots", "b")]
    assert checked.remarks["field"].tolist() == ["green_m2", "admin_land_m2"]
    assert checked.plots["green_m2"].isna().tolist() == [True, False]


def test_ids_that_repeat():
    twice = check_plots(plots(id=["p", "p"]))
    assert told(twice) == [("plot_id_twice", "plots", "a"), ("plot_id_twice", "plots", "b")]
    other = check_plots(plots(firm_id="f1"), None, firms(firm_id=["f1", "f1"]))
    assert told(other) == [("firm_id_twice", "firms", 0), ("firm_id_twice", "firms", 1)]
    assert len(other.firms) == 2
    one_firm = firms(firm_id=["f1", "f1"], name="甲")
    assert told(check_plots(plots(firm_id="f1"), None, one_firm)) == []  # one firm on two plots
    again = check_plots(plots(firm_id=["f1", ""]), None, one_firm.assign(plot_id="a"))
    assert told(again)[0] == ("firm_row_twice", "firms", 1)
    assert again.firms.index.tolist() == [0]


def test_firms_and_plots_that_do_not_find_each_other():
    ground = plots(firm_id=["", "f9"])
    checked = check_plots(ground, None, firms(plot_id=["", "z"]))
    assert told(checked) == [
        ("firm_without_plot", "firms", 0), ("firm_plot_unknown", "firms", 1),
        ("plot_without_firm", "plots", "a"), ("plot_firm_unknown", "plots", "b"),
    ]  # fmt: skip


def test_status():
    checked = check_plots(plots(status=["built", "已建"]))
    assert told(checked) == [("status_unknown", "plots", "b")]
    assert checked.plots["status"].tolist() == ["built", ""]


def test_dates():
    checked = check_plots(plots(supplied_on=["2020年5月1日", "unclear"], started_on=["2019-05-01", "20210101"]))
    assert told(checked) == [("day_unreadable", "plots", "b"), ("days_disordered", "plots", "a")]
    assert checked.plots["supplied_on"].tolist() == ["2020年5月1日", ""]
    assert "2020-05-01" in checked.remarks["value"].tolist()[1]


def test_input_is_unchanged_and_other_crs_refused():
    ground = plots(tax_wan=[-5.0, 1.0], status="?")
    kept = ground.copy()
    check_plots(ground)
    assert ground.equals(kept)
    with pytest.raises(CRSMismatchError):
        check_plots(ground, plots().set_crs("EPSG:4547", allow_override=True))
