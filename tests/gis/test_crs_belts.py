"""Belts of China: codes against PROJ's own database, places against a series of our own, old datums and their trap."""

import math
import warnings

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj.transformer import TransformerGroup

from gis import crs
from gis.crs import BELT_ZONES, Belt, belt_code, belt_of, belt_title

BELTS = [
    Belt(datum, width, zone, prefixed=prefixed)
    for datum in ("cgcs2000", "xian80", "beijing54")
    for width, zones in BELT_ZONES.items()
    for zone in zones
    for prefixed in (True, False)
]
SEVEN = (-50.0, 30.0, 20.0, 0.1, 0.2, -0.4, 2.0)
DATUM_NAMES = {"cgcs2000": "China 2000", "xian80": "Xian 1980", "beijing54": "Beijing 1954"}


def shown(belt: Belt) -> str:
    return f"{belt.datum}-{belt.width_deg}-{belt.zone}-{'p' if belt.prefixed else 'b'}"


@pytest.mark.parametrize("belt", BELTS, ids=shown)
def test_every_code_is_the_belt_that_proj_knows_under_it(belt):
    known = pyproj.CRS(belt.code)
    values = {one.name: one.value for one in known.coordinate_operation.params}
    assert known.datum.name == DATUM_NAMES[belt.datum]
    assert values["Longitude of natural origin"] == belt.central_deg
    assert values["False easting"] == belt.false_easting_m
    assert values["Scale factor at natural origin"] == 1.0
    assert not known.to_json_dict().get("deprecated")
    assert belt_of(known) == belt
    assert crs.is_metric(belt.code)


@pytest.mark.parametrize("belt", BELTS[::7], ids=shown)
def test_a_belt_is_known_by_its_numbers_under_any_name_and_dialect(belt):
    known = pyproj.CRS(belt.code)
    for text in (known.to_wkt("WKT1_ESRI"), known.to_wkt("WKT1_GDAL"), known.to_json()):
        assert belt_of(text) == belt
    other = known.to_wkt("WKT1_ESRI").replace(known.to_wkt("WKT1_ESRI").split('"')[1], "untitled", 1)
    again = belt_of(other)  # without a name the width is a matter of taste: the coordinates are the same
    assert again is not None
    assert (again.central_deg, again.false_easting_m, again.datum) == (
        belt.central_deg, belt.false_easting_m, belt.datum,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("datum", "width", "zone"),
    [("cgcs2000", 3, 24), ("cgcs2000", 3, 46), ("cgcs2000", 6, 12), ("cgcs2000", 6, 24), ("cgcs2000", 4, 39),
     ("wgs84", 3, 39), ("", 3, 39), ("xian80", 6, 39), ("beijing54", 3, 20)],
)  # fmt: skip
def test_there_is_no_other_belt(datum, width, zone):
    with pytest.raises(ValueError, match="no belt"):
        belt_code(datum, width, zone, prefixed=True)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("EPSG:4527", "CGCS2000 3度带第39带(117°E),带号前缀", "CGCS2000 3-degree zone 39 (117°E), zone prefix"),
        ("EPSG:4548", "CGCS2000 3度带第39带(117°E),无带号前缀", "CGCS2000 3-degree zone 39 (117°E), no zone prefix"),
        ("EPSG:4509", "CGCS2000 6度带第20带(117°E),无带号前缀", "CGCS2000 6-degree zone 20 (117°E), no zone prefix"),
        ("EPSG:2384", "西安80 3度带第39带(117°E),无带号前缀", "Xian 1980 3-degree zone 39 (117°E), no zone prefix"),
        ("EPSG:4490", "CGCS2000 经纬度", "CGCS2000 longitude and latitude"),
        ("EPSG:4214", "北京54 经纬度", "Beijing 1954 longitude and latitude"),
        ("EPSG:4326", "WGS84 经纬度", "WGS84 longitude and latitude"),
        ("EPSG:32650", "WGS 84 / UTM zone 50N", "WGS 84 / UTM zone 50N"),
    ],
)
def test_titles_are_planners_words(code, zh, en):
    assert (belt_title(code), belt_title(code, "en")) == (zh, en)


@pytest.mark.parametrize(
    "code", ["EPSG:32650", "EPSG:3857", "EPSG:4326", "EPSG:31467", "EPSG:2326", "EPSG:4490", "EPSG:5555"]
)
def test_others_are_no_belts(code):
    assert belt_of(code) is None


