"""Every odd table and grid through gathering, reader and pipeline: it ends as it must and says what it must."""

import pytest

from gis.read.intake.gathering import Gathering
from gis.read.intake.grouping import Member
from gis.read.intake.limits import LIMITS
from gis.read.intake.messages import Notes, status_of
from gis.read.intake.model import ReadOptions, RefusedError
from gis.read.intake.pipeline import process
from tests.gis.read.intake.making_table import CASES


@pytest.mark.parametrize(("make", "status", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case(tmp_path, make, status, codes):
    for name in ("in", "work", "out"):
        (tmp_path / name).mkdir()
    path = make(tmp_path / "in")
    before = path.read_bytes()
    notes, layers = Notes(), []
    try:
        found = Gathering(notes, work=tmp_path / "work", limits=LIMITS).loose([(Member(path.name, given=True), path)])
        layers = process(found, ReadOptions(), notes, out=tmp_path / "out")["layers"]
    except RefusedError:
        assert notes.refused
    told = {message.code for message in notes.messages}
    assert status_of(notes.messages).value == status, told
    assert codes <= told
    assert path.read_bytes() == before
    for layer in layers:
        rows = layer["rows"]
        assert rows["in"] == rows["accepted"] + rows["repaired"] + rows["quarantined"]


def test_names_are_unlike_and_many():
    names = [case[0] for case in CASES]
    assert len(names) == len({*names}) >= 35
