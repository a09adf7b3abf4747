"""The sheet on paper: ten plots of 1 ha in a row, two zones that share the fifth."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import CRSMismatchError, DefinitionError
from gis.plots.low_efficiency import STATUSES
from gis.plots.sheet import WHOLE, intensity_score, intensity_sheet
from gis.read.plot_rules import read_sheet_definition
from tests.gis.plots.paper import CRS, X, Y, plots, zones

SHEET = read_sheet_definition()
STATUS = ["built", "built", "built", "built", "vacant", "supplied", "ready", "unready", "unbuildable", "reserve"]
CODE = ["1001", "1001", "1101", "0701", "1001", "1001", "1001", "1001", "1401", "0701"]


def scene():
    frame = plots(
        10, status=STATUS, code=CODE,
        investment_wan=[3000.0, 3000, 3000, np.nan] + [np.nan] * 6, tax_wan=[100.0, 200, 300, 400] + [np.nan] * 6,
        output_wan=[600.0, 600, np.nan, np.nan] + [np.nan] * 6,
    )  # fmt: skip
    figures = pd.DataFrame({
        "far": [1.0, 2.0, 0.6, 2.0] + [0.0] * 6,
        "building_density": [0.5, 0.5, 0.2, 0.2] + [0.0] * 6,
        "building_coefficient": [0.6, 0.6, np.nan, np.nan] + [0.0] * 6,
    })  # fmt: skip
    return frame, figures, zones(west=(0, 4.5), east=(4.5, 10))


def idle(verdicts):
    return pd.DataFrame({"verdict": verdicts})


def persons(*at, count=100.0):
    points = [shapely.Point(X + 100.0 * number, Y + 50.0) for number in at]
    return gpd.GeoDataFrame({"persons_count": [count] * len(at)}, geometry=points, crs=CRS)


def values(found, zone):
    return found[found["zone"] == zone].set_index("key")


def test_every_rate_of_the_whole_on_paper():
    verdicts = idle(["not_idle"] * 4 + ["idle"] + ["not_idle"] * 5)
    found = values(intensity_sheet(*scene(), population=persons(0.5, 3.5, 9.5), idle=verdicts, definition=SHEET), WHOLE)
    expected = {
        "dev_rate": 7 / 9,  # 7 ready of 10 less one unbuildable
        "supply_rate": 6 / 7,
        "build_rate": 4 / 6,
        "industrial_rate": 3 / 4,
        "far": 5.6 / 4,
        "density": 1.4 / 4,
        "industrial_far": 3.6 / 3,
        "industrial_coefficient": 0.6,  # of the two that are known
        "investment": 3000,
        "output": 600,
        "industrial_tax": 200,
        "tax": 250,
        "idle_rate": 1 / 6,
        "population": 75,  # 300 persons on 4 ha
    }
    assert found["value"].to_dict() == pytest.approx(expected)
    assert found.loc["dev_rate", ["numerator", "denominator"]].tolist() == pytest.approx([70_000, 90_000])
    assert found.loc["tax", ["numerator", "denominator", "numerator_unit", "denominator_unit"]].tolist() == [
        pytest.approx(1000), pytest.approx(4), "wan", "ha",
    ]  # fmt: skip
    assert found.loc["industrial_coefficient", "known_share"] == pytest.approx(2 / 3)
    assert "1 plots incomplete" in found.loc["industrial_coefficient", "remark"]
    assert (found["reason"] == "").all()
    assert found["covered_share"].tolist() == pytest.approx([1.0] * 14)


def test_a_plot_on_the_border_is_shared_by_area():
    found = intensity_sheet(*scene(), definition=SHEET)
    west, east = values(found, "west"), values(found, "east")
    assert west.loc["build_rate", "value"] == pytest.approx(4 / 4.5)
    assert west.loc["supply_rate", ["numerator", "denominator"]].tolist() == pytest.approx([45_000, 45_000])
    assert east.loc["supply_rate", "value"] == pytest.approx(1.5 / 2.5)
    assert east.loc["build_rate", "value"] == 0.0
    assert east.loc["far", "reason"].endswith("no such land here")
    assert np.isnan(east.loc["far", "value"])


def test_what_is_not_given_is_not_assessed_with_its_reason():
    found = values(intensity_sheet(*scene(), definition=SHEET), WHOLE)
    assert found.loc[["idle_rate", "population"], "value"].isna().all()
    assert found.loc["idle_rate", "reason"].endswith("idle land not given")
    assert found.loc["population", "reason"].endswith("no population layer")
    bare = values(intensity_sheet(plots(2), pd.DataFrame(index=[0, 1]), zones(a=(0, 2)), definition=SHEET), "a")
    assert bare["value"].isna().all()
    assert bare.loc["dev_rate", "reason"].endswith("data of all 2 plots incomplete")


def test_unknown_status_and_unknown_idle_leave_both_sides():
    frame, figures, whole = scene()
    frame.loc[0, "status"] = ""
    verdicts = idle(["not_idle"] * 4 + ["idle", "not_assessed"] + ["not_idle"] * 4)
    found = values(intensity_sheet(frame, figures, whole, idle=verdicts, definition=SHEET), WHOLE)
    assert found.loc["dev_rate", "value"] == pytest.approx(6 / 8)
    assert found.loc["dev_rate", "known_share"] == pytest.approx(8 / 9)
    assert found.loc["idle_rate", ["numerator", "denominator"]].tolist() == pytest.approx([10_000, 40_000])
    some = persons(0.5)
    some["persons_count"] = np.nan
    found = values(intensity_sheet(*scene(), population=some, definition=SHEET), WHOLE)
    assert found.loc["population", "reason"].endswith("persons of some points unknown")


def test_a_rate_above_one_is_broken_nesting_and_has_no_figure():
    frame, figures, whole = scene()
    broken = replace(SHEET, supplied=("supplied", "vacant"))  # built land that was never supplied
    found = values(intensity_sheet(frame, figures, whole, definition=broken), WHOLE)
    assert np.isnan(found.loc["build_rate", "value"])
    assert "exceeds 100 %" in found.loc["build_rate", "reason"]
    assert found.loc["build_rate", ["numerator", "denominator"]].tolist() == pytest.approx([40_000, 20_000])
    figures["building_coefficient"] = 1.2
    found = values(intensity_sheet(frame, figures, whole, definition=SHEET), WHOLE)
    assert np.isnan(found.loc["industrial_coefficient", "value"])


def test_overlapping_plots_and_far_anchors_are_remarked():
    frame, figures, whole = scene()
    twice = gpd.GeoDataFrame(pd.concat([frame, frame.iloc[[0]]], ignore_index=True), crs=CRS)
    found = values(
        intensity_sheet(twice, figures.loc[[*range(10), 0]].reset_index(drop=True), whole, definition=SHEET), WHOLE
    )
    assert found["remark"].str.contains("they overlap").all()
    found = values(intensity_sheet(frame, figures, whole, definition=SHEET), WHOLE)
    assert "far from the anchor 966.19" in found.loc["industrial_tax", "remark"]
    assert found.loc["dev_rate", "remark"] == ""
    assert found.loc["dev_rate", "anchor"] == pytest.approx(0.7292)


def test_a_score_needs_weights_and_caps_at_the_ideal():
    found = intensity_sheet(*scene(), definition=SHEET)
    assert intensity_score(found, SHEET)["reason"].tolist() == ["权重未给出 / no weights given"] * 3
    given_ = {"dev_rate": (30.0, 1.0), "far": (50.0, 0.7)}
    weighed = [
        replace(rate, weight=given_[rate.key][0], ideal=given_[rate.key][1]) if rate.key in given_ else rate
        for rate in SHEET.rates
    ]
    score = intensity_score(found, replace(SHEET, rates=tuple(weighed)))
    assert score.loc[WHOLE, "score"] == pytest.approx((30 * 7 / 9 + 50) / 80 * 100)
    assert score.loc["west", "score"] == pytest.approx(100)
    assert np.isnan(score.loc["east", "score"])
    assert score.loc["east", "reason"].endswith("not assessed: comprehensive FAR")


def test_odd_input():
    frame, figures, whole = scene()
    empty = intensity_sheet(frame.iloc[:0], figures.iloc[:0], whole, definition=SHEET)
    assert empty["value"].isna().all()
    with pytest.raises(CRSMismatchError):
        intensity_sheet(frame.set_crs("EPSG:4547", allow_override=True), figures, whole, definition=SHEET)
    with pytest.raises(DefinitionError, match="没有指标 x"):
        intensity_sheet(frame, figures, whole, definition=replace(SHEET, rates=(replace(SHEET.rates[0], key="x"),)))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(list(STATUSES)), min_size=1, max_size=8), st.data())
def test_law_nested_rates_stay_within_one_and_zones_sum_to_the_whole(statuses, data):
    codes = data.draw(
        st.lists(st.sampled_from(["1001", "0701", "0101", ""]), min_size=len(statuses), max_size=len(statuses))
    )
    frame = plots(len(statuses), status=statuses, code=codes)
    cut = data.draw(st.floats(0.1, 0.9)) * len(statuses)
    nested = replace(SHEET, rates=SHEET.rates[:4])
    rates = intensity_sheet(
        frame, pd.DataFrame(index=frame.index), zones(a=(0, cut), b=(cut, len(statuses))), definition=nested
    )
    assert not (rates["value"] > 1 + 1e-9).any()
    assert not rates["reason"].str.contains("nesting").any()
    whole = rates["zone"] == WHOLE
    sums = [rates[of].groupby("key")["denominator"].sum() for of in (whole, ~whole)]
    np.testing.assert_allclose(*sums, atol=1e-3)