@pytest.mark.parametrize(
    "change",
    [('Scale_Factor",1.0', 'Scale_Factor",0.9996'), ('Central_Meridian",117.0', 'Central_Meridian",118.5'),
     ('False_Easting",500000.0', 'False_Easting",600000.0'), ('False_Northing",0.0', 'False_Northing",-4000000.0'),
     ('False_Easting",500000.0', 'False_Easting",38500000.0'),
     ('UNIT["Meter",1.0]', 'UNIT["Foot",0.3048]')],
)  # fmt: skip
def test_one_parameter_off_is_no_belt(change):
    text = pyproj.CRS("EPSG:4548").to_wkt("WKT1_ESRI")
    assert change[0] in text
    assert belt_of(text.replace(*change)) is None


def test_codes_of_a_belt_and_its_twin_are_not_confused():
    """4498 is 6-degree zone 20 with prefix, 4509 the same without; neither is 3-degree zone 39 (4527, 4548)."""
    assert belt_of("EPSG:4498") == Belt("cgcs2000", 6, 20, prefixed=True)
    assert belt_of("EPSG:4509") == Belt("cgcs2000", 6, 20, prefixed=False)
    assert belt_of("EPSG:4548") == Belt("cgcs2000", 3, 39, prefixed=False)
    assert crs.gauss_frame("EPSG:4509") == crs.gauss_frame("EPSG:4548") == (117.0, 500_000.0)


def test_heights_and_own_parameters_are_no_part_of_the_plane():
    assert crs.flat_crs("EPSG:4548+5737") == pyproj.CRS("EPSG:4548")
    assert crs.flat_crs("EPSG:4480").to_epsg() == 4490
    text = pyproj.CRS("EPSG:2384").to_wkt("WKT1_GDAL")
    bound = text.replace('AUTHORITY["EPSG","7049"]]', 'AUTHORITY["EPSG","7049"]],TOWGS84[1,2,3,0,0,0,0]', 1)
    assert bound != text
    assert pyproj.CRS(bound).is_bound
    assert belt_of(bound) == Belt("xian80", 3, 39, prefixed=False)


# An independent Gauss-Krueger: Krueger's series of 1912 in n, to the sixth order, from the belt's parameters.

ALPHA = (
    (1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800),
    (0, 13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360),
    (0, 0, 61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440),
    (0, 0, 0, 49561 / 161280, -179 / 168, 6601661 / 7257600),
    (0, 0, 0, 0, 34729 / 80640, -3418889 / 1995840),
    (0, 0, 0, 0, 0, 212378941 / 319334400),
)
ELLIPSOIDS = {"cgcs2000": (6378137.0, 298.257222101), "xian80": (6378140.0, 298.257), "beijing54": (6378245.0, 298.3)}


def krueger(lon_deg, lat_deg, belt: Belt):
    """Easting and northing in metres of places in degrees on the belt's own ellipsoid."""
    axis_m, inverse = ELLIPSOIDS[belt.datum]
    flat = 1.0 / inverse
    n, e = flat / (2.0 - flat), math.sqrt(flat * (2.0 - flat))
    lon, lat = np.radians(np.asarray(lon_deg) - belt.central_deg), np.radians(lat_deg)
    tau = np.sinh(np.arctanh(np.sin(lat)) - e * np.arctanh(e * np.sin(lat)))
    xi, eta = np.arctan2(tau, np.cos(lon)), np.arcsinh(np.sin(lon) / np.hypot(tau, np.cos(lon)))
    radius_m = axis_m / (1.0 + n) * (1.0 + n**2 / 4.0 + n**4 / 64.0 + n**6 / 256.0)
    east, north = eta.copy(), xi.copy()
    for order, row in enumerate(ALPHA, start=1):
        alpha = sum(factor * n**power for power, factor in enumerate(row, start=1))
        north += alpha * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
        east += alpha * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
    return belt.false_easting_m + radius_m * east, radius_m * north


@pytest.mark.parametrize("belt", BELTS, ids=shown)
def test_places_agree_with_the_series_and_with_plain_proj_to_a_tenth_of_a_millimetre(belt):
    half = belt.width_deg / 2.0 + 0.5
    lon, lat = np.meshgrid(belt.central_deg + np.linspace(-half, half, 9), np.linspace(3.0, 54.0, 18))
    axis_m, inverse = ELLIPSOIDS[belt.datum]
    plain = pyproj.Proj(
        proj="tmerc", lat_0=0, lon_0=belt.central_deg, k=1, x_0=belt.false_easting_m, y_0=0, a=axis_m, rf=inverse
    )
    forward = pyproj.Transformer.from_crs(pyproj.CRS(belt.code).geodetic_crs, belt.code, always_xy=True)
    east_m, north_m = forward.transform(lon, lat)
    for other in (krueger(lon, lat, belt), plain(lon, lat)):
        assert np.hypot(east_m - other[0], north_m - other[1]).max() < 1e-4
    back_lon, back_lat = crs.degrees_of(east_m, north_m, crs=belt.code)
    assert np.abs(back_lon - lon).max() < 1e-9
    assert np.abs(back_lat - lat).max() < 1e-9


