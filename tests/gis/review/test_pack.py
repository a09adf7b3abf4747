"""Packs of rules from tables: what is read, what is refused and in which words, how texts are filled."""

from typing import Any

import pytest

from gis.definitions import Table
from gis.errors import DefinitionError, UnitError
from gis.review.checks.apart import Apart
from gis.review.model import Outcome
from gis.review.pack import DEFAULT_TEXTS, filled, names_in, pack_of, shown_fact
from gis.review.slivers import SliverSettings

RULE: dict[str, Any] = {
    "id": "line.farmland", "title": "农田 / farmland", "severity": "forbidden", "test": "apart", "layer": "controls",
    "where": {"control": ["YJJBNT"]}, "source": "甲", "confidence": "H", "at_most": "2 m2",
    "texts": {"failed": "占用 {area_m2} / overlaps {area_m2}"},
}  # fmt: skip
PACK: dict[str, Any] = {"id": "mine", "title": "我的", "version": "1", "source": "乙"}


def pack(rule: dict[str, Any] | None = None, **more: Any) -> Any:
    values = {**PACK, "rules": [{**RULE, **(rule or {})}], **more}
    return pack_of(Table(values, "mine.toml"), digest="d")


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in RULE.items() if key != name}


def test_a_pack_is_read() -> None:
    read = pack({"codes": ["10"], "clause": "第一条"}, districts=["zibo"])
    assert (read.id, read.version, read.districts, read.digest) == ("mine", "1", ("zibo",), "d")
    rule = read.rules[0]
    assert (rule.severity, rule.test, rule.codes, rule.clause) == ("forbidden", "apart", ("10",), "第一条")
    assert rule.selection.where == {"control": ("YJJBNT",)}
    assert isinstance(rule.settings, Apart)
    assert rule.settings.at_most.value == 2.0
    assert rule.texts[Outcome.FAILED].startswith("占用")
    assert rule.texts[Outcome.PASSED] == DEFAULT_TEXTS[Outcome.PASSED]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"test": "beauty"}, "没有名为 beauty 的检查;可用:apart"),
        ({"severity": "bad"}, "forbidden、restricted、notice"),
        ({"confidence": "X"}, "H、M、L"),
        ({"id": "Line 1"}, "只能用小写字母"),
        ({"at_moost": "2 m2"}, "不认识的键 at_moost;可用:at_most"),
        ({"layer": ""}, "缺少此键"),
        ({"where": {"control": []}}, "至少一个值"),
        ({"texts": {"failed": "{beauty}"}}, "没有结果可填 {beauty};可用:area_ha"),
        ({"texts": {"failed": "{area_m2:.2f}"}}, "模板写得不对"),
        ({"texts": {"failed": "{area_m2"}}, "模板写得不对"),
        ({"texts": {"failed": "{}"}}, "模板写得不对"),
        ({"texts": {"failed": "{area_m2.real}"}}, "模板写得不对"),
        ({"texts": {"approved": "好"}}, "不认识的键 approved"),
    ],
)
def test_what_nobody_reads_is_refused(change: dict[str, Any], word: str) -> None:
    with pytest.raises(DefinitionError, match=r"mine\.toml") as caught:
        pack(change)
    assert word in str(caught.value)


@pytest.mark.parametrize("name", ["id", "title", "severity", "test", "source", "confidence", "layer"])
def test_what_must_be_there(name: str) -> None:
    with pytest.raises(DefinitionError, match="缺少此键"):
        pack_of(Table({**PACK, "rules": [without(name)]}, "mine.toml"), digest="")


def test_ids_twice_no_rules_and_units() -> None:
    with pytest.raises(DefinitionError, match="重复"):
        pack_of(Table({**PACK, "rules": [RULE, RULE]}, "mine.toml"), digest="")
    with pytest.raises(DefinitionError, match="没有规则"):
        pack_of(Table(PACK, "mine.toml"), digest="")
    with pytest.raises(UnitError, match=r"rules\[1\]\.at_most"):
        pack({"at_most": "2"})


def test_names_in_a_template() -> None:
    assert names_in("{a_m2} 与 {b},{{不是}}") == {"a_m2", "b"}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("area_m2", 1234.567, "1,234.57"),
        ("area_m2", 0.0, "0.00"),
        ("area_m2", 1.2e-7, "1.2e-07"),  # the smallest is told, not rounded away
        ("share", 0.12345, "12.35 %"),
        ("share", 1e-7, "1e-05 %"),
        ("distance_m", 19.999, "20.00"),
        ("area_mu", 2.25, "2.2500"),
        ("count", 3.0, "3"),
        ("area_m2", float("nan"), "–"),
        ("causes", "数值误差 / numeric noise", "numeric noise"),
    ],
)
def test_facts_as_text(name: str, value: float | str, text: str) -> None:
    assert shown_fact(name, value, "en") == text


def test_each_language_with_its_own_facts() -> None:
    facts: dict[str, str | float] = {"causes": "数字化 / digitising", "area_m2": 2.0}
    assert filled("因 {causes},{area_m2} / for {causes}, {area_m2}", facts) == "因 数字化,2.00 / for digitising, 2.00"
    assert filled("{reason}", {"reason": "没有图层 / no layer"}) == "没有图层 / no layer"
    assert filled("名 {name} / name {name}", {"name": "A / B"}) == "名 A/B / name A/B"
    assert filled("缺 {area_m2} / no {area_m2}", {}) == "缺 – / no –"


def test_a_pack_may_say_what_counts_as_a_sliver() -> None:
    values = {**PACK, "rules": [RULE], "slivers": {"width": "0.2 m", "confidence": "M"}}
    found = pack_of(Table(values, "mine.toml"), digest="").slivers
    assert found == SliverSettings(width_m=0.2)
    assert pack_of(Table({**PACK, "rules": [RULE]}, "mine.toml"), digest="").slivers is None
    for wrong in ({"width": "0.2"}, {"width": "-1 m"}, {"hight": "1 m"}):
        with pytest.raises((DefinitionError, UnitError)):
            pack_of(Table({**values, "slivers": wrong}, "mine.toml"), digest="")
