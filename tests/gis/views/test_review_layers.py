"""A review on the map: what stands there, in which style and under which key; where the map moves to."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.review.model import Finding, Outcome, Patch, Project, Review, ReviewInputs, ReviewLayer
from gis.views import review_layers as layers
from tests.gis.views.toy import CRS, square

DOUBT = "数字化误差 / digitising"


def patch(shape, *, doubt="", feature="f1", distance_m=None):
    return Patch("1", feature, f"名{feature}", shape, shape.area, shape.area / 40_000.0, doubt=doubt,
                 distance_m=distance_m)  # fmt: skip


def finding(name, *patches, severity="forbidden", outcome=Outcome.FAILED):
    return Finding(f"general:{name}", f"规则{name} / rule {name}", severity, outcome, "文 / text", patches=patches)


def parts():
    shapes = [square(0, 0, 200), square(300, 0, 100)]
    table = {"id": ["1", "2"], "name": ["甲<b>", ""]}
    return gpd.GeoDataFrame(table, geometry=shapes, index=pd.Index(["1", "2"]), crs=CRS)


def review(*findings):
    inputs = ReviewInputs(Project("试", parts()))
    return Review(inputs, findings, (), None, (), (), ("general",), "2026-01-01", "0")


def content(drawn):
    return json.loads(drawn.body)


def features(drawn):
    file = content(drawn)
    return [(one.get("k"), one["g"], file["styles"][one["s"]], one.get("t")) for one in file["features"]]


def test_parts_are_named_and_one_under_edit_is_left_out():
    shown = features(layers.parts_layer(parts()))
    assert [key for key, *_ in shown] == ["part/1", "part/2"]
    assert [told[0] for *_, told in shown] == ["甲<b>", "2"]  # as text; the browser shows it as a text node
    assert [key for key, *_ in features(layers.parts_layer(parts(), without="1"))] == ["part/2"]
    chosen = features(layers.parts_layer(parts(), chosen="2"))
    assert chosen[1][2]["weight"] > chosen[0][2]["weight"]


def test_a_drawn_part_is_called_by_its_number():
    assert layers.part_title("part12") == "地块 12"
    assert layers.part_title("part12", lang="en") == "Part 12"
    assert layers.part_title("party") == "party"
    assert layers.part_title("part1", "甲") == "甲"


def test_only_conflicts_and_doubts_are_shown_and_the_one_in_hand_is_on_top():
    found = review(
        finding("a", patch(square(0, 0, 50))),
        finding("b", patch(square(0, 0, 60)), severity="notice"),
        finding("c", patch(square(0, 0, 70)), outcome=Outcome.PASSED),
    )
    assert [key for key, *_ in features(layers.findings_layer(found))] == ["finding/general:b", "finding/general:a"]
    in_hand = [key for key, *_ in features(layers.findings_layer(found, chosen="general:c"))]
    assert in_hand == ["finding/general:b", "finding/general:a", "finding/general:c"]


def test_slivers_are_hatched_and_told_by_cause():
    found = review(finding("a", patch(square(0, 0, 50)), patch(square(100, 0, 1), doubt=DOUBT)))
    (_, _, sure, _), (_, _, sliver, told) = features(layers.findings_layer(found))
    assert sure.get("hatch") is None
    assert sliver["hatch"]
    assert sliver["dashArray"]
    assert any("数字化误差" in line for line in told)


def test_contacts_are_lines_and_points():
    line, point = shapely.LineString([(0, 0), (10, 0)]), shapely.MultiPoint([(5, 5), (6, 6)])
    mixed = shapely.GeometryCollection([square(0, 0, 5), shapely.Point(1, 1)])
    found = review(finding("a", patch(line), patch(point), patch(mixed)))
    assert [kind for _, kind, *_ in features(layers.findings_layer(found))] == ["l", "p", "p", "a", "p"]


def test_severities_differ_by_colour_and_an_unknown_one_is_an_error():
    colours = {layers.severity_style(name)["color"] for name in ("forbidden", "restricted", "notice")}
    assert len(colours) == 3
    with pytest.raises(KeyError):
        layers.severity_style("grave")


def test_layers_brought_and_changes():
    rows = gpd.GeoDataFrame({"name": ["田"]}, geometry=[square(0, 0, 10)], index=["1"], crs=CRS)
    own = ReviewLayer("永久基本农田", "永久基本农田", "farmland", rows)
    drawn = layers.brought_layer([own], working_crs=rows.crs, lang="en")
    assert features(drawn)[0][3] == ["farmland", "田"]
    assert layers.brought_layer([], working_crs=rows.crs) is None
    changed = layers.change_layer([(square(0, 0, 10), shapely.Polygon())], working_crs=rows.crs)
    assert len(features(changed)) == 1


def test_plots_are_one_path():
    drawn = layers.plots_layer(parts())
    assert [(key, kind) for key, kind, *_ in features(drawn)] == [(None, "a")]


def test_the_legend_tells_what_occurs():
    found = review(finding("a", patch(square(0, 0, 50), doubt=DOUBT)))
    texts = [row.text for row in layers.review_legend(found, plots=True, brought=True, changed=True)]
    doubtful = "疑似精度误差或仅边界接触"
    assert texts == ["项目", "禁止", doubtful, "增加的用地", "减少的用地", "带入的图层", "地块边界"]
    assert [row.text for row in layers.review_legend(None, lang="en")] == ["Project"]


def test_the_map_moves_to_ground_without_doubt():
    crs = parts().crs
    sure, sliver = patch(square(0, 0, 50)), patch(square(5_000, 0, 1), doubt=DOUBT)
    south, west, north, east = layers.finding_bounds(finding("a", sure, sliver), working_crs=crs)
    assert 0.001 < north - south < 0.002  # 50 m and 60 m on both sides: 170 m
    assert 0.001 < east - west < 0.003
    assert layers.finding_bounds(finding("a", sliver), working_crs=crs)[1] > east
    assert layers.finding_bounds(finding("a"), working_crs=crs) is None
    assert layers.shapes_bounds([shapely.Polygon(), None], working_crs=crs) is None


def test_corners_go_out_ring_by_ring():
    holed = shapely.Polygon(square(0, 0, 100).exterior.coords, [square(20, 20, 10).exterior.coords])
    both = shapely.MultiPolygon([holed, square(300, 0, 50)])
    edit = layers.corners_of("甲", both, working_crs=parts().crs)
    assert (edit.id, edit.key) == ("甲", "part/甲")
    assert [[len(ring) for ring in rings] for rings in edit.polygons] == [[4, 4], [4]]
    lat, lon = edit.polygons[0][0][0]
    assert 30.0 < lat < 42.0
    assert 100.0 < lon < 125.0
