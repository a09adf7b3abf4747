"""What each block is used for."""

from dataclasses import replace

import pytest
import shapely

from gis.fabric.evidence import Known
from gis.fabric.land_use import Parcel, assigned, parks_cut, sites_cut
from tests.gis.fabric.paper import EAST, NORTH, frame, square

NOWHERE = shapely.Point()


def row(recipe, count=8, side=200.0, *, developed=True):
    """Parcels of 4 ha side by side."""
    profile = recipe.profiles["town"]
    return [Parcel(square(n * side, 0, side), "z.one", profile, n // 4, developed) for n in range(count)]


def at(kind, x, y, name="p"):
    return Known(name, kind, EAST + x, NORTH + y)


def total_m2(parcels):
    return sum(parcel.shape.area for parcel in parcels)


def test_a_park_is_land_of_its_own_and_nothing_is_lost(recipe):
    park = frame({"park.a": square(50, 50, 80)})
    parcels = parks_cut(row(recipe), park, [], recipe=recipe)
    (green,) = [parcel for parcel in parcels if parcel.code == "1401"]
    assert green.shape.area == pytest.approx(6_400.0)
    assert green.place == "park.a"
    assert total_m2(parcels) == pytest.approx(8 * 40_000.0)


def test_what_is_left_beside_a_park_joins_it_when_narrow(recipe):
    park = frame({"park.a": square(20, 20, 160)})
    parcels = parks_cut(row(recipe, 1), park, [], recipe=recipe)
    assert {parcel.code for parcel in parcels} == {"1401"}
    assert total_m2(parcels) == pytest.approx(40_000.0)


def test_a_hill_is_a_circle_of_the_reckoned_area(recipe):
    parcels = parks_cut(row(recipe, 1, 1000.0), frame({}), [at("hill", 500, 500)], recipe=recipe)
    (wood,) = [parcel for parcel in parcels if parcel.code == "0301"]
    assert wood.shape.area == pytest.approx(100_000.0, rel=0.02)


def test_overlapping_parks_share_no_land(recipe):
    parks = frame({"a": square(50, 50, 80), "b": square(90, 90, 80)})
    parcels = parks_cut(row(recipe, 1), parks, [], recipe=recipe)
    assert total_m2(parcels) == pytest.approx(40_000.0)


def test_a_school_takes_its_site(recipe):
    parcels, unplaced = sites_cut(row(recipe), [at("school", 210, 20)], recipe=recipe)
    (school,) = [parcel for parcel in parcels if parcel.code == "080403"]
    assert 12_000 <= school.shape.area <= 28_000
    assert school.place == "p"
    assert school.shape.distance(shapely.Point(EAST + 210, NORTH + 20)) < 1e-6
    assert total_m2(parcels) == pytest.approx(8 * 40_000.0)
    assert not unplaced


def test_a_school_on_the_street_goes_to_the_nearest_block_within_reach(recipe):
    parcels, unplaced = sites_cut(row(recipe, 1), [at("school", -100, 20)], recipe=recipe)
    assert [parcel.code for parcel in parcels].count("080403") == 1
    assert not unplaced
    parcels, unplaced = sites_cut(row(recipe, 1), [at("school", -200, 20)], recipe=recipe)
    assert not any(parcel.code for parcel in parcels)
    assert unplaced == {"school": 1}


@pytest.mark.parametrize(("banks", "offices"), [(1, 0), (2, 1), (3, 1)])
def test_it_takes_two_banks_to_make_offices(recipe, banks, offices):
    known = [at("bank_outlet", 20 + n, 20, f"b{n}") for n in range(banks)]
    parcels, _ = sites_cut(row(recipe), known, recipe=recipe)
    assert sum(parcel.code == "0902" for parcel in parcels) == offices


def test_two_schools_in_one_block_both_find_room_or_are_counted(recipe):
    known = [at("school", 20, 20, "s1"), at("school", 180, 180, "s2")]
    parcels, unplaced = sites_cut(row(recipe, 1), known, recipe=recipe)
    assert sum(parcel.code == "080403" for parcel in parcels) + sum(unplaced.values()) == 2


def test_no_parcels_leave_every_place_unplaced(recipe):
    parcels, unplaced = sites_cut([], [at("school", 0, 0)], recipe=recipe)
    assert parcels == []
    assert unplaced == {"school": 1}


def test_shares_are_kept_by_area_and_the_rest_is_filled(recipe):
    done = assigned(row(recipe), [], recipe=recipe, corners=NOWHERE, barriers=NOWHERE)
    codes = [parcel.code for parcel in done]
    assert codes.count("1001") == 2  # 25 % of eight equal parcels
    assert codes.count("070102") == 6


def test_known_land_counts_toward_the_share(recipe):
    parcels = row(recipe)
    parcels[0] = replace(parcels[0], code="1001", place="works")
    done = assigned(parcels, [], recipe=recipe, corners=NOWHERE, barriers=NOWHERE)
    assert [parcel.code for parcel in done].count("1001") == 2
    assert done[0].place == "works"


def test_undeveloped_land_is_farmland_but_keeps_its_villages(recipe):
    parcels = [*row(recipe, 2, developed=False), replace(row(recipe, 1, developed=False)[0], code="0703")]
    done = assigned(parcels, [], recipe=recipe, corners=NOWHERE, barriers=NOWHERE)
    assert [parcel.code for parcel in done] == ["01", "01", "0703"]


def test_industry_keeps_away_from_homes_and_near_the_railway(recipe):
    markets = [at("wet_market", x, 100, f"m{x}") for x in range(0, 800, 50)]
    rail = shapely.LineString([(EAST + 1600, NORTH - 100), (EAST + 1600, NORTH + 300)])
    done = assigned(row(recipe), markets, recipe=recipe, corners=NOWHERE, barriers=rail)
    west = [parcel.shape.centroid.x - EAST for parcel in done if parcel.code == "1001"]
    assert min(west) > 800.0


def test_order_and_input_do_not_change(recipe):
    parcels = row(recipe)
    before = list(parcels)
    first = assigned(parcels, [], recipe=recipe, corners=NOWHERE, barriers=NOWHERE)
    assert parcels == before
    assert first == assigned(parcels, [], recipe=recipe, corners=NOWHERE, barriers=NOWHERE)
    assert assigned([], [], recipe=recipe, corners=NOWHERE, barriers=NOWHERE) == []
