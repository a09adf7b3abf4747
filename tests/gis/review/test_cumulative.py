"""Now, with the pipeline, with the project besides: one row a measure and zone."""

from gis.review.cumulative import together
from gis.review.model import Effect


def effect(before, after, *, measure="m", zone="", reason=""):
    return Effect("g", "题 / title", measure, zone, "share", before, after, target=0.8, reason=reason)


def test_the_two_runs_stand_side_by_side():
    (row,) = together([effect(0.5, 0.6)], [effect(0.5, 0.4)])
    assert (row.now, row.with_pipeline, row.with_both, row.target) == (0.5, 0.6, 0.4, 0.8)


def test_what_is_unknown_stays_so_with_its_reasons_once():
    reason = "没有人口图层 / no residents"
    rows = together(
        [effect(None, None, reason=reason), effect(1.0, 1.0, zone="west")],
        [effect(None, None, reason=reason), effect(0.2, 0.3, measure="n", reason="另 / other")],
    )
    assert [(row.measure, row.zone) for row in rows] == [("m", ""), ("n", ""), ("m", "west")]
    assert [row.reason for row in rows] == [reason, "另 / other", ""]
    assert rows[0].now is None
    assert rows[1].with_pipeline is None
    assert rows[2].with_both is None
    assert together([], []) == ()


def test_two_reasons_are_joined_in_each_language():
    (row,) = together([effect(None, None, reason="甲 / a")], [effect(None, None, reason="乙 / b")])
    assert row.reason == "乙;甲 / b; a"
