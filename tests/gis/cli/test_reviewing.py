"""yitu review and yitu check: projects in, sheets and records out; a record is confirmed, and every change is seen."""

import json
import shutil

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

from gis.cli import main
from gis.read.review_record import read_review_record
from gis.review.record import rulings_of
from gis.review.rulings import RulingLog
from gis.views.review_record import write_review_record
from tests.gis.plots.desk_toy import CRS, EAST, NORTH, square

PACK = """
id = "mine"
title = "本区规则 / own rules"
version = "1"
source = "甲"

[[rules]]
id = "road"
title = "道路退让 / setback"
severity = "restricted"
test = "distance"
layer = "roads"
distance = "20 m"
source = "甲"
confidence = "L"
"""


def run(*arguments, code):
    found = CliRunner().invoke(main, [str(one) for one in arguments])
    assert found.exit_code == code, found.output
    assert "Traceback" not in found.output
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A project of a hectare, half in farmland; one that is clear; control lines; a rule pack; facts."""
    folder = tmp_path_factory.mktemp("review")
    for name, at in (("甲项目", 0), ("乙项目", 600)):
        gpd.GeoDataFrame({"名称": [name], "用地代码": ["100101"]}, geometry=[square(at)], crs=CRS).to_file(
            folder / f"{name}.gpkg"
        )
    lines = [square(50), square(-500, 2_000, south=-500)]
    gpd.GeoDataFrame(
        {"control": ["永久基本农田", "城镇开发边界"], "名称": ["图斑1", "边界"]}, geometry=lines, crs=CRS
    ).to_file(folder / "控制线.gpkg")
    (folder / "规则.toml").write_text(PACK, encoding="utf-8")
    (folder / "甲项目.toml").write_text('owner = "某公司"\nfloor_area_m2 = "8000 m2"\n', encoding="utf-8")
    road = shapely.LineString([(EAST - 10, NORTH), (EAST - 10, NORTH + 100)])
    gpd.GeoDataFrame({"名称": ["东路"]}, geometry=[road], crs=CRS).to_file(folder / "roads.gpkg")
    return folder


@pytest.fixture(scope="module")
def made(files):
    """The review of the first project with everything written."""
    out = files / "out"
    found = run(
        "review", files / "甲项目.gpkg", "--layers", files / "控制线.gpkg", "--layers", files / "roads.gpkg", "--rules",
        files / "规则.toml", "--edition", "2023", "--on", "2026-11-22", "--off", "general:plan.far", "--out", out,
        code=1,
    )  # fmt: skip
    return out, found.output


def test_a_project_on_farmland_ends_with_one_and_every_file_is_there(made):
    out, told = made
    for part in ("甲项目", "永久基本农田", "5,000.00 平方米", "道路退让", "项目情况取自"):
        assert part in told
    assert {path.suffix for path in out.iterdir()} == {
        ".pdf",
        ".docx",
        ".xlsx",
        ".html",
        ".json",
        ".txt",
        ".zip",
        ".dxf",
    }
    record = read_review_record(out / "review.json")
    finding = next(one for one in record["findings"] if one["id"] == "general:line.farmland")
    assert finding["area_m2"] == pytest.approx(5_000.0)
    assert next(one for one in record["findings"] if one["id"] == "general:plan.far")["outcome"] == "not_assessed"
    assert record["project"]["facts"]["owner"] == "某公司"


def test_a_clear_project_ends_with_nought(files):
    found = run(
        "review", files / "乙项目.gpkg", "--layers", files / "控制线.gpkg", "--edition", "2023", "--json", "-", code=0
    )
    record = json.loads(found.stdout)
    assert next(one for one in record["findings"] if one["id"] == "general:line.farmland")["outcome"] == "passed"


def test_what_cannot_be_read_ends_with_two(files, tmp_path):
    (tmp_path / "坏.txt").write_text("这不是坐标", encoding="utf-8")
    run("review", tmp_path / "坏.txt", code=2)
    found = run("review", files / "甲项目.gpkg", "--edition", "2023", "--rules", files / "甲项目.toml", code=2)
    assert "甲项目.toml" in found.output


def test_a_rule_nobody_knows_cannot_be_switched_off(files):
    told = run("review", files / "甲项目.gpkg", "--edition", "2023", "--off", "line.farmland", code=2)
    assert "line.farmland" in told.output


def test_a_folder_gives_a_register_and_one_bad_file_does_not_stop_the_others(files, tmp_path):
    folder, out = tmp_path / "一批", tmp_path / "out"
    folder.mkdir()
    for name in ("甲项目", "乙项目"):
        shutil.copy(files / f"{name}.gpkg", folder)
    (folder / "坏.txt").write_text("这不是坐标", encoding="utf-8")
    found = run(
        "review",
        folder,
        "--layers",
        files / "控制线.gpkg",
        "--edition",
        "2023",
        "--out",
        out,
        "--formats",
        "html",
        code=2,
    )
    assert "3 个项目:1 个有禁止性冲突" in found.output
    assert "1 个未能审查" in found.output
    assert {path.name for path in out.iterdir()} == {"甲项目", "乙项目", "register.xlsx"}


def test_a_record_is_confirmed_beside_its_files_and_on_another_clone(files, made, tmp_path):
    out, _ = made
    assert "核对一致" in run("check", out / "review.json", "--from", files, code=0).output
    for name in ("控制线.gpkg", "roads.gpkg", "规则.toml"):
        shutil.copy(files / name, tmp_path)
    shutil.copy(out / "review.json", tmp_path)
    found = run("check", tmp_path / "review.json", code=0)
    assert "未找到文件 甲项目.gpkg" in found.output


def test_one_changed_vertex_rule_or_ruling_is_seen(files, made, tmp_path):
    out, _ = made
    folder = tmp_path / "资料"
    folder.mkdir()
    for name in ("控制线.gpkg", "roads.gpkg", "规则.toml", "甲项目.toml"):
        shutil.copy(files / name, folder)
    corners = [*square(0).exterior.coords]
    corners[2] = (corners[2][0] + 0.01, corners[2][1])
    corners[-1] = corners[0]
    moved = gpd.GeoDataFrame({"名称": ["甲项目"], "用地代码": ["100101"]}, geometry=[shapely.Polygon(corners)], crs=CRS)
    moved.to_file(folder / "甲项目.gpkg")
    told = run("check", out / "review.json", "--from", folder, code=1).output
    assert "甲项目.gpkg" in told  # its digest
    assert "界址点" in told or "顶点" in told
    shutil.copy(files / "甲项目.gpkg", folder)
    (folder / "规则.toml").write_text(PACK.replace("20 m", "5 m"), encoding="utf-8")
    told = run("check", out / "review.json", "--from", folder, code=1).output
    assert "道路退让" in told
    assert "20" in told

    record = read_review_record(out / "review.json")
    entry = {
        "finding": "general:line.farmland", "finding_digest": "0" * 64, "decision": "overruled", "reason": "甲",
        "name": "张三",
        "time": "2026-11-22T10:00:00+08:00", "previous": record["head"], "digest": "1" * 64,
    }  # fmt: skip
    record["rulings"]["entries"] = [entry]
    edited = write_review_record(record, tmp_path / "review.json")
    told = run("check", edited, "--from", files, code=1).output
    assert "第 1 条裁定被改动过" in told
    assert isinstance(rulings_of(record), RulingLog)


def test_a_layer_that_is_not_there_is_asked_for(made, tmp_path):
    out, _ = made
    shutil.copy(out / "review.json", tmp_path)
    found = run("check", tmp_path / "review.json", code=2)
    assert "规则.toml" in found.output or "控制线.gpkg" in found.output
    assert "--from" in found.output


def test_an_earlier_submission_is_laid_beside(files, tmp_path):
    found = run(
        "review", files / "甲项目.gpkg", "--layers", files / "控制线.gpkg", "--edition", "2023", "--against",
        files / "乙项目.gpkg", "--out", tmp_path, "--formats", "html", code=1,
    )  # fmt: skip
    assert "永久基本农田" in found.output
    assert "变差" in found.output
    told = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    kinds = {one["id"]: one["kind"] for one in told["findings"]}
    assert kinds["general:line.farmland"] == "worse"
    assert (tmp_path / "compare.xlsx").stat().st_size > 3_000
