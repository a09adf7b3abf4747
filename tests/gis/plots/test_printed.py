"""A transition as it is printed: cells, margins and total add up to the last digit, in hectares and in mu."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError
from gis.plots.printed import TOTAL, adding_up, printed_change
from gis.plots.structure import GAINED, LOST, Transition
from gis.units import HECTARE_M2, MU_M2


def change(rows, index, columns):
    matrix = pd.DataFrame(rows, index=index, columns=columns, dtype=float)
    return Transition(matrix, matrix.sum(axis=1), matrix.sum(axis=0), 0.0, 0.0)


def exact(values):
    return sum((Decimal(repr(float(value))) for value in values), Decimal(0))


def test_thirds_of_a_hectare_on_paper():
    # nine cells of a third: each 0.33 or 0.34, each row and column 1.00, all 3.00; by cell alone it would be 2.97
    third = pd.DataFrame(np.full((3, 3), 1 / 3), index=list("abc"), columns=list("xyz"))
    cells = adding_up(third)
    assert set(cells.to_numpy().ravel()) == {0.33, 0.34}
    for lines in (cells.to_numpy(), cells.to_numpy().T):
        assert [exact(line) for line in lines] == [Decimal("1.00")] * 3


def test_one_hectare_is_fifteen_mu():
    found = change([[10_000.0, 5_000.0], [0.0, 25_000.0]], ["0101", "1001"], ["1001", LOST])
    for unit, factor in ((HECTARE_M2, 1), (MU_M2, 15)):
        matrix = printed_change(found, construction=["10"], unit_m2=unit).matrix
        assert matrix.loc["0101"].tolist() == [1.0 * factor, 0.5 * factor, 1.5 * factor]
        assert matrix.loc[TOTAL].tolist() == [1.0 * factor, 3.0 * factor, 4.0 * factor]


def test_conversion_is_made_of_the_cells():
    # m2: cropland to industry 3,333.4; industry stays 3,333.3; gained industry 3,333.3; cropland lost 50
    found = change(
        [[3_333.4, 50.0], [3_333.3, 0.0], [3_333.3, 0.0]], ["0101", "1001", GAINED], ["1001", LOST]
    )  # fmt: skip
    told = printed_change(found, construction=["10"], unit_m2=HECTARE_M2)
    area = told.converted["area"]
    # 1.005 ha in all is 1.01 half up: 0.34 + 0.33 + 0.33 and 0.01
    assert area["total"] == told.matrix.loc[TOTAL, TOTAL] == 1.01
    assert area["to_construction"] == told.matrix.loc["0101", "1001"]
    assert area["gained"] == told.matrix.loc[GAINED, TOTAL]
    assert area["lost"] == told.matrix.loc[TOTAL, LOST]
    assert exact(area.drop("total")) == exact([area["total"]])


def test_noise_of_the_overlay_is_no_land():
    found = change([[10_000.0, -1.2e-9], [3e-9, 0.0]], ["1001", GAINED], ["1001", LOST])
    matrix = printed_change(found, construction=["10"], unit_m2=MU_M2).matrix
    assert matrix.loc["1001", LOST] == 0.0
    assert matrix.loc[GAINED, TOTAL] == 0.0
    assert matrix.loc[TOTAL, TOTAL] == 15.0


def test_land_counted_twice_stays_negative():
    # an earlier year that maps land twice loses less than nothing: it is printed so, not hidden
    cells = adding_up(pd.DataFrame([[2.0, -0.255]]))
    assert cells.iloc[0, 1] in (-0.26, -0.25)
    assert exact(cells.to_numpy().ravel()) == Decimal("1.75")  # 1.745 half up


def test_nothing_is_nothing():
    assert adding_up(pd.DataFrame()).empty
    assert adding_up(pd.DataFrame([[0.0]])).iloc[0, 0] == 0.0


def test_construction_land_must_be_named():
    with pytest.raises(DefinitionError):
        printed_change(change([[1.0]], ["1001"], ["1001"]), construction=[], unit_m2=HECTARE_M2)


AREAS = st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(AREAS)
def test_cells_and_sums_are_rounded_down_or_up(thousandths):
    """Cells in thousandths of a square metre, in hectares with two decimals: units of 100 m2."""
    table = pd.DataFrame(thousandths, dtype=float) / 1_000.0
    units = np.round(adding_up(table / HECTARE_M2).to_numpy() * 100.0).astype(int)
    given_units = [[Fraction(value, 100_000) for value in line] for line in thousandths]
    slack = Fraction(1, 10**5)  # a millionth of a unit and cell is noise

    def near(got, want):
        return math.floor(want - slack) <= got <= math.ceil(want + slack)

    for got, want in zip(units, given_units, strict=True):
        assert all(near(one, other) for one, other in zip(got, want, strict=True))
        assert near(got.sum(), sum(want))
    for at in range(3):
        assert near(units[:, at].sum(), sum(line[at] for line in given_units))
    whole = sum(sum(line) for line in given_units)
    assert abs(Fraction(int(units.sum())) - whole) <= Fraction(1, 2) + slack
