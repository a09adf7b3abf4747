"""Every rule of the shipped packs on paper: one case that passes, one that fails, one at the edge.

The project is one hectare, (0, 0) to (100, 100). The table fails when a rule has no cases or a case no rule.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from gis.errors import in_language
from gis.read.industries import read_industries
from gis.read.rule_packs import shipped_packs
from gis.read.toml import read_toml
from gis.read.workspace import SHIPPED
from gis.review.checks.distance import Distance
from gis.review.model import Effect, Finding, Outcome, ReviewInputs
from gis.review.rules import Rule, RulePack
from gis.review.run import review
from tests.gis.review.checks.paper import inputs, layer, line, project, rect

PACKS = {pack.id: pack for district in ("zibo", "liaocheng") for pack in shipped_packs(district)}
OF = {f"{pack.id}:{rule.id}": (pack, rule) for pack in PACKS.values() for rule in pack.rules}

ALL, HALF, AWAY = rect(-50, -50, 300, 300), rect(0, 0, 50, 100), rect(500, 0, 9, 9)
STRIP, REST = rect(99.95, 0, 50, 100), rect(0, 0, 99.95, 100)  # 5 cm of the project, and all the rest
P, F, D, N, TOLD = Outcome.PASSED, Outcome.FAILED, Outcome.DOUBTFUL, Outcome.NOT_ASSESSED, Outcome.INFORMED

Case = tuple[ReviewInputs, Outcome]
Cases = tuple[Case, Case, Case]


def controls(shape: Any, kind: str, **columns: Any) -> ReviewInputs:
    return inputs(layer("controls", [shape], control=[kind], **columns))


def kept_off(*kinds: str) -> Cases:
    """A line to stay off, by its name, by its code, and touched by a strip."""
    return (controls(AWAY, kinds[0]), P), (controls(HALF, kinds[-1]), F), (controls(STRIP, kinds[0]), D)


def within(make: Callable[[Any], ReviewInputs]) -> Cases:
    return (make(ALL), P), (make(HALF), F), (make(REST), D)


def plots(shape: Any, status: str) -> ReviewInputs:
    return inputs(layer("plots", [shape], status=[status]))


def approved(shape: Any) -> ReviewInputs:
    return inputs(layer("approved", [shape], name=["已批项目"]))


def zones(*shapes: Any, names: list[str] | None = None, **more: Any) -> ReviewInputs:
    given = inputs(layer("zones", list(shapes), name=names or ["甲", "乙"][: len(shapes)]))
    return replace(given, **more)


def works(function: str, industry: str) -> ReviewInputs:
    own = project(facts={"industry": industry}, code=["1001"])
    area = layer("zones", [ALL], name=["甲"], functions=[(function,)])
    return inputs(area, of=own, industries=read_industries())


def uses(shapes: list[Any], codes: list[str]) -> ReviewInputs:
    return inputs(layer("land_use", shapes, code=codes))


def planned(plan: str, own: str) -> ReviewInputs:
    return inputs(layer("land_use", [ALL], code=["07"], planned_code=[plan]), of=project(planned_code=[own]))


def lines(name: str, x: float, **columns: Any) -> ReviewInputs:
    return inputs(layer(name, [line((x, -500), (x, 500))], name=["甲线"], **columns))


def detailed(column: str, limit: float, **facts: float) -> ReviewInputs:
    return inputs(layer("detailed_plan", [ALL], **{column: [limit]}), of=project(facts=facts))


def table(index: str, verdict: str) -> ReviewInputs:
    row = {"plot": "p1", "index": index, "value": 1.0, "op": ">=", "limit": 1.0, "unit": "ratio", "verdict": verdict,
           "kind": "normative", "table": "t", "edition": "表", "industry": "", "source": "甲", "confidence": "H",
           "reason": "" if verdict != "not_assessed" else "行业未知 / industry unknown", "note": ""}  # fmt: skip
    return inputs(of=project(code=["1001"]), figures=lambda: pd.DataFrame([row]))


def figures(index: str) -> Cases:
    return (table(index, "met"), P), (table(index, "unmet"), F), (table(index, "not_assessed"), N)


def effect(goal: str, after: float | None) -> ReviewInputs:
    row = Effect(goal, "目标 / goal", "coverage", "", "share", 0.8, after, reason="" if after else "无数据 / no data")
    return inputs(effects=lambda: (row,))


def effects(goal: str) -> Cases:
    return (effect(goal, 0.8), P), (effect(goal, 0.7), F), (effect(goal, None), N)


def conflict(start: float, *, third: bool = True) -> ReviewInputs:
    kinds = ["永久基本农田", "STBHHX", "城镇开发边界"]
    shapes = [rect(0, 0, 50, 100), rect(start, 0, 40, 100), AWAY]
    count = 3 if third else 2
    return inputs(layer("controls", shapes[:count], control=kinds[:count]))


def parts(start: float) -> ReviewInputs:
    return inputs(of=project(rect(0, 0, 100, 100), rect(start, 0, 100, 100)))


def roads(name: str, x: float) -> ReviewInputs:
    return inputs(layer("roads", [line((x, -500), (x, 500))], name=[name]))


def met(name: str) -> Cases:
    return (roads(name, 300), P), (roads(name, 50), F), (roads(name, 100.05), D)


def named(name: str) -> Cases:
    return ((zones(AWAY, names=[name]), P), (zones(HALF, names=[name]), F), (zones(STRIP, names=[name]), D))


def setback(name: str, *, width_m: float = 0.0) -> Cases:
    """With 20 m set as a pack of the user would, from the edge of what has a width: farther, nearer, just there."""
    columns = {"width_m": [width_m]} if width_m else {}
    beyond, near, there = (lines(name, x + width_m / 2.0, **columns) for x in (130.0, 115.0, 120.0))
    return (beyond, P), (near, F), (there, P)


CASES: Mapping[str, Cases] = {
    "general:line.farmland": kept_off("永久基本农田", "YJJBNT"),
    "general:line.ecology": kept_off("生态保护红线", "STBHHX"),
    "general:line.growth": within(lambda shape: controls(shape, "CZKFBJ")),
    "general:line.conflict": ((conflict(50), P), (conflict(40), F), (conflict(50, third=False), N)),
    "general:data.parts": ((parts(100), P), (parts(90), F), (parts(99.95), D)),
    "general:district.within": within(lambda shape: inputs(layer("outline", [shape]))),
    "general:zone.member": ((zones(ALL), TOLD), (zones(AWAY), F), (zones(HALF, rect(50, 0, 50, 100)), TOLD)),
    "general:zone.functions": (
        (works("生物医药", "医药制造业"), P), (works("金融", "医药制造业"), F), (works("生物医药", "某某"), N),
    ),
    "general:use.planned": ((planned("10", "1001"), P), (planned("07", "1001"), F), (planned("100101", "1001"), D)),
    "general:use.conversion": (
        (uses([ALL], ["0102"]), TOLD), (inputs(layer("land_use", [ALL])), N), (uses([HALF], ["17"]), TOLD),
    ),
    "general:use.farmland": (
        (uses([ALL], ["1001"]), P), (uses([ALL], ["0102"]), F), (uses([REST, STRIP], ["1001", "0601"]), D),
    ),
    "general:setback.roads": setback("roads"),
    "general:setback.railways": setback("railways"),
    "general:setback.rivers": setback("rivers", width_m=10.0),
    "general:line.blue": kept_off("城市蓝线", "ZXCQCSLX"),
    "general:line.green": kept_off("城市绿线", "ZXCQCSLVX"),
    "general:line.purple": kept_off("城市紫线", "ZXCQCSZX"),
    "general:line.yellow": kept_off("城市黄线", "ZXCQCSHX"),
    "general:line.flood": kept_off("洪涝风险控制线", "HLFXKZX"),
    "general:line.heritage": kept_off("历史文化保护线", "LSWHBHX"),
    "general:controls.other": (
        (controls(AWAY, "水源保护区"), P),
        (controls(HALF, "水源保护区"), F), (controls(STRIP, "水源保护区"), D),
    ),
    "general:projects.approved": ((approved(AWAY), P), (approved(HALF), F), (approved(STRIP), D)),
    "general:plots.supplied": ((plots(HALF, "ready"), P), (plots(HALF, "built"), F), (plots(HALF, ""), N)),
    "general:plan.far": (
        (detailed("far", 1.6, floor_area_m2=15_000.0), P), (detailed("far", 1.4, floor_area_m2=15_000.0), F),
        (detailed("far", 1.5, floor_area_m2=15_000.0), P),
    ),
    "general:plan.density": (
        (detailed("building_density", 0.4, footprint_m2=3_500.0), P),
        (detailed("building_density", 0.3, footprint_m2=3_500.0), F),
        (detailed("building_density", 0.35, footprint_m2=3_500.0), P),
    ),
    "general:plan.height": (
        (detailed("height_m", 30.0, height_m=24.0), P), (detailed("height_m", 20.0, height_m=24.0), F),
        (detailed("height_m", math.nan, height_m=24.0), N),
    ),
    "general:plan.green": (
        (detailed("green_ratio", 0.3, green_m2=3_500.0), P), (detailed("green_ratio", 0.4, green_m2=3_500.0), F),
        (detailed("green_ratio", 0.35, green_m2=3_500.0), P),
    ),
    "general:industry.admission": figures("far"),
    "general:industry.intensity": figures("investment_per_ha"),
    "general:effect.green": effects("green.300m"),
    "general:effect.services": effects("circle.service15"),
    **{f"zibo:bridge.{key}": met(name) for key, name in {
        "weihu": "卫湖路", "weihou": "卫侯路", "weihou_east": "卫侯东路", "nanling": "南岭南路", "minan": "民安路",
        "jinhuan": "金桓路"}.items()},
    "zibo:reserve.space": named("淄博科学城"),
    "zibo:reserve.reuse": named("核心区"),
    "liaocheng:industry.entry": figures("tax_per_mu"),
    "liaocheng:zone.chemistry": named("顾官屯镇化工新材料特色小镇"),
}  # fmt: skip


def run(given: ReviewInputs, pack: RulePack, rule: Rule) -> Finding:
    if isinstance(rule.settings, Distance):
        rule = replace(rule, settings=replace(rule.settings, distance_m=20.0))
    given = replace(given, district=(pack.districts or ("",))[0])
    return review(given, [replace(pack, rules=(rule,))], date="", version="").findings[0]


def test_every_rule_has_its_three_cases_and_no_case_is_left_over() -> None:
    assert set(CASES) == set(OF)
    for name, (good, bad, _) in CASES.items():
        assert good[1] in (P, TOLD), name
        assert bad[1] is F or name == "general:use.conversion", name  # which tells and never judges


@pytest.mark.parametrize("which", [0, 1, 2], ids=["passing", "failing", "edge"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_each_rule(name: str, which: int) -> None:
    given, outcome = CASES[name][which]
    finding = run(given, *OF[name])
    assert finding.outcome is outcome, finding.text
    for lang in ("zh", "en"):
        text = in_language(finding.text, lang)
        assert text
        assert not set("{}") & set(text)
        assert not any(word in text for word in ("批准通过", "同意", "approved."))
    assert in_language(finding.text, "zh") != in_language(finding.text, "en")


@pytest.mark.parametrize("name", sorted(PACKS))
def test_nothing_passes_without_its_layer(name: str) -> None:
    pack = PACKS[name]
    done = review(replace(inputs(), district=(pack.districts or ("",))[0]), [pack], date="", version="")
    assert len(done.findings) == len(pack.rules)
    for finding in done.findings:
        assert finding.outcome is (P if finding.id == "general:data.parts" else N), finding.id
        assert finding.reason or finding.outcome is P


@pytest.mark.parametrize("name", ["setback.roads", "setback.railways", "setback.rivers"])
def test_a_setback_ships_without_a_distance(name: str) -> None:
    pack, rule = OF[f"general:{name}"]
    given = inputs(layer(name.split(".")[1], [line((50, 0), (50, 100))], width_m=[5.0]))
    finding = review(given, [replace(pack, rules=(rule,))], date="", version="").findings[0]
    assert finding.outcome is N
    assert "请在规则包中设定" in finding.text
    assert "no distance set for setback from" in finding.text


def test_what_is_forbidden_is_what_the_three_lines_say() -> None:
    assert sorted(name for name, (_, rule) in OF.items() if rule.severity == "forbidden") == [
        "general:line.ecology", "general:line.farmland",
    ]  # fmt: skip
    assert all(rule.source and rule.confidence in "HML" for _, rule in OF.values())


def test_roads_the_layer_does_not_name_are_not_passed() -> None:
    pack, rule = OF["zibo:bridge.weihu"]
    assert run(roads("别的路", 300), pack, rule).outcome is N


def test_names_of_zones_are_those_of_the_plans() -> None:
    for district in ("zibo", "liaocheng"):
        names = {zone.text("name") for zone in read_toml(SHIPPED / district / "plan.toml").tables("zones")}
        asked = {
            name for rule in PACKS[district].rules if rule.selection.layer == "zones"
            for name in rule.selection.where["name"]
        }  # fmt: skip
        assert asked
        assert asked <= names
