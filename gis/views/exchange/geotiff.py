"""Grids as cloud optimised GeoTIFF: tiled, with overviews, readable by everything that reads GeoTIFF."""

from __future__ import annotations

import warnings
from pathlib import Path

import rasterio
import rasterio.shutil
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from gis.views.files import replacing, workspace_error

__all__ = ["write_cog"]

_STRIP_PIXELS = 4_000_000  # copied at once


def write_cog(grid: Path, path: Path, *, crs: str = "", classes: bool = False) -> list[Path]:
    """The grid at `grid` (a GeoTIFF a read has written) as a cloud optimised GeoTIFF at `path`; every pixel the same.

    Parameters
    ----------
    crs: of the grid where the file states none or another was decided; empty: the one it states.
    classes: its numbers are codes: overviews take the commonest value and never a mean.

    Returns
    -------
    The file written.

    Raises
    ------
    WorkspaceError: the file cannot be written.
    """
    with replacing(path) as written, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a grid without position stays one
        plain = written.with_name(f"{written.stem}-plain.tif")
        try:
            source = grid
            if crs:
                _copy_with(grid, plain, crs)
                source = plain
            with rasterio.open(source, driver="GTiff", OVERVIEW_LEVEL="NONE") as one:
                codes = classes or one.colorinterp[0] is ColorInterp.palette
                rasterio.shutil.copy(
                    one, written, driver="COG", compress="DEFLATE", overview_resampling="MODE" if codes else "AVERAGE",
                    bigtiff="IF_SAFER",
                )  # fmt: skip
        except (RasterioError, CPLE_BaseError) as cause:
            raise workspace_error(path, cause) from cause
        finally:
            plain.unlink(missing_ok=True)
    return [path]


def _copy_with(grid: Path, path: Path, crs: str) -> None:
    """A copy of the grid in the CRS stated."""
    with rasterio.open(grid, driver="GTiff", OVERVIEW_LEVEL="NONE") as one:
        profile = {**one.profile, "crs": rasterio.crs.CRS.from_user_input(crs)}
        with rasterio.open(path, "w", **profile) as other:
            other.colorinterp = one.colorinterp
            if one.colorinterp[0] is ColorInterp.palette:
                other.write_colormap(1, one.colormap(1))
            rows = max(256, _STRIP_PIXELS // max(one.width, 1) // 256 * 256)
            for top in range(0, one.height, rows):
                window = Window(0, top, one.width, min(rows, one.height - top))
                other.write(one.read(window=window), window=window)
