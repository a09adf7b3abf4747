import time
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crs import BELT_ZONES, Belt, belt_of, degrees_of, from_degrees
from gis.read.intake.coordinates import decide
from gis.read.intake.crs_doubts import width_of
from gis.read.intake.formats import READERS
from gis.read.intake.messages import Notes, Status, status_of, wordings
from gis.read.intake.model import RawLayer, ReadOptions, Source
from gis.shifts import apply
from tests.gis.read.intake.deciding import codes, decided, layer, points
from tests.gis.read.intake.making_coordinates import (
    BARE,
    CASES,
    DEGREES,
    EUROPE,
    KASHGAR,
    LOCAL,
    MERCATOR,
    ZONED,
    ZONED_20,
    ZONED_38,
    custom,
    prj,
    swap,
)

SEVEN = (-50.0, 30.0, 20.0, 0.1, 0.2, -0.4, 2.0)


# What is stated and what the numbers say agree


@pytest.mark.parametrize(
    ("pairs", "crs"),
    [(ZONED, "EPSG:4527"), (BARE, "EPSG:4548"), (BARE, "EPSG:4547"), (ZONED_20, "EPSG:4498"), (DEGREES, "EPSG:4490"),
     (DEGREES, "EPSG:4326"), (EUROPE, "EPSG:4326"), (BARE, "EPSG:32650"), ([(836_000.0, 820_000.0)], "EPSG:2326"),
     ([(500_000.0, 400_000.0)], "EPSG:4547"), ([(477_000.0, 5_472_000.0)], "EPSG:25832")],
)  # fmt: skip
def test_agreement_is_silent(pairs, crs):
    decision, notes = decided(pairs, crs)
    assert decision.crs == crs
    assert not notes.messages
    assert points(decision) == pairs
    assert not decision.moved.any()
    assert decision.degrees == (abs(pairs[0][0]) < 180.0)


def test_all_written_forms_give_the_same_code():
    for crs in (prj(4527), "urn:ogc:def:crs:EPSG::4527", "4527", pyproj.CRS(4527).to_json(), pyproj.CRS(4527).to_wkt()):
        decision, notes = decided(ZONED, crs)
        assert (decision.crs, notes.messages) == ("EPSG:4527", [])


# Put right where sizes leave no doubt


@pytest.mark.parametrize(
    ("pairs", "crs", "taken"),
    [
        (ZONED, "EPSG:4548", "EPSG:4527"),
        (BARE, "EPSG:4527", "EPSG:4548"),
        (ZONED_20, "EPSG:4548", "EPSG:4498"),  # the other width, the same meridian
        (ZONED, "EPSG:4509", "EPSG:4527"),
        (BARE, "EPSG:4498", "EPSG:4509"),
    ],
)
def test_only_the_prefix_differs(pairs, crs, taken):
    decision, notes = decided(pairs, crs)
    assert decision.crs == taken
    assert codes(notes) == ["crs_prefix_corrected"]
    assert status_of(notes.messages) is Status.ATTENTION
    assert points(decision) == pairs  # the numbers stay, the CRS changes


@pytest.mark.parametrize(
    ("pairs", "crs"),
    [(BARE, "EPSG:4548"), (ZONED, "EPSG:4527"), (DEGREES, "EPSG:4326"), (DEGREES, "EPSG:4490"), (KASHGAR, "EPSG:4490"),
     (BARE, "EPSG:32650")],
)  # fmt: skip
def test_exchanged_axes_are_put_right_and_told(pairs, crs):
    decision, notes = decided(swap(pairs), crs)
    assert (decision.crs, codes(notes)) == (crs, ["axes_swapped"])
    assert points(decision) == pairs
    assert decision.moved.all()
    some, notes = decided([*pairs, *swap(pairs[:2])], crs)
    assert codes(notes) == ["axes_swapped_some"]
    assert notes.messages[0].facts == {"count": 2, "whole": len(pairs) + 2, "rows": [16, 17]}
    assert points(some) == [*pairs, *pairs[:2]]
    assert some.moved.tolist() == [False] * len(pairs) + [True] * 2


def test_foreign_places_are_not_exchanged_into_china_nor_out_of_it():
    for pairs, crs in (([(16.5, 78.2), (8.0, 49.0)], "EPSG:4326"), ([(100.0, 60.0)], "EPSG:4326")):
        decision, notes = decided(pairs, crs)
        assert not notes.messages
        assert points(decision) == pairs
    decision, _ = decided(KASHGAR, "EPSG:4258")
    assert decision.blocked_by == "crs_outside_area"


