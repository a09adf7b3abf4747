"""Repairs: every row ends accepted, repaired or set aside with its reason, and the areas say what changed."""

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer
from gis.read.intake.repair import AREA_CHANGE_M2, AREA_CHANGE_SHARE, Repaired, repair


def wkt(text: str) -> object:
    with np.errstate(invalid="ignore"):
        return shapely.from_wkt(text, on_invalid="ignore")


def raw(*shapes: object, names: list[str] | None = None, tabular: bool = False) -> RawLayer:
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    values = names or [f"n{at}" for at in range(len(shapes))]
    return RawLayer("图层", pa.table({"名称": values}), geometry, np.arange(1, len(shapes) + 1), tabular=tabular)


def done(layer: RawLayer, *, degrees: bool = False) -> tuple[Repaired, Notes]:
    notes = Notes()
    return repair(layer, notes, where="图层", degrees=degrees), notes


SQUARE = shapely.box(0, 0, 10, 10)
SPIKE = wkt("POLYGON ((0 0, 10 0, 10 10, 5 10, 5 14, 5 10, 0 10, 0 0))")
BOW_TIE = wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")
HOLE_IS_SHELL = wkt("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0), (0 0, 2 0, 2 2, 0 2, 0 0))")
HOLE_OUTSIDE = wkt("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0), (5 5, 6 5, 6 6, 5 6, 5 5))")
FLAT = wkt("POLYGON ((0 0, 5 0, 10 0, 0 0))")
TWICE = wkt("MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((0 0, 2 0, 2 2, 0 2, 0 0)))")


@pytest.mark.parametrize(
    ("shape", "code", "reason"),
    [
        (None, "rows_without_shape", "shape_missing"),
        (shapely.Polygon(), "rows_without_shape", "shape_missing"),
        (shapely.Point(np.nan, 1), "rows_not_finite", "coordinate_not_finite"),
        (shapely.Point(np.inf, 1), "rows_not_finite", "coordinate_not_finite"),
        (wkt("LINESTRING (0 0, nan 1, 2 2)"), "rows_not_finite", "coordinate_not_finite"),
        (wkt("LINESTRING (0 0, inf 1)"), "rows_not_finite", "coordinate_not_finite"),
        (BOW_TIE, "rows_shape_altered", "shape_altered"),
        (HOLE_OUTSIDE, "rows_shape_altered", "shape_altered"),
        (TWICE, "rows_shape_altered", "shape_altered"),
        (HOLE_IS_SHELL, "rows_shape_collapsed", "shape_collapsed"),
        (FLAT, "rows_shape_collapsed", "shape_collapsed"),
    ],
)
def test_what_cannot_be_used_is_set_aside_with_its_reason(shape: object, code: str, reason: str) -> None:
    found, notes = done(raw(SQUARE, shape))
    assert found.kept.tolist() == [True, False]
    assert [(one.row, one.code) for one in found.quarantined] == [(2, reason)]
    assert code in [message.code for message in notes.messages]
    assert not found.mended.any()


def test_a_spike_is_cut_off_and_told() -> None:
    found, notes = done(raw(SPIKE))
    assert found.kept.all()
    assert found.mended.all()
    assert shapely.area(found.shapes[0]) == pytest.approx(100.0)
    (message,) = notes.messages
    assert message.code == "made_valid"
    assert message.facts["change_m2"] == pytest.approx(0.0)


def test_a_small_change_is_a_repair_and_a_large_one_another_shape() -> None:
    nick = wkt("POLYGON ((0 0, 100 0, 100 100, 50 100, 51 101, 49 101, 50 100, 0 100, 0 0))")  # a 1 m2 ear
    crossing = wkt("POLYGON ((0 0, 100 0, 100 100, 50 100, 80 130, 20 130, 50 100, 0 100, 0 0))")
    overlapping = wkt("POLYGON ((0 0, 100 0, 100 100, 60 90, 40 110, 0 100, 0 0))")
    for shape in (nick, crossing, overlapping):
        found, _ = done(raw(shape))
        before = shapely.area(shapely.polygons(shapely.get_exterior_ring(shape)))
        for at in np.flatnonzero(found.mended):
            change = abs(shapely.area(found.shapes[at]) - before)
            assert change <= max(AREA_CHANGE_M2, AREA_CHANGE_SHARE * before)


def test_heights_and_measures_go_and_are_told() -> None:
    found, notes = done(raw(wkt("POINT Z (1 2 3)"), wkt("POINT M (2 2 3)"), shapely.Point(4, 4)))
    assert not shapely.has_z(found.shapes).any()
    assert not shapely.has_m(found.shapes).any()
    assert [message.code for message in notes.messages] == ["heights_dropped", "measures_dropped"]
    assert not found.mended.any()


