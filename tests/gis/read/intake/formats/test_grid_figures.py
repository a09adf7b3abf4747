"""Figures of bands and classes as areas."""

import warnings

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from rasterio.errors import NotGeoreferencedWarning

from gis.errors import LayerError
from gis.read.intake.formats.grid_figures import CLASSES_COUNT, Figures, class_areas
from tests.gis.read.intake import making_table as making


def figures(pixels, nodata=None, seen=None):
    found = Figures(pixels.dtype, nodata)
    found.add(pixels, seen)
    return found.as_facts()


@given(
    arrays.arrays("int16", st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(-300, 300)),
    st.integers(1, 5),
)
def test_strips_add_up_to_the_whole(pixels, cut):
    whole, parts = figures(pixels), Figures(pixels.dtype, None)
    parts.add(pixels[:cut])
    parts.add(pixels[cut:])
    assert parts.as_facts() == whole
    assert (whole["min"], whole["max"]) == (pixels.min(), pixels.max())
    assert whole["mean"] == pytest.approx(pixels.mean())
    assert {int(key): count for key, count in whole["classes"].items()} == dict(
        zip(*map(np.ndarray.tolist, np.unique(pixels, return_counts=True)), strict=True)
    )


def test_no_data_and_masks():
    pixels = np.array([[1, 2], [3, 9]], dtype="uint8")
    assert figures(pixels, 9)["max"] == 3.0
    assert figures(pixels, None, pixels < 3)["nodata_share"] == 0.5
    assert figures(np.full((2, 2), 9, "uint8"), 9)["min"] is None
    assert figures(np.array([[np.nan, 1.0, np.inf]]), float("nan"))["max"] == 1.0


def test_many_values_are_no_classes():
    assert figures(np.arange(CLASSES_COUNT, dtype="int32"))["classes"] is not None
    assert figures(np.arange(CLASSES_COUNT + 1, dtype="int32"))["classes"] is None
    assert figures(np.array([0, 2_000_000_000], dtype="int32"))["classes"] is None
    assert figures(np.array([0, 2**63], dtype="uint64"))["classes"] is None
    assert figures(np.array([0.5]))["classes"] is None


def test_classes_as_areas(tmp_path):
    classes, areas = class_areas(making.grid_of(nodata=5)(tmp_path))
    assert classes.tolist() == [1, 2, 3, 4]
    assert [area.area for area in areas] == [12_000.0] * 4
    assert shapely.union_all(areas).equals(shapely.box(508_000, 4_057_800, 508_240, 4_058_000))


@settings(max_examples=25)
@given(arrays.arrays("uint8", (5, 6), elements=st.integers(0, 3)))
def test_areas_are_the_pixels_of_their_class(tmp_path_factory, pixels):
    path = tmp_path_factory.mktemp("g") / "a.tif"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", driver="GTiff", width=6, height=5, count=1, dtype="uint8") as one:
            one.write(pixels, 1)
    classes, areas = class_areas(path)
    for value in range(4):
        assert sum(area.area for area in areas[classes == value]) == (pixels == value).sum()
    assert shapely.is_valid(areas).all()


def test_measurements_have_no_areas(tmp_path):
    with pytest.raises(LayerError, match="分类栅格"):
        class_areas(making.grid_of(dtype="float32")(tmp_path))

    def many(one):
        one.write(np.arange(600, dtype="int16").reshape(1, 20, 30))

    with pytest.raises(LayerError, match="256"):
        class_areas(making.grid_of(many, dtype="int16")(tmp_path))
