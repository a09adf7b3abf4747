import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import units
from gis.errors import UnitError
from gis.units import format_quantity, in_unit, inner_unit, parse_any, parse_quantity, unit_text


@pytest.mark.parametrize(
    ("text", "expected", "value"),
    [
        ("300 m", "m", 300.0),
        ("0.5km", "m", 500.0),
        ("1,200 米", "m", 1200.0),
        ("15 分钟", "min", 15.0),
        ("1 h", "min", 60.0),
        ("80 %", "share", 0.8),
        ("2 公顷", "m2", 20_000.0),
        ("15 亩", "m2", 10_000.0),
        ("227.34 km2", "m2", 227_340_000.0),
        ("4 km/h", "m_per_min", 4000 / 60),
        ("8 km/km2", "m_per_m2", 0.008),
        ("1.2 ratio", "ratio", 1.2),
        ("30 万元/亩", "wan_per_m2", 30 * 15 / 10_000),
        (0, "m", 0.0),
    ],
)
def test_quantities_become_the_inner_unit(text, expected, value):
    assert parse_quantity(text, expected=expected) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("text", ["300", "m", "", "300 furlongs", "80 %", "1e400x", "30 0 m", "nan m", 12])
def test_what_is_no_length_is_refused_with_an_example(text):
    with pytest.raises(UnitError) as caught:
        parse_quantity(text, expected="m")
    assert "'300 m'" in caught.value.message("zh")
    assert str(text) in caught.value.message("en")


def test_parse_any_names_the_inner_unit():
    assert parse_any("12.3 %") == (pytest.approx(0.123), "share")
    assert parse_any("307 km") == (307_000.0, "m")
    with pytest.raises(UnitError):
        parse_any("many")


def test_fifteen_mu_are_a_hectare_exactly():
    assert 15 * units.MU_M2 == units.HECTARE_M2
    assert pytest.approx(units.KM2_M2, rel=1e-15) == 1500 * units.MU_M2


@pytest.mark.parametrize(
    ("value", "unit", "lang", "text"),
    [
        (0.8137, "share", "zh", "81.4 %"),
        (11_930_000.0, "m2", "zh", "1,193.00 公顷"),
        (11.934, "km2", "zh", "11.93 平方公里"),
        (1234.4, "m", "en", "1,234 m"),
        (12.5, "wan_per_mu", "zh", "12.50 万元/亩"),
        (1.236, "ratio", "zh", "1.24"),
        (None, "share", "zh", "–"),
        (math.nan, "m", "zh", "–"),
    ],
)
def test_figures_are_rounded_only_for_show(value, unit, lang, text):
    assert format_quantity(value, unit, lang=lang) == text


def test_unit_text_and_plain_numbers():
    assert unit_text("m2") == "公顷"
    assert unit_text("km_per_km2", "en") == "km/km²"
    assert format_quantity(0.5, "share", with_unit=False) == "50.0"


@given(st.floats(min_value=-1e9, max_value=1e9), st.sampled_from(["km", "km2", "mu", "wan_per_mu", "share"]))
def test_result_units_round_trip(value, unit):
    per_unit = 1.0 / in_unit(1.0, unit)
    assert in_unit(value * per_unit, unit) == pytest.approx(value, rel=1e-12, abs=1e-12)


def test_inner_unit_of_unknown_is_itself():
    assert inner_unit("km") == "m"
    assert inner_unit("persons") == "persons"