def test_the_arctic_or_xinjiang_is_asked_and_each_answer_is_taken():
    pairs = swap(KASHGAR)
    decision, _ = decided(pairs, "EPSG:4326")
    assert decision.blocked_by == "axes_unclear"
    there = {one["crs"]: (one["lon"], one["lat"]) for one in decision.candidates}
    assert set(there) == {"EPSG:4490", "OGC:CRS84"}
    assert there["EPSG:4490"] == pytest.approx((76.002, 39.5))
    assert there["OGC:CRS84"] == pytest.approx((39.5, 76.002))
    for answer, expected in (("EPSG:4490", KASHGAR), ("OGC:CRS84", pairs)):
        taken, _ = decided(pairs, "EPSG:4326", answer)
        assert not taken.blocked_by
        assert points(taken) == expected
    alone, _ = decided([*pairs, (36.0, 118.0)], "EPSG:4326")  # beyond the pole: all of them were exchanged
    assert points(alone) == [*KASHGAR, (118.0, 36.0)]
    mixed, _ = decided([*pairs, *DEGREES], "EPSG:4326")
    assert mixed.blocked_by == "axes_unclear"


def test_heights_stay_and_measures_are_told_when_axes_are_exchanged():
    raw = layer([(4_057_700.0, 508_900.0, 30.0)], "EPSG:4548")
    raw.geometry[0] = shapely.from_wkt("POINT ZM (4057700 508900 30 7)")
    notes = Notes()
    decision = decide(raw, ReadOptions(), notes, where="x")
    assert codes(notes) == ["axes_swapped", "measures_dropped"]
    assert shapely.get_coordinates(decision.geometry, include_z=True).tolist() == [[508_900.0, 4_057_700.0, 30.0]]
    assert shapely.get_coordinates(raw.geometry)[0, 0] == 4_057_700.0  # the layer as it came is left alone


# Rows that lie nowhere


def test_empty_positions_and_a_few_strays_are_set_aside_many_are_a_question():
    pairs = [*ZONED, *[(x + 1e3, y) for x, y in ZONED], (0.0, 0.0), (12.0, -7e8)]
    decision, _ = decided(pairs, "EPSG:4527")
    assert decision.crs == "EPSG:4527"
    assert decision.aside == {10: "at_origin", 11: "misplaced"}
    assert {f"rows_{code}" for code in decision.aside.values()} | set(decision.aside.values()) <= set(wordings())
    many, notes = decided([*pairs, (13.0, -7e8)], "EPSG:4527")
    assert many.blocked_by == "crs_numbers_unfit"
    assert notes.messages[0].facts["rows"] == [22, 23]


def test_all_at_the_origin_or_without_shape_there_is_nothing_to_ask():
    for pairs, aside in (([(0.0, 0.0)] * 2, {0: "at_origin", 1: "at_origin"}), ([None, None], {}), ([], {})):
        for crs in ("EPSG:4527", ""):
            decision, notes = decided(pairs, crs)
            assert (decision.crs, decision.aside, notes.messages, decision.blocked_by) == (crs, aside, [], "")


def test_numbers_that_are_none_are_left_to_the_repair():
    pairs = [*ZONED, (float("nan"), float("nan")), (float("inf"), 4e6), None]
    decision, notes = decided(pairs, "EPSG:4527")
    assert (decision.crs, decision.aside, notes.messages) == ("EPSG:4527", {}, [])


# The user's answer against the file's own statement


