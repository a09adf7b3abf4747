"""Figures of plots on paper: plots of one hectare (15 mu), halls of round sizes."""

import geopandas as gpd
import momepy
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crs import WEB_MERCATOR, degrees_of, suggest_metric
from gis.errors import CRSMismatchError, GeometryError, MetricCRSError
from gis.measures import land
from gis.plots.areas import plot_areas
from gis.plots.intensity import REASON_OF, FigureSettings, plot_figures
from tests import toy

RULES = FigureSettings(("1001",), ("办公", "office"), 0.001, 1.0)
HALLS = {"hall": toy.strip(10, 10, 60, 50), "office": toy.strip(70, 10, 90, 20)}  # 2,000 and 200 m2


def plots(**columns):
    return toy.frame({"p": toy.strip(0, 0, 100, 100)}, **{"code": ["1001"], **columns})


def halls(**columns):
    return toy.frame(HALLS, **columns)


def figures(ground, buildings, **changes):
    rules = FigureSettings(**{**RULES.__dict__, **changes})
    return plot_figures(ground, buildings, settings=rules)


def one(ground, buildings, **changes):
    return figures(ground, buildings, **changes).iloc[0]


def test_a_plot_on_paper():
    """2,000 × 1 + 200 × 4 = 2,800 m2 of floor; the hall's storey over 8 m counts 2,000 more."""
    ledger = {
        "structures_m2": [300.0], "yards_m2": [500.0], "green_m2": [1_500.0], "admin_land_m2": [600.0],
        "tax_wan": [150.0], "output_wan": [1_500.0], "investment_wan": [3_000.0], "energy_tce": [30.0],
    }  # fmt: skip
    buildings = halls(storeys=[1.0, 4.0], tall_storeys_count=[1.0, 0.0], height_m=[9.0, 15.0], use=["厂房", "办公楼"])
    found = one(plots(**ledger), buildings)
    paper = {
        "site_area_m2": 10_000, "footprint_m2": 2_200, "building_density": 0.22, "total_floor_m2": 2_800,
        "floor_area_m2": 4_800, "far": 0.48, "far_low": 0.48, "far_known_share": 1.0, "building_coefficient": 0.30,
        "green_ratio": 0.15, "admin_land_share": 0.06, "admin_floor_share": 800 / 2_800, "height_m": 15.0,
        "storeys_max": 4.0, "tax_per_mu": 10, "tax_per_ha": 150, "output_per_mu": 100, "output_per_ha": 1_500,
        "investment_per_mu": 200, "investment_per_ha": 3_000, "energy_per_mu": 2, "energy_per_ha": 30,
    }  # fmt: skip
    assert {name: found[name] for name in paper} == pytest.approx(paper)
    assert found["floor_area_source"] == "storeys"
    assert found["admin_land_source"] == "ledger"
    assert {reason: found[reason] for reason in set(REASON_OF.values()) - {"area_reason"}} == dict.fromkeys(
        set(REASON_OF.values()) - {"area_reason"}, ""
    )


def test_storeys_over_8_m_count_once_elsewhere_and_are_noted_where_unknown():
    buildings = halls(storeys=[1.0, 4.0], tall_storeys_count=[1.0, np.nan])
    assert one(plots(code=["0901"]), buildings)["far"] == pytest.approx(0.28)
    unsure = one(plots(), buildings)
    assert unsure["far"] == pytest.approx(0.48)
    assert "counted once" in unsure["far_note"]
    assert one(plots(code=["0901"]), buildings)["far_note"] == ""


@pytest.mark.parametrize("tall", [2.0, -1.0])
def test_more_tall_storeys_than_storeys_is_no_floor(tall):
    assert np.isnan(one(plots(), halls(storeys=[1.0, 4.0], tall_storeys_count=[tall, 0.0]))["far"])


def test_unknown_floors_are_not_assessed_and_the_known_share_is_told():
    found = one(plots(), halls(storeys=[np.nan, 4.0]))
    assert np.isnan(found["far"])
    assert "unknown" in found["far_reason"]
    assert found["far_known_share"] == pytest.approx(200 / 2_200)
    assert found["far_low"] == pytest.approx(0.08)
    assert np.isnan(found["storeys_max"])
    assert "storeys" in found["storeys_reason"]
    assert found["building_density"] == pytest.approx(0.22)


