import json

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, box

from gis.views import palette
from gis.views.gap_layers import gap_layer, gap_legend, near_miss_layer

EAST, NORTH = 593_600.0, 4_077_000.0
PLACES = gpd.GeoDataFrame(
    {
        "cause": ["barrier", "barrier", "detour"], "title": ["隔着铁路", "隔着铁路", "绕行"],
        "title_en": ["a barrier between", "a barrier between", "a detour"], "park": ["p1", "p1", ""],
        "weight": [400.0, 400.0, 200.0],
    },
    geometry=[box(EAST + x, NORTH, EAST + x + 20, NORTH + 20) for x in (0, 20, 40)], crs="EPSG:4548",
)  # fmt: skip
MENDS = gpd.GeoDataFrame(
    {"title": ["补一段步行通道"], "title_en": ["a link"], "park": [""], "length_m": [21.0], "gain": [56_600.0]},
    geometry=[LineString([(EAST, NORTH), (EAST + 21, NORTH)])], crs="EPSG:4548",
)  # fmt: skip


def test_places_of_one_cause_and_park_are_one_shape_with_their_area():
    content = json.loads(gap_layer(PLACES, MENDS, names={"p1": "齐林公园"}).body)
    told = [feature["t"] for feature in content["features"]]
    assert told[0] == ["隔着铁路", "最近的是 齐林公园", "0.08 公顷"]
    assert told[1] == ["绕行", "0.02 公顷"]
    assert told[2] == ["补一段步行通道", "可新增步行覆盖 5.66 公顷"]


def test_the_legend_names_what_occurs():
    rows = gap_legend(PLACES, lang="en")
    assert [row.text for row in rows] == ["a barrier between", "a detour", "suggested links and gates"]


def test_nothing_to_show_is_an_empty_layer():
    assert json.loads(gap_layer(PLACES.iloc[:0], MENDS.iloc[:0], names={}).body)["features"] == []


@pytest.mark.parametrize("cause", ["barrier", "no_entrance", "broken_link", "disconnected", "few_gates", "detour"])
def test_every_cause_differs_by_colour_and_hatch(cause):
    mine = palette.style(f"cause_{cause}")
    others = [style for name, style in palette.STYLES.items() if name.startswith("cause_") and name != f"cause_{cause}"]
    assert mine["hatch"]
    assert all((mine["fillColor"], tuple(mine["hatch"])) != (o["fillColor"], tuple(o["hatch"])) for o in others)


def test_near_misses_are_rings_with_words():
    drawn = near_miss_layer(np.array([[500_000.0, 4_077_000.0], [500_100.0, 4_077_000.0]]), crs="EPSG:4548")
    assert drawn.features_count == 2
    assert "断头" in drawn.body.decode("utf-8")
    english = near_miss_layer(np.array([[500_000.0, 4_077_000.0]]), crs="EPSG:4548", lang="en")
    assert "dead end" in english.body.decode("utf-8")


def test_causes_and_mends_can_be_clicked():
    features = json.loads(gap_layer(PLACES, MENDS, names={}).body)["features"]
    assert [feature["k"] for feature in features] == ["gap/barrier|p1", "gap/detour|", "mend/0"]
