"""Writers by suffix: dialects kept, labels drawn, grids and vectors kept apart, rows set aside beside."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from openpyxl import load_workbook

from gis.errors import LayerError, UnsupportedFormatError
from gis.views.exchange.formats import WRITERS, Exported, layers_bytes, suffix_of, write_aside, write_layers

FRAME = gpd.GeoDataFrame(
    {"名称": ["甲地块", "乙地块"]},
    geometry=[shapely.box(508900, 4057600, 509000, 4057700), shapely.box(509100, 4057600, 509150, 4057650)],
    crs="EPSG:4548",
)
LAYER = Exported("地块", FRAME, label="名称", crs="EPSG:4548")


@pytest.fixture
def grid(tmp_path: Path) -> Exported:
    path = tmp_path / "layer-0.tif"
    profile = {"driver": "GTiff", "width": 64, "height": 64, "count": 1, "dtype": "uint8", "crs": "EPSG:4548",
               "transform": rasterio.Affine(10, 0, 508900, 0, -10, 4057700)}  # fmt: skip
    with rasterio.open(path, "w", **profile) as one:
        one.write(np.arange(64 * 64, dtype="uint8").reshape(1, 64, 64))
    return Exported("栅格", None, path=path, crs="EPSG:4548")


@pytest.mark.parametrize("suffix", [suffix for suffix in WRITERS if suffix != ".tif"])
def test_every_writer_writes(tmp_path: Path, suffix: str) -> None:
    written = write_layers([LAYER], tmp_path / f"出{suffix}")
    assert written
    assert all(path.stat().st_size > 0 for path in written)


@pytest.mark.parametrize(
    ("name", "suffix"), [("a.gdb.zip", ".gdb.zip"), ("a.b.zip", ".zip"), ("A.GPKG", ".gpkg"), ("x.tar.txt", ".txt")]
)
def test_the_longest_suffix_decides(name: str, suffix: str) -> None:
    assert suffix_of(Path(name)) == suffix


@pytest.mark.parametrize("name", ["a.dwg", "a", ".gpk"])
def test_unknown_suffixes_list_the_known(name: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"\.gpkg"):
        write_layers([LAYER], Path(name))


def test_a_drawing_has_its_layer_and_labels(tmp_path: Path) -> None:
    (path,) = write_layers([LAYER], tmp_path / "a.dxf")
    content = path.read_bytes()
    assert any(name in content for name in ("甲地块".encode(), "甲地块".encode("gbk")))
    assert any(name in content for name in ("地块".encode(), "地块".encode("gbk")))


def test_two_layers_of_one_name_stay_two(tmp_path: Path) -> None:
    import pyogrio

    write_layers([LAYER, LAYER], tmp_path / "a.gpkg")
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")] == ["地块", "地块_2"]


def test_a_grid_is_written_as_a_grid_alone(tmp_path: Path, grid: Exported) -> None:
    (path,) = write_layers([grid], tmp_path / "出.tif")
    with rasterio.open(path) as back, rasterio.open(grid.path) as before:
        assert (back.read() == before.read()).all()
        assert back.crs.to_epsg() == 4548
    with pytest.raises(LayerError, match="栅格"):
        write_layers([grid], tmp_path / "a.gpkg")
    with pytest.raises(LayerError, match="栅格"):
        write_layers([LAYER], tmp_path / "a.tif")


def test_bytes_for_a_download() -> None:
    assert layers_bytes([LAYER], ".zip").startswith(b"PK")
    with pytest.raises(UnsupportedFormatError):
        layers_bytes([LAYER], ".shp")


def test_rows_set_aside_lie_beside(tmp_path: Path) -> None:
    aside = FRAME.assign(_reason=["shape_altered", "shape_missing"])
    path = write_aside({"地块": aside}, tmp_path / "出.gdb.zip")
    assert path.name == "出_隔离.xlsx"
    values = [cell.value for row in load_workbook(path).worksheets[0].rows for cell in row]
    assert {"shape_altered", "shape_missing", "甲地块"} <= set(values)
