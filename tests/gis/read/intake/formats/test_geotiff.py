"""Grids: their own pixels, their figures, and why some are not read."""

import struct

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine

from gis.crs import belt_of
from gis.read.intake.formats.geotiff import opened, read
from tests.gis.read.intake import making_table as making
from tests.gis.read.intake.formats.reading import codes, read_file

ESRI = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_39",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",39500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def grid(tmp_path, change=None, **form):
    layers, notes = read_file(read, making.grid_of(change, **form)(tmp_path))
    return (layers[0] if layers else None), codes(notes)


def test_a_plain_grid(tmp_path):
    layer, told = grid(tmp_path)
    assert (layer.shape, layer.dtype, layer.nodata, layer.crs) == ((1, 20, 30), "uint8", None, "EPSG:4548")
    assert layer.transform == (10.0, 0.0, 508_000.0, 0.0, -10.0, 4_058_000.0)
    assert layer.facts["placed"]
    assert layer.facts["pixel"] == [10.0, 10.0]
    assert told == set()
    band = layer.facts["bands"][0]
    assert (band["min"], band["max"], band["mean"], band["nodata_share"]) == (1.0, 5.0, 3.0, 0.0)
    assert band["classes"] == {str(value): 120 for value in range(1, 6)}


def test_the_copy_holds_the_same_pixels_and_nothing_else(tmp_path):
    def lower(one):
        one.build_overviews([2], rasterio.enums.Resampling.nearest)
        one.update_tags(REMARK="x")

    layer, _ = grid(tmp_path, lower, nodata=5)
    with rasterio.open(tmp_path / "高程.tif") as source, opened(layer.path) as copy:
        np.testing.assert_array_equal(source.read(), copy.read())
        assert copy.overviews(1) == []
        assert "REMARK" not in copy.tags()
        assert (copy.crs, copy.transform, copy.nodata) == (source.crs, source.transform, 5)
    assert layer.path.name == "grid.tif"
    assert grid(tmp_path)[0].path.name == "grid-2.tif"


def test_a_user_defined_and_an_esri_crs(tmp_path):
    esri = grid(tmp_path, crs=CRS.from_wkt(ESRI), transform=Affine(10, 0, 39_508_000, 0, -10, 4_058_000))[0]
    belt = belt_of(esri.crs)
    assert belt is not None
    assert belt.code == "EPSG:4527"
    custom = CRS.from_proj4("+proj=tmerc +lon_0=118.5 +x_0=500000 +ellps=GRS80 +units=m")
    assert "118.5" in grid(tmp_path, crs=custom)[0].crs


@pytest.mark.parametrize(
    ("form", "change", "code"),
    [
        ({"transform": Affine(9.4, 3.4, 0, 3.4, -9.4, 0)}, None, "grid_rotated"),
        ({"transform": Affine(10, 0, 508_000, 0, 10, 4_057_800)}, None, "grid_south_up"),
        ({"count": 4}, making.with_alpha, "grid_alpha"),
        ({"dtype": "int16"}, making.with_scale, "grid_scaled"),
        ({"dtype": "float32"}, making.with_infinity, "grid_not_finite"),
        ({"crs": None, "transform": None}, making.with_gcps, "grid_control_points_only"),
        ({"crs": None, "transform": None}, None, "grid_not_placed"),
        ({"nodata": 0, "dtype": "uint8"}, lambda one: one.write(np.zeros((1, 20, 30), "uint8")), "grid_no_data_at_all"),
    ],
)
def test_what_is_told(tmp_path, form, change, code):
    layer, told = grid(tmp_path, change, **form)
    assert told == {code}
    assert layer.facts["placed"] == (code not in ("grid_control_points_only", "grid_not_placed"))


def test_camera_parameters_alone_are_no_position(tmp_path):
    def camera(one):
        one.rpcs = rasterio.rpc.RPC(
            height_off=1.0, height_scale=1.0, lat_off=36.0, lat_scale=1.0, line_off=1.0, line_scale=1.0,
            line_den_coeff=[1.0] * 20, line_num_coeff=[1.0] * 20, long_off=117.0, long_scale=1.0, samp_off=1.0,
            samp_scale=1.0, samp_den_coeff=[1.0] * 20, samp_num_coeff=[1.0] * 20, err_bias=None, err_rand=None,
        )  # fmt: skip

    layer, told = grid(tmp_path, camera, crs=None, transform=None)
    assert told == {"grid_camera_only"}
    assert layer.transform == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def test_no_data_is_left_out_of_the_figures(tmp_path):
    band = grid(tmp_path, nodata=5)[0].facts["bands"][0]
    assert (band["max"], band["nodata_share"]) == (4.0, pytest.approx(0.2))

    def holes(one):
        values = making.pixels({**making.GRID, "dtype": "float32"})
        values[0, :10] = np.nan
        one.write(values)

    layer, _ = grid(tmp_path, holes, dtype="float32", nodata=float("nan"))
    assert (layer.facts["bands"][0]["nodata_share"], layer.facts["bands"][0]["classes"]) == (0.5, None)
    assert np.isnan(layer.nodata)


def test_an_inner_mask_counts(tmp_path):
    def masked(one):
        seen = np.full((20, 30), 255, "uint8")
        seen[:, :6] = 0
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
            one.write_mask(seen)

    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        layer, _ = grid(tmp_path, masked)
    assert layer.facts["bands"][0]["min"] == 2.0
    with opened(layer.path) as copy:
        assert (copy.dataset_mask()[:, :6] == 0).all()


