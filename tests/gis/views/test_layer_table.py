"""The layers of a district as a table."""

from __future__ import annotations

from dataclasses import replace

from gis.schema import KINDS
from gis.views.layer_table import layer_rows, missing_layers
from tests.gis.views.toy import toy_district, toy_layers


def test_one_row_a_layer_in_the_order_of_the_schema():
    rows = layer_rows(toy_district())
    assert rows["图层"].tolist()[:3] == ["区界", "命名道路", "铁路"]
    assert len(rows) == len(toy_district().layers)
    assert rows.set_index("图层").loc["公园绿地", "要素数"] == 2


def test_date_basis_and_provider_are_said_in_the_language():
    zh, en = layer_rows(toy_district()).iloc[0], layer_rows(toy_district(), lang="en").iloc[0]
    assert zh["日期"] == "2026年11月22日"
    assert en["Date"] == "2026-11-22"
    assert "示意" in zh["依据"]
    assert zh["来源"] == "测绘院"


def test_repairs_are_counted():
    parks = replace(toy_layers()["parks"], repairs={"made_valid": 1_300, "补闭合": 3})
    rows = layer_rows(toy_district(layers={"parks": parks}))
    assert rows["修复"].tolist() == ["已修补:图形自相交 1,300、补闭合 3"]  # a key without words is shown as it is


def test_what_is_missing_is_named():
    assert missing_layers(toy_district()) == "围墙、界线、管控范围、人口"
    assert missing_layers(toy_district(layers={})).count("、") == len(KINDS) - 1


def test_no_layers_is_an_empty_table():
    assert layer_rows(toy_district(layers={})).empty
