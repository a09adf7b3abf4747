"""GeoTIFF grids: their own pixels only, counted before they are read, copied clean, with figures for every band."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import CRSError, RasterioError, RasterioIOError
from rasterio.windows import Window

from gis.read.intake.decoding import decode
from gis.read.intake.formats.grid_figures import Figures
from gis.read.intake.formats.tiff_tags import NODATA_TAG, is_placed, raw_tags
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RasterLayer, Read, ReadOptions, Source, refuse

__all__ = ["opened", "read"]

_SAFE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_TIFF_INTERNAL_MASK": "YES"}
_BLOCK_BYTES = 256 * 1024 * 1024  # of one block: it is unpacked in one piece
_STRIP_PIXELS = 4_000_000  # read at once
_BANDS_COUNT = 256


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A GeoTIFF opened so that only its own pixels are seen: no overviews, no files beside it, no other driver.

    Raises
    ------
    RasterioIOError: it cannot be opened.
    """
    with rasterio.Env(**_SAFE), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of grids without position, which is told
        with rasterio.open(path, driver="GTiff", OVERVIEW_LEVEL="NONE") as grid:
            yield grid


def read(source: Source, options: ReadOptions, notes: Notes) -> Read:  # noqa: ARG001 - the form of all readers
    """The one grid of the file, with a clean copy in its folder and the figures of its bands in `facts["bands"]`.

    Raises
    ------
    RefusedError: damaged, cut short, too large, packed in a way that cannot be read, or pointing to other files; told.
    """
    where = source.name
    try:
        with opened(source.path) as grid:
            _guard(grid, notes, where)
            return [_layer(grid, source, notes, where)]
    except RasterioIOError as error:
        text = str(error.__cause__ or error).partition("\n")[0].replace(source.path.name, source.name)
        code = "grid_codec" if "codec" in text else "grid_truncated" if "ReadBlock" in text else "file_damaged"
        raise refuse(notes, code, where=where, problem=text) from error
    except (RasterioError, CPLE_BaseError, MemoryError, ValueError, struct.error) as error:
        raise refuse(notes, "file_damaged", where=where, problem=str(error).partition("\n")[0] or "—") from error


def _guard(grid: Any, notes: Notes, where: str) -> None:
    """What must hold before a pixel is read.

    Raises
    ------
    RefusedError: it does not; told.
    """
    if grid.tags(ns="OVERVIEWS"):
        raise refuse(notes, "grid_points_elsewhere", where=where)
    limits = in_force()
    pixels = grid.width * grid.height * grid.count
    if pixels > limits.pixels or grid.count > _BANDS_COUNT:
        facts = {"columns": grid.width, "rows": grid.height, "bands": grid.count, "most": limits.pixels}
        raise refuse(notes, "grid_too_large", where=where, **facts)
    kinds = [np.dtype(name) if not name.startswith("complex") else None for name in grid.dtypes]
    if any(kind is None for kind in kinds):
        raise refuse(notes, "grid_complex", where=where)
    widest = max(kind.itemsize for kind in kinds if kind is not None)
    if max(rows * columns for rows, columns in grid.block_shapes) * widest * grid.count > _BLOCK_BYTES:
        raise refuse(notes, "grid_blocks", where=where, rows=grid.block_shapes[0][0], columns=grid.block_shapes[0][1])


def _layer(grid: Any, source: Source, notes: Notes, where: str) -> RasterLayer:
    transform, placed = _transform(grid, source, notes, where)
    crs = _crs(grid, source, notes, where)
    nodata = _nodata(grid, source, notes, where)
    figures = [Figures(np.dtype(name), value) for name, value in zip(grid.dtypes, grid.nodatavals, strict=True)]
    path = _free(source.path.parent)
    try:
        _copy(grid, path, figures, transform if placed else None)
    except (RasterioError, CPLE_BaseError):
        path.unlink(missing_ok=True)
        raise
    _tell_bands(grid, figures, notes, where)
    facts: dict[str, Any] = {
        "placed": placed,
        "pixel": [float(np.hypot(transform.a, transform.d)), float(np.hypot(transform.b, transform.e))],
        "bands": [
            {"name": name or f"{number}", "colour": colour.name, **one.as_facts()}
            for number, (name, colour, one) in enumerate(
                zip(grid.descriptions, grid.colorinterp, figures, strict=True), start=1
            )
        ],
        "compression": grid.compression.value if grid.compression else "",
        "alpha": ColorInterp.alpha in grid.colorinterp,
        "palette": grid.colorinterp[0] is ColorInterp.palette,
    }
    return RasterLayer(
        name=source.name.rpartition(".")[0] or source.name,
        crs=crs,
        shape=(grid.count, grid.height, grid.width),
        transform=tuple(transform)[:6],
        dtype=grid.dtypes[0],
        nodata=nodata,
        path=path,
        facts=facts,
    )