@pytest.mark.parametrize(
    ("pairs", "own", "answer", "crs", "told"),
    [
        (ZONED, "", "EPSG:4527", "EPSG:4527", ["crs_as_answered"]),
        (ZONED, "EPSG:4527", "EPSG:4527", "EPSG:4527", []),
        (ZONED, "EPSG:4526", "EPSG:4527", "EPSG:4527", ["crs_overruled"]),
        (BARE, "EPSG:4527", "EPSG:4548", "EPSG:4548", ["crs_overruled"]),
        (ZONED, "EPSG:4326", "EPSG:4527", "EPSG:4527", ["crs_overruled"]),
        (DEGREES, "EPSG:4548", "EPSG:4490", "EPSG:4490", ["crs_overruled"]),
        (DEGREES, "EPSG:4326", "EPSG:4490", "EPSG:4490", []),
        (BARE, "EPSG:4548", "EPSG:4509", "EPSG:4509", []),
        (BARE, custom(117, 500000, spheroid="GRS 1980"), "EPSG:4548", "EPSG:4548", ["crs_datum_answered"]),
        (BARE, "garbage", "EPSG:4548", "EPSG:4548", ["crs_words_unknown", "crs_as_answered"]),
        (BARE, "", "EPSG:4527", "EPSG:4548", ["crs_as_answered", "crs_prefix_corrected"]),
        (MERCATOR, "", "EPSG:3857", "EPSG:3857", ["crs_as_answered", "crs_web_mercator"]),
        (EUROPE, "EPSG:4490", "EPSG:4326", "EPSG:4326", []),
        (EUROPE, "EPSG:4490", "EPSG:4490", "EPSG:4490", []),
        (BARE, "EPSG:3857", "EPSG:3857", "EPSG:3857", ["crs_web_mercator"]),
    ],
)
def test_an_answer_is_taken(pairs, own, answer, crs, told):
    decision, notes = decided(pairs, own, answer)
    assert (decision.crs, codes(notes)) == (crs, told)


@pytest.mark.parametrize(
    ("pairs", "own", "answer", "code"),
    [
        (BARE, "EPSG:4548", "EPSG:4547", "crs_mismatch"),  # the numbers fit both: the file's own is not overruled
        (ZONED, "EPSG:4527", "EPSG:4526", "crs_mismatch"),
        (ZONED, "EPSG:4526", "EPSG:4525", "crs_mismatch"),
        (ZONED, "EPSG:4527", "GCJ-02", "crs_mismatch"),
        (BARE, "EPSG:32650", "EPSG:4548", "crs_mismatch"),
        (BARE, "EPSG:2384", "EPSG:4548", "crs_mismatch"),  # an old datum is not relabelled
        (DEGREES, "EPSG:4610", "EPSG:4490", "crs_mismatch"),
        (DEGREES, "GCJ-02", "BD-09", "crs_mismatch"),
        (DEGREES, "GCJ-02", "EPSG:4490", "crs_mismatch"),
        (BARE, custom(117, 500000, spheroid="GRS 1980"), "EPSG:4547", "crs_mismatch"),
        (ZONED, "", "EPSG:4526", "crs_zone_mismatch"),
        (ZONED, "", "EPSG:4490", "crs_metres_not_degrees"),
        (ZONED, "", "GCJ-02", "crs_metres_not_degrees"),
        (EUROPE, "", "BD-09", "crs_outside_area"),
        (DEGREES, "", "EPSG:4548", "crs_degrees_not_metres"),
        (ZONED, "", "EPSG:99999", "crs_answer_unknown"),
        (ZONED, "EPSG:4527", "wrong", "crs_answer_unknown"),
        (ZONED, "", "EPSG:4978", "crs_answer_unknown"),
        (ZONED, "", "EPSG:2363", "datum_no_parameters"),
    ],
)
def test_an_answer_that_does_not_hold_is_not_taken(pairs, own, answer, code):
    decision, notes = decided(pairs, own, answer)
    assert decision.crs == ""
    assert decision.blocked_by == codes(notes)[-1] == code
    assert points(decision) == pairs


