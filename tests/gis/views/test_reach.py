"""Covered, within the radius only, not reached: the three states add up to the land, exactly."""

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from gis.views.reach import radius_counterpart, reach_pieces, split_by_radius
from tests.gis.views.sample import CRS, RADIUS, WALK, at, make_assessment, make_pieces


def areas_ha(pieces):
    return {state: rows["area_m2"].sum() / 1e4 for state, rows in pieces.groupby("state")}


def test_land_the_radius_covers_but_no_walk_reaches():
    pieces = reach_pieces(make_assessment(), *WALK)
    assert areas_ha(pieces) == pytest.approx({"covered": 0.5, "radius_only": 1.5, "uncovered": 2.0})
    assert pieces.geometry.area.sum() == pytest.approx(4e4)
    assert pieces.crs == CRS


def test_a_radius_measure_has_two_states():
    assert areas_ha(reach_pieces(make_assessment(), *RADIUS)) == pytest.approx({"covered": 2.0, "uncovered": 2.0})


def test_covered_rows_are_untouched():
    assessment = make_assessment()
    before = assessment.pieces[WALK]
    after = reach_pieces(assessment, *WALK)
    kept = after[after["state"] == "covered"]
    assert kept.geometry.geom_equals(before[before["state"] == "covered"].geometry.reset_index(drop=True)).all()
    assert set(before["state"]) == {"covered", "uncovered"}, "the assessment itself is not changed"


def test_counterparts_are_found_by_name():
    assessment = make_assessment()
    assert radius_counterpart(assessment, *WALK) == "green_radius"
    assert radius_counterpart(assessment, *RADIUS) is None
    assert radius_counterpart(assessment, "elderly.day", "day_walk") is None


def test_nothing_covered_by_the_radius_leaves_the_rows_as_they_were():
    walked = make_pieces([(0, 100, ("a",), "uncovered")])
    apart = make_pieces([(500, 600, ("a",), "covered"), (0, 100, ("a",), "uncovered")])
    assert areas_ha(split_by_radius(walked, apart)) == pytest.approx({"uncovered": 1.0})


def test_touching_edges_leave_no_slivers():
    walked = make_pieces([(0, 100, ("a",), "uncovered")])
    touching = make_pieces([(100, 200, ("a",), "covered")])
    split = split_by_radius(walked, touching)
    assert list(split["state"]) == ["uncovered"]
    assert split.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()


def test_an_edge_and_an_area_shared_at_once_leave_only_polygons():
    """The overlap of an L-shape and a box that also touch along an edge is a polygon and a line."""
    corner = box(0, 0, 100, 100).union(box(100, 50, 150, 100))
    walked = make_pieces([(0, 100, ("a",), "uncovered")]).set_geometry(gpd.GeoSeries([at(corner)], crs=CRS))
    reached = make_pieces([(0, 1, ("a",), "covered")]).set_geometry(gpd.GeoSeries([at(box(100, 0, 200, 75))], crs=CRS))
    split = split_by_radius(walked, reached)
    assert split.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert areas_ha(split)["radius_only"] == pytest.approx(0.125)


def test_everything_reached_on_foot_stays_covered():
    walked = make_pieces([(0, 100, ("a",), "covered")])
    assert areas_ha(split_by_radius(walked, walked)) == pytest.approx({"covered": 1.0})
    assert len(split_by_radius(walked.iloc[:0], walked)) == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300)), min_size=1, max_size=6))
def test_the_parts_of_a_row_add_up(spans):
    """Also where the radius pieces overlap each other."""
    walked = make_pieces([(100, 400, ("a",), "uncovered")])
    reached = make_pieces([(start, start + width, ("a",), "covered") for start, width in spans])
    split = split_by_radius(walked, reached)
    covered = set().union(*(range(max(start, 100), min(start + width, 400)) for start, width in spans))
    found = areas_ha(split)
    assert found.get("radius_only", 0.0) == pytest.approx(len(covered) * 100 / 1e4)
    assert sum(found.values()) == pytest.approx(3.0)