def test_a_palette_stays(tmp_path):
    layer, _ = grid(tmp_path, making.with_palette)
    assert layer.facts["palette"]
    with opened(layer.path) as copy:
        assert copy.colormap(1)[2] == (80, 0, 0, 255)


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]
)
@pytest.mark.parametrize("compress", ["lzw", "deflate", "zstd", "packbits", None])
def test_every_type_and_common_compression(tmp_path, dtype, compress):
    layer, told = grid(tmp_path, dtype=dtype, compress=compress, bigtiff="YES" if dtype == "int16" else "NO")
    assert told == set()
    assert (layer.dtype, layer.facts["bands"][0]["mean"]) == (dtype, 3.0)


@pytest.mark.parametrize("wide", ["II", "MM"])
def test_values_that_pixels_cannot_hold(tmp_path, wide):
    path = making.grid_of(nodata=250, endianness="LITTLE" if wide == "II" else "BIG")(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"250\0", b"-99\0"))
    (layer,), notes = read_file(read, path)
    assert layer.nodata is None
    assert codes(notes) == {"grid_nodata_outside"}


def test_world_file_and_projection_beside(tmp_path):
    path = making.grid_of(crs=None, transform=None)(tmp_path)
    world, words = tmp_path / "w", tmp_path / "p"
    world.write_text("10\n0\n0\n-10\n508005\n4057995\n")
    words.write_text(ESRI)
    (layer,), notes = read_file(read, path, parts={"tfw": world, "prj": words})
    assert layer.transform == (10.0, 0.0, 508_000.0, 0.0, -10.0, 4_058_000.0)
    assert layer.crs == ESRI
    assert codes(notes) == {"grid_world_file", "grid_crs_beside"}
    with opened(layer.path) as copy:
        assert copy.transform.c == 508_000.0
    world.write_text("10 0 0 -10 508005 nan")
    assert "grid_not_placed" in codes(read_file(read, path, parts={"tfw": world})[1])


@pytest.mark.parametrize("beside", [".aux.xml", ".ovr", ".msk"])
def test_files_beside_are_not_looked_at(tmp_path, beside):
    path = making.grid_of(crs=None)(tmp_path)
    extra = tmp_path / f"{path.name}{beside}"
    if beside == ".aux.xml":
        extra.write_text("<PAMDataset><SRS>EPSG:4326</SRS></PAMDataset>")
    else:
        extra.write_bytes(making.grid_of(name="x.tif", width=15, height=10)(tmp_path).read_bytes())
    (layer,), notes = read_file(read, path)
    assert (layer.crs, codes(notes)) == ("", set())
    assert layer.facts["bands"][0]["mean"] == 3.0


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (making.grid_of(making.pointing), "grid_points_elsewhere"),
        (making.grid_of(dtype="complex64"), "grid_complex"),
        (making.halved(making.grid_of()), "grid_truncated"),
        (making.grid_of(width=40_000, height=40_000, tiled=True, compress="deflate", sparse_ok=True), "grid_too_large"),
        (making.patched(259, 12_345, making.grid_of()), "grid_codec"),
        (making.patched(259, 50_002, making.grid_of()), "grid_codec"),
        (making.patched(273, 10_000_000, making.grid_of()), "grid_truncated"),
        (making.patched(256, 60_000, making.grid_of()), "grid_truncated"),
        (making.csv_of(b"II*\x00\x08\x00\x00\x00", name="a.tif"), "file_damaged"),
        (making.csv_of(b"II*\x00", name="a.tif"), "file_damaged"),
        (making.csv_of(b"not a grid", name="a.tif"), "file_damaged"),
    ],
)
def test_what_is_refused_and_why(tmp_path, make, code):
    layers, notes = read_file(read, make(tmp_path))
    assert layers is None
    assert codes(notes) == {code}
    assert not list(tmp_path.glob("grid*.tif"))


def test_blocks_too_large_to_unpack(tmp_path):
    make = making.grid_of(tiled=True, blockxsize=16, blockysize=16)
    layers, notes = read_file(read, making.patched(322, 60_000, making.patched(323, 60_000, make))(tmp_path))
    assert layers is None
    assert notes.refused


@pytest.mark.parametrize("at", range(0, 1200, 40))
def test_a_grid_spoilt_anywhere_is_read_or_a_message(tmp_path, at):
    path = making.grid_of(compress="deflate")(tmp_path)
    content = path.read_bytes()
    at %= len(content)
    path.write_bytes(content[:at] + b"\xff\x7f\x00\xfe" + content[at + 4 :])
    layers, notes = read_file(read, path)
    assert layers is not None or notes.refused


def test_pages_beyond_the_first_are_told(tmp_path):
    path = making.grid_of()(tmp_path)
    content = bytearray(path.read_bytes())
    (offset,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, offset)
    end = offset + 2 + 12 * count
    again = bytes(content[offset:end]) + b"\0\0\0\0"
    struct.pack_into("<I", content, end, len(content))
    path.write_bytes(bytes(content) + again)
    (layer,), notes = read_file(read, path)
    assert next(message for message in notes.messages if message.code == "grid_pages").facts == {"count": 2}
    assert layer.shape == (1, 20, 30)
