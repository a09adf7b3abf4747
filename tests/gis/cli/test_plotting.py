"""yitu plots and yitu card: files in, text, workbook, layer, JSON and cards out; what cannot be is said."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner

from gis.cli import main
from tests.gis.plots.desk_toy import CRS, square


def run(*arguments, **options):
    return CliRunner().invoke(main, [str(one) for one in arguments], **options)


@pytest.fixture
def files(tmp_path):
    """A ledger of two plots, buildings, firms and a control area."""
    gpd.GeoDataFrame(
        {"地块编号": ["A", "B"], "用地代码": ["1001", "0701"], "税收(万元)": [30.0, None], "登记面积": [15.0, 15.0],
         "供地状态": ["已建成", "空地"], "约定动工日期": ["", "2024-01-01"]},
        geometry=[square(0), square(200)], crs=CRS,
    ).to_file(tmp_path / "地块.gpkg")  # fmt: skip
    gpd.GeoDataFrame({"层数": [2]}, geometry=[square(10, 50, south=10)], crs=CRS).to_file(tmp_path / "建筑.gpkg")
    pd.DataFrame(
        {"企业代码": ["F1"], "所在地块": ["A"], "规上": ["是"], "税收(万元)": [30], "自有用地(亩)": [15]}
    ).to_csv(tmp_path / "企业.csv", index=False)
    gpd.GeoDataFrame({"管控类型": ["廊道"]}, geometry=[square(-50)], crs=CRS).to_file(tmp_path / "管控.gpkg")
    return tmp_path


def test_plots_of_a_file_with_all_beside_it(files):
    out = files / "out"
    found = run(
        "plots", files / "地块.gpkg", "--buildings", files / "建筑.gpkg", "--firms", files / "企业.csv", "--controls",
        files / "管控.gpkg", "--scheme", "anhui_city", "--on", "2026-11-22", "--edition", "2023", "--out", out,
        "--cards", "html",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    for part in ("地块 2 个", "容积率", "闲置 1", "廊道 1", "亩"):
        assert part in found.output
    told = json.loads((out / "plots.json").read_text(encoding="utf-8"))
    by = {row["id"]: row for row in told["plots"]}
    assert by["A"]["far"] == pytest.approx(0.5)
    assert by["A"]["tax_per_mu"] == pytest.approx(2.0)
    assert by["A"]["area_stated_m2"] == pytest.approx(10_000.0)  # 15 亩, told by the outlines
    assert set(told["sources"]) == {"地块.gpkg", "建筑.gpkg", "企业.csv", "管控.gpkg"}
    assert {path.name for path in out.iterdir()} == {"plots.xlsx", "plots.gpkg", "plots.json", "cards"}
    assert {path.name for path in (out / "cards").iterdir()} == {"card_A.html", "card_B.html"}


def test_a_folder_is_all_its_files(files):
    folder = files / "一批"
    folder.mkdir()
    for number in range(2):
        gpd.read_file(files / "地块.gpkg").to_file(folder / f"{number}.geojson")
    found = run("plots", folder, "--json", "-", "--edition", "2023")
    assert found.exit_code == 0, found.output
    assert len(json.loads(found.stdout)["plots"]) == 4


def test_the_card_of_one_plot(files):
    asked = run("card", files / "地块.gpkg", "--plot", "A")
    assert asked.exit_code == 3  # 1001 and 0701 mean other things in other editions
    assert "--edition" in asked.output
    found = run("card", files / "地块.gpkg", "--plot", "A", "--out", files / "卡.docx", "--edition", "2023")
    assert found.exit_code == 0, found.output
    assert (files / "卡.docx").stat().st_size > 5_000
    missing = run("card", files / "地块.gpkg", "--plot", "Z", "--edition", "2023")
    assert missing.exit_code == 2
    assert "没有地块 Z" in missing.output


def test_the_schemes_are_listed(files):
    found = run("plots", "--scheme", "list")
    assert found.exit_code == 0
    assert "huangyan_2022" in found.output
    assert run("plots", files / "地块.gpkg", "--scheme", "nowhere").exit_code == 2


def test_what_cannot_be_is_said(files):
    assert run("plots").exit_code == 2
    (files / "坏.gpkg").write_bytes(b"no database")
    broken = run("plots", files / "坏.gpkg")
    assert broken.exit_code == 2
    assert "拒收" in broken.output
    (files / "空").mkdir()
    assert run("plots", files / "空").exit_code == 2


def test_a_district_without_a_file_is_judged_by_its_own_plots():
    found = run("plots", "--district", "liaocheng", "--json", "-")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert len(told["plots"]) == 472
    assert told["indicative"]
    assert {row["zone"] for row in told["sheet"]} > {"*"}
