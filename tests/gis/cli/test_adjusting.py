"""`yitu adjust` as a user runs it: a drawing of a local grid, and a district."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.read.folder import read_district
from tests.gis.cli.running import run
from tests.gis.read import districts

ANGLE = np.radians(12.0)
TURN = np.array([[np.cos(ANGLE), -np.sin(ANGLE)], [np.sin(ANGLE), np.cos(ANGLE)]])
LOCAL = np.array([[100.0, 200.0], [900.0, 150.0], [850.0, 800.0], [120.0, 760.0]])
AREA = np.array([[200.0, 300.0], [700.0, 300.0], [700.0, 600.0], [200.0, 600.0]])


def there(xy):
    return xy @ TURN.T + [590_000.0, 4_075_000.0]


def table(tmp_path, before=LOCAL, after=None, heads="name,from_x,from_y,to_x,to_y"):
    after = there(LOCAL) if after is None else after
    rows = [
        f"K{n},{a:.4f},{b:.4f},{c:.4f},{d:.4f}" for n, ((a, b), (c, d)) in enumerate(zip(before, after, strict=True))
    ]
    path = tmp_path / "控制点.csv"
    path.write_text("\n".join([heads, *rows]) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def drawing(tmp_path):
    """A plot in a local grid, no CRS."""
    path = tmp_path / "厂区.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        gpd.GeoDataFrame({"name": ["地块"]}, geometry=[shapely.Polygon(AREA)]).to_file(path, layer="厂区")
    return str(path)


def test_a_drawing_lands_on_the_ground(workspace, tmp_path, drawing):
    out = tmp_path / "fitted.gpkg"
    done = run(workspace, "adjust", drawing, "--points", table(tmp_path), "--crs", "EPSG:4548", "--to", str(out))
    assert "12°00′00" in done.stdout
    assert "没有与其余不合的点" in done.stdout
    found = gpd.read_file(out)
    assert found.crs.to_epsg() == 4548
    assert found["name"].tolist() == ["地块"]
    assert shapely.hausdorff_distance(found.geometry.iloc[0], shapely.Polygon(there(AREA))) < 1e-3


def test_northings_first_on_both_sides(workspace, tmp_path, drawing):
    out = tmp_path / "fitted.gpkg"
    points = table(tmp_path, LOCAL[:, ::-1], there(LOCAL)[:, ::-1], heads="点名,原X,原Y,新X,新Y")
    done = run(workspace, "adjust", drawing, "--points", points, "--crs", "EPSG:4548", "--to", str(out))
    assert "已按 x 向北对调" in done.stdout
    assert "y 向东,已对调" in done.stdout
    assert shapely.hausdorff_distance(gpd.read_file(out).geometry.iloc[0], shapely.Polygon(there(AREA))) < 1e-3


def test_json_and_something_to_look_at(workspace, tmp_path, drawing):
    after = there(LOCAL)
    found = json.loads(
        run(
            workspace, "adjust", drawing, "--points", table(tmp_path, LOCAL[:2], after[:2]), "--json", "-", code=1
        ).stdout
    )
    assert found["remarks"] == ["exact"]
    assert found["order"] == ["from_assumed"]
    assert found["rotation_deg"] == pytest.approx(12.0, abs=1e-3)
    assert found["sigma_m"] is None


def test_without_a_place_to_write_it_only_tells(workspace, tmp_path, drawing):
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    points = table(tmp_path)
    done = run(workspace, "adjust", drawing, "--points", points, "--method", "affine")
    assert "六参数" in done.stdout
    assert {path for path in tmp_path.iterdir() if path.is_file()} - set(before) == {tmp_path / "控制点.csv"}


@pytest.mark.parametrize(
    ("after", "crs", "match"),
    [
        (there(LOCAL) + np.array([39_000_000.0, 0.0]), "EPSG:4548", "适用范围"),
        (there(LOCAL), "EPSG:4326", "EPSG:4326"),
        (there(LOCAL), "nonsense", "nonsense"),
        (np.array([[117.0, 36.0], [117.1, 36.0], [117.1, 36.1], [117.0, 36.1]]), "", "经纬度"),
        (np.full((4, 2), 500_000.0), "", "位置相同"),
    ],
    ids=["belt number", "degrees as crs", "no crs", "degrees as points", "one place"],
)
def test_what_cannot_be_is_refused(workspace, tmp_path, drawing, after, crs, match):
    more = ("--crs", crs) if crs else ()
    out = tmp_path / "out.gpkg"
    done = run(workspace, "adjust", drawing, "--points", table(tmp_path, LOCAL, after), *more, "--to", str(out), code=2)
    assert match in done.stderr
    assert not out.exists()


def test_a_file_that_is_none(workspace, tmp_path):
    rubbish = tmp_path / "图.dwg"
    rubbish.write_bytes(b"AC1032" + bytes(100))
    done = run(workspace, "adjust", str(rubbish), "--points", table(tmp_path), "--to", str(tmp_path / "o.gpkg"), code=2)
    assert "DWG" in done.stderr
    assert not (tmp_path / "o.gpkg").exists()


def test_roads_name_points_of_a_district_only(workspace, tmp_path, drawing):
    path = tmp_path / "路口.csv"
    path.write_text("name,to_x,to_y\n西路 × 南路,500000,4070000\n", encoding="utf-8")
    assert "路口名称只用于区" in run(workspace, "adjust", drawing, "--points", str(path), code=2).stderr


def test_a_district_is_fitted_and_undone(workspace, tmp_path):
    districts.write_district(workspace / "toy")
    path = tmp_path / "路口.csv"
    path.write_text(
        "路口,实测X,实测Y\n西路 × 南路,4069920,500120\n东路 × 南路,4069920,501120\n东路与北路,4070922,501120\n"
        "西路 × 北路,4070920,500120\n", encoding="utf-8",
    )  # fmt: skip
    told = run(workspace, "adjust", "toy", "--points", str(path))
    assert "对调" in told.stdout
    assert "已移动" not in told.stdout
    done = run(workspace, "adjust", "toy", "--points", str(path), "--to", "toy_fitted")
    assert "已移动 命名道路 4" in done.stdout
    assert "分区 toy.core 1.00 → 1.00" in done.stdout
    roads = read_district(workspace / "toy_fitted").layers["roads"].frame
    assert roads.total_bounds[0] == pytest.approx(500_120.0, abs=1.0)
    assert "toy_fitted" in run(workspace, "list").stdout
    run(workspace, "layers", "undo", "toy_fitted")
    assert not (workspace / "toy_fitted").exists()
    english = run(workspace, "--lang", "en", "adjust", "toy", "--points", str(path), "--to", "toy", "--keep", "outline")
    assert "moved named roads 4" in english.stdout
    assert "moved district outline" not in english.stdout
    run(workspace, "layers", "undo", "toy")
    assert read_district(workspace / "toy").layers["roads"].frame.total_bounds[0] == pytest.approx(500_000.0, abs=1e-3)


@pytest.mark.parametrize(
    ("more", "match"), [(("--to", "../x"), "不是路径"), (("--to", "x", "--keep", "nothing"), "--keep")]
)
def test_a_district_has_a_name_not_a_path(workspace, tmp_path, more, match):
    districts.write_district(workspace / "toy")
    path = tmp_path / "路口.csv"
    path.write_text("name,to_x,to_y\n西路 × 南路,500000,4070000\n东路×北路,501000,4071000\n", encoding="utf-8")
    assert match in run(workspace, "adjust", "toy", "--points", str(path), *more, code=2).stderr


def test_neither_file_nor_district(workspace, tmp_path):
    run(workspace, "adjust", "nowhere", "--points", table(tmp_path), code=2)