def test_every_candidate_of_a_question_is_an_answer_that_settles_it():
    for pairs, own in (
        (ZONED, ""), (BARE, ""), (DEGREES, ""), (EUROPE, ""), (MERCATOR, ""), (swap(ZONED), ""), (swap(BARE), ""),
        (swap(KASHGAR), "EPSG:4326"), (DEGREES, "EPSG:4548"), (BARE, "EPSG:4490"), (BARE, "EPSG:2326"),
        ([*ZONED, *ZONED_38], ""), ([*ZONED, *ZONED_38], "EPSG:4527"),
        ([(x + 300_000.0, y) for x, y in BARE], "EPSG:4548"), (EUROPE, "EPSG:4490"), (BARE, "EPSG:3857"),
        (BARE, custom(117, 500000, spheroid="GRS 1980")),
    ):  # fmt: skip
        asked, _ = decided(pairs, own)
        assert asked.blocked_by
        assert asked.candidates
        for one in asked.candidates:
            if own and one["crs"] == own and asked.blocked_by not in ("crs_off_belt", "crs_outside_area"):
                continue
            if not own.startswith("EPSG") and one["crs"] != asked.candidates[0]["crs"] and own:
                continue
            old = not str(one["crs"]).startswith("split") and (
                belt_of(one["crs"]) if "EPSG" in str(one["crs"]) else None
            )
            seven = (
                SEVEN
                if (old and old.datum != "cgcs2000") or "46" in str(one["crs"]) or "4214" in str(one["crs"])
                else ()
            )
            taken, notes = decided(pairs, own, str(one["crs"]), datum_shift=seven)
            assert not taken.blocked_by, (own, one["crs"], codes(notes))
            shown = pyproj.CRS(taken.crs)
            first = next(at for at, part in enumerate(taken.parts) if part.crs == taken.crs) if taken.parts else None
            here = taken.geometry if first is None else taken.geometry[taken.parts[first].positions]
            x, y = shapely.get_coordinates(here).mean(axis=0)
            lon, lat = (x, y) if shown.is_geographic else (value[0] for value in degrees_of([x], [y], crs=shown))
            assert (lon, lat) == pytest.approx((one["lon"], one["lat"]), abs=0.01)


# Zones taken apart


def test_zones_are_taken_apart_on_the_datum_that_is_stated():
    pairs = [*ZONED_38[:2], *ZONED, None, (0.0, 0.0)]
    for own, answer, belts in (
        ("EPSG:4527", "split", ["EPSG:4526", "EPSG:4527"]),
        ("EPSG:4548", "split", ["EPSG:4526", "EPSG:4527"]),
        ("", "split:EPSG:4490", ["EPSG:4526", "EPSG:4527"]),
        ("EPSG:4527", "split:EPSG:4490", ["EPSG:4526", "EPSG:4527"]),
    ):
        decision, notes = decided(pairs, own, answer)
        assert [part.crs for part in decision.parts] == belts
        assert sorted(np.concatenate([part.positions for part in decision.parts])) == list(range(len(pairs)))
        assert decision.crs == "EPSG:4527"
        assert decision.aside == {8: "at_origin"}
        assert "zones_split" in codes(notes)


def test_zones_of_an_old_datum_need_parameters_and_of_none_a_datum():
    pairs = [*ZONED_38, *ZONED]
    assert decided(pairs, "EPSG:2363", "split")[0].blocked_by == "datum_no_parameters"
    assert decided(pairs, "", "split")[0].blocked_by == "crs_zones_mixed"
    assert decided(pairs, "EPSG:2363", "split:EPSG:4490")[0].blocked_by == "crs_mismatch"
    moved, _ = decided(pairs, "EPSG:2363", "split", datum_shift=SEVEN)
    assert [part.crs for part in moved.parts] == ["EPSG:4526", "EPSG:4527"]
    alone, _ = decided(ZONED, "EPSG:2363", datum_shift=SEVEN)
    assert np.abs(np.array(points(moved)[5:]) - points(alone)).max() < 1e-6


def test_where_there_is_one_zone_or_none_nothing_is_taken_apart():
    for pairs, own, answer, crs in (
        (ZONED, "EPSG:4527", "split", "EPSG:4527"), (ZONED, "", "split:EPSG:4490", "EPSG:4527"),
        (BARE, "EPSG:4548", "split", "EPSG:4548"), (DEGREES, "EPSG:4490", "split", "EPSG:4490"),
        (BARE, "", "split", ""), (ZONED, "", "split", ""),
    ):  # fmt: skip
        decision, _ = decided(pairs, own, answer)
        assert (decision.crs, decision.parts) == (crs, ())
        assert bool(decision.blocked_by) == (not crs)


# Old datums


def test_old_datums_are_refused_without_parameters_whatever_the_numbers():
    for crs, pairs in (("EPSG:2384", BARE), ("EPSG:2384", ZONED), ("EPSG:4610", DEGREES), ("EPSG:2415", ZONED_38)):
        decision, notes = decided(pairs, crs)
        assert decision.blocked_by == "datum_no_parameters"
        assert notes.refused


