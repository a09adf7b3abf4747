import pandas as pd
import pytest

from gis.assessment.covered import LazyPieces, drawn_pieces
from gis.assessment.pieces import WHOLE
from gis.measures.circles import circle_radius
from gis.measures.facilities import facility_radius
from gis.measures.green import green_radius, green_walk
from gis.measures.sampling import walking_land
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from tests import toy

LAND = toy.land().reset_index(drop=True)
MEMBER = pd.Series([(WHOLE, "a")] * len(LAND), dtype=object)


@pytest.fixture(scope="module")
def walked():
    barriers = barrier_lines(toy.streets(), railways=toy.railways())
    land = walking_land(LAND, build_network(toy.streets(), barriers=barriers))
    return green_walk(land, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN)


def test_areas_of_a_radius_add_up():
    coverage = green_radius(LAND, toy.parks(), tiers=toy.GARDEN)
    pieces = drawn_pieces(coverage, MEMBER)
    assert set(pieces["state"]) == {"covered", "uncovered"}
    covered = pieces[pieces["state"] == "covered"].geometry.area.sum()
    assert covered / LAND.geometry.area.sum() == pytest.approx(coverage.share, rel=1e-12)
    assert pieces["distance_m"].isna().all()
    assert pieces["zones"].iloc[0] == ("a",)
    assert pieces["in_whole"].all()


def test_cells_of_a_walk_are_united_without_losing_area(walked):
    pieces = drawn_pieces(walked, MEMBER)
    assert len(pieces) < len(walked.pieces)
    assert pieces.geometry.area.sum() == pytest.approx(LAND.geometry.area.sum(), rel=1e-12)
    covered = pieces[pieces["state"] == "covered"]
    assert covered["area_m2"].sum() == pytest.approx((walked.pieces["weight"] * walked.pieces["share"]).sum())
    assert covered["distance_m"].between(0, 500).all()
    assert (covered["served_by"] != "").all()


def test_a_mean_shows_what_is_partly_served():
    elements = {"店": ["convenience_store"], "健身": ["outdoor_fitness"]}
    coverage = circle_radius(LAND, toy.facilities(), elements=elements, distance_m=300.0)
    pieces = drawn_pieces(coverage, MEMBER)
    assert "partial" in set(pieces["state"])
    assert (pieces["area_m2"] * pieces["share"]).sum() / LAND.geometry.area.sum() == pytest.approx(coverage.share)


def test_pieces_are_cut_only_when_asked_for():
    coverage = facility_radius(LAND, toy.facilities(), kinds=["wet_market"], distance_m=300.0)
    asked = []

    def member(key):
        asked.append(key)
        return MEMBER

    pieces = LazyPieces({("g", "m"): coverage}, member)
    assert list(pieces) == [("g", "m")]
    assert len(pieces) == 1
    assert not asked
    assert pieces["g", "m"] is pieces["g", "m"]
    assert asked == [("g", "m")]
    with pytest.raises(KeyError):
        _ = pieces["g", "other"]
