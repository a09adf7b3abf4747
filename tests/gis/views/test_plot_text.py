"""The desk as text: counts, verdicts, lists and the flag, in both languages."""

from datetime import date

import pytest

from gis.assessment.desk import assess_plots, shipped_rules
from gis.read.schemes import shipped_schemes
from gis.views.plot_text import desk_text
from tests.gis.plots import desk_toy


@pytest.fixture(scope="module")
def desk():
    rules = shipped_rules(scheme=shipped_schemes()["anhui_city"])
    return assess_plots(desk_toy.inputs(), rules, on=date(2026, 11, 22))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_tells_counts_lists_and_the_sheet(desk, lang):
    text = desk_text(desk, lang)
    for part in ("3", "●", "▲"):
        assert part in text
    assert ("【示意】" in text) if lang == "zh" else ("INDICATIVE" in text)
    if lang == "zh":
        for told in ("地块 3 个", "闲置 1", "管线保护 1", "容积率: 达标 ● 0 · 未达标 ▲ 1", "3 个中 2 个可算"):
            assert told in text


def test_the_text_names_zones_and_tells_the_change():
    earlier = desk_toy.rows("plots", [desk_toy.square(0), desk_toy.square(200)], id=["x", "y"], code=["0101", "1001"])
    text = desk_text(assess_plots(desk_toy.inputs(before=earlier), shipped_rules(), on=date(2026, 11, 22)))
    assert "各分区地块数: 西区 2" in text
    assert "转为建设用地: 1.00 公顷 · 15.00 亩" in text
    assert "合计: 3.00 公顷 · 45.00 亩" in text
