"""Sampling: cells on a fixed grid that add up to the land, put on the streets."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import DefinitionError, DuplicateKeyError, MetricCRSError
from gis.measures.sampling import cells_of, walking_land
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from tests import toy


def land(*shapes, index=None):
    return gpd.GeoDataFrame(geometry=list(shapes), index=index, crs=toy.CRS)


def test_a_square_on_the_grid_gives_whole_cells():
    cells, empty_count = cells_of(land(toy.strip(0, 0, 60, 40)), cell_m=20.0)
    assert cells["weight"].tolist() == [400.0] * 6
    assert empty_count == 0
    assert sorted(cells.geometry.centroid.x - toy.ORIGIN[0]) == [10.0, 10.0, 30.0, 30.0, 50.0, 50.0]


def test_cells_are_clipped_to_the_piece_and_anchored_to_the_grid():
    cells, _ = cells_of(land(toy.strip(5, 5, 25, 25)), cell_m=20.0)
    assert sorted(cells["weight"].round(6)) == [25.0, 75.0, 75.0, 225.0]


def test_a_piece_smaller_than_a_cell_is_one_cell():
    shape = toy.strip(3, 3, 9, 9)
    cells, _ = cells_of(land(shape, index=["home"]), cell_m=20.0)
    assert cells["land_id"].tolist() == ["home"]
    assert shapely.equals(cells.geometry.iloc[0], shape)


def test_areas_add_up_for_any_shape_with_holes_and_parts():
    ring = toy.at(100, 100).buffer(77).difference(toy.at(110, 90).buffer(31))
    both = shapely.union(ring, toy.at(400, 400).buffer(5))
    cells, _ = cells_of(land(both), cell_m=20.0)
    assert cells["weight"].sum() == pytest.approx(both.area)
    assert shapely.union_all(cells.geometry.array).symmetric_difference(both).area < 1e-6
    assert set(cells.geometry.geom_type) <= {"Polygon", "MultiPolygon"}


def test_land_far_apart_costs_no_cells_in_between():
    far = shapely.union(toy.strip(0, 0, 20, 20), toy.strip(90_000, 90_000, 90_020, 90_020))
    assert len(cells_of(land(far), cell_m=20.0)[0]) == 2


def test_empty_and_missing_land_is_counted():
    cells, empty_count = cells_of(land(None, shapely.Polygon(), toy.strip(0, 0, 20, 20), index=[7, 8, 9]), cell_m=20.0)
    assert empty_count == 2
    assert cells["land_id"].tolist() == [9]
    assert len(cells_of(land(), cell_m=20.0)[0]) == 0


def test_cells_know_their_place_on_the_street():
    sampled = walking_land(land(toy.strip(200, 20, 240, 40)), build_network(toy.streets()))
    assert sampled.places.leg_m.tolist() == [30.0, 30.0]
    assert sampled.counts == {"land_empty": 0, "cells": 2, "cells_out_of_reach": 0, "cells_rerouted": 0}
    assert sampled.network is sampled.places.network


def test_cells_out_of_reach_and_turned_away_by_a_barrier_are_counted():
    barriers = barrier_lines(toy.streets(), railways=toy.railways())
    network = build_network(toy.streets(), barriers=barriers)
    far, behind = toy.strip(200, 2020, 240, 2040), toy.strip(3900, -40, 3960, -20)
    sampled = walking_land(land(far, behind), network, max_leg_m=300.0)
    assert sampled.counts["cells_out_of_reach"] == 2
    assert sampled.counts["cells_rerouted"] == 3
    assert sampled.places.leg_m[2:].tolist() == [40.0] * 3


def test_the_land_is_left_as_it_was():
    homes = toy.land()
    before = homes.copy(deep=True)
    cells_of(homes, cell_m=20.0)
    assert homes.equals(before)


@pytest.mark.parametrize("cell_m", [0.0, -5.0, np.nan, np.inf])
def test_a_cell_without_size_is_refused(cell_m):
    with pytest.raises(DefinitionError):
        cells_of(toy.land(), cell_m=cell_m)


def test_degrees_and_repeated_keys_are_refused():
    with pytest.raises(MetricCRSError):
        cells_of(toy.land().set_crs("EPSG:4326", allow_override=True), cell_m=20.0)
    with pytest.raises(DuplicateKeyError):
        cells_of(land(toy.strip(0, 0, 9, 9), toy.strip(0, 0, 9, 9), index=["a", "a"]), cell_m=20.0)
