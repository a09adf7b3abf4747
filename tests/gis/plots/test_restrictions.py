"""Overlaps of plots with control layers, on paper and beside plain overlays."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import CRSMismatchError, GeometryError
from gis.plots.restrictions import overlaps
from tests import toy


def plots():
    return toy.frame({"a": toy.strip(0, 0, 100, 100), "b": toy.strip(100, 0, 200, 100), "c": None})


def test_on_paper():
    """A sliver 0.1 m wide along the edge; two features overlapping by 20 x 100; one holding plot b; one inside b."""
    layer = toy.frame({
        "sliver": toy.strip(-50, 0, 0.1, 100), "left": toy.strip(20, 0, 60, 100), "right": toy.strip(40, 0, 80, 100),
        "around": toy.strip(100, -10, 300, 110), "inside": toy.strip(150, 50, 160, 60),
        "far": toy.strip(900, 0, 910, 9),
    })  # fmt: skip
    found = overlaps(plots(), {"红线": layer})
    paper = [
        ("a", "sliver", 10, 6_010), ("a", "left", 4_000, 6_010), ("a", "right", 4_000, 6_010),
        ("b", "around", 10_000, 10_000), ("b", "inside", 100, 10_000),
    ]  # fmt: skip
    assert list(zip(found["plot"], found["feature"], strict=True)) == [row[:2] for row in paper]
    assert found["area_m2"].tolist() == pytest.approx([row[2] for row in paper])
    assert found["united_m2"].tolist() == pytest.approx([row[3] for row in paper])
    assert found["share"].tolist() == pytest.approx([row[2] / 10_000 for row in paper])
    assert found["united_share"].tolist() == pytest.approx([row[3] / 10_000 for row in paper])
    assert found["mean_width_m"].tolist() == pytest.approx([0.1, 2 * 4_000 / 280, 2 * 4_000 / 280, 50, 5], rel=2e-3)
    assert found["layer"].eq("红线").all()


def test_touching_is_no_overlap_and_no_layer_gives_no_rows():
    beside = toy.frame({"x": toy.strip(200, 0, 300, 100)})
    assert len(overlaps(plots(), {"x": beside})) == 0
    assert overlaps(plots(), {}).columns.tolist() == overlaps(plots(), {"x": beside}).columns.tolist()


def test_layers_come_in_their_order():
    one, two = toy.frame({"x": toy.strip(0, 0, 10, 10)}), toy.frame({"y": toy.strip(0, 0, 20, 10)})
    assert overlaps(plots(), {"two": two, "one": one})["layer"].tolist() == ["two", "one"]


def stars(rng, *, count, radius):
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    shapes = []
    for middle in rng.uniform(0, 400, (count, 2)):
        away = radius * rng.uniform(0.6, 1.0, 60)[:, None]
        shapes.append(shapely.Polygon(middle + away * np.column_stack([np.cos(angle), np.sin(angle)])))
    return gpd.GeoDataFrame({"no": range(count)}, geometry=shapes, crs=toy.CRS)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_as_the_plain_overlay(seed):
    rng = np.random.default_rng(seed)
    ground, layer = stars(rng, count=6, radius=40.0), stars(rng, count=8, radius=90.0)
    found = overlaps(ground, {"x": layer})
    peer = gpd.overlay(ground.rename(columns={"no": "plot"}), layer, how="intersection")
    peer = peer.assign(area=peer.area).sort_values(["plot", "no"])
    assert list(zip(found["plot"], found["feature"], strict=True)) == list(zip(peer["plot"], peer["no"], strict=True))
    np.testing.assert_allclose(found["area_m2"], peer["area"], atol=1e-6)
    whole = layer.union_all()
    for plot, group in found.groupby("plot"):
        united = ground.geometry[plot].intersection(whole).area
        np.testing.assert_allclose(group["united_m2"], united, atol=1e-6)
        assert united <= group["area_m2"].sum() + 1e-6
    assert found["share"].between(0.0, 1.0 + 1e-12).all()


def crowd(rng, count):
    """Features over one another: boxes on whole metres that share edges, rings with holes, stars, parts far apart."""
    shapes = []
    for number, middle in enumerate(rng.uniform(0, 300, (count, 2))):
        low = np.round(middle / 10) * 10
        square = shapely.box(*low, *(low + rng.integers(1, 12, 2) * 10))
        if number % 4 == 1:
            square = square.difference(square.centroid.buffer(9.0))
        if number % 4 == 2:
            square = shapely.Point(middle).buffer(rng.uniform(5, 60))
        if number % 4 == 3:
            square = shapely.MultiPolygon([square, shapely.box(*(low + 200), *(low + 240))])
        shapes.append(square)
    return gpd.GeoDataFrame({"no": range(count)}, geometry=shapes, crs=toy.CRS)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 100_000), count=st.integers(1, 25))
def test_united_is_the_ground_under_any_feature(seed, count):
    rng = np.random.default_rng(seed)
    ground, layer = crowd(rng, 9), crowd(rng, count)
    ground = ground[ground.is_valid]
    layer = layer[layer.is_valid]
    found = overlaps(ground, {"x": layer})
    whole = layer.union_all()
    united = found.drop_duplicates("plot").set_index("plot")["united_m2"]
    expected = ground.geometry.loc[united.index].intersection(whole).area
    np.testing.assert_allclose(united, expected, rtol=1e-9, atol=1e-6)
    assert (ground.geometry.drop(united.index).intersection(whole).area < 1e-6).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_neither_the_order_of_layers_nor_of_features_matters(seed):
    rng = np.random.default_rng(seed)
    ground, one, two = stars(rng, count=5, radius=40.0), crowd(rng, 8), stars(rng, count=6, radius=80.0)
    found = overlaps(ground, {"one": one, "two": two})
    again = overlaps(ground, {"two": two.iloc[::-1], "one": one.iloc[::-1]})
    keys = ["layer", "plot", "feature"]
    found, again = (frame.sort_values(keys, ignore_index=True) for frame in (found, again))
    pd.testing.assert_frame_equal(found, again, rtol=1e-9, atol=1e-9)


def test_three_features_in_one_place_are_counted_once():
    layer = toy.frame({name: toy.strip(low, 0, low + 40, 100) for name, low in (("x", 0), ("y", 20), ("z", 30))})
    assert overlaps(plots(), {"x": layer})["united_m2"].tolist() == pytest.approx([7_000.0] * 3)
    strips = toy.frame({str(low): toy.strip(low, -5, low + 4, 50) for low in range(2, 80, 3)})
    assert overlaps(plots(), {"x": strips})["united_m2"].tolist() == pytest.approx([(81 - 2) * 50.0] * 26)


def test_labels_of_all_kinds_are_kept():
    number = gpd.GeoDataFrame(geometry=[toy.strip(0, 0, 10, 10)], index=[7], crs=toy.CRS)
    found = overlaps(
        plots(), {"one": number, "two": toy.frame({"y": toy.strip(0, 0, 10, 10)}), "none": number.iloc[:0]}
    )
    assert found["feature"].tolist() == [7, "y"]
    assert found["layer"].tolist() == ["one", "two"]
    assert overlaps(plots(), {"none": number.iloc[:0]}).empty


def test_what_cannot_be_overlaid_is_refused():
    bow = toy.frame({"x": shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])})
    with pytest.raises(GeometryError):
        overlaps(plots(), {"x": bow})
    with pytest.raises(CRSMismatchError):
        overlaps(plots(), {"x": plots().set_crs("EPSG:4547", allow_override=True)})