def _transform(grid: Any, source: Source, notes: Notes, where: str) -> tuple[Affine, bool]:
    """The affine from column and row to x and y, and whether the file has one; the world file beside it comes last."""
    placed = is_placed(source.path)
    transform = grid.transform if placed else Affine.identity()
    if not placed:
        world = _world_file(source)
        placed = world is not None
        if world is not None:
            transform = world
            notes.add("grid_world_file", where=where)
        elif grid.gcps[0]:
            notes.add("grid_control_points_only", where=where, count=len(grid.gcps[0]))
        elif grid.rpcs is not None:
            notes.add("grid_camera_only", where=where)
        else:
            notes.add("grid_not_placed", where=where)
    if abs(transform.b) > 0 or abs(transform.d) > 0:
        turned = float(np.degrees(np.arctan2(transform.d, transform.a)))
        notes.add("grid_rotated", where=where, degrees=round(turned, 3))
    elif transform.e > 0 and placed:
        notes.add("grid_south_up", where=where)
    return transform, placed


def _world_file(source: Source) -> Affine | None:
    """The affine of the world file that belongs to the grid: six numbers, the centre of the first pixel last."""
    part = next((source.parts[name] for name in ("tfw", "tifw", "tiffw") if name in source.parts), None)
    if part is None:
        return None
    try:
        a, d, b, e, c, f = (float(word) for word in decode(part.read_bytes()[:4096]).text.split())
    except ValueError:
        return None
    transform = Affine(a, b, c - (a + b) / 2, d, e, f - (d + e) / 2)
    return transform if np.isfinite([a, b, c, d, e, f]).all() and transform.determinant else None


def _crs(grid: Any, source: Source, notes: Notes, where: str) -> str:
    """What the grid states: an EPSG code where it is exactly one, else WKT; else what the .prj beside it says."""
    try:
        crs = grid.crs or (grid.gcps[1] if grid.gcps[0] else None)
        if crs:
            authority = crs.to_authority(confidence_threshold=100)
            return ":".join(authority) if authority else str(crs.to_wkt(version="WKT2_2019"))
    except CRSError as error:
        notes.add("crs_words_unknown", where=where, words=str(error).partition("\n")[0])
        return ""
    if "prj" in source.parts:
        notes.add("grid_crs_beside", where=where)
        return decode(source.parts["prj"].read_bytes()[: 64 * 1024]).text.strip()
    return ""


def _nodata(grid: Any, source: Source, notes: Notes, where: str) -> float | None:
    """The value of pixels without data; one that the pixels cannot hold marks none of them, and is told."""
    values = {None if value is None else "nan" if np.isnan(value) else float(value) for value in grid.nodatavals}
    if len(values) > 1:
        notes.add("grid_nodata_differs", where=where)
    if grid.nodata is None:
        stated = raw_tags(source.path).get(NODATA_TAG, b"").split(b"\0")[0].decode("ascii", "replace").strip()
        if stated:
            notes.add("grid_nodata_outside", where=where, value=stated, dtype=grid.dtypes[0])
    return None if grid.nodata is None else float(grid.nodata)


def _free(folder: Path) -> Path:
    """A name for the copy that is not taken: several grids may lie in one folder."""
    path, number = folder / "grid.tif", 1
    while path.exists():
        number += 1
        path = folder / f"grid-{number}.tif"
    return path


def _copy(grid: Any, path: Path, figures: list[Figures], transform: Affine | None) -> None:
    """Write the pixels to `path`, strip by strip, and count them on the way."""
    profile = {
        "driver": "GTiff", "width": grid.width, "height": grid.height, "count": grid.count, "dtype": grid.dtypes[0],
        "crs": grid.crs, "transform": transform, "nodata": grid.nodata, "tiled": True, "blockxsize": 256,
        "blockysize": 256, "compress": "deflate", "zlevel": 1, "bigtiff": "IF_SAFER",
    }  # fmt: skip
    masked = MaskFlags.per_dataset in grid.mask_flag_enums[0] and MaskFlags.alpha not in grid.mask_flag_enums[0]
    with rasterio.open(path, "w", **{key: value for key, value in profile.items() if value is not None}) as copy:
        copy.colorinterp = grid.colorinterp
        if grid.colorinterp[0] is ColorInterp.palette:
            copy.write_colormap(1, grid.colormap(1))
        rows = max(256, _STRIP_PIXELS // max(grid.width, 1) // 256 * 256)
        for top in range(0, grid.height, rows):
            window = Window(0, top, grid.width, min(rows, grid.height - top))
            seen = grid.dataset_mask(window=window) > 0 if masked else None
            for number, one in enumerate(figures, start=1):
                pixels = grid.read(number, window=window)
                one.add(pixels, seen)
                copy.write(pixels, number, window=window)
            if seen is not None:
                copy.write_mask(seen, window=window)


def _tell_bands(grid: Any, figures: list[Figures], notes: Notes, where: str) -> None:
    if len(grid.subdatasets) > 1:
        notes.add("grid_pages", where=where, count=len(grid.subdatasets))
    if ColorInterp.alpha in grid.colorinterp:
        notes.add("grid_alpha", where=where)
    if any(scale != 1 or offset != 0 for scale, offset in zip(grid.scales, grid.offsets, strict=True)):
        notes.add("grid_scaled", where=where, scale=float(grid.scales[0]), offset=float(grid.offsets[0]))
    infinite = sum(one.infinite for one in figures)
    if infinite:
        notes.add("grid_not_finite", where=where, count=infinite)
    if all(one.valid == 0 for one in figures):
        notes.add("grid_no_data_at_all", where=where)
