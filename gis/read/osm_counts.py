"""What a reading of an OSM file counts: every figure with its words in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["TEXTS", "ReadCount", "read_counts"]

TEXTS: Mapping[str, tuple[str, str]] = {
    "ways": ("读入的线(带有用标签的 way)", "ways read (with a tag we use)"),
    "relations": ("读入的面关系(multipolygon、boundary)", "area relations read (multipolygon, boundary)"),
    "outside_clip": ("在裁剪范围之外而略去的要素", "features outside the clip, left out"),
    "way_cut": ("被数据边缘切断的线,保留现有部分", "ways cut by the edge of the extract; the part present is kept"),
    "way_absent": (
        "在数据之内不足两个位置的线,略去",
        "ways with fewer than two places in the extract, left out",
    ),
    "way_point": ("不足两个不同位置的线,略去", "ways with fewer than two places, left out"),
    "way_other": (
        "对照表中没有的 highway 值(在建、规划等),略去",
        "highway values not in the table (construction …), left out",
    ),
    "way_closed": (
        "禁止步行的道路(私有、禁行),保留但标为不可步行",
        "ways closed to walkers (private, foot=no), kept as not walkable",
    ),
    "wall_yard": (
        "围着没有街道进入的院落的围墙(出口未测绘),院落一段不作为障碍",
        "walls round yards that no street enters (their gate is not mapped): no barrier there",
    ),
    "square": ("步行广场(面关系),以边线作为街道", "pedestrian squares (relations), their outline as streets"),
    "area_cut": ("被数据边缘切断的面,略去", "areas cut by the edge of the extract, left out"),
    "ring_open": ("没有闭合的面,略去", "areas whose ring is open, left out"),
    "area_empty": ("没有面积的面,略去", "areas without ground, left out"),
    "made_valid": ("自相交的面,已修复", "self-crossing areas, repaired"),
    "relation_incomplete": ("成员不全的面关系,略去", "area relations with members missing, left out"),
    "relation_broken": ("环不能闭合的面关系,略去", "area relations whose rings do not close, left out"),
    "green_other": (
        "不计入公园的绿地(附属、区域、私有),只在用地中",
        "green that is no public park (attached, regional, private), in land use",
    ),
    "facility_repeated": (
        "同名同类、位于同一范围内的重复设施,合并",
        "facilities mapped twice (same kind and name, one inside the other), merged",
    ),
    "school_unknown": (
        "看不出小学还是中学的学校,不计入任何一类",
        "schools that say neither primary nor middle: counted as neither",
    ),
    "entrance_mapped": ("公园出入口:已测绘", "park entrances: mapped"),
    "entrance_met": ("公园出入口:道路与边界相交处(推导)", "park entrances: where a way meets the boundary (derived)"),
    "entrance_near": (
        "公园出入口:边界上距街道最近处(推导)",
        "park entrances: boundary point nearest to a street (derived)",
    ),
    "park_closed": ("附近没有可步行道路的公园,没有出入口", "parks without a walkable way near them: no entrance"),
    "homes_off_land": (
        "不在居住用地内的住宅建筑:居住用地测绘不足,可用住宅建筑基底代替",
        "homes off any residential land: too little of it is mapped; footprints of homes may stand in",
    ),
    "home_land": ("由住宅建筑基底代替的居住用地", "footprints of homes standing in for residential land"),
    "land_use_missing": ("没有任何用地", "no land use at all"),
    "outline_far": (
        "远离其余街道的零星街道节点,不计入区界",
        "street vertices far from all others: they do not stretch the outline",
    ),
    "land_beyond": (
        "在区界之外、不计入全区的居住用地或住宅",
        "residential land or homes beyond the outline: no part of the whole district",
    ),
    "no_header_box": (
        "文件头没有范围,以数据的外包为区界",
        "the header has no bounds: the hull of the data is the outline",
    ),
}


@dataclass(frozen=True)
class ReadCount:
    """One figure of a reading: its key, how many, and what it means."""

    key: str
    count: int
    zh: str
    en: str

    def text(self, lang: str = "zh") -> str:
        """The figure in words ("zh" or "en")."""
        return f"{self.en}: {self.count}" if lang == "en" else f"{self.zh}:{self.count}"


def read_counts(figures: Mapping[str, int]) -> tuple[ReadCount, ...]:
    """The figures that are not zero, in the order of `TEXTS`."""
    return tuple(ReadCount(key, int(figures[key]), *TEXTS[key]) for key in TEXTS if figures.get(key))
