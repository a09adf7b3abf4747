"""What the figures of a plot are called, their units, how they are reckoned and where their reasons stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["FIGURES", "RATES", "PlotFigure"]


@dataclass(frozen=True, slots=True)
class PlotFigure:
    """A column of `gis.plots.intensity.plot_figures`. `unit`: of `gis.units`. `formula`: "中文 / English"."""

    key: str
    title: str
    title_en: str
    unit: str
    formula: str
    reason: str
    note: str = ""  # the column of a remark beside a known figure


def _of(*rows: PlotFigure) -> Mapping[str, PlotFigure]:
    return MappingProxyType({row.key: row for row in rows})


FIGURES: Mapping[str, PlotFigure] = _of(
    PlotFigure(
        "far", "容积率", "Floor area ratio", "ratio",
        "地上计容建筑面积 ÷ 用地面积;工业项目层高超过 8 米的楼层加倍(2008)"
        " / floor area above ground ÷ land; industrial storeys over 8 m count twice (2008)", "far_reason", "far_note",
    ),
    PlotFigure(
        "building_density", "建筑密度", "Building density", "share",
        "建筑基底面积(并集) ÷ 用地面积 / united footprints ÷ land", "density_reason",
    ),
    PlotFigure(
        "building_coefficient", "建筑系数", "Building coefficient", "share",
        "(建筑基底 + 构筑物 + 露天堆场) ÷ 用地面积 / (footprints + structures + open yards) ÷ land",
        "coefficient_reason",
    ),
    PlotFigure("green_ratio", "绿地率", "Green ratio", "share", "绿地面积 ÷ 用地面积 / green ÷ land", "green_reason"),
    PlotFigure(
        "admin_land_share", "行政办公及生活服务设施用地比重", "Administrative and living land", "share",
        "该类用地 ÷ 用地面积;无法单独划出的按建筑面积分摊 / its land ÷ land; by floor area where it cannot be isolated",
        "admin_land_reason", "admin_land_note",
    ),
    PlotFigure(
        "admin_floor_share", "行政办公及生活服务设施建筑面积比重", "Administrative and living floor area", "share",
        "该类建筑面积 ÷ 总建筑面积 / its floor area ÷ total floor area", "admin_floor_reason",
    ),
    PlotFigure("height_m", "建筑高度", "Height", "m", "最高建筑 / the highest building", "height_reason"),
    PlotFigure("storeys_max", "最多层数", "Most storeys", "count", "层数最多者 / the most storeys", "storeys_reason"),
)  # fmt: skip

# amounts by land: the column of the amount, and its unit
RATES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType({
    "investment": ("investment_wan", "固定资产投资", "Investment", "wan"),
    "output": ("output_wan", "产值", "Output", "wan"),
    "tax": ("tax_wan", "税收", "Tax", "wan"),
    "energy": ("energy_tce", "综合能耗", "Energy", "tce"),
})  # fmt: skip