def test_declared_floor_area_wins_and_says_so():
    found = one(plots(), halls(storeys=[1.0, 4.0], floor_area_m2=[2_500.0, np.nan]))
    assert found["floor_area_m2"] == pytest.approx(3_300)
    assert found["floor_area_source"] == "mixed"
    assert one(plots(), halls(floor_area_m2=[2_500.0, 700.0]))["floor_area_source"] == "declared"
    of_ledger = one(plots(floor_area_m2=[9_000.0]), halls(storeys=[1.0, np.nan]))
    assert (of_ledger["far"], of_ledger["floor_area_source"]) == (pytest.approx(0.9), "ledger")
    assert one(plots(floor_area_m2=[9_000.0]), None)["far"] == pytest.approx(0.9)


def test_without_buildings_nothing_is_known_but_an_empty_plot_among_others_is_zero():
    for nothing in (None, halls(storeys=[1.0, 1.0]).iloc[:0]):
        found = one(plots(), nothing)
        assert found[["far", "building_density", "building_coefficient", "height_m"]].isna().all()
        assert "no layer of buildings" in found["far_reason"]
    away = toy.frame({"x": toy.strip(500, 0, 510, 10)}, storeys=[2.0])
    found = one(plots(), away)
    assert (found["far"], found["building_density"], found["floor_area_source"]) == (0.0, 0.0, "none")
    assert "no building on the plot" in found["height_reason"]


def test_a_coefficient_needs_structures_and_yards():
    found = one(plots(structures_m2=[300.0]), halls(storeys=[1.0, 1.0]))
    assert np.isnan(found["building_coefficient"])
    assert "not given" in found["coefficient_reason"]


def test_office_land_that_cannot_be_told_apart_goes_by_floor_area():
    buildings = halls(storeys=[1.0, 4.0], use=["workshop", "Office block"])
    found = one(plots(), buildings)
    assert found["admin_land_share"] == pytest.approx(800 / 2_800)
    assert found["admin_land_source"] == "apportioned"
    assert "apportioned" in found["admin_land_note"]
    ledger = one(plots(admin_floor_m2=[280.0]), halls(storeys=[1.0, 4.0]))
    assert ledger["admin_floor_share"] == pytest.approx(0.1)
    unknown = one(plots(), halls(storeys=[1.0, 4.0], use=["", "office"]))
    assert np.isnan(unknown["admin_floor_share"])
    assert "uses incomplete" in unknown["admin_floor_reason"]
    assert np.isnan(unknown["admin_land_share"])


def test_the_height_of_the_ledger_wins():
    assert one(plots(height_m=[12.0]), halls(height_m=[9.0, np.nan]))["height_m"] == 12.0
    assert np.isnan(one(plots(), halls(height_m=[9.0, np.nan]))["height_m"])


def test_the_base_is_a_setting():
    ground = plots(area_stated_m2=[20_000.0], tax_wan=[150.0])
    assert one(ground, halls(storeys=[1.0, 4.0]), area_basis="stated")["far"] == pytest.approx(0.14)
    assert one(ground, None, area_basis="stated")["tax_per_mu"] == pytest.approx(5.0)
    lost = one(plots(tax_wan=[150.0]), halls(storeys=[1.0, 4.0]), area_basis="stated")
    assert lost[["far", "tax_per_mu", "building_density"]].isna().all()
    assert "no plot area" in lost["tax_reason"]


def test_a_building_across_two_plots_gives_each_its_share():
    ground = toy.frame({"a": toy.strip(0, 0, 100, 100), "b": toy.strip(100, 0, 200, 100)}, code=["1001", "0901"])
    across = toy.frame({"x": toy.strip(90, 0, 130, 10)}, floor_area_m2=[800.0])
    assert figures(ground, across)["floor_area_m2"].tolist() == pytest.approx([200, 600])


def test_a_plot_without_outline_has_reasons_not_zeros():
    ground = toy.frame({"a": toy.strip(0, 0, 100, 100), "b": None}, code=["1001", "1001"], tax_wan=[1.0, 1.0])
    found = figures(ground, halls(storeys=[1.0, 1.0])).loc["b"]
    assert found[["far", "building_density", "tax_per_mu", "green_ratio"]].isna().all()
    assert all(found[REASON_OF[name]] for name in ("far", "building_density", "tax_per_mu", "green_ratio"))


