"""The table of formats: one line each, a reader behind every line, drivers that exist."""

import inspect

import pyogrio
import pytest
import rasterio

from gis.read.intake.formats import READERS
from gis.views.exchange.formats import WRITERS


@pytest.mark.parametrize("key", list(READERS))
def test_every_line_has_its_reader(key: str) -> None:
    reader = READERS[key].load()
    assert list(inspect.signature(reader).parameters) == ["source", "options", "notes"]
    assert inspect.getdoc(reader)
    assert READERS[key].title
    assert READERS[key].title_en


def test_no_suffix_belongs_to_two_formats() -> None:
    suffixes = [suffix for one in READERS.values() for suffix in one.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)


def test_drivers_exist_and_none_opens_other_files() -> None:
    with rasterio.Env() as environment:
        known = {*pyogrio.list_drivers(), *environment.drivers()}
    allowed = {driver for one in READERS.values() for driver in one.drivers}
    assert allowed <= known
    assert not allowed & {"OGR_VRT", "VRT", "GDALG", "WFS", "HTTP", "SQLite", "CSV", "GML", "MRF", "WMS", "STACIT"}


def test_what_is_written_can_be_read() -> None:
    readable = {suffix for one in READERS.values() for suffix in one.suffixes} | {".zip", ".kmz", ".gdb.zip"}
    assert set(WRITERS) <= readable
