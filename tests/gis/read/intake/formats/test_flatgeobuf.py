"""FlatGeobuf: what the header says against what there is."""

import pyogrio
import pytest
import shapely

from tests.gis.read.intake.making_vector import METRES, bytes_of, flatgeobuf, stating
from tests.gis.read.intake.reading_vector import Reading


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 257, 1_000])
def test_agrees_with_gdal(tmp_path, index, count):
    path = flatgeobuf(index=index, count=count)(tmp_path)
    reading, other = Reading("flatgeobuf", path), pyogrio.read_dataframe(path)
    assert reading.values("名称") == other["名称"].tolist()
    assert shapely.equals_exact(reading.layer.geometry, other.geometry.to_numpy()).all()
    assert reading.layer.rows.tolist() == list(range(1, count + 1))
    assert (reading.layer.crs, reading.codes) == (METRES, set())


@pytest.mark.parametrize("stated", [0, 1, 3, 39, 41, 2**40])
def test_all_features_whatever_the_header_states(tmp_path, stated):
    reading = Reading("flatgeobuf", bytes_of(flatgeobuf(index=False), stating(stated))(tmp_path))
    assert len(reading.layer.table) == 40
    assert ("fgb_count_wrong" in reading.codes) == (stated != 0)


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("cut", [1, 5, 100, 2_000])
def test_files_cut_short_are_refused(tmp_path, index, cut):
    reading = Reading("flatgeobuf", bytes_of(flatgeobuf(index=index), lambda content: content[:-cut])(tmp_path))
    assert reading.codes == {"fgb_features_damaged"}


@pytest.mark.parametrize(
    "content", [b"fgb\x03fgb\x01", b"fgb\x03fgb\x01" + b"\xff" * 60, b"fgb\x03fgb\x01" + bytes(60), b"marker" * 9]
)
def test_headers_that_are_none(tmp_path, content):
    path = tmp_path / "a.fgb"
    path.write_bytes(content)
    assert Reading("flatgeobuf", path).notes.refused
