"""Definitions: each on paper on one straight street, the table, and the laws that hold between them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import DefinitionError
from gis.measures.definitions import (
    DEFINITIONS,
    by_edges,
    by_hull,
    by_nodes,
    by_radius,
    by_walk,
    definitions,
    definitions_table,
    sampling_error_share,
)
from gis.measures.facilities import facility_sources
from gis.measures.green import green_radius, green_walk, park_sources
from gis.measures.sampling import dwelling_land, walking_land
from gis.network.graph import build_network
from tests import toy


def land_of(*boxes):
    return gpd.GeoDataFrame(geometry=[toy.strip(*box) for box in boxes], crs=toy.CRS)


def world(*streets, at=(500, 0), distance_m=200.0, cell_m=20.0):
    """A strip of land 1000 x 100 m north of the street y = 0 and one facility."""
    network = build_network(
        toy.frame({f"s{n}": toy.line(*line) for n, line in enumerate(streets or [[(0, 0), (1000, 0)]])})
    )
    land = land_of((0, 0, 1000, 100))
    walking = walking_land(land, network, cell_m=cell_m, max_leg_m=300.0)
    shop = toy.frame({"f": toy.at(*at)}, facility=["shop"])
    return land, walking, facility_sources(walking, shop, kinds=["shop"], distance_m=distance_m)


@pytest.mark.parametrize("width_m", [25.0, 50.0])
def test_edges_on_paper(width_m):
    """400 m reached, half of the buffer on the land, a quarter disc at either end."""
    land, _, sources = world()
    quarters_m2 = 0.25 * 64 * width_m**2 * np.sin(2 * np.pi / 64)
    coverage = by_edges(land, sources, width_m=width_m)
    assert coverage.share * 100_000 == pytest.approx(400 * width_m + quarters_m2)
    assert coverage.covered.area.sum() == pytest.approx(coverage.share * 100_000)


def test_the_leg_of_the_source_counts_against_the_edges():
    land, _, near = world()
    _, _, away = world(at=(500, -60))
    lost_m2 = (by_edges(land, near, width_m=25.0).share - by_edges(land, away, width_m=25.0).share) * 100_000
    assert lost_m2 == pytest.approx(2 * 60 * 25)


def test_walk_on_paper():
    land, walking, sources = world()
    x, y = np.meshgrid(np.arange(10, 1000, 20), np.arange(10, 100, 20))
    assert by_walk(walking, sources).share == pytest.approx((np.abs(x - 500) + y <= 200).mean())
    assert by_radius(land, sources).share > by_walk(walking, sources).share


def test_nodes_on_paper():
    """Junctions at 0, 400, 460 and 1000: the shop moves to 460; cells up to x 200 are nearer to 0, from 730 to 1000."""
    streets = [(0, 0), (1000, 0)], [(400, 0), (400, -50)], [(460, 0), (460, -500)]
    _, walking, sources = world(*streets)
    coverage = by_nodes(walking, sources)
    x = shapely.get_x(shapely.centroid(np.asarray(coverage.pieces.geometry.array))) - toy.ORIGIN[0]
    served = coverage.pieces["share"].to_numpy() == 1.0
    assert (served == ((x > 200) & (x < 730)))[(np.abs(x - 200) > 10) & (np.abs(x - 730) > 10)].all()


def test_hull_of_a_straight_street_is_no_land_and_of_a_cross_is_a_diamond():
    land, _, sources = world()
    assert by_hull(land, sources).share == 0.0
    cross = [(300, 0), (700, 0)], [(500, -80), (500, 80)], [(0, -900), (0, -901)]
    land, _, sources = world(*cross)
    assert by_hull(land, sources).share * 100_000 == pytest.approx(0.5 * 400 * 80)


def test_dwellings_carry_the_land_by_their_footprint():
    """Piece of 10,000 m2 with a house near and one three times as large far; a piece without houses keeps its cells."""
    _, walking, sources = world()
    land = land_of((400, 0, 500, 100), (0, 0, 100, 100))
    walking = walking_land(land, walking.network, cell_m=20.0)
    houses = toy.frame({"near": toy.strip(480, 0, 490, 10), "far": toy.strip(405, 85, 435, 95),
                        "off": toy.strip(700, 0, 710, 10)})  # fmt: skip
    homes = dwelling_land(walking, land, houses)
    assert homes.cells["weight"].sum() == pytest.approx(20_000)
    assert homes.cells["weight"].tolist()[:2] == pytest.approx([2_500, 7_500])
    assert homes.counts["dwellings"] == 2
    assert homes.counts["buildings_off_the_land"] == 1
    assert homes.counts["pieces_without_buildings"] == 1
    assert by_walk(homes, sources).share == pytest.approx(20_000 / 20_000 * 0.5)  # far: 80 + 90 m, near: 15 + 5 m
    close = facility_sources(walking, toy.frame({"f": toy.at(500, 0)}, facility=["shop"]), kinds=["shop"],
                             distance_m=100.0)  # fmt: skip
    assert by_walk(homes, close).share == pytest.approx(2_500 / 20_000)


def test_the_toy_under_every_definition_agrees_with_the_measures_it_has():
    land, network = toy.land(), build_network(toy.streets())
    walking = walking_land(land, network, cell_m=20.0)
    sources = park_sources(walking, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN)
    found = definitions(land, walking, sources)
    assert list(found) == [key for key in DEFINITIONS if key != "dwellings"]
    assert found["radius"].share == green_radius(land, toy.parks(), tiers=toy.GARDEN).share
    assert found["walk"].share == green_walk(walking, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN).share
    assert found["edges_25"].share <= found["edges_50"].share
    for coverage in found.values():
        assert coverage.pieces["weight"].sum() == pytest.approx(26_000)
        assert 0.0 <= coverage.share <= 1.0


def test_the_table_states_the_error_of_what_is_sampled():
    land, walking, sources = world()
    fine = walking_land(land, walking.network, cell_m=10.0)
    found = definitions(land, walking, sources, dwellings=walking)
    table = definitions_table(found, finer=by_walk(fine, sources))
    assert table.index.tolist() == list(DEFINITIONS)
    assert table.loc["walk", "error_share"] == pytest.approx(abs(found["walk"].share - by_walk(fine, sources).share))
    assert table.loc["walk", "error_share"] < 0.02
    assert table.loc[["radius", "edges_25", "edges_50", "hull"], "error_share"].tolist() == [0.0] * 4
    assert np.isnan(table.loc["nodes", "error_share"])
    assert table.loc["radius", "covered"] == pytest.approx(table.loc["radius", "share"] * 100_000)
    assert table["title"].str.len().gt(0).all()
    assert np.isnan(definitions_table(found).loc["walk", "error_share"])
    assert table.loc["radius", "low"] == table.loc["radius", "share"]
    assert table.loc[["edges_25", "nodes", "hull"], "low"].isna().all()


def test_halving_the_cells_moves_the_walk_towards_the_exact_area():
    """Exact: |x - 500| + y <= 200 on the strip: a trapezium of (400 + 200) / 2 x 100 m."""
    land, walking, sources = world()
    shares = [by_walk(walking_land(land, walking.network, cell_m=cell_m), sources) for cell_m in (40.0, 5.0)]
    assert abs(shares[1].share - 0.3) < 0.01
    assert sampling_error_share(*shares) == pytest.approx(abs(shares[0].share - shares[1].share))


def test_without_sources_nothing_is_assessed_and_nothing_reads_zero():
    land, walking, _ = world()
    none = facility_sources(walking, toy.facilities(), kinds=["pharmacy"], distance_m=300.0)
    found = definitions(land, walking, none)
    assert not any(coverage.assessed for coverage in found.values())
    table = definitions_table(found)
    assert table["share"].isna().all()
    assert table["covered"].isna().all()
    assert table["error_share"].isna().all()


def test_a_source_far_from_every_street_serves_by_radius_only():
    land, walking, sources = world(at=(500, 5_000), distance_m=5_500.0)
    shares = definitions_table(definitions(land, walking, sources))["share"]
    assert shares["radius"] == pytest.approx(1.0)
    assert shares.drop("radius").tolist() == [0.0] * 5


def test_without_streets_the_walks_read_zero_and_say_why():
    land = land_of((0, 0, 100, 100), (200, 0, 200, 0))
    empty = build_network(toy.streets().iloc[:0])
    walking = walking_land(land, empty)
    sources = facility_sources(walking, toy.frame({"f": toy.at(50, 0)}, facility=["a"]), kinds=["a"], distance_m=90.0)
    found = definitions(land, walking, sources)
    assert found["walk"].counts["cells_out_of_reach"] == len(walking.cells)
    assert found["nodes"].share == found["hull"].share == found["edges_50"].share == 0.0
    assert found["edges_25"].counts["land_empty"] == 1


def test_more_distance_never_covers_less_under_any_definition():
    shares = []
    for distance_m in (100.0, 250.0, 400.0):
        land, walking, sources = world([(0, 0), (1000, 0)], [(480, 0), (480, 90), (700, 90)], distance_m=distance_m)
        shares.append(definitions_table(definitions(land, walking, sources))["share"])
    assert (shares[1] >= shares[0] - 1e-9).all()
    assert (shares[2] >= shares[1] - 1e-9).all()


def test_a_width_of_nothing_is_refused():
    land, _, sources = world()
    with pytest.raises(DefinitionError):
        by_edges(land, sources, width_m=0.0)


def test_a_zone_has_its_own_table_and_the_zones_add_up():
    land, network = toy.land(), build_network(toy.streets())
    walking = walking_land(land, network, cell_m=20.0)
    sources = park_sources(walking, toy.parks(), toy.park_entrances(), tiers=toy.GARDEN)
    found = definitions(land, walking, sources)
    whole = definitions_table(found)
    parts = [definitions_table(found, land_ids=ids) for ids in (["A_west"], ["A_east"], ["B1", "B2", "C", "D"])]
    np.testing.assert_allclose(sum(part["covered"] for part in parts), whole["covered"])
    np.testing.assert_allclose(sum(part["whole"] for part in parts), whole["whole"])
    assert parts[0].loc["radius", "share"] == pytest.approx(100 / 400, abs=1e-3)
    assert definitions_table(found, land_ids=[])["share"].isna().all()
