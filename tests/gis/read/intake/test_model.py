"""What passes between the parts of a read."""

import json

import pytest

from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, RefusedError, refuse


def test_options_travel_as_json() -> None:
    options = ReadOptions(
        layer="规划*", crs="GCJ-02", columns={"lon": "经度"}, datum_shift=(1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 4.0),
        near=(118.05, 36.82), rows=False,
    )  # fmt: skip
    back = ReadOptions(**json.loads(json.dumps(options.as_json())))
    assert back.columns == {"lon": "经度"}
    assert tuple(back.datum_shift) == options.datum_shift
    assert tuple(back.near) == options.near
    assert (back.layer, back.crs, back.rows, back.tolerance_m) == ("规划*", "GCJ-02", False, 0.01)


def test_nothing_is_stated_by_default() -> None:
    options = ReadOptions()
    assert not any((options.layer, options.crs, options.encoding, options.kind, options.edition, options.columns))
    assert options.rows


def test_a_refusal_is_told_before_it_is_raised() -> None:
    notes = Notes()
    error = refuse(notes, "layer_unknown", where="a.gpkg", layer="x", names=["y"])
    assert isinstance(error, RefusedError)
    assert [message.code for message in notes.messages] == ["layer_unknown"]
    assert notes.refused
    with pytest.raises(KeyError):
        refuse(notes, "no_such_code")