def test_what_cannot_be_measured_is_refused():
    bow = toy.frame({"x": shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])})
    with pytest.raises(GeometryError):
        figures(bow, None)
    with pytest.raises(GeometryError):
        figures(plots(), bow)
    with pytest.raises(CRSMismatchError):
        figures(plots(), halls().set_crs("EPSG:4547", allow_override=True))
    with pytest.raises(MetricCRSError):
        figures(plots().set_crs(WEB_MERCATOR, allow_override=True), None)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_laws(seed):
    """Every unknown has its reason; ratios agree with the measures of zones; order does not matter."""
    rng = np.random.default_rng(seed)
    ground = toy.frame({f"p{k}": toy.strip(100 * k, 0, 100 * k + 100, 100) for k in range(4)}, code=["0901"] * 4)
    corners = rng.uniform(0, 350, (9, 2)) * [1, 0.25]
    sizes = rng.uniform(5, 60, 9)
    shapes = {f"b{k}": toy.strip(x, y, x + sizes[k], y + sizes[k]) for k, (x, y) in enumerate(corners)}
    buildings = toy.frame(shapes, storeys=list(rng.choice([1.0, 3.0, np.nan], 9, p=[0.5, 0.4, 0.1])))
    found = figures(ground, buildings)
    np.testing.assert_allclose(found["far"], land.plot_floor_area_ratio(ground, buildings), rtol=1e-12)
    united = [shapely.union_all(buildings.geometry.to_numpy()).intersection(p).area for p in ground.geometry]
    np.testing.assert_allclose(found["footprint_m2"], united, atol=1e-6)
    assert ((found["far_low"] <= found["far"] + 1e-12) | found["far"].isna()).all()
    for name, reason in REASON_OF.items():
        if name != "area_stated_m2" and name[:5] != "area_":
            assert (found[name].isna() == (found[reason] != "")).all(), name
    mixed = figures(ground.iloc[::-1], buildings.sample(frac=1.0, random_state=1))
    pd.testing.assert_frame_equal(mixed.loc[ground.index], found)


@pytest.fixture(scope="module")
def bubenec():
    """Cells and buildings that momepy ships, in Web Mercator, and in the belt of their place."""
    path = momepy.datasets.get_path("bubenec")
    cells, buildings = (gpd.read_file(path, layer=name) for name in ("tessellation", "buildings"))
    assert cells.crs == buildings.crs == WEB_MERCATOR
    lon, lat = degrees_of(*cells.union_all().centroid.coords[0], crs=cells.crs)
    return cells, buildings, suggest_metric(float(lon), float(lat)), float(lat)


@pytest.mark.filterwarnings("ignore:The numba package")
def test_coverage_and_ratio_equal_those_of_momepy(bubenec):
    """Footprints cut at the cells, summed by momepy; whole buildings by their cell's id differ by what pokes over."""
    cells, buildings, metric, _ = bubenec
    cells, buildings = cells.to_crs(metric).set_index("uID"), buildings.to_crs(metric)
    buildings["storeys"] = np.arange(len(buildings)) % 5 + 1.0
    own = cells.reset_index(names="cell")
    pieces = gpd.overlay(buildings[["storeys", "geometry"]], own, how="intersection", keep_geom_type=True)
    floors = momepy.floor_area(pieces.area, pieces["storeys"] * 3.0, 3.0)
    summed = {
        name: momepy.describe_agg(values, pieces["cell"], statistics=["sum"])["sum"] / cells.area
        for name, values in (("building_density", pieces.area), ("far", floors))
    }
    cells["code"] = "0701"
    found = figures(cells, buildings)
    for name, theirs in summed.items():
        assert theirs.notna().all()
        np.testing.assert_allclose(found[name], theirs.loc[cells.index], rtol=0, atol=1e-6)
    by_id = momepy.describe_agg(buildings.area, buildings["uID"], statistics=["sum"])["sum"] / cells.area
    np.testing.assert_allclose(found["building_density"], by_id.loc[cells.index], rtol=0, atol=1e-3)


def test_true_areas_are_told_apart_from_those_of_web_mercator(bubenec):
    """On the map areas are 1 / cos² of the latitude too large (on the sphere): 2.43 times at 50.1°N."""
    cells, _, metric, lat = bubenec
    areas = plot_areas(cells, allowed_share=0.001, allowed_m2=1.0)
    ratio = areas["area_planar_m2"] / areas["area_ellipsoidal_m2"]
    np.testing.assert_allclose(ratio, 1.0 / np.cos(np.radians(lat)) ** 2, rtol=5e-3)
    true = plot_areas(cells.to_crs(metric), allowed_share=0.001, allowed_m2=1.0)
    np.testing.assert_allclose(true["area_ellipsoidal_m2"], areas["area_ellipsoidal_m2"], rtol=1e-6)
    np.testing.assert_allclose(true["area_planar_m2"], true["area_ellipsoidal_m2"], rtol=2e-3)
