"""Schemes by which firms are graded by the mu: indices, weights, benchmarks and bands, data of a place and year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from gis.errors import DefinitionError
from gis.units import HECTARE_M2, MU_M2

__all__ = [
    "GROUPS", "UNITS", "Band", "Bands", "Group", "Index", "LandRule", "Method", "Scheme", "checked",
    "with_bands", "with_indices", "with_weights",
]  # fmt: skip

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "above": "规模以上 / above scale",
        "below": "规模以下 / below scale",
        "all": "全部企业 / all firms",
    }
)
MISSING = ("mean_score", "zero", "not_graded", "redistribute")
BENCHMARKS = ("sum_over_sum", "mean_of_ratios")

# Unit of an index: how the columns must end that it divides, and how much of it one 万元 by one unit of the column is.
UNITS: Mapping[str, tuple[str, str, float]] = MappingProxyType(
    {
        "万元/亩": ("_wan", "_m2", MU_M2),
        "万元/公顷": ("_wan", "_m2", HECTARE_M2),
        "万元/吨标煤": ("_wan", "_tce", 1.0),
        "万元/吨": ("_wan", "_t", 1.0),
        "万元/立方米": ("_wan", "_m3", 1.0),
        "万元/人": ("_wan", "_count", 1.0),
        "元/千瓦时": ("_wan", "_kwh", 1e4),  # a 万元 is 10,000 yuan
        "比值": ("_wan", "_wan", 1.0),
    }
)


@dataclass(frozen=True)
class Index:
    """One index of a group.

    `numerator` over `denominator`: columns of the firms (`land_m2`: land by the scheme's rule), in `unit`, a key of
    `UNITS`. `weight`: points at the benchmark; None where the source has none. `benchmark`: in `unit`; None: the mean
    of the group. `cap`: most points, as a multiple of the weight. `missing`: one of `MISSING`, "" for the scheme's.
    """

    key: str
    title: str
    title_en: str
    numerator: str
    denominator: str
    unit: str
    weight: float | None = None
    benchmark: float | None = None
    cap: float | None = None
    missing: str = ""
    note: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Group:
    """Firms ranked among themselves: `scale` is "above", "below" or "all"; the weights sum to `total`."""

    scale: str
    indices: tuple[Index, ...]
    total: float = 100.0
    note: str = ""


@dataclass(frozen=True)
class LandRule:
    """Land of a firm: sum of the columns `plus` less those of `minus`; a blank in `blank_is_none` is no land.

    `least_m2`: firms with less are not graded; 0: no such rule.
    """

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    blank_is_none: tuple[str, ...] = ()
    least_m2: float = 0.0
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Method:
    """How values become points.

    `kind`: "ratio": weight × value ÷ benchmark; "minmax": weight × (base + span × (value − min) ÷ (max − min)) ÷ 100.
    `benchmark`: how the mean of a group is formed where none is given, see `BENCHMARKS`. `negative_is_zero`: a negative
    value has no points. `missing`: one of `MISSING`. `bonus`: column of points added, "" for none.
    """

    kind: str
    benchmark: str = "sum_over_sum"
    base: float = 0.0
    span: float = 100.0
    negative_is_zero: bool = True
    missing: str = "not_graded"
    bonus: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Band:
    """One grade: by rank to `until` (share 0-1 of the group, best first, included); by score from `at_least` points.

    None where the source does not say.
    """

    grade: str
    until: float | None = None
    at_least: float | None = None


@dataclass(frozen=True)
class Bands:
    """The grades, best first, by "rank" or "score"; `excused`: the word for firms taken out of the grading."""

    by: str = "rank"
    bands: tuple[Band, ...] = ()
    excused: str = ""
    note: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Scheme:
    """A scheme of grading, with the file it stands in."""

    id: str
    title: str
    title_en: str
    groups: tuple[Group, ...]
    land: LandRule
    method: Method
    bands: Bands
    note: str = ""
    source: str = ""
    confidence: str = ""
    file: str = ""

    @property
    def lacks(self) -> tuple[str, ...]:
        """What must be given before the scheme can score, "中文 / English"; empty where nothing lacks."""
        found = []
        for group in self.groups:
            title, title_en = GROUPS[group.scale].split(" / ")
            if not group.indices:
                found.append(f"{title}指标 / indices {title_en}")
            elif any(index.weight is None for index in group.indices):
                found.append(f"{title}权重 / weights {title_en}")
        if any(band.until is None and band.at_least is None for band in self.bands.bands):
            found.append("分档界线 / limits of the bands")
        return tuple(found)

    def group(self, scale: str) -> Group | None:
        """The group that ranks firms of this scale; None where the scheme has none."""
        named = {group.scale: group for group in self.groups}
        return named.get("all") or named.get(scale)


def checked(scheme: Scheme) -> Scheme:
    """The scheme itself, if it can be used or is an honest template.

    Raises
    ------
    DefinitionError: groups, weights, units, methods or bands that contradict themselves; names file and key.
    """
    problem = _of_groups(scheme) or _of_method(scheme) or _of_bands(scheme.bands)
    if problem:
        raise DefinitionError(file=scheme.file or scheme.id, key=problem[0], problem=problem[1])
    return scheme


def with_weights(scheme: Scheme, scale: str, weights: Mapping[str, float]) -> Scheme:
    """The scheme with these weights (index key → points) for the group `scale`; every index needs one.

    Raises
    ------
    DefinitionError: no such group, an index without weight or unknown, or weights that do not sum to the total.
    """
    group = _exact_group(scheme, scale)
    keys = [index.key for index in group.indices]
    if set(weights) != set(keys):
        problem = f"应给出且仅给出这些指标的权重:{'、'.join(keys)}"
        raise DefinitionError(file=scheme.file or scheme.id, key=f"groups.{scale}.weight", problem=problem)
    return with_indices(scheme, scale, [replace(index, weight=float(weights[index.key])) for index in group.indices])


def with_indices(scheme: Scheme, scale: str, indices: Sequence[Index]) -> Scheme:
    """The scheme with these indices for the group `scale`.

    Raises
    ------
    DefinitionError: no such group, or indices that cannot be used.
    """
    old = _exact_group(scheme, scale)
    new = replace(old, indices=tuple(indices))
    return checked(replace(scheme, groups=tuple(new if group is old else group for group in scheme.groups)))


def with_bands(scheme: Scheme, bands: Sequence[Band], *, by: str = "rank") -> Scheme:
    """The scheme with other bands, best first.

    Raises
    ------
    DefinitionError: bands out of order or not closed.
    """
    return checked(replace(scheme, bands=replace(scheme.bands, by=by, bands=tuple(bands))))


def _exact_group(scheme: Scheme, scale: str) -> Group:
    for group in scheme.groups:
        if group.scale == scale:
            return group
    known = "、".join(group.scale for group in scheme.groups)
    raise DefinitionError(file=scheme.file or scheme.id, key="groups", problem=f"没有分组 {scale};可用:{known}")


def _of_groups(scheme: Scheme) -> tuple[str, str] | None:  # noqa: PLR0911 a check a line
    scales = [group.scale for group in scheme.groups]
    if not scales or len(set(scales)) < len(scales) or ("all" in scales and len(scales) > 1):
        return "groups", "分组应为 all,或 above 与 below 各至多一个"
    for group in scheme.groups:
        at = f"groups.{group.scale}"
        if group.scale not in GROUPS:
            return at, f"分组应为 {'、'.join(GROUPS)}"
        keys = [index.key for index in group.indices]
        if len(set(keys)) < len(keys):
            return at, "指标 key 重复"
        weights = [index.weight for index in group.indices if index.weight is not None]
        if weights and len(weights) < len(keys):
            return f"{at}.weight", "权重应全部给出或全部不给"
        if weights and abs(math.fsum(weights) - group.total) > 1e-9:
            return f"{at}.weight", f"权重之和应为 {group.total:g},却是 {math.fsum(weights):g}"
        for index in group.indices:
            problem = _of_index(index)
            if problem:
                return f"{at}.{index.key}.{problem[0]}", problem[1]
    return None


def _of_index(index: Index) -> tuple[str, str] | None:  # noqa: PLR0911 a check a line
    if index.unit not in UNITS:
        return "unit", f"不认识的单位 {index.unit};可用:{'、'.join(UNITS)}"
    above, below, _ = UNITS[index.unit]
    if not (index.numerator.endswith(above) and index.denominator.endswith(below)):
        return "unit", f"单位 {index.unit} 要求分子以 {above}、分母以 {below} 结尾"
    if index.weight is not None and not (math.isfinite(index.weight) and index.weight > 0.0):
        return "weight", "权重应大于 0"
    if index.benchmark is not None and not (math.isfinite(index.benchmark) and index.benchmark > 0.0):
        return "benchmark", "基准值应大于 0"
    if index.cap is not None and not (math.isfinite(index.cap) and index.cap >= 1.0):
        return "cap", "得分上限应不小于权重的 1 倍"
    if index.missing and index.missing not in MISSING:
        return "missing", f"应为 {'、'.join(MISSING)}"
    return None


def _of_method(scheme: Scheme) -> tuple[str, str] | None:
    method = scheme.method
    if method.kind not in ("ratio", "minmax"):
        return "method.kind", "应为 ratio 或 minmax"
    if method.benchmark not in BENCHMARKS:
        return "method.benchmark", f"应为 {'、'.join(BENCHMARKS)}"
    if method.missing not in MISSING:
        return "method.missing", f"应为 {'、'.join(MISSING)}"
    if method.kind == "minmax" and not (method.base >= 0.0 and method.span > 0.0):
        return "method.span", "基础分应不小于 0,幅度应大于 0"
    if not scheme.land.plus:
        return "land.plus", "用地至少要有一个面积字段"
    return None


def _of_bands(bands: Bands) -> tuple[str, str] | None:
    if bands.by not in ("rank", "score"):
        return "bands.by", "应为 rank 或 score"
    limits = [band.until if bands.by == "rank" else band.at_least for band in bands.bands]
    other = [band.at_least if bands.by == "rank" else band.until for band in bands.bands]
    if any(limit is not None for limit in other):
        return "bands.grades", "按名次分档用 until,按得分分档用 at_least"
    words = [band.grade for band in bands.bands]
    if len(set(words)) < len(words) or "" in words or bands.excused in words:
        return "bands.grades", "档名为空或重复"
    known = [limit for limit in limits if limit is not None]
    signed = known if bands.by == "rank" else [-limit for limit in known]
    if any(a >= b for a, b in pairwise(signed)):
        return "bands.grades", "各档界线应由好到差依次排列"
    if bands.by == "rank" and limits and limits[-1] != 1.0:
        return "bands.grades", "最后一档应到 100 %"
    return None
