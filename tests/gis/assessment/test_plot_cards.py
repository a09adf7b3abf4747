"""Cards filled from a desk: figures beside their limits, restrictions, corners, what is not known and why."""

from datetime import date

import pytest

from gis.assessment.desk import assess_plots, shipped_rules
from gis.assessment.desk_inputs import district_inputs
from gis.assessment.plot_cards import CardMaker
from gis.read.folder import read_district
from gis.read.workspace import SHIPPED
from tests.gis.plots import desk_toy

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def toy():
    return CardMaker(assess_plots(desk_toy.inputs(), shipped_rules(), on=DAY))


@pytest.fixture(scope="module")
def zibo():
    return CardMaker(assess_plots(district_inputs(read_district(SHIPPED / "zibo")), shipped_rules(), on=DAY))


def test_a_card_by_paper(toy):
    card = toy.card("A")
    assert (card.plot_id, card.name, card.indicative) == ("A", "甲厂", False)
    assert card.present_code == "1001"
    assert card.present_use == "工业用地"
    far = next(one for one in card.figures if one.key == "far")
    assert (far.value, far.limit_text, far.verdict) == (pytest.approx(0.5), "≥ 1.00", "unmet")
    assert [one.area_m2 for one in card.areas][:2] == pytest.approx([10_000.0, 10_000.0])
    assert card.difference.verdict == "met"
    (strip,) = card.restrictions
    assert (strip.title, strip.severity, strip.source) == ("管线保护", "forbidden", "保护条例第三条")
    assert strip.area_m2 == pytest.approx(1_000.0)
    assert [corner.distance_m for corner in card.corners] == pytest.approx([100.0] * 4)
    assert sorted(corner.bearing_deg for corner in card.corners) == pytest.approx([0.0, 90.0, 180.0, 270.0])
    tax = next(one for one in card.rates if one.key == "tax")
    assert (tax.total, tax.per_mu, tax.per_ha) == pytest.approx((30.0, 2.0, 30.0))
    assert len(card.map.buildings) == 1
    assert {one.name for one in card.map.restrictions} == {"管线保护"}


def test_what_is_unknown_says_why(toy):
    card = toy.card("C")
    far = next(one for one in card.figures if one.key == "far")
    assert (far.value, far.verdict) == (None, "not_assessed")
    assert "GB/T 4754" in far.reason
    assert card.indicative
    assert card.indicative_reason
    assert dict(card.reasons)["services"].startswith("没有街道")
    assert card.restrictions == ()


def test_an_idle_plot_says_so(toy):
    assert any("疑似闲置,自 2025-01-01" in line for line in toy.card("B").quality)


def test_all_cards_in_the_order_of_the_table(toy):
    assert [card.plot_id for card in toy.cards()] == ["A", "B", "C"]
    assert [card.plot_id for card in toy.cards(["C", "A"])] == ["C", "A"]
    with pytest.raises(KeyError):
        toy.card("D")


def test_a_district_gives_zones_services_roads_and_inputs(zibo):
    card = zibo.card("ZB-一核-041")
    (zone,) = card.zones
    assert zone.share == pytest.approx(1.0)
    assert "科研" in zone.functions
    assert card.indicative
    assert card.services
    assert {one.minutes_class for one in card.services} <= {5, 10, 15}
    assert any(line.startswith("步行 1000 米内没有") for line in card.quality)
    assert any("地块" in one.layer for one in card.inputs)
    assert card.map.outline is not None
    assert card.map.neighbours
    assert dict(card.reasons)["restrictions"].startswith("没有管控图层")
