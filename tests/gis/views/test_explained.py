import json
import math

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString

from gis.views.explained import (
    cause_rows,
    definition_rows,
    gap_facts,
    health_rows,
    mend_facts,
    mend_rows,
    plain_records,
)

DEFINITIONS = pd.DataFrame(
    {
        "title": ["半径", "步行"], "title_en": ["Radius", "Walk"], "rule": ["直线", "沿街"],
        "rule_en": ["straight", "streets"],
        "share": [0.5846, 0.2769], "covered": [15_200.0, 7_200.0], "whole": [26_000.0] * 2,
        "low": [0.5, math.nan], "high": [0.6, math.nan], "error_share": [0.0, 0.004],
    },
    index=pd.Index(["radius", "walk"], name="definition"),
)  # fmt: skip
CAUSES = pd.DataFrame(
    {"title": ["隔着铁路", "绕行"], "title_en": ["barrier", "detour"], "rule": ["", ""], "weight": [2_000.0, 0.0],
     "share": [1.0, 0.0]},
    index=pd.Index(["barrier", "detour"], name="cause"),
)  # fmt: skip
MENDS = gpd.GeoDataFrame(
    {"title": ["增开出入口"], "title_en": ["a gate"], "park": ["p1"], "length_m": [12.4], "gain": [5_000.0]},
    geometry=[LineString([(0, 0), (1, 1)])],
)
HEALTH = pd.DataFrame(
    {"title": ["街道总长"], "title_en": ["length"], "value": [1200.0], "unit": ["m"]},
    index=pd.Index(["x"], name="name"),
)


def test_figures_are_shown_in_the_planner_s_units():
    text = str(definition_rows(DEFINITIONS))
    assert "58.5 %" in text
    assert "(50.0–60.0)" in text
    assert "1.52 公顷" in text
    assert "沿街" in text
    assert "straight" in str(definition_rows(DEFINITIONS, lang="en"))


def test_beside_a_map_three_columns_are_enough():
    assert [len(row) for row in definition_rows(DEFINITIONS, brief=True)] == [3, 3]


def test_parks_are_named_where_names_are_known():
    assert "齐林公园" in str(mend_rows(MENDS, names={"p1": "齐林公园"}))


def test_causes_without_land_are_left_out():
    text = str(cause_rows(CAUSES))
    assert "隔着铁路" in text
    assert "绕行" not in text


def test_mends_name_park_length_and_gain():
    text = str(mend_rows(MENDS))
    assert "增开出入口 p1" in text
    assert "0.50 公顷" in text
    assert "12 米" in text


def test_health_is_a_table_in_both_languages():
    assert "1,200 米" in str(health_rows(HEALTH))
    assert "length" in str(health_rows(HEALTH, lang="en"))


def test_records_are_strict_json_without_geometry():
    records = plain_records(DEFINITIONS)
    assert json.loads(json.dumps(records, allow_nan=False))[1]["low"] is None
    assert "geometry" not in plain_records(MENDS)[0]


def test_a_clicked_cause_tells_its_rule_and_distances():
    places = pd.DataFrame({
        "cause": ["detour", "detour", "barrier"], "park": ["p", "p", "p"], "weight": [4_000.0, 6_000.0, 1.0],
        "straight_m": [120.0, 180.0, 10.0], "walk_m": [400.0, float("inf"), 20.0],
    })  # fmt: skip
    causes = pd.DataFrame(
        {"title": ["绕行"], "title_en": ["a detour"], "rule": ["街道不直"], "rule_en": ["not straight"]},
        index=["detour"],
    )
    told = dict(gap_facts(places, causes, picked=("detour", "p"), names={"p": "世纪公园"}))
    assert told["半径内、步行外的原因"] == "绕行:街道不直"
    assert told["最近可服务的公园或设施"] == "世纪公园"
    assert told["面积"] == "1.00 公顷"
    assert told["直线距离"] == "120 米–180 米"
    assert told["现在步行"] == "400 米 (部分走不到)"
    english = dict(gap_facts(places, causes, picked=("detour", "p"), lang="en", unit="persons"))
    assert "a detour:not straight" in english.values()
    assert gap_facts(places, causes, picked=("detour", "q")) == []


def test_a_clicked_mend_tells_what_it_brings():
    mend = pd.Series({"title": "增开出入口", "title_en": "a gate", "park": "p", "length_m": 12.0, "gain": 25_000.0})
    told = dict(mend_facts(mend, names={"p": "世纪公园"}))
    assert "增开出入口 世纪公园" in told.values()
    assert "2.50 公顷" in told.values()
