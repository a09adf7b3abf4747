"""Tags as they lie in the file."""

import struct

import pytest

from gis.read.intake.formats.tiff_tags import NODATA_TAG, is_placed, raw_tags
from tests.gis.read.intake import making_table as making


@pytest.mark.parametrize(
    "form", [{}, {"bigtiff": "YES"}, {"endianness": "BIG"}, {"endianness": "BIG", "bigtiff": "YES"}]
)
def test_the_same_tags_in_every_form(tmp_path, form):
    path = making.grid_of(nodata=25, **form)(tmp_path)
    tags = raw_tags(path)
    order = ">" if form.get("endianness") else "<"
    assert tags[NODATA_TAG] == b"25\0"
    assert struct.unpack(f"{order}H", tags[256][:2]) == (30,)
    assert struct.unpack(f"{order}3d", tags[33550]) == (10.0, 10.0, 0.0)
    assert is_placed(path)


def test_what_has_no_place(tmp_path):
    assert not is_placed(making.grid_of(crs=None, transform=None)(tmp_path))
    assert not is_placed(making.grid_of(making.with_gcps, crs=None, transform=None)(tmp_path))


@pytest.mark.parametrize("content", [b"", b"II*\0", b"II*\0\x08\0\0\0"])
def test_no_whole_file(tmp_path, content):
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    with pytest.raises(struct.error):
        raw_tags(path)
