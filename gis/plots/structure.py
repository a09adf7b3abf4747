"""Land-use structure and its change: areas by code, the transition between two years, and sums that add up in print.

Codes of one edition only stand in one table. A code is cut to the level asked for: its first two or four characters;
what is coded more coarsely keeps its own row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import require_metric, require_same
from gis.errors import DefinitionError, MissingColumnError
from gis.measures.built import Shapes, shapes_of, shared_ground
from gis.plots.columns import Floats, Texts, read_texts
from gis.units import HECTARE_M2, MU_M2

__all__ = [
    "GAINED", "LOST", "UNMAPPED", "Transition", "area_rows", "conversion", "exact_rounded", "structure", "transition",
]  # fmt: skip

GAINED = "区外 / outside before"  # row of a transition: land that only the later year knows
LOST = "区外 / outside after"  # column of a transition: land that only the earlier year knows
UNMAPPED = "未对应 / not mapped"  # codes without exactly one counterpart
_UNCODED = "未知 / unknown"

Convert = Callable[[str], Sequence[str]]


@dataclass(frozen=True, eq=False)
class Transition:
    """Land from use to use in m2: rows earlier codes and `GAINED`, columns later codes and `LOST`.

    Rows sum to the earlier areas, columns to the later ones. `before_overlap_m2`, `after_overlap_m2`: land that a year
    maps more than once; where it is not 0 the entries of the matrix count it more than once, and lost or gained less.
    """

    matrix: pd.DataFrame
    before_m2: pd.Series
    after_m2: pd.Series
    before_overlap_m2: float
    after_overlap_m2: float


def structure(
    land: gpd.GeoDataFrame, *, edition: str, level: int = 2, convert: Convert | None = None, decimals: int = 2
) -> pd.DataFrame:
    """Areas by land-use code.

    Parameters
    ----------
    land: `code`, in metres. edition: what the codes (after `convert`) follow, kept in the table. level: characters of
    the code, 2 or 4. convert: the codes of the edition that a code stands for, e.g. GB 50137 to the guide of 2023; a
    code with none or several counterparts goes to `UNMAPPED`. decimals: of the printed columns.

    Returns
    -------
    Frame on the codes and "total": edition, area_m2, share (0-1), area_ha and area_mu (rounded so that the rows add
    up to the total), codes (the codes as mapped, joined by ";").

    Raises
    ------
    MetricCRSError: not in metres. MissingColumnError: `code`. DefinitionError: the level is not 1, 2, 4 or 6.
    """
    codes, raw = _classed(land, level, convert)
    area = land.geometry.area.to_numpy(dtype=float)
    area_m2 = pd.Series(area).groupby(codes).sum()
    mapped = pd.Series(raw).groupby(codes).agg(lambda texts: ";".join(sorted(set(texts) - {""})))
    out = area_rows(area_m2, decimals=decimals)
    total = out.loc["total", "area_m2"]
    out.insert(1, "share", out["area_m2"] / total if total > 0.0 else np.nan)
    out.insert(0, "edition", edition)
    return out.assign(codes=mapped.reindex(out.index).fillna(""))


def area_rows(area_m2: pd.Series, *, decimals: int = 2) -> pd.DataFrame:
    """Areas with a row "total": area_m2, area_ha and area_mu; the rounded rows add up to the rounded total exactly.

    The total in mu is rounded from the area, not from the printed hectares.
    """
    values = area_m2.to_numpy(dtype=float)
    out = pd.DataFrame({"area_m2": [*values, math.fsum(values)]}, index=[*area_m2.index, "total"])
    for name, factor in (("area_ha", HECTARE_M2), ("area_mu", MU_M2)):
        rounded = exact_rounded(values / factor, decimals)
        whole = sum((_printed(value, decimals) for value in rounded if math.isfinite(value)), Decimal(0))
        out[name] = [*rounded, float(whole)]
    return out


def exact_rounded(values: Iterable[float], decimals: int) -> Floats:
    """Values rounded so that they add up to their rounded sum: the largest remainders get the last units.

    The sum is rounded half up. Each value moves by less than one unit of the last place; NaN stays NaN and is no part
    of the sum; among equal remainders the earlier one is raised first.

    Returns
    -------
    Array of the same length, every entry the nearest float to a decimal number of `decimals` places.
    """
    given = np.asarray(list(values), dtype=float)
    known = np.flatnonzero(np.isfinite(given))
    scaled = [Decimal(repr(float(given[row]))).scaleb(decimals) for row in known]
    whole = [int(value.to_integral_value(rounding="ROUND_FLOOR")) for value in scaled]
    total = int(sum(scaled, Decimal(0)).to_integral_value(rounding=ROUND_HALF_UP))
    left = total - sum(whole)
    order = sorted(range(len(known)), key=lambda at: (whole[at] - scaled[at], at))
    for at in order[:left]:
        whole[at] += 1
    result = np.full(len(given), np.nan)
    result[known] = [float(Decimal(value).scaleb(-decimals)) for value in whole]
    return result


def transition(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    *,
    editions: tuple[str, str],
    level: int = 2,
    convert: tuple[Convert | None, Convert | None] = (None, None),
) -> Transition:
    """Land from use to use between two years, by exact overlay.

    Parameters
    ----------
    before, after: `code`, one CRS in metres. editions: what the codes of each year follow after `convert`; they must
    agree. level, convert: as in `structure`.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. MissingColumnError: `code`. DefinitionError: the editions
        differ.
    """
    require_same(after, before, layer="land_use")
    if editions[0] != editions[1]:
        problem = f"两期用地分类不同({editions[0]}、{editions[1]}),不能直接比较,请先换算到同一分类"
        raise DefinitionError(file="land_use", key="edition", problem=problem)
    one, _ = _classed(before, level, convert[0])
    other, _ = _classed(after, level, convert[1])
    shapes, parts = shapes_of(before), shapes_of(after)
    row, column, shared = shared_ground(shapes, parts)
    area_one, area_other = shapely.area(shapes), shapely.area(parts)
    matrix = (
        pd.DataFrame({"before": one[row], "after": other[column], "m2": shared})
        .pivot_table(index="before", columns="after", values="m2", aggfunc="sum", fill_value=0.0)
        .reindex(index=sorted(set(one)), columns=sorted(set(other)), fill_value=0.0)
        .astype(float)
    )
    before_m2 = pd.Series(area_one).groupby(one).sum().reindex(matrix.index)
    after_m2 = pd.Series(area_other).groupby(other).sum().reindex(matrix.columns)
    gained = after_m2 - matrix.sum(axis=0)
    matrix[LOST] = before_m2 - matrix.sum(axis=1)
    matrix.loc[GAINED] = gained.reindex(matrix.columns).fillna(0.0)
    overlaps = [max(math.fsum(area) - _united(of), 0.0) for area, of in ((area_one, shapes), (area_other, parts))]
    return Transition(matrix, before_m2, after_m2, overlaps[0], overlaps[1])


def conversion(change: Transition, *, construction: Sequence[str]) -> pd.DataFrame:
    """Conversion to and from construction land, whose codes begin with one of `construction`.

    Returns
    -------
    Frame on to_construction, from_construction, within_construction, other, unknown (codes not mapped), gained, lost:
    title, area_m2; together the land of both years, what they share counted once.

    Raises
    ------
    DefinitionError: no code of construction land is named.
    """
    if not construction:
        raise DefinitionError(file="land_use", key="construction", problem="没有写明建设用地的代码")
    titles = {
        "to_construction": "转为建设用地 / to construction land",
        "from_construction": "由建设用地转出 / from construction land",
        "within_construction": "建设用地内部 / within construction land",
        "other": "非建设用地之间 / between other land",
        "unknown": "分类未知 / use unknown",
        "gained": "新纳入范围 / outside before",
        "lost": "移出范围 / outside after",
    }
    sums = dict.fromkeys(titles, 0.0)
    for old, line in change.matrix.iterrows():
        for new, area in line.items():
            sums[_move(str(old), str(new), tuple(construction))] += float(area)
    return pd.DataFrame({"title": titles, "area_m2": sums})


def _move(old: str, new: str, construction: tuple[str, ...]) -> str:
    if old == GAINED or new == LOST:
        return "gained" if old == GAINED else "lost"
    if {old, new} & {UNMAPPED, _UNCODED}:
        return "unknown"
    was, now = old.startswith(construction), new.startswith(construction)
    if was == now:
        return "within_construction" if was else "other"
    return "to_construction" if now else "from_construction"


def _classed(land: gpd.GeoDataFrame, level: int, convert: Convert | None) -> tuple[Texts, Texts]:
    """The class of every area, and its code as given."""
    require_metric(land, layer="land_use")
    if level not in (1, 2, 4, 6):
        raise DefinitionError(file="land_use", key="level", problem="层级应为 1、2、4 或 6 位")
    if "code" not in land:
        raise MissingColumnError(layer="land_use", source="", missing=["code"], found=list(land.columns))
    raw = read_texts(land, "code")
    found: dict[str, str] = {"": _UNCODED}
    for code in set(raw) - {""}:
        codes = {text[:level] for text in (convert(code) if convert else (code,))}
        found[code] = codes.pop() if len(codes) == 1 else UNMAPPED
    return np.array([found[code] for code in raw], dtype=object), raw


def _united(shapes: Shapes) -> float:
    return float(shapely.area(shapely.union_all(shapes)))


def _printed(value: float, decimals: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals))
