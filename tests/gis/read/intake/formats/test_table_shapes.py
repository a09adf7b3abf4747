"""One column that holds a position."""

import pytest
import shapely

from gis.read.intake.formats.table_numbers import plain
from gis.read.intake.formats.table_shapes import is_shape, read_shapes, split_pair

BOX = shapely.box(0, 0, 1, 1)
PAIRS = [
    ("116.4,39.9", ("116.4", "39.9")),
    ("116.4 39.9", ("116.4", "39.9")),
    ("(116.4,39.9)", ("116.4", "39.9")),
    ("[116.4, 39.9]", ("116.4", "39.9")),
    ("116.4;39.9", ("116.4", "39.9")),
    ("116.4\uff0c39.9", ("116.4", "39.9")),
    ("116.4、39.9", ("116.4", "39.9")),
    ("116.4,39.9,12.5", ("116.4", "39.9")),
    ("N36°40′ E117°02′", ("E117°02′", "N36°40′")),
    ("117°02′E, 36°40′N", ("117°02′E", "36°40′N")),
    ("东经117°02′30″北纬36°40′", ("东经117°02′30″", "北纬36°40′")),
    ("北纬36度,东经117度", ("东经117度", "北纬36度")),
    ("36°40′N117°02′E", ("117°02′E", "36°40′N")),
    ("116.4/39.9", ("116.4", "39.9")),
    ("116.4\t39.9", ("116.4", "39.9")),
]


@pytest.mark.parametrize(("text", "parts"), PAIRS)
def test_pairs(text, parts):
    assert split_pair(text) == tuple(map(plain, parts))


@pytest.mark.parametrize("text", ["", "116.4", "abc", "()", "116.4,39.9,12,13"])
def test_no_pair(text):
    assert split_pair(text) is None


@pytest.mark.parametrize(
    "text",
    [
        BOX.wkt,
        shapely.to_geojson(BOX),
        BOX.wkb.hex(),
        BOX.wkb_hex.upper(),
        f"SRID=4490;{BOX.wkt}",
        f" {BOX.wkt.lower()} ",
    ],
)
def test_shapes_in_every_notation(text):
    assert is_shape(text)
    read = read_shapes([text, None])
    assert shapely.equals(read.shapes[0], BOX)
    assert (read.shapes[1], read.unread, read.closed) == (None, (), ())
    assert read.srids == ((4490,) if "SRID" in text else ())


def test_open_rings_are_closed_and_junk_is_told():
    read = read_shapes(["POLYGON((0 0,1 0,1 1))", "POINT(1", '{"type":"Point"}', "甲", '{"type":"Nothing"}'])
    assert (read.closed, read.unread) == ((0,), (1, 2, 3, 4))
    assert read.shapes[0].is_valid


def test_heights_and_empty_shapes():
    read = read_shapes(["POINT Z (1 2 3)", "POLYGON EMPTY"])
    assert shapely.get_z(read.shapes[0]) == 3.0
    assert read.shapes[1].is_empty
    assert not is_shape("点")
