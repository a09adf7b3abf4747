"""Zones on paper: one, two, partly outside, wholly outside, and a sliver of one."""

import pytest

from gis.review.checks.zones import zone_shares
from gis.review.model import Outcome
from gis.review.overlay import Overlaid
from tests.gis.review.checks.paper import found, inputs, layer, project, rect, rule

RULE = rule("zones", "zones")


def test_two_zones_straddled() -> None:
    zones = layer(
        "zones",
        [rect(-50, 0, 80, 100), rect(30, 0, 200, 100)],
        name=["甲", "乙"],
        functions=[("研发",), ("金融", "居住")],
        clause=["甲条", "乙条"],
        indicative=[True, False],
    )
    result = found(RULE, inputs(zones))
    assert result.outcome is Outcome.INFORMED
    assert result.facts["zones"] == "乙 70.0%、甲 30.0%"
    assert result.facts["straddling"] == ";跨 2 个分区 / ; it straddles 2 zones"
    shares = zone_shares(Overlaid(project()), zones.frame, whole_m2=10_000.0)
    assert [(one.zone, one.name, one.functions, one.clause, one.indicative) for one in shares] == [
        ("f2", "乙", ("金融", "居住"), "乙条", False),
        ("f1", "甲", ("研发",), "甲条", True),
    ]
    assert sum(one.area_m2 for one in shares) == pytest.approx(10_000.0, rel=1e-9)


def test_partly_outside_is_told() -> None:
    zones = layer("zones", [rect(0, 0, 60, 100)], name=["甲"])
    result = found(RULE, inputs(zones))
    assert (result.outcome, result.facts["straddling"]) == (Outcome.INFORMED, "")
    assert result.facts["outside_share"] == pytest.approx(0.4)
    shares = zone_shares(Overlaid(project()), zones.frame, whole_m2=10_000.0)
    assert [(one.zone, one.share) for one in shares] == [("f1", pytest.approx(0.6)), ("", pytest.approx(0.4))]


def test_outside_every_zone_fails() -> None:
    for zones in (layer("zones", [rect(500, 0, 60, 100)]), layer("zones", [])):
        assert found(RULE, inputs(zones)).outcome is Outcome.FAILED


def test_a_sliver_is_no_membership() -> None:
    zones = layer("zones", [rect(0, 0, 99.95, 100), rect(99.95, 0, 60, 100)], name=["甲", "乙"])
    result = found(RULE, inputs(zones))
    assert (result.facts["zones"], result.facts["zone_count"]) == ("甲 100.0%", 1.0)
    assert result.doubtful_m2 == pytest.approx(5.0, rel=1e-6)
    alone = layer("zones", [rect(99.95, 0, 60, 100)])
    assert found(RULE, inputs(alone)).outcome is Outcome.FAILED


def test_missing() -> None:
    assert found(RULE, inputs()).outcome is Outcome.NOT_ASSESSED
