from pathlib import Path

import pytest

from gis.errors import DefinitionError, OpenClauseError, UnknownDistrictError, UnknownLineError, UnreadableFileError
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.read.workspace import SHIPPED, district_folder, find_districts, workspace_folder
from tests.gis.read import districts


def test_four_roads_make_one_square_kilometre(tmp_path):
    district = read_district(districts.write_district(tmp_path / "toy"))
    core = district.zone("toy.core")
    assert core.area_m2 == pytest.approx(1_000_000.0)
    assert core.compiled
    # four sides of 1 km, each 10 m uncertain: root of 4 × (1000 × 10)²
    assert core.area_high_m2 - core.area_m2 == pytest.approx(20_000.0)
    assert district.gap_m2 == pytest.approx(440_000.0)
    assert district.overlaps == ()


def test_better_roads_move_the_zone(tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    moved = {**districts.ROADS, "东路": [(501_500, 4_070_000), (501_500, 4_071_000)]}
    moved["南路"] = [(500_000, 4_070_000), (501_500, 4_070_000)]
    moved["北路"] = [(500_000, 4_071_000), (501_500, 4_071_000)]
    districts.write_features(tmp_path / "better.geojson", districts.road_features(moved))
    district = read_district(folder, roads=tmp_path / "better.geojson")
    assert district.zone("toy.core").area_m2 == pytest.approx(1_500_000.0)


def test_a_clause_that_does_not_close_names_the_side(tmp_path):
    with pytest.raises(OpenClauseError, match="北"):
        read_district(districts.write_district(tmp_path / "toy", clause="西路以东、东路以西、南路以北区域"))


def test_an_unknown_road_lists_the_nearest(tmp_path):
    with pytest.raises(UnknownLineError, match="西路"):
        read_district(districts.write_district(tmp_path / "toy", clause="西大路以东、东路以西、南路以北、北路以南区域"))


def test_a_declared_outline_is_read_with_its_uncertainty(tmp_path):
    zone = '[[zones]]\nid = "toy.b"\nname = "乙"\nchapter = "2"\nclause = "无四至"\n'
    zone += 'declared = "outlines.geojson"\nreason = "未给四至"\n'
    folder = districts.write_district(tmp_path / "toy", extra_zone=zone)
    square = [
        [[500_500, 4_070_500], [501_500, 4_070_500], [501_500, 4_071_500], [500_500, 4_071_500], [500_500, 4_070_500]]
    ]
    outline = districts.feature("Polygon", square, id="toy.b", uncertainty_m=50.0)
    districts.write_features(folder / "outlines.geojson", [outline])
    district = read_district(folder)
    declared = district.zone("toy.b")
    assert (declared.kind, declared.indicative_reasons) == ("declared", ("未给四至",))
    assert declared.area_high_m2 == pytest.approx(1_000_000 + 4000 * 50 / 2)
    assert district.overlaps[0].area_m2 == pytest.approx(250_000.0)
    districts.write_features(folder / "outlines.geojson", [])
    with pytest.raises(DefinitionError, match="恰有一个"):
        read_district(folder)
    (folder / "outlines.geojson").unlink()
    with pytest.raises(UnreadableFileError):
        read_district(folder)


def test_workspace_districts_stand_beside_the_shipped(tmp_path, monkeypatch):
    districts.write_district(tmp_path / "mine")
    found = find_districts(tmp_path)
    assert {"mine", "zibo", "liaocheng"} <= set(found)
    assert found["zibo"] == SHIPPED / "zibo"
    assert district_folder("mine", tmp_path) == tmp_path / "mine"
    with pytest.raises(UnknownDistrictError, match=r"nowhere.*liaocheng"):
        district_folder("nowhere", tmp_path)
    monkeypatch.setenv("YITU_WORKSPACE", str(tmp_path))
    assert workspace_folder() == tmp_path
    assert workspace_folder(Path("/given")) == Path("/given")


def test_goals_of_a_plan_stand_on_the_general_ones(tmp_path):
    goals = (
        '[[goals]]\nid = "green.radius"\nchapter = "3"\nwords = "三百米见绿"\n'
        'target = { at_least = "90 %", year = 2030 }\nparameters = { tier = "lower" }\n'
    )
    folder = districts.write_district(tmp_path / "toy", goals=goals)
    goal = read_district_goals(folder)[0]
    assert goal.source.words == "三百米见绿"
    assert (goal.target.at_least, goal.target.year) == (pytest.approx(0.9), 2030)
    assert goal.parameters == {"preset": "checkup_2021", "tier": "lower"}
    assert goal.measures[0] == "green_radius"


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ('id = "x"\ntitle = "t"\ntheme = "green"\n', "not_mapped"),
        ('id = "x"\ntitle = "t"\ntheme = "green"\nmeasures = ["m"]\nscope = "here"\n', "scope"),
        ('id = "x"\ntitle = "t"\ntheme = "green"\nmeasures = ["m"]\ntarget = { at_least = "90" }\n', "90"),
        (
            'id = "x"\ntitle = "t"\ntheme = "g"\nmeasures = ["m"]\ntarget = { at_least = "9 %", at_most = "3 km" }\n',
            "单位",
        ),
    ],
)
def test_a_wrong_goal_is_refused_with_its_key(tmp_path, goal, told):
    folder = districts.write_district(tmp_path / "toy", goals=f"[[goals]]\n{goal}")
    with pytest.raises(DefinitionError, match=told):
        read_district_goals(folder)


def test_shipped_standards_hold_the_presets_of_the_slogan():
    presets = shipped_standards().park_presets["checkup_2021"]
    assert sorted((tier.min_area_m2, tier.radius_m) for tier in presets) == [(2000.0, 300.0), (5000.0, 500.0)]
    assert shipped_standards().facilities["primary_school"].radius_m == 500.0
