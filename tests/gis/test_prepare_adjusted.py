"""The toy district of four roads fitted to surveyed crossings: on paper, and the shipped one as a whole."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import LayerError, UnknownLineError
from gis.prepare_adjusted import adjust_district, control_at_crossings
from gis.read.control_points import ControlRow
from gis.read.folder import read_district
from gis.read.workspace import SHIPPED
from gis.views.history import can_step, step
from tests.gis.read import districts

CORNERS = {
    ("西路", "南路"): (500_000.0, 4_070_000.0), ("东路", "南路"): (501_000.0, 4_070_000.0),
    ("东路", "北路"): (501_000.0, 4_071_000.0), ("西路", "北路"): (500_000.0, 4_071_000.0),
}  # fmt: skip
SHIFT = (120.0, -80.0)


def rows(places, *, north_first=False):
    """A row for each pair of roads: where they were surveyed to cross."""
    return tuple(
        ControlRow(f"{one} × {other}", number + 2, None, (y, x) if north_first else (x, y), (one, other))
        for number, ((one, other), (x, y)) in enumerate(places.items())
    )


def shifted(*, scale=1.0, noise=()):
    """The four crossings moved, grown about the first, and with errors where given."""
    found = {}
    for number, (pair, (x, y)) in enumerate(CORNERS.items()):
        east, north = noise[number] if noise else (0.0, 0.0)
        found[pair] = (500_000.0 + (x - 500_000.0) * scale + SHIFT[0] + east,
                       4_070_000.0 + (y - 4_070_000.0) * scale + SHIFT[1] + north)  # fmt: skip
    return found


@pytest.fixture
def toy(tmp_path):
    return districts.write_district(tmp_path / "toy")


def frame(folder, kind):
    return read_district(folder).layers[kind].frame


def test_roads_and_zone_follow_the_survey(toy, tmp_path):
    done = adjust_district(toy, tmp_path / "fitted", rows(shifted(scale=1.1)))
    assert done.fitted.scale == pytest.approx(1.1)
    assert done.areas_m2["toy.core"] == pytest.approx((1_000_000.0, 1_210_000.0), rel=1e-6)
    west = frame(tmp_path / "fitted", "roads").set_index("name").geometry["西路"]
    assert shapely.get_coordinates(west).tolist() == [
        pytest.approx((500_120.0, 4_069_920.0), abs=1e-3), pytest.approx((500_120.0, 4_071_020.0), abs=1e-3),
    ]  # fmt: skip
    assert done.moved == {"roads": 4, "outline": 1}


def test_the_copy_says_what_was_done_and_the_source_is_untouched(toy, tmp_path):
    before = {path.name: path.read_bytes() for path in toy.iterdir()}
    noise = [(3.0, 0.0), (0.0, -3.0), (-3.0, 0.0), (0.0, 3.0)]
    done = adjust_district(toy, tmp_path / "fitted", rows(shifted(noise=noise)))
    assert {path.name: path.read_bytes() for path in toy.iterdir()} == before
    roads = frame(tmp_path / "fitted", "roads")
    assert set(roads["basis"]) == {"evidence"}
    assert roads["source"].str.contains("4 个实测控制点四参数配准").all()
    assert roads["uncertainty_m"].tolist() == pytest.approx([done.fitted.left_out_rmse_m] * 4, abs=0.01)
    assert done.near_roads == 4
    text = (tmp_path / "fitted" / "district.toml").read_text(encoding="utf-8")
    assert 'id = "fitted"' in text
    assert "配准" in text
    assert read_district(tmp_path / "fitted").layers["roads"].source.basis.value == "evidence"


def test_what_lies_far_from_the_points_keeps_its_own_uncertainty(toy, tmp_path):
    far = districts.feature("LineString", [(520_000, 4_070_000), (521_000, 4_070_000)], id="far", name="远路",
                            uncertainty_m=900.0)  # fmt: skip
    districts.write_features(toy / "roads.geojson", [*districts.road_features(), far])
    done = adjust_district(toy, tmp_path / "fitted", rows(shifted(noise=[(2.0, 0.0), (0, 0), (0, 0), (0, 0)])))
    uncertainty_m = frame(tmp_path / "fitted", "roads")["uncertainty_m"]
    assert uncertainty_m["far"] == 900.0
    assert done.near_roads == 4
    assert (done.reach.far_count, done.reach.outside_count) == (1, 1)
    outline = frame(tmp_path / "fitted", "outline")["uncertainty_m"]
    assert outline.iloc[0] == pytest.approx(done.fitted.left_out_rmse_m, abs=0.01)  # it had none stated: now the fit's


def test_surveyed_features_stay_where_they_are(toy, tmp_path):
    features = districts.road_features()
    features.append(districts.feature("LineString", [(500_200, 4_070_000), (500_200, 4_071_000)], id="s", name="测路",
                                      basis="surveyed", uncertainty_m=0.1))  # fmt: skip
    districts.write_features(toy / "roads.geojson", features)
    done = adjust_district(toy, tmp_path / "fitted", rows(shifted()))
    roads = frame(tmp_path / "fitted", "roads")
    assert shapely.get_coordinates(roads.geometry["s"])[0].tolist() == pytest.approx([500_200.0, 4_070_000.0], abs=1e-3)
    assert roads["uncertainty_m"]["s"] == 0.1
    assert "配准" not in roads["source"]["s"]
    assert done.moved["roads"] == 4


def test_kinds_that_are_kept_are_not_moved(toy, tmp_path):
    done = adjust_district(toy, tmp_path / "fitted", rows(shifted()), keep=["outline"])
    assert "outline" not in done.moved
    assert frame(tmp_path / "fitted", "outline").total_bounds == pytest.approx(frame(toy, "outline").total_bounds)


def test_two_points_move_but_promise_nothing(toy, tmp_path):
    places = dict(list(shifted().items())[:2])
    done = adjust_district(toy, tmp_path / "fitted", rows(places))
    assert "exact" in done.fitted.remarks
    assert done.near_roads == 0
    assert set(frame(tmp_path / "fitted", "roads")["uncertainty_m"]) == {10.0}
    assert "精度不明" in frame(tmp_path / "fitted", "roads")["source"].iloc[0]


def test_undo_gives_back_what_was_there(toy, tmp_path):
    copy = tmp_path / "ws" / "toy"
    adjust_district(toy, copy, rows(shifted()))
    first = {path.name: path.read_bytes() for path in copy.iterdir()}
    adjust_district(copy, copy, rows({pair: (x + 130, y - 80) for pair, (x, y) in CORNERS.items()}))
    assert can_step(copy) == 2
    step(copy)
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == first
    step(copy)
    assert not copy.exists()


def test_northings_first_by_size(toy):
    control, told = control_at_crossings(rows(shifted(), north_first=True), read_district(toy))
    assert told == ("to_swapped",)
    assert control.to_xy[0].tolist() == [500_120.0, 4_069_920.0]
    assert control.from_xy[0].tolist() == pytest.approx([500_000.0, 4_070_000.0], abs=1e-3)


def test_points_and_crossings_mixed(toy):
    mixed = (
        *rows(dict(list(shifted().items())[:2])),
        ControlRow("K", 9, (500_500.0, 4_070_500.0), (500_620.0, 4_070_420.0), None),
    )
    control, _ = control_at_crossings(mixed, read_district(toy))
    assert (control.to_xy - control.from_xy).tolist() == [pytest.approx(SHIFT, abs=1e-3)] * 3


def test_of_several_crossings_the_nearest_is_taken(toy):
    wave = districts.feature(
        "LineString", [(500_000, 4_070_500), (500_250, 4_069_500), (500_500, 4_070_500), (500_750, 4_069_500)],
        id="w", name="弯路",
    )  # fmt: skip
    districts.write_features(toy / "roads.geojson", [*districts.road_features(), wave])
    district = read_district(toy)
    for east in (500_125.0, 500_375.0, 500_625.0):
        control, _ = control_at_crossings(rows({("弯路", "南路"): (east + 20.0, 4_070_010.0)}), district)
        assert control.from_xy[0].tolist() == pytest.approx([east, 4_070_000.0], abs=0.01)


def test_roads_that_stop_short_of_each_other_cross_half_way(toy):
    short = districts.feature("LineString", [(500_500, 4_070_100), (500_500, 4_070_900)], id="s", name="短路")
    districts.write_features(toy / "roads.geojson", [*districts.road_features(), short])
    control, _ = control_at_crossings(rows({("短路", "南路"): (500_500.0, 4_070_000.0)}), read_district(toy))
    assert control.from_xy[0].tolist() == pytest.approx([500_500.0, 4_070_050.0], abs=0.01)


@pytest.mark.parametrize(
    ("pair", "error", "match"),
    [
        (("西路", "无名大道"), UnknownLineError, "无名大道"),
        (("西路", "东路"), LayerError, "不相交"),
    ],
)
def test_crossings_that_are_none(toy, tmp_path, pair, error, match):
    with pytest.raises(error, match=match):
        adjust_district(toy, tmp_path / "fitted", rows({pair: (500_000.0, 4_070_000.0)}))
    assert not (tmp_path / "fitted").exists()


def test_a_plane_turned_over_is_refused(toy, tmp_path):
    """Surveyed in a local grid with its axes the other way round: sizes do not tell, the fit does."""
    over = tuple(
        ControlRow("K", number, place, (4_000.0 + place[1] - 4_070_000.0, 3_000.0 + place[0] - 500_000.0), None)
        for number, place in enumerate(CORNERS.values())
    )
    with pytest.raises(LayerError, match="颠倒"):
        adjust_district(toy, tmp_path / "fitted", over)
    assert not (tmp_path / "fitted").exists()


def test_the_shipped_district_follows_five_crossings(tmp_path):
    """Every layer that was drawn with the roads moves with them; the zones compile as before."""
    district = read_district(SHIPPED / "zibo")
    pairs = [("世纪路", "中润大道"), ("世纪路", "鲁泰大道"), ("金晶大道", "中润大道"), ("金晶大道", "济青高速"),
             ("西五路", "裕民路")]  # fmt: skip
    blank = rows(dict.fromkeys(pairs, (592_000.0, 4_080_000.0)))
    drawn, _ = control_at_crossings(blank, district)
    rng = np.random.default_rng(3)
    surveyed = drawn.from_xy + np.array([35.0, -20.0]) + rng.normal(0.0, 8.0, drawn.from_xy.shape)
    done = adjust_district(
        SHIPPED / "zibo", tmp_path / "zibo_fitted",
        rows({pair: (float(x), float(y)) for pair, (x, y) in zip(pairs, surveyed, strict=True)}),
    )  # fmt: skip
    assert set(done.moved) == set(district.layers)
    assert done.fitted.left_out_rmse_m < 60.0
    for zone, (before_m2, after_m2) in done.areas_m2.items():
        assert after_m2 == pytest.approx(before_m2, rel=0.02), zone
    after = read_district(tmp_path / "zibo_fitted")
    moved = after.layers["buildings"].frame.geometry.iloc[0].centroid
    was = district.layers["buildings"].frame.geometry.iloc[0].centroid
    assert moved.distance(was) > 5.0
    outlines = gpd.read_file(tmp_path / "zibo_fitted" / "outlines.geojson")
    shipped = gpd.read_file(SHIPPED / "zibo" / "outlines.geojson")
    assert len(outlines) == len(shipped)
    assert outlines.total_bounds != pytest.approx(shipped.total_bounds, abs=1e-5)
    assert json.loads((tmp_path / "zibo_fitted" / "outlines.geojson").read_text(encoding="utf-8"))["features"]
