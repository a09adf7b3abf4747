import geopandas as gpd
import pyproj
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from gis import crs
from gis.errors import CRSMismatchError, MetricCRSError, MissingCRSError

BELT = "EPSG:4548"


def points(code: str | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(118.05, 36.84)], crs=code)


@pytest.mark.parametrize("code", ["EPSG:4548", "EPSG:4527", "EPSG:32628"])
def test_projected_metres_are_metric(code):
    assert crs.is_metric(code)
    assert crs.working_crs(code) == pyproj.CRS(code)


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:2263", "nonsense", ""])
def test_degrees_feet_web_mercator_and_nonsense_are_no_working_crs(code):
    with pytest.raises(MetricCRSError):
        crs.working_crs(code)


def test_a_crs_is_never_guessed():
    target = pyproj.CRS(BELT)
    with pytest.raises(MissingCRSError):
        crs.declared(points(None), None, target=target, layer="x", source="f")
    with pytest.raises(CRSMismatchError):
        crs.declared(points("EPSG:4326"), "EPSG:4490", target=target, layer="x", source="f")
    moved = crs.declared(points(None), "EPSG:4326", target=target, layer="x", source="f")
    assert moved.crs == target
    assert moved.geometry.iloc[0].x == pytest.approx(593_600, abs=100)


def test_the_guards_guard():
    with pytest.raises(MetricCRSError):
        crs.require_metric(points("EPSG:4326"), layer="x")
    with pytest.raises(CRSMismatchError):
        crs.require_same(points(BELT), points("EPSG:4527"), layer="x")
    crs.require_same(points(BELT), points(BELT), layer="x")


def test_degrees_and_back():
    east_m, north_m = crs.from_degrees([117.0, 118.05], [36.84, 36.84], crs=BELT)
    assert east_m[0] == pytest.approx(500_000, abs=1e-6)
    back = crs.to_degrees(gpd.GeoDataFrame(geometry=gpd.points_from_xy(east_m, north_m), crs=BELT))
    assert back.geometry.x.tolist() == pytest.approx([117.0, 118.05], abs=1e-9)


def test_planar_area_exceeds_the_ellipsoidal_as_published():
    """+49 ppm at 45 km from the central meridian, 0 on it."""
    for east_m, ppm in ((500_000.0, 0.0), (545_000.0, 49.0)):
        square = box(east_m - 500, 4_057_000, east_m + 500, 4_058_000)
        excess = square.area / crs.ellipsoidal_area_m2(square, crs=BELT) - 1.0
        assert excess * 1e6 == pytest.approx(ppm, abs=2.0)


def test_holes_and_parts_count_whichever_way_they_turn():
    shell, hole = box(500_000, 4_057_000, 501_000, 4_058_000), box(500_200, 4_057_200, 500_400, 4_057_400)
    for coords in (list(hole.exterior.coords), list(hole.exterior.coords)[::-1]):
        with_hole = Polygon(shell.exterior.coords, [coords])
        assert crs.ellipsoidal_area_m2(with_hole, crs=BELT) == pytest.approx(960_000, rel=1e-5)
    two = shapely.union_all([box(500_000, 4e6, 500_100, 4e6 + 100), box(500_200, 4e6, 500_300, 4e6 + 100)])
    assert crs.ellipsoidal_area_m2(two, crs=BELT) == pytest.approx(20_000, rel=1e-4)
    assert crs.ellipsoidal_area_m2(Polygon(), crs=BELT) == 0.0


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [(118.0, 36.8, "EPSG:4548"), (116.05, 36.4, "EPSG:4548"), (114.06, 22.5, "EPSG:4547"), (-15.4, 28.1, "EPSG:32628"),
     (-51.2, -30.0, "EPSG:32722"), (8.69, 49.4, "EPSG:32632")],
)  # fmt: skip
def test_the_suggested_crs_is_metric_and_local(lon, lat, code):
    assert crs.suggest_metric(lon, lat) == code
    assert crs.is_metric(code)
