"""After the readers: every step in turn, counts that add up, rows written with their numbers."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely

from gis.read.intake import pipeline
from gis.read.intake.formats import Format
from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, RawLayer, ReadOptions, RefusedError, Source

SQUARE = shapely.box(508900, 4057600, 509000, 4057700)
BOW_TIE = shapely.Polygon([(508900, 4057600), (509000, 4057700), (509000, 4057600), (508900, 4057700)])


def layer(*shapes: object, name: str = "图层", **facts: object) -> RawLayer:
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    table = pa.table({"名称": [f"n{at}" for at in range(len(shapes))], "BSM": [str(at) for at in range(len(shapes))]})
    return RawLayer(name, table, geometry, np.arange(11, 11 + len(shapes)), crs="EPSG:4548", facts=dict(facts))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs the steps on layers as a reader would give them."""

    def run(*layers: RawLayer, **options: object) -> tuple[dict, Notes]:
        class Given(Format):
            def load(self) -> object:
                return lambda _source, _options, _notes: list(layers)

        monkeypatch.setattr(pipeline, "READERS", {"x": Given("x", "x", "x")})
        notes = Notes()
        report = pipeline.process([("x", Source(tmp_path / "x", "x"))], ReadOptions(**options), notes, out=tmp_path)
        json.dumps(report)
        return report, notes

    return run


def rows_of(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as source:
        return pa.ipc.open_file(source).read_all()


def test_rows_add_up_and_keep_their_numbers(read, tmp_path: Path) -> None:
    raw = layer(SQUARE, BOW_TIE, None)
    raw.quarantined.append(Quarantined(99, "shape_broken"))
    report, notes = read(raw)
    (told,) = report["layers"]
    assert told["rows"] == {"in": 4, "accepted": 1, "repaired": 0, "quarantined": 3}
    assert rows_of(tmp_path / told["file"]).column("_row").to_pylist() == [11]
    aside = rows_of(tmp_path / told["aside_file"]).to_pylist()
    assert sorted((row["_row"], row["_reason"]) for row in aside) == [
        (12, "shape_altered"), (13, "shape_missing"), (99, "shape_broken"),
    ]  # fmt: skip
    assert {row["名称"] for row in aside} == {"n1", "n2", None}
    assert {one["code"] for one in told["aside"]} == {"shape_altered", "shape_missing", "shape_broken"}
    assert {message.where for message in notes.messages} == {"图层"}


def test_repairs_count_once(read) -> None:
    spike = shapely.from_wkt("POLYGON ((508900 4057600, 509000 4057600, 509000 4057700, 508950 4057700, "
                             "508950 4057750, 508950 4057700, 508900 4057700, 508900 4057600))")  # fmt: skip
    raw = layer(spike, shapely.box(509100, 4057600, 509200, 4057700))
    raw.mended = {0, 1}
    report, _ = read(raw)
    assert report["layers"][0]["rows"] == {"in": 2, "accepted": 0, "repaired": 2, "quarantined": 0}


def test_the_report_alone_writes_no_rows(read, tmp_path: Path) -> None:
    report, _ = read(layer(SQUARE), rows=False)
    assert report["layers"][0]["file"] == ""
    assert not list(tmp_path.glob("*.arrow"))


def test_layers_are_chosen_by_name_and_wildcard(read) -> None:
    some = [layer(SQUARE, name=name) for name in ("规划用地", "规划道路", "现状")]
    assert [one["name"] for one in read(*some, layer="规划*")[0]["layers"]] == ["规划用地", "规划道路"]
    assert [one["name"] for one in read(*some, layer="现状, 规划道路")[0]["layers"]] == ["规划道路", "现状"]
    with pytest.raises(RefusedError):
        read(*some, layer="没有")
    chosen = layer(SQUARE, name="一 面", layer_chosen=True)
    assert [one["name"] for one in read(chosen, layer="一")[0]["layers"]] == ["一 面"]


def test_zones_in_one_layer_can_be_split(read) -> None:
    other = shapely.box(38508900, 4057600, 38509000, 4057700)
    raw = layer(shapely.transform(SQUARE, lambda xy: xy + np.array([39e6, 0.0])), other)
    raw.crs = ""
    report, _ = read(raw, crs="split:EPSG:4490")
    assert sorted(one["crs"] for one in report["layers"]) == ["EPSG:4526", "EPSG:4527"]
    assert sum(one["rows"]["in"] for one in report["layers"]) == 2


def test_overlaps_are_told_with_the_rows_of_the_file(read) -> None:
    _, notes = read(layer(SQUARE, shapely.box(508990, 4057600, 509100, 4057700)))
    (message,) = [one for one in notes.messages if one.code == "overlaps"]
    assert "11×12: 1,000.000 m²" in message.text()


def test_a_question_still_tells_the_rows(read) -> None:
    raw = layer(SQUARE)
    raw.crs = ""
    report, notes = read(raw)
    (told,) = report["layers"]
    assert told["crs"] == ""
    assert told["candidates"]
    assert told["rows"]["accepted"] == 1
    assert {"zh", "en"} <= {key.rpartition("_")[2] for key in told["candidates"][0]}
    assert any(message.level.value == "question" for message in notes.messages)


def test_aliases_name_fields(read) -> None:
    report, _ = read(layer(SQUARE, aliases={"名称": "用地代码"}))
    assert {one["name"]: one["means"] for one in report["layers"][0]["fields"]} == {"名称": "name", "BSM": "id"}