def test_old_datums_are_shifted_with_parameters_and_say_by_how_much():
    decision, notes = decided(ZONED, "EPSG:2363", datum_shift=SEVEN)
    assert decision.crs == "EPSG:4527"
    assert codes(notes) == ["datum_shifted"]
    facts = notes.messages[0].facts
    for before, after in zip(ZONED, points(decision), strict=True):
        assert after[0] - before[0] == pytest.approx(facts["east_m"], abs=0.1)
        assert after[1] - before[1] == pytest.approx(facts["north_m"], abs=0.1)
    crossed, notes = decided(swap(BARE), "EPSG:2363", datum_shift=SEVEN)
    assert crossed.crs == "EPSG:4548"
    assert codes(notes) == ["axes_swapped", "datum_shifted", "crs_prefix_corrected"]
    expected = np.array([(x - 39e6, y) for x, y in points(decision)])
    assert np.abs(np.array(points(crossed)) - expected).max() < 1e-6


def test_parameters_that_cannot_be_right_are_refused_and_needless_ones_told():
    assert decided(BARE, "EPSG:2384", datum_shift=SEVEN[:6])[0].blocked_by == "datum_shift_wrong"
    assert decided(BARE, "EPSG:2384", datum_shift=(-4000.0, *SEVEN[1:]))[0].blocked_by == "datum_shift_far"
    decision, notes = decided(BARE, "EPSG:4548", datum_shift=SEVEN)
    assert codes(notes) == ["datum_shift_unused"]
    assert points(decision) == BARE


def test_parameters_of_the_file_itself_are_used_and_told():
    text = pyproj.CRS("EPSG:2384").to_wkt("WKT1_GDAL")
    bound = text.replace('AUTHORITY["EPSG","7049"]]', 'AUTHORITY["EPSG","7049"]],TOWGS84[-50,30,20,0.1,0.2,-0.4,2]', 1)
    decision, notes = decided(BARE, bound)
    assert (decision.crs, codes(notes)) == ("EPSG:4548", ["datum_shift_from_file"])
    same, _ = decided(BARE, "EPSG:2384", datum_shift=SEVEN)
    assert points(decision) == points(same)
    assert (
        decided(BARE, bound.replace("-50,30,20,0.1,0.2,-0.4,2", "0,0,0,0,0,0,0"))[0].blocked_by == "datum_no_parameters"
    )


# Shifted degrees


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09"])
def test_a_shift_is_taken_off_once(system):
    true = np.array(DEGREES)
    shown = list(zip(*(values.tolist() for values in apply(true[:, 0], true[:, 1], system)), strict=True))
    for own, answer in (("", system), ("EPSG:4326", system), ("EPSG:4490", system), (system, ""), (system, system)):
        decision, notes = decided(shown, own, answer)
        assert decision.crs == "EPSG:4490"
        assert "shift_undone" in codes(notes)
        assert decision.facts == {"shift_undone": system}
        assert np.abs(np.array(points(decision)) - true).max() < 1e-9
    again, notes = decided(points(decision), "EPSG:4490", system, facts={"shift_undone": system})
    assert points(again) == points(decision)
    assert codes(notes) == ["shift_already_undone"]
    exchanged, notes = decided(swap(shown), system)
    assert codes(notes) == ["axes_swapped", "shift_undone"]
    assert np.abs(np.array(points(exchanged)) - true).max() < 1e-9


# Local grids, drawings and other forms


def test_a_local_grid_is_kept_only_on_request():
    assert decided(LOCAL)[0].blocked_by == "crs_local_grid"
    for pairs, own in ((LOCAL, ""), (BARE, "EPSG:4548"), (swap(ZONED), "")):
        decision, notes = decided(pairs, own, "local")
        assert (decision.crs, decision.blocked_by, codes(notes)) == ("", "", ["crs_local_kept"])
        assert points(decision) == pairs


def test_forms_of_a_crs_are_told():
    assert codes(decided(ZONED, "EPSG:4527+5737")[1]) == ["crs_flattened"]
    assert codes(decided(DEGREES, "EPSG:4480")[1]) == ["crs_flattened"]
    assert codes(decided(LOCAL, 'LOCAL_CS["x",UNIT["Meter",1]]')[1]) == ["crs_local_stated", "crs_local_grid"]
    assert codes(decided(BARE, custom(117, 500000))[1]) == ["crs_recognised"]
    assert codes(decided(BARE, custom(118.5, 500000))[1]) == ["crs_custom"]
    assert decided(DEGREES, "EPSG:4978")[0].blocked_by == "crs_geocentric"
    own, _ = decided(BARE, custom(118.5, 500000))
    lon, lat = degrees_of([508_900.0], [4_057_700.0], crs=own.crs)
    assert (lon[0], lat[0]) == pytest.approx((118.6, 36.6507), abs=1e-3)


