"""Green: the toy's figures on paper, size classes, entrances and parks without any."""

import numpy as np
import pytest
import shapely

from gis.errors import CRSMismatchError, DefinitionError
from gis.measures.coverage import covered_parts
from gis.measures.entrances import boundary_entrances
from gis.measures.green import green_radius, green_walk, park_distance_m
from gis.measures.sampling import walking_land
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from tests import toy

CHECKUP = ((2_000.0, 5_000.0, 300.0), (5_000.0, float("inf"), 500.0))


def network(*, with_railway=True):
    barriers = barrier_lines(toy.streets(), railways=toy.railways() if with_railway else None, rivers=toy.rivers())
    return build_network(toy.streets(), barriers=barriers)


@pytest.fixture(name="walkers")
def _walkers():
    return walking_land(toy.land(), network(), cell_m=20.0, max_leg_m=300.0)


def by_land(coverage):
    pieces = coverage.pieces
    return (pieces["share"] * pieces["weight"]).groupby(pieces["land_id"]).sum() / pieces.groupby("land_id")[
        "weight"
    ].sum()


def test_radius_agrees_with_the_paper():
    coverage = green_radius(toy.land(), toy.parks(), tiers=toy.GARDEN)
    assert by_land(coverage).to_dict() == pytest.approx({name: paper[1] for name, paper in toy.PAPER.items()}, abs=1e-3)
    total_m2 = sum(area_m2 for area_m2, _, _ in toy.PAPER.values())
    assert coverage.share == pytest.approx(sum(a * r for a, r, _ in toy.PAPER.values()) / total_m2, abs=1e-3)
    assert coverage.share == pytest.approx(15_200 / 26_000, abs=1e-3)
    assert coverage.counts["parks_in_no_size_class"] == 1


def test_walk_agrees_with_the_paper(walkers):
    coverage = green_walk(walkers, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN)
    assert by_land(coverage).to_dict() == pytest.approx({name: paper[2] for name, paper in toy.PAPER.items()}, abs=1e-3)
    assert coverage.share == pytest.approx(7_200 / 26_000, abs=1e-3)
    served = coverage.pieces[coverage.pieces["land_id"] == "C"]
    assert served["served_by"].tolist() == [""] * 7 + ["p1000"] * 3
    assert coverage.counts["cells_rerouted"] == 10
    assert coverage.counts["parks_without_entrances"] == 0


def test_what_is_drawn_adds_up_to_the_paper(walkers):
    for coverage, covered_m2 in (
        (green_radius(toy.land(), toy.parks(), tiers=toy.GARDEN), 15_200),
        (green_walk(walkers, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN), 7_200),
    ):
        parts = covered_parts(coverage)
        assert (parts["weight"] * parts["share"]).sum() == pytest.approx(covered_m2, abs=26)


def test_without_the_railway_the_homes_of_scene_c_walk_straight_to_the_street():
    """30 + (4185 - x) + 20 <= 300 from x >= 3935: 8 of 10."""
    open_land = walking_land(toy.land(), network(with_railway=False), cell_m=20.0, max_leg_m=300.0)
    coverage = green_walk(open_land, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN)
    assert by_land(coverage)["C"] == pytest.approx(0.8)


def test_a_gate_on_the_near_side_would_serve_scene_b(walkers):
    """30 + (2530 - x) + 20 <= 300 for all of B1, 2400-2500; of B2 30 + (x - 2530) + 20 never."""
    gates = toy.park_entrances()
    gates.loc["g3000", "geometry"] = toy.at(2530, 20)
    coverage = green_walk(walkers, toy.parks(), gates, tiers=toy.GARDEN)
    assert by_land(coverage)[["B1", "B2"]].tolist() == [1.0, 0.0]


@pytest.mark.parametrize(("tiers", "expected"), [
    (toy.GARDEN, [500.0, 300.0, 300.0, 0.0]),
    (CHECKUP, [500.0, 300.0, 0.0, 0.0]),
    (((300.0, 301.0, 100.0),), [0.0, 0.0, 0.0, 100.0]),
    (((1_000.0, 3_000.0, 300.0),), [0.0, 0.0, 300.0, 0.0]),
    (((0.0, float("inf"), 300.0), (5_000.0, float("inf"), 500.0)), [500.0, 300.0, 300.0, 300.0]),
])  # fmt: skip
def test_a_park_serves_by_its_size_class(tiers, expected):
    """6,000, 3,000, 1,000 and 300 m2; the lower bound counts, the upper does not; of two classes the wider."""
    assert park_distance_m(toy.parks(), tiers=tiers).tolist() == expected


def test_under_the_checkup_preset_scene_c_has_no_park(walkers):
    assert by_land(green_radius(toy.land(), toy.parks(), tiers=CHECKUP))["C"] == 0.0
    assert by_land(green_walk(walkers, toy.parks(), toy.park_entrances(), tiers=CHECKUP))["C"] == 0.0


@pytest.mark.parametrize("tiers", [(), ((500.0, 400.0, 300.0),), ((0.0, 1.0, 0.0),), ((-1.0, 1.0, 9.0),)])
def test_tiers_that_say_nothing_are_refused(tiers):
    with pytest.raises(DefinitionError):
        green_radius(toy.land(), toy.parks(), tiers=tiers)


def test_no_park_at_all_is_not_assessed(walkers):
    nothing = toy.parks().iloc[:0]
    for coverage in (
        green_radius(toy.land(), nothing, tiers=toy.GARDEN),
        green_walk(walkers, nothing, toy.park_entrances(), tiers=toy.GARDEN),
    ):
        assert not coverage.assessed
        assert coverage.missing == ("parks",)
        assert coverage.pieces["share"].isna().all()
    assert coverage.counts["entrances_of_unknown_park"] == 4


