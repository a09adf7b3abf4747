import pytest

from gis.review.facts import FACTS
from gis.schema import KINDS
from gis.units import shown_scale


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_has_both_titles_and_a_unit_that_can_be_shown(name):
    fact = FACTS[name]
    assert fact.title
    assert fact.title_en.isascii()
    if fact.unit != "text":
        assert shown_scale(fact.unit)
        assert name.endswith(f"_{fact.unit}")


def test_facts_that_are_columns_of_plots_mean_the_same_there():
    for name in set(FACTS) & set(KINDS["plots"].columns) - {"name"}:
        kind = KINDS["plots"].columns[name].kind
        assert (FACTS[name].unit == "text") == (kind == "text"), name
