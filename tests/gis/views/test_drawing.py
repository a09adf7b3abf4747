"""Layer files: steps that lead back to the coordinates, one style once, budget kept and counted."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from gis import crs
from gis.views.drawing import Sketch, discs
from tests.gis.views.toy import CRS, E0, N0, line, point, square

STYLE = {"color": "#123456", "pane": "ground"}


def finished(*shapes, simplify_m=0.0, **finish):
    sketch = Sketch(working_crs=CRS, simplify_m=simplify_m)
    for number, shape in enumerate(shapes):
        sketch.add(shape, STYLE, key=f"k/{number}", lines=["甲", "乙"])
    return sketch.finish(**finish)


def content(drawn):
    return json.loads(drawn.body)


def walked(flat, file):
    """The points a list of steps leads to, in degrees."""
    steps = np.cumsum(np.asarray(flat, dtype=float).reshape(-1, 2), axis=0) / file["scale"]
    return steps + np.asarray(file["origin"])


def in_degrees(shape):
    return crs.to_degrees(gpd.GeoDataFrame(geometry=[shape], crs=CRS)).geometry.iloc[0]


def test_an_area_comes_back_within_a_decimetre():
    shape = square(0, 0, 100)
    file = content(finished(shape))
    back = walked(file["features"][0]["p"][0][0], file)
    expected = np.asarray(in_degrees(shape).exterior.coords)[:-1]
    assert np.abs(back - expected).max() <= 0.5e-6 + 1e-12


def test_holes_and_parts_stay_apart():
    holed = Polygon(square(0, 0, 100).exterior, [square(20, 20, 10).exterior])
    file = content(finished(MultiPolygon([holed, square(200, 0, 50)])))
    assert [len(part) for part in file["features"][0]["p"]] == [2, 1]
    assert file["features"][0]["g"] == "a"


@pytest.mark.parametrize(("shape", "kind"), [(point(1, 2), "p"), (line((0, 0), (9, 9)), "l"), (square(0, 0, 9), "a")])
def test_every_shape_has_its_letter(shape, kind):
    assert content(finished(shape))["features"][0]["g"] == kind


def test_a_style_is_written_once():
    file = content(finished(square(0, 0, 9), square(20, 0, 9)))
    assert file["styles"] == [STYLE]
    assert [feature["s"] for feature in file["features"]] == [0, 0]


def test_keys_and_tooltips_stand_beside_the_shape():
    feature = content(finished(square(0, 0, 9)))["features"][0]
    assert feature["k"] == "k/0"
    assert feature["t"] == ["甲", "乙"]


def test_bounds_are_those_of_the_shapes_in_degrees():
    drawn = finished(square(0, 0, 100))
    south, west, north, east = drawn.bounds_deg
    expected = in_degrees(square(0, 0, 100)).bounds
    assert (west, south, east, north) == pytest.approx(expected, abs=1e-12)


def test_an_empty_sketch_is_a_file_without_bounds():
    drawn = Sketch(working_crs=CRS).finish()
    assert drawn.bounds_deg is None
    assert content(drawn)["features"] == []


def test_empty_and_missing_shapes_are_left_out():
    assert finished(Polygon(), None, square(0, 0, 9)).features_count == 1


def test_the_same_drawing_has_the_same_key_and_another_another():
    assert finished(square(0, 0, 9)).key == finished(square(0, 0, 9)).key
    assert finished(square(0, 0, 9)).key != finished(square(0, 0, 10)).key


def test_simplifying_is_for_display_and_never_empties_a_shape():
    tiny = square(0, 0, 0.5)
    wavy = LineString([(E0 + x, N0 + (x % 2) * 0.3) for x in range(50)])
    file = content(finished(tiny, wavy, simplify_m=1.0))
    assert len(file["features"]) == 2
    assert len(file["features"][1]["p"][0]) < 10


def test_merged_shapes_are_one_feature():
    sketch = Sketch(working_crs=CRS)
    sketch.add_merged(gpd.GeoSeries([line((0, 0), (1, 1)), line((5, 5), (9, 9))]), STYLE)
    sketch.add_merged([], STYLE)
    assert sketch.finish().features_count == 1


def test_merging_mixed_dimensions_keeps_the_higher():
    sketch = Sketch(working_crs=CRS)
    sketch.add_merged([square(0, 0, 9), line((0, 0), (1, 1))], STYLE)
    assert content(sketch.finish())["features"][0]["g"] == "a"


def test_what_exceeds_the_budget_goes_last_first_and_is_counted():
    sketch = Sketch(working_crs=CRS, simplify_m=0.0)
    sketch.add(square(0, 0, 9), STYLE)
    sketch.add_merged([square(n * 20, 100, 9) for n in range(50)], STYLE, droppable="land_use")
    sketch.add_merged([square(n * 20, 200, 9) for n in range(70)], STYLE, droppable="buildings")
    whole = sketch.finish()
    assert dict(whole.left_out) == {}
    tight = sketch.finish(budget_bytes=len(whole.body) - 1)
    assert dict(tight.left_out) == {"buildings": 70}
    none = sketch.finish(budget_bytes=10)
    assert dict(none.left_out) == {"buildings": 70, "land_use": 50}
    assert none.features_count == 1


def test_labels_sit_inside_areas_and_in_the_middle_of_lines():
    sketch = Sketch(working_crs=CRS)
    ring = box(E0, N0, E0 + 100, N0 + 100).difference(box(E0 + 10, N0 + 10, E0 + 90, N0 + 90))
    sketch.label("环", ring, kind="zone", rank=0)
    sketch.label("路", line((0, 0), (100, 0)), kind="road", rank=5, min_zoom=13)
    sketch.label("", square(0, 0, 9), kind="zone", rank=0)
    file = content(sketch.finish())
    assert [label["t"] for label in file["labels"]] == ["环", "路"]
    inside = Point(walked(file["labels"][0]["p"], file)[0])
    assert in_degrees(ring).buffer(1e-6).contains(inside)
    middle = in_degrees(line((0, 0), (50, 0))).coords[-1]
    assert walked(file["labels"][1]["p"], file)[0] == pytest.approx(middle, abs=2e-6)


def test_points_that_fall_together_are_one():
    close = LineString([(E0, N0), (E0 + 0.01, N0), (E0 + 50, N0)])
    file = content(finished(close))
    assert len(file["features"][0]["p"][0]) == 4


def test_spots_of_residents_stand_side_by_side_and_areas_stay():
    near = gpd.GeoSeries([shapely.Point(x * 200.0, 0.0) for x in range(5)])
    assert shapely.bounds(discs(near)[0]) == pytest.approx((-80.0, -80.0, 80.0, 80.0), abs=1e-6)
    alone = discs(gpd.GeoSeries([shapely.Point(0.0, 0.0)]))
    assert shapely.bounds(alone[0])[2] == pytest.approx(20.0)
    far = discs(gpd.GeoSeries([shapely.Point(0.0, 0.0), shapely.Point(9_000.0, 0.0)]))
    assert shapely.bounds(far[0])[2] == pytest.approx(150.0)
    square = gpd.GeoSeries([shapely.box(0, 0, 1, 1)])
    assert discs(square)[0].equals(square[0])
