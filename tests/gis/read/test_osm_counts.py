"""Counts in words."""

from collections import Counter

import pytest

from gis.read.osm_counts import TEXTS, ReadCount, read_counts


def test_only_what_happened_in_the_order_of_the_texts():
    counts = read_counts(Counter({"ring_open": 2, "ways": 10, "way_cut": 0}))
    assert [(count.key, count.count) for count in counts] == [("ways", 10), ("ring_open", 2)]


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_count_speaks_both_languages(key):
    count = ReadCount(key, 3, *TEXTS[key])
    assert count.text("zh").endswith(":3")
    assert count.text("en").endswith(": 3")
    assert any("一" <= sign <= "鿿" for sign in count.zh)
    assert count.en.isascii() or "…" in count.en
