import numpy as np
import pytest
import shapely

from gis.read.intake.decision import divided, moved_shapes
from gis.read.intake.model import Quarantined
from tests.gis.read.intake.deciding import decided, layer
from tests.gis.read.intake.making_coordinates import ZONED, ZONED_38


def test_an_undivided_layer_gets_its_crs_and_geometry():
    raw = layer(ZONED)
    decision, _ = decided(ZONED, "EPSG:4548")
    ((made, same),) = divided(raw, decision)
    assert made.crs == "EPSG:4527"
    assert same is decision
    assert len(made.table) == len(ZONED)


def test_zones_become_layers_and_no_row_is_lost():
    pairs = [ZONED_38[0], *ZONED[:3], None, (0.0, 0.0), *ZONED_38[1:3]]
    raw = layer(pairs, "EPSG:4527")
    raw.quarantined = [Quarantined(3, "shape_broken")]
    raw.mended, raw.condemned = {1, 6}, {2: "shape_broken"}
    decision, _ = decided(pairs, "EPSG:4527", "split")
    made = divided(raw, decision)
    assert [one.name for one, _ in made] == ["点 · 38", "点 · 39"]
    assert [one.crs for one, _ in made] == ["EPSG:4526", "EPSG:4527"]
    assert sorted(row for one, _ in made for row in one.rows) == sorted(raw.rows)
    assert [one.table.column("id").to_pylist() for one, _ in made] == [[0, 4, 5, 6, 7], [1, 2, 3]]
    assert sum(len(one.quarantined) for one, _ in made) == 1
    assert [one.mended for one, _ in made] == [{3}, {0}]
    assert [one.condemned for one, _ in made] == [{}, {1: "shape_broken"}]
    assert [own.aside for _, own in made] == [{2: "at_origin"}, {}]
    assert all(len(own.moved) == len(one.rows) == len(own.geometry) for one, own in made)


@pytest.mark.parametrize("text", ["POINT (1 2)", "POINT Z (1 2 3)", "POLYGON ((0 0, 1 0, 1 2, 0 0))", "POINT EMPTY",
                                  "MULTILINESTRING Z ((0 0 1, 1 2 3), (4 5 6, 7 8 9))"])  # fmt: skip
def test_exchanging_twice_is_nothing(text):
    shapes = np.array([shapely.from_wkt(text), None], dtype=object)
    once = moved_shapes(shapes, lambda x, y: (y, x))
    twice = moved_shapes(once, lambda x, y: (y, x))
    assert shapely.to_wkt(twice[0]) == shapely.to_wkt(shapes[0])
    assert twice[1] is None
    if not shapes[0].is_empty:
        assert shapely.to_wkt(once[0]) != shapely.to_wkt(shapes[0])
