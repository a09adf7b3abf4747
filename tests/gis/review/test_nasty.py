"""Nasty projects end in a full report with the right findings."""

import pytest

from gis.read.projects import drawn_project
from gis.read.rule_packs import shipped_packs
from gis.review.model import Outcome, ReviewInputs, ReviewLayer
from gis.review.run import review
from tests.gis.review import nasty

PACKS = shipped_packs("")
LINES = {"farmland": "line.farmland", "red": "line.ecology", "outside": "line.growth"}


@pytest.fixture(scope="module")
def layers() -> dict[str, ReviewLayer]:
    """The toy ground as layers of a review."""
    lines = {"永久基本农田": nasty.FARMLAND, "生态保护红线": nasty.RED_LINE, "城镇开发边界": nasty.BOUNDARY}
    names = [name for name, shapes in lines.items() for _ in shapes]
    controls = nasty.frame([shape for shapes in lines.values() for shape in shapes], control=names)
    controls = controls.assign(name=names, severity="", clause="").set_axis([f"c{n}" for n in range(len(names))])
    zones = nasty.frame(nasty.ZONES, name=["西区", "东区"], functions=[("制造",), ("居住",)], clause=["一", "二"])
    zones = zones.assign(group="", basis="surveyed", indicative=False).set_axis(["west", "east"])
    return {
        "controls": ReviewLayer("controls", "管控范围", "control areas", controls),
        "zones": ReviewLayer("zones", "规划分区", "zones of the plan", zones),
    }


def reviewed(case: nasty.Nasty, layers: dict[str, ReviewLayer]):
    shapes = [nasty.placed(shape) for shape in case.parts]
    project = drawn_project(shapes, crs=nasty.CRS)
    return review(ReviewInputs(project, layers), PACKS, date="2026-11-22", version="test")


def test_there_are_at_least_sixty_and_no_two_alike():
    assert len(nasty.CASES) >= 60
    assert len({case.name for case in nasty.CASES}) == len(nasty.CASES)


@pytest.mark.parametrize("case", nasty.CASES, ids=lambda case: case.name)
def test_every_project_ends_in_a_full_report_with_the_right_findings(case, layers):
    found = reviewed(case, layers)
    rules = [rule.id for pack in PACKS for rule in pack.rules]
    assert len(found.findings) == len(rules)
    assert not [one.reason for one in found.findings if one.outcome is Outcome.ERROR]
    if case.area is not None:
        assert found.project.area_m2 == pytest.approx(case.area, abs=max(case.within, 1e-3))
    for name, rule in LINES.items():
        finding, expected = found.of(f"general:{rule}"), getattr(case, name)
        if name in case.doubt and expected == 0.0:
            assert finding.outcome is Outcome.DOUBTFUL, (name, finding.outcome, finding.area_m2, finding.doubtful_m2)
            assert all(patch.doubt for patch in finding.patches)
            assert finding.doubtful_m2 > 0.0
            continue
        if name not in case.doubt:
            assert finding.doubtful_m2 == pytest.approx(0.0, abs=case.within), (name, finding.doubtful_m2)
        assert finding.area_m2 == pytest.approx(expected, abs=case.within), name
        assert finding.outcome is (Outcome.FAILED if expected > case.within else Outcome.PASSED), (name, finding.text)
    for patch in (patch for one in found.findings for patch in one.patches):
        assert patch.geometry.is_valid


def test_the_zones_of_parts_across_them(layers):
    case = next(one for one in nasty.CASES if one.name == "parts across zones")
    shares = {one.zone: one.area_m2 for one in reviewed(case, layers).zones}
    assert shares["west"] == pytest.approx(10_000)
    assert shares["east"] == pytest.approx(20_000)
