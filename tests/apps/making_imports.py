"""Files to drop on the import page, made at known places inside Zibo: plain functions, a folder in, a path out."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import ezdxf
import geopandas as gpd
import pyproj
import shapely

CRS = "EPSG:4548"
EAST, NORTH = 593_100.0, 4_080_300.0  # in Zibo's core
NAMES = ("桓台路口袋公园", "石化新村游园", "Ünïted 绿地")
HOSTILE = "**粗** $x^2$ :smile: {{1+1}} <b id=mark>标</b> www.yitu.invalid -> `码`"


def boxes(count=3, east=EAST, north=NORTH):
    """Areas of 100 × 60 m, one every 150 m to the east."""
    return [shapely.box(east + 150 * at, north, east + 150 * at + 100, north + 60) for at in range(count)]


def centres_deg(count=3):
    """Longitude and latitude of the middle of each, by PROJ alone."""
    to_degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
    return [to_degrees.transform(EAST + 150 * at + 50, NORTH + 30) for at in range(count)]


def shapefile(folder: Path, names=NAMES, encoding="GBK", *, prj=True) -> Path:
    """A zipped shapefile in GBK without .cpg."""
    rows = gpd.GeoDataFrame({"名称": list(names)}, geometry=boxes(len(names)), crs=CRS)
    made = folder / "shp"
    made.mkdir(exist_ok=True)
    rows.to_file(made / "公园.shp", encoding=encoding, engine="pyogrio")
    path = folder / "公园绿地.zip"
    with zipfile.ZipFile(path, "w", metadata_encoding=None) as packed:
        for part in sorted(made.iterdir()):
            if part.suffix == ".cpg" or (part.suffix == ".prj" and not prj):
                continue
            packed.write(part, part.name)
    return path


def txt(folder: Path) -> Path:
    """A coordinate TXT of the ministry's form in GBK: x is north, zone 39 before the easting."""
    lines = [
        "[属性描述]", "格式版本号=1.01版本", "数据产生单位=勘测院", "数据产生日期=2026-11-1",
        "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=39", "精度=0.001",
        "转换参数=0,0,0,0,0,0,0", "[地块坐标]",
    ]  # fmt: skip
    for number, shape in enumerate(boxes(), 1):
        lines.append(f"4,0.6000,DK{number},{NAMES[number - 1].replace('Ünïted ', '')},面,,住宅,0701,@")
        ring = list(shape.exterior.coords)
        for at, (east, north) in enumerate(ring, 1):
            label = f"J{1 if at == len(ring) else at}"
            lines.append(f"{label},1,{north:.3f},{39_000_000 + east:.3f}")
    path = folder / "地块.txt"
    path.write_bytes("\r\n".join([*lines, ""]).encode("gbk"))
    return path


def dxf(folder: Path) -> Path:
    """A drawing in metres without a coordinate system: closed polylines on layer 建筑, a text in each."""
    drawing = ezdxf.new("R2010", units=6)
    space = drawing.modelspace()
    for name, shape in zip(NAMES, boxes(), strict=True):
        space.add_lwpolyline(list(shape.exterior.coords)[:-1], close=True, dxfattribs={"layer": "建筑"})
        middle = shape.centroid
        space.add_text(name, height=5, dxfattribs={"layer": "建筑"}).set_placement((middle.x, middle.y))
    path = folder / "建筑.dxf"
    drawing.saveas(path)
    return path


def disguised(folder: Path) -> Path:
    """A virtual layer of GDAL that calls itself GeoJSON."""
    path = folder / "公园.geojson"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>b.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
        encoding="utf-8",
    )
    return path


def bomb(folder: Path) -> Path:
    """A zip whose member inflates a thousandfold: 40 MB of blanks."""
    path = folder / "公园.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("公园.geojson", b" " * 40_000_000)
    return path


def named_hostile(folder: Path) -> Path:
    """GeoJSON whose field and values mean something to Markdown, maths, emoji, templates and HTML."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": HOSTILE, HOSTILE[:40]: HOSTILE},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for lon, lat in centres_deg()
    ]
    path = folder / "hostile.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
