"""Blocks: counted before they are taken apart, placed as the drawing says."""

from pathlib import Path

import pytest
import shapely

from gis.read.intake.formats.drawing_blocks import DEEPEST, MOST_PIECES, Budget, attributes, entity_colour
from gis.read.intake.formats.drawing_sections import sections
from gis.read.intake.formats.drawing_shapes import FlawedError
from gis.read.intake.formats.drawing_tags import Entity
from tests.gis.read.intake.formats.reading_dxf import drawn
from tests.gis.read.intake.making_dxf import X, Y, block, insert, light, made, square, tags, text

UNIT = light([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)], layer="0")


def budget(entities: str, blocks: str) -> tuple[int, int]:
    drawing = sections(made(entities, blocks=blocks))
    return Budget(drawing).of(drawing.entities[0])


def test_pieces_are_a_product() -> None:
    blocks = block("A", UNIT * 3) + block("B", insert("A", 0, 0, (70, 4), (71, 5)) * 2)
    assert budget(insert("B", 0, 0, (70, 10)), blocks) == (3 * 4 * 5 * 2 * 10, 4 * 3 * 4 * 5 * 2 * 10)


def test_beyond_any_number() -> None:
    blocks = block("B0", UNIT) + "".join(
        block(f"B{at}", insert(f"B{at - 1}", 0, 0, (70, 32767), (71, 32767))) for at in range(1, 20)
    )
    assert budget(insert("B19"), blocks)[0] == (32767**2) ** 19


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ("", "drawing_block_missing"),
        (block("A", insert("a")), "drawing_block_cycle"),
        (block("A", insert("B")) + block("B", insert("C")) + block("C", insert("A")), "drawing_block_cycle"),
        (
            block("A", insert("B0")) + "".join(block(f"B{at}", insert(f"B{at + 1}")) for at in range(DEEPEST + 1)),
            "drawing_block_deep",
        ),
        (block("A", insert("B")), "drawing_block_missing"),
    ],
)
def test_what_cannot_be_counted(blocks: str, code: str) -> None:
    with pytest.raises(FlawedError, match=code):
        budget(insert("A"), blocks)


def test_a_refusal_names_the_numbers(tmp_path: Path) -> None:
    reading = drawn(tmp_path, insert("A", 0, 0, (70, 1000), (71, 1000)), blocks=block("A", UNIT))
    assert not reading.layers
    facts = reading.facts("drawing_blocks_too_many")
    assert (facts["pieces"], facts["limit"]) == (1_000_000, MOST_PIECES)


def test_one_too_many_for_all_together(tmp_path: Path) -> None:
    entities = insert("A", 0, 0, (70, 200), (71, 200)) * 13
    assert drawn(tmp_path, entities, blocks=block("A", UNIT)).codes == {"drawing_blocks_too_many"}


@pytest.mark.parametrize(
    ("more", "box"),
    [
        ((), (0, 0, 1, 1)),
        (((41, 3), (42, 2)), (0, 0, 3, 2)),
        (((41, -3),), (-3, 0, 0, 1)),
        (((50, 90),), (-1, 0, 0, 1)),
        (((41, 4), (50, 90)), (-1, 0, 0, 4)),
        (((210, 0), (220, 0), (230, -1)), None),
    ],
)
def test_placed_scaled_turned_mirrored(more, box, tmp_path: Path) -> None:
    reading = drawn(tmp_path, insert("A", 0, 0, *more), blocks=block("A", UNIT))
    (one,) = reading.shapes()
    if box is None:
        assert one.bounds == pytest.approx((-X - 1, Y, -X, Y + 1))
    else:
        assert one.bounds == pytest.approx((X + box[0], Y + box[1], X + box[2], Y + box[3]))


def test_base_point_rows_and_columns(tmp_path: Path) -> None:
    more = ((70, 3), (71, 2), (44, 10.0), (45, 20.0), (50, 90.0))
    reading = drawn(tmp_path, insert("A", 0, 0, *more), blocks=block("A", UNIT, base=(1.0, 1.0)))
    corners = sorted((round(one.bounds[0] - X), round(one.bounds[1] - Y)) for one in reading.shapes())
    assert corners == [(-20, -1), (-20, 9), (-20, 19), (0, -1), (0, 9), (0, 19)]


