"""A layer beside the streets: a shift is told with size and direction, nothing is moved, clean layers pass."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from gis import shifts
from gis.crs import from_degrees
from gis.read.intake.intake import read_file
from gis.read.intake.model import ReadOptions
from gis.read.intake.streets import beside_streets, guard_message
from gis.read.workspace import SHIPPED
from gis.shift_guard import Guard, guard_points

ZIBO = SHIPPED / "zibo"


@pytest.fixture(scope="module")
def places() -> gpd.GeoDataFrame:
    """Places along the edges of the shipped district's plots, in degrees: rows of made houses say too little."""
    plots = gpd.read_file(ZIBO / "plots.geojson").to_crs("EPSG:4548")
    along = gpd.points_from_xy(*guard_points(plots.geometry.to_numpy()).T, crs="EPSG:4548")
    return gpd.GeoDataFrame(geometry=along.to_crs("EPSG:4490")).iloc[:: max(len(along) // 200, 1)]


def told(rows: gpd.GeoDataFrame, path: Path, **options: str) -> list:
    rows.to_file(path)
    intake = read_file([path], ReadOptions(**options))
    return [one for one in beside_streets(intake, ZIBO).messages if one.code.startswith("streets")]


def test_a_layer_in_its_place(places: gpd.GeoDataFrame, tmp_path: Path) -> None:
    (message,) = told(places, tmp_path / "a.gpkg")
    assert message.code in ("streets_fit", "streets_unclear")


def test_an_undeclared_shift_and_the_declared_one(places: gpd.GeoDataFrame, tmp_path: Path) -> None:
    lon, lat = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
    moved = shifts.apply(lon, lat, "GCJ-02")
    shifted = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*moved), crs="EPSG:4490")
    (message,) = told(shifted, tmp_path / "b.gpkg")
    assert message.code == "streets_shifted"
    east = np.array(from_degrees(*moved, crs="EPSG:4548")) - np.array(from_degrees(lon, lat, crs="EPSG:4548"))
    size_m = float(np.hypot(*east.mean(axis=1)))
    assert message.facts["size_m"] == pytest.approx(size_m, abs=10.0)
    assert "GCJ-02" in message.text()
    assert "--crs GCJ-02" in message.remedy()
    (declared,) = told(shifted, tmp_path / "c.gpkg", crs="GCJ-02")
    assert declared.code in ("streets_fit", "streets_unclear")


def test_a_layer_without_place_is_left_alone(places: gpd.GeoDataFrame, tmp_path: Path) -> None:
    metres = places.to_crs("EPSG:4548")
    assert not told(metres, tmp_path / "d.gpkg", crs="local")


@pytest.mark.parametrize(
    ("east_m", "north_m", "direction"),
    [(100, 0, "东"), (0, 100, "北"), (-100, -100, "西南"), (80, -80, "东南"), (0.1, 100, "北"), (-0.1, 100, "北")],
)
def test_directions_in_words(east_m: float, north_m: float, direction: str) -> None:
    guard = Guard("shift", 60, "unknown", east_m, north_m, 20.0, 0.0, 4.0)
    message = guard_message(guard, where="x", basis_told="淄博高新区")
    assert message.facts["direction"] == direction
    assert message.facts["size_m"] == round(float(np.hypot(east_m, north_m)))
