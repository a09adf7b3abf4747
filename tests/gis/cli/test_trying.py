import json

import pytest

from gis.scenario import Edit
from gis.views.scenario import scenario_geojson
from tests import toy
from tests.gis.assessment.toy_folder import write_toy
from tests.gis.cli.running import run


@pytest.fixture(name="scenario")
def _scenario(tmp_path):
    edits = [Edit("park", toy.strip(4900, -60, 5000, 0), name="新园"), Edit("park", toy.strip(0, -60, 9, -50))]
    path = tmp_path / "s.geojson"
    path.write_text(scenario_geojson(edits, crs=toy.CRS, district="toy"), encoding="utf-8")
    return str(path)


def test_try_shows_now_and_after_and_what_is_idle(workspace, scenario):
    write_toy(workspace / "toy")
    text = run(workspace, "try", "toy", scenario, "--goal", "green.radius").stdout
    assert "58.5 %" in text  # now, on paper
    assert "个百分点" in text
    assert "2. 新公园 0.01 公顷: 对本目标没有作用:面积 0.01 公顷,不足最小规模" in text
    english = run(workspace, "--lang", "en", "try", "toy", scenario, "--goal", "green.radius").stdout
    assert "points" in english


def test_try_all_goals_as_json(workspace, scenario):
    write_toy(workspace / "toy")
    found = json.loads(run(workspace, "try", "toy", scenario, "--json", "-").stdout)
    goals = {one["goal"]: one for one in found["goals"]}
    assert set(goals) == {"green.radius", "toy.fitness", "circle.convenience10"}
    whole = next(
        one for one in goals["green.radius"]["results"] if one["zone"] is None and one["measure"] == "green_radius"
    )
    assert whole["before"] == pytest.approx(15_200 / 26_000, abs=1e-3)
    assert whole["after"] > whole["before"]
    assert goals["toy.fitness"]["idle"] == {"0": "kind", "1": "kind"}


def test_try_refuses_what_is_no_scenario(workspace, tmp_path):
    write_toy(workspace / "toy")
    path = tmp_path / "s.geojson"
    path.write_text("{}", encoding="utf-8")
    result = run(workspace, "try", "toy", str(path), code=2)
    assert "方案" in result.stderr
    run(workspace, "try", "toy", str(tmp_path / "none.geojson"), code=2)
    path.write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    run(workspace, "try", "toy", str(path), "--goal", "land.far", code=2)
