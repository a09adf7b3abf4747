"""Heads against points: counts, areas, ids."""

import pytest

from gis.coordinate_txt import HA, M2, MU, Dialect
from gis.read.intake.formats.txt_checks import check_areas, check_counts, check_ids, stated_area
from gis.read.intake.formats.txt_grammar import Finding, read_lines
from gis.read.intake.formats.txt_plots import Made, make_plots
from tests.gis.read.intake.making_txt import BOW, head, plot, ring_lines, square, whole


def made(*plots: list[str]) -> list[Made]:
    lines = whole(*plots)
    return make_plots(read_lines(lines, Dialect()), lines).made


def with_area(*texts: str, size: float = 100.0) -> list[Made]:
    return made(*([head(k + 1, area=text), *ring_lines(square(k, size=size))] for k, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("0.9600", 0.96, ""), ("1", 1.0, ""), ("0.7655公顷", 0.7655, HA), ("12 亩", 12.0, MU), ("9600㎡", 9600.0, M2),
     ("9600 M2", 9600.0, M2), ("1.5ha", 1.5, HA), ("约1", None, ""), ("-1", None, ""), ("1e5", None, ""),
     ("1 块", None, ""), ("", None, ""), ("1.2.3", None, "")],
)  # fmt: skip
def test_areas_as_written(text: str, value: float | None, unit: str) -> None:
    assert stated_area(text)[:2] == (value, unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("1.0000", HA), ("10000.00", M2), ("15.000", MU), ("1.03", HA), ("1公顷", HA), ("10000平方米", M2)],
)
def test_the_unit_is_the_one_whose_ratio_is_one(text: str, unit: str) -> None:
    findings: list[Finding] = []
    _, units, usual = check_areas(with_area(text), findings)
    assert (units, usual) == ([unit], unit)


@pytest.mark.parametrize(
    ("text", "told"),
    [("1.0000", False), ("1.0005", False), ("1.002", True), ("0.97", True), ("7", True), ("1e9", False),
     ("10020", True), ("1公顷", False), ("2公顷", True)],
)  # fmt: skip
def test_an_area_that_differs_is_told(text: str, told: bool) -> None:  # noqa: FBT001
    findings: list[Finding] = []
    check_areas(with_area(text), findings)
    assert ("txt_area_differs" in [one.code for one in findings]) is told


def test_rounding_of_small_plots_is_no_difference() -> None:
    findings: list[Finding] = []
    _, units, _ = check_areas(with_area("0.0025", "0.0100", "0.00", size=5.0), findings)
    assert units[:2] == [HA, HA]
    assert [one.line for one in findings if one.code == "txt_area_differs"] == [16]


def test_an_undecided_unit_is_that_of_the_others() -> None:
    findings: list[Finding] = []
    _, units, usual = check_areas(with_area("10000", "10000", "7"), findings)
    assert usual == M2
    assert units == [M2, M2, M2]
    differs = next(one for one in findings if one.code == "txt_area_differs")
    assert differs.facts["computed"] == 10_000.0


def test_a_shape_that_crosses_itself_has_no_area_to_compare() -> None:
    findings: list[Finding] = []
    check_areas(made([head(area="5"), *ring_lines(BOW)]), findings)
    assert findings == []


@pytest.mark.parametrize(("count", "told"), [(5, False), (4, False), (6, True), (3, True), (0, True)])
def test_points_are_counted_with_and_without_the_closing_one(count: int, told: bool) -> None:  # noqa: FBT001
    findings: list[Finding] = []
    check_counts(made([head(count=count), *ring_lines(square())]), findings)
    assert bool(findings) is told


def test_ids_that_repeat() -> None:
    findings: list[Finding] = []
    check_ids(made(plot(1), plot(2)), findings)
    assert findings == []
    check_ids(made(plot(1), plot(1), plot(1)), findings)
    assert [(one.code, one.line, one.facts["lines"]) for one in findings] == [("txt_id_twice", 16, [10, 16, 22])]
