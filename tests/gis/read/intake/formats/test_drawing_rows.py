"""Rows of a drawing: chosen, counted, set aside with their line."""

from pathlib import Path

import pytest

from gis.read.intake.formats.drawing_rows import cass_values, chosen
from gis.read.intake.formats.drawing_tags import Entity
from tests.gis.read.intake.formats.reading_dxf import drawn
from tests.gis.read.intake.making_dxf import X, Y, block, insert, light, line, made, square, tags


@pytest.mark.parametrize(
    ("name", "wanted", "taken"),
    [
        ("道路", (), True),
        ("道路", ("道路",), True),
        ("JZD", ("jzd",), True),
        ("JZD-1", ("jzd*",), True),
        ("JZD", ("jz",), False),
        ("A[1]", ("A[1]",), True),
        ("A1", ("A[1]",), False),
        ("甲", ("?",), True),
        ("甲", ("乙", "*"), True),
    ],
)
def test_layers_by_name(name: str, wanted: tuple[str, ...], taken) -> None:
    assert chosen(name, wanted) is taken


def values(*pairs: tuple[int, object]) -> tuple[dict[str, str], list[str]]:
    return cass_values(Entity("LWPOLYLINE", 1, tags((8, "JZD"), *pairs).rstrip("\n")))


def test_a_parcel_of_cass() -> None:
    parcel = ((1001, "SOUTH"), (1000, "300000"), (1000, "0010100001"), (1000, "张三"), (1000, "0701"), (1000, "%%d"))
    found, others = values(*parcel)
    assert found == {
        "cass_code": "300000",
        "cass_parcel": "0010100001",
        "cass_owner": "张三",
        "cass_use": "0701",
        "cass_more": "°",
    }
    assert others == []


def test_other_features_of_cass() -> None:
    assert values((1001, "south"), (1000, "141111"), (1000, "砼"), (1000, "3")) == (
        {"cass_code": "141111", "cass_more": "砼、3"},
        [],
    )
    assert values((1001, "SOUTH"), (1000, "300000"), (1000, ""), (1000, "张三"))[0] == {
        "cass_code": "300000",
        "cass_owner": "张三",
    }
    assert values() == ({}, [])


def test_data_of_others_is_told_but_not_that_of_the_program_itself(tmp_path: Path) -> None:
    assert values((1001, "ACAD"), (1000, "x"), (1001, "TIANZHENG"), (1000, "y")) == ({}, ["TIANZHENG"])
    reading = drawn(tmp_path, light(square(), more=tags((1001, "TIANZHENG"), (1000, "y"))))
    assert reading.facts("drawing_extended_left")["kinds"] == ["TIANZHENG 1"]


def test_rows_set_aside_name_their_line(tmp_path: Path) -> None:
    entities = light(square()) + line((X, Y), (X, Y))
    (one,) = drawn(tmp_path, entities).by_family["面"].quarantined
    lines = made(entities).split("\n")
    assert lines[one.facts["line"]].strip() == "LINE"
    assert (one.row, one.name) == (2, "LINE 0")


def test_the_layer_of_a_piece_counts_not_that_of_its_insert(tmp_path: Path) -> None:
    blocks = block("A", light([(0, 0), (9, 0), (9, 9)], layer="树") + light([(0, 0), (9, 0), (9, 5)], layer="0"))
    reading = drawn(tmp_path, insert("A", layer="绿地"), blocks=blocks, layer="树")
    assert reading.column("layer") == ["树"]
    assert (
        reading.column("layer")[0]
        == drawn(tmp_path, insert("A", layer="x"), blocks=blocks, layer="树").column("layer")[0]
    )


def test_pictures_and_others_are_told_apart(tmp_path: Path) -> None:
    kinds = "".join(tags((0, kind), (8, "0")) for kind in ("IMAGE", "OLE2FRAME", "DIMENSION", "DIMENSION", "REGION"))
    reading = drawn(tmp_path, light(square()) + kinds)
    assert reading.facts("drawing_pictures_left")["count"] == 2
    assert reading.facts("drawing_kinds_left")["kinds"] == ["DIMENSION 2", "REGION 1"]


def test_an_insert_with_damage(tmp_path: Path) -> None:
    broken = insert("A") + "XX\nY\n"
    reading = drawn(tmp_path, light(square()) + broken, blocks=block("A", light([(0, 0), (9, 0), (9, 9)])))
    assert {one.code for one in reading.by_family["面"].quarantined} == {"drawing_entity_broken"}
    assert "drawing_lines_damaged" in reading.codes
