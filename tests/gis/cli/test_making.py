import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from apps import engine
from gis.read.folder import read_district
from gis.read.workspace import SHIPPED
from tests.gis.cli.running import run
from tests.gis.read import districts
from tests.gis.read.graphs import graph_text, ring, write_graph

DATA = os.environ.get("YITU_DATA")
ROOT = Path(__file__).resolve().parents[3]


def test_list_names_shipped_and_own(workspace):
    districts.write_district(workspace / "mine")
    text = run(workspace, "list").stdout
    assert "淄博高新区" in text
    assert "mine" in text


def test_new_refuses_what_is_no_extract(workspace, tmp_path):
    fake = tmp_path / "fake.osm.pbf"
    fake.write_bytes(b"nothing")
    result = run(workspace, "new", "x", "--osm", str(fake), code=2)
    assert "fake.osm.pbf" in result.stderr
    assert not (workspace / "x").exists()


def test_fabric_needs_a_recipe(workspace):
    districts.write_district(workspace / "toy")
    assert "fabric.toml" in run(workspace, "fabric", "toy", code=2).stderr


def test_new_takes_one_file_of_either_kind(workspace, tmp_path):
    graph = write_graph(tmp_path / "g.graphml", ring())
    assert "--osm" in run(workspace, "new", "x", code=2).stderr
    both = run(workspace, "new", "x", "--osm", str(graph), "--graph", str(graph), code=2)
    assert "--graph" in both.stderr
    assert not workspace.exists()


def test_new_from_a_graph_says_what_it_found(workspace, tmp_path):
    done = run(workspace, "new", "x", "--graph", str(write_graph(tmp_path / "g.graphml", ring("primary", name="甲路"))))
    assert "街道网络: 4" in done.stdout
    assert "命名道路: 4" in done.stdout
    assert "合为一条街道:4" in done.stderr
    assert "x" in run(workspace, "list").stdout
    measured = run(workspace, "measure", "x").stdout
    assert "未评估" in measured
    for missing in ("用地(land_use)", "公园绿地(parks)", "公共服务设施(facilities)"):
        assert missing in measured
    assert "0.40 公里" in measured  # the length of the four sides


def test_new_refuses_a_graph_with_a_document_type(workspace, tmp_path):
    path = tmp_path / "g.graphml"
    path.write_text(graph_text(ring(), head='<!DOCTYPE g [<!ENTITY a "b">]>'), encoding="utf-8")
    assert "DOCTYPE" in run(workspace, "new", "x", "--graph", str(path), code=2).stderr
    assert not (workspace / "x").exists()


@pytest.mark.parametrize("page", engine.PAGES)
def test_a_district_of_streets_alone_opens_in_the_app(workspace, tmp_path, page):
    run(workspace, "new", "x", "--graph", str(write_graph(tmp_path / "g.graphml", ring())))
    engine.set_workspace(workspace)
    try:
        engine.assessment("x")
        opened = AppTest.from_file(str(ROOT / "apps" / "pages" / f"{page}.py"), default_timeout=60)
        opened.query_params["district"] = "x"
        opened.run()
    finally:
        engine.set_workspace(None)
    assert not opened.exception
    assert not opened.error
    html = "".join(block.proto.body for block in opened.get("html"))
    assert "未评估" in html or page not in ("overview", "coverage", "circles")


def residents_file(path, text="经度,纬度,人口\n118.05,36.85,120\n118.06,36.85,0\n0,0,5\n118.05,36.85,x\n"):
    path.write_bytes(text.encode("gbk"))
    return str(path)


def test_residents_under_a_shipped_district_make_a_copy(workspace, tmp_path):
    shipped = {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir()}
    text = run(workspace, "layers", "population", "zibo", residents_file(tmp_path / "r.csv")).stdout
    for told in ("4 行,125 人", "不是数:1 行", "区界之外,不是本区居民:1 行,5 人", "留下:2 行,120 人", "0 人:1 行"):
        assert told in text
    assert "residents.health500" in text
    assert {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir()} == shipped
    for name in shipped.keys() - {"district.toml", "plan.toml"}:
        assert (workspace / "zibo" / name).read_bytes() == shipped[name]
    assert read_district(workspace / "zibo").layers["population"].frame["persons_count"].sum() == 120.0
    assert "0 / 120 人" in run(workspace, "measure", "zibo", "--goal", "residents.health500").stdout


