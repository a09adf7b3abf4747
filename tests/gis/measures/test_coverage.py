"""Coverage: exact shares, bands, drawn parts that add up, and the laws."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DuplicateKeyError, MetricCRSError
from gis.measures.coverage import (
    QUAD_SEGS,
    Coverage,
    covered_parts,
    not_assessed,
    radius_coverage,
    served_area,
    share_of_land,
    uncertainty_of,
    walk_coverage,
)
from gis.measures.sampling import walking_land
from gis.network.graph import build_network
from gis.network.place import place_on
from tests import toy


def points(*spots, **columns):
    return toy.frame({f"p{number}": toy.at(*spot) for number, spot in enumerate(spots)}, **columns)


def homes(*boxes):
    return gpd.GeoDataFrame(geometry=[toy.strip(*box) for box in boxes], crs=toy.CRS)


def radius(land, sources, distance_m):
    return radius_coverage(land, sources, radius_m=np.full(len(sources), distance_m))


def on_foot(land, sources, *, distance_m, uncertainty_m=0.0):
    network = build_network(toy.frame({"s": toy.line((0, 0), (1000, 0))}))
    sampled = walking_land(land, network, cell_m=20.0)
    places = place_on(network, shapely.get_coordinates(sources.geometry.array), max_leg_m=300.0)
    count = len(sources)
    return walk_coverage(
        sampled, places, ids=sources.index, distance_m=np.full(count, distance_m),
        uncertainty_m=np.full(count, uncertainty_m),
    )  # fmt: skip


def test_a_circle_on_a_square_on_paper():
    """A disc of 100 m wholly inside a square of 400 m: its 64-gon ÷ 160,000 m2, chords a hair below pi."""
    coverage = radius(homes((-200, -200, 200, 200)), points((0, 0)), 100.0)
    polygon_m2 = 0.5 * 4 * QUAD_SEGS * 100.0**2 * np.sin(2 * np.pi / (4 * QUAD_SEGS))
    assert coverage.pieces["share"].tolist() == [pytest.approx(polygon_m2 / 160_000)]
    assert coverage.share == pytest.approx(np.pi / 16, abs=0.0005)
    assert QUAD_SEGS >= 16


def test_overlapping_circles_are_united():
    land = homes((-300, -300, 300, 300))
    both = radius(land, points((-40, 0), (40, 0)), 100.0).share
    alone = radius(land, points((-40, 0)), 100.0).share
    assert alone < both < 2 * alone
    assert radius(land, points((0, 0), (0, 0)), 100.0).share == pytest.approx(alone)


def test_shares_inside_outside_and_touching():
    park = toy.frame({"park": toy.strip(0, 0, 100, 100)})
    land = homes((100, 0, 150, 100), (200, 0, 250, 100), (350, 0, 400, 100), (150, 0, 300, 100))
    coverage = radius(land, park, 100.0)
    assert coverage.pieces["share"].tolist() == pytest.approx([1.0, 0.0, 0.0, 1 / 3])
    assert coverage.pieces["served_by"].tolist() == ["park", "", "", "park"]
    assert coverage.pieces["distance_m"].isna().all()
    assert coverage.pieces["land_id"].tolist() == [0, 1, 2, 3]


def test_the_nearest_of_those_that_reach_serves():
    sources = points((0, 0), (100, 0), (1000, 0))
    coverage = radius_coverage(homes((60, -5, 70, 5)), sources, radius_m=np.array([900.0, 900.0, 2000.0]))
    assert coverage.pieces["served_by"].tolist() == ["p1"]
    farther = radius_coverage(homes((60, -5, 70, 5)), sources, radius_m=np.array([900.0, 10.0, 2000.0]))
    assert farther.pieces["served_by"].tolist() == ["p0"]


def test_low_and_high_move_every_source_by_its_uncertainty():
    park = toy.frame({"park": toy.strip(0, 0, 100, 100)}).assign(uncertainty_m=20.0)
    coverage = radius(homes((100, 0, 300, 100)), park, 100.0)
    assert coverage.low_share.tolist() == pytest.approx([0.4])
    assert coverage.pieces["share"].tolist() == pytest.approx([0.5])
    assert coverage.high_share.tolist() == pytest.approx([0.6])


def test_an_uncertainty_above_the_radius_leaves_nothing_for_sure():
    sources = points((0, 0)).assign(uncertainty_m=200.0)
    coverage = radius(homes((0, 0, 10, 10)), sources, 100.0)
    assert (coverage.low_share.item(), coverage.pieces["share"].item()) == (0.0, 1.0)


def test_unknown_uncertainty_is_none():
    frame = points((0, 0), (1, 1)).assign(uncertainty_m=[np.nan, 3.0])
    assert uncertainty_of(frame).tolist() == [0.0, 3.0]
    assert uncertainty_of(frame.drop(columns="uncertainty_m")).tolist() == [0.0, 0.0]


def test_no_land_gives_no_pieces():
    coverage = radius(homes(), points((0, 0)), 100.0)
    assert coverage.pieces.empty
    assert np.isnan(coverage.share)
    assert covered_parts(coverage).empty
    walked = on_foot(homes(), points((0, 0)), distance_m=100.0)
    assert walked.pieces.empty
    assert covered_parts(walked).empty


def test_empty_land_is_counted():
    land = gpd.GeoDataFrame(geometry=[None, toy.strip(0, 0, 9, 9), shapely.Polygon()], index=list("abc"), crs=toy.CRS)
    coverage = radius(land, points((0, 0)), 100.0)
    assert coverage.counts["land_empty"] == 2
    assert coverage.pieces["land_id"].tolist() == ["b"]


def test_no_source_serves_nothing():
    coverage = radius(homes((0, 0, 10, 10)), points(), 100.0)
    assert coverage.pieces["share"].tolist() == [0.0]
    assert coverage.pieces["served_by"].tolist() == [""]


def test_not_assessed_is_not_zero():
    coverage = not_assessed(homes((0, 0, 10, 10), (20, 0, 30, 10)), missing=("pharmacy",), counts={"sources": 0})
    assert coverage.pieces["share"].isna().all()
    assert np.isnan(coverage.share)
    assert coverage.low_share.isna().all()
    assert not coverage.assessed
    parts = covered_parts(coverage)
    assert parts["share"].isna().all()
    assert parts["weight"].sum() == 200.0


def test_the_walk_counts_both_legs():
    """Cells at y 30, x 10…190; source at (0, 5): 30 + x + 5 <= 100 from x <= 65: 10, 30, 50."""
    coverage = on_foot(homes((0, 20, 200, 40)), points((0, 5)), distance_m=100.0)
    assert coverage.pieces["share"].tolist() == [1.0] * 3 + [0.0] * 7
    assert coverage.pieces["distance_m"].tolist() == pytest.approx([35.0 + x for x in range(10, 200, 20)])
    assert coverage.pieces["served_by"].tolist() == ["p0"] * 3 + [""] * 7


def test_exactly_at_the_distance_is_within():
    assert on_foot(homes((0, 20, 200, 40)), points((0, 10)), distance_m=70.0).pieces["share"].sum() == 2.0


def test_walking_bands():
    coverage = on_foot(homes((0, 20, 200, 40)), points((0, 5)), distance_m=100.0, uncertainty_m=30.0)
    assert coverage.low_share.sum() == 2.0
    assert coverage.high_share.sum() == 5.0


def test_sources_with_different_distances_share_one_search():
    land = homes((0, 20, 400, 40))
    network = build_network(toy.frame({"s": toy.line((0, 0), (1000, 0))}))
    places = place_on(network, toy.xy([0, 0], [400, 0]), max_leg_m=300.0)
    coverage = walk_coverage(
        walking_land(land, network), places, ids=["far", "near"], distance_m=np.array([240.0, 80.0]),
        uncertainty_m=np.zeros(2),
    )  # fmt: skip
    served_by = coverage.pieces["served_by"].tolist()
    assert served_by == ["far"] * 11 + [""] * 6 + ["near"] * 3
    assert coverage.pieces["distance_m"].iloc[-1] == pytest.approx(40.0)


def test_unreachable_land_is_uncovered_at_an_infinite_distance():
    coverage = on_foot(homes((0, 20, 20, 40), (0, 900, 20, 920)), points((0, 5)), distance_m=100.0)
    assert coverage.pieces["distance_m"].tolist() == [45.0, np.inf]
    assert coverage.pieces["share"].tolist() == [1.0, 0.0]
    assert coverage.counts["cells_out_of_reach"] == 1


@pytest.mark.parametrize("by_land", [True, False])
def test_drawn_parts_add_up_to_the_figures(by_land):
    land = homes((0, 20, 210, 47), (300, 20, 333, 60))
    for coverage in (
        radius(land, points((0, 0), (310, 40)), 120.0),
        on_foot(land, points((0, 0), (310, 40)), distance_m=120.0),
    ):
        parts = covered_parts(coverage, by_land=by_land)
        assert parts["weight"].sum() == pytest.approx(land.area.sum())
        by_id = (parts["weight"] * parts["share"]).groupby(parts["land_id"]).sum()
        pieces = coverage.pieces
        pd.testing.assert_series_equal(
            by_id, (pieces["weight"] * pieces["share"]).groupby(pieces["land_id"]).sum(), check_names=False
        )
        assert set(parts["share"]) == {0.0, 1.0}
        assert set(parts.geom_type) <= {"Polygon", "MultiPolygon"}
        assert not any(
            one.intersection(other).area > 1e-6
            for number, one in enumerate(parts.geometry)
            for other in parts.geometry[:number]
        )


def test_parts_of_many_cells_are_united_by_land():
    coverage = on_foot(homes((0, 20, 990, 115)), points((0, 0)), distance_m=500.0)
    parts = covered_parts(coverage)
    assert len(parts) == 2
    assert parts["distance_m"].max() == coverage.pieces["distance_m"].max()
    assert (parts["weight"] * parts["share"]).sum() == pytest.approx(coverage.share * 990 * 95)


def test_parts_of_a_mean_have_a_share_by_how_many_serve():
    land = homes((0, 0, 400, 10))
    elements = {
        "west": radius(land, toy.frame({"a": toy.strip(-10, 0, 0, 10)}), 100.0),
        "wide": radius(land, toy.frame({"b": toy.strip(-10, 0, 0, 10)}), 300.0),
        "all": radius(land, toy.frame({"c": toy.strip(-10, 0, 0, 10)}), 900.0),
    }
    one = elements["west"]
    share = sum(element.pieces["share"] for element in elements.values()) / 3
    mean = Coverage(one.pieces.assign(share=share), share, share, None, elements=elements)
    parts = covered_parts(mean).set_index("share")["weight"]
    assert parts.round(6).to_dict() == {1 / 3: 1000.0, 2 / 3: 2000.0, 1.0: 1000.0}


def test_input_is_left_as_it_was():
    land, sources = toy.land(), points((300, 30))
    before = land.copy(deep=True), sources.copy(deep=True)
    covered_parts(radius(land, sources, 100.0))
    assert land.equals(before[0])
    assert sources.equals(before[1])


def test_repeated_keys_and_degrees_are_refused():
    served = served_area(points((0, 0)), radius_m=np.array([10.0]))
    with pytest.raises(DuplicateKeyError):
        share_of_land(homes((0, 0, 9, 9), (0, 0, 9, 9)).set_index(pd.Index(["a", "a"])), served)
    with pytest.raises(MetricCRSError):
        share_of_land(homes((0, 0, 9, 9)).set_crs("EPSG:4326", allow_override=True), served)


SPOTS = st.lists(st.tuples(st.integers(-300, 700), st.integers(-300, 300)), min_size=1, max_size=6)
LAND = homes((0, 0, 200, 60), (250, -100, 400, 20), (500, 0, 520, 20))


@settings(deadline=None, max_examples=30)
@given(SPOTS, st.floats(5.0, 400.0), st.floats(0.0, 200.0))
def test_coverage_grows_with_the_distance(spots, distance_m, more_m):
    sources = points(*spots)
    for kind in (radius, lambda *given: on_foot(*given[:2], distance_m=given[2])):
        less, more = kind(LAND, sources, distance_m), kind(LAND, sources, distance_m + more_m)
        assert (less.pieces["share"] <= more.pieces["share"] + 1e-9).all()


@settings(deadline=None, max_examples=30)
@given(SPOTS, st.floats(5.0, 400.0))
def test_a_union_is_not_larger_than_the_sum(spots, distance_m):
    together = radius(LAND, points(*spots), distance_m).share
    alone = sum(radius(LAND, points(spot), distance_m).share for spot in spots)
    assert together <= alone + 1e-9


@settings(deadline=None, max_examples=30)
@given(SPOTS, st.floats(5.0, 400.0), st.floats(0.0, 500.0))
def test_low_value_high_are_in_order_and_between_0_and_1(spots, distance_m, uncertainty_m):
    sources = points(*spots).assign(uncertainty_m=uncertainty_m)
    for coverage in (
        radius(LAND, sources, distance_m),
        on_foot(LAND, sources, distance_m=distance_m, uncertainty_m=uncertainty_m),
    ):
        share = coverage.pieces["share"]
        assert (coverage.low_share >= 0.0).all()
        assert (coverage.low_share <= share).all()
        assert (share <= coverage.high_share).all()
        assert (coverage.high_share <= 1.0).all()


@settings(deadline=None, max_examples=15)
@given(SPOTS, st.floats(20.0, 400.0), st.integers(-500, 500))
def test_order_and_shift_do_not_matter(spots, distance_m, shift_cells):
    sources = points(*spots)
    want = radius(LAND, sources, distance_m).pieces["share"]
    mixed = radius(LAND, sources.sample(frac=1.0, random_state=0), distance_m).pieces["share"]
    shift_m = 20.0 * shift_cells
    moved = radius(
        LAND.assign(geometry=LAND.translate(shift_m)), sources.assign(geometry=sources.translate(shift_m)), distance_m
    ).pieces["share"]
    np.testing.assert_allclose(mixed, want, atol=1e-9)
    np.testing.assert_allclose(moved, want, atol=1e-6)
