"""Every test of rules is named, runs only on its own settings, and tells which names its texts may use."""

import re
from dataclasses import replace

import pytest

from gis.review.checks import TESTS
from gis.review.checks.context import Context
from gis.review.overlay import Overlaid
from gis.review.rules import Rule, Selection
from tests.gis.review.checks.paper import inputs, layer, rect


@pytest.mark.parametrize("name", sorted(TESTS))
def test_each_says_what_it_may_be_asked(name: str) -> None:
    check = TESTS[name]
    assert re.fullmatch(r"[a-z_]+", name)
    assert check.facts
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", fact) for fact in check.facts)


@pytest.mark.parametrize("name", sorted(set(TESTS) - {"zones", "functions"}))
def test_settings_of_another_test_are_an_error(name: str) -> None:
    given = inputs(layer("controls", [rect(0, 0, 10, 10)], name=["甲"], code=["01"]))
    wrong = Rule("r", "规则", "notice", name, Selection("controls"), object(), {})
    with pytest.raises(TypeError):
        TESTS[name].run(wrong, Context(replace(given), Overlaid(given.project)))
