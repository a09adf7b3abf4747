"""Variety without chance."""

from collections import Counter

from gis.fabric.variety import chosen, share_of


def test_the_same_names_give_the_same_share_on_every_machine():
    assert round(share_of("ZB-一核-001", "storeys"), 9) == 0.278450356
    assert share_of("a", "b") != share_of("ab")


def test_shares_are_spread_evenly():
    tenths = Counter(int(share_of("plot", n) * 10) for n in range(5_000))
    assert set(tenths) == set(range(10))
    assert all(400 < count < 600 for count in tenths.values())


def test_a_choice_is_one_of_the_options_and_uses_all():
    assert {chosen((6, 11, 18), n) for n in range(200)} == {6, 11, 18}
    assert chosen((4,), "anything") == 4
