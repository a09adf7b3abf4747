"""The map as pixels: colours of severities only where something conflicts, odd projects drawn."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from shapely.geometry import Point, Polygon

from gis.review.model import Outcome
from gis.views.review_sheet.map import map_names, map_png
from gis.views.sheets.fonts import face_for
from tests.gis.review.review_toy import at, frame, make_project, make_review

FORBIDDEN, RESTRICTED, NOTICE, PROJECT = "#7A5195", "#D9822B", "#0B6FA4", "#C0221C"


def pixels(review):
    picture = map_png(review, face=face_for(map_names(review)))
    return np.asarray(Image.open(BytesIO(picture)).convert("RGB")).astype(int)


def near(drawn, colour):
    wanted = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)])
    return (np.abs(drawn - wanted).sum(axis=2) < 40).sum()


def of_parts(parts, **changes):
    review = make_review(**changes)
    return replace(review, inputs=replace(review.inputs, project=make_project(parts=parts)))


def test_conflicts_are_drawn_in_the_colour_of_their_severity():
    drawn = pixels(make_review())
    assert drawn.shape == (850, 1464, 3)  # 108 and 186 mm at 200 to the inch
    for colour in (FORBIDDEN, RESTRICTED, NOTICE, PROJECT):
        assert near(drawn, colour) > 200
    for edge in (drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]):
        assert (edge == 255).all()


def test_what_passed_or_informs_is_not_drawn_as_a_conflict():
    findings = tuple(replace(one, outcome=Outcome.PASSED) for one in make_review().findings)
    drawn = pixels(make_review(findings=findings))
    assert near(drawn, FORBIDDEN) < 20
    assert near(drawn, RESTRICTED) < 20


def test_a_project_without_shape_has_no_map():
    assert map_png(of_parts(frame({"A": Polygon()})), face=face_for(["A"])) is None


@pytest.mark.parametrize("shape", [
    at(0, 0, 100, 100).difference(at(0, 50, 50, 100)),
    Polygon([(500_300, 4_428_100), (500_400, 4_428_200), (500_400, 4_428_100), (500_300, 4_428_200)]),
    Point(500_350, 4_428_150).buffer(50.0, quad_segs=5_000),
    at(0, 0, 0.4, 0.3),
])  # fmt: skip
def test_odd_projects_are_drawn(shape):
    assert near(pixels(of_parts(frame({"A": shape}), findings=())), PROJECT) > 50


def test_without_any_layer_the_project_stands_alone():
    review = make_review()
    assert near(pixels(replace(review, inputs=replace(review.inputs, layers={}))), PROJECT) > 300


def test_names_of_the_map_are_known_ahead():
    assert {"创新大道", "高新技术产业片区", "示例电子厂"} <= set(map_names(make_review()))
