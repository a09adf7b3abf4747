"""What the outlines tell: units mixed up, overlaps, buildings across plots or on none, outlines mended."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.plots.bad_data import check_plots
from gis.plots.bad_ground import stated_unit
from tests import toy


def plots(**columns):
    return toy.frame({"a": toy.strip(0, 0, 100, 100), "b": toy.strip(100, 0, 200, 100)}, code="1001", **columns)


def told(checked):
    return list(zip(checked.remarks["rule"], checked.remarks["row"], strict=True))


@pytest.mark.parametrize(
    ("stated", "words"),
    [(1.0, "hectares taken as m2"), (15.0, "mu taken as m2"), (1e8, "as if ha"), (10_000 * 2_000 / 3, "as if mu"),
     (150_000.0, "mu taken as hectares"), (10_000 / 15, "hectares taken as mu")],
)  # fmt: skip
def test_a_hectare_stated_in_other_units(stated, words):
    checked = check_plots(plots(area_stated_m2=[stated, 10_200.0]))
    assert told(checked) == [("area_unit", "a")]
    assert words in checked.remarks["text"][0]
    assert checked.plots["area_stated_m2"].tolist() == [stated, 10_200.0]


def test_areas_far_off_without_a_unit_to_blame():
    checked = check_plots(plots(area_stated_m2=[3_000.0, -1.0]))
    assert sorted(told(checked)) == [("area_far_off", "a"), ("area_not_positive", "b")]


@given(st.floats(0.94, 1.06))
def test_a_unit_is_named_within_five_percent(near):
    assert bool(stated_unit(10_000.0 * near)) == (abs(near - 1.0) <= 0.05)


def test_overlapping_plots_are_listed_with_their_area():
    ground = toy.frame({"a": toy.strip(0, 0, 100, 100), "b": toy.strip(90, 0, 200, 100)}, code="1001")
    checked = check_plots(ground)
    assert told(checked) == [("plots_overlap", "a")]
    assert checked.remarks["value"][0] == pytest.approx(1_000)


def test_buildings_across_plots_and_on_none():
    halls = toy.frame({
        "across": toy.strip(90, 0, 130, 10), "pokes": toy.strip(50, 50, 100.05, 60), "away": toy.strip(500, 0, 510, 10),
        "both": toy.strip(80, 80, 120, 90),
    })  # fmt: skip
    checked = check_plots(plots(), halls)
    assert told(checked) == [
        ("building_on_no_plot", "away"),
        ("building_across", "across"),
        ("building_across", "both"),
    ]
    assert checked.remarks["value"].tolist() == ["", "a: 25.0%; b: 75.0%", "a: 50.0%; b: 50.0%"]


def test_outlines_are_mended_or_taken_out():
    bow = shapely.Polygon([toy.at(0, 0), toy.at(10, 10), toy.at(10, 0), toy.at(0, 10)])
    flat = shapely.Polygon([toy.at(20, 0), toy.at(30, 10), toy.at(20, 0), toy.at(20, 0)])
    ground = toy.frame({"bow": bow, "flat": flat, "none": None, "empty": shapely.Polygon()}, code="1001")
    checked = check_plots(ground)
    assert sorted(told(checked)) == [
        ("geometry_empty", "empty"), ("geometry_empty", "none"),
        ("geometry_invalid", "bow"), ("geometry_invalid", "flat"),
    ]  # fmt: skip
    assert checked.plots.geometry["bow"].is_valid
    assert checked.plots.geometry["bow"].area == pytest.approx(50)
    assert checked.plots.geometry[["flat", "none", "empty"]].isna().all()
