"""A layer through GDAL: failures as messages, curves made straight, shapes of no kind we know set apart."""

import struct

import numpy as np
import pytest
import shapely

from gis.read.intake.formats.arrow_layer import arrow_of, is_none, straight_shapes
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError
from tests.gis.read.intake.making_vector import EAST, NORTH, blob, disc, geojson, geopackage


def test_all_rows_with_their_numbers(tmp_path):
    came = arrow_of("f", Notes(), geopackage(count=5)(tmp_path), layer="plots")
    assert came.rows.tolist() == [1, 2, 3, 4, 5]
    assert came.table.column_names == ["DLBM", "名称", "MJ"]
    assert not is_none(came.wkb).any()


@pytest.mark.parametrize("content", ["", "marker", "{"])
def test_failures_are_messages(tmp_path, content):
    notes = Notes()
    with pytest.raises(RefusedError):
        arrow_of("f", notes, geojson(content, name="a.fgb")(tmp_path))
    assert [message.code for message in notes.messages] == ["file_damaged"]


def test_curves_are_made_straight_and_told(tmp_path):
    path = geopackage(("UPDATE plots SET geom = ? WHERE fid = 2", (blob(disc(radius=50.0)),)))(tmp_path)
    notes = Notes()
    came = arrow_of("f", notes, path, layer="plots")
    shapes, closed, broken = straight_shapes(came, notes, where="f")
    assert not (closed | broken).any()
    assert shapely.area(shapes)[1] == pytest.approx(np.pi * 50**2, rel=1e-3)
    assert shapely.area(shapes)[[0, 2]].tolist() == [10_000, 10_000]
    assert [message.code for message in notes.messages] == ["curves_straightened"]


def test_surfaces_of_facets_are_no_shape(tmp_path):
    ring = struct.pack("<I", 4) + b"".join(
        struct.pack("<2d", EAST + x, NORTH + y) for x, y in [(0, 0), (1, 0), (1, 1), (0, 0)]
    )
    surface = struct.pack("<BII", 1, 15, 1) + struct.pack("<BII", 1, 3, 1) + ring
    path = geopackage(
        ("UPDATE plots SET geom = ? WHERE fid = 2", (blob(surface),)),
        ("UPDATE plots SET geom = ? WHERE fid = 1", (blob(disc()),)),
    )(tmp_path)
    came = arrow_of("f", Notes(), path, layer="plots")
    shapes, _, broken = straight_shapes(came, Notes(), where="f")
    assert broken.tolist() == [False, True, False] or shapes[1].geom_type == "MultiPolygon"
