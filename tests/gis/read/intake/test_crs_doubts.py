import numpy as np
import pytest
import shapely

from gis.read.intake.belt_evidence import extents
from gis.read.intake.crs_doubts import off_belt, width_of
from gis.read.intake.crs_statement import statement
from tests.gis.read.intake.deciding import codes, decided
from tests.gis.read.intake.making_coordinates import (
    BARE,
    DEGREES,
    EUROPE,
    KASHGAR,
    LOCAL,
    MERCATOR,
    ZONED,
    ZONED_38,
    swap,
)


@pytest.mark.parametrize(
    ("pairs", "code", "facts"),
    [
        (ZONED, "crs_missing_zoned", {"zone": 39, "width": 3, "central": 117}),
        ([(20_500_000.0, 4e6)], "crs_missing_zoned", {"zone": 20, "width": 6, "central": 117}),
        (BARE, "crs_missing_metres", {"west": 508_900, "north": 4_057_700}),
        (DEGREES, "crs_missing_degrees", {"west": 117.1, "south": 36.65}),
        (swap(DEGREES), "crs_missing_degrees", {"west": 117.1, "south": 36.65}),
        (EUROPE, "crs_missing_world", {"west": 8.69, "south": 49.4}),
        (MERCATOR, "crs_missing_mercator", {"south": 4_393_000}),
        (LOCAL, "crs_local_grid", {"west": 5_000, "east": 5_240}),
        ([*LOCAL, (12.0, 30.0)], "crs_local_grid", {"west": 5_000}),
        ([(x * 1000, y * 1000) for x, y in BARE], "crs_missing_unknown", {"west": 508_900_000}),
        ([*ZONED, *ZONED_38[:3]], "crs_zones_mixed", {"zones": ["38: 3", "39: 5"]}),
        ([*ZONED, *BARE[:3]], "coordinates_mixed", {"zoned": 5, "bare": 3, "degrees": 0, "other": 0}),
        ([*DEGREES, *BARE], "coordinates_mixed", {"degrees": 5, "bare": 5}),
    ],
)
def test_nothing_stated_is_always_a_question_with_what_the_numbers_say(pairs, code, facts):
    decision, notes = decided(pairs)
    assert codes(notes) == [code]
    assert decision.blocked_by == code
    assert decision.crs == ""
    told = notes.messages[0].facts
    assert {name: told[name] for name in facts} == facts


@pytest.mark.parametrize(
    ("pairs", "stated", "code", "first"),
    [
        (ZONED, "EPSG:4526", "crs_zone_mismatch", "EPSG:4527"),
        (ZONED, "EPSG:4547", "crs_zone_mismatch", "EPSG:4527"),
        (ZONED, "EPSG:4492", "crs_zone_mismatch", "EPSG:4527"),
        ([*ZONED, *ZONED_38], "EPSG:4527", "crs_zones_mixed", "split"),
        ([*ZONED, *ZONED_38], "EPSG:4548", "crs_zones_mixed", "split"),
        ([*ZONED, *BARE], "EPSG:4548", "coordinates_mixed", "EPSG:4527"),
        ([*ZONED, *BARE], "EPSG:4527", "coordinates_mixed", None),
        ([*DEGREES, *BARE], "EPSG:4548", "coordinates_mixed", "EPSG:4490"),
        ([*DEGREES, *ZONED], "EPSG:4490", "coordinates_mixed", "EPSG:4527"),
        (DEGREES, "EPSG:4548", "crs_degrees_not_metres", "EPSG:4490"),
        (swap(DEGREES), "EPSG:4548", "crs_degrees_not_metres", "EPSG:4490"),
        (DEGREES, "EPSG:3857", "crs_degrees_not_metres", "EPSG:4490"),
        (ZONED, "EPSG:4490", "crs_metres_not_degrees", "EPSG:4527"),
        (BARE, "EPSG:4326", "crs_metres_not_degrees", None),
        (MERCATOR, "EPSG:4490", "crs_metres_not_degrees", "EPSG:3857"),
        (LOCAL, "EPSG:4490", "crs_metres_not_degrees", "EPSG:4490"),
        (LOCAL, "EPSG:4548", "crs_numbers_unfit", "EPSG:4548"),
        (MERCATOR, "EPSG:4548", "crs_numbers_unfit", "EPSG:3857"),
        (EUROPE, "EPSG:4548", "crs_numbers_unfit", "EPSG:4326"),
        (EUROPE, "EPSG:4490", "crs_outside_area", "EPSG:4326"),
        (KASHGAR, "EPSG:4258", "crs_outside_area", "EPSG:4490"),
        (ZONED, "EPSG:32650", "crs_numbers_unfit", "EPSG:4527"),
        (BARE, "EPSG:3857", "crs_numbers_unfit", None),
        ([(x + 300_000.0, y) for x, y in BARE], "EPSG:4548", "crs_off_belt", None),
        ([(x + 300_000.0, y) for x, y in ZONED], "EPSG:4527", "crs_off_belt", "EPSG:4527"),
        ([(-570_000.0, 4e6)], "EPSG:4548", "crs_off_belt", "EPSG:4548"),
        ([*BARE, (508_900.0 + 300_000.0, 4_057_700.0)], "EPSG:4548", "crs_off_belt", None),
    ],
)
def test_what_is_stated_against_the_numbers_is_a_question(pairs, stated, code, first):
    decision, notes = decided(pairs, stated)
    assert codes(notes) == [code]
    assert decision.blocked_by == code
    assert decision.crs == ""
    assert decision.candidates
    named = [one["crs"] for one in decision.candidates]
    assert len(set(named)) == len(named)
    if first is not None:
        assert named[0] == first


def test_the_statement_itself_is_the_last_candidate_so_that_it_can_be_held_against_the_others():
    decision, _ = decided(ZONED, "EPSG:4526")
    assert [one["crs"] for one in decision.candidates] == ["EPSG:4527", "EPSG:4526"]
    assert decision.candidates[0]["lon"] == pytest.approx(117.1, abs=0.01)
    assert decision.candidates[1]["lon"] > 124.0


def test_questions_are_in_plain_words():
    for pairs, stated in ((ZONED, ""), (BARE, ""), (ZONED, "EPSG:4526"), (LOCAL, ""), (DEGREES, "EPSG:4548")):
        _, notes = decided(pairs, stated)
        (message,) = notes.messages
        assert message.remedy("zh")
        assert message.remedy("en")
        assert "{" not in message.text("zh") + message.text("en")


def test_an_easting_of_a_neighbouring_zone_is_another_zone_and_not_far_off():
    found = extents(np.array([shapely.Point(pair) for pair in (*ZONED, *ZONED_38)]))
    assert not off_belt(found, statement("EPSG:4527"))[5:].any()
    assert not off_belt(found, statement("EPSG:32650")).any()
    assert not off_belt(found, statement("EPSG:4490")).any()
    assert [width_of(zone) for zone in (13, 23, 25, 45)] == [6, 6, 3, 3]
