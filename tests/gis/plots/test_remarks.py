"""Remarks as a table."""

from gis.plots.remarks import Remark, remarks_frame


def test_remarks_keep_their_order_and_values():
    found = remarks_frame([Remark("r2", "plots", "b", "x", -1.0, "乙 / two", "保留 / kept"), Remark(*"1234567")])
    assert found.columns.tolist() == ["rule", "layer", "row", "field", "value", "text", "done"]
    assert found["rule"].tolist() == ["r2", "1"]
    assert found["value"].tolist() == [-1.0, "5"]


def test_no_remark_is_an_empty_table():
    assert remarks_frame([]).columns.tolist()[0] == "rule"
    assert len(remarks_frame([])) == 0
