"""What a drawing read tells: words for every code, counts that are right."""

from pathlib import Path

import pytest

from gis.read.intake.decoding import decode
from gis.read.intake.formats.drawing_rows import Rows
from gis.read.intake.formats.drawing_sections import sections
from gis.read.intake.formats.drawing_told import tell_decoding, tell_drawing
from gis.read.intake.messages import Level, Notes, wordings
from tests.gis.read.intake.formats.reading_dxf import drawn
from tests.gis.read.intake.making_dxf import X, Y, light, line, made, square, tags

CODES = [code for code in wordings() if code.startswith("drawing_")]


def test_there_are_words() -> None:
    assert len(CODES) > 40
    assert wordings()["dwg_unreadable"].level is Level.REFUSAL
    for word in ("R2010", "SHP", "TXT", "坐标系", "单位"):
        assert word in wordings()["dwg_unreadable"].remedy["zh"]


@pytest.mark.parametrize("code", CODES)
def test_what_asks_for_something_says_what(code: str) -> None:
    wording = wordings()[code]
    assert bool(wording.remedy["zh"]) == bool(wording.remedy["en"])
    assert wording.level is Level.NOTE or wording.remedy["zh"]


def test_encodings_show_a_sample() -> None:
    notes = Notes()
    tell_decoding(decode("图层\n居住用地".encode("gbk")), "ANSI_1252", notes, where="x")
    tell_decoding(decode(b"plain"), "", notes, where="x")
    (message,) = notes.messages
    assert message.code == "drawing_encoding_judged"
    assert message.facts["sample"] == "图层"


def test_nothing_to_tell_of_a_whole_drawing() -> None:
    notes = Notes()
    tell_drawing(sections(made(light(square()))), Rows(), notes, where="x")
    assert not notes.messages


def test_rows_set_aside_come_with_their_lines(tmp_path: Path) -> None:
    reading = drawn(tmp_path, light(square()) + line((X, Y), (X, Y)) * 7)
    (message,) = [one for one in reading.notes.messages if one.code == "drawing_no_extent"]
    assert message.facts["count"] == 7
    assert message.where.count("、") == 4
    assert "…" in message.where


def test_hidden_layers_are_named(tmp_path: Path) -> None:
    table = tags((0, "LAYER"), (2, "旧图"), (70, 1), (62, 7))
    reading = drawn(tmp_path, light(square()) + light(square(200), layer="旧图"), tables=table)
    assert reading.facts("drawing_layers_hidden") == {"count": 1, "layers": ["旧图"]}
    assert reading.by_family["面"].facts["hidden_layers"] == ["旧图"]
