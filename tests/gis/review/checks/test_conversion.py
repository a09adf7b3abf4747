"""Present land use on paper: classes by the longest beginning, m2 by code, and farmland that must not be there."""

import pytest

from gis.errors import DefinitionError
from gis.review.checks.conversion import Conversion, conversion_table
from gis.review.model import Outcome
from gis.review.overlay import Overlaid
from tests.gis.review.checks.paper import found, inputs, layer, project, rect, rule

LISTS = {"farmland": ["01", "04"], "construction": ["07", "10"], "unused": ["0403", "05"]}
INFORM = rule("conversion", "land_use", **LISTS)
FORBID = rule("conversion", "land_use", **LISTS, none_of=["farmland"])
USE = layer(
    "land_use", [rect(0, 0, 30, 100), rect(30, 0, 20, 100), rect(50, 0, 10, 100), rect(60, 0, 40, 100)],
    code=["0102", "0403", "99", "070102"], name=["水浇地", "其他草地", "", "住宅"],
)  # fmt: skip


def test_the_longest_beginning_decides() -> None:
    settings = Conversion(farmland=("04",), unused=("0403",))
    assert [settings.class_of(code) for code in ("0401", "0403", "040301", "17", "")] == [
        "farmland", "unused", "unused", "", "",
    ]  # fmt: skip


def test_square_metres_by_class() -> None:
    result = found(INFORM, inputs(USE))
    assert result.outcome is Outcome.INFORMED
    areas = [result.facts[f"{name}_m2"] for name in ("farmland", "unused", "unclassed", "construction", "unmapped")]
    assert areas == pytest.approx([3_000.0, 2_000.0, 1_000.0, 4_000.0, 0.0])


def test_the_table_by_code() -> None:
    assert isinstance(INFORM.settings, Conversion)
    table = conversion_table(Overlaid(project()), USE.frame, INFORM.settings, whole_m2=10_000.0)
    assert list(table.index) == ["0102", "0403", "070102", "99"]
    assert list(table["construction"]) == ["farmland", "unused", "construction", ""]
    assert list(table["share"]) == pytest.approx([0.3, 0.2, 0.4, 0.1])
    assert list(table["name"]) == ["水浇地", "其他草地", "住宅", ""]


def test_farmland_that_must_not_be_there() -> None:
    result = found(FORBID, inputs(USE))
    assert (result.outcome, result.area_m2) == (Outcome.FAILED, pytest.approx(3_000.0))
    built = layer("land_use", [rect(0, 0, 100, 100)], code=["1001"])
    assert found(FORBID, inputs(built)).outcome is Outcome.PASSED
    strip = layer("land_use", [rect(0, 0, 99.95, 100), rect(99.95, 0, 50, 100)], code=["1001", "0102"])
    assert found(FORBID, inputs(strip)).outcome is Outcome.DOUBTFUL


def test_ground_without_a_class_is_not_passed() -> None:
    half = layer("land_use", [rect(0, 0, 50, 100)], code=["1001"])
    result = found(FORBID, inputs(half))
    assert (result.outcome, result.facts["unmapped_m2"]) == (Outcome.NOT_ASSESSED, pytest.approx(5_000.0))
    blank = layer("land_use", [rect(0, 0, 100, 100)], code=[""])
    assert found(FORBID, inputs(blank)).outcome is Outcome.NOT_ASSESSED
    assert found(FORBID, inputs(layer("land_use", [], code=[]))).outcome is Outcome.NOT_ASSESSED


def test_missing_layer_or_column() -> None:
    assert found(INFORM, inputs()).outcome is Outcome.NOT_ASSESSED
    assert "code" in found(INFORM, inputs(layer("land_use", [rect(0, 0, 9, 9)]))).reason


@pytest.mark.parametrize(
    "settings", [{}, {"farmland": ["01"], "unused": ["01"]}, {"farmland": ["01"], "none_of": ["fields"]}]
)
def test_wrong_settings(settings: dict[str, list[str]]) -> None:
    with pytest.raises(DefinitionError):
        rule("conversion", "land_use", **settings)
