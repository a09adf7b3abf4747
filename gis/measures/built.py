"""What stands on which ground: pairs of areas and what lies on them, united footprints, floor area."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.errors import GeometryError
from gis.measures.areas import areas_only
from gis.network.noding import Flags, Floats, Ints

__all__ = [
    "SLIVER_M2",
    "Floors",
    "Shapes",
    "floors_on",
    "overlapping",
    "require_valid",
    "shapes_of",
    "shared_ground",
    "united_m2",
]

Shapes = npt.NDArray[np.object_]

SLIVER_M2 = 1.0  # a building that pokes over its plot by less does not make the neighbour's storeys unknown
_PAIRS_AT_ONCE = 200_000  # bounds the memory
_NO_THREE = 2  # with no more pairs than this no three things can share ground: that takes three pairs


@dataclass(frozen=True, eq=False)
class Floors:
    """Floor area on each of some areas. `known_m2`: from what is known. `known_ground_m2`: footprints of known floors.

    `ground_m2`: all footprints, each building for itself. `whole`: no footprint above a sliver has unknown floors.
    """

    known_m2: Floats
    known_ground_m2: Floats
    ground_m2: Floats
    whole: Flags


def shapes_of(frame: gpd.GeoDataFrame) -> Shapes:
    """The geometries of a frame as a plain array, shape (rows,)."""
    return np.asarray(frame.geometry.array, dtype=object)


def require_valid(frame: gpd.GeoDataFrame, layer: str) -> None:
    """Guard: every outline of a frame is valid or missing.

    Raises
    ------
    GeometryError: names the rows that are not.
    """
    shapes = shapes_of(frame)
    wrong = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
    if wrong.any():
        rows = [str(label) for label in frame.index[wrong]]
        remedy = "请先用数据检查修复 / mend them by the check of the data first"
        raise GeometryError(layer=layer, source="", problem="几何无效 / invalid geometry", rows=rows, remedy=remedy)


def shared_ground(areas: Shapes, others: Shapes) -> tuple[Ints, Ints, Floats]:
    """Pairs (row of areas, row of others) that share ground, sorted, and how much of it in m2.

    Parameters
    ----------
    areas, others: valid (multi)polygons in metres; None and empty ones share nothing.
    """
    row, other = shapely.STRtree(others).query(areas, predicate="intersects")
    shapely.prepare(areas)
    shared_m2 = np.zeros(len(row))
    for begin in range(0, len(row), _PAIRS_AT_ONCE):
        part = slice(begin, begin + _PAIRS_AT_ONCE)
        ground, things = areas[row[part]], others[other[part]]
        inside = shapely.contains(ground, things)
        amount = shapely.area(things)
        amount[~inside] = shapely.area(shapely.intersection(ground[~inside], things[~inside]))
        shared_m2[part] = amount
    some = shared_m2 > 0.0
    order = np.lexsort((other[some], row[some]))
    return row[some][order], other[some][order], shared_m2[some][order]


def united_m2(areas: Shapes, others: Shapes, pairs: tuple[Ints, Ints, Floats]) -> Floats:
    """Ground of each area under the others, where two of them overlap counted once, m2; `pairs` of `shared_ground`.

    Only where two of the others overlap are they united: elsewhere the sum is the union.
    """
    row, other, shared_m2 = pairs
    result: Floats = np.bincount(row, weights=shared_m2, minlength=len(areas)).astype(float)
    one, two = _sharing(others)
    on = pd.DataFrame({"other": other, "row": row})
    both = pd.DataFrame({"pair": np.arange(len(one)), "one": one, "two": two})
    both = both.merge(on, left_on="one", right_on="other").merge(on, left_on=["two", "row"], right_on=["other", "row"])
    count = np.bincount(both["row"], minlength=len(areas))
    few = both[count[both["row"]] <= _NO_THREE]  # what two share is taken off once
    pairs_seen, at = np.unique(few["pair"].to_numpy(), return_inverse=True)
    common = areas_only(shapely.intersection(others[one[pairs_seen]], others[two[pairs_seen]]))
    on_row = few["row"].to_numpy()
    common_m2 = shapely.area(common)[at]
    over = np.flatnonzero(~shapely.contains(areas[on_row], common[at]))
    common_m2[over] = shapely.area(shapely.intersection(common[at[over]], areas[on_row[over]]))
    result -= np.bincount(on_row, weights=common_m2, minlength=len(areas))
    kept = count[row] > _NO_THREE
    row, other = row[kept], other[kept]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    for group, area in zip(np.split(other, starts[1:]), row[starts], strict=True) if len(starts) else ():
        result[area] = shapely.area(shapely.intersection(shapely.union_all(others[group]), areas[area]))
    return result


def overlapping(shapes: Shapes) -> Flags:
    """Which shapes may share ground with another of them."""
    result = np.zeros(len(shapes), dtype=bool)
    result[np.concatenate(_sharing(shapes))] = True
    return result


def _sharing(shapes: Shapes) -> tuple[Ints, Ints]:
    """Pairs of shapes that share ground: those that merely touch are told apart by DE-9IM."""
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = one < two
    one, two = one[once], two[once]
    share = shapely.relate_pattern(shapes[one], shapes[two], "2********")
    return one[share], two[share]


def floors_on(row: Ints, inside_m2: Floats, floors: Floats, *, count: int) -> Floors:
    """Floor area on each of `count` areas: footprint inside it × floors, summed over what is known.

    Parameters
    ----------
    row, inside_m2: pairs of `shared_ground`. floors: by pair, storeys or floor area a footprint m2; unknown: not > 0.
    """
    known = floors > 0.0
    amounts = (inside_m2 * np.where(known, floors, 0.0), inside_m2 * known, inside_m2, ~known & (inside_m2 > SLIVER_M2))
    floor_m2, known_m2, ground_m2, unknown = (
        np.bincount(row, weights=amount, minlength=count).astype(float) for amount in amounts
    )
    return Floors(floor_m2, known_m2, ground_m2, unknown == 0.0)