OURS = [one for one in BELTS if one.datum == "cgcs2000" and one.prefixed == (one.width_deg == 6)]


@pytest.mark.parametrize("belt", OURS, ids=shown)
def test_what_we_project_lies_within_a_millimetre(belt):
    """From WGS84, which for PROJ is the same place; the prefix changes nothing but the easting."""
    lon, lat = np.array([-1.4, 0.0, 0.7, 1.5]) + belt.central_deg, np.array([18.3, 30.0, 36.65, 53.0])
    east_m, north_m = krueger(lon, lat, belt)
    ours = crs.from_degrees(lon, lat, crs=belt.code)
    assert np.hypot(ours[0] - east_m, ours[1] - north_m).max() < 1e-3
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(east_m, north_m), crs=belt.code)
    target = pyproj.CRS(belt_code("cgcs2000", belt.width_deg, belt.zone, not belt.prefixed))
    moved = crs.declared(frame, None, target=target, layer="x", source="f").geometry
    million = (-1 if belt.prefixed else 1) * belt.zone * 1e6
    assert np.abs(moved.x - east_m - million).max() < 1e-3
    assert np.abs(moved.y - north_m).max() < 1e-3


@pytest.mark.parametrize("belt", OURS[::8], ids=shown)
def test_frames_come_back_to_their_degrees_within_a_millimetre(belt):
    lon, lat = np.array([-1.4, 0.0, 0.7, 1.5]) + belt.central_deg, np.array([18.3, 30.0, 36.65, 53.0])
    east_m, north_m = krueger(lon, lat, belt)
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(east_m, north_m), crs=belt.code)
    degrees = crs.to_degrees(frame).geometry
    away_m = pyproj.Geod(ellps="GRS80").inv(degrees.x, degrees.y, lon, lat)[2]
    assert np.max(away_m) < 1e-3


def test_on_the_meridian_the_northing_is_the_geodesic_from_the_equator():
    geod = pyproj.Geod(a=6378137.0, rf=298.257222101)
    for zone in (25, 39, 45):
        belt = Belt("cgcs2000", 3, zone, prefixed=False)
        lat = np.linspace(3.0, 54.0, 10)
        _, _, arc_m = geod.inv(np.full(10, 3.0 * zone), np.zeros(10), np.full(10, 3.0 * zone), lat)
        _, north_m = crs.from_degrees(np.full(10, 3.0 * zone), lat, crs=belt.code)
        assert np.abs(north_m - arc_m).max() < 1e-4


def test_off_the_meridian_lengths_grow_as_they_must():
    """100 m at 134 km from the meridian (36.65°N): +221 ppm in the plane against the geodesic."""
    east_m = 500_000.0 + np.array([0.0, 134_000.0])
    geod = pyproj.Geod(a=6378137.0, rf=298.257222101)
    ends = [crs.degrees_of(east_m + shift, np.full(2, 4_057_700.0), crs="EPSG:4548") for shift in (-50.0, 50.0)]
    _, _, ground_m = geod.inv(*ends[0], *ends[1])
    assert (100.0 / np.asarray(ground_m) - 1.0) * 1e6 == pytest.approx([0.0, 221.0], abs=1.5)


@given(st.sampled_from(BELTS), st.floats(-3.0, 3.0), st.floats(3.0, 54.0))
def test_prefix_and_width_change_the_easting_only(belt, off_deg, lat):
    lon = belt.central_deg + off_deg
    sibling = Belt(belt.datum, belt.width_deg, belt.zone, prefixed=not belt.prefixed)
    base = pyproj.CRS(belt.code).geodetic_crs
    one, other = (
        pyproj.Transformer.from_crs(base, each.code, always_xy=True).transform(lon, lat) for each in (belt, sibling)
    )
    assert one[0] - belt.false_easting_m == pytest.approx(other[0] - sibling.false_easting_m, abs=1e-6)
    assert one[1] == pytest.approx(other[1], abs=1e-9)


# The old datums


@pytest.mark.parametrize(
    ("code", "datum"),
    [
        ("EPSG:4610", "xian80"), ("EPSG:2384", "xian80"), ("EPSG:2415", "beijing54"), ("EPSG:4214", "beijing54"),
        ("EPSG:4490", "cgcs2000"), ("EPSG:4548", "cgcs2000"), ("EPSG:4326", ""), ("EPSG:2326", ""), ("EPSG:4555", ""),
    ],
)  # fmt: skip
def test_datums_are_known_by_name(code, datum):
    assert crs.datum_of(code) == datum
    assert crs.needs_shift(code) == (datum in ("xian80", "beijing54") or code == "EPSG:4555")


