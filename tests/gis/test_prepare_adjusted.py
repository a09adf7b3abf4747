"""A district's schematic roads fitted to surveyed crossings: what was put in comes out, the shipped one stays."""

from pathlib import Path

import numpy as np
import pytest

from gis.crs import working_crs
from gis.errors import GisError
from gis.prepare_adjusted import adjust_district, control_at_crossings
from gis.read.control_points import ControlRow
from gis.read.folder import read_district
from gis.read.spec import read_district_spec
from gis.read.vector import read_layer
from gis.read.workspace import SHIPPED

PAIRS = [("世纪路", "中润大道"), ("世纪路", "鲁泰大道"), ("金晶大道", "中润大道"), ("金晶大道", "鲁泰大道")]
SHIFT = np.array([40.0, -25.0])


@pytest.fixture(scope="module")
def district():
    return read_district(SHIPPED / "zibo")


def crossings(district) -> list[ControlRow]:
    blank = [ControlRow(f"{a} × {b}", n + 2, None, (593_000.0, 4_079_500.0), (a, b)) for n, (a, b) in enumerate(PAIRS)]
    found, _ = control_at_crossings(blank, district)
    return [
        ControlRow(row.name, row.line, None, tuple(np.asarray(at) + SHIFT), row.roads)
        for row, at in zip(blank, found.from_xy, strict=True)
    ]


def roads(folder: Path):
    spec = read_district_spec(folder)
    return read_layer(next(one for one in spec.layers if one.kind == "roads"), target=working_crs(spec.crs)).frame


def test_roads_move_by_what_was_surveyed(district, tmp_path: Path) -> None:
    shipped = {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir() if path.is_file()}
    rows = crossings(district)
    done = adjust_district(SHIPPED / "zibo", tmp_path / "zibo", rows)
    assert done.fitted.rmse_m == pytest.approx(0.0, abs=1e-3)
    before, after = roads(SHIPPED / "zibo"), roads(tmp_path / "zibo")
    assert list(before.index) == list(after.index)
    moved = after.loc["zibo.road.shiji_lu"].geometry.distance(before.loc["zibo.road.shiji_lu"].geometry)
    middle = np.asarray(after.loc["zibo.road.shiji_lu"].geometry.centroid.coords[0]) - np.asarray(
        before.loc["zibo.road.shiji_lu"].geometry.centroid.coords[0]
    )
    assert middle.tolist() == pytest.approx(SHIFT.tolist(), abs=1.0)
    assert moved >= 0.0
    assert done.moved["roads"] > 0
    assert {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir() if path.is_file()} == shipped


def test_an_unknown_road_is_named(district) -> None:
    row = ControlRow("没有路 × 世纪路", 2, None, (593_000.0, 4_077_000.0), ("没有路", "世纪路"))
    with pytest.raises(GisError, match="没有路"):
        control_at_crossings([row], district)
