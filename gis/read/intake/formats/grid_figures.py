"""Figures of a grid: lowest, highest, mean, share without data, classes with their counts; classes as areas."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from rasterio.features import shapes

from gis.errors import LayerError
from gis.read.intake.formats.tiff_tags import is_placed

__all__ = ["CLASSES_COUNT", "Figures", "class_areas"]

CLASSES_COUNT = 256  # whole numbers up to so many different values are classes, more are measurements
_AREAS_COUNT = 500_000  # of one grid: noise does not become a map of areas

Shapes = npt.NDArray[np.object_]


@dataclass
class Figures:
    """The figures of a band, gathered strip by strip; `nodata`: value of pixels without data (NaN: those)."""

    dtype: np.dtype[Any]
    nodata: float | None
    valid: int = 0
    total: int = 0
    infinite: int = 0
    lowest: float = np.inf
    highest: float = -np.inf
    sum: float = 0.0
    classes: dict[int, int] | None = field(default_factory=dict)

    def add(self, pixels: npt.NDArray[Any], seen: npt.NDArray[np.bool_] | None = None) -> None:
        """Count the pixels of a strip; `seen`: those the mask of the file shows (None: all)."""
        keep = np.ones(pixels.shape, dtype=bool) if seen is None else seen.copy()
        if self.dtype.kind == "f":
            self.infinite += int(np.isinf(pixels).sum())
            keep &= np.isfinite(pixels)
        if self.nodata is not None and not np.isnan(self.nodata):
            keep &= pixels != self.nodata
        self.total += pixels.size
        values = pixels[keep]
        if not values.size:
            return
        self.valid += values.size
        self.lowest, self.highest = min(self.lowest, float(values.min())), max(self.highest, float(values.max()))
        self.sum += float(values.sum(dtype=np.float64))
        self._count_classes(values)

    def _count_classes(self, values: npt.NDArray[Any]) -> None:
        if self.classes is None:
            return
        if self.dtype.kind == "f" or self.highest - self.lowest > 65_535:  # too far apart for codes
            self.classes = None
            return
        low = int(values.min())
        counts = np.bincount((values.astype(np.int64) - low).ravel())
        for at in np.flatnonzero(counts):
            self.classes[low + int(at)] = self.classes.get(low + int(at), 0) + int(counts[at])
        if len(self.classes) > CLASSES_COUNT:
            self.classes = None

    def as_facts(self) -> dict[str, object]:
        """`min`, `max`, `mean` (None without data), `nodata_share` (0-1), `classes` (value as text → count)."""
        some = self.valid > 0
        classes = (
            None if self.classes is None or not some else {str(key): self.classes[key] for key in sorted(self.classes)}
        )
        return {
            "min": self.lowest if some else None,
            "max": self.highest if some else None,
            "mean": self.sum / self.valid if some else None,
            "nodata_share": 1.0 - self.valid / self.total if self.total else 0.0,
            "classes": classes,
        }


def class_areas(path: Path, *, band: int = 1) -> tuple[npt.NDArray[np.int64], Shapes]:
    """The classes of a grid of whole numbers as areas: one polygon for every connected patch (four neighbours).

    Parameters
    ----------
    path: a GeoTIFF that a read has written (`RasterLayer.path`).

    Returns
    -------
    The class of every patch (n,), its polygon (n,) in the CRS of the grid; pixels without data belong to none.

    Raises
    ------
    LayerError: the band holds fractions, more than 256 classes, or more than 500,000 patches.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a grid without position has areas in pixels
        grid = rasterio.open(path, driver="GTiff", OVERVIEW_LEVEL="NONE")
    with grid:
        pixels = grid.read(band)
        seen = grid.read_masks(band) > 0
        transform = grid.transform if is_placed(path) else Affine.identity()
    values = np.unique(pixels[seen]) if pixels.dtype.kind in "iub" else np.arange(CLASSES_COUNT + 1)
    if len(values) > CLASSES_COUNT:
        raise _refused(
            path, "不是分类栅格(多于 256 个取值或有小数) / no grid of classes (over 256 values, or fractions)"
        )
    codes = np.searchsorted(values, pixels).clip(0, max(len(values) - 1, 0)).astype(np.uint8)
    found: list[object] = []
    classes: list[int] = []
    for shape, code in shapes(codes, mask=seen, transform=transform):
        rings = shape["coordinates"]
        found.append(shapely.Polygon(rings[0], rings[1:]))
        classes.append(int(values[int(code)]))
        if len(found) > _AREAS_COUNT:
            raise _refused(path, "斑块超过 50 万个 / more than 500,000 patches")
    areas = np.empty(len(found), dtype=object)
    areas[:] = found
    return np.array(classes, dtype=np.int64), areas


def _refused(path: Path, problem: str) -> LayerError:
    return LayerError(
        layer=path.stem,
        source=path.name,
        problem=problem,
        remedy="请先在来源软件中重分类或滤波 / reclassify or sieve it first",
    )