def test_residents_that_cannot_be_read_are_one_message(workspace, tmp_path):
    districts.write_district(workspace / "toy")
    path = residents_file(tmp_path / "r.csv", "lon,lat,people\n1,2,3\n")
    english = run(workspace, "--lang", "en", "layers", "population", "toy", path, code=2).stderr
    assert "lon、lat、people" in english
    assert "population" in english
    run(workspace, "layers", "population", "toy", str(tmp_path / "none.csv"), code=2)
    run(workspace, "layers", "population", "nowhere", path, code=2)


@pytest.mark.parametrize(
    "layer", [["population"], ["facilities", "--take", "pop=hospital"]], ids=lambda layer: layer[0]
)
def test_a_full_disk_leaves_the_old_folder(workspace, tmp_path, layer):
    """Files may not grow beyond 40 kB here: the new folder cannot be finished, the old one must be as it was."""
    folder = districts.write_district(workspace / "toy")
    table = residents_file(tmp_path / "r.csv", "x,y,pop\n500500,4070500,9\n")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    command = [sys.executable, "-m", "gis.cli", "--workspace", str(workspace), "layers", *layer, "toy", table]
    done = subprocess.run(
        [*command, "--crs", "EPSG:4548"], cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in workspace.iterdir()] == ["toy"]  # nothing half-made beside it


def clinics_file(path):
    rows = "118.05,36.85,3\n118.06,36.85,0\n118.06,36.85,无\n,36.85,2\n0,0,5\n"
    path.write_text(f"经度,纬度,床位\n{rows}", encoding="gbk")
    return str(path)


def test_facilities_under_a_shipped_district_make_a_copy(workspace, tmp_path):
    shipped = {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir()}
    path = clinics_file(tmp_path / "c.csv")
    text = run(workspace, "layers", "facilities", "zibo", path, "--take", "床位=hospital").stdout
    for told in (
        "床位 → hospital 市区级医院", "文件行数:5", "床位 不是数:1", "床位 不大于 0:1", "没有位置:1",
        "距区界超过 1,000 米:1", "加入:1",
    ):  # fmt: skip
        assert told in text
    assert "取代" not in text
    assert {path.name: path.read_bytes() for path in (SHIPPED / "zibo").iterdir()} == shipped
    old, new = (read_district(folder).layers["facilities"] for folder in (SHIPPED / "zibo", workspace / "zibo"))
    assert [*new.frame["id"][:-1]] == [*old.frame["id"]]
    assert new.frame["id"].iloc[-1] == "c.row1"
    told = "由 c.csv 加入 hospital 1 处,逐处按 schematic(示意)登记 (1 added from c.csv, indicative)。"
    assert new.source.note == f"{old.source.note}{told}"
    again = run(workspace, "--lang", "en", "layers", "facilities", "zibo", path, "--take", "床位=hospital").stdout
    assert "床位 → hospital City or district hospital" in again
    assert "left out: 床位 is not above 0: 1" in again
    assert "replaced, added earlier from a file of this name: 1" in again
    assert len(read_district(workspace / "zibo").layers["facilities"].frame) == len(new.frame)


def test_takes_that_cannot_be_are_one_message(workspace, tmp_path):
    districts.write_district(workspace / "toy")
    path = clinics_file(tmp_path / "c.csv")
    assert "--take" in run(workspace, "layers", "facilities", "toy", path, code=2).stderr
    column = run(workspace, "layers", "facilities", "toy", path, "--take", "beds=hospital", code=2).stderr
    assert "经度、纬度、床位" in column
    kind = run(
        workspace, "--lang", "en", "layers", "facilities", "toy", path, "--take", "床位=hospitals", code=2
    ).stderr
    assert "the nearest first: hospital (City or district hospital)" in kind
    assert "charging_station" in kind
    assert not (workspace / "toy" / "facilities.gpkg").exists()


@pytest.mark.skipif(not DATA, reason="YITU_DATA is not set: no real data here")
def test_a_real_city_with_its_residents(workspace):
    folder = Path(DATA or "") / "porto_alegre"
    run(workspace, "new", "poa", "--osm", str(folder / "poa_osm.pbf"))
    text = run(workspace, "layers", "population", "poa", str(folder / "poa_hexgrid.csv")).stdout
    assert "1,227 行,812,935 人" in text
    kept = read_district(workspace / "poa").layers["population"].frame["persons_count"].sum()
    assert f"{kept:,.0f} 人" in run(workspace, "measure", "poa", "--goal", "residents.green300").stdout
