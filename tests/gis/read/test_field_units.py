"""Units in the names of fields: read off, and reckoned into the unit of our column."""

import pytest

from gis.read.field_units import named_unit, unit_factor


@pytest.mark.parametrize(
    ("name", "plain", "unit"),
    [
        ("用地面积（亩）", "用地面积", "亩"), ("税收/亿元", "税收", "亿元"),
        ("税收", "税收", ""), ("tax_yuan", "tax", "yuan"), ("面积(登记)", "面积(登记)", ""), ("area_ha", "area", "ha"),
        ("高度[m]", "高度", "m"), ("MJ_1", "MJ_1", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_a_name_and_its_unit(name: str, plain: str, unit: str) -> None:
    assert named_unit(name) == (plain, unit)


@pytest.mark.parametrize(
    ("name", "column", "factor"),
    [
        ("税收(元)", "tax_wan", 1e-4), ("税收(万元)", "tax_wan", 1.0), ("税收(亿元)", "tax_wan", 1e4),
        ("绿地面积(公顷)", "green_m2", 10_000.0), ("用地面积(亩)", "area_stated_m2", 10_000.0 / 15.0),
        ("用电量(万千瓦时)", "power_kwh", 1e4), ("排污量(千克)", "emission_t", 1e-3), ("税收", "tax_wan", 1.0),
        ("税收(公顷)", "tax_wan", 1.0), ("人数(人)", "employees_count", 1.0),
    ],
)  # fmt: skip
def test_the_factor_to_our_column(name: str, column: str, factor: float) -> None:
    assert unit_factor(name, column) == pytest.approx(factor)