def test_far_from_the_meridian_is_told_with_what_it_does_to_areas():
    decision, notes = decided([(x + 200_000.0, y) for x, y in BARE], "EPSG:4548")
    assert (decision.crs, codes(notes)) == ("EPSG:4548", ["crs_far_from_meridian"])
    assert notes.messages[0].facts["ppm"] == pytest.approx(1080, abs=30)
    assert decided([(x + 300_000.0, y) for x, y in BARE], "EPSG:4509")[1].messages == []
    confirmed, notes = decided([(x + 300_000.0, y) for x, y in BARE], "EPSG:4548", "EPSG:4548")
    assert (confirmed.crs, codes(notes)) == ("EPSG:4548", ["crs_far_from_meridian"])


# Laws

BELTS = [Belt("cgcs2000", width, zone, prefixed=prefixed) for width in (3, 6) for zone in BELT_ZONES[width]
         for prefixed in (True, False)]  # fmt: skip
FORWARD = {belt: pyproj.Transformer.from_crs("EPSG:4490", belt.code, always_xy=True) for belt in BELTS}


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(BELTS), st.floats(-1.45, 1.45), st.floats(18.0, 53.5), st.booleans())
def test_in_every_belt_deciding_gives_the_place_to_a_millimetre(belt, off_deg, lat, exchanged):
    lon = belt.central_deg + off_deg
    pair = FORWARD[belt].transform(lon, lat)
    for stated in (belt, Belt(belt.datum, belt.width_deg, belt.zone, prefixed=not belt.prefixed)):
        decision, _ = decided([pair[::-1] if exchanged else pair], stated.code)
        assert belt_of(decision.crs).central_deg == belt.central_deg
        assert belt_of(decision.crs).prefixed == belt.prefixed
        ((x, y),) = points(decision)
        lons, lats = degrees_of([x], [y], crs=decision.crs)
        assert pyproj.Geod(ellps="GRS80").inv(lons[0], lats[0], lon, lat)[2] < 1e-3


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([one for one in BELTS if not one.prefixed]), st.floats(-1.4, 1.4), st.floats(18.0, 53.5))
def test_adding_the_prefix_gives_the_same_place(belt, off_deg, lat):
    x, y = FORWARD[belt].transform(belt.central_deg + off_deg, lat)
    bare, _ = decided([(x, y)], belt.code)
    zoned, _ = decided([(x + belt.zone * 1e6, y)], belt.code)
    one = degrees_of([points(bare)[0][0]], [y], crs=bare.crs)
    other = degrees_of([points(zoned)[0][0]], [y], crs=zoned.crs)
    assert belt_of(zoned.crs).prefixed
    assert np.abs(np.array(one) - np.array(other)).max() < 1e-9


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([one for one in BELTS if one.prefixed]), st.floats(-1.4, 1.4), st.floats(18.0, 53.5))
def test_of_a_prefix_the_zone_and_the_place_are_told_and_the_datum_is_asked(belt, off_deg, lat):
    x, y = FORWARD[belt].transform(belt.central_deg + off_deg, lat)
    decision, notes = decided([(x, y)])
    assert codes(notes) == ["crs_missing_zoned"]
    assert notes.messages[0].facts["zone"] == belt.zone
    assert width_of(belt.zone) == belt.width_deg
    first = decision.candidates[0]
    assert first["crs"] == belt.code
    assert (first["lon"], first["lat"]) == pytest.approx((belt.central_deg + off_deg, lat), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([one for one in BELTS if not one.prefixed]), st.floats(-1.2, 1.2), st.floats(23.0, 42.0))
def test_of_six_digits_the_true_belt_is_among_the_candidates_where_it_is_in_china(belt, off_deg, lat):
    area = pyproj.CRS(belt.code).area_of_use
    lon = belt.central_deg + off_deg
    if not (area.west <= lon <= area.east and area.south <= lat <= area.north) or belt.width_deg == 6:
        return
    decision, _ = decided([FORWARD[belt].transform(lon, lat)])
    assert belt.code in [one["crs"] for one in decision.candidates]
    near, _ = decided([FORWARD[belt].transform(lon, lat)], near=(lon, lat))
    assert near.candidates[0]["crs"] == belt.code