def test_a_repeated_row_is_set_aside_and_a_repeated_shape_is_told() -> None:
    turned = shapely.Polygon([(10, 0), (10, 10), (0, 10), (0, 0)])  # the same square from another corner
    found, notes = done(raw(SQUARE, turned, SQUARE, names=["a", "a", "b"]))
    assert found.kept.tolist() == [True, False, True]
    assert found.quarantined[0].facts == {"of": 1}
    assert [message.code for message in notes.messages] == ["rows_repeated", "rows_same_shape"]


def test_slivers_stay_and_are_told() -> None:
    found, notes = done(raw(SQUARE, shapely.box(10, 0, 10.05, 100)))
    assert found.kept.all()
    assert [message.code for message in notes.messages] == ["slivers"]
    assert notes.messages[0].facts["rows"] == [2]


def test_slivers_in_degrees_are_judged_in_metres() -> None:
    east = 1 / 111_320 / np.cos(np.radians(36.8))
    plot = shapely.box(118, 36.8, 118 + 40 * east, 36.8 + 40 / 111_320)
    seam = shapely.box(118, 36.9, 118 + 0.05 * east, 36.9 + 30 / 111_320)
    _, notes = done(raw(plot, seam), degrees=True)
    assert [message.facts.get("rows") for message in notes.messages] == [[2]]


def test_kinds_of_shapes_are_counted() -> None:
    found, notes = done(raw(SQUARE, shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)])))
    assert found.families == {"point": 1, "line": 1, "area": 1}
    assert notes.messages[0].code == "families_mixed"


def test_collections_are_told() -> None:
    _, notes = done(raw(shapely.GeometryCollection([shapely.Point(50, 50), SQUARE])))
    assert [message.code for message in notes.messages] == ["collections"]


def test_rows_of_a_list_may_do_without_a_place() -> None:
    found, notes = done(raw(None, shapely.Point(1, 1), tabular=True))
    assert found.kept.all()
    assert not notes.messages
    assert found.families == {"point": 1}


def test_rows_the_reader_gave_up_keep_their_reason() -> None:
    layer = raw(SQUARE, None)
    layer.condemned = {1: "shape_broken"}
    found, notes = done(layer)
    assert [(one.row, one.code) for one in found.quarantined] == [(2, "shape_broken")]
    assert [message.code for message in notes.messages] == ["rows_shape_broken"]


def test_what_the_reader_mended_counts_as_repaired() -> None:
    layer = raw(SQUARE, shapely.box(20, 0, 30, 10))
    layer.mended = {1}
    found, _ = done(layer)
    assert found.mended.tolist() == [False, True]


def test_a_tangle_is_set_aside_in_time() -> None:
    around = np.arange(700) * 2.39996
    star = shapely.Polygon(np.stack([np.cos(around * 1.0), np.sin(around * 1.0)], axis=1) * 1_000.0)
    found, _ = done(raw(star))
    assert [one.code for one in found.quarantined] == ["shape_tangled"]


def test_the_input_is_not_changed() -> None:
    layer = raw(SPIKE, BOW_TIE, wkt("POINT Z (1 2 3)"))
    before = shapely.to_wkb(layer.geometry).tolist()
    done(layer)
    assert shapely.to_wkb(layer.geometry).tolist() == before


def test_an_empty_layer() -> None:
    found, notes = done(raw())
    assert not len(found.kept)
    assert not notes.messages


COORDINATE = st.integers(0, 8).map(float)
RING = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=9)


@settings(max_examples=200, deadline=None)
@given(st.lists(RING, min_size=1, max_size=6))
def test_rows_add_up_and_what_stays_is_valid(rings: list[list[tuple[float, float]]]) -> None:
    shapes = [shapely.polygons(shapely.linearrings([*ring, ring[0]])) for ring in rings]
    layer = raw(*shapes, names=["x"] * len(shapes))
    found, notes = done(layer)
    accepted = int((found.kept & ~found.mended).sum())
    assert accepted + int(found.mended.sum()) + len(found.quarantined) == len(shapes)
    assert shapely.is_valid(found.shapes[found.kept]).all()
    assert (shapely.area(found.shapes[found.kept]) > 0).all()
    assert (len(found.quarantined) > 0 or found.mended.any()) <= (len(notes.messages) > 0)
    again, _ = done(raw(*found.shapes[found.kept], names=[str(at) for at in range(int(found.kept.sum()))]))
    assert again.kept.all(), "a repaired layer needs no repair"
    assert not again.mended.any()


def test_reasons_are_told_in_both_languages() -> None:
    slip = [(50, 100), (49.99, 100.01), (49.99, 100), (50, 100.01)]  # a crossing of a centimetre
    _, notes = done(raw(shapely.Polygon([(0, 0), (100, 0), (100, 100), *slip, (0, 100)])))
    (told,) = [message for message in notes.messages if message.code == "made_valid"]
    assert "自相交 × 1" in told.text()
    assert "self-intersection × 1" in told.text("en")
    assert "self" not in told.text()
