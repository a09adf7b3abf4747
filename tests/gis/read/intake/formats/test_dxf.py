"""Drawings through their reader: every made file, and what it tells of itself."""

import random
from pathlib import Path

import pytest

from gis.read.intake.messages import Notes, status_of, wordings
from gis.read.intake.model import ReadOptions, RefusedError, Source
from gis.read.intake.pipeline import process
from tests.gis.read.intake.formats.reading_dxf import Drawn, drawn
from tests.gis.read.intake.making_dxf import ALONE, CASES, X, Y, drawing, insert, light, line, made, square, tags, text


@pytest.mark.parametrize(("name", "maker", "expected", "codes"), CASES, ids=[case[0] for case in CASES])
def test_case(name, maker, expected, codes, tmp_path: Path) -> None:
    path = maker(tmp_path)
    before = path.read_bytes()
    reading = Drawn(tmp_path, path)
    assert codes <= reading.codes <= set(wordings())
    alone = ALONE.get(name, "refused" if expected == "refused" else "accepted")
    assert reading.status == alone, [message.text() for message in reading.notes.messages]
    assert bool(reading.layers) == (alone != "refused")
    for layer in reading.layers:
        assert len(layer.table) == len(layer.geometry) == len(layer.rows)
        assert {one.code for one in layer.quarantined} <= set(wordings())
        assert all(one.facts["line"] > 0 for one in layer.quarantined)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("maker", "expected"), [case[1:3] for case in CASES], ids=[case[0] for case in CASES])
def test_case_to_its_end(maker, expected, tmp_path: Path) -> None:
    path, out, notes = maker(tmp_path), tmp_path / "out", Notes()
    out.mkdir()
    try:
        report = process([("dxf", Source(path, path.name))], ReadOptions(), notes, out=out)
    except RefusedError:
        report = {"layers": []}
    assert status_of(notes.messages).value == expected, [message.text() for message in notes.messages]
    for layer in report["layers"]:
        rows = layer["rows"]
        assert rows["in"] == rows["accepted"] + rows["repaired"] + rows["quarantined"]


def test_names_are_their_own() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) >= 60


def test_every_entity_of_model_space_is_a_row_or_told(tmp_path: Path) -> None:
    entities = (
        light(square()) + line((X, Y), (X + 9, Y)) + text("甲", 5, 5) + line((X, Y), (X, Y)) + tags((0, "3DSOLID"))
    )
    reading = drawn(tmp_path, entities)
    rows = sorted(row for layer in reading.layers for row in layer.rows.tolist())
    assert rows == [1, 2, 3]
    assert [(one.row, one.code) for layer in reading.layers for one in layer.quarantined] == [(4, "drawing_no_extent")]
    assert reading.facts("drawing_kinds_left")["kinds"] == ["3DSOLID 1"]


LAYERS = (
    light(square(), layer="JZD")
    + light(square(200), layer="JMD")
    + light(square(400), layer="DLSS")
    + text("路", 0, 0, layer="zj")
)


@pytest.mark.parametrize(
    ("asked", "areas"),
    [
        ("", 3),
        ("JZD", 1),
        ("jzd", 1),
        ("JZD,JMD", 2),
        (" JZD , DLSS ", 2),
        ("J*", 2),
        ("?MD", 1),
        ("*", 3),
        ("JZD,没有", 1),
        ("图 面", 3),
    ],
)
def test_layers_are_chosen_by_name(asked: str, areas: int, tmp_path: Path) -> None:
    reading = drawn(tmp_path, LAYERS, layer=asked)
    assert len(reading.shapes()) == areas
    assert reading.by_family["面"].facts["layer_chosen"] == (asked not in ("", "图 面"))
    assert ("drawing_layers_unchosen" in reading.codes) == (asked not in ("", "*", "图 面"))


def test_an_unknown_layer_is_told_with_those_there_are(tmp_path: Path) -> None:
    reading = drawn(tmp_path, LAYERS, layer="[JZD]")
    assert not reading.layers
    assert reading.facts("layer_unknown")["names"] == ["JZD", "JMD", "DLSS", "zj"]


def test_layers_are_counted_by_kind(tmp_path: Path) -> None:
    reading = drawn(tmp_path, LAYERS + insert("B", layer="JZD"))
    counts = reading.by_family["面"].facts["drawing_layers"]
    assert counts == {
        "DLSS": {"LWPOLYLINE": 1},
        "JMD": {"LWPOLYLINE": 1},
        "JZD": {"LWPOLYLINE": 1, "INSERT": 1},
        "zj": {"TEXT": 1},
    }