PAIRS = st.lists(
    st.sampled_from([*ZONED[:2], *BARE[:2], *swap(ZONED[:1]), *DEGREES[:1], *swap(DEGREES[:1]), ZONED_38[0], (0.0, 0.0),
                     None, (5e3, 7e3), (1e9, 3.0), (float("nan"), 1.0)]), min_size=1, max_size=9)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(PAIRS, st.sampled_from(["", "EPSG:4527", "EPSG:4548", "EPSG:4490"]), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_and_none_is_lost(pairs, crs, random):
    order = list(range(len(pairs)))
    random.shuffle(order)
    one, told = decided(pairs, crs)
    other, again = decided([pairs[at] for at in order], crs)
    assert (one.crs, one.blocked_by, one.degrees) == (other.crs, other.blocked_by, other.degrees)
    assert codes(told) == codes(again)
    assert [dict(each) for each in one.candidates] == [dict(each) for each in other.candidates]
    assert {order.index(at): code for at, code in one.aside.items()} == other.aside
    assert [one.geometry[at] for at in order] == list(other.geometry) or any(
        pair and pair[0] != pair[0] for pair in pairs
    )
    assert len(one.geometry) == len(one.moved) == len(pairs)
    assert bool(one.crs) or bool(one.blocked_by) or not any(pair and pair[0] for pair in pairs) or not told.messages


@settings(max_examples=50, deadline=None)
@given(PAIRS, st.sampled_from(["EPSG:4527", "EPSG:4548", "EPSG:4490", "EPSG:4326"]))
def test_what_was_decided_is_decided_the_same_again_without_a_word(pairs, crs):
    first, _ = decided(pairs, crs)
    if first.blocked_by or first.aside:
        return
    raw = layer(pairs, first.crs)
    raw.geometry = first.geometry
    notes = Notes()
    second = decide(raw, ReadOptions(), notes, where="x")
    assert (second.crs, notes.messages, second.moved.any()) == (first.crs, [], False)


# The corpus, through the readers


def opened(path: Path, notes: Notes) -> list[RawLayer]:
    key = {".zip": "shapefile", ".gpkg": "geopackage", ".geojson": "geojson"}[path.suffix]
    parts = {}
    if key == "shapefile":
        inner = path.parent / "inner"
        with zipfile.ZipFile(path) as archive:
            archive.extractall(inner)
        parts = {part.suffix[1:]: part for part in inner.iterdir()}
    source = Source(parts.get("shp", path), path.name, parts)
    return [one for one in READERS[key].load()(source, ReadOptions(), notes) if isinstance(one, RawLayer)]


@pytest.mark.parametrize(("make", "status", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_corpus_ends_as_expected(tmp_path, make, status, expected):
    notes = Notes()
    for raw in opened(make(tmp_path), notes):
        decision = decide(raw, ReadOptions(), notes, where=raw.name)
        for code in decision.aside.values():
            notes.add(f"rows_{code}", where=raw.name, count=1, rows=[1])
        assert bool(decision.crs) == (not decision.blocked_by)
        frame = gpd.GeoDataFrame(geometry=decision.geometry, crs=decision.crs or None)
        assert len(frame) == len(raw.rows)
    assert status_of(notes.messages).value == status
    assert expected <= set(codes(notes))


def test_the_names_of_the_corpus_are_its_own():
    assert len({case[0] for case in CASES}) == len(CASES) >= 35
    assert {case[2] for case in CASES} == {"accepted", "attention", "question", "refused"}


# Speed


def test_two_hundred_thousand_areas_are_judged_by_their_bounds():
    at = np.arange(200_000)
    x, y = 39_500_000.0 + at % 1000 * 50.0, 4e6 + at // 1000 * 50.0
    shapes = np.array(shapely.box(x, y, x + 40, y + 40), dtype=object)
    raw = RawLayer("x", pa.table({"id": at}), shapes, at + 1, "EPSG:4527")
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        assert decide(raw, ReadOptions(), Notes(), where="x").crs == "EPSG:4527"
        best = min(best, time.process_time() - start)
    assert best < 0.2


def test_the_way_in_and_the_way_to_degrees_agree():
    east_m, north_m = from_degrees([117.1], [36.65], crs="EPSG:4548")
    decision, _ = decided([(east_m[0], north_m[0])], "EPSG:4548")
    assert degrees_of(*np.array(points(decision)).T, crs=decision.crs)[0][0] == pytest.approx(117.1, abs=1e-9)
