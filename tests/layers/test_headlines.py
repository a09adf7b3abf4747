"""What the shipped districts measure today, end to end, and the laws every result must keep."""

import math
import tomllib
from pathlib import Path

import pytest

import gis
from gis.clauses.model import Trace
from gis.results import Verdict

NAMES = ("zibo", "liaocheng")


@pytest.fixture(scope="module", params=NAMES)
def measured(request):
    folder = gis.district_folder(request.param)
    district = gis.read_district(folder)
    found = gis.assess(district, gis.read_district_goals(folder), standards=gis.shipped_standards())
    text = Path(__file__).with_name(f"headlines_{request.param}.toml").read_text(encoding="utf-8")
    return found, tomllib.loads(text)


def test_headlines_stand(measured):
    found, expected = measured
    for figure in expected["figures"]:
        result = found.of(figure["goal"], figure["measure"], figure["zone"] or None)
        assert result.value == pytest.approx(figure["value"], abs=2e-6), figure
        assert result.verdict.value == figure["verdict"], figure


def test_zone_areas_stand(measured):
    found, expected = measured
    areas = {zone.id: zone.area_m2 / 1e6 for zone in found.district.zones}
    assert areas == pytest.approx(expected["areas_km2"], abs=1e-4)


def test_every_result_keeps_the_laws(measured):
    found, _ = measured
    for result in found.results:
        assert result.value is not None or result.reason, result
        if result.value is None:
            assert result.verdict is Verdict.NOT_ASSESSED
            continue
        assert math.isfinite(result.value)
        assert result.low <= result.value <= result.high, result
        if result.unit == "share":
            assert 0.0 <= result.low <= result.high <= 1.0, result
        if result.numerator is not None and result.unit == "share":
            assert result.numerator <= result.denominator * (1 + 1e-9)


def test_walking_never_reaches_farther_than_the_radius(measured):
    """From a park's gate or a facility's door, both on or inside what the radius starts from."""
    found, _ = measured
    for result in found.results:
        if "walk" in result.measure and result.value is not None:
            beside = found.of(result.goal, result.measure.replace("walk", "radius"), result.zone)
            assert result.value <= beside.value + 0.01, result  # a cell counts whole by its middle


def test_every_goal_has_a_result_for_every_zone_or_the_whole(measured):
    found, _ = measured
    zones = {zone.id for zone in found.district.zones}
    for goal in found.goals:
        mine = {result.zone for result in found.results if result.goal == goal.id}
        assert None in mine, goal.id
        assert mine - {None} == (zones if goal.scope == "zones" else set()), goal.id


def test_everything_shipped_is_indicative(measured):
    found, _ = measured
    assert all(result.quality.indicative for result in found.results)
    assert all(zone.indicative for zone in found.district.zones)


def test_drawn_areas_are_the_figures(measured):
    found, _ = measured
    for (goal, measure), pieces in found.pieces.items():
        whole = pieces[pieces["in_whole"]]
        covered_m2 = float((whole.geometry.area * whole["share"]).sum())
        assert covered_m2 == pytest.approx(found.of(goal, measure).numerator, rel=1e-6, abs=1.0), (goal, measure)


def test_the_core_is_the_cell_its_four_roads_enclose():
    district = gis.read_district(
        gis.district_folder("zibo"), only=("outline", "roads", "railways", "rivers", "borders")
    )
    core = district.zone("zibo.core")
    assert 11.4e6 <= core.area_m2 <= 12.8e6
    assert isinstance(core.trace, Trace)
    assert {use.found_as for use in core.trace.lines} == {"世纪路", "金晶大道", "济青高速", "中润大道"}
    kinds = [zone.kind for zone in district.zones]
    assert (kinds.count("compiled"), kinds.count("declared")) == (5, 1)


def test_the_belt_of_liaocheng_is_compiled():
    only = ("outline", "roads", "railways", "rivers", "borders")
    district = gis.read_district(gis.district_folder("liaocheng"), only=only)
    assert {zone.id for zone in district.zones if zone.compiled} == {"liaocheng.belt"}
    assert len(district.zones) == 8
