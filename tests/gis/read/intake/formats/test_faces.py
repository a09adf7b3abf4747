"""Faces in space as polygons: nothing of them lost, other shapes left alone."""

import struct

import numpy as np
import shapely

from gis.read.intake.formats.faces import faces_as_polygons, with_faces

RING = np.array([[0, 0, 3], [0, 2, 3], [2, 2, 5], [0, 0, 3]], dtype="<f8")


def triangle(kind: int) -> bytes:
    return struct.pack("<BII", 1, 1000 + kind, 1) + struct.pack("<I", len(RING)) + RING.tobytes()


def surface(kind: int, part: int) -> bytes:
    return struct.pack("<BII", 1, 1000 + kind, 2) + triangle(part) * 2


def test_triangles_and_polygons_of_surfaces() -> None:
    for value in (surface(16, 17), surface(15, 3), struct.pack("<BII", 1, 1007, 1) + surface(16, 17)):
        shape = shapely.from_wkb(faces_as_polygons(value))
        assert len(shape.geoms) == 2
        assert shapely.get_coordinates(shape.geoms[1], include_z=True).tolist() == RING.tolist()


def test_only_surfaces_are_changed() -> None:
    plain = shapely.to_wkb(shapely.box(0, 0, 1, 1))
    group = shapely.to_wkb(shapely.GeometryCollection([shapely.Point(1, 2)]))
    values = np.array([plain, None, surface(16, 17), group, triangle(17)], dtype=object)
    made, found = with_faces(values)
    assert found.tolist() == [False, False, True, False, False] or found.tolist() == [False, False, True, False, True]
    assert made[0] is plain
    assert made[3] is group
    assert shapely.from_wkb(made[2]).geom_type == "MultiPolygon"
    assert values[2] == surface(16, 17)  # the given values are not touched
