"""OSM extracts as layers, with every figure of what was left out."""

import os
from pathlib import Path

import pytest

from gis.read.osm import read_osm
from gis.schema import KINDS
from tests.gis.read.intake.making_vector import bytes_of, osm
from tests.gis.read.intake.reading_vector import Reading

DATA = os.environ.get("YITU_DATA")


def test_the_layers_of_the_extract(tmp_path):
    path = osm()(tmp_path)
    reading, extract = Reading("osm", path), read_osm(path)
    assert {layer.name: len(layer.table) for layer in reading.layers} == {
        kind: len(rows) for kind, rows in extract.layers.items()
    }
    assert {layer.facts["kind"] for layer in reading.layers} <= set(KINDS)
    assert {layer.crs for layer in reading.layers} == {extract.crs}
    told = {
        message.facts["zh"]: message.facts["count"] for message in reading.notes.messages if message.code == "osm_count"
    }
    assert told == {count.zh: count.count for count in extract.counts}
    assert "geometry" not in reading.layers[0].table.column_names


@pytest.mark.parametrize(
    "maker",
    [
        osm(streets=False),
        bytes_of(osm(), lambda content: content[:40]),
        bytes_of(osm(), lambda _: b""),
        bytes_of(osm(), lambda _: b"marker" * 50),
    ],
)
def test_files_of_no_use(tmp_path, maker):
    assert Reading("osm", maker(tmp_path)).codes == {"osm_unusable"}


@pytest.mark.skipif(DATA is None, reason="YITU_DATA names no folder with extracts")
def test_real_extracts():
    smallest = min(Path(str(DATA)).rglob("*.osm.pbf"), key=lambda path: path.stat().st_size)
    assert {"streets", "buildings", "outline"} <= {layer.name for layer in Reading("osm", smallest).layers}
