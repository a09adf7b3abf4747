"""What the fields of a record are called in the texts of a check, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gis.review.facts import FACTS

__all__ = ["title_of"]

_TITLES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "yitu": ("软件版本", "version of Yitu"), "date": ("审查日期", "date of the review"), "district": ("区", "district"),
    "ellipsoidal": ("是否另算椭球面积", "ellipsoidal areas"), "name": ("名称", "name"), "crs": ("坐标系", "CRS"),
    "repairs": ("修复记录", "repairs"), "notes": ("说明", "notes"), "area_m2": ("面积(m²)", "area in m2"),
    "digest": ("摘要", "digest"), "version": ("版本", "version"), "basis": ("依据", "basis"),
    "features": ("要素数", "number of features"), "title": ("标题", "title"),
    "title_en": ("英文标题", "English title"), "source": ("出处", "source"),
    "districts": ("适用的区", "districts"), "severity": ("严重程度", "severity"), "outcome": ("结论", "outcome"),
    "text": ("文字", "text"), "clause": ("条款", "clause"), "confidence": ("可信度", "confidence"),
    "layer": ("图层", "layer"), "layer_version": ("图层版本", "version of the layer"),
    "layer_digest": ("图层摘要", "digest of the layer"), "indicative": ("是否示意", "indicative"),
    "share": ("占比", "share"), "doubtful_m2": ("疑似误差面积(m²)", "doubtful area in m2"),
    "ellipsoidal_m2": ("椭球面积(m²)", "ellipsoidal area in m2"), "value": ("数值", "value"),
    "limit": ("限值", "limit"), "unit": ("单位", "unit"), "facts": ("文字所填的数", "figures of the text"),
    "reason": ("原因", "reason"),
    "part": ("地块", "part"), "feature": ("要素", "feature"), "mean_width_m": ("平均宽度(m)", "mean width in m"),
    "distance_m": ("距离(m)", "distance in m"), "doubt": ("疑似原因", "likely cause"), "zone": ("分区", "zone"),
    "functions": ("功能", "functions"), "construction": ("地类大类", "class of land"), "code": ("代码", "code"),
    "finding": ("所裁定的结论", "finding ruled on"), "finding_digest": ("结论摘要", "digest of the finding"),
    "decision": ("裁定", "decision"), "time": ("时间", "time"),
    "previous": ("前一条的摘要", "digest of the one before"),
})  # fmt: skip


def title_of(name: str) -> tuple[str, str]:
    """The title of a field in Chinese and in English; a fact's own title; else the name itself."""
    if name in _TITLES:
        return _TITLES[name]
    fact = FACTS.get(name)
    return (name, name) if fact is None else (fact.title, fact.title_en)
