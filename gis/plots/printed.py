"""Land-use change as it is printed: a transition matrix whose cells, margins and total add up to the last digit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from gis.plots.columns import Floats
from gis.plots.structure import Transition, conversion

__all__ = ["TOTAL", "PrintedChange", "adding_up", "printed_change"]

TOTAL = "合计 / total"  # row and column of the margins
_NOISE_PLACES = 6  # of the last printed unit: what is nearer to a whole one is noise of the overlay


@dataclass(frozen=True, eq=False)
class PrintedChange:
    """A transition in a printed unit: `matrix` with the row and column `TOTAL`, `converted` with the row "total".

    `converted` holds title and area, its areas sums of the cells of the matrix: both tables end in the same total.
    """

    matrix: pd.DataFrame
    converted: pd.DataFrame


def printed_change(
    change: Transition, *, construction: Sequence[str], unit_m2: float, decimals: int = 2
) -> PrintedChange:
    """The transition and the conversion of construction land in a unit of `unit_m2` square metres.

    Raises
    ------
    DefinitionError: no code of construction land is named.
    """
    cells = adding_up(change.matrix / unit_m2, decimals=decimals)
    converted = conversion(replace(change, matrix=cells), construction=construction)
    converted = converted.set_axis(["title", "area"], axis=1)
    converted["area"] = [_exact([value], decimals) for value in converted["area"]]
    converted.loc["total"] = [TOTAL, _exact(converted["area"], decimals)]
    matrix = cells.copy()
    matrix[TOTAL] = [_exact(line, decimals) for line in cells.to_numpy()]
    matrix.loc[TOTAL] = [_exact(matrix[name], decimals) for name in matrix.columns]
    return PrintedChange(matrix, converted)


def adding_up(table: pd.DataFrame, *, decimals: int = 2) -> pd.DataFrame:
    """A table rounded so that its sums are right as well: controlled rounding.

    Every cell, and the sum of every row and column, is the exact one rounded down or up; the sum of all is rounded
    half up. Such a rounding always exists; among those the one that raises the largest remainders is taken.

    Returns
    -------
    Frame of the same shape, every entry the nearest float to a decimal number of `decimals` places.
    """
    scaled = [
        [Decimal(repr(round(float(value) * 10.0**decimals, _NOISE_PLACES))) for value in line]
        for line in table.to_numpy(dtype=float)
    ]
    whole = np.array([[math.floor(value) for value in line] for line in scaled], dtype=float).reshape(table.shape)
    rest = np.array([[float(value - math.floor(value)) for value in line] for line in scaled]).reshape(table.shape)
    whole += _raised(scaled, whole, rest)
    places = [[float(Decimal(int(value)).scaleb(-decimals)) for value in line] for line in whole]
    return pd.DataFrame(places, index=table.index, columns=table.columns)


def _raised(scaled: list[list[Decimal]], whole: Floats, rest: Floats) -> Floats:
    """Which cells are rounded up (1), those without a remainder never (0).

    Raises
    ------
    ArithmeticError: the solver gave up.
    """
    found = np.zeros_like(rest)
    rows, columns = np.nonzero(rest)
    if not rows.size:
        return found
    sums = [[sum(line, Decimal(0)) for line in lines] for lines in (scaled, zip(*scaled, strict=True))]
    whole_sums = (whole.sum(axis=1), whole.sum(axis=0))
    every = np.arange(rows.size)
    limits = []
    for at, exact, floors in zip((rows, columns), sums, whole_sums, strict=True):
        shape = (len(exact), rows.size)
        low = np.array([math.floor(value) for value in exact], dtype=float) - floors
        high = np.array([math.ceil(value) for value in exact], dtype=float) - floors
        limits.append(LinearConstraint(coo_array((np.ones(rows.size), (at, every)), shape=shape).tocsr(), low, high))
    total = int(sum(sums[0], Decimal(0)).to_integral_value(rounding=ROUND_HALF_UP)) - whole.sum()
    limits.append(LinearConstraint(np.ones((1, rows.size)), total, total))
    solved = milp(-rest[rows, columns], integrality=np.ones(rows.size), bounds=Bounds(0.0, 1.0), constraints=limits)
    if solved.x is None:
        raise ArithmeticError(f"控制凑整无解 / no controlled rounding: {solved.message}")
    found[rows, columns] = np.round(solved.x)
    return found


def _exact(values: Sequence[float] | Floats | pd.Series, decimals: int) -> float:
    """The sum of printed numbers, as a printed number."""
    step = Decimal(1).scaleb(-decimals)
    return float(sum((Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP) for value in values), Decimal(0)))
