"""The guard on towns made by code: shifts found with their direction and size, nothing found where nothing is."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis import shifts
from gis.crs import degrees_of, from_degrees
from gis.shift_guard import HYPOTHESES, LEAST_POINTS, Guard, guard_points, guard_streets, shift_guard
from tests.gis import towns

TOWN = towns.streets(3)
ZIBO = (118.05, 36.82)
CITIES = [
    (118.05, 36.82), (116.03, 36.47), (116.40, 39.90), (121.47, 31.23), (113.26, 23.13), (104.06, 30.67),
    (114.06, 22.54), (87.62, 43.82), (126.64, 45.76), (102.71, 25.04), (120.16, 30.28), (108.95, 34.27),
]  # fmt: skip
FORWARD = {"GCJ-02": [("apply", "GCJ-02")], "BD-09": [("apply", "BD-09")], "GCJ-02 inverse": [("undo", "GCJ-02")],
           "BD-09 inverse": [("undo", "BD-09")], "GCJ-02 twice": [("apply", "GCJ-02")] * 2,
           "BD-09 twice": [("apply", "BD-09")] * 2, "BD-09 as GCJ-02": [("apply", "BD-09"), ("undo", "GCJ-02")],
           "GCJ-02 as BD-09": [("apply", "GCJ-02"), ("undo", "BD-09")]}  # fmt: skip


def shown(xy, steps, crs=towns.CRS):
    """Metres as a file has them once its degrees went through these steps."""
    lon, lat = degrees_of(xy[:, 0], xy[:, 1], crs=crs)
    for step, system in steps:
        lon, lat = getattr(shifts, step)(lon, lat, system)
    return np.column_stack(from_degrees(lon, lat, crs=crs))


def off_by(found, true_m):
    """Metres between vectors, and degrees between their directions."""
    given = np.array([found.east_m, found.north_m])
    turned = found.direction_deg - np.degrees(np.arctan2(*true_m))
    return np.hypot(*(given - true_m)), abs((turned + 180.0) % 360.0 - 180.0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("system", shifts.SYSTEMS)
def test_fifty_points_show_the_shift_its_size_and_direction(system, seed):
    true = towns.beside(TOWN, 55, seed)[:52]
    given = shown(true, [("apply", system)])
    found = shift_guard(given, TOWN, crs=towns.CRS)
    assert found.count >= LEAST_POINTS
    assert (found.verdict, found.system) == ("shift", system)
    apart_m, turned_deg = off_by(found, (given - true).mean(axis=0))
    assert apart_m < 10.0
    assert turned_deg < 5.0
    assert found.sigma_m < 10.0


def test_forty_clean_samples_raise_nothing():
    """In ten towns of three sizes of block, at the shift of twelve cities."""
    for seed in range(40):
        lines = towns.streets(seed % 10, block_m=(180.0, 260.0, 400.0)[seed % 3])
        found = shift_guard(towns.beside(lines, 60, 1_000 + seed), lines, place=CITIES[seed % len(CITIES)])
        assert not found.found, (seed, found)


def test_clean_samples_mostly_fit():
    verdicts = [shift_guard(towns.beside(TOWN, 60, seed), TOWN, crs=towns.CRS).verdict for seed in range(8)]
    assert verdicts.count("fits") >= 7


@pytest.mark.parametrize("place", CITIES[:6])
def test_the_vector_of_any_city(place):
    true_m = np.array([float(value) for value in shifts.shift_m(*place, "GCJ-02")])
    at = tuple(float(value) for value in shifts.apply(*place, "GCJ-02"))
    found = shift_guard(towns.beside(TOWN, 60, 5) + true_m, TOWN, place=at)
    assert found.system == "GCJ-02"
    apart_m, turned_deg = off_by(found, true_m)
    assert apart_m < 10.0
    assert turned_deg < 5.0


@pytest.mark.parametrize("name", HYPOTHESES)
def test_every_way_points_go_wrong_is_told_from_the_others(name):
    true = towns.beside(TOWN, 120, 11)
    given = shown(true, FORWARD[name])
    found = shift_guard(given, TOWN, crs=towns.CRS)
    assert found.system == name
    assert off_by(found, (given - true).mean(axis=0))[0] < 10.0


@pytest.mark.parametrize("name", HYPOTHESES)
def test_what_a_hypothesis_undoes_is_what_was_done(name):
    true = towns.beside(TOWN, 30, 1)
    lon, lat = degrees_of(*shown(true, FORWARD[name]).T, crs=towns.CRS)
    right = np.column_stack(from_degrees(*HYPOTHESES[name](lon, lat), crs=towns.CRS))
    assert np.abs(right - true).max() < 1e-3


def test_an_offset_of_no_known_kind_is_found_and_called_so():
    true_m = np.array([-310.0, 140.0])
    found = shift_guard(towns.beside(TOWN, 250, 2, astray=0.05) + true_m, TOWN, crs=towns.CRS)
    assert (found.verdict, found.system) == ("shift", "unknown")
    assert off_by(found, true_m)[0] < 10.0


@pytest.mark.parametrize("offset_m", [(0.0, 12.0), (-15.0, 0.0)])
def test_an_offset_of_a_survey_is_no_finding(offset_m):
    assert not shift_guard(towns.beside(TOWN, 200, 4) + offset_m, TOWN, crs=towns.CRS).found


def test_buildings_and_streets_themselves_can_be_compared():
    homes = np.array([shapely.box(x - 9, y - 6, x + 9, y + 6) for x, y in towns.beside(TOWN, 150, 8, back_m=30.0)])
    moved = shapely.transform(homes, lambda xy: shown(xy, [("apply", "GCJ-02")]))
    assert shift_guard(guard_points(homes), TOWN, crs=towns.CRS).verdict == "fits"
    assert shift_guard(guard_points(moved), TOWN, crs=towns.CRS).system == "GCJ-02"
    rng = np.random.default_rng(1)
    drawn = shapely.transform(TOWN, lambda xy: xy + rng.normal(0.0, 3.0, xy.shape))  # another survey of them
    moved = shapely.transform(drawn, lambda xy: shown(xy, [("apply", "BD-09")]))
    assert shift_guard(guard_points(drawn), TOWN, crs=towns.CRS).verdict == "fits"
    assert shift_guard(guard_points(moved), TOWN, crs=towns.CRS).system == "BD-09"


def test_too_few_points_say_nothing():
    true = towns.beside(TOWN, LEAST_POINTS - 1, 1)
    found = shift_guard(shown(true, [("apply", "GCJ-02")]), TOWN, crs=towns.CRS)
    assert (found.verdict, found.reason) == ("unclear", "points")


def test_one_place_told_a_hundred_times_is_one_point():
    true = np.repeat(towns.beside(TOWN, 20, 1), 100, axis=0)
    found = shift_guard(true + np.random.default_rng(0).normal(0, 0.5, true.shape), TOWN, crs=towns.CRS)
    assert found.reason == "points"
    assert found.count < LEAST_POINTS


def test_points_that_are_no_numbers_are_passed_over():
    true = towns.beside(TOWN, 80, 1)
    true[::10] = np.nan
    assert shift_guard(true, TOWN, crs=towns.CRS).verdict == "fits"


@pytest.mark.parametrize(
    "lines", [TOWN[:0], np.array([None, shapely.LineString()], dtype=object)], ids=["none", "empty"]
)
def test_without_streets_nothing_can_be_said(lines):
    found = shift_guard(towns.beside(TOWN, 80, 1), lines, crs=towns.CRS)
    assert (found.verdict, found.reason) == ("unclear", "streets")


def test_streets_elsewhere_say_nothing():
    far = shapely.transform(TOWN, lambda xy: xy + np.array([40_000.0, 0.0]))
    assert shift_guard(towns.beside(TOWN, 80, 1), far, crs=towns.CRS).reason == "streets"


@pytest.mark.parametrize("seed", range(4))
def test_places_that_have_nothing_to_do_with_streets_raise_nothing(seed):
    xy = np.random.default_rng(seed).uniform(0.0, 4_500.0, (80, 2)) + towns.CORNER
    found = shift_guard(xy, TOWN, crs=towns.CRS)
    assert not found.found


def test_a_chessboard_does_not_fool_it():
    """Blocks of just the shift: moved by it, every house stands beside a street as before."""
    east_m = float(shifts.shift_m(*ZIBO, "GCJ-02")[0])
    lines = [[(0, n * east_m), (5_000, n * east_m)] for n in range(10)]
    lines += [[(n * east_m, 0), (n * east_m, 5_000)] for n in range(10)]
    board = np.array([shapely.LineString(np.array(line) + towns.CORNER) for line in lines], dtype=object)
    for seed in range(2):
        assert not shift_guard(towns.beside(board, 100, seed), board, crs=towns.CRS).found


def test_neither_crs_nor_place():
    with pytest.raises(ValueError, match="crs"):
        shift_guard(towns.beside(TOWN, 60, 1), TOWN)


def test_many_points_cost_no_more_than_some():
    assert shift_guard(towns.beside(TOWN, 5_000, 1), TOWN, crs=towns.CRS).count <= 200


@pytest.mark.parametrize(
    ("east_m", "north_m", "direction"), [(0, 1, 0.0), (1, 0, 90.0), (0, -1, 180.0), (-1, 0, 270.0), (3, 3, 45.0)]
)
def test_directions_are_bearings(east_m, north_m, direction):
    guard = Guard("shift", 60, "GCJ-02", east_m, north_m)
    assert guard.direction_deg == pytest.approx(direction)
    assert guard.size_m == pytest.approx(np.hypot(east_m, north_m))


def test_places_of_shapes():
    line = shapely.LineString([(0, 0), (600, 0)])
    shapes = np.array([shapely.Point(1, 2), None, shapely.Polygon(), shapely.box(0, 0, 4, 2), line], dtype=object)
    assert guard_points(shapes).tolist() == [[1, 2], [2, 1], *[[30 + 60 * n, 0] for n in range(10)]]
    assert guard_points(shapes[:0]).shape == (0, 2)
    assert guard_points(shapes[:1]).tolist() == [[1, 2]]


def test_the_streets_that_houses_stand_on():
    shapes = [shapely.LineString([(0, n), (100, n)]) for n in range(5)]
    rows = gpd.GeoDataFrame(
        {"road_class": ["local", "path", "service", "arterial", "collector"], "tunnel": [False] * 4 + [True]},
        geometry=shapes,
    )
    assert [line.coords[0][1] for line in guard_streets(rows)] == [0.0, 3.0]
    assert len(guard_streets(rows[["geometry"]])) == 5
    assert len(guard_streets(rows.assign(road_class="path"))) == 5  # nothing else to go by
