import pytest

from gis.clauses.numerals import area_km2, length_m, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("50", 50),
        ("1,200", 1200),
        ("1.2万", 12000),
        ("3千", 3000),
        ("五十", 50),
        ("十", 10),
        ("十五", 15),
        ("二百五十", 250),
        ("一千零五", 1005),
        ("三点五", 3.5),
        ("二〇", 20),
        ("两百", 200),
        ("一万二千", 12000),
        ("百", 100),
        ("万", 10000),
    ],
)
def test_numbers_of_plans(text, value):
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "12a"])
def test_no_number_is_an_error(text):
    with pytest.raises(ValueError):
        number(text)


@pytest.mark.parametrize(
    ("amount", "unit", "metres"), [("五十", "米", 50), ("0.5", "公里", 500), ("2", "千米", 2000), ("30", "m", 30)]
)
def test_lengths_are_metres(amount, unit, metres):
    assert length_m(amount, unit) == pytest.approx(metres)


@pytest.mark.parametrize(
    ("amount", "unit", "km2"),
    [
        ("236", "公顷", 2.36),
        ("350.12", "公顷", 3.5012),
        ("1.2万", "平方米", 0.012),
        ("1500", "亩", 1.0),
        ("18.6", "平方公里", 18.6),
        ("二十三", "平方公里", 23),
        ("156750", "㎡", 0.15675),
    ],
)
def test_areas_are_square_kilometres(amount, unit, km2):
    assert area_km2(amount, unit) == pytest.approx(km2)
