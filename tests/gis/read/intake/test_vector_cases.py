"""Every made file of the vector formats through its reader: what it tells, and that every row is accounted for."""

from pathlib import Path

import pytest

from gis.read.intake.messages import Status, status_of, wordings
from tests.gis.read.intake.making_vector import CASES
from tests.gis.read.intake.reading_vector import Reading

KEYS = {"gpkg": "geopackage", "fgb": "flatgeobuf", "parquet": "geoparquet", "json": "geojson",
        "kml": "kml", "ovkml": "kml", "osm": "osm"}  # fmt: skip


@pytest.mark.parametrize(("name", "maker", "expected", "codes"), CASES, ids=[case[0] for case in CASES])
def test_case(name, maker, expected, codes, tmp_path: Path) -> None:
    path = maker(tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    reading = Reading(KEYS[name.partition("_")[0]], path)
    assert codes <= reading.codes
    assert codes <= set(wordings())
    status = status_of(reading.notes.messages)
    if expected == "refused":
        assert status is Status.REFUSED
        assert not reading.layers
    else:  # what follows a reader may ask or warn more, never less
        assert status in {"accepted": {Status.ACCEPTED}}.get(expected, {Status.ACCEPTED, Status.ATTENTION})
        assert reading.layers
    if expected == "question":
        assert not all(layer.crs for layer in reading.layers)
    for layer in reading.layers:
        assert len(layer.table) == len(layer.geometry) == len(layer.rows)
        assert len(set(layer.rows.tolist())) == len(layer.rows)
        assert not {one.row for one in layer.quarantined} & set(layer.rows.tolist())
        assert {one.code for one in layer.quarantined} <= set(wordings())
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_names_are_their_own() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) >= 35
