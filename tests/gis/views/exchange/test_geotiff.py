"""Grids written as cloud optimised GeoTIFF."""

import numpy as np
import pytest
import rasterio

from gis.errors import WorkspaceError
from gis.read.intake.formats.geotiff import read
from gis.views.exchange.geotiff import write_cog
from tests.gis.read.intake import making_table as making
from tests.gis.read.intake.formats.reading import read_file


def test_every_pixel_comes_back(tmp_path):
    path = making.grid_of(making.with_palette, width=700, height=600, nodata=5)(tmp_path)
    (layer,), _ = read_file(read, path)
    written = tmp_path / "out.tif"
    assert write_cog(layer.path, written, classes=True) == [written]
    with rasterio.open(path) as before, rasterio.open(written) as after:
        np.testing.assert_array_equal(before.read(), after.read())
        assert (before.crs, before.transform, after.nodata) == (after.crs, after.transform, 5)
        assert after.colormap(1)[2] == (80, 0, 0, 255)
        assert after.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert after.overviews(1)
        small = after.read(1, out_shape=(300, 350))
    assert {*np.unique(small)} <= {1, 2, 3, 4, 5, *range(6, 118)}
    (again,), notes = read_file(read, written)
    assert again.facts["bands"] == layer.facts["bands"]
    assert notes.messages == []


def test_a_crs_decided_later_is_written(tmp_path):
    (layer,), _ = read_file(read, making.grid_of(crs=None)(tmp_path))
    write_cog(layer.path, tmp_path / "out.tif", crs="EPSG:4547")
    with rasterio.open(tmp_path / "out.tif") as after:
        assert after.crs.to_epsg() == 4547
        assert after.transform.c == 508_000
    assert {file.name for file in tmp_path.iterdir()} == {"高程.tif", "grid.tif", "out.tif"}


def test_a_grid_without_position_stays_one(tmp_path):
    (layer,), _ = read_file(read, making.grid_of(crs=None, transform=None)(tmp_path))
    write_cog(layer.path, tmp_path / "out.tif")
    assert (tmp_path / "out.tif").exists()


def test_a_damaged_grid_leaves_the_old_file(tmp_path):
    old = tmp_path / "out.tif"
    old.write_bytes(b"old")
    broken = making.halved(making.grid_of())(tmp_path)
    with pytest.raises(WorkspaceError):
        write_cog(broken, old)
    assert old.read_bytes() == b"old"
    assert {file.name for file in tmp_path.iterdir()} == {"高程.tif", "out.tif"}
