"""The card is plain data: frozen, comparable, and everything but district and id may be unknown."""

import dataclasses

import pytest

from gis.plots.card import Card, CardFigure


def test_a_card_needs_only_district_and_id():
    card = Card("D", "1")
    assert card == Card("D", "1")
    assert card.map is None
    assert not card.indicative
    assert all(
        getattr(card, part) == () for part in ("zones", "figures", "rates", "services", "restrictions", "corners")
    )


def test_a_card_cannot_be_changed_after_it_is_made():
    card = Card("D", "1")
    with pytest.raises(dataclasses.FrozenInstanceError):
        card.district = "E"


def test_a_figure_without_verdict_is_not_assessed():
    assert CardFigure("far", "容积率", "FAR", None, "ratio").verdict == "not_assessed"
