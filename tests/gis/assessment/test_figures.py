import math

import pandas as pd
import pytest

from gis.assessment.bench import Bench
from gis.assessment.figures import Context, coverage_results, not_assessed_results, zonal_results
from gis.assessment.pieces import WHOLE
from gis.district import PlanSource
from gis.goals import Goal, Target
from gis.measures import REGISTRY
from gis.measures.green import green_radius
from gis.read.folder import read_district, shipped_standards
from gis.results import Verdict
from tests import toy
from tests.gis.assessment.toy_folder import write_toy


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(read_district(write_toy(tmp_path_factory.mktemp("toy") / "toy")))


def context(bench, name="green_radius", *, target=None, scope="zones"):
    goal = Goal(
        "g",
        "目标",
        "goal",
        "green",
        (name,),
        PlanSource("d", "6.5.3", "见绿"),
        target or Target(),
        scope=scope,
        file="f",
    )
    return Context(bench, goal, REGISTRY[name], name, ("land_use", "parks"), shipped_standards())


def frame(**columns):
    return pd.DataFrame(columns, index=[WHOLE, "toy.west", "toy.east"])


def test_a_band_always_holds_its_value(bench):
    values = frame(value=[0.5, 0.5, 0.5], low=[0.6, math.nan, 0.4], high=[0.4, math.nan, 0.6])
    for result in zonal_results(context(bench, "building_density"), values):
        assert result.low <= result.value <= result.high


def test_what_is_unknown_stays_unknown(bench):
    values = frame(value=[math.nan] * 3, note=["层数不明", "", "层数不明"])
    results = {result.zone: result for result in zonal_results(context(bench, "floor_area_ratio"), values)}
    assert results[None].value is None
    assert results[None].low is None
    assert results[None].reason == "层数不明"
    assert results["toy.west"].reason
    assert {result.verdict for result in results.values()} == {Verdict.NOT_ASSESSED}


def test_a_note_stands_beside_a_value(bench):
    values = frame(value=[1.0] * 3, note=["一半层数不明", "", ""])
    whole = zonal_results(context(bench, "floor_area_ratio"), values)[-1]
    assert (whole.zone, whole.value, whole.reason) == (None, 1.0, "一半层数不明")


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (Target(unit="share", at_least=0.5), Verdict.MET),
        (Target(unit="share", at_least=0.6), Verdict.UNMET),
        (Target(unit="share", at_most=0.6), Verdict.MET),
        (Target(), Verdict.NOT_ASSESSED),
    ],
)
def test_verdicts(bench, target, verdict):
    # radius on paper: 2,000 + 6,000 + 2,000 + 1,200 + 4,000 of 26,000 m2 = 58.46 %
    coverage = green_radius(bench.land, toy.parks(), tiers=toy.GARDEN)
    results = coverage_results(context(bench, target=target), coverage)
    whole = results[-1]
    assert whole.value == pytest.approx(15_200 / 26_000)
    assert whole.verdict is verdict
    assert whole.target == target.value


def test_the_unit_of_the_target_is_turned_into_the_result_s(bench):
    goal = context(bench, "road_length", target=Target(unit="m", at_least=5_000.0))
    result = zonal_results(goal, frame(value=[6.0, 6.0, 6.0]))[-1]
    assert (result.target, result.unit, result.verdict) == (5.0, "km", Verdict.MET)


def test_land_of_a_zone_without_homes_is_not_zero(tmp_path):
    empty = Bench(read_district(write_toy(tmp_path / "toy")))
    west_only = empty.land[["toy.west" in of for of in empty.land["zones"]]].reset_index(drop=True)
    empty.__dict__["land"] = west_only
    coverage = green_radius(west_only, toy.parks(), tiers=toy.GARDEN)
    east = next(r for r in coverage_results(context(empty), coverage) if r.zone == "toy.east")
    assert east.value is None
    assert "居住用地" in east.reason


def test_scope_district_reports_the_whole_only(bench):
    assert [r.zone for r in not_assessed_results(context(bench, scope="district"), reason=("r", "r"))] == [None]


def test_reasons_name_what_to_bring(bench):
    told = context(bench)
    assert "药店" in told.missing_places(["pharmacy"])[0]
    assert "parks" in told.missing_layers(["parks"])[0]
    assert told.of_element("药店").name == "green_radius:药店"
