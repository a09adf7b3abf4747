"""Files from Chinese web maps through the fence: the shift is taken off once where it is declared, never elsewhere."""

import numpy as np
import pytest

from gis import shifts
from gis.read.intake.intake import read_file
from gis.read.intake.messages import wordings
from gis.read.intake.model import ReadOptions
from tests.gis.read.intake.making_shifts import CASES, PLACES, shown

BY_NAME = {case[0]: case for case in CASES}
READ = ["gaode_gbk_GCJ-02", "baidu_xlsx_BD-09", "geojson_crs_BD-09", "gaode_swapped_GCJ-02"]


def read(name, folder, **options):
    return read_file([BY_NAME[name][1](folder)], ReadOptions(**options))


def places(intake):
    points = intake.layers[0].frame().geometry
    return np.column_stack([points.x, points.y])


@pytest.mark.parametrize("name", READ)
def test_a_declared_shift_is_taken_off_once(name, tmp_path):
    intake = read(name, tmp_path)
    assert intake.status.value == BY_NAME[name][2]
    assert [message.code for message in intake.messages].count("shift_undone") == 1
    assert np.abs(places(intake)[: len(PLACES)] - PLACES).max() < 1e-6


def test_an_answer_on_the_way_in_declares_it_too(tmp_path):
    intake = read("plain_heads", tmp_path, crs="GCJ-02")
    assert intake.status.value == "attention"
    assert np.abs(places(intake) - PLACES).max() < 1e-6


def test_what_is_not_declared_stays(tmp_path):
    intake = read("geojson_undeclared", tmp_path)
    assert intake.status.value == "accepted"
    assert np.abs(places(intake) - shown("GCJ-02")).max() < 1e-6


def test_abroad_there_is_nothing_to_take_off(tmp_path):
    intake = read("gaode_abroad", tmp_path)
    assert intake.status.value == "question"
    assert "shift_undone" not in [message.code for message in intake.messages]


def test_the_cases_are_well_made(tmp_path):
    assert len(BY_NAME) == len(CASES) >= 20
    for name, maker, expected, codes in CASES:
        folder = tmp_path / name
        folder.mkdir()
        path = maker(folder)
        assert path.stat().st_size > 0
        assert list(folder.iterdir()) == [path]
        assert expected in ("accepted", "attention", "question", "refused")
        assert codes <= set(wordings())
    for system in shifts.SYSTEMS:
        assert np.abs(shown(system) - PLACES).min() > 1e-4
