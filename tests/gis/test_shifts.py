"""GCJ-02 and BD-09: figures that are widely published, and laws that hold for any formula that can be taken back."""

import numpy as np
import pytest
import shapely

from gis import shifts

EARTH_M = 111_320.0
TIANANMEN = (116.404, 39.915)


def places(count=20_000, seed=7):
    rng = np.random.default_rng(seed)
    return rng.uniform(72.1, 137.8, count), rng.uniform(0.9, 55.7, count)


def away_m(one, other):
    east = (one[0] - other[0]) * np.cos(np.radians(one[1]))
    return np.hypot(east, one[1] - other[1]) * EARTH_M


@pytest.mark.parametrize(
    ("place", "size_m"),
    [((118.05, 36.82), 545.0), ((116.03, 36.47), 522.0), ((116.40, 39.90), 556.0)],
    ids=["Zibo", "Liaocheng", "Beijing"],
)
def test_the_shift_has_the_size_it_is_known_for(place, size_m):
    assert np.hypot(*shifts.shift_m(*place, "GCJ-02")) == pytest.approx(size_m, abs=2.0)


def test_zibo_is_shifted_east_and_a_little_north():
    east_m, north_m = shifts.shift_m(118.05, 36.82, "GCJ-02")
    assert east_m == pytest.approx(541.7, abs=0.1)
    assert north_m == pytest.approx(57.6, abs=0.1)


def test_figures_that_every_table_of_the_formulas_gives():
    lon, lat = shifts.apply(*TIANANMEN, "GCJ-02")
    assert (lon, lat) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    twice = shifts.apply(*TIANANMEN, "BD-09")
    assert twice == pytest.approx((116.41662724378733, 39.922699552216216), abs=1e-9)


def test_baidu_is_a_step_beyond_gaode():
    lon, lat = shifts.apply(*TIANANMEN, "GCJ-02")
    far_lon, far_lat = shifts.apply(*TIANANMEN, "BD-09")
    assert far_lon - lon == pytest.approx(0.0065, abs=5e-4)
    assert far_lat - lat == pytest.approx(0.006, abs=5e-4)


@pytest.mark.parametrize("system", shifts.SYSTEMS)
def test_there_and_back_is_under_a_tenth_of_a_millimetre(system):
    lon, lat = places()
    back = shifts.undo(*shifts.apply(lon, lat, system), system)
    assert away_m((lon, lat), back).max() < 1e-4
    assert max(np.abs(back[0] - lon).max(), np.abs(back[1] - lat).max()) < 1e-9


@pytest.mark.parametrize("system", shifts.SYSTEMS)
def test_back_and_there_is_under_a_tenth_of_a_millimetre(system):
    lon, lat = places()
    inner = (lon > 72.2) & (lon < 137.6) & (lat > 1.1) & (lat < 55.6)
    given = lon[inner], lat[inner]
    assert away_m(given, shifts.apply(*shifts.undo(*given, system), system)).max() < 1e-4


@pytest.mark.parametrize("system", shifts.SYSTEMS)
def test_taken_off_twice_is_wrong_by_the_shift_itself(system):
    """Nothing in the numbers tells that it was done: the second time moves them again."""
    given = np.array([118.05]), np.array([36.82])
    once = shifts.undo(*given, system)
    twice = shifts.undo(*once, system)
    assert away_m(once, given)[0] == pytest.approx(away_m(twice, once)[0], rel=0.02)
    assert away_m(twice, given)[0] > 1_000.0


@pytest.mark.parametrize("system", shifts.SYSTEMS)
@pytest.mark.parametrize(
    "place", [(8.69, 49.41), (-15.43, 28.12), (-51.2, -30.0), (140.0, 36.0), (118.0, 56.0), (71.9, 36.0), (118.0, 0.8)]
)
def test_outside_the_box_nothing_is_shifted(system, place):
    assert not shifts.in_box(*place)
    assert tuple(map(float, shifts.apply(*place, system))) == place
    assert tuple(map(float, shifts.undo(*place, system))) == place
    assert tuple(map(float, shifts.shift_m(*place, system))) == (0.0, 0.0)


@pytest.mark.parametrize("system", shifts.SYSTEMS)
def test_at_the_edge_what_was_shifted_comes_back(system):
    """East of the edge by its shift, but shifted: it lies inside."""
    place = np.array([137.8345]), np.array([40.0])
    shown = shifts.apply(*place, system)
    assert shown[0][0] > 137.8347
    assert away_m(place, shifts.undo(*shown, system))[0] < 1e-4