def test_columns_of_an_area(tmp_path: Path) -> None:
    more = tags(
        (5, "2F"),
        (62, 3),
        (1001, "SOUTH"),
        (1000, "300000"),
        (1000, "0010100001"),
        (1000, "李四"),
        (1000, "0701"),
        (1000, "共有"),
    )
    reading = drawn(tmp_path, light(square(), more=more))
    (row,) = reading.by_family["面"].table.to_pylist()
    assert row == {
        "layer": "JZD", "entity": "LWPOLYLINE", "color": "3", "handle": "2F", "block": None, "label": None,
        "cass_code": "300000", "cass_parcel": "0010100001", "cass_owner": "李四", "cass_use": "0701",
        "cass_more": "共有",
    }  # fmt: skip


def test_heights_stay(tmp_path: Path) -> None:
    reading = drawn(tmp_path, light(square(), more=tags((38, 45.5))))
    assert reading.shapes()[0].has_z
    assert {point[2] for point in reading.shapes()[0].exterior.coords} == {45.5}


def test_the_answer_on_the_unit_turns_into_metres(tmp_path: Path) -> None:
    content = made(light([(x * 1000, y * 1000) for x, y in square()]), header=(("$INSUNITS", 70, 4),))
    asked = Drawn(tmp_path, content)
    assert asked.facts("drawing_unit_asked")["unit"] == "mm"
    answered = Drawn(tmp_path, content, columns={"unit": "mm"})
    assert answered.status == "accepted"
    assert answered.area_m2 == pytest.approx(10_000.0)
    assert Drawn(tmp_path, content, columns={"unit": "m"}).area_m2 == pytest.approx(1e10)


def test_a_named_crs_is_stated(tmp_path: Path) -> None:
    path = next(maker for name, maker, *_ in CASES if name == "dxf_geodata")(tmp_path)
    assert [layer.crs for layer in Drawn(tmp_path, path).layers] == ["EPSG:" + "4527"]


def test_paths_of_references_are_names_only(tmp_path: Path) -> None:
    canary = tmp_path / "secret.dxf"
    canary.write_text(made(light(square(300))), encoding="utf-8")
    content = made(
        light(square()) + insert("R"),
        blocks=tags((0, "BLOCK"), (2, "R"), (70, 4), (10, 0), (20, 0), (1, str(canary))) + tags((0, "ENDBLK")),
    )
    reading = Drawn(tmp_path, content)
    assert len(reading.shapes()) == 1
    assert reading.facts("drawing_outside_left")["count"] == 1


def test_the_same_drawing_reads_the_same_in_every_release(tmp_path: Path) -> None:
    seen = set()
    for name, maker, *_ in CASES[:10]:
        reading = Drawn(tmp_path, maker(tmp_path))
        seen.add(
            (
                tuple(shape.wkt for shape in reading.shapes()),
                tuple(reading.column("label")),
                tuple(reading.column("layer")),
            )
        )
        assert reading.column("layer")[0] == "宗地", name
    assert len(seen) == 1


def test_no_drawing_at_all(tmp_path: Path) -> None:
    for content in ("", "hello", "0\nSECTION", "\n\n\n"):
        assert Drawn(tmp_path, drawing("x", content)(tmp_path)).codes == {"drawing_incomplete"}


ODD = (b"nan", b"inf", b"-1", b"0", b"1e308", b"-1e-308", b"99999999999999999999", b"", b"x", b"65536", b"\xff")


@pytest.mark.parametrize("seed", range(100))
def test_no_change_of_a_line_is_too_much(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same changes each time
    small = [case for case in CASES if case[0] not in ("dxf_many_vertices", "dxf_bomb_twenty")]
    path = chance.choice(small)[1](tmp_path)
    lines = path.read_bytes().split(b"\n")
    for _ in range(chance.choice((1, 3, 12))):
        at = chance.randrange(max(len(lines) - 300, 0), len(lines))
        if chance.random() < 0.7:
            lines[at] = chance.choice(ODD)
        else:
            lines.insert(at, lines.pop(chance.randrange(len(lines))))
    path.write_bytes(b"\n".join(lines))
    reading = Drawn(tmp_path, path)
    assert reading.layers or reading.status == "refused"
    assert all(len(layer.table) == len(layer.geometry) == len(layer.rows) for layer in reading.layers)
