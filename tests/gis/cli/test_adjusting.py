"""`yitu adjust`: a file in a local grid, and a district's roads, fitted to control points."""

import json
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from click.testing import CliRunner, Result

from gis.cli import main

POINTS = "name,from_x,from_y,to_x,to_y\nA,0,0,593000,4077000\nB,1000,0,594000,4077000\nC,0,1000,593000,4078000\n"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def local(tmp_path: Path) -> Path:
    frame = gpd.GeoDataFrame({"名称": ["甲"]}, geometry=[shapely.box(100, 100, 200, 200)], crs="EPSG:4548")
    path = tmp_path / "厂区.geojson"
    path.write_text(frame.drop(columns="geometry").set_geometry(frame.geometry, crs=None).to_json(), encoding="utf-8")
    (tmp_path / "点.csv").write_text(POINTS, encoding="utf-8")
    return path


def test_a_local_grid_lands_where_the_points_say(local: Path, tmp_path: Path) -> None:
    result = run("adjust", str(local), "--points", str(tmp_path / "点.csv"), "--crs", "EPSG:4548",
                 "--to", str(tmp_path / "新.gpkg"), "--json", str(tmp_path / "拟合.json"))  # fmt: skip
    assert result.exit_code in (0, 1), result.output
    assert "残差" in result.output
    moved = pyogrio.read_dataframe(tmp_path / "新.gpkg")
    assert moved.crs.to_epsg() == 4548
    assert moved.total_bounds.tolist() == pytest.approx([593100, 4077100, 593200, 4077200], abs=1e-3)
    assert json.loads((tmp_path / "拟合.json").read_text(encoding="utf-8"))


def test_too_few_points_are_refused(local: Path, tmp_path: Path) -> None:
    (tmp_path / "一.csv").write_text("\n".join(POINTS.splitlines()[:2]) + "\n", encoding="utf-8")
    result = run("adjust", str(local), "--points", str(tmp_path / "一.csv"), "--crs", "EPSG:4548")
    assert result.exit_code == 2
    assert "控制点" in result.output


def test_without_points_the_command_says_so(local: Path) -> None:
    assert run("adjust", str(local)).exit_code == 2
