import math

import numpy as np
import pyproj
import pytest
import shapely

from gis.crs import Belt, belt_of
from gis.read.intake.belt_evidence import Kind, extents
from gis.read.intake.crs_candidates import candidates, majority, of_statement, splitting
from gis.read.intake.crs_statement import statement
from gis.shifts import apply
from tests.gis.read.intake.making_coordinates import BARE, DEGREES, EUROPE, LOCAL, MERCATOR, ZONED, ZONED_38, swap

KEYS = {"crs", "title_zh", "title_en", "lon", "lat", "evidence_zh", "evidence_en"}


def made(pairs, **options):
    found = extents(np.array([shapely.Point(pair) for pair in pairs]))
    kind = majority(found)
    return candidates(found, found.of(kind), kind, **options)


@pytest.mark.parametrize("pairs", [BARE, ZONED, DEGREES, EUROPE, MERCATOR, swap(BARE), swap(ZONED), swap(DEGREES)])
def test_each_names_itself_its_place_and_its_reason_in_two_languages(pairs):
    for one in made(pairs):
        assert set(one) == KEYS
        assert one["title_zh"]
        assert one["evidence_zh"]
        assert one["title_en"].isascii() or "°" in one["title_en"]
        assert all(ord(letter) < 256 for letter in one["evidence_en"])
        assert -180.0 <= one["lon"] <= 180.0
        assert -90.0 <= one["lat"] <= 90.0


def test_a_zone_in_the_numbers_leaves_only_the_datum_open():
    assert [one["crs"] for one in made(ZONED)] == ["EPSG:4527", "EPSG:2363", "EPSG:2415"]
    assert [one["crs"] for one in made(ZONED, datum="cgcs2000")] == ["EPSG:4527"]
    assert [one["crs"] for one in made(ZONED, datum="xian80")] == ["EPSG:2363"]
    assert made(swap(ZONED)) == made(ZONED)
    first = made(ZONED)[0]
    assert (first["lon"], first["lat"]) == pytest.approx((117.101, 36.651), abs=0.001)


def test_the_far_west_by_zone_may_be_the_east_in_web_mercator():
    west = made([(13_500_000.0, 4_400_000.0)])
    assert [one["crs"] for one in west] == ["EPSG:4491", "EPSG:2327", "EPSG:21413", "EPSG:3857"]
    assert west[0]["lon"] == pytest.approx(75.0, abs=0.01)
    assert west[-1]["lon"] == pytest.approx(121.3, abs=0.1)


def test_six_digits_give_every_belt_that_holds_the_place_in_china():
    found = made(BARE)
    belts = [belt_of(one["crs"]) for one in found]
    assert {belt.central_deg for belt in belts} >= {111, 114, 117, 120, 87, 90}
    assert all(belt.width_deg == 3 and not belt.prefixed for belt in belts)
    assert len({belt.central_deg for belt in belts}) == len(belts)
    for one, belt in zip(found, belts, strict=True):
        assert one["lon"] == pytest.approx(belt.central_deg + 0.1, abs=0.01)
        assert one["lat"] == pytest.approx(36.651, abs=0.001)


def test_no_belt_that_would_leave_the_country():
    """At 50°N China begins east of 85°E; Hainan has few meridians; far off the meridian only 6-degree belts hold."""
    north = [belt_of(one["crs"]).central_deg for one in made([(500_000.0, 5_540_000.0)])]
    assert min(north) > 80
    south = [belt_of(one["crs"]).central_deg for one in made([(500_000.0, 2_100_000.0)])]
    assert set(south) <= {108, 111, 114, 117, 120}
    wide = made([(740_000.0, 4_057_700.0)])
    assert wide
    assert all(belt_of(one["crs"]).width_deg == 6 for one in wide)


def test_the_districts_own_belt_comes_first():
    for lon, first in ((117.1, "EPSG:4548"), (108.1, "EPSG:4545"), (87.1, "EPSG:4538"), (120.1, "EPSG:4549")):
        assert made(BARE, near=(lon, 36.65))[0]["crs"] == first
    assert {one["crs"] for one in made(BARE, near=(108.1, 36.0))} == {one["crs"] for one in made(BARE)}


def test_degrees_may_be_shifted_ones():
    found = made(DEGREES)
    assert [one["crs"] for one in found] == ["EPSG:4490", "EPSG:4326", "GCJ-02", "BD-09"]
    plain, _, gcj, bd = found
    assert (plain["lon"], plain["lat"]) == pytest.approx((117.102, 36.65), abs=1e-9)
    for one in (gcj, bd):
        again = apply([one["lon"]], [one["lat"]], str(one["crs"]))
        assert (again[0][0], again[1][0]) == pytest.approx((117.102, 36.65), abs=1e-6)
        away_m = pyproj.Geod(ellps="GRS80").inv(one["lon"], one["lat"], 117.102, 36.65)[2]
        assert 100.0 < away_m < 1500.0


def test_a_local_grid_has_none():
    assert made(LOCAL) == []


def test_the_majority_counts():
    def kind(pairs):
        return majority(extents(np.array([shapely.Point(pair) for pair in pairs])))

    assert kind([*ZONED, *BARE[:2]]) is Kind.ZONED
    assert kind([(0.0, 0.0), (0.0, 0.0), DEGREES[0]]) is Kind.DEGREES
    assert kind([(5.0, 7.0), (120.0, 80.0), (4_000.0, 3_000.0)]) is Kind.LOCAL


def test_a_statement_shows_where_it_would_lie_itself():
    found = extents(np.array([shapely.Point(pair) for pair in ZONED]))
    own = of_statement(statement("EPSG:4526"), found, found.present)
    assert own["crs"] == "EPSG:4526"
    assert own["lon"] > 120.0
    swapped = extents(np.array([shapely.Point(39.5, 76.0)]))
    as_it_is = of_statement(statement("EPSG:4326"), swapped, swapped.present, as_stated=True)
    assert (as_it_is["lon"], as_it_is["lat"]) == (39.5, 76.0)


def test_a_place_beyond_numbers_is_none():
    found = extents(np.array([shapely.Point(1e300, 1e300)]))
    own = of_statement(statement("EPSG:4527"), found, found.present)
    assert own["lon"] is None or math.isfinite(own["lon"])
    assert own["lat"] is None or abs(own["lat"]) <= 90.0


def test_taking_zones_apart_is_an_answer_of_its_own():
    found = extents(np.array([shapely.Point(pair) for pair in [*ZONED, *ZONED_38[:2]]]))
    told = splitting(found, found.of(Kind.ZONED), datum="cgcs2000")
    assert [one["crs"] for one in told] == ["split"]
    open_datum = splitting(found, found.of(Kind.ZONED))
    assert [one["crs"] for one in open_datum] == ["split:EPSG:4490", "split:EPSG:4610", "split:EPSG:4214"]
    assert open_datum[0]["title_zh"] == "按带号拆分,CGCS2000"
    assert "38: 2" in open_datum[0]["evidence_zh"]
    assert open_datum[0]["lon"] == pytest.approx(117.1, abs=0.01)
    assert Belt("cgcs2000", 3, 39, prefixed=True).code == "EPSG:4527"
