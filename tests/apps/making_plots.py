"""Files to drop on the page 用地, made at known places inside Zibo: plain functions, a folder in, a path out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import shapely

from tests.apps.making_imports import CRS, EAST, NORTH, boxes

FIRMS = tuple(f"91370300MA3F0000{at:02d}" for at in range(6))
TAXES = (90.0, 60.0, 45.0, 30.0, 15.0, 3.0)  # 万元 on 9 亩 each: 10 to a third of 万元 a 亩
FLOORS = (12_000.0, 9_000.0, 6_000.0, 3_000.0, 1_500.0, 600.0)  # m² on 6,000 m²: FAR 2 to 0.1


def plots(*, code: str = "1001") -> gpd.GeoDataFrame:
    """Six plots of 100 × 60 m with their fields in Chinese; the fifth is vacant since 2023, the sixth low."""
    states = ["已建成"] * 4 + ["空地", "已建成"]
    due = [""] * 4 + ["2023-01-01", ""]
    columns = {
        "地块编号": [f"DK{at}" for at in range(1, 7)], "地块名称": [f"{word}厂" for word in "甲乙丙丁戊己"],
        "地类编码": [code] * 6, "地类名称": ["工业用地"] * 6, "状态": states, "企业代码": list(FIRMS),
        "税收": list(TAXES), "计容面积": list(FLOORS), "约定动工": due,
        "权利人": [f"{word}公司" for word in "甲乙丙丁戊己"],
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=boxes(6), crs=CRS)


def shapefile(folder: Path, *, prj: bool = True) -> Path:
    """The plots as a zipped shapefile in GBK without .cpg; `prj`: with its coordinate system."""
    made = folder / "shp"
    made.mkdir(exist_ok=True)
    plots().to_file(made / "地块.shp", encoding="GBK", engine="pyogrio")
    path = folder / "地块.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for part in sorted(made.iterdir()):
            if part.suffix != ".cpg" and (prj or part.suffix != ".prj"):
                packed.write(part, part.name)
    return path


def firms(folder: Path) -> Path:
    """Six firms above scale, one a plot, as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "企业"
    sheet.append(["统一社会信用代码", "企业名称", "规上", "自有用地面积(亩)", "税收(万元)", "营业收入(万元)",
                  "工业增加值(万元)", "综合能耗(吨标煤)", "研发经费(万元)", "职工人数", "排污量(吨)"])  # fmt: skip
    for at, (firm, tax) in enumerate(zip(FIRMS, TAXES, strict=True)):
        sheet.append(
            [firm, f"{'甲乙丙丁戊己'[at]}公司", "是", 9.0, tax, 12 * tax, 3 * tax, 20.0 + at, tax / 9, 40, 1.0]
        )
    path = folder / "企业.xlsx"
    book.save(path)
    return path


def controls(folder: Path) -> Path:
    """A forbidden strip of 10 m over the northern edge of the first two plots, as a GeoPackage."""
    rows = {"管控类型": ["管线保护"], "管控等级": ["禁止"], "管控依据": ["保护条例第三条"]}
    strip = shapely.box(EAST, NORTH + 50, EAST + 250, NORTH + 60)
    path = folder / "管控.gpkg"
    gpd.GeoDataFrame(rows, geometry=[strip], crs=CRS).to_file(path, layer="管控", engine="pyogrio")
    return path


def before(folder: Path) -> Path:
    """The land use of 2015 as a GeoPackage: cropland where the first two plots are, industry under the next two."""
    rows = {"编号": [f"L{at}" for at in range(4)], "地类编码": ["0101", "0101", "1001", "1001"],
            "地类名称": ["水田", "水田", "工业用地", "工业用地"]}  # fmt: skip
    path = folder / "用地2015.gpkg"
    gpd.GeoDataFrame(rows, geometry=boxes(4), crs=CRS).to_file(path, layer="用地", engine="pyogrio")
    return path


def empty(folder: Path) -> Path:
    """A GeoJSON without a feature."""
    path = folder / "空.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    return path
