import pyproj
import pytest

from gis.crs import Belt
from gis.read.intake.crs_statement import Unreadable, agree, same_numbers, statement
from tests.gis.read.intake.making_coordinates import custom, moved, prj

EARTH = "EPSG:4326"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EPSG:4527", "EPSG:4527"), ("epsg:4527", "EPSG:4527"), ("4527", "EPSG:4527"), (" EPSG:4548 ", "EPSG:4548"),
        ("urn:ogc:def:crs:EPSG::4548", "EPSG:4548"), ("urn:ogc:def:crs:OGC:1.3:CRS84", EARTH), ("OGC:CRS84", EARTH),
        ("+init=epsg:4548", "EPSG:4548"), ("init=epsg:4326", EARTH), ("+proj=longlat +datum=WGS84 +no_defs", EARTH),
        ("+proj=utm +zone=50 +datum=WGS84", "EPSG:32650"), ("ESRI:102100", "EPSG:3857"), ("ESRI:102113", "EPSG:3857"),
        ("EPSG:4480", "EPSG:4490"), ("EPSG:4979", EARTH), ("EPSG:9707", EARTH), ("EPSG:4548+5737", "EPSG:4548"),
        (prj(4490), "EPSG:4490"), (prj(4527), "EPSG:4527"), (prj(4548), "EPSG:4548"), (prj(4498), "EPSG:4498"),
        (prj(4509), "EPSG:4509"), (prj(2384), "EPSG:2384"), (prj(4326), EARTH), (prj(32650), "EPSG:32650"),
        (custom(117, 500000), "EPSG:4548"), (custom(117, 39500000), "EPSG:4527"), (custom(117, 20500000), "EPSG:4498"),
    ],
)  # fmt: skip
def test_every_way_of_writing_it_is_one_code(text, code):
    assert statement(text).code == code


def test_names_that_old_software_gives_to_web_mercator():
    for text in ("EPSG:3857", "ESRI:102100", prj(3857), prj("ESRI:102100")):
        assert statement(text).mercator
    assert not statement("EPSG:4548").mercator


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("GCJ-02", "GCJ-02"),
        ("gcj02", "GCJ-02"),
        ("高德", "GCJ-02"),
        ("BD-09", "BD-09"),
        ("百度坐标", "BD-09"),
        ("EPSG:4490", ""),
    ],
)
def test_shifted_systems_are_known_by_their_names(text, system):
    assert statement(text).system == system


@pytest.mark.parametrize(
    "text",
    [
        "nonsense", "EPSG:99999", "EPSG:", "EPSG:-1", "39", "国家2000", "EPSG:5773", "{}", "[]", "PROJCS[",
        "EPSG:4548 ; x", "+proj=longlat +nadgrids=/anything", "+proj=longlat +ellps=WGS84 +nadgrids=other.gsb",
        "+init=folder/file:4326", "+init=/anywhere:1", "a" * 30_000, "\x00\x01", "+proj=nothing",
        "+proj=tmerc +lat_0=x",
    ],
)  # fmt: skip
def test_what_is_no_crs_or_names_files_is_unreadable(text):
    with pytest.raises(Unreadable) as caught:
        statement(text)
    assert not caught.value.geocentric
    assert len(caught.value.text) <= 80


def test_the_centre_of_the_earth_is_no_plane():
    for text in ("EPSG:4479", "EPSG:4978"):
        with pytest.raises(Unreadable) as caught:
            statement(text)
        assert caught.value.geocentric


def test_nothing_is_nothing_and_drawings_are_local():
    assert statement("") is None
    assert statement("  ") is None
    assert statement("local").local
    assert statement('LOCAL_CS["drawing",UNIT["Meter",1]]').local
    assert statement('ENGCRS["x",EDATUM["y"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],UNIT["metre",1]]').local


def test_heights_are_noticed():
    assert statement("EPSG:4548+5737").flattened
    assert statement("EPSG:4480").flattened
    assert not statement("EPSG:4548").flattened


def test_parameters_the_text_brings_along():
    text = pyproj.CRS("EPSG:2384").to_wkt("WKT1_GDAL")
    for given, seven in (("1,2,3,4,5,6,7", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)), ("0,0,0,0,0,0,0", ())):
        bound = text.replace('AUTHORITY["EPSG","7049"]]', f'AUTHORITY["EPSG","7049"]],TOWGS84[{given}]', 1)
        assert bound != text
        assert statement(bound).towgs84 == seven
        assert statement(bound).code == "EPSG:2384"
    assert statement("EPSG:2384").towgs84 == ()


