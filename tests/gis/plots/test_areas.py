"""Areas three ways: a hectare on the central meridian on paper, the ellipsoid against geodesics."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crs import ellipsoidal_area_m2
from gis.errors import MetricCRSError
from gis.plots.areas import ellipsoidal_areas_m2, plot_areas
from tests import toy


def measured(**columns):
    plots = toy.frame({"a": toy.strip(0, 0, 100, 100), "b": toy.strip(200, 0, 300, 100)}, **columns)
    return plot_areas(plots, allowed_share=0.001, allowed_m2=1.0)


def test_a_hectare_on_paper():
    """Stated 10,009 m2 is within 0.1 % of 10,000, 10,011 is not."""
    found = measured(area_stated_m2=[10_009.0, 10_011.0])
    assert found["area_planar_m2"].tolist() == pytest.approx([10_000, 10_000])
    assert found["area_ellipsoidal_m2"].tolist() == pytest.approx([10_000, 10_000], rel=2e-6)
    assert found["area_difference_m2"].tolist() == pytest.approx([9, 11])
    assert found["area_difference_share"].tolist() == pytest.approx([0.0009, 0.0011])
    assert found["area_allowed_m2"].tolist() == pytest.approx([10, 10])
    assert found["area_verdict"].tolist() == ["met", "unmet"]
    assert found["area_reason"].tolist() == ["", ""]


def test_the_larger_allowance_counts():
    plots = toy.frame({"a": toy.strip(0, 0, 10, 10)}, area_stated_m2=[101.0])
    assert plot_areas(plots, allowed_share=0.001, allowed_m2=1.0)["area_verdict"].tolist() == ["met"]
    assert plot_areas(plots, allowed_share=0.001, allowed_m2=0.5)["area_verdict"].tolist() == ["unmet"]


@pytest.mark.parametrize("columns", [{}, {"area_stated_m2": [np.nan, 0.0]}])
def test_nothing_stated_is_not_assessed(columns):
    found = measured(**columns)
    assert found["area_verdict"].tolist() == ["not_assessed"] * 2
    assert found["area_reason"].str.contains("no area stated").all()


def test_no_outline_is_no_area():
    plots = toy.frame({"a": None, "b": shapely.Polygon()}, area_stated_m2=[5.0, 5.0])
    found = plot_areas(plots, allowed_share=0.001, allowed_m2=1.0)
    assert found[["area_planar_m2", "area_ellipsoidal_m2", "area_allowed_m2"]].isna().all(axis=None)
    assert found["area_verdict"].tolist() == ["not_assessed"] * 2


def test_degrees_are_refused():
    with pytest.raises(MetricCRSError):
        plot_areas(toy.plots().set_crs("EPSG:4326", allow_override=True), allowed_share=0.0, allowed_m2=0.0)


@settings(max_examples=12, deadline=None)
@given(
    east=st.floats(370_000, 630_000),
    north=st.floats(2_000_000, 5_900_000),
    size=st.floats(30, 1_000),
    seed=st.integers(0, 1_000),
)
def test_all_at_once_equals_geodesics_one_by_one(east, north, size, seed):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 5)) * 0.1 + np.arange(5) * 1.2
    ring = np.column_stack([east + size * np.cos(angle), north + size * np.sin(angle)])
    shape = shapely.Polygon(ring)
    assert shape.is_valid
    own = ellipsoidal_areas_m2(np.array([shape], dtype=object), crs=toy.CRS)[0]
    assert own == pytest.approx(ellipsoidal_area_m2(shape, crs=toy.CRS), rel=3e-7)


def test_holes_and_parts_count():
    ring = toy.strip(0, 0, 100, 100).difference(toy.strip(40, 40, 60, 60))
    two = shapely.MultiPolygon([toy.strip(0, 0, 10, 10), toy.strip(20, 0, 30, 10)])
    shapes = np.array([ring, None, two, shapely.Polygon()], dtype=object)
    assert ellipsoidal_areas_m2(shapes, crs=toy.CRS).tolist() == pytest.approx([9_600, 0, 200, 0], rel=1e-5)
    assert ellipsoidal_areas_m2(np.array([], dtype=object), crs=toy.CRS).tolist() == []
