"""Residents as points: the same measures weigh persons, and distances to a point are exact."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DuplicateKeyError
from gis.measures.circles import circle_radius, circle_walk
from gis.measures.coverage import covered_parts, radius_coverage
from gis.measures.definitions import by_edges, by_hull, by_nodes, by_radius, by_walk
from gis.measures.explain import explain
from gis.measures.facilities import facility_radius, facility_sources, facility_walk
from gis.measures.sampling import are_points, walking_land, walking_points, weight_of
from gis.network.graph import build_network
from tests import toy

# A street along y = 0 from 0 to 1000, the clinic on it at x = 500. Homes 30 m north of the street.
PEOPLE = {"p0": (100, 10), "p1": (200, 20), "p2": (330, 30), "p3": (501, 40), "p4": (671, 50), "p5": (900, 0)}


def people():
    places = {name: toy.at(x, 30) for name, (x, _) in PEOPLE.items()}
    return toy.frame(places, weight=[float(count) for _, count in PEOPLE.values()])


def clinic(*at, uncertainty_m=0.0, kind="clinic"):
    places = at or ((500, 0),)
    rows = toy.frame({f"{kind}{n}": toy.at(*place) for n, place in enumerate(places)}, facility=[kind] * len(places))
    return rows.assign(uncertainty_m=uncertainty_m)


@pytest.fixture(name="network", scope="module")
def _network():
    return build_network(toy.frame({"s": toy.line((0, 0), (1000, 0))}))


def test_points_weigh_what_they_say_and_land_its_area():
    assert weight_of(people()).tolist() == [10, 20, 30, 40, 50, 0]
    assert weight_of(toy.land()).sum() == pytest.approx(26_000)
    assert are_points(people())
    assert not are_points(toy.land())
    assert not are_points(people().iloc[:0])


def test_nobody_lives_where_the_weight_is_nought(network):
    walking = walking_points(people(), network)
    assert walking.cells["weight"].tolist() == [10, 20, 30, 40, 50]
    assert walking.counts["points_empty"] == 1
    assert walking.counts["points"] == 5


def test_radius_and_walk_on_paper(network):
    """Radius 200: x 330 is 172.6 m away, x 671 173.6; walk 200: 30 + 170 is just within, 30 + 171 is not."""
    walking = walking_points(people(), network)
    radius = facility_radius(people(), clinic(), kinds=["clinic"], distance_m=200.0)
    walk = facility_walk(walking, clinic(), kinds=["clinic"], distance_m=200.0)
    assert radius.share == pytest.approx((30 + 40 + 50) / 150)
    assert walk.share == pytest.approx((30 + 40) / 150)
    assert walk.pieces["distance_m"].tolist() == pytest.approx([430, 330, 200, 31, 201])
    assert walk.pieces["served_by"].tolist() == ["", "", "clinic0", "clinic0", ""]


def test_the_radius_of_a_point_has_no_chord():
    """A polygon of 64 sides leaves out up to 0.12 % of the radius; a point at the distance itself is within."""
    angles = np.linspace(0.0, 2.0 * np.pi, 200, endpoint=False)
    ring = toy.frame(
        {f"r{n}": toy.at(500 + 1000 * np.cos(a), 1000 * np.sin(a)) for n, a in enumerate(angles)}, weight=[1.0] * 200
    )
    assert facility_radius(ring, clinic(), kinds=["clinic"], distance_m=1000.0).share == 1.0
    assert facility_radius(ring, clinic(), kinds=["clinic"], distance_m=999.99).share == 0.0


def test_the_band_takes_the_uncertainty_off_and_on():
    found = facility_radius(people(), clinic(uncertainty_m=30.0), kinds=["clinic"], distance_m=200.0)
    low, high = ((found.pieces["weight"] * side).sum() for side in (found.low_share, found.high_share))
    assert (low, high) == (40, 30 + 40 + 50)
    far = facility_radius(people(), clinic(uncertainty_m=500.0), kinds=["clinic"], distance_m=200.0)
    assert far.low_share.sum() == 0.0
    assert far.high_share.sum() == 5.0


def test_every_definition_on_paper(network):
    walking = walking_points(people(), network)
    sources = facility_sources(walking, clinic(), kinds=["clinic"], distance_m=200.0)
    assert by_radius(people(), sources).share == pytest.approx(120 / 150)
    assert by_walk(walking, sources).share == pytest.approx(70 / 150)
    assert by_edges(people(), sources, width_m=25.0).share == 0.0  # all live 30 m off the street
    assert by_edges(people(), sources, width_m=50.0).share == pytest.approx(120 / 150)  # 300-700 and round its ends
    west = facility_sources(walking, clinic((400, 0)), kinds=["clinic"], distance_m=200.0)
    assert by_nodes(walking, west).share == pytest.approx(60 / 150)  # both moved to the western end, with its half
    assert by_hull(people(), sources).share == 0.0


def test_a_goal_of_residents_is_explained_by_person(network):
    walking = walking_points(people(), network)
    sources = facility_sources(walking, clinic(), kinds=["clinic"], distance_m=200.0)
    told = explain(people(), walking, sources)
    assert told.table.loc["walk", ["covered", "whole"]].tolist() == [70, 150]
    assert told.table["error_share"].tolist() == [0.0] * len(told.table)  # nothing is sampled
    assert told.gap.by_radius - told.gap.by_walk == 50
    assert told.gap.table().loc["detour", "weight"] == 50
    assert told.gap.table()["weight"].sum() == 50
    assert told.gap.rim.empty


def test_a_bridge_brings_persons():
    """A street on either side of a gap of 20 m, the clinic on one: the mend counts who lives on the other."""
    network = build_network(toy.frame({"a": toy.line((0, 0), (490, 0)), "b": toy.line((510, 0), (1000, 0))}))
    walking = walking_points(people(), network)
    sources = facility_sources(walking, clinic((480, 0)), kinds=["clinic"], distance_m=250.0)
    told = explain(people(), walking, sources)
    best = told.mends.frame.iloc[0]
    assert (best["kind"], best["gain"]) == ("link", 40 + 50)
    assert told.gap.places["cause"].tolist() == ["broken_link"] * 2


def test_circles_of_residents(network):
    walking = walking_points(people(), network)
    both = gpd.GeoDataFrame(
        toy.frame({"c": toy.at(500, 0), "s": toy.at(200, 0)}, facility=["clinic", "school"]), crs=toy.CRS
    )
    asked = {"elements": {"a": ["clinic"], "b": ["school"]}, "distance_m": 250.0}
    assert circle_radius(people(), both, composite="all", **asked).share == pytest.approx(30 / 150)
    assert circle_walk(walking, both, composite="all", **asked).share == pytest.approx(30 / 150)
    assert circle_radius(people(), both, composite="mean", **asked).share == pytest.approx((120 + 60) / 2 / 150)


def test_what_is_drawn_adds_up_in_persons():
    found = radius_coverage(people(), clinic(), radius_m=np.array([200.0]))
    parts = covered_parts(found, by_land=False)
    assert parts.loc[parts["share"] == 1.0, "weight"].sum() == 120
    assert parts["weight"].sum() == 150
    assert set(parts.geom_type) == {"Point"}


def test_a_key_twice_is_refused(network):
    twice = people()
    twice.index = ["p"] * len(twice)
    with pytest.raises(DuplicateKeyError):
        walking_points(twice, network)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 200), st.integers(1, 50)), min_size=1, max_size=12),
    st.integers(50, 400), st.integers(0, 300),
)  # fmt: skip
def test_laws_of_persons(rows, distance_m, more_m):
    """Farther never covers fewer; on one straight street the walk is within the radius; tiny land agrees."""
    network = build_network(toy.frame({"s": toy.line((0, 0), (1000, 0))}))
    points = toy.frame(
        {f"p{n}": toy.at(x, y) for n, (x, y, _) in enumerate(rows)}, weight=[float(count) for *_, count in rows]
    )
    walking = walking_points(points, network)
    near, far = (
        facility_walk(walking, clinic(), kinds=["clinic"], distance_m=float(limit))
        for limit in (distance_m, distance_m + more_m)
    )
    radius = facility_radius(points, clinic(), kinds=["clinic"], distance_m=float(distance_m))
    assert near.share <= far.share + 1e-12
    assert near.share <= radius.share + 1e-12
    squares = gpd.GeoDataFrame(
        geometry=[shapely.box(p.x - 1e-4, p.y - 1e-4, p.x + 1e-4, p.y + 1e-4) for p in points.geometry], crs=toy.CRS
    )
    cells = walking_land(squares, network, cell_m=1.0)
    of_land = facility_walk(cells, clinic(), kinds=["clinic"], distance_m=float(distance_m) + 1e-3)
    served = of_land.pieces.groupby("land_id")["share"].max().to_numpy()
    assert (served >= near.pieces["share"].to_numpy()).all()