def test_a_name_may_contradict_its_parameters():
    for code in (4527, 4548, 4498, 4509, 2384, 2415):
        assert not statement(prj(code)).misnamed
        assert not statement(f"EPSG:{code}").misnamed
        assert not statement(f"EPSG:{code}").unnamed
    assert statement(moved(4548, "120.0")).misnamed
    assert statement(moved(4548, "120.0")).code == "EPSG:4549"
    assert statement(prj(4527).replace("39500000", "500000")).code == "EPSG:4548"  # zone 39 all the same
    assert statement(custom(117, 500000)).unnamed


def test_a_meridian_of_ones_own_keeps_its_parameters_under_the_name_of_the_datum():
    own = statement(custom(118.5, 500000))
    assert own.belt is None
    known = pyproj.CRS(own.code)
    assert known.geodetic_crs.to_epsg() == 4490
    assert own.title("zh").endswith("(中央经线 118.5°E,横轴加 500,000 米)")
    assert "118.5°E" in own.title("en")
    assert own.middle_m == 500_000.0


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("EPSG:4527", (39_500_000, 4e6), (39_760_000, 4e6)),
        ("EPSG:4548", (740_000, 4e6), (760_000, 4e6)),
        ("EPSG:4509", (840_000, 4e6), (860_000, 4e6)),
        ("EPSG:4548", (500_000, 400_000), (500_000, 200_000)),
        ("EPSG:4490", (118, 36), (8, 49)),
        ("EPSG:4326", (8, 49), (8, 118)),
        ("EPSG:32650", (500_000, 4e6), (4e6, 500_000)),
        ("EPSG:25832", (477_000, 5.47e6), (477_000, 1.0e6)),
        ("EPSG:2326", (836_000, 820_000), (508_900, 4_057_700)),
        ("EPSG:3857", (13e6, 4e6), (25e6, 4e6)),
        (custom(118.5, 500000), (600_000, 4e6), (800_000, 4e6)),
    ],
)
def test_where_its_numbers_belong(text, inside, outside):
    west, south, east, north = statement(text).box()
    assert west <= inside[0] <= east
    assert south <= inside[1] <= north
    assert not (west <= outside[0] <= east and south <= outside[1] <= north)


def test_an_unknown_area_is_everywhere():
    west, south, east, north = statement("+proj=lcc +lat_1=30 +lat_2=60 +lon_0=110 +ellps=GRS80").box()
    assert west < -1e8 < 1e8 < east
    assert south < -1e8 < 1e8 < north


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("EPSG:4527", "EPSG:4527", True), ("EPSG:4527", prj(4527), True), ("EPSG:4527", "EPSG:4548", False),
        ("EPSG:4548", "EPSG:4509", True), ("EPSG:4326", "EPSG:4490", True), ("OGC:CRS84", "EPSG:4326", True),
        ("EPSG:4548", "EPSG:2384", False), ("EPSG:2384", "EPSG:2333", False), ("EPSG:4490", "EPSG:4610", False),
        ("EPSG:4548", "EPSG:32650", False), ("EPSG:4490", "EPSG:4548", False), ("GCJ-02", "高德", True),
        ("GCJ-02", "BD-09", False), ("GCJ-02", "EPSG:4490", False),
        (custom(118.5, 500000), custom(118.5, 500000), True),
        (custom(118.5, 500000), "EPSG:4548", False),
    ],
)  # fmt: skip
def test_which_statements_agree(one, other, same):
    assert agree(statement(one), statement(other)) is same
    assert agree(statement(other), statement(one)) is same


def test_the_same_numbers_on_another_datum():
    assert same_numbers(statement("EPSG:4548"), statement("EPSG:2384"))
    assert not same_numbers(statement("EPSG:4548"), statement("EPSG:4547"))
    assert not same_numbers(statement("EPSG:4548"), statement("EPSG:4490"))
    assert same_numbers(statement("EPSG:4490"), statement("EPSG:4326"))
    assert not same_numbers(statement("EPSG:4548"), statement("EPSG:3857"))


def test_belts_and_facts():
    stated = statement("EPSG:4527")
    assert stated.belt == Belt("cgcs2000", 3, 39, prefixed=True)
    assert stated.datum == "cgcs2000"
    assert stated.facts == {"title": stated.title("zh"), "title_en": stated.title("en")}
    assert stated.short == "EPSG:4527"
    assert stated.datum_known
    assert not stated.needs_shift
    assert statement("EPSG:2384").needs_shift
