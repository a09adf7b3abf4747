"""Land: areas and plot figures of the toy on paper (15, 30 and 15 mu; the last plot across the zones' border)."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.errors import CRSMismatchError, MetricCRSError, MissingColumnError
from gis.measures import land
from tests import toy

ZONES = ["toy.west", "toy.east", "*"]
PER_MU = {land.tax_per_mu: (10, 20), land.output_per_mu: (100, 200), land.investment_per_mu: (200, 100)}


def values(result):
    return result["value"].tolist()


def test_areas_on_paper():
    result = land.zone_area(toy.zones())
    assert result.index.tolist() == ZONES
    assert values(result) == pytest.approx([0.24, 1.84, 2.08])
    assert result["low"].isna().all()


def test_areas_carry_the_band_of_the_outline():
    zones = toy.zones().assign(area_low_m2=200_000.0, area_high_m2=[250_000.0, 1_900_000.0, np.nan])
    result = land.zone_area(zones)
    assert result["low"].tolist() == pytest.approx([0.2] * 3)
    assert result["high"].tolist()[:2] == pytest.approx([0.25, 1.9])
    ellipsoidal = land.zone_area_ellipsoidal(zones)
    assert (ellipsoidal["low"] <= ellipsoidal["value"]).all()


def test_on_the_central_meridian_both_areas_agree():
    planar, ellipsoidal = land.zone_area(toy.zones()), land.zone_area_ellipsoidal(toy.zones())
    np.testing.assert_allclose(planar["value"], ellipsoidal["value"], rtol=2e-6)


def test_at_the_edge_of_the_belt_the_planar_area_is_larger():
    """+443 ppm at 134 km from the central meridian."""
    far = gpd.GeoDataFrame(geometry=[shapely.box(634_000, 4_057_000, 635_000, 4_058_000)], crs=toy.CRS)
    excess = land.zone_area(far)["value"] / land.zone_area_ellipsoidal(far)["value"] - 1.0
    assert excess.item() == pytest.approx(443e-6, abs=8e-6)


def test_plot_figures_on_paper():
    plots, buildings = toy.plots(), toy.buildings()
    assert land.plot_floor_area_ratio(plots, buildings).tolist() == pytest.approx([1.0, 0.5, np.nan], nan_ok=True)
    assert land.plot_building_density(plots, buildings).tolist() == pytest.approx([0.2, 0.25, 0.1])
    assert land.plot_green_ratio(plots).tolist() == pytest.approx([0.3, 0.1, np.nan], nan_ok=True)
    assert land.plot_per_mu(plots, column="tax_wan").tolist() == pytest.approx([10, 20, np.nan], nan_ok=True)
    assert land.plot_building_density(plots, buildings).index.equals(plots.index)


def test_zone_figures_on_paper():
    """West: plot 1; east: plot 2; the plot across the border is unknown and leaves both."""
    result = land.floor_area_ratio(toy.zones(), toy.plots(), toy.buildings())
    assert values(result) == pytest.approx([1.0, 0.5, 20_000 / 30_000])
    assert result["numerator"].tolist() == pytest.approx([10_000, 10_000, 20_000])
    assert result["denominator"].tolist() == pytest.approx([10_000, 20_000, 30_000])
    assert result["known_share"].tolist() == pytest.approx([10 / 15, 20 / 25, 30 / 40])
    assert result["unknown_count"].tolist() == [1, 1, 1]
    assert result["plots_count"].tolist() == [2, 2, 3]
    assert "3 个地块中 1 个" in result["note"]["*"]


def test_a_plot_across_the_border_is_shared_by_area():
    """Density 10 % of 10,000 m2, half in each zone."""
    result = land.building_density(toy.zones(), toy.plots(), toy.buildings())
    assert result["numerator"].tolist() == pytest.approx([2_500, 5_500, 8_000])
    assert values(result) == pytest.approx([2_500 / 15_000, 5_500 / 25_000, 0.2])
    assert result["note"].tolist() == ["", "", ""]
    assert result["numerator"][:2].sum() == pytest.approx(result["numerator"]["*"])


def test_green_ratio_on_paper():
    assert values(land.green_ratio(toy.zones(), toy.plots())) == pytest.approx([0.3, 0.1, 5_000 / 30_000])


@pytest.mark.parametrize(("measured", "paper"), PER_MU.items())
def test_per_mu_on_paper(measured, paper):
    """15 and 30 mu."""
    result = measured(toy.zones(), toy.plots())
    assert values(result) == pytest.approx([*paper, (15 * paper[0] + 30 * paper[1]) / 45])
    assert result["denominator"].tolist() == pytest.approx([15, 30, 45])


def test_codes_choose_plots_by_their_beginning():
    zones, plots, buildings = toy.zones(), toy.plots(), toy.buildings()
    assert values(land.building_density(zones, plots, buildings, codes=["1001"])) == pytest.approx([0.2, 0.25, 7 / 30])
    assert values(land.building_density(zones, plots, buildings, codes=["0901"])) == pytest.approx([0.1] * 3)
    only = land.tax_per_mu(zones, plots, codes=["100102"])
    assert np.isnan(only["value"]["toy.west"])
    assert only["value"]["toy.east"] == pytest.approx(20.0)


def test_a_zone_without_plots_is_unknown_not_zero():
    empty = gpd.GeoDataFrame(geometry=[toy.strip(9_000, 0, 9_100, 100)], index=["away"], crs=toy.CRS)
    result = land.building_density(empty, toy.plots(), toy.buildings())
    assert result[["value", "numerator", "known_share"]].isna().all(axis=None)
    assert "没有" in result["note"]["away"]


def test_without_any_building_nothing_is_known():
    nothing = toy.buildings().iloc[:0]
    assert land.plot_floor_area_ratio(toy.plots(), nothing).isna().all()
    assert land.plot_building_density(toy.plots(), nothing).isna().all()
    assert np.isnan(land.floor_area_ratio(toy.zones(), toy.plots(), nothing)["value"]).all()


def test_a_plot_without_buildings_among_others_is_zero():
    some = toy.buildings().drop(index="b2")
    assert land.plot_floor_area_ratio(toy.plots(), some)["l2"] == 0.0


def test_a_building_across_two_plots_counts_in_each_by_its_footprint():
    plots = toy.frame({"a": toy.strip(0, 0, 100, 100), "b": toy.strip(100, 0, 200, 100)})
    buildings = toy.frame({"x": toy.strip(90, 0, 130, 10)}, storeys=[3.0])
    assert land.plot_floor_area_ratio(plots, buildings).tolist() == pytest.approx([0.03, 0.09])
    assert land.plot_building_density(plots, buildings).tolist() == pytest.approx([0.01, 0.03])


def test_a_sliver_of_an_unknown_building_does_not_spoil_the_neighbour():
    plots = toy.frame({"a": toy.strip(0, 0, 100, 100), "b": toy.strip(100, 0, 200, 100)})
    buildings = toy.frame({"x": toy.strip(99.95, 0, 130, 10)}, storeys=[np.nan])
    assert land.plot_floor_area_ratio(plots, buildings).isna().tolist() == [False, True]


def test_overlapping_footprints_cover_ground_once():
    plots = toy.frame({"a": toy.strip(0, 0, 100, 100)})
    buildings = toy.frame({"x": toy.strip(0, 0, 50, 20), "y": toy.strip(25, 0, 75, 20)}, storeys=[1.0, 1.0])
    assert land.plot_building_density(plots, buildings).tolist() == pytest.approx([0.15])
    assert land.plot_floor_area_ratio(plots, buildings).tolist() == pytest.approx([0.2])


def test_doubling_lengths_quadruples_areas_and_keeps_ratios():
    bigger = [
        frame.assign(geometry=frame.scale(2.0, 2.0, origin=toy.ORIGIN))
        for frame in (toy.zones(), toy.plots(), toy.buildings())
    ]
    plain = [toy.zones(), toy.plots(), toy.buildings()]
    np.testing.assert_allclose(values(land.zone_area(bigger[0])), 4 * np.array(values(land.zone_area(plain[0]))))
    np.testing.assert_allclose(values(land.floor_area_ratio(*bigger)), values(land.floor_area_ratio(*plain)))


def test_order_does_not_matter_and_input_is_unchanged():
    zones, plots, buildings = toy.zones(), toy.plots(), toy.buildings()
    want = land.floor_area_ratio(zones, plots, buildings)
    mixed = land.floor_area_ratio(zones, plots.iloc[::-1], buildings.iloc[[1, 2, 0]])
    pd.testing.assert_frame_equal(want, mixed)
    assert zones.equals(toy.zones())
    assert plots.equals(toy.plots())
    assert buildings.equals(toy.buildings())


def test_missing_columns_and_other_crs_are_refused():
    zones, plots, buildings = toy.zones(), toy.plots(), toy.buildings()
    with pytest.raises(MissingColumnError):
        land.plot_floor_area_ratio(plots, buildings.drop(columns="storeys"))
    with pytest.raises(MissingColumnError):
        land.tax_per_mu(zones, plots.drop(columns="tax_wan"))
    with pytest.raises(MissingColumnError):
        land.tax_per_mu(zones, plots.drop(columns="code"), codes=["10"])
    with pytest.raises(CRSMismatchError):
        land.green_ratio(zones.set_crs("EPSG:4547", allow_override=True), plots)
    with pytest.raises(MetricCRSError):
        land.zone_area(zones.set_crs("EPSG:4326", allow_override=True))
