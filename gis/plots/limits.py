"""Control values beside figures: met, unmet or not assessed, by tables that say where they hold.

A table holds for plots of its land-use codes. A value for an industry is joined only where the plot's
`industry_edition` is the table's: the digits of GB/T 4754 mean other trades in other editions. A plot of another
edition is "not assessed" unless a crosswalk given by the user leads from its code to ones that share one value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from gis.network.noding import Flags, Floats, Ints
from gis.plots.columns import Texts, read_texts
from gis.plots.intensity import REASON_OF
from gis.units import HECTARE_M2, MU_M2

__all__ = ["INDICES", "ControlTable", "Index", "Limit", "compare", "edition_year", "looser_than_national"]


@dataclass(frozen=True)
class Index:
    """A figure a limit may be set on: the unit a file states it in, the one shown; inner unit × factor = figure."""

    expected: str
    unit: str
    factor: float = 1.0


INDICES: Mapping[str, Index] = MappingProxyType({
    "far": Index("ratio", "ratio"), "storeys_max": Index("count", "count"), "height_m": Index("m", "m"),
    **{name: Index("share", "share") for name in
       ("building_density", "building_coefficient", "green_ratio", "admin_land_share", "admin_floor_share")},
    **{f"{name}_per_ha": Index("wan_per_m2", "wan_per_ha", HECTARE_M2) for name in ("investment", "output", "tax")},
    **{f"{name}_per_mu": Index("wan_per_m2", "wan_per_mu", MU_M2) for name in ("investment", "output", "tax")},
})  # fmt: skip

# Where a local table may only be stricter than the national one.
_NOT_LOOSER = ("far", "building_coefficient", "admin_land_share", "admin_floor_share")
_NOISE = 1e-9  # of a value: binary fractions, not a rounding
_EDITION = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COLUMNS = (
    "plot", "index", "value", "op", "limit", "unit", "verdict", "kind", "table", "edition", "industry",
    "source", "confidence", "reason", "note",
)  # fmt: skip
_NO_FIGURE = "没有此指标 / the figure is not there"
_NO_INDUSTRY = "行业未知 / industry unknown"
_NO_EDITION = "行业分类版本未知,不能套用 {edition} / edition of the industry unknown, table follows {edition}"
_OTHER = "行业按 {own} 编码,表按 {edition},不能直接套用 / industry coded by {own}, table by {edition}: not joined"
_NOT_IN_TABLE = "表中没有此行业 / the table has no such industry"
_MANY = "对照表对应到数值不同的几个行业 / the crosswalk leads to industries of different values"
_NO_GRADE = "土地等别未知 / land grade unknown"
_NOT_GRADE = "表中没有此等别 / the table has no such land grade"


@dataclass(frozen=True)
class Limit:
    """A control value: `index` op (">=" or "<=") `value`, in the figure's unit, and where it holds.

    `industries`: beginnings of industry codes; none: every industry. `codes`: beginnings of land-use codes; none: the
    table's. `grades`: land grades; none: every one. `kind`: "normative" or "recommended".
    """

    index: str
    op: str
    value: float
    kind: str
    source: str
    confidence: str
    industries: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ControlTable:
    """A table of control values. `level`: "national" or "local". `edition`: the document. `codes`: where it holds."""

    key: str
    title: str
    title_en: str
    edition: str
    level: str
    industry_edition: str
    codes: tuple[str, ...]
    limits: tuple[Limit, ...]


def edition_year(text: str) -> str:
    """The year of an edition of GB/T 4754, "2017" for "GB/T 4754—2017"; "" where there is none or more than one."""
    years = set(_EDITION.findall(str(text)))
    return years.pop() if len(years) == 1 else ""


def compare(
    figures: pd.DataFrame,
    plots: pd.DataFrame,
    tables: Sequence[ControlTable],
    *,
    crosswalk: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Figures beside the control values that hold for each plot.

    Parameters
    ----------
    figures: of `plot_figures`, on plots.index. plots: `code`, `industry`, `industry_edition`, `land_grade` (text).
    crosswalk: texts from_edition, from_code, to_edition, to_code, a row a pair of industry codes.

    Returns
    -------
    A row a plot, table, index and op that hold for its land use: plot (row label), index, value, op, limit, unit,
    verdict ("met", "unmet", "not_assessed"), kind, table, edition, industry (code joined on), source, confidence,
    reason (of "not_assessed"), note. A plot outside a table's land use has no row of it.
    """
    parts = []
    for table in tables:
        asked = _Asked.of(plots, table, crosswalk)
        for index, op in dict.fromkeys((limit.index, limit.op) for limit in table.limits):
            parts.append(_compared(figures, asked, table, index, op))
    if not parts:
        return pd.DataFrame(columns=list(_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(_COLUMNS)]


_Case = tuple[str, str, tuple[str, ...], str]


@dataclass(frozen=True, eq=False)
class _Asked:
    """Plots as a table sees them: `cases` they fall into and `case`, the number of each plot's.

    A case is land use, grade, industry codes in the table's edition, and why there are none.
    """

    plots: pd.Index
    cases: tuple[_Case, ...]
    case: Ints

    @staticmethod
    def of(plots: pd.DataFrame, table: ControlTable, crosswalk: pd.DataFrame | None) -> _Asked:
        """Each case is looked up once."""
        columns = (read_texts(plots, name) for name in ("code", "land_grade", "industry", "industry_edition"))
        rows = list(zip(*columns, strict=True))
        numbers = {row: number for number, row in enumerate(dict.fromkeys(rows))}
        cases = tuple((row[0], row[1], *_joined(row[2], row[3], table, crosswalk)) for row in numbers)
        return _Asked(plots.index, cases, np.array([numbers[row] for row in rows], dtype=np.int64))


def _joined(
    industry: str, edition: str, table: ControlTable, crosswalk: pd.DataFrame | None
) -> tuple[tuple[str, ...], str]:
    """The codes of an industry in the table's edition, or why there are none."""
    code = industry.lstrip("ABCDEFGHIJKLMNOPQRST")
    if not code:
        return (), _NO_INDUSTRY
    own, wanted = edition_year(edition), edition_year(table.industry_edition)
    if not own:
        return (), _NO_EDITION.format(edition=table.industry_edition)
    if own == wanted:
        return (code,), ""
    if crosswalk is not None:
        fits = (crosswalk["from_edition"].map(edition_year) == own) & (
            crosswalk["to_edition"].map(edition_year) == wanted
        )
        known = crosswalk[fits]
        # the longest beginning the crosswalk knows, a class before its division
        for length in range(len(code), 1, -1):
            to = known.loc[known["from_code"].astype(str) == code[:length], "to_code"].astype(str)
            if len(to):
                return tuple(sorted(set(to))), ""
    return (), _OTHER.format(own=edition, edition=table.industry_edition)


def _compared(figures: pd.DataFrame, asked: _Asked, table: ControlTable, index: str, op: str) -> pd.DataFrame:
    """One index of one table over all plots it holds for."""
    limits = [limit for limit in table.limits if (limit.index, limit.op) == (index, op)]
    chosen = [_chosen(limits, table, case) for case in asked.cases]
    held = np.array([pick is not None for pick in chosen], dtype=bool)
    rows: Ints = np.flatnonzero(held[asked.case])
    case = (np.cumsum(held) - 1)[asked.case[rows]]
    kept = [pick for pick in chosen if pick is not None]
    value = np.full(len(rows), np.nan)
    why_not = np.full(len(rows), _NO_FIGURE, dtype=object)
    if index in figures:
        value = figures[index].to_numpy(dtype=float)[rows]
        if REASON_OF.get(index) in figures:
            why_not = figures[REASON_OF[index]].to_numpy(dtype=object)[rows]

    def _each(texts: list[str]) -> Texts:
        found: Texts = np.array(texts, dtype=object)[case]
        return found

    first = limits[0]
    bound = np.array([limit.value if limit else np.nan for limit, _, _ in kept], dtype=float)[case]
    reason = _each([why for _, _, why in kept])
    reason = np.where((reason == "") & np.isnan(value), why_not, reason)
    met = _met(value, bound, op)
    return pd.DataFrame({
        "plot": asked.plots[rows], "index": index, "value": value, "op": op, "limit": bound,
        "unit": INDICES[index].unit, "verdict": np.where(reason != "", "not_assessed", np.where(met, "met", "unmet")),
        "kind": _each([(limit or first).kind for limit, _, _ in kept]), "table": table.key, "edition": table.edition,
        "industry": _each([industry for _, industry, _ in kept]),
        "source": _each([(limit or first).source for limit, _, _ in kept]),
        "confidence": _each([(limit or first).confidence for limit, _, _ in kept]), "reason": reason,
        "note": _each([limit.note if limit else "" for limit, _, _ in kept]),
    })  # fmt: skip


def _met(value: Floats, bound: Floats, op: str) -> Flags:
    """Whether values keep their bounds; exactly at the bound does."""
    slack = _NOISE * np.maximum(np.abs(bound), 1e-12)
    return np.asarray(value >= bound - slack if op == ">=" else value <= bound + slack, dtype=bool)


def _chosen(limits: Sequence[Limit], table: ControlTable, case: _Case) -> tuple[Limit | None, str, str] | None:
    """The limit for a plot, the industry it is joined on, and why there is none; None: outside the land use."""
    code, grade, industries, why = case
    here = [limit for limit in limits if _holds(code, limit.codes or table.codes)]
    if not here:
        return None
    graded = [limit for limit in here if not limit.grades or grade in limit.grades]
    if not graded:
        return None, "", _NOT_GRADE if grade else _NO_GRADE
    if not any(limit.industries for limit in graded):
        return _narrowest(graded), "", ""
    found = [] if why else [_of_industry(graded, industry) for industry in industries]
    picks = [limit for limit in found if limit is not None]
    if why or len(picks) < len(found):
        return None, "/".join(industries), why or _NOT_IN_TABLE
    same = len({limit.value for limit in picks}) == 1
    return (picks[0] if same else None), "/".join(industries), "" if same else _MANY


def _of_industry(limits: Sequence[Limit], industry: str) -> Limit | None:
    """The limit of the longest beginning of an industry code; one for every industry where none is its own."""
    own = [limit for limit in limits if limit.industries and _holds(industry, limit.industries)]
    if own:
        longest = max(max(len(name) for name in limit.industries if industry.startswith(name)) for limit in own)
        return _narrowest(
            [limit for limit in own if any(len(n) == longest and industry.startswith(n) for n in limit.industries)]
        )
    every = [limit for limit in limits if not limit.industries]
    return _narrowest(every) if every else None


def _narrowest(limits: Sequence[Limit]) -> Limit:
    """The limit that says most of where it holds: its own land grade, then its own land use."""
    return max(limits, key=lambda limit: (bool(limit.grades), max((len(code) for code in limit.codes), default=0)))


def _holds(text: str, beginnings: tuple[str, ...]) -> bool:
    return not beginnings or text.startswith(beginnings)


def looser_than_national(tables: Sequence[ControlTable]) -> pd.DataFrame:
    """Values of local tables that are looser than the national ones they may only tighten.

    Floor area ratio and building coefficient may not be lower, the shares of offices and living not higher. Industries
    are compared where both tables follow one edition of GB/T 4754; values for every industry always.

    Returns
    -------
    A row a pair: table, national (keys), index, industry, value, national_value, text ("中文 / English").
    """
    national = [(table, limit) for table in tables if table.level == "national" for limit in table.limits]
    local = [(table, limit) for table in tables if table.level == "local" for limit in table.limits]
    rows = []
    for own_table, own in local:
        for other_table, other in national:
            if not _comparable(own_table, own, other_table, other) or not _looser(own, other):
                continue
            text = (
                f"地方值 {own.value:g} 宽于国家标准 {other.value:g}({own.index})"
                f" / local {own.index} {own.value:g} is looser than the national {other.value:g}"
            )
            rows.append((
                own_table.key, other_table.key, own.index, "/".join(own.industries or other.industries), own.value,
                other.value, text,
            ))  # fmt: skip
    columns = ["table", "national", "index", "industry", "value", "national_value", "text"]
    return pd.DataFrame(rows, columns=columns)


def _comparable(own_table: ControlTable, own: Limit, other_table: ControlTable, other: Limit) -> bool:
    """Whether two limits speak of the same figure on some common plot."""
    if own.index not in _NOT_LOOSER or (own.index, own.op) != (other.index, other.op):
        return False
    codes, others = own.codes or own_table.codes, other.codes or other_table.codes
    if not _meet(codes, others) or (own.grades and other.grades and not set(own.grades) & set(other.grades)):
        return False
    if not own.industries or not other.industries:
        return True
    years = edition_year(own_table.industry_edition), edition_year(other_table.industry_edition)
    return years[0] == years[1] != "" and _meet(own.industries, other.industries)


def _meet(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether some code begins with an entry of either; no entries: every code."""
    return not one or not two or any(a.startswith(b) or b.startswith(a) for a in one for b in two)


def _looser(own: Limit, other: Limit) -> bool:
    slack = _NOISE * abs(other.value)
    return own.value < other.value - slack if own.op == ">=" else own.value > other.value + slack
