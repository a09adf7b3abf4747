"""What an applicant states of a project: names, titles, units; the sheet, the file of facts and the form share them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["FACTS", "Fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: titles and the unit of a number (gis.units); unit "text": a text."""

    title: str
    title_en: str
    unit: str = "text"


FACTS: Mapping[str, Fact] = MappingProxyType({
    "name": Fact("项目名称", "project"),
    "code": Fact("项目代码", "project code"),
    "owner": Fact("建设单位", "owner"),
    "place": Fact("位置", "location"),
    "basis": Fact("依据文件", "basis document"),
    "industry": Fact("行业名称", "industry"),
    "industry_code": Fact("行业代码", "industry code"),
    "industry_edition": Fact("行业分类版本", "edition of the industry code"),
    "investment_wan": Fact("固定资产投资", "fixed investment", "wan"),
    "output_wan": Fact("产值", "output", "wan"),
    "tax_wan": Fact("税收", "tax", "wan"),
    "floor_area_m2": Fact("总建筑面积(计容)", "floor area", "m2"),
    "footprint_m2": Fact("建筑占地面积", "building footprint", "m2"),
    "structures_m2": Fact("构筑物占地", "structures", "m2"),
    "yards_m2": Fact("堆场占地", "yards", "m2"),
    "green_m2": Fact("绿地面积", "green space", "m2"),
    "admin_land_m2": Fact("行政办公及生活服务用地", "administration and living: land", "m2"),
    "admin_floor_m2": Fact("行政办公及生活服务建筑", "administration and living: floor area", "m2"),
    "height_m": Fact("建筑高度", "height", "m"),
    "residents_count": Fact("居住人口", "residents", "count"),
    "dwellings_count": Fact("住宅套数", "dwellings", "count"),
    "primary_places_count": Fact("小学学位", "primary school places", "count"),
    "junior_places_count": Fact("初中学位", "junior middle school places", "count"),
    "kindergarten_places_count": Fact("幼儿园学位", "kindergarten places", "count"),
})  # fmt: skip
