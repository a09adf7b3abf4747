"""Amounts of ground: how they are written, when they are exceeded, and what texts are filled with."""

import pandas as pd
import pytest

from gis.definitions import Table
from gis.errors import DefinitionError, UnitError
from gis.review.checks.amounts import Amount, amount_of, amount_or_none, found_ground, ground_facts, texts_of
from gis.review.checks.context import Context
from gis.review.model import Outcome
from gis.review.overlay import Overlaid
from tests.gis.review.checks.paper import frame, inputs, rect


def table(**values: object) -> Table:
    return Table(values, "paper.toml", "rule")


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0 m2", (0.0, "m2")), ("1 亩", (10_000 / 15, "m2")), ("5 %", (0.05, "share")), ("0.5 公顷", (5_000.0, "m2"))],
)
def test_areas_and_shares_are_read(text: str, amount: tuple[float, str]) -> None:
    read = amount_of(table(at_most=text), "at_most", "0 m2")
    assert (read.value, read.unit) == (pytest.approx(amount[0]), amount[1])


@pytest.mark.parametrize("text", ["5", "5 m", "many", ""])
def test_no_unit_or_another_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match=r"rule\.at_most"):
        amount_of(table(at_most=text), "at_most", "0 m2")


@pytest.mark.parametrize("text", ["-1 m2", "101 %"])
def test_amounts_out_of_range_are_refused(text: str) -> None:
    with pytest.raises(DefinitionError):
        amount_of(table(at_most=text), "at_most", "0 m2")


def test_absent_is_none() -> None:
    assert amount_or_none(table(), "at_most") is None
    assert amount_or_none(table(at_most="3 m2"), "at_most") == Amount(3.0, "m2")


def test_exactly_at_the_limit_is_within() -> None:
    limit = Amount(0.05, "share")
    assert not limit.exceeded(500.0, 10_000.0)
    assert limit.exceeded(500.001, 10_000.0)
    assert not limit.undercut(500.0, 10_000.0)
    assert limit.undercut(499.999, 10_000.0)
    assert Amount(0.0, "m2").exceeded(1e-12, 10_000.0)  # nothing allowed is nothing


def test_codes_read_as_numbers_are_codes_again() -> None:
    rows = pd.DataFrame({"code": [1101.0, float("nan")], "text": [" 07 ", None], "share": [0.5, 2.0], "whole": [7, 8]})
    assert list(texts_of(rows, "code")) == ["1101", ""]
    assert list(texts_of(rows, "text")) == ["07", ""]
    assert list(texts_of(rows, "share")) == ["0.5", "2"]
    assert list(texts_of(rows, "whole")) == ["7", "8"]


def test_ground_is_counted_once_and_slivers_apart() -> None:
    given = inputs()
    context = Context(given, Overlaid(given.project))
    rows = frame([rect(0, 0, 10, 100), rect(5, 0, 10, 100), rect(99.98, 0, 50, 100)], name=["甲", "乙", "丙"])
    patches = context.overlaid.patches(rows)
    found = found_ground(context, patches, outcome=Outcome.FAILED, limit=Amount(0.1, "share"))
    assert found.area_m2 == pytest.approx(1_500.0)  # 2 × 1,000 less 500 in common
    assert found.value == pytest.approx(0.15)
    assert found.doubtful_m2 == pytest.approx(2.0, rel=1e-6)
    assert found.facts["count"] == 2
    assert found.facts["names"] == "甲、乙"
    assert found.facts["area_mu"] == pytest.approx(2.25)
    assert found.facts["limit"] == "10 %"
    causes = str(ground_facts(context, patches, 0.0, 0.0)["causes"])
    assert " / " in causes
