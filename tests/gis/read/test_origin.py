"""What an entry of district.toml says of a file's origin."""

import os
from datetime import UTC, date, datetime

import pytest

from gis.read.origin import OPENSTREETMAP, UNKNOWN, file_day, layer_entry
from gis.schema import Basis


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "表.csv"
    made.write_text("x", encoding="utf-8")
    stamp_s = datetime(2024, 2, 29, 23, 30, tzinfo=UTC).timestamp()
    os.utime(made, (stamp_s, stamp_s))
    return made


def test_the_day_of_a_file(path):
    assert file_day(path) == date(2024, 2, 29)


def test_data_without_a_day_take_that_of_the_file_and_say_so(path):
    entry = layer_entry("streets", path=path, origin=OPENSTREETMAP, note=";更多")
    assert entry["date"] == date(2024, 2, 29)
    assert "date of the file" in entry["note"]
    assert entry["note"].startswith("取自 表.csv")
    assert entry["note"].endswith(";更多")
    assert (entry["file"], entry["basis"]) == ("streets.gpkg", "osm")


def test_data_with_a_day_keep_it(path):
    entry = layer_entry("streets", path=path, origin=OPENSTREETMAP, timestamp=datetime(2020, 1, 2, 3, tzinfo=UTC))
    assert entry["date"] == date(2020, 1, 2)
    assert entry["note"] == "取自 表.csv"


def test_an_unknown_origin_claims_the_least_there_is(path):
    assert UNKNOWN.basis is max(Basis, key=lambda basis: basis.rank)
    assert UNKNOWN.basis.indicative
    assert "not stated" in layer_entry("streets", path=path, origin=UNKNOWN)["licence"]
