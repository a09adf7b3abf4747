"""Ledgers of plots, buildings and firms as bureaus write them: names, units, states, and what is told."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.errors import LayerError
from gis.read.intake.intake import read_file
from gis.read.ledger import firm_rows, ledger_crs, ledger_rows

CRS = "EPSG:4548"


def read(path: Path):
    intake = read_file([path])
    (layer,) = intake.layers
    return layer


def plots(path: Path, **columns: list) -> Path:
    count = len(next(iter(columns.values())))
    shapes = [shapely.box(593_000 + 200 * at, 4_077_000, 593_100 + 200 * at, 4_077_100) for at in range(count)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)
    return path


def test_a_bureau_s_ledger_becomes_plots(tmp_path: Path) -> None:
    path = plots(
        tmp_path / "台账.gpkg",
        **{
            "宗地代码": ["甲", "乙"], "地类编码": ["1001", "0701"], "用地面积": [1.0, 1.01], "税收(元)": [125_000, 0],
            "供地状态": ["已建成", "空地"], "权利人": ["某公司", ""], "约定开工日期": ["2024-01-02", ""],
            "总投资": [300, 0], "政府原因": ["是", "否"], "建筑面积": [5_000, 0],
        },
    )  # fmt: skip
    ledger = ledger_rows(read(path), "plots", crs=CRS)
    frame = ledger.frame
    assert frame.index.tolist() == ["甲", "乙"]
    assert frame["area_stated_m2"].tolist() == pytest.approx([10_000.0, 10_100.0])
    assert frame["tax_wan"].tolist() == pytest.approx([12.5, 0.0])
    assert frame["status"].tolist() == ["built", "vacant"]
    assert (frame["holder"]["甲"], frame["start_due_on"]["甲"]) == ("某公司", "2024-01-02")
    assert frame["total_investment_wan"]["甲"] == 300
    assert frame["floor_area_m2"]["甲"] == 5_000
    assert frame["government_delay"].tolist() == [True, False]
    assert frame["output_wan"].isna().all()
    told = " ".join(ledger.notes)
    assert "公顷" in told
    assert "总投资" in told
    assert "税收" not in told


def test_areas_that_fit_no_unit_or_name_one_stay(tmp_path: Path) -> None:
    odd = ledger_rows(read(plots(tmp_path / "a.gpkg", code=["1001"], MJ=[7.0])), "plots", crs=CRS)
    assert odd.frame["area_stated_m2"].tolist() == [7.0]
    assert not odd.notes
    named = ledger_rows(read(plots(tmp_path / "b.gpkg", code=["1001"], **{"面积(亩)": [15.0]})), "plots", crs=CRS)
    assert named.frame["area_stated_m2"].tolist() == pytest.approx([10_000.0])
    assert not named.notes


def test_without_codes_it_is_said(tmp_path: Path) -> None:
    ledger = ledger_rows(read(plots(tmp_path / "a.gpkg", name=["甲"])), "plots", crs=CRS)
    assert ledger.frame["code"].tolist() == [""]
    assert "没有用地代码" in ledger.notes[0]


def test_where_no_district_says_it_the_belt_is_that_of_the_ground(tmp_path: Path) -> None:
    path = plots(tmp_path / "a.gpkg", name=["甲"])
    assert ledger_crs(read(path)) == CRS
    gpd.read_file(path).to_crs("EPSG:4490").to_file(tmp_path / "b.gpkg")
    assert ledger_crs(read(tmp_path / "b.gpkg")) == CRS


def test_scale_as_ones_and_noughts_with_gaps(tmp_path: Path) -> None:
    path = tmp_path / "企业.csv"
    pd.DataFrame({"企业代码": ["A", "B", "C"], "规上": [1.0, None, 0.0], "经度": 118.0, "纬度": 36.8}).to_csv(
        path, index=False
    )
    assert firm_rows(read_file([path]).layers[0])["above_scale"].tolist() == [True, None, False]


def test_firms_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "企业.csv"
    pd.DataFrame({
        "统一社会信用代码": ["91A", "91B"], "企业名称": ["甲", "乙"], "所在地块": ["P1", ""], "是否规上": ["是", "否"],
        "自有用地(亩)": [15, None], "税收(万元)": [30, "不详"], "营业收入": [100, 20], "职工人数(人)": [12, 3],
        "经度": [118.0, 118.1], "纬度": [36.8, 36.9],
    }).to_csv(path, index=False)  # fmt: skip
    firms = firm_rows(read_file([path]).layers[0])
    assert firms["firm_id"].tolist() == ["91A", "91B"]
    assert firms["above_scale"].tolist() == [True, False]
    assert firms["land_own_m2"].tolist()[0] == pytest.approx(10_000.0)
    assert firms["tax_wan"].tolist()[0] == 30.0
    assert pd.isna(firms["tax_wan"].tolist()[1])
    assert firms["sales_wan"].tolist() == [100.0, 20.0]
    assert firms["plot_id"].tolist() == ["P1", ""]
    with pytest.raises(LayerError, match="企业代码"):
        firm_rows(read(plots(tmp_path / "a.gpkg", 税收=[1.0])))
