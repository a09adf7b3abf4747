"""`yitu read`: report, exit code, JSON, conversion; `yitu layers put` and `undo`."""

import json
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from gis.cli import main
from gis.read.workspace import SHIPPED


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


SQUARE = shapely.box(593000, 4077000, 593100, 4077100)


def frame(**columns: list) -> gpd.GeoDataFrame:
    shapes = [shapely.transform(SQUARE, lambda xy, at=at: xy + np.array([100.0 * at, 0])) for at in range(3)]
    return gpd.GeoDataFrame({"名称": ["甲", "乙", "丙"], **columns}, geometry=shapes, crs="EPSG:4548")


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    frame().to_file(tmp_path / "地块.gpkg", layer="地块")
    return tmp_path / "地块.gpkg"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    rows = frame()
    rows.loc[2, "geometry"] = shapely.Polygon(
        [(593000, 4077000), (593100, 4077100), (593100, 4077000), (593000, 4077100)]
    )
    rows.to_file(tmp_path / "坏.gpkg", layer="坏")
    return tmp_path / "坏.gpkg"


def test_accepted(clean: Path) -> None:
    result = run("read", str(clean))
    assert result.exit_code == 0, result.output
    assert "地块.gpkg · GeoPackage · 已接收" in result.output
    assert "3 行:接收 3,修复 0,隔离 0" in result.output
    assert "CGCS2000 3度带" in result.output


def test_english(clean: Path) -> None:
    result = run("--lang", "en", "read", str(clean))
    assert "3 rows: 3 accepted, 0 repaired, 0 set aside" in result.output


def test_something_to_attend_to(broken: Path, tmp_path: Path) -> None:
    result = run("read", str(broken), "--to", str(tmp_path / "out.geojson"), "--json", str(tmp_path / "r.json"))
    assert result.exit_code == 1, result.output
    assert "▲" in result.output
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["status"] == "attention"
    assert report["rows"] == {"in": 3, "accepted": 2, "repaired": 0, "quarantined": 1}
    assert len(pyogrio.read_dataframe(tmp_path / "out.geojson")) == 2
    sheet = load_workbook(tmp_path / "out_隔离.xlsx").worksheets[0]
    assert "shape_altered" in [cell.value for row in sheet.rows for cell in row]


def test_refused(tmp_path: Path) -> None:
    path = tmp_path / "图.dwg"
    path.write_bytes(b"AC1027" + b"\0" * 2000)
    result = run("read", str(path), "--to", str(tmp_path / "o.gpkg"))
    assert result.exit_code == 2
    assert "DXF" in result.output
    assert not (tmp_path / "o.gpkg").exists()


def test_a_question(tmp_path: Path) -> None:
    path = tmp_path / "无坐标系.gpkg"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it has no CRS is what is tried
        frame().set_crs(None, allow_override=True).to_file(path)
    result = run("read", str(path), "--to", str(tmp_path / "o.gpkg"))
    assert result.exit_code == 3
    assert "--crs" in result.output
    assert not (tmp_path / "o.gpkg").exists()
    answered = run("read", str(path), "--crs", "EPSG:4548", "--to", str(tmp_path / "o.gpkg"))
    assert answered.exit_code in (0, 1), answered.output
    assert pyogrio.read_info(tmp_path / "o.gpkg")["crs"] == "EPSG:4548"


def test_json_alone_on_standard_output(clean: Path) -> None:
    assert json.loads(run("read", str(clean), "--json", "-").stdout)["status"] == "accepted"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run("read", str(tmp_path / "没有.shp"))
    assert result.exit_code == 2
    assert "没有.shp" in result.output


@pytest.mark.parametrize("suffix", [".gpkg", ".zip", ".gdb.zip", ".geojson", ".fgb", ".parquet", ".kmz", ".dxf", ".txt",
                                    ".csv", ".xlsx"])  # fmt: skip
def test_what_is_written_reads_back(clean: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"转换{suffix}"
    assert run("read", str(clean), "--to", str(path)).exit_code == 0
    given = ("--crs", "EPSG:4548") if suffix == ".dxf" else ()
    result = run("read", str(path), *given, "--json", str(tmp_path / "back.json"))
    assert result.exit_code in (0, 1), result.output
    back = json.loads((tmp_path / "back.json").read_text(encoding="utf-8"))
    layer = next(one for one in back["layers"] if one["families"].get("area"))
    assert layer["families"]["area"] == 3
    if suffix != ".kmz":
        assert layer["bounds"] == pytest.approx([593000, 4077000, 593300, 4077100], abs=0.01) or layer["bounds"][
            0
        ] == pytest.approx(39593000, abs=0.01)


def test_an_unknown_target(clean: Path, tmp_path: Path) -> None:
    result = run("read", str(clean), "--to", str(tmp_path / "a.dwg"))
    assert result.exit_code == 2
    assert ".gpkg" in result.output


def test_codes_are_listed() -> None:
    result = run("read", "--codes")
    assert result.exit_code == 0
    assert "layer_unknown  [refusal]" in result.output


@pytest.mark.parametrize("args", [("--column", "lon"), ("--datum", "a,b")])
def test_answers_that_cannot_be_read(clean: Path, args: tuple[str, ...]) -> None:
    assert run("read", str(clean), *args).exit_code == 2


def test_put_and_undo(tmp_path: Path) -> None:
    parks = gpd.read_file(SHIPPED / "zibo" / "parks.geojson").to_crs("EPSG:4548")
    place = parks.geometry.iloc[0].centroid
    new = gpd.GeoDataFrame(
        {"公园名称": ["新公园"], "公园类型": ["社区公园"]}, geometry=[place.buffer(60)], crs=parks.crs
    )
    new.to_file(tmp_path / "公园.gpkg")
    workspace = ("--workspace", str(tmp_path / "w"))
    put = run(*workspace, "layers", "put", "zibo", str(tmp_path / "公园.gpkg"), "--as", "parks", "--provider", "园林局",
              "--join")  # fmt: skip
    assert put.exit_code == 0, put.output
    assert f"现有 {len(parks) + 1} 行" in put.output
    written = pyogrio.read_dataframe(tmp_path / "w" / "zibo" / "parks.gpkg")
    assert written["name"].tolist()[-1] == "新公园"
    assert run(*workspace, "layers", "undo", "zibo").exit_code == 0
    assert not (tmp_path / "w" / "zibo").exists()
    assert run(*workspace, "layers", "undo", "zibo", "--redo").exit_code == 0
    assert (tmp_path / "w" / "zibo" / "parks.gpkg").exists()


def test_put_asks_and_refuses(tmp_path: Path, clean: Path) -> None:
    workspace = ("--workspace", str(tmp_path / "w"))
    assert run(*workspace, "layers", "put", "zibo", str(clean), "--as", "castles").exit_code == 2
    assert run(*workspace, "layers", "put", "zibo", str(clean), "--as", "land_use").exit_code == 2
    assert run(*workspace, "layers", "undo", "zibo").exit_code == 2
    assert not (tmp_path / "w" / "zibo").exists()