def test_layer_and_colour_are_handed_down(tmp_path: Path) -> None:
    byblock = light([(0, 0), (2, 0), (2, 2)], layer="0", more=tags((62, 0)))
    own = light([(5, 5), (6, 5), (6, 6)], layer="树", more=tags((62, 4)))
    blocks = block("A", byblock + own) + block("B", insert("A"))
    reading = drawn(tmp_path, insert("B", 0, 0, (62, 3), layer="绿地"), blocks=blocks)
    assert reading.column("layer") == ["绿地", "树"]
    assert reading.column("color")[1] == "4"
    assert reading.column("block") == ["B", "B"]


@pytest.mark.parametrize(
    ("pairs", "colour"),
    [
        ((), "L"),
        (((62, 256),), "L"),
        (((62, 0),), "I"),
        (((62, 5),), "5"),
        (((420, 255),), "#0000ff"),
        (((62, "x"),), "L"),
    ],
)
def test_colours(pairs, colour: str) -> None:
    assert entity_colour(Entity("LINE", 1, tags(*pairs).rstrip("\n")), "L", "I") == colour


def test_attributes_are_columns_of_a_point_and_of_the_pieces(tmp_path: Path) -> None:
    written = (
        tags((0, "ATTRIB"), (2, "层数"), (1, "6F"), (10, X), (20, Y))
        + tags((0, "ATTRIB"), (2, "layer"), (1, "x"))
        + tags((0, "SEQEND"))
    )
    reading = drawn(
        tmp_path,
        insert("房", 5, 5, (66, 1)) + written,
        blocks=block("房", UNIT + tags((0, "ATTDEF"), (2, "层数"), (1, "?"))),
    )
    assert reading.column("层数") == reading.column("层数", "点") == ["6F"]
    assert reading.column("layer_") == ["x"]
    assert reading.shapes("点")[0].coords[0] == (X + 5, Y + 5)


def test_a_tag_that_comes_twice() -> None:
    one = Entity("INSERT", 1)
    one.parts = [Entity("ATTRIB", 1, tags((2, "A"), (1, value)).rstrip("\n")) for value in "xyz"]
    assert attributes(one) == {"A": "x", "A_2": "y", "A_3": "z"}


def test_an_empty_block_is_a_point(tmp_path: Path) -> None:
    reading = drawn(tmp_path, insert("A"), blocks=block("A", ""))
    assert reading.column("entity", "点") == ["INSERT"]


def test_what_is_wrong_inside_a_block_is_set_aside(tmp_path: Path) -> None:
    blocks = block("A", UNIT + light([(0, 0), (0, 0), (0, 0)]) + insert("A1") + tags((0, "3DFACE"))) + block(
        "A1", UNIT + text("内", 0, 0)
    )
    reading = drawn(tmp_path, light(square()) + insert("A", 0, 0, (41, 1e-3)), blocks=blocks)
    assert len(reading.shapes()) == 3
    assert [(one.row, one.code) for one in reading.by_family["面"].quarantined] == [(2, "drawing_no_extent")]
    assert reading.facts("drawing_kinds_left")["count"] == 1


@pytest.mark.parametrize("more", [((41, "nan"),), ((50, "inf"),), ((10, "x"),), ((210, 0), (220, 0), (230, 0))])
def test_an_insert_without_a_place(more, tmp_path: Path) -> None:
    one = tags((0, "INSERT"), (8, "0"), (2, "A"), *(more if more[0][0] == 10 else ((10, X), *more)), (20, Y))
    reading = drawn(tmp_path, light(square()) + one, blocks=block("A", UNIT))
    assert [one.code for one in reading.by_family["面"].quarantined] == [
        "drawing_not_finite" if len(more) == 1 and more[0][0] != 10 else "drawing_entity_broken"
    ]


def test_a_scale_of_nothing(tmp_path: Path) -> None:
    reading = drawn(tmp_path, light(square()) + insert("A", 0, 0, (41, 0), (42, 0), (43, 0)), blocks=block("A", UNIT))
    assert "drawing_no_extent" in reading.codes


def test_curves_in_a_scaled_block_keep_the_distance(tmp_path: Path) -> None:
    circle = tags((0, "CIRCLE"), (8, "0"), (10, 0), (20, 0), (40, 1.0))
    reading = drawn(tmp_path, insert("A", 0, 0, (41, 500), (42, 500)), blocks=block("A", circle))
    ring = shapely.get_coordinates(reading.shapes()[0].exterior) - (X, Y)
    middles = (ring[:-1] + ring[1:]) / 2
    assert 500.0 - ((middles**2).sum(axis=1) ** 0.5).min() < 0.00101
