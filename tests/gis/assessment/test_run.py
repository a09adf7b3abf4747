import pytest

from gis.assessment import assess
from gis.errors import DefinitionError, TargetError, UnitError, UnknownMeasureError
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.results import Verdict
from gis.schema import Basis
from tests import toy
from tests.gis.assessment.toy_folder import GOALS, write_toy

WEST, EAST = "toy.west", "toy.east"


def run(folder, **options):
    district = read_district(folder)
    return assess(district, read_district_goals(folder), standards=shipped_standards(), **options)


@pytest.fixture(scope="module")
def assessed(tmp_path_factory):
    return run(write_toy(tmp_path_factory.mktemp("toy") / "toy"))


def on_paper(column, *, scenes):
    area = sum(toy.PAPER[scene][0] for scene in scenes)
    return sum(toy.PAPER[scene][0] * toy.PAPER[scene][column] for scene in scenes) / area


EAST_SCENES = ("A_east", "B1", "B2", "C", "D")


@pytest.mark.parametrize(
    ("zone", "scenes"), [(WEST, ("A_west",)), (EAST, EAST_SCENES), (None, ("A_west", *EAST_SCENES))]
)
@pytest.mark.parametrize(("measure", "column"), [("green_radius", 1), ("green_walk", 2)])
def test_green_agrees_with_the_paper_to_a_tenth_of_a_point(assessed, zone, scenes, measure, column):
    result = assessed.of("green.radius", measure, zone)
    assert result.value == pytest.approx(on_paper(column, scenes=scenes), abs=0.001)
    assert result.denominator == pytest.approx(sum(toy.PAPER[scene][0] for scene in scenes))
    assert result.low <= result.value <= result.high


def test_verdicts_follow_the_target(assessed):
    west, whole = (assessed.of("green.radius", "green_radius", zone) for zone in (WEST, None))
    assert (west.verdict, west.target, west.year) == (Verdict.UNMET, 0.7, 2025)
    assert whole.verdict is Verdict.UNMET
    assert "300米见绿" in west.clause


def test_the_parts_add_up_to_the_whole(assessed):
    parts = [assessed.of("green.radius", "green_radius", zone).numerator for zone in (WEST, EAST)]
    assert sum(parts) == pytest.approx(assessed.of("green.radius", "green_radius").numerator)


@pytest.mark.parametrize("measure", ["green_radius", "green_walk"])
@pytest.mark.parametrize("zone", [WEST, EAST, None])
def test_the_drawn_areas_sum_to_the_figure(assessed, measure, zone):
    pieces = assessed.pieces["green.radius", measure]
    inside = pieces[[zone in zones for zones in pieces["zones"]]] if zone else pieces[pieces["in_whole"]]
    covered = inside[inside["state"] == "covered"]
    result = assessed.of("green.radius", measure, zone)
    assert covered.geometry.area.sum() == pytest.approx(result.numerator, rel=1e-9)
    assert inside.geometry.area.sum() == pytest.approx(result.denominator, rel=1e-9)


def test_pieces_say_what_serves_whom(assessed):
    pieces = assessed.pieces["green.radius", "green_walk"]
    covered = pieces[pieces["state"] == "covered"]
    assert set(covered["served_by"]) == {"p6000", "p1000"}
    assert (covered["distance_m"] <= 500.0).all()


def test_a_missing_kind_is_not_assessed_and_its_elements_still_stand(assessed):
    composite = assessed.of("circle.convenience10", "circle_radius", EAST)
    assert composite.verdict is Verdict.NOT_ASSESSED
    assert composite.value is None
    assert "药店" in composite.reason
    store = assessed.of("circle.convenience10", "circle_radius:便利店", WEST)
    assert store.value == pytest.approx(1.0, abs=0.001)
    assert assessed.of("circle.convenience10", "circle_walk:药店").value is None


