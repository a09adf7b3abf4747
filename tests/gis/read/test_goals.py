import pytest

from gis.errors import DefinitionError
from gis.read.goals import read_general_goals, read_plan_goals, read_standards
from gis.read.workspace import SHIPPED

GOAL = '[[goals]]\nid = "a"\ntitle = "甲"\ntheme = "green"\nmeasures = ["m"]\n'


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_one_id_stands_in_one_place(tmp_path):
    written(tmp_path, "a.toml", GOAL)
    written(tmp_path, "b.toml", GOAL)
    with pytest.raises(DefinitionError, match=r"a\.toml"):
        read_general_goals(tmp_path)


def test_an_unknown_key_of_a_goal_is_refused(tmp_path):
    written(tmp_path, "a.toml", GOAL + 'taget = "80 %"\n')
    with pytest.raises(DefinitionError, match="taget"):
        read_general_goals(tmp_path)


def test_a_wholly_new_goal_may_stand_in_the_plan(tmp_path):
    plan = written(tmp_path, "plan.toml", 'document = "d"\n' + GOAL + 'chapter = "1"\nwords = "话"\n')
    goal = read_plan_goals(plan, {})[0]
    assert (goal.id, goal.source.words, goal.measures, goal.scope) == ("a", "话", ("m",), "zones")


def test_a_goal_twice_in_a_plan_is_refused(tmp_path):
    plan = written(tmp_path, "plan.toml", 'document = "d"\n' + GOAL + GOAL)
    with pytest.raises(DefinitionError, match="重复"):
        read_plan_goals(plan, {})


def test_a_target_keeps_baseline_year_and_source(tmp_path):
    target = (
        'target = { at_least = "12.3 %", year = 2025, baseline = "11.75 %", baseline_year = 2020, source = "表19" }\n'
    )
    plan = written(tmp_path, "plan.toml", 'document = "d"\n' + GOAL + target)
    found = read_plan_goals(plan, {})[0].target
    assert (found.at_least, found.baseline) == (pytest.approx(0.123), pytest.approx(0.1175))
    assert (found.year, found.baseline_year, found.source, found.unit) == (2025, 2020, "表19", "share")


def test_every_shipped_goal_file_reads():
    assert len(read_general_goals(SHIPPED / "goals")) >= 40


def test_standards_refuse_an_unknown_key(tmp_path):
    for name in ("facilities.toml", "park_presets.toml", "walking.toml"):
        written(tmp_path, name, (SHIPPED / "goals" / name).read_text(encoding="utf-8"))
    assert read_standards(tmp_path).facilities["primary_school"].circle_minutes == 10
    facilities = tmp_path / "facilities.toml"
    text = facilities.read_text(encoding="utf-8")
    facilities.write_text(
        text.replace("[facilities.primary_school]", '[facilities.primary_school]\ncolour = "red"', 1), encoding="utf-8"
    )
    with pytest.raises(DefinitionError, match="colour"):
        read_standards(tmp_path)


def test_a_preset_without_tiers_is_refused(tmp_path):
    written(tmp_path, "facilities.toml", "[facilities]\n")
    written(tmp_path, "park_presets.toml", '[presets.empty]\ntitle = "空"\n')
    with pytest.raises(DefinitionError, match="tiers"):
        read_standards(tmp_path)