def test_parks_but_none_of_a_size_that_counts_is_zero(walkers):
    small = toy.parks().loc[["p300"]]
    assert green_radius(toy.land(), small, tiers=toy.GARDEN).share == 0.0
    assert green_walk(walkers, small, toy.park_entrances(), tiers=toy.GARDEN).share == 0.0


def test_bands_follow_the_uncertainty_of_parks_and_gates(walkers):
    """±20 m: radius x 520-900 and 480-900 of A; walk from 20 m less and more: 14 and 16 cells of A_east and A_west."""
    parks = toy.parks().assign(uncertainty_m=20.0)
    coverage = green_radius(toy.land(), parks, tiers=toy.GARDEN)
    of_a = coverage.pieces["land_id"].isin(["A_west", "A_east"])
    area_m2 = coverage.pieces["weight"]
    assert (coverage.low_share * area_m2)[of_a].sum() == pytest.approx(380 * 20, rel=1e-3)
    assert (coverage.high_share * area_m2)[of_a].sum() == pytest.approx(420 * 20, rel=1e-3)
    gates = toy.park_entrances().assign(uncertainty_m=20.0)
    walked = green_walk(walkers, toy.parks(), gates, tiers=toy.GARDEN)
    of_a = walked.pieces["land_id"].isin(["A_west", "A_east"])
    assert (walked.low_share[of_a].sum(), walked.high_share[of_a].sum()) == (14.0, 16.0)


def test_a_park_without_gates_is_entered_from_the_streets_that_front_it():
    """p6000 fronts the one street along its south side: one entrance in the middle, leg 20 m."""
    parks = toy.parks().loc[["p6000"]]
    found = boundary_entrances(parks, network(), max_leg_m=300.0)
    places, row = found.places, found.row
    assert row.tolist() == [0]
    assert places.leg_m.tolist() == [20.0]
    at = shapely.line_interpolate_point(places.network.edge_lines[places.edge[0]], places.offset_m[0])
    assert abs(at.x - toy.at(1050, 0).x) <= 20.0


def test_a_park_between_two_streets_has_two_entrances():
    parks = toy.parks().loc[["p3000"]]
    found = boundary_entrances(parks, network(), max_leg_m=300.0)
    places, row = found.places, found.row
    assert row.tolist() == [0, 0]
    assert sorted(places.leg_m.round(6)) == [20.0, 30.0]


def test_parks_without_gates_are_counted_and_still_serve(walkers):
    gates = toy.park_entrances().drop(index=["g3000", "g300"])
    coverage = green_walk(walkers, toy.parks(), gates, tiers=toy.GARDEN)
    assert coverage.counts["parks_without_entrances"] == 1
    assert coverage.counts["entrances_assumed"] == 2
    assert by_land(coverage)["B1"] == 1.0
    assert by_land(coverage)["C"] == pytest.approx(0.3)
    bare = green_walk(walkers, toy.parks(), toy.park_entrances().iloc[:0], tiers=toy.GARDEN)
    assert bare.counts["parks_without_entrances"] == 3


def test_a_park_far_from_every_street_is_counted(walkers):
    far = toy.frame({"far": toy.strip(1000, 5000, 1100, 5100)}, park_class=["G12"])
    coverage = green_walk(walkers, far, toy.park_entrances().iloc[:0], tiers=toy.GARDEN)
    assert coverage.counts["parks_out_of_reach"] == 1
    assert coverage.share == 0.0


def test_gates_of_unknown_parks_are_counted_not_used(walkers):
    gates = toy.park_entrances()
    gates.loc["g6000", "park_id"] = "elsewhere"
    coverage = green_walk(walkers, toy.parks(), gates, tiers=toy.GARDEN)
    assert coverage.counts["entrances_of_unknown_park"] == 1
    assert coverage.counts["parks_without_entrances"] == 1


def test_a_larger_distance_never_covers_less(walkers):
    shares = [
        green_walk(walkers, toy.parks(), toy.park_entrances(), tiers=((0.0, float("inf"), float(reach_m)),)).share
        for reach_m in range(50, 1_000, 100)
    ]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0]


def test_order_of_parks_and_gates_does_not_matter(walkers):
    mixed = toy.parks().sample(frac=1.0, random_state=1), toy.park_entrances().sample(frac=1.0, random_state=2)
    one = green_walk(walkers, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN)
    other = green_walk(walkers, *mixed, tiers=toy.GARDEN)
    np.testing.assert_array_equal(one.pieces["share"], other.pieces["share"])
    assert one.pieces["served_by"].tolist() == other.pieces["served_by"].tolist()


def test_inputs_are_left_as_they_were(walkers):
    parks, gates, land = toy.parks(), toy.park_entrances(), toy.land()
    green_radius(land, parks, tiers=toy.GARDEN)
    green_walk(walkers, parks, gates, tiers=toy.GARDEN)
    assert parks.equals(toy.parks())
    assert gates.equals(toy.park_entrances())
    assert land.equals(toy.land())


def test_another_crs_is_refused(walkers):
    other = toy.parks().set_crs("EPSG:4547", allow_override=True)
    with pytest.raises(CRSMismatchError):
        green_radius(toy.land(), other, tiers=toy.GARDEN)
    with pytest.raises(CRSMismatchError):
        green_walk(walkers, other, toy.park_entrances(), tiers=toy.GARDEN)