def test_a_value_without_target_is_shown_but_not_judged(assessed):
    result = assessed.of("toy.fitness", "facility_radius")
    assert result.value is not None
    assert result.verdict is Verdict.NOT_ASSESSED
    assert "目标" in result.reason


def test_land_figures(assessed):
    # west: plot l1 of 15 mu, 5 storeys on 2,000 m2
    assert assessed.of("land.far", "floor_area_ratio", WEST).value == pytest.approx(1.0)
    assert assessed.of("land.far", "tax_per_mu", WEST).value == pytest.approx(10.0)
    whole = assessed.of("land.far", "zone_area")
    assert whole.value == pytest.approx(5.2 * 0.4)
    assert (whole.target, whole.verdict) == (2.08, Verdict.MET)
    assert assessed.of("land.far", "zone_area", WEST).target is None


def test_a_goal_of_the_whole_district_has_one_result(assessed):
    roads = [result for result in assessed.results if result.goal == "roads.length"]
    assert [result.zone for result in roads] == [None]
    assert roads[0].unit == "km"


def test_what_no_map_measures_says_why(assessed):
    forest = [result for result in assessed.results if result.goal == "forest"]
    assert {result.reason for result in forest} == {"要有栅格"}
    assert {result.verdict for result in forest} == {Verdict.NOT_ASSESSED}


def test_inputs_and_quality_travel(assessed):
    result = assessed.of("green.radius", "green_walk", WEST)
    assert set(result.inputs) == {"land_use", "streets", "parks", "park_entrances"}
    assert all(len(digest) == 64 for digest in result.inputs.values())
    assert result.quality is Basis.PLAN  # the zone is declared, the layers surveyed
    assert assessed.of("green.radius", "green_walk").quality is Basis.SURVEYED


def test_only_measures_what_is_asked(tmp_path):
    found = run(write_toy(tmp_path / "toy"), only=["forest"])
    assert {result.goal for result in found.results} == {"forest"}
    with pytest.raises(DefinitionError, match=r"nothing.*green\.radius"):
        run(tmp_path / "toy", only=["nothing"])


@pytest.mark.parametrize("kind", ["land_use", "parks", "streets", "plots"])
def test_a_missing_layer_is_named_never_zero(tmp_path, kind):
    found = run(write_toy(tmp_path / "toy", without=(kind,)))
    affected = [result for result in found.results if kind in result.reason]
    assert affected
    assert all(result.value is None for result in affected)


def test_missing_entrances_are_assumed_and_do_not_stop_the_walk(tmp_path):
    found = run(write_toy(tmp_path / "toy", without=("park_entrances",)), only=["green.radius"])
    assert found.of("green.radius", "green_walk").value > 0.0


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('"green_radius", "green_walk"', '"green_radios"', UnknownMeasureError),
        ('preset = "garden_2022"', 'preset = "garden_1999"', DefinitionError),
        ('tier = "united"', 'tier = "middle"', DefinitionError),
        ('distance = "500 m" }', 'distance = "500" }', UnitError),
        ('distance = "500 m" }', 'radius = "500 m" }', DefinitionError),
        ('kinds = ["outdoor_fitness"]', 'kinds = ["outdoor_fitnes"]', DefinitionError),
        ('at_least = "70 %"', 'at_least = "70 m"', TargetError),
    ],
)
def test_a_slip_in_a_goal_names_file_and_key(tmp_path, old, new, error):
    assert old in GOALS
    with pytest.raises(error) as caught:
        run(write_toy(tmp_path / "toy", goals=GOALS.replace(old, new)))
    assert "plan.toml" in str(caught.value)
    assert "green.radius" in str(caught.value) or "toy.fitness" in str(caught.value)


def test_progress_runs_from_start_to_end(tmp_path):
    seen = []
    run(write_toy(tmp_path / "toy"), progress=lambda text, share: seen.append((text, share)))
    assert [share for _, share in seen] == sorted(share for _, share in seen)
    assert seen[0] == ("见绿", 0.0)