def test_no_number_stays_no_number_and_harms_no_other():
    lon, lat = np.array([np.nan, 118.05, np.inf, 118.05]), np.array([36.82, 36.82, 36.82, np.nan])
    assert shifts.in_box(lon, lat).tolist() == [False, True, False, False]
    for step in (shifts.apply, shifts.undo):
        moved_lon, moved_lat = step(lon, lat, "BD-09")
        assert np.isfinite(moved_lon).tolist() == [False, True, False, True]
        assert np.isfinite(moved_lat).tolist() == [True, True, True, False]
        assert (moved_lon[1], moved_lat[1]) == pytest.approx(tuple(map(float, step(118.05, 36.82, "BD-09"))))


def test_the_shift_changes_slowly_so_that_a_district_moves_as_a_whole():
    lon, lat = places(2_000)
    one = np.array(shifts.shift_m(lon, lat, "GCJ-02"))
    other = np.array(shifts.shift_m(lon + 0.01, lat, "GCJ-02"))
    both = shifts.in_box(lon + 0.01, lat)
    assert np.hypot(*(one - other)[:, both]).max() < 12.0  # of a kilometre


@pytest.mark.parametrize("system", shifts.SYSTEMS)
def test_the_sizes_in_china_are_those_of_the_docstring(system):
    size_m = np.hypot(*shifts.shift_m(*places(), system))
    assert size_m.max() < (730.0 if system == "GCJ-02" else 1_540.0)
    if system == "GCJ-02":
        assert np.mean((size_m > 150.0) & (size_m < 620.0)) > 0.9


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("GCJ-02", "GCJ-02"), ("gcj02", "GCJ-02"), ("GCJ02", "GCJ-02"), ("火星坐标系", "GCJ-02"), ("高德", "GCJ-02"),
        ("高德地图", "GCJ-02"), ("高德坐标", "GCJ-02"), ("腾讯地图坐标", "GCJ-02"), ("amap", "GCJ-02"),
        ("BD-09", "BD-09"), ("bd09ll", "BD-09"), ("BD09", "BD-09"), ("百度坐标系", "BD-09"), ("百度经纬度", "BD-09"),
        ("WGS84", None), ("", None), ("CGCS2000", None), ("天地图", None), ("坐标", None), ("local", None),
    ],
)  # fmt: skip
def test_the_names_of_the_systems(text, system):
    assert shifts.system_of(text) == system


def test_an_unknown_system_is_refused():
    for call in (shifts.apply, shifts.undo, shifts.shift_m):
        with pytest.raises(ValueError, match="GCJ-02"):
            call(118.0, 36.0, "WGS84")
    with pytest.raises(ValueError, match="GCJ-02"):
        shifts.undo_shapes(np.array([shapely.Point(118.0, 36.0)]), "天地图")


def test_shapes_keep_their_kind_their_heights_and_their_gaps():
    square = shapely.box(118.0, 36.8, 118.01, 36.81)
    deep = shapely.LineString([(118.0, 36.8, 52.0), (118.1, 36.9, 53.5)])
    given = np.array([shapely.Point(118.05, 36.82), None, square, deep, shapely.Polygon()], dtype=object)
    shown = shifts.apply_shapes(given, "GCJ-02")
    assert [None if one is None else one.geom_type for one in shown] == [
        "Point",
        None,
        "Polygon",
        "LineString",
        "Polygon",
    ]
    assert [z for *_, z in shown[3].coords] == [52.0, 53.5]
    assert shown[0].x == pytest.approx(float(shifts.apply(118.05, 36.82, "GCJ-02")[0]), abs=1e-12)
    back = shifts.undo_shapes(shown, "GCJ-02")
    for one, other in zip(back, given, strict=True):
        assert other is None or shapely.equals_exact(one, other, 1e-9)


def test_two_shifts_in_a_row_are_not_one():
    """BD-09 taken off by the rule of GCJ-02 leaves most of a kilometre."""
    shown = shifts.apply(118.05, 36.82, "BD-09")
    wrong = shifts.undo(*shown, "GCJ-02")
    assert 700.0 < away_m((118.05, 36.82), wrong) < 1_100.0
