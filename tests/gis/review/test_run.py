"""A whole review: findings in their order, a check that breaks, severities raised, tables, files, slivers named."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from gis.definitions import Table
from gis.errors import DefinitionError, in_language
from gis.review.model import Finding, Outcome, Review, ReviewInputs
from gis.review.pack import pack_of
from gis.review.rules import RulePack
from gis.review.run import review
from gis.review.slivers import SliverSettings
from gis.schema import Basis
from tests.gis.review.checks.paper import inputs, layer, line, project, rect

TEXTS = {
    "failed": "{title}:{area_m2} 平方米 / {title}: {area_m2} m²",
    "passed": "{features} 个,{layer_version} / {features}, {layer_version}",
}
FARMLAND = {
    "id": "farmland",
    "title": "农田 / farmland",
    "severity": "forbidden",
    "test": "apart",
    "layer": "controls",
    "where": {"control": ["YJJBNT"]},
    "clause": "第一条",
    "source": "甲",
    "confidence": "H",
    "texts": TEXTS,
}
OTHER = {
    "id": "other",
    "title": "其他 / other",
    "severity": "notice",
    "test": "apart",
    "layer": "controls",
    "source": "甲",
    "confidence": "M",
}
ZONES = {
    "id": "zones",
    "title": "分区 / zones",
    "severity": "restricted",
    "test": "zones",
    "layer": "zones",
    "source": "甲",
    "confidence": "H",
}
USE = {
    "id": "use",
    "title": "地类 / use",
    "severity": "notice",
    "test": "conversion",
    "layer": "land_use",
    "source": "甲",
    "confidence": "H",
    "farmland": ["01"],
    "construction": ["10"],
}


def pack(*rules: dict[str, Any], name: str = "mine", **more: Any) -> RulePack:
    values = {"id": name, "title": "我的", "version": "1", "source": "乙", "rules": list(rules), **more}
    return pack_of(Table(values, f"{name}.toml"), digest=f"digest-{name}")


def run(given: ReviewInputs, *packs: RulePack, **more: Any) -> Review:
    return review(given, packs, date="2026-11-22", version="1.0", **more)


def only(given: ReviewInputs, *rules: dict[str, Any]) -> Finding:
    return run(given, pack(*rules)).findings[0]


def controls(*, severity: str = "", basis: str = "surveyed") -> Any:
    return layer("controls", [rect(0, 0, 20, 100)], control=["YJJBNT"], severity=[severity], basis=[basis])


def test_a_finding_says_all() -> None:
    finding = only(inputs(controls()), FARMLAND)
    assert (finding.id, finding.outcome, finding.severity) == ("mine:farmland", Outcome.FAILED, "forbidden")
    assert finding.text == "农田:2,000.00 平方米 / farmland: 2,000.00 m²"
    assert (finding.area_m2, finding.share) == (pytest.approx(2_000.0), pytest.approx(0.2))
    assert (finding.clause, finding.source, finding.confidence) == ("第一条", "甲", "H")
    assert (finding.layer, finding.layer_version, finding.layer_digest) == ("controls", "2026-01", "digest-controls")


def test_empty_passes_with_its_version_and_missing_is_not_assessed() -> None:
    passed = only(inputs(layer("controls", [], control=[])), FARMLAND)
    assert (passed.outcome, passed.text) == (Outcome.PASSED, "0 个,2026-01 / 0, 2026-01")
    missing = only(inputs(), FARMLAND)
    assert missing.outcome is Outcome.NOT_ASSESSED
    assert missing.text == missing.reason == "没有图层 YJJBNT,未评估 / layer YJJBNT missing: not assessed"


def test_order_is_by_severity_then_by_pack() -> None:
    done = run(inputs(controls()), pack(OTHER, ZONES, FARMLAND), pack(ZONES, FARMLAND, name="yours"))
    assert [one.id for one in done.findings] == [
        "mine:farmland", "yours:farmland", "mine:zones", "yours:zones", "mine:other",
    ]  # fmt: skip
    assert [one.id for one in done.forbidden] == ["mine:farmland", "yours:farmland"]
    assert done.packs == ("mine", "yours")


@pytest.mark.parametrize(
    ("own", "shown"), [("", "notice"), ("notice", "notice"), ("restricted", "restricted"), ("forbidden", "forbidden")]
)
def test_a_features_own_severity_raises(own: str, shown: str) -> None:
    assert only(inputs(controls(severity=own)), OTHER).severity == shown


def test_it_never_lowers_and_counts_only_where_something_is_found() -> None:
    assert only(inputs(controls(severity="notice")), FARMLAND).severity == "forbidden"
    away = layer("controls", [rect(500, 0, 9, 9)], control=["YJJBNT"], severity=["forbidden"])
    assert only(inputs(away), OTHER).severity == "notice"


def boom() -> pd.DataFrame:
    raise ValueError("坏表")


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on() -> None:
    figures = {
        "id": "far",
        "title": "指标 / far",
        "severity": "restricted",
        "test": "figures",
        "source": "甲",
        "confidence": "H",
    }
    done = run(inputs(controls(), figures=boom), pack(figures, FARMLAND))
    assert [one.outcome for one in done.findings] == [Outcome.FAILED, Outcome.ERROR]
    assert "坏表" in done.of("mine:far").text
    assert done.of("mine:far").reason == "ValueError:坏表"


def test_layers_in_another_crs_are_findings_too() -> None:
    wrong = controls()
    wrong = replace(wrong, frame=wrong.frame.set_crs("EPSG:4547", allow_override=True))
    finding = only(inputs(wrong), FARMLAND)
    assert finding.outcome is Outcome.ERROR
    assert in_language(finding.text, "en").startswith("the check did not end: layer")


def test_a_project_without_ground_ends_in_a_report() -> None:
    done = run(inputs(controls(), of=project(rect(0, 0, 0, 0))), pack(FARMLAND, ZONES))
    assert done.of("mine:farmland").outcome is Outcome.ERROR
    assert "没有面积" in done.of("mine:farmland").text
    assert done.of("mine:zones").outcome is Outcome.NOT_ASSESSED


def test_a_pack_of_another_district_says_so() -> None:
    done = run(replace(inputs(controls()), district="zibo"), pack(FARMLAND, districts=["liaocheng"]))
    assert done.findings[0].outcome is Outcome.NOT_ASSESSED
    assert "liaocheng" in done.findings[0].text
    with pytest.raises(DefinitionError, match="重复"):
        run(inputs(), pack(FARMLAND), pack(OTHER))


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        (["1001", "1001"], Outcome.FAILED),
        (["07", "1001"], Outcome.PASSED),  # the part that overlaps is not of the rule's land use
        (["1001", ""], Outcome.FAILED),
        (["", "1001"], Outcome.NOT_ASSESSED),  # the part that overlaps may be of it
        (["07", "08"], Outcome.INFORMED),
        (["", ""], Outcome.NOT_ASSESSED),
    ],
)
def test_rules_of_a_land_use(codes: list[str], outcome: Outcome) -> None:
    given = inputs(controls(), of=project(rect(0, 0, 50, 100), rect(50, 0, 50, 100), planned_code=codes))
    assert only(given, {**FARMLAND, "codes": ["10"]}).outcome is outcome


def test_schematic_data_make_it_indicative() -> None:
    assert not only(inputs(controls()), FARMLAND).indicative
    assert only(inputs(controls(basis="schematic")), FARMLAND).indicative
    plain = layer("controls", [rect(0, 0, 20, 100)], control=["YJJBNT"])
    assert only(inputs(replace(plain, basis=Basis.PLAN)), FARMLAND).indicative
    zones = layer("zones", [rect(0, 0, 100, 100)], indicative=[True])
    assert only(inputs(zones), ZONES).indicative


def test_features_without_a_shape_are_told() -> None:
    bare = layer("controls", [None, rect(500, 0, 9, 9)], control=["YJJBNT", "YJJBNT"])
    finding = only(inputs(bare), FARMLAND)
    assert finding.outcome is Outcome.PASSED
    assert "1 个要素没有图形" in in_language(finding.text, "zh")
    assert "1 features of the layer have no shape" in in_language(finding.text, "en")


def test_tables_of_zones_and_of_land_use() -> None:
    zones = layer("zones", [rect(0, 0, 60, 100)], name=["甲"])
    uses = layer("land_use", [rect(0, 0, 30, 100), rect(30, 0, 70, 100)], code=["0102", "1001"])
    done = run(inputs(zones, uses), pack(ZONES, USE))
    assert [(one.name, round(one.share, 9)) for one in done.zones] == [("甲", 0.6), ("", 0.4)]
    assert done.conversion is not None
    assert dict(done.conversion["construction"]) == {"0102": "farmland", "1001": "construction"}
    assert list(done.conversion["area_m2"]) == pytest.approx([3_000.0, 7_000.0])
    assert run(inputs(), pack(ZONES)).conversion is None


def test_a_table_that_breaks_is_a_finding() -> None:
    zones, uses = layer("zones", [rect(0, 0, 60, 100)]), layer("land_use", [rect(0, 0, 30, 100)], code=["01"])
    other = [replace(one, frame=one.frame.set_crs("EPSG:4547", allow_override=True)) for one in (zones, uses)]
    done = run(inputs(*other), pack(ZONES))
    assert [one.id for one in done.findings] == ["mine:zones", "review:zones", "review:conversion"]
    assert (done.zones, done.conversion) == ((), None)


def test_inputs_settings_and_progress_are_kept() -> None:
    steps: list[tuple[str, float]] = []
    done = run(
        inputs(controls(), layer("roads", []), ellipsoidal=True),
        replace(pack(FARMLAND, OTHER), slivers=SliverSettings(width_m=0.2)),
        progress=lambda text, share: steps.append((text, share)),
    )  # fmt: skip
    assert [(one.role, one.name, one.digest) for one in done.files] == [
        ("layer", "controls", "digest-controls"), ("layer", "roads", "digest-roads"), ("pack", "mine", "digest-mine"),
    ]  # fmt: skip
    assert ("sliver.width_m", "0.2") in done.settings
    assert ("ellipsoidal", "yes") in done.settings
    assert steps == [("农田 / farmland", 0.0), ("其他 / other", 0.5), ("", 1.0)]
    finding = done.of("mine:farmland")
    assert finding.ellipsoidal_m2 == pytest.approx(2_000.0, rel=5e-4)  # near the central meridian
    assert finding.ellipsoidal_m2 != finding.area_m2


def test_the_same_findings_whichever_order_the_rows_come_in() -> None:
    shapes, kinds = [rect(0, 0, 20, 100), rect(10, 0, 30, 100), rect(99.95, 0, 9, 9)], ["YJJBNT"] * 3
    one = layer("controls", shapes, control=kinds, id=["a", "b", "c"])
    two = replace(one, frame=one.frame.iloc[::-1])
    first, second = only(inputs(one), FARMLAND), only(inputs(two), FARMLAND)
    assert first.text == second.text
    assert first.area_m2 == second.area_m2 == pytest.approx(4_000.0)
    assert [(p.part, p.feature, p.area_m2) for p in first.patches] == [
        (p.part, p.feature, p.area_m2) for p in second.patches
    ]


RING = line((20, 20), (60, 20), (60, 60), (20, 60), (20, 20))
WITHIN = {**FARMLAND, "id": "within", "test": "inside", "texts": {}}


def test_a_control_line_drawn_as_a_line_is_neither_kept_nor_broken() -> None:
    ring = inputs(layer("YJJBNT", [RING]))
    for rule in (FARMLAND, WITHIN):
        finding = only(ring, rule)
        assert finding.outcome is Outcome.NOT_ASSESSED
        assert "1 个要素是线或点" in finding.reason
    # what areas show is so whatever the lines are
    both = inputs(layer("YJJBNT", [RING, rect(0, 0, 10, 100)]))
    assert (only(both, FARMLAND).outcome, only(both, WITHIN).outcome) == (Outcome.FAILED, Outcome.NOT_ASSESSED)
    assert only(inputs(layer("YJJBNT", [RING, rect(0, 0, 100, 100)])), WITHIN).outcome is Outcome.PASSED


@pytest.mark.parametrize("word", ["禁止", " Forbidden"])
def test_a_features_own_severity_in_the_words_of_the_trade(word: str) -> None:
    other = layer("controls", [rect(0, 0, 20, 100)], control=["水源地"], severity=[word])
    assert only(inputs(other), OTHER).severity == "forbidden"


def test_shares_are_of_the_ground_once_where_parts_lie_upon_one_another() -> None:
    twice = project(rect(0, 0, 100, 100), rect(0, 0, 100, 100))
    finding = only(inputs(layer("controls", [rect(0, 0, 30, 100)], control=["YJJBNT"]), of=twice), FARMLAND)
    assert (finding.area_m2, finding.share) == (pytest.approx(3_000.0), pytest.approx(0.3))
    outside = only(inputs(layer("YJJBNT", [rect(500, 0, 9, 9)]), of=twice), {**WITHIN, "at_least": "40 %"})
    assert (outside.outcome, outside.value, outside.share) == (Outcome.FAILED, 0.0, pytest.approx(1.0))


def test_a_layer_that_ends_with_the_district_says_nothing_of_ground_beyond() -> None:
    outline = layer("outline", [rect(0, 0, 60, 100)])
    far = layer("controls", [rect(500, 0, 9, 9)], control=["YJJBNT"])
    assert only(inputs(outline, far), FARMLAND).outcome is Outcome.PASSED  # the user's own may reach farther
    own = replace(far, of_district=True)
    finding = only(inputs(outline, own), FARMLAND)
    assert finding.outcome is Outcome.NOT_ASSESSED
    assert "4,000.00 平方米在区界外" in finding.text
    assert only(inputs(layer("outline", [rect(0, 0, 100, 100)]), own), FARMLAND).outcome is Outcome.PASSED
    near = replace(layer("controls", [rect(0, 0, 9, 9)], control=["YJJBNT"]), of_district=True)
    assert only(inputs(outline, near), FARMLAND).outcome is Outcome.FAILED


def test_features_set_aside_on_reading_are_told() -> None:
    far = replace(layer("controls", [rect(500, 0, 9, 9)], control=["YJJBNT"]), aside=2)
    assert "2 个要素没有图形或读入时搁置" in only(inputs(far), FARMLAND).text
