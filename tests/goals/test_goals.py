"""Every case of tests/goals/*.toml: the shipped definition of the goal, on a situation of a few rectangles."""

import tomllib
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from gis.assessment import assess
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.read.workspace import SHIPPED
from gis.units import parse_any

CASES = [
    pytest.param(case, id=f"{path.stem}:{case['about'][:24]}")
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["cases"]
]
EAST, NORTH = 590_000.0, 4_077_000.0


def layer(folder, kind, shapes, **columns):
    rows = gpd.GeoDataFrame(
        {"id": [f"{kind}{n}" for n in range(len(shapes))], **columns}, geometry=shapes, crs="EPSG:4548"
    )
    rows.to_file(folder / f"{kind}.gpkg")
    return (
        f'[layers.{kind}]\nfile = "{kind}.gpkg"\nprovider = "用例"\ndate = 2026-01-01\nlicence = "CC0"\n'
        'basis = "surveyed"\n'
    )


def rectangle(west, south, east, north):
    return box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def situation(folder, case):
    homes = [rectangle(*home) for home in case["homes"]]
    places = [(kind, at) for kind, found in case.get("facilities", {}).items() for at in found]
    text = 'id = "case"\nname = "用例"\ncrs = "EPSG:4548"\n'
    text += layer(folder, "outline", [rectangle(-2000, -2000, 2000, 2000)], name=["全区"])
    text += layer(folder, "land_use", homes, code=["0701"] * len(homes))
    text += layer(folder, "parks", [rectangle(*park) for park in case.get("parks", [])])
    text += layer(
        folder,
        "facilities",
        [Point(EAST + x, NORTH + y) for _, (x, y) in places],
        facility=[kind for kind, _ in places],
    )
    (folder / "district.toml").write_text(text, encoding="utf-8")
    goal = f'document = "用例"\n[[goals]]\nid = "{case["goal"]}"\nchapter = "1"\nwords = "话"\n'
    (folder / "plan.toml").write_text(goal, encoding="utf-8")
    return folder


@pytest.mark.parametrize("case", CASES)
def test_the_goal_gives_the_expected_verdict(case, tmp_path):
    folder = situation(tmp_path, case)
    goals = read_district_goals(folder)
    found = assess(read_district(folder), goals, standards=shipped_standards())
    result = found.of(case["goal"], case["expect"]["measure"])
    if "value" in case["expect"]:
        assert result.value == pytest.approx(parse_any(case["expect"]["value"])[0], abs=0.005), case["about"]
    else:
        assert result.value is None
        assert result.reason
    if "verdict" in case["expect"]:
        assert result.verdict.value == case["expect"]["verdict"]


def test_cases_name_shipped_goals():
    shipped = "".join(path.read_text(encoding="utf-8") for path in (SHIPPED / "goals").glob("*.toml"))
    assert all(f'id = "{case.values[0]["goal"]}"' in shipped for case in CASES)