def test_proj_silently_does_nothing_between_the_old_datums_and_ours():
    """The trap: numbers come back unchanged, no error, no warning, accuracy "unknown"."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        way = pyproj.Transformer.from_crs("EPSG:4610", "EPSG:4490", always_xy=True)
        assert way.transform(118.05, 36.84) == (118.05, 36.84)
        assert way.accuracy == -1.0
        assert "Ballpark" in way.description
        group = TransformerGroup("EPSG:4610", "EPSG:4490", always_xy=True, allow_ballpark=False)
    assert not group.transformers
    # In degrees nothing moves, in metres only the ellipsoid changes: some metres where it should be tens to 100.
    plane = pyproj.Transformer.from_crs("EPSG:2384", "EPSG:4548", always_xy=True)
    east_m, north_m = plane.transform(508_900.0, 4_057_700.0)
    assert math.hypot(east_m - 508_900.0, north_m - 4_057_700.0) < 5.0


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("EPSG:4548", True), ("EPSG:4326", True), ("EPSG:32650", True), ("EPSG:25832", True), ("EPSG:31467", True),
        ("EPSG:2326", True), ("EPSG:3857", True), ("EPSG:4610", False), ("EPSG:4555", False), ("EPSG:4019", False),
        ("EPSG:4030", False),
    ],
)  # fmt: skip
def test_whether_a_datum_has_a_way_is_known_beforehand(code, known):
    assert crs.datum_known(code) is known


def by_hand(lon_deg, lat_deg, source, target, seven):
    """Seven parameters on paper: to the centre of the earth, position vector rotation, back by iteration."""
    (a, inverse), (b, inverse_b) = source, target
    e2, f2 = (2.0 - 1.0 / inverse) / inverse, (2.0 - 1.0 / inverse_b) / inverse_b
    lon, lat = math.radians(lon_deg), math.radians(lat_deg)
    across = a / math.sqrt(1.0 - e2 * math.sin(lat) ** 2)
    x, y, z = (
        across * math.cos(lat) * math.cos(lon),
        across * math.cos(lat) * math.sin(lon),
        across * (1 - e2) * math.sin(lat),
    )
    dx, dy, dz = seven[:3]
    rx, ry, rz = (math.radians(value / 3600.0) for value in seven[3:6])
    m = 1.0 + seven[6] * 1e-6
    x2, y2, z2 = dx + m * (x - rz * y + ry * z), dy + m * (rz * x + y - rx * z), dz + m * (-ry * x + rx * y + z)
    flat_m = math.hypot(x2, y2)
    lat2 = math.atan2(z2, flat_m * (1.0 - f2))
    for _ in range(20):
        across2 = b / math.sqrt(1.0 - f2 * math.sin(lat2) ** 2)
        lat2 = math.atan2(z2 + f2 * across2 * math.sin(lat2), flat_m)
    return math.degrees(math.atan2(y2, x2)), math.degrees(lat2)


@pytest.mark.parametrize("datum", ["xian80", "beijing54"])
@pytest.mark.parametrize(
    "seven",
    [SEVEN, (0.0,) * 7, (-90.0, -150.0, -70.0, 0.0, 0.0, 0.0, 0.0), (15.8, -154.4, -82.3, 3.1, -2.2, 1.7, -4.5)],
)
def test_seven_parameters_do_what_they_do_on_paper(datum, seven):
    expected = by_hand(118.05, 36.84, ELLIPSOIDS[datum], ELLIPSOIDS["cgcs2000"], seven)
    code = crs.DATUM_DEGREES[datum]
    lon, lat = crs.shifted_to_cgcs2000([118.05], [36.84], crs=code, shift=seven)
    away_m = pyproj.Geod(ellps="GRS80").inv(lon[0], lat[0], *expected)[2]
    assert away_m < 1e-3
    belt = Belt(datum, 3, 39, prefixed=True)
    east_m, north_m = krueger([118.05], [36.84], belt)
    moved = crs.shifted_to_cgcs2000(east_m, north_m, crs=belt.code, shift=seven)
    wanted = krueger([expected[0]], [expected[1]], Belt("cgcs2000", 3, 39, prefixed=True))
    assert math.hypot(moved[0][0] - wanted[0][0], moved[1][0] - wanted[1][0]) < 1e-3
    assert crs.twin_in_cgcs2000(belt.code) == "EPSG:4527"


def test_the_twin_of_a_belt_of_nobody_keeps_its_projection():
    own = pyproj.CRS("EPSG:2384").to_wkt("WKT1_ESRI").replace('Central_Meridian",117.0', 'Central_Meridian",118.5')
    twin = pyproj.CRS(crs.twin_in_cgcs2000(own))
    assert crs.gauss_frame(twin) == (118.5, 500_000.0)
    assert crs.datum_of(twin) == "cgcs2000"
    assert twin.geodetic_crs.to_epsg() == 4490
    assert crs.twin_in_cgcs2000("EPSG:4610") == "EPSG:4490"
